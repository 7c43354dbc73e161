//! Reading a document from a file: its text is taken out and read.

use std::path::Path;
use std::time::Duration;

use khue_office::reading::{Text, TextSource, text_of, text_of_in_child};
use khue_rules::directive::reading::{Reading, decode, read};

use crate::{App, OpError};

/// The hidden subcommand that reads a PDF for its parent; see [`read_file`].
pub const READ_FOR_PARENT: &str = "read-for-parent";

/// A PDF that takes longer is refused.
const LIMIT: Duration = Duration::from_secs(9);

/// The reading of a file, and the kind of file found in its content. Runs beside the request threads,
/// because a long document takes a while.
///
/// # Errors
/// Refused, with what is wrong with the file.
pub async fn read_document(app: &App, content: Vec<u8>, name: String) -> Result<(Reading, String), OpError> {
    let program = app.program.clone();
    let reading = tokio::task::spawn_blocking(move || read_file(&content, &name, program.as_deref()));
    reading.await.map_err(|error| OpError::Failed(format!("reading a document: {error}")))?
}

/// The same on the thread of the caller. A hostile PDF can bring down the process that reads it, so where
/// `program` is given, it is started with [`READ_FOR_PARENT`] to read PDF in its stead.
///
/// # Errors
/// Refused, with what is wrong with the file.
pub fn read_file(content: &[u8], name: &str, program: Option<&Path>) -> Result<(Reading, String), OpError> {
    let refused = |sentence: String| OpError::field("tep", sentence);
    let extracted = match program {
        Some(program) => text_of_in_child(program, &[READ_FOR_PARENT], content, name, LIMIT),
        None => text_of(content, name),
    }
    .map_err(|refusal| refused(refusal.to_string()))?;
    // Old fonts hide in DOCX and PDF too, so text from there is looked at like bytes.
    let bytes = match &extracted.text {
        Text::Unicode(text) => text.as_bytes(),
        Text::Raw(bytes) => bytes,
    };
    let decoded = decode(bytes).map_err(|refusal| refused(refusal.to_string()))?;
    let mut reading = read(&decoded.text).map_err(|refusal| refused(refusal.to_string()))?;
    reading.warnings.extend(decoded.notes);
    let media_type = match extracted.kind {
        TextSource::Pdf => "application/pdf",
        TextSource::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        TextSource::Plain => "text/plain",
    };
    Ok((reading, media_type.to_owned()))
}
