//! Units that are merged, split, renamed, given another code and closed, with the records that schools keep, on both
//! databases.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // helpers of tests, outside test functions

use std::collections::BTreeMap;

use khue_app::registry::arrange::*;
use khue_app::registry::records::*;
use khue_app::registry::transfer::*;
use khue_app::registry::*;
use khue_app::{Actor, App, Ctx, MIGRATIONS, OpError};
use khue_base::{AccountId, Day, RecordId, UnitId};
use khue_db::Db;
use khue_rules::accounts::Role;
use khue_rules::registry::record::{Facts, Kind, kind};
use khue_testkit::province::{Province, Scale, load, system};
use khue_testkit::{for_each_database, written};

fn day(iso: &str) -> Day {
    iso.parse().unwrap()
}

fn the(code: &str) -> &'static Kind {
    kind(code).unwrap()
}

fn facts(code: &str, text: &str) -> Facts {
    written(day("2021-01-01"), code, text)
}

struct School {
    unit: UnitId,
    classes: BTreeMap<&'static str, RecordId>,
    pupils: BTreeMap<String, RecordId>,
    teacher: RecordId,
    site: Option<RecordId>,
}

struct Stage {
    /// The program itself, half a year after what is arranged.
    ctx: Ctx,
    department: Ctx,
    loaded: Loaded,
    one: School,
    two: School,
}

impl Stage {
    /// Two schools with the classes 6A and 6B each and a pupil in every class; the first has a site of its own.
    async fn set(db: &Db) -> Self {
        db.migrate(MIGRATIONS).await.unwrap();
        let ctx = system(db.clone(), day("2020-10-15"));
        let loaded = load(&ctx, &Province::make(Scale::Tiny, 2020)).await.unwrap();
        let one = school(&ctx, loaded.units["th-218-01"], "Một", true).await;
        let two = school(&ctx, loaded.units["thcs-218-01"], "Hai", false).await;
        let ctx =
            Ctx { app: App { clock: system(db.clone(), day("2021-06-15")).app.clock, ..ctx.app }, ..ctx };
        let unit = loaded.units["so-gddt"];
        let actor = Actor {
            account: Some(AccountId(1)),
            role: Role::DepartmentSpecialist,
            unit,
            ..ctx.actor.clone()
        };
        let department = Ctx { actor, ..ctx.clone() };
        Self { ctx, department, loaded, one, two }
    }

    fn order(&self, unit: UnitId, what: Arrangement, on: &str) -> Arrange {
        let decision = Decision {
            number: "45/QĐ-UBND".to_owned(),
            signed_on: day("2020-12-20"),
            issuer: "UBND huyện".to_owned(),
        };
        Arrange { unit, what, day: day(on), decision }
    }

    /// `6A: Vi Văn Một A` and so on, of every class of a unit on a day.
    async fn classes(&self, unit: UnitId, on: &str) -> Vec<String> {
        let Ok((lines, names)) = classes_of_unit(&self.ctx, unit, day(on)).await else { return Vec::new() };
        let mut said = Vec::new();
        for line in lines {
            let list = class_list(&self.ctx, unit, line.class.key.id, day(on)).await.unwrap();
            let pupils: Vec<String> = list.pupils.iter().map(|one| one.pupil.called()).collect();
            let site = line.class.facts.record("site").map(|site| names[&("site", site)].clone());
            let site = site.map(|site| format!(" at {site}")).unwrap_or_default();
            said.push(format!("{}: {}{site}", line.class.called(), pupils.join(", ")));
        }
        said
    }

    async fn count(&self, code: &str, unit: UnitId, on: &str) -> i64 {
        count_records(&self.ctx, the(code), unit, day(on)).await.unwrap()
    }

    async fn name(&self, unit: UnitId, on: &str) -> Option<String> {
        let mut session = self.ctx.read().await.unwrap();
        unit_as_of(&mut session, unit, day(on)).await.unwrap().map(|unit| unit.name)
    }
}

async fn school(ctx: &Ctx, unit: UnitId, word: &str, has_site: bool) -> School {
    let keep = async |facts: Facts, until: Option<&str>| {
        let cmd = ChangeRecord {
            kind: facts.kind(),
            record: None,
            unit,
            from: day("2020-08-01"),
            until: until.map(day),
            change: Change::Set(facts),
            reason: String::new(),
        };
        change_record(ctx, cmd).await.unwrap().id
    };
    let profile = format!("name: Trường {word}; code: 24{}; levels: Tiểu học", word.len());
    keep(facts("school_profile", &profile), None).await;
    let site = match has_site {
        true => Some(keep(facts("site", "name: Điểm chính; is_main: Có"), None).await),
        false => None,
    };
    let room = keep(facts("room", "name: Phòng 1; purpose: Phòng học"), None).await;
    let staff = format!("full_name: Lê Thị {word}; birth_date: 01/05/1980; sex: Nữ");
    let teacher = keep(facts("staff", &staff), None).await;
    keep(facts("engagement", &format!("staff: #{teacher}; status: Đang làm việc")), None).await;
    let (mut classes, mut pupils) = (BTreeMap::new(), BTreeMap::new());
    for (name, letter) in [("6A", "A"), ("6B", "B")] {
        let mut text =
            format!("year: 2020-2021; name: {name}; grade: 6; room: #{room}; homeroom_teacher: #{teacher}");
        if let Some(site) = site {
            text.push_str(&format!("; site: #{site}"));
        }
        let class = keep(facts("class", &text), Some("2021-08-01")).await;
        let text = format!("full_name: Vi Văn {word} {letter}; birth_date: 05/03/2009; sex: Nam");
        let pupil = keep(facts("pupil", &text), None).await;
        let text = format!("pupil: #{pupil}; class: #{class}; year: 2020-2021; status: Đang học");
        keep(facts("enrolment", &text), Some("2021-08-01")).await;
        classes.insert(name, class);
        pupils.insert(format!("{word} {letter}"), pupil);
    }
    School { unit, classes, pupils, teacher, site }
}

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, OpError>, says: &str) {
    match result {
        Err(OpError::Refused(refused)) if refused.sentence.contains(says) => {}
        other => panic!("expected a refusal with “{says}”, got {other:?}"),
    }
}

#[tokio::test]
async fn a_school_goes_into_another_with_all_it_keeps() {
    for_each_database(async |db| {
        let stage = Stage::set(&db).await;
        let (one, two) = (&stage.one, &stage.two);
        let merge = Arrangement::Merge { others: vec![two.unit], into: Into::This };
        let order = stage.order(one.unit, merge, "2021-01-01");
        // A pupil who was about to go to a third school still is.
        let clerk = Actor { role: Role::Clerk, unit: two.unit, ..stage.department.actor.clone() };
        let clerk = Ctx { actor: clerk, ..stage.ctx.clone() };
        let going = BeginTransfer {
            unit: two.unit,
            pupil: two.pupils["Hai B"],
            to: stage.loaded.units["mn-218-01"],
            day: day("2021-01-05"),
            reason: "Theo gia đình".to_owned(),
            paper: String::new(),
        };
        let transfer_id = begin_transfer(&clerk, going).await.unwrap();

        let before = khue_db::backup::digest(&db).await.unwrap();
        let seen = preview_arrangement(&stage.department, &order).await.unwrap();
        assert_eq!(khue_db::backup::digest(&db).await.unwrap(), before, "a preview writes nothing");
        let done = arrange_unit(&stage.department, &order).await.unwrap();
        let counts = |arranged: &Arranged| -> BTreeMap<String, usize> {
            arranged.moved.iter().map(|moved| (moved.kind.code.clone(), moved.count)).collect()
        };
        assert_eq!(counts(&seen), counts(&done), "the preview shows what is done");
        assert_eq!((seen.pupils, done.pupils, seen.transfers), (2, 2, 1));
        assert_eq!(
            counts(&done),
            [("class", 2), ("engagement", 1), ("enrolment", 2), ("room", 1), ("site", 1)]
                .map(|(kind, count)| (kind.to_owned(), count))
                .into()
        );
        let ended = stage.name(two.unit, "2020-12-31").await.unwrap();
        assert_eq!(stage.name(two.unit, "2021-01-01").await, None);

        // On every day each school has what it had then.
        assert_eq!(
            stage.classes(one.unit, "2020-12-31").await,
            ["6A: Vi Văn Một A at Điểm chính", "6B: Vi Văn Một B at Điểm chính"]
        );
        assert_eq!(stage.classes(two.unit, "2020-12-31").await, ["6A: Vi Văn Hai A", "6B: Vi Văn Hai B"]);
        let short = seen.renamed[0].1.clone();
        let site = short.split_once('(').unwrap().1.trim_end_matches(')').to_owned();
        assert_eq!(
            stage.classes(one.unit, "2021-01-01").await,
            [
                format!("6A ({site}): Vi Văn Hai A at {site}"),
                "6A: Vi Văn Một A at Điểm chính".to_owned(),
                format!("6B ({site}): Vi Văn Hai B at {site}"),
                "6B: Vi Văn Một B at Điểm chính".to_owned(),
            ]
        );
        for (kind, at_one, at_two) in [("pupil", 4, 0), ("staff", 2, 0), ("room", 2, 0), ("site", 2, 0)] {
            assert_eq!(stage.count(kind, one.unit, "2021-01-01").await, at_one, "{kind}");
            assert_eq!(stage.count(kind, two.unit, "2021-01-01").await, at_two, "{kind}");
        }
        for (kind, at_one, at_two) in [("pupil", 2, 2), ("staff", 1, 1), ("room", 1, 1), ("site", 1, 0)] {
            assert_eq!(stage.count(kind, one.unit, "2020-12-31").await, at_one, "{kind}");
            assert_eq!(stage.count(kind, two.unit, "2020-12-31").await, at_two, "{kind}");
        }
        // The class is the same class, the pupil the same pupil.
        let key = RecordKey { kind: the("pupil"), unit: None, id: two.pupils["Hai A"] };
        let file = record_file(&stage.department, key, day("2021-01-10"), Seeing::Plain).await.unwrap();
        assert_eq!(file.units, [one.unit]);
        let seats = &file.beside.iter().find(|beside| beside.kind.code == "enrolment").unwrap().records;
        assert_eq!(
            seats.iter().map(|row| row.facts.record("class")).collect::<Vec<_>>(),
            [Some(two.classes["6A"].0); 2]
        );
        assert_eq!(
            seats.iter().map(|row| row.key.unit).collect::<Vec<_>>(),
            [Some(two.unit), Some(one.unit)]
        );
        // The page of the school that ended leads to its heir; its posts are known as of their days.
        let detail = unit_detail(&stage.department, two.unit, day("2021-02-01")).await.unwrap();
        let Presence::Ended(heirs) = &detail.presence else { panic!("{:?}", detail.presence) };
        assert_eq!((heirs[0].unit.id, detail.unit.name.as_str()), (one.unit, ended.as_str()));
        assert!(detail.successions[0].decision.contains("45/QĐ-UBND ngày 20/12/2020 của UBND huyện"));
        let posts = async |unit: UnitId, on: &str| {
            let mut session = stage.ctx.read().await.unwrap();
            posts_at_unit(&mut session, unit, day(on)).await.unwrap().len()
        };
        assert_eq!((posts(two.unit, "2020-12-31").await, posts(two.unit, "2021-01-01").await), (4, 0));
        assert_eq!((posts(one.unit, "2020-12-31").await, posts(one.unit, "2021-01-01").await), (4, 7));
        assert_eq!(done.posts.iter().filter(|post| !post.goes_on).count(), 1, "who leads is decided anew");
        // Who works at the merged school reads what the other had before; others do not.
        let clerk = |unit| {
            let actor = Actor { role: Role::Clerk, unit, ..stage.department.actor.clone() };
            Ctx { actor, ..stage.ctx.clone() }
        };
        let (heir, stranger) = (clerk(one.unit), clerk(stage.loaded.units["mn-218-01"]));
        let list = class_list(&heir, two.unit, two.classes["6A"], day("2020-12-31")).await.unwrap();
        assert_eq!(list.pupils[0].pupil.called(), "Vi Văn Hai A");
        let hidden = class_list(&stranger, two.unit, two.classes["6A"], day("2020-12-31")).await;
        assert!(matches!(hidden, Err(OpError::Hidden)));
        // The open change of schools is now the merged school's.
        let case = transfer(&stage.department, one.unit, transfer_id).await.unwrap();
        assert_eq!((case.transfer.from, case.transfer.outcome), (one.unit, None));
        refused(undo_source(&stage.department, done.source.unwrap(), "thử").await, "không hoàn tác được");
    })
    .await;
}

#[tokio::test]
async fn two_schools_become_a_new_one_and_it_is_split_again() {
    for_each_database(async |db| {
        let stage = Stage::set(&db).await;
        let (one, two) = (&stage.one, &stage.two);
        let into = Into::New {
            kind: UnitKind::PrimaryLowerSecondary,
            name: "Trường Tiểu học và THCS Mới".to_owned(),
            code: "24218499".to_owned(),
        };
        let merge = Arrangement::Merge { others: vec![two.unit], into };
        let order = stage.order(one.unit, merge, "2021-01-01");
        let done = arrange_unit(&stage.department, &order).await.unwrap();
        let new = done.unit;
        assert_eq!(done.name, "Trường Tiểu học và THCS Mới");
        assert_eq!(stage.count("pupil", new, "2021-01-01").await, 4);
        assert_eq!(stage.count("pupil", new, "2020-12-31").await, 0);
        let page = records_as_of(
            &stage.department,
            the("school_profile"),
            new,
            day("2021-02-01"),
            Seeing::Plain,
            None,
            9,
        );
        let profile = page.await.unwrap().records;
        assert_eq!(profile[0].facts.text("name"), Some("Trường Tiểu học và THCS Mới"));
        assert_eq!(profile[0].facts.text("code"), Some("24218499"));
        assert!(
            stage.classes(new, "2021-01-01").await.contains(&"6A: Vi Văn Một A at Điểm chính".to_owned())
        );

        // 6A and 6B of the first school go their own way again, back to nothing that was before.
        let part = Part {
            kind: UnitKind::Primary,
            name: "Trường Tiểu học Tách".to_owned(),
            code: String::new(),
            classes: one.classes.values().copied().collect(),
            sites: one.site.into_iter().collect(),
        };
        let none = Part { classes: Vec::new(), ..part.clone() };
        let split = |part| stage.order(new, Arrangement::Split(part), "2021-03-01");
        refused(arrange_unit(&stage.department, &split(none)).await, "Chưa chọn lớp");
        let everything = one.classes.values().chain(two.classes.values()).copied().collect();
        let everything = Part { classes: everything, ..part.clone() };
        refused(arrange_unit(&stage.department, &split(everything)).await, "không để lại lớp nào");
        let done = arrange_unit(&stage.department, &split(part)).await.unwrap();
        assert_eq!(done.pupils, 2);
        assert_eq!(
            stage.classes(done.unit, "2021-03-01").await,
            ["6A: Vi Văn Một A at Điểm chính", "6B: Vi Văn Một B at Điểm chính"]
        );
        assert_eq!(stage.count("pupil", new, "2021-03-01").await, 2);
        assert_eq!(stage.count("pupil", new, "2021-02-28").await, 4);
        let staff = async |unit| {
            let page = records_as_of(
                &stage.department,
                the("staff"),
                unit,
                day("2021-03-01"),
                Seeing::Plain,
                None,
                9,
            );
            page.await.unwrap().records.iter().map(|one| one.key.id).collect::<Vec<_>>()
        };
        assert_eq!(staff(done.unit).await, [one.teacher]);
        assert_eq!(staff(new).await, [two.teacher]);
        // And back into the school that it came from: the same ids begin there once more.
        let back = Arrangement::Merge { others: vec![done.unit], into: Into::This };
        arrange_unit(&stage.department, &stage.order(new, back, "2021-05-01")).await.unwrap();
        assert_eq!(stage.count("pupil", new, "2021-05-01").await, 4);
        assert_eq!(stage.count("pupil", new, "2021-04-30").await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_school_is_renamed_recoded_raised_and_closed() {
    for_each_database(async |db| {
        let stage = Stage::set(&db).await;
        let (one, two) = (&stage.one, &stage.two);
        let before = stage.name(one.unit, "2020-12-31").await.unwrap();
        let mut session = stage.ctx.read().await.unwrap();
        let old_code =
            unit_as_of(&mut session, one.unit, day("2020-12-31")).await.unwrap().unwrap().code.unwrap();
        drop(session);
        let act = async |unit, what, on| arrange_unit(&stage.department, &stage.order(unit, what, on)).await;
        let rename =
            Arrangement::Rename { name: "Trường Nguyễn Huệ".to_owned(), short_name: String::new() };
        act(one.unit, rename, "2021-01-01").await.unwrap();
        act(one.unit, Arrangement::Recode("24218498".to_owned()), "2021-01-01").await.unwrap();
        refused(
            act(two.unit, Arrangement::Recode("24218498".to_owned()), "2021-02-01").await,
            "thuộc về một đơn vị khác",
        );
        refused(act(one.unit, Arrangement::Recode("mã lạ".to_owned()), "2021-02-01").await, "chữ không dấu");
        let raise = Arrangement::ChangeKind { kind: UnitKind::PrimaryLowerSecondary, name: String::new() };
        act(one.unit, raise, "2021-02-01").await.unwrap();
        assert_eq!(stage.name(one.unit, "2020-12-31").await.unwrap(), before);
        assert_eq!(stage.name(one.unit, "2021-01-01").await.unwrap(), "Trường Nguyễn Huệ");
        let mut session = stage.ctx.read().await.unwrap();
        let by_code = async |session: &mut khue_db::Session, code: &str, on: &str| {
            unit_by_code(session, SCHOOL_CODE_SYSTEM, code, day(on)).await.unwrap()
        };
        assert_eq!(by_code(&mut session, &old_code, "2020-12-31").await, Some(one.unit));
        assert_eq!(by_code(&mut session, &old_code, "2021-01-01").await, None);
        assert_eq!(by_code(&mut session, "24218498", "2021-01-01").await, Some(one.unit));
        let kind_on = |unit: &Unit| unit.kind;
        let later = unit_as_of(&mut session, one.unit, day("2021-02-01")).await.unwrap().unwrap();
        assert_eq!(kind_on(&later), UnitKind::PrimaryLowerSecondary);
        drop(session);

        refused(act(two.unit, Arrangement::Close(None), "2021-03-01").await, "còn 2 học sinh đang học");
        refused(act(two.unit, Arrangement::Close(Some(two.unit)), "2021-03-01").await, "chính mình");
        let commune = stage.loaded.units["phong-gddt-218"];
        refused(act(two.unit, Arrangement::Close(Some(commune)), "2021-03-01").await, "khác loại");
        let no_number = Arrange {
            decision: Decision {
                number: " ".to_owned(),
                signed_on: day("2021-01-01"),
                issuer: "x".to_owned(),
            },
            ..stage.order(two.unit, Arrangement::Close(Some(one.unit)), "2021-03-01")
        };
        refused(arrange_unit(&stage.department, &no_number).await, "Chưa ghi số quyết định");
        let head = Actor { role: Role::Head, unit: two.unit, ..stage.department.actor.clone() };
        let head = Ctx { actor: head, ..stage.ctx.clone() };
        let close = stage.order(two.unit, Arrangement::Close(Some(one.unit)), "2021-03-01");
        assert!(matches!(arrange_unit(&head, &close).await, Err(OpError::Forbidden | OpError::Hidden)));
        arrange_unit(&stage.department, &close).await.unwrap();
        assert_eq!(stage.count("pupil", one.unit, "2021-03-01").await, 4);
        // After the year nobody is left in class: then it may end without a receiver.
        let empty = stage.loaded.units["mn-218-01"];
        act(empty, Arrangement::Close(None), "2021-03-01").await.unwrap();
        assert_eq!(stage.name(empty, "2021-03-01").await, None);
    })
    .await;
}

#[tokio::test]
async fn a_commune_merger_leaves_last_years_lists_right() {
    for_each_database(async |db| {
        let stage = Stage::set(&db).await;
        let mut session = stage.ctx.read().await.unwrap();
        let commune_of = async |session: &mut khue_db::Session, unit: UnitId, on: &str| {
            let above = ancestors(session, unit, Chain::Of(Relation::Territorial), day(on)).await.unwrap();
            above.into_iter().find(|unit| unit.kind == UnitKind::Commune)
        };
        let home = commune_of(&mut session, stage.one.unit, "2020-12-31").await.unwrap();
        let filter = UnitFilter { kinds: &[UnitKind::Commune], ..UnitFilter::default() };
        let communes = units_as_of(&mut session, day("2020-12-31"), &filter).await.unwrap();
        let other = communes.into_iter().find(|unit| unit.id != home.id);
        let other = other.unwrap();
        drop(session);
        let into = Into::New {
            kind: UnitKind::Commune,
            name: "Xã Hợp Nhất".to_owned(),
            code: home.code.clone().unwrap(),
        };
        let merge = Arrangement::Merge { others: vec![other.id], into };
        let order = stage.order(home.id, merge, "2021-01-01");
        let seen = preview_arrangement(&stage.department, &order).await.unwrap();
        assert!(seen.children.iter().any(|child| child.id == stage.one.unit), "{:?}", seen.children);
        let done = arrange_unit(&stage.department, &order).await.unwrap();
        let wrong = Arrangement::Merge { others: vec![stage.two.unit], into: Into::This };
        refused(
            arrange_unit(&stage.department, &stage.order(done.unit, wrong, "2021-02-01")).await,
            "khác loại",
        );

        let mut session = stage.ctx.read().await.unwrap();
        for (on, expected) in [("2020-12-31", home.id), ("2021-01-01", done.unit)] {
            let found = commune_of(&mut session, stage.one.unit, on).await.unwrap();
            assert_eq!(found.id, expected, "{on}");
        }
        // One code, two communes, each on its days.
        let code = home.code.clone().unwrap();
        for (on, expected) in [("2020-12-31", home.id), ("2021-01-01", done.unit)] {
            assert_eq!(
                unit_by_code(&mut session, CODE_SYSTEM, &code, day(on)).await.unwrap(),
                Some(expected)
            );
        }
        let later = successors_on(&mut session, other.id, day("2021-06-01")).await.unwrap();
        assert_eq!(later.iter().map(|one| one.unit).collect::<Vec<_>>(), [done.unit]);
        drop(session);
        for on in ["2020-12-31", "2021-01-01"] {
            assert_eq!(
                stage.classes(stage.one.unit, on).await,
                ["6A: Vi Văn Một A at Điểm chính", "6B: Vi Văn Một B at Điểm chính"]
            );
        }
        let then = unit_detail(&stage.department, stage.one.unit, day("2020-12-31")).await.unwrap();
        assert_eq!(then.territory[0].name, home.name);
        let now = unit_detail(&stage.department, stage.one.unit, day("2021-01-01")).await.unwrap();
        assert_eq!(now.territory[0].name, "Xã Hợp Nhất");
        let past = unit_detail(&stage.department, home.id, day("2020-12-31")).await.unwrap();
        assert_eq!((past.unit.name, past.presence), (home.name.clone(), Presence::Present));
        let gone = unit_detail(&stage.department, home.id, day("2021-06-01")).await.unwrap();
        assert!(matches!(&gone.presence, Presence::Ended(heirs) if heirs[0].unit.id == done.unit));
    })
    .await;
}
