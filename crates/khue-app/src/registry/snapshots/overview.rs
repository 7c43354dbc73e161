//! A round as those above see it: schools with their states, sums up the tree.

use std::collections::{BTreeMap, HashMap, HashSet};

use khue_base::{Moment, RoundId, UnitId};
use khue_db::{DbError, Session, Statement, sql};
use khue_rules::accounts::{Action, Place};
use khue_rules::registry::figures::Figures;
use khue_rules::registry::reporting::State;

use super::decide::Decider;
use super::round::{Round, round_of};
use super::step::{PastStep, Standing, newest_steps};
use crate::registry::records::may_at;
use crate::registry::{
    Chain, Relation, Unit, UnitFilter, UnitKind, grouped_by, root_of, scope_of, units_as_of,
    units_of_kind_under,
};
use crate::{Ctx, OpError};

/// Which schools are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct RoundFilter {
    /// Of this district, or commune where there are no districts any more.
    pub place: Option<UnitId>,
    /// Of this kind.
    pub kind: Option<UnitKind>,
    /// In this state.
    pub state: Option<State>,
}

/// A school in a round.
#[derive(Clone, Debug)]
pub struct SchoolLine {
    /// The school as of the data day.
    pub unit: Unit,
    /// The district or commune in which it lies.
    pub place: Option<UnitId>,
    /// How its figures stand.
    pub state: State,
    /// The number of the newest step; 0 before the first.
    pub seen: i64,
    /// When the newest step was taken.
    pub at: Option<Moment>,
    /// Words to the newest step.
    pub note: String,
    /// Its figures, when they count.
    pub figures: Option<Figures>,
    /// Whether the actor decides on it.
    pub may_decide: bool,
}

/// The sum of one figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// Over the schools that have it.
    pub sum: i64,
    /// How many have it.
    pub schools: usize,
}

/// A round with its schools.
#[derive(Clone, Debug)]
pub struct RoundOverview {
    /// The round.
    pub round: Round,
    /// The schools that the filter lets through, in the order of names.
    pub lines: Vec<SchoolLine>,
    /// The districts, or communes, of the actor's schools.
    pub places: Vec<Unit>,
    /// How many schools of each place are in each state, the filter apart.
    pub by_place: BTreeMap<Option<UnitId>, BTreeMap<State, usize>>,
    /// Sums over the schools let through whose figures count.
    pub sums: BTreeMap<String, Sum>,
    /// Whether the actor may set the days of the round.
    pub may_set_dues: bool,
}

impl RoundOverview {
    /// How many of the schools let through are in each state.
    pub fn states(&self) -> BTreeMap<State, usize> {
        let mut states = BTreeMap::new();
        for line in &self.lines {
            *states.entry(line.state).or_default() += 1;
        }
        states
    }

    /// How many of the schools let through have figures that count.
    pub fn counted(&self) -> usize {
        self.lines.iter().filter(|line| line.figures.is_some()).count()
    }
}

/// The schools that a round concerns: all of the province as of its data day.
pub(super) async fn schools_of(session: &mut Session, round: &Round) -> Result<Vec<Unit>, DbError> {
    let root = root_of(session, round.department, round.data_day).await?;
    let chain = Chain::Of(Relation::Territorial);
    units_of_kind_under(session, UnitKind::SCHOOLS, root, chain, round.data_day).await
}

/// A round with the schools that the actor may see.
///
/// # Errors
/// Hidden when there is no such round, or the actor reads no records.
pub async fn round_overview(
    ctx: &Ctx,
    round: RoundId,
    filter: RoundFilter,
) -> Result<RoundOverview, OpError> {
    let mut session = ctx.read().await?;
    may_at(ctx, &mut session, Action::ReadRecords, &[ctx.actor.unit]).await?;
    let round = round_of(ctx, &mut session, ctx.actor.unit, round).await?;
    let mut schools = schools_of(&mut session, &round).await?;
    let sees_all = ctx.actor.account.is_none() || ctx.may(Action::ReadRecords, Place::Elsewhere).is_ok();
    if !sees_all {
        let own = scope_of(&mut session, ctx.actor.unit, ctx.today()).await?;
        schools.retain(|school| own.contains(&school.id) || school.id == ctx.actor.unit);
    }
    let (places, mut place_of_unit) = places(&mut session, &round, &schools).await?;
    let newest: HashMap<UnitId, PastStep> =
        newest_steps(&mut session, &round).await?.into_iter().map(|step| (step.unit, step)).collect();
    let decider = Decider::of(ctx, &mut session).await?;
    let mut lines = Vec::new();
    let mut by_place: BTreeMap<Option<UnitId>, BTreeMap<State, usize>> = BTreeMap::new();
    for unit in schools {
        let step = newest.get(&unit.id);
        let standing = Standing::after(step);
        let place = place_of_unit.remove(&unit.id);
        *by_place.entry(place).or_default().entry(standing.state).or_default() += 1;
        let is_wanted = filter.place.is_none_or(|wanted| place == Some(wanted))
            && filter.kind.is_none_or(|wanted| unit.kind == wanted)
            && filter.state.is_none_or(|wanted| standing.state == wanted);
        if is_wanted {
            lines.push(SchoolLine {
                may_decide: decider.may(ctx, &round, &unit).is_ok(),
                place,
                state: standing.state,
                seen: standing.seen,
                at: step.map(|step| step.at),
                note: step.map(|step| step.note.clone()).unwrap_or_default(),
                figures: None,
                unit,
            });
        }
    }
    let rows: Vec<FiguresRow> =
        session.all(SNAPSHOTS_OF_ROUND, &[round.province.into(), round.id.into()]).await?;
    drop(session);
    let mut sent: HashMap<UnitId, String> = rows.into_iter().map(|row| (row.unit_id, row.figures)).collect();
    let mut sums: BTreeMap<String, Sum> = BTreeMap::new();
    for line in lines.iter_mut().filter(|line| line.state.counts()) {
        let Some(text) = sent.remove(&line.unit.id) else { continue };
        let figures: Figures = serde_json::from_str(&text)?;
        for (figure, number) in &figures {
            let sum = match sums.get_mut(figure) {
                Some(sum) => sum,
                None => sums.entry(figure.clone()).or_default(),
            };
            sum.sum = sum.sum.saturating_add(*number);
            sum.schools += 1;
        }
        line.figures = Some(figures);
    }
    let may_set_dues = ctx.may(Action::OpenRound, Place::Own).is_ok();
    Ok(RoundOverview { round, lines, places, by_place, sums, may_set_dues })
}

/// The districts of the data day in which the schools lie, or the communes where there are no districts any more,
/// and the one of each school.
async fn places(
    session: &mut Session,
    round: &Round,
    schools: &[Unit],
) -> Result<(Vec<Unit>, HashMap<UnitId, UnitId>), DbError> {
    let day = round.data_day;
    let root = root_of(session, round.department, day).await?;
    for kind in [UnitKind::District, UnitKind::Commune] {
        let filter = UnitFilter { kinds: &[kind], ..UnitFilter::default() };
        let mut places = units_as_of(session, day, &filter).await?;
        if places.is_empty() {
            continue;
        }
        let groups = grouped_by(session, kind, Chain::Of(Relation::Territorial), root, day).await?;
        let of_unit: HashMap<UnitId, UnitId> =
            groups.into_iter().map(|group| (group.unit_id, group.group_id)).collect();
        let used: HashSet<UnitId> =
            schools.iter().filter_map(|school| of_unit.get(&school.id).copied()).collect();
        places.retain(|place| used.contains(&place.id));
        return Ok((places, of_unit));
    }
    Ok((Vec::new(), HashMap::new()))
}

khue_db::row! {
    struct FiguresRow {
        unit_id: UnitId,
        figures: String,
    }
}

const SNAPSHOTS_OF_ROUND: Statement = sql!("sql/snapshots_of_round.sql");
