//! What is given for an address: the file, its picture, and the page after the form.

use super::{RenderedLook, Trouble};
use crate::plan::{RouteSource, resolve_file};
use crate::world::yaml::KeyPath;

/// Units of sizes, in small letters.
const UNITS: [&str; 16] = ["b", "byte", "bytes", "kb", "mb", "gb", "kib", "mib", "байт", "кб", "кбайт", "мб", "гб", "ბაიტი", "კბ", "მბ"];

/// A file whose format or size nobody says.
pub(super) fn file_facts(look: &RenderedLook<'_>) -> Vec<Trouble> {
    let (Some(page), Some(main)) = (look.landing(), look.main()) else { return Vec::new() };
    let Some(file) = page.page.front.lead_magnet.as_ref().and_then(|magnet| magnet.file.as_ref()) else { return Vec::new() };
    let Some(format) = file.as_str().rsplit_once('.').map(|(_, format)| format.to_lowercase()) else { return Vec::new() };
    let text = look.rendered.text_of(&look.rendered.tags[main]).to_lowercase();
    if says_word(&text, &format) && says_size(&text) {
        return Vec::new();
    }
    vec![Trouble::in_template()]
}

fn says_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|own| own == word)
}

/// Whether a figure stands before a unit of sizes.
fn says_size(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    while let Some(word) = words.next() {
        let figures = word.chars().take_while(char::is_ascii_digit).count();
        let unit = |word: &str| UNITS.contains(&word);
        if figures > 0 && (unit(&word[figures..]) || figures == word.len() && words.peek().is_some_and(|next| unit(next))) {
            return true;
        }
    }
    false
}

/// A page's own picture that browsers are told to fetch last.
pub(super) fn late_picture(look: &RenderedLook<'_>) -> Vec<Trouble> {
    let (Some(page), Some(main)) = (look.landing(), look.main()) else { return Vec::new() };
    let Some(image) = page.page.front.image.as_ref().and_then(|image| image.src.as_ref()) else { return Vec::new() };
    let plan = &look.snapshot.plan;
    let found = page.page.source.files.iter().find_map(|own| plan.files.of_page(page.id, &resolve_file(own.folder(), image.as_str())?));
    let Some(url) = found.map(|address| plan.hosts.path(address)) else { return Vec::new() };
    let picture = look.rendered.inside(main, "img").find(|tag| tag.get("src") == Some(url.as_str()));
    if picture.is_none_or(|tag| tag.get("loading") != Some("lazy")) {
        return Vec::new();
    }
    vec![Trouble::in_template()]
}

/// A page after a form that leads nowhere.
pub(super) fn dead_end(look: &RenderedLook<'_>) -> Vec<Trouble> {
    let (RouteSource::Thanks(id), Some(main)) = (&look.route.source, look.main()) else { return Vec::new() };
    let plan = &look.snapshot.plan;
    let thanks = &plan.thanks[id.0];
    let back = thanks.from.map(|from| plan.hosts.path(&plan.page(from).address));
    let leads_on = look.rendered.inside(main, "a").any(|tag| {
        let href = tag.get("href").unwrap_or_default();
        tag.get("download").is_none() && !href.is_empty() && !href.starts_with('#') && back.as_deref() != Some(href)
    });
    let Some(audience) = plan.variant(thanks.variant).audience(&look.snapshot.site).filter(|_| !leads_on) else { return Vec::new() };
    let at: KeyPath = ["forms", thanks.form.as_str()].into_iter().collect();
    vec![Trouble::at(audience.document.key_place(&at)).figure("form", &thanks.form)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_a_figure_with_a_unit() {
        for text in ["pdf, 16 kb", "pdf, 1.4\u{a0}mb", "pdf, 16kb", "pdf, 5 кб", "pdf, 5,2 მბ"] {
            assert!(says_size(text), "{text}");
        }
        for text in ["two pages, 16 kinds", "kb 16", "pdf"] {
            assert!(!says_size(text), "{text}");
        }
        assert!(says_word("a guide (pdf, 2 pages)", "pdf") && !says_word("pdfs", "pdf"));
    }
}
