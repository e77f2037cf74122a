//! Headings.

use super::{PageLook, RenderedLook, Trouble};
use crate::diagnostics::Place;
use crate::world::Span;

/// A page without its one first heading, or with two.
pub(super) fn one_h1(look: &RenderedLook<'_>) -> Vec<Trouble> {
    let headings: Vec<String> = look.rendered.named("h1").map(|(_, tag)| look.rendered.text_of(tag)).collect();
    if headings.len() == 1 {
        return Vec::new();
    }
    let trouble = match look.page.filter(|page| headings.len() > 1 && page.page.body.is_some()) {
        Some(page) => {
            let written = headings.iter().skip(1).find_map(|text| written(&page, 1, text));
            Trouble::at(written.unwrap_or_else(|| page.file_place()))
        }
        None => Trouble::in_template(),
    };
    vec![trouble.figure("count", &headings.len())]
}

/// A heading that stands more than one level below the one before.
pub(super) fn order(look: &RenderedLook<'_>) -> Vec<Trouble> {
    let mut before = 0;
    let mut troubles = Vec::new();
    for tag in &look.rendered.tags {
        let Some(level) = level(tag.name()) else { continue };
        let skips = before > 0 && level > before + 1;
        if skips && look.rendered.around(tag).any(|around| around.name() == "main") {
            let text = look.rendered.text_of(tag);
            let place = look.page.and_then(|page| written(&page, level, &text));
            let trouble = place.map_or_else(Trouble::in_template, Trouble::at);
            troubles.push(trouble.figure("level", &level).figure("before", &before));
        }
        before = level;
    }
    troubles
}

fn level(name: &str) -> Option<usize> {
    let level = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}

/// The line of a page's own text that a heading was written in.
fn written(page: &PageLook<'_>, level: usize, text: &str) -> Option<Place> {
    page.page.body.as_ref()?;
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let text = letters(text);
    let file = &page.page.file().text;
    let whole = file.text();
    // Comments of the front matter look like headings.
    let mut at = whole.get(3..).and_then(|rest| rest.find("\n---")).map_or(0, |end| end + 3);
    for line in whole.get(at..).unwrap_or_default().split_inclusive('\n') {
        let words = line.trim_start_matches('#');
        let is_one = line.len() - words.len() == level && words.starts_with([' ', '\t']) && letters(words).starts_with(&text);
        if is_one {
            return Some(Place::Span(file.clone(), Span::new(at, at + line.trim_end().len())));
        }
        at += line.len();
    }
    None
}
