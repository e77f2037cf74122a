//! When the site will change by itself: all that begins or ends on a day that somebody wrote.
//!
//! Not for: deciding what is there today; that is `presence`. Invariant: whatever a later day adds or takes away by a date is an entry.

use jiff::{Timestamp, ToSpan};
use serde::Serialize;

use super::Snapshot;
use crate::content::{Authored, FrontMatter, PermissionStatus, Source};
use crate::diagnostics::{Document, Place};
use crate::site::{AudienceId, Kind, Moment};
use crate::world::yaml::KeyPath;

/// What begins or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DatedThing {
    /// An offer.
    Offer,
    /// A page, by its `publish_at` or `expires_at`.
    Page,
    /// An event.
    Event,
    /// A client's permission, and with it a case study.
    Permission,
    /// A quote that is approved from a day on.
    Quote,
}

/// Whether something begins or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Turn {
    /// It ends: it is gone from that instant on.
    Ends,
    /// It begins: it is there from that instant on.
    Begins,
}

/// One thing that begins or ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DatedChange {
    /// From when on, in the site's time zone: RFC 3339.
    pub at: String,
    /// What it is.
    pub what: DatedThing,
    /// Whether it begins or ends.
    pub turn: Turn,
    /// An offer's name, or a source below `content/`.
    pub name: String,
    /// The audience, where it concerns one alone.
    pub audience: Option<String>,
    /// The file that says so.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

impl DatedChange {
    /// What happens, as a person says it.
    pub fn sentence(&self) -> String {
        let Self { name, .. } = self;
        let audience = self.audience.as_ref().map(|audience| format!(" for {audience}")).unwrap_or_default();
        let text = match (self.what, self.turn) {
            (DatedThing::Offer, Turn::Begins) => format!("the offer {name} begins"),
            (DatedThing::Offer, Turn::Ends) => format!("the offer {name} is over"),
            (DatedThing::Page, Turn::Begins) => format!("{name} is published"),
            (DatedThing::Page, Turn::Ends) => format!("{name} is withdrawn"),
            (DatedThing::Event, Turn::Begins) => format!("the event {name} begins"),
            (DatedThing::Event, Turn::Ends) => format!("the event {name} is over"),
            (DatedThing::Permission, Turn::Begins) => format!("the client's permission for {name} begins"),
            (DatedThing::Permission, Turn::Ends) => format!("the client's permission for {name} has run out"),
            (DatedThing::Quote, Turn::Begins | Turn::Ends) => format!("a quote of {name} is approved"),
        };
        text + &audience
    }
}

/// A change, before anybody asked where it stands.
struct Draft<'a> {
    at: Timestamp,
    what: DatedThing,
    turn: Turn,
    name: &'a str,
    audience: Option<&'a AudienceId>,
    document: &'a Document,
    path: KeyPath,
}

impl Snapshot {
    /// What begins or ends after now and within so many days, soonest first.
    pub fn changes_within(&self, days: u32) -> Vec<DatedChange> {
        let now = &self.today.now;
        let end = now.checked_add(i64::from(days).days()).map_or(Timestamp::MAX, |end| end.timestamp());
        let mut drafts = self.later_changes();
        drafts.retain(|draft| draft.at <= end);
        drafts.sort_by(|a, b| (a.at, a.what, a.turn, a.name, a.audience).cmp(&(b.at, b.what, b.turn, b.name, b.audience)));
        // What several layers of a source say is one change.
        drafts.dedup_by(|b, a| (a.at, a.what, a.turn, a.name, a.audience) == (b.at, b.what, b.turn, b.name, b.audience));
        drafts.iter().map(|draft| self.told(draft)).collect()
    }

    /// The next thing that begins or ends.
    pub fn next_change(&self) -> Option<DatedChange> {
        let next = self.later_changes().into_iter().min_by_key(|draft| (draft.at, draft.what, draft.turn, draft.name));
        next.map(|draft| self.told(&draft))
    }

    fn told(&self, draft: &Draft<'_>) -> DatedChange {
        let (file, line) = position(&draft.document.value_place(&draft.path));
        DatedChange {
            at: self.in_site_zone(draft.at),
            what: draft.what,
            turn: draft.turn,
            name: draft.name.to_owned(),
            audience: draft.audience.map(ToString::to_string),
            file,
            line,
        }
    }

    /// An instant by the site's clock: RFC 3339.
    pub(super) fn in_site_zone(&self, at: Timestamp) -> String {
        at.display_with_offset(self.site.time_zone.to_offset(at)).to_string()
    }

    fn later_changes(&self) -> Vec<Draft<'_>> {
        let mut drafts = Vec::new();
        for audience in &self.site.audiences {
            for (id, offer) in audience.file.offers.iter() {
                let turns = [
                    (Turn::Begins, "starts", offer.begins_at(&self.site.time_zone)),
                    (Turn::Ends, "ends", offer.over_at(&self.site.time_zone)),
                ];
                drafts.extend(turns.into_iter().filter_map(|(turn, key, at)| {
                    let path = ["offers", id.as_str(), key].into_iter().collect();
                    let (name, audience, document) = (id.as_str(), Some(&audience.id), &audience.document);
                    Some(Draft { at: at?, what: DatedThing::Offer, turn, name, audience, document, path })
                }));
            }
        }
        // What a source's files say is looked into only where some of it is still to come.
        let zone = &self.site.time_zone;
        let is_later = |moment: Moment| moment.end(zone).is_some_and(|end| end > self.today.now.timestamp());
        for source in self.content.sources.values().filter(|source| source.moments().any(is_later)) {
            if source.base().front.draft == Some(true) && !self.today.drafts {
                continue;
            }
            for layer in source.layers() {
                self.dates_of(source, &layer, &mut drafts);
            }
        }
        drafts.retain(|draft| draft.at > self.today.now.timestamp());
        drafts
    }

    fn dates_of<'s>(&'s self, source: &'s Source, layer: &Authored<'s>, drafts: &mut Vec<Draft<'s>>) {
        let zone = &self.site.time_zone;
        let document = &layer.file.document;
        let mut of_front = |front: &FrontMatter, at: &KeyPath| {
            let mut add = |moment: Option<Moment>, what, turn, path: KeyPath| {
                let instant = moment.and_then(|moment| if turn == Turn::Begins { moment.start(zone) } else { moment.end(zone) });
                if let Some(instant) = instant {
                    drafts.push(Draft { at: instant, what, turn, name: source.id.as_str(), audience: None, document, path });
                }
            };
            add(front.publish_at, DatedThing::Page, Turn::Begins, at.key("publish_at"));
            add(front.expires_at, DatedThing::Page, Turn::Ends, at.key("expires_at"));
            if source.kind == Kind::Event {
                add(front.starts, DatedThing::Event, Turn::Begins, at.key("starts"));
                let (last, key) = if front.ends.is_some() { (front.ends, "ends") } else { (front.starts, "starts") };
                add(last, DatedThing::Event, Turn::Ends, at.key(key));
            }
            let granted = |permission: &&_| is_granted(permission);
            if let Some(permission) = front.permission.as_deref().filter(granted) {
                add(permission.granted, DatedThing::Permission, Turn::Begins, at.key("permission").key("granted"));
                add(permission.expires, DatedThing::Permission, Turn::Ends, at.key("permission").key("expires"));
            }
            for (index, quote) in front.quotes.iter().flatten().enumerate() {
                add(quote.approved, DatedThing::Quote, Turn::Begins, at.key("quotes").index(index).key("approved"));
            }
        };
        of_front(layer.front, &layer.at);
        if let Some(cascade) = &layer.front.cascade {
            of_front(cascade, &layer.at.key("cascade"));
        }
    }
}

/// Whether dates of a permission count: of one that is given, or of a layer that says nothing else of it.
fn is_granted(permission: &crate::content::Permission) -> bool {
    permission.status.is_none_or(|status| status == PermissionStatus::Granted)
}

/// The file and the line of a place, as lists show them.
pub(super) fn position(place: &Place) -> (String, usize) {
    let file = place.path().map(ToString::to_string).unwrap_or_default();
    let line = match place {
        Place::Span(text, span) => text.position(span.start).line,
        _ => 1,
    };
    (file, line)
}
