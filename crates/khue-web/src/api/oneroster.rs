//! `GET /ims/oneroster/rostering/v1p2/…`: rosters by the standard, read only.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::header::LINK;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use khue_app::OpError;
use khue_app::registry::oneroster::{
    self, Ask, BASE, Order, asks_for_demographics, read_fields, read_filter, read_sort,
};
use khue_rules::accounts::Scope;
use serde_json::{Map, Value};

use super::Program;
use super::records::{Answer, either, failed, json_answer};
use crate::Asked;

/// Objects on one page when nobody says how many, as the specification wants.
const PAGE: usize = 100;
/// Objects on one page at most.
const MOST: usize = 10_000;

/// Any address of the service.
pub(super) async fn read(program: Program, Path(path): Path<String>, asked: Asked) -> Response {
    either(answered(&program, &path, &asked).await)
}

async fn answered(program: &Program, path: &str, asked: &Asked) -> Answer {
    let wanted = if asks_for_demographics(path) { Scope::Demographics } else { Scope::Roster };
    if !program.has(wanted) {
        return Err(failed(OpError::Forbidden));
    }
    let ask = ask(asked).map_err(failed)?;
    let found = oneroster::answer(&program.ctx, path, &ask).await.map_err(failed)?;
    let (name, value, total) = match found {
        oneroster::Answer::One(name, value) => (name, value, None),
        oneroster::Answer::Page(name, page, total) => (name, Value::Array(page), Some(total)),
    };
    let mut response =
        json_answer(StatusCode::OK, &Value::Object(Map::from_iter([(name.to_owned(), value)])));
    if let Some(total) = total {
        let headers = response.headers_mut();
        headers.insert(HeaderName::from_static("x-total-count"), HeaderValue::from(total));
        if let Ok(links) = HeaderValue::from_str(&links(path, asked, &ask, total)) {
            headers.insert(LINK, links);
        }
    }
    Ok(response)
}

fn ask(asked: &Asked) -> Result<Ask, OpError> {
    let given: BTreeMap<&str, &str> =
        asked.0.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let number = |name: &str, otherwise: usize, least: usize| match given.get(name) {
        None => Ok(otherwise),
        Some(text) => text.parse().ok().filter(|number| least <= *number).ok_or_else(|| {
            OpError::field(
                name,
                format!("Tham số {name} phải là số nguyên từ {least} trở lên. Hãy sửa rồi gửi lại."),
            )
        }),
    };
    let order = match given.get("orderBy") {
        None | Some(&"asc") => Order::Ascending,
        Some(&"desc") => Order::Descending,
        Some(_) => {
            return Err(OpError::field(
                "orderBy",
                "Tham số orderBy phải là asc hoặc desc. Hãy sửa rồi gửi lại.",
            ));
        }
    };
    let sort = given.get("sort").map(|text| read_sort(text)).transpose()?;
    Ok(Ask {
        filter: given.get("filter").map(|text| read_filter(text)).transpose()?,
        sort: sort.map(|field| (field, order)),
        fields: given.get("fields").map(|text| read_fields(text)).transpose()?,
        offset: number("offset", 0, 0)?,
        limit: number("limit", PAGE, 1)?.min(MOST),
    })
}

/// The first, previous, next and last page.
fn links(path: &str, asked: &Asked, ask: &Ask, total: usize) -> String {
    let last = total.saturating_sub(1) / ask.limit * ask.limit;
    let next = ask.offset.saturating_add(ask.limit);
    let pages = [
        ("first", Some(0)),
        ("prev", (ask.offset > 0).then(|| ask.offset.saturating_sub(ask.limit))),
        ("next", (next < total).then_some(next)),
        ("last", Some(last)),
    ];
    let kept = || asked.0.0.iter().filter(|(name, _)| name != "offset" && name != "limit");
    let link = |(name, offset): (&str, usize)| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("limit", &ask.limit.to_string()).append_pair("offset", &offset.to_string());
        for (name, value) in kept() {
            query.append_pair(name, value);
        }
        format!("<{BASE}/{path}?{}>; rel=\"{name}\"", query.finish())
    };
    let all = pages.into_iter().filter_map(|(name, offset)| Some(link((name, offset?))));
    all.collect::<Vec<_>>().join(", ")
}
