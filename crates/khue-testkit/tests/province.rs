//! The sample province in the registry.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // helpers of tests, outside test functions

use khue_app::MIGRATIONS;
use khue_app::registry::{
    Chain, Relation, UnitFilter, UnitKind, count_units, posts_of_person, units_of_kind_under,
};
use khue_base::Day;
use khue_rules::accounts::Role;
use khue_testkit::TestDb;
use khue_testkit::province::{Province, Scale, load, system};

fn day(iso: &str) -> Day {
    iso.parse().unwrap()
}

const COUNTED: &[UnitKind] = &[
    UnitKind::Preschool,
    UnitKind::Primary,
    UnitKind::PrimaryLowerSecondary,
    UnitKind::LowerSecondary,
    UnitKind::UpperSecondary,
];

async fn check(scale: Scale, on: &str, schools: u32, province_key: &str) {
    let db = TestDb::lite().await;
    db.migrate(MIGRATIONS).await.unwrap();
    let ctx = system(db.clone(), day("2020-09-05"));
    let province = Province::make(scale, 2020);
    let loaded = load(&ctx, &province).await.unwrap();
    assert!(load(&ctx, &province).await.is_err(), "a province is loaded once");
    let mut session = ctx.read().await.unwrap();
    let under = Some((loaded.units[province_key], Chain::Of(Relation::Territorial)));
    let filter = UnitFilter { kinds: UnitKind::SCHOOLS, under, ..UnitFilter::default() };
    assert_eq!(count_units(&mut session, day(on), &filter).await.unwrap(), schools, "{scale:?} on {on}");
    for login in &province.logins {
        let posts =
            posts_of_person(&mut session, loaded.people[&login.person], day("2020-09-05")).await.unwrap();
        assert_eq!(posts.len(), 1, "{}", login.login);
        assert_eq!(
            (posts[0].role, posts[0].unit),
            (login.role, loaded.units[&login.unit]),
            "{}",
            login.login
        );
        assert_eq!(posts[0].id, loaded.posts[&login.post]);
    }
    let leaders = province.logins.iter().filter(|login| login.role == Role::DepartmentLeader).count();
    assert_eq!(leaders, 2);
    drop(session);
    db.remove().await;
}

#[tokio::test]
async fn the_tiny_province_stands_in_2020_and_after_the_merger() {
    check(Scale::Tiny, "2020-09-05", 6, "old-24").await;
    check(Scale::Tiny, "2026-09-05", 6, "new-24").await;
}

#[tokio::test]
async fn the_demo_province_stands_in_2020_and_after_the_merger() {
    let schools = u32::try_from(Province::make(Scale::Demo, 2020).schools.len()).unwrap();
    check(Scale::Demo, "2020-09-05", schools, "old-24").await;
    check(Scale::Demo, "2026-09-05", schools, "new-24").await;
}

#[tokio::test]
async fn the_full_province_has_all_schools_under_the_department_on_every_day() {
    let db = TestDb::lite().await;
    db.migrate(MIGRATIONS).await.unwrap();
    let ctx = system(db.clone(), day("2020-09-05"));
    let loaded = load(&ctx, &Province::make(Scale::Full, 2020)).await.unwrap();
    let mut session = ctx.read().await.unwrap();
    for (on, department) in
        [("2020-09-05", "so-gddt"), ("2025-03-01", "so-gddt"), ("2026-09-05", "so-gddt-2025")]
    {
        let all = units_of_kind_under(
            &mut session,
            UnitKind::SCHOOLS,
            loaded.units[department],
            Chain::Authority,
            day(on),
        );
        assert_eq!(all.await.unwrap().len(), 860, "{on}");
    }
    // Yên Dũng's schools went to the city on 1/1/2025, those around Chũ to the new town.
    let mut counts = Vec::new();
    for district in ["old-213", "old-221", "old-219", "old-224"] {
        for on in ["2024-12-31", "2025-01-01"] {
            let (under, chain) = (loaded.units[district], Chain::Of(Relation::Territorial));
            counts
                .push(units_of_kind_under(&mut session, COUNTED, under, chain, day(on)).await.unwrap().len());
        }
    }
    let [city, city_later, yen_dung, yen_dung_later, luc_ngan, luc_ngan_later, chu, chu_later] = counts[..]
    else {
        panic!()
    };
    assert_eq!([city, city_later, yen_dung, yen_dung_later], [52, 112, 60, 0]);
    assert_eq!([luc_ngan, chu, luc_ngan_later + chu_later], [141, 0, 141]);
    assert!(chu_later > 30);
    drop(session);
    db.remove().await;
}
