//! Pictures of a directive's figures on its page, kept while the figures stand.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use khue_app::directive::{Medium, Overview, Picture, pictures};
use khue_base::{Day, DirectiveId};

use crate::page::{Chart, Svg};

/// The pictures of one page.
pub struct Charts {
    /// Districts by their worst state; absent where there are no districts.
    pub map: Option<Chart>,
    /// Over time, by section, by unit.
    pub others: Vec<Chart>,
}

/// Pictures kept until their directive's figures change: drawing them costs more than all the rest of a page.
#[derive(Default)]
pub struct Pictures(Mutex<HashMap<Key, Arc<Charts>>>);

/// Directive, day, revision.
type Key = (DirectiveId, Day, i64);

/// Most directives and days kept.
const KEPT: usize = 200;

impl Pictures {
    /// The pictures of a directive, drawn now or before.
    pub(super) fn of(&self, overview: &Overview, here: &str) -> Arc<Charts> {
        let key = (overview.head.id, overview.as_of, overview.head.revision);
        let kept = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(charts) = kept().get(&key) {
            return Arc::clone(charts);
        }
        let charts = Arc::new(draw(overview, here));
        let mut all = kept();
        all.retain(|old, _| (old.0, old.1) != (key.0, key.1));
        if all.len() >= KEPT {
            all.clear();
        }
        all.insert(key, Arc::clone(&charts));
        charts
    }
}

fn draw(overview: &Overview, here: &str) -> Charts {
    let drawn = pictures(overview, Medium::Page(here));
    let others = [drawn.over_time, drawn.by_section, drawn.by_unit];
    Charts { map: drawn.map.map(chart), others: others.into_iter().flatten().map(chart).collect() }
}

fn chart(picture: Picture) -> Chart {
    let Picture { title, svg, head, rows, source } = picture;
    Chart { title, picture: Svg(svg), head, rows, source }
}
