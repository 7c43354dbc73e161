//! Office files are ZIP archives. An archive is unpacked here within bounds, once; the reader
//! of workbooks gets a plain copy of the parts it needs, whose sizes are what they say.

use std::collections::{HashMap, HashSet};
use std::io::{Cursor, Read, Write};

use khue_base::Merged;
use quick_xml::Reader;
use quick_xml::events::Event;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::{SheetFormat, Unreadable};

const MOST_PARTS: usize = 10_000;
/// What all needed parts together may unpack to: 20,000 rows of 70 columns are 55 MB, and
/// 100,000 rows of 70 blank cells with a format 146 MB.
const MOST_UNPACKED: u64 = 160 << 20;
/// Texts become a string each, so these take more memory than they are long.
const MOST_SHARED_TEXT: usize = 64 << 20;
/// Lists, and rows of blanks, unpack to about 10 times their size.
const MOST_RATIO: u64 = 200;
/// Small parts may well repeat themselves.
const RATIO_COUNTS_FROM: u64 = 8 << 20;
/// Tags of rows and joined cells are shorter by far.
const LONGEST_TAG: usize = 4096;
/// Joined cells that are kept of a sheet.
const MOST_MERGED: usize = 100_000;

/// What kind of workbook an archive is.
pub(super) fn format(bytes: &[u8]) -> Result<SheetFormat, Unreadable> {
    let mut zip = open(bytes)?;
    let names: Vec<String> = names(&mut zip)?.into_iter().map(|name| name.to_lowercase()).collect();
    let has = |start: &str| names.iter().any(|name| name.starts_with(start));
    if has("xl/workbook.bin") {
        return Err(Unreadable::BinaryWorkbook);
    }
    if has("xl/") {
        return Ok(SheetFormat::Xlsx);
    }
    if has("word/") || has("ppt/") {
        return Err(Unreadable::Document);
    }
    let mut room = 1 << 20;
    match part(&mut zip, "mimetype", &mut room) {
        Ok(Some(mime)) if mime.starts_with(b"application/vnd.oasis.opendocument.spreadsheet") => {
            Ok(SheetFormat::Ods)
        }
        Ok(Some(mime)) if mime.starts_with(b"application/vnd.oasis.opendocument") => {
            Err(Unreadable::Document)
        }
        Err(Unreadable::Password) => Err(Unreadable::Password),
        _ => Err(Unreadable::Archive),
    }
}

pub(super) fn open(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, Unreadable> {
    let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::Broken(SheetFormat::Xlsx))?;
    if zip.len() > MOST_PARTS { Err(Unreadable::Bomb) } else { Ok(zip) }
}

pub(super) fn names(zip: &mut ZipArchive<Cursor<&[u8]>>) -> Result<Vec<String>, Unreadable> {
    (0..zip.len())
        .map(|at| {
            let part = zip.by_index_raw(at).map_err(|error| fault(&error))?;
            Ok(part.name().map_err(|error| fault(&error))?.into_owned())
        })
        .collect()
}

/// A part, unpacked; `room` is what may still be unpacked.
pub(super) fn part(
    zip: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
    room: &mut u64,
) -> Result<Option<Vec<u8>>, Unreadable> {
    let part = match zip.by_name(name) {
        Ok(part) => part,
        Err(ZipError::FileNotFound) => return Ok(None),
        Err(error) => return Err(fault(&error)),
    };
    let packed = part.compressed_size().max(1);
    let claimed = part.size().min(*room);
    let mut bytes = Vec::with_capacity(usize::try_from(claimed.min(4 << 20)).unwrap_or_default());
    part.take(*room + 1).read_to_end(&mut bytes).map_err(|_| Unreadable::Broken(SheetFormat::Xlsx))?;
    let size = bytes.len() as u64;
    if size > RATIO_COUNTS_FROM && size / packed > MOST_RATIO {
        return Err(Unreadable::Bomb);
    }
    *room = room.checked_sub(size).ok_or(Unreadable::Bomb)?;
    Ok(Some(bytes))
}

pub(super) fn room() -> u64 {
    MOST_UNPACKED
}

fn fault(error: &ZipError) -> Unreadable {
    match error {
        ZipError::UnsupportedArchive(what) if what.contains("assword") => Unreadable::Password,
        ZipError::InvalidPassword => Unreadable::Password,
        _ => Unreadable::Broken(SheetFormat::Xlsx),
    }
}

/// The parts of a workbook that its reader needs, and what the reader does not tell.
pub(super) struct Package {
    /// A ZIP without compression.
    pub plain: Vec<u8>,
    pub macros: bool,
    pub external_links: bool,
    pub pictures: bool,
    /// By the name of the sheet.
    pub facts: HashMap<String, SheetFacts>,
}

/// What stands in a sheet around its cells.
#[derive(Default)]
pub(super) struct SheetFacts {
    pub merged: Vec<Merged>,
    pub hidden_rows: HashSet<u32>,
}

impl Package {
    pub(super) fn open(bytes: &[u8]) -> Result<Self, Unreadable> {
        let mut zip = open(bytes)?;
        let names = names(&mut zip)?;
        let lower: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
        let any = |what: &str| lower.iter().any(|name| name.contains(what));
        let (macros, external_links, pictures) =
            (any("vbaproject") || any("/macrosheets/"), any("/externallinks/"), any("/media/"));
        let broken = |_| Unreadable::Broken(SheetFormat::Xlsx);
        let mut plain = ZipWriter::new(Cursor::new(Vec::with_capacity(claimed(&mut zip, &lower))));
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        let mut room = MOST_UNPACKED;
        let mut facts_by_part = HashMap::new();
        let mut outline = HashMap::new();
        let mut seen = HashSet::new();
        for (name, lower) in names.iter().zip(&lower) {
            if !is_needed(lower) || !seen.insert(lower.clone()) {
                continue;
            }
            let Some(mut content) = part(&mut zip, name, &mut room)? else { continue };
            if lower.ends_with("sharedstrings.xml") {
                if content.len() > MOST_SHARED_TEXT {
                    return Err(Unreadable::TooMuchText);
                }
                // The reader reserves memory for as many texts as are claimed.
                disarm(&mut content, b"uniqueCount");
            } else if lower.contains("worksheets/") && lower.ends_with(".xml") {
                facts_by_part.insert(name.trim_start_matches('/').to_owned(), facts(&content));
                // The reader refuses sheets with an odd dimension, which says nothing anyway.
                disarm(&mut content, b"dimension");
            } else if lower.ends_with("workbook.xml") || lower.ends_with("workbook.xml.rels") {
                outline.insert(lower.clone(), content.clone());
            }
            plain.start_file(name.as_str(), stored).map_err(broken)?;
            plain.write_all(&content).map_err(|_| Unreadable::Broken(SheetFormat::Xlsx))?;
        }
        let facts = parts_by_sheet(&outline)
            .into_iter()
            .filter_map(|(sheet, part)| Some((sheet, facts_by_part.remove(&part)?)))
            .collect();
        let plain = plain.finish().map_err(broken)?.into_inner();
        Ok(Self { plain, macros, external_links, pictures, facts })
    }
}

/// What the needed parts say they unpack to, so that the copy does not grow step by step.
fn claimed(zip: &mut ZipArchive<Cursor<&[u8]>>, lower: &[String]) -> usize {
    const BESIDE_A_PART: u64 = 512;
    let needed = (0..zip.len()).zip(lower).filter(|(_, name)| is_needed(name));
    let sizes = needed.filter_map(|(at, _)| Some(zip.by_index_raw(at).ok()?.size() + BESIDE_A_PART));
    usize::try_from(sizes.fold(0u64, u64::saturating_add).min(MOST_UNPACKED)).unwrap_or_default()
}

fn is_needed(lower: &str) -> bool {
    const LEFT_OUT: &[&str] = &[
        "/externallinks/",
        "/media/",
        "/drawings/",
        "/charts/",
        "/pivotcache/",
        "/pivottables/",
        "/comments",
        "/threadedcomments",
        "/persons",
        "/macrosheets/",
        "/worksheets/_rels/",
        "customxml/",
        "docprops/",
    ];
    (lower.ends_with(".xml") || lower.ends_with(".rels"))
        && !LEFT_OUT.iter().any(|folder| lower.contains(folder))
}

/// Makes a word near the beginning unknown to the reader.
fn disarm(content: &mut [u8], word: &[u8]) {
    const NEAR: usize = 8192;
    let near = content.len().min(NEAR);
    let Some(start) = content.get_mut(..near) else { return };
    while let Some(at) = find(start, word) {
        if let Some(byte) = start.get_mut(at) {
            *byte = b'X';
        }
    }
}

fn find(within: &[u8], word: &[u8]) -> Option<usize> {
    within.windows(word.len()).position(|window| window == word)
}

/// Joined cells and hidden rows, looked for without reading the XML a second time.
fn facts(content: &[u8]) -> SheetFacts {
    let mut facts = SheetFacts::default();
    let tags = memchr::memmem::find_iter(content, b"mergeCell ");
    for at in tags.take(MOST_MERGED) {
        let merged = attribute(content, at, "ref").and_then(|text| Merged::parse(&text));
        facts.merged.extend(merged);
    }
    for value in [&b"hidden=\"1\""[..], b"hidden=\"true\""] {
        for at in memchr::memmem::find_iter(content, value) {
            let before = content.get(at.saturating_sub(LONGEST_TAG)..at).unwrap_or_default();
            let Some(back) = memchr::memrchr(b'<', before) else { continue };
            let tag = at - before.len() + back;
            let named_row = content.get(tag + 1..at).is_some_and(|tag| {
                let name = tag.split(u8::is_ascii_whitespace).next().unwrap_or_default();
                name == b"row" || name.ends_with(b":row")
            });
            if named_row && let Some(number) = attribute(content, tag, "r").and_then(|r| r.parse().ok()) {
                facts.hidden_rows.insert(number);
            }
        }
    }
    facts
}

/// The value of an attribute of the tag that begins before `from`.
fn attribute(content: &[u8], from: usize, name: &str) -> Option<String> {
    let tag = content.get(from..content.len().min(from + LONGEST_TAG))?;
    let tag = tag.get(..memchr::memchr(b'>', tag)?)?;
    let opening = format!(" {name}=\"");
    let start = find(tag, opening.as_bytes())? + opening.len();
    let value = tag.get(start..)?;
    String::from_utf8(value.get(..memchr::memchr(b'"', value)?)?.to_vec()).ok()
}

/// Names of sheets with the parts that hold them.
fn parts_by_sheet(outline: &HashMap<String, Vec<u8>>) -> Vec<(String, String)> {
    let (Some(workbook), Some(relations)) =
        (outline.get("xl/workbook.xml"), outline.get("xl/_rels/workbook.xml.rels"))
    else {
        return Vec::new();
    };
    let targets: HashMap<String, String> = tags(relations, "Relationship", "Id", "Target")
        .into_iter()
        .map(|(id, target)| {
            let target = target.replace('\\', "/");
            let whole = match target.strip_prefix('/') {
                Some(whole) => whole.to_owned(),
                None => format!("xl/{}", target.trim_start_matches("./")),
            };
            (id, whole)
        })
        .collect();
    tags(workbook, "sheet", "name", "id")
        .into_iter()
        .filter_map(|(name, id)| Some((name, targets.get(&id)?.clone())))
        .collect()
}

/// Two attributes of each tag of a name.
fn tags(xml: &[u8], tag: &str, one: &str, other: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_reader(xml);
    let mut found = Vec::new();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(event) | Event::Empty(event)) if event.local_name().as_ref() == tag => {
                let value = |name: &str| {
                    event.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)
                };
                if let (Some(one), Some(other)) = (value(one), value(other)) {
                    found.push((plain(&one.value), plain(&other.value)));
                }
            }
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

fn plain(value: &str) -> String {
    quick_xml::escape::unescape(value).map_or_else(|_| value.to_owned(), std::borrow::Cow::into_owned)
}
