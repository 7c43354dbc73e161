//! Small helpers for text.

use std::fmt::Write as _;

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What stands after the last slash. `const`, because `migration!` stands in constants.
pub const fn file_name(path: &'static str) -> &'static str {
    let mut rest = path.as_bytes();
    while let Some((last, before)) = rest.split_last() {
        if *last == b'/' {
            return path.split_at(rest.len()).1;
        }
        rest = before;
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_without_its_folders() {
        assert_eq!(file_name("../../migrations/0001_audit.sql"), "0001_audit.sql");
        assert_eq!(file_name("0001_audit.sql"), "0001_audit.sql");
        assert_eq!(hex(&[0, 10, 255]), "000aff");
    }
}
