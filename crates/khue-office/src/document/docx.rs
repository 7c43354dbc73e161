//! DOCX written as WordprocessingML (ISO/IEC 29500), part by part.
//!
//! Written here rather than by a crate because a report needs what the kept
//! crate lacks: heads of tables that repeat, descriptions of pictures for those
//! who cannot see them, the language of the text.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::OfficialDocument;
use super::paper::{self, Paper, PaperAnnex, PaperColumn, Piece, TEXT_WIDTH_MM};
use crate::OfficeError;

const TWIPS_PER_MM: f64 = 1440.0 / 25.4;
const EMU_PER_MM: f64 = 36_000.0;

/// The document as DOCX.
///
/// # Errors
/// [`OfficeError::Figure`] when a figure is no SVG; [`OfficeError::Archive`] or
/// [`OfficeError::Write`] when the archive cannot be written.
pub fn docx(document: &OfficialDocument) -> Result<Vec<u8>, OfficeError> {
    let paper = paper::paper(document)?;
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |name: &str, content: &[u8]| -> Result<(), OfficeError> {
        archive.start_file(name, SimpleFileOptions::default())?;
        Ok(archive.write_all(content)?)
    };
    part("[Content_Types].xml", CONTENT_TYPES.as_bytes())?;
    part("_rels/.rels", PACKAGE_RELATIONS.as_bytes())?;
    part("docProps/core.xml", core_properties(&paper).as_bytes())?;
    part("word/document.xml", Body::default().written(&paper).as_bytes())?;
    part("word/_rels/document.xml.rels", relations(paper.pictures.len()).as_bytes())?;
    part("word/styles.xml", STYLES.as_bytes())?;
    part("word/settings.xml", SETTINGS.as_bytes())?;
    part("word/numbering.xml", NUMBERING.as_bytes())?;
    part("word/header1.xml", HEADER.as_bytes())?;
    let annexed = paper.annex.iter().flat_map(|annex| &annex.blocks);
    for piece in paper.blocks.iter().chain(annexed) {
        if let Piece::Figure { picture, width_mm, .. } = piece
            && let Some(drawing) = paper.pictures.get(picture - 1)
        {
            part(&format!("word/media/figure{picture}.png"), &drawing.png(*width_mm)?)?;
        }
    }
    Ok(archive.finish()?.into_inner())
}

#[derive(Default)]
struct Body(String);

/// How a paragraph stands and how its one run looks; the style carries the rest.
#[derive(Clone, Copy, Default)]
struct Look<'a> {
    style: &'a str,
    /// Extra paragraph properties that come before spacing: keep-next, numbering, borders.
    leading: &'a str,
    spacing: &'a str,
    indent: &'a str,
    align: &'a str,
    bold: bool,
    italic: bool,
    /// In half points; 0 leaves the style's.
    half_points: u16,
    boxed: bool,
}

const HEAD: Look<'_> = Look {
    style: "",
    leading: "",
    spacing: "",
    indent: "",
    align: "center",
    bold: false,
    italic: false,
    half_points: 26,
    boxed: false,
};

impl Body {
    fn written(mut self, paper: &Paper) -> String {
        self.0.push_str(DOCUMENT_OPEN);
        self.head(paper);
        self.title(paper);
        for basis in &paper.bases {
            self.line(Look { style: "Text", italic: true, ..Look::default() }, basis);
        }
        for (at, piece) in paper.blocks.iter().enumerate() {
            self.piece(piece, at + 1 == paper.blocks.len());
        }
        self.foot(paper);
        if let Some(annex) = &paper.annex {
            self.annex(annex);
        }
        self.0.push_str(SECTION_CLOSE);
        self.0
    }

    fn head(&mut self, paper: &Paper) {
        let (left, right) = (twips(TEXT_WIDTH_MM - paper.nation_width_mm), twips(paper.nation_width_mm));
        let bold = Look { bold: true, ..HEAD };
        let half_points = (paper.head_size * 2.0) as u16;
        self.open_frame(&[left, right]);
        self.cell(left, |body| {
            if let Some(superior) = &paper.superior {
                body.line(Look { half_points, ..HEAD }, superior);
            }
            body.line(Look { half_points, ..bold }, &paper.issuer);
            body.rule(paper.issuer_rule, left);
        });
        self.cell(right, |body| {
            body.line(Look { half_points, ..bold }, paper.nation);
            body.line(Look { half_points: 28, ..bold }, paper.motto);
            body.rule(paper.motto_rule, right);
        });
        self.0.push_str("</w:tr><w:tr>");
        self.cell(left, |body| {
            body.line(Look { spacing: r#"w:before="120""#, ..HEAD }, &paper.number);
            if let Some(about) = &paper.about {
                body.line(Look { spacing: r#"w:before="80""#, ..HEAD }, about);
            }
            if paper.draft {
                body.line(Look { spacing: r#"w:before="160""#, boxed: true, ..bold }, "\u{a0}DỰ THẢO\u{a0}");
            }
        });
        self.cell(right, |body| {
            let look = Look { spacing: r#"w:before="120""#, italic: true, half_points: 28, ..HEAD };
            body.line(look, &paper.place_and_day);
        });
        self.close_frame();
    }

    fn title(&mut self, paper: &Paper) {
        let title = Look { align: "center", bold: true, ..Look::default() };
        self.gap(14.0);
        if !paper.kind.is_empty() {
            self.line(Look { spacing: r#"w:after="60""#, ..title }, &paper.kind);
            if !paper.subject.is_empty() {
                self.line(title, &paper.subject);
                self.rule(paper.subject_rule, twips(TEXT_WIDTH_MM));
            }
            self.gap(14.0);
        }
        match paper.letter_to.as_slice() {
            [] => return,
            [one] => self.line(Look { align: "center", ..Look::default() }, &format!("Kính gửi: {one}")),
            many => {
                let (left, right) = (twips(51.0), twips(TEXT_WIDTH_MM - 51.0));
                self.open_frame(&[left, right]);
                self.cell(left, |body| {
                    body.line(Look { indent: r#"w:left="1701""#, ..Look::default() }, "Kính gửi:");
                });
                self.cell(right, |body| {
                    for to in many {
                        body.line(Look { spacing: r#"w:after="60""#, ..Look::default() }, &format!("- {to}"));
                    }
                });
                self.close_frame();
            }
        }
        self.gap(12.0);
    }

    fn piece(&mut self, piece: &Piece, last: bool) {
        match piece {
            Piece::Heading { level, text } => {
                let style = format!("Heading{level}");
                self.line(Look { style: &style, ..Look::default() }, text);
            }
            Piece::Paragraph { text } => {
                // The last lines stay with the signature.
                let leading = if last { "<w:keepNext/>" } else { "" };
                self.line(Look { style: "Text", leading, ..Look::default() }, text);
            }
            Piece::List { items } => {
                for item in items {
                    self.line(Look { style: "ListBullet", ..Look::default() }, item);
                }
            }
            // Rows are never cut here: a word processor cuts one that is taller than a page by itself.
            Piece::Table { caption, columns, rows, note, .. } => {
                match caption {
                    Some(caption) => self.line(Look { style: "Caption", ..Look::default() }, caption),
                    None => self.gap(2.0),
                }
                self.table(columns, rows);
                match note {
                    Some(note) => self.line(Look { style: "Source", ..Look::default() }, note),
                    None => self.gap(10.0),
                }
            }
            Piece::Figure { caption, alt, picture, width_mm, height_mm, source } => {
                self.line(Look { style: "Caption", ..Look::default() }, caption);
                let keep = if source.is_some() { "<w:keepNext/>" } else { "" };
                let (width, height) = ((width_mm * EMU_PER_MM) as u64, (height_mm * EMU_PER_MM) as u64);
                let alt = escaped(alt);
                let _ = write!(
                    self.0,
                    r#"<w:p><w:pPr>{keep}<w:jc w:val="center"/></w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{picture}" name="Figure {picture}" descr="{alt}"/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="{picture}" name="figure{picture}.png" descr="{alt}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rIdFigure{picture}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"#
                );
                match source {
                    Some(source) => self.line(Look { style: "Source", ..Look::default() }, source),
                    None => self.gap(10.0),
                }
            }
        }
    }

    fn table(&mut self, columns: &[PaperColumn], rows: &[Vec<String>]) {
        let whole: u32 = columns.iter().map(|column| u32::from(column.weight)).sum();
        let width =
            |column: &PaperColumn| twips(TEXT_WIDTH_MM * f64::from(column.weight) / f64::from(whole.max(1)));
        let widths: Vec<i64> = columns.iter().map(width).collect();
        let total: i64 = widths.iter().sum();
        let edge =
            |side: &str| format!(r#"<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>"#);
        let edges: String = ["top", "left", "bottom", "right", "insideH", "insideV"].map(edge).concat();
        let _ = write!(
            self.0,
            r#"<w:tbl><w:tblPr><w:tblW w:w="{total}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="60" w:type="dxa"/><w:left w:w="80" w:type="dxa"/><w:bottom w:w="60" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar><w:tblLook w:val="0020" w:firstRow="1"/></w:tblPr>{}"#,
            grid(&widths)
        );
        self.0.push_str("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
        for (column, width) in columns.iter().zip(&widths) {
            self.cell_standing(*width, "center", |body| {
                body.line(
                    Look { style: "Cell", align: "center", bold: true, ..Look::default() },
                    &column.title,
                );
            });
        }
        self.0.push_str("</w:tr>");
        for row in rows {
            self.0.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            for ((column, width), text) in columns.iter().zip(&widths).zip(row) {
                self.cell_standing(*width, "center", |body| {
                    body.line(Look { style: "Cell", align: column.align, ..Look::default() }, text);
                });
            }
            self.0.push_str("</w:tr>");
        }
        self.0.push_str("</w:tbl>");
    }

    fn foot(&mut self, paper: &Paper) {
        let half = twips(TEXT_WIDTH_MM / 2.0);
        let signed = Look { align: "center", bold: true, leading: "<w:keepNext/>", ..Look::default() };
        self.gap(12.0);
        self.open_frame(&[half, half]);
        self.cell(half, |body| {
            if paper.recipients.is_empty() {
                body.line(Look::default(), "");
                return;
            }
            let look = Look {
                bold: true,
                italic: true,
                half_points: 24,
                spacing: r#"w:after="40""#,
                ..Look::default()
            };
            body.line(look, "Nơi nhận:");
            for to in &paper.recipients {
                body.line(
                    Look { half_points: 22, spacing: r#"w:after="20""#, ..Look::default() },
                    &format!("- {to}"),
                );
            }
        });
        self.cell(half, |body| {
            if let Some(authority) = &paper.authority {
                body.line(signed, authority);
            }
            body.line(signed, &paper.signer_title);
            let room = Look { spacing: r#"w:before="1701""#, leading: "", ..signed };
            body.line(room, paper.signer.as_deref().unwrap_or_default());
        });
        self.close_frame();
        match &paper.footnote {
            Some(footnote) => {
                self.gap(14.0);
                let border =
                    r#"<w:pBdr><w:top w:val="single" w:sz="4" w:space="0" w:color="000000"/></w:pBdr>"#;
                let indent = format!(r#"w:left="0" w:right="{}""#, twips(TEXT_WIDTH_MM - 40.0));
                let thin = Look { leading: border, indent: &indent, ..Look::default() };
                self.line(Look { spacing: THIN, half_points: 2, ..thin }, "");
                self.line(Look { italic: true, half_points: 20, ..Look::default() }, footnote);
            }
            None => self.gap(1.0),
        }
    }

    fn annex(&mut self, annex: &PaperAnnex) {
        let head = Look { align: "center", spacing: r#"w:after="60""#, ..Look::default() };
        self.line(Look { bold: true, leading: "<w:keepNext/><w:pageBreakBefore/>", ..head }, "PHỤ LỤC");
        if !annex.title.is_empty() {
            self.line(Look { bold: true, leading: "<w:keepNext/>", ..head }, &annex.title);
        }
        self.line(Look { italic: true, ..head }, &annex.belongs);
        self.gap(6.0);
        for piece in &annex.blocks {
            self.piece(piece, false);
        }
    }

    /// A paragraph of one run.
    fn line(&mut self, look: Look<'_>, text: &str) {
        self.0.push_str("<w:p><w:pPr>");
        if !look.style.is_empty() {
            let _ = write!(self.0, r#"<w:pStyle w:val="{}"/>"#, look.style);
        }
        self.0.push_str(look.leading);
        for (element, attributes) in [("spacing", look.spacing), ("ind", look.indent)] {
            if !attributes.is_empty() {
                let _ = write!(self.0, "<w:{element} {attributes}/>");
            }
        }
        if !look.align.is_empty() {
            let _ = write!(self.0, r#"<w:jc w:val="{}"/>"#, look.align);
        }
        let mut run = String::new();
        for (on, element) in [(look.bold, "<w:b/>"), (look.italic, "<w:i/>")] {
            run.push_str(if on { element } else { "" });
        }
        if look.half_points > 0 {
            let _ = write!(run, r#"<w:sz w:val="{0}"/><w:szCs w:val="{0}"/>"#, look.half_points);
        }
        if look.boxed {
            run.push_str(r#"<w:bdr w:val="single" w:sz="4" w:space="1" w:color="000000"/>"#);
        }
        // An empty paragraph takes its height from the mark's own run properties.
        let _ = write!(self.0, "<w:rPr>{run}</w:rPr></w:pPr>");
        if !text.is_empty() {
            let text = escaped(text);
            let _ =
                write!(self.0, r#"<w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>"#);
        }
        self.0.push_str("</w:p>");
    }

    /// A rule of `width` points, centred in `room` twips.
    fn rule(&mut self, width: f64, room: i64) {
        let side = ((room as f64 - width * 20.0) / 2.0).max(0.0) as i64;
        let border = r#"<w:pBdr><w:top w:val="single" w:sz="5" w:space="0" w:color="000000"/></w:pBdr>"#;
        let indent = format!(r#"w:left="{side}" w:right="{side}""#);
        self.line(
            Look { leading: border, spacing: THIN, indent: &indent, half_points: 2, ..Look::default() },
            "",
        );
    }

    fn gap(&mut self, points: f64) {
        let spacing =
            format!(r#"w:before="0" w:after="0" w:line="{}" w:lineRule="exact""#, (points * 20.0) as i64);
        self.line(Look { spacing: &spacing, half_points: 2, ..Look::default() }, "");
    }

    /// A table without rules, for things that stand side by side.
    fn open_frame(&mut self, widths: &[i64]) {
        let total: i64 = widths.iter().sum();
        let _ = write!(
            self.0,
            r#"<w:tbl><w:tblPr><w:tblW w:w="{total}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar><w:tblLook w:val="0000"/></w:tblPr>{}<w:tr><w:trPr><w:cantSplit/></w:trPr>"#,
            grid(widths)
        );
    }

    fn close_frame(&mut self) {
        self.0.push_str("</w:tr></w:tbl>");
    }

    fn cell(&mut self, width: i64, fill: impl FnOnce(&mut Self)) {
        self.cell_standing(width, "top", fill);
    }

    fn cell_standing(&mut self, width: i64, stands: &str, fill: impl FnOnce(&mut Self)) {
        let _ = write!(
            self.0,
            r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="{stands}"/></w:tcPr>"#
        );
        fill(self);
        self.0.push_str("</w:tc>");
    }
}

const THIN: &str = r#"w:before="40" w:after="0" w:line="20" w:lineRule="exact""#;

fn twips(millimetres: f64) -> i64 {
    (millimetres * TWIPS_PER_MM).round() as i64
}

fn grid(widths: &[i64]) -> String {
    let columns: String = widths.iter().map(|width| format!(r#"<w:gridCol w:w="{width}"/>"#)).collect();
    format!("<w:tblGrid>{columns}</w:tblGrid>")
}

fn escaped(text: &str) -> std::borrow::Cow<'_, str> {
    quick_xml::escape::escape(text)
}

fn core_properties(paper: &Paper) -> String {
    let (title, issuer, day) = (escaped(&paper.document_title), escaped(&paper.issuer), &paper.iso_day);
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title><dc:creator>{issuer}</dc:creator><dc:language>vi-VN</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:modified></cp:coreProperties>"#
    )
}

fn relations(figures: usize) -> String {
    const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut relations = String::from(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    );
    for part in ["styles", "settings", "numbering"] {
        let _ =
            write!(relations, r#"<Relationship Id="rId-{part}" Type="{KIND}/{part}" Target="{part}.xml"/>"#);
    }
    let _ = write!(relations, r#"<Relationship Id="rIdHeader" Type="{KIND}/header" Target="header1.xml"/>"#);
    for at in 1..=figures {
        let _ = write!(
            relations,
            r#"<Relationship Id="rIdFigure{at}" Type="{KIND}/image" Target="media/figure{at}.png"/>"#
        );
    }
    relations.push_str("</Relationships>");
    relations
}

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/><Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#;

const PACKAGE_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#;

const DOCUMENT_OPEN: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>"#;

/// A4; margins 20, 15, 20, 30 mm; the first page has no header, hence no number.
const SECTION_CLOSE: &str = r#"<w:sectPr><w:headerReference w:type="default" r:id="rIdHeader"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1701" w:header="567" w:footer="567" w:gutter="0"/><w:titlePg/></w:sectPr></w:body></w:document>"#;

const HEADER: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:sz w:val="26"/><w:szCs w:val="26"/></w:rPr><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:rPr><w:sz w:val="26"/><w:szCs w:val="26"/></w:rPr><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:rPr><w:sz w:val="26"/><w:szCs w:val="26"/></w:rPr><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:rPr><w:sz w:val="26"/><w:szCs w:val="26"/></w:rPr><w:t>2</w:t></w:r><w:r><w:rPr><w:sz w:val="26"/><w:szCs w:val="26"/></w:rPr><w:fldChar w:fldCharType="end"/></w:r></w:p></w:hdr>"#;

const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:defaultTabStop w:val="567"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="vi-VN"/></w:settings>"#;

/// One list of dashes: the dash at 10 mm, the text a little further in.
const NUMBERING: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="ListBullet"/><w:lvlText w:val="-"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="831" w:hanging="264"/></w:pPr></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#;

const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:eastAsia="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="28"/><w:szCs w:val="28"/><w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:next w:val="Text"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:before="240" w:after="120" w:line="264" w:lineRule="auto"/><w:ind w:left="567"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:bCs/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/><w:basedOn w:val="Heading1"/><w:next w:val="Text"/><w:qFormat/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading3"><w:name w:val="heading 3"/><w:basedOn w:val="Heading1"/><w:next w:val="Text"/><w:qFormat/><w:pPr><w:outlineLvl w:val="2"/></w:pPr><w:rPr><w:i/><w:iCs/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading4"><w:name w:val="heading 4"/><w:basedOn w:val="Heading1"/><w:next w:val="Text"/><w:qFormat/><w:pPr><w:outlineLvl w:val="3"/></w:pPr><w:rPr><w:b w:val="0"/><w:bCs w:val="0"/><w:i/><w:iCs/></w:rPr></w:style>
<w:style w:type="paragraph" w:customStyle="1" w:styleId="Text"><w:name w:val="Khue Text"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr><w:spacing w:after="120" w:line="264" w:lineRule="auto"/><w:ind w:firstLine="567"/><w:jc w:val="both"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="ListBullet"><w:name w:val="List Bullet"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:spacing w:after="120" w:line="264" w:lineRule="auto"/><w:jc w:val="both"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Caption"><w:name w:val="caption"/><w:basedOn w:val="Normal"/><w:next w:val="Text"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:before="200" w:after="100"/><w:jc w:val="center"/></w:pPr><w:rPr><w:b/><w:bCs/><w:sz w:val="24"/><w:szCs w:val="24"/></w:rPr></w:style>
<w:style w:type="paragraph" w:customStyle="1" w:styleId="Source"><w:name w:val="Khue Source"/><w:basedOn w:val="Normal"/><w:next w:val="Text"/><w:qFormat/><w:pPr><w:spacing w:before="80" w:after="200"/></w:pPr><w:rPr><w:i/><w:iCs/><w:sz w:val="22"/><w:szCs w:val="22"/></w:rPr></w:style>
<w:style w:type="paragraph" w:customStyle="1" w:styleId="Cell"><w:name w:val="Khue Cell"/><w:basedOn w:val="Normal"/><w:qFormat/><w:rPr><w:sz w:val="24"/><w:szCs w:val="24"/></w:rPr></w:style></w:styles>"#;
