//! What can be wrong with a file that is given for an address.

use super::checks::Checking;
use super::page::Page;
use crate::content::{Delivery, Gate};
use crate::diagnostics::Finding;
use crate::site::{Audience, FormId, Kind};
use crate::world::yaml::KeyPath;

impl Checking<'_, '_> {
    /// A gate needs a form, a file to be fetched must be named, and what is mailed only is not open.
    pub(super) fn lead_magnet(&mut self, page: &Page, audience: &Audience) {
        let Some(magnet) = page.front.lead_magnet.as_ref().filter(|_| page.source.kind == Kind::Landing) else { return };
        let at = |key: &str| -> KeyPath { ["lead_magnet", key].into_iter().collect() };
        // The last of the page's files that says so.
        let place = |says: fn(&crate::content::LeadMagnet) -> bool, path: &KeyPath| {
            let owner = page.source.layers().filter(|layer| layer.front.lead_magnet.as_deref().is_some_and(says)).last();
            owner.map_or_else(|| page.source.base().value_place(path), |layer| layer.file.value_place(&layer.at.join(path)))
        };
        let has_form = page.front.form.as_ref().is_some_and(|form| !form.is_none() && audience.file.forms.contains_key(form));
        let gated = matches!(magnet.gate, Some(Gate::Full | Gate::Partial));
        let mailed = matches!(magnet.delivery, Some(Delivery::Email | Delivery::Both));
        if gated && page.front.form.as_ref().is_none_or(FormId::is_none) {
            let place = place(|magnet| magnet.gate.is_some(), &at("gate"));
            self.findings.push(
                Finding::error("plan/gate-without-form", place, "this file is given only for a form, and the page has none")
                    .help("name the form with `form:`, or write `gate: open`"),
            );
        }
        if magnet.delivery == Some(Delivery::Email) && magnet.gate == Some(Gate::Open) {
            let place = place(|magnet| magnet.delivery.is_some(), &at("delivery"));
            self.findings.push(
                Finding::error("plan/open-and-mailed", place, "a file that is only mailed cannot be open to everyone")
                    .help("write `delivery: both` to publish it as well, or `gate: full` to keep it back"),
            );
        }
        if mailed && magnet.gate != Some(Gate::Open) && !has_form {
            let place = place(|magnet| magnet.delivery.is_some(), &at("delivery"));
            self.findings.push(
                Finding::error("plan/mailed-without-form", place, "this file is mailed, and the page has no form that asks for an address")
                    .help("name the form with `form:`"),
            );
        }
        if magnet.file.is_none() && magnet.delivery != Some(Delivery::Email) {
            let path: KeyPath = ["lead_magnet"].into_iter().collect();
            let place = place(|_| true, &path);
            self.findings.push(
                Finding::warning("plan/lead-magnet-without-file", place, "this says what is handed out, and names no file")
                    .help("add `file: …`, with the file beside the page; what you mail yourselves has `delivery: email`"),
            );
        }
        if magnet.gate == Some(Gate::Partial) && page.body.as_ref().is_none_or(|body| body.shown.words == 0) {
            let place = place(|magnet| magnet.gate.is_some(), &at("gate"));
            self.findings.push(
                Finding::warning("plan/no-excerpt", place, "`gate: partial` shows an excerpt, and the page has no text")
                    .help("write the excerpt below the front matter, or `gate: full`"),
            );
        }
    }
}
