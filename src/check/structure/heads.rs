//! What published pages say of each other: which address is theirs, in which languages they are, where they lead.
//!
//! A page is read once, while it is looked at by itself; of all of them only [`Told`] is kept, and judged when the last one was read.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{PageLook, RenderedLook, Trouble};
use crate::check::rendered::Rendered;
use crate::plan::{PageId, Plan, RouteSource, Snapshot, VariantId};

/// What a published page says of itself and of others.
#[derive(Debug, Default)]
pub(in crate::check) struct Told {
    /// Its absolute address.
    url: String,
    /// Its language, as its root element says.
    lang: String,
    /// Whether it keeps out of search engines.
    hidden: bool,
    /// What it says is its address.
    canonicals: Vec<String>,
    /// In which languages it is where.
    alternates: Vec<(String, String)>,
    /// Its variant, where it is one's.
    variant: Option<VariantId>,
    /// The pages of its variant that it leads to.
    leads_to: Vec<PageId>,
}

/// The pages of a site, by host and path.
#[derive(Debug)]
pub(in crate::check) struct Addresses(HashMap<usize, HashMap<String, PageId>>);

impl Addresses {
    /// Those of a plan.
    pub(in crate::check) fn of(plan: &Plan) -> Self {
        let mut all: HashMap<usize, HashMap<String, PageId>> = HashMap::new();
        for (id, page) in plan.there() {
            all.entry(page.address.host.0).or_default().insert(plan.hosts.path(&page.address), id);
        }
        Self(all)
    }
}

impl Told {
    /// What a page says.
    pub(in crate::check) fn of(look: &RenderedLook<'_>, addresses: &Addresses) -> Self {
        let plan = &look.snapshot.plan;
        let own = if let RouteSource::Page(id) = look.route.source { Some(id) } else { None };
        let variant = match &look.route.source {
            RouteSource::Page(id) => Some(plan.page(*id).variant),
            RouteSource::List(id, _) => Some(plan.list(*id).variant),
            _ => None,
        };
        let mut told = Self::read(look.rendered, plan.hosts.absolute(&look.route.address));
        told.variant = variant;
        let paths = addresses.0.get(&look.route.address.host.0);
        for (_, tag) in look.rendered.named("a") {
            let (Some(href), Some(paths)) = (tag.get("href"), paths) else { continue };
            let path = href.split(['#', '?']).next().unwrap_or_default();
            let Some(id) = paths.get(path).filter(|id| Some(**id) != own) else { continue };
            if Some(plan.page(*id).variant) == variant {
                told.leads_to.push(*id);
            }
        }
        told.leads_to.sort_unstable();
        told.leads_to.dedup();
        told
    }

    /// What stands in the head of a page.
    fn read(page: &Rendered, url: String) -> Self {
        let mut told = Self { url, ..Self::default() };
        for tag in &page.tags {
            match tag.name() {
                "html" => told.lang = tag.get("lang").unwrap_or_default().to_owned(),
                "meta" if tag.has_word("name", "robots") => {
                    let content = tag.get("content").unwrap_or_default();
                    told.hidden |= content.split(',').any(|word| matches!(word.trim(), "noindex" | "none"));
                }
                "link" => {
                    let href = tag.get("href").unwrap_or_default().to_owned();
                    if tag.has_word("rel", "canonical") {
                        told.canonicals.push(href);
                    } else if let Some(lang) = tag.get("hreflang").filter(|_| tag.has_word("rel", "alternate")) {
                        told.alternates.push((lang.to_ascii_lowercase(), href));
                    }
                }
                _ => {}
            }
        }
        told
    }

    /// Whether it says that it is itself what search engines are to show.
    fn is_own(&self) -> bool {
        self.canonicals.iter().all(|canonical| *canonical == self.url)
    }
}

/// All that pages say, and what a rule has to know of them.
pub(in crate::check) struct HeadsLook<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) pages: &'a BTreeMap<PageId, PageLook<'a>>,
    pub(super) all: &'a [&'a Told],
    pub(super) rule: usize,
}

/// What is wrong, and on which page of the list.
pub(super) type OnPage = (usize, Trouble);

/// Pages that search engines cannot tell the one address of.
pub(super) fn canonical(look: &HeadsLook<'_>) -> Vec<OnPage> {
    in_templates(canonicals(look.all))
}

fn canonicals(all: &[&Told]) -> Vec<(usize, &'static str)> {
    laws(all, |page, by_url| {
        let [canonical] = page.canonicals.as_slice() else {
            return vec![match page.canonicals.len() {
                0 => "this page names no canonical address",
                _ => "this page names several canonical addresses",
            }];
        };
        if canonical.split_once("://").is_none_or(|(scheme, _)| !matches!(scheme, "http" | "https")) {
            return vec!["this page's canonical address does not begin with `https://`"];
        }
        if *canonical == page.url {
            return Vec::new();
        }
        match by_url.get(canonical.as_str()) {
            None => vec!["this page's canonical address is none that is published"],
            Some(other) if other.hidden => vec!["this page's canonical address is a page that search engines may not show"],
            Some(other) if !other.is_own() => vec!["this page's canonical address is a page that names yet another one"],
            Some(_) => Vec::new(),
        }
    })
}

/// Pages that name their translations so that search engines do not believe them.
pub(super) fn hreflang(look: &HeadsLook<'_>) -> Vec<OnPage> {
    in_templates(translations(look.all))
}

fn translations(all: &[&Told]) -> Vec<(usize, &'static str)> {
    laws(all, |page, by_url| {
        if page.alternates.is_empty() {
            return Vec::new();
        }
        let mut wrong = Vec::new();
        let mut say = |is_wrong: bool, what: &'static str| {
            if is_wrong {
                wrong.push(what);
            }
        };
        let mut seen = HashSet::new();
        say(page.alternates.iter().any(|(lang, _)| !seen.insert(lang)), "this page names two addresses for one language");
        say(!page.alternates.iter().any(|(_, url)| *url == page.url), "this page names its translations and not itself");
        let own = page.alternates.iter().find(|(lang, url)| *url == page.url && lang != X_DEFAULT);
        let language = page.lang.to_ascii_lowercase();
        let is_other = |lang: &str| !language.starts_with(lang) && !lang.starts_with(&language);
        say(own.is_some_and(|(lang, _)| is_other(lang)), "this page names a language for itself that it is not in");
        let others = page.alternates.iter().filter(|(lang, url)| lang != X_DEFAULT && *url != page.url);
        for (_, url) in others {
            match by_url.get(url.as_str()) {
                None => say(true, "this page names a translation that is not published"),
                Some(other) => {
                    say(other.hidden || !other.is_own(), "this page names a translation that search engines are not to show");
                    say(!other.alternates.iter().any(|(_, back)| *back == page.url), "this page names a translation that does not name it");
                }
            }
        }
        wrong
    })
}

/// The `hreflang` for readers whose language a site does not have.
const X_DEFAULT: &str = "x-default";

/// What a law says of each page that is to be found.
fn laws(all: &[&Told], law: impl Fn(&Told, &HashMap<&str, &Told>) -> Vec<&'static str>) -> Vec<(usize, &'static str)> {
    let by_url: HashMap<&str, &Told> = all.iter().map(|page| (page.url.as_str(), *page)).collect();
    let found = all.iter().enumerate().filter(|(_, page)| !page.hidden);
    found.flat_map(|(at, page)| law(page, &by_url).into_iter().map(move |what| (at, what))).collect()
}

fn in_templates(found: Vec<(usize, &'static str)>) -> Vec<OnPage> {
    found.into_iter().map(|(at, what)| (at, Trouble::in_template().figure("what", what))).collect()
}

/// Pages that no other page of their variant leads to.
pub(super) fn orphan(look: &HeadsLook<'_>) -> Vec<OnPage> {
    let reached: HashSet<PageId> = look.all.iter().flat_map(|page| page.leads_to.iter().copied()).collect();
    let by_url: HashMap<&str, usize> = look.all.iter().enumerate().map(|(at, page)| (page.url.as_str(), at)).collect();
    let mut troubles = Vec::new();
    for page in look.pages.values() {
        let page = PageLook { rule: look.rule, ..*page };
        // Where adverts lead, nothing else need.
        let by_advert = page.page.front.campaign.is_some();
        if reached.contains(&page.id) || page.page.is_index() || by_advert || !page.is_found() {
            continue;
        }
        let url = look.snapshot.plan.hosts.absolute(&page.page.address);
        if let Some(at) = by_url.get(url.as_str()) {
            troubles.push((*at, Trouble::at(page.key_place("title"))));
        }
    }
    troubles
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page: its address, and the lines of its head.
    fn page(url: &str, head: &str) -> Told {
        let lang = if url.contains("/ka/") { "ka" } else { "en" };
        Told::read(&Rendered::of(&format!("<!doctype html><html lang={lang}><head>{head}</head><body><h1>Tea</h1>")), url.to_owned())
    }

    fn link(rel: &str, url: &str) -> String {
        match rel {
            "canonical" => format!("<link rel=canonical href=\"{url}\">"),
            lang => format!("<link rel=alternate hreflang={lang} href=\"{url}\">"),
        }
    }

    fn said(rule: fn(&[&Told]) -> Vec<(usize, &'static str)>, pages: &[Told]) -> Vec<String> {
        let all: Vec<&Told> = pages.iter().collect();
        rule(&all).into_iter().map(|(at, what)| format!("{at} {what}")).collect()
    }

    const EN: &str = "https://tea.example/";
    const KA: &str = "https://tea.example/ka/";

    #[test]
    fn a_page_names_one_address_that_is_published_and_its_own() {
        let own = page(EN, &link("canonical", EN));
        let copy = |to: &str| page("https://tea.example/copy/", &link("canonical", to));
        let of = |pages: Vec<Told>| said(canonicals, &pages);
        assert_eq!(of(vec![page(EN, &link("canonical", EN)), copy(EN)]), Vec::<String>::new());
        assert_eq!(of(vec![page(EN, "")]), ["0 this page names no canonical address"]);
        assert_eq!(of(vec![page(EN, "<meta name=robots content=\"noindex,follow\">")]), Vec::<String>::new());
        let two = format!("{}{}", link("canonical", EN), link("canonical", KA));
        assert_eq!(of(vec![page(EN, &two)]), ["0 this page names several canonical addresses"]);
        assert_eq!(of(vec![copy("/")]), ["0 this page's canonical address does not begin with `https://`"]);
        assert_eq!(of(vec![own, copy(KA)]), ["1 this page's canonical address is none that is published"]);
        let hidden = page(EN, "<meta name=robots content=noindex>");
        assert_eq!(of(vec![hidden, copy(EN)]), ["1 this page's canonical address is a page that search engines may not show"]);
        let onward = page(EN, &link("canonical", KA));
        let ka = page(KA, &link("canonical", KA));
        assert_eq!(of(vec![onward, ka, copy(EN)]), ["2 this page's canonical address is a page that names yet another one"]);
    }

    #[test]
    fn translations_name_themselves_and_each_other() {
        let both = format!("{}{}{}", link("en", EN), link("ka", KA), link("x-default", EN));
        let of = |pages: Vec<Told>| said(translations, &pages);
        assert_eq!(of(vec![page(EN, &both), page(KA, &both)]), Vec::<String>::new());
        assert_eq!(of(vec![page(EN, &both), page(KA, "")]), ["0 this page names a translation that does not name it"]);
        assert_eq!(of(vec![page(EN, &both)]), ["0 this page names a translation that is not published"]);
        let other = link("ka", KA);
        assert_eq!(of(vec![page(EN, &other), page(KA, &both)]), ["0 this page names its translations and not itself"]);
        let twice = format!("{both}{}", link("en", KA));
        assert_eq!(of(vec![page(EN, &twice), page(KA, &both)]), ["0 this page names two addresses for one language"]);
        let hidden = page(KA, &format!("<meta name=robots content=noindex>{both}"));
        assert_eq!(of(vec![page(EN, &both), hidden]), ["0 this page names a translation that search engines are not to show"]);
        let wrong = format!("{}{}", link("ru", EN), link("ka", KA));
        assert_eq!(of(vec![page(EN, &wrong), page(KA, &both)]), ["0 this page names a language for itself that it is not in"]);
    }
}
