//! `khue import`: sheets into records, and back.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Subcommand};
use khue_app::registry::import::{ImportOrder, ImportPreview, Take, apply_import, preview_import};
use khue_app::registry::records::{obstacles_to_undo, undo_source};
use khue_app::registry::{CODE_SYSTEM, SCHOOL_CODE_SYSTEM, unit_as_of, unit_by_code};
use khue_app::{Actor, App, Chance, Ctx};
use khue_base::{Day, SchoolYear, SourceId, UnitId};
use khue_rules::accounts::Role;
use khue_rules::registry::checks::Level;
use khue_rules::registry::record::{Kind, folded, kinds};
use khue_rules::registry::sheet::Weight;
use serde_json::{Value, json};

use super::report::parse_day;
use super::{Database, Problem};
use crate::clock::MachineClock;

/// What to import, or what to take back.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Other>,
    #[command(flatten)]
    sheet: Sheet,
}

/// What else can be done with imports.
#[derive(Subcommand)]
enum Other {
    /// Hoàn tác một lần nhập, khi chưa có gì ghi tiếp lên đó.
    Undo {
        /// Mã của lần nhập, như lệnh nhập đã in ra.
        source: SourceId,
        /// Vì sao hoàn tác.
        #[arg(long, default_value = "hoàn tác bằng lệnh")]
        reason: String,
        #[command(flatten)]
        database: Database,
    },
}

/// Which sheet.
#[derive(Args)]
struct Sheet {
    /// Loại hồ sơ: pupil (hoc-sinh), staff, class (lop-hoc), room…; auto để tự nhận ra.
    #[arg(value_parser = parse_kind, required = true)]
    kind: Option<Wanted>,
    /// Tệp XLSX, XLS, ODS hoặc CSV.
    #[arg(required = true)]
    file: Option<PathBuf>,
    /// Mã cơ sở giáo dục hoặc mã đơn vị hành chính.
    #[arg(long, value_name = "MÃ", required = true)]
    unit: Option<String>,
    /// Năm học, như 2020-2021; bỏ trống thì theo tiêu đề của bảng hoặc theo ngày.
    #[arg(long, value_name = "NĂM")]
    year: Option<SchoolYear>,
    /// Ngày bắt đầu có hiệu lực: 5/9/2020 hoặc 2020-09-05.
    #[arg(long, value_name = "NGÀY", value_parser = parse_day)]
    day: Option<Day>,
    /// Chỉ xem trước, không ghi gì.
    #[arg(long)]
    dry_run: bool,
    /// Ghi các hàng đúng dù có hàng bị từ chối.
    #[arg(long)]
    valid_only: bool,
    /// In kết quả dạng JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    database: Database,
}

#[derive(Clone, Copy)]
enum Wanted {
    Kind(&'static Kind),
    Guessed,
}

fn parse_kind(text: &str) -> Result<Wanted, String> {
    if text == "auto" {
        return Ok(Wanted::Guessed);
    }
    let wanted = folded(text);
    let fits =
        |kind: &&Kind| kind.code == text || folded(&kind.title) == wanted || folded(&kind.name) == wanted;
    kinds().iter().find(fits).map(Wanted::Kind).ok_or_else(|| {
        let codes: Vec<&str> = kinds().iter().map(|kind| kind.code.as_str()).collect();
        format!("không có loại hồ sơ này; hãy chọn một trong: auto, {}", codes.join(", "))
    })
}

/// Imports a sheet or takes an import back. The code tells whether rows were refused.
///
/// # Errors
/// [`Problem`] with what is missing or refused.
pub async fn run(arguments: Arguments) -> Result<ExitCode, Problem> {
    match arguments.command {
        Some(Other::Undo { source, reason, database }) => undo(source, &reason, &database).await,
        None => import(arguments.sheet).await,
    }
}

/// Rows were refused.
const REFUSED: u8 = 2;

async fn import(sheet: Sheet) -> Result<ExitCode, Problem> {
    // Required but where something is taken back.
    let (Some(kind), Some(path), Some(unit)) = (sheet.kind, &sheet.file, &sheet.unit) else {
        return Err(Problem("Hãy ghi loại hồ sơ, tệp và --unit; xem khue import --help.".to_owned()));
    };
    let content = std::fs::read(path).map_err(|error| {
        let file = path.display();
        Problem(format!("Không mở được {file}: {error}. Hãy kiểm tra đường dẫn và quyền đọc."))
    })?;
    let app = App::new(sheet.database.open_current().await?, Arc::new(MachineClock), Chance::from_machine());
    let ctx = acting(app, unit).await?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let order = ImportOrder {
        unit: ctx.actor.unit,
        kind: match kind {
            Wanted::Kind(kind) => Some(kind),
            Wanted::Guessed => None,
        },
        file_name: name.unwrap_or_default(),
        content: Arc::new(content),
        mapping: None,
        year: sheet.year,
        day: sheet.day,
    };
    let (preview, source) = if sheet.dry_run {
        (preview_import(&ctx, &order).await?, None)
    } else {
        let take = if sheet.valid_only { Take::Valid } else { Take::All };
        let applied = apply_import(&ctx, &order, take).await?;
        (applied.preview, applied.source)
    };
    if sheet.json {
        println!("{}", serde_json::to_string_pretty(&as_json(&preview, source, sheet.dry_run))?);
    } else {
        print(&preview, source, sheet.dry_run);
    }
    Ok(if preview.has_errors() { ExitCode::from(REFUSED) } else { ExitCode::SUCCESS })
}

async fn undo(source: SourceId, reason: &str, database: &Database) -> Result<ExitCode, Problem> {
    let app = App::new(database.open_current().await?, Arc::new(MachineClock), Chance::from_machine());
    let ctx = Ctx { app, actor: program(UnitId(0), String::new()) };
    let obstacles = obstacles_to_undo(&ctx, source).await?;
    if !obstacles.is_empty() {
        println!("Không hoàn tác được vì đã có các lần ghi sau; hãy hoàn tác chúng trước:");
        for obstacle in obstacles {
            let later = obstacle.source;
            println!("  {} {} · {} ({})", later.id, later.what.name(), later.note, obstacle.kind);
        }
        return Ok(ExitCode::from(REFUSED));
    }
    let undone = undo_source(&ctx, source, reason).await?;
    println!(
        "Đã hoàn tác lần nhập {source}: {} bản ghi thôi hiệu lực, {} bản ghi trở lại như trước.",
        undone.withdrawn, undone.restored
    );
    Ok(ExitCode::SUCCESS)
}

/// Whoever runs commands on the server has its database; the audit trail says that it was a command.
///
/// # Errors
/// [`Problem`] when no unit bears the code.
pub async fn acting(app: App, code: &str) -> Result<Ctx, Problem> {
    let ctx = Ctx { app, actor: program(UnitId(0), String::new()) };
    let mut session = ctx.read().await?;
    let today = ctx.today();
    let mut found = None;
    for system in [SCHOOL_CODE_SYSTEM, CODE_SYSTEM] {
        if found.is_none() {
            found = unit_by_code(&mut session, system, code, today).await?;
        }
    }
    let unit = match found {
        Some(unit) => unit_as_of(&mut session, unit, today).await?,
        None => None,
    };
    let unit = unit.ok_or_else(|| {
        Problem(format!("Không có đơn vị nào mang mã {code}. Hãy xem mã trên trang của đơn vị."))
    })?;
    Ok(Ctx { app: ctx.app.clone(), actor: program(unit.id, unit.name) })
}

fn program(unit: UnitId, unit_name: String) -> Actor {
    Actor {
        role: Role::DepartmentSpecialist,
        name: "Lệnh khue".to_owned(),
        unit_name,
        ..Actor::program(unit)
    }
}

fn as_json(preview: &ImportPreview, source: Option<SourceId>, is_dry_run: bool) -> Value {
    let findings = |weight: Weight| -> Vec<Value> {
        let findings = preview.findings.iter().filter(|finding| finding.weight == weight);
        findings
            .map(|finding| {
                json!({
                    "sheet": finding.sheet,
                    "cell": finding.cell.to_string(),
                    "field": finding.field,
                    "value": finding.value,
                    "reason": finding.reason.problem,
                    "fix": finding.reason.fix,
                    "check": finding.check,
                })
            })
            .collect()
    };
    let changes = preview.changes.iter().map(|change| {
        json!({
            "sheet": change.sheet, "row": change.row, "record": change.called, "field": change.field,
            "old": change.old, "new": change.new,
        })
    });
    let checks = preview.checks.iter().map(|one| {
        json!({ "check": one.code, "name": one.name, "is_error": one.level == Level::Error, "count": one.count })
    });
    json!({
        "kind": preview.kind.code,
        "file": preview.file_name,
        "year": preview.year.to_string(),
        "day": preview.day.iso(),
        "dry_run": is_dry_run,
        // A string: the number has more digits than JavaScript holds.
        "source": source.map(|source| source.to_string()),
        "counts": {
            "new": preview.counts.new, "changed": preview.counts.changed, "same": preview.counts.same,
            "refused": preview.counts.refused,
        },
        "errors": findings(Weight::Error),
        "queries": findings(Weight::Query),
        "checks": checks.collect::<Vec<_>>(),
        "change_count": preview.change_count,
        "changes": changes.collect::<Vec<_>>(),
        "notes": preview.notes,
    })
}

/// Findings of each sort that are printed for people; JSON has all.
const PRINTED: usize = 50;

fn print(preview: &ImportPreview, source: Option<SourceId>, is_dry_run: bool) {
    let counts = preview.counts;
    println!("{} · {} · có hiệu lực từ {}", preview.kind.title, preview.file_name, preview.day);
    println!(
        "{} hàng mới, {} thay đổi, {} giữ nguyên, {} bị từ chối",
        counts.new, counts.changed, counts.same, counts.refused
    );
    for note in &preview.notes {
        println!("● {note}");
    }
    for (sign, weight) in [("▲", Weight::Error), ("●", Weight::Query)] {
        let findings: Vec<_> = preview.findings.iter().filter(|finding| finding.weight == weight).collect();
        for finding in findings.iter().take(PRINTED) {
            println!("{sign} {}!{} {}", finding.sheet, finding.cell, finding.reason);
        }
        if let Some(more) = findings.len().checked_sub(PRINTED).filter(|more| *more > 0) {
            println!("{sign} … và {more} chỗ nữa; thêm --json để xem đủ.");
        }
    }
    for one in &preview.checks {
        let sign = if one.level == Level::Error { "▲" } else { "●" };
        println!("{sign} {}: {} ({})", one.name, one.count, one.code);
    }
    match source {
        _ if is_dry_run => println!("Mới xem trước, chưa ghi gì."),
        Some(source) => println!("Đã ghi. Hoàn tác bằng: khue import undo {source}"),
        None if preview.has_errors() => {
            println!(
                "Chưa ghi gì. Hãy sửa các ô trên rồi nhập lại, hoặc thêm --valid-only để ghi các hàng đúng."
            );
        }
        None => println!("Mọi hàng đã đúng như vậy từ trước, không có gì để ghi."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_named_by_code_or_by_words() {
        let code = |text: &str| match parse_kind(text) {
            Ok(Wanted::Kind(kind)) => kind.code.clone(),
            Ok(Wanted::Guessed) => "auto".to_owned(),
            Err(sentence) => sentence,
        };
        assert_eq!(code("pupil"), "pupil");
        assert_eq!(code("hoc-sinh"), "pupil");
        assert_eq!(code("auto"), "auto");
        assert!(code("ghe-da").contains("enrolment"));
    }
}
