//! Titles and descriptions, as search engines are given them.

use std::collections::BTreeMap;

use super::widths::width;
use super::{PageLook, RenderedLook, SiteLook, Trouble};
use crate::content::markdown::Prose;
use crate::plan::{Page, PageId};
use crate::world::yaml::KeyPath;

/// The size of the type of titles of results, in pixels.
const TITLE_SIZE: u32 = 20;

/// The size of the type of what stands below them.
const DESCRIPTION_SIZE: u32 = 14;

/// A page of a search engine's has no room for the whole title.
pub(super) fn title_width(look: &RenderedLook<'_>) -> Vec<Trouble> {
    let Some(page) = look.page.filter(PageLook::is_found) else { return Vec::new() };
    let Some((_, tag)) = look.rendered.named("title").next() else { return Vec::new() };
    let text = look.rendered.text_of(tag);
    let own = title(page.page).trim();
    // That the site's name after it is cut off hurts nobody; one before it takes room away.
    let end = text.find(own).map_or(text.len(), |at| at + own.len());
    too_wide(&page, text.get(..end).unwrap_or(&text), TITLE_SIZE, "title").into_iter().collect()
}

/// A page of a search engine's has no room for the whole description.
pub(super) fn description_width(look: &RenderedLook<'_>) -> Vec<Trouble> {
    let Some(page) = look.page.filter(|page| page.is_found() && description(page.page).is_some()) else { return Vec::new() };
    let meta = look.rendered.named("meta").find(|(_, tag)| tag.has_word("name", "description"));
    let Some(text) = meta.and_then(|(_, tag)| tag.get("content")) else { return Vec::new() };
    too_wide(&page, text, DESCRIPTION_SIZE, "description").into_iter().collect()
}

fn too_wide(page: &PageLook<'_>, text: &str, size: u32, key: &'static str) -> Option<Trouble> {
    let (wide, limit) = (width(text, size), page.limit("pixels"));
    (wide > limit).then(|| Trouble::at(place(page, key)).figure("found", text).figure("width", &wide).figure("pixels", &limit))
}

/// Pages that search engines find and nobody described.
pub(super) fn no_description(look: &PageLook<'_>, _: &Prose) -> Vec<Trouble> {
    if look.is_found() && description(look.page).is_none() { vec![Trouble::at(look.file_place())] } else { Vec::new() }
}

/// Pages of one language that search engines are given under the same title.
pub(super) fn repeated(look: &SiteLook<'_>) -> Vec<(PageId, Trouble)> {
    same(look, "title", |page| Some(title(page)))
}

/// Pages of one language that are described with the same words.
pub(super) fn description_repeated(look: &SiteLook<'_>) -> Vec<(PageId, Trouble)> {
    same(look, "description", description)
}

/// Pages that say the same under a key. Each is told of the next.
fn same<'a>(look: &SiteLook<'a>, key: &'static str, text: impl Fn(&'a Page) -> Option<&'a str>) -> Vec<(PageId, Trouble)> {
    let mut texts: BTreeMap<(&str, &str), Vec<PageLook<'a>>> = BTreeMap::new();
    for page in look.pages().filter(PageLook::is_found) {
        if let Some(text) = text(page.page).map(str::trim).filter(|text| !text.is_empty()) {
            texts.entry((page.lang().as_str(), text)).or_default().push(page);
        }
    }
    let mut troubles = Vec::new();
    for pages in texts.values().filter(|pages| pages.len() > 1) {
        for (page, other) in pages.iter().zip(pages.iter().cycle().skip(1)) {
            let name = look.snapshot.plan.name_of(other.id);
            troubles.push((page.id, Trouble::at(place(page, key)).figure("other", &name)));
        }
    }
    troubles
}

/// The title of a page as search engines are given it.
pub(super) fn title(page: &Page) -> &str {
    page.front.seo.as_ref().and_then(|seo| seo.title.as_ref()?.plain()).unwrap_or(&page.title)
}

/// What its author says of a page in search results.
fn description(page: &Page) -> Option<&str> {
    let own = page.front.seo.as_ref().and_then(|seo| seo.description.as_ref()?.plain());
    own.or_else(|| page.front.description.as_ref()?.plain())
}

/// Where the title or the description that search engines are given was written.
fn place(page: &PageLook<'_>, key: &str) -> crate::diagnostics::Place {
    let seo = page.page.front.seo.as_ref();
    let own = seo.is_some_and(|seo| if key == "title" { seo.title.is_some() } else { seo.description.is_some() });
    if own { page.value_place(&["seo", key].into_iter().collect::<KeyPath>()) } else { page.key_place(key) }
}
