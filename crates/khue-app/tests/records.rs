//! Records of the sector on both databases.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // helpers of tests, outside test functions

use std::sync::Arc;

use khue_app::registry::Loaded;
use khue_app::registry::records::*;
use khue_app::{Actor, App, Ctx, MIGRATIONS, OpError};
use khue_base::{AccountId, Clock, Day, FixedClock, Moment, RecordId, UnitId};
use khue_db::{Db, Dialect};
use khue_rules::accounts::Role;
use khue_rules::registry::record::{Facts, FieldValue, Kind, kind, kinds};
use khue_testkit::province::{Province, Scale, load, system};
use khue_testkit::{for_each_database, written};

fn day(iso: &str) -> Day {
    iso.parse().unwrap()
}

fn the(code: &str) -> &'static Kind {
    kind(code).unwrap()
}

fn facts(code: &str, text: &str) -> Facts {
    written(day("2026-11-24"), code, text)
}

struct World {
    ctx: Ctx,
    loaded: Loaded,
    schools: Vec<UnitId>,
    commune: UnitId,
}

impl World {
    async fn new(db: &Db) -> Self {
        db.migrate(MIGRATIONS).await.unwrap();
        let ctx = system(db.clone(), day("2020-09-05"));
        let province = Province::make(Scale::Tiny, 2020);
        let loaded = load(&ctx, &province).await.unwrap();
        let keys = province.schools.iter().map(|school| &school.key).filter(|key| key.contains("-218-"));
        let schools = keys.map(|key| loaded.units[key]).collect();
        let commune = loaded.units[&province.schools[0].commune];
        Self { ctx, loaded, schools, commune }
    }

    fn acting(&self, role: Role, unit: UnitId) -> Ctx {
        let actor = Actor { account: Some(AccountId(1)), role, unit, ..self.ctx.actor.clone() };
        Ctx { actor, ..self.ctx.clone() }
    }

    fn clerk(&self, school: usize) -> Ctx {
        self.acting(Role::Clerk, self.schools[school])
    }

    fn department(&self) -> Ctx {
        self.acting(Role::DepartmentSpecialist, self.loaded.units["so-gddt"])
    }
}

fn at(ctx: &Ctx, iso: &str) -> Ctx {
    let clock: Arc<dyn Clock> = Arc::new(FixedClock(Moment::start_of(day(iso)).plus_ms(9 * 3_600_000)));
    Ctx { app: App { clock, ..ctx.app.clone() }, actor: ctx.actor.clone() }
}

fn adding(unit: UnitId, facts: Facts, from: &str) -> ChangeRecord {
    ChangeRecord {
        kind: facts.kind(),
        record: None,
        unit,
        from: day(from),
        until: None,
        change: Change::Set(facts),
        reason: String::new(),
    }
}

fn altering(kind: &str, changed: Changed, unit: UnitId, from: &str, text: &str) -> ChangeRecord {
    let facts = facts(kind, text);
    let fields = facts.iter().filter(|(_, value)| value.is_some());
    let fields = fields.map(|(field, value)| (field.code.as_str(), value.cloned())).collect();
    ChangeRecord {
        kind: the(kind),
        record: Some((changed.id, changed.version)),
        unit,
        from: day(from),
        until: None,
        change: Change::Alter(fields),
        reason: "sửa theo giấy khai sinh".to_owned(),
    }
}

fn person(code: &str, id: RecordId) -> RecordKey {
    RecordKey { kind: the(code), unit: None, id }
}

fn called(page: &RecordPage) -> Vec<String> {
    page.records.iter().map(Record::called).collect()
}

async fn pupils_of(ctx: &Ctx, unit: UnitId, on: &str) -> Vec<String> {
    called(&records_as_of(ctx, the("pupil"), unit, day(on), Seeing::Plain, None, 100).await.unwrap())
}

/// A class with pupils, entered by the school's clerk one by one.
async fn class_with(
    ctx: &Ctx,
    unit: UnitId,
    name: &str,
    pupils: &[&str],
) -> (Changed, Vec<(Changed, Changed)>) {
    let class = facts("class", &format!("year: 2020-2021; name: {name}; grade: 6"));
    let class = change_record(ctx, adding(unit, class, "2020-09-01")).await.unwrap();
    let mut all = Vec::new();
    for pupil in pupils {
        let pupil = facts(
            "pupil",
            &format!("full_name: {pupil}; birth_date: 12/05/2009; sex: Nam; poverty: Hộ nghèo"),
        );
        let pupil = change_record(ctx, adding(unit, pupil, "2020-09-01")).await.unwrap();
        let enrolment = facts(
            "enrolment",
            &format!("pupil: #{}; class: #{}; year: 2020-2021; status: Đang học", pupil.id, class.id),
        );
        let enrolment = change_record(ctx, adding(unit, enrolment, "2020-09-01")).await.unwrap();
        all.push((pupil, enrolment));
    }
    (class, all)
}

#[tokio::test]
async fn statements_made_from_descriptions_are_understood_by_both_databases() {
    for_each_database(async |db| {
        db.migrate(MIGRATIONS).await.unwrap();
        let mut session = db.read().await.unwrap();
        let statements = record_statements();
        assert!(statements.len() > kinds().len() * 14);
        for statement in statements {
            let columns = session.prepare(statement).await.unwrap_or_else(|error| panic!("{error}"));
            for (column, kind) in columns {
                let is_read = db.dialect() == Dialect::Lite || ["INT8", "TEXT"].contains(&kind.as_str());
                assert!(is_read, "{}: {column} is {kind}", statement.name);
            }
        }
    })
    .await;
}

/// Every column of a kind's table stands in its description and the other way round, in types and order.
#[test]
fn tables_and_descriptions_agree() {
    let texts: Vec<&str> = MIGRATIONS.iter().map(|migration| migration.text).collect();
    let text = texts.join("\n");
    for kind in kinds() {
        let head = format!("CREATE TABLE {} (\n", kind.code);
        let (_, body) = text.split_once(&head).unwrap_or_else(|| panic!("no table {}", kind.code));
        let (body, _) = body.split_once("\n);").unwrap();
        let mut columns: Vec<String> =
            body.lines().map(|line| line.trim().trim_end_matches(',').to_owned()).collect();
        let key = columns.pop().unwrap();
        assert!(key.starts_with("PRIMARY KEY (province_id, ") && key.ends_with("id, version)"), "{key}");
        let added = format!("ALTER TABLE {} ADD COLUMN ", kind.code);
        columns.extend(
            text.lines().filter_map(|line| line.strip_prefix(&added)).map(|line| line.replace(';', "")),
        );
        let mut described: Vec<String> =
            record_columns(kind).into_iter().map(|(name, storage)| format!("{name} {storage}")).collect();
        columns.sort();
        described.sort();
        assert_eq!(columns, described, "{}", kind.code);
    }
}

#[tokio::test]
async fn a_fact_holds_for_its_period_and_what_was_known_stays_known() {
    for_each_database(async |db| {
        let world = World::new(&db).await;
        let school = world.schools[0];
        let clerk = world.clerk(0);
        let (class, pupils) = class_with(&clerk, school, "6A", &["Vi Văn An", "Lê Thị Ánh", "Đỗ Bình"]).await;
        assert_eq!(pupils_of(&clerk, school, "2020-10-01").await, ["Vi Văn An", "Lê Thị Ánh", "Đỗ Bình"]);
        assert_eq!(pupils_of(&clerk, school, "2020-08-31").await, [""; 0]);
        let count = count_records(&clerk, the("class"), school, day("2020-10-01")).await.unwrap();
        assert_eq!(count, 1);

        // A correction from 1/12 on, recorded on 20/12.
        let later = at(&clerk, "2020-12-20");
        let (first, _) = pupils[0];
        let changed =
            change_record(&later, altering("pupil", first, school, "2020-12-01", "full_name: Vi Văn Anh"))
                .await;
        let changed = changed.unwrap();
        assert_eq!(changed.version, first.version + 2, "the rest of the period is written anew");
        let key = person("pupil", first.id);
        for (on, name) in [("2020-11-30", "Vi Văn An"), ("2020-12-01", "Vi Văn Anh")] {
            let record = record_as_of(&later, key, day(on), Seeing::Plain).await.unwrap().unwrap();
            assert_eq!(record.called(), name, "on {on}");
        }
        for (known, name) in [("2020-12-19", "Vi Văn An"), ("2020-12-21", "Vi Văn Anh")] {
            let moment = Moment::start_of(day(known));
            let record =
                record_known_at(&later, key, day("2020-12-05"), moment, Seeing::Plain).await.unwrap();
            assert_eq!(record.unwrap().called(), name, "as known on {known}");
        }
        let history = record_history(&later, key, Seeing::Plain).await.unwrap();
        let holds: Vec<bool> = history.iter().map(|row| row.replaced_at.is_none()).collect();
        assert_eq!(holds, [false, true, true]);
        assert_eq!(history[0].replaced_by, Some(changed.source));

        // Who saw the first version is late; without a reason nothing changes; nor when all is so already.
        let stale = change_record(&later, altering("pupil", first, school, "2021-01-01", "sex: Nữ")).await;
        assert!(matches!(stale, Err(OpError::Stale)));
        let mut unfounded = altering("pupil", changed, school, "2021-01-01", "sex: Nữ");
        unfounded.reason = "  ".to_owned();
        assert!(matches!(change_record(&later, unfounded).await, Err(OpError::Refused(_))));
        let same = change_record(&later, altering("pupil", changed, school, "2021-01-01", "sex: Nam")).await;
        assert!(same.unwrap_err().to_string().contains("không có gì để thay đổi"));
        let empty = ChangeRecord {
            change: Change::Set(Facts::new(the("room"))),
            ..adding(school, facts("room", "name: P1"), "2020-09-01")
        };
        let refused = change_record(&later, ChangeRecord { kind: the("room"), ..empty }).await;
        let Err(OpError::Refused(refused)) = refused else { panic!("an empty room is taken") };
        assert_eq!(refused.fields.len(), 2, "{refused:?}");

        // The pupil leaves: the enrolment ends, the class stays as it was before.
        let (_, enrolment) = pupils[2];
        let end = ChangeRecord {
            change: Change::End,
            ..altering("enrolment", enrolment, school, "2021-02-01", "status: Đang học")
        };
        change_record(&later, end).await.unwrap();
        assert_eq!(pupils_of(&later, school, "2021-01-31").await.len(), 3);
        assert_eq!(pupils_of(&later, school, "2021-02-01").await, ["Vi Văn Anh", "Lê Thị Ánh"]);
        let page =
            records_as_of(&later, the("enrolment"), school, day("2021-02-01"), Seeing::Plain, None, 9).await;
        assert!(page.unwrap().records.iter().all(|record| record.facts.record("class") == Some(class.id.0)));

        // By cursor, two at a time.
        let on = day("2020-10-01");
        let first = records_as_of(&later, the("pupil"), school, on, Seeing::Plain, None, 2).await.unwrap();
        let next =
            records_as_of(&later, the("pupil"), school, on, Seeing::Plain, first.next.as_ref(), 2).await;
        let next = next.unwrap();
        assert_eq!((called(&first).len(), called(&next).len(), next.next), (2, 1, None));
    })
    .await;
}

#[tokio::test]
async fn records_are_seen_and_changed_only_where_one_may() {
    for_each_database(async |db| {
        let world = World::new(&db).await;
        let (own, other) = (world.schools[0], world.schools[1]);
        let clerk = world.clerk(0);
        let (_, pupils) = class_with(&clerk, own, "6A", &["Vi Văn An"]).await;
        let (pupil, _) = pupils[0];
        let key = person("pupil", pupil.id);
        let on = day("2020-10-01");

        let stranger = world.clerk(1);
        let hidden = |result: &OpError| matches!(result, OpError::Hidden);
        assert!(hidden(&record_as_of(&stranger, key, on, Seeing::Plain).await.unwrap_err()));
        assert!(hidden(&record_history(&stranger, key, Seeing::Plain).await.unwrap_err()));
        let list = records_as_of(&stranger, the("pupil"), own, on, Seeing::Plain, None, 9).await;
        assert!(hidden(&list.unwrap_err()));
        let change = altering("pupil", pupil, other, "2020-10-01", "sex: Nữ");
        assert!(hidden(&change_record(&stranger, change.clone()).await.unwrap_err()));
        let change = ChangeRecord { unit: own, ..change };
        assert!(hidden(&change_record(&stranger, change.clone()).await.unwrap_err()));
        let teacher = world.acting(Role::Teacher, own);
        assert!(matches!(change_record(&teacher, change.clone()).await, Err(OpError::Forbidden)));
        let admin = world.acting(Role::Administrator, own);
        assert!(hidden(&record_as_of(&admin, key, on, Seeing::Plain).await.unwrap_err()));
        change_record(&world.department(), change).await.unwrap();

        // Guarded fields: hidden unless asked for, refused to whom they are not for, and every reading is told.
        let plain = record_as_of(&clerk, key, on, Seeing::Plain).await.unwrap().unwrap();
        assert!(plain.facts.get("poverty").is_none() && plain.masked.contains(&"poverty"));
        assert!(plain.facts.get("sex").is_some());
        assert!(matches!(record_as_of(&teacher, key, on, Seeing::Guarded).await, Err(OpError::Forbidden)));
        let full = record_as_of(&clerk, key, on, Seeing::Guarded).await.unwrap().unwrap();
        assert_eq!(full.facts.text("poverty"), Some("ngheo"));
        assert!(full.masked.is_empty());
        let province = keeper_of(&mut db.read().await.unwrap(), own, on).await.unwrap();
        let readings = guarded_readings(&clerk, the("pupil"), province, &[own], pupil.id).await.unwrap();
        assert_eq!(readings.len(), 1);
        assert_eq!(readings[0].account(), Some(AccountId(1)));
        assert!(readings[0].fields.split(',').any(|field| field == "poverty"));
        assert!(guarded_readings(&teacher, the("pupil"), province, &[own], pupil.id).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn a_whole_import_is_written_found_and_taken_back() {
    for_each_database(async |db| {
        let world = World::new(&db).await;
        let school = world.schools[0];
        let clerk = world.clerk(0);
        let (class, pupils) = class_with(&clerk, school, "6A", &["Vi Văn An"]).await;
        let (old, _) = pupils[0];

        let mut tx = clerk.begin().await.unwrap();
        let mut source = begin_source(&clerk, &mut tx, SourceKind::Import, school, "6A.xlsx").await.unwrap();
        let from = day("2020-09-05");
        let mut writes = vec![Write {
            target: Target::There(old.id, Some(old.version)),
            unit: school,
            from,
            until: None,
            change: Change::Alter(vec![("full_name", Some(FieldValue::Text("Vi Văn Yên".to_owned())))]),
        }];
        let mut enrolments = Vec::new();
        for number in 0..250 {
            let id: RecordId = clerk.id();
            let text = format!(
                "full_name: Lý Thị {}; birth_date: 2009; sex: Nữ; local_code: HS{number:03}",
                ["Hoa", "Mai"][number % 2]
            );
            let write = |target, change| Write { target, unit: school, from, until: None, change };
            writes.push(write(Target::New(id), Change::Set(facts("pupil", &text))));
            let text = format!("pupil: #{id}; class: #{}; year: 2020-2021; status: Đang học", class.id);
            enrolments.push(write(Target::New(clerk.id()), Change::Set(facts("enrolment", &text))));
        }
        let count = write_records(&clerk, &mut tx, &mut source, the("pupil"), writes).await.unwrap();
        assert_eq!(count, 251);
        write_records(&clerk, &mut tx, &mut source, the("enrolment"), enrolments).await.unwrap();
        let import = finish_source(&clerk, &mut tx, source).await.unwrap();
        tx.commit().await.unwrap();

        assert_eq!(count_records(&clerk, the("pupil"), school, from).await.unwrap(), 251);
        let names = |hits: Vec<Hit>| hits.iter().map(|hit| hit.record.called()).collect::<Vec<_>>();
        let found = find_in_records(&clerk, the("pupil"), "ly thi ho", 300).await.unwrap();
        assert_eq!(found.len(), 125);
        assert!(found.iter().all(|hit| hit.units == [school]));
        assert_eq!(names(find_in_records(&clerk, the("pupil"), "yên", 10).await.unwrap()), ["Vi Văn Yên"]);
        let stranger = find_in_records(&world.clerk(1), the("pupil"), "yên", 10).await.unwrap();
        assert_eq!(stranger.len(), 0);
        let mut session = db.read().await.unwrap();
        let province = keeper_of(&mut session, school, from).await.unwrap();
        let by_code = find_records(&mut session, the("pupil"), province, school, "local_code", "HS007").await;
        let by_code = by_code.unwrap();
        assert_eq!(by_code.len(), 1);
        drop(session);

        let sources = sources_of_unit(&clerk, school, 10).await.unwrap();
        assert_eq!(sources.len(), 1);
        // 250 pupils, 250 enrolments, two rows for the pupil whose name changed within its period.
        assert_eq!((sources[0].id, sources[0].row_count, sources[0].note.as_str()), (import, 502, "6A.xlsx"));

        // Something stands upon it: a later edit, and a guardian of a pupil who came with it.
        let pupil = Changed { id: by_code[0], version: 1, source: import };
        let edit =
            change_record(&clerk, altering("pupil", pupil, school, "2020-10-01", "sex: Nam")).await.unwrap();
        let mother = facts("guardian", &format!("pupil: #{}; kinship: Mẹ; full_name: Lý Thị Bưởi", pupil.id));
        let mother = change_record(&clerk, adding(school, mother, "2020-10-01")).await.unwrap();
        let obstacles = obstacles_to_undo(&clerk, import).await.unwrap();
        let found: Vec<_> = obstacles.iter().map(|one| (one.kind, one.source.id)).collect();
        assert_eq!(found, [("cha mẹ, người giám hộ", mother.source), ("học sinh", edit.source)]);
        let refused = undo_source(&clerk, import, "nhập nhầm tệp").await.unwrap_err();
        assert!(refused.to_string().contains("Hãy hoàn tác các lần ghi sau trước"), "{refused}");
        assert!(matches!(undo_source(&world.clerk(1), import, "phá").await, Err(OpError::Hidden)));

        undo_source(&clerk, mother.source, "nhập nhầm").await.unwrap();
        undo_source(&clerk, edit.source, "nhập nhầm").await.unwrap();
        assert_eq!(obstacles_to_undo(&clerk, import).await.unwrap(), []);
        let undone = undo_source(&clerk, import, "nhập nhầm tệp").await.unwrap();
        assert_eq!((undone.withdrawn, undone.restored), (502, 1));
        assert_eq!(pupils_of(&clerk, school, "2020-10-01").await, ["Vi Văn An"]);
        assert!(find_in_records(&clerk, the("pupil"), "ly thi", 10).await.unwrap().is_empty());
        assert_eq!(names(find_in_records(&clerk, the("pupil"), "an", 10).await.unwrap()), ["Vi Văn An"]);
        assert!(
            undo_source(&clerk, import, "lần nữa").await.unwrap_err().to_string().contains("hoàn tác rồi")
        );
        let history = record_history(&clerk, person("pupil", old.id), Seeing::Plain).await.unwrap();
        assert_eq!(history.len(), 4, "the first, two of the import, the first again");
        let verdict = khue_db::audit::verify(&db).await.unwrap();
        assert!(verdict.first_break.is_none(), "{verdict:?}");
    })
    .await;
}

#[tokio::test]
async fn people_are_found_by_words_in_the_order_of_names() {
    for_each_database(async |db| {
        let world = World::new(&db).await;
        let (first, second) = (world.schools[0], world.schools[1]);
        class_with(&world.clerk(0), first, "6A", &["Nguyễn Văn Ước", "Nguyễn Thị Hoà", "Trần Văn Hoàng"])
            .await;
        class_with(&world.clerk(1), second, "6B", &["Nguyễn Thị Hòa", "Lò Thị Văn", "K’ Hoa Niê"]).await;
        let everybody = world.department();
        let leader = world.acting(Role::ProvinceLeader, world.loaded.units["old-24"]);
        let check = async |ctx: &Ctx, typed: &str, names: &[&str]| {
            let hits = find_in_records(ctx, the("pupil"), typed, 20).await.unwrap();
            let found: Vec<String> = hits.iter().map(|hit| hit.record.called()).collect();
            assert_eq!(found, names, "{typed} on {:?}", db.dialect());
        };
        check(&everybody, "hoa", &["Nguyễn Thị Hoà", "Nguyễn Thị Hòa", "Trần Văn Hoàng", "K’ Hoa Niê"]).await;
        check(&everybody, "hoa ", &["Nguyễn Thị Hoà", "Nguyễn Thị Hòa", "K’ Hoa Niê"]).await;
        check(&everybody, "Hoàng", &["Trần Văn Hoàng"]).await;
        check(&leader, "nguyen thi h", &["Nguyễn Thị Hoà", "Nguyễn Thị Hòa"]).await;
        check(&everybody, "thi nguyễn ", &["Nguyễn Thị Hoà", "Nguyễn Thị Hòa"]).await;
        check(&everybody, "van thi ", &["Lò Thị Văn"]).await;
        check(&everybody, "van thi tran ", &[]).await;
        check(&everybody, "van n", &["Nguyễn Văn Ước"]).await;
        check(&everybody, "k hoa nie", &["K’ Hoa Niê"]).await;
        check(&everybody, "xyz", &[]).await;
        check(&everybody, " ", &[]).await;
        check(&world.clerk(0), "hoa", &["Nguyễn Thị Hoà", "Trần Văn Hoàng"]).await;
        check(&world.clerk(1), "nguyen hoa thi", &["Nguyễn Thị Hòa"]).await;
        check(&world.clerk(1), "uoc", &[]).await;
        let officer = world.acting(Role::DistrictOfficer, world.loaded.units["phong-gddt-218"]);
        check(&officer, "nguyen thi ", &["Nguyễn Thị Hoà", "Nguyễn Thị Hòa"]).await;
        // In 2020 communes are over no schools.
        let far = world.acting(Role::CommuneOfficer, world.commune);
        check(&far, "nguyen thi ", &[]).await;
        let admin = world.acting(Role::Administrator, world.loaded.units["so-gddt"]);
        assert!(matches!(find_in_records(&admin, the("pupil"), "hoa", 5).await, Err(OpError::Hidden)));
    })
    .await;
}
