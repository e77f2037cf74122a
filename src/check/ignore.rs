//! Comments that let something stand: `<!-- check: ignore tone/passive because our lawyer wrote it -->`.
//!
//! Before a paragraph, a heading, an item it is for that one; inside one, for it; `ignore-file` is for all of the file. A reason belongs to it.

use super::catalogue::{all, number, rule};
use crate::content::markdown::Prose;
use crate::diagnostics::{Finding, Place, nearest};

/// What a text's comments let stand.
#[derive(Debug, Default)]
pub(super) struct Ignored {
    /// A rule, the text it stands in, and the block; nothing for all of them.
    entries: Vec<(&'static str, usize, Option<usize>)>,
}

const MARK: &str = "check:";

impl Ignored {
    /// What the comments of a text say; what is wrong with them becomes findings.
    pub(super) fn of(prose: &Prose, findings: &mut Vec<Finding>) -> Self {
        let mut ignored = Self::default();
        for comment in &prose.comments {
            let Some(said) = comment.text.strip_prefix(MARK) else { continue };
            let Some(source) = prose.source(comment.origin) else { continue };
            let place = Place::Span(source.clone(), comment.span);
            let wrong = |message: String, help: String| Finding::warning("check/ignore", place.clone(), message).help(help);
            let shape = "write `<!-- check: ignore RULE because REASON -->`";
            let (what, reason) = said.split_once(" because ").unwrap_or((said, ""));
            let mut words = what.split_whitespace();
            let whole = match words.next() {
                Some("ignore") => false,
                Some("ignore-file") => true,
                _ => {
                    findings.push(wrong("this comment is not understood".to_owned(), shape.to_owned()));
                    continue;
                }
            };
            let rules: Vec<&str> = words.map(|word| word.trim_end_matches(',')).collect();
            if rules.is_empty() {
                findings.push(wrong("this comment names no rule".to_owned(), shape.to_owned()));
            }
            if reason.trim().is_empty() {
                findings.push(wrong("nobody can tell why this is let stand".to_owned(), format!("give the reason: {shape}")));
                continue;
            }
            for id in rules {
                let Some(rule) = rule(id).filter(|_| number(id).is_some()) else {
                    let near = nearest(id, all().iter().map(|rule| rule.id)).map(|near| format!("did you mean `{near}`?"));
                    let help = near.unwrap_or_else(|| "`segue rules` lists them all".to_owned());
                    findings.push(wrong(format!("there is no rule `{id}`"), help));
                    continue;
                };
                let block = if comment.inside { comment.before.saturating_sub(1) } else { comment.before };
                ignored.entries.push((rule.id, comment.origin, (!whole).then_some(block)));
            }
        }
        ignored
    }

    /// Whether what a rule says of a block is let stand.
    pub(super) fn lets_stand(&self, rule: &str, block: usize, origin: usize) -> bool {
        self.entries.iter().any(|(own, from, only)| *own == rule && only.map_or(*from == origin, |only| only == block))
    }
}
