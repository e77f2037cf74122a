//! What only some readers see: `for`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::directive::{Attribute, Form};
use super::place::Ground;
use crate::diagnostics::{Finding, Findings, nearest};
use crate::site::{AudienceId, IdKind, SegmentId};
use crate::world::Span;

/// Who reads a page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Readers {
    /// The audience.
    pub audience: AudienceId,
    /// The segment, for an edition and for a page that is addressed to exactly one segment of the audience.
    pub segment: Option<SegmentId>,
}

impl Readers {
    /// Whether an id is among them.
    fn are(&self, id: &IdKind) -> bool {
        match id {
            IdKind::Audience(audience) => self.audience == *audience,
            IdKind::Segment { audience, segment } => self.audience == *audience && self.segment.as_ref() == Some(segment),
            IdKind::Language(_) => false,
        }
    }
}

/// A `for`: a passage that is shown to some readers only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// The audiences and segments that it names.
    pub ids: Vec<IdKind>,
    /// Whether it is for all others (`not`).
    pub negated: bool,
    /// Where its `for` stands in the file.
    pub span: Span,
    /// The passage that it stands in; always an earlier one.
    pub(super) parent: Option<usize>,
    /// Whether it was understood. One that was not is shown to nobody.
    pub(super) sound: bool,
    /// All of it, in bytes of the body.
    pub(super) range: std::ops::Range<usize>,
}

impl Passage {
    /// A passage whose end and readers are not known yet.
    pub(super) fn begun(at: std::ops::Range<usize>, span: Span, parent: Option<usize>) -> Self {
        Self { ids: Vec::new(), negated: false, span, parent, sound: false, range: at }
    }

    /// Whether it is addressed to these readers, whatever it stands in.
    pub fn addresses(&self, readers: &Readers) -> bool {
        self.sound && self.ids.iter().any(|id| readers.are(id)) != self.negated
    }
}

/// Which of the passages readers see: those addressed to them that stand in nothing that is not.
pub(super) fn seen(passages: &[Passage], readers: &Readers) -> Vec<bool> {
    let mut seen = Vec::with_capacity(passages.len());
    for passage in passages {
        seen.push(passage.addresses(readers) && passage.parent.is_none_or(|parent| seen[parent]));
    }
    seen
}

/// Reads who a `for` is for.
pub(super) struct Addressees<'a> {
    pub(super) ids: &'a BTreeMap<String, IdKind>,
    pub(super) ground: Ground<'a>,
}

const FORMS: &str = "write `for{b2b}`, `for{wholesale cafes}` or `for{not b2c}`";

impl Addressees<'_> {
    /// Fills in the ids of a passage, or says what is wrong with them.
    pub(super) fn read(&self, attributes: &[Attribute<'_>], passage: &mut Passage, findings: &mut Findings) {
        let mut sound = true;
        for (index, attribute) in attributes.iter().enumerate() {
            let place = self.ground.place(attribute.span.clone());
            let problem = match attribute.form {
                Form::Word("not") if index == 0 => {
                    passage.negated = true;
                    continue;
                }
                Form::Word("not") => Finding::error("markdown/for", place, "`not` stands once, before the first id").help(FORMS),
                Form::Word(word) => match self.ids.get(word) {
                    Some(IdKind::Language(_)) => Finding::error(
                        "markdown/for",
                        place,
                        format!("`{word}` is a language, and `for` chooses between audiences and segments"),
                    )
                    .help(format!("put the text in that language into a file of its own: `NAME.{word}.md`")),
                    Some(id) => {
                        passage.ids.push(id.clone());
                        continue;
                    }
                    None => self.unknown(word, place),
                },
                Form::Pair(..) | Form::Id(_) | Form::Class(_) => {
                    Finding::error("markdown/for", place, "`for` takes ids of audiences and segments, and nothing else").help(FORMS)
                }
            };
            findings.push(problem);
            sound = false;
        }
        if sound && passage.ids.is_empty() {
            let place = self.ground.span(passage.span);
            findings.push(Finding::error("markdown/for", place, "this `for` names nobody").help(FORMS));
            sound = false;
        }
        for (attribute, id) in attributes.iter().filter(|attribute| attribute.form != Form::Word("not")).zip(&passage.ids) {
            if let IdKind::Segment { audience, segment } = id
                && sound
                && passage.ids.contains(&IdKind::Audience(audience.clone()))
            {
                let message = format!("`{segment}` is a segment of `{audience}`, which stands in the same `for`");
                findings.push(
                    Finding::error("markdown/for", self.ground.place(attribute.span.clone()), message)
                        .help(format!("keep `{audience}` for all of its readers, or `{segment}` for that segment alone")),
                );
                sound = false;
            }
        }
        passage.sound = sound;
    }

    fn unknown(&self, word: &str, place: crate::diagnostics::Place) -> Finding {
        let known = || self.ids.iter().filter(|(_, kind)| !matches!(kind, IdKind::Language(_))).map(|(id, _)| id.as_str());
        let help = match nearest(word, known()) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("known ids: {}", known().collect::<Vec<_>>().join(", ")),
        };
        Finding::error("markdown/unknown-id", place, format!("there is no audience and no segment `{word}`")).help(help)
    }
}
