//! How pages are put together: rules that are no matter of words.
//!
//! Each is a function named after its rule, which `judge: structure` in the rule's file asks for: of one page ([`PageLook`]), of a page as it
//! is published ([`RenderedLook`]), of all pages together ([`SiteLook`]), or of what all published pages say of each other ([`HeadsLook`]). It finds [`Trouble`]; what is said of it stands in the file.

mod cases;
mod contrast;
mod forms;
mod headings;
mod heads;
mod keywords;
mod landing;
mod links;
mod magnet;
mod pictures;
mod titles;
mod trust;
mod weight;
mod widths;
mod words;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use camino::Utf8Path;

use super::catalogue::{all, number};
use super::judge::About;
use super::rendered::{Rendered, Tag};
use super::rule::Rule;
use super::settings::Values;
use crate::content::markdown::{Block, Prose, ProseLink};
use crate::diagnostics::{Finding, Level, Place};
use crate::plan::{Ask, From, Page, PageId, Reader, Route, Snapshot};
use crate::site::{Audience, CONTENT, Lang};
use crate::world::Span;
use crate::world::yaml::KeyPath;

pub(super) use heads::{Addresses, HeadsLook, Told};

type OfPage = fn(&PageLook<'_>, &Prose) -> Vec<Trouble>;
type OfRendered = fn(&RenderedLook<'_>) -> Vec<Trouble>;
type OfSite = fn(&SiteLook<'_>) -> Vec<(PageId, Trouble)>;

type OfHeads = fn(&HeadsLook<'_>) -> Vec<heads::OnPage>;

/// Rules of one page.
const OF_PAGE: &[(&str, OfPage)] = &[
    ("seo/keyword", keywords::said),
    ("seo/link-text", links::text),
    ("seo/missing-alt", pictures::missing_alt),
    ("seo/no-description", titles::no_description),
    ("seo/utm", links::utm),
    // Landing pages and trust.
    ("landing/long-headline", landing::long_headline),
    ("trust/endless-urgency", trust::endless_urgency),
    ("trust/no-figures", cases::no_figures),
    ("trust/figures-first", cases::figures_first),
];

/// Rules of a page as it is published.
const OF_RENDERED: &[(&str, OfRendered)] = &[
    ("seo/description-width", titles::description_width),
    ("seo/empty-link", links::empty),
    ("seo/heading-order", headings::order),
    ("seo/one-h1", headings::one_h1),
    ("seo/thin", words::thin),
    ("seo/title-width", titles::title_width),
    // Landing pages and trust.
    ("landing/one-goal", landing::one_goal),
    ("landing/ask-late", landing::ask_late),
    ("landing/navigation", landing::navigation),
    ("landing/message-match", landing::message_match),
    ("landing/no-proof", landing::no_proof),
    ("landing/opens-by-itself", landing::opens_by_itself),
    ("landing/file-facts", magnet::file_facts),
    ("landing/late-picture", magnet::late_picture),
    ("landing/dead-end", magnet::dead_end),
    ("landing/weight", weight::weight),
    ("landing/other-hosts", weight::other_hosts),
    ("trust/no-contact", trust::no_contact),
    ("trust/missing-link", trust::missing_link),
    ("trust/old-comparison", trust::old_comparison),
];

/// Rules of all pages together.
const OF_SITE: &[(&str, OfSite)] = &[
    ("seo/cannibalisation", keywords::cannibalisation),
    ("seo/description-repeated", titles::description_repeated),
    ("seo/title-repeated", titles::repeated),
    // Landing pages and trust.
    ("landing/many-fields", forms::many_fields),
    ("landing/contrast", contrast::contrast),
];

/// Rules of what all published pages say of each other.
const OF_HEADS: &[(&str, OfHeads)] =
    &[("seo/canonical", heads::canonical), ("seo/hreflang", heads::hreflang), ("seo/orphan", heads::orphan)];

/// What a rule found.
#[derive(Debug, Clone)]
pub(super) struct Trouble {
    /// Where; nothing where it is not in what authors wrote, but in a template.
    place: Option<Place>,
    /// What to do, where it is not what the rule says.
    help: Option<String>,
    /// What stands in the message for names in braces.
    figures: Vec<(&'static str, String)>,
    /// Other places that belong to it, each with what it is.
    related: Vec<(Place, String)>,
}

impl Trouble {
    /// Of what stands here.
    fn at(place: Place) -> Self {
        Self { place: Some(place), help: None, figures: Vec::new(), related: Vec::new() }
    }

    /// Of what a template writes, on every page that it makes.
    fn in_template() -> Self {
        Self { place: None, help: None, figures: Vec::new(), related: Vec::new() }
    }

    /// What to do, where it is not what the rule says.
    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What stands in the message for a name in braces.
    fn figure(mut self, name: &'static str, value: &(impl ToString + ?Sized)) -> Self {
        self.figures.push((name, value.to_string()));
        self
    }

    /// Another place that belongs to it.
    fn related(mut self, place: Place, what: impl Into<String>) -> Self {
        self.related.push((place, what.into()));
        self
    }

    /// What is said of it.
    fn finding(self, rule: &Rule, level: Level, place: impl FnOnce() -> Place) -> Finding {
        let mut message = rule.message.clone();
        for (name, value) in &self.figures {
            message = message.replace(&format!("{{{name}}}"), value);
        }
        let finding =
            Finding::new(level, rule.id, self.place.unwrap_or_else(place), message).help(self.help.unwrap_or_else(|| rule.help.clone()));
        self.related.into_iter().fold(finding, |finding, (place, what)| finding.related(place, what))
    }
}

/// A page, and what a rule has to know of it.
#[derive(Clone, Copy)]
pub(super) struct PageLook<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) id: PageId,
    pub(super) page: &'a Page,
    pub(super) audience: &'a Audience,
    /// What it asks of its readers, once somebody wanted to know.
    pub(super) ask: &'a OnceLock<Ask>,
    /// What all rules are set to for it.
    pub(super) values: &'a Values,
    /// The number of the rule that looks.
    pub(super) rule: usize,
}

impl<'a> PageLook<'a> {
    /// What rules that judge prose have to know of it.
    pub(super) fn about(&self) -> About<'a> {
        let (side, address) = (self.audience.file.kind, self.audience.file.address);
        About { lang: self.page.lang.as_str(), side, address, offer: self.ask().offer.is_some(), values: self.values }
    }

    /// What it asks of its readers.
    pub(super) fn ask(&self) -> &'a Ask {
        self.ask.get_or_init(|| self.snapshot.links().ask(&self.snapshot.ingredients(), self.id, &self.snapshot.today))
    }

    /// The language of its text.
    pub(super) fn lang(&self) -> &'a Lang {
        &self.page.lang
    }

    /// Whether search engines find it under its own address: nobody keeps it from them, and its words are no other page's.
    fn is_found(&self) -> bool {
        let hidden = self.page.front.seo.as_ref().and_then(|seo| seo.noindex) == Some(true);
        !hidden && !self.snapshot.site.file.seo.noindex && self.snapshot.plan.owner(self.id).is_none()
    }

    /// A number that the rule is set to; without one, nothing is too much.
    fn limit(&self, name: &str) -> usize {
        self.values.number(self.rule, name, &self.about()).unwrap_or(usize::MAX)
    }

    /// Where the value that the page has at a path was written, by whatever level of its cascade; its front matter, where nobody wrote it.
    fn value_place(&self, path: &KeyPath) -> Place {
        let reader = Reader { audience: self.audience, edition: self.page.edition.as_ref(), lang: &self.page.lang };
        let levels = self.snapshot.ingredients().levels(&self.page.source, reader);
        let place = levels.iter().rev().filter_map(|level| level.place(path)).find(|(document, at)| document.has(at));
        place.map_or_else(|| self.file_place(), |(document, at)| document.value_place(&at))
    }

    /// The same for a key.
    fn key_place(&self, key: &str) -> Place {
        self.value_place(&KeyPath::root().key(key))
    }

    /// The page as a whole: the first line of its front matter.
    fn file_place(&self) -> Place {
        self.page.file().key_place(&KeyPath::root())
    }

    /// A link or a picture of its prose.
    fn link_place(&self, prose: &Prose, block: &Block, link: &ProseLink) -> Place {
        prose.source(block.origin).map_or_else(|| self.file_place(), |source| Place::Span(source.clone(), link.span))
    }

    /// Where its body calls a component of one of these names for the first time.
    fn call_place(&self, names: &[&str]) -> Option<Place> {
        let calls = &self.page.body.as_ref()?.shown.calls;
        let call = calls.iter().find(|call| names.contains(&call.name.as_str()))?;
        Some((self.page.source_text(call.origin), call.span).into())
    }

    /// Where words stand in its own text.
    fn words_place(&self, words: &str) -> Option<Place> {
        let file = self.page.file();
        let body = file.document.span().end;
        let at = file.text.text().get(body..)?.find(words)? + body;
        Some(Place::Span(file.text.clone(), Span::new(at, at + words.len())))
    }

    /// Where readers of the page stand, for links that its audience's file names.
    fn standpoint(&self) -> From<'a> {
        From { variant: self.page.variant, edition: self.page.edition.as_ref(), folder: Utf8Path::new(CONTENT), page: None }
    }

    /// A stretch of a block of its prose.
    fn prose_place(&self, prose: &Prose, block: &Block, at: Range<usize>) -> Place {
        prose.source(block.origin).map_or_else(|| self.file_place(), |source| Place::Span(source.clone(), block.span(at)))
    }
}

/// A page as it is published, and what a rule has to know of it.
#[derive(Clone, Copy)]
pub(super) struct RenderedLook<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) route: &'a Route,
    pub(super) rendered: &'a Rendered,
    /// The page of a source that it is; nothing for lists, thank-you pages and what else a site makes by itself.
    pub(super) page: Option<PageLook<'a>>,
    /// What all rules are set to for it.
    pub(super) values: &'a Values,
    /// The number of the rule that looks.
    pub(super) rule: usize,
}

/// All pages.
pub(super) struct SiteLook<'a> {
    pub(super) snapshot: &'a Snapshot,
    pages: &'a BTreeMap<PageId, PageLook<'a>>,
    rule: usize,
}

impl<'a> SiteLook<'a> {
    /// The pages for which the rule is not off.
    fn pages(&self) -> impl Iterator<Item = PageLook<'a>> {
        let rule = self.rule;
        self.pages.values().filter(move |look| look.values.level(rule).is_some()).map(move |look| PageLook { rule, ..*look })
    }
}

/// The rules of a table with their numbers.
fn rules<F: Copy>(table: &'static [(&'static str, F)]) -> impl Iterator<Item = (usize, &'static Rule, F)> {
    table.iter().filter_map(|(id, judge)| number(id).map(|number| (number, &all()[number], *judge)))
}

/// What rules find on a page.
pub(super) fn of_page(look: &PageLook<'_>, prose: &Prose) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, rule, judge) in rules(OF_PAGE) {
        let Some(level) = look.values.level(number) else { continue };
        let look = PageLook { rule: number, ..*look };
        findings.extend(judge(&look, prose).into_iter().map(|trouble| trouble.finding(rule, level, || look.file_place())));
    }
    findings
}

/// What rules find on a page as it is published, and what of it is a template's: that is said once for all pages that it makes.
pub(super) fn of_rendered(look: &RenderedLook<'_>, findings: &mut Vec<Finding>, of_templates: &mut Vec<(usize, Level, String)>) {
    for (number, rule, judge) in rules(OF_RENDERED) {
        let Some(level) = look.values.level(number) else { continue };
        let look = RenderedLook { rule: number, page: look.page.map(|page| PageLook { rule: number, ..page }), ..*look };
        for trouble in judge(&look) {
            if trouble.place.is_none() {
                of_templates.push((look.rule, level, trouble.clone().finding(rule, level, || Place::Project).message));
            } else {
                findings.push(trouble.finding(rule, level, || Place::Project));
            }
        }
    }
}

/// What rules find in all pages together.
pub(super) fn of_site(snapshot: &Snapshot, pages: &BTreeMap<PageId, PageLook<'_>>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, rule, judge) in rules(OF_SITE) {
        for (id, trouble) in judge(&SiteLook { snapshot, pages, rule: number }) {
            let Some(look) = pages.get(&id) else { continue };
            let Some(level) = look.values.level(number) else { continue };
            findings.push(trouble.finding(rule, level, || look.file_place()));
        }
    }
    findings
}

/// What rules find in what all published pages say of each other: findings, and what of it is a template's, with the page on which.
pub(super) fn of_heads<'a>(
    snapshot: &Snapshot,
    pages: &BTreeMap<PageId, PageLook<'_>>,
    all: &[&Told],
    values: impl Fn(usize) -> Option<&'a Values>,
    findings: &mut Vec<Finding>,
    of_templates: &mut dyn FnMut(usize, (usize, Level, String)),
) {
    for (number, rule, judge) in rules(OF_HEADS) {
        for (at, trouble) in judge(&HeadsLook { snapshot, pages, all, rule: number }) {
            let Some(level) = values(at).and_then(|values| values.level(number)) else { continue };
            if trouble.place.is_none() {
                of_templates(at, (number, level, trouble.finding(rule, level, || Place::Project).message));
            } else {
                findings.push(trouble.finding(rule, level, || Place::Project));
            }
        }
    }
}

/// Whether a rule of pages as they are published is not off.
pub(super) fn reads_rendered(values: &Values) -> bool {
    rules(OF_RENDERED).any(|(number, ..)| values.level(number).is_some()) || reads_heads(values)
}

/// Whether a rule of what published pages say of each other is not off.
pub(super) fn reads_heads(values: &Values) -> bool {
    rules(OF_HEADS).any(|(number, ..)| values.level(number).is_some())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::judges::Judge;
    use super::super::rule::Reads;
    use super::*;

    #[test]
    fn every_rule_of_structure_has_a_function_and_every_function_a_rule() {
        let of = |reads: &[Reads]| -> BTreeSet<&str> {
            all().iter().filter(|rule| rule.judge == Judge::Structure && reads.contains(&rule.reads)).map(|rule| rule.id).collect()
        };
        let ids = |ids: Vec<&'static str>| ids.into_iter().collect::<BTreeSet<_>>();
        assert_eq!(of(&[Reads::Page, Reads::Source]), ids(OF_PAGE.iter().map(|(id, _)| *id).collect()));
        assert_eq!(of(&[Reads::Rendered]), ids(OF_RENDERED.iter().map(|(id, _)| *id).collect()));
        let together = OF_SITE.iter().map(|(id, _)| *id).chain(OF_HEADS.iter().map(|(id, _)| *id));
        assert_eq!(of(&[Reads::Site]), ids(together.collect()));
    }
}
