//! What is to be said of offers that pages name and that do not hold today.

use std::collections::BTreeMap;

use super::checks::Checking;
use super::page::Page;
use crate::content::markdown::ArgValue;
use crate::diagnostics::Finding;
use crate::site::{Audience, OfferId, OfferState};
use crate::world::yaml::KeyPath;

/// The component that shows an offer in a body.
const OFFER_COMPONENT: &str = "offer";

/// The offers of its audience that a page names: its own, and those of its body.
pub(super) fn named_by(page: &Page) -> impl Iterator<Item = &str> {
    let calls = page.body.iter().flat_map(|body| &body.shown.calls).filter(|call| call.name == OFFER_COMPONENT);
    let in_body = calls.filter_map(|call| match &call.id {
        Some(ArgValue::String(id)) if !id.is_empty() => Some(id.as_str()),
        _ => None,
    });
    page.front.offer.as_ref().map(OfferId::as_str).into_iter().chain(in_body)
}

impl Checking<'_, '_> {
    /// An offer that does not hold today goes with one warning, however many pages do without it.
    pub(super) fn offers(&mut self, audience: &Audience) {
        let plan = self.checks.plan;
        let today = self.checks.today;
        let not_held = audience.file.offers.iter().filter(|(_, offer)| !today.is_held(offer));
        let mut pages: BTreeMap<&str, usize> = not_held.map(|(id, _)| (id.as_str(), 0)).collect();
        if pages.is_empty() {
            return;
        }
        for (_, page) in plan.there().filter(|(_, page)| plan.variant(page.variant).audience == audience.id) {
            let mut named: Vec<&str> = named_by(page).collect();
            named.sort_unstable();
            named.dedup();
            for name in named {
                if let Some(count) = pages.get_mut(name) {
                    *count += 1;
                }
            }
        }
        for (id, offer) in audience.file.offers.iter() {
            let Some(count) = pages.get(id.as_str()).filter(|count| **count > 0) else { continue };
            let at: KeyPath = ["offers", id.as_str()].into_iter().collect();
            let pages = if *count == 1 { "1 page does".to_owned() } else { format!("{count} pages do") };
            let (key, message, help) = match (today.state_of(offer), offer.starts, offer.ends) {
                (OfferState::Over, _, Some(ends)) => (
                    "ends",
                    format!("the offer `{id}` ended on {ends}, and {pages} without it"),
                    "write a later end when it comes again, or remove it here and where it is named",
                ),
                (OfferState::ToCome, Some(starts), _) => (
                    "starts",
                    format!("the offer `{id}` begins on {starts}; until then {pages} without it"),
                    "it is shown by itself from then on: there is nothing to do but to build on that day",
                ),
                _ => continue,
            };
            self.findings.push(Finding::warning("plan/left-out-today", audience.document.value_place(&at.key(key)), message).help(help));
        }
    }
}
