//! Secrets that browsers and links carry; the database keeps their digests only.

use khue_db::Value;
use sha2::{Digest, Sha256};

/// What the database knows of a token.
pub(super) fn digest(token: &str) -> Value {
    Value::from(Sha256::digest(token).to_vec())
}
