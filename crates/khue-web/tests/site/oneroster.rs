//! Rosters by OneRoster 1.2: every address of the specification, paging, filters, what others may not see, and a
//! client that we did not write.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use khue_app::registry::oneroster::{BASE, roster_files};
use khue_app::registry::records::school_records;
use khue_rules::accounts::Role;
use khue_testkit::{for_each_database, skipped};

use super::standards::{python_tool, run, serving};
use super::world::World;

/// What the rostering service of the specification must answer: address and the name of what comes. Words in braces
/// are ids of what the first of these lists holds.
const ENDPOINTS: &str = "
academicSessions academicSessions
academicSessions/{academicSessions} academicSession
terms academicSessions
terms/{terms} academicSession
terms/{terms}/classes classes
terms/{terms}/gradingPeriods academicSessions
gradingPeriods academicSessions
orgs orgs
orgs/{orgs} org
schools orgs
schools/{schools} org
schools/{schools}/classes classes
schools/{schools}/courses courses
schools/{schools}/enrollments enrollments
schools/{schools}/students users
schools/{schools}/teachers users
schools/{schools}/terms academicSessions
schools/{schools}/classes/{classes}/enrollments enrollments
schools/{schools}/classes/{classes}/students users
schools/{schools}/classes/{classes}/teachers users
courses courses
courses/{courses} course
courses/{courses}/classes classes
classes classes
classes/{classes} class
classes/{classes}/students users
classes/{classes}/teachers users
users users
users/{users} user
users/{users}/classes classes
students users
students/{students} user
students/{students}/classes classes
teachers users
teachers/{teachers} user
teachers/{teachers}/classes classes
enrollments enrollments
enrollments/{enrollments} enrollment
demographics demographics
demographics/{demographics} demographics
";

/// What each object must have, as the specification demands.
const REQUIRED: [(&str, &[&str]); 7] = [
    ("academicSessions", &["title", "type", "startDate", "endDate", "schoolYear"]),
    ("orgs", &["name", "type"]),
    ("courses", &["title", "org"]),
    ("classes", &["title", "classType", "course", "school", "terms"]),
    ("users", &["enabledUser", "givenName", "familyName", "roles"]),
    ("enrollments", &["user", "class", "school", "role"]),
    ("demographics", &[]),
];

#[tokio::test]
async fn every_address_of_the_specification_answers() {
    for_each_database(async |db| {
        let world = World::with_records(&db).await;
        let unit = world.acting(Role::Head).await.actor.unit;
        let client = world.client(unit, "oneroster oneroster:demographics").await;
        let mut ids: BTreeMap<&str, String> = BTreeMap::new();
        let mut seen = 0;
        let (within, lists): (Vec<&str>, Vec<&str>) =
            ENDPOINTS.lines().filter(|line| !line.is_empty()).partition(|line| line.contains('/'));
        for line in lists.into_iter().chain(within) {
            let (path, name) = line.split_once(' ').unwrap();
            let filled =
                ids.iter().fold(path.to_owned(), |path, (list, id)| path.replace(&format!("{{{list}}}"), id));
            // Grading periods are not kept; a list of none is an answer, an object of it is not.
            assert!(!filled.contains('{'), "{path}");
            let answer = client.get(&format!("{BASE}/{filled}?limit=3")).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
            let body = answer.json();
            let found = body.get(name).unwrap_or_else(|| panic!("{path}: no {name} in {body}"));
            let is_list = answer.headers.contains_key("x-total-count");
            assert_eq!(is_list, found.is_array(), "{path}");
            for object in found.as_array().map_or(std::slice::from_ref(found), Vec::as_slice) {
                let file = if is_list { name } else { path.split('/').next().unwrap() };
                let file = match file {
                    "terms" => "academicSessions",
                    "schools" => "orgs",
                    "students" | "teachers" => "users",
                    other => other,
                };
                let (_, required) = REQUIRED.iter().find(|(known, _)| *known == file).unwrap();
                for field in ["sourcedId", "status", "dateLastModified"].iter().chain(required.iter()) {
                    assert!(!object[*field].is_null(), "{path}: no {field} in {object}");
                }
                seen += 1;
            }
            if is_list
                && !path.contains('/')
                && let Some(first) = found.as_array().unwrap().last()
            {
                ids.insert(path, first["sourcedId"].as_str().unwrap().to_owned());
            }
        }
        assert!(seen > 60, "only {seen} objects");
    })
    .await;
}

#[tokio::test]
async fn lists_are_paged_filtered_sorted_and_narrowed() {
    for_each_database(async |db| {
        let world = World::with_records(&db).await;
        let head = world.acting(Role::Head).await;
        let unit = head.actor.unit;
        let client = world.client(unit, "oneroster").await;
        let book = school_records(&head, unit, head.today()).await.unwrap();
        let get = async |query: &str| client.get(&format!("{BASE}/{query}")).await;
        let total = |answer: &super::world::Answer| answer.header("x-total-count").parse::<usize>().unwrap();

        let students = get("students?limit=7&offset=7").await;
        assert_eq!(total(&students), book.of("pupil").len());
        let links = students.header("link");
        for rel in ["first", "prev", "next", "last"] {
            assert!(links.contains(&format!("rel=\"{rel}\"")), "{links}");
        }
        assert!(links.contains("offset=14"), "{links}");
        let last = get(&format!("students?offset={}", total(&students))).await;
        assert!(
            !last.header("link").contains("\"next\"") && last.json()["users"].as_array().unwrap().is_empty()
        );

        let sorted = get("users?sort=givenName&orderBy=desc&fields=givenName&limit=10000").await.json();
        let names: Vec<&str> = sorted["users"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["givenName"].as_str().unwrap())
            .collect();
        assert!(names.is_sorted_by(|first, second| second <= first) && names.len() > 10);
        assert!(sorted["users"][0].get("familyName").is_none());

        let name = names[0].to_owned();
        let query: String =
            form_urlencoded::byte_serialize(format!("givenName='{name}'").as_bytes()).collect();
        let found = get(&format!("users?filter={query}&limit=10000")).await.json();
        assert_eq!(
            found["users"].as_array().unwrap().len(),
            names.iter().filter(|one| **one == name).count()
        );
        let after: String =
            form_urlencoded::byte_serialize("dateLastModified>'2099-01-01'".as_bytes()).collect();
        assert_eq!(total(&get(&format!("users?filter={after}")).await), 0);

        for (query, status, minor) in [
            ("users?filter=shoeSize%3D%2743%27", 400, "invalid_filter_field"),
            ("users?fields=shoeSize", 400, "invalid_selection_field"),
            ("users?limit=x", 422, "invaliddata"),
            ("users?sort=shoeSize", 422, "invaliddata"),
            ("users/1", 404, "unknownobject"),
            ("shoes", 404, "unknownobject"),
            ("demographics", 403, "forbidden"),
        ] {
            let answer = get(query).await;
            assert_eq!(answer.status.as_u16(), status, "{query}: {}", answer.body);
            let body = answer.json();
            assert_eq!(body["imsx_codeMajor"], "failure");
            let field = &body["imsx_CodeMinor"]["imsx_codeMinorField"][0];
            assert_eq!(field["imsx_codeMinorFieldValue"], minor, "{query}");
        }
        let nobody = world.stranger().get(&format!("{BASE}/users")).await;
        assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
        assert!(nobody.body.contains("unauthorisedrequest"), "{}", nobody.body);

        // Another school's people do not exist, nor does its roster.
        let other = world.other_school(unit).await;
        let theirs = world.client(other, "oneroster").await;
        let user = theirs.get(&format!("{BASE}/students?limit=1")).await.json();
        let id = user["users"][0]["sourcedId"].as_str().unwrap().to_owned();
        assert_eq!(get(&format!("users/{id}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(get(&format!("schools/{other}/students")).await.status, StatusCode::NOT_FOUND);
        let records = world.client(unit, "read:records").await;
        assert_eq!(records.get(&format!("{BASE}/users")).await.status, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn files_hold_all_of_it_or_what_changed() {
    for_each_database(async |db| {
        let world = World::with_records(&db).await;
        let head = world.acting(Role::Head).await;
        let unit = head.actor.unit;
        let begun = head.now();
        let bulk = unpacked(&roster_files(&head, unit, None).await.unwrap());
        let lines = |files: &BTreeMap<String, String>, name: &str| files[name].lines().count() - 1;
        assert!(bulk["manifest.csv"].contains("oneroster.version,1.2\r\n"));
        for name in [
            "academicSessions",
            "orgs",
            "users",
            "roles",
            "classes",
            "courses",
            "enrollments",
            "demographics",
        ] {
            assert!(bulk["manifest.csv"].contains(&format!("file.{name},bulk\r\n")), "{name}");
            assert!(lines(&bulk, &format!("{name}.csv")) > 0, "{name}");
        }
        let people = school_records(&head, unit, head.today()).await.unwrap();
        assert_eq!(lines(&bulk, "demographics.csv"), people.of("pupil").len());
        assert_eq!(lines(&bulk, "users.csv"), lines(&bulk, "roles.csv"));

        world.clock.move_on(10);
        let nothing = unpacked(&roster_files(&head, unit, Some(head.now())).await.unwrap());
        assert_eq!(lines(&nothing, "users.csv"), 0, "{}", nothing["users.csv"]);
        let class = people.of("class")[0].key.id;
        let pupil = world
            .keep(
                "pupil",
                unit,
                &[("full_name", "Trần Thị Mới"), ("birth_date", "2/9/2009"), ("sex", "Nữ")],
                &[],
            )
            .await;
        let row = [("year", "2020-2021"), ("status", "Đang học")];
        world.keep("enrolment", unit, &row, &[("pupil", pupil), ("class", class)]).await;
        let delta = unpacked(&roster_files(&head, unit, Some(begun.plus_ms(60_000))).await.unwrap());
        assert!(delta["manifest.csv"].contains("file.users,delta\r\n"));
        assert_eq!(lines(&delta, "users.csv"), 1, "{}", delta["users.csv"]);
        assert!(delta["users.csv"].contains(&format!("{pupil},active,")), "{}", delta["users.csv"]);
        assert!(lines(&delta, "enrollments.csv") >= 1);
        assert!(roster_files(&world.acting(Role::Teacher).await, unit, None).await.is_err());
    })
    .await;
}

fn unpacked(archive: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(archive)).unwrap();
    let count = archive.len();
    let read = |place: usize| {
        let mut file = archive.by_index(place).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut file, &mut text).unwrap();
        (file.name().unwrap().into_owned(), text)
    };
    (0..count).map(read).collect()
}

#[tokio::test]
async fn a_client_of_others_reads_the_roster() {
    let Some(python) = python_tool("python3") else { return };
    let packages = python.parent().unwrap().parent().unwrap().join("lib");
    let has_client = std::fs::read_dir(packages)
        .unwrap()
        .flatten()
        .any(|version| version.path().join("site-packages/timeback_oneroster").is_dir());
    if !has_client {
        skipped("a client of OneRoster: it needs Python 3.12");
        return;
    }
    for_each_database(async |db| {
        let world = World::with_records(&db).await;
        let head = world.acting(Role::Head).await;
        let unit = head.actor.unit;
        let application = world.application(unit, "oneroster oneroster:demographics").await;
        let said = serving(&world, async |address| {
            let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/site/oneroster_client.py");
            let (id, secret) = (application.id.to_string(), application.secret.clone());
            run(python.clone(), &[script, &address, &id, &secret], &[]).await
        })
        .await;
        let counts: BTreeMap<&str, usize> = said
            .lines()
            .map(|line| line.split_once(' ').unwrap())
            .map(|(name, count)| (name, count.parse().unwrap()))
            .collect();
        let book = school_records(&head, unit, head.today()).await.unwrap();
        assert_eq!(counts["students"], book.of("pupil").len(), "{said}");
        assert_eq!(counts["students_of_school"], counts["students"], "{said}");
        assert_eq!(counts["demographics"], counts["students"], "{said}");
        assert_eq!(counts["schools"], 1, "{said}");
        assert!(counts["classes"] >= book.of("class").len() && counts["academic_sessions"] >= 3, "{said}");
    })
    .await;
}
