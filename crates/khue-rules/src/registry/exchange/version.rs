//! How versions are counted on both sides: the sender raises, the receiver keeps the greatest.

/// What a message says about its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// It is sent for the first time.
    New,
    /// It changed.
    Update,
    /// It is withdrawn, not erased.
    Cancel,
}

impl Event {
    /// As it is written; the odd capitals are the schema's.
    pub fn code(self) -> &'static str {
        match self {
            Self::New => "NEW",
            Self::Update => "UPdate",
            Self::Cancel => "CANCEL",
        }
    }

    /// Read without regard to case.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::New, Self::Update, Self::Cancel]
            .into_iter()
            .find(|event| event.code().eq_ignore_ascii_case(code))
    }
}

/// What the sender offers next: an event and a version one above the last given. A record that comes back after
/// it was withdrawn is an update: its name is known there.
pub fn next_event(last_version: i64, is_there: bool) -> (Event, i64) {
    let event = match (is_there, last_version) {
        (false, _) => Event::Cancel,
        (true, 0) => Event::New,
        (true, _) => Event::Update,
    };
    (event, last_version + 1)
}

/// A version offered to the receiver, with the digest of what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer<'a> {
    /// The version.
    pub version: i64,
    /// The digest of event and content.
    pub digest: &'a str,
}

/// What the receiver does with an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Kept: it is newer than what was held.
    Newer,
    /// The very same was held already.
    Same,
    /// Dropped: what is held is as new or newer, and says something else.
    Older,
}

/// Decides about an offer. Whatever the order in which versions arrive, the greatest is held in the end.
pub fn take(held: Option<Offer<'_>>, offered: Offer<'_>) -> Taken {
    match held {
        Some(held) if held == offered => Taken::Same,
        Some(held) if offered.version <= held.version => Taken::Older,
        _ => Taken::Newer,
    }
}
