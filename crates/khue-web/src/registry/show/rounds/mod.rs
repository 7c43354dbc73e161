//! Filling the pages of rounds: the list, a round, a school in it, a figure.

pub mod figure;
pub mod round;
pub mod school;
mod tables;

use axum::http::StatusCode;
use axum::response::Response;
use khue_app::Refused;
use khue_app::registry::snapshots::{Round, proposed_round, rounds, rounds_of_school};
use khue_app::registry::unit_as_of;
use khue_base::{Day, SchoolYear, UnitId};
use khue_rules::accounts::{Action, Place as Standing};
use khue_rules::registry::reporting::{RoundKind, State};

use super::records::Place;
use crate::page::{Choice, Empty, Link, Tag, Tone};
use crate::registry::rounds::{OpenForm, Proposal, RoundRow, RoundsPage};
use crate::{Failure, Fields, InPath, Signed, see_other, show, show_as};

/// Where the rounds of the province are.
pub(in crate::registry) const HERE: &str = "/ky-bao-cao";
const TITLE: &str = "Kỳ báo cáo";
/// A school year begins in this month for those who open rounds.
const YEAR_BEGINS: i8 = 8;

/// `GET /ky-bao-cao`: the rounds of the province; a school is led to its own.
pub async fn page(signed: Signed) -> Result<Response, Failure> {
    let (own, today) = (signed.ctx.actor.unit, signed.ctx.today());
    let unit = unit_as_of(&mut signed.ctx.read().await?, own, today).await?;
    if unit.is_some_and(|unit| unit.kind.is_school()) {
        return Ok(see_other(&format!("/don-vi/{own}/ky-bao-cao")));
    }
    Ok(show(&list(&signed, &Fields::default(), None).await?))
}

/// The list again with what was refused.
pub(in crate::registry) async fn refused(
    signed: &Signed,
    typed: &Fields,
    refused: &Refused,
) -> Result<Response, Failure> {
    Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &list(signed, typed, Some(refused)).await?))
}

async fn list(signed: &Signed, typed: &Fields, refused: Option<&Refused>) -> Result<RoundsPage, Failure> {
    let today = signed.ctx.today();
    let rounds = rounds(&signed.ctx).await?;
    let opens = signed.ctx.may(Action::OpenRound, Standing::Own).is_ok();
    Ok(RoundsPage {
        shell: match refused {
            Some(refused) => signed.refused(TITLE, &[], refused),
            None => signed.shell(TITLE, &[]),
        },
        here: HERE.to_owned(),
        kicker: String::new(),
        heading: TITLE.to_owned(),
        tabs: Vec::new(),
        rows: rounds
            .iter()
            .map(|round| RoundRow {
                round: Link::new(round.name(), format!("{HERE}/{}", round.id)),
                state: openness(round, today),
                days: days(round),
                words: String::new(),
            })
            .collect(),
        opening: opens.then(|| opening(typed, today)),
        empty: no_rounds(),
    })
}

/// `GET /don-vi/{id}/ky-bao-cao`: the rounds of a school.
pub async fn of_school(signed: Signed, InPath(unit): InPath<UnitId>) -> Result<Response, Failure> {
    let rounds = rounds_of_school(&signed.ctx, unit).await?;
    let place = Place::find(&signed, unit, signed.ctx.today()).await?;
    Ok(show(&RoundsPage {
        shell: place.shell(&signed, TITLE),
        here: place.at("/ky-bao-cao"),
        kicker: place.unit.name.clone(),
        heading: TITLE.to_owned(),
        tabs: place.tabs("/ky-bao-cao"),
        rows: rounds
            .iter()
            .map(|one| RoundRow {
                round: Link::new(one.round.name(), format!("/don-vi/{unit}/ky-bao-cao/{}", one.round.id)),
                state: state_tag(one.state),
                days: days(&one.round),
                words: if one.state == State::Rejected { one.note.clone() } else { String::new() },
            })
            .collect(),
        opening: None,
        empty: no_rounds(),
    }))
}

fn opening(typed: &Fields, today: Day) -> OpenForm {
    let (calendar_year, month, _) = today.parts();
    let current = SchoolYear::starting(if month >= YEAR_BEGINS { calendar_year } else { calendar_year - 1 });
    let year: SchoolYear = typed.text("nam-hoc").parse().unwrap_or(current);
    let chosen = RoundKind::from_code(typed.text("ky"));
    OpenForm {
        kinds: RoundKind::ALL
            .iter()
            .map(|kind| Choice {
                value: kind.code().to_owned(),
                label: kind.name().to_owned(),
                chosen: chosen == Some(*kind),
            })
            .collect(),
        year: typed.filled("nam-hoc").map_or_else(|| current.to_string(), str::to_owned),
        data_day: typed.text("ngay-chot").to_owned(),
        dues: DUES.map(|field| typed.text(field).to_owned()),
        proposals: RoundKind::ALL
            .iter()
            .filter_map(|kind| {
                let plan = proposed_round(*kind, year).ok()?;
                Some(Proposal {
                    text: format!(
                        "{}: số liệu ngày {}, trường gửi đến hết {}, cấp duyệt đến hết {}, Sở gửi Bộ đến hết {}",
                        kind.name(),
                        plan.data_day,
                        plan.school_due,
                        plan.approver_due,
                        plan.department_due
                    ),
                    basis: plan.citation.text.clone(),
                    doubt: plan.citation.mark.notice().map(|notice| Tag::new(Tone::Soon, notice)),
                })
            })
            .collect(),
    }
}

/// Fields of the three last days: of schools, of those who decide, of the Department.
pub(in crate::registry) const DUES: [&str; 3] = ["han-truong", "han-duyet", "han-so"];

fn days(round: &Round) -> String {
    format!("Số liệu ngày {} · trường gửi đến hết {}", round.data_day, round.dues.school)
}

fn openness(round: &Round, today: Day) -> Tag {
    if today < round.data_day {
        Tag::new(Tone::Quiet, "chưa đến ngày chốt")
    } else if today <= round.dues.school {
        Tag::new(Tone::Active, "đang mở")
    } else if today <= round.dues.department {
        Tag::new(Tone::Soon, "trường hết hạn gửi")
    } else {
        Tag::new(Tone::Quiet, "đã qua hạn")
    }
}

/// The state of a school's figures as colour, sign and word.
pub(in crate::registry) fn state_tag(state: State) -> Tag {
    let tone = match state {
        State::Draft => Tone::Quiet,
        State::Submitted => Tone::Active,
        State::Rejected => Tone::Late,
        State::UnlockAsked => Tone::Soon,
        State::Approved | State::Locked => Tone::Ok,
    };
    Tag::new(tone, state.name())
}

/// What stands there while no round is open.
pub(in crate::registry) fn no_rounds() -> Empty {
    Empty {
        title: "Chưa có kỳ báo cáo nào".to_owned(),
        why: "Sở mở kỳ báo cáo cho từng năm học; kỳ mở rồi thì các trường thấy ở đây.".to_owned(),
        step: None,
    }
}

/// A figure as people write it: 1.204.
pub(in crate::registry) fn written(number: i64) -> String {
    khue_base::Quantity::from_thousandths(number.saturating_mul(1000)).to_string()
}
