//! The Times-like face of official documents: Times New Roman where the machine
//! has it, else Liberation Serif, which has the same widths and is carried along.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use resvg::usvg::fontdb;
use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::text::{Font, FontInstance, FontStyle, FontVariations, FontWeight};

const REGULAR: &[u8] = include_bytes!("../../../../catalogue/fonts/LiberationSerif-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../../../catalogue/fonts/LiberationSerif-Bold.ttf");
const ITALIC: &[u8] = include_bytes!("../../../../catalogue/fonts/LiberationSerif-Italic.ttf");
const BOLD_ITALIC: &[u8] = include_bytes!("../../../../catalogue/fonts/LiberationSerif-BoldItalic.ttf");

const TIMES: &str = "Times New Roman";
/// Letters that an old cut of Times lacks.
const PROBE: &str = "ẶẰỮỰỗễợĐđ–“”…";
/// Where systems keep faces; deeper folders are searched two levels down.
const FONT_FOLDERS: &[&str] = &[
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    r"C:\Windows\Fonts",
];

/// Where the face of printed documents comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaceSource {
    /// Times New Roman, found in this folder.
    Installed(PathBuf),
    /// Liberation Serif, carried in the program.
    Embedded,
}

impl std::fmt::Display for FaceSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Installed(folder) => write!(f, "{TIMES} ({})", folder.display()),
            Self::Embedded => f.write_str("Liberation Serif (kèm trong chương trình)"),
        }
    }
}

/// The face that printed documents use on this machine.
pub fn face_in_use() -> &'static FaceSource {
    &FACES.source
}

/// Four cuts of one family, and what the writers ask about them.
pub(super) struct Faces {
    pub(super) family: String,
    pub(super) fonts: Vec<Font>,
    pub(super) database: Arc<fontdb::Database>,
    source: FaceSource,
    cuts: Vec<FontInstance>,
}

pub(super) static FACES: LazyLock<Faces> = LazyLock::new(|| installed().unwrap_or_else(embedded));

impl Faces {
    fn new(files: Vec<Vec<u8>>, source: FaceSource) -> Option<Self> {
        let mut database = fontdb::Database::new();
        let mut fonts = Vec::new();
        for file in files {
            database.load_font_data(file.clone());
            fonts.extend(Font::iter(Bytes::new(file)));
        }
        let family = fonts.first()?.info().family.clone();
        database.set_serif_family(&family);
        database.set_sans_serif_family(&family);
        let cuts: Vec<FontInstance> = fonts
            .iter()
            .map(|font| {
                font.clone().instantiate(font.info().variant, Abs::pt(14.0), &FontVariations::default())
            })
            .collect();
        let faces = Self { family, fonts, database: Arc::new(database), source, cuts };
        let whole = faces.cuts.len() == 4 && PROBE.chars().all(|c| faces.covers(c));
        whole.then_some(faces)
    }

    /// Whether all four cuts can print `c`.
    pub(super) fn covers(&self, c: char) -> bool {
        self.cuts.iter().all(|cut| cut.ttf().glyph_index(c).is_some())
    }

    /// The width of `text` in points when set upright at `size`.
    pub(super) fn width(&self, text: &str, size: f64, weight: FontWeight) -> f64 {
        let cut = self.cuts.iter().find(|cut| {
            let variant = cut.font().info().variant;
            variant.weight == weight && variant.style == FontStyle::Normal
        });
        let Some(cut) = cut else { return 0.0 };
        let advance = |c| cut.ttf().glyph_index(c).and_then(|glyph| cut.x_advance(glyph.0));
        text.chars().filter_map(advance).map(|em| em.get() * size).sum()
    }
}

fn embedded() -> Faces {
    let files = [REGULAR, BOLD, ITALIC, BOLD_ITALIC].map(<[u8]>::to_vec).to_vec();
    // The carried files are fixed at build time; a test holds that they load.
    Faces::new(files, FaceSource::Embedded).unwrap_or_else(|| Faces {
        family: String::new(),
        fonts: Vec::new(),
        database: Arc::new(fontdb::Database::new()),
        source: FaceSource::Embedded,
        cuts: Vec::new(),
    })
}

fn installed() -> Option<Faces> {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let own = home.iter().flat_map(|home| [home.join(".fonts"), home.join(".local/share/fonts")]);
    FONT_FOLDERS.iter().map(PathBuf::from).chain(own).find_map(|folder| times_in(&folder, 2))
}

fn times_in(folder: &Path, depth: u8) -> Option<Faces> {
    let entries: Vec<PathBuf> =
        fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    let is_times = |path: &&PathBuf| {
        path.file_name().is_some_and(|name| name.to_string_lossy().to_lowercase().starts_with("times"))
    };
    let mut cuts: Vec<(FontWeight, FontStyle, Vec<u8>)> = Vec::new();
    for path in entries.iter().filter(|path| path.is_file()).filter(is_times) {
        let Ok(file) = fs::read(path) else { continue };
        let Some(font) = Font::new(Bytes::new(file.clone()), 0) else { continue };
        let variant = font.info().variant;
        let known =
            cuts.iter().any(|(weight, style, _)| (*weight, *style) == (variant.weight, variant.style));
        let wanted = [FontWeight::REGULAR, FontWeight::BOLD].contains(&variant.weight);
        if font.info().family == TIMES && wanted && !known {
            cuts.push((variant.weight, variant.style, file));
        }
    }
    let files: Vec<Vec<u8>> = cuts.into_iter().map(|(_, _, file)| file).collect();
    if let Some(faces) = Faces::new(files, FaceSource::Installed(folder.to_owned())) {
        return Some(faces);
    }
    let deeper = depth.checked_sub(1)?;
    entries.iter().filter(|path| path.is_dir()).find_map(|path| times_in(path, deeper))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_carried_face_prints_every_vietnamese_letter() {
        let faces = embedded();
        assert_eq!(faces.family, "Liberation Serif");
        let letters = "aăâeêioôơuưy"
            .chars()
            .flat_map(|c| {
                ["", "\u{300}", "\u{301}", "\u{309}", "\u{303}", "\u{323}"].map(|tone| format!("{c}{tone}"))
            })
            .map(|letter| khue_base::to_nfc(&letter));
        for letter in letters.flat_map(|letter| [letter.to_uppercase(), letter]) {
            for c in letter.chars() {
                assert!(faces.covers(c), "{c}");
            }
        }
        assert!(!faces.covers('✓'), "signs that it lacks are replaced, see paper.rs");
    }

    #[test]
    fn a_bold_line_is_as_wide_as_times() {
        let width = embedded().width("Độc lập - Tự do - Hạnh phúc", 14.0, FontWeight::BOLD);
        assert!((170.0..190.0).contains(&width), "{width}");
    }

    #[test]
    fn a_folder_without_times_has_none() {
        assert!(times_in(Path::new("../../catalogue/fonts"), 2).is_none());
        assert!(times_in(Path::new("/nowhere"), 2).is_none());
    }
}
