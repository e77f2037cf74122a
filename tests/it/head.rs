//! What search engines are told.
#![allow(clippy::panic, reason = "a failing test may panic")]

use crate::support::{Site, source};

fn canonical(html: &str) -> &str {
    html.split("<link rel=\"canonical\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("none")
}

#[test]
fn a_page_that_says_the_same_as_the_primarys_names_that_as_canonical() {
    let built = Site::with_article("The same words.").build().clean();
    assert_eq!(canonical(built.text("b2b/articles/guide/index.html")), "https://tea.example/b2c/articles/guide/");
    assert_eq!(canonical(built.text("b2c/articles/guide/index.html")), "https://tea.example/b2c/articles/guide/");
    assert!(!built.text("b2b/sitemap-en.xml").contains("/articles/guide/"));
    assert!(built.text("b2c/sitemap-en.xml").contains("https://tea.example/b2c/articles/guide/"));
}

#[test]
fn a_page_with_words_of_its_own_owns_them() {
    let built = Site::with_article("Some.\n\n:::for{b2b}\nQuite other words for traders.\n:::").build().clean();
    assert_eq!(canonical(built.text("b2b/articles/guide/index.html")), "https://tea.example/b2b/articles/guide/");
    assert!(built.text("b2b/sitemap-en.xml").contains("/b2b/articles/guide/"));
}

#[test]
fn a_page_may_name_another_primary_or_itself() {
    let site = Site::with_article("The same words.");
    site.edit("content/articles/guide.md", "title: Guide", "title: Guide\nprimary: b2b");
    let built = site.build().clean();
    assert_eq!(canonical(built.text("b2c/articles/guide/index.html")), "https://tea.example/b2b/articles/guide/");
    site.edit("content/articles/guide.md", "primary: b2b", "seo: {canonical: self}");
    assert_eq!(canonical(site.build().clean().text("b2b/articles/guide/index.html")), "https://tea.example/b2b/articles/guide/");
}

#[test]
fn a_hidden_page_is_in_no_sitemap_and_has_no_canonical() {
    let site = Site::with_article("Words.");
    site.edit("content/articles/guide.md", "title: Guide", "title: Guide\nseo: {noindex: true}");
    let built = site.build().clean();
    let html = built.text("b2c/articles/guide/index.html");
    assert!(html.contains("<meta name=\"robots\" content=\"noindex,follow\">"));
    assert_eq!(canonical(html), "none");
    assert!(!built.text("b2c/sitemap-en.xml").contains("/articles/guide/"));
}

#[test]
fn front_matter_speaks_to_search_engines_and_texts_cannot_break_out() {
    let site = Site::new(&source(
        "articles/guide.md",
        "title: \"</title><script>alert(1)</script> & \\\"x\\\"\"\naudience: b2c\ndescription: \"\\\"><script>y</script>\"\ndate: 2026-05-01\nupdated: 2026-06-01T10:00:00+04:00",
        "Words.",
    ));
    let built = site.build().clean();
    for (path, bytes) in &built.files {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("<script>alert") && !text.contains("<script>y"), "{path}");
    }
    let head = built.between("b2c/articles/guide/index.html", "<head>", "</head>");
    assert!(head.contains("2026-05-01T00:00:00+04:00") && head.contains("2026-06-01T10:00:00+04:00"), "{head}");
}

#[test]
fn no_two_pages_of_a_variant_have_one_title() {
    let files: String = (1..4)
        .map(|number| source(&format!("articles/a{number}.md"), &format!("title: A{number}\naudience: b2c\ntags: [tea]"), "Tea."))
        .collect();
    let site = Site::new(&files);
    site.edit("site.yaml", "primary: b2c", "primary: b2c\npaginate: 1");
    let built = site.build().clean();
    let title = |page: &str| built.between(page, "<title>", "</title>").to_owned();
    assert_ne!(title("b2c/articles/index.html"), title("b2c/articles/page/2/index.html"));
    assert_ne!(title("b2c/articles/page/3/index.html"), title("b2c/articles/page/2/index.html"));
}

#[test]
fn a_sitemap_holds_exactly_what_may_be_found_and_every_address_is_there() {
    let site = Site::new(
        &[
            source(
                "articles/guide.md",
                "title: Guide\naudience: all\neditions: [cafes]\ntags: [tea]\ndate: 2026-05-01",
                "Words.\n\n:::for{b2b}\nOthers.\n:::",
            ),
            source("articles/guide.ru.md", "title: Чай", "Слова."),
            source("landings/kit.md", "title: Kit\naudience: b2c\nform: letter\nlead_magnet: {file: kit.pdf}", "Take it."),
        ]
        .concat(),
    );
    site.put("content/landings/kit.pdf", "PDF");
    let built = site.build().clean();
    let rows = built.snapshot().route_rows();
    for row in rows.iter().filter(|row| row.role == "sitemap" && row.audience.is_some()) {
        for url in built.text(&row.output).split("<loc>").skip(1).filter_map(|rest| rest.split("</loc>").next()) {
            let page = rows.iter().find(|row| row.url == url).unwrap_or_else(|| panic!("{url} is not published"));
            let html = built.text(&page.output);
            assert_eq!(canonical(html), url);
            assert_eq!(page.audience, row.audience, "{url}");
        }
    }
}
