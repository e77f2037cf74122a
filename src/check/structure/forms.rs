//! Forms on landing pages.

use std::collections::BTreeSet;

use super::landing::is_landing;
use super::{PageLook, SiteLook, Trouble};
use crate::content::markdown::ArgValue;
use crate::plan::PageId;
use crate::site::{FormId, FormKind, Stage};
use crate::world::yaml::KeyPath;

/// From how many fields on a form is better asked in several steps.
const STEPS: usize = 6;

/// Forms that ask for more than what is given for them is worth.
pub(super) fn many_fields(look: &SiteLook<'_>) -> Vec<(PageId, Trouble)> {
    let mut told = BTreeSet::new();
    let mut troubles = Vec::new();
    for page in look.pages().filter(|page| is_landing(page.page)) {
        for id in forms_of(&page) {
            let Some(form) = page.audience.file.forms.get(id) else { continue };
            // Whoever answers questions has come for them.
            if matches!(form.kind(), FormKind::Survey | FormKind::Feedback) {
                continue;
            }
            let is_early = matches!(page.page.front.stage, Some(Stage::Attention | Stage::Interest));
            let most = if is_early { page.limit("fields").min(page.limit("early")) } else { page.limit("fields") };
            let count = form.fields.len();
            if count <= most || !told.insert((&page.audience.id, id)) {
                continue;
            }
            let at: KeyPath = ["forms", id.as_str(), "fields"].into_iter().collect();
            let trouble = Trouble::at(page.audience.document.key_place(&at)).figure("form", id).figure("count", &count);
            let trouble = trouble.figure("most", &most).related(page.file_place(), "the landing page that shows it");
            troubles.push((page.id, if count > STEPS { trouble.help(IN_STEPS) } else { trouble }));
        }
    }
    troubles
}

/// What to do about very long forms.
const IN_STEPS: &str = "ask for the address first, and for the rest in a second step: on the page after the form, or in the first letter";

/// The forms that a page shows.
fn forms_of<'a>(page: &PageLook<'a>) -> BTreeSet<&'a FormId> {
    let called = page.page.body.iter().flat_map(|body| &body.shown.calls).filter(|call| call.name == "form");
    let named = called.filter_map(|call| match &call.id {
        Some(ArgValue::String(id)) => page.audience.file.forms.keys().find(|own| own.as_str() == id),
        _ => None,
    });
    // One that its text shows without a name is the page's own.
    let own = page.page.front.form.as_ref().filter(|id| !id.is_none());
    page.ask().form.iter().chain(&page.ask().register).chain(own).chain(named).collect()
}
