//! How much there is to read.

use super::{RenderedLook, Trouble};

/// What stands in a page's main part and is not what it says.
const BESIDE: [&str; 6] = ["nav", "aside", "form", "footer", "script", "dialog"];

/// Pages that have next to nothing to read.
pub(super) fn thin(look: &RenderedLook<'_>) -> Vec<Trouble> {
    let Some(page) = look.page.filter(|page| page.is_found() && !page.page.is_index()) else { return Vec::new() };
    let limit = page.limit(page.page.source.kind.as_str());
    if limit == usize::MAX || page.page.body.as_ref().is_some_and(|body| body.shown.words >= limit) {
        return Vec::new();
    }
    let Some((number, main)) = look.rendered.named("main").next() else { return Vec::new() };
    let count = |text: &str| text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
    let mut words = count(look.rendered.raw_text(main));
    let is_beside = |name: &str| BESIDE.contains(&name);
    for tag in look.rendered.tags.iter().skip(number + 1).take_while(|tag| tag.parent.is_some_and(|parent| parent >= number)) {
        if is_beside(tag.name()) && !look.rendered.around(tag).any(|around| is_beside(around.name())) {
            words = words.saturating_sub(count(look.rendered.raw_text(tag)));
        }
    }
    if words >= limit { Vec::new() } else { vec![Trouble::at(page.key_place("title")).figure("count", &words).figure("limit", &limit)] }
}
