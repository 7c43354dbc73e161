//! The document as both writers print it: texts that the face can print, captions
//! with running numbers, lengths of rules, sizes of figures.

use serde::Serialize;
use typst::text::FontWeight;

use super::faces::{FACES, Faces};
use super::picture::Picture;
use super::{Align, Block, Column, OfficialDocument, Table};
use crate::OfficeError;

/// A4 less the margins: 210 − 30 − 15 mm.
pub(super) const TEXT_WIDTH_MM: f64 = 165.0;
/// Sizes that the decree allows in the head, each with the room that the national
/// title needs at that size; the rest of the line is the issuer's.
const HEAD_SIZES: [(f64, f64); 2] = [(13.0, 97.0), (12.0, 89.0)];
const TALLEST_FIGURE_MM: f64 = 190.0;
const POINTS_PER_MM: f64 = 72.0 / 25.4;
/// Points that keep the issuer's name off the national title.
const HEAD_GAP: f64 = 3.0;
/// A cell's padding on both sides.
const CELL_PADDING_MM: f64 = 2.9;
/// The letters of tables.
const CELL_SIZE: f64 = 12.0;
/// A row of more lines than this may be cut by the end of a page.
const WHOLE_ROW_LINES: f64 = 20.0;
/// Lines end before the margin.
const ROW_SLACK: f64 = 1.25;
/// A letter of a table's 12 points, on the wide side.
const WIDE_LETTER_MM: f64 = 2.6;
/// As the decree writes it, with room for a number by hand.
const BLANK_NUMBER: &str = "\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}";

pub(super) const NATION: &str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
pub(super) const MOTTO: &str = "Độc lập - Tự do - Hạnh phúc";

#[derive(Serialize)]
pub(super) struct Paper {
    pub(super) font: &'static str,
    pub(super) document_title: String,
    /// Year, month, day of month.
    pub(super) date: (i16, i8, i8),
    pub(super) iso_day: String,
    pub(super) nation: &'static str,
    pub(super) head_size: f64,
    pub(super) nation_width_mm: f64,
    pub(super) motto: &'static str,
    pub(super) motto_rule: f64,
    pub(super) superior: Option<String>,
    pub(super) issuer: String,
    pub(super) issuer_rule: f64,
    pub(super) number: String,
    pub(super) about: Option<String>,
    pub(super) place_and_day: String,
    pub(super) draft: bool,
    pub(super) kind: String,
    pub(super) subject: String,
    pub(super) subject_rule: f64,
    pub(super) letter_to: Vec<String>,
    pub(super) bases: Vec<String>,
    pub(super) blocks: Vec<Piece>,
    pub(super) authority: Option<String>,
    pub(super) signer_title: String,
    pub(super) signer: Option<String>,
    pub(super) recipients: Vec<String>,
    pub(super) footnote: Option<String>,
    pub(super) annex: Option<PaperAnnex>,
    #[serde(skip)]
    pub(super) pictures: Vec<Picture>,
}

#[derive(Serialize)]
pub(super) struct PaperAnnex {
    pub(super) title: String,
    /// Which document it belongs to.
    pub(super) belongs: String,
    pub(super) blocks: Vec<Piece>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub(super) enum Piece {
    Heading {
        level: u8,
        text: String,
    },
    Paragraph {
        text: String,
    },
    List {
        items: Vec<String>,
    },
    Table {
        caption: Option<String>,
        columns: Vec<PaperColumn>,
        rows: Vec<Vec<String>>,
        /// Whether every row is short enough never to be cut by the end of a page.
        whole_rows: bool,
        note: Option<String>,
    },
    Figure {
        caption: String,
        alt: String,
        picture: usize,
        width_mm: f64,
        height_mm: f64,
        source: Option<String>,
    },
}

#[derive(Serialize)]
pub(super) struct PaperColumn {
    pub(super) title: String,
    pub(super) align: &'static str,
    pub(super) weight: u16,
}

pub(super) fn paper(document: &OfficialDocument) -> Result<Paper, OfficeError> {
    let faces = &*FACES;
    let line = |text: &str| printable(faces, text, ' ');
    let some_line = |text: &Option<String>| text.as_deref().map(line).filter(|text| !text.is_empty());
    let lines = |texts: &[String]| -> Vec<String> {
        texts.iter().map(|text| line(text)).filter(|text| !text.is_empty()).collect()
    };

    let (issuer, subject) = (upper(&line(&document.issuer)), line(&document.subject));
    let kind = upper(&line(&document.kind));
    let letter = kind.is_empty();
    let number = some_line(&document.number).unwrap_or_else(|| BLANK_NUMBER.to_owned());
    let symbol = line(&document.symbol);
    let mut pieces = Pieces { faces, pictures: Vec::new(), blocks: Vec::new(), tables: 0, outer: None };
    for text in &document.opening {
        pieces.paragraphs(text);
    }
    for block in &document.body {
        pieces.add(block)?;
    }
    let blocks = std::mem::take(&mut pieces.blocks);
    pieces.outer = None;
    for block in document.annex.iter().flat_map(|annex| &annex.body) {
        pieces.add(block)?;
    }
    let named_number = if symbol.is_empty() { number.clone() } else { format!("{number}/{symbol}") };
    let annex = document.annex.as_ref().map(|annex| PaperAnnex {
        title: upper(&line(&annex.title)),
        belongs: line(&format!(
            "(Kèm theo {} số {named_number} {} của {})",
            if letter { "Công văn".to_owned() } else { line(&document.kind) },
            document.day.in_words(),
            line(&annex.issuer),
        )),
        blocks: std::mem::take(&mut pieces.blocks),
    });

    let superior = some_line(&document.superior).map(|text| upper(&text));
    let widest = superior.iter().map(|text| faces.width(text, 1.0, FontWeight::REGULAR));
    let widest = widest.fold(faces.width(&issuer, 1.0, FontWeight::BOLD), f64::max);
    let issuer_room = |nation_mm: f64| (TEXT_WIDTH_MM - nation_mm) * POINTS_PER_MM;
    let fits = |&(size, nation_mm): &(f64, f64)| widest * size <= issuer_room(nation_mm) - HEAD_GAP;
    let [_, smallest] = HEAD_SIZES;
    let (head_size, nation_width_mm) = HEAD_SIZES.into_iter().find(fits).unwrap_or(smallest);
    // Readers announce the title, so that none may be empty.
    let named = [kind.as_str(), subject.as_str()].join(" ");
    let document_title =
        [named.trim(), issuer.as_str(), "Văn bản"].into_iter().find(|title| !title.is_empty());
    let document_title = document_title.unwrap_or_default().to_owned();
    let bold_width = |text: &str, size| faces.width(text, size, FontWeight::BOLD);
    Ok(Paper {
        font: &faces.family,
        document_title,
        date: document.day.parts(),
        iso_day: document.day.iso(),
        nation: NATION,
        head_size,
        nation_width_mm,
        motto: MOTTO,
        motto_rule: bold_width(MOTTO, 14.0),
        superior,
        issuer_rule: rule_under(bold_width(&issuer, head_size), issuer_room(nation_width_mm)),
        issuer,
        number: if symbol.is_empty() {
            format!("Số: {number}")
        } else {
            format!("Số: {number}/{symbol}")
        },
        about: (letter && !subject.is_empty()).then(|| format!("V/v {subject}")),
        place_and_day: line(&format!("{}, {}", document.place, document.day.in_words())),
        draft: document.draft,
        kind,
        subject_rule: rule_under(bold_width(&subject, 14.0), TEXT_WIDTH_MM * POINTS_PER_MM),
        subject: if letter { String::new() } else { subject },
        letter_to: document.letter_to.as_deref().map(lines).unwrap_or_default(),
        bases: punctuated(lines(&document.bases), '.'),
        blocks,
        annex,
        pictures: pieces.pictures,
        authority: some_line(&document.signature.authority).map(|text| upper(&text)),
        signer_title: upper(&line(&document.signature.title)),
        signer: some_line(&document.signature.name),
        recipients: punctuated(lines(&document.recipients), '.'),
        footnote: some_line(&document.footnote),
    })
}

struct Pieces<'a> {
    faces: &'a Faces,
    pictures: Vec<Picture>,
    blocks: Vec<Piece>,
    tables: usize,
    /// The last heading's printed level: a document never skips a level inward.
    outer: Option<u8>,
}

impl Pieces<'_> {
    fn line(&self, text: &str) -> String {
        printable(self.faces, text, ' ')
    }

    fn paragraphs(&mut self, text: &str) {
        for text in printable(self.faces, text, '\n').lines().map(str::trim).filter(|text| !text.is_empty()) {
            self.blocks.push(Piece::Paragraph { text: text.to_owned() });
        }
    }

    fn add(&mut self, block: &Block) -> Result<(), OfficeError> {
        match block {
            Block::Heading { level, text } => {
                let level = (*level).clamp(1, self.outer.unwrap_or(0) + 1).min(4);
                self.outer = Some(level);
                let text = self.line(text);
                if !text.is_empty() {
                    self.blocks.push(Piece::Heading { level, text });
                }
            }
            Block::Paragraph(text) => self.paragraphs(text),
            Block::List(items) => {
                let items: Vec<String> =
                    items.iter().map(|item| self.line(item)).filter(|item| !item.is_empty()).collect();
                if !items.is_empty() {
                    self.blocks.push(Piece::List { items });
                }
            }
            Block::Table(table) => self.table(table),
            Block::Figure { title, svg, source } => {
                let title = self.line(title);
                let picture = Picture::parse(&title, svg)?;
                let (width, height) = picture.size();
                let scale = (TEXT_WIDTH_MM / width).min(TALLEST_FIGURE_MM / height);
                self.pictures.push(picture);
                self.blocks.push(Piece::Figure {
                    caption: format!("Hình {}. {title}", self.pictures.len()),
                    alt: title,
                    picture: self.pictures.len(),
                    width_mm: width * scale,
                    height_mm: height * scale,
                    source: source.as_deref().map(|text| self.line(text)).filter(|text| !text.is_empty()),
                });
            }
        }
        Ok(())
    }

    fn table(&mut self, table: &Table) {
        if table.columns.is_empty() {
            return;
        }
        let caption = self.line(&table.caption);
        let caption = (!caption.is_empty()).then(|| {
            self.tables += 1;
            format!("Bảng {}. {caption}", self.tables)
        });
        let align = |align| match align {
            Align::Left => "left",
            Align::Center => "center",
            Align::Right => "right",
        };
        let columns = table.columns.iter().map(|column| PaperColumn {
            title: self.line(&column.title),
            align: align(column.align),
            weight: column.weight.max(1),
        });
        let whole: f64 = table.columns.iter().map(|column| f64::from(column.weight.max(1))).sum();
        let room =
            |column: &Column| f64::from(column.weight.max(1)) / whole * TEXT_WIDTH_MM - CELL_PADDING_MM;
        let rooms: Vec<f64> = table.columns.iter().map(room).collect();
        let row = |cells: &Vec<String>| -> Vec<String> {
            let cells = cells.iter().map(String::as_str).chain(std::iter::repeat(""));
            rooms
                .iter()
                .zip(cells)
                .map(|(room, cell)| breakable(self.faces, &self.line(cell), *room))
                .collect()
        };
        let rows: Vec<Vec<String>> = table.rows.iter().map(row).collect();
        let lines = |(room, cell): (&f64, &String)| {
            faces_width_mm(self.faces, cell) / room.max(WIDE_LETTER_MM) * ROW_SLACK
        };
        let tallest = rows
            .iter()
            .flat_map(|row| rooms.iter().zip(row).map(lines).collect::<Vec<_>>())
            .fold(0.0, f64::max);
        self.blocks.push(Piece::Table {
            caption,
            columns: columns.collect(),
            rows,
            whole_rows: tallest <= WHOLE_ROW_LINES,
            note: table.note.as_deref().map(|text| self.line(text)).filter(|text| !text.is_empty()),
        });
    }
}

/// The text in composed form with only what all cuts of the face can print, since
/// an archival PDF may hold no missing glyph; line ends become `line_end`.
fn printable(faces: &Faces, text: &str, line_end: char) -> String {
    let mut printed = String::with_capacity(text.len());
    for c in khue_base::to_nfc(text).chars() {
        match c {
            '\n' => printed.push(line_end),
            '\t' => printed.push(' '),
            '✓' | '✔' => printed.push('√'),
            '✗' | '✘' => printed.push('×'),
            c if c.is_control() || is_invisible(c) => {}
            c if is_private(c) || !faces.covers(c) => printed.push('□'),
            c => printed.push(c),
        }
    }
    printed.trim_matches(' ').to_owned()
}

/// Digests and addresses have no space to break at and would run over the next cell:
/// words wider than the `room` of a cell get places to break.
fn breakable(faces: &Faces, text: &str, room: f64) -> String {
    if !text.split(' ').any(|word| faces_width_mm(faces, word) > room) {
        return text.to_owned();
    }
    let longest = (room / WIDE_LETTER_MM).max(1.0) as usize;
    let mut broken = String::with_capacity(text.len() * 2);
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 {
            broken.push(' ');
        }
        let wide = faces_width_mm(faces, word) > room;
        for (run, c) in word.chars().enumerate() {
            if wide && run > 0 && run % longest == 0 {
                broken.push('\u{200b}');
            }
            broken.push(c);
        }
    }
    broken
}

/// The width of a cell's text on one line.
fn faces_width_mm(faces: &Faces, text: &str) -> f64 {
    faces.width(text, CELL_SIZE, FontWeight::REGULAR) / POINTS_PER_MM
}

/// Joiners, direction marks, variation selectors and the like: nothing to see, and
/// some faces lack them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..)
}

fn upper(text: &str) -> String {
    text.to_uppercase()
}

/// A third to half of the line it stands under.
fn rule_under(line_width: f64, room: f64) -> f64 {
    line_width.min(room) * 0.4
}

/// Items end with `;`, the last one with `last`, unless they end otherwise already.
fn punctuated(items: Vec<String>, last: char) -> Vec<String> {
    let count = items.len();
    let end = |(at, item): (usize, String)| {
        let bare = item.trim_end_matches([';', '.', ',', ' ']);
        if at + 1 == count { format!("{bare}{last}") } else { format!("{bare};") }
    };
    items.into_iter().enumerate().map(end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, printed: &str) {
        assert_eq!(printable(&FACES, typed, ' '), printed);
    }

    #[test]
    fn prints_only_what_the_face_has() {
        check("Lu\u{323}c Nga\u{323}n", "Lục Ngạn");
        check("✓ đạt 😀 \u{e123}", "√ đạt □ □");
        check("a\u{200d}b\u{0}c\u{feff}", "abc");
        check("hai\ndòng\tcột", "hai dòng cột");
        check("▲ chậm ● sắp đến hạn — “trích” ≥ 98,1 %", "▲ chậm ● sắp đến hạn — “trích” ≥ 98,1 %");
    }

    #[test]
    fn only_endless_words_are_broken() {
        assert_eq!(breakable(&FACES, "Bồi dưỡng thường xuyên", 20.0), "Bồi dưỡng thường xuyên");
        assert_eq!(breakable(&FACES, "ngày 30/12/2020", 20.0), "ngày 30/12/2020");
        assert_eq!(
            breakable(&FACES, &"x".repeat(41), 53.0).split('\u{200b}').map(str::len).collect::<Vec<_>>(),
            [20, 20, 1]
        );
    }

    #[test]
    fn items_end_as_lists_do() {
        let items = ["Như trên", "Sở GDĐT;", "Lưu: VT"].map(str::to_owned).to_vec();
        assert_eq!(punctuated(items, '.'), ["Như trên;", "Sở GDĐT;", "Lưu: VT."]);
    }
}
