//! A roster as the files that OneRoster 1.2 names, in one archive: all of it, or what changed.

use khue_office::archive::pack;
use serde_json::{Map, Value};

use super::roster::Roster;
use crate::OpError;

/// The files with their columns; behind a name with a point the field is inside another.
const FILES: &[(&str, &[&str])] = &[
    ("academicSessions", &["title", "type", "startDate", "endDate", "parentSourcedId", "schoolYear"]),
    ("orgs", &["name", "type", "identifier", "parentSourcedId"]),
    (
        "courses",
        &["schoolYearSourcedId", "title", "courseCode", "grades", "orgSourcedId", "subjects", "subjectCodes"],
    ),
    (
        "classes",
        &[
            "title",
            "grades",
            "courseSourcedId",
            "classCode",
            "classType",
            "location",
            "schoolSourcedId",
            "termSourcedIds",
            "subjects",
            "subjectCodes",
            "periods",
        ],
    ),
    (
        "users",
        &[
            "enabledUser",
            "username",
            "userIds",
            "givenName",
            "familyName",
            "middleName",
            "identifier",
            "email",
            "sms",
            "phone",
            "agentSourcedIds",
            "grades",
            "password",
            "userMasterIdentifier",
            "preferredGivenName",
            "preferredMiddleName",
            "preferredFamilyName",
            "primaryOrgSourcedId",
            "pronouns",
        ],
    ),
    (
        "roles",
        &[
            "userSourcedId",
            "roleType",
            "role",
            "beginDate",
            "endDate",
            "orgSourcedId",
            "userProfileSourcedId",
        ],
    ),
    (
        "enrollments",
        &["classSourcedId", "schoolSourcedId", "userSourcedId", "role", "primary", "beginDate", "endDate"],
    ),
    (
        "demographics",
        &[
            "birthDate",
            "sex",
            "americanIndianOrAlaskaNative",
            "asian",
            "blackOrAfricanAmerican",
            "nativeHawaiianOrOtherPacificIslander",
            "white",
            "demographicRaceTwoOrMoreRaces",
            "hispanicOrLatinoEthnicity",
            "countryOfBirthCode",
            "stateOfBirthAbbreviation",
            "cityOfBirth",
            "publicSchoolResidenceStatus",
        ],
    ),
];

/// Files of the specification that we do not fill.
const ABSENT: &[&str] = &[
    "categories",
    "classResources",
    "courseResources",
    "lineItems",
    "lineItemLearningObjectiveIds",
    "lineItemScoreScales",
    "resources",
    "resultLearningObjectiveIds",
    "results",
    "resultScoreScales",
    "scoreScales",
    "userProfiles",
    "userResources",
];

/// Which files are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Everything; status and date stay empty, as the specification wants.
    Bulk,
    /// What changed, with status and date.
    Delta,
}

/// The archive.
///
/// # Errors
/// [`OpError::Failed`] when it cannot be packed.
pub fn archive(roster: &Roster, extent: Extent) -> Result<Vec<u8>, OpError> {
    let word = match extent {
        Extent::Bulk => "bulk",
        Extent::Delta => "delta",
    };
    let mut files = vec![("manifest.csv".to_owned(), manifest(word))];
    for (name, columns) in FILES {
        files.push((format!("{name}.csv"), file(roster, name, columns, extent)));
    }
    pack(&files).map_err(|error| OpError::Failed(error.to_string()))
}

fn manifest(word: &str) -> Vec<u8> {
    let mut lines = vec![
        ["propertyName", "value"].map(str::to_owned).to_vec(),
        ["manifest.version", "1.0"].map(str::to_owned).to_vec(),
        ["oneroster.version", "1.2"].map(str::to_owned).to_vec(),
    ];
    let present = FILES.iter().map(|(name, _)| (*name, word));
    let mut all: Vec<_> = present.chain(ABSENT.iter().map(|name| (*name, "absent"))).collect();
    all.sort_unstable();
    lines.extend(all.into_iter().map(|(name, word)| vec![format!("file.{name}"), word.to_owned()]));
    lines.extend(
        [["source.systemName", "Khuê"], ["source.systemCode", "khue"]]
            .map(|pair| pair.map(str::to_owned).to_vec()),
    );
    csv(&lines)
}

fn file(roster: &Roster, name: &str, columns: &[&str], extent: Extent) -> Vec<u8> {
    let head = ["sourcedId", "status", "dateLastModified"].iter().chain(columns).map(|one| (*one).to_owned());
    let mut lines = vec![head.collect::<Vec<_>>()];
    let sort = if name == "roles" { "users" } else { name };
    for object in roster.of(sort).into_iter().flatten().map(|(_, object)| object) {
        if name == "roles" {
            lines.extend(roles(object, columns, extent));
        } else {
            lines.push(line(object, &text(object.get("sourcedId")), columns, extent));
        }
    }
    csv(&lines)
}

/// A line for each role of a user.
fn roles(user: &Map<String, Value>, columns: &[&str], extent: Extent) -> Vec<Vec<String>> {
    let id = text(user.get("sourcedId"));
    let all = user.get("roles").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
    let lines = all.map(|role| {
        let mut role = role.clone();
        for name in ["status", "dateLastModified"] {
            role.extend(user.get(name).map(|value| (name.to_owned(), value.clone())));
        }
        role.insert("user".to_owned(), serde_json::json!({ "sourcedId": id }));
        let place = role.get("org").and_then(|org| org.get("sourcedId")).map(|org| text(Some(org)));
        line(&role, &format!("{id}-{}", place.unwrap_or_default()), columns, extent)
    });
    lines.collect()
}

fn line(object: &Map<String, Value>, id: &str, columns: &[&str], extent: Extent) -> Vec<String> {
    let own = |name: &str| match extent {
        Extent::Bulk => String::new(),
        Extent::Delta => text(object.get(name)),
    };
    let mut line = vec![id.to_owned(), own("status"), own("dateLastModified")];
    line.extend(columns.iter().map(|column| {
        if let Some(name) = column.strip_suffix("SourcedIds") {
            text(object.get(&format!("{name}s")))
        } else if let Some(name) = column.strip_suffix("SourcedId") {
            text(object.get(name))
        } else {
            text(object.get(*column))
        }
    }));
    line
}

/// Lists with commas between; of links the id.
fn text(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(list)) => list.iter().map(|one| text(Some(one))).collect::<Vec<_>>().join(","),
        Some(Value::Object(link)) => text(link.get("sourcedId")),
        Some(other) => other.to_string(),
    }
}

fn csv(lines: &[Vec<String>]) -> Vec<u8> {
    let cell = |text: &String| {
        if text.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.clone()
        }
    };
    let rows = lines.iter().map(|line| line.iter().map(cell).collect::<Vec<_>>().join(",") + "\r\n");
    rows.collect::<String>().into_bytes()
}
