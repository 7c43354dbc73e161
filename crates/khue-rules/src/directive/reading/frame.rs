//! The parts of the document: head, preamble, body, foot.

use super::paragraphs::{Para, is_upper};
use super::tokens::{Token, fold};
use super::words::Words;

/// What a paragraph is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Issuer, number, day, title, addressees of a letter.
    Head,
    /// Bases and the operative sentence.
    Preamble,
    /// Provisions.
    Body,
    /// Recipients and signature.
    Foot,
}

/// Most paragraphs of a head.
const HEAD: usize = 40;
/// Paragraphs of a preamble that are looked ahead for its operative sentence.
const AHEAD: usize = 30;
/// Words of a short line.
const SHORT: usize = 14;

struct Frame<'a> {
    text: &'a str,
    paras: &'a [Para],
    words: &'a Words,
}

/// The role of each paragraph.
pub fn roles(text: &str, paras: &[Para], words: &Words) -> Vec<Role> {
    let frame = Frame { text, paras, words };
    let mut roles = Vec::with_capacity(paras.len());
    let mut at = 0;
    while at < paras.len() {
        let body = frame.opening(at, &mut roles);
        at = frame.rest(body, &mut roles);
    }
    roles
}

impl Frame<'_> {
    fn written(&self, at: usize) -> &str {
        self.paras.get(at).and_then(|para| self.text.get(para.span.start..para.span.end)).unwrap_or_default()
    }

    /// Head and preamble from `from` on; gives where the body starts.
    fn opening(&self, from: usize, roles: &mut Vec<Role>) -> usize {
        let mut at = from;
        while at < self.paras.len() && at < from + HEAD && self.is_head(at, from) {
            roles.push(Role::Head);
            at += 1;
        }
        let start = self.body_start(at);
        while at < start {
            roles.push(Role::Preamble);
            at += 1;
        }
        at
    }

    fn is_head(&self, at: usize, from: usize) -> bool {
        let Some(para) = self.paras.get(at) else { return false };
        let written = self.written(at);
        let tokens = &para.tokens;
        if self.is_decides(tokens) {
            return false;
        }
        if let Some(marker) = &para.marker {
            // The offices a letter is addressed to, one a line.
            let addressed = (from..at)
                .rev()
                .take(12)
                .any(|n| self.paras.get(n).is_some_and(|para| self.words.leads.to.at(&para.tokens, 0) > 0));
            let own = super::actors::head_at(para.rest(), 0, self.words) > 0;
            return marker.is_bullet() && addressed && own && tokens.len() < 40 && !written.ends_with("./.");
        }
        let folded = fold(written.get(..written.len().min(60)).unwrap_or(""));
        let ends = written.ends_with(['.', ';', ':']);
        self.words.leads.to.at(tokens, 0) > 0
            || !tokens.iter().any(|token| token.sort != super::tokens::Sort::Mark)
            || folded.starts_with("số:")
            || folded.contains("cộng hòa xã hội")
            || folded.contains("độc lập")
            || is_upper(written)
            || tokens.len() <= 80
                && (folded.starts_with("v/v") || folded.starts_with("về "))
                && !written.ends_with('.')
            || tokens.len() <= 30 && folded.contains(", ngày")
            || tokens
                .first()
                .is_none_or(|first| first.is_mark('-') || first.is_mark('_') || first.is_mark('*'))
            || first_is_bracket(tokens) && tokens.len() < 60
            || tokens.len() <= SHORT * 3
                && !ends
                && !self.starts_basis(tokens)
                && at < from + 20
                && !written.ends_with(',')
    }

    fn starts_basis(&self, tokens: &[Token]) -> bool {
        if tokens.first().is_some_and(|first| first.key == "căn")
            && tokens.get(1).is_some_and(|second| second.key == "cứ")
        {
            return true;
        }
        self.words.leads.bases.at(tokens, 0) > 0 && tokens.len() > SHORT
    }

    /// "QUYẾT ĐỊNH:" on a line of its own.
    fn is_decides(&self, tokens: &[Token]) -> bool {
        let length = self.words.leads.decides.at(tokens, 0);
        let written = |n: usize| {
            tokens
                .get(n)
                .and_then(|token| self.text.get(token.span.start..token.span.end))
                .unwrap_or_default()
        };
        length > 0
            && length + 1 == tokens.len()
            && tokens.last().is_some_and(|last| last.is_mark(':'))
            && (0..length).all(|n| is_upper(written(n)))
    }

    fn is_operative(&self, at: usize) -> bool {
        self.written(at).ends_with(':')
            && self.paras.get(at).is_some_and(|para| {
                (0..para.tokens.len()).any(|n| self.words.leads.operative.at(&para.tokens, n) > 0)
            })
    }

    fn body_start(&self, from: usize) -> usize {
        let ahead = from..(from + AHEAD).min(self.paras.len());
        // A decision says itself where its provisions start.
        if let Some(decides) =
            ahead.clone().find(|n| self.paras.get(*n).is_some_and(|para| self.is_decides(&para.tokens)))
        {
            return decides + 1;
        }
        let mut at = from;
        while at < ahead.end {
            let Some(para) = self.paras.get(at) else { break };
            let numbered = para.marker.as_ref().is_some_and(|marker| !marker.is_bullet());
            let written = self.written(at);
            if numbered || self.is_foot(at) || is_upper(written) && para.tokens.len() <= SHORT {
                return at;
            }
            if self.is_operative(at) {
                return at + 1;
            }
            let bullet_basis = para.marker.is_some() && self.words.leads.bases.at(para.rest(), 0) > 0;
            if para.marker.is_some() && !bullet_basis {
                return at;
            }
            if !self.starts_basis(para.rest()) {
                // Prose that leads up to an operative sentence or to the first number.
                let leads_up = (at + 1..(at + 9).min(self.paras.len())).any(|n| {
                    self.is_operative(n)
                        || self.paras.get(n).is_some_and(|para| {
                            para.marker.as_ref().is_some_and(|marker| !marker.is_bullet())
                        })
                });
                if !leads_up {
                    return at;
                }
            } else if self.commands(para)
                && !(at + 1..ahead.end).any(|n| self.is_operative(n))
                && !self.numbers_follow(at + 1)
            {
                // "Thực hiện Công văn …, Sở yêu cầu các đơn vị báo cáo.": basis and order in one sentence.
                return at;
            }
            at += 1;
        }
        at
    }

    fn numbers_follow(&self, from: usize) -> bool {
        (from..(from + 6).min(self.paras.len())).any(|n| {
            self.paras
                .get(n)
                .is_some_and(|para| para.marker.as_ref().is_some_and(|marker| !marker.is_bullet()))
        })
    }

    fn commands(&self, para: &Para) -> bool {
        (0..para.tokens.len()).any(|n| {
            let modality = self.words.leads.modality.at(&para.tokens, n);
            modality > 0 && super::actors::head_at(&para.tokens, n + modality, self.words) > 0
        })
    }

    /// Recipients or a signature begin here.
    fn is_foot(&self, at: usize) -> bool {
        let Some(para) = self.paras.get(at) else { return false };
        let written = self.written(at);
        let recipients = self.words.leads.recipients.at(&para.tokens, 0);
        recipients > 0
            && para
                .tokens
                .get(recipients)
                .is_none_or(|mark| mark.is_mark(':') || mark.is_mark('-') || mark.capital)
            || para.marker.is_none()
                && para.tokens.len() <= 12
                && is_upper(written)
                && self.signs(&para.tokens)
    }

    fn signs(&self, tokens: &[Token]) -> bool {
        self.words.people.authorities.at(tokens, 0) > 0 || self.words.people.roles.at(tokens, 0) > 0
    }

    /// Body and foot from `from` on; gives where an annex starts.
    fn rest(&self, from: usize, roles: &mut Vec<Role>) -> usize {
        let mut at = from;
        while at < self.paras.len() && !self.is_foot(at) {
            roles.push(Role::Body);
            at += 1;
        }
        let foot = at;
        while at < self.paras.len() && (at == foot || !self.is_annex(at)) {
            roles.push(Role::Foot);
            at += 1;
        }
        at
    }

    /// The title of a document that is attached.
    fn is_annex(&self, at: usize) -> bool {
        let Some(para) = self.paras.get(at) else { return false };
        let written = self.written(at);
        if para.marker.is_some() || !is_upper(written) || para.tokens.len() > SHORT {
            return false;
        }
        let folded = fold(written);
        folded.starts_with("phụ lục")
            || folded.contains("cộng hòa xã hội")
            || self.words.kinds.kind.iter().any(|kind| {
                kind.head
                    && (folded == fold(&kind.name) || folded.starts_with(&format!("{} ", fold(&kind.name))))
            })
    }
}

fn first_is_bracket(tokens: &[Token]) -> bool {
    tokens.first().is_some_and(|first| first.is_mark('('))
}
