//! Landing pages: one goal, asked for soon, with nothing beside it.

use std::collections::BTreeSet;

use super::{PageLook, RenderedLook, Trouble};
use crate::check::language::{Language, Lexicon};
use crate::check::reading::{Passage, Sort};
use crate::check::rendered::Tag;
use crate::content::Gate;
use crate::content::markdown::{ArgValue, Block, Prose};
use crate::diagnostics::{Place, listed};
use crate::plan::{FORM, Link, Lookup, Page};
use crate::site::{FormId, FormKind, Goal, Kind, Text};
use crate::world::yaml::KeyPath;

/// Whether a page is there for one thing that its reader is to do.
pub(super) fn is_landing(page: &Page) -> bool {
    (page.source.kind == Kind::Landing || page.front.layout.as_deref() == Some("landing")) && !page.is_index()
}

impl<'a> RenderedLook<'a> {
    /// The landing page that it is.
    pub(super) fn landing(&self) -> Option<PageLook<'a>> {
        self.page.filter(|page| is_landing(page.page))
    }

    /// The number of the element that holds what is the page's own.
    pub(super) fn main(&self) -> Option<usize> {
        self.rendered.first("main").or_else(|| self.rendered.first("body")).map(|(number, _)| number)
    }
}

/// A headline that does not fit the first screen.
pub(super) fn long_headline(look: &PageLook<'_>, _: &Prose) -> Vec<Trouble> {
    if !is_landing(look.page) {
        return Vec::new();
    }
    let campaign = look.page.front.campaign.as_ref().and_then(|campaign| campaign.headline.as_ref()?.plain());
    let (headline, at): (&str, KeyPath) = match campaign {
        Some(headline) => (headline, ["campaign", "headline"].into_iter().collect()),
        None => (&look.page.title, ["title"].into_iter().collect()),
    };
    let (count, most) = (headline.chars().count(), look.limit("characters"));
    if count <= most {
        return Vec::new();
    }
    vec![Trouble::at(look.value_place(&at)).figure("count", &count).figure("characters", &most)]
}

/// Several goals on one page.
pub(super) fn one_goal(look: &RenderedLook<'_>) -> Vec<Trouble> {
    let Some(page) = look.landing() else { return Vec::new() };
    let file = &page.audience.file;
    let mut asked: Vec<(Goal, String)> = Vec::new();
    let mut ask = |goal: Goal, name: String| {
        if !asked.iter().any(|(other, _)| *other == goal) {
            asked.push((goal, name));
        }
    };
    for (id, form) in file.forms.iter().filter(|(id, _)| shows_form(look, id)) {
        let leads = |to: &str| to.strip_prefix(FORM) == Some(id.as_str());
        let of_cta = file.ctas.values().find(|cta| leads(&cta.to)).map(|cta| cta.goal);
        let is_gated = page.page.front.form.as_ref() == Some(id)
            && page.page.front.lead_magnet.as_ref().is_some_and(|magnet| magnet.gate != Some(Gate::Open));
        let by_kind = match form.kind() {
            FormKind::Demo => Goal::Demo,
            FormKind::Feedback | FormKind::Survey => Goal::Feedback,
            FormKind::Registration => Goal::Register,
            FormKind::SignUp | FormKind::Quote => Goal::Lead,
        };
        let goal = if is_gated { Goal::Download } else { of_cta.unwrap_or(by_kind) };
        ask(goal, format!("the form `{id}`"));
    }
    let mut stray = None;
    for (_, button) in look.rendered.named("a").filter(|(_, tag)| tag.get("data-cta-id").is_some()) {
        // One that leads to a form of the page is that form's.
        if button.get("href").is_some_and(|href| href.starts_with('#')) {
            continue;
        }
        let id = button.get("data-cta-id").and_then(|id| id.rsplit('.').next()).unwrap_or_default();
        let Some((id, cta)) = file.ctas.iter().find(|(own, _)| own.as_str() == id) else { continue };
        // A telephone number beside a form is another way to the same thing.
        if cta.goal != Goal::Contact {
            stray = Some(id.as_str());
            ask(cta.goal, format!("`{id}`"));
        }
    }
    let most = page.limit("goals");
    if asked.len() <= most {
        return Vec::new();
    }
    let named = stray.and_then(|id| cta_call(&page, id)).unwrap_or_else(|| page.key_place(if stray.is_some() { "cta" } else { "form" }));
    let goals: Vec<String> = asked.iter().map(|(goal, name)| format!("{} ({name})", goal.as_str())).collect();
    vec![Trouble::at(named).figure("goals", &listed(goals.iter().map(String::as_str)))]
}

/// Whether a form stands on a page: what leads to it needs its place.
fn shows_form(look: &RenderedLook<'_>, id: &FormId) -> bool {
    let anchor = format!("form-{id}");
    look.rendered.tags.iter().any(|tag| tag.get("id") == Some(anchor.as_str()))
}

/// Where the body of a page calls for a call to action.
fn cta_call(page: &PageLook<'_>, id: &str) -> Option<Place> {
    let calls = &page.page.body.as_ref()?.shown.calls;
    let call = calls.iter().find(|call| call.name == "cta" && matches!(&call.id, Some(ArgValue::String(own)) if own == id))?;
    Some((page.page.source_text(call.origin), call.span).into())
}

/// A page on which one reads for long before one learns what to do.
pub(super) fn ask_late(look: &RenderedLook<'_>) -> Vec<Trouble> {
    let (Some(page), Some(main)) = (look.landing(), look.main()) else { return Vec::new() };
    let asks = |tag: &&Tag| match tag.name() {
        "form" => true,
        "a" => tag.get("data-cta-id").is_some() || tag.get("download").is_some(),
        _ => false,
    };
    let Some(first) = look.rendered.tags.iter().filter(asks).find(|tag| look.rendered.stands_in(tag, main)) else { return Vec::new() };
    let before = look.rendered.text_between(look.rendered.tags[main].begins(), first.begins());
    let (count, most) = (before.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count(), page.limit("words"));
    if count <= most {
        return Vec::new();
    }
    let key = if first.name() == "a" && first.get("download").is_none() { "cta" } else { "form" };
    let place = page.call_place(&["form", "cta"]).unwrap_or_else(|| page.key_place(key));
    vec![Trouble::at(place).figure("count", &count).figure("words", &most)]
}

/// The site's navigation on a page that is there for one thing.
pub(super) fn navigation(look: &RenderedLook<'_>) -> Vec<Trouble> {
    let Some(page) = look.landing() else { return Vec::new() };
    let links = look.snapshot.links();
    let ways: BTreeSet<String> = page
        .audience
        .file
        .navigation
        .iter()
        .filter_map(|entry| match links.look_up(page.standpoint(), &entry.to) {
            Lookup::Found(Link::To { href, .. }) => Some(href),
            _ => None,
        })
        .collect();
    let is_way = |tag: &Tag| tag.get("href").is_some_and(|href| ways.contains(href));
    let in_nav = |tag: &Tag| look.rendered.around(tag).any(|around| around.name() == "nav");
    let found: BTreeSet<&str> =
        look.rendered.named("a").filter(|(_, tag)| is_way(tag) && in_nav(tag)).filter_map(|(_, tag)| tag.get("href")).collect();
    if found.len() <= page.limit("links") {
        return Vec::new();
    }
    let trouble = match page.page.front.layout {
        Some(_) => Trouble::at(page.key_place("layout")),
        None => Trouble::in_template(),
    };
    vec![trouble.figure("count", &found.len())]
}

/// An advertisement whose words its readers do not find again.
pub(super) fn message_match(look: &RenderedLook<'_>) -> Vec<Trouble> {
    let Some((page, campaign)) = look.landing().and_then(|page| Some((page, page.page.front.campaign.as_ref()?))) else {
        return Vec::new();
    };
    let Some((_, h1)) = look.rendered.first("h1") else { return Vec::new() };
    let lead = look.rendered.text.get(h1.begins()..).unwrap_or_default();
    let lead = lead.split_whitespace().take(page.limit("words")).collect::<Vec<_>>().join(" ");
    let said = words(&lead, page.lang().as_str());
    let mut troubles = Vec::new();
    for (key, text) in [("headline", &campaign.headline), ("keyword", &campaign.keyword)] {
        let Some(text) = text.as_ref().and_then(Text::plain) else { continue };
        let promised = content_words(text, page.lang().as_str());
        let kept = promised.iter().filter(|word| said.iter().any(|other| is_same(word, other))).count();
        if kept * 100 < promised.len() * page.limit("percent") {
            let at: KeyPath = ["campaign", key].into_iter().collect();
            let counts = |trouble: Trouble| trouble.figure("kept", &kept).figure("all", &promised.len());
            troubles.push(counts(Trouble::at(page.value_place(&at))));
        }
    }
    troubles
}

/// A word: its form and its stem.
type Known = (String, String);

fn words(text: &str, lang: &str) -> Vec<Known> {
    let block = Block::link(text);
    let mut lexicon = Lexicon::default();
    let passage = Passage::of(&block, Language::get(lang), &mut lexicon);
    let letters = passage.words.iter().filter(|word| word.sort == Sort::Letters);
    letters.map(|word| (word.form().to_owned(), word.entry.stem.clone())).collect()
}

/// The words of a text that say what it is about: the long ones, where there are any.
fn content_words(text: &str, lang: &str) -> Vec<Known> {
    let words = words(text, lang);
    let long: Vec<Known> = words.iter().filter(|(form, _)| form.chars().count() > 3).cloned().collect();
    if long.is_empty() { words } else { long }
}

/// Whether two words have one stem, or stems with a long beginning in common: not every language has rules for its stems.
fn is_same(a: &Known, b: &Known) -> bool {
    let common = a.1.chars().zip(b.1.chars()).take_while(|(a, b)| a == b).count();
    let shorter = a.1.chars().count().min(b.1.chars().count());
    a.1 == b.1 || common >= 4 && common * 3 >= shorter * 2
}

/// A page on which nobody but the seller vouches for anything.
pub(super) fn no_proof(look: &RenderedLook<'_>) -> Vec<Trouble> {
    let (Some(page), Some(main)) = (look.landing(), look.main()) else { return Vec::new() };
    let stories = format!("/{}/", Kind::CaseStudy.section());
    let is_proof = |tag: &Tag| match tag.name() {
        "blockquote" | "cite" => true,
        "a" => tag.get("href").is_some_and(|href| href.split_once(&stories).is_some_and(|(_, story)| !story.is_empty())),
        "table" => tag.has_word("class", "metrics"),
        _ => tag.has_word("class", "logos"),
    };
    if look.rendered.tags.iter().any(|tag| is_proof(tag) && look.rendered.stands_in(tag, main)) {
        return Vec::new();
    }
    vec![Trouble::at(page.file_place())]
}

/// What opens or sounds without being asked.
pub(super) fn opens_by_itself(look: &RenderedLook<'_>) -> Vec<Trouble> {
    let Some(page) = look.page else { return Vec::new() };
    let by_itself = |tag: &Tag| match tag.name() {
        "dialog" => tag.get("open").map(|_| "<dialog"),
        "audio" => tag.get("autoplay").map(|_| "autoplay"),
        "video" => tag.get("autoplay").filter(|_| tag.get("muted").is_none()).map(|_| "autoplay"),
        "iframe" => tag.get("src").filter(|src| src.contains("autoplay=1") || src.contains("autoplay=true")).map(|_| "autoplay="),
        _ => None,
    };
    let found: BTreeSet<(&str, &str)> = look.rendered.tags.iter().filter_map(|tag| Some((tag.name(), by_itself(tag)?))).collect();
    let said = |(name, words): (&str, &str)| {
        let trouble = page.words_place(words).map_or_else(Trouble::in_template, Trouble::at);
        trouble.figure("found", &format!("<{name}>"))
    };
    found.into_iter().map(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_match_in_all_their_forms() {
        let matches = |lang, a, b| {
            let (a, b) = (content_words(a, lang), words(b, lang));
            a.iter().filter(|word| b.iter().any(|other| is_same(word, other))).count()
        };
        assert_eq!(matches("en", "Wholesale teas for cafés", "Tea by the kilogram, wholesale, for your café"), 3);
        assert_eq!(matches("ru", "чай для кофеен оптом", "Чаи и прайс-лист для кофейни: цены опта"), 2);
        assert_eq!(matches("ka", "ჩაის მენიუ კაფესთვის", "მენიუ კაფეში"), 2);
        assert_eq!(matches("en", "wholesale tea", "A card for your kitchen"), 0);
    }
}
