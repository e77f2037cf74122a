//! Files that programs read: feeds, sitemaps, robots.txt, redirects.

use std::sync::Arc;

use super::body::{Filler, body_html};
use super::context::{Context, Shared, Subject};
use super::host::PageHost;
use super::kinds::place_lines;
use super::{head, variant};
use crate::content::Moment;
use crate::diagnostics::Findings;
use crate::plan::{Address, HostId, PageId, RouteScope, RouteSource, VariantId};
use crate::seo::{CalendarEvent, CalendarTime, Feed, FeedEntry, Indexing, RobotsTxt, Sitemap, SitemapEntry, SitemapIndex, alias_page};

/// A variant's Atom feed, with the full texts.
pub(super) fn feed(shared: &Arc<Shared>, id: VariantId) -> Result<Vec<u8>, Findings> {
    let plan = &shared.snapshot.plan;
    let (Some(address), variant) = (plan.feed(id), plan.variant(id)) else { return Ok(Vec::new()) };
    let Some(home) = Context::new(shared, &Subject::NotFound(id), &variant.root) else { return Ok(Vec::new()) };
    let site = &shared.snapshot.site.file;
    let entries = plan.feed_items(id).into_iter().map(|page| entry(shared, page)).collect::<Result<_, _>>()?;
    let feed = Feed {
        id: plan.hosts.absolute(&address),
        title: format!("{} · {}", home.text(&site.title), home.text(&home.audience.file.label)),
        subtitle: None,
        lang: variant.lang.clone(),
        url: plan.hosts.absolute(&address),
        home: plan.hosts.absolute(&variant.root),
        author: home.maybe_text(site.organization.name.as_ref()).unwrap_or_else(|| home.text(&site.title)),
        entries,
    };
    Ok(feed.xml().unwrap_or_default().into_bytes())
}

fn entry(shared: &Arc<Shared>, id: PageId) -> Result<FeedEntry, Findings> {
    let snapshot = &shared.snapshot;
    let page = snapshot.plan.page(id);
    let zone = &snapshot.site.time_zone;
    let zoned = |moment: Option<Moment>| moment.and_then(|moment| moment.start(zone)).map(|instant| instant.to_zoned(zone.clone()));
    let published = zoned(page.front.date);
    let url = snapshot.plan.hosts.absolute(&page.address);
    let content = Context::new(shared, &Subject::Page(id), &page.address)
        .map(|context| {
            let (site, variant) = (variant::site(&context).0, variant::variant(&context).0);
            let host = Arc::new(PageHost::new(&context));
            let filler = Filler::new(&context, id, &site, &variant, &host);
            let html = body_html(page)?.map(|html| filler.fill(&html.pieces));
            filler.done()?;
            Ok::<_, Findings>(html)
        })
        .transpose()?
        .flatten();
    let authors = &snapshot.site.file.authors;
    let author = page.front.author.as_deref().map(|own| {
        let known = authors.get(own).and_then(|author| snapshot.site.text(&author.name, &page.lang));
        known.unwrap_or(own).to_owned()
    });
    Ok(FeedEntry {
        id: url.clone(),
        title: page.title.clone(),
        url,
        updated: zoned(page.front.updated).or_else(|| published.clone()).unwrap_or_else(|| snapshot.today.now.clone()),
        published,
        summary: page.front.description.as_ref().and_then(|text| text.plain()).map(str::to_owned),
        content,
        author,
    })
}

/// The calendar file of an event, in the words of its page. Nothing in it goes by the clock.
pub(super) fn calendar(shared: &Arc<Shared>, id: PageId) -> Vec<u8> {
    let snapshot = &shared.snapshot;
    let page = snapshot.plan.page(id);
    let zone = &snapshot.site.time_zone;
    let front = &page.front;
    let Some(starts) = front.starts else { return Vec::new() };
    let time = match (starts, front.ends) {
        (Moment::Day(first), None) => CalendarTime::Days(first, first),
        (Moment::Day(first), Some(Moment::Day(last))) => CalendarTime::Days(first, last),
        // What has a time at one end has one at the other: a day begins at its midnight and ends at the next.
        (starts, ends) => {
            let end = ends.and_then(|ends| match ends {
                Moment::Day(day) => day.tomorrow().ok().and_then(|next| Moment::Day(next).start(zone)),
                Moment::Instant(instant, _) => Some(instant),
            });
            let Some(start) = starts.start(zone) else { return Vec::new() };
            CalendarTime::Instants(start, end)
        }
    };
    let stamp = front.updated.or(front.date).unwrap_or(starts).start(zone).unwrap_or_default();
    let url = snapshot.plan.hosts.absolute(&page.address);
    let host = url.split_once("://").map_or("", |(_, rest)| rest).split(['/', ':']).next().unwrap_or_default();
    let name = blake3::hash(url.as_bytes()).to_hex();
    let place = front.place.as_deref().map(place_lines).unwrap_or_default().join(", ");
    let description = front.description.as_ref().and_then(|text| text.plain()).map(str::to_owned);
    let summary = page.body.as_ref().map(|body| body.shown.summary.clone()).filter(|summary| !summary.is_empty());
    let online = front.online.as_ref().map(ToString::to_string);
    // A calendar shows one place. Where there is a room besides, the address to follow it by stands in the words.
    let (location, beside) = if place.is_empty() { (online, None) } else { (Some(place), online) };
    let words = [description.or(summary), beside].into_iter().flatten().reduce(|words, online| format!("{words}\n{online}"));
    let event = CalendarEvent {
        uid: format!("{}@{host}", name.get(..32).unwrap_or_default()),
        stamp,
        time,
        summary: page.title.clone(),
        description: words,
        location,
        url,
    };
    event.text().into_bytes()
}

/// A variant's sitemap: what is to be found under its own address.
pub(super) fn sitemap(shared: &Arc<Shared>, id: VariantId) -> Vec<u8> {
    let plan = &shared.snapshot.plan;
    let zone = &shared.snapshot.site.time_zone;
    let mut entries = Vec::new();
    for route in plan.routes.values() {
        let subject = match route.source {
            RouteSource::Page(page) if plan.page(page).variant == id => Subject::Page(page),
            RouteSource::List(list, number) if plan.list(list).variant == id => Subject::List(list, number),
            _ => continue,
        };
        let Some(context) = Context::new(shared, &subject, &route.address) else { continue };
        if !matches!(head::indexing(&context), Indexing::Own { .. }) {
            continue;
        }
        let written = context.page.and_then(|(_, page)| page.front.updated.or(page.front.date));
        let modified = written.and_then(|moment| moment.start(zone)).map(|instant| instant.to_zoned(zone.clone()));
        entries.push(SitemapEntry { loc: plan.hosts.absolute(&route.address), modified });
    }
    Sitemap { entries }.files().into_iter().next().map(|file| file.xml.into_bytes()).unwrap_or_default()
}

/// The sitemaps of a host's variants.
pub(super) fn sitemap_index(shared: &Arc<Shared>, host: HostId) -> Vec<u8> {
    let plan = &shared.snapshot.plan;
    let own = plan.variants.iter().filter(|variant| variant.root.host == host);
    let sitemaps = own.map(|variant| SitemapEntry { loc: plan.hosts.absolute(&plan.sitemap(variant.id)), modified: None }).collect();
    SitemapIndex { sitemaps }.xml().into_bytes()
}

/// A host's robots.txt.
pub(super) fn robots(shared: &Arc<Shared>, host: HostId) -> Vec<u8> {
    let snapshot = &shared.snapshot;
    let closed = snapshot.preview || snapshot.site.file.seo.noindex;
    let index = Address { host, path: "sitemap.xml".to_owned() };
    let robots = if closed { RobotsTxt::Closed } else { RobotsTxt::Open { sitemaps: vec![snapshot.plan.hosts.absolute(&index)] } };
    robots.text().into_bytes()
}

/// A page that leads to another.
pub(super) fn alias(shared: &Arc<Shared>, target: &Address, scope: &RouteScope) -> Vec<u8> {
    let plan = &shared.snapshot.plan;
    let page = plan.pages.iter().find(|page| page.address == *target);
    // What belongs to a host is read by all: it says where the page is and nothing of what stands there.
    let title = page.filter(|_| matches!(scope, RouteScope::Audience(_))).map_or("", |page| page.title.as_str());
    let lang = page.map(|page| &page.lang);
    let Some(lang) = lang.or(shared.snapshot.site.default_language()) else { return Vec::new() };
    alias_page(&plan.hosts.absolute(target), lang, title).into_bytes()
}
