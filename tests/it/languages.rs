//! What readers of each language get.

use crate::support::{Site, source};

fn translated() -> Site {
    Site::new(
        &[
            source("articles/both.md", "title: Both\naudience: all\ndate: 2026-05-01", "English. See [one](one.md)."),
            source("articles/both.ru.md", "title: Оба", "Русский. Смотри [первую](one.md)."),
            source("articles/one.md", "title: One\naudience: all\ndate: 2026-05-02", "Only English."),
        ]
        .concat(),
    )
}

#[test]
fn a_missing_translation_is_left_out_and_says_so() {
    let built = translated().build().clean();
    assert!(built.has("b2c/articles/one/index.html") && !built.has("b2c/ru/articles/one/index.html"));
    assert_eq!(built.why_absent("articles/one.md", "b2c", "ru"), "it is not translated into `ru`");
    assert!(!built.text("b2c/ru/articles/index.html").contains("One"));
}

#[test]
fn a_link_to_a_page_without_this_language_leads_to_the_audiences_first_that_has_it_and_says_which() {
    let built = translated().build().clean();
    let html = built.text("b2b/ru/articles/both/index.html");
    let link = html.split("<a ").find(|tag| tag.contains(">первую<")).unwrap_or_default();
    assert!(link.contains("/b2b/articles/one/") && link.contains("hreflang=\"en\""), "{link}");
    let own = built.text("b2b/articles/both/index.html");
    assert!(!own.split("<a ").find(|tag| tag.contains(">one<")).unwrap_or_default().contains("hreflang"));
}

#[test]
fn a_fallback_stands_in_marked_with_its_language_and_yields_to_the_original() {
    let site = translated();
    site.edit("site.yaml", "primary: b2c", "primary: b2c\nmissing_translation: fallback\nfallback: {ru: [en]}");
    let built = site.build().clean();
    let html = built.text("b2c/ru/articles/one/index.html");
    assert!(html.contains("Only English."));
    assert!(html.contains("<html lang=\"ru\""));
    assert!(built.between("b2c/ru/articles/one/index.html", "<article", "</article>").contains("lang=\"en\""));
    assert!(html.contains("class=\"fallback\""));
    assert!(html.contains("<link rel=\"canonical\" href=\"https://tea.example/b2c/articles/one/\">"));
    assert_eq!(built.page("articles/one.md", "b2c", "ru", None).text_lang.as_deref(), Some("en"));
    assert!(!built.text("b2c/ru/sitemap-ru.xml").contains("/articles/one/"));
    // What is translated is not touched.
    assert!(!built.text("b2c/ru/articles/both/index.html").contains("class=\"fallback\""));
}

#[test]
fn a_fallback_falls_through_its_languages_in_their_order() {
    let site = translated();
    site.edit("site.yaml", "languages: [en, ru]", "languages: [en, ru, ka]\nmissing_translation: fallback\nfallback: {ka: [ru, en]}");
    let built = site.build().clean();
    assert!(built.text("b2c/ka/articles/both/index.html").contains("Русский."));
    assert!(built.text("b2c/ka/articles/one/index.html").contains("Only English."));
    assert!(!built.has("b2c/ru/articles/one/index.html"), "nothing stands in for Russian");
}

#[test]
fn translations_name_each_other_with_a_default_for_everyone_else() {
    let built = translated().build().clean();
    for page in ["b2c/articles/both/index.html", "b2c/ru/articles/both/index.html"] {
        let head = built.between(page, "<head>", "</head>");
        for (lang, url) in [("en", "articles/both/"), ("ru", "ru/articles/both/"), ("x-default", "articles/both/")] {
            let tag = format!("<link rel=\"alternate\" hreflang=\"{lang}\" href=\"https://tea.example/b2c/{url}\">");
            assert!(head.contains(&tag), "{page}: {head}");
        }
    }
    assert!(!built.between("b2c/articles/one/index.html", "<head>", "</head>").contains("hreflang"));
}

#[test]
fn no_page_of_one_audience_names_a_page_of_another_as_a_translation() {
    let built = translated().build().clean();
    for (path, bytes) in built.files.iter().filter(|(path, _)| path.starts_with("b2b") && path.extension() == Some("html")) {
        let html = String::from_utf8_lossy(bytes);
        let mut tags = html.split("<link ").filter_map(|rest| rest.split('>').next());
        assert!(tags.all(|tag| !(tag.contains("hreflang") && tag.contains("/b2c/"))), "{path}");
    }
}

#[test]
fn any_text_of_the_site_is_a_string_for_all_languages_or_a_map_with_each() {
    let site = translated();
    site.edit("content/audiences/b2b.yaml", "label: For business", "label: {en: For business, ru: Для бизнеса}");
    let built = site.build().clean();
    assert!(built.text("b2c/ru/articles/both/index.html").contains("Для бизнеса"));
    site.edit("content/audiences/b2b.yaml", ", ru: Для бизнеса", "");
    assert_eq!(site.build().found(), "error site/missing-text content/audiences/b2b.yaml: `label` has no text in `ru`");
    site.edit("content/audiences/b2b.yaml", "label: {en: For business}", "label: {en: For business, ru: Для, ka: x}");
    assert_eq!(site.build().found(), "error site/unknown-language content/audiences/b2b.yaml: `ka` is not a language of this site");
}
