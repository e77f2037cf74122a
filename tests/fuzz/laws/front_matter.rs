//! Front matter, and the YAML of the site, its audiences and its theme.

use segue::world::yaml;

use super::Target;
use super::ground::{GROUND, build, content, files, world};
use super::seeds::{files as example, led_by};

pub const TARGET: Target = Target { name: "front_matter", law, seeds, words: WORDS, short: 400 };

/// The files that the rest of the input can be, by its first byte. Only the last ones touch more than content.
const PLACES: [&str; 6] = [
    "content/articles/guide.md",
    "content/articles/_index.md",
    "content/articles/other.b2b.ru.md",
    "site.yaml",
    "content/audiences/b2b.yaml",
    "themes/plain/theme.yaml",
];
const OF_CONTENT: usize = 3;

const WORDS: &[&str] = &[
    "---\n",
    "\n---\n",
    "title: ",
    "description: ",
    "audience: ",
    "all\n",
    "b2b",
    "b2c",
    "wholesale",
    "segment: ",
    "editions: ",
    "stage: ",
    "primary: ",
    "tags: ",
    "date: ",
    "2026-05-01",
    "2026-11-22T18:00:00+04:00",
    "updated: ",
    "author: ",
    "nino",
    "draft: ",
    "true",
    "publish_at: ",
    "expires_at: ",
    "slug: ",
    "aliases: ",
    "image: ",
    "{src: leaf.svg, alt: x}",
    "cta: ",
    "form: ",
    "offer: ",
    "none",
    "voice: ",
    "layout: ",
    "related: ",
    "seo: ",
    "canonical: ",
    "variants: ",
    "extra: ",
    "kind: ",
    "case-study",
    "landing",
    "event",
    "client: ",
    "metrics: ",
    "quotes: ",
    "permission: ",
    "lead_magnet: ",
    "gate: ",
    "benefits: ",
    "faq: ",
    "campaign: ",
    "starts: ",
    "ends: ",
    "online: ",
    "place: ",
    "speakers: ",
    "register: ",
    "replay: ",
    "cascade: ",
    "{en: x, ru: y}",
    "[",
    "]",
    "{",
    "}",
    "&a ",
    "*a",
    "<<: ",
    "!!str ",
    "|\n  ",
    ">-\n  ",
    "? ",
    "\t",
    "\r\n",
    "\u{feff}",
    "\"",
    "'",
    "# ",
    "~",
    "null",
    "0x10",
    "1e400",
    "-1",
    "99999999999999999999",
    "%",
    "../",
    "_index.md",
    "other.md#part",
    "languages: ",
    "url: ",
    "theme: ",
    "extends: ",
    "paginate: ",
    "fallback: ",
    "missing_translation: ",
    "path: ",
    "segments: ",
    "words: ",
    "ctas: ",
    "forms: ",
    "offers: ",
    "discount: ",
    "navigation: ",
    "contact: ",
    "tokens: ",
    "preset: ",
];

fn law(input: &[u8]) {
    let Some((first, text)) = input.split_first() else { return };
    let place = usize::from(*first) % PLACES.len();
    if let Ok(text) = std::str::from_utf8(text) {
        for (path, first, second) in yaml::duplicate_keys(text) {
            assert!(text.get(first.range()).is_some() && text.get(second.range()).is_some(), "{path} stands beside the text");
        }
    }
    let world = world();
    world.put(PLACES[place], text);
    if place < OF_CONTENT {
        std::sync::LazyLock::force(&GROUND);
        assert_eq!(content(&world), content(&world));
    } else {
        assert_eq!(build(&world), build(&world));
    }
}

fn seeds() -> Vec<Vec<u8>> {
    let own = files().filter_map(|(path, text)| {
        let place = PLACES.iter().position(|known| *known == path).unwrap_or(if path.ends_with(".md") { 0 } else { return None });
        Some(led_by(u8::try_from(place).unwrap_or_default(), text.as_bytes()))
    });
    let pages = example("content", ".md", 80);
    let pages = pages.iter().map(|text| led_by(u8::from(text.windows(8).any(|part| part == b"cascade:")), text));
    let audiences = example("content/audiences", ".yaml", 9);
    let all = own.chain(pages).chain(audiences.iter().map(|text| led_by(4, text)));
    all.collect()
}
