//! Files and entries that change a page for some of its readers.

use crate::support::{Site, source, value};

const HOME: &str = "title: Guide\naudience: all\ndate: 2026-05-01";

fn guide(more: &[String]) -> Site {
    let mut text = source("articles/guide.md", HOME, "For everyone.");
    text.extend(more.iter().map(String::as_str));
    Site::new(&text)
}

#[test]
fn an_overlay_replaces_the_body_and_merges_over_the_front_matter() {
    let site = guide(&[source("articles/guide.b2b.md", "description: Ours", "For traders.")]);
    site.edit("content/articles/guide.md", "title: Guide", "title: Guide\ntags: [a, b]\nseo: {title: Long, keyword: tea}");
    site.edit("content/articles/guide.b2b.md", "description: Ours", "description: Ours\ntags: [c]\nseo: {title: Trade}");
    let built = site.build().clean();
    let page = built.page("articles/guide.md", "b2b", "en", None);
    assert_eq!(page.body.as_deref(), Some("content/articles/guide.b2b.md"));
    assert_eq!(value(&page, "title").winner.value, "Guide");
    assert_eq!(value(&page, "description").winner.value, "Ours");
    assert_eq!(value(&page, "tags").winner.value, serde_json::json!(["c"]));
    assert_eq!(value(&page, "seo.title").winner.value, "Trade");
    assert_eq!(value(&page, "seo.keyword").winner.value, "tea");
    let html = built.text("b2b/articles/guide/index.html");
    assert!(html.contains("For traders.") && !html.contains("For everyone."));
    assert!(built.text("b2c/articles/guide/index.html").contains("For everyone."));
}

#[test]
fn an_overlay_without_a_body_keeps_the_bases() {
    let site = guide(&[source("articles/guide.b2b.md", "title: Trade guide", "")]);
    let built = site.build().clean();
    assert!(built.shows("b2b/articles/guide/index.html").contains("Trade guide"));
    assert!(built.shows("b2b/articles/guide/index.html").contains("For everyone."));
}

#[test]
fn ids_in_a_name_stand_in_any_order() {
    let site = guide(&[
        source("articles/guide.ru.md", "title: Чай", "Всем."),
        source("articles/guide.ru.wholesale.b2b.md", "title: Опт", "Оптовикам."),
        source("articles/guide.wholesale.md", "title: Wholesale", "To traders."),
    ]);
    let built = site.build().clean();
    assert!(built.shows("b2b/ru/wholesale/articles/guide/index.html").contains("Оптовикам."));
    assert!(built.shows("b2b/wholesale/articles/guide/index.html").contains("To traders."));
}

#[test]
fn any_other_dot_in_a_name_is_an_error_and_makes_no_page() {
    let site = guide(&[source("articles/guide.b2bb.md", "title: X", "Secret.")]);
    let built = site.build();
    assert_eq!(
        built.found(),
        "error content/unknown-overlay content/articles/guide.b2bb.md: `b2bb` is no audience, segment or language of this site"
    );
    assert!(built.report().contains("did you mean `b2b`?"));
    for name in ["v1.2.md", "guide.ka.md", "guide..md", "guide.b2b.draft.md"] {
        let site = guide(&[source(&format!("articles/{name}"), "title: X", "Secret.")]);
        assert!(site.build().found().contains("content/unknown-overlay"), "{name}");
    }
}

#[test]
fn each_sort_of_id_stands_at_most_once_and_a_segment_with_its_own_audience_only() {
    for name in ["guide.ru.ru.md", "guide.b2b.b2c.md", "guide.cafes.wholesale.md", "guide.loyal.b2b.md"] {
        let site = guide(&[source(&format!("articles/{name}"), "title: X", "Text.")]);
        assert!(site.build().found().starts_with("error content/overlay-ids"), "{name}");
    }
}

#[test]
fn two_files_for_the_same_readers_are_refused() {
    let site = guide(&[source("articles/guide/index.md", HOME, "Again.")]);
    let built = site.build();
    assert!(built.found().contains("content/twice"), "{}", built.report());
    assert!(built.report().contains("articles/guide.md") && built.report().contains("articles/guide/index.md"));
    let site = guide(&[source("articles/guide.ru.b2b.md", "title: A", "A."), source("articles/guide.b2b.ru.md", "title: B", "B.")]);
    assert!(site.build().found().contains("content/twice"));
}

#[test]
fn a_folder_with_an_index_is_a_page_of_its_name() {
    let site = Site::new(
        &[source("articles/guide/index.md", HOME, "In a folder."), source("articles/guide/index.ru.md", "title: Чай", "Чай.")].concat(),
    );
    let built = site.build().clean();
    assert!(built.shows("b2c/articles/guide/index.html").contains("In a folder."));
    assert!(built.shows("b2c/ru/articles/guide/index.html").contains("Чай."));
}

#[test]
fn without_a_base_the_first_language_that_stands_alone_is_the_base() {
    let site = Site::new(&[source("articles/guide.ru.md", "title: Чай\naudience: all", "Чай.")].concat());
    let built = site.build().clean();
    assert!(built.has("b2b/ru/articles/guide/index.html") && !built.has("b2b/articles/guide/index.html"));
    assert_eq!(built.why_absent("articles/guide", "b2b", "en"), "it is not translated into `en`");
}

#[test]
fn an_overlay_with_nothing_to_lie_over_is_refused() {
    let site = Site::new(&source("articles/guide.b2b.md", "title: X\naudience: b2b", "Text."));
    assert!(site.build().found().starts_with("error content/no-base content/articles/guide.b2b.md"));
}

#[test]
fn a_text_never_reaches_readers_of_another_language() {
    let site = guide(&[
        source("articles/guide.ru.md", "title: Чай", "Всем."),
        source("articles/guide.b2b.md", "title: Trade\ndescription: English words", "For traders."),
    ]);
    let built = site.build();
    let html = built.text("b2b/ru/articles/guide/index.html");
    assert!(html.contains("Всем.") && html.contains("Чай"));
    assert!(!html.contains("traders") && !html.contains("English words") && !html.contains("Trade"));
    assert_eq!(
        built.found(),
        "warning content/overlay-untranslated content/articles/guide.b2b.md: what this says to `b2b` is not translated into ru"
    );
    site.write(&source("articles/guide.b2b.ru.md", "title: Опт", "Оптовикам."));
    assert!(site.build().clean().text("b2b/ru/articles/guide/index.html").contains("Оптовикам."));
}

#[test]
fn texts_by_language_and_values_without_one_reach_everyone() {
    let site = guide(&[source("articles/guide.ru.md", "title: Чай", "Всем.")]);
    site.edit("content/articles/guide.md", "title: Guide", "title: Guide\ndescription: {en: About tea, ru: О чае}\ntags: [green]");
    let built = site.build().clean();
    let page = built.page("articles/guide.md", "b2c", "ru", None);
    assert_eq!(value(&page, "description").winner.value, "О чае");
    assert_eq!(value(&page, "tags").winner.value, serde_json::json!(["green"]));
}

#[test]
fn a_page_is_in_a_language_when_a_file_gives_its_title_and_a_body() {
    let site = guide(&[source("articles/guide.ru.md", "title: Чай", "")]);
    assert_eq!(site.build().why_absent("articles/guide.md", "b2c", "ru"), "it is not translated into `ru`");
    let site = guide(&[source("articles/guide.ru.md", "description: О чае", "Чай.")]);
    assert_eq!(site.build().why_absent("articles/guide.md", "b2c", "ru"), "it is not translated into `ru`");
    // A base without a body needs a title alone.
    let site = Site::new(
        &[source("landings/offer.md", "title: Offer\naudience: all\nform: none", ""), source("landings/offer.ru.md", "title: Скидка", "")]
            .concat(),
    );
    assert!(site.build().clean().has("b2c/ru/landings/offer/index.html"));
}

#[test]
fn the_strongest_id_wins_then_more_ids_then_a_file_over_an_entry() {
    let entry = |ids: &str| format!("variants: {{{ids}}}");
    let winner = |files: &[(&str, &str)], entries: &str| {
        let site = Site::new(&source("articles/guide.md", &format!("{HOME}\nextra: {{from: base}}\n{}", entry(entries)), "Text."));
        for (name, from) in files {
            site.write(&source(&format!("articles/{name}"), &format!("extra: {{from: {from}}}"), ""));
        }
        let built = site.build();
        assert!(!built.findings.iter().any(|finding| finding.level == segue::diagnostics::Level::Error), "{}", built.report());
        let edition = files.iter().any(|(name, _)| name.contains("cafes")) || entries.contains("cafes");
        let page = built.page("articles/guide.md", "b2b", "en", edition.then_some("cafes"));
        value(&page, "extra.from").winner.value
    };
    assert_eq!(winner(&[], "en: {extra: {from: en}}, b2b: {extra: {from: b2b}}"), "b2b");
    assert_eq!(winner(&[], "b2b: {extra: {from: b2b}}, cafes: {extra: {from: cafes}}"), "cafes");
    assert_eq!(winner(&[("guide.en.md", "file")], "b2b: {extra: {from: b2b}}"), "b2b");
    assert_eq!(winner(&[("guide.b2b.md", "one"), ("guide.b2b.en.md", "two")], ""), "two");
    assert_eq!(winner(&[("guide.b2b.en.md", "audience"), ("guide.cafes.md", "segment")], ""), "segment");
    assert_eq!(winner(&[("guide.cafes.en.md", "two"), ("guide.cafes.md", "one")], ""), "two");
    assert_eq!(winner(&[("guide.cafes.b2b.en.md", "three"), ("guide.cafes.en.md", "two")], ""), "three");
    assert_eq!(winner(&[("guide.b2b.md", "file")], "b2b: {extra: {from: entry}}"), "file");
    assert_eq!(winner(&[("guide.en.md", "file")], "en: {extra: {from: entry}}"), "file");
}

#[test]
fn an_overlay_may_have_entries_of_its_own() {
    let site = guide(&[source("articles/guide.b2b.md", "variants: {en: {extra: {from: entry of an overlay}}}", "Trade.")]);
    let page = site.build().clean().page("articles/guide.md", "b2b", "en", None);
    assert_eq!(value(&page, "extra.from").winner.value, "entry of an overlay");
}

#[test]
fn editions_exist_only_where_an_editions_list_an_overlay_or_an_entry_names_the_segment() {
    let site = guide(&[]);
    let editions = |site: &Site| {
        let rows = site.build().snapshot().route_rows();
        rows.into_iter()
            .filter(|row| row.role == "article")
            .map(|row| row.url)
            .filter(|url| !url.ends_with("/b2b/articles/guide/") && !url.ends_with("/b2c/articles/guide/"))
            .collect::<Vec<_>>()
    };
    assert!(editions(&site).is_empty());
    site.edit("content/articles/guide.md", "title: Guide", "title: Guide\nsegment: [wholesale, loyal]");
    assert!(editions(&site).is_empty(), "`segment:` makes no edition");
    site.edit("content/articles/guide.md", "title: Guide", "title: Guide\neditions: [cafes]");
    assert_eq!(editions(&site), ["https://tea.example/b2b/cafes/articles/guide/"]);
    site.write(&source("articles/guide.loyal.md", "", "For regulars."));
    site.edit("content/articles/guide.md", "title: Guide", "title: Guide\nvariants: {wholesale: {title: Bulk}}");
    assert_eq!(
        editions(&site),
        [
            "https://tea.example/b2b/cafes/articles/guide/",
            "https://tea.example/b2b/wholesale/articles/guide/",
            "https://tea.example/b2c/loyal/articles/guide/"
        ]
    );
}

#[test]
fn an_editions_canonical_is_the_audiences_page() {
    let site = guide(&[source("articles/guide.cafes.md", "title: For cafes", "Quite other words.")]);
    site.edit("content/articles/guide.md", "audience: all", "audience: b2b");
    let built = site.build().clean();
    let html = built.text("b2b/cafes/articles/guide/index.html");
    assert!(html.contains("<link rel=\"canonical\" href=\"https://tea.example/b2b/articles/guide/\">"), "{html}");
    assert!(!html.contains("noindex"));
}

#[test]
fn the_segment_of_an_edition_reads_and_decides() {
    let site = guide(&[]);
    site.edit(
        "content/articles/guide.md",
        "For everyone.",
        "For everyone.\n\n:::for{cafes}\nA menu.\n:::\n\n:::for{not cafes}\nNo menu.\n:::",
    );
    site.edit("content/articles/guide.md", "title: Guide", "title: Guide\neditions: [cafes]");
    site.edit("content/audiences/b2b.yaml", "cafes: {label: Cafes}", "cafes: {label: Cafes, cta: quote}");
    let built = site.build().clean();
    let edition = built.shows("b2b/cafes/articles/guide/index.html");
    assert!(edition.contains("A menu.") && !edition.contains("No menu."));
    let own = built.shows("b2b/articles/guide/index.html");
    assert!(own.contains("No menu.") && !own.contains("A menu."));
    let page = built.page("articles/guide.md", "b2b", "en", Some("cafes"));
    assert_eq!(value(&page, "cta").winner.level, "segment");
    assert_eq!(page.readers, ["b2b", "cafes"]);
}

#[test]
fn a_segment_of_another_audience_is_refused() {
    let site = guide(&[]);
    site.edit("content/articles/guide.md", "audience: all", "audience: b2c\nsegment: cafes");
    assert_eq!(
        site.build().found(),
        "error content/segment-of-another-audience content/articles/guide.md: `cafes` is a segment of `b2b`, which this page is not for"
    );
}

#[test]
fn an_overlay_that_nobody_reads_is_a_warning() {
    let site = guide(&[source("articles/guide.b2b.md", "title: X", "Text.")]);
    site.edit("content/articles/guide.md", "audience: all", "audience: b2c");
    assert_eq!(
        site.build().found(),
        "warning content/overlay-for-nobody content/articles/guide.b2b.md: nobody reads this: `articles/guide` is not for `b2b`"
    );
}
