//! What a request asks of a list: filter, sorting, a page of it, some fields only.

use serde_json::{Map, Value};

use crate::OpError;

/// The parameters that every list takes.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// `filter`: conditions, all or any of which must hold.
    pub filter: Option<Filter>,
    /// `sort` and `orderBy`.
    pub sort: Option<(String, Order)>,
    /// `fields`.
    pub fields: Option<Vec<String>>,
    /// `offset`.
    pub offset: usize,
    /// `limit`.
    pub limit: usize,
}

/// In which order a list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The least first.
    #[default]
    Ascending,
    /// The greatest first.
    Descending,
}

/// Conditions joined by one word.
#[derive(Clone, Debug)]
pub struct Filter {
    conditions: Vec<Condition>,
    join: Join,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Join {
    And,
    Or,
}

#[derive(Clone, Debug)]
struct Condition {
    field: String,
    compare: Compare,
    value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Compare {
    Equal,
    Unequal,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    Contains,
}

/// Longest first: `>=` is not `>`.
const SIGNS: [(&str, Compare); 7] = [
    ("!=", Compare::Unequal),
    (">=", Compare::GreaterOrEqual),
    ("<=", Compare::LessOrEqual),
    ("=", Compare::Equal),
    (">", Compare::Greater),
    ("<", Compare::Less),
    ("~", Compare::Contains),
];

/// Fields that objects of any sort may have; what is none of these cannot be asked for.
const FIELDS: &[&str] = &[
    "sourcedId",
    "status",
    "dateLastModified",
    "metadata",
    "name",
    "type",
    "identifier",
    "parent",
    "children",
    "title",
    "startDate",
    "endDate",
    "schoolYear",
    "courseCode",
    "grades",
    "subjects",
    "subjectCodes",
    "org",
    "classCode",
    "classType",
    "location",
    "course",
    "school",
    "terms",
    "periods",
    "resources",
    "username",
    "userIds",
    "enabledUser",
    "givenName",
    "familyName",
    "middleName",
    "preferredFirstName",
    "preferredMiddleName",
    "preferredLastName",
    "pronouns",
    "email",
    "sms",
    "phone",
    "roles",
    "primaryOrg",
    "agents",
    "userProfiles",
    "userMasterIdentifier",
    "password",
    "user",
    "class",
    "role",
    "primary",
    "beginDate",
    "birthDate",
    "sex",
    "roleType",
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
];

impl Ask {
    /// Everything, on one page.
    pub fn whole() -> Self {
        Self { limit: usize::MAX, ..Self::default() }
    }

    /// The page that is asked for, and how many objects fit the filter in all.
    pub fn page(&self, mut objects: Vec<&Map<String, Value>>) -> (Vec<Value>, usize) {
        if let Some(filter) = &self.filter {
            objects.retain(|object| filter.lets_through(object));
        }
        if let Some((field, order)) = &self.sort {
            objects.sort_by_cached_key(|object| texts_of(object, field).into_iter().next());
            if *order == Order::Descending {
                objects.reverse();
            }
        }
        let total = objects.len();
        let page = objects.into_iter().skip(self.offset).take(self.limit);
        (page.map(|object| self.chosen(object)).collect(), total)
    }

    /// The object with the fields that are asked for.
    pub fn chosen(&self, object: &Map<String, Value>) -> Value {
        match &self.fields {
            None => Value::Object(object.clone()),
            Some(fields) => {
                let kept = object.iter().filter(|(name, _)| fields.contains(name));
                Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
            }
        }
    }
}

/// Reads `fields`.
///
/// # Errors
/// Refused at the field `fields` when there is no such field.
pub fn read_fields(text: &str) -> Result<Vec<String>, OpError> {
    let fields: Vec<String> =
        text.split(',').map(|field| field.trim().to_owned()).filter(|field| !field.is_empty()).collect();
    match fields.iter().find(|field| !is_field(field)) {
        None if fields.is_empty() => Err(no_field("fields", text)),
        None => Ok(fields),
        Some(field) => Err(no_field("fields", field)),
    }
}

/// Reads `sort`.
///
/// # Errors
/// Refused at the field `sort` when there is no such field.
pub fn read_sort(text: &str) -> Result<String, OpError> {
    if is_field(text) { Ok(text.to_owned()) } else { Err(no_field("sort", text)) }
}

/// Reads `filter`: `familyName='Nguyễn' AND dateLastModified>'2020-09-01'`.
///
/// # Errors
/// Refused at the field `filter` when it cannot be understood.
pub fn read_filter(text: &str) -> Result<Filter, OpError> {
    let (mut conditions, mut joins) = (Vec::new(), Vec::new());
    let mut rest = text.trim();
    loop {
        let (condition, after) = read_condition(rest).ok_or_else(not_understood)?;
        if !is_field(&condition.field) {
            return Err(no_field("filter", &condition.field));
        }
        conditions.push(condition);
        rest = after.trim_start();
        if rest.is_empty() {
            break;
        }
        let (join, after) = [("AND ", Join::And), ("OR ", Join::Or)]
            .into_iter()
            .find_map(|(word, join)| Some((join, strip_word(rest, word)?)))
            .ok_or_else(not_understood)?;
        joins.push(join);
        rest = after.trim_start();
    }
    let join = joins.first().copied().unwrap_or(Join::And);
    if joins.iter().any(|other| *other != join) {
        return Err(not_understood());
    }
    Ok(Filter { conditions, join })
}

fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(word.len())?;
    head.eq_ignore_ascii_case(word).then_some(rest)
}

/// `field SIGN 'value'` with what follows it.
fn read_condition(text: &str) -> Option<(Condition, &str)> {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))?;
    let (field, rest) = text.split_at(end);
    let rest = rest.trim_start();
    let (compare, rest) =
        SIGNS.iter().find_map(|(sign, compare)| Some((*compare, rest.strip_prefix(sign)?)))?;
    let rest = rest.trim_start().strip_prefix('\'')?;
    let (value, rest) = rest.split_once('\'')?;
    let condition = Condition { field: field.to_owned(), compare, value: value.to_owned() };
    (!field.is_empty()).then_some((condition, rest))
}

/// `name`, or `roles.role` within objects.
fn is_field(path: &str) -> bool {
    !path.is_empty() && path.split('.').all(|part| FIELDS.contains(&part))
}

fn no_field(parameter: &str, name: &str) -> OpError {
    OpError::field(
        parameter,
        format!("Không có trường “{name}” trong danh sách theo OneRoster. Hãy kiểm tra tham số {parameter}."),
    )
}

fn not_understood() -> OpError {
    OpError::field(
        "filter",
        "Không hiểu điều kiện lọc. Hãy viết như familyName='Nguyễn' AND status='active', chỉ dùng một loại AND hoặc OR.",
    )
}

impl Filter {
    fn lets_through(&self, object: &Map<String, Value>) -> bool {
        let mut results = self.conditions.iter().map(|condition| condition.holds(object));
        match self.join {
            Join::And => results.all(|holds| holds),
            Join::Or => results.any(|holds| holds),
        }
    }
}

impl Condition {
    /// Of several values one is enough; for `!=` all must differ.
    fn holds(&self, object: &Map<String, Value>) -> bool {
        let texts = texts_of(object, &self.field);
        let wanted = self.value.as_str();
        let any = |fits: &dyn Fn(&str) -> bool| texts.iter().any(|text| fits(text));
        match self.compare {
            Compare::Equal => any(&|text| text == wanted),
            Compare::Unequal => !any(&|text| text == wanted),
            Compare::Greater => any(&|text| text > wanted),
            Compare::GreaterOrEqual => any(&|text| text >= wanted),
            Compare::Less => any(&|text| text < wanted),
            Compare::LessOrEqual => any(&|text| text <= wanted),
            Compare::Contains => {
                let wanted = wanted.to_lowercase();
                any(&|text| text.to_lowercase().contains(&wanted))
            }
        }
    }
}

/// All texts at a path, through objects and lists.
fn texts_of(object: &Map<String, Value>, path: &str) -> Vec<String> {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    object.get(first).map(|value| texts_in(value, rest)).unwrap_or_default()
}

fn texts_in(value: &Value, path: &str) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().flat_map(|one| texts_in(one, path)).collect(),
        Value::Object(object) if path.is_empty() => texts_of(object, "sourcedId"),
        Value::Object(object) => texts_of(object, path),
        Value::String(text) => vec![text.clone()],
        Value::Null => Vec::new(),
        other => vec![other.to_string()],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn people() -> Vec<Map<String, Value>> {
        let all = json!([
            { "sourcedId": "1", "familyName": "Nguyễn", "givenName": "An", "enabledUser": true,
              "roles": [{ "role": "student" }], "dateLastModified": "2020-09-01T00:00:00.000Z" },
            { "sourcedId": "2", "familyName": "Trần", "givenName": "Bình", "enabledUser": true,
              "roles": [{ "role": "teacher" }], "dateLastModified": "2020-09-05T00:00:00.000Z" },
            { "sourcedId": "3", "familyName": "Nguyễn", "givenName": "Chi", "enabledUser": false,
              "roles": [{ "role": "teacher" }, { "role": "aide" }], "dateLastModified": "2020-09-09T00:00:00.000Z" },
        ]);
        serde_json::from_value(all).unwrap()
    }

    #[track_caller]
    fn check(filter: &str, ids: &str) {
        let people = people();
        let ask = Ask { filter: Some(read_filter(filter).unwrap()), ..Ask::whole() };
        let (page, total) = ask.page(people.iter().collect());
        let found: Vec<&str> = page.iter().map(|one| one["sourcedId"].as_str().unwrap()).collect();
        assert_eq!((found.join(" ").as_str(), total), (ids, found.len()), "{filter}");
    }

    #[test]
    fn filters_let_through_what_fits() {
        check("familyName='Nguyễn'", "1 3");
        check("familyName!='Nguyễn'", "2");
        check("familyName='Nguyễn' AND givenName='An'", "1");
        check("givenName='An' OR givenName='Bình'", "1 2");
        check("dateLastModified>'2020-09-05'", "2 3");
        check("dateLastModified>='2020-09-09T00:00:00.000Z'", "3");
        check("dateLastModified<'2020-09-05'", "1");
        check("givenName~'I'", "3");
        check("enabledUser='true'", "1 2");
        check("roles.role = 'aide'", "3");
        check("roles.role!='teacher'", "1");
        check("givenName='không có ai'", "");
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for wrong in [
            "",
            "familyName",
            "familyName=An",
            "shoeSize='43'",
            "familyName='An' XOR givenName='B'",
            "familyName='An",
            "a='1' AND b='2'",
            "familyName='A' AND givenName='B' OR givenName='C'",
            "='x'",
        ] {
            assert!(read_filter(wrong).is_err(), "{wrong}");
        }
        assert!(read_fields("givenName,shoeSize").is_err());
        assert!(read_sort("shoeSize").is_err());
    }

    #[test]
    fn pages_are_sorted_cut_and_narrowed() {
        let people = people();
        let ask = Ask {
            sort: Some(("givenName".to_owned(), Order::Descending)),
            fields: Some(read_fields("givenName").unwrap()),
            offset: 1,
            limit: 1,
            ..Ask::default()
        };
        assert_eq!(ask.page(people.iter().collect()), (vec![json!({ "givenName": "Bình" })], 3));
    }
}
