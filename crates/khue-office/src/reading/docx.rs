//! The text of a DOCX: paragraphs as lines, rows of tables as lines with tabs, the
//! numbers of numbered paragraphs as they are printed. Headers, footers, notes,
//! deleted and hidden text are left out.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::archive::ArchiveFault;
use super::{Archive, ExtractedText, FileRefusal, Text, TextSource};

/// The text of a document unpacks to far less.
const MOST_DOCUMENT: u64 = 96 << 20;
const MOST_PART: u64 = 16 << 20;
/// Tables inside tables beyond this are no document.
const DEEPEST: usize = 256;
const LEVELS: usize = 9;

pub(super) fn text(bytes: &[u8], name: &str) -> Result<ExtractedText, FileRefusal> {
    let name = || name.to_owned();
    let refusal = |fault: ArchiveFault| match fault {
        ArchiveFault::TooLarge => FileRefusal::Bomb { name: name() },
        ArchiveFault::Broken | ArchiveFault::Missing => FileRefusal::BrokenDocx { name: name() },
    };
    let mut archive = Archive::open(bytes).map_err(refusal)?;
    let main = main_part(&mut archive);
    if !archive.has(&main) {
        return Err(if archive.names().any(|part| part.starts_with("xl/")) {
            FileRefusal::Spreadsheet { name: name() }
        } else if archive.has("[Content_Types].xml") && !archive.names().any(|part| part.starts_with("ppt/"))
        {
            FileRefusal::BrokenDocx { name: name() }
        } else {
            FileRefusal::NotADocument { name: name(), content: super::Content::Zip }
        });
    }
    let document = archive.text(&main, MOST_DOCUMENT).map_err(refusal)?;
    // A document without lists or styles has no such parts; a broken one loses its numbers only.
    let part = |archive: &mut Archive<'_>, part| archive.text(part, MOST_PART).unwrap_or_default();
    let numbering =
        Numbering::read(&part(&mut archive, "word/numbering.xml"), &part(&mut archive, "word/styles.xml"));
    let text =
        Walk::new(numbering).text(&document).ok_or_else(|| FileRefusal::BrokenDocx { name: name() })?;
    if text.trim().is_empty() {
        return Err(FileRefusal::Empty { name: name() });
    }
    Ok(ExtractedText { text: Text::Unicode(khue_base::to_nfc(&text)), pages: None, kind: TextSource::Docx })
}

/// The main part as the package names it, usually `word/document.xml`.
fn main_part(archive: &mut Archive<'_>) -> String {
    let relations = archive.text("_rels/.rels", MOST_PART).unwrap_or_default();
    let mut reader = Reader::from_str(&relations);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) | Event::Empty(tag) if local(&tag) == "Relationship" => {
                let kind = attribute(&tag, "Type").unwrap_or_default();
                if let Some(target) = attribute(&tag, "Target").filter(|_| kind.ends_with("/officeDocument"))
                {
                    let target = target.trim_start_matches('/');
                    // A workbook names its main part the same way.
                    if target.starts_with("word/") {
                        return target.to_owned();
                    }
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    "word/document.xml".to_owned()
}

fn local<'a>(tag: &'a BytesStart<'_>) -> &'a str {
    tag.local_name().into_inner()
}

/// An attribute by its name without prefix.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found =
        tag.attributes().flatten().find(|attribute| attribute.key.local_name().into_inner() == name)?;
    let raw: &str = found.value.as_ref();
    quick_xml::escape::unescape(raw).ok().map(|value| value.into_owned())
}

fn number(tag: &BytesStart<'_>, name: &str) -> Option<usize> {
    attribute(tag, name)?.parse().ok()
}

/// On and off as WordprocessingML writes it: present means on unless it says otherwise.
fn is_on(tag: &BytesStart<'_>) -> bool {
    !attribute(tag, "val").is_some_and(|value| matches!(value.as_str(), "0" | "false" | "off"))
}

/// Where the text that is read goes.
enum Place {
    Row { cells: Vec<Vec<String>> },
    Cell { lines: Vec<String> },
}

#[derive(Default)]
struct Paragraph {
    text: String,
    style: Option<String>,
    list: Option<String>,
    level: Option<usize>,
}

struct Walk {
    numbering: Numbering,
    lines: Vec<String>,
    places: Vec<Place>,
    paragraphs: Vec<Paragraph>,
    /// Depth of elements whose content is left out.
    skipped: usize,
    in_text: bool,
    in_properties: usize,
    hidden: bool,
}

impl Walk {
    fn new(numbering: Numbering) -> Self {
        Self {
            numbering,
            lines: Vec::new(),
            places: Vec::new(),
            paragraphs: Vec::new(),
            skipped: 0,
            in_text: false,
            in_properties: 0,
            hidden: false,
        }
    }

    /// Nothing when the markup is broken.
    fn text(mut self, document: &str) -> Option<String> {
        let mut reader = Reader::from_str(document);
        let mut seen_body = false;
        loop {
            match reader.read_event().ok()? {
                Event::Start(tag) => {
                    seen_body |= local(&tag) == "body";
                    self.open(&tag, true)?;
                }
                Event::Empty(tag) => self.open(&tag, false)?,
                Event::End(tag) => self.close(tag.local_name().into_inner()),
                Event::Text(text) if self.in_text => self.say(&text.xml10_content()),
                Event::CData(text) if self.in_text => {
                    let raw: &str = &text;
                    self.say(raw);
                }
                // Entities that a DTD defines are never expanded.
                Event::GeneralRef(reference) if self.in_text => {
                    if let Some(c) = reference.resolve_char_ref().ok()? {
                        self.say(c.encode_utf8(&mut [0; 4]));
                    } else {
                        let name: &str = &reference;
                        self.say(quick_xml::escape::resolve_predefined_entity(name).unwrap_or_default());
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        // A cut file ends inside its paragraphs.
        (seen_body && self.places.is_empty() && self.paragraphs.is_empty()).then(|| self.lines.join("\n"))
    }

    fn open(&mut self, tag: &BytesStart<'_>, has_content: bool) -> Option<()> {
        let name = local(tag);
        if self.skipped > 0 {
            self.skipped += usize::from(has_content);
            return Some(());
        }
        match name {
            // What Word shows to those who lack the newer form of a drawing; deleted and moved text.
            "Fallback" | "del" | "moveFrom" | "instrText" | "delText" if has_content => self.skipped = 1,
            "pPr" | "rPr" if has_content => self.in_properties += 1,
            "tr" if has_content => self.enter(Place::Row { cells: Vec::new() })?,
            "tc" if has_content => self.enter(Place::Cell { lines: Vec::new() })?,
            "p" if has_content => {
                if self.paragraphs.len() >= DEEPEST {
                    return None;
                }
                self.paragraphs.push(Paragraph::default());
            }
            "p" => self.emit(String::new()),
            "r" => self.hidden = false,
            "vanish" if self.in_properties > 0 => self.hidden = is_on(tag),
            "t" => self.in_text = has_content && !self.hidden,
            "tab" if self.in_properties == 0 => self.say("\t"),
            "br" if attribute(tag, "type").as_deref() == Some("page") => self.say("\u{c}"),
            "br" | "cr" => self.say("\n"),
            "noBreakHyphen" => self.say("-"),
            "sym" => self.say("•"),
            "pStyle" | "numId" | "ilvl" if self.in_properties > 0 => {
                let (text, level) = (attribute(tag, "val"), number(tag, "val"));
                let paragraph = self.paragraphs.last_mut()?;
                match name {
                    "pStyle" => paragraph.style = text,
                    "numId" => paragraph.list = text,
                    _ => paragraph.level = level,
                }
            }
            _ => {}
        }
        Some(())
    }

    fn enter(&mut self, place: Place) -> Option<()> {
        if self.places.len() >= DEEPEST {
            return None;
        }
        self.places.push(place);
        Some(())
    }

    fn close(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "pPr" | "rPr" => self.in_properties = self.in_properties.saturating_sub(1),
            "t" => self.in_text = false,
            "p" => {
                if let Some(paragraph) = self.paragraphs.pop() {
                    let label = self.numbering.label(&paragraph);
                    let text = paragraph.text.trim_matches(' ');
                    self.emit(if text.is_empty() { String::new() } else { format!("{label}{text}") });
                }
            }
            "tc" => {
                if let Some(Place::Cell { lines }) = self.places.pop()
                    && let Some(Place::Row { cells }) = self.places.last_mut()
                {
                    cells.push(lines);
                }
            }
            "tr" => {
                if let Some(Place::Row { cells }) = self.places.pop() {
                    for line in row_lines(cells) {
                        self.emit(line);
                    }
                }
            }
            _ => {}
        }
    }

    fn say(&mut self, text: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut().filter(|_| !self.hidden) {
            paragraph.text.extend(text.chars().filter(|c| *c != '\u{200b}'));
        }
    }

    /// A line into the innermost cell, else into the document.
    fn emit(&mut self, line: String) {
        match self.places.iter_mut().rev().find_map(|place| match place {
            Place::Cell { lines } => Some(lines),
            Place::Row { .. } => None,
        }) {
            Some(lines) => lines.push(line),
            None => self.lines.push(line),
        }
    }
}

/// One line for a row of one-line cells. Where a cell has several, as in the head of a
/// document with issuer and nation side by side, cell after cell.
fn row_lines(cells: Vec<Vec<String>>) -> Vec<String> {
    let cells: Vec<Vec<String>> =
        cells.into_iter().map(|lines| lines.into_iter().filter(|line| !line.is_empty()).collect()).collect();
    if cells.iter().any(|lines| lines.len() > 1 || lines.iter().any(|line| line.contains('\n'))) {
        return cells.into_iter().flatten().collect();
    }
    let row: Vec<String> =
        cells.into_iter().map(|lines| lines.into_iter().next().unwrap_or_default()).collect();
    vec![row.join("\t").trim_end_matches('\t').to_owned()]
}

/// Lists and how far each has counted.
#[derive(Default)]
struct Numbering {
    /// The levels of an abstract list.
    lists: HashMap<String, Vec<Level>>,
    /// The abstract list of a list, and the levels that it starts anew.
    of_list: HashMap<String, (String, HashMap<usize, usize>)>,
    /// List, level and parent of a style.
    styles: HashMap<String, Style>,
    counts: HashMap<String, [usize; LEVELS]>,
    started: Vec<String>,
}

#[derive(Clone, Default)]
struct Level {
    start: usize,
    format: String,
    text: String,
}

#[derive(Clone, Default)]
struct Style {
    list: Option<String>,
    level: Option<usize>,
    parent: Option<String>,
}

impl Numbering {
    fn read(numbering: &str, styles: &str) -> Self {
        let mut read = Self::default();
        read.read_lists(numbering);
        read.read_styles(styles);
        read
    }

    fn read_lists(&mut self, markup: &str) {
        let mut reader = Reader::from_str(markup);
        let (mut list, mut level, mut number_id) = (String::new(), 0usize, None::<String>);
        while let Ok(event) = reader.read_event() {
            let tag = match event {
                Event::Start(tag) | Event::Empty(tag) => tag,
                Event::End(tag) if tag.local_name().into_inner() == "num" => {
                    number_id = None;
                    continue;
                }
                Event::Eof => break,
                _ => continue,
            };
            let value = || attribute(&tag, "val").unwrap_or_default();
            match local(&tag) {
                "abstractNum" => {
                    list = attribute(&tag, "abstractNumId").unwrap_or_default();
                    self.lists.insert(list.clone(), vec![Level::default(); LEVELS]);
                }
                "lvl" | "lvlOverride" => level = number(&tag, "ilvl").unwrap_or(0),
                "num" => number_id = attribute(&tag, "numId"),
                "abstractNumId" => {
                    if let Some(id) = &number_id {
                        self.of_list.insert(id.clone(), (value(), HashMap::new()));
                    }
                }
                "startOverride" => {
                    if let Some((_, starts)) = number_id.as_ref().and_then(|id| self.of_list.get_mut(id)) {
                        starts.insert(level, number(&tag, "val").unwrap_or(1));
                    }
                }
                name @ ("start" | "numFmt" | "lvlText") if number_id.is_none() => {
                    if let Some(level) = self.lists.get_mut(&list).and_then(|levels| levels.get_mut(level)) {
                        match name {
                            "start" => level.start = number(&tag, "val").unwrap_or(1),
                            "numFmt" => level.format = value(),
                            _ => level.text = value(),
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn read_styles(&mut self, markup: &str) {
        let mut reader = Reader::from_str(markup);
        let (mut id, mut style) = (None::<String>, Style::default());
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(tag) if local(&tag) == "style" => {
                    (id, style) = (attribute(&tag, "styleId"), Style::default());
                }
                Event::End(tag) if tag.local_name().into_inner() == "style" => {
                    if let Some(id) = id.take() {
                        self.styles.insert(id, std::mem::take(&mut style));
                    }
                }
                Event::Start(tag) | Event::Empty(tag) => match local(&tag) {
                    "basedOn" => style.parent = attribute(&tag, "val"),
                    "numId" => style.list = attribute(&tag, "val"),
                    "ilvl" => style.level = number(&tag, "val"),
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
        }
    }

    /// The list and level of a paragraph: its own, else its style's or that of the style it is based on.
    fn place(&self, paragraph: &Paragraph) -> Option<(String, usize)> {
        let (mut list, mut level) = (paragraph.list.clone(), paragraph.level);
        let mut style = paragraph.style.as_ref();
        for _ in 0..20 {
            let Some(found) = style.and_then(|id| self.styles.get(id)) else { break };
            list = list.or_else(|| found.list.clone());
            level = level.or(found.level);
            style = found.parent.as_ref();
        }
        // List 0 takes a paragraph out of its style's list.
        list.filter(|list| list != "0").map(|list| (list, level.unwrap_or(0).min(LEVELS - 1)))
    }

    /// The number, letter or dash before the paragraph, with a space; counts on.
    fn label(&mut self, paragraph: &Paragraph) -> String {
        let Some((list, level)) = self.place(paragraph) else { return String::new() };
        let Some((kind, starts)) = self.of_list.get(&list) else { return String::new() };
        let Some(levels) = self.lists.get(kind) else { return String::new() };
        let Some(shape) = levels.get(level) else { return String::new() };
        if paragraph.text.trim().is_empty() {
            return String::new();
        }
        let counts = self.counts.entry(kind.clone()).or_default();
        if !starts.is_empty() && !self.started.contains(&list) {
            self.started.push(list.clone());
            for (level, start) in starts {
                if let Some(count) = counts.get_mut(*level) {
                    *count = start.saturating_sub(1);
                }
            }
        }
        for (at, (count, shape)) in counts.iter_mut().zip(levels).enumerate() {
            if at == level {
                *count = if *count == 0 { shape.start } else { *count + 1 };
            } else if at > level {
                *count = 0;
            } else if *count == 0 {
                *count = shape.start;
            }
        }
        match shape.format.as_str() {
            "bullet" => "- ".to_owned(),
            "none" => String::new(),
            _ => {
                let mut label = shape.text.clone();
                for (at, (count, shape)) in counts.iter().zip(levels).enumerate() {
                    label = label.replace(&format!("%{}", at + 1), &counted(*count, &shape.format));
                }
                if label.is_empty() { label } else { label + " " }
            }
        }
    }
}

fn counted(count: usize, format: &str) -> String {
    let letter = |first: u8| {
        let at = count.saturating_sub(1);
        let letter = char::from(first + u8::try_from(at % 26).unwrap_or(0));
        letter.to_string().repeat(at / 26 % 8 + 1)
    };
    match format {
        "upperRoman" => roman(count),
        "lowerRoman" => roman(count).to_lowercase(),
        "upperLetter" => letter(b'A'),
        "lowerLetter" => letter(b'a'),
        "decimalZero" => format!("{count:02}"),
        "bullet" | "none" => String::new(),
        _ => count.to_string(),
    }
}

fn roman(mut count: usize) -> String {
    const SIGNS: [(usize, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut text = String::new();
    if count > 3999 {
        return count.to_string();
    }
    for (value, sign) in SIGNS {
        while count >= value {
            text.push_str(sign);
            count -= value;
        }
    }
    text
}
