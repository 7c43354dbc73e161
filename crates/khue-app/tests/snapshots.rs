//! Figures as of a reference day: sent, decided on, closed, opened again, and always opened to their records; on
//! both databases.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // helpers of tests, outside test functions

use std::sync::Arc;

use khue_app::registry::Loaded;
use khue_app::registry::records::*;
use khue_app::registry::snapshots::*;
use khue_app::{Actor, App, Ctx, MIGRATIONS, OpError, worker};
use khue_base::{AccountId, Clock, Day, FixedClock, Moment, RoundId, UnitId};
use khue_db::Db;
use khue_rules::accounts::Role;
use khue_rules::registry::record::{FieldValue, kind};
use khue_rules::registry::reporting::{RoundKind, State, Step};
use khue_testkit::for_each_database;
use khue_testkit::province::{Province, Scale, load, load_records, system};

const PRIMARY: &str = "th-218-01";
const UPPER: &str = "thpt-218-01";

fn day(iso: &str) -> Day {
    iso.parse().unwrap()
}

struct World {
    ctx: Ctx,
    province: Province,
    loaded: Loaded,
}

impl World {
    /// The tiny province with its records on the last day of May 2021.
    async fn new(db: &Db) -> Self {
        let world = Self::without_records(db).await;
        load_records(&world.ctx, &world.province, &world.loaded, 2020).await.unwrap();
        world
    }

    async fn without_records(db: &Db) -> Self {
        db.migrate(MIGRATIONS).await.unwrap();
        let ctx = system(db.clone(), day("2021-05-31"));
        let province = Province::make(Scale::Tiny, 2020);
        let loaded = load(&ctx, &province).await.unwrap();
        Self { ctx, province, loaded }
    }

    fn unit(&self, key: &str) -> UnitId {
        self.loaded.units[key]
    }

    fn acting(&self, role: Role, unit: &str) -> Ctx {
        let unit = self.unit(unit);
        let actor = Actor { account: Some(AccountId(1)), role, unit, ..self.ctx.actor.clone() };
        Ctx { actor, ..self.ctx.clone() }
    }

    fn head(&self, school: &str) -> Ctx {
        self.acting(Role::Head, school)
    }

    fn department(&self) -> Ctx {
        self.acting(Role::DepartmentSpecialist, "so-gddt")
    }

    fn district(&self) -> Ctx {
        self.acting(Role::DistrictOfficer, "phong-gddt-218")
    }

    async fn open(&self) -> RoundId {
        open_round(&self.department(), of_the_end()).await.unwrap()
    }

    async fn explain_all(&self, school: &str) {
        explain_all(&self.head(school), self.unit(school), day("2021-05-31")).await;
    }

    async fn send(&self, round: RoundId, school: &str, seen: i64) -> Result<Sent, OpError> {
        let note = String::new();
        send_figures(&self.head(school), SendFigures { unit: self.unit(school), round, seen, note }).await
    }

    /// The state of a school with the number of its newest step.
    async fn stands(&self, round: RoundId, school: &str) -> (State, i64) {
        let found = school_figures(&self.ctx, self.unit(school), round, day("2021-05-31")).await.unwrap();
        (found.state, found.seen)
    }
}

fn of_the_end() -> OpenRound {
    OpenRound { kind: RoundKind::EndOfYear, year: "2020-2021".parse().unwrap(), data_day: None, dues: None }
}

async fn explain_all(head: &Ctx, unit: UnitId, on: Day) {
    let missing = missing_in_records(head, unit, on).await.unwrap();
    assert_eq!(missing.errors, 0);
    let findings = missing
        .checks
        .iter()
        .flat_map(|found| found.open().map(|one| (found.check.code.clone(), one.key.id, one.version)));
    let text = "Đã đối chiếu hồ sơ giấy, đúng như vậy".to_owned();
    let cmd = ExplainFindings { unit, day: on, findings: findings.collect(), text };
    explain_findings(head, cmd).await.unwrap();
}

fn at(ctx: &Ctx, iso: &str) -> Ctx {
    let clock: Arc<dyn Clock> = Arc::new(FixedClock(Moment::start_of(day(iso)).plus_ms(9 * 3_600_000)));
    Ctx { app: App { clock, ..ctx.app.clone() }, actor: ctx.actor.clone() }
}

fn decision(round: RoundId, schools: &[(UnitId, i64)], step: Step, note: &str) -> DecideFigures {
    DecideFigures { round, schools: schools.to_vec(), step, note: note.to_owned() }
}

fn refused<T>(outcome: Result<T, OpError>) -> String {
    match outcome {
        Err(OpError::Refused(refused)) => refused.sentence,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it was not refused"),
    }
}

#[tokio::test]
async fn what_was_sent_stays_and_opens_to_what_was_known() {
    for_each_database(async |db| {
        let world = World::new(&db).await;
        let (round, unit, head) = (world.open().await, world.unit(PRIMARY), world.head(PRIMARY));
        let today = day("2021-05-31");
        // Queries stand in the way until they are explained.
        let said = refused(world.send(round, PRIMARY, 0).await);
        assert!(said.contains("chưa giải trình"), "{said}");
        let before = missing_counts(&head, unit, today).await.unwrap();
        assert!(before.0 == 0 && before.1 > 10, "{before:?}");
        world.explain_all(PRIMARY).await;
        assert_eq!(missing_counts(&head, unit, today).await.unwrap(), (0, 0));
        let live = school_figures(&head, unit, round, today).await.unwrap();
        assert!(live.frozen.is_none() && live.may_send && live.refusal.is_none());
        let sent = world.send(round, PRIMARY, 0).await.unwrap();
        let found = school_figures(&head, unit, round, today).await.unwrap();
        let frozen = found.frozen.unwrap();
        assert!(frozen.is_intact && frozen.digest == sent.digest && frozen.figures == live.now);
        assert!(found.changes.is_empty() && found.state == State::Submitted);
        // As many as the class lists say.
        let (classes, _) = classes_of_unit(&head, unit, today).await.unwrap();
        assert_eq!(frozen.figures["lop.tong"], classes.len() as i64);
        assert_eq!(frozen.figures["hs.tong"], classes.iter().map(|class| class.size).sum::<i64>());
        assert_eq!(frozen.figures["hs.nu"], classes.iter().map(|class| class.girls).sum::<i64>());

        // A girl is found to be a boy: the figure stays, and tells who changed since.
        let girls = figure_records(&head, unit, round, "hs.nu", Seeing::Plain).await.unwrap();
        assert_eq!(girls.number, frozen.figures["hs.nu"]);
        let enrolment = &girls.records.unwrap()[0];
        let pupil = RecordKey {
            kind: kind("pupil").unwrap(),
            unit: None,
            id: khue_base::RecordId(enrolment.person.unwrap().1),
        };
        let record = record_as_of(&head, pupil, today, Seeing::Plain).await.unwrap().unwrap();
        let change = ChangeRecord {
            kind: pupil.kind,
            record: Some((pupil.id, record.version)),
            unit,
            from: record.from,
            until: None,
            change: Change::Alter(vec![("sex", Some(FieldValue::Code("1".to_owned())))]),
            reason: "sửa theo giấy khai sinh".to_owned(),
        };
        change_record(&at(&head, "2021-06-01"), change).await.unwrap();
        let found = school_figures(&head, unit, round, today).await.unwrap();
        let after = found.frozen.unwrap();
        assert!(after.is_intact && after.figures == frozen.figures && after.digest == frozen.digest);
        assert_eq!(found.now["hs.nu"], frozen.figures["hs.nu"] - 1);
        let changed: Vec<_> =
            found.changes.iter().map(|one| (one.kind.code.as_str(), one.id, one.what)).collect();
        assert_eq!(changed, [("pupil", pupil.id, What::Changed)]);
        let girls = figure_records(&head, unit, round, "hs.nu", Seeing::Plain).await.unwrap();
        assert_eq!(girls.number, frozen.figures["hs.nu"]);
        let changed: Vec<_> = girls.records.unwrap().into_iter().filter(|one| one.is_changed).collect();
        assert!(changed.len() == 1 && changed[0].called == enrolment.called);

        // Every figure opens to as many records as it says; poor households only to those who may see them.
        for (figure, number) in &frozen.figures {
            let opened = figure_records(&world.ctx, unit, round, figure, Seeing::Guarded).await.unwrap();
            assert_eq!(opened.records.unwrap().len() as i64, *number, "{figure}");
        }
        let teacher = world.acting(Role::Teacher, PRIMARY);
        let guarded = figure_records(&teacher, unit, round, "hs.kt", Seeing::Plain).await.unwrap();
        assert!(guarded.records.is_none() && !guarded.may_see);
        let outcome = figure_records(&teacher, unit, round, "hs.kt", Seeing::Guarded).await;
        assert!(matches!(outcome, Err(OpError::Forbidden)));
        assert!(matches!(
            figure_records(&head, unit, round, "hs.khong-co", Seeing::Plain).await,
            Err(OpError::Hidden)
        ));
    })
    .await;
}

#[tokio::test]
async fn figures_go_up_and_come_back() {
    for_each_database(async |db| {
        let world = World::new(&db).await;
        let (round, unit, district) = (world.open().await, world.unit(PRIMARY), world.district());
        world.explain_all(PRIMARY).await;
        world.send(round, PRIMARY, 0).await.unwrap();
        assert!(matches!(world.send(round, PRIMARY, 0).await, Err(OpError::Stale)));
        assert!(refused(world.send(round, PRIMARY, 1).await).contains("đang ở cấp trên"));
        let decide = async |ctx: &Ctx, seen: i64, step: Step, note: &str| {
            decide_figures(ctx, decision(round, &[(unit, seen)], step, note)).await
        };
        // Giving back needs a word; what was seen must be the newest.
        assert!(refused(decide(&district, 1, Step::Reject, " ").await).contains("Chưa ghi lý do"));
        assert!(refused(decide(&district, 0, Step::Approve, "").await).contains("Không trường nào"));
        assert!(refused(decide(&district, 1, Step::Lock, "").await).contains("Không trường nào"));
        decide(&district, 1, Step::Reject, "Thiếu lớp ghép").await.unwrap();
        assert_eq!(world.stands(round, PRIMARY).await, (State::Rejected, 2));
        world.send(round, PRIMARY, 2).await.unwrap();
        decide(&district, 3, Step::Approve, "").await.unwrap();
        decide(&world.department(), 4, Step::Lock, "").await.unwrap();
        assert_eq!(world.stands(round, PRIMARY).await, (State::Locked, 5));
        assert!(refused(world.send(round, PRIMARY, 5).await).contains("đã khóa"));
        let ask = |seen: i64, reason: &str| AskUnlock { unit, round, seen, reason: reason.to_owned() };
        let head = world.head(PRIMARY);
        assert!(refused(ask_unlock(&head, ask(5, "")).await).contains("Chưa ghi lý do"));
        ask_unlock(&head, ask(5, "Sai số phòng")).await.unwrap();
        assert!(refused(ask_unlock(&head, ask(6, "Sai số phòng")).await).contains("chưa khóa"));
        decide(&district, 6, Step::KeepLocked, "Số phòng đúng").await.unwrap();
        ask_unlock(&head, ask(7, "Sai số phòng tin")).await.unwrap();
        decide(&district, 8, Step::Unlock, "Cho sửa").await.unwrap();
        world.send(round, PRIMARY, 9).await.unwrap();
        let found = school_figures(&head, unit, round, day("2021-05-31")).await.unwrap();
        let steps: Vec<Step> = found.history.iter().map(|(step, _, _)| step.step).collect();
        let names: Vec<&str> = steps.iter().map(|step| step.code()).collect();
        let expected =
            "send reject send approve lock ask-unlock keep-locked ask-unlock unlock send".split(' ');
        assert_eq!(names, expected.collect::<Vec<_>>());
        assert_eq!(found.frozen.unwrap().number, 10);
        assert!(found.decisions.is_empty(), "a head decides nothing");
        let seen = school_figures(&district, unit, round, day("2021-05-31")).await.unwrap();
        assert_eq!(seen.decisions, [Step::Approve, Step::Reject]);
    })
    .await;
}

#[tokio::test]
async fn the_way_is_that_of_the_schools_level() {
    for_each_database(async |db| {
        let world = World::new(&db).await;
        let round = world.open().await;
        for school in [PRIMARY, UPPER] {
            world.explain_all(school).await;
            world.send(round, school, 0).await.unwrap();
        }
        let (primary, upper) = (world.unit(PRIMARY), world.unit(UPPER));
        let approve = |school: UnitId| decision(round, &[(school, 1)], Step::Approve, "");
        // An upper secondary school reports to the Department; to the district it does not exist.
        let outcome = decide_figures(&world.district(), approve(upper)).await;
        assert!(matches!(outcome, Err(OpError::Hidden)), "{outcome:?}");
        decide_figures(&world.department(), approve(upper)).await.unwrap();
        let other = world.acting(Role::DistrictOfficer, "phong-gddt-213");
        assert!(matches!(decide_figures(&other, approve(primary)).await, Err(OpError::Hidden)));
        // A commune sees its schools, and decides only when districts are no more.
        let commune = world.province.schools.iter().find(|school| school.key == PRIMARY).unwrap();
        let commune = world.acting(Role::CommuneOfficer, &commune.commune);
        let outcome = decide_figures(&commune, approve(primary)).await;
        assert!(matches!(outcome, Err(OpError::Forbidden | OpError::Hidden)), "{outcome:?}");
        let head = decide_figures(&world.head(PRIMARY), approve(primary)).await;
        assert!(matches!(head, Err(OpError::Forbidden)), "{head:?}");
        let leader = world.acting(Role::ProvinceLeader, "old-24");
        assert!(matches!(decide_figures(&leader, approve(primary)).await, Err(OpError::Forbidden)));
        decide_figures(&world.district(), approve(primary)).await.unwrap();
        // Many at once: those in another state are left and named.
        let both = decision(round, &[(primary, 2), (upper, 1)], Step::Lock, "");
        let decided = decide_figures(&world.department(), both).await.unwrap();
        assert!(decided.done == 1 && decided.left.len() == 1, "{decided:?}");
        // Another school's head reads and sends nothing of this one.
        let stranger = world.head("thcs-218-01");
        let cmd = SendFigures { unit: primary, round, seen: 3, note: String::new() };
        assert!(matches!(send_figures(&stranger, cmd).await, Err(OpError::Hidden)));
        let read = school_figures(&stranger, primary, round, day("2021-05-31")).await;
        assert!(matches!(read, Err(OpError::Hidden)));
        assert!(matches!(rounds_of_school(&stranger, primary).await, Err(OpError::Hidden)));
        let why = figure_records(&stranger, primary, round, "hs.tong", Seeing::Plain).await;
        assert!(matches!(why, Err(OpError::Hidden)));
        // A teacher and a clerk read, and send nothing.
        for role in [Role::Teacher, Role::Clerk] {
            let ctx = world.acting(role, PRIMARY);
            let cmd = SendFigures { unit: primary, round, seen: 3, note: String::new() };
            assert!(matches!(send_figures(&ctx, cmd).await, Err(OpError::Forbidden)), "{role:?}");
            assert!(matches!(open_round(&ctx, of_the_end()).await, Err(OpError::Forbidden)));
        }
    })
    .await;
}

#[tokio::test]
async fn after_the_reform_communes_decide_with_the_department() {
    for_each_database(async |db| {
        let world = World::new(&db).await;
        let department = at(&world.acting(Role::DepartmentSpecialist, "so-gddt-2025"), "2025-09-30");
        let start =
            OpenRound { kind: RoundKind::StartOfYear, year: "2025-2026".parse().unwrap(), ..of_the_end() };
        let round = open_round(&department, start).await.unwrap();
        let unit = world.unit(PRIMARY);
        let head = at(&world.head(PRIMARY), "2025-09-30");
        explain_all(&head, unit, day("2025-09-30")).await;
        let cmd = SendFigures { unit, round, seen: 0, note: String::new() };
        send_figures(&head, cmd).await.unwrap();
        let overview = round_overview(&department, round, RoundFilter::default()).await.unwrap();
        let line = overview.lines.iter().find(|line| line.unit.id == unit).unwrap();
        assert!(line.may_decide && overview.lines.len() == 6);
        let commune = overview.places.iter().find(|place| Some(place.id) == line.place).unwrap().id;
        let actor = Actor { unit: commune, role: Role::CommuneOfficer, ..department.actor.clone() };
        let commune = Ctx { actor, ..department.clone() };
        decide_figures(&commune, decision(round, &[(unit, 1)], Step::Approve, "")).await.unwrap();
        // No class was moved up into 2025: that nothing is known is not told as nil.
        let found = school_figures(&head, unit, round, day("2025-09-30")).await.unwrap();
        let figures = found.frozen.unwrap().figures;
        assert!(!figures.contains_key("lop.tong") && !figures.contains_key("hs.tong"));
        assert!(figures["ph.tong"] > 0);
        let sums = round_overview(&department, round, RoundFilter::default()).await.unwrap().sums;
        assert!(!sums.contains_key("hs.tong") && sums["ph.tong"].schools == 1);
    })
    .await;
}

#[tokio::test]
async fn when_the_last_day_has_passed_what_is_open_is_locked() {
    for_each_database(async |db| {
        let world = World::new(&db).await;
        let round = world.open().await;
        for school in [PRIMARY, UPPER, "mn-218-01", "thcs-218-01"] {
            world.explain_all(school).await;
            world.send(round, school, 0).await.unwrap();
        }
        let of = |school: &str| (world.unit(school), 1);
        let department = world.department();
        decide_figures(&department, decision(round, &[of(UPPER)], Step::Approve, "")).await.unwrap();
        decide_figures(&department, decision(round, &[of("mn-218-01")], Step::Reject, "Thiếu"))
            .await
            .unwrap();
        // The Department gives five days more, before the first day has passed.
        let dues =
            Dues { school: day("2021-06-15"), approver: day("2021-06-20"), department: day("2021-06-30") };
        let change = ChangeDues { round, seen: 1, dues, reason: "Bão".to_owned() };
        assert!(matches!(change_dues(&world.district(), change.clone()).await, Err(OpError::Forbidden)));
        let wrong = Dues { school: day("2021-06-21"), ..dues };
        assert!(
            refused(change_dues(&department, ChangeDues { dues: wrong, ..change.clone() }).await)
                .contains("đứng trước")
        );
        change_dues(&department, change.clone()).await.unwrap();
        assert!(matches!(change_dues(&department, change).await, Err(OpError::Stale)));
        let run = async |iso: &str| worker(&at(&world.ctx, iso).app).run_due().await.unwrap();
        run("2021-06-11").await;
        assert_eq!(world.stands(round, UPPER).await.0, State::Approved);
        run("2021-06-16").await;
        for (school, state) in [
            (PRIMARY, State::Submitted),
            (UPPER, State::Locked),
            ("mn-218-01", State::Locked),
            ("thcs-213-01", State::Locked),
        ] {
            assert_eq!(world.stands(round, school).await.0, state, "{school}");
        }
        // Run again it changes nothing.
        let before = world.stands(round, "thcs-213-01").await;
        run("2021-06-17").await;
        assert_eq!(world.stands(round, "thcs-213-01").await, before);
        // Sending is closed, asking is not; opened, it is sent late.
        let (unit, head) = (world.unit("thcs-213-01"), at(&world.head("thcs-213-01"), "2021-06-17"));
        let send = |seen: i64| SendFigures { unit, round, seen, note: String::new() };
        assert!(refused(send_figures(&head, send(1)).await).contains("đã khóa"));
        ask_unlock(&head, AskUnlock { unit, round, seen: 1, reason: "Mất mạng".to_owned() }).await.unwrap();
        let department = at(&department, "2021-06-17");
        decide_figures(&department, decision(round, &[(unit, 2)], Step::Unlock, "Cho gửi")).await.unwrap();
        explain_all(&head, unit, day("2021-05-31")).await;
        send_figures(&head, send(3)).await.unwrap();
        let overview = round_overview(&department, round, RoundFilter::default()).await.unwrap();
        let states = overview.states();
        assert_eq!((states[&State::Submitted], states[&State::Locked]), (3, 3));
        let locked = RoundFilter { state: Some(State::Locked), ..RoundFilter::default() };
        let locked = round_overview(&department, round, locked).await.unwrap();
        // One of the three sent its figures; the others have none, which is not nil.
        assert_eq!((locked.lines.len(), locked.counted(), locked.sums["hs.tong"].schools), (3, 2, 2));
    })
    .await;
}

#[tokio::test]
async fn sums_go_up_the_tree() {
    for_each_database(async |db| {
        let world = World::new(&db).await;
        let round = world.open().await;
        let all = |ctx: &Ctx| {
            let ctx = ctx.clone();
            async move { round_overview(&ctx, round, RoundFilter::default()).await.unwrap() }
        };
        let empty = all(&world.department()).await;
        assert!(empty.sums.is_empty() && empty.counted() == 0 && empty.lines.len() == 6);
        let mut expected = 0;
        for school in [PRIMARY, UPPER, "th-213-01"] {
            world.explain_all(school).await;
            world.send(round, school, 0).await.unwrap();
            let found = school_figures(&world.ctx, world.unit(school), round, day("2021-05-31"));
            expected += found.await.unwrap().frozen.unwrap().figures["hs.nu"];
        }
        let sums = all(&world.department()).await;
        assert_eq!((sums.sums["hs.nu"].sum, sums.sums["hs.nu"].schools), (expected, 3));
        assert_eq!(sums.places.len(), 2);
        // The district sees its own: neither the other district nor the upper secondary school.
        let own = all(&world.district()).await;
        assert_eq!((own.lines.len(), own.counted(), own.places.len()), (3, 1, 1));
        assert!(own.lines.iter().all(|line| line.may_decide));
        let place = RoundFilter { place: Some(world.unit("old-218")), ..RoundFilter::default() };
        let place = round_overview(&world.department(), round, place).await.unwrap();
        assert_eq!((place.lines.len(), place.counted()), (4, 2));
        // What is given back no longer counts.
        let back = decision(round, &[(world.unit(PRIMARY), 1)], Step::Reject, "Sai");
        decide_figures(&world.district(), back).await.unwrap();
        assert_eq!(all(&world.district()).await.counted(), 0);
        let school = all(&world.head(PRIMARY)).await;
        assert!(school.lines.len() == 1 && !school.may_set_dues);
        let nobody = world.acting(Role::Administrator, "so-gddt");
        assert!(matches!(round_overview(&nobody, round, RoundFilter::default()).await, Err(OpError::Hidden)));
    })
    .await;
}

#[tokio::test]
async fn rounds_follow_the_law() {
    for_each_database(async |db| {
        let world = World::without_records(&db).await;
        let department = world.department();
        let other = OpenRound { data_day: Some(day("2021-05-30")), ..of_the_end() };
        assert!(refused(open_round(&department, other).await).contains("31/5/2021"));
        let old = OpenRound { year: "2010-2011".parse().unwrap(), ..of_the_end() };
        assert!(refused(open_round(&department, old).await).contains("chưa có dữ liệu"));
        world.open().await;
        assert!(refused(open_round(&department, of_the_end()).await).contains("đã mở rồi"));
        // The day of the mid-year round is set by a letter of each year.
        let mid = OpenRound { kind: RoundKind::MidYear, data_day: Some(day("2021-01-18")), ..of_the_end() };
        open_round(&department, mid).await.unwrap();
        let rounds = rounds(&world.district()).await.unwrap();
        let names: Vec<String> = rounds.iter().map(Round::name).collect();
        assert_eq!(names, ["Cuối năm học 2020-2021", "Giữa năm học 2020-2021"]);
        assert_eq!(rounds[1].data_day, day("2021-01-18"));
        // Nothing is sent before its day.
        let start =
            OpenRound { kind: RoundKind::StartOfYear, year: "2021-2022".parse().unwrap(), ..of_the_end() };
        let start = open_round(&department, start).await.unwrap();
        assert!(refused(world.send(start, PRIMARY, 0).await).contains("Chưa đến ngày chốt"));
    })
    .await;
}

#[tokio::test]
async fn an_explanation_stands_while_the_record_does() {
    for_each_database(async |db| {
        let world = World::new(&db).await;
        let (unit, head, today) = (world.unit(PRIMARY), world.head(PRIMARY), day("2021-05-31"));
        let missing = missing_in_records(&head, unit, today).await.unwrap();
        let found = missing.checks.iter().find(|one| one.check.code == "HS-22").unwrap();
        let (first, second) = (&found.findings[0], &found.findings[1]);
        let explain = |records: &[(khue_base::RecordId, i64)], text: &str| ExplainFindings {
            unit,
            day: today,
            findings: records.iter().map(|(id, version)| ("HS-22".to_owned(), *id, *version)).collect(),
            text: text.to_owned(),
        };
        let one = [(first.key.id, first.version)];
        assert!(refused(explain_findings(&head, explain(&one, "ok")).await).contains("quá ngắn"));
        assert!(
            refused(explain_findings(&head, explain(&[], "Đang chờ cấp thẻ")).await).contains("Chưa chọn")
        );
        let stale = [(first.key.id, first.version + 1)];
        let outcome = explain_findings(&head, explain(&stale, "Đang chờ cấp thẻ")).await;
        assert!(matches!(outcome, Err(OpError::Stale)));
        let stranger = world.head("thcs-218-01");
        let outcome = explain_findings(&stranger, explain(&one, "Đang chờ cấp thẻ")).await;
        assert!(matches!(outcome, Err(OpError::Hidden)));
        let teacher = world.acting(Role::Teacher, PRIMARY);
        let outcome = explain_findings(&teacher, explain(&one, "Đang chờ cấp thẻ")).await;
        assert!(matches!(outcome, Err(OpError::Forbidden)));
        let both = [one[0], (second.key.id, second.version)];
        explain_findings(&head, explain(&both, "Đang chờ cấp thẻ")).await.unwrap();
        explain_findings(&head, explain(&one, "Đã có giấy hẹn của BHXH")).await.unwrap();
        let texts = |missing: &Missing| {
            let found = missing.checks.iter().find(|one| one.check.code == "HS-22").unwrap();
            let texts = found.findings.iter().filter_map(|one| one.explanation.as_ref());
            texts.map(|one| one.text.clone()).collect::<Vec<_>>()
        };
        let after = missing_in_records(&head, unit, today).await.unwrap();
        assert_eq!(texts(&after), ["Đã có giấy hẹn của BHXH", "Đang chờ cấp thẻ"]);
        assert_eq!((after.queries, after.explained), (missing.queries - 2, 2));
        // The record changes, the explanation is no longer about it.
        let change = ChangeRecord {
            kind: first.key.kind,
            record: Some((first.key.id, first.version)),
            unit,
            from: today,
            until: None,
            change: Change::Alter(vec![("hamlet", Some(FieldValue::Text("Thôn Hạ".to_owned())))]),
            reason: "chuyển nhà".to_owned(),
        };
        change_record(&head, change).await.unwrap();
        let after = missing_in_records(&head, unit, today).await.unwrap();
        assert_eq!(texts(&after), ["Đang chờ cấp thẻ"]);
        assert_eq!(after.queries, missing.queries - 1);
    })
    .await;
}
