//! The page on which admitted pupils are shared out to classes.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;
use khue_app::registry::records::SourceKind;
use khue_app::registry::records::school_year_of;
use khue_app::registry::year::{
    ClassShare, Placed, SplitPlan, SplitWish, Waiting, propose_split, waiting_pupils,
};
use khue_app::{OpError, Refused};
use khue_base::{Day, Quantity, SchoolYear, UnitId};
use khue_rules::registry::class_split::Balance;
use khue_rules::registry::grade::level_of;
use khue_rules::registry::record::code_list;

use super::import::{start_href, unit_name};
use super::records::shown;
use super::roll_over::written;
use crate::page::{Choice, Fact, Link, Tag, Tone};
use crate::registry::split_classes::{BALANCES, GradeSplit, SplitClass, SplitPage, SplitPupil};
use crate::{Asked, Failure, Fields, InPath, Signed, show, show_as};

pub(in crate::registry) fn split_href(unit: UnitId, year: SchoolYear) -> String {
    format!("/don-vi/{unit}/chia-lop?nam-hoc={year}")
}

/// The year for which classes are made: the one asked for, else the one that begins.
pub(in crate::registry) fn year_of(fields: &Fields, today: Day) -> Result<SchoolYear, OpError> {
    match fields.filled("nam-hoc") {
        // From May on, people work for the year to come.
        None => Ok(school_year_of(today.plus_days(92))),
        Some(typed) => typed.parse().map_err(|error| OpError::field("nam-hoc", format!("{error}."))),
    }
}

/// `GET /don-vi/{id}/chia-lop`.
pub async fn page(
    signed: Signed,
    InPath(unit): InPath<UnitId>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let year = year_of(&asked, signed.ctx.today())?;
    let waiting = waiting_pupils(&signed.ctx, unit, year).await?;
    let Some(grade) = grade_asked(&asked, &waiting) else {
        return Ok(show(&framed(&signed, unit, year, &waiting, None).await?));
    };
    match proposal(&signed, unit, year, &grade, &asked).await {
        Ok(plan) => {
            let mut page = framed(&signed, unit, year, &waiting, None).await?;
            page.split = Some(grade_split(&grade, &asked, &waiting, &plan));
            Ok(show(&page))
        }
        Err(OpError::Refused(refused)) => {
            let mut page = framed(&signed, unit, year, &waiting, Some(&refused)).await?;
            let none = SplitPlan { classes: Vec::new(), pupils: Vec::new() };
            page.split = Some(grade_split(&grade, &asked, &waiting, &none));
            Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(Failure(error)),
    }
}

/// The grade asked for; where only one waits, that one.
fn grade_asked(asked: &Fields, waiting: &[Waiting]) -> Option<String> {
    let known = |grade: &str| waiting.iter().any(|one| one.grade == grade && !grade.is_empty());
    match (asked.filled("khoi"), waiting) {
        (Some(grade), _) => Some(grade.to_owned()).filter(|grade| known(grade)),
        (None, [only]) => Some(only.grade.clone()).filter(|grade| known(grade)),
        (None, _) => None,
    }
}

async fn proposal(
    signed: &Signed,
    unit: UnitId,
    year: SchoolYear,
    grade: &str,
    asked: &Fields,
) -> Result<SplitPlan, OpError> {
    let number = |name: &str, says: &str| match asked.filled(name) {
        None => Ok(None),
        Some(typed) => match typed.parse::<usize>() {
            Ok(number) if (1..=100).contains(&number) => Ok(Some(number)),
            _ => Err(OpError::field(name, says)),
        },
    };
    let wish = SplitWish {
        unit,
        year,
        grade: grade.to_owned(),
        classes: number("so-lop", "Số lớp phải là số từ 1 đến 100. Hãy ghi lại.")?,
        most: number("toi-da", "Sĩ số phải là số từ 1 đến 100. Hãy ghi lại.")?.unwrap_or(most_of(grade)),
        balance: balance(asked),
    };
    propose_split(&signed.ctx, &wish).await
}

/// The usual greatest size of a class, as checks of records know it.
fn most_of(grade: &str) -> usize {
    if matches!(level_of(grade), Some("01" | "02")) { 35 } else { 45 }
}

fn balance(asked: &Fields) -> Balance {
    match asked.text("theo") {
        "diem" => Balance::ScoreFirst,
        "xa" => Balance::CommuneTogether,
        _ => Balance::SexFirst,
    }
}

/// The page again with what was refused.
pub(in crate::registry) async fn refused(
    signed: &Signed,
    unit: UnitId,
    year: SchoolYear,
    refused: &Refused,
) -> Result<Response, Failure> {
    let waiting = waiting_pupils(&signed.ctx, unit, year).await?;
    let page = framed(signed, unit, year, &waiting, Some(refused)).await?;
    Ok(show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

async fn framed(
    signed: &Signed,
    unit: UnitId,
    year: SchoolYear,
    waiting: &[Waiting],
    refused: Option<&Refused>,
) -> Result<SplitPage, Failure> {
    let name = unit_name(signed, unit).await?;
    let up = format!("/don-vi/{unit}");
    let crumbs = [("Đơn vị", "/don-vi"), (name.as_str(), up.as_str())];
    let grades = waiting.iter().map(|one| Fact {
        name: if one.grade.is_empty() { "Chưa ghi khối".to_owned() } else { grade_name(&one.grade) },
        text: format!("{} em", one.pupils),
        href: (!one.grade.is_empty()).then(|| format!("{}&khoi={}", split_href(unit, year), one.grade)),
    });
    Ok(SplitPage {
        shell: match refused {
            Some(refused) => signed.refused("Chia lớp", &crumbs, refused),
            None => signed.shell("Chia lớp", &crumbs),
        },
        here: format!("{up}/chia-lop"),
        heading: format!("Chia lớp năm học {year}"),
        year: year.to_string(),
        waiting: grades.collect(),
        split: None,
        past: written(signed, unit, SourceKind::ClassSplit).await?,
        empty: SplitPage::nothing(&start_href(unit)),
        unit: name.clone(),
    })
}

fn grade_name(grade: &str) -> String {
    let found = code_list("grade").and_then(|list| list.by_code(grade));
    found.map_or_else(|| grade.to_owned(), |code| code.name.clone())
}

fn grade_split(grade: &str, asked: &Fields, waiting: &[Waiting], plan: &SplitPlan) -> GradeSplit {
    let count = waiting.iter().find(|one| one.grade == grade).map_or(0, |one| one.pupils);
    let typed =
        |name: &str, usual: usize| asked.filled(name).map_or_else(|| usual.to_string(), str::to_owned);
    let chosen = asked.filled("theo").unwrap_or("gioi");
    let balance = BALANCES.iter().map(|(value, label)| Choice {
        value: (*value).to_owned(),
        label: (*label).to_owned(),
        chosen: *value == chosen,
    });
    GradeSplit {
        grade: grade.to_owned(),
        heading: format!("{}: {count} em", grade_name(grade)),
        count: typed("so-lop", plan.classes.len()),
        most: typed("toi-da", most_of(grade)),
        balance: balance.collect(),
        classes: plan.classes.iter().map(class_row).collect(),
        pupils: plan.pupils.iter().map(|one| pupil_row(one, &plan.classes)).collect(),
    }
}

fn class_row(class: &ClassShare) -> SplitClass {
    let (sum, count) = class.scores;
    // In hundredths: two decimals are enough to compare classes.
    let average = i64::try_from(count).ok().filter(|count| *count > 0).map(|count| sum / 10 / count * 10);
    SplitClass {
        name: class.name.clone(),
        state: match class.id {
            Some(_) => Tag::new(Tone::Ok, "đã có"),
            None => Tag::new(Tone::Quiet, "sẽ tạo"),
        },
        size: class.size.to_string(),
        girls: class.girls.to_string(),
        score: average.map(|score| Quantity::from_thousandths(score).to_string()).unwrap_or_default(),
    }
}

fn pupil_row(one: &Placed, classes: &[ClassShare]) -> SplitPupil {
    let names = BTreeMap::new();
    let none = Choice { value: String::new(), label: "chưa xếp".to_owned(), chosen: false };
    let places = classes.iter().enumerate().map(|(place, class)| Choice {
        value: class.name.clone(),
        label: class.name.clone(),
        chosen: place == one.class,
    });
    SplitPupil {
        name: Link::new(one.pupil.called(), format!("/hoc-sinh/{}", one.pupil.key.id)),
        field: format!("hs-{}", one.pupil.key.id),
        sex: shown(&one.pupil, "sex", &names),
        commune: shown(&one.pupil, "residence_commune", &names),
        score: one.score.clone(),
        choices: std::iter::once(none).chain(places).collect(),
    }
}
