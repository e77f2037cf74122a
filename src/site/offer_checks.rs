//! What must hold of each offer.

use jiff::tz::TimeZone;

use super::{Audience, Offer, OfferKind, Site, Text, currency};
use crate::diagnostics::{Finding, Findings, nearest};
use crate::world::yaml::KeyPath;

impl Site {
    /// Every offer can hold, and says what it is.
    pub(super) fn check_offers(&self, findings: &mut Findings) {
        for audience in &self.audiences {
            for (id, offer) in audience.file.offers.iter() {
                let at: KeyPath = ["offers", id.as_str()].into_iter().collect();
                Checker { site: self, audience, id: id.as_str(), offer, at, findings }.check();
            }
        }
    }
}

struct Checker<'a> {
    site: &'a Site,
    audience: &'a Audience,
    id: &'a str,
    offer: &'a Offer,
    at: KeyPath,
    findings: &'a mut Findings,
}

impl Checker<'_> {
    fn check(mut self) {
        self.zone();
        self.dates();
        self.money();
        self.discount();
        self.kind();
    }

    fn error(&mut self, rule: &'static str, at: &KeyPath, message: String, help: impl Into<String>) {
        self.findings.push(Finding::error(rule, self.audience.document.value_place(at), message).help(help));
    }

    fn zone(&mut self) {
        let Some(name) = self.offer.time_zone.as_deref().filter(|name| TimeZone::get(name).is_err()) else { return };
        let known: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
        let help = match nearest(name, known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "use a name of the IANA database, such as `Europe/Berlin` or `Asia/Tbilisi`".to_owned(),
        };
        self.error("site/time-zone", &self.at.key("time_zone"), format!("there is no time zone `{name}`"), help);
    }

    fn dates(&mut self) {
        let (Some(starts), Some(ends)) = (self.offer.starts, self.offer.ends) else {
            if self.offer.countdown && self.offer.ends.is_none() {
                let message = format!("the offer `{}` counts down to no end", self.id);
                self.error("site/offer-countdown", &self.at.key("countdown"), message, "add `ends:`, or remove `countdown:`");
            }
            return;
        };
        let zone = &self.site.time_zone;
        let (Some(begins), Some(over)) = (self.offer.begins_at(zone), self.offer.over_at(zone)) else { return };
        if over <= begins {
            let document = &self.audience.document;
            let message = format!("the offer `{}` ends on {ends}, before it starts on {starts}", self.id);
            self.findings.push(
                Finding::error("site/offer-dates", document.value_place(&self.at.key("ends")), message)
                    .help("it would never be shown: write a later end, or an earlier start")
                    .related(document.value_place(&self.at.key("starts")), "it starts here"),
            );
        }
    }

    fn money(&mut self) {
        let price = self.offer.price.as_ref().map(|price| ("price", price.currency.as_str()));
        let threshold = self.offer.threshold.as_ref().map(|sum| ("threshold", sum.currency.as_str()));
        for (key, code) in price.into_iter().chain(threshold).filter(|(_, code)| !currency::is_known(code)) {
            let help = match nearest(code, currency::all()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write the three letters of ISO 4217, such as GEL or EUR".to_owned(),
            };
            self.error("site/currency", &self.at.key(key).key("currency"), format!("there is no currency `{code}`"), help);
        }
        if let Some(price) = &self.offer.price
            && let Some(was) = price.was.as_ref().filter(|was| !was.is_more_than(&price.amount))
        {
            let message = format!("the offer `{}` is not less than before: {} now, {was} then", self.id, price.amount);
            self.error("site/offer-price", &self.at.key("price").key("was"), message, "write what it cost before, or remove `was:`");
        }
    }

    /// A discount says how much less, and of what.
    fn discount(&mut self) {
        let Some(discount) = &self.offer.discount else { return };
        let at = self.at.key("discount");
        let texts: Vec<(KeyPath, &str)> = match discount {
            Text::Plain(text) => vec![(at, text)],
            Text::ByLanguage(map) => map.iter().map(|(lang, text)| (at.key(lang.as_str()), text.as_str())).collect(),
        };
        for (at, text) in texts {
            if let Some((message, help)) = wrong_discount(text.trim()) {
                self.error("site/offer-discount", &at, message, help);
            }
        }
    }

    /// What an offer says it is, it has to say.
    fn kind(&mut self) {
        let Some(kind) = self.offer.kind else { return };
        let missing = match kind {
            OfferKind::Discount => self.offer.discount.is_none().then_some(("discount", "discount: 10%")),
            OfferKind::Price => self.offer.price.is_none().then_some(("price", "price: {amount: 12.50, currency: EUR}")),
            OfferKind::Bundle => self.offer.items.is_empty().then_some(("items", "items: [a pot, two cups]")),
            // The title says what is given, and delivery may cost nothing whatever the sum.
            OfferKind::Gift | OfferKind::FreeDelivery => None,
        };
        if let Some((key, example)) = missing {
            let message = format!("the offer `{}` is of kind `{}` and has no `{key}`", self.id, kind.as_str());
            self.error("site/offer-kind", &self.at.key("kind"), message, format!("add a line such as `{example}`, or remove `kind:`"));
        }
    }
}

/// What is wrong with how much less something is said to be, and what to write.
fn wrong_discount(text: &str) -> Option<(String, String)> {
    const LIKE: &str = "write how much less it is, such as `10%` or `5 EUR`";
    let is_number = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return Some((format!("`{text}` does not say in digits how much less it is"), LIKE.to_owned()));
    }
    if let Some(less) = text.strip_prefix(['-', '−', '–']) {
        return Some((format!("a discount of `{text}` says twice that it is less"), format!("write `{}`", less.trim())));
    }
    if text.chars().all(is_number) {
        return Some((format!("`{text}` does not say of what it is so much less"), format!("write `{text}%`, or the currency with it")));
    }
    let percent = text.split_once('%').map(|(before, _)| before.trim_end());
    let number = percent.map(|before| &before[before.trim_end_matches(is_number).len()..])?.replace(',', ".");
    let is_part = number.parse::<f64>().is_ok_and(|number| number > 0.0 && number <= 100.0);
    (!is_part).then(|| (format!("nothing is `{text}` less"), "write a number from 1 to 100 before the `%`".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_discount_is_a_part_or_a_sum_and_no_more_than_the_whole() {
        for right in ["10%", "10 %", "12,5 %", "до 30%", "100%", "5 EUR", "€5", "every 10th tin"] {
            assert_eq!(wrong_discount(right), None);
        }
        for wrong in ["10", "110%", "0%", "-10%", "−10 %", "ten percent", "%", "12.50"] {
            assert!(wrong_discount(wrong).is_some(), "{wrong}");
        }
    }
}
