//! `GET /trao-doi/pham-vi`: how much of the schema Khuê fills, and what it does not hold yet.

use axum::response::Response;
use khue_app::registry::exchange::links;
use khue_rules::registry::exchange::{Column, Coverage, Held, Need, coverage};

use super::{CRUMBS, tabs};
use crate::page::{ColumnKind, Empty, Link, Run};
use crate::registry::exchange::{ExchangePage, ExchangeRow, ExchangeSection};
use crate::registry::record_list::{RecordRow, columns, figures};
use crate::{Failure, Signed, show};

const HEADS: &[(&str, ColumnKind)] = &[
    ("Bảng", ColumnKind::Text),
    ("Cột có", ColumnKind::Figure),
    ("Cột bắt buộc có", ColumnKind::Figure),
    ("Gửi", ColumnKind::Later),
];

/// Shows the tables, then what is missing in each that is sent.
pub async fn page(signed: Signed) -> Result<Response, Failure> {
    // Who may see the exchange may see this.
    links(&signed.ctx).await?;
    let all = coverage();
    let sent = all.iter().filter(|table| table.is_sent).count();
    let missing: Vec<ExchangeRow> = all.iter().filter(|table| table.is_sent).flat_map(missing).collect();
    let unpublished = unpublished(&all);
    Ok(show(&ExchangePage {
        shell: signed.shell("Phạm vi lược đồ", &CRUMBS),
        heading: "Phạm vi lược đồ".to_owned(),
        lead: vec![
            Run::strong(format!("{sent} trong {} bảng của lược đồ được gửi", all.len())),
            Run::plain(format!("; {} trường bắt buộc Khuê chưa giữ.", missing.len())),
        ],
        tabs: tabs("/pham-vi"),
        sections: vec![
            ExchangeSection {
                anchor: "bang".to_owned(),
                heading: "Từng bảng".to_owned(),
                note: "Bảng chưa gửi là bảng mà Khuê chưa có hồ sơ tương ứng, hoặc lược đồ chưa nói rõ mã.".to_owned(),
                columns: columns(HEADS),
                table: all.iter().map(row).collect(),
                ..ExchangeSection::default()
            },
            ExchangeSection {
                anchor: "con-thieu".to_owned(),
                heading: "Trường bắt buộc chưa giữ".to_owned(),
                note: "Đối tác đòi đủ mọi trường bắt buộc thì bản ghi thiếu các trường này chưa gửi được; Khuê không điền giá trị thay."
                    .to_owned(),
                rows: missing,
                ..ExchangeSection::default()
            },
            ExchangeSection {
                anchor: "danh-muc".to_owned(),
                heading: "Danh mục chưa công bố giá trị".to_owned(),
                note: "Các trường này gửi mã mà Khuê đang dùng, cho đến khi có mã chính thức.".to_owned(),
                rows: unpublished,
                ..ExchangeSection::default()
            },
        ],
        empty: Empty::default(),
        ..ExchangePage::default()
    }))
}

fn row(table: &Coverage) -> RecordRow {
    let held = table.columns.iter().filter(|(_, held)| *held != Held::Nothing).count();
    let (required, all) = table.required();
    let texts = [
        format!("{held}/{}", table.columns.len()),
        format!("{required}/{all}"),
        if table.is_sent { "có" } else { "chưa" }.to_owned(),
    ];
    RecordRow {
        what: Link::new(table.table.title.clone(), ""),
        note: String::new(),
        figures: figures(HEADS, texts.to_vec()),
    }
}

fn missing(table: &Coverage) -> impl Iterator<Item = ExchangeRow> {
    let lacks =
        |(column, held): &&(&'static Column, Held)| column.need != Need::Free && *held == Held::Nothing;
    let row = |(column, _): &(&'static Column, Held)| ExchangeRow {
        what: Link::new(column.label.clone(), ""),
        state: None,
        says: vec![format!("{} · {}.{}", table.table.title, table.table.code, column.code)],
        step: None,
    };
    table.columns.iter().filter(lacks).map(row)
}

fn unpublished(all: &[Coverage]) -> Vec<ExchangeRow> {
    let mut lists: Vec<&str> = all.iter().flat_map(Coverage::unpublished_lists).collect();
    lists.sort_unstable();
    lists.dedup();
    let of_list = |list: &str| {
        let columns = all.iter().flat_map(|table| &table.columns);
        let named =
            columns.filter(|(column, held)| column.list.as_deref() == Some(list) && *held != Held::Nothing);
        let mut labels: Vec<String> = named.map(|(column, _)| column.label.clone()).collect();
        labels.sort();
        labels.dedup();
        labels.join(", ")
    };
    let row = |list: &&str| ExchangeRow {
        what: Link::new((*list).to_owned(), ""),
        state: None,
        says: vec![of_list(list)],
        step: None,
    };
    lists.iter().map(row).collect()
}
