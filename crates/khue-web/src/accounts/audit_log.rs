//! `/nhat-ky`: the auditor reads who changed what, and has the chain checked.

use std::collections::BTreeMap;

use axum::response::Response;
use khue_app::OpError;
use khue_app::accounts::{self, AUDIT_PAGE, AuditLine, AuditQuery, AuditWhere};
use khue_app::directive::{self, Named};
use khue_base::{Day, Moment, UnitId};

use super::audit_words;
use crate::directive::words;
use crate::page::{Filter, FilterSelect, FilterWords, Link, Pager, Shell, Tag, Tone, sample};
use crate::registry::unit_href;
use crate::{Asked, Failure, Fields, Signed, show};

const HERE: &str = "/nhat-ky";
/// Fields by which the log is narrowed, and carried from page to page.
const FIELDS: [&str; 7] = ["tu", "den", "nguoi", "don-vi", "viec", "doi-tuong", "chuoi"];

/// The audit log.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "accounts/audit_log.html")]
pub struct AuditPage {
    /// The frame.
    pub shell: Shell,
    /// Of what the entries are, when they are of one thing or of the program itself.
    pub of: String,
    /// By day, person, unit, action.
    pub filter: Filter,
    /// Where the chain is checked.
    pub check: String,
    /// The entries, newest first.
    pub rows: Vec<AuditEntryLine>,
    /// Older ones.
    pub pager: Pager,
    /// What the check of the chain said, when asked for.
    pub verdict: Option<(Tag, String)>,
}

/// An entry.
#[derive(Clone, Debug, Default)]
pub struct AuditEntryLine {
    /// When.
    pub when: String,
    /// Who.
    pub who: String,
    /// In which unit; leads to its page.
    pub unit: Option<Link>,
    /// What was done, in words.
    pub action: String,
    /// To what; leads to its page where it has one.
    pub subject: Link,
    /// Where all entries of the subject stand.
    pub trail: String,
    /// What changed, in words.
    pub detail: String,
}

/// The page.
pub(super) async fn page(signed: Signed, asked: Asked) -> Result<Response, Failure> {
    let asked = asked.0;
    let query = query(&asked)?;
    let lines = accounts::read_audit(&signed.ctx, &query, before(asked.text("truoc"))).await?;
    let names = Names::of(&signed, &lines).await?;
    let verdict = match asked.text("kiem-tra") {
        "" => None,
        _ => Some(verdict(&signed).await?),
    };
    let of = match (query.subject.as_str(), query.unit_id) {
        ("", Some(UnitId(0))) => "Những gì hệ thống tự làm.".to_owned(),
        ("", _) => String::new(),
        (subject, _) => {
            let known = names.subjects.get(subject).map(|link| link.label.clone());
            format!("Những gì đã làm với {}.", known.unwrap_or_else(|| subject.to_owned()))
        }
    };
    Ok(show(&AuditPage {
        shell: signed.shell("Nhật ký", &[]),
        of,
        filter: filter(&asked, lines.len()),
        check: address(&asked, &[("kiem-tra", "1")]),
        pager: pager(&asked, &lines),
        rows: lines.iter().map(|line| names.line(line, signed.ctx.today())).collect(),
        verdict,
    }))
}

fn query(asked: &Fields) -> Result<AuditQuery, OpError> {
    let day = |name: &str| {
        let read =
            |typed| Day::parse_vietnamese(typed).map_err(|error| OpError::field(name, format!("{error}.")));
        asked.filled(name).map(read).transpose()
    };
    Ok(AuditQuery {
        from: day("tu")?,
        until: day("den")?,
        person: asked.text("nguoi").to_owned(),
        unit: asked.text("don-vi").to_owned(),
        unit_id: asked.text("chuoi").parse().ok(),
        action: asked.text("viec").to_owned(),
        subject: asked.text("doi-tuong").to_owned(),
    })
}

/// Things of one page by the names that people know.
struct Names {
    subjects: BTreeMap<String, Link>,
    units: BTreeMap<i64, String>,
}

impl Names {
    async fn of(signed: &Signed, lines: &[AuditLine]) -> Result<Self, Failure> {
        let mut names = Self { subjects: BTreeMap::new(), units: BTreeMap::new() };
        for line in lines {
            let subject = &line.row.subject;
            if !names.subjects.contains_key(subject) {
                names.subjects.insert(subject.clone(), subject_link(signed, subject).await?);
            }
            for unit in audit_words::units_in(&line.row.detail) {
                if !names.units.contains_key(&unit)
                    && let Some(name) = accounts::audited_name(&signed.ctx, &format!("unit/{unit}")).await?
                {
                    names.units.insert(unit, name);
                }
            }
        }
        Ok(names)
    }

    fn line(&self, line: &AuditLine, today: Day) -> AuditEntryLine {
        let row = &line.row;
        let at = row.at.day();
        AuditEntryLine {
            when: row.at.to_string(),
            who: line.person.clone().unwrap_or_else(|| "Hệ thống".to_owned()),
            unit: line.unit.as_ref().map(|name| Link::new(name, unit_href(UnitId(row.chain), at, today))),
            action: audit_words::action(&row.action).to_owned(),
            subject: self.subjects.get(&row.subject).cloned().unwrap_or_default(),
            trail: address(&Fields::default(), &[("doi-tuong", &row.subject)]),
            detail: audit_words::detail(&row.detail, &|unit| self.units.get(&unit).cloned()),
        }
    }
}

/// What a subject is called and where its page is; without an address where it has none.
async fn subject_link(signed: &Signed, subject: &str) -> Result<Link, Failure> {
    if let Some(named) = directive::named(&signed.ctx, subject).await? {
        return Ok(match named {
            Named::Directive(head) => {
                let end = if head.state == "adopted" { "" } else { "/ra-soat" };
                Link::new(head.name(), format!("/chi-dao/{}{end}", head.id))
            }
            Named::Task(id, text) => Link::new(words::title(&text), format!("/nhiem-vu/{id}")),
            Named::Progress(id, text) => Link::new(words::title(&text), format!("/viec/{id}")),
            Named::Report(id, text) => Link::new(words::title(&text), format!("/bao-cao/{id}")),
        });
    }
    let (kind, id) = subject.split_once('/').unwrap_or((subject, ""));
    let name = accounts::audited_name(&signed.ctx, subject).await?;
    let thing = match kind {
        "account" => "tài khoản",
        "person" => "người",
        "post" => "chức vụ",
        "unit" if id.is_empty() => return Ok(Link::new("danh mục đơn vị", "/don-vi")),
        "unit" => "đơn vị",
        _ => return Ok(Link::new(name.unwrap_or_else(|| subject.to_owned()), "")),
    };
    Ok(match (name, kind) {
        (Some(name), "unit") => Link::new(name, format!("/don-vi/{id}")),
        (Some(name), _) => Link::new(format!("{thing} {name}"), ""),
        (None, _) => Link::new(format!("{thing} số {id}"), ""),
    })
}

async fn verdict(signed: &Signed) -> Result<(Tag, String), Failure> {
    let verdict = accounts::verify_audit(&signed.ctx).await?;
    Ok(match verdict.first_break {
        None => (
            Tag::new(Tone::Ok, "nguyên vẹn"),
            format!(
                "Đã kiểm tra {} mục trong {} chuỗi, không có chỗ nào bị sửa. Mã tổng hợp để công bố: {}",
                verdict.entries, verdict.chains, verdict.digest
            ),
        ),
        Some(found) => (
            Tag::new(Tone::Late, "có chỗ bị sửa"),
            format!(
                "Chuỗi {} mục {}: {}. Hãy giữ nguyên máy chủ, sao lưu ngay và báo cơ quan chủ quản.",
                found.chain, found.seq, found.why
            ),
        ),
    })
}

fn filter(asked: &Fields, found: usize) -> Filter {
    let actions = audit_words::ACTIONS.iter().map(|(code, words)| ((*code).to_owned(), (*words).to_owned()));
    let field = |name: &str, label: &str| FilterWords {
        name: name.to_owned(),
        label: label.to_owned(),
        value: asked.text(name).to_owned(),
    };
    let kept = ["doi-tuong", "chuoi"]
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), asked.filled(name)?.to_owned())));
    let full = u32::try_from(found).is_ok_and(|found| found == AUDIT_PAGE);
    Filter {
        action: HERE.to_owned(),
        words: vec![field("nguoi", "Người làm"), field("don-vi", "Đơn vị của người làm")],
        selects: vec![FilterSelect {
            name: "viec".to_owned(),
            label: "Việc".to_owned(),
            choices: words::choices("Mọi việc", actions, asked.text("viec")),
        }],
        due: Some((asked.text("tu").to_owned(), asked.text("den").to_owned())),
        due_label: "Từ ngày".to_owned(),
        kept: kept.collect(),
        clear: FIELDS.iter().any(|name| asked.filled(name).is_some()).then(|| HERE.to_owned()),
        found: if full { format!("{found} mục mới nhất") } else { format!("{found} mục") },
        ..Filter::default()
    }
}

/// The address of the log with the fields asked for and some more.
fn address(asked: &Fields, more: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in FIELDS {
        if let Some(value) = asked.filled(name) {
            query.append_pair(name, value);
        }
    }
    for (name, value) in more {
        query.append_pair(name, value);
    }
    format!("{HERE}?{}", query.finish())
}

fn pager(asked: &Fields, lines: &[AuditLine]) -> Pager {
    let full = u32::try_from(lines.len()).is_ok_and(|count| count == AUDIT_PAGE);
    let next = lines.last().filter(|_| full).map(|last| {
        let place = last.row.place();
        address(asked, &[("truoc", &format!("{}.{}.{}", place.at.0, place.chain, place.seq))])
    });
    let previous = asked.filled("truoc").map(|_| address(asked, &[]));
    Pager { summary: format!("{} mục", lines.len()), previous, next }
}

/// Reads a place as the pager writes it; the newest entries when it is none.
fn before(text: &str) -> AuditWhere {
    let numbers: Vec<i64> = text.split('.').filter_map(|part| part.parse().ok()).collect();
    match *numbers.as_slice() {
        [at, chain, seq] => AuditWhere { at: Moment(at), chain, seq },
        _ => AuditWhere::NEWEST,
    }
}

impl AuditPage {
    /// What render tests show.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let signed_in = AuditEntryLine {
            when: "08 giờ 02, 31/5/2021".to_owned(),
            who: "Nguyễn Thị Hoa".to_owned(),
            unit: Some(Link::new("Sở Giáo dục và Đào tạo Bắc Giang", "/don-vi/2")),
            action: audit_words::action("account.sign-in").to_owned(),
            subject: Link::new("tài khoản cv1.sogddt", ""),
            trail: "/nhat-ky?doi-tuong=account%2F12".to_owned(),
            detail: "từ địa chỉ mạng: 10.1.2.3; ghi chú: <b>".to_owned(),
        };
        let returned = AuditEntryLine {
            action: audit_words::action("progress.returned").to_owned(),
            subject: Link::new(format!("{}: {}", sample::LONG_UNIT, sample::LONG_TASK), "/viec/51"),
            trail: "/nhat-ky?doi-tuong=progress%2F9".to_owned(),
            detail: "lí do: thiếu danh sách giáo viên chưa dự".to_owned(),
            ..signed_in.clone()
        };
        let full = Self {
            shell: sample::shell("Nhật ký", ""),
            filter: filter(&Fields::default(), 2),
            check: "/nhat-ky?kiem-tra=1".to_owned(),
            rows: vec![returned, signed_in],
            pager: Pager { summary: "2 mục".to_owned(), ..Pager::default() },
            ..Self::default()
        };
        let verdict = |tone, word: &str, text: &str| Some((Tag::new(tone, word), text.to_owned()));
        let good = Self {
            of: "Những gì đã làm với tài khoản cv1.sogddt.".to_owned(),
            filter: Filter { clear: Some(HERE.to_owned()), ..full.filter.clone() },
            verdict: verdict(
                Tone::Ok,
                "nguyên vẹn",
                "Đã kiểm tra 1.204 mục trong 31 chuỗi, không có chỗ nào bị sửa.",
            ),
            ..full.clone()
        };
        let broken = Self {
            verdict: verdict(Tone::Late, "có chỗ bị sửa", "Chuỗi 7 mục 12: nội dung không khớp mã."),
            rows: Vec::new(),
            ..full.clone()
        };
        vec![("day-du", full), ("nguyen-ven", good), ("bi-sua", broken)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_cannot_be_one_means_the_newest() {
        assert_eq!(before("12.3.4"), AuditWhere { at: Moment(12), chain: 3, seq: 4 });
        for text in ["", "1.2", "a.b.c", "1.2.3.4", "99999999999999999999.1.1"] {
            assert_eq!(before(text), AuditWhere::NEWEST, "{text}");
        }
    }

    #[test]
    fn what_was_asked_goes_on_to_the_next_page() {
        let asked = Fields(vec![
            ("nguoi".to_owned(), "hoa & hạnh".to_owned()),
            ("kiem-tra".to_owned(), "1".to_owned()),
            ("truoc".to_owned(), "1.2.3".to_owned()),
        ]);
        assert_eq!(address(&asked, &[("truoc", "4.5.6")]), "/nhat-ky?nguoi=hoa+%26+h%E1%BA%A1nh&truoc=4.5.6");
    }
}
