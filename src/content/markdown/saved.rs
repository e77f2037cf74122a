//! What is known from a body's text, as it is kept between runs of the program.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::inset::ShownSnippet;
use super::pressed::Pressed;
use super::shown::{Called, LinkRef, Shown};
use crate::diagnostics::SavedFinding;
use crate::world::{Fingerprint, World};

/// All of a [`Shown`] but its HTML.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SavedShown {
    snippets: Vec<ShownSnippet>,
    calls: Vec<Called>,
    links: Vec<LinkRef>,
    anchors: BTreeSet<String>,
    summary: String,
    words: usize,
    reading_minutes: usize,
    #[serde(with = "crate::world::bytes")]
    text: [u8; 32],
    print: Fingerprint,
    findings: Vec<SavedFinding>,
}

impl SavedShown {
    pub(super) fn of(shown: &Shown) -> Self {
        let Shown { html: _, snippets, calls, links, anchors, summary, words, reading_minutes, text, print, findings } = shown;
        Self {
            snippets: snippets.clone(),
            calls: calls.clone(),
            links: links.clone(),
            anchors: anchors.clone(),
            summary: summary.clone(),
            words: *words,
            reading_minutes: *reading_minutes,
            text: *text.as_bytes(),
            print: *print,
            findings: findings.iter().map(SavedFinding::of).collect(),
        }
    }

    /// As it was; `world` has the texts that findings point into, where there are any.
    pub(super) fn shown(self, html: Pressed, world: Option<&dyn World>) -> Shown {
        let Self { snippets, calls, links, anchors, summary, words, reading_minutes, text, print, findings } = self;
        let findings = world.into_iter().flat_map(|world| findings.iter().map(|finding| finding.finding(world))).collect();
        Shown { html, snippets, calls, links, anchors, summary, words, reading_minutes, text: text.into(), print, findings }
    }
}
