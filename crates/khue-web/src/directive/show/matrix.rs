//! `GET /chi-dao/{id}/ma-tran`: every section × every unit, and the same as CSV and Excel.

use axum::response::Response;
use khue_app::OpError;
use khue_app::directive::{Overview, overview_at};
use khue_base::DirectiveId;
use khue_office::sheet::{Cell, ColumnKind as SheetKind, Sheet, SheetColumn};

use super::overview::{Urging, day_asked, matrix};
use crate::directive::download;
use crate::directive::matrix::MatrixPage;
use crate::directive::words;
use crate::page::{Filter, FilterSelect, Link, Run};
use crate::{Asked, Failure, InPath, Signed, show};

/// Shows the matrix.
pub async fn page(
    signed: Signed,
    InPath(id): InPath<DirectiveId>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let today = signed.ctx.today();
    let day = day_asked(&asked, today).map_err(OpError::Refused)?;
    let overview = overview_at(&signed.ctx, id, day).await?;
    let here = format!("/chi-dao/{id}/ma-tran");
    let up = format!("/chi-dao/{id}");
    let heading = words::heading(&overview.head);
    let mut shown = (*overview).clone();
    match asked.text("cot") {
        "huyen" => shown.groups.retain(|group| group.district),
        "khac" => shown.groups.retain(|group| !group.district),
        _ => {}
    }
    let late = shown.groups.iter().filter(|group| group.counts.overdue > 0).count();
    let columns = [("huyen", "Huyện, thành phố"), ("khac", "Sở, ngành, đơn vị khác")];
    let options = columns.map(|(value, label)| (value.to_owned(), label.to_owned()));
    Ok(show(&MatrixPage {
        shell: signed.shell(&format!("Ma trận · {heading}"), &[("Chỉ đạo", "/chi-dao"), (&heading, &up)]),
        views: words::views(id, "Ma trận"),
        as_of: words::as_of(&overview, &here, today),
        lead: match late {
            0 => vec![Run::plain("Không nơi nào có việc quá hạn.")],
            late => vec![
                Run::late(format!("{late} nơi có việc quá hạn")),
                Run::plain(format!(" trong {} nơi được giao.", shown.groups.len())),
            ],
        },
        filter: Filter {
            action: here.clone(),
            selects: vec![FilterSelect {
                name: "cot".to_owned(),
                label: "Cột".to_owned(),
                choices: words::choices("Tất cả", options, asked.text("cot")),
            }],
            clear: asked.filled("cot").map(|_| here.clone()),
            found: format!("{} cột", shown.groups.len()),
            ..Filter::default()
        },
        exports: [("CSV", "csv"), ("Excel", "xlsx")]
            .map(|(label, end)| Link::new(label, format!("{here}/tai-ve/{end}?ngay={}", overview.as_of)))
            .to_vec(),
        matrix: matrix(&shown, &up, Urging::of(&signed.ctx, &overview)),
        heading,
        here,
    }))
}

/// The same as a file: a row for each section and unit.
pub async fn file(
    signed: Signed,
    InPath((id, kind)): InPath<(DirectiveId, String)>,
    Asked(asked): Asked,
) -> Result<Response, Failure> {
    let day = day_asked(&asked, signed.ctx.today()).map_err(OpError::Refused)?;
    let overview = overview_at(&signed.ctx, id, day).await?;
    download::sheet(&sheet(&overview), &kind, &format!("ma-tran-{}", overview.as_of.iso()))
}

fn sheet(overview: &Overview) -> Sheet {
    let column = |title: &str, width, kind| SheetColumn { title: title.to_owned(), width, kind };
    let figures = ["Được giao", "Hoàn thành", "Quá hạn", "Sắp đến hạn", "Chờ duyệt", "Chưa báo cáo"];
    let mut columns = vec![
        column("Mục", 8, SheetKind::Text),
        column("Tên mục", 50, SheetKind::Text),
        column("Nơi thực hiện", 22, SheetKind::Text),
    ];
    columns.extend(figures.map(|title| column(title, 11, SheetKind::Number)));
    let mut rows = Vec::new();
    for section in &overview.sections {
        for group in &overview.groups {
            let Some(cell) = overview.cells.get(&(section.path.clone(), group.unit)) else { continue };
            let counts = &cell.counts;
            let mut row = vec![
                Cell::Text(section.path.clone()),
                Cell::Text(section.heading.clone()),
                Cell::Text(group.name.clone()),
            ];
            let numbers =
                [counts.total(), counts.done(), counts.overdue, counts.soon, counts.waiting, counts.unknown];
            row.extend(numbers.map(|number| Cell::Whole(number.into())));
            rows.push(row);
        }
    }
    Sheet {
        name: "Ma trận".to_owned(),
        title: overview.head.subject.clone(),
        notes: vec![overview.head.name(), format!("Số liệu đến {}", overview.as_of)],
        day: overview.as_of,
        columns,
        rows,
    }
}
