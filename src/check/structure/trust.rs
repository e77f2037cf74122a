//! What lets a reader trust a page: somebody to turn to, terms that are linked, words that hold.

use std::collections::BTreeSet;

use super::{PageLook, RenderedLook, Trouble};
use crate::check::judge::phrases_of;
use crate::content::markdown::Prose;
use crate::diagnostics::listed;
use crate::plan::{Link, Lookup};
use crate::site::{Side, Stage, Topic};

/// Words that press, beside an offer that never ends, or that have pressed for long.
pub(super) fn endless_urgency(look: &PageLook<'_>, prose: &Prose) -> Vec<Trouble> {
    // Without an offer, `tone/urgency` says it.
    if look.page.front.offer.is_none() {
        return Vec::new();
    }
    let Some(offer) = look.ask().offer.as_ref().and_then(|id| look.audience.file.offers.get(id)) else { return Vec::new() };
    let zone = &look.snapshot.site.time_zone;
    let now = look.snapshot.today.now.date();
    let days = |from: jiff::civil::Date, to: jiff::civil::Date| to.since(from).map_or(0, |span| i64::from(span.get_days()));
    let since = match offer.ends {
        None => None,
        Some(ends) => {
            let front = &look.page.front;
            let Some(written) = front.updated.or(front.date).map(|day| day.day(zone)) else { return Vec::new() };
            let age = days(written, now);
            let is_old = usize::try_from(age).is_ok_and(|age| age > look.limit("days"));
            // In its last week it is true, however old.
            if !is_old || days(now, ends.day(zone)) <= 7 {
                return Vec::new();
            }
            Some(age)
        }
    };
    let told = |(block, at): (usize, std::ops::Range<usize>)| {
        let block = &prose.blocks[block];
        let found = block.text.get(at.clone()).unwrap_or_default();
        let trouble = Trouble::at(look.prose_place(prose, block, at)).figure("found", found);
        match since {
            None => trouble.figure("why", "the offer of this page has no end"),
            Some(days) => trouble.figure("why", &format!("it has stood there for {days} days, with more than a week to go")),
        }
    };
    let found = phrases_of("tone/urgency", prose, &look.about()).into_iter();
    found.filter(|(block, at)| !is_between_marks(&prose.blocks[*block].text, at.start)).map(told).collect()
}

/// Whether a place stands between quotation marks: words that are quoted press nobody.
fn is_between_marks(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let last = |marks: &[char]| before.rfind(marks);
    match before.contains('„') {
        // There `“` closes.
        true => last(&['„', '«']) > last(&['“', '”', '»']),
        false => last(&['“', '«']) > last(&['”', '»']),
    }
}

/// A page on which organisations decide, and nobody is named whom they can ask.
pub(super) fn no_contact(look: &RenderedLook<'_>) -> Vec<Trouble> {
    let decides = |page: &PageLook<'_>| page.page.front.stage == Some(Stage::Decision) && page.audience.file.kind == Side::Business;
    let Some(page) = look.page.filter(decides) else { return Vec::new() };
    let file = &page.audience.file;
    let own = page.page.front.contact.as_ref().and_then(|id| file.contacts.get(id));
    let all = own.into_iter().chain(&file.contact).chain(file.contacts.values());
    let is_named = all.into_iter().filter_map(|contact| contact.name.get(page.lang())).any(|name| look.rendered.text.contains(name));
    let schemes = ["tel:", "mailto:"];
    let is_reached =
        look.rendered.named("a").any(|(_, tag)| schemes.iter().any(|to| tag.get("href").is_some_and(|href| href.starts_with(to))));
    if is_named && is_reached {
        return Vec::new();
    }
    vec![Trouble::at(page.key_place("stage"))]
}

/// A page that sells without leading to what its readers must know first.
pub(super) fn missing_link(look: &RenderedLook<'_>) -> Vec<Trouble> {
    let Some(page) = look.page else { return Vec::new() };
    let file = &page.audience.file;
    let has_price = || {
        page.page
            .front
            .offer
            .as_ref()
            .and(page.ask().offer.as_ref())
            .and_then(|id| file.offers.get(id))
            .is_some_and(|offer| offer.price.is_some())
    };
    if page.page.front.stage != Some(Stage::Decision) && !has_price() {
        return Vec::new();
    }
    let topics: &[Topic] = match file.kind {
        Side::Business => &[Topic::Terms],
        Side::Consumer => &[Topic::Delivery, Topic::Returns],
    };
    // What the manners of its segment ask for is told of already.
    let site = &look.snapshot.site;
    let segment = page.page.segment.as_ref().and_then(|id| file.segments.get(id));
    let asked = segment.map(|segment| segment.manners(site.preset(segment)).must_link).unwrap_or_default();
    let links = look.snapshot.links();
    let here = look.snapshot.plan.hosts.path(&page.page.address);
    let hrefs: BTreeSet<&str> = look.rendered.named("a").filter_map(|(_, tag)| tag.get("href")).map(page_of).collect();
    let lacks = |topic: &&Topic| {
        let Some(target) = file.topics.get(*topic).filter(|_| !asked.contains(topic)) else { return false };
        match links.look_up(page.standpoint(), target) {
            Lookup::Found(Link::To { href, .. }) => !hrefs.contains(page_of(&href)) && page_of(&href) != here,
            _ => false,
        }
    };
    let lacking: Vec<Topic> = topics.iter().filter(lacks).copied().collect();
    if lacking.is_empty() {
        return Vec::new();
    }
    vec![Trouble::at(page.file_place()).figure("topics", &listed(lacking.iter().map(|topic| topic.as_str())))]
}

/// An address without what leads to a place on its page.
fn page_of(href: &str) -> &str {
    href.split(['#', '?']).next().unwrap_or_default()
}

/// A comparison with others that nobody has looked at for long.
pub(super) fn old_comparison(look: &RenderedLook<'_>) -> Vec<Trouble> {
    let Some(page) = look.page else { return Vec::new() };
    let now = look.snapshot.today.now.date();
    let mut troubles = Vec::new();
    for (number, _) in look.rendered.tags.iter().enumerate().filter(|(_, tag)| tag.has_word("class", "comparison")) {
        let day = look.rendered.inside(number, "time").find_map(|tag| tag.get("datetime")?.parse::<jiff::civil::Date>().ok());
        let Some(age) = day.and_then(|day| now.since(day).ok()).map(|span| span.get_days()) else { continue };
        if usize::try_from(age).is_ok_and(|age| age > page.limit("days")) {
            let place = page.call_place(&["comparison"]).unwrap_or_else(|| page.file_place());
            troubles.push(Trouble::at(place).figure("days", &age));
        }
    }
    troubles
}
