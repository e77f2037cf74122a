//! The site in this repository's own root, as it is published.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failing test may panic")]

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use segue::content::Moment;
use segue::diagnostics::Findings;
use segue::emit::{OutputFolder, Protected, Scope, Strangers};
use segue::plan::{Options, Route, Snapshot};
use segue::render::Renderer;
use segue::site::{Kind, Stage};
use segue::world::{DiskWorld, World};

use crate::support::visible;

/// The rendered site, made once for all tests here.
struct Example {
    snapshot: std::sync::Arc<Snapshot>,
    files: BTreeMap<Utf8PathBuf, Vec<u8>>,
}

fn world() -> DiskWorld {
    DiskWorld::new(env!("CARGO_MANIFEST_DIR"))
}

fn report(findings: Findings) -> String {
    let all = findings.sorted();
    all.iter().map(|finding| segue::diagnostics::Format::Human.write(finding, segue::diagnostics::Style::Plain)).collect()
}

fn as_of(day: &str) -> Options {
    Options { as_of: Moment::new(day), ..Options::default() }
}

fn example() -> &'static Example {
    static EXAMPLE: std::sync::OnceLock<Example> = std::sync::OnceLock::new();
    EXAMPLE.get_or_init(|| {
        let world = world();
        let mut findings = Findings::new();
        let snapshot = Snapshot::load(&world, &as_of("2026-11-22"), &mut findings);
        let Some(snapshot) = snapshot.map(std::sync::Arc::new) else { panic!("{}", report(findings)) };
        let renderer = Renderer::new(snapshot.clone());
        let mut files = BTreeMap::new();
        for route in snapshot.plan.routes.values() {
            match renderer.render(&world, route) {
                Ok(bytes) => {
                    files.insert(route.output.clone(), bytes);
                }
                Err(found) => findings.extend(found),
            }
        }
        assert_eq!(report(findings), "");
        Example { snapshot, files }
    })
}

impl Example {
    /// The HTML files.
    fn pages(&self) -> impl Iterator<Item = (&Utf8Path, &str)> {
        let html = self.files.iter().filter(|(path, _)| path.extension() == Some("html"));
        html.map(|(path, bytes)| (path.as_path(), std::str::from_utf8(bytes).unwrap_or_default()))
    }

    fn route(&self, path: &Utf8Path) -> &Route {
        &self.snapshot.plan.routes[path]
    }
}

/// Values of attributes of one of these names, with and without quotes.
fn attributes<'a>(html: &'a str, names: &[&str]) -> Vec<&'a str> {
    let mut found = Vec::new();
    for tag in html.split('<').skip(1).filter_map(|rest| rest.split_once('>').map(|(tag, _)| tag)) {
        for name in names {
            for value in tag.split(&format!(" {name}=")).skip(1) {
                found.push(match value.strip_prefix('"') {
                    Some(quoted) => quoted.split('"').next().unwrap_or_default(),
                    None => value.split_whitespace().next().unwrap_or_default(),
                });
            }
        }
    }
    found
}

#[test]
fn it_builds_without_a_finding_and_is_written_whole() {
    let folder = tempfile::tempdir().unwrap();
    let world = DiskWorld::new(Utf8Path::from_path(folder.path()).unwrap());
    let files = &example().files;
    let mut output = OutputFolder::open(&world, &Protected::default(), Utf8Path::new("output"), Strangers::Refuse).ok().unwrap();
    let writing = output.begin(files.keys().map(|path| (path.clone(), Scope::Host)), None).ok().unwrap();
    for (path, bytes) in files {
        writing.put(path, bytes).unwrap();
    }
    assert_eq!(writing.commit().map(|report| report.written.len()).ok(), Some(files.len()));
    for (path, bytes) in files {
        let written = world.read(&Utf8Path::new("output").join(path));
        assert!(written.is_ok_and(|written| written == *bytes), "{path}");
    }
}

#[test]
fn every_address_inside_leads_to_a_file_and_every_anchor_exists() {
    let example = example();
    let base = "https://kolkheti.example";
    let mut broken = Vec::new();
    let ids: BTreeMap<&Utf8Path, BTreeSet<&str>> =
        example.pages().map(|(path, html)| (path, attributes(html, &["id"]).into_iter().collect())).collect();
    for (path, html) in example.pages() {
        for address in attributes(html, &["href", "src"]) {
            let target = address.strip_prefix(base).unwrap_or(address);
            let (target, anchor) = target.split_once('#').map_or((target, None), |(target, anchor)| (target, Some(anchor)));
            let file = match target.strip_prefix('/') {
                None if target.is_empty() && (anchor.is_some() || address.starts_with(base)) => path.to_owned(),
                None if target.contains(':') => continue,
                None => {
                    broken.push(format!("{path}: {address} is neither an address of the host nor of another one"));
                    continue;
                }
                Some(inside) if inside.is_empty() || inside.ends_with('/') => Utf8PathBuf::from(format!("{inside}index.html")),
                Some(inside) => Utf8PathBuf::from(inside),
            };
            if !example.files.contains_key(&file) {
                broken.push(format!("{path}: {address} leads to no file"));
            } else if let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty())
                && !ids.get(file.as_path()).is_some_and(|ids| ids.contains(anchor))
            {
                broken.push(format!("{path}: {address} leads to no anchor"));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn no_page_has_one_id_twice() {
    for (path, html) in example().pages() {
        let mut seen = BTreeSet::new();
        for id in attributes(html, &["id"]) {
            assert!(seen.insert(id), "{path} has #{id} twice");
        }
    }
}

#[test]
fn every_page_says_in_its_language_that_the_company_is_fictional() {
    for (path, html) in example().pages().filter(|(_, html)| !html.contains("http-equiv=\"refresh\"")) {
        let notice = match attributes(html, &["lang"]).first() {
            Some(&"ru") => "вымышленная компания",
            Some(&"ka") => "გამოგონილი კომპანია",
            _ => "fictional company",
        };
        let footer = html.split("<footer").nth(1).unwrap_or_default();
        assert!(footer.contains(notice), "{path} does not say `{notice}` in its footer");
    }
}

#[test]
fn one_article_reads_differently_for_businesses_and_at_home() {
    let text = |path: &str| {
        let bytes = example().files.get(Utf8Path::new(path)).unwrap_or_else(|| panic!("there is no {path}"));
        visible(std::str::from_utf8(bytes).unwrap_or_default().split("<main").nth(1).unwrap_or_default())
    };
    for lang in ["", "ru/", "ka/"] {
        let (b2b, b2c) =
            (text(&format!("b2b/{lang}articles/water-for-tea/index.html")), text(&format!("b2c/{lang}articles/water-for-tea/index.html")));
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<BTreeSet<_>>();
        let (one, other) = (words(&b2b), words(&b2c));
        let own = one.difference(&other).count();
        assert!(own * 5 > one.len(), "{lang}: only {own} of {} words are for businesses alone", one.len());
    }
}

#[test]
fn nothing_but_its_dated_offers_is_withdrawn_in_five_years() {
    let mut findings = Findings::new();
    Snapshot::load(&world(), &as_of("2031-11-01"), &mut findings);
    let findings = findings.sorted();
    let said: Vec<&str> = findings.iter().map(|finding| finding.message.split(',').next().unwrap_or_default()).collect();
    assert_eq!(said, ["the offer `basket` ended on 2027-02-28", "the offer `five-and-basket` ended on 2027-05-02"]);
    assert!(findings.iter().all(|finding| !finding.stops_strict()));
}

#[test]
fn an_offer_of_it_goes_without_a_trace_when_it_is_over() {
    let words = ["five-and-basket", "something to brew them in", "в чём их заварить", "მათ დასაყენებლად", "2027-05-03"];
    let told = |text: &str| words.iter().find(|word| text.contains(**word)).copied();
    assert!(example().pages().filter(|(_, html)| told(html).is_some()).count() >= 6);
    let world = world();
    let Some(snapshot) = Snapshot::load(&world, &as_of("2027-05-03"), &mut Findings::new()).map(std::sync::Arc::new) else {
        panic!("no site")
    };
    let renderer = Renderer::new(snapshot.clone());
    for route in snapshot.plan.routes.values() {
        let bytes = renderer.render(&world, route).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert_eq!(told(&text), None, "{}", route.output);
        assert!(route.output.extension() != Some("html") || !text.contains("/offer."), "{}", route.output);
    }
}

#[test]
fn it_has_enough_of_everything() {
    let snapshot = &example().snapshot;
    let sources = || snapshot.content.sources.values().filter(|source| !source.id.is_index());
    let of_kind = |kind: Kind| sources().filter(|source| source.kind == kind).count();
    assert!(of_kind(Kind::Article) >= 8 && of_kind(Kind::CaseStudy) >= 4 && of_kind(Kind::Landing) >= 4 && of_kind(Kind::Event) >= 1);
    for lang in ["ru", "ka"] {
        let translated = sources().filter(|source| source.files.iter().any(|file| file.lang.as_str() == lang)).count();
        assert!(translated * 2 >= sources().count(), "{translated} sources are in {lang}");
    }
    let pages: Vec<_> = snapshot.plan.there().map(|(_, page)| page).collect();
    for audience in &snapshot.site.audiences {
        for segment in audience.file.segments.keys() {
            assert!(
                pages.iter().any(|page| page.addressed.contains(segment) || page.edition.as_ref() == Some(segment)),
                "nothing is for `{segment}`"
            );
        }
    }
    for stage in [Stage::Attention, Stage::Interest, Stage::Trust, Stage::Decision, Stage::Retention] {
        assert!(pages.iter().any(|page| page.front.stage == Some(stage)), "nothing is for the stage `{stage}`");
    }
}

#[test]
fn what_is_gated_is_published_on_thank_you_pages_alone() {
    let files: Vec<&Utf8PathBuf> = example().files.keys().filter(|path| path.extension() == Some("pdf")).collect();
    assert!(!files.is_empty());
    for path in files {
        assert!(path.components().any(|part| part.as_str() == "thanks"), "{path}");
        let audience = example().route(path).scope.clone();
        assert!(matches!(audience, segue::plan::RouteScope::Audience(_)), "{path}");
    }
}

/// What the pages of four segments say and ask, in each language: another voice, another call to action, another form, another offer.
#[test]
fn its_segments_differ_in_voice_call_to_action_form_and_offer_in_every_language() {
    let segments = [("b2b", "resellers"), ("b2c", "new"), ("b2c", "loyal"), ("b2c", "gifts")];
    let snapshot = &example().snapshot;
    for lang in ["en", "ru", "ka"] {
        let mut seen: [BTreeSet<String>; 4] = Default::default();
        for (audience, segment) in segments {
            let pages = snapshot.plan.there().filter(|(_, page)| page.segment.as_ref().is_some_and(|id| id.as_str() == segment));
            let page = pages.map(|(_, page)| page).find(|page| snapshot.plan.variant(page.variant).lang.as_str() == lang);
            let page = page.unwrap_or_else(|| panic!("{segment} has no page in {lang}"));
            assert_eq!(snapshot.plan.variant(page.variant).audience.as_str(), audience);
            let explained = snapshot.explain(&snapshot.plan.hosts.absolute(&page.address)).unwrap();
            let html = &example().files[&snapshot.plan.hosts.output(&page.address)];
            let html = String::from_utf8_lossy(html);
            let (_, button) = html.split_once("data-cta-goal=").and_then(|(_, rest)| rest.split_once('>')).unwrap();
            let explained = &explained.pages[0];
            let file = &snapshot.plan.variant(page.variant).audience(&snapshot.site).unwrap();
            let voice = Some(page.front.voice.as_ref().unwrap_or(&file.voice).to_string());
            let own = [voice, button.split('<').next().map(str::to_owned), explained.form.clone(), explained.offer.clone()];
            for (seen, own) in seen.iter_mut().zip(own) {
                seen.insert(own.unwrap_or_default());
            }
        }
        assert!(seen.iter().all(|seen| seen.len() == segments.len()), "{lang}: {seen:?}");
    }
}
