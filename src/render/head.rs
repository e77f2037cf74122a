//! What search engines, cards and feed readers are told about a page.

use super::cards::page_image;
use super::context::{Context, Subject};
use super::host::word;
use super::variant::home_file;
use crate::plan::{Address, Page, ReaderKey};
use crate::seo::{Alternate, Card, CardImage, CardKind, FeedLink, Head, Indexing, X_DEFAULT};
use crate::site::{Kind, Lang};
use crate::theme::{HostError, WordArg};

/// What `<title>` is made of where the site says nothing else.
const TITLE: &str = "{title} — {site}";

/// The head of a page, as safe HTML.
pub(super) fn head(context: &Context<'_>, title: &str, description: Option<&str>, summary: &str) -> Result<String, HostError> {
    let plan = context.plan();
    let site = &context.snapshot().site.file;
    let brand = context.text(&site.title);
    let seo = context.page.and_then(|(_, page)| page.front.seo.as_ref());
    let own_title = seo.and_then(|seo| seo.title.as_ref()?.plain());
    let is_home = context.address == &context.variant.root || context.of_host();
    let whole = match own_title {
        Some(own) => own.to_owned(),
        None if is_home && title == brand => brand.clone(),
        None => {
            let pattern = context.maybe_text(site.seo.title.as_ref()).unwrap_or_else(|| TITLE.to_owned());
            let label = context.text(&context.audience.file.label);
            let whole = pattern.replace("{title}", title).replace("{site}", &brand).replace("{audience}", &label);
            numbered(context, whole)?
        }
    };
    let own_description = seo.and_then(|seo| seo.description.as_ref()?.plain()).or(description);
    let description = own_description.map(str::to_owned).or_else(|| Some(summary.to_owned())).filter(|text| !text.is_empty());
    let lang = context.page.map_or(context.lang(), |(_, page)| &page.lang);
    let indexing = indexing(context);
    let others = match &indexing {
        Indexing::Own { alternates } => {
            alternates.iter().filter_map(|alternate| Lang::new(&alternate.hreflang)).filter(|other| other != lang).collect()
        }
        _ => Vec::new(),
    };
    let list = context.list();
    let pages = list.map_or(1, |(list, _)| list.pages(site.paginate));
    let neighbour =
        |number: usize| list.filter(|_| (1..=pages).contains(&number)).map(|(list, _)| plan.hosts.absolute(&list.address_of(number)));
    let number = list.map_or(1, |(_, number)| number);
    let head = Head {
        title: whole,
        description,
        url: plan.hosts.absolute(context.address),
        indexing,
        icon: icon(context),
        feeds: feeds(context, &brand),
        previous: number.checked_sub(1).and_then(neighbour),
        next: neighbour(number + 1),
        card: Card {
            kind: card_kind(context),
            title: title.to_owned(),
            site_name: brand,
            locale: lang.clone(),
            other_locales: others,
            image: card_image(context),
        },
    };
    Ok(head.html())
}

/// Pages of one list differ by their number, so that none has the title of another.
fn numbered(context: &Context<'_>, title: String) -> Result<String, HostError> {
    match context.list() {
        Some((list, number)) if number > 1 => {
            let pages = list.pages(context.snapshot().site.file.paginate);
            let args = [("number", WordArg::from(number.to_string().as_str())), ("pages", WordArg::from(pages.to_string().as_str()))];
            Ok(format!("{title} · {}", word(context, "page_of", None, &args)?))
        }
        _ => Ok(title),
    }
}

/// Who owns the words of a page: itself, unless it is an edition, stands in for a translation, says the same to the same end as the primary
/// audience's page, or is to be found by nobody.
pub(super) fn indexing(context: &Context<'_>) -> Indexing {
    let site = &context.snapshot().site.file;
    if site.seo.noindex || context.snapshot().preview {
        return Indexing::Hidden;
    }
    match context.subject {
        Subject::Thanks(_) | Subject::Consent(_) | Subject::NotFound(_) | Subject::HostNotFound(_) => return Indexing::Hidden,
        Subject::Chooser(_) => return Indexing::Own { alternates: Vec::new() },
        Subject::Page(_) | Subject::List(..) => {}
    }
    let Some((id, page)) = context.page else { return Indexing::Own { alternates: list_alternates(context) } };
    if page.front.seo.as_ref().and_then(|seo| seo.noindex) == Some(true) {
        return Indexing::Hidden;
    }
    match context.plan().owner(id) {
        Some(owner) => Indexing::Elsewhere { canonical: context.plan().hosts.absolute(&context.plan().page(owner).address) },
        None if page.is_index() => Indexing::Own { alternates: list_alternates(context) },
        None => Indexing::Own { alternates: alternates(context, page) },
    }
}

/// The same page in each language of its audience that it is translated to, and for everybody else in the first.
fn alternates(context: &Context<'_>, page: &Page) -> Vec<Alternate> {
    let plan = context.plan();
    let there = plan.variants.iter().filter(|variant| variant.audience == context.variant.audience).filter_map(|variant| {
        let id = plan.page_of(&page.source.id, &ReaderKey { variant: variant.id, edition: None })?;
        let other = plan.page(id);
        let hidden = other.front.seo.as_ref().and_then(|seo| seo.noindex) == Some(true);
        (other.lang == variant.lang && !hidden).then(|| (variant.lang.clone(), plan.hosts.absolute(&other.address)))
    });
    cluster(there.collect())
}

/// The same list in each language of its audience; later pages of a list gather other things in each, so they stand alone.
fn list_alternates(context: &Context<'_>) -> Vec<Alternate> {
    let plan = context.plan();
    let Some((list, 1)) = context.list() else { return Vec::new() };
    let there = plan.variants.iter().filter(|variant| variant.audience == context.variant.audience).filter_map(|variant| {
        let other = plan.find_list(variant.id, &list.kind)?;
        let translated = other.page.is_none_or(|page| plan.page(page).lang == variant.lang);
        translated.then(|| (variant.lang.clone(), plan.hosts.absolute(&other.address)))
    });
    cluster(there.collect())
}

/// A cluster names each language and a page for all others; one page alone is no cluster.
fn cluster(pages: Vec<(Lang, String)>) -> Vec<Alternate> {
    if pages.len() < 2 {
        return Vec::new();
    }
    let default = pages.first().map(|(_, url)| Alternate { hreflang: X_DEFAULT.to_owned(), url: url.clone() });
    pages.into_iter().map(|(lang, url)| Alternate { hreflang: lang.to_string(), url }).chain(default).collect()
}

fn icon(context: &Context<'_>) -> Option<String> {
    let names = ["favicon.svg", "favicon.ico", "favicon.png"];
    let snapshot = context.snapshot();
    let found = names.into_iter().find(|name| {
        snapshot.content.static_files.contains_key(camino::Utf8Path::new(name))
            || snapshot.theme.statics().contains_key(camino::Utf8Path::new(name))
    })?;
    Some(context.plan().hosts.path(&Address { host: context.address.host, path: found.to_owned() }))
}

fn feeds(context: &Context<'_>, brand: &str) -> Vec<FeedLink> {
    if context.of_host() {
        return Vec::new();
    }
    let label = context.text(&context.audience.file.label);
    let feed = context.plan().feed(context.variant.id);
    feed.map(|address| FeedLink { title: format!("{brand} · {label}"), url: context.plan().hosts.absolute(&address) }).into_iter().collect()
}

fn card_kind(context: &Context<'_>) -> CardKind {
    let zone = &context.snapshot().site.time_zone;
    let zoned =
        |moment: Option<crate::content::Moment>| moment.and_then(|moment| moment.start(zone)).map(|instant| instant.to_zoned(zone.clone()));
    match context.page {
        Some((_, page)) if matches!(page.source.kind, Kind::Article | Kind::CaseStudy) && !page.is_index() => {
            CardKind::Article { published: zoned(page.front.date), modified: zoned(page.front.updated) }
        }
        _ => CardKind::Website,
    }
}

fn card_image(context: &Context<'_>) -> Option<CardImage> {
    let plan = context.plan();
    let origin = plan.hosts.get(context.address.host).base.origin();
    let absolute = |url: String| if url.starts_with('/') { format!("{origin}{url}") } else { url };
    let site =
        || context.snapshot().site.file.seo.image.as_ref().and_then(|image| home_file(context, image)).map(|url| (url, String::new()));
    let own = || {
        context.page.and_then(|(id, page)| {
            let seo = page.front.seo.as_ref().and_then(|seo| seo.image.as_ref());
            let seo = seo.and_then(|image| super::kinds::file_view(context.shared, id, image, ""));
            seo.or_else(|| page_image(context.shared, id)).map(|image| (image.url, image.alt))
        })
    };
    own().or_else(site).filter(|_| !context.of_host()).map(|(url, alt)| CardImage { url: absolute(url), alt, width: None, height: None })
}
