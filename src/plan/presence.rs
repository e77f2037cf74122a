//! Whether a source is there for a reader, and why not.

use std::borrow::Cow;
use std::fmt;

use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};

use super::permission::denial;
use crate::content::{Content, FrontMatter, Moment};
use crate::site::{AudienceId, Kind, Lang, Offer, OfferState, Site};

/// Why a source has no page for a reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Absence {
    /// It is for others.
    OtherAudience,
    /// It is not translated.
    NotTranslated(Lang),
    /// It was withdrawn.
    Withdrawn(Withdrawal),
    /// It is a section's page, and nothing of the section is there.
    EmptySection,
}

/// What takes a page away without anybody's mistake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Withdrawal {
    /// It is not ready.
    Draft,
    /// Its time has not come.
    NotYet(Moment),
    /// Its time is over.
    Expired(Moment),
    /// The client has not allowed it, for this reason.
    Permission(Cow<'static, str>),
}

impl fmt::Display for Absence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherAudience => f.write_str("it is for another audience"),
            Self::NotTranslated(lang) => write!(f, "it is not translated into `{lang}`"),
            Self::Withdrawn(withdrawal) => withdrawal.fmt(f),
            Self::EmptySection => f.write_str("its section has no page here"),
        }
    }
}

impl fmt::Display for Withdrawal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Draft => f.write_str("it is a draft"),
            Self::NotYet(moment) => write!(f, "it is to be published on {moment}"),
            Self::Expired(moment) => write!(f, "it expired on {moment}"),
            Self::Permission(reason) => write!(f, "the client's permission {reason}"),
        }
    }
}

/// What today is, and whether drafts are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Today {
    /// The instant in the site's time zone.
    pub now: Zoned,
    /// Whether drafts are published too.
    pub drafts: bool,
    /// The first later instant at which something may be another than now.
    until: Timestamp,
}

impl Today {
    /// Today, as far as what authors wrote knows of times.
    pub(super) fn new(now: Zoned, drafts: bool, site: &Site, content: &Content) -> Self {
        let midnight = now.tomorrow().and_then(|tomorrow| tomorrow.start_of_day()).map_or(Timestamp::MAX, |day| day.timestamp());
        let later = content.instants().chain(site.instants()).filter(|instant| *instant >= now.timestamp()).min();
        // An instant has come when it is there, and is over after it.
        let just_after = |instant: Timestamp| instant.checked_add(jiff::SignedDuration::from_nanos(1)).unwrap_or(instant);
        let next = later.map(|instant| if instant == now.timestamp() { just_after(instant) } else { instant });
        Self { now, drafts, until: next.map_or(midnight, |next| next.min(midnight)) }
    }

    /// As it was, in the site's time zone.
    pub(super) fn restored(now: Timestamp, drafts: bool, until: Timestamp, site: &Site) -> Self {
        Self { now: now.to_zoned(site.time_zone.clone()), drafts, until }
    }

    /// Whether an offer holds now.
    pub fn is_held(&self, offer: &Offer) -> bool {
        self.state_of(offer) == OfferState::Holds
    }

    /// Whether an offer holds now, or why not.
    pub fn state_of(&self, offer: &Offer) -> OfferState {
        offer.state(self.now.timestamp(), self.now.time_zone())
    }

    /// Until when nothing is another than now.
    pub fn until(&self) -> Timestamp {
        self.until
    }

    /// Whether nothing is another at an instant than it is now.
    pub(super) fn covers(&self, now: &Zoned) -> bool {
        *now >= self.now && now.timestamp() < self.until
    }

    /// The same now, with what authors may have written since.
    pub(super) fn until_next_of(&self, site: &Site, content: &Content) -> Self {
        Self::new(self.now.clone(), self.drafts, site, content)
    }
}

/// What withdraws a page today, if anything does: for an audience, in one language of a source that was written in another or the same.
pub(super) fn withdrawal(
    front: &FrontMatter,
    kind: Kind,
    audience: &AudienceId,
    lang: &Lang,
    written: &Lang,
    today: &Today,
) -> Option<Withdrawal> {
    let now = &today.now;
    if front.draft == Some(true) && !today.drafts {
        return Some(Withdrawal::Draft);
    }
    if let Some(moment) = front.publish_at
        && !moment.has_come(now)
    {
        return Some(Withdrawal::NotYet(moment));
    }
    if let Some(moment) = front.expires_at
        && moment.is_over(now)
    {
        return Some(Withdrawal::Expired(moment));
    }
    let denied = || denial(front, audience, lang, written, now).map(|why| Withdrawal::Permission(why.into()));
    if kind == Kind::CaseStudy { denied() } else { None }
}
