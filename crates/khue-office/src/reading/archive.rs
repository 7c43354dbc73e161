//! Office files are ZIP archives; this reads them within bounds.

use std::io::{Cursor, Read};

use zip::ZipArchive;

/// No office file needs more parts.
const MOST_PARTS: usize = 10_000;
/// What all parts together may unpack to.
const MOST_UNPACKED: u64 = 400 << 20;

/// An archive whose size is sound.
pub(crate) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    names: Vec<String>,
}

/// Why an archive, or a part of it, cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ArchiveFault {
    Broken,
    Missing,
    TooLarge,
}

impl<'a> Archive<'a> {
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, ArchiveFault> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ArchiveFault::Broken)?;
        let (mut unpacked, mut names) = (0u64, Vec::new());
        if zip.len() > MOST_PARTS {
            return Err(ArchiveFault::TooLarge);
        }
        for at in 0..zip.len() {
            let part = zip.by_index_raw(at).map_err(|_| ArchiveFault::Broken)?;
            unpacked = unpacked.saturating_add(part.size());
            names.push(part.name().map_err(|_| ArchiveFault::Broken)?.into_owned());
        }
        if unpacked > MOST_UNPACKED { Err(ArchiveFault::TooLarge) } else { Ok(Self { zip, names }) }
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.names().any(|part| part == name)
    }

    /// A part as text, at most `most` bytes whatever its header claims.
    pub(crate) fn text(&mut self, name: &str, most: u64) -> Result<String, ArchiveFault> {
        let part = self.zip.by_name(name).map_err(|error| match error {
            zip::result::ZipError::FileNotFound => ArchiveFault::Missing,
            _ => ArchiveFault::Broken,
        })?;
        let mut bytes = Vec::new();
        part.take(most + 1).read_to_end(&mut bytes).map_err(|_| ArchiveFault::Broken)?;
        if bytes.len() as u64 > most {
            return Err(ArchiveFault::TooLarge);
        }
        String::from_utf8(bytes).map_err(|_| ArchiveFault::Broken)
    }
}
