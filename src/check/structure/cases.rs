//! Case studies: organisations ask for figures, people for a story.

use super::{PageLook, Trouble};
use crate::content::markdown::{Prose, Role};
use crate::plan::LeftOut;
use crate::site::{Kind, Side};

/// The component that shows figures.
const FIGURES: &str = "metrics";

fn is_case(look: &PageLook<'_>, side: Side) -> bool {
    look.page.source.kind == Kind::CaseStudy && !look.page.is_index() && look.audience.file.kind == side
}

/// A case study for organisations without figures.
pub(super) fn no_figures(look: &PageLook<'_>, _: &Prose) -> Vec<Trouble> {
    if !is_case(look, Side::Business) {
        return Vec::new();
    }
    let front = &look.page.front;
    let in_text = look.page.body.iter().flat_map(|body| &body.shown.calls).any(|call| call.name == FIGURES);
    let shows = front.metrics.as_ref().is_some_and(|metrics| !metrics.is_empty()) || in_text;
    // What a client has not allowed is told of already.
    if shows || look.page.left_out.contains(&LeftOut::Metrics) {
        return Vec::new();
    }
    vec![Trouble::at(look.file_place())]
}

/// A case study for people that begins with a table.
pub(super) fn figures_first(look: &PageLook<'_>, prose: &Prose) -> Vec<Trouble> {
    if !is_case(look, Side::Consumer) {
        return Vec::new();
    }
    let Some(first) = prose.blocks.iter().find(|block| !matches!(block.role, Role::Heading(_) | Role::Label)) else { return Vec::new() };
    if first.role != Role::Cell {
        return Vec::new();
    }
    vec![Trouble::at(look.prose_place(prose, first, 0..first.text.len()))]
}
