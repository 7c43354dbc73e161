//! What the report is about, in the words of a sentence.

use khue_rules::directive::sentences::ReportFacts;

use super::super::super::overview::Overview;

/// What the report is about.
pub(in crate::directive::report) fn about(overview: &Overview, units: u32, reporter: &str) -> ReportFacts {
    let head = &overview.head;
    ReportFacts {
        kind: head.kind.clone().unwrap_or_else(|| "Văn bản".to_owned()),
        number: head.number.clone(),
        issued: head.issued_on,
        issuer: head.issuer.as_deref().map(in_sentence),
        subject: Some(head.subject.clone()),
        reporter: reporter.to_owned(),
        as_of: overview.as_of,
        tasks: overview.counts,
        units,
    }
}

/// Names of bodies are printed in capitals at the head of a document, but not within a sentence.
pub(super) fn in_sentence(issuer: &str) -> String {
    let shouted = issuer.chars().any(char::is_alphabetic) && issuer.to_uppercase() == issuer;
    if !shouted {
        return issuer.to_owned();
    }
    const PROPER: &[&str] = &["UBND", "HĐND", "GDĐT"];
    let mut words: Vec<String> = Vec::new();
    for (at, word) in issuer.split_whitespace().enumerate() {
        let lower = word.to_lowercase();
        let common = ["ban", "nhân", "dân", "tỉnh", "thành", "phố", "và", "tịch", "huyện", "dục", "tạo"];
        let kept = PROPER.contains(&word);
        let plain = at > 0 && common.contains(&lower.as_str());
        let mut letters = lower.chars();
        let capital =
            letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
        words.push(if kept {
            word.to_owned()
        } else if plain {
            lower
        } else {
            capital
        });
    }
    words.join(" ")
}
