//! A posted form with files.

use axum::extract::Multipart;
use axum::response::Response;

use crate::{Failure, Fields};

/// The fields and files of a form.
#[derive(Clone, Debug, Default)]
pub struct Posted {
    /// Fields without files.
    pub fields: Fields,
    /// Files; those left empty are not among them.
    pub files: Vec<PostedFile>,
}

/// One file.
#[derive(Clone, Debug)]
pub struct PostedFile {
    /// The field.
    pub field: String,
    /// Its name on the sender's machine, without folders.
    pub name: String,
    /// Its content.
    pub content: Vec<u8>,
}

impl Posted {
    /// Reads the whole form; the route's limit bounds it.
    ///
    /// # Errors
    /// The answer to give when it broke off or is too large.
    pub async fn read(mut form: Multipart) -> Result<Self, Response> {
        let mut posted = Self::default();
        while let Some(part) = form.next_field().await.map_err(|error| Failure::upload(&error))? {
            let field = part.name().unwrap_or_default().to_owned();
            let file_name = part.file_name().map(bare_name);
            let content = part.bytes().await.map_err(|error| Failure::upload(&error))?;
            match file_name {
                None => posted.fields.0.push((field, String::from_utf8_lossy(&content).into_owned())),
                // Browsers send an empty part without a name for a file field left empty.
                Some(name) if name.is_empty() && content.is_empty() => {}
                Some(name) => posted.files.push(PostedFile { field, name, content: content.to_vec() }),
            }
        }
        Ok(posted)
    }
}

/// The last part of a path as either system writes it, without control characters, at most 150 letters.
fn bare_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(150).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_leads_into_folders() {
        assert_eq!(bare_name("../../etc/passwd"), "passwd");
        assert_eq!(bare_name("C:\\Users\\a\\biên bản.pdf"), "biên bản.pdf");
        assert_eq!(bare_name("a\r\nb.pdf"), "ab.pdf");
        assert_eq!(bare_name(".."), "..");
    }
}
