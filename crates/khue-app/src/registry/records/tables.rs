//! The tables of records and their statements, made once from the descriptions of the kinds.
//!
//! `+province_id` keeps planners, which know nothing of how rows are spread, from the index that begins with the
//! province where another leads to the rows: a deployment has one province.
//!
//! Eighteen tables of one shape would need two hundred files that differ in names of columns; a test prepares
//! every statement made here on both databases (`docs/adr/0017`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use khue_db::Statement;
use khue_rules::registry::record::{FieldType, Keeper, Kind, kind, kinds};

/// What `replaced_at` holds while a row holds.
pub(super) const HOLDS: i64 = i64::MAX;

/// Values bound by one statement at most: SQLite takes 32,766, PostgreSQL 65,535, and both are quickest with
/// some hundreds to a few thousand.
const MOST_VALUES: usize = 3000;

/// Records that one statement looks up by id.
pub(super) const IDS: usize = 50;
/// Values that one statement of [`Table::among`] takes.
pub(super) const AMONG: usize = 200;

/// The statements of one kind. `$1` is the province everywhere; the unit follows where a school keeps the kind.
#[derive(Debug)]
pub(super) struct Table {
    pub kind: &'static Kind,
    /// Rows that `insert_many` takes.
    pub many: usize,
    pub insert: Statement,
    pub insert_many: Statement,
    /// Marks a version as replaced: version, moment, source.
    pub replace: Statement,
    /// The newest version of a record.
    pub newest: Statement,
    /// Rows of a record that hold now, whatever their period.
    pub current: Statement,
    /// All rows of a record ever written.
    pub history: Statement,
    /// The row of a record for a day.
    pub as_of: Statement,
    /// The row of a record for a day as it was known at a moment.
    pub known_at: Statement,
    /// Records of a unit on a day, after a sort key and an id.
    pub list: Statement,
    /// The same as they were known at a moment.
    pub list_known_at: Statement,
    /// All records of a unit on a day, in no order.
    pub whole: Statement,
    /// Rows that hold now of all records that ever belonged to a unit, whatever their period.
    pub ever: Statement,
    /// Every row ever written of records that ever belonged to a unit.
    pub versions: Statement,
    /// How many there are.
    pub count: Statement,
    /// Units to which a record kept by the province belongs on a day.
    pub reach: Option<Statement>,
    /// Units to which it ever belonged.
    pub reach_ever: Option<Statement>,
    /// Later sources that replaced rows of a source and were not taken back themselves.
    pub built_upon: Statement,
    /// What a source replaced, written again; it comes from the source that it came from before.
    pub restore: Statement,
    /// Rows of a source, replaced by another.
    pub withdraw: Statement,
    /// Records that a source wrote.
    pub of_source: Statement,
    /// People whom records of a source, or those it replaced, link to a unit.
    pub people_of_source: Option<Statement>,
    /// Records made by a source to which rows of others refer: from which kind, by which statement.
    pub referred: Vec<(&'static Kind, Statement)>,
    /// Records of this kind whose text field has a value: by the code of the field.
    pub by_text: BTreeMap<&'static str, Statement>,
    /// Rows that hold now and name a person or a class, whatever their period: by the code of the field.
    pub naming: BTreeMap<&'static str, Statement>,
    /// Rows that hold now of at most [`IDS`] records, whatever their period.
    pub of_ids: Statement,
    /// Which of [`AMONG`] values of a number that proves who a person is are known, and of whom.
    pub among: BTreeMap<&'static str, Statement>,
    /// For kinds that are searched: the name and the units of a record.
    pub named: Option<Named>,
}

/// Reads what the search keeps of a record.
#[derive(Debug)]
pub(super) struct Named {
    /// Its names with their periods.
    pub names: Statement,
    /// Its units with their periods.
    pub units: Statement,
}

/// The table of a kind.
pub(super) fn table(kind: &Kind) -> Option<&'static Table> {
    tables().iter().find(|table| table.kind.code == kind.code)
}

/// All tables.
pub(super) fn tables() -> &'static [Table] {
    static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| kinds().iter().map(make).collect());
    &TABLES
}

/// Every statement made from the descriptions, for the test that both databases understand them.
pub fn record_statements() -> Vec<Statement> {
    let mut all = Vec::new();
    for table in tables() {
        all.extend([
            table.insert,
            table.insert_many,
            table.replace,
            table.newest,
            table.current,
            table.history,
            table.as_of,
            table.known_at,
            table.list,
            table.list_known_at,
            table.ever,
            table.count,
            table.whole,
            table.versions,
            table.built_upon,
            table.restore,
            table.withdraw,
            table.of_source,
            table.of_ids,
        ]);
        all.extend([table.reach, table.reach_ever, table.people_of_source].into_iter().flatten());
        all.extend(table.referred.iter().map(|(_, statement)| *statement));
        all.extend(table.by_text.values());
        all.extend(table.naming.values());
        all.extend(table.among.values());
        all.extend(table.named.iter().flat_map(|named| [named.names, named.units]));
    }
    all
}

/// The columns of a kind's table with their types, in order.
pub fn record_columns(kind: &Kind) -> Vec<(String, &'static str)> {
    let mut columns = vec![("province_id".to_owned(), "BIGINT NOT NULL")];
    if kind.kept_by == Keeper::School {
        columns.push(("unit_id".to_owned(), "BIGINT NOT NULL"));
    }
    columns.push(("id".to_owned(), "BIGINT NOT NULL"));
    columns.push(("version".to_owned(), "BIGINT NOT NULL"));
    for field in &kind.fields {
        let storage = match field.kind.storage() {
            khue_rules::registry::record::Storage::Text => "TEXT",
            khue_rules::registry::record::Storage::Number => "BIGINT",
        };
        columns.push((field.code.clone(), storage));
    }
    let rest = [
        ("sort_key", "TEXT NOT NULL"),
        ("valid_from", "TEXT NOT NULL"),
        ("valid_until", "TEXT NOT NULL"),
        ("recorded_at", "BIGINT NOT NULL"),
        ("recorded_by", "BIGINT"),
        ("source", "BIGINT NOT NULL"),
        ("replaced_at", "BIGINT NOT NULL"),
        ("replaced_by", "BIGINT"),
    ];
    columns.extend(rest.map(|(name, storage)| (name.to_owned(), storage)));
    columns
}

fn made(name: String, text: String) -> Statement {
    Statement { name: name.leak(), text: text.leak(), postgres: None }
}

fn make(kind: &'static Kind) -> Table {
    let table = kind.code.as_str();
    let columns: Vec<String> = record_columns(kind).into_iter().map(|(name, _)| name).collect();
    let list = columns.join(", ");
    let statement = |what: &str, text: String| made(format!("{table}.{what}"), text);
    let select = format!("SELECT {list} FROM {table}");
    let is_kept_by_school = kind.kept_by == Keeper::School;
    let (key, after) = if is_kept_by_school {
        ("province_id = $1 AND unit_id = $2 AND id = $3", 4)
    } else {
        ("province_id = $1 AND id = $2", 3)
    };
    let holds = format!("replaced_at = {HOLDS}");
    let covers =
        |alias: &str, at: usize| format!("{alias}valid_from <= ${at} AND ${at} < {alias}valid_until");

    // A new row holds: its last two columns are the same in every row.
    let bound = columns.len() - 2;
    let many = (MOST_VALUES / bound).max(1);
    let insert = |rows: usize, place: &dyn Fn(usize) -> String| {
        let row = |row: usize| {
            let places: Vec<String> = (1..=bound).map(|column| place(row * bound + column)).collect();
            format!("({}, {HOLDS}, NULL)", places.join(", "))
        };
        let rows: Vec<String> = (0..rows).map(row).collect();
        format!("INSERT INTO {table} ({list}) VALUES {}", rows.join(", "))
    };
    let numbered = |place: usize| format!("${place}");
    // SQLite looks for a numbered place from the first on, which takes longer than all the rest when there are
    // thousands; places without a number it counts.
    let insert_many = Statement {
        postgres: Some(insert(many, &numbered).leak()),
        ..statement("insert_many", insert(many, &|_| "?".to_owned()))
    };

    // People belong to a unit through a record that a school keeps: one or two links away.
    let way = way_to_school(kind);
    // Who was released belongs to the unit no longer; lists of everybody ever there keep them.
    let stays = |alias: &str| match way.as_ref().and_then(|way| way.kind.released.as_ref()) {
        Some((field, code)) => format!(" AND COALESCE({alias}{field}, '') <> '{code}'"),
        None => String::new(),
    };
    let kept_by_unit = "r.province_id = $1 AND r.unit_id = $2".to_owned();
    let of_unit_when = |when: &dyn Fn(&str) -> String| match &way {
        None => format!("{kept_by_unit} AND {} AND {}", covers("r.", 3), when("r.")),
        Some(way) => format!(
            "r.province_id = $1 AND r.{} IN (SELECT e.{} FROM {} e WHERE e.province_id = $1 AND e.unit_id = $2 \
             AND {} AND {}{}) AND {} AND {}",
            way.own,
            way.link,
            way.kind.code,
            covers("e.", 3),
            when("e."),
            stays("e."),
            covers("r.", 3),
            when("r."),
        ),
    };
    // What holds no longer, or was taken back, was known once.
    let once_of_unit = match &way {
        None => kept_by_unit.clone(),
        Some(way) => format!(
            "r.province_id = $1 AND r.{} IN (SELECT e.{} FROM {} e WHERE e.province_id = $1 AND e.unit_id = $2)",
            way.own, way.link, way.kind.code,
        ),
    };
    let of_unit = of_unit_when(&|alias| format!("{alias}{holds}"));
    let known_of_unit =
        of_unit_when(&|alias| format!("{alias}recorded_at <= $7 AND $7 < {alias}replaced_at"));
    // The people of a school are few among all of the province: they are taken by id and sorted, never found on
    // the way through everybody's names.
    let order = if way.is_some() { "r.sort_key || ''" } else { "r.sort_key" };
    let qualified: Vec<String> = columns.iter().map(|column| format!("r.{column}")).collect();
    let list_where = |condition: &str| {
        format!(
            "SELECT {} FROM {table} r WHERE {condition} AND ({order} > $4 OR {order} = $4 AND r.id > $5) \
             ORDER BY {order}, r.id LIMIT $6",
            qualified.join(", ")
        )
    };
    // Led by who belongs to the unit: a planner without statistics must not walk the whole province.
    let whole = match &way {
        None => format!("SELECT {} FROM {table} r WHERE {of_unit}", qualified.join(", ")),
        Some(way) => format!(
            "SELECT {} FROM (SELECT DISTINCT e.{} AS person FROM {} e WHERE e.province_id = $1 AND e.unit_id = $2 \
             AND {} AND e.{holds} AND e.{} IS NOT NULL) p JOIN {table} r ON r.province_id = $1 AND r.{} = p.person \
             WHERE {} AND r.{holds}",
            qualified.join(", "),
            way.link,
            way.kind.code,
            covers("e.", 3),
            way.link,
            way.own,
            covers("r.", 3),
        ),
    };
    // A cross join is walked from its left side on SQLite, which would else walk the whole province in the order
    // that is asked for.
    let ever = match &way {
        None => {
            format!(
                "SELECT {} FROM {table} r WHERE r.province_id = $1 AND r.unit_id = $2",
                qualified.join(", ")
            )
        }
        Some(way) => format!(
            "SELECT {} FROM (SELECT DISTINCT e.{} AS person FROM {} e WHERE e.province_id = $1 AND e.unit_id = $2 \
             AND e.{holds} AND e.{} IS NOT NULL) p CROSS JOIN {table} r WHERE r.province_id = $1 AND r.{} = p.person",
            qualified.join(", "),
            way.link,
            way.kind.code,
            way.link,
            way.own,
        ),
    };
    let reach = |on_day: bool| {
        let way = way.as_ref()?;
        let day = if on_day { format!(" AND {}{}", covers("e.", 3), stays("e.")) } else { String::new() };
        let text = if way.own == "id" {
            format!(
                "SELECT DISTINCT e.unit_id FROM {} e WHERE +e.province_id = $1 AND e.{} = $2 AND e.{holds}{day}",
                way.kind.code, way.link
            )
        } else {
            format!(
                "SELECT DISTINCT e.unit_id FROM {table} r JOIN {} e ON +e.province_id = r.province_id \
                 AND e.{} = r.{} WHERE r.province_id = $1 AND r.id = $2 AND r.{holds} AND e.{holds}{day}",
                way.kind.code, way.link, way.own
            )
        };
        Some(statement(if on_day { "reach" } else { "reach_ever" }, text))
    };

    let restored: Vec<String> = columns
        .iter()
        .map(|column| match column.as_str() {
            "version" => format!(
                "(SELECT MAX(n.version) FROM {table} n WHERE n.province_id = r.province_id{} AND n.id = r.id) \
                 + ROW_NUMBER() OVER (PARTITION BY r.id ORDER BY r.version)",
                if is_kept_by_school { " AND n.unit_id = r.unit_id" } else { "" }
            ),
            "recorded_at" => "CAST($3 AS BIGINT)".to_owned(),
            "recorded_by" => "CAST($4 AS BIGINT)".to_owned(),
            "replaced_at" => HOLDS.to_string(),
            "replaced_by" => "CAST(NULL AS BIGINT)".to_owned(),
            other => format!("r.{other}"),
        })
        .collect();
    let unit = if is_kept_by_school { "unit_id" } else { "CAST(0 AS BIGINT) AS unit_id" };

    let referred = kinds().iter().flat_map(|other| {
        let links = other.fields.iter().filter(|field| {
            matches!(&field.kind, khue_rules::registry::record::FieldType::Record(of) if *of == kind.code)
        });
        links.map(move |link| {
            let text = format!(
                "SELECT DISTINCT r.source FROM {} r WHERE r.province_id = $1 AND r.{holds_now} AND r.source <> $2 \
                 AND r.{} IN (SELECT n.id FROM {table} n WHERE n.source = $2 AND n.version = 1) LIMIT 20",
                other.code,
                link.code,
                holds_now = format_args!("replaced_at = {HOLDS}"),
            );
            (other, made(format!("{table}.referred_by_{}_{}", other.code, link.code), text))
        })
    });
    let people = kinds().iter().filter(|other| other.is_searched).find_map(|other| {
        let way = way_to_school(other)?;
        (way.kind.code == kind.code).then_some(way.link)
    });
    let by_text = kind.identity.iter().filter_map(|fields| match fields.as_slice() {
        [field] => Some(field.as_str()),
        _ => None,
    });
    // Only what an index finds: people by those who belong to them, classes by who is in them.
    let naming = kind.fields.iter().filter(|field| match &field.kind {
        FieldType::Record(of) if *of == "class" => kind.code == "enrolment",
        FieldType::Record(of) => matches!(of.as_str(), "pupil" | "staff") && kind.code != "class",
        _ => false,
    });
    let naming = naming.map(|field| {
        let field = field.code.as_str();
        let text = format!(
            "{select} WHERE province_id = $1 AND {field} = $2 AND {holds} AND {field} IS NOT NULL ORDER BY valid_from, id"
        );
        (field, statement(&format!("naming_{field}"), text))
    });
    let first = if is_kept_by_school { 3 } else { 2 };
    let ids: Vec<String> = (first..first + IDS).map(|place| format!("${place}")).collect();
    let of_ids = format!(
        "{select} WHERE province_id = $1{} AND {holds} AND id IN ({}) ORDER BY sort_key, id, valid_from",
        if is_kept_by_school { " AND unit_id = $2" } else { "" },
        ids.join(", ")
    );
    let in_unit = if is_kept_by_school { " AND unit_id = $3" } else { "" };
    let by_text = by_text.map(|field| {
        let text = format!(
            "SELECT DISTINCT id FROM {table} WHERE +province_id = $1 AND {field} = $2{in_unit} AND {holds}"
        );
        (field, statement(&format!("by_{field}"), text))
    });
    let is_number = |field: &khue_rules::registry::record::Field| {
        use khue_rules::registry::record::FieldType::{MinistryCode, PersonalNumber};
        matches!(field.kind, MinistryCode | PersonalNumber)
    };
    let numbers = kind.identity.iter().filter_map(|fields| match fields.as_slice() {
        [code] if !is_kept_by_school => kind.field(code).filter(|field| is_number(field)),
        _ => None,
    });
    let among = numbers.map(|field| {
        let code = field.code.as_str();
        let places: Vec<String> = (2..AMONG + 2).map(|place| format!("${place}")).collect();
        let text = format!(
            "SELECT DISTINCT id, {code} AS value FROM {table} WHERE province_id = $1 AND {code} IN ({}) AND {holds} \
             AND {code} IS NOT NULL",
            places.join(", ")
        );
        (code, statement(&format!("among_{code}"), text))
    });
    let named = way.as_ref().filter(|_| kind.is_searched).map(|way| Named {
        names: statement(
            "names",
            format!(
                "SELECT {} AS called, sort_key, valid_from, valid_until FROM {table} \
                 WHERE province_id = $1 AND id = $2 AND {holds} ORDER BY valid_from",
                kind.called_by
            ),
        ),
        units: statement(
            "units",
            format!(
                "SELECT unit_id, valid_from, valid_until FROM {} WHERE +province_id = $1 AND {} = $2 AND {holds}{} \
                 ORDER BY valid_from",
                way.kind.code,
                way.link,
                stays("")
            ),
        ),
    });

    Table {
        kind,
        many,
        insert: statement("insert", insert(1, &numbered)),
        insert_many,
        replace: statement(
            "replace",
            format!(
                "UPDATE {table} SET replaced_at = ${}, replaced_by = ${} WHERE {key} AND version = ${after} AND {holds}",
                after + 1,
                after + 2,
            ),
        ),
        newest: statement(
            "newest",
            format!("SELECT COALESCE(MAX(version), CAST(0 AS BIGINT)) AS version FROM {table} WHERE {key}"),
        ),
        current: statement("current", format!("{select} WHERE {key} AND {holds} ORDER BY valid_from")),
        history: statement("history", format!("{select} WHERE {key} ORDER BY version")),
        as_of: statement("as_of", format!("{select} WHERE {key} AND {holds} AND {}", covers("", after))),
        known_at: statement(
            "known_at",
            format!(
                "{select} WHERE {key} AND {} AND recorded_at <= ${next} AND ${next} < replaced_at",
                covers("", after),
                next = after + 1
            ),
        ),
        list: statement("list", list_where(&of_unit)),
        list_known_at: statement("list_known_at", list_where(&known_of_unit)),
        whole: statement("whole", whole),
        versions: statement(
            "versions",
            format!(
                "SELECT {} FROM {table} r WHERE {once_of_unit} ORDER BY r.sort_key, r.id, r.version",
                qualified.join(", ")
            ),
        ),
        ever: statement("ever", format!("{ever} AND r.{holds} ORDER BY r.id, r.valid_from")),
        count: statement("count", format!("SELECT COUNT(*) AS number FROM {table} r WHERE {of_unit}")),
        reach: reach(true),
        reach_ever: reach(false),
        built_upon: statement(
            "built_upon",
            format!(
                "SELECT DISTINCT r.replaced_by AS source FROM {table} r WHERE +r.province_id = $1 AND r.source = $2 \
                 AND r.replaced_by IS NOT NULL AND r.replaced_by <> $2 \
                 AND NOT EXISTS (SELECT 1 FROM record_source u WHERE u.undoes = r.replaced_by) LIMIT 20"
            ),
        ),
        restore: statement(
            "restore",
            format!(
                "INSERT INTO {table} ({list}) SELECT {} FROM {table} r \
                 WHERE +r.province_id = $1 AND r.replaced_by = $2 AND r.source <> $2",
                restored.join(", ")
            ),
        ),
        withdraw: statement(
            "withdraw",
            format!(
                "UPDATE {table} SET replaced_at = $3, replaced_by = $4 WHERE +province_id = $1 AND source = $2 AND {holds}"
            ),
        ),
        of_source: statement(
            "of_source",
            format!("SELECT DISTINCT id, {unit} FROM {table} WHERE +province_id = $1 AND source = $2"),
        ),
        people_of_source: people.map(|link| {
            let text = format!(
                "SELECT DISTINCT {link} AS person FROM {table} WHERE +province_id = $1 \
                 AND (source = $2 OR replaced_by = $2) AND {link} IS NOT NULL"
            );
            statement("people_of_source", text)
        }),
        referred: referred.collect(),
        by_text: by_text.collect(),
        naming: naming.collect(),
        of_ids: statement("of_ids", of_ids),
        among: among.collect(),
        named,
    }
}

/// How a kind kept by the province is joined to the kind through which it belongs to a unit.
pub(super) struct Way {
    /// The kind that a school keeps.
    pub kind: &'static Kind,
    /// Its field that names the person.
    pub link: &'static str,
    /// The column of the kind itself that holds the person: `id`, or the link of what belongs to a person.
    pub own: &'static str,
}

/// The way to a school; none for what a school keeps itself.
pub(super) fn way_to_school(of: &Kind) -> Option<Way> {
    let through = kind(of.through.as_deref()?)?;
    match of.link_to(&through.code) {
        Some(own) => {
            let way = way_to_school(through)?;
            let own = kind(&of.code)?.field(&own.code)?.code.as_str();
            Some(Way { own, ..way })
        }
        None => Some(Way { kind: through, link: through.link_to(&of.code)?.code.as_str(), own: "id" }),
    }
}
