//! Reading people and posts.

use khue_base::{Day, PersonId, PostId, UnitId, search_key};
use khue_db::{DbError, FromRow, Row, Session, Statement, sql};
use khue_rules::accounts::Role;

use super::timeline::open_end;

/// A person's role at a unit for a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Its id.
    pub id: PostId,
    /// Whose it is.
    pub person: PersonId,
    /// The person's name.
    pub person_name: String,
    /// What it lets the person act as.
    pub role: Role,
    /// What it is called: Giám đốc, Trưởng phòng.
    pub title: String,
    /// Where.
    pub unit: UnitId,
    /// The unit's name on the day asked about.
    pub unit_name: String,
    /// Its first day.
    pub from: Day,
    /// The first day after it, when known.
    pub until: Option<Day>,
}

impl FromRow for Post {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let role: String = row.get("role")?;
        let role = Role::from_code(&role).ok_or_else(|| DbError::Column {
            column: "role".to_owned(),
            problem: format!("unknown code {role}"),
        })?;
        let until: Day = row.get("valid_until")?;
        let ended: Option<Day> = row.get("ended_on")?;
        let until = ended.map_or(until, |ended| ended.min(until));
        Ok(Self {
            id: row.get("id")?,
            person: row.get("person_id")?,
            person_name: row.get("full_name")?,
            role,
            title: row.get("title")?,
            unit: row.get("unit_id")?,
            unit_name: row.get("unit_name")?,
            from: row.get("valid_from")?,
            until: (until != open_end()).then_some(until),
        })
    }
}

/// A post that is held on `day`, at a unit that exists on that day.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn post(db: &mut Session, post: PostId, day: Day) -> Result<Option<Post>, DbError> {
    db.optional(POST, &[post.into(), day.into()]).await
}

/// The posts that a person holds on `day`, highest role first.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn posts_of_person(db: &mut Session, person: PersonId, day: Day) -> Result<Vec<Post>, DbError> {
    let mut posts: Vec<Post> = db.all(POSTS_OF_PERSON, &[person.into(), day.into()]).await?;
    posts.sort_by_key(|post| (post.role, post.id));
    Ok(posts)
}

/// The posts held at a unit on `day`, highest role first, then by name.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn posts_at_unit(db: &mut Session, unit: UnitId, day: Day) -> Result<Vec<Post>, DbError> {
    let mut posts: Vec<Post> = db.all(POSTS_AT_UNIT, &[unit.into(), day.into()]).await?;
    posts.sort_by_key(|post| post.role);
    Ok(posts)
}

/// A person's name.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn person_name(db: &mut Session, person: PersonId) -> Result<Option<String>, DbError> {
    let row: Option<PersonRow> = db.optional(PERSON, &[person.into()]).await?;
    Ok(row.map(|row| row.full_name))
}

/// People whose name has these words, with or without accents, by given name; at most `limit`.
///
/// # Errors
/// [`DbError`] when the database refuses.
pub async fn find_people(
    db: &mut Session,
    words: &str,
    limit: u32,
) -> Result<Vec<(PersonId, String)>, DbError> {
    let key = search_key(words).replace(|c: char| !c.is_alphanumeric(), "%");
    let rows: Vec<PersonRow> = db.all(FIND_PEOPLE, &[format!("%{key}%").into(), limit.into()]).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.full_name)).collect())
}

khue_db::row! {
    struct PersonRow {
        id: PersonId,
        full_name: String,
    }
}

const POST: Statement = sql!("sql/post.sql");
const POSTS_OF_PERSON: Statement = sql!("sql/posts_of_person.sql");
const POSTS_AT_UNIT: Statement = sql!("sql/posts_at_unit.sql");
const PERSON: Statement = sql!("sql/person.sql");
const FIND_PEOPLE: Statement = sql!("sql/find_people.sql");
