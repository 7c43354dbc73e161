//! Sending: one package of a partner after the other, each until its receipt is here.

use std::time::Duration;

use khue_base::{LinkId, Moment, PackageId};
use khue_db::{Statement, Value, sql};
use ureq::http::{Request, Response};

use super::compare::compare_with;
use super::links::{Compare, Link, acting_for, sending_links};
use super::pack::pack;
use super::receipt::take_receipt;
use super::wire::{RECEIVE_PATH, Receipt, SENDER_HEADER, SIGNATURE_HEADER, sign};
use crate::{App, OpError};

/// How often it is looked whether something waits.
const LOOK_MS: u64 = 500;
/// A partner that does not answer is tried again with growing pauses, at most this long.
const LONGEST_PAUSE_MS: i64 = 600_000;
const FIRST_PAUSE_MS: i64 = 2_000;
/// A line of a school needs a minute for a package.
const PATIENCE: Duration = Duration::from_secs(120);
const CONNECT: Duration = Duration::from_secs(10);
/// Answers that are read at most.
const ANSWER_BYTES: u64 = 8 << 20;

/// Sends what waits until `stop` is ready; a package under way is finished or sent again by the next start.
pub async fn deliver(app: App, stop: impl Future<Output = ()>) {
    let mut stop = std::pin::pin!(stop);
    loop {
        let worked = tokio::select! {
            worked = deliver_due(&app) => worked,
            () = &mut stop => return,
        };
        let pause = match worked {
            Ok(true) => continue,
            Ok(false) => LOOK_MS,
            Err(error) => {
                tracing::error!(%error, "the exchange cannot be read");
                LOOK_MS * 10
            }
        };
        tokio::select! {
            () = tokio::time::sleep(Duration::from_millis(pause)) => {}
            () = &mut stop => return,
        }
    }
}

/// Sends what is due to every partner, one package each; whether anything was done.
///
/// # Errors
/// [`OpError::Failed`] when the database refuses; a partner that does not answer is no error.
pub async fn deliver_due(app: &App) -> Result<bool, OpError> {
    let links = sending_links(&mut app.db.read().await?).await?;
    // A partner that does not answer holds no other one up.
    let tasks: Vec<_> = links
        .into_iter()
        .map(|link| {
            let app = app.clone();
            tokio::spawn(async move { step(&app, &link).await })
        })
        .collect();
    let mut worked = false;
    for task in tasks {
        worked |= task.await.map_err(|error| OpError::Failed(error.to_string()))??;
    }
    Ok(worked)
}

/// One package to one partner, or one comparison; whether anything was done.
async fn step(app: &App, link: &Link) -> Result<bool, OpError> {
    let now = app.clock.now();
    let open = match open_package(app, link.id).await? {
        Some(open) if now < open.next_at => return Ok(false),
        Some(open) => Some(open),
        None => {
            if has_waiting(app, link).await? {
                let mut tx = app.db.write().await?;
                pack(&acting_for(app, link), &mut tx, link).await?;
                tx.commit_unaudited().await?;
            }
            open_package(app, link.id).await?
        }
    };
    if let Some(open) = open {
        return send(app, link, open).await;
    }
    if link.compare == Compare::Wanted {
        compare_with(app, link).await?;
        return Ok(true);
    }
    Ok(false)
}

async fn open_package(app: &App, link: LinkId) -> Result<Option<OpenPackage>, OpError> {
    Ok(app.db.read().await?.optional(OPEN, &[link.into()]).await?)
}

async fn has_waiting(app: &App, link: &Link) -> Result<bool, OpError> {
    Ok(!app.db.read().await?.rows(ANY_WAITING, &[link.id.into()]).await?.is_empty())
}

async fn send(app: &App, link: &Link, open: OpenPackage) -> Result<bool, OpError> {
    let answer = post(link, RECEIVE_PATH, open.body.clone()).await;
    let receipt = answer.and_then(|text| {
        let receipt: Receipt = serde_json::from_str(&text)
            .map_err(|error| format!("Bên nhận trả lời không đọc được ({error})."))?;
        let fits = receipt.package == open.id.to_string();
        if fits { Ok(receipt) } else { Err("Bên nhận trả lời về một gói khác.".to_owned()) }
    });
    let mut tx = app.db.write().await?;
    match receipt {
        Ok(receipt) => {
            take_receipt(app, &mut tx, link, open.id, &receipt).await?;
            tx.commit_unaudited().await?;
            Ok(true)
        }
        Err(problem) => {
            let next = app.clock.now().plus_ms(pause_ms(open.attempt));
            let values: [Value; 5] =
                [link.id.into(), open.id.into(), (open.attempt + 1).into(), next.into(), problem.into()];
            tx.execute(PUT_OFF, &values).await?;
            tx.commit_unaudited().await?;
            Ok(false)
        }
    }
}

fn pause_ms(attempt: i64) -> i64 {
    (FIRST_PAUSE_MS << attempt.clamp(0, 20)).min(LONGEST_PAUSE_MS)
}

async fn post(link: &Link, path: &str, body: String) -> Result<String, String> {
    let signature = sign(&link.secret, &format!("POST {path}"), body.as_bytes());
    let request = Request::post(format!("{}{path}", link.address))
        .header("content-type", "application/json")
        .header(SENDER_HEADER, &link.sender)
        .header(SIGNATURE_HEADER, signature)
        .body(body);
    ask(request).await
}

/// Asks a partner for something; the answer, or why there is none in a sentence.
pub(super) async fn get(link: &Link, path: &str) -> Result<String, String> {
    let signature = sign(&link.secret, &format!("GET {path}"), b"");
    let request = Request::get(format!("{}{path}", link.address))
        .header(SENDER_HEADER, &link.sender)
        .header(SIGNATURE_HEADER, signature)
        .body(String::new());
    ask(request).await
}

async fn ask(request: Result<Request<String>, ureq::http::Error>) -> Result<String, String> {
    let request = request.map_err(|error| format!("Địa chỉ của bên nhận không dùng được ({error})."))?;
    let asked = tokio::task::spawn_blocking(move || {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .timeout_connect(Some(CONNECT))
            .max_redirects(0)
            .http_status_as_error(false)
            .build();
        let agent: ureq::Agent = config.into();
        let (parts, body) = request.into_parts();
        let answered = match parts.method {
            ureq::http::Method::GET => agent.run(Request::from_parts(parts, ())),
            _ => agent.run(Request::from_parts(parts, body)),
        };
        read(
            answered
                .map_err(|error| format!("Không gửi được đến bên nhận ({error}). Hệ thống sẽ gửi lại."))?,
        )
    });
    asked.await.map_err(|error| error.to_string())?
}

fn read(mut answer: Response<ureq::Body>) -> Result<String, String> {
    let status = answer.status().as_u16();
    let text =
        answer.body_mut().with_config().limit(ANSWER_BYTES).read_to_string().map_err(|error| {
            format!("Đường truyền đứt khi đang nhận trả lời ({error}). Hệ thống sẽ gửi lại.")
        })?;
    match status {
        200 => Ok(text),
        401 => {
            Err("Bên nhận không nhận ra mã bên gửi hoặc chữ ký. Hãy báo quản trị kiểm tra mã và khóa."
                .to_owned())
        }
        503 => Err("Bên nhận đang tạm dừng nhận. Hệ thống sẽ gửi lại.".to_owned()),
        _ => Err(format!("Bên nhận trả lời mã {status}. Hệ thống sẽ gửi lại.")),
    }
}

khue_db::row! {
    struct OpenPackage {
        id: PackageId,
        body: String,
        attempt: i64,
        next_at: Moment,
    }
}

const OPEN: Statement = sql!("sql/open_package.sql");
const ANY_WAITING: Statement = sql!("sql/any_waiting.sql");
const PUT_OFF: Statement = sql!("sql/put_off.sql");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_ten_minutes() {
        let pauses = [0, 1, 2, 3, 8, 9, 1_000].map(pause_ms);
        assert_eq!(pauses, [2_000, 4_000, 8_000, 16_000, 512_000, 600_000, 600_000]);
    }
}
