//! What `khue doctor` asks of the database and of the machine it stands on.

pub(crate) mod notes;

use std::path::Path;

use khue_base::{Clock, Moment};

use crate::migrate::pending;
use crate::{Db, DbError, Dialect, Migration, Statement, queue, sql};
use notes::{LAST_BACKUP, LAST_CLOCK, remember, remembered};

const MIB: u64 = 1024 * 1024;
const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// How a thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// As it should be.
    Good,
    /// Works, but somebody should act.
    Warn,
    /// Somebody must act now.
    Bad,
}

/// One thing that was looked at, in Vietnamese.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub what: &'static str,
    /// How it stands.
    pub state: State,
    /// What was seen.
    pub words: String,
    /// What to do next; none when it is good.
    pub next: Option<String>,
}

impl Finding {
    /// A thing as it should be.
    pub fn good(what: &'static str, words: impl Into<String>) -> Self {
        Self { what, state: State::Good, words: words.into(), next: None }
    }

    /// A thing on which somebody should act.
    pub fn warn(what: &'static str, words: impl Into<String>, next: impl Into<String>) -> Self {
        Self { what, state: State::Warn, words: words.into(), next: Some(next.into()) }
    }

    /// A thing on which somebody must act now.
    pub fn bad(what: &'static str, words: impl Into<String>, next: impl Into<String>) -> Self {
        Self { what, state: State::Bad, words: words.into(), next: Some(next.into()) }
    }
}

/// Looks at the database, and at the disk under it and under `folders`.
pub async fn examine(
    db: &Db,
    migrations: &[Migration],
    folders: &[&Path],
    clock: &dyn Clock,
) -> Vec<Finding> {
    let now = clock.now();
    let mut findings = Vec::new();
    let beside = db.file().and_then(Path::parent);
    let beside = beside.map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    for folder in beside.iter().chain(folders) {
        findings.push(free_disk(folder, fs4::available_space(folder)));
    }
    let answers = database(db).await;
    let silent = answers.state == State::Bad;
    findings.push(answers);
    if silent {
        // Everything below would only say the same again.
        return findings;
    }
    findings.extend(write_ahead_log(db));
    if db.dialect() == Dialect::Postgres {
        findings.push(or_bad(DURABILITY, durability(db).await));
    }
    let schema = schema(db, migrations).await;
    let unusable = schema.state != State::Good;
    findings.push(schema);
    if unusable {
        return findings;
    }
    findings.push(or_bad("Bản sao lưu", last_backup(db, now).await));
    findings.push(or_bad("Việc nền", background_work(db, now).await));
    findings.push(or_bad("Đồng hồ", clock_jump(db, now).await));
    findings
}

fn free_disk(folder: &Path, free: std::io::Result<u64>) -> Finding {
    const WHAT: &str = "Chỗ trống trên đĩa";
    let place = folder.display();
    match free {
        Err(error) => Finding::bad(
            WHAT,
            format!("không xem được thư mục {place}: {error}"),
            "Kiểm tra thư mục có tồn tại và tài khoản chạy Khuê có quyền đọc.",
        ),
        Ok(free) if free < 500 * MIB => Finding::bad(
            WHAT,
            format!("{place}: chỉ còn {} MB", free / MIB),
            "Dọn đĩa hoặc chuyển dữ liệu sang đĩa lớn hơn ngay; khi đĩa đầy Khuê không lưu được nữa.",
        ),
        Ok(free) if free < 5_000 * MIB => Finding::warn(
            WHAT,
            format!("{place}: còn {} MB", free / MIB),
            "Dọn đĩa hoặc chuyển bản sao lưu cũ sang máy khác.",
        ),
        Ok(free) => Finding::good(WHAT, format!("{place}: còn {} GB", free / (1024 * MIB))),
    }
}

crate::row! {
    struct Version {
        version: String,
    }
}

async fn database(db: &Db) -> Finding {
    const WHAT: &str = "Cơ sở dữ liệu";
    let name = match db.dialect() {
        Dialect::Lite => "SQLite",
        Dialect::Postgres => "PostgreSQL",
    };
    let version = async { db.read().await?.optional::<Version>(VERSION, &[]).await };
    match version.await {
        Ok(found) => Finding::good(WHAT, format!("{name} {}", found.map_or_else(String::new, |v| v.version))),
        Err(error) => Finding::bad(
            WHAT,
            format!("{name} không trả lời: {error}"),
            "Kiểm tra máy chủ cơ sở dữ liệu đang chạy và địa chỉ --database là đúng.",
        ),
    }
}

fn write_ahead_log(db: &Db) -> Option<Finding> {
    const WHAT: &str = "Nhật kí ghi trước";
    let mut name = db.file()?.as_os_str().to_owned();
    name.push("-wal");
    // No such file: everything is in the database's own.
    let size = std::fs::metadata(Path::new(&name)).map_or(0, |found| found.len());
    Some(if size > 1024 * MIB {
        Finding::warn(
            WHAT,
            format!("{} MB chưa gộp vào tệp chính", size / MIB),
            "Khởi động lại Khuê; nếu vẫn lớn, tìm tiến trình đang mở tệp cơ sở dữ liệu quá lâu.",
        )
    } else {
        Finding::good(WHAT, format!("{} MB", size / MIB))
    })
}

const DURABILITY: &str = "Ghi chắc xuống đĩa";

crate::row! {
    struct Setting {
        name: String,
    }
}

/// PostgreSQL can be told to promise what it has not written yet; SQLite is opened by us, and cannot.
async fn durability(db: &Db) -> Result<Finding, DbError> {
    let off: Vec<Setting> = db.read().await?.all(UNSAFE_SETTINGS, &[]).await?;
    if off.is_empty() {
        return Ok(Finding::good(DURABILITY, "có"));
    }
    let names: Vec<_> = off.into_iter().map(|setting| setting.name).collect();
    Ok(Finding::bad(
        DURABILITY,
        format!("PostgreSQL đang tắt {}", names.join(", ")),
        "Đặt lại là on trong postgresql.conf rồi nạp lại; nếu không, mất điện là mất dữ liệu đã báo lưu.",
    ))
}

async fn schema(db: &Db, migrations: &[Migration]) -> Finding {
    const WHAT: &str = "Cấu trúc dữ liệu";
    let found = async { pending(migrations, &db.applied_migrations().await?) };
    match found.await {
        Ok(numbers) if numbers.is_empty() => Finding::good(WHAT, "đúng với bản Khuê này"),
        Ok(numbers) => Finding::warn(
            WHAT,
            format!("còn {} bước nâng cấp chưa chạy", numbers.len()),
            "Sao lưu rồi chạy: khue migrate",
        ),
        Err(error) => Finding::bad(
            WHAT,
            format!("không hợp với bản Khuê này: {error}"),
            "Cài đúng bản Khuê đã dùng với dữ liệu này, hoặc bản mới hơn.",
        ),
    }
}

async fn last_backup(db: &Db, now: Moment) -> Result<Finding, DbError> {
    const WHAT: &str = "Bản sao lưu";
    const NEXT: &str = "Chạy: khue backup TỆP, và đặt lịch chạy hằng ngày.";
    let last = remembered(&mut db.read().await?, LAST_BACKUP).await?;
    Ok(match last {
        None => Finding::warn(WHAT, "chưa sao lưu lần nào", NEXT),
        Some(last) => {
            let words = format!("lần cuối lúc {last}");
            match now.0 - last.0 {
                age if age > 7 * DAY_MS => Finding::bad(WHAT, words, NEXT),
                age if age > 26 * HOUR_MS => Finding::warn(WHAT, words, NEXT),
                _ => Finding::good(WHAT, words),
            }
        }
    })
}

async fn background_work(db: &Db, now: Moment) -> Result<Finding, DbError> {
    const WHAT: &str = "Việc nền";
    let counts = queue::counts(&mut db.read().await?).await?;
    let words = format!("{} việc đang chờ, {} việc dừng vì lỗi", counts.pending, counts.parked);
    let late = counts.oldest.is_some_and(|oldest| now.0 - oldest.0 > 5 * MINUTE_MS);
    Ok(if late {
        Finding::warn(
            WHAT,
            format!("{words}, việc cũ nhất chờ quá 5 phút"),
            "Kiểm tra khue serve hoặc khue work đang chạy.",
        )
    } else if counts.parked > 0 {
        Finding::warn(WHAT, words, "Mở trang việc nền để xem lỗi và cho chạy lại.")
    } else {
        Finding::good(WHAT, words)
    })
}

/// A clock set back makes deadlines and sessions wrong. It is compared with what it said the last time.
async fn clock_jump(db: &Db, now: Moment) -> Result<Finding, DbError> {
    const WHAT: &str = "Đồng hồ";
    let last = remembered(&mut db.read().await?, LAST_CLOCK).await?;
    remember(db, LAST_CLOCK, now).await?;
    Ok(match last {
        Some(last) if last.0 - now.0 > MINUTE_MS => Finding::bad(
            WHAT,
            format!("máy chỉ {now}, nhưng lần xem trước đã là {last}"),
            "Chỉnh lại giờ của máy và bật đồng bộ giờ tự động (NTP).",
        ),
        _ => Finding::good(WHAT, format!("{now}")),
    })
}

fn or_bad(what: &'static str, found: Result<Finding, DbError>) -> Finding {
    found.unwrap_or_else(|error| {
        Finding::bad(what, format!("không xem được: {error}"), "Gửi dòng này cho người quản trị hệ thống.")
    })
}

const UNSAFE_SETTINGS: Statement = sql!("unsafe_settings.pg.sql");
const VERSION: Statement = sql!("version.sql", "version.pg.sql");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_by_how_full_it_is() {
        let check = |free: u64, state: State, says: &str| {
            let found = free_disk(Path::new("/data"), Ok(free));
            assert_eq!(found.state, state);
            assert!(found.words.contains(says), "{}", found.words);
            assert_eq!(found.next.is_none(), state == State::Good);
        };
        check(499 * MIB, State::Bad, "chỉ còn 499 MB");
        check(500 * MIB, State::Warn, "còn 500 MB");
        check(4_999 * MIB, State::Warn, "còn 4999 MB");
        check(5_120 * MIB, State::Good, "còn 5 GB");
        let gone = free_disk(Path::new("/data"), Err(std::io::Error::from(std::io::ErrorKind::NotFound)));
        assert_eq!(gone.state, State::Bad);
    }
}
