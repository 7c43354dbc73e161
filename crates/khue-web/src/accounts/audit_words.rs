//! What the audit log's codes say in Vietnamese: every action that the program writes, and every field
//! of what it writes down beside it.

use khue_app::accounts::AccountState;
use khue_app::registry::{Ownership, Relation, UnitKind};
use khue_base::Day;
use khue_rules::accounts::Role;
use khue_rules::directive::state::TaskStage;
use serde_json::Value;

/// Actions in the order in which a filter lists them.
pub(super) const ACTIONS: [(&str, &str); 83] = [
    ("account.sign-in", "Đăng nhập"),
    ("account.sign-out", "Đăng xuất"),
    ("account.enter-demo", "Vào bản chạy thử"),
    ("account.choose-post", "Chuyển sang chức vụ khác"),
    ("account.last-attempt", "Nhập sai mật khẩu đến lần cuối, tạm dừng đăng nhập"),
    ("account.set-password", "Đặt mật khẩu bằng liên kết"),
    ("account.change-password", "Đổi mật khẩu"),
    ("account.end-session", "Kết thúc một phiên đăng nhập"),
    ("account.end-other-sessions", "Kết thúc các phiên đăng nhập khác"),
    ("account.invite", "Thêm tài khoản"),
    ("account.invite-again", "Tạo liên kết đặt mật khẩu"),
    ("account.set-state", "Khoá, mở hoặc đóng tài khoản"),
    ("account.first-link", "In liên kết cho quản trị đầu tiên"),
    ("account.first-administrator", "Lập tài khoản quản trị đầu tiên"),
    ("account.demo", "Lập tài khoản của bản chạy thử"),
    ("application.register", "Đăng ký ứng dụng"),
    ("application.revoke", "Thu hồi quyền của ứng dụng"),
    ("application.enter", "Ứng dụng xin mã truy cập"),
    ("roster.export", "Xuất danh sách theo OneRoster"),
    ("person.add", "Thêm người"),
    ("post.give", "Giao chức vụ"),
    ("post.end", "Thôi chức vụ"),
    ("unit.add", "Thêm đơn vị"),
    ("unit.change", "Sửa đơn vị"),
    ("unit.move", "Chuyển đơn vị cấp trên"),
    ("unit.recode", "Đổi mã đơn vị"),
    ("unit.merge", "Nhập đơn vị"),
    ("unit.split", "Tách đơn vị"),
    ("unit.end", "Kết thúc đơn vị"),
    ("units.import", "Nhập danh mục đơn vị hành chính"),
    ("units.load", "Nạp danh mục đơn vị, người, chức vụ"),
    ("record.change", "Sửa một hồ sơ"),
    ("record.write", "Ghi nhiều hồ sơ"),
    ("record.undo", "Hoàn tác một lần ghi hồ sơ"),
    ("finding.explain", "Giải trình một kiểm tra hồ sơ"),
    ("round.open", "Mở kỳ báo cáo"),
    ("round.dues", "Đổi hạn của kỳ báo cáo"),
    ("round.pass-due", "Tự khóa số liệu khi hết hạn"),
    ("figures.send", "Gửi số liệu của trường"),
    ("figures.approve", "Duyệt số liệu của trường"),
    ("figures.reject", "Trả lại số liệu của trường"),
    ("figures.lock", "Khóa số liệu của trường"),
    ("figures.ask-unlock", "Xin mở khóa số liệu"),
    ("figures.unlock", "Mở khóa số liệu của trường"),
    ("figures.keep-locked", "Không mở khóa số liệu của trường"),
    ("transfer.begin", "Đề nghị chuyển trường"),
    ("transfer.accept", "Đồng ý chuyển trường"),
    ("transfer.refuse", "Không đồng ý chuyển trường"),
    ("transfer.cancel", "Rút đề nghị chuyển trường"),
    ("exchange.add", "Thêm đối tác trao đổi"),
    ("exchange.key", "Đổi khóa của đối tác trao đổi"),
    ("exchange.state", "Tạm dừng hoặc tiếp tục trao đổi"),
    ("exchange.now", "Gửi ngay cho đối tác trao đổi"),
    ("exchange.compare", "Đối soát với đối tác trao đổi"),
    ("exchange.resend", "Gửi lại bản ghi lệch"),
    ("exchange.sent", "Gửi một gói hồ sơ"),
    ("exchange.received", "Nhận một gói hồ sơ"),
    ("directive.upload", "Đưa văn bản vào"),
    ("directive.adopt", "Ban hành văn bản"),
    ("directive.urge", "Đôn đốc đơn vị"),
    ("provision.accept", "Nhận một nội dung"),
    ("provision.accept-all", "Nhận mọi nội dung còn lại"),
    ("provision.add", "Thêm một nội dung"),
    ("provision.edit", "Sửa một nội dung"),
    ("provision.split", "Tách một nội dung"),
    ("provision.merge", "Gộp hai nội dung"),
    ("provision.drop", "Bỏ một nội dung"),
    ("provision.restore", "Lấy lại một nội dung đã bỏ"),
    ("task.assign", "Giao việc"),
    ("task.edit", "Sửa nhiệm vụ"),
    ("task.pause", "Tạm dừng nhiệm vụ"),
    ("task.reopen", "Tiếp tục nhiệm vụ"),
    ("task.cancel", "Huỷ nhiệm vụ"),
    ("task.close", "Đóng nhiệm vụ"),
    ("progress.save", "Lưu nháp báo cáo tiến độ"),
    ("progress.send", "Gửi báo cáo tiến độ"),
    ("progress.withdraw", "Rút lại báo cáo tiến độ"),
    ("progress.accepted", "Chấp nhận báo cáo tiến độ"),
    ("progress.returned", "Trả lại báo cáo tiến độ"),
    ("report.made", "Lập báo cáo chính thức"),
    ("report.saved", "Sửa lời báo cáo chính thức"),
    ("report.finished", "Chốt báo cáo chính thức"),
    ("report.refreshed", "Khoá lại số liệu của báo cáo chính thức"),
];

/// Fields of what is written down beside an action; those without a word are numbers that only the
/// program knows and a reader cannot use.
const FIELDS: [(&str, &str); 73] = [
    ("login", "tên đăng nhập"),
    ("person", ""),
    ("session", ""),
    ("post", ""),
    ("address", "từ địa chỉ mạng"),
    ("scopes", "quyền"),
    ("last_day", "dùng đến hết ngày"),
    ("ended", "số phiên bị kết thúc"),
    ("ended_sessions", "số phiên bị kết thúc"),
    ("from", "từ"),
    ("to", "đến"),
    ("until", "đến trước ngày"),
    ("day", "ngày"),
    ("reason", "lí do"),
    ("decision", "văn bản"),
    ("name", "tên"),
    ("was", "tên cũ"),
    ("kind", "loại"),
    ("ownership", "sở hữu"),
    ("relation", "quan hệ"),
    ("parent", "cấp trên"),
    ("role", "vai trò"),
    ("unit", "đơn vị"),
    ("units", "đơn vị"),
    ("parts", "phần tách ra"),
    ("people", "số người"),
    ("posts", "số chức vụ"),
    ("successions", "số lần kế thừa"),
    ("due_on", "hạn"),
    ("given", "số đơn vị nhận việc"),
    ("directive", ""),
    ("as_of", "chốt đến ngày"),
    ("revision", ""),
    ("digest", "mã nội dung"),
    ("dropped", "số đoạn sửa tay bị bỏ"),
    ("version", "phiên bản"),
    ("edited", "số đoạn đã sửa"),
    ("file", "tệp"),
    ("provisions", "số nội dung đọc được"),
    ("provision", ""),
    ("text", "nội dung"),
    ("count", "số nội dung"),
    ("tasks", "số nhiệm vụ"),
    ("assignments", "số lượt giao"),
    ("assignment", ""),
    ("step", "mức độ"),
    ("figures", "số chỉ tiêu có số liệu"),
    ("evidence", "số minh chứng"),
    ("note", "ghi chú"),
    ("task", ""),
    ("words", "lời nhắn"),
    ("target", ""),
    ("targets", "số chỉ tiêu đã đổi"),
    ("before", "trước"),
    ("after", "sau"),
    ("fields", "trường đã sửa"),
    ("source", ""),
    ("what", "bằng cách"),
    ("rows", "số dòng"),
    ("withdrawn", "số dòng bỏ đi"),
    ("restored", "số dòng lấy lại"),
    ("check", "kiểm tra"),
    ("explained", "số điểm đã giải trình"),
    ("schools", "số trường"),
    ("direction", "chiều"),
    ("sender", "mã bên gửi"),
    ("demand", "mức yêu cầu"),
    ("state", "trạng thái"),
    ("records", "số bản ghi"),
    ("accepted", "số bản ghi được nhận"),
    ("refused", "số bản ghi bị từ chối"),
    ("ignored", "số bản ghi bị bỏ qua"),
    ("guarded", "số người có thông tin riêng"),
];

/// Longest value shown, in letters.
const VALUE_LETTERS: usize = 160;
/// Digits of a digest that are enough to compare it by eye.
const DIGEST_LETTERS: usize = 12;

/// What was done, in words; the code itself when a later version of the program wrote it.
pub(super) fn action(code: &str) -> &str {
    ACTIONS.iter().find(|(known, _)| *known == code).map_or(code, |(_, words)| words)
}

/// Ids of units that the detail speaks of, so that they can be named.
pub(super) fn units_in(detail: &str) -> Vec<i64> {
    let Ok(Value::Object(fields)) = serde_json::from_str::<Value>(detail) else { return Vec::new() };
    let mut units = Vec::new();
    for name in ["unit", "units", "parent"] {
        match fields.get(name) {
            Some(Value::Array(list)) if list.len() <= NAMED_UNITS => {
                units.extend(list.iter().filter_map(Value::as_i64));
            }
            Some(value) if name != "units" => units.extend(value.as_i64()),
            _ => {}
        }
    }
    units
}

/// From more units on, their number is said.
const NAMED_UNITS: usize = 4;

/// What was written down beside an action, in words: `lí do: thiếu biên bản; phiên bản: 2`.
pub(super) fn detail(detail: &str, unit_name: &dyn Fn(i64) -> Option<String>) -> String {
    let Ok(Value::Object(fields)) = serde_json::from_str::<Value>(detail) else { return String::new() };
    let mut parts = Vec::new();
    for (name, value) in &fields {
        let label = FIELDS.iter().find(|(known, _)| known == name).map_or(name.as_str(), |(_, words)| words);
        let said = said(name, value, unit_name);
        if !label.is_empty() && !said.is_empty() {
            parts.push(format!("{label}: {said}"));
        }
    }
    parts.join("; ")
}

fn said(name: &str, value: &Value, unit_name: &dyn Fn(i64) -> Option<String>) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(yes) => if *yes { "có" } else { "không" }.to_owned(),
        // `to` and `from` of a change of post are numbers of posts.
        Value::Number(_) if matches!(name, "from" | "to") => String::new(),
        Value::Number(number) if matches!(name, "unit" | "parent") => {
            number.as_i64().and_then(unit_name).unwrap_or_default()
        }
        Value::Number(number) => number.to_string(),
        Value::String(text) if name == "digest" => text.chars().take(DIGEST_LETTERS).collect(),
        Value::String(text) => cut(&in_words(name, text)),
        Value::Array(list) if name == "units" && list.len() <= NAMED_UNITS => {
            let names: Vec<String> = list.iter().filter_map(|id| unit_name(id.as_i64()?)).collect();
            names.join(", ")
        }
        Value::Array(list) => list.len().to_string(),
        Value::Object(_) => String::new(),
    }
}

fn in_words(name: &str, text: &str) -> String {
    let known = match name {
        "kind" => UnitKind::from_code(text).map(UnitKind::name),
        "ownership" => Ownership::from_code(text).map(Ownership::name),
        "relation" => Relation::from_code(text).map(Relation::name),
        "role" => Role::from_code(text).map(Role::name),
        "step" => TaskStage::from_code(text).map(TaskStage::name),
        "from" | "to" => AccountState::from_code(text).map(AccountState::name),
        _ => None,
    };
    match known {
        Some(words) => words.to_owned(),
        None => text.parse::<Day>().map_or_else(|_| text.to_owned(), |day| day.to_string()),
    }
}

fn cut(text: &str) -> String {
    if text.chars().count() <= VALUE_LETTERS {
        return text.to_owned();
    }
    let start: String = text.chars().take(VALUE_LETTERS).collect();
    format!("{}…", start.get(..start.rfind(' ').unwrap_or(start.len())).unwrap_or(&start))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use super::*;

    fn sources() -> Vec<(PathBuf, String)> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut found = Vec::new();
        let mut folders = vec![root.join("khue-app/src"), root.join("khue/src")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|end| end == "rs") {
                    let text = std::fs::read_to_string(&path).unwrap();
                    let code = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
                    found.push((path, code));
                }
            }
        }
        found
    }

    fn writes(code: &str) -> bool {
        ["ctx.audit(", "tx.audit(", "record(&mut tx"].iter().any(|call| code.contains(call))
    }

    /// Texts in quotes that look like `area.verb`.
    fn actions_in(code: &str) -> BTreeSet<String> {
        code.split('"')
            .skip(1)
            .step_by(2)
            .filter(|text| {
                let mut parts = text.split('.');
                let word = |part: Option<&str>| {
                    part.is_some_and(|part| {
                        part.len() > 2 && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
                    })
                };
                word(parts.next()) && word(parts.next()) && parts.next().is_none()
            })
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn every_action_that_the_program_writes_has_a_word() {
        let (mut written, mut files) = (BTreeSet::new(), 0);
        for (path, code) in sources().iter().filter(|(_, code)| writes(code)) {
            let found = actions_in(code);
            // A code that is put together at run time could not be found here; `account.rs` and
            // `context.rs` pass on what others hand them.
            let passes_on = ["accounts/account.rs", "context.rs"].iter().any(|end| path.ends_with(end));
            assert!(passes_on || !found.is_empty(), "{}: no action in quotes", path.display());
            assert!(!code.contains("audit(&mut tx, &format!"), "{}", path.display());
            written.extend(found);
            files += 1;
        }
        assert!(files > 20, "only {files} files write to the audit log");
        let known: BTreeSet<String> = ACTIONS.iter().map(|(code, _)| (*code).to_owned()).collect();
        assert_eq!(known.len(), ACTIONS.len(), "an action stands twice");
        let wordless: Vec<_> = written.difference(&known).collect();
        assert!(wordless.is_empty(), "actions without a word: {wordless:?}");
        let idle: Vec<_> = known.difference(&written).collect();
        assert!(idle.is_empty(), "words for actions that nobody writes: {idle:?}");
    }

    #[test]
    fn every_field_that_the_program_writes_has_a_word() {
        let known: BTreeSet<&str> = FIELDS.iter().map(|(code, _)| *code).collect();
        let mut seen = 0;
        for (path, code) in sources().iter().filter(|(_, code)| writes(code)) {
            let pieces: Vec<&str> = code.split("json!({").collect();
            for pair in pieces.windows(2) {
                // Other JSON is stored elsewhere and never reaches the log.
                let before: String = pair[0].chars().rev().take(200).collect();
                let before: String = before.chars().rev().collect();
                if !["let detail", "let mut detail", "audit(", "record("]
                    .iter()
                    .any(|mark| before.contains(mark))
                {
                    continue;
                }
                seen += 1;
                let object = pair[1].split("})").next().unwrap_or_default();
                let mut pieces = object.split('"');
                let _ = pieces.next();
                let quoted: Vec<&str> = pieces.collect();
                for pair in quoted.chunks(2) {
                    let [name, after] = pair else { continue };
                    if after.starts_with(':') {
                        assert!(known.contains(name), "{}: {name}", path.display());
                    }
                }
            }
        }
        assert!(seen > 25, "only {seen} details were found");
    }

    #[test]
    fn details_are_said_in_words() {
        #[track_caller]
        fn check(written: &str, words: &str) {
            let name = |id: i64| (id == 7).then(|| "Trường THCS Phong Vân".to_owned());
            assert_eq!(detail(written, &name), words);
        }
        check(r#"{"assignment":12,"reason":"thiếu biên bản"}"#, "lí do: thiếu biên bản");
        check(r#"{"day":"2025-07-01","decision":"NQ 1658"}"#, "ngày: 1/7/2025; văn bản: NQ 1658");
        check(r#"{"units":[7,8],"given":1}"#, "số đơn vị nhận việc: 1; đơn vị: Trường THCS Phong Vân");
        check(r#"{"units":[1,2,3,4,5]}"#, "đơn vị: 5");
        check(r#"{"from":"active","to":"locked"}"#, "từ: đang dùng; đến: tạm khoá");
        check(r#"{"from":12,"to":13,"session":4}"#, "");
        check(r#"{"later":"điều mới"}"#, "later: điều mới");
        check("null", "");
        check("không phải JSON", "");
        assert_eq!(action("task.assign"), "Giao việc");
        assert_eq!(action("task.unknown-yet"), "task.unknown-yet");
    }
}
