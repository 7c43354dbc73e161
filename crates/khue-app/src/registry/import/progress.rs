//! How far imports are that this process is writing, and whether somebody wants them stopped.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use khue_base::ImportId;

/// What is being done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImportStep {
    /// The file is read and compared with the records.
    #[default]
    Compare,
    /// Records are written.
    Write,
    /// Names are made findable, units hear of it.
    Settle,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportProgress {
    /// What is being done.
    pub step: ImportStep,
    /// Records written.
    pub done: usize,
    /// Records to write; 0 until that is known.
    pub total: usize,
    is_stopped: bool,
}

/// The imports that this process is writing. What a transaction does is seen by nobody before it ends, so this is
/// not in the database.
#[derive(Debug, Default)]
pub struct RunningImports(Mutex<HashMap<ImportId, ImportProgress>>);

impl RunningImports {
    /// How far one is; none when this process is not writing it.
    pub fn progress(&self, import: ImportId) -> Option<ImportProgress> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&import).copied()
    }

    /// Asks one to stop.
    pub(super) fn stop(&self, import: ImportId) {
        if let Some(one) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&import) {
            one.is_stopped = true;
        }
    }

    /// Watches one until the watch is dropped.
    pub(super) fn watch(&self, import: ImportId) -> Watch<'_> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(import, ImportProgress::default());
        Watch(Some((self, import)))
    }
}

/// What tells how far an import is.
pub(super) struct Watch<'a>(Option<(&'a RunningImports, ImportId)>);

impl Watch<'_> {
    /// For an import that nobody watches.
    pub fn nobody() -> Self {
        Self(None)
    }

    /// Tells how far it is; whether to go on.
    pub fn reached(&self, step: ImportStep, done: usize, total: usize) -> bool {
        let Some((running, import)) = self.0 else { return true };
        let mut all = running.0.lock().unwrap_or_else(PoisonError::into_inner);
        let one = all.entry(import).or_default();
        *one = ImportProgress { step, done, total, ..*one };
        !one.is_stopped
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if let Some((running, import)) = self.0 {
            running.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&import);
        }
    }
}
