//! PDF by typst: tagged, archival (PDF/A-2a) and accessible (PDF/UA-1).
//!
//! The template is fixed at build time and reads the document as JSON, so that a
//! user's text is always text and never typst code.

use std::collections::HashMap;
use std::sync::LazyLock;

use rayon::{ThreadPool, ThreadPoolBuilder};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::OfficialDocument;
use super::faces::FACES;
use super::paper::{self, Paper};
use crate::OfficeError;

const TEMPLATE: &str = include_str!("../../../../catalogue/paper/official.typ");
const TEMPLATE_PATH: &str = "/official.typ";
const DATA_PATH: &str = "/document.json";
/// Layout recurses deeper than the 2 MiB that threads get by default, and a
/// stack overflow would end the whole process.
const STACK_BYTES: usize = 32 << 20;
/// How many later documents a memoised layout step survives.
const KEEP_MEMOISED: usize = 4;

/// The document as PDF.
///
/// # Errors
/// [`OfficeError::Figure`] when a figure is no SVG, [`OfficeError::Typeset`] when layout fails.
pub fn pdf(document: &OfficialDocument) -> Result<Vec<u8>, OfficeError> {
    let pool = POOL.as_ref().map_err(|reason| OfficeError::Typeset(reason.clone()))?;
    pool.install(|| {
        let paper = paper::paper(document)?;
        let desk = Desk::new(&paper)?;
        let typeset = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| typeset(&desk)));
        typst::comemo::evict(KEEP_MEMOISED);
        typeset.unwrap_or_else(|_| Err(OfficeError::Typeset("trình dàn trang dừng đột ngột".to_owned())))
    })
}

/// Typst spreads its work over the pool it is called in: these threads, with their deep stacks.
static POOL: LazyLock<Result<ThreadPool, String>> = LazyLock::new(|| {
    let pool = ThreadPoolBuilder::new().stack_size(STACK_BYTES).thread_name(|at| format!("typst-{at}"));
    pool.build().map_err(|error| error.to_string())
});

fn typeset(desk: &Desk) -> Result<Vec<u8>, OfficeError> {
    let laid_out: PagedDocument = typst::compile(desk).output.map_err(|errors| failed(&errors))?;
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|error| OfficeError::Typeset(error.message().to_string()))?;
    let options =
        PdfOptions { creator: Smart::Custom(Some("Khuê".to_owned())), standards, ..PdfOptions::default() };
    typst_pdf::pdf(&laid_out, &options).map_err(|errors| failed(&errors))
}

fn failed(errors: &[SourceDiagnostic]) -> OfficeError {
    let messages: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    OfficeError::Typeset(messages.join("; "))
}

/// What the typesetter may see: the template, one document, its figures, four faces.
struct Desk {
    source: Source,
    files: HashMap<FileId, Bytes>,
}

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));
static BOOK: LazyLock<LazyHash<FontBook>> =
    LazyLock::new(|| LazyHash::new(FontBook::from_fonts(&FACES.fonts)));

impl Desk {
    fn new(paper: &Paper) -> Result<Self, OfficeError> {
        let json = serde_json::to_vec(paper).map_err(|error| OfficeError::Typeset(error.to_string()))?;
        let mut files = HashMap::from([(file_id(DATA_PATH)?, Bytes::new(json))]);
        for (at, picture) in paper.pictures.iter().enumerate() {
            let id = file_id(&format!("/figure-{}.svg", at + 1))?;
            files.insert(id, Bytes::from_string(picture.svg.clone()));
        }
        Ok(Self { source: Source::new(file_id(TEMPLATE_PATH)?, TEMPLATE.to_owned()), files })
    }
}

fn file_id(path: &str) -> Result<FileId, OfficeError> {
    let path =
        VirtualPath::new(path).map_err(|_| OfficeError::Typeset(format!("đường dẫn {path} không hợp lệ")))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        self.source.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.source.id() { Ok(self.source.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FACES.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        // The day is the document's, not the machine's.
        None
    }
}
