//! Rewrites a finished page: texts and the attributes that are read out.

use std::collections::HashMap;
use std::fmt::Write;

use super::catalogue::{Catalogue, Piece};

/// Attributes whose values people read or hear.
const SPOKEN: [&str; 6] = ["title", "aria-label", "placeholder", "alt", "label", "data-ask"];
/// What these hold is typed by people or is no language.
const UNTOUCHED: [&str; 5] = ["textarea", "pre", "code", "script", "style"];
/// In these no element may stand, so that names cannot be marked as Vietnamese.
const TEXT_ONLY: [&str; 4] = ["title", "option", "textarea", "svg"];

/// A page in the other language.
#[derive(Clone, Debug, Default)]
pub struct Rewritten {
    /// The page.
    pub html: String,
    /// Vietnamese in it that the catalogue does not know, in order, each once.
    pub unknown: Vec<String>,
}

struct Writer<'a> {
    catalogue: &'a Catalogue,
    out: String,
    unknown: Vec<String>,
    /// What was said for a text; pages repeat themselves.
    memory: HashMap<(&'a str, Place), String>,
    /// The element whose inside is left alone, and how many of its name are open.
    left_alone: Option<(&'a str, usize)>,
    /// How many elements that hold text only are open.
    text_only: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Place {
    /// Between elements: names can be marked.
    Flow,
    /// In an attribute or an element that holds text only.
    Plain,
}

/// The page with everything that the catalogue knows said in its language.
pub fn rewrite(html: &str, catalogue: &Catalogue) -> Rewritten {
    let mut writer = Writer {
        catalogue,
        out: String::with_capacity(html.len() + html.len() / 8),
        unknown: Vec::new(),
        memory: HashMap::new(),
        left_alone: None,
        text_only: 0,
    };
    let mut rest = html;
    while let Some((text, tag, after)) = next_tag(rest) {
        writer.text(text);
        writer.tag(tag);
        rest = after;
    }
    writer.text(rest);
    let mut unknown: Vec<String> = Vec::new();
    for text in writer.unknown {
        if !unknown.contains(&text) {
            unknown.push(text);
        }
    }
    Rewritten { html: writer.out, unknown }
}

/// The text before the next tag, the tag with its brackets, and what follows.
fn next_tag(rest: &str) -> Option<(&str, &str, &str)> {
    let start = rest.find('<')?;
    let (text, from) = rest.split_at(start);
    let mut quote = None;
    let end = from.char_indices().find_map(|(at, letter)| {
        match (quote, letter) {
            (None, '>') => return Some(at + 1),
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            _ => {}
        }
        None
    })?;
    let (tag, after) = from.split_at(end);
    Some((text, tag, after))
}

impl<'a> Writer<'a> {
    fn text(&mut self, text: &'a str) {
        let words = text.trim();
        if words.is_empty() || self.left_alone.is_some() {
            self.out.push_str(text);
            return;
        }
        let start = text.len() - text.trim_start().len();
        let place = if self.text_only > 0 { Place::Plain } else { Place::Flow };
        self.out.push_str(text.get(..start).unwrap_or_default());
        self.say(words, place);
        self.out.push_str(text.get(start + words.len()..).unwrap_or_default());
    }

    fn say(&mut self, words: &'a str, place: Place) {
        if let Some(said) = self.memory.get(&(words, place)) {
            self.out.push_str(said);
            return;
        }
        let plain = plain(words);
        let said = match self.catalogue.find(&plain) {
            Some(pieces) => {
                self.unknown.extend(pieces.iter().filter_map(|piece| match piece {
                    Piece::Unknown(text) => Some(text.clone()),
                    _ => None,
                }));
                written(&pieces, place)
            }
            None if is_vietnamese(&plain) => {
                let text = written(&[Piece::Own(plain.clone())], place);
                self.unknown.push(plain);
                text
            }
            None => {
                self.unknown.push(plain);
                words.to_owned()
            }
        };
        self.out.push_str(&said);
        self.memory.insert((words, place), said);
    }

    fn tag(&mut self, tag: &'a str) {
        let inside = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
        let closes = inside.starts_with('/');
        let inside = inside.trim_start_matches('/');
        let name_end = inside.find(|letter: char| letter.is_ascii_whitespace()).unwrap_or(inside.len());
        let (name, attributes) = inside.split_at(name_end);
        let holds = !closes && !tag.ends_with("/>");
        if let Some((kept, open)) = self.left_alone {
            let open = match kept == name {
                true if closes => open - 1,
                true if holds => open + 1,
                _ => open,
            };
            self.left_alone = (open > 0).then_some((kept, open));
            if open == 0 && TEXT_ONLY.contains(&name) {
                self.text_only = self.text_only.saturating_sub(1);
            }
            self.out.push_str(tag);
            return;
        }
        if TEXT_ONLY.contains(&name) {
            match closes {
                true => self.text_only = self.text_only.saturating_sub(1),
                false if holds => self.text_only += 1,
                false => {}
            }
        }
        if closes || name.is_empty() || name.starts_with('!') {
            self.out.push_str(tag);
            return;
        }
        self.open(tag, name, attributes, holds);
    }

    fn open(&mut self, tag: &'a str, name: &'a str, attributes: &'a str, holds: bool) {
        let own = value_of(attributes, "translate") == Some("no");
        let language = value_of(attributes, "lang");
        let is_page = name == "html";
        let foreign = !is_page && (own || language.is_some());
        let is_button =
            name == "input" && matches!(value_of(attributes, "type"), Some("submit" | "button" | "reset"));
        self.out.push('<');
        self.out.push_str(name);
        let mut rest = attributes;
        while let Some((before, attribute, value, after)) = next_attribute(rest) {
            self.out.push_str(before);
            if is_page && attribute == "lang" {
                self.out.push_str("en");
            } else if !foreign && (SPOKEN.contains(&attribute) || is_button && attribute == "value") {
                self.say(value, Place::Plain);
            } else {
                self.out.push_str(value);
            }
            rest = after;
        }
        self.out.push_str(rest);
        if own && language.is_none() {
            self.out.push_str(" lang=\"vi\"");
        }
        self.out.push_str(if tag.ends_with("/>") { "/>" } else { ">" });
        let empty = ["input", "img", "meta", "link", "br", "hr"].contains(&name);
        if holds && !empty && (foreign || UNTOUCHED.contains(&name)) {
            self.left_alone = Some((name, 1));
        }
    }
}

/// What stands up to the value of the next quoted attribute, its name, its value, and the rest from
/// the closing quote on.
fn next_attribute(rest: &str) -> Option<(&str, &str, &str, &str)> {
    let start = rest.find("=\"")? + 2;
    let (before, from) = rest.split_at(start);
    let (value, after) = from.split_at(from.find('"')?);
    let name = before.trim_end_matches("=\"");
    let name = name.rsplit(|letter: char| letter.is_ascii_whitespace() || letter == '"').next()?;
    Some((before, name, value, after))
}

fn value_of<'a>(attributes: &'a str, wanted: &str) -> Option<&'a str> {
    let mut rest = attributes;
    while let Some((_, name, value, after)) = next_attribute(rest) {
        if name == wanted {
            return Some(value);
        }
        rest = after;
    }
    None
}

/// Pieces as HTML; in the flow, what stays Vietnamese says so. Several stand in one element, because
/// around a lone text they would be children of a flexible box.
fn written(pieces: &[Piece], place: Place) -> String {
    let mut html = String::new();
    let marked = |piece: &Piece| {
        place == Place::Flow && !matches!(piece, Piece::Said(_)) && is_vietnamese(piece.text())
    };
    let wrapped = pieces.len() > 1 && pieces.iter().any(marked);
    if wrapped {
        html.push_str("<span>");
    }
    for piece in pieces {
        match marked(piece) {
            true => {
                // Writing into a text cannot fail.
                let _ = write!(html, "<span lang=\"vi\">{}</span>", escaped(piece.text()));
            }
            false => html.push_str(&escaped(piece.text())),
        }
    }
    if wrapped {
        html.push_str("</span>");
    }
    html
}

/// Whether the text holds a letter that only Vietnamese has.
fn is_vietnamese(text: &str) -> bool {
    text.chars().any(|letter| letter.is_alphabetic() && !letter.is_ascii())
}

/// The text of a piece of HTML, with single spaces.
fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('&') {
        text.push_str(before);
        let decoded = after.split_once(';').and_then(|(name, left)| {
            let letter = match name {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                "nbsp" => '\u{a0}',
                _ => char::from_u32(name.strip_prefix('#')?.parse().ok()?)?,
            };
            Some((letter, left))
        });
        let (letter, left) = decoded.unwrap_or(('&', after));
        text.push(letter);
        rest = left;
    }
    text.push_str(rest);
    match text.contains(['\n', '\t']) || text.contains("  ") {
        true => text.split_ascii_whitespace().collect::<Vec<_>>().join(" "),
        false => text,
    }
}

fn escaped(text: &str) -> String {
    if !text.contains(['<', '>', '&', '"', '\'']) {
        return text.to_owned();
    }
    let mut html = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match letter {
            '<' | '>' | '&' | '"' | '\'' => {
                let _ = write!(html, "&#{};", u32::from(letter));
            }
            _ => html.push(letter),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = r#"
["page"]
"Tìm" = "Search"
"chậm {n} ngày" = "{n} days late"
"Trả lại báo cáo của {name}" = "Returned the report of {name}"
"Có “chữ” & dấu" = "With \"words\" & signs"
"#;

    #[track_caller]
    fn check(vietnamese: &str, english: &str, unknown: &[&str]) {
        let rewritten = rewrite(vietnamese, &Catalogue::read(SAMPLE));
        assert_eq!(rewritten.html, english);
        assert_eq!(rewritten.unknown, unknown);
    }

    #[test]
    fn texts_and_spoken_attributes_are_said_in_english() {
        check("<html lang=\"vi\"><p>\n Tìm </p>", "<html lang=\"en\"><p>\n Search </p>", &[]);
        check(
            "<input type=\"search\" value=\"Tìm\" placeholder=\"Tìm\">",
            "<input type=\"search\" value=\"Tìm\" placeholder=\"Search\">",
            &[],
        );
        check("<input type=\"submit\" value=\"Tìm\"/>", "<input type=\"submit\" value=\"Search\"/>", &[]);
        check("<button type=\"submit\">Tìm</button>", "<button type=\"submit\">Search</button>", &[]);
        check("<b>Có “chữ” &#38; dấu</b>", "<b>With &#34;words&#34; &#38; signs</b>", &[]);
    }

    #[test]
    fn what_is_the_users_own_is_not_touched() {
        check(
            "<td translate=\"no\">Tìm<i>Tìm</i></td>",
            "<td translate=\"no\" lang=\"vi\">Tìm<i>Tìm</i></td>",
            &[],
        );
        check(
            "<div lang=\"vi\"><div>Tìm</div>Tìm</div>Tìm",
            "<div lang=\"vi\"><div>Tìm</div>Tìm</div>Search",
            &[],
        );
        check(
            "<textarea title=\"Tìm\">Tìm</textarea>Tìm",
            "<textarea title=\"Search\">Tìm</textarea>Search",
            &[],
        );
        check(
            "<b>Trả lại báo cáo của Lục &#60;Ngạn</b>",
            "<b><span>Returned the report of <span lang=\"vi\">Lục &#60;Ngạn</span></span></b>",
            &[],
        );
        check(
            "<option>Trả lại báo cáo của Lục Ngạn</option>",
            "<option>Returned the report of Lục Ngạn</option>",
            &[],
        );
        check(
            "<a aria-label=\"Trả lại báo cáo của Lục &#34;\"></a>",
            "<a aria-label=\"Returned the report of Lục &#34;\"></a>",
            &[],
        );
    }

    #[test]
    fn what_is_not_known_stays_and_is_told() {
        check(
            "<p>Đèn đỏ</p><p>Đèn đỏ</p>",
            "<p><span lang=\"vi\">Đèn đỏ</span></p><p><span lang=\"vi\">Đèn đỏ</span></p>",
            &["Đèn đỏ"],
        );
        check("<p title=\"Đèn\">3</p>", "<p title=\"Đèn\">3</p>", &["Đèn"]);
        check("<svg><text>Đèn</text></svg>", "<svg><text>Đèn</text></svg>", &["Đèn"]);
    }
}
