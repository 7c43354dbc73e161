//! Reading a directive: text in, metadata, sections, tasks and references out.
//!
//! `decode` turns bytes into text, `read` turns text into a [`Reading`]. Both are pure. The work is linear in the
//! length of the text: patterns come from `regex`, look-aheads are bounded by constants named where they stand.

mod actors;
mod clauses;
mod decode;
mod entities;
mod foot;
mod frame;
mod head;
mod legacy;
mod lines;
mod model;
mod numbering;
mod outline;
mod paragraphs;
mod references;
mod refusal;
mod sentences;
mod targets;
mod tasks;
mod times;
mod tokens;
mod words;

pub use decode::{Decoded, Encoding, decode};
pub use model::*;
pub use refusal::ReadRefusal;
pub use words::{Words, WordsError};

/// Reads `text` with the built-in word lists.
pub fn read(text: &str) -> Result<Reading, ReadRefusal> {
    read_with(text, Words::built_in())
}

/// Reads `text` with the word lists given.
pub fn read_with(text: &str, words: &Words) -> Result<Reading, ReadRefusal> {
    decode::check(text)?;
    let (lines, notes) = lines::lines(text, words);
    let (normalised, paras) = paragraphs::paragraphs(&lines, words);
    if normalised.is_empty() {
        return Err(ReadRefusal::Empty);
    }
    let roles = frame::roles(&normalised, &paras, words);
    let mentions: Vec<Vec<references::Mention>> =
        paras.iter().map(|para| references::mentions(&normalised, para.span, &para.tokens, words)).collect();
    let (sections, places) = outline::outline(&normalised, &paras, &roles, words);
    let source = head::Source {
        text: &normalised,
        lines: &lines,
        paras: &paras,
        roles: &roles,
        mentions: &mentions,
        words,
    };
    let metadata = head::metadata(&source);
    let reader = tasks::Reader {
        text: &normalised,
        lines: &lines,
        paras: &paras,
        places: &places,
        sections: &sections,
        mentions: &mentions,
        words,
    };
    let tasks = reader.tasks();
    let bases: Vec<Span> = metadata.legal_bases.iter().map(|basis| basis.span).collect();
    let own = metadata.number.as_deref();
    let cited: Vec<references::Mention> = mentions
        .iter()
        .zip(roles.iter().zip(&paras))
        .flat_map(|(mentions, (role, para))| mentions.iter().map(move |mention| (mention, role, para)))
        // The document's own number in its head cites nothing.
        .filter(|(mention, role, para)| {
            let labels = para.tokens.partition_point(|token| token.span.start < mention.span.start);
            **role != frame::Role::Head || own != Some(mention.number.as_str()) || labels > 6
        })
        .map(|(mention, ..)| mention.clone())
        .collect();
    let references = references::references(&normalised, &cited, &bases);
    let entities = entities::entities(&normalised, &paras, &mentions, words);
    let warnings = warnings(&normalised, &notes, &tasks);
    Ok(Reading {
        schema: "directive-gold/1".to_owned(),
        metadata,
        sections,
        tasks,
        references,
        entities,
        paragraphs: paras.iter().map(paragraphs::Para::place).collect(),
        text: normalised,
        warnings,
    })
}

/// What a person should look at.
fn warnings(text: &str, notes: &lines::Notes, tasks: &[ReadTask]) -> Vec<String> {
    let mut warnings = Vec::new();
    if notes.repaired > 0 {
        warnings.push(format!("Có {} dòng dùng bảng mã cũ (TCVN3 hoặc VNI) đã chuyển sang Unicode. Soát lại chữ trước khi dùng.", notes.repaired));
    }
    let (open, close) = (text.matches('“').count(), text.matches('”').count());
    if open != close {
        warnings.push(format!(
            "Dấu ngoặc kép không khớp: {open} dấu mở, {close} dấu đóng. Soát lại ranh giới câu có trích dẫn."
        ));
    }
    if tasks.is_empty() {
        warnings.push("Không tìm thấy nhiệm vụ nào trong văn bản. Kiểm tra xem tệp có đúng văn bản chỉ đạo không, hoặc thêm nhiệm vụ bằng tay.".to_owned());
    }
    warnings
}
