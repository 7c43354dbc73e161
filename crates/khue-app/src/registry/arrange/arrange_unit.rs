//! One arrangement: carried out, or tried and taken back for its preview.

use std::collections::{BTreeMap, BTreeSet};

use khue_base::{Day, PostId, RecordId, SourceId, UnitId};
use khue_db::Tx;
use khue_rules::accounts::Role;
use khue_rules::registry::record::FieldValue;

use super::move_records::{Kept, Moved, fit_in, move_records};
use crate::registry::change_unit::change_in;
use crate::registry::end_unit::end_in;
use crate::registry::give_post::insert_post;
use crate::registry::merge_units::merge_in;
use crate::registry::recode_unit::recode_in;
use crate::registry::records::{
    Change, Record, RecordKey, Source, SourceKind, Target, Write, begin_source, finish_source, the,
    write_records,
};
use crate::registry::split_unit::split_in;
use crate::registry::store::load_record;
use crate::registry::transfer::repoint_transfers;
use crate::registry::{
    AddUnit, CODE_SYSTEM, Chain, ChangeUnit, EndUnit, GivePost, MergeInto, MergeUnits, Post, RecodeUnit,
    Relation, Rest, SCHOOL_CODE_SYSTEM, Share, SplitUnit, Unit, UnitKind, children, existing, may_manage,
    posts_at_unit, stamp, unit_as_of, unit_version,
};
use crate::{Ctx, OpError};

/// A decision on paper.
#[derive(Clone, Debug)]
pub struct Decision {
    /// `12/QĐ-UBND`.
    pub number: String,
    /// The day of its signing.
    pub signed_on: Day,
    /// Who signed it.
    pub issuer: String,
}

impl Decision {
    /// As histories cite it.
    fn cited(&self) -> Result<String, OpError> {
        let (number, issuer) = (self.number.trim(), self.issuer.trim());
        if number.is_empty() {
            return Err(OpError::field("so", "Chưa ghi số quyết định. Hãy ghi số và kí hiệu."));
        }
        if issuer.is_empty() {
            return Err(OpError::field("noi-ra", "Chưa ghi cơ quan ra quyết định. Hãy ghi tên cơ quan."));
        }
        Ok(format!("{number} ngày {} của {issuer}", self.signed_on))
    }
}

/// The order to arrange a unit.
#[derive(Clone, Debug)]
pub struct Arrange {
    /// Which unit.
    pub unit: UnitId,
    /// How.
    pub what: Arrangement,
    /// The first day of the new order.
    pub day: Day,
    /// By which decision.
    pub decision: Decision,
}

/// How a unit is arranged.
#[derive(Clone, Debug)]
pub enum Arrangement {
    /// Others and the unit become one.
    Merge {
        /// The others.
        others: Vec<UnitId>,
        /// Which one goes on.
        into: Into,
    },
    /// Classes and sites of a school become a school of their own.
    Split(Part),
    /// Another name.
    Rename {
        /// The full name.
        name: String,
        /// The name in tables; the full name when empty.
        short_name: String,
    },
    /// Another kind, and the name that goes with it.
    ChangeKind {
        /// The kind.
        kind: UnitKind,
        /// The full name; stays when empty.
        name: String,
    },
    /// Another code.
    Recode(String),
    /// It ends. What it keeps goes to the receiver, else it ends too.
    Close(Option<UnitId>),
}

/// Which unit a merger makes.
#[derive(Clone, Debug)]
pub enum Into {
    /// The unit itself goes on.
    This,
    /// A new one.
    New {
        /// What it is.
        kind: UnitKind,
        /// The full name.
        name: String,
        /// Its code; none when empty.
        code: String,
    },
}

/// What is split off.
#[derive(Clone, Debug)]
pub struct Part {
    /// What the new school is.
    pub kind: UnitKind,
    /// The full name.
    pub name: String,
    /// Its code; none when empty.
    pub code: String,
    /// Classes that go, with their pupils and teaching.
    pub classes: Vec<RecordId>,
    /// Sites that go, with their rooms and buildings.
    pub sites: Vec<RecordId>,
}

/// What an arrangement does.
#[derive(Clone, Debug)]
pub struct Arranged {
    /// The unit that goes on or is new; the unit itself when it ends.
    pub unit: UnitId,
    /// Its name afterwards.
    pub name: String,
    /// Names of the units concerned, as they are before, and of the new one.
    pub names: BTreeMap<UnitId, String>,
    /// Records that go from one unit to another.
    pub moved: Vec<Moved>,
    /// Pupils in class among them.
    pub pupils: usize,
    /// Classes that get another name: before and after.
    pub renamed: Vec<(String, String)>,
    /// Units that stood below and stand below another one then.
    pub children: Vec<Unit>,
    /// Posts that end.
    pub posts: Vec<CarriedPost>,
    /// Changes of schools that wait for an answer and go over.
    pub transfers: u64,
    /// What wrote the records.
    pub source: Option<SourceId>,
}

/// A post at a unit that ends.
#[derive(Clone, Debug)]
pub struct CarriedPost {
    /// The post.
    pub post: Post,
    /// Whether the person goes on with the same at the unit that goes on.
    pub goes_on: bool,
}

/// What an arrangement would do; nothing is written.
///
/// # Errors
/// As [`arrange_unit`].
pub async fn preview_arrangement(ctx: &Ctx, cmd: &Arrange) -> Result<Arranged, OpError> {
    let mut tx = ctx.begin().await?;
    let arranged = arrange_in(ctx, &mut tx, cmd).await?;
    tx.roll_back().await?;
    Ok(arranged)
}

/// Arranges a unit by a decision, in one transaction. What pointed to the old order still answers as of its days.
///
/// # Errors
/// Refused when the decision is not told, the units cannot be arranged so or pupils would be left without a school;
/// hidden or forbidden when the actor may not manage the units.
pub async fn arrange_unit(ctx: &Ctx, cmd: &Arrange) -> Result<Arranged, OpError> {
    let mut tx = ctx.begin().await?;
    let arranged = arrange_in(ctx, &mut tx, cmd).await?;
    tx.commit().await?;
    Ok(arranged)
}

async fn arrange_in(ctx: &Ctx, tx: &mut Tx, cmd: &Arrange) -> Result<Arranged, OpError> {
    may_manage(ctx, tx, cmd.unit).await?;
    let unit = existing(tx, cmd.unit, cmd.day).await?;
    let decision = cmd.decision.cited()?;
    let mut work = Work {
        ctx,
        day: cmd.day,
        decision,
        source: None,
        done: Arranged {
            unit: unit.id,
            name: unit.name.clone(),
            names: BTreeMap::from([(unit.id, unit.name.clone())]),
            moved: Vec::new(),
            pupils: 0,
            renamed: Vec::new(),
            children: Vec::new(),
            posts: Vec::new(),
            transfers: 0,
            source: None,
        },
    };
    if unit.kind.is_school() {
        let note = format!("Sắp xếp {} theo {}", unit.name, work.decision);
        work.source = Some(begin_source(ctx, tx, SourceKind::Arrange, unit.id, &note).await?);
    }
    match &cmd.what {
        Arrangement::Merge { others, into } => work.merge(tx, &unit, others, into).await?,
        Arrangement::Split(part) => work.split(tx, &unit, part).await?,
        Arrangement::Rename { name, short_name } => {
            let short_name = Some(short_name.trim()).filter(|name| !name.is_empty());
            work.change(tx, &unit, (Some(name), short_name, None)).await?;
        }
        Arrangement::ChangeKind { kind, name } => {
            let name = Some(name.trim()).filter(|name| !name.is_empty());
            work.change(tx, &unit, (name, None, Some(*kind))).await?;
        }
        Arrangement::Recode(code) => work.recode(tx, &unit, code).await?,
        Arrangement::Close(receiver) => work.close(tx, &unit, *receiver).await?,
    }
    if let Some(source) = work.source.take() {
        work.done.source = Some(finish_source(ctx, tx, source).await?);
    }
    Ok(work.done)
}

/// An arrangement on its way.
struct Work<'a> {
    ctx: &'a Ctx,
    day: Day,
    decision: String,
    /// For schools: what writes their records.
    source: Option<Source>,
    done: Arranged,
}

impl Work<'_> {
    async fn merge(
        &mut self,
        tx: &mut Tx,
        unit: &Unit,
        others: &[UnitId],
        into: &Into,
    ) -> Result<(), OpError> {
        let mut ending = Vec::new();
        for other in others.iter().filter(|other| **other != unit.id) {
            may_manage(self.ctx, tx, *other).await?;
            let other = existing(tx, *other, self.day).await?;
            if other.kind.is_school() != unit.kind.is_school()
                || !unit.kind.is_school() && other.kind != unit.kind
            {
                return Err(OpError::field(
                    "cac-don-vi",
                    format!("{} và {} khác loại nên không nhập được với nhau.", unit.name, other.name),
                ));
            }
            ending.push(other);
        }
        let mut all = vec![unit.id];
        all.extend(ending.iter().map(|other| other.id));
        let into = match into {
            Into::This => MergeInto::Existing(unit.id),
            Into::New { kind, name, code } => {
                ending.insert(0, unit.clone());
                MergeInto::New(Box::new(self.new_unit(tx, unit, (*kind, name, code)).await?))
            }
        };
        if ending.is_empty() {
            return Err(OpError::field(
                "cac-don-vi",
                "Chưa chọn đơn vị nào để sáp nhập. Hãy chọn ít nhất một đơn vị.",
            ));
        }
        let mut posts = Vec::new();
        for one in &ending {
            posts.extend(posts_at_unit(tx, one.id, self.day).await?);
            for relation in Relation::ALL {
                for child in children(tx, one.id, Chain::Of(*relation), self.day).await? {
                    if !self.done.children.iter().any(|known| known.id == child.id) {
                        self.done.children.push(child);
                    }
                }
            }
            self.done.names.insert(one.id, one.name.clone());
        }
        let order = MergeUnits { units: all, into, day: self.day, decision: self.decision.clone() };
        let target = merge_in(self.ctx, tx, &order).await?;
        self.goes_on(tx, target).await?;
        self.carry_posts(tx, posts, target).await?;
        let is_new = target != unit.id;
        for one in &ending {
            self.hand_over(tx, one, target, is_new && one.id == unit.id).await?;
        }
        Ok(())
    }

    async fn split(&mut self, tx: &mut Tx, unit: &Unit, part: &Part) -> Result<(), OpError> {
        if !unit.kind.is_school() {
            return Err(OpError::refused(
                "Chỉ tách được trường ở đây. Đơn vị hành chính tách theo danh mục của Nhà nước.",
            ));
        }
        if part.classes.is_empty() {
            return Err(OpError::field("lop", "Chưa chọn lớp nào về trường mới. Hãy chọn ít nhất một lớp."));
        }
        let new = self.new_unit(tx, unit, (part.kind, &part.name, &part.code)).await?;
        let order = SplitUnit {
            unit: unit.id,
            parts: vec![new],
            rest: Rest::GoesOn,
            day: self.day,
            decision: self.decision.clone(),
        };
        let Some(target) = split_in(self.ctx, tx, &order).await?.pop() else { return Err(OpError::Stale) };
        self.goes_on(tx, target).await?;
        let Some(source) = &mut self.source else { return Ok(()) };
        let mut kept = Kept::read(tx, source.province, unit.id, self.day).await?;
        let profile = kept.of("school_profile").first().cloned();
        let (classes, sites) = (ids(&part.classes), ids(&part.sites));
        let missing = classes.iter().find(|id| !kept.of("class").iter().any(|class| class.key.id.0 == **id));
        if missing.is_some() || classes.len() == distinct(kept.of("class")) {
            return Err(OpError::field(
                "lop",
                "Các lớp đã chọn không còn đúng, hoặc không để lại lớp nào. Hãy chọn lại.",
            ));
        }
        let staff = staff_of(&kept, &classes);
        kept.retain(|row| goes_along(row, &classes, &sites, &staff));
        self.done.pupils += kept.pupils();
        self.done.moved.extend(move_records(self.ctx, tx, source, kept, Some(target)).await?);
        if let Some(profile) = profile {
            self.copy_profile(tx, profile, target).await?;
        }
        Ok(())
    }

    async fn change(
        &mut self,
        tx: &mut Tx,
        unit: &Unit,
        (name, short_name, kind): (Option<&str>, Option<&str>, Option<UnitKind>),
    ) -> Result<(), OpError> {
        let order = ChangeUnit {
            unit: unit.id,
            seen: unit_version(tx, unit.id).await?,
            from: self.day,
            until: None,
            name: name.map(str::to_owned),
            short_name: short_name.map(str::to_owned),
            kind,
            ownership: None,
            reason: self.decision.clone(),
        };
        change_in(self.ctx, tx, &order).await?;
        self.goes_on(tx, unit.id).await?;
        let name = Some(FieldValue::Text(self.done.name.clone()));
        self.alter_profile(tx, unit.id, vec![("name", name)]).await
    }

    async fn recode(&mut self, tx: &mut Tx, unit: &Unit, code: &str) -> Result<(), OpError> {
        let system = if unit.kind.is_school() { SCHOOL_CODE_SYSTEM } else { CODE_SYSTEM };
        let order = RecodeUnit {
            unit: unit.id,
            system: system.to_owned(),
            code: code.to_owned(),
            from: self.day,
            decision: self.decision.clone(),
        };
        recode_in(self.ctx, tx, &order).await?;
        let code = Some(FieldValue::Text(code.trim().to_owned()));
        self.alter_profile(tx, unit.id, vec![("code", code)]).await
    }

    async fn close(&mut self, tx: &mut Tx, unit: &Unit, receiver: Option<UnitId>) -> Result<(), OpError> {
        let receiver = match receiver {
            None => None,
            Some(id) if id == unit.id => {
                return Err(OpError::field(
                    "noi-nhan",
                    "Đơn vị giải thể không nhận chính mình. Hãy chọn đơn vị khác.",
                ));
            }
            Some(id) => {
                may_manage(self.ctx, tx, id).await?;
                Some(existing(tx, id, self.day).await?)
            }
        };
        if let Some(other) = &receiver
            && other.kind.is_school() != unit.kind.is_school()
        {
            return Err(OpError::field(
                "noi-nhan",
                format!("{} và {} khác loại nên không bàn giao được.", unit.name, other.name),
            ));
        }
        if receiver.is_none()
            && let Some(source) = &self.source
        {
            let pupils = Kept::read(tx, source.province, unit.id, self.day).await?.pupils();
            if pupils > 0 {
                return Err(OpError::field(
                    "noi-nhan",
                    format!("{} còn {pupils} học sinh đang học. Hãy chọn trường nhận.", unit.name),
                ));
            }
        }
        let posts = posts_at_unit(tx, unit.id, self.day).await?;
        let order = EndUnit {
            unit: unit.id,
            day: self.day,
            receivers: receiver.iter().map(|unit| (unit.id, Share::Whole)).collect(),
            decision: self.decision.clone(),
        };
        end_in(self.ctx, tx, &order).await?;
        match receiver {
            Some(receiver) => {
                self.goes_on(tx, receiver.id).await?;
                self.carry_posts(tx, posts, receiver.id).await?;
                self.hand_over(tx, unit, receiver.id, false).await
            }
            None => {
                self.done.posts =
                    posts.into_iter().map(|post| CarriedPost { post, goes_on: false }).collect();
                let Some(source) = &mut self.source else { return Ok(()) };
                let kept = Kept::read(tx, source.province, unit.id, self.day).await?;
                self.done.moved.extend(move_records(self.ctx, tx, source, kept, None).await?);
                Ok(())
            }
        }
    }

    /// The unit under which work goes on, as it is called from the day on.
    async fn goes_on(&mut self, tx: &mut Tx, target: UnitId) -> Result<(), OpError> {
        let unit = unit_as_of(tx, target, self.day).await?.ok_or(OpError::Hidden)?;
        self.done.unit = target;
        self.done.names.entry(target).or_insert_with(|| unit.name.clone());
        self.done.name = unit.name;
        Ok(())
    }

    /// A new unit that stands where `unit` stands.
    async fn new_unit(
        &self,
        tx: &mut Tx,
        unit: &Unit,
        (kind, name, code): (UnitKind, &str, &str),
    ) -> Result<AddUnit, OpError> {
        let record = load_record(tx, unit.id).await?;
        let above = record.parents.iter().filter_map(|(relation, spans)| {
            Some((*relation, spans.iter().find(|span| span.covers(self.day))?.value))
        });
        let system = if kind.is_school() { SCHOOL_CODE_SYSTEM } else { CODE_SYSTEM };
        let code = Some(code.trim()).filter(|code| !code.is_empty());
        Ok(AddUnit {
            kind,
            ownership: unit.ownership,
            name: name.to_owned(),
            short_name: String::new(),
            from: self.day,
            parents: above.collect(),
            codes: code.map(|code| (system.to_owned(), code.to_owned())).into_iter().collect(),
        })
    }

    /// People go on with their posts at the unit that goes on; who leads it is decided anew.
    async fn carry_posts(&mut self, tx: &mut Tx, posts: Vec<Post>, target: UnitId) -> Result<(), OpError> {
        let there: BTreeSet<_> = posts_at_unit(tx, target, self.day)
            .await?
            .into_iter()
            .map(|post| (post.person, post.role))
            .collect();
        for post in posts {
            let goes_on = post.role != Role::Head && !there.contains(&(post.person, post.role));
            if goes_on {
                let give = GivePost {
                    person: post.person,
                    role: post.role,
                    title: post.title.clone(),
                    unit: target,
                    from: self.day,
                    until: post.until.filter(|until| self.day < *until),
                };
                let id: PostId = self.ctx.id();
                insert_post(tx, stamp(self.ctx), id, &give).await?;
            }
            self.done.posts.push(CarriedPost { post, goes_on });
        }
        Ok(())
    }

    /// What a school that ended keeps goes to another; `leads` when the other is new and continues this one.
    async fn hand_over(
        &mut self,
        tx: &mut Tx,
        from: &Unit,
        target: UnitId,
        leads: bool,
    ) -> Result<(), OpError> {
        let Some(source) = &mut self.source else { return Ok(()) };
        let province = source.province;
        self.done.transfers += repoint_transfers(self.ctx, tx, (province, from.id, target)).await?;
        let mut kept = Kept::read(tx, province, from.id, self.day).await?;
        self.done.pupils += kept.pupils();
        let profile = kept.of("school_profile").first().cloned();
        let mut alone = Kept::read(tx, province, from.id, self.day).await?;
        alone.retain(|row| row.key.kind.code == "school_profile");
        kept.retain(|row| row.key.kind.code != "school_profile");
        if !leads {
            let host = Kept::read(tx, province, target, self.day).await?;
            self.done.renamed.extend(fit_in(self.ctx, &mut kept, &host, &from.short_name, source)?);
        }
        self.done.moved.extend(move_records(self.ctx, tx, source, kept, Some(target)).await?);
        move_records(self.ctx, tx, source, alone, None).await?;
        if leads && let Some(profile) = profile {
            self.copy_profile(tx, profile, target).await?;
        }
        let decision = Some(FieldValue::Text(self.decision.clone()));
        self.alter_profile(tx, target, vec![("merger_decision", decision)]).await
    }

    /// The new unit begins with the profile of the one it continues, under its own name and code.
    async fn copy_profile(&mut self, tx: &mut Tx, profile: Record, target: UnitId) -> Result<(), OpError> {
        let Some(source) = &mut self.source else { return Ok(()) };
        source.allow(target);
        let code = unit_as_of(tx, target, self.day).await?.and_then(|unit| unit.code);
        let mut facts = profile.facts;
        facts.set("name", Some(FieldValue::Text(self.done.name.clone())));
        facts.set("code", code.map(FieldValue::Text));
        facts.set("founding_decision", Some(FieldValue::Text(self.decision.clone())));
        for field in ["head_name", "head_phone", "founded_on"] {
            facts.set(field, None);
        }
        let write = Write {
            target: Target::New(self.ctx.id()),
            unit: target,
            from: self.day,
            until: None,
            change: Change::Set(facts),
        };
        write_records(self.ctx, tx, source, the("school_profile")?, vec![write]).await?;
        Ok(())
    }

    /// Fields of the unit's profile from the day on, when it has one.
    async fn alter_profile(
        &mut self,
        tx: &mut Tx,
        unit: UnitId,
        fields: Vec<(&'static str, Option<FieldValue>)>,
    ) -> Result<(), OpError> {
        let Some(source) = &mut self.source else { return Ok(()) };
        let kept = Kept::read(tx, source.province, unit, self.day).await?;
        let ids: BTreeSet<RecordId> = kept.of("school_profile").iter().map(|row| row.key.id).collect();
        let writes = ids.into_iter().map(|id| Write {
            target: Target::There(id, None),
            unit,
            from: self.day,
            until: None,
            change: Change::Alter(fields.clone()),
        });
        write_records(self.ctx, tx, source, the("school_profile")?, writes.collect()).await?;
        Ok(())
    }
}

fn ids(records: &[RecordId]) -> BTreeSet<i64> {
    records.iter().map(|id| id.0).collect()
}

fn distinct(rows: &[Record]) -> usize {
    rows.iter().map(|row| row.key.id).collect::<BTreeSet<_>>().len()
}

/// Teachers who work in these classes only: those in charge of one, and those who teach nowhere else.
fn staff_of(kept: &Kept, classes: &BTreeSet<i64>) -> BTreeSet<i64> {
    let (mut here, mut elsewhere) = (BTreeSet::new(), BTreeSet::new());
    for row in kept.of("class").iter() {
        let of = if classes.contains(&row.key.id.0) { &mut here } else { &mut elsewhere };
        of.extend(row.facts.record("homeroom_teacher"));
    }
    for row in kept.of("teaching") {
        let goes = row.facts.record("class").is_some_and(|class| classes.contains(&class));
        let of = if goes { &mut here } else { &mut elsewhere };
        of.extend(row.facts.record("teacher"));
    }
    here.difference(&elsewhere).copied().collect()
}

/// Whether a record goes with these classes, sites and people.
fn goes_along(row: &Record, classes: &BTreeSet<i64>, sites: &BTreeSet<i64>, staff: &BTreeSet<i64>) -> bool {
    let RecordKey { kind, id, .. } = row.key;
    let names =
        |field: &str, set: &BTreeSet<i64>| row.facts.record(field).is_some_and(|id| set.contains(&id));
    match kind.code.as_str() {
        "class" => classes.contains(&id.0),
        "enrolment" | "teaching" => names("class", classes),
        "site" => sites.contains(&id.0),
        "engagement" => names("staff", staff),
        _ => names("site", sites),
    }
}
