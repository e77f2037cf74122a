//! The offers of all audiences, for `segue list offers`.

use serde::Serialize;

use super::Snapshot;
use super::calendar::position;
use super::offer_checks::named_by;
use crate::site::OfferState;
use crate::world::yaml::KeyPath;

/// One offer, and whether it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfferRow {
    /// The audience.
    pub audience: String,
    /// Its name.
    pub offer: String,
    /// Its title in the audience's first language.
    pub title: String,
    /// What sort of offer it is, as far as it says.
    pub kind: Option<&'static str>,
    /// `holds`, `to-come` or `over`.
    pub state: &'static str,
    /// The first instant at which it holds, by the site's clock; nothing where it always did.
    pub begins_at: Option<String>,
    /// The first instant at which it is over, by the site's clock; nothing where it lasts.
    pub over_at: Option<String>,
    /// As its author wrote it.
    pub starts: Option<String>,
    /// As its author wrote it.
    pub ends: Option<String>,
    /// How many pages name it, in all languages.
    pub pages: usize,
    /// The file that defines it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

impl Snapshot {
    /// All offers, by audience and in its author's order.
    pub fn offer_rows(&self) -> Vec<OfferRow> {
        let zone = &self.site.time_zone;
        let mut rows = Vec::new();
        for audience in &self.site.audiences {
            for (id, offer) in audience.file.offers.iter() {
                let at: KeyPath = ["offers", id.as_str()].into_iter().collect();
                let (file, line) = position(&audience.document.key_place(&at));
                let names_it = |page: &super::Page| {
                    self.plan.variant(page.variant).audience == audience.id && named_by(page).any(|name| name == id.as_str())
                };
                let first = audience.languages.first();
                rows.push(OfferRow {
                    audience: audience.id.to_string(),
                    offer: id.to_string(),
                    title: first.and_then(|lang| self.site.text(&offer.title, lang)).unwrap_or_default().to_owned(),
                    kind: offer.sort().map(|kind| kind.as_str()),
                    state: match self.today.state_of(offer) {
                        OfferState::Holds => "holds",
                        OfferState::ToCome => "to-come",
                        OfferState::Over => "over",
                    },
                    begins_at: offer.begins_at(zone).map(|at| self.in_site_zone(at)),
                    over_at: offer.over_at(zone).map(|at| self.in_site_zone(at)),
                    starts: offer.starts.map(|starts| starts.to_string()),
                    ends: offer.ends.map(|ends| ends.to_string()),
                    pages: self.plan.there().filter(|(_, page)| names_it(page)).count(),
                    file,
                    line,
                });
            }
        }
        rows
    }
}
