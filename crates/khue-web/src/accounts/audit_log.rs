//! `/nhat-ky`: the auditor reads who changed what, and has the chain checked.

use axum::response::Response;
use khue_app::OpError;
use khue_app::accounts::{self, AUDIT_PAGE, AuditLine, AuditOf, AuditWhere};
use khue_base::{Moment, UnitId};

use crate::page::{Pager, Shell, Tag, Tone, sample};
use crate::{Asked, Failure, Signed, show};

/// The audit log of a thing or of a unit.
#[derive(Clone, Debug, Default, askama::Template)]
#[template(path = "accounts/audit_log.html")]
pub struct AuditPage {
    /// The frame.
    pub shell: Shell,
    /// `doi-tuong`, as typed.
    pub subject: String,
    /// `don-vi`, as typed.
    pub unit: String,
    /// Of what the entries are.
    pub of: String,
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
    /// What was done, as recorded.
    pub action: String,
    /// To what.
    pub subject: String,
    /// Where all entries of the subject stand.
    pub href: String,
    /// What changed, as recorded.
    pub detail: String,
}

/// The page.
pub(super) async fn page(signed: Signed, asked: Asked) -> Result<Response, Failure> {
    let asked = asked.0;
    let of = match asked.filled("doi-tuong") {
        Some(subject) => AuditOf::Subject(subject.to_owned()),
        // Without a question: what one's own unit did.
        None => AuditOf::Unit(asked.text("don-vi").parse().unwrap_or(signed.ctx.actor.unit)),
    };
    let lines = accounts::read_audit(&signed.ctx, &of, before(asked.text("truoc"))).await?;
    let name = match &of {
        AuditOf::Subject(subject) => format!("Những gì đã làm với {subject}"),
        AuditOf::Unit(UnitId(0)) => "Những gì hệ thống tự làm".to_owned(),
        AuditOf::Unit(unit) => match accounts::audited_unit(&signed.ctx, *unit).await? {
            Some(name) => format!("Những gì {name} đã làm"),
            None => return Err(Failure(OpError::Hidden)),
        },
    };
    let verdict = match asked.text("kiem-tra") {
        "" => None,
        _ => Some(verdict(&signed).await?),
    };
    Ok(show(&AuditPage {
        shell: signed.shell("Nhật ký", &[]),
        subject: asked.text("doi-tuong").to_owned(),
        unit: asked.text("don-vi").to_owned(),
        of: name,
        pager: pager(&of, &lines),
        rows: lines.iter().map(line).collect(),
        verdict,
    }))
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

fn line(line: &AuditLine) -> AuditEntryLine {
    let subject: String = form_urlencoded::byte_serialize(line.row.subject.as_bytes()).collect();
    AuditEntryLine {
        when: line.row.at.to_string(),
        who: line.person.clone().unwrap_or_else(|| "Hệ thống".to_owned()),
        action: line.row.action.clone(),
        subject: line.row.subject.clone(),
        href: format!("/nhat-ky?doi-tuong={subject}"),
        detail: line.row.detail.clone(),
    }
}

fn pager(of: &AuditOf, lines: &[AuditLine]) -> Pager {
    let full = u32::try_from(lines.len()).is_ok_and(|count| count == AUDIT_PAGE);
    let next = lines.last().filter(|_| full).map(|last| {
        let place = last.row.place();
        let place = format!("{}.{}.{}", place.at.0, place.chain, place.seq);
        let of = match of {
            AuditOf::Subject(subject) => {
                format!(
                    "doi-tuong={}",
                    form_urlencoded::byte_serialize(subject.as_bytes()).collect::<String>()
                )
            }
            AuditOf::Unit(unit) => format!("don-vi={unit}"),
        };
        format!("/nhat-ky?{of}&truoc={place}")
    });
    Pager { summary: format!("{} mục", lines.len()), previous: None, next }
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
        let line = AuditEntryLine {
            when: "8 giờ 02, 31/5/2021".to_owned(),
            who: "Nguyễn Thị Hoa".to_owned(),
            action: "account.sign-in".to_owned(),
            subject: "account/12".to_owned(),
            href: "/nhat-ky?doi-tuong=account%2F12".to_owned(),
            detail: r#"{"address":"10.1.2.3","note":"<b>"}"#.to_owned(),
        };
        let full = Self {
            shell: sample::shell("Nhật ký", ""),
            of: "Những gì Sở GDĐT đã làm".to_owned(),
            rows: vec![line],
            pager: Pager { summary: "1 mục".to_owned(), ..Pager::default() },
            ..Self::default()
        };
        let verdict = |tone, word: &str, text: &str| Some((Tag::new(tone, word), text.to_owned()));
        let good = Self {
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
}
