//! Sheets as schools have them, from the file to the finding in a cell. The files of
//! tests/golden/registry/sheets are made anew by `KHUE_WRITE=1 cargo test -p khue-app --test sheets make`,
//! the answers beside them by `KHUE_WRITE=1 cargo test -p khue-app --test sheets layouts`: read them before you commit.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "a program of tests")]

mod make;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use khue_base::column_letters;
use khue_office::sheet::Cell;
use khue_office::sheet::mark::{Mark, MarkWeight, marked_copy};
use khue_office::sheet::read::{self as office, ReadSheet};
use khue_office::sheet::template::{Template, TemplateColumn, template};
use khue_rules::registry::record::{Context, Kind, kinds};
use khue_rules::registry::sheet::{
    Fixed, Layout, Meaning, Table, Weight, form_columns, kinds_of, layouts, read,
};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/registry/sheets")
}

fn writes() -> bool {
    std::env::var_os("KHUE_WRITE").is_some()
}

fn open(file: &Path) -> ReadSheet {
    let bytes = std::fs::read(file).unwrap();
    office::read(&bytes, file.file_name().unwrap().to_str().unwrap(), &|_| None)
        .unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn context() -> Context<'static> {
    Context::plain("2026-11-24".parse().unwrap())
}

fn table(sheet: &ReadSheet, layout: &Layout) -> Table {
    let year = |kind: &str| {
        (kind == "class").then(|| Fixed {
            field: "year".into(),
            value: khue_rules::registry::record::FieldValue::SchoolYear(khue_base::SchoolYear::starting(
                2026,
            )),
        })
    };
    read(&sheet.grid, layout, year(&layout.kind.code).into_iter().collect(), &context())
}

fn files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end != "toml"))
        .collect();
    files.sort();
    files
}

#[test]
fn make_workbooks() {
    if writes() {
        make::all(&folder());
    }
    let files = files();
    assert!(files.len() >= 10, "{files:?}");
    for file in files {
        assert!(std::fs::metadata(&file).unwrap().len() < 30_000, "{file:?}");
    }
}

/// What a file is taken for, in the form of its golden answer.
fn answer(file: &Path) -> String {
    let sheet = open(file);
    let best = kinds_of(&sheet.grid).into_iter().next().unwrap();
    let all = layouts(&sheet.grid, best.kind, None);
    let table = table(&sheet, &best);
    let mut text = String::new();
    let sheets: Vec<&str> =
        all.iter().filter(|layout| layout.is_like(&best)).map(|layout| layout.sheet_name.as_str()).collect();
    writeln!(text, "kind = {:?}\nsheets = {sheets:?}", best.kind.code).unwrap();
    writeln!(text, "head = [{}, {}]", best.first_head_row, best.last_head_row).unwrap();
    let sound = table.rows.iter().filter(|row| row.is_sound()).count();
    writeln!(text, "rows = {}\nsound = {sound}", table.rows.len()).unwrap();
    let skipped: Vec<String> =
        table.skipped.iter().map(|row| format!("{}: {}: {}", row.number, row.why.name(), row.text)).collect();
    writeln!(text, "skipped = {skipped:#?}").unwrap();
    let notes: Vec<String> = sheet.notes.iter().map(ToString::to_string).collect();
    writeln!(text, "notes = {notes:#?}\n\n[columns]").unwrap();
    for column in &best.columns {
        let meaning = match &column.meaning {
            Meaning::Field { chosen, joined } => {
                let more: String =
                    joined.iter().map(|column| format!(" + {}", column_letters(*column))).collect();
                format!("{}{more}: {}, {}", chosen.field.code, chosen.score, chosen.why)
            }
            Meaning::Ambiguous(fields) => {
                format!(
                    "? {}",
                    fields.iter().map(|one| one.field.code.as_str()).collect::<Vec<_>>().join(", ")
                )
            }
            Meaning::Repeated { field, taken } => format!("= {} in {}", field.code, column_letters(*taken)),
            Meaning::Serial => "serial".into(),
            Meaning::Continued => "continued".into(),
            Meaning::LeftOut => "left out".into(),
            Meaning::Unknown => "-".into(),
        };
        writeln!(text, "{} = {:?}", column_letters(column.column), format!("{} → {meaning}", column.heading))
            .unwrap();
    }
    for finding in table.findings() {
        let weight = if finding.weight == Weight::Error { "error" } else { "query" };
        writeln!(
            text,
            "\n[[finding]]\ncell = \"{}\"\nfield = {:?}\nvalue = {:?}\nweight = {weight:?}\nsays = {:?}",
            finding.cell,
            finding.field,
            finding.value,
            finding.reason.to_string()
        )
        .unwrap();
    }
    text
}

#[test]
fn layouts_of_real_lists_are_understood() {
    for file in files() {
        let golden = file.with_extension(format!("{}.toml", file.extension().unwrap().to_str().unwrap()));
        let found = answer(&file);
        found.parse::<toml::Table>().unwrap();
        if writes() {
            std::fs::write(&golden, found).unwrap();
        } else {
            let expected = std::fs::read_to_string(&golden).unwrap();
            assert_eq!(found, expected, "{}", file.display());
        }
    }
}

#[test]
fn what_a_person_chose_wins_while_its_headings_stand() {
    let sheet = open(&folder().join("hoc-sinh-vnedu.xlsx"));
    let first = kinds_of(&sheet.grid).remove(0);
    let mut remembered = first.remembered();
    remembered.columns.insert("ma hoc sinh".into(), Some("note".into()));
    remembered.columns.insert("trang thai".into(), None);
    remembered.columns.insert("cot khong co".into(), Some("email".into()));
    let again = layouts(&sheet.grid, first.kind, Some(&remembered)).remove(0);
    let meanings: BTreeMap<&str, &Meaning> =
        again.columns.iter().map(|column| (column.key.as_str(), &column.meaning)).collect();
    assert!(matches!(meanings["ma hoc sinh"], Meaning::Field { chosen, .. } if chosen.field.code == "note"));
    assert_eq!(meanings["trang thai"], &Meaning::LeftOut);
    assert!(again.taken().all(|(_, field)| field.code != "email"));
    assert_eq!(again.first_head_row, first.first_head_row);
}

/// A sheet to fill in, as the operation makes it from a kind.
fn form(kind: &'static Kind) -> Vec<u8> {
    let day = "2026-11-24".parse().unwrap();
    let columns = form_columns(kind, day);
    let row = columns
        .iter()
        .map(|column| match column.choices.first() {
            Some(choice) => Cell::Text(choice.clone()),
            None => Cell::Empty,
        })
        .collect();
    template(&Template {
        name: kind.title.clone(),
        title: format!("Mẫu nhập {}", kind.name),
        notes: vec!["Điền từ hàng dưới tiêu đề.".into()],
        day,
        columns: columns
            .iter()
            .map(|column| TemplateColumn {
                heading: column.field.label.clone(),
                hint: column.hint.clone(),
                width: 20,
                choices: column.choices.clone(),
                is_required: column.field.is_required,
                is_key: column.is_key,
                is_number: false,
            })
            .collect(),
        rows: vec![row],
        spare_rows: 100,
    })
    .unwrap()
}

#[test]
fn every_form_is_read_back_column_by_column() {
    for kind in kinds() {
        let sheet = office::read(&form(kind), "mau.xlsx", &|_| None).unwrap();
        let layout = layouts(&sheet.grid, kind, None).remove(0);
        let found: Vec<&str> = layout.taken().map(|(_, field)| field.code.as_str()).collect();
        let expected: Vec<&str> = kind.sheet_fields().map(|field| field.code.as_str()).collect();
        assert_eq!(found, expected, "{}", kind.code);
        // What the lists offer is what the parser takes.
        let table = read(&sheet.grid, &layout, Vec::new(), &context());
        for finding in table.findings() {
            assert!(finding.reason.problem.starts_with("Thiếu "), "{}: {}", kind.code, finding.reason);
        }
    }
}

#[test]
fn what_is_wrong_is_marked_in_a_copy() {
    let sheet = open(&folder().join("hoc-sinh-danh-muc.xlsx"));
    let best = kinds_of(&sheet.grid).remove(0);
    let findings = table(&sheet, &best).findings();
    let marks: Vec<Mark> = findings
        .iter()
        .map(|finding| Mark {
            sheet: finding.sheet.clone(),
            cell: finding.cell,
            value: finding.value.clone(),
            reason: finding.reason.problem.clone(),
            fix: finding.reason.fix.clone(),
            weight: if finding.weight == Weight::Error { MarkWeight::Error } else { MarkWeight::Query },
        })
        .collect();
    let copy = marked_copy(&sheet.grid, &marks, "2026-11-24".parse().unwrap()).unwrap();
    // The copy is a list as good as the first: it can be corrected and sent.
    let again = office::read(&copy, "danh dau.xlsx", &|_| None).unwrap();
    let best = layouts(&again.grid, best.kind, None).remove(0);
    let found = table(&again, &best).findings();
    assert_eq!(found, findings);
}

#[test]
fn old_encodings_are_read_through_the_decoder_of_texts() {
    let old = |bytes: &[u8]| {
        let decoded = khue_rules::directive::reading::decode(bytes).ok()?;
        let encoding = match decoded.encoding {
            khue_rules::directive::reading::Encoding::Utf8
            | khue_rules::directive::reading::Encoding::Utf16 => return None,
            old => old.name(),
        };
        Some((decoded.text, encoding))
    };
    // TCVN3: "Họ và tên,Ngày sinh,Giới tính" and a pupil.
    let bytes: Vec<u8> =
        "Hä vµ tªn,Ngµy sinh,Giíi tÝnh\nNguyÔn V¨n B×nh,01/02/2014,Nam\nTrÇn ThÞ Hång,05/09/2014,N÷\n"
            .chars()
            .map(|letter| u8::try_from(u32::from(letter)).unwrap())
            .collect();
    let sheet = office::read(&bytes, "cu.csv", &old).unwrap();
    assert!(sheet.notes.iter().any(|note| note.to_string().contains("TCVN3")));
    let best = kinds_of(&sheet.grid).remove(0);
    let table = table(&sheet, &best);
    assert_eq!(table.findings(), []);
    let shown: Vec<String> = table.rows[0]
        .cells
        .iter()
        .zip(&table.fields)
        .filter_map(|(cell, (_, field))| Some(cell.as_ref()?.as_ref().ok()?.value.as_ref()?.shown(field)))
        .collect();
    assert_eq!(shown, ["Nguyễn Văn Bình", "01/02/2014", "Nam"]);
    // Unicode is left alone.
    let plain = "Họ và tên,Ngày sinh,Giới tính\nVi Thị Hoà,01/02/2014,Nữ\n";
    assert_eq!(office::read(plain.as_bytes(), "moi.csv", &old).unwrap().notes, []);
}
