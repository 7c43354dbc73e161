//! Where everybody goes at the end of a school year, and what of it is done.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use khue_base::{Day, RecordId, SchoolYear, UnitId};
use khue_db::{Session, Statement, sql};
use khue_rules::accounts::Action;
use khue_rules::registry::grade::order_of;
use khue_rules::registry::roll_over::{Class, Decision, Plan, Pupil, Step, plan};

use super::carry::Carried;
use super::{is_of, the, year_after};
use crate::registry::records::span_of;
use crate::registry::records::{PRESENT, Record, keeper_of, mask, may_at, on_day, rows_of, whole_of_unit};
use crate::{Ctx, OpError};

/// The turn of the year of a school: what would be written, and what is written already.
#[derive(Clone, Debug)]
pub struct TurnOfYear {
    /// The year that ends.
    pub from: SchoolYear,
    /// The year that begins.
    pub to: SchoolYear,
    /// Its classes, in the order of grades and names.
    pub classes: Vec<ClassTurn>,
    /// Classes of the year that begins.
    pub next: Vec<NextSize>,
    /// Pupils of the year whose class is none of its classes.
    pub without_class: Vec<PupilTurn>,
    /// What comes along.
    pub carried: Carried,
}

/// A class at the end of the year.
#[derive(Clone, Debug)]
pub struct ClassTurn {
    /// The class.
    pub id: RecordId,
    /// Its name.
    pub name: String,
    /// The code of its grade.
    pub grade: String,
    /// The name of the class that it becomes; none for the last grade of a level.
    pub becomes: Option<String>,
    /// Who is in it on the last day.
    pub pupils: Vec<PupilTurn>,
}

impl ClassTurn {
    /// How many of its pupils turn so.
    pub fn count(&self, is: impl Fn(&Turn) -> bool) -> usize {
        self.pupils.iter().filter(|pupil| is(&pupil.turn)).count()
    }

    /// How many are still to be written.
    pub fn open(&self) -> usize {
        self.count(|turn| turn.is_open())
    }
}

/// A pupil at the end of the year.
#[derive(Clone, Debug)]
pub struct PupilTurn {
    /// The pupil.
    pub pupil: RecordId,
    /// The enrolment of the year that ends.
    pub enrolment: RecordId,
    /// What was decided; going up where nobody decided anything.
    pub decision: Decision,
    /// The class chosen by hand.
    pub place: Option<String>,
    /// Where the pupil goes.
    pub turn: Turn,
}

/// Where a pupil goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Into this class of the next year, one grade up.
    Up(usize),
    /// Into this class of the next year, the same grade once more.
    Again(usize),
    /// The level is finished.
    Finished,
    /// Out of the school.
    Out,
    /// The next year has the pupil already, in the class with this name; none without a class.
    Entered(Option<String>),
    /// It is recorded how the pupil ended: a code of `enrolment_end`.
    Ended(String),
    /// Nothing is written.
    KeptOut(Why),
}

impl Turn {
    /// Whether something is still to be written.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Up(_) | Self::Again(_) | Self::Finished | Self::Out)
    }

    /// Whether it is written already.
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Entered(_) | Self::Ended(_))
    }
}

/// Why nothing is written of a pupil.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Has no class in the year that ends.
    NoClass,
    /// The class chosen by hand is not there any more.
    NoPlace,
    /// Learning is suspended: decided when the pupil comes back.
    Suspended,
    /// Another school has the pupil in the next year.
    Elsewhere,
    /// Is in two classes at once.
    Twice,
}

/// A class of the year that begins.
#[derive(Clone, Debug)]
pub struct NextSize {
    /// Its id, when it is there already.
    pub id: Option<RecordId>,
    /// The class from which it comes.
    pub from: Option<RecordId>,
    /// Its name.
    pub name: String,
    /// The code of its grade.
    pub grade: String,
    /// Pupils in it now, and those who would come.
    pub size: usize,
}

/// All that is known at the end of a year.
pub(super) struct YearEnd {
    pub province: UnitId,
    pub unit: UnitId,
    pub from: SchoolYear,
    pub to: SchoolYear,
    /// First day of the year that begins, and the first day after it.
    pub span: (Day, Day),
    pub classes: Vec<Record>,
    pub there: Vec<Record>,
    pub enrolments: Vec<Record>,
    pub plan: Plan,
    choices: HashMap<i64, (Decision, Option<String>)>,
    entered: HashMap<i64, Vec<EnteredRow>>,
}

/// The last day of a school year.
pub(super) fn last_day(year: SchoolYear) -> Result<Day, OpError> {
    let span = span_of(year).ok_or_else(|| OpError::Failed(format!("no such year: {year}")))?;
    Ok(span.1.plus_days(-1))
}

impl YearEnd {
    /// Reads what is known; nothing is asked of permissions.
    pub async fn load(
        ctx: &Ctx,
        session: &mut Session,
        unit: UnitId,
        from: SchoolYear,
    ) -> Result<Self, OpError> {
        let to = year_after(from);
        let (end, next_end) = (last_day(from)?, last_day(to)?);
        let province = keeper_of(session, unit, ctx.today()).await?;
        let class = the("class")?;
        let of_year = |mut records: Vec<Record>, year| {
            records.retain(|record| is_of(record, year));
            records.sort_by(|a, b| (&a.sort_key, a.key.id).cmp(&(&b.sort_key, b.key.id)));
            records
        };
        let classes = of_year(whole_of_unit(session, class, province, unit, end).await?, from);
        let there = of_year(whole_of_unit(session, class, province, unit, next_end).await?, to);
        let mut enrolments =
            of_year(whole_of_unit(session, the("enrolment")?, province, unit, end).await?, from);
        enrolments.retain(|row| {
            row.facts.text("status").is_some_and(|code| code == SUSPENDED || PRESENT.contains(&code))
        });
        let (old, new) = (from.to_string(), to.to_string());
        let values = [province.into(), unit.into(), new.into(), (&old).into()];
        let mut entered: HashMap<i64, Vec<EnteredRow>> = HashMap::new();
        for row in session.all::<EnteredRow>(ENTERED, &values).await? {
            entered.entry(row.pupil_id).or_default().push(row);
        }
        let chosen: Vec<ChoiceRow> = session.all(CHOICES, &[unit.into(), old.into()]).await?;
        let choices: HashMap<i64, (Decision, Option<String>)> = chosen
            .into_iter()
            .filter_map(|row| Some((row.pupil_id, (Decision::from_code(&row.decision)?, row.class_name))))
            .collect();
        let pupils: Vec<Pupil<'_>> = enrolments
            .iter()
            .map(|row| {
                let (id, class) = (pupil_of(row), row.facts.record("class").unwrap_or_default());
                let chosen = choices.get(&id);
                let decision = chosen.map_or(Decision::Up, |(decision, _)| *decision);
                Pupil { id, class, decision, place: chosen.and_then(|(_, place)| place.as_deref()) }
            })
            .collect();
        let (own, known) = (named(&classes), named(&there));
        let plan = plan(&views(&own), &views(&known), &pupils);
        let span = span_of(to).ok_or_else(|| OpError::Failed(format!("no such year: {to}")))?;
        Ok(Self { province, unit, from, to, span, classes, there, enrolments, plan, choices, entered })
    }
}

impl YearEnd {
    /// Where each pupil goes, in the order of the enrolments.
    pub fn turns(&self) -> Vec<PupilTurn> {
        let names: HashMap<i64, String> =
            self.there.iter().map(|class| (class.key.id.0, class.called())).collect();
        let mut seen = BTreeSet::new();
        let mut turns = Vec::with_capacity(self.enrolments.len());
        for (row, step) in self.enrolments.iter().zip(&self.plan.steps) {
            let pupil = pupil_of(row);
            let (decision, place) = self.choices.get(&pupil).cloned().unwrap_or_default();
            let turn =
                if seen.insert(pupil) { self.turn(row, *step, &names) } else { Turn::KeptOut(Why::Twice) };
            turns.push(PupilTurn { pupil: RecordId(pupil), enrolment: row.key.id, decision, place, turn });
        }
        turns
    }

    fn turn(&self, row: &Record, step: Step, names: &HashMap<i64, String>) -> Turn {
        let entered = self.entered.get(&pupil_of(row)).map(Vec::as_slice).unwrap_or_default();
        if let Some(here) = entered.iter().find(|entered| entered.unit_id == self.unit) {
            return Turn::Entered(here.class_id.and_then(|class| names.get(&class).cloned()));
        }
        if let Some(code) = row.facts.text("ended").filter(|code| *code != AT_THE_END) {
            return Turn::Ended(code.to_owned());
        }
        if row.facts.text("status") == Some(SUSPENDED) {
            return Turn::KeptOut(Why::Suspended);
        }
        match step {
            Step::Up(_) | Step::Again(_) if !entered.is_empty() => Turn::KeptOut(Why::Elsewhere),
            Step::Up(place) => Turn::Up(place),
            Step::Again(place) => Turn::Again(place),
            Step::Finished => Turn::Finished,
            Step::Out => Turn::Out,
            Step::NoClass => Turn::KeptOut(Why::NoClass),
            Step::NoPlace => Turn::KeptOut(Why::NoPlace),
        }
    }

    /// The same by classes, with the sizes that classes of the next year would have.
    pub fn by_class(&self, turns: Vec<PupilTurn>, carried: Carried) -> TurnOfYear {
        let mut sizes: HashMap<String, usize> = HashMap::new();
        for pupil in &turns {
            let class = match &pupil.turn {
                Turn::Up(place) | Turn::Again(place) => {
                    self.plan.classes.get(*place).map(|class| class.name.clone())
                }
                Turn::Entered(class) => class.clone(),
                _ => None,
            };
            if let Some(class) = class {
                *sizes.entry(class).or_default() += 1;
            }
        }
        let next = self.plan.classes.iter().map(|class| NextSize {
            id: class.id.map(RecordId),
            from: class.from.map(RecordId),
            size: sizes.get(&class.name).copied().unwrap_or_default(),
            name: class.name.clone(),
            grade: class.grade.clone(),
        });
        let mut of_class: BTreeMap<i64, Vec<PupilTurn>> = BTreeMap::new();
        for (row, pupil) in self.enrolments.iter().zip(turns) {
            of_class.entry(row.facts.record("class").unwrap_or_default()).or_default().push(pupil);
        }
        let becomes = |id: i64| self.plan.classes.iter().find(|class| class.from == Some(id));
        let mut classes: Vec<ClassTurn> = self
            .classes
            .iter()
            .map(|class| ClassTurn {
                id: class.key.id,
                name: class.called(),
                grade: class.facts.text("grade").unwrap_or_default().to_owned(),
                becomes: becomes(class.key.id.0).map(|class| class.name.clone()),
                pupils: of_class.remove(&class.key.id.0).unwrap_or_default(),
            })
            .collect();
        classes.sort_by_key(|class| order_of(&class.grade));
        TurnOfYear {
            from: self.from,
            to: self.to,
            classes,
            next: next.collect(),
            without_class: of_class.into_values().flatten().collect(),
            carried,
        }
    }
}

/// A class at the end of a year, with the names of its pupils and the classes among which hands choose.
///
/// # Errors
/// Hidden when the class is none of the year's or the actor may not read records of the unit.
pub async fn turn_of_class(
    ctx: &Ctx,
    unit: UnitId,
    from: SchoolYear,
    class: RecordId,
) -> Result<(ClassTurn, Vec<NextSize>, BTreeMap<i64, Record>), OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ReadRecords, &[unit]).await?;
    let end = YearEnd::load(ctx, &mut session, unit, from).await?;
    let year = end.by_class(end.turns(), Carried::default());
    let mut found = year.classes.into_iter().find(|one| one.id == class).ok_or(OpError::Hidden)?;
    let ids: Vec<i64> = found.pupils.iter().map(|pupil| pupil.pupil.0).collect();
    let mut rows = rows_of(&mut session, the("pupil")?, (end.province, unit), &ids).await?;
    mask(the("pupil")?, &mut rows);
    let pupils = on_day(rows, last_day(from)?);
    let place = |pupil: &PupilTurn| pupils.get(&pupil.pupil.0).map(|record| record.sort_key.clone());
    found.pupils.sort_by_cached_key(|pupil| (place(pupil), pupil.pupil));
    Ok((found, year.next, pupils))
}

/// The pupil whom an enrolment names.
pub(super) fn pupil_of(enrolment: &Record) -> i64 {
    enrolment.facts.record("pupil").unwrap_or_default()
}

/// Ids, names and grades of classes.
fn named(classes: &[Record]) -> Vec<(i64, String, &str)> {
    classes
        .iter()
        .map(|class| (class.key.id.0, class.called(), class.facts.text("grade").unwrap_or_default()))
        .collect()
}

fn views<'a>(classes: &'a [(i64, String, &'a str)]) -> Vec<Class<'a>> {
    classes.iter().map(|(id, name, grade)| Class { id: *id, name, grade }).collect()
}

/// The code of `pupil_status` of those who do not learn for a time.
const SUSPENDED: &str = "bao-luu";
/// The code of `enrolment_end` that says no more than that the year is over.
const AT_THE_END: &str = "het-nam";

khue_db::row! {
    struct EnteredRow {
        pupil_id: i64,
        unit_id: UnitId,
        class_id: Option<i64>,
    }
}

khue_db::row! {
    struct ChoiceRow {
        pupil_id: i64,
        decision: String,
        class_name: Option<String>,
    }
}

const ENTERED: Statement = sql!("sql/entered.sql");
const CHOICES: Statement = sql!("sql/choices.sql");
