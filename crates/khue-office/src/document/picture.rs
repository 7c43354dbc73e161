//! A figure: kept as SVG for PDF, drawn as PNG for DOCX.

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree};

use super::faces::FACES;
use crate::OfficeError;

/// Dots per millimetre of a drawn figure: about 200 per inch.
const DOTS_PER_MM: f64 = 8.0;

pub(super) struct Picture {
    pub(super) svg: String,
    title: String,
    tree: Tree,
}

impl Picture {
    pub(super) fn parse(title: &str, svg: &str) -> Result<Self, OfficeError> {
        let options = Options {
            fontdb: FACES.database.clone(),
            font_family: FACES.family.clone(),
            // A figure must not read files of this machine.
            image_href_resolver: ImageHrefResolver {
                resolve_string: Box::new(|_, _| None),
                ..ImageHrefResolver::default()
            },
            ..Options::default()
        };
        let tree = Tree::from_str(svg, &options)
            .map_err(|error| OfficeError::Figure { title: title.to_owned(), reason: error.to_string() })?;
        Ok(Self { svg: svg.to_owned(), title: title.to_owned(), tree })
    }

    /// Width and height in the picture's own units.
    pub(super) fn size(&self) -> (f64, f64) {
        (f64::from(self.tree.size().width()), f64::from(self.tree.size().height()))
    }

    /// The picture drawn on white, `width_mm` wide.
    pub(super) fn png(&self, width_mm: f64) -> Result<Vec<u8>, OfficeError> {
        let fail =
            |reason: &str| OfficeError::Figure { title: self.title.clone(), reason: reason.to_owned() };
        let size = self.tree.size();
        let scale = (width_mm * DOTS_PER_MM) as f32 / size.width();
        let (width, height) = ((size.width() * scale).ceil() as u32, (size.height() * scale).ceil() as u32);
        let mut pixels =
            Pixmap::new(width, height).ok_or_else(|| fail("khổ hình bằng không hoặc quá lớn"))?;
        pixels.fill(Color::WHITE);
        resvg::render(&self.tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
        pixels.encode_png().map_err(|error| fail(&error.to_string()))
    }
}
