//! Recipients and signature.

use super::frame::Role;
use super::lines::Line;
use super::paragraphs::{Para, is_upper};
use super::tokens::{fold, tokens};
use super::words::Words;
use super::{ReadRecipient, Signer, Span};

impl Signer {
    /// Whose place the signer takes: "TM. ỦY BAN NHÂN DÂN" gives the committee.
    pub fn on_behalf(&self) -> Option<String> {
        let authority = self.authority.as_deref()?;
        let (form, rest) = authority.split_once('.')?;
        let rest = rest.trim();
        // KT. and TL. stand in for an official, TM. for the issuer itself.
        if form != "TM" {
            return None;
        }
        (!rest.is_empty()).then(|| rest.to_owned())
    }
}

/// Most words of a person's name.
const NAME: usize = 6;

/// Recipients and signer of the first foot that has them.
pub fn foot(
    text: &str,
    lines: &[Line],
    paras: &[Para],
    roles: &[Role],
    words: &Words,
) -> (Vec<ReadRecipient>, Option<Signer>) {
    let mut recipients = Vec::new();
    let mut signer = Signer { authority: None, role: None, name: None };
    let mut in_list = false;
    let mut done = false;
    for (at, para) in paras.iter().enumerate() {
        if roles.get(at) != Some(&Role::Foot) {
            done |= in_list || signer.role.is_some();
            if done {
                break;
            }
            continue;
        }
        let mut from = para.span.start;
        for line in lines.get(para.lines.0..para.lines.1).unwrap_or_default() {
            let roles_beside = line.cells.iter().filter(|cell| starts_signature(cell, words)).count();
            for (column, cell) in line.cells.iter().enumerate() {
                // Of two who sign side by side the right one issues.
                if roles_beside > 1 && column + 1 < line.cells.len() && starts_signature(cell, words) {
                    continue;
                }
                if !cell.chars().any(char::is_alphanumeric) {
                    continue;
                }
                let Some(found) = text.get(from..para.span.end).and_then(|rest| rest.find(cell.as_str()))
                else {
                    continue;
                };
                let start = from + found;
                from = start + cell.len();
                let (left, right) = split_signature(cell, words);
                let is_recipients = words.leads.recipients.at(&tokens(left), 0) > 0;
                if is_recipients {
                    in_list = true;
                    let after = left.split_once(':').map_or("", |(_, after)| after);
                    if after.chars().any(char::is_alphabetic) {
                        let offset = start + left.len() - after.len();
                        add(after, offset, &mut recipients, words);
                    }
                } else if !left.is_empty() && !signature(left, &mut signer, words) && in_list {
                    recipient(left, start, &mut recipients, words);
                }
                if !right.is_empty() {
                    signature(right, &mut signer, words);
                }
            }
        }
    }
    recipients.retain(|recipient: &ReadRecipient| recipient.name.chars().any(char::is_alphanumeric));
    let signer =
        (signer.role.is_some() || signer.authority.is_some() || signer.name.is_some()).then_some(signer);
    (recipients, signer)
}

/// A recipient and a signature that stood side by side and have run together.
fn split_signature<'t>(cell: &'t str, words: &Words) -> (&'t str, &'t str) {
    for (at, _) in cell.match_indices(' ') {
        let (left, right) = (cell.get(..at).unwrap_or_default(), cell.get(at + 1..).unwrap_or_default());
        if left.ends_with([';', '.', ':'])
            && !is_authority_dot(left)
            && is_upper(right)
            && starts_signature(right, words)
        {
            return (left, right);
        }
        if at > 400 {
            break;
        }
    }
    (cell, "")
}

fn is_authority_dot(left: &str) -> bool {
    let last = left.rsplit(' ').next().unwrap_or(left);
    matches!(last, "KT." | "TM." | "TL." | "TUQ." | "Q.")
}

fn starts_signature(line: &str, words: &Words) -> bool {
    let own = tokens(line);
    words.people.authorities.at(&own, 0) > 0 || words.people.roles.at(&own, 0) > 0
}

/// Takes a line of the signature; whether it was one.
fn signature(line: &str, signer: &mut Signer, words: &Words) -> bool {
    let line = line.trim();
    let own = tokens(line);
    if line.starts_with(['-', '+', '•', '*']) || line.ends_with(';') {
        return false;
    }
    let upper = is_upper(line);
    let authority = words.people.authorities.at(&own, 0) > 0
        && own.get(1).is_none_or(|second| second.is_mark('.') || upper);
    if authority && own.len() <= 20 && upper {
        // "TM. ỦY BAN NHÂN DÂN" and below it "KT. CHỦ TỊCH".
        signer.authority = Some(match signer.authority.take() {
            Some(above) if !above.contains(line) => format!("{above} {line}"),
            above => above.unwrap_or_else(|| line.to_owned()),
        });
        return true;
    }
    if words.people.roles.at(&own, 0) > 0 && own.len() <= 10 && (upper || words.people.roles.is(&own)) {
        if signer.role.is_none() {
            signer.role = Some(line.to_owned());
        }
        return true;
    }
    let folded = fold(line);
    if folded.contains("đã ký") || folded.contains("ký tên") {
        // "(Đã ký) Nguyễn Văn A" on one line.
        if let Some(name) = line.rsplit(')').next().map(str::trim).filter(|name| is_name(name, words)) {
            signer.name.get_or_insert_with(|| name.to_owned());
        }
        return true;
    }
    if (signer.role.is_some() || signer.authority.is_some()) && is_name(line, words) {
        signer.name = Some(line.to_owned());
        return true;
    }
    false
}

/// Two to six words with capitals, a family name in front (titles aside).
fn is_name(line: &str, words: &Words) -> bool {
    let parts: Vec<&str> = line.split_whitespace().filter(|word| !word.ends_with('.')).collect();
    let titled = |word: &str| {
        word.chars().next().is_some_and(char::is_uppercase) && word.chars().all(char::is_alphabetic)
    };
    (2..=NAME).contains(&parts.len())
        && parts.iter().all(|word| titled(word))
        && parts.first().is_some_and(|first| words.people.surnames.contains(&fold(first)))
}

fn recipient(line: &str, start: usize, recipients: &mut Vec<ReadRecipient>, words: &Words) {
    let dashed = line.starts_with(['-', '–', '+', '•', '*']);
    if !dashed
        && let Some(last) = recipients.last_mut()
        && !line.starts_with("Lưu")
        && last.span.end < start
        && !is_upper(line)
    {
        // A recipient wrapped to a second line.
        let joined = format!(
            "{}{} {}",
            last.name,
            last.purpose.take().map(|purpose| format!(" ({purpose})")).unwrap_or_default(),
            line
        );
        let span = Span { start: last.span.start, end: start + line.len() };
        let (name, purpose) = purpose(&joined, words);
        *last = ReadRecipient { name, purpose, span };
        return;
    }
    if dashed || !is_upper(line) || line.len() < 60 {
        add(line, start, recipients, words);
    }
}

fn add(line: &str, start: usize, recipients: &mut Vec<ReadRecipient>, words: &Words) {
    // Several on one line: "- A; - B; - Lưu: VT."
    let mut from = 0;
    for piece in line.split_inclusive(';') {
        let own = piece.trim_matches(|letter: char| letter.is_whitespace() || matches!(letter, ';'));
        let own = own.trim_start_matches(['-', '–', '+', '•', '*', ' ']);
        let offset = piece.find(own).unwrap_or(0);
        let at = start + from + offset;
        from += piece.len();
        let (name, purpose) = purpose(own, words);
        if name.chars().any(char::is_alphanumeric) {
            recipients.push(ReadRecipient { name, purpose, span: Span { start: at, end: at + own.len() } });
        }
    }
}

/// Name and purpose: a bracket, or what stands before the colon of "Lưu: VT".
fn purpose(line: &str, words: &Words) -> (String, Option<String>) {
    let line = line.trim().trim_end_matches([';', '.', ',', '/']).trim();
    let folded = fold(line);
    if folded.starts_with("lưu") {
        let rest = line.get("Lưu".len()..).unwrap_or_default().trim_start_matches([':', ' ', '-']);
        if !rest.is_empty() {
            return (rest.to_owned(), Some("Lưu".to_owned()));
        }
    }
    if let Some((name, rest)) = line.split_once('(')
        && let Some((inner, after)) = rest.split_once(')')
        && is_purpose(inner, words)
    {
        let name = format!("{} {}", name.trim(), after.trim());
        return (name.trim().to_owned(), Some(inner.trim().to_owned()));
    }
    if let Some((name, after)) = line.rsplit_once(", để ").or_else(|| line.rsplit_once(" để ")) {
        return (name.trim().to_owned(), Some(format!("để {}", after.trim())));
    }
    (line.to_owned(), None)
}

fn is_purpose(inner: &str, words: &Words) -> bool {
    if inner.chars().next().is_some_and(char::is_lowercase) && inner.split_whitespace().count() <= 7 {
        return true;
    }
    let folded = fold(inner);
    words.names.purposes.iter().any(|word| folded.contains(word.as_str()))
}
