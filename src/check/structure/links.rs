//! Links: what they say, and what they carry.

use super::{PageLook, RenderedLook, Trouble};
use crate::content::markdown::{LinkKind, Prose};
use crate::diagnostics::Place;

/// Links whose words do not say where they lead.
pub(super) fn text(look: &PageLook<'_>, prose: &Prose) -> Vec<Trouble> {
    let idle = look.values.words(look.rule, "texts");
    let mut troubles = Vec::new();
    for block in &prose.blocks {
        for (at, _) in &block.links {
            let text = block.text.get(at.clone()).unwrap_or_default();
            let said = text.trim_matches(|c: char| !c.is_alphanumeric());
            if !said.is_empty() && idle.iter().any(|idle| same(idle, said)) {
                let start = at.start + text.find(said).unwrap_or_default();
                let at = start..start + said.len();
                troubles.push(Trouble::at(look.prose_place(prose, block, at)).figure("found", said));
            }
        }
    }
    troubles
}

/// Whether two texts are the same but for capitals.
fn same(a: &str, b: &str) -> bool {
    a.chars().flat_map(char::to_lowercase).eq(b.chars().flat_map(char::to_lowercase))
}

/// Links without a word, for those who hear a page read.
pub(super) fn empty(look: &RenderedLook<'_>) -> Vec<Trouble> {
    let mut troubles = Vec::new();
    for (number, tag) in look.rendered.named("a") {
        let named =
            ["aria-label", "aria-labelledby", "title"].iter().any(|name| tag.get(name).is_some_and(|value| !value.trim().is_empty()));
        let hidden = |tag: &super::Tag| tag.get("aria-hidden") == Some("true") || tag.get("hidden").is_some();
        if named || tag.get("href").is_none() || hidden(tag) || look.rendered.around(tag).any(hidden) {
            continue;
        }
        // What stands in it follows it.
        let inside = look.rendered.tags.iter().skip(number + 1).take_while(|tag| tag.parent.is_some_and(|parent| parent >= number));
        let (mut pictures, mut said) = (false, !look.rendered.text_of(tag).is_empty());
        for tag in inside {
            pictures |= tag.name() == "img";
            said |= ["alt", "aria-label"].iter().any(|name| tag.get(name).is_some_and(|value| !value.trim().is_empty()));
        }
        if said {
            continue;
        }
        let href = tag.get("href").unwrap_or_default();
        let written = look.page.map(|page| written(&page)).unwrap_or_default();
        match (written.first(), pictures && look.page.is_some_and(|page| has_silent_picture(&page))) {
            // The picture is told of by itself.
            (_, true) => {}
            (Some(_), _) if troubles.is_empty() => {
                troubles.extend(written.into_iter().map(|place| Trouble::at(place).figure("found", href)));
            }
            (Some(_), _) => {}
            (None, _) => troubles.push(Trouble::in_template().figure("found", href)),
        }
    }
    troubles
}

/// The links of a page's text that have no words.
fn written(page: &PageLook<'_>) -> Vec<Place> {
    let Some(body) = &page.page.body else { return Vec::new() };
    let links = body.shown.links.iter().filter(|link| link.kind == LinkKind::Link);
    let places = links.filter_map(|link| {
        let source = page.page.source_text(link.origin);
        let before = source.text().get(..link.span.start)?.trim_end_matches('<');
        let label = before.strip_suffix("](")?;
        (label.trim_end().ends_with('[')).then(|| Place::Span(source.clone(), link.span))
    });
    places.collect()
}

fn has_silent_picture(page: &PageLook<'_>) -> bool {
    let silent = |alt: &Option<String>| alt.as_ref().is_none_or(|alt| alt.trim().is_empty());
    page.page.body.as_ref().is_some_and(|body| body.shown.links.iter().any(|link| link.kind == LinkKind::Image && silent(&link.alt)))
}

/// Links inside the site that make a new visitor of the reader.
pub(super) fn utm(look: &PageLook<'_>, prose: &Prose) -> Vec<Trouble> {
    let mut troubles = Vec::new();
    for block in &prose.blocks {
        for (_, link) in &block.links {
            let target = link.target.as_str();
            let Some((_, query)) = target.split_once('?') else { continue };
            let carries = query.split(['&', '#']).any(|pair| pair.starts_with("utm_"));
            let leaves = target.contains(':') && !look.snapshot.plan.hosts.iter().any(|(_, host)| host.base.is_host_of(target));
            if carries && !leaves {
                troubles.push(Trouble::at(look.link_place(prose, block, link)).figure("found", target));
            }
        }
    }
    troubles
}
