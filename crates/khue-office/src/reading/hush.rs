//! Readers of other people's files run in threads of their own, named `reading-…`.

use std::sync::Once;
use std::thread;

/// The readers' panics are refusals, not faults of ours: they stay off the log.
pub(crate) fn hush_reader_panics() {
    static HUSH: Once = Once::new();
    HUSH.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !thread::current().name().is_some_and(|name| name.starts_with("reading-")) {
                before(panic);
            }
        }));
    });
}
