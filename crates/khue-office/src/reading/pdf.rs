//! The text layer of a PDF, line by line in the order in which it was written.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use pdf_extract::encryption::DecryptionError;
use pdf_extract::{Document, Error, MediaBox, Object, OutputDev, OutputError, Transform, output_doc};

use super::{ExtractedText, FileRefusal, Text, TextSource};

/// Nested forms and long outlines recurse.
const STACK_BYTES: usize = 64 << 20;
const THREAD: &str = "reading-pdf";
/// Past this a file is hostile or too large to wait for. The thread cannot be ended: it
/// runs on until the process ends, one more reason to read in a child.
const TIME_LIMIT: Duration = Duration::from_secs(8);
/// Fewer letters than this on a page on average, and the text is a stamp on a scan.
const LETTERS_OF_A_STAMP: usize = 25;

pub(super) fn text(bytes: &[u8], name: &str) -> Result<ExtractedText, FileRefusal> {
    super::hush_reader_panics();
    let (sender, receiver) = mpsc::channel();
    let (bytes, name) = (bytes.to_vec(), name.to_owned());
    let broken = FileRefusal::BrokenPdf { name: name.clone() };
    let slow = FileRefusal::TooSlow { name: name.clone() };
    let reader = thread::Builder::new().name(THREAD.to_owned()).stack_size(STACK_BYTES).spawn(move || {
        // A panic drops the sender, which the receiver sees as a broken file.
        let _ = sender.send(read(&bytes, name));
    });
    if reader.is_err() {
        return Err(broken);
    }
    match receiver.recv_timeout(TIME_LIMIT) {
        Ok(read) => read,
        Err(mpsc::RecvTimeoutError::Timeout) => Err(slow),
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(broken),
    }
}

fn read(bytes: &[u8], name: String) -> Result<ExtractedText, FileRefusal> {
    let refusal = |error: &Error| match error {
        Error::Decryption(DecryptionError::IncorrectPassword) | Error::InvalidPassword => {
            FileRefusal::EncryptedPdf { name: name.clone() }
        }
        _ => FileRefusal::BrokenPdf { name: name.clone() },
    };
    let mut document = Document::load_mem(bytes).map_err(|error| refusal(&error))?;
    if document.is_encrypted() {
        // Files that only forbid printing or copying open with an empty password.
        document.decrypt("").map_err(|_| FileRefusal::EncryptedPdf { name: name.clone() })?;
    }
    if document.get_pages().is_empty() {
        return Err(FileRefusal::BrokenPdf { name });
    }
    spell_out_widths(&mut document);
    let mut printed = Lines::default();
    match output_doc(&document, &mut printed) {
        Ok(()) => {}
        Err(OutputError::PdfError(error)) => return Err(refusal(&error)),
        Err(_) => return Err(FileRefusal::BrokenPdf { name }),
    }
    let pages = printed.pages;
    let letters: usize = pages.iter().map(|page| page.chars().filter(|c| c.is_alphanumeric()).count()).sum();
    if letters < LETTERS_OF_A_STAMP.saturating_mul(pages.len()) && !short_but_whole(&document, letters) {
        return Err(FileRefusal::ScannedPdf { name });
    }
    let mut text = khue_base::to_nfc(&pages.join("\u{c}"));
    for (joined, letters) in [('ﬀ', "ff"), ('ﬁ', "fi"), ('ﬂ', "fl"), ('ﬃ', "ffi"), ('ﬄ', "ffl")] {
        text = text.replace(joined, letters);
    }
    Ok(ExtractedText {
        text: Text::Unicode(text),
        pages: u32::try_from(pages.len()).ok(),
        kind: TextSource::Pdf,
    })
}

/// `first last width` in the widths of a font becomes `first [width …]`: pdf-extract 0.12
/// passes over the first form and then sees gaps between all letters.
fn spell_out_widths(document: &mut Document) {
    let fonts = document.objects.values().filter_map(|object| object.as_dict().ok());
    let shared: Vec<_> = fonts
        .filter(|font| font.get(b"DescendantFonts").is_err())
        .filter_map(|font| font.get(b"W").and_then(|widths| widths.as_reference()).ok())
        .collect();
    for (id, object) in &mut document.objects {
        let widths = match object {
            Object::Dictionary(font) if font.has_type(b"Font") => {
                font.get_mut(b"W").and_then(|widths| widths.as_array_mut())
            }
            object if shared.contains(id) => object.as_array_mut(),
            _ => continue,
        };
        if let Ok(widths) = widths {
            *widths = spelled_out(widths);
        }
    }
}

fn spelled_out(widths: &[Object]) -> Vec<Object> {
    /// Codes that a composite font can have.
    const MOST: i64 = 0x1_0000;
    let (mut spelled, mut room) = (Vec::new(), MOST);
    let mut rest = widths;
    loop {
        rest = match rest {
            [first, list @ (Object::Array(_) | Object::Reference(_)), rest @ ..] => {
                spelled.extend([first.clone(), list.clone()]);
                rest
            }
            [first, last, width, rest @ ..] => {
                if let (Ok(from), Ok(to)) = (first.as_i64(), last.as_i64())
                    && (0..MOST).contains(&from)
                    && (from..from.saturating_add(room).min(MOST)).contains(&to)
                {
                    room -= to - from + 1;
                    let count = usize::try_from(to - from + 1).unwrap_or(0);
                    spelled.extend([first.clone(), Object::Array(vec![width.clone(); count])]);
                }
                rest
            }
            _ => return spelled,
        };
    }
}

/// A page with a few words and no picture is simply short.
fn short_but_whole(document: &Document, letters: usize) -> bool {
    let is_picture = |object: &Object| {
        object.as_stream().is_ok_and(|stream| {
            stream.dict.get(b"Subtype").and_then(|kind| kind.as_name()).is_ok_and(|kind| kind == b"Image")
        })
    };
    letters > 0 && !document.objects.values().any(is_picture)
}

/// Puts characters together to lines: by their place, since PDF has no lines.
#[derive(Default)]
struct Lines {
    pages: Vec<String>,
    /// The page that is being read.
    text: String,
    flip: Transform,
    end: f64,
    baseline: f64,
    size: f64,
}

/// A shift of the baseline that ends a line; less is a superscript.
const NEW_LINE: f64 = 0.5;
/// A shift that stands for an empty line.
const EMPTY_LINE: f64 = 2.3;
/// A gap that stands for a space.
const SPACE: f64 = 0.14;
/// A gap that stands for the next column of a table.
const COLUMN: f64 = 2.5;

impl OutputDev for Lines {
    fn begin_page(
        &mut self,
        _: u32,
        page: &MediaBox,
        _: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        self.flip = Transform::row_major(1.0, 0.0, 0.0, -1.0, 0.0, page.ury - page.lly);
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        self.end_line_here();
        self.pages.push(std::mem::take(&mut self.text));
        Ok(())
    }

    fn output_character(
        &mut self,
        transform: &Transform,
        width: f64,
        _: f64,
        font_size: f64,
        character: &str,
    ) -> Result<(), OutputError> {
        let place = transform.post_transform(&self.flip);
        let scale = (transform.m11.hypot(transform.m12) * transform.m21.hypot(transform.m22)).sqrt();
        let size = (font_size * scale).abs().max(0.1);
        let (x, y) = (place.m31, place.m32);
        if !self.text.is_empty() {
            let fall = (y - self.baseline).abs() / self.size.max(size);
            let gap = (x - self.end) / size;
            if fall > NEW_LINE || gap < -COLUMN {
                self.end_line_here();
                if fall > EMPTY_LINE && y > self.baseline {
                    self.text.push('\n');
                }
            } else if gap > COLUMN && !self.text.ends_with('\n') {
                self.text.truncate(self.text.trim_end_matches(' ').len());
                self.text.push('\t');
            } else if gap > SPACE && !self.text.ends_with([' ', '\n', '\t']) && !character.starts_with(' ') {
                self.text.push(' ');
            }
        }
        self.text.extend(character.chars().filter(|c| !c.is_control() && *c != '\u{200b}'));
        (self.end, self.baseline, self.size) = (x + width * size, y, size);
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}

impl Lines {
    fn end_line_here(&mut self) {
        self.text.truncate(self.text.trim_end_matches([' ', '\t']).len());
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }
}
