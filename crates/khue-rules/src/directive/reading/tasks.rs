//! Obligations: one task per sentence, or per member of it with a verb of its own.

use super::actors::{And, Nouns, head_at, names};
use super::clauses::{Opening, opening};
use super::lines::Line;
use super::outline::Place;
use super::paragraphs::Para;
use super::references::Mention;
use super::sentences::{members, sentences};
use super::tokens::{Sort, Token};
use super::words::Words;
use super::{ActorRole, ReadActor, ReadTask, Section, Span, TaskKind, targets, times};

/// What a paragraph hands on to the sentences and bullets behind it.
#[derive(Clone, Debug, Default)]
struct Context {
    scope: Option<String>,
    modality: Option<String>,
    /// Named in a label or a sentence that introduces a list.
    lead: Vec<String>,
}

/// Reads the tasks of the body.
pub struct Reader<'a> {
    pub text: &'a str,
    pub lines: &'a [Line],
    pub paras: &'a [Para],
    pub places: &'a [Option<Place>],
    pub sections: &'a [Section],
    pub mentions: &'a [Vec<Mention>],
    pub words: &'a Words,
}

impl Reader<'_> {
    /// The tasks, in order.
    pub fn tasks(&self) -> Vec<ReadTask> {
        let mut tasks = Vec::new();
        let mut introduced = Context::default();
        for (at, para) in self.paras.iter().enumerate() {
            let Some(place) = self.places.get(at).and_then(Option::as_ref) else {
                introduced = Context::default();
                continue;
            };
            if place.heading {
                introduced = Context::default();
                continue;
            }
            let bullet = para.marker.is_some();
            let inherited = if bullet { introduced.clone() } else { Context::default() };
            let after = self.paragraph(at, para, place, inherited, &mut tasks);
            match after {
                Some(context) => introduced = context,
                None if !bullet => introduced = Context::default(),
                None => {}
            }
        }
        for (n, task) in tasks.iter_mut().enumerate() {
            task.id = format!("T{:03}", n + 1);
        }
        tasks
    }

    /// The work that a row of a table names: the cell behind its running number.
    fn row<'p>(&self, para: &'p Para) -> Option<&'p [Token]> {
        let line = self.lines.get(para.lines.0).filter(|_| para.lines.1 == para.lines.0 + 1)?;
        let [number, work, _, ..] = line.cells.as_slice() else { return None };
        if number.len() > 3 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let behind = para.span.start + number.len();
        let start = behind + self.text.get(behind..para.span.end)?.find(work.as_str())?;
        let from = para.tokens.partition_point(|token| token.span.start < start);
        let to = para.tokens.partition_point(|token| token.span.start < start + work.len());
        para.tokens.get(from..to)
    }

    /// Gives the tasks of a row the time that another cell of it says.
    fn date(&self, para: &Para, from: usize, place: &Place, tasks: &mut [ReadTask]) {
        let rest = Span { start: from, end: para.span.end };
        let tokens = para
            .tokens
            .get(para.tokens.partition_point(|token| token.span.start < from)..)
            .unwrap_or_default();
        let dates = times::deadlines(self.text, rest, tokens, &[], self.words);
        for task in tasks.iter_mut().filter(|_| !dates.is_empty()) {
            task.deadlines.extend(dates.iter().cloned());
            if place.kind == TaskKind::Milestone {
                task.kind = TaskKind::Milestone;
            }
        }
    }

    /// The tasks of one paragraph; what it introduces when it ends with a colon.
    fn paragraph(
        &self,
        at: usize,
        para: &Para,
        place: &Place,
        inherited: Context,
        tasks: &mut Vec<ReadTask>,
    ) -> Option<Context> {
        let row = self.row(para);
        let tokens = row.unwrap_or_else(|| para.rest());
        let before = tasks.len();
        let introduces = tokens.last().is_some_and(|last| last.is_mark(':'));
        let mut context = inherited;
        let ranges = sentences(self.text, tokens, self.words);
        let count = ranges.len();
        for (n, (from, to)) in ranges.into_iter().enumerate() {
            let last = n + 1 == count;
            self.sentence(at, tokens, from, to, last && introduces, place, &mut context, tasks);
        }
        if let Some(last) = row.and_then(<[Token]>::last) {
            self.date(para, last.span.end, place, tasks.get_mut(before..).unwrap_or_default());
        }
        introduces.then_some(context)
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "a sentence needs its paragraph, its place and what both inherit"
    )]
    fn sentence(
        &self,
        at: usize,
        tokens: &[Token],
        from: usize,
        to: usize,
        introduces: bool,
        place: &Place,
        context: &mut Context,
        tasks: &mut Vec<ReadTask>,
    ) {
        let sentence = tokens.get(from..to).unwrap_or_default();
        let (skipped, labelled, kept) = match self.label(sentence, context) {
            Label::None => (0, false, 0),
            Label::Skip => return,
            Label::Taken(length) => (length, true, 0),
            Label::Kept(length) => (0, false, length),
        };
        let from = from + skipped;
        if from >= to {
            return;
        }
        if place.situation || self.words.leads.statements.at(tokens, from) > 0 {
            return;
        }
        let mut sentence_context =
            Context { lead: if labelled { context.lead.clone() } else { Vec::new() }, ..context.clone() };
        let mut open: Option<(usize, usize, Opening)> = None;
        let ranges = members(tokens, from, to);
        let count = ranges.len();
        for (n, (start, end)) in ranges.into_iter().enumerate() {
            let member = tokens.get(start..end).unwrap_or_default();
            let first = n == 0;
            let own = if first && kept > 0 {
                self.behind_label(member, kept)
            } else if first || self.stands_alone(member) {
                opening(member, self.words)
            } else {
                None
            };
            // Among goals a share is a goal though no verb says so.
            let own = own.or_else(|| {
                (first && place.kind == TaskKind::Objective && counts(member)).then(Opening::default)
            });
            let trailing = introduces && n + 1 == count;
            match own {
                Some(found) => {
                    if let Some((start, end, opening)) = open.take() {
                        self.push(
                            at,
                            tokens,
                            start,
                            end,
                            &opening,
                            place,
                            &mut sentence_context,
                            context,
                            tasks,
                        );
                    }
                    if trailing {
                        self.introduce(&found, context);
                    } else {
                        open = Some((start, end, found));
                    }
                }
                None if trailing => {}
                None => {
                    if let Some((_, to, _)) = open.as_mut() {
                        *to = end;
                    }
                }
            }
        }
        if let Some((start, end, opening)) = open {
            self.push(at, tokens, start, end, &opening, place, &mut sentence_context, context, tasks);
        }
    }

    /// The opening of what stands behind a label that stays in the text.
    fn behind_label(&self, member: &[Token], label: usize) -> Option<Opening> {
        let found = opening(member.get(label..)?, self.words)?;
        let verb = found.verb.map(|(at, length)| (at + label, length));
        Some(Opening { from: 0, verb, ..found })
    }

    /// Whether a member behind a semicolon starts an obligation of its own.
    fn stands_alone(&self, member: &[Token]) -> bool {
        let Some(start) = member.iter().position(|token| token.sort != Sort::Mark) else { return false };
        if self.words.verbs.purpose.at(member, start) > 0 {
            return false;
        }
        opening(member, self.words).is_some_and(|found| !found.doubtful || member.len() > 5)
    }

    /// A sentence that introduces a list tells the list who does it.
    fn introduce(&self, found: &Opening, context: &mut Context) {
        if !found.lead.is_empty() {
            context.lead = found.lead.iter().map(|span| self.slice(*span).to_owned()).collect();
        }
        if let Some(modality) = found.modality {
            context.modality = Some(self.slice(modality).to_lowercase());
        }
    }

    fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// A label in front of the content: "Đối với …:", "Sở …:", "Thời gian:".
    fn label(&self, sentence: &[Token], context: &mut Context) -> Label {
        let colon = sentence.iter().take(LABEL).position(|token| token.is_mark(':'));
        let Some(colon) = colon else { return Label::None };
        let label = sentence.get(..colon).unwrap_or_default();
        let follows = sentence.get(colon + 1);
        if follows.is_some_and(|next| !next.spaced) || label.is_empty() {
            return Label::None;
        }
        let scope = self.words.leads.scopes.at(label, 0);
        if scope > 0 {
            if let (Some(first), Some(last)) = (label.get(scope), label.last()) {
                context.scope =
                    Some(self.slice(Span { start: first.span.start, end: last.span.end }).to_owned());
            }
            return Label::Taken(colon + 1);
        }
        let without = self.words.leads.labels_without_task.at(label, 0);
        if without > 0 && colon <= without + 8 {
            return Label::Skip;
        }
        let modality = self.words.leads.modality.at(label, 0);
        let start = if modality > 0 && head_at(label, modality, self.words) > 0 { modality } else { 0 };
        if head_at(label, start, self.words) > self.words.verb_at(label, start)
            && let Some(named) = names(label, start, self.words, And::Splits, Nouns::Inside)
        {
            let rest = label.len().saturating_sub(named.next);
            let duty = self.words.verbs.modals.at(label, named.next);
            if rest == 0 || duty > 0 && rest <= duty + 3 {
                context.lead = named.spans.iter().map(|span| self.slice(*span).to_owned()).collect();
                if start > 0
                    && let (Some(first), Some(last)) = (label.first(), label.get(start - 1))
                {
                    context.modality =
                        Some(self.slice(Span { start: first.span.start, end: last.span.end }).to_lowercase());
                }
                return if follows.is_some() { Label::Taken(colon + 1) } else { Label::None };
            }
        }
        // "Xóa mù chữ: Mở 05 lớp …": the topic stays, the verb stands behind it.
        let content = sentence.get(colon + 1..).unwrap_or_default();
        if label.len() <= TOPIC
            && follows.is_some_and(|next| next.capital)
            && self.words.verb_at(label, 0) > 0
            && opening(content, self.words).is_some_and(|found| !found.doubtful && found.modality.is_none())
        {
            return Label::Kept(colon + 1);
        }
        // A label that commands is the clause itself.
        if opening(label, self.words).is_some_and(|found| !found.doubtful) || follows.is_none() {
            return Label::None;
        }
        // "Học sinh được khen thưởng: 65% trở lên": the label says of what.
        let verb = self.words.verb_at(sentence, colon + 1) > 0
            || self.words.verbs.adverbs.at(sentence, colon + 1) > 1;
        if label.len() <= 12 && verb { Label::Taken(colon + 1) } else { Label::None }
    }

    #[allow(clippy::too_many_arguments, reason = "a task needs its clause, its place and what it inherits")]
    fn push(
        &self,
        at: usize,
        tokens: &[Token],
        from: usize,
        to: usize,
        found: &Opening,
        place: &Place,
        sentence: &mut Context,
        paragraph: &mut Context,
        tasks: &mut Vec<ReadTask>,
    ) {
        let member = tokens.get(from..to).unwrap_or_default();
        let mut clause = member.get(found.from..).unwrap_or_default();
        while clause.last().is_some_and(|last| matches!(last.key.as_str(), "." | ";" | "," | "/" | ":")) {
            clause = clause.split_last().map_or(clause, |(_, rest)| rest);
        }
        while clause
            .first()
            .is_some_and(|first| matches!(first.key.as_str(), "," | "." | "-" | "/" | ")" | "…"))
        {
            clause = clause.split_first().map_or(clause, |(_, rest)| rest);
        }
        let (Some(first), Some(last)) = (clause.first(), clause.last()) else { return };
        let span = Span { start: first.span.start, end: last.span.end };
        // Two words command nothing that could be adopted.
        if clause.len() < 2 {
            return;
        }
        let named: Vec<String> = found.lead.iter().map(|span| self.slice(*span).to_owned()).collect();
        if let Some(modality) = found.modality {
            let modality = self.slice(modality).to_lowercase();
            sentence.modality = Some(modality.clone());
            paragraph.modality = Some(modality);
        }
        if !named.is_empty() {
            sentence.lead.clone_from(&named);
        }
        let mut actors: Vec<ReadActor> = sentence
            .lead
            .iter()
            .map(|name| ReadActor { name: name.clone(), role: ActorRole::Lead, inherited_default: false })
            .collect();
        if actors.is_empty() {
            actors.extend(paragraph.lead.iter().map(|name| ReadActor {
                name: name.clone(),
                role: ActorRole::Lead,
                inherited_default: true,
            }));
        }
        if actors.is_empty() {
            actors.extend(self.heading_actors(place));
        }
        for span in self.coordinating(clause) {
            let name = self.slice(span).to_owned();
            if !actors.iter().any(|actor| actor.name == name) {
                actors.push(ReadActor { name, role: ActorRole::Coordinate, inherited_default: false });
            }
        }
        let paragraph_mentions = self.mentions.get(at).map_or(&[][..], Vec::as_slice);
        let mentions = times::within(paragraph_mentions, |mention| mention.span, span);
        let mut references: Vec<String> = Vec::new();
        for mention in mentions {
            if !references.contains(&mention.number) {
                references.push(mention.number.clone());
            }
        }
        let quotes: Vec<Span> = mentions.iter().map(|mention| mention.quote).collect();
        let mut deadlines = times::deadlines(self.text, span, clause, &quotes, self.words);
        let verb_at =
            found.verb.and_then(|(verb, length)| member.get(verb..verb + length)).unwrap_or_default();
        let verb = match (verb_at.first(), verb_at.last()) {
            (Some(first), Some(last)) => {
                Some(self.slice(Span { start: first.span.start, end: last.span.end }).to_lowercase())
            }
            _ => None,
        };
        // "Học lực: 25%": a noun in a label is no verb.
        let label = clause.iter().take(LABELLED).any(|token| token.is_mark(':'));
        let verb = verb.filter(|_| !(found.doubtful && label));
        for deadline in &mut deadlines {
            let before = mentions.partition_point(|mention| mention.whole.start < deadline.span.end);
            let near = mentions.get(before.saturating_sub(TITLES)..before).unwrap_or_default();
            let cited = near.iter().any(|mention| times::overlaps(mention.whole, deadline.span));
            // "trước ngày 30/9" is said of the work, never of a name.
            let spans_years = matches!(deadline.kind.as_str(), "year" | "period" | "school_year" | "range");
            if spans_years && (cited || self.in_programme(clause, deadline.span, verb.as_deref())) {
                deadline.scope = "title".to_owned();
            }
        }
        let mut hidden: Vec<Span> =
            quotes.iter().copied().chain(deadlines.iter().map(|deadline| deadline.span)).collect();
        hidden.sort_unstable();
        let targets = targets::targets(self.text, clause, &hidden, self.words);
        let named_lead = actors.iter().any(|actor| actor.role == ActorRole::Lead && !actor.inherited_default);
        let dated = place.kind == TaskKind::Milestone && !deadlines.is_empty();
        let kind = match place.kind {
            TaskKind::Milestone if dated => TaskKind::Milestone,
            TaskKind::Milestone => TaskKind::Task,
            TaskKind::Objective => TaskKind::Objective,
            _ if named_lead => TaskKind::Assignment,
            kind => kind,
        };
        tasks.push(ReadTask {
            id: String::new(),
            section: place.section.clone(),
            kind,
            text: self.slice(span).replace('\n', " "),
            leading_verb: verb,
            actors,
            targets,
            deadlines,
            references,
            scope: sentence.scope.clone(),
            modality: sentence.modality.clone().or_else(|| paragraph.modality.clone()),
            report_to: self.report_to(clause),
            span,
        });
    }

    /// A heading that names an office names who does what stands under it.
    fn heading_actors(&self, place: &Place) -> Vec<ReadActor> {
        let Some(section) = place.parent.and_then(|parent| self.sections.get(parent)) else {
            return Vec::new();
        };
        let tokens = super::tokens::tokens(&section.heading);
        let from = self.words.leads.modality.at(&tokens, 0);
        // "TỔ CHỨC THỰC HIỆN" names no organisation.
        if head_at(&tokens, from, self.words) <= self.words.verb_at(&tokens, from) {
            return Vec::new();
        }
        let Some(named) = names(&tokens, from, self.words, And::Splits, Nouns::Inside) else {
            return Vec::new();
        };
        if named.next < tokens.len()
            && self.words.verb_at(&tokens, named.next) == 0
            && self.words.verbs.modals.at(&tokens, named.next) == 0
        {
            return Vec::new();
        }
        named
            .spans
            .iter()
            .filter_map(|span| section.heading.get(span.start..span.end))
            .map(|name| ReadActor { name: name.to_owned(), role: ActorRole::Lead, inherited_default: true })
            .collect()
    }

    /// Those named after "phối hợp … với".
    fn coordinating(&self, clause: &[Token]) -> Vec<Span> {
        let mut found: Vec<Span> = Vec::new();
        for at in 0..clause.len() {
            let length = self.words.leads.coordinate.at(clause, at);
            if length == 0 || found.len() > 20 {
                continue;
            }
            // "chỉ đạo các xã phối hợp với …": those who are made to work together take part too.
            if let Some(found_before) = self.made_to_work(clause, at) {
                found.extend(found_before);
            }
            let Some(with) = (at + length..at + length + 5)
                .find(|n| clause.get(*n).is_some_and(|token| token.key == "với"))
            else {
                continue;
            };
            if let Some(named) = names(clause, with + 1, self.words, And::Binds, Nouns::Inside) {
                found.extend(named.spans);
            } else {
                // A name that the lists do not know: its capitals.
                let capitals = clause
                    .iter()
                    .skip(with + 1)
                    .take(6)
                    .take_while(|token| token.capital && token.sort == Sort::Word);
                if let (Some(first), Some(last)) = (capitals.clone().next(), capitals.last()) {
                    found.push(Span { start: first.span.start, end: last.span.end });
                }
            }
        }
        found
    }

    /// The names between a verb of command and "phối hợp".
    fn made_to_work(&self, clause: &[Token], coordinate: usize) -> Option<Vec<Span>> {
        (coordinate.saturating_sub(20)..coordinate).find_map(|at| {
            let command = self.words.leads.directs.at(clause, at);
            if command == 0 {
                return None;
            }
            let named = names(clause, at + command, self.words, And::Binds, Nouns::Inside)?;
            (named.next == coordinate).then_some(named.spans)
        })
    }

    /// "báo cáo … với Chủ tịch UBND tỉnh".
    fn report_to(&self, clause: &[Token]) -> Option<String> {
        (0..clause.len()).filter(|at| self.words.leads.report.at(clause, *at) > 0).take(3).find_map(|at| {
            let length = self.words.leads.report.at(clause, at);
            (at + length..(at + 25).min(clause.len())).find_map(|n| {
                let direct = n == at + length;
                let behind = clause
                    .get(n)
                    .is_some_and(|token| token.key == "với" || token.key == "về" || token.key == "cho");
                let from = if behind { n + 1 } else { n };
                if !behind && !direct
                    || clause.get(from).is_none_or(|token| !token.capital)
                    || head_at(clause, from, self.words) == 0
                {
                    return None;
                }
                let named = names(clause, from, self.words, And::Splits, Nouns::Inside)?;
                named.spans.first().map(|span| self.slice(*span).to_owned())
            })
        })
    }

    /// The time belongs to the name of a programme that already exists.
    fn in_programme(&self, clause: &[Token], time: Span, verb: Option<&str>) -> bool {
        if verb.is_some_and(|verb| self.words.leads.makes.is(&super::tokens::tokens(verb))) {
            return false;
        }
        let before = clause.partition_point(|token| token.span.start < time.start);
        let mut at = before;
        for _ in 0..60 {
            let Some(previous) = at.checked_sub(1) else { return false };
            at = previous;
            let Some(token) = clause.get(at) else { return false };
            if token.is_mark(';') || token.is_mark(':') {
                return false;
            }
            if token.capital && at > 0 && self.words.kinds.names.at(clause, at) > 0 {
                return true;
            }
        }
        false
    }
}

fn counts(member: &[Token]) -> bool {
    member.len() > 3 && member.iter().any(|token| token.is_mark('%'))
}

/// Tokens in which a label that is kept ends.
const LABELLED: usize = 12;

/// Documents before a time expression whose titles may reach it.
const TITLES: usize = 8;

/// Tokens of a topic in front of a colon.
const TOPIC: usize = 9;

/// Tokens in which a label ends.
const LABEL: usize = 40;

enum Label {
    None,
    /// Tokens of the label, which is no part of the text.
    Taken(usize),
    /// Tokens of the label, which stays.
    Kept(usize),
    /// The sentence commands nothing.
    Skip,
}
