//! Reads a page as a browser would and lists what is wrong with it.

use std::collections::{BTreeMap, BTreeSet};

const VOID: [&str; 9] = ["meta", "link", "input", "br", "hr", "img", "col", "source", "wbr"];

/// English words that no Vietnamese text holds, as a page would show them when a text was forgotten.
const ENGLISH: [&str; 40] = [
    "the",
    "and",
    "of",
    "for",
    "with",
    "error",
    "errors",
    "submit",
    "save",
    "delete",
    "edit",
    "search",
    "page",
    "task",
    "tasks",
    "unit",
    "units",
    "report",
    "reports",
    "state",
    "draft",
    "pending",
    "upload",
    "download",
    "file",
    "files",
    "user",
    "password",
    "login",
    "logout",
    "none",
    "some",
    "true",
    "false",
    "null",
    "nan",
    "undefined",
    "default",
    "filter",
    "next",
];

/// One tag with its attributes.
#[derive(Debug)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    /// Words inside it, its descendants' included.
    text: String,
    /// Places in the list of the elements around it.
    around: Vec<usize>,
}

impl Element {
    fn get(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

/// Texts of elements marked `translate="no"`, and of the elements in them.
pub fn marked_texts(page: &str) -> Vec<String> {
    let elements = read(page, &mut Vec::new());
    let marked = |element: &Element| element.get("translate") == "no";
    let inside = elements
        .iter()
        .filter(|element| marked(element) || element.around.iter().any(|&outer| marked(&elements[outer])));
    inside.map(|element| element.text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// What is wrong with `page`, in words.
pub fn faults(page: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let elements = read(page, &mut faults);
    check_frame(page, &elements, &mut faults);
    check_ids(&elements, &mut faults);
    check_security(&elements, &mut faults);
    check_names(&elements, &mut faults);
    check_language(&elements, &mut faults);
    check_headings(&elements, &mut faults);
    faults
}

fn read(page: &str, faults: &mut Vec<String>) -> Vec<Element> {
    let mut elements: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        let text = unescape(&rest[..start]);
        for &place in &open {
            elements[place].text.push_str(&text);
            elements[place].text.push(' ');
        }
        rest = &rest[start..];
        if rest.starts_with("<!") {
            let end = rest.find('>').expect("an unclosed declaration");
            rest = &rest[end + 1..];
            continue;
        }
        let end = tag_end(rest);
        let tag = &rest[1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            match open.pop() {
                Some(place) if elements[place].name == name => {}
                Some(place) => faults.push(format!("</{name}> closes <{}>", elements[place].name)),
                None => faults.push(format!("</{name}> closes nothing")),
            }
            continue;
        }
        let (name, attributes) = attributes(tag.trim_end_matches('/'), faults);
        let drawn = open.iter().any(|&place| elements[place].name == "svg");
        let closed = VOID.contains(&name.as_str()) || tag.ends_with('/') && drawn;
        if tag.ends_with('/') && !closed {
            faults.push(format!("<{name}/> does not close itself"));
        }
        elements.push(Element { name, attributes, text: String::new(), around: open.clone() });
        if !closed {
            open.push(elements.len() - 1);
        }
    }
    if !open.is_empty() {
        faults.push(format!(
            "never closed: {:?}",
            open.iter().map(|&place| &elements[place].name).collect::<Vec<_>>()
        ));
    }
    elements
}

fn tag_end(text: &str) -> usize {
    let mut quoted = false;
    text.char_indices()
        .find(|&(_, character)| {
            quoted ^= character == '"';
            character == '>' && !quoted
        })
        .expect("an unclosed tag")
        .0
}

fn attributes(tag: &str, faults: &mut Vec<String>) -> (String, BTreeMap<String, String>) {
    let (name, mut rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let mut attributes = BTreeMap::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return (name.to_owned(), attributes);
        }
        let end =
            rest.find(|character: char| character == '=' || character.is_whitespace()).unwrap_or(rest.len());
        let key = rest[..end].to_owned();
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(quoted) = rest.strip_prefix("=\"") {
            let end = quoted.find('"').expect("an unclosed attribute");
            value = unescape(&quoted[..end]);
            rest = &quoted[end + 1..];
        } else if rest.starts_with('=') {
            faults.push(format!("<{name}> has an attribute without quotation marks"));
            return (name.to_owned(), attributes);
        }
        if attributes.insert(key.clone(), value).is_some() {
            faults.push(format!("<{name}> has {key} twice"));
        }
    }
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}

fn check_frame(page: &str, elements: &[Element], faults: &mut Vec<String>) {
    if !page.trim_start().starts_with("<!doctype html>") {
        faults.push("does not start with its doctype".to_owned());
    }
    for (name, wanted) in [("h1", 1), ("main", 1), ("title", 1), ("header", 1), ("footer", 1)] {
        let count = elements.iter().filter(|element| element.name == name).count();
        if count != wanted {
            faults.push(format!("{count} × <{name}>"));
        }
    }
    if !elements.iter().any(|element| element.name == "html" && element.get("lang") == "vi") {
        faults.push("the language is not marked".to_owned());
    }
}

fn check_ids(elements: &[Element], faults: &mut Vec<String>) {
    let mut ids = BTreeSet::new();
    for id in elements.iter().filter_map(|element| element.attributes.get("id")) {
        if id.is_empty() || id.contains(char::is_whitespace) || !ids.insert(id.as_str()) {
            faults.push(format!("id “{id}” is empty, broken or used twice"));
        }
    }
    for element in elements {
        let href = element.get("href").strip_prefix('#');
        let named = ["aria-labelledby", "aria-describedby", "aria-controls", "form", "for"];
        let named = named.iter().flat_map(|name| element.get(name).split_whitespace());
        for target in href.into_iter().chain(named) {
            if !ids.contains(target) {
                faults.push(format!("<{}> refers to “{target}”, which is not on the page", element.name));
            }
        }
    }
}

fn check_security(elements: &[Element], faults: &mut Vec<String>) {
    for (place, element) in elements.iter().enumerate() {
        for (name, value) in &element.attributes {
            if name == "style" || name.starts_with("on") {
                faults.push(format!("<{}> has {name}", element.name));
            }
            if ["href", "src", "action", "formaction"].contains(&name.as_str())
                && !(value.starts_with('/') && !value.starts_with("//")
                    || value.starts_with('#')
                    || value.starts_with("https://"))
            {
                faults.push(format!("<{}> leads to “{value}”", element.name));
            }
        }
        if element.name == "style" || element.name == "script" && element.get("src").is_empty() {
            faults.push(format!("<{}> inside the page", element.name));
        }
        if element.name == "form" && element.get("method") == "post" {
            let token = elements.iter().any(|field| {
                field.get("name") == "csrf" && !field.get("value").is_empty() && field.around.contains(&place)
            });
            if !token {
                faults.push(format!("the form to {} has no token", element.get("action")));
            }
        }
        if element.name == "form" && element.around.iter().any(|&outer| elements[outer].name == "form") {
            faults.push(format!("the form to {} stands in a form", element.get("action")));
        }
        if element.get("type") == "file" {
            let form = element.around.iter().rev().find(|&&outer| elements[outer].name == "form");
            if form.is_none_or(|&form| elements[form].get("enctype") != "multipart/form-data") {
                faults.push("a file field in a form that sends no files".to_owned());
            }
        }
    }
}

fn check_names(elements: &[Element], faults: &mut Vec<String>) {
    for element in elements {
        let named = !element.get("aria-label").is_empty() || !element.get("aria-labelledby").is_empty();
        let field = ["input", "select", "textarea"].contains(&element.name.as_str());
        if field && !["hidden", "submit"].contains(&element.get("type")) {
            let id = element.get("id");
            let labelled = elements.iter().any(|label| {
                label.name == "label"
                    && !id.is_empty()
                    && label.get("for") == id
                    && !label.text.trim().is_empty()
            });
            let wrapped = element.around.iter().any(|&outer| elements[outer].name == "label");
            if !labelled && !wrapped && !named {
                faults.push(format!("<{} name=\"{}\"> has no label", element.name, element.get("name")));
            }
        }
        let spoken = ["a", "button", "summary", "h1", "h2", "h3", "label", "legend", "th", "option"];
        // A link without words is called by its title.
        let titled = element.name == "a" && !element.get("title").trim().is_empty();
        if spoken.contains(&element.name.as_str()) && element.text.trim().is_empty() && !named && !titled {
            faults.push(format!("<{} {:?}> says nothing", element.name, element.attributes));
        }
        if element.name == "img" && !element.attributes.contains_key("alt") {
            faults.push("a picture without words".to_owned());
        }
        if element.name == "svg"
            && element.get("aria-hidden") != "true"
            && element.get("aria-label").is_empty()
        {
            faults.push("a drawing without words".to_owned());
        }
    }
}

fn check_language(elements: &[Element], faults: &mut Vec<String>) {
    let html = elements.iter().find(|element| element.name == "html").map(|element| element.text.clone());
    let codes = elements.iter().filter(|element| matches!(element.name.as_str(), "code" | "pre"));
    // What programs read is in no language.
    let shown = codes.fold(html.unwrap_or_default(), |text, code| text.replacen(&code.text, " ", 1));
    let shown = std::iter::once(shown.as_str());
    let spoken = elements
        .iter()
        .flat_map(|element| ["aria-label", "title", "placeholder", "alt"].map(|name| element.get(name)));
    for text in shown.chain(spoken) {
        for word in text.split(|character: char| !character.is_alphabetic()) {
            if ENGLISH.contains(&word.to_lowercase().as_str()) {
                faults.push(format!("English: “{word}”"));
            }
        }
        for sign in ["{{", "}}", "{%", "Some(", "Ok("] {
            if text.contains(sign) {
                faults.push(format!("shows “{sign}”"));
            }
        }
    }
}

fn check_headings(elements: &[Element], faults: &mut Vec<String>) {
    let mut last = 0;
    for element in elements {
        let Some(level) = element.name.strip_prefix('h').and_then(|level| level.parse::<u32>().ok()) else {
            continue;
        };
        if level > last + 1 {
            faults.push(format!("<h{level}> “{}” follows <h{last}>", element.text.trim()));
        }
        last = level;
    }
}
