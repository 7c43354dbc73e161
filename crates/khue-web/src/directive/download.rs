//! Files that pages hand out.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use khue_app::OpError;
use khue_office::sheet::{Sheet, csv, xlsx};

use crate::Failure;

/// A sheet as `csv` or `xlsx`.
///
/// # Errors
/// [`Failure`] for another kind.
pub(crate) fn sheet(sheet: &Sheet, kind: &str, name: &str) -> Result<Response, Failure> {
    match kind {
        "csv" => Ok(attachment("text/csv; charset=utf-8", &format!("{name}.csv"), csv(sheet))),
        "xlsx" => {
            let content = xlsx(sheet).map_err(|error| OpError::Failed(error.to_string()))?;
            let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            Ok(attachment(kind, &format!("{name}.xlsx"), content))
        }
        _ => Err(Failure(OpError::Hidden)),
    }
}

/// A file that the browser saves instead of showing. `name` is ASCII or is sent as UTF-8.
pub(crate) fn attachment(kind: &str, name: &str, content: Vec<u8>) -> Response {
    with_disposition("attachment", kind, name, content)
}

/// A file that the browser may show in a frame of its own.
pub(super) fn inline(kind: &str, name: &str, content: Vec<u8>) -> Response {
    with_disposition("inline", kind, name, content)
}

fn with_disposition(how: &str, kind: &str, name: &str, content: Vec<u8>) -> Response {
    let encoded: String = name.bytes().map(encoded_byte).collect();
    let disposition = format!("{how}; filename*=UTF-8''{encoded}");
    let header = |value: &str| {
        HeaderValue::from_str(value).unwrap_or(HeaderValue::from_static("application/octet-stream"))
    };
    let headers: [(HeaderName, HeaderValue); 2] =
        [(CONTENT_TYPE, header(kind)), (CONTENT_DISPOSITION, header(&disposition))];
    (headers, content).into_response()
}

fn encoded_byte(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_break_out_of_the_header() {
        let response = attachment("text/plain", "biên \"bản\"\r\n.txt", Vec::new());
        let value = response.headers().get(CONTENT_DISPOSITION).unwrap().to_str().unwrap();
        assert_eq!(value, "attachment; filename*=UTF-8''bi%C3%AAn%20%22b%E1%BA%A3n%22%0D%0A.txt");
    }
}
