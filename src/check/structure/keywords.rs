//! What readers search for, and whether a page says it.

use std::collections::BTreeMap;

use super::titles::title;
use super::{PageLook, SiteLook, Trouble};
use crate::check::language::{Language, Lexicon};
use crate::check::reading::{Passage, Sort};
use crate::content::markdown::{Block, Prose, Role};
use crate::diagnostics::Place;
use crate::plan::{Page, PageId};
use crate::world::yaml::KeyPath;

/// A page that does not say, where it counts, what it is to be found by.
pub(super) fn said(look: &PageLook<'_>, prose: &Prose) -> Vec<Trouble> {
    let Some(keyword) = keyword(look.page).filter(|_| look.is_found()) else { return Vec::new() };
    let lang = look.lang().as_str();
    let sought = roots(keyword, lang, &look.values.words(look.rule, "small"));
    let lacks = |text: &str| !holds(text, &sought, lang);
    let first = prose.blocks.iter().find(|block| block.role == Role::Paragraph && !block.quoted);
    let mut places = Vec::new();
    if lacks(title(look.page)) {
        places.push("the title");
    }
    if lacks(&look.page.title) {
        places.push("the first heading");
    }
    if first.is_some_and(|block| lacks(&block.text)) {
        places.push("the first paragraph");
    }
    if places.is_empty() || sought.is_empty() {
        return Vec::new();
    }
    let last = places.pop().unwrap_or_default();
    let places = if places.is_empty() { last.to_owned() } else { format!("{} and {last}", places.join(", ")) };
    vec![Trouble::at(place(look)).figure("found", keyword).figure("places", &places)]
}

/// Pages of one host and language that are to be found by the same words.
pub(super) fn cannibalisation(look: &SiteLook<'_>) -> Vec<(PageId, Trouble)> {
    let mut by_words: BTreeMap<(usize, &str, Vec<String>), Vec<PageLook<'_>>> = BTreeMap::new();
    for page in look.pages().filter(PageLook::is_found) {
        let Some(keyword) = keyword(page.page) else { continue };
        let lang = page.lang().as_str();
        let mut words = roots(keyword, lang, &page.values.words(page.rule, "small"));
        words.sort();
        words.dedup();
        if !words.is_empty() {
            by_words.entry((page.page.address.host.0, lang, words)).or_default().push(page);
        }
    }
    let mut troubles = Vec::new();
    for pages in by_words.values().filter(|pages| pages.len() > 1) {
        for (page, other) in pages.iter().zip(pages.iter().cycle().skip(1)) {
            let name = look.snapshot.plan.name_of(other.id);
            let found = keyword(page.page).unwrap_or_default();
            troubles.push((page.id, Trouble::at(place(page)).figure("other", &name).figure("found", found)));
        }
    }
    troubles
}

fn keyword(page: &Page) -> Option<&str> {
    page.front.seo.as_ref()?.keyword.as_ref()?.plain().map(str::trim).filter(|keyword| !keyword.is_empty())
}

fn place(page: &PageLook<'_>) -> Place {
    page.value_place(&["seo", "keyword"].into_iter().collect::<KeyPath>())
}

/// The words of a text without the small ones: each as what all its forms have in common.
fn roots(text: &str, lang: &str, small: &[&str]) -> Vec<String> {
    let language = Language::get(lang);
    let block = Block::link(text);
    let words = Passage::of(&block, language, &mut Lexicon::default()).words;
    let words = words.into_iter().filter(|word| word.sort != Sort::Symbol && !small.contains(&word.form()));
    let root = |form: &str| {
        let letters = form.chars().count();
        // Nouns of Georgian change their last vowel.
        match form.char_indices().next_back() {
            Some((at, 'ა' | 'ე' | 'ი' | 'ო' | 'უ')) if letters > 2 => form[..at].to_owned(),
            _ => form.to_owned(),
        }
    };
    words.map(|word| if language.has_stems() { word.entry.stem.clone() } else { root(word.form()) }).collect()
}

/// Whether all of these words are in a text, in whatever form.
fn holds(text: &str, sought: &[String], lang: &str) -> bool {
    let language = Language::get(lang);
    let block = Block::link(text);
    let words = Passage::of(&block, language, &mut Lexicon::default()).words;
    sought.iter().all(|root| {
        words.iter().any(|word| if language.has_stems() { word.entry.stem == *root } else { word.form().starts_with(root.as_str()) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyword_is_found_in_any_of_its_forms_and_in_any_order() {
        let holds = |lang: &str, keyword: &str, text: &str| holds(text, &roots(keyword, lang, &["for", "для"]), lang);
        assert!(holds("en", "teas for offices", "An office that drinks tea"));
        assert!(!holds("en", "tea for offices", "An official teapot"));
        assert!(holds("ru", "чай для офиса", "Какого чая ждут в офисе"));
        assert!(!holds("ru", "чай для офиса", "Чайник в офисе"));
        assert!(holds("ka", "ჩაი ოფისისთვის", "ოფისისთვის ჩაის არჩევა"));
        assert!(!holds("ka", "ჩაი", "წყალი"));
        assert!(holds("de", "tee büro", "Tee fürs Büro"));
    }
}
