//! Whether a page shows what its author meant to ask: a component without a name shows the page's own, and a landing page asks for something.

use super::ask::{Ask, CTA_COMPONENT, FORM_COMPONENT, OFFER_COMPONENT, is_own};
use super::checks::{Checking, names_of};
use super::page::Page;
use crate::content::Gate;
use crate::diagnostics::{Finding, listed};
use crate::site::{Audience, CtaId, FormId, Kind, OfferId};
use crate::world::yaml::KeyPath;

impl Checking<'_, '_> {
    /// What stands on a page and shows nothing, for the page has nothing of that sort; and a landing page that asks for nothing at all. What
    /// a date withdrew is none of it.
    pub(super) fn silence(&mut self, page: &Page, audience: &Audience, ask: &Ask) {
        let front = &page.front;
        let calls = || page.body.iter().flat_map(|body| &body.shown.calls);
        let names = |component| {
            let names = names_of(&audience.file, component).map(|(_, names)| names).filter(|names| !names.is_empty());
            names.map(|names| format!(": {}", listed(names))).unwrap_or_default()
        };
        // What the page names and does not show today is told of elsewhere.
        let cta = ask.cta.is_none() && front.cta.as_ref().is_none_or(CtaId::is_none);
        let form = ask.form.is_none() && ask.register.is_none() && front.form.as_ref().is_none_or(FormId::is_none);
        let offer = ask.offer.is_none() && front.offer.as_ref().is_none_or(OfferId::is_none);
        let lacking = [(CTA_COMPONENT, cta, "call to action"), (FORM_COMPONENT, form, "form"), (OFFER_COMPONENT, offer, "offer")];
        for (component, _, what) in lacking.into_iter().filter(|(_, lacks, _)| *lacks) {
            for call in calls().filter(|call| call.name == component && is_own(call)) {
                let known = names(component);
                let message = format!("`{component}` shows nothing to `{}`: this page has no {what} of its own", audience.id);
                let place = (page.source_text(call.origin), call.span);
                self.findings.push(
                    Finding::warning("plan/nothing-to-show", place, message)
                        .help(format!("name one, such as `::{component}{{id=…}}`{known}; or take it out")),
                );
            }
        }
        let asks_in_text = calls().any(|call| [CTA_COMPONENT, FORM_COMPONENT].contains(&call.name.as_str()));
        let is_given = front.lead_magnet.as_ref().is_some_and(|magnet| magnet.gate == Some(Gate::Open));
        // `cta: none` and `form: none` are somebody's decision.
        let is_meant = front.cta.is_some() || front.form.is_some();
        let is_landing = page.source.kind == Kind::Landing && !page.source.id.is_index();
        if is_landing && cta && form && !asks_in_text && !is_given && !is_meant && ask.withdrawn.is_empty() {
            let place = page.file().key_place(&KeyPath::root());
            let message = format!("this landing page asks `{}` for nothing: it has no form and no call to action", audience.id);
            let forms = names(FORM_COMPONENT);
            self.findings
                .push(Finding::warning("plan/asks-nothing", place, message).help(format!(
                    "add `form: …`, one of the audience's forms{forms}; or `cta: …`; `form: none` says that it is meant so"
                )));
        }
    }
}
