use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Moment, Price, Site, Sum, Text};

/// A limited or lasting offer: on pages while it holds, and nowhere before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// What is offered.
    pub title: Text,
    /// A sentence about it.
    pub text: Option<Text>,
    /// What sort of offer it is; by default what its other keys say.
    pub kind: Option<OfferKind>,
    /// The first day it holds, or the instant from which on.
    pub starts: Option<Moment>,
    /// The last day it holds, or the instant at which it is over.
    pub ends: Option<Moment>,
    /// The time zone of its days, by its IANA name; by default the site's.
    pub time_zone: Option<String>,
    /// How much less: `10%`.
    pub discount: Option<Text>,
    /// What it costs.
    pub price: Option<Price>,
    /// Free delivery: from which sum on.
    pub threshold: Option<Sum>,
    /// Bundle, gift: what is in it.
    #[serde(default)]
    pub items: Vec<Text>,
    /// Whether the time that is left is shown beside the last day.
    #[serde(default)]
    pub countdown: bool,
    /// How it looks; by default as the segment of the page has it, and prominent where the page has none.
    pub style: Option<OfferLook>,
    /// The page with the terms, below `content/`.
    pub terms: Option<String>,
}

/// What sort of offer it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OfferKind {
    /// Something for less.
    Discount,
    /// Something at a price.
    Price,
    /// Something on top.
    Gift,
    /// Several things together.
    Bundle,
    /// Delivery that costs nothing.
    FreeDelivery,
}

impl OfferKind {
    /// As authors write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Discount => "discount",
            Self::Price => "price",
            Self::Gift => "gift",
            Self::Bundle => "bundle",
            Self::FreeDelivery => "free-delivery",
        }
    }
}

/// How an offer looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OfferLook {
    /// It stands out.
    Prominent,
    /// It is there for who looks.
    Quiet,
}

impl OfferLook {
    /// As authors write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Prominent => "prominent",
            Self::Quiet => "quiet",
        }
    }
}

/// Whether an offer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OfferState {
    /// It holds.
    Holds,
    /// Its time has not come.
    ToCome,
    /// Its time is over.
    Over,
}

impl Offer {
    /// What sort of offer it is, as far as it says.
    pub fn sort(&self) -> Option<OfferKind> {
        let says = [
            (self.threshold.is_some(), OfferKind::FreeDelivery),
            (!self.items.is_empty(), OfferKind::Bundle),
            (self.price.is_some(), OfferKind::Price),
            (self.discount.is_some(), OfferKind::Discount),
        ];
        self.kind.or_else(|| says.into_iter().find(|(is_it, _)| *is_it).map(|(_, kind)| kind))
    }

    /// The time zone of its days.
    pub fn zone(&self, site: &TimeZone) -> TimeZone {
        let own = self.time_zone.as_ref().and_then(|name| TimeZone::get(name).ok());
        own.unwrap_or_else(|| site.clone())
    }

    /// The first instant at which it holds, in a site of this time zone; nothing where it always did.
    pub fn begins_at(&self, site: &TimeZone) -> Option<Timestamp> {
        self.starts.and_then(|starts| starts.start(&self.zone(site)))
    }

    /// The first instant at which it holds no more; nothing where it lasts.
    pub fn over_at(&self, site: &TimeZone) -> Option<Timestamp> {
        self.ends.and_then(|ends| ends.end(&self.zone(site)))
    }

    /// Whether it holds at an instant.
    pub fn state(&self, now: Timestamp, site: &TimeZone) -> OfferState {
        if self.over_at(site).is_some_and(|over| over <= now) {
            return OfferState::Over;
        }
        if self.begins_at(site).is_some_and(|begins| now < begins) { OfferState::ToCome } else { OfferState::Holds }
    }
}

impl Site {
    /// The instants at which an offer begins or is over.
    pub fn instants(&self) -> impl Iterator<Item = Timestamp> {
        let offers = self.audiences.iter().flat_map(|audience| audience.file.offers.values());
        offers.flat_map(|offer| [offer.begins_at(&self.time_zone), offer.over_at(&self.time_zone)]).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(yaml: &str) -> Offer {
        crate::world::yaml::read(&format!("title: Spring\n{yaml}")).unwrap()
    }

    #[test]
    fn a_last_day_counts_in_the_time_zone_of_the_offer() {
        let site = TimeZone::get("Asia/Tbilisi").unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let spring = offer("starts: 2027-03-01\nends: 2027-03-31\ntime_zone: America/New_York");
        for (now, state) in [
            ("2027-03-01T04:59:59Z", OfferState::ToCome),
            ("2027-03-01T05:00:00Z", OfferState::Holds),
            // The clocks went forward in between.
            ("2027-04-01T03:59:59Z", OfferState::Holds),
            ("2027-04-01T04:00:00Z", OfferState::Over),
        ] {
            assert_eq!(spring.state(at(now), &site), state, "{now}");
        }
        let hour = offer("ends: 2027-03-31T18:00:00+04:00");
        assert_eq!(hour.state(at("2027-03-31T13:59:59Z"), &site), OfferState::Holds);
        assert_eq!(hour.state(at("2027-03-31T14:00:00Z"), &site), OfferState::Over);
    }

    #[test]
    fn an_amount_keeps_the_zero_that_its_author_wrote() {
        assert_eq!(offer("price: {amount: 12.50, currency: GEL, was: 15}").price.unwrap().amount.as_str(), "12.50");
    }
}
