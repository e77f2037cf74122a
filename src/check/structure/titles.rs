//! Titles.

use std::collections::BTreeMap;

use super::{PageLook, SiteLook, Trouble};
use crate::plan::PageId;

/// Pages of one language and host that search engines are given under the same title.
pub(super) fn repeated(look: &SiteLook<'_>) -> Vec<(PageId, Trouble)> {
    let mut titles: BTreeMap<(&str, &str), Vec<PageLook<'_>>> = BTreeMap::new();
    // Of pages that say the same, search engines are given one.
    for page in look.pages().filter(|page| look.snapshot.plan.owner(page.id).is_none()) {
        titles.entry((page.lang().as_str(), title(page.page))).or_default().push(page);
    }
    let mut troubles = Vec::new();
    for pages in titles.values().filter(|pages| pages.len() > 1) {
        for (page, other) in pages.iter().zip(pages.iter().cycle().skip(1)) {
            let name = look.snapshot.plan.name_of(other.id);
            troubles.push((page.id, Trouble::at(page.key_place("title")).figure("other", &name)));
        }
    }
    troubles
}

/// The title of a page as search engines are given it.
fn title(page: &crate::plan::Page) -> &str {
    page.front.seo.as_ref().and_then(|seo| seo.title.as_ref()?.plain()).unwrap_or(&page.title)
}
