//! Several files in one ZIP archive.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::OfficeError;

/// Packs files by name and content.
///
/// # Errors
/// [`OfficeError`] when the archive cannot be written.
pub fn pack(files: &[(String, Vec<u8>)]) -> Result<Vec<u8>, OfficeError> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(name, SimpleFileOptions::default())?;
        archive.write_all(content)?;
    }
    Ok(archive.finish()?.into_inner())
}
