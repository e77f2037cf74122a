//! Logos of clients on other pages than their own: only where a permission covers them.

use super::cascade::Ingredients;
use super::page::Page;
use super::permission::{denial, names_of, shows_logo, told};
use super::presence::Today;
use crate::content::{PermissionStatus, Source};
use crate::diagnostics::{Finding, Place};
use crate::site::{AudienceId, Kind};

/// The component whose pictures are logos of clients.
const LOGOS: &str = "logos";

/// Whether a page shows logos of clients, so that it depends on what their case studies say.
pub(super) fn calls_logos(page: &Page) -> bool {
    page.body.iter().flat_map(|body| &body.shown.calls).any(|call| call.name == LOGOS)
}

/// Looks what clients allow.
pub(super) struct Logos<'a> {
    pub(super) ingredients: Ingredients<'a>,
    pub(super) today: &'a Today,
}

impl Logos<'_> {
    /// The pictures of a page that must not be shown, by their places among its links, each with what is to be said.
    pub(super) fn withheld(&self, page: &Page, audience: &AudienceId) -> Vec<(usize, Finding)> {
        let Some(body) = &page.body else { return Vec::new() };
        let mut withheld = Vec::new();
        for call in body.shown.calls.iter().filter(|call| call.name == LOGOS) {
            for number in call.links.clone() {
                let Some(link) = body.shown.links.get(number) else { continue };
                let Some(client) = &link.alt else { continue };
                let place = Place::Span(page.file().text.clone(), link.span);
                if let Some((why, help)) = self.why_not(client, audience, call.evidence) {
                    let message = format!("this logo is left out for `{audience}`: {why}");
                    withheld.push((number, Finding::warning("plan/outside-permission", place, message).help(help)));
                }
            }
        }
        withheld
    }

    /// Why the logo of a client may not be shown, and what to do.
    fn why_not(&self, client: &str, audience: &AudienceId, evidence: bool) -> Option<(String, String)> {
        if client.trim().is_empty() {
            let help = "write the client's name in the square brackets: `![Name](logo.svg)`";
            return Some(("the picture does not say whose it is".to_owned(), help.to_owned()));
        }
        let studies: Vec<&Source> = self.studies_of(client).collect();
        if studies.is_empty() {
            let why = format!("no case study says that `{client}` allows it");
            let help = "write a case study with a `permission:` whose scope has `name` and `logo` (it may stay a draft), or say where the \
                        client's consent is kept: `:::logos{evidence=\"…\"}`";
            return (!evidence).then(|| (why, help.to_owned()));
        }
        let reasons: Vec<String> = studies.iter().filter_map(|study| self.refusal(study, audience)).collect();
        // One that allows it is enough: a client may have several stories.
        let refused = reasons.len() == studies.len();
        let help = format!("when the client has agreed, say so in the `permission:` of {}", studies[0].base().path);
        reasons.into_iter().next().filter(|_| refused).map(|reason| (reason, help))
    }

    fn studies_of(&self, client: &str) -> impl Iterator<Item = &Source> {
        let sources = self.ingredients.content.sources.values().map(|source| &**source);
        sources.filter(|source| source.kind == Kind::CaseStudy).filter(move |source| {
            let names = source.layers().flat_map(|layer| names_of(layer.front)).collect::<Vec<_>>();
            names.iter().any(|name| told(client, name).is_some() || told(name, client.trim()).is_some())
        })
    }

    fn refusal(&self, study: &Source, audience: &AudienceId) -> Option<String> {
        let front = self.ingredients.for_everyone(study);
        let written = &study.base().lang;
        if let Some(why) = denial(&front, audience, written, written, &self.today.now) {
            return Some(format!("the permission of the client {why}"));
        }
        let asked = front.permission.as_ref().is_some_and(|permission| permission.status != Some(PermissionStatus::NotRequired));
        if front.anonymised == Some(true) {
            return Some("the name of the client is kept back".to_owned());
        }
        (asked && !shows_logo(&front)).then(|| "the permission of the client does not cover name and logo".to_owned())
    }
}
