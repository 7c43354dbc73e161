//! Figures kept in memory until their directive's revision grows.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use khue_base::{Day, DirectiveId};

use super::Overview;

/// Most overviews kept; a province has some fifty directives and people look at few past days.
const LIMIT: usize = 200;

type Key = (DirectiveId, Day, i64);

/// Overviews by directive, day and revision. An entry never goes stale: a change makes a new key.
#[derive(Default)]
pub struct OverviewCache(Mutex<HashMap<Key, Arc<Overview>>>);

impl OverviewCache {
    pub(super) fn get(&self, key: &Key) -> Option<Arc<Overview>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).map(Arc::clone)
    }

    pub(super) fn put(&self, key: Key, overview: Arc<Overview>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (directive, day, _) = key;
        kept.retain(|old, _| (old.0, old.1) != (directive, day));
        if kept.len() >= LIMIT {
            kept.clear();
        }
        kept.insert(key, overview);
    }
}
