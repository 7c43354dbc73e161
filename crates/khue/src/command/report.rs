//! `khue directive report`: an official report as PDF and DOCX.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use khue_app::directive::{
    MakeReport, current_period, directive_head, make_report, report_docx, report_pdf, reporting_unit,
};
use khue_app::{Actor, App, Chance, Ctx};
use khue_base::{Day, DirectiveId};
use khue_rules::accounts::Role;

use super::{Database, Problem};
use crate::clock::MachineClock;

/// Which report, and where to.
#[derive(Args)]
pub struct Arguments {
    /// Mã của văn bản chỉ đạo, như trong địa chỉ trang của nó.
    directive: DirectiveId,
    /// Ngày lấy số liệu: 31/5/2021 hoặc 2021-05-31.
    #[arg(long, value_name = "NGÀY", value_parser = parse_day)]
    as_of: Day,
    /// Kì báo cáo, như “quý II năm 2021”; bỏ trống thì theo ngày lấy số liệu.
    #[arg(long)]
    period: Option<String>,
    /// Tệp PDF để ghi.
    #[arg(long, value_name = "TỆP", required_unless_present = "docx")]
    pdf: Option<PathBuf>,
    /// Tệp DOCX để ghi.
    #[arg(long, value_name = "TỆP")]
    docx: Option<PathBuf>,
    #[command(flatten)]
    database: Database,
}

/// Draws up the report in the name of the Department and writes its files.
///
/// # Errors
/// [`Problem`] with what is missing or refused.
pub async fn report(arguments: Arguments) -> Result<(), Problem> {
    let db = arguments.database.open_current().await?;
    let app = App::new(db, Arc::new(MachineClock), Chance::from_machine());
    let day = arguments.as_of;
    // Whoever runs commands on the server has its database; the audit trail says that it was a command.
    let actor = Actor {
        role: Role::DepartmentSpecialist,
        name: "Lệnh khue".to_owned(),
        ..Actor::program(khue_base::UnitId(0))
    };
    let asking = Ctx { app: app.clone(), actor: actor.clone() };
    let head = directive_head(&asking, arguments.directive).await?;
    let unit = reporting_unit(&asking, head.owner_unit, day).await?;
    let ctx = Ctx { app, actor: Actor { unit: unit.id, unit_name: unit.name, ..actor } };
    let period = match arguments.period {
        Some(period) => period,
        None => current_period(day)?,
    };
    let order = MakeReport { directive: arguments.directive, as_of: day, period, addressee: String::new() };
    let id = make_report(&ctx, order).await?;
    println!("Đã lập báo cáo {id}, số liệu đến hết ngày {day}.");
    if let Some(file) = &arguments.pdf {
        write(file, &report_pdf(&ctx, id).await?)?;
    }
    if let Some(file) = &arguments.docx {
        write(file, &report_docx(&ctx, id).await?)?;
    }
    Ok(())
}

fn write(file: &Path, content: &[u8]) -> Result<(), Problem> {
    std::fs::write(file, content).map_err(|error| {
        Problem(format!("Không ghi được {}: {error}. Hãy kiểm tra đường dẫn và quyền ghi.", file.display()))
    })?;
    println!("{} ({} kB)", file.display(), content.len().div_ceil(1024));
    Ok(())
}

pub(super) fn parse_day(text: &str) -> Result<Day, String> {
    text.parse().or_else(|_| Day::parse_vietnamese(text)).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_both_forms() {
        assert_eq!(parse_day("31/5/2021"), parse_day("2021-05-31"));
        assert!(parse_day("hôm nay").is_err());
    }
}
