//! Calendars as iCalendar files (RFC 5545) of whole days.
//!
//! What is needed of the format is a page of text: lines that end with CRLF, are folded after 75 bytes and escape
//! four signs. A crate for it would bring a second library of dates.

use khue_base::Day;

/// Something that takes one day or several.
#[derive(Clone, Debug)]
pub struct CalendarEvent {
    /// Names it for good: a file read again replaces what was read before.
    pub uid: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Day,
    /// What calendars show.
    pub summary: String,
    /// What stands behind it; may be empty.
    pub description: String,
}

/// A calendar file. `stamp` is the day as of which it stands.
pub fn ics(name: &str, stamp: Day, events: &[CalendarEvent]) -> String {
    let mut file = String::new();
    let stamp = format!("{}T000000Z", basic(stamp));
    for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Khue//Khue//VI", "CALSCALE:GREGORIAN"] {
        push(&mut file, line);
    }
    push(&mut file, &format!("X-WR-CALNAME:{}", escaped(name)));
    for event in events {
        push(&mut file, "BEGIN:VEVENT");
        push(&mut file, &format!("UID:{}", escaped(&event.uid)));
        push(&mut file, &format!("DTSTAMP:{stamp}"));
        push(&mut file, &format!("DTSTART;VALUE=DATE:{}", basic(event.from)));
        // The end is the first day outside.
        push(&mut file, &format!("DTEND;VALUE=DATE:{}", basic(event.until.plus_days(1))));
        push(&mut file, &format!("SUMMARY:{}", escaped(&event.summary)));
        if !event.description.is_empty() {
            push(&mut file, &format!("DESCRIPTION:{}", escaped(&event.description)));
        }
        push(&mut file, "TRANSP:TRANSPARENT");
        push(&mut file, "END:VEVENT");
    }
    push(&mut file, "END:VCALENDAR");
    file
}

fn basic(day: Day) -> String {
    day.iso().replace('-', "")
}

fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,");
    text.replace("\r\n", "\\n").replace(['\n', '\r'], "\\n")
}

/// Adds a line, folded so that none is longer than 75 bytes and no letter is torn.
fn push(file: &mut String, line: &str) {
    let mut length = 0;
    for letter in line.chars() {
        if length + letter.len_utf8() > LONGEST {
            file.push_str("\r\n ");
            length = 1;
        }
        file.push(letter);
        length += letter.len_utf8();
    }
    file.push_str("\r\n");
}

/// Bytes of a line at most.
const LONGEST: usize = 75;

#[cfg(test)]
mod tests {
    use super::*;

    fn event(summary: &str) -> CalendarEvent {
        CalendarEvent {
            uid: "2020-2021-03-1@khue".to_owned(),
            from: "2021-02-28".parse().unwrap(),
            until: "2021-03-01".parse().unwrap(),
            summary: summary.to_owned(),
            description: String::new(),
        }
    }

    #[test]
    fn days_names_and_ends_stand_as_the_format_asks() {
        let file = ics("Lịch, năm học", "2026-11-24".parse().unwrap(), &[event("Nghỉ; Tết\nxa \\ gần")]);
        for line in [
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
            "X-WR-CALNAME:Lịch\\, năm học\r\n",
            "DTSTAMP:20261124T000000Z\r\n",
            "DTSTART;VALUE=DATE:20210228\r\nDTEND;VALUE=DATE:20210302\r\n",
            "SUMMARY:Nghỉ\\; Tết\\nxa \\\\ gần\r\n",
            "END:VEVENT\r\nEND:VCALENDAR\r\n",
        ] {
            assert!(file.contains(line), "{line:?} in {file:?}");
        }
        assert!(!file.replace("\r\n", "").contains(['\r', '\n']));
    }

    #[test]
    fn long_lines_are_folded_between_letters() {
        let long = "Hoàn thành chương trình học kì II và kết thúc năm học ở các trường phổ thông ".repeat(4);
        let file = ics("", "2026-11-24".parse().unwrap(), &[event(&long)]);
        assert!(file.split("\r\n").all(|line| line.len() <= 75), "{file}");
        assert!(file.replace("\r\n ", "").contains(&long), "unfolded it is the same");
    }
}
