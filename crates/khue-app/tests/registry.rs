//! The registry on both databases.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // helpers of tests, outside test functions

use std::collections::{BTreeMap, BTreeSet};

use khue_app::registry::*;
use khue_app::{Actor, Ctx, MIGRATIONS, OpError};
use khue_base::{AccountId, Day, UnitId};
use khue_db::Db;
use khue_rules::accounts::{Place, Role};
use khue_testkit::for_each_database;
use khue_testkit::province::{Province, Scale, load, system};

fn day(iso: &str) -> Day {
    iso.parse().unwrap()
}

async fn admin(db: &Db) -> (Ctx, BTreeMap<String, UnitId>) {
    db.migrate(MIGRATIONS).await.unwrap();
    let ctx = system(db.clone(), day("2020-09-05"));
    import_admin_units(&ctx, AdminFiles::built_in()).await.unwrap();
    let mut session = db.read().await.unwrap();
    let mut keys = BTreeMap::new();
    for line in AdminFiles::built_in().units.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let unit = unit_by_code(&mut session, KEY_SYSTEM, cells[0], day(cells[6])).await.unwrap().unwrap();
        keys.insert(cells[0].to_owned(), unit);
    }
    (ctx, keys)
}

async fn tiny(db: &Db) -> (Ctx, Loaded) {
    db.migrate(MIGRATIONS).await.unwrap();
    let ctx = system(db.clone(), day("2020-09-05"));
    let loaded = load(&ctx, &Province::make(Scale::Tiny, 2020)).await.unwrap();
    (ctx, loaded)
}

fn later_commune(school: &str) -> String {
    let province = Province::make(Scale::Tiny, 2020);
    let school = province.schools.iter().find(|one| one.key == school).unwrap();
    school.stays.last().unwrap().commune.clone()
}

fn acting(ctx: &Ctx, role: Role, unit: UnitId) -> Ctx {
    let actor = Actor { account: Some(AccountId(1)), role, unit, ..ctx.actor.clone() };
    Ctx { actor, ..ctx.clone() }
}

fn names(units: &[Unit]) -> Vec<&str> {
    units.iter().map(|unit| unit.name.as_str()).collect()
}

#[tokio::test]
async fn administrative_units_are_right_on_every_day() {
    for_each_database(async |db| {
        let (ctx, keys) = admin(&db).await;
        let mut session = ctx.read().await.unwrap();
        for (on, province, districts, communes) in [
            ("2019-12-31", "old-24", 0, 0),
            ("2020-09-05", "old-24", 10, 209),
            ("2024-12-31", "old-24", 10, 209),
            ("2025-01-01", "old-24", 10, 192),
            ("2025-06-30", "old-27", 8, 121),
            ("2025-07-01", "new-24", 0, 99),
            ("2026-01-01", "new-24", 0, 99),
            ("2026-01-01", "old-24", 0, 0),
        ] {
            let under = Some((keys[province], Chain::Of(Relation::Territorial)));
            let mut count = [0, 0];
            for (place, kind) in [UnitKind::District, UnitKind::Commune].into_iter().enumerate() {
                let kinds = [kind];
                let filter = UnitFilter { kinds: &kinds, under, ..UnitFilter::default() };
                count[place] = count_units(&mut session, day(on), &filter).await.unwrap();
            }
            assert_eq!(count, [districts, communes], "{province} on {on}");
        }
        let all = UnitFilter { kinds: &[UnitKind::District], ..UnitFilter::default() };
        let districts = units_as_of(&mut session, day("2020-09-05"), &all).await.unwrap();
        assert_eq!(
            names(&districts),
            [
                "Thành phố Bắc Giang",
                "Huyện Hiệp Hòa",
                "Huyện Lạng Giang",
                "Huyện Lục Nam",
                "Huyện Lục Ngạn",
                "Huyện Sơn Động",
                "Huyện Tân Yên",
                "Huyện Việt Yên",
                "Huyện Yên Dũng",
                "Huyện Yên Thế"
            ]
        );
        assert_eq!(districts[1].addressed_as(), "UBND huyện Hiệp Hòa");
        assert!(units_as_of(&mut session, day("2026-01-01"), &all).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn one_code_names_different_units_on_different_days() {
    for_each_database(async |db| {
        let (ctx, _) = admin(&db).await;
        let mut session = ctx.read().await.unwrap();
        let mut check = async |on: &str, name: &str| {
            let unit = unit_by_code(&mut session, CODE_SYSTEM, "07444", day(on)).await.unwrap().unwrap();
            assert_eq!(unit_as_of(&mut session, unit, day(on)).await.unwrap().unwrap().name, name, "{on}");
            unit
        };
        let old = check("2025-06-30", "Thị trấn Đồi Ngô").await;
        assert_ne!(check("2025-07-01", "Xã Lục Nam").await, old);
    })
    .await;
}

#[tokio::test]
async fn the_crosswalk_answers_where_a_commune_went_and_came_from() {
    for_each_database(async |db| {
        let (ctx, keys) = admin(&db).await;
        let mut session = ctx.read().await.unwrap();
        let key_of: BTreeMap<UnitId, &str> = keys.iter().map(|(key, id)| (*id, key.as_str())).collect();
        let mut check = async |from: &str, on: &str, expected: &[(&str, Share, Basis)]| {
            let found = successors_on(&mut session, keys[from], day(on)).await.unwrap();
            let mut found: Vec<_> =
                found.iter().map(|one| (key_of[&one.unit], one.share, one.basis)).collect();
            found.sort_unstable();
            assert_eq!(found, expected, "{from} on {on}");
        };
        use Basis::{Assumed, Source};
        use Share::{Part, Whole};
        check("old-07444", "2020-09-05", &[("old-07444", Whole, Source)]).await;
        check("old-07444", "2026-01-01", &[("new-07444", Whole, Source)]).await;
        check("old-07276", "2025-03-01", &[("old-07261", Whole, Source)]).await;
        check("old-07276", "2026-01-01", &[("new-07288", Whole, Source)]).await;
        check("old-07516", "2026-01-01", &[("new-07498", Whole, Assumed)]).await;
        check("old-219", "2025-03-01", &[("old-219", Whole, Source), ("old-224", Part, Source)]).await;
        check("old-221", "2025-03-01", &[("old-213", Whole, Source)]).await;
        check("old-24", "2026-01-01", &[("new-24", Whole, Source)]).await;

        let mut back: Vec<_> = predecessors_on(&mut session, keys["new-07288"], day("2020-09-05"))
            .await
            .unwrap()
            .iter()
            .map(|one| key_of[&one.unit])
            .collect();
        back.sort_unstable();
        assert!(back.contains(&"old-07276") && back.contains(&"old-07261"), "{back:?}");
        // Every commune of 2020 is found again in exactly one commune of 2026, and back.
        let mut lost = Vec::new();
        for (key, unit) in &keys {
            if unit_as_of(&mut session, *unit, day("2020-09-05"))
                .await
                .unwrap()
                .is_none_or(|unit| unit.kind != UnitKind::Commune)
            {
                continue;
            }
            let later = successors_on(&mut session, *unit, day("2026-01-01")).await.unwrap();
            let earlier = match later.as_slice() {
                [one] => predecessors_on(&mut session, one.unit, day("2020-09-05")).await.unwrap(),
                _ => Vec::new(),
            };
            if !earlier.iter().any(|one| one.unit == *unit) {
                lost.push(key);
            }
        }
        assert!(lost.is_empty(), "{lost:?}");
    })
    .await;
}

#[tokio::test]
async fn the_import_is_previewed_and_done_twice_changes_nothing() {
    for_each_database(async |db| {
        let (ctx, keys) = admin(&db).await;
        assert_eq!(preview_admin_units(&ctx, AdminFiles::built_in()).await.unwrap(), []);
        assert_eq!(import_admin_units(&ctx, AdminFiles::built_in()).await.unwrap(), []);

        let units = AdminFiles::built_in().units.replace(
            "old-218,district,rural-district,218,Huyện Lục Nam,old-24,2020-01-01,2025-07-01,,",
            "old-218,district,rural-district,218,Huyện Lục Nam,old-24,2020-01-01,2023-01-01,,\n\
             old-218,district,town,218,Thị xã Lục Nam,old-24,2023-01-01,2025-07-01,,",
        );
        let newer = AdminFiles { units: &units, ..AdminFiles::built_in() };
        let expected = [AdminDifference::OtherUnit {
            key: "old-218".to_owned(),
            name: "Thị xã Lục Nam".to_owned(),
        }];
        assert_eq!(preview_admin_units(&ctx, newer).await.unwrap(), expected);
        assert_eq!(import_admin_units(&ctx, newer).await.unwrap(), expected);
        assert_eq!(import_admin_units(&ctx, newer).await.unwrap(), []);
        let mut session = ctx.read().await.unwrap();
        let mut name =
            async |on: &str| unit_as_of(&mut session, keys["old-218"], day(on)).await.unwrap().unwrap().name;
        assert_eq!(name("2022-12-31").await, "Huyện Lục Nam");
        assert_eq!(name("2023-01-01").await, "Thị xã Lục Nam");

        let broken = AdminFiles { units: "header\nold-1,district,x", ..AdminFiles::built_in() };
        let Err(OpError::Refused(refused)) = preview_admin_units(&ctx, broken).await else { panic!() };
        assert!(refused.sentence.contains("dòng 2"), "{refused}");
    })
    .await;
}

#[tokio::test]
async fn place_follows_the_administrative_and_the_professional_chain_of_the_day() {
    for_each_database(async |db| {
        let (ctx, loaded) = tiny(&db).await;
        let mut session = ctx.read().await.unwrap();
        let mut check = async |actor: &str, subject: &str, on: &str, place: Place| {
            let (actor_id, subject_id) = (loaded.units[actor], loaded.units[subject]);
            let found = place_of(&mut session, actor_id, subject_id, day(on)).await.unwrap();
            assert_eq!(found, place, "{actor} to {subject} on {on}");
        };
        let (then, now) = ("2020-09-05", "2026-01-01");
        check("th-218-01", "th-218-01", then, Place::Own).await;
        check("old-24", "th-218-01", then, Place::Below).await;
        check("old-218", "th-218-01", then, Place::Below).await;
        check("phong-gddt-218", "th-218-01", then, Place::Below).await;
        check("so-gddt", "th-218-01", then, Place::Below).await;
        check("so-gddt", "thpt-218-01", then, Place::Below).await;
        // A district gives no orders to an upper secondary school in its territory.
        check("old-218", "thpt-218-01", then, Place::Elsewhere).await;
        check("phong-gddt-218", "th-213-01", then, Place::Elsewhere).await;
        check("th-218-01", "phong-gddt-218", then, Place::Elsewhere).await;
        check("sonv", "th-218-01", then, Place::Elsewhere).await;
        check("old-218", "th-218-01", now, Place::Elsewhere).await;
        check("so-gddt", "th-218-01", now, Place::Elsewhere).await;
        check("so-gddt-2025", "th-218-01", now, Place::Below).await;
        let commune = later_commune("th-218-01");
        check(&commune, "th-218-01", now, Place::Below).await;
        check(&commune, "th-218-01", then, Place::Elsewhere).await;
    })
    .await;
}

#[tokio::test]
async fn lists_for_bulk_assignment_take_kinds_and_territory() {
    for_each_database(async |db| {
        let (ctx, loaded) = tiny(&db).await;
        let mut session = ctx.read().await.unwrap();
        let then = day("2020-09-05");
        let mut check = async |kinds: &[UnitKind], under: &str, chain: Chain, expected: &[&str]| {
            let found =
                units_of_kind_under(&mut session, kinds, loaded.units[under], chain, then).await.unwrap();
            let short: Vec<&str> = found.iter().map(|unit| unit.short_name.as_str()).collect();
            assert_eq!(short, expected, "{kinds:?} under {under}");
        };
        let territory = Chain::Of(Relation::Territorial);
        check(&[UnitKind::UpperSecondary], "old-24", territory, &["THPT Lục Nam"]).await;
        check(&[UnitKind::UpperSecondary], "old-218", territory, &["THPT Lục Nam"]).await;
        check(&[UnitKind::UpperSecondary], "old-218", Chain::Authority, &[]).await;
        check(
            &[UnitKind::DistrictOffice],
            "so-gddt",
            Chain::Authority,
            &["Phòng GDĐT Bắc Giang", "Phòng GDĐT Lục Nam"],
        )
        .await;
        let schools: usize = Province::make(Scale::Tiny, 2020).schools.len();
        for chain in [territory, Chain::Authority] {
            let found =
                units_of_kind_under(&mut session, UnitKind::SCHOOLS, loaded.units["old-24"], chain, then)
                    .await
                    .unwrap();
            assert_eq!(found.len(), schools, "{chain:?}");
        }
        let schools = ["th-213-01", "thpt-218-01", "so-gddt"].map(|key| loaded.units[key]);
        let groups = figure_groups(&mut session, &schools, then).await.unwrap();
        assert_eq!(
            schools.map(|unit| groups[&unit]),
            ["old-213", "old-218", "so-gddt"].map(|key| loaded.units[key])
        );
        let later = figure_groups(&mut session, &schools[..1], day("2026-01-01")).await.unwrap();
        assert_eq!(later[&schools[0]], loaded.units[&later_commune("th-213-01")]);
        let scope = scope_of(&mut session, loaded.units["phong-gddt-218"], then).await.unwrap();
        let expected =
            ["phong-gddt-218", "mn-218-01", "th-218-01", "thcs-218-01"].map(|key| loaded.units[key]);
        assert_eq!(scope, BTreeSet::from(expected));
        let above = ancestors(&mut session, loaded.units["th-218-01"], territory, then).await.unwrap();
        assert_eq!(
            above.iter().map(|unit| unit.kind).collect::<Vec<_>>(),
            [UnitKind::Commune, UnitKind::District, UnitKind::Province]
        );
    })
    .await;
}

#[tokio::test]
async fn search_needs_no_accents_and_pages_do_not_overlap() {
    for_each_database(async |db| {
        let (ctx, _) = admin(&db).await;
        let mut session = ctx.read().await.unwrap();
        let then = day("2020-09-05");
        let mut check = async |search: &str, expected: &[&str]| {
            let filter = UnitFilter { search, ..UnitFilter::default() };
            let found = units_as_of(&mut session, then, &filter).await.unwrap();
            assert_eq!(names(&found), expected, "{search}");
            assert_eq!(count_units(&mut session, then, &filter).await.unwrap() as usize, expected.len());
        };
        check("luc nam", &["Huyện Lục Nam"]).await;
        check("NAM  lục", &["Huyện Lục Nam"]).await;
        check("doi ngo", &["Thị trấn Đồi Ngô"]).await;
        check("07444", &["Thị trấn Đồi Ngô"]).await;
        check("%", &units_as_of_names(&ctx, then).await.iter().map(String::as_str).collect::<Vec<_>>()).await;
        check("không có đâu", &[]).await;

        let mut seen = Vec::new();
        let mut after: Option<(String, UnitId)> = None;
        loop {
            let filter = UnitFilter {
                kinds: &[UnitKind::Commune],
                after: after.as_ref().map(|(key, id)| (key.as_str(), *id)),
                limit: Some(50),
                ..UnitFilter::default()
            };
            let page = units_as_of(&mut session, then, &filter).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some((last.sort_key.clone(), last.id));
            seen.extend(page.into_iter().map(|unit| unit.id));
        }
        assert_eq!(seen.len(), 209);
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 209);
    })
    .await;
}

async fn units_as_of_names(ctx: &Ctx, on: Day) -> Vec<String> {
    let mut session = ctx.read().await.unwrap();
    let all = units_as_of(&mut session, on, &UnitFilter::default()).await.unwrap();
    all.into_iter().map(|unit| unit.name).collect()
}

fn school(name: &str, loaded: &Loaded) -> AddUnit {
    AddUnit {
        kind: UnitKind::Primary,
        ownership: Ownership::Public,
        name: name.to_owned(),
        short_name: String::new(),
        from: day("2021-08-01"),
        parents: BTreeMap::from([
            (Relation::Administrative, loaded.units["old-218"]),
            (Relation::Professional, loaded.units["phong-gddt-218"]),
        ]),
        codes: BTreeMap::from([(SCHOOL_CODE_SYSTEM.to_owned(), "24218499".to_owned())]),
    }
}

fn change(unit: UnitId, seen: i64, from: &str, name: &str) -> ChangeUnit {
    ChangeUnit {
        unit,
        seen,
        from: day(from),
        until: None,
        name: Some(name.to_owned()),
        short_name: None,
        kind: None,
        ownership: None,
        reason: "QĐ 1/QĐ-UBND".to_owned(),
    }
}

#[tokio::test]
async fn a_unit_is_added_changed_and_corrected_and_its_past_stays() {
    for_each_database(async |db| {
        let (ctx, loaded) = tiny(&db).await;
        let staff = acting(&ctx, Role::DepartmentSpecialist, loaded.units["so-gddt"]);
        let unit = add_unit(&staff, school("Trường Tiểu học Thử", &loaded)).await.unwrap();
        let Err(OpError::Refused(twice)) = add_unit(&staff, school("Trường khác", &loaded)).await else {
            panic!()
        };
        assert_eq!(twice.fields[0].field, "code");
        let Err(OpError::Refused(_)) =
            add_unit(&staff, AddUnit { codes: BTreeMap::new(), ..school("  ", &loaded) }).await
        else {
            panic!()
        };

        change_unit(&staff, change(unit, 1, "2022-08-01", "Trường Tiểu học Mới")).await.unwrap();
        assert!(matches!(
            change_unit(&staff, change(unit, 1, "2023-08-01", "Cũ")).await,
            Err(OpError::Stale)
        ));
        let correction = ChangeUnit {
            until: Some(day("2021-10-01")),
            ..change(unit, 2, "2021-09-01", "Trường Tiểu học Tạm")
        };
        change_unit(&staff, correction).await.unwrap();
        let Err(OpError::Refused(_)) =
            change_unit(&staff, change(unit, 3, "2022-08-01", "Trường Tiểu học Mới")).await
        else {
            panic!()
        };

        let mut session = ctx.read().await.unwrap();
        let mut check = async |on: &str, name: Option<&str>| {
            let found = unit_as_of(&mut session, unit, day(on)).await.unwrap().map(|unit| unit.name);
            assert_eq!(found.as_deref(), name, "{on}");
        };
        check("2021-07-31", None).await;
        check("2021-08-31", Some("Trường Tiểu học Thử")).await;
        check("2021-09-01", Some("Trường Tiểu học Tạm")).await;
        check("2021-10-01", Some("Trường Tiểu học Thử")).await;
        check("2022-08-01", Some("Trường Tiểu học Mới")).await;
        assert_eq!(unit_history(&mut session, unit).await.unwrap().len(), 4);
        let known = unit_known_at(&mut session, unit, day("2021-09-15"), ctx.now()).await.unwrap().unwrap();
        assert_eq!((known.version, known.name.as_str()), (3, "Trường Tiểu học Tạm"));
        let before =
            unit_known_at(&mut session, unit, day("2021-09-15"), ctx.now().plus_ms(-1)).await.unwrap();
        assert_eq!(before, None);
    })
    .await;
}

#[tokio::test]
async fn of_two_changes_at_once_one_is_told_to_look_again() {
    for_each_database(async |db| {
        let (ctx, loaded) = tiny(&db).await;
        let unit = loaded.units["th-218-01"];
        let changes = [("2022-08-01", "Trường A"), ("2022-09-01", "Trường B")];
        let [first, second] = changes.map(|(from, name)| change_unit(&ctx, change(unit, 1, from, name)));
        let (first, second) = tokio::join!(first, second);
        let stale = [&first, &second].map(|outcome| matches!(outcome, Err(OpError::Stale)));
        assert_eq!(stale.iter().filter(|stale| **stale).count(), 1, "{first:?} {second:?}");
        assert!(first.is_ok() || second.is_ok());
        let mut session = ctx.read().await.unwrap();
        assert_eq!(unit_history(&mut session, unit).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn only_those_who_may_manage_units_and_posts() {
    for_each_database(async |db| {
        let (ctx, loaded) = tiny(&db).await;
        let head = acting(&ctx, Role::Head, loaded.units["th-218-01"]);
        assert!(matches!(add_unit(&head, school("Trường", &loaded)).await, Err(OpError::Forbidden)));
        let admin = acting(&ctx, Role::Administrator, loaded.units["so-gddt"]);
        assert!(matches!(add_unit(&admin, school("Trường", &loaded)).await, Err(OpError::Hidden)));
        assert!(matches!(add_person(&head, "Nguyễn Văn A").await, Err(OpError::Hidden)));
        assert!(matches!(import_admin_units(&head, AdminFiles::built_in()).await, Err(OpError::Hidden)));
        let person = add_person(&admin, "  Nguyễn   Văn A ").await.unwrap();
        let post = GivePost {
            person,
            role: Role::Deputy,
            title: String::new(),
            unit: loaded.units["th-218-01"],
            from: day("2021-01-01"),
            until: None,
        };
        assert!(matches!(give_post(&head, post.clone()).await, Err(OpError::Hidden)));
        let id = give_post(&admin, post).await.unwrap();
        let mut session = ctx.read().await.unwrap();
        assert!(posts_of_person(&mut session, person, day("2020-12-31")).await.unwrap().is_empty());
        let held = posts_of_person(&mut session, person, day("2021-01-01")).await.unwrap();
        assert_eq!(held.len(), 1);
        assert_eq!(
            (held[0].title.as_str(), held[0].person_name.as_str()),
            ("Phó hiệu trưởng", "Nguyễn Văn A")
        );
        drop(session);
        end_post(&admin, id, day("2021-06-01"), "Chuyển công tác").await.unwrap();
        let Err(OpError::Refused(_)) = end_post(&admin, id, day("2021-07-01"), "").await else { panic!() };
        let mut session = ctx.read().await.unwrap();
        assert!(khue_app::registry::post(&mut session, id, day("2021-05-31")).await.unwrap().is_some());
        assert!(khue_app::registry::post(&mut session, id, day("2021-06-01")).await.unwrap().is_none());
        let found = find_people(&mut session, "NGUYEN van a", 100).await.unwrap();
        assert!(found.contains(&(person, "Nguyễn Văn A".to_owned())), "{found:?}");
    })
    .await;
}

#[tokio::test]
async fn merging_splitting_and_ending_keep_successors_and_children() {
    for_each_database(async |db| {
        let (ctx, loaded) = tiny(&db).await;
        let ids = ["th-218-01", "thcs-218-01"].map(|key| loaded.units[key]);
        let merged = MergeUnits {
            units: ids.to_vec(),
            into: MergeInto::New(Box::new(AddUnit {
                kind: UnitKind::PrimaryLowerSecondary,
                codes: BTreeMap::from([(SCHOOL_CODE_SYSTEM.to_owned(), "24218401".to_owned())]),
                ..school("Trường Tiểu học và THCS Mới", &loaded)
            })),
            day: day("2022-08-01"),
            decision: "QĐ 2/QĐ-UBND".to_owned(),
        };
        let target = merge_units(&ctx, merged).await.unwrap();
        let mut session = ctx.read().await.unwrap();
        for unit in ids {
            assert!(unit_as_of(&mut session, unit, day("2022-07-31")).await.unwrap().is_some());
            assert!(unit_as_of(&mut session, unit, day("2022-08-01")).await.unwrap().is_none());
            let later = successors_on(&mut session, unit, day("2023-01-01")).await.unwrap();
            assert_eq!(later.iter().map(|one| one.unit).collect::<Vec<_>>(), [target]);
            assert!(posts_at_unit(&mut session, unit, day("2022-08-01")).await.unwrap().is_empty());
            assert_eq!(posts_at_unit(&mut session, unit, day("2022-07-31")).await.unwrap().len(), 4);
            assert_eq!(
                place_of(&mut session, loaded.units["old-218"], unit, day("2022-08-01")).await.unwrap(),
                Place::Elsewhere
            );
        }
        assert_eq!(
            place_of(&mut session, loaded.units["old-218"], target, day("2022-08-01")).await.unwrap(),
            Place::Below
        );
        let mut back: Vec<_> = predecessors_on(&mut session, target, day("2020-09-05"))
            .await
            .unwrap()
            .iter()
            .map(|one| one.unit)
            .collect();
        back.sort_unstable();
        let mut expected = ids.to_vec();
        expected.sort_unstable();
        assert_eq!(back, expected);
        assert_eq!(
            unit_by_code(&mut session, SCHOOL_CODE_SYSTEM, "24218401", day("2023-01-01")).await.unwrap(),
            Some(target)
        );
        drop(session);

        let full = EndUnit {
            unit: loaded.units["phong-gddt-218"],
            day: day("2023-01-01"),
            receivers: vec![(loaded.units["so-gddt"], Share::Whole)],
            decision: String::new(),
        };
        let Err(OpError::Refused(refused)) = end_unit(&ctx, full.clone()).await else { panic!() };
        assert!(refused.sentence.contains("trực thuộc"), "{refused}");
        for unit in [target, loaded.units["mn-218-01"]] {
            let order = MoveUnit {
                unit,
                relation: Relation::Professional,
                parent: Some(loaded.units["so-gddt"]),
                from: day("2023-01-01"),
                decision: String::new(),
            };
            move_unit(&ctx, order).await.unwrap();
        }
        end_unit(&ctx, full).await.unwrap();
        let mut session = ctx.read().await.unwrap();
        let office = loaded.units["phong-gddt-218"];
        assert!(unit_as_of(&mut session, office, day("2023-01-01")).await.unwrap().is_none());
        assert_eq!(place_of(&mut session, office, target, day("2022-12-31")).await.unwrap(), Place::Below);
        assert_eq!(
            place_of(&mut session, office, target, day("2023-01-01")).await.unwrap(),
            Place::Elsewhere
        );
        drop(session);

        let circle = MoveUnit {
            unit: loaded.units["old-218"],
            relation: Relation::Administrative,
            parent: Some(target),
            from: day("2023-01-01"),
            decision: String::new(),
        };
        let Err(OpError::Refused(_)) = move_unit(&ctx, circle).await else { panic!() };
        let parts = SplitUnit {
            unit: target,
            parts: vec![AddUnit {
                codes: BTreeMap::new(),
                parents: BTreeMap::from([(Relation::Administrative, loaded.units["old-218"])]),
                ..school("Trường Tách", &loaded)
            }],
            rest: Rest::GoesOn,
            day: day("2024-08-01"),
            decision: String::new(),
        };
        let part = split_unit(&ctx, parts).await.unwrap()[0];
        let mut session = ctx.read().await.unwrap();
        let later = successors_on(&mut session, ids[0], day("2024-09-01")).await.unwrap();
        let later: BTreeSet<UnitId> = later.iter().map(|one| one.unit).collect();
        assert_eq!(later, BTreeSet::from([target, part]));
    })
    .await;
}

#[tokio::test]
async fn every_change_of_a_unit_is_in_the_audit_log() {
    for_each_database(async |db| {
        let (ctx, loaded) = tiny(&db).await;
        let staff = acting(&ctx, Role::DepartmentLeader, loaded.units["so-gddt"]);
        let unit = add_unit(&staff, school("Trường Tiểu học Thử", &loaded)).await.unwrap();
        change_unit(&staff, change(unit, 1, "2022-08-01", "Trường Mới")).await.unwrap();
        let mut session = ctx.read().await.unwrap();
        let newest = khue_db::audit::AuditWhere::NEWEST;
        let rows =
            khue_db::audit::of_subject(&mut session, &format!("unit/{unit}"), newest, 10).await.unwrap();
        let actions: BTreeSet<&str> = rows.iter().map(|row| row.action.as_str()).collect();
        assert_eq!(actions, BTreeSet::from(["unit.add", "unit.change"]));
        assert!(rows.iter().all(|row| row.chain == loaded.units["so-gddt"].0 && row.account == Some(1)));
    })
    .await;
}
