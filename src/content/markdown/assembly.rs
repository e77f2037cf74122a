//! The last step: fragments become HTML, holes become pieces, headings get their anchors.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{CowStr, Event, Tag};

use super::body::Markdown;
use super::call::ArgValue;
use super::fragment::{Cut, Fragment, Press, Step, marker};
use super::inset::{Insets, ShownSnippet};
use super::pressed::Pressed;
use super::raw_html::tags;
use super::selection::{Hole, Selection};
use super::shown::{Called, ComponentCall, Heading, Html, LinkRef, Piece, Shown};
use super::slug::slug;
use super::summary::{UNKNOWN, reading_minutes, summary, words};
use crate::diagnostics::{Finding, Place};
use crate::world::{Fingerprint, Span};

impl<'a> Selection<'a> {
    /// Gives every heading its anchor: those that are written first, so that none of them is taken by another heading's words.
    fn name_headings(&mut self) -> Vec<String> {
        for heading in &self.headings {
            if let Some(id) = &heading.draft.id
                && !self.anchors.take(id.clone())
            {
                self.findings.push(
                    Finding::error(
                        "markdown/anchor",
                        heading.here.ground().place(heading.draft.at.clone()),
                        format!("the anchor `{id}` is given twice on one page"),
                    )
                    .help("choose another name for one of the two"),
                );
            }
        }
        let mut ids = Vec::with_capacity(self.headings.len());
        for heading in &self.headings {
            let draft = heading.draft;
            let id = draft.id.clone().unwrap_or_else(|| self.anchors.take_free(&slug(&heading.text)));
            let classes = draft.classes.iter().map(|class| CowStr::Borrowed(class)).collect();
            let own = |(name, value): &'a (String, Option<String>)| (CowStr::Borrowed(name), value.as_deref().map(CowStr::Borrowed));
            let attrs = draft.attributes.iter().map(own).collect();
            let start = Tag::Heading { level: draft.level, id: Some(CowStr::from(id.clone())), classes, attrs };
            self.fragments[heading.fragment].steps[heading.step] = Step::Event(Event::Start(start));
            self.fragments[heading.fragment].raw |= heading.raw;
            ids.push(id);
        }
        ids
    }

    /// Says which holes an author's HTML has swallowed.
    fn report_swallowed(&mut self, expected: &[usize], cuts: &[Cut]) {
        let left: BTreeSet<usize> =
            cuts.iter().filter_map(|cut| if let Cut::Open(hole) | Cut::Hole(hole) = cut { Some(*hole) } else { None }).collect();
        for hole in expected.iter().filter(|hole| !left.contains(hole)) {
            let (origin, span) = match &self.holes[*hole] {
                Hole::Link(link) | Hole::Image(link, _) => (self.links[*link].origin, self.links[*link].span),
                Hole::Component { call, here, .. } | Hole::Inset { call, here, .. } => (here.origin, call.span),
            };
            let source = self.texts.source(origin).unwrap_or(&self.here.body.source).clone();
            self.findings.push(
                Finding::warning("markdown/html", Place::Span(source, span), "HTML before this is not closed and swallows it")
                    .help("close every HTML tag that is opened, `<iframe>` too"),
            );
        }
    }

    /// Makes the HTML, and all that is known from the text.
    pub(super) fn finish(mut self) -> Selected {
        let ids = self.name_headings();
        let body = self.here.body;
        let raw = self.fragments.iter().any(|fragment| fragment.raw);
        let others = self.texts.texts().map(Markdown::text);
        let marker = if raw { marker([body.text()].into_iter().chain(others)) } else { marker([]) };
        let references = std::mem::take(&mut self.references);
        let press = Press { policy: body.syntax.html, minify: body.syntax.minify, marker, references: &references };
        // A component's parts come after the fragment that it stands in, so from the back all parts are ready when they are needed.
        let mut pieces: Vec<Vec<Piece>> = vec![Vec::new(); self.fragments.len()];
        for (index, fragment) in std::mem::take(&mut self.fragments).into_iter().enumerate().rev() {
            let expected: Vec<usize> = fragment.steps.iter().filter_map(hole_of).collect();
            let (html, cuts) = press.press(fragment);
            self.report_swallowed(&expected, &cuts);
            pieces[index] = filled(&html, cuts, &self.holes, &pieces);
        }
        let headings = self
            .headings
            .drain(..)
            .zip(ids)
            .map(|(heading, id)| {
                let twice = heading.steps.iter().any(carries_anchor);
                let steps = heading.steps.into_iter().filter(|step| !(twice && is_tag(step))).collect();
                let (html, cuts) = press.press(Fragment { steps, raw: heading.raw });
                let pieces = filled(&html, cuts, &self.holes, &pieces);
                let (origin, span) = (heading.here.origin, heading.here.ground().of(heading.draft.at.clone()));
                Heading { level: heading.draft.level as u8, id, pieces, text: heading.text, origin, span }
            })
            .collect::<Vec<Heading>>();
        let [first, nested] = &self.paragraphs;
        let paragraphs = if first.is_empty() { nested } else { first };
        let summary = summary(paragraphs.iter().map(|range| &self.text[range.clone()]));
        let text = self.text.replace(UNKNOWN, "");
        let words = words(&text);
        let html = Html { pieces: pieces.swap_remove(0), headings };
        let titles: Vec<_> = self.links.iter().map(|link| &link.title).collect();
        let named: Vec<_> = html.headings.iter().map(|heading| (heading.level, &heading.id, &heading.pieces)).collect();
        let print = Fingerprint::of(&(&html.pieces, titles, named));
        let mut calls = Vec::new();
        let inside: BTreeMap<(usize, Span), Range<usize>> = self
            .holes
            .iter()
            .filter_map(|hole| match hole {
                Hole::Component { call, here, inside, .. } => Some(((here.origin, call.span), inside.clone())),
                _ => None,
            })
            .collect();
        each_call(&html.pieces, &mut |call| {
            let ComponentCall { name, args, body, origin, span, .. } = call;
            let evidence = matches!(args.get("evidence"), Some(ArgValue::String(text)) if !text.trim().is_empty());
            let links = inside.get(&(*origin, *span)).cloned().unwrap_or_default();
            let id = args.get("id").cloned();
            calls.push(Called { name: name.clone(), id, evidence, body: body.is_some(), links, origin: *origin, span: *span });
        });
        Selected {
            html,
            snippets: self.snippets,
            calls,
            links: self.links,
            anchors: self.anchors.into_set(),
            summary,
            words,
            reading_minutes: reading_minutes(words, &body.lang),
            print,
            findings: self.findings,
            text,
        }
    }
}

/// All that came of a selection.
pub(super) struct Selected {
    pub(super) html: Html,
    snippets: Vec<ShownSnippet>,
    calls: Vec<Called>,
    links: Vec<LinkRef>,
    anchors: BTreeSet<String>,
    summary: String,
    words: usize,
    reading_minutes: usize,
    print: Fingerprint,
    findings: Vec<Finding>,
    /// All of it as plain text.
    pub(super) text: String,
}

impl Selected {
    /// What readers see, whose HTML can be made from the text again.
    pub(super) fn shown(self, markdown: &Arc<Markdown>, seen: &[bool], insets: Insets) -> Shown {
        let Self { html, snippets, calls, links, anchors, summary, words, reading_minutes, print, findings, text } = self;
        let html = Pressed::new(markdown.clone(), seen.to_vec(), Arc::new(insets), Some(Arc::new(html)));
        Shown {
            html,
            snippets,
            calls,
            links,
            anchors,
            summary,
            words,
            reading_minutes,
            text: blake3::hash(text.as_bytes()),
            print,
            findings,
        }
    }
}

/// Calls a function with every component that is called, inner ones after outer ones.
fn each_call<'a>(pieces: &'a [Piece], see: &mut dyn FnMut(&'a ComponentCall)) {
    for piece in pieces {
        if let Piece::Component(call) = piece {
            see(call);
            for inside in [&call.label, &call.body].into_iter().flatten() {
                each_call(inside, see);
            }
        }
    }
}

fn hole_of(step: &Step<'_>) -> Option<usize> {
    match step {
        Step::Open(hole) | Step::Hole(hole, _) => Some(*hole),
        _ => None,
    }
}

fn is_tag(step: &Step<'_>) -> bool {
    matches!(step, Step::Event(Event::InlineHtml(_)))
}

/// Whether a step would put an anchor on the page for a second time.
fn carries_anchor(step: &Step<'_>) -> bool {
    matches!(step, Step::Event(Event::InlineHtml(html)) if tags(html).any(|tag| tag.anchor().is_some()))
}

/// Puts what belongs there into the holes of a fragment.
fn filled(html: &str, cuts: Vec<Cut>, holes: &[Hole<'_>], fragments: &[Vec<Piece>]) -> Vec<Piece> {
    let piece = |cut| match cut {
        Cut::Html(range) => Some(Piece::Html(html[range].to_owned())),
        Cut::Open(hole) => match holes.get(hole)? {
            Hole::Link(link) => Some(Piece::LinkOpen { link: *link }),
            _ => None,
        },
        Cut::Close(hole) => match holes.get(hole)? {
            Hole::Link(link) => Some(Piece::LinkClose { link: *link }),
            _ => None,
        },
        Cut::Hole(hole) => match holes.get(hole)? {
            Hole::Link(_) | Hole::Inset { .. } => None,
            Hole::Image(link, draft) => Some(Piece::Image { link: *link, alt: draft.alt.clone(), title: draft.title.clone() }),
            Hole::Component { call, links, label, body: inner, here, .. } => {
                let part = |fragment: &Option<usize>| fragment.map(|fragment| fragments[fragment].clone());
                Some(Piece::Component(ComponentCall {
                    name: call.name.clone(),
                    args: call.args.clone(),
                    links: links.clone(),
                    label: part(label),
                    body: part(inner),
                    inline: call.inline,
                    origin: here.origin,
                    span: call.span,
                }))
            }
        },
    };
    let mut pieces = Vec::with_capacity(cuts.len());
    for cut in cuts {
        match cut {
            Cut::Hole(hole) if let Some(Hole::Inset { fragment, .. }) = holes.get(hole) => pieces.extend_from_slice(&fragments[*fragment]),
            cut => pieces.extend(piece(cut)),
        }
    }
    pieces
}
