//! Which page owns the words of another, so that search engines find them once.

use super::Plan;
use super::page::{Page, PageId, ReaderKey};
use crate::site::{AudienceId, Lang, Site};

impl Plan {
    /// The other page that owns the words of this one, if one does: the audience's page those of its edition, the original those of a page
    /// that stands in for a translation, the primary audience's page those of one that says the same to the same end.
    pub fn owner(&self, id: PageId) -> Option<PageId> {
        self.owners.get(id.0).copied().flatten()
    }

    pub(super) fn find_owner(&self, site: &Site, id: PageId) -> Option<PageId> {
        let page = self.page(id);
        let variant = self.variant(page.variant);
        let key = |variant, edition| ReaderKey { variant, edition };
        let in_variant = |audience: &AudienceId, lang: &Lang| {
            let variant = self.variants.iter().find(|variant| variant.audience == *audience && variant.lang == *lang)?;
            self.page_of(&page.source.id, &key(variant.id, None)).filter(|other| *other != id && self.page(*other).lang == *lang)
        };
        if page.edition.is_some() {
            return self.page_of(&page.source.id, &key(page.variant, None));
        }
        if page.lang != variant.lang {
            return in_variant(&variant.audience, &page.lang);
        }
        let primary = page.front.primary.as_ref().unwrap_or(&site.file.primary);
        match page.front.seo.as_ref().and_then(|seo| seo.canonical.as_deref()) {
            Some("self") => None,
            Some("primary") => in_variant(primary, &page.lang),
            Some(audience) if audience != "auto" => AudienceId::new(audience).and_then(|audience| in_variant(&audience, &page.lang)),
            _ => in_variant(primary, &page.lang).filter(|other| same_words(page, self.page(*other))),
        }
    }
}

/// Whether two pages show the same words.
fn same_words(a: &Page, b: &Page) -> bool {
    let text = |page: &Page| page.body.as_ref().map(|body| body.shown.text);
    a.title == b.title && text(a) == text(b)
}
