//! Every value from the weakest level to the strongest.

use proptest::prelude::{ProptestConfig, Strategy, any};
use proptest::{prop_assert_eq, proptest};

use crate::support::{Site, source, value};

/// The levels at which a `cta:` may stand, weakest first, as `explain` calls them.
const LEVELS: [&str; 13] = [
    "built in",
    "theme",
    "site",
    "site, by kind",
    "section cascade",
    "audience",
    "audience, by kind",
    "audience, by stage",
    "preset",
    "segment",
    "front matter",
    "variants entry",
    "overlay",
];

/// What a call to action is for: that of no level is what nobody asks for, so that each level has its own alone.
fn goal(levels: &[bool], index: usize) -> &'static str {
    match LEVELS[index] {
        "built in" if levels[index] => "demo",
        "preset" if levels[index] => "loyalty",
        _ => "feedback",
    }
}

/// A site that says a `cta:` at these levels, each its own.
fn site(levels: &[bool]) -> Site {
    let at = |index: usize, text: &str| if levels[index] { text.replace('@', &format!("c{index}")) } else { String::new() };
    let ctas: String = (0..levels.len())
        .map(|index| format!("c{index}: {{goal: {}, text: Text {index}, to: 'https://x.example/{index}'}}, ", goal(levels, index)))
        .collect();
    let text = format!(
        "
-- site.yaml --
title: Tea
url: https://tea.example
languages: [en]
primary: b2b
theme: own
{site}
{site_kind}
-- themes/own/theme.yaml --
extends: lumen
{theme}
-- content/audiences/b2b.yaml --
label: For business
kind: business
ctas: {{{ctas}}}
{audience}
{audience_kind}
{stage}
segments: {{cafes: {{label: Cafes, preset: regulars {segment}}}}}
-- content/audiences/b2c.yaml --
label: For home
kind: consumer
-- presets/regulars.yaml --
goals: [loyalty]
-- content/articles/_index.md --
---
title: Articles
cascade: {{stage: trust {section}}}
---
-- content/articles/guide.md --
---
title: Guide
audience: b2b
segment: cafes
{front}
variants: {{b2b: {{extra: {{a: b}} {entry}}}}}
---
Text.
-- content/articles/guide.b2b.md --
---
extra: {{c: d}}
{overlay}
---
",
        theme = at(1, "defaults: {cta: @}"),
        site = at(2, "defaults: {cta: @}"),
        site_kind = at(3, "kinds: {article: {cta: @}}"),
        section = at(4, ", cta: @"),
        audience = at(5, "defaults: {cta: @}"),
        audience_kind = at(6, "kinds: {article: {cta: @}}"),
        stage = at(7, "stages: {trust: {cta: @}}"),
        segment = at(9, ", cta: @"),
        front = at(10, "cta: @"),
        entry = at(11, ", cta: @"),
        overlay = at(12, "cta: @"),
    );
    Site::new(&text)
}

#[test]
fn each_level_wins_over_all_before_it() {
    let mut levels = [false; LEVELS.len()];
    for (index, level) in LEVELS.iter().enumerate() {
        levels[index] = true;
        let built = site(&levels).build().clean();
        let page = built.page("articles/guide.md", "b2b", "en", None);
        let cta = value(&page, "cta");
        assert_eq!((cta.winner.level, cta.winner.value.as_str()), (*level, Some(format!("c{index}").as_str())));
        let overrode: Vec<&str> = cta.overrode.iter().map(|origin| origin.level).collect();
        let expected: Vec<&str> = LEVELS[..index].iter().rev().copied().collect();
        assert_eq!(overrode, expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_explain_calls_the_winner_is_what_the_page_uses(levels in proptest::collection::vec(any::<bool>(), LEVELS.len())) {
        let built = site(&levels).build().clean();
        let page = built.page("articles/guide.md", "b2b", "en", None);
        let strongest = levels.iter().rposition(|said| *said);
        let html = built.text("b2b/articles/guide/index.html");
        match strongest {
            Some(index) => {
                let winner = value(&page, "cta").winner;
                prop_assert_eq!(winner.level, LEVELS[index]);
                let (cta, target) = (format!("c{index}"), format!("https://x.example/{index}"));
                prop_assert_eq!(winner.value.as_str(), Some(cta.as_str()));
                let (id, expected) = (format!("b2b.cafes.trust.{cta}"), format!("{cta} → {target}"));
                prop_assert_eq!(page.cta.as_deref(), Some(expected.as_str()));
                proptest::prop_assert!(html.contains(&id) && html.contains(&format!("href=\"{target}\"")), "{}", html);
            }
            None => proptest::prop_assert!(!html.contains("data-cta-id"), "{}", html),
        }
    }

    #[test]
    fn maps_merge_key_by_key_and_lists_replace(
        base in entries(), section in entries(), entry in entries(), tags in proptest::option::of(proptest::collection::vec("[a-d]", 0..3))
    ) {
        let yaml = |map: &std::collections::BTreeMap<String, u8>| serde_json::to_string(map).unwrap_or_default();
        let own = tags.as_ref().map(|tags| format!("tags: {}", serde_json::to_string(tags).unwrap_or_default())).unwrap_or_default();
        let site = Site::new(&[
            source("articles/_index.md", &format!("title: Articles\ncascade: {{tags: [x, y], extra: {}}}", yaml(&section)), ""),
            source("articles/guide.md", &format!("title: Guide\naudience: all\nextra: {}\n{own}\nvariants: {{b2b: {{extra: {}}}}}", yaml(&base), yaml(&entry)), "Text."),
        ].concat());
        let page = site.build().clean().page("articles/guide.md", "b2b", "en", None);
        let mut merged = section;
        merged.extend(base);
        merged.extend(entry);
        let shown: std::collections::BTreeMap<String, u8> = page.values.iter()
            .filter_map(|value| Some((value.key.strip_prefix("extra.")?.to_owned(), u8::try_from(value.winner.value.as_u64()?).ok()?)))
            .collect();
        prop_assert_eq!(shown, merged);
        let expected = tags.unwrap_or_else(|| vec!["x".to_owned(), "y".to_owned()]);
        prop_assert_eq!(value(&page, "tags").winner.value, serde_json::json!(expected));
    }
}

fn entries() -> impl Strategy<Value = std::collections::BTreeMap<String, u8>> {
    proptest::collection::btree_map(proptest::sample::select(vec!["a", "b", "c"]).prop_map(str::to_owned), any::<u8>(), 0..3)
}

#[test]
fn explain_says_where_each_value_stands() {
    let built = site(&[true; LEVELS.len()]).build().clean();
    let page = built.page("articles/guide.md", "b2b", "en", None);
    let cta = value(&page, "cta");
    let places: Vec<String> = std::iter::once(&cta.winner)
        .chain(&cta.overrode)
        .map(|origin| {
            format!(
                "{}:{}:{} {}",
                origin.file.as_deref().unwrap_or("-"),
                origin.line.unwrap_or(0),
                origin.column.unwrap_or(0),
                origin.level
            )
        })
        .collect();
    insta::assert_snapshot!(places.join("\n"), @"
    content/articles/guide.b2b.md:3:1 overlay
    content/articles/guide.md:6:34 variants entry
    content/articles/guide.md:5:1 front matter
    content/audiences/b2b.yaml:7:53 segment
    content/audiences/b2b.yaml:7:34 preset
    content/audiences/b2b.yaml:6:18 audience, by stage
    content/audiences/b2b.yaml:5:19 audience, by kind
    content/audiences/b2b.yaml:4:12 audience
    content/articles/_index.md:3:26 section cascade
    site.yaml:7:19 site, by kind
    site.yaml:6:12 site
    themes/own/theme.yaml:2:12 theme
    -:0:0 built in
    ");
}

#[test]
fn a_deeper_section_wins_over_the_one_around_it_and_an_index_is_not_under_its_own_cascade() {
    let site = Site::new(
        &[
            source("articles/_index.md", "title: Articles\ncascade: {audience: all, extra: {from: outer, only: outer}}", ""),
            source("articles/deep/_index.md", "title: Deep\ncascade: {extra: {from: inner}}", ""),
            source("articles/deep/guide.md", "title: Guide", "Text."),
        ]
        .concat(),
    );
    let built = site.build().clean();
    let page = built.page("articles/deep/guide.md", "b2c", "en", None);
    assert_eq!(value(&page, "extra.from").winner.value, "inner");
    assert_eq!(value(&page, "extra.only").winner.value, "outer");
    let index = built.page("content/articles/deep/_index.md", "b2c", "en", None);
    assert_eq!(value(&index, "extra.from").winner.value, "outer");
}

#[test]
fn a_sections_cascade_may_differ_by_audience_through_an_overlay() {
    let site = Site::new(
        &[
            source("articles/_index.md", "title: Articles\ncascade: {audience: all, extra: {from: base}}", ""),
            source("articles/_index.b2b.md", "cascade: {extra: {from: overlay}}", ""),
            source("articles/guide.md", "title: Guide", "Text."),
        ]
        .concat(),
    );
    let built = site.build().clean();
    assert_eq!(value(&built.page("articles/guide.md", "b2b", "en", None), "extra.from").winner.value, "overlay");
    assert_eq!(value(&built.page("articles/guide.md", "b2c", "en", None), "extra.from").winner.value, "base");
}

#[test]
fn the_segments_level_applies_where_exactly_one_segment_of_the_audience_is_addressed() {
    let level = |segment: &str| {
        let site = Site::new(&source("articles/guide.md", &format!("title: Guide\naudience: [b2b, b2c]\nsegment: {segment}"), "Text."));
        site.edit("content/audiences/b2b.yaml", "wholesale: {label: Wholesale}", "wholesale: {label: Wholesale, cta: quote}");
        let built = site.build().clean();
        let page = built.page("articles/guide.md", "b2b", "en", None);
        page.values.iter().find(|value| value.key == "cta").map(|value| value.winner.level)
    };
    assert_eq!(level("wholesale"), Some("segment"));
    assert_eq!(level("[wholesale, loyal]"), Some("segment"), "the other one is of another audience");
    assert_eq!(level("[wholesale, cafes]"), Some("built in"));
    assert_eq!(level("cafes"), Some("built in"));
}

#[test]
fn a_name_is_looked_up_in_the_pages_own_audience() {
    let site = Site::new(&source("articles/guide.md", "title: Guide\naudience: all\ncta: quote", "Text."));
    let built = site.build();
    assert!(built.found().contains("`quote`") && built.found().contains("b2c"), "{}", built.found());
    site.edit("content/articles/guide.md", "cta: quote", "variants: {b2b: {cta: quote}, b2c: {cta: box}}");
    let built = site.build().clean();
    assert_eq!(built.page("articles/guide.md", "b2c", "en", None).cta.as_deref(), Some("box → https://shop.example"));
    assert_eq!(built.page("articles/guide.md", "b2b", "en", None).cta.as_deref(), Some("quote → #form-quote"));
}

#[test]
fn none_takes_a_default_away() {
    let site = Site::new(&source("articles/guide.md", "title: Guide\naudience: b2c", "Text."));
    site.edit("content/audiences/b2c.yaml", "kind: consumer", "kind: consumer\ndefaults: {cta: box}");
    assert!(site.build().clean().text("b2c/articles/guide/index.html").contains("https://shop.example"));
    site.edit("content/articles/guide.md", "title: Guide", "title: Guide\ncta: none");
    assert!(!site.build().clean().text("b2c/articles/guide/index.html").contains("https://shop.example"));
}
