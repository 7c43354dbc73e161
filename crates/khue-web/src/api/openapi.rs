//! `GET /api/v1/openapi.json`: the interface described for programs (OpenAPI 3.1), made from the same descriptions
//! of kinds and code lists that everything else reads.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use khue_app::registry::{Ownership, Relation, UnitKind, UnitLevel};
use khue_rules::accounts::Scope;
use khue_rules::registry::record::{Field, FieldType, Kind, code_list, kinds};
use serde_json::{Map, Value, json};

use super::asked::{MOST, PAGE};
use super::change::MOST_MADE;
use super::problem::KINDS;
use super::value::is_asked_for;

/// The description.
pub(super) async fn file() -> Response {
    (StatusCode::OK, [(CONTENT_TYPE, "application/json")], DOCUMENT.as_str()).into_response()
}

static DOCUMENT: LazyLock<String> = LazyLock::new(|| document().to_string());

/// The whole description.
fn document() -> Value {
    let mut paths = Map::new();
    paths.insert("/api/oauth/token".to_owned(), token_path());
    unit_paths(&mut paths);
    for kind in kinds() {
        kind_paths(kind, &mut paths);
    }
    let scopes: Map<String, Value> =
        Scope::ALL.into_iter().map(|scope| (scope.code().to_owned(), json!(scope.name()))).collect();
    let flow = json!({ "clientCredentials": { "tokenUrl": "/api/oauth/token", "scopes": scopes } });
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Khuê",
            "version": "1",
            "description": "Records of the education sector in valid time and recorded time. Ids and numbers with \
                            decimals are strings. A record holds from valid_from until the day before valid_until. \
                            What an application may not see is answered as if it were not there. The manner is \
                            told at /api.",
            "license": { "name": "EUPL-1.2", "identifier": "EUPL-1.2" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "parameters": parameters(),
            "responses": responses(),
            "securitySchemes": {
                "application": { "type": "oauth2", "flows": flow },
                "client": { "type": "http", "scheme": "basic" },
            },
        },
    })
}

fn token_path() -> Value {
    let form = json!({
        "type": "object",
        "required": ["grant_type"],
        "properties": {
            "grant_type": { "const": "client_credentials" },
            "client_id": { "type": "string" },
            "client_secret": { "type": "string" },
            "scope": { "type": "string", "description": "Scopes with spaces between; all of the application when absent" },
        },
    });
    let error = json!({
        "description": "Why no token is given (RFC 6749, 5.2)",
        "content": { "application/json": { "schema": of("token_error") } },
    });
    json!({ "post": {
        "operationId": "token",
        "summary": "A token for an application's id and secret, in the form or as HTTP Basic",
        "tags": ["token"],
        "security": [{ "client": [] }, {}],
        "requestBody": { "required": true, "content": { "application/x-www-form-urlencoded": { "schema": form } } },
        "responses": {
            "200": {
                "description": "The token",
                "content": { "application/json": { "schema": of("token") } },
            },
            "400": error, "401": error, "429": error,
        },
    } })
}

fn unit_paths(paths: &mut Map<String, Value>) {
    let kinds: Vec<&str> = UnitKind::ALL.iter().map(|kind| kind.code()).collect();
    let own = |name: &str, schema: Value, says: &str| json!({ "name": name, "in": "query", "schema": schema, "description": says });
    let list = [
        own("kind", json!({ "enum": kinds }), "Only units of this kind"),
        own("under", json!({ "type": "string", "pattern": ID }), "Only this unit and those under it"),
        own(
            "search",
            json!({ "type": "string", "maxLength": 200 }),
            "Words of the name, with or without accents",
        ),
        own("code", json!({ "type": "string", "maxLength": 200 }), "The unit that bears this official code"),
    ];
    let common = ["as_of", "limit", "after"].map(parameter);
    let all: Vec<Value> = list.into_iter().chain(common).collect();
    paths.insert(
        "/api/v1/units".to_owned(),
        json!({ "get": reads("units", "Units of a day", &all, "unit_page") }),
    );
    paths.insert(
        "/api/v1/units/{id}".to_owned(),
        json!({ "get": reads("unit", "One unit", &[parameter("id"), parameter("as_of")], "unit_detail") }),
    );
    paths.insert(
        "/api/v1/units/{id}/history".to_owned(),
        json!({ "get": reads("unit_history", "Its periods", &[parameter("id")], "unit_history") }),
    );
}

fn kind_paths(kind: &Kind, paths: &mut Map<String, Value>) {
    let code = kind.code.as_str();
    let mut list: Vec<Value> =
        ["unit", "as_of", "known_at", "limit", "after", "guarded"].map(parameter).to_vec();
    list.extend(kind.fields.iter().filter(|field| is_asked_for(kind, field)).map(|field| {
        json!({
            "name": field.code,
            "in": "query",
            "schema": one_of_many(field),
            "description": format!("Only those with this value: {}", field.english),
        })
    }));
    let id = || parameter("id");
    let mut post = writes(
        &format!("{code}_make"),
        &format!("Make one or up to {MOST_MADE}: {}", kind.title),
        &[parameter("idempotency_key")],
    );
    set(
        &mut post,
        "requestBody",
        sends(json!({ "oneOf": [of(&format!("{code}_new")), of(&format!("{code}_many"))] })),
    );
    answers(&mut post, "201", "made", true);
    let mut patch =
        writes(&format!("{code}_change"), "Change some fields for a period", &[id(), parameter("if_match")]);
    set(&mut patch, "requestBody", sends(of(&format!("{code}_change"))));
    answers(&mut patch, "200", "receipt", true);
    let mut end = writes(
        &format!("{code}_end"),
        "End it: nothing holds from that day on",
        &[id(), parameter("if_match")],
    );
    set(&mut end, "requestBody", sends(of("end")));
    answers(&mut end, "200", "receipt", true);
    for operation in [&mut patch, &mut end] {
        refusals(operation, &[409, 412, 428]);
    }
    let one: Vec<Value> = ["id", "unit", "as_of", "known_at", "guarded"].map(parameter).to_vec();
    let past: Vec<Value> = ["id", "unit", "guarded"].map(parameter).to_vec();
    let mut get_one = reads(&format!("{code}_one"), &format!("One: {}", kind.title), &one, code);
    answers(&mut get_one, "200", code, true);
    let listed =
        reads(&format!("{code}_list"), &format!("List: {}", kind.title), &list, &format!("{code}_page"));
    let history =
        reads(&format!("{code}_history"), "All that was ever recorded", &past, &format!("{code}_history"));
    let place = format!("/api/v1/{code}");
    paths.insert(place.clone(), json!({ "get": tagged(listed, code), "post": tagged(post, code) }));
    paths.insert(
        format!("{place}/{{id}}"),
        json!({ "get": tagged(get_one, code), "patch": tagged(patch, code) }),
    );
    paths.insert(format!("{place}/{{id}}/end"), json!({ "post": tagged(end, code) }));
    paths.insert(format!("{place}/{{id}}/history"), json!({ "get": tagged(history, code) }));
}

fn reads(id: &str, summary: &str, parameters: &[Value], schema: &str) -> Value {
    let mut operation = json!({
        "operationId": id,
        "summary": summary,
        "tags": ["units"],
        "security": [{ "application": [Scope::ReadRecords.code()] }, { "application": [Scope::WriteRecords.code()] }],
        "parameters": parameters,
        "responses": {},
    });
    answers(&mut operation, "200", schema, false);
    refusals(&mut operation, &[400, 401, 403, 404, 429, 500, 503]);
    operation
}

fn writes(id: &str, summary: &str, parameters: &[Value]) -> Value {
    let mut operation = json!({
        "operationId": id,
        "summary": summary,
        "security": [{ "application": [Scope::WriteRecords.code()] }],
        "parameters": parameters,
        "responses": {},
    });
    refusals(&mut operation, &[400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503]);
    operation
}

fn answers(operation: &mut Value, status: &str, schema: &str, has_tag: bool) {
    let mut response = json!({
        "description": "Done",
        "content": { "application/json": { "schema": of(schema) } },
    });
    if has_tag {
        let tag = json!({ "ETag": { "schema": { "type": "string" }, "description": "The newest version, for If-Match" } });
        set(&mut response, "headers", tag);
    }
    if let Some(responses) = operation.get_mut("responses") {
        set(responses, status, response);
    }
}

fn refusals(operation: &mut Value, statuses: &[u16]) {
    for status in statuses {
        if let Some(responses) = operation.get_mut("responses") {
            set(
                responses,
                &status.to_string(),
                json!({ "$ref": format!("#/components/responses/{status}") }),
            );
        }
    }
}

fn tagged(mut operation: Value, tag: &str) -> Value {
    set(&mut operation, "tags", json!([tag]));
    operation
}

fn sends(schema: Value) -> Value {
    json!({ "required": true, "content": { "application/json": { "schema": schema } } })
}

fn set(object: &mut Value, name: &str, value: Value) {
    if let Value::Object(fields) = object {
        fields.insert(name.to_owned(), value);
    }
}

fn of(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

fn parameter(name: &str) -> Value {
    json!({ "$ref": format!("#/components/parameters/{name}") })
}

const ID: &str = "^[0-9]{1,18}$";
const DECIMAL: &str = "^-?[0-9]{1,12}(\\.[0-9]{1,3})?$";
const PARTIAL_DAY: &str = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$";
const SCHOOL_YEAR: &str = "^[0-9]{4}-[0-9]{4}$";

fn parameters() -> Value {
    let query = |name: &str, schema: Value, says: &str| json!({ "name": name, "in": "query", "schema": schema, "description": says });
    json!({
        "id": { "name": "id", "in": "path", "required": true, "schema": { "type": "string", "pattern": ID } },
        "unit": query("unit", json!({ "type": "string", "pattern": ID }), "Whose records; the application's own unit when absent"),
        "as_of": query("as_of", json!({ "type": "string", "format": "date" }), "The day for which it is asked; today when absent"),
        "known_at": query("known_at", json!({ "type": "string", "format": "date-time" }), "As it was known at this moment"),
        "limit": query("limit", json!({ "type": "integer", "minimum": 1, "maximum": MOST, "default": PAGE }), "At most so many"),
        "after": query("after", json!({ "type": "string", "pattern": "^-?[0-9]{1,18}-([0-9a-f]{2})*$" }), "The value next of the page before"),
        "guarded": query("guarded", json!({ "type": "boolean", "default": false }), "With guarded fields; needs the scope guarded, and every reading is written down"),
        "if_match": { "name": "If-Match", "in": "header", "required": true, "schema": { "type": "string" }, "description": "The ETag of the last reading" },
        "idempotency_key": { "name": "Idempotency-Key", "in": "header", "schema": { "type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$" }, "description": "The same request under the same key is carried out once within a day" },
    })
}

fn responses() -> Value {
    let response = |(status, name, hint): &(u16, &str, &str)| {
        let problem = json!({
            "description": format!("{name}: {hint}"),
            "content": { "application/problem+json": { "schema": of("problem") } },
        });
        (status.to_string(), problem)
    };
    Value::Object(KINDS.iter().map(response).collect())
}

fn schemas() -> Value {
    let mut all = Map::new();
    let mut lists = BTreeSet::new();
    for kind in kinds() {
        kind_schemas(kind, &mut all);
        lists.extend(kind.fields.iter().filter_map(|field| field.kind.list()));
    }
    for list in lists {
        let Some(list) = code_list(list) else { continue };
        let codes: Vec<Value> =
            list.codes.iter().map(|code| json!({ "const": code.code, "title": code.name })).collect();
        // A code may stand twice, with a name for each of its periods.
        let codes = json!({ "type": "string", "anyOf": codes });
        all.insert(format!("code_{}", list.name), codes);
    }
    common_schemas(&mut all);
    Value::Object(all)
}

fn kind_schemas(kind: &Kind, all: &mut Map<String, Value>) {
    let code = kind.code.as_str();
    let fields: Map<String, Value> =
        kind.fields.iter().map(|field| (field.code.clone(), described(field))).collect();
    let required: Vec<&str> =
        kind.fields.iter().filter(|field| field.is_required).map(|field| field.code.as_str()).collect();
    let fields_name = format!("{code}_fields");
    let mut add = |end: &str, schema: Value| all.insert(format!("{code}{end}"), schema);
    add(
        "_fields",
        json!({ "type": "object", "title": kind.title, "properties": fields, "additionalProperties": false }),
    );
    let given = json!({ "allOf": [of(&fields_name), { "required": required }] });
    let new = |more: &[(&str, Value)], needed: &[&str]| {
        let mut properties = json!({ "valid_from": day(), "valid_until": day_or_null(), "fields": given });
        for (name, schema) in more {
            set(&mut properties, name, schema.clone());
        }
        json!({ "type": "object", "properties": properties, "required": needed, "additionalProperties": false })
    };
    let for_unit = [("unit", id()), ("reason", reason())];
    add("_item", new(&[], &["valid_from", "fields"]));
    add("_new", new(&for_unit, &["valid_from", "fields"]));
    add(
        "_many",
        json!({
            "type": "object",
            "properties": {
                "unit": id(),
                "reason": reason(),
                "items": { "type": "array", "items": of(&format!("{code}_item")), "minItems": 1, "maxItems": MOST_MADE },
            },
            "required": ["items"],
            "additionalProperties": false,
        }),
    );
    add(
        "_change",
        json!({
            "type": "object",
            "properties": {
                "unit": id(),
                "reason": reason(),
                "valid_from": day(),
                "valid_until": day_or_null(),
                "fields": of(&fields_name),
            },
            "required": ["reason", "valid_from", "fields"],
            "additionalProperties": false,
        }),
    );
    add(
        "",
        json!({
            "type": "object",
            "properties": {
                "id": id(),
                "kind": { "const": code },
                "unit": { "type": ["string", "null"], "description": "The school that keeps it; null for people" },
                "version": { "type": "integer" },
                "valid_from": day(),
                "valid_until": day_or_null(),
                "recorded_at": moment(),
                "replaced_at": { "type": ["string", "null"], "format": "date-time" },
                "source": id(),
                "fields": of(&fields_name),
                "masked": { "type": "array", "items": { "type": "string" }, "description": "Guarded fields left out" },
            },
            "required": ["id", "kind", "version", "valid_from", "fields", "masked"],
            "additionalProperties": false,
        }),
    );
    add("_page", page(code));
    add("_history", items(code));
}

fn common_schemas(all: &mut Map<String, Value>) {
    let codes = |codes: Vec<&str>| json!({ "enum": codes });
    let unit = json!({
        "id": id(),
        "kind": codes(UnitKind::ALL.iter().map(|one| one.code()).collect()),
        "level": codes(UnitLevel::ALL.iter().map(|one| one.code()).collect()),
        "ownership": codes(Ownership::ALL.iter().map(|one| one.code()).collect()),
        "name": { "type": "string" },
        "short_name": { "type": "string" },
        "code": { "type": ["string", "null"] },
        "valid_from": day(),
        "valid_until": day_or_null(),
    });
    let mut detail = unit.clone();
    set(
        &mut detail,
        "parents",
        json!({ "type": "array", "items": {
        "type": "object",
        "properties": {
            "relation": codes(Relation::ALL.iter().map(|one| one.code()).collect()),
            "unit": id(),
            "name": { "type": "string" },
        },
        "required": ["relation", "unit", "name"],
    } }),
    );
    let made = json!({ "id": id(), "version": { "const": 1 } });
    let receipt = json!({ "id": id(), "version": { "type": "integer" }, "source": id() });
    let object = |properties: Value, required: &[&str]| json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false });
    let field_error = object(
        json!({ "field": { "type": "string" }, "detail": { "type": "string" } }),
        &["field", "detail"],
    );
    let list = [
        ("unit", object(unit, &["id", "kind", "name", "valid_from"])),
        ("unit_detail", object(detail, &["id", "kind", "name", "valid_from", "parents"])),
        ("unit_page", page("unit")),
        ("unit_history", items("unit")),
        ("receipt", object(receipt, &["id", "version", "source"])),
        (
            "made",
            json!({ "oneOf": [
            of("receipt"),
            object(json!({ "items": { "type": "array", "items": object(made, &["id", "version"]) }, "source": id() }), &["items", "source"]),
        ] }),
        ),
        (
            "end",
            object(
                json!({ "unit": id(), "reason": reason(), "valid_from": day() }),
                &["reason", "valid_from"],
            ),
        ),
        (
            "token",
            object(
                json!({
                    "access_token": { "type": "string" },
                    "token_type": { "const": "Bearer" },
                    "expires_in": { "type": "integer" },
                    "scope": { "type": "string" },
                }),
                &["access_token", "token_type", "expires_in", "scope"],
            ),
        ),
        (
            "token_error",
            object(
                json!({
                    "error": { "type": "string" },
                    "error_description": { "type": "string" },
                }),
                &["error"],
            ),
        ),
        (
            "problem",
            object(
                json!({
                    "type": { "type": "string", "format": "uri-reference" },
                    "title": { "type": "string" },
                    "status": { "type": "integer" },
                    "detail": { "type": "string", "description": "Vietnamese, or English by Accept-Language" },
                    "hint": { "type": "string", "description": "What to do" },
                    "errors": { "type": "array", "items": field_error },
                    "reference": { "type": "string", "description": "For the administrator, who finds the cause by it" },
                }),
                &["type", "title", "status", "detail", "hint"],
            ),
        ),
    ];
    all.extend(list.into_iter().map(|(name, schema)| (name.to_owned(), schema)));
}

fn page(of_kind: &str) -> Value {
    json!({
        "type": "object",
        "properties": {
            "items": { "type": "array", "items": of(of_kind) },
            "next": { "type": ["string", "null"], "description": "Send it as after for the next page; null at the end" },
        },
        "required": ["items", "next"],
        "additionalProperties": false,
    })
}

fn items(of_kind: &str) -> Value {
    json!({
        "type": "object",
        "properties": { "items": { "type": "array", "items": of(of_kind) } },
        "required": ["items"],
        "additionalProperties": false,
    })
}

fn id() -> Value {
    json!({ "type": "string", "pattern": ID })
}

fn day() -> Value {
    json!({ "type": "string", "format": "date" })
}

fn day_or_null() -> Value {
    json!({ "type": ["string", "null"], "format": "date" })
}

fn moment() -> Value {
    json!({ "type": "string", "format": "date-time" })
}

fn reason() -> Value {
    json!({ "type": "string", "maxLength": 500, "description": "Why, for the history; a change needs one" })
}

/// A field with its names.
fn described(field: &Field) -> Value {
    let schema = schema_of(field);
    let guard = if field.guard.is_guarded() { " (guarded)" } else { "" };
    let mut nullable = match schema.get("type") {
        Some(Value::String(one)) => {
            let types = json!([one, "null"]);
            let mut schema = schema.clone();
            set(&mut schema, "type", types);
            schema
        }
        _ => json!({ "anyOf": [schema, { "type": "null" }] }),
    };
    set(&mut nullable, "title", json!(field.label));
    set(&mut nullable, "description", json!(format!("{}{guard}", field.english)));
    nullable
}

/// What a filter takes: of a field that holds several codes, one of them.
fn one_of_many(field: &Field) -> Value {
    match &field.kind {
        FieldType::Lists(list) => of(&format!("code_{list}")),
        _ => schema_of(field),
    }
}

fn schema_of(field: &Field) -> Value {
    let text = |pattern: &str| json!({ "type": "string", "pattern": pattern });
    match &field.kind {
        FieldType::Text { max } => json!({ "type": "string", "maxLength": max }),
        FieldType::Name | FieldType::Phone | FieldType::Email => {
            json!({ "type": "string", "maxLength": 200 })
        }
        FieldType::Day => day(),
        FieldType::PartialDay => text(PARTIAL_DAY),
        FieldType::Month => text("^[0-9]{4}-[0-9]{2}$"),
        FieldType::Year => json!({ "type": "integer", "minimum": 1, "maximum": 9999 }),
        FieldType::SchoolYear => text(SCHOOL_YEAR),
        FieldType::List(list) => of(&format!("code_{list}")),
        FieldType::Lists(list) => json!({ "type": "array", "items": of(&format!("code_{list}")) }),
        FieldType::Flag => json!({ "type": "boolean" }),
        FieldType::Whole { min, max } => json!({ "type": "integer", "minimum": min, "maximum": max }),
        FieldType::Decimal { .. } => text(DECIMAL),
        FieldType::Money => json!({ "type": "integer", "minimum": 0 }),
        FieldType::PersonalNumber => text("^[0-9]{12}$"),
        FieldType::MinistryCode => text("^[0-9]{10}$"),
        FieldType::Commune => text("^[0-9]{5}$"),
        FieldType::Record(kind) => {
            json!({ "type": "string", "pattern": ID, "description": format!("The id of a record of {kind}") })
        }
    }
}
