//! Refusals and failures as pages.

use std::any::Any;
use std::error::Error;

use axum::extract::multipart::MultipartError;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use http_body_util::LengthLimitError;
use khue_app::{App, FieldProblem, OpError};

use crate::page::Link;
use crate::page::refusal::{PostedField, RefusalPage, Retry, Show};
use crate::{Fields, Visitor, show_as};

/// An operation's error on its way to the visitor. The gate draws the page, because it knows who
/// asked and what was typed.
#[derive(Debug)]
pub struct Failure(pub OpError);

impl<E: Into<OpError>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl Failure {
    /// An upload that broke off or was too large.
    pub fn upload(error: &MultipartError) -> Response {
        let trouble = match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Trouble::too_large(),
            _ if went_over_the_limit(error) => Trouble::too_large(),
            _ => Trouble::new(
                StatusCode::BAD_REQUEST,
                "Không nhận được tệp",
                "Việc gửi tệp bị ngắt giữa chừng, chưa có gì được ghi. Hãy gửi lại.",
            ),
        };
        trouble.into_response()
    }
}

/// Whether the gate's limit broke the body off. The gate wraps the body twice, deeper than the error's own
/// status looks.
fn went_over_the_limit(error: &MultipartError) -> bool {
    let mut cause: Option<&dyn Error> = error.source();
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return true;
        }
        cause = error.source();
    }
    false
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let sentence = self.0.to_string();
        let trouble = match self.0 {
            OpError::Hidden => Trouble::new(StatusCode::NOT_FOUND, "Không tìm thấy", &sentence),
            OpError::Forbidden => Trouble::new(StatusCode::FORBIDDEN, "Không có quyền", &sentence),
            OpError::Stale => Trouble::new(StatusCode::CONFLICT, "Nội dung đã thay đổi", &sentence),
            OpError::Refused(refused) => Trouble {
                fields: refused.fields,
                ..Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, "Chưa ghi được", &sentence)
            },
            OpError::Failed(cause) => Trouble::failed(cause),
        };
        trouble.into_response()
    }
}

/// What the page of a refusal or failure says.
#[derive(Clone, Debug)]
pub(crate) struct Trouble {
    pub status: StatusCode,
    pub title: &'static str,
    pub sentence: String,
    /// What is wrong with which field; pages show it beside their forms, programs read it here.
    pub fields: Vec<FieldProblem>,
    /// For the log; the visitor sees a reference number.
    pub cause: Option<String>,
}

impl Trouble {
    pub fn new(status: StatusCode, title: &'static str, sentence: &str) -> Self {
        Self { status, title, sentence: sentence.to_owned(), fields: Vec::new(), cause: None }
    }

    pub fn failed(cause: String) -> Self {
        let sentence = "Hệ thống gặp lỗi nên chưa làm được việc này; lỗi đã được ghi lại. Hãy thử lại sau ít \
                        phút; nếu vẫn lỗi, báo cho quản trị hệ thống kèm mã ở dưới.";
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self { cause: Some(cause), ..Self::new(status, "Hệ thống gặp lỗi", sentence) }
    }

    pub fn too_long() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "Quá thời gian chờ",
            "Việc này kéo dài quá lâu nên đã dừng lại, chưa có gì được ghi. Hãy thử lại sau ít phút.",
        )
    }

    pub fn too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "Nội dung gửi lên quá lớn",
            "Biểu mẫu nhận tối đa 1 MB chữ; nơi nộp tệp nhận tối đa 25 MB mỗi lần. Hãy chia nhỏ hoặc nén tệp rồi \
             gửi lại.",
        )
    }

    /// Logs the cause of a failure under a reference number.
    pub fn logged(&self, app: &App) -> Option<String> {
        let cause = self.cause.as_ref()?;
        let secret = app.chance.secret().to_uppercase();
        let reference =
            format!("{}-{}", secret.get(..4).unwrap_or_default(), secret.get(4..8).unwrap_or_default());
        tracing::error!(reference, cause, "an operation failed");
        Some(reference)
    }

    /// The page, for `visitor`, giving back what was typed.
    pub fn page(self, visitor: &Visitor, typed: Kept, reference: Option<String>) -> Response {
        let mut shell = visitor.shell(self.title);
        shell.notices.clear();
        let mut steps = Vec::new();
        if self.status == StatusCode::UNAUTHORIZED {
            steps.push(Link::new("Đăng nhập lại", "/dang-nhap"));
        } else if typed.retry.is_none() {
            steps.push(Link::new("Về trang đầu", "/"));
        }
        let page = RefusalPage {
            shell,
            heading: self.title.to_owned(),
            text: self.sentence,
            reference,
            steps,
            retry: typed.retry,
        };
        show_as(self.status, &page)
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// What was typed into a form that could not be taken, to be sent again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept {
    retry: Option<Retry>,
}

impl Kept {
    /// Everything but secrets; nothing when there is nothing to give back.
    pub fn of(action: &str, fields: &Fields, lost_files: Vec<String>) -> Self {
        let kept = |name: &str| name != "csrf" && !name.starts_with("mat-khau") && name != "nhap-lai";
        let secret = fields.0.iter().any(|(name, _)| name.starts_with("mat-khau"));
        let fields: Vec<_> = fields.0.iter().filter(|(name, _)| kept(name)).map(posted).collect();
        // A form with a password cannot be sent again without it; its page is opened anew.
        if secret || fields.is_empty() && lost_files.is_empty() {
            return Self::default();
        }
        Self { retry: Some(Retry { action: action.to_owned(), fields, lost_files }) }
    }
}

/// A line of words is worth showing; a code or an id is only carried along.
fn posted((name, value): &(String, String)) -> PostedField {
    let show = if value.trim().contains(char::is_whitespace) { Show::Text } else { Show::Hidden };
    PostedField { name: name.clone(), value: value.clone(), show }
}

/// Answers for addresses that do not exist.
pub(crate) async fn nothing_here() -> Failure {
    Failure(OpError::Hidden)
}

/// Answers when a handler panicked; the connection and the process go on.
pub(crate) fn panicked(panic: Box<dyn Any + Send>) -> axum::http::Response<axum::body::Body> {
    let said = panic.downcast_ref::<String>().map(String::as_str);
    let said = said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without words");
    tracing::error!(panic = said, "a handler panicked");
    let sentence =
        "Hệ thống gặp lỗi nên chưa làm được việc này; lỗi đã được ghi lại. Hãy thử lại sau ít phút.";
    (StatusCode::INTERNAL_SERVER_ERROR, sentence).into_response()
}
