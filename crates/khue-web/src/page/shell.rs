//! What surrounds every page: title, navigation, who is signed in, notices, refusals.

use super::parts::{Link, Tone};
use crate::language::Language;

/// The frame of a page.
#[derive(Clone, Debug, Default)]
pub struct Shell {
    /// Title of the browser's tab, without the product's name.
    pub title: String,
    /// Main navigation, only what this person may open.
    pub nav: Vec<NavItem>,
    /// The way to this page, outermost first, without the page itself.
    pub crumbs: Vec<Link>,
    /// Who is signed in; absent on entrance and sign-in pages.
    pub person: Option<Person>,
    /// Token that every form that posts must send back as `csrf`.
    pub csrf: String,
    /// Messages about what has just happened.
    pub notices: Vec<Notice>,
    /// Refusals tied to fields; the page keeps what was typed.
    pub errors: Vec<FieldError>,
    /// In the demo: the day that counts as today, such as `31/5/2021`.
    pub demo_day: Option<String>,
    /// What stands in the search box.
    pub query: String,
    /// The page to come back to after a change of the language.
    pub place: String,
    /// The language chosen.
    pub language: Language,
}

impl Shell {
    /// Whether this person finds anything by searching: those who read directives do.
    pub fn may_search(&self) -> bool {
        self.nav.iter().any(|item| item.href == "/chi-dao")
    }

    /// Whether the screens are to be English.
    pub fn is_english(&self) -> bool {
        self.language == Language::English
    }

    /// The refusal that belongs to the field `name`.
    pub fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == name).map(|error| error.text.as_str())
    }

    /// Whether a refusal belongs to one of the fields, so that a folded form opens by itself.
    pub fn any_error(&self, names: &[&str]) -> bool {
        self.errors.iter().any(|error| names.contains(&error.field.as_str()))
    }
}

/// An entry of the main navigation.
#[derive(Clone, Debug, Default)]
pub struct NavItem {
    /// Word on the screen.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Whether the page lies in this part.
    pub current: bool,
}

/// Who is signed in, in which post.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// `Nguyễn Thị Hoa`.
    pub name: String,
    /// `Chuyên viên · Sở GDĐT`.
    pub post: String,
    /// Other posts of the same person, to act in instead.
    pub other_posts: Vec<OtherPost>,
}

/// A post that the person may change to (`POST /doi-vai`, field `vai`).
#[derive(Clone, Debug, Default)]
pub struct OtherPost {
    /// Value of the field.
    pub value: String,
    /// `Hiệu trưởng · Trường THCS Tân Mỹ`.
    pub label: String,
}

/// A message on top of the page.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Good news, warning, refusal.
    pub tone: Tone,
    /// One or two sentences.
    pub text: String,
    /// The step to take, if there is one.
    pub link: Option<Link>,
}

/// A refusal tied to a field.
#[derive(Clone, Debug, Default)]
pub struct FieldError {
    /// Name of the field; empty when it concerns the whole form.
    pub field: String,
    /// One sentence: what, where, why, what next.
    pub text: String,
}
