//! Pages that gather others: sections, hubs, tags, authors, home, feeds.

use crate::support::{Site, source};

fn articles(count: usize) -> String {
    (1..=count)
        .map(|number| {
            source(&format!("articles/a{number}.md"), &format!("title: Article {number}\naudience: b2c\ndate: 2026-01-{number:02}"), "Tea.")
        })
        .collect()
}

/// Titles of articles in the order in which a list shows them.
fn order(html: &str) -> Vec<u32> {
    html.split("Article ").skip(1).filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()).collect()
}

#[test]
fn a_section_lists_its_pages_newest_first_over_several_pages() {
    let site = Site::new(&articles(5));
    site.edit("site.yaml", "primary: b2c", "primary: b2c\npaginate: 2");
    let built = site.build().clean();
    assert_eq!(order(&built.shows("b2c/articles/index.html")), [5, 4]);
    assert_eq!(order(&built.shows("b2c/articles/page/2/index.html")), [3, 2]);
    assert_eq!(order(&built.shows("b2c/articles/page/3/index.html")), [1]);
    assert!(!built.has("b2c/articles/page/1/index.html") && !built.has("b2c/articles/page/4/index.html"));
    let second = built.text("b2c/articles/page/2/index.html");
    assert!(second.contains("href=\"/b2c/articles/\" rel=\"prev\"") && second.contains("href=\"/b2c/articles/page/3/\" rel=\"next\""));
    assert!(second.contains("<link rel=\"canonical\" href=\"https://tea.example/b2c/articles/page/2/\">"));
}

#[test]
fn a_section_has_its_index_above_its_list_and_nothing_where_it_is_empty() {
    let site = Site::new(&[articles(1), source("articles/_index.md", "title: All of it", "Read *on*.")].concat());
    let built = site.build().clean();
    let shown = built.shows("b2c/articles/index.html");
    assert!(shown.contains("All of it") && shown.contains("Article 1"));
    assert!(!built.has("b2b/articles/index.html"), "no page of the section is for them");
    assert_eq!(built.why_absent("content/articles/_index.md", "b2b", "en"), "its section has no page here");
}

#[test]
fn a_section_holds_what_lies_in_the_folders_below_it() {
    let site = Site::new(&[articles(1), source("articles/deep/more.md", "title: Article 77\naudience: b2c", "Tea.")].concat());
    let built = site.build().clean();
    assert!(order(&built.shows("b2c/articles/index.html")).contains(&77));
    assert_eq!(order(&built.shows("b2c/articles/deep/index.html")), [77]);
}

#[test]
fn a_hub_lists_the_pages_addressed_to_the_segment_and_its_editions() {
    let site = Site::new(
        &[
            source("articles/a1.md", "title: Article 1\naudience: b2b\nsegment: cafes\ndate: 2026-01-01", "Tea."),
            source("articles/a2.md", "title: Article 2\naudience: b2b\nsegment: [cafes, wholesale]\ndate: 2026-01-02", "Tea."),
            source("articles/a3.md", "title: Article 3\naudience: all\neditions: [cafes]\ndate: 2026-01-03", "Tea."),
            source("articles/a4.md", "title: Article 4\naudience: b2b\ndate: 2026-01-04", "Tea."),
        ]
        .concat(),
    );
    let built = site.build().clean();
    assert_eq!(order(&built.shows("b2b/cafes/index.html")), [3, 2, 1]);
    assert!(built.between("b2b/cafes/index.html", "<main", "</main>").contains("/b2b/cafes/articles/a3/"));
    assert_eq!(order(&built.shows("b2b/wholesale/index.html")), [2]);
    assert!(!built.has("b2c/loyal/index.html") && !built.has("b2c/new/index.html"), "empty hubs are not published");
}

#[test]
fn no_other_list_shows_editions() {
    let site = Site::new(&source(
        "articles/a1.md",
        "title: Article 1\naudience: b2b\neditions: [cafes]\ntags: [tea]\nauthor: nino\ndate: 2026-01-01",
        "Tea.",
    ));
    let built = site.build().clean();
    for list in [
        "b2b/articles/index.html",
        "b2b/tags/tea/index.html",
        "b2b/authors/nino/index.html",
        "b2b/index.html",
        "b2b/feed.xml",
        "b2b/sitemap-en.xml",
    ] {
        let text = built.text(list);
        assert!(!text.contains("/b2b/cafes/articles/a1/"), "{list}");
    }
}

#[test]
fn tags_and_authors_gather_the_pages_of_one_variant() {
    let site = Site::new(
        &[
            source("articles/a1.md", "title: Article 1\naudience: all\ntags: [Green Tea, cups]\nauthor: nino", "Tea."),
            source("articles/a2.md", "title: Article 2\naudience: b2b\ntags: [green tea]\nauthor: Somebody Else", "Tea."),
        ]
        .concat(),
    );
    let built = site.build().clean();
    assert_eq!(order(&built.shows("b2b/tags/green-tea/index.html")).len(), 2);
    assert_eq!(order(&built.shows("b2c/tags/green-tea/index.html")), [1]);
    assert!(built.shows("b2b/tags/index.html").contains("cups"));
    assert_eq!(order(&built.shows("b2b/authors/nino/index.html")), [1]);
    assert!(built.shows("b2b/authors/nino/index.html").contains("Nino Kalandadze"));
    assert!(built.shows("b2b/articles/a2/index.html").contains("Somebody Else"));
    assert!(!built.has("b2c/ru/tags/index.html"));
}

#[test]
fn a_tag_with_no_page_today_has_no_list() {
    let site = Site::new(&source("articles/a1.md", "title: Article 1\naudience: b2c\ntags: [rare]\ndraft: true", "Tea."));
    let built = site.build();
    assert!(!built.paths().iter().any(|path| path.contains("tags") || path.contains("/articles")), "{:?}", built.paths());
}

#[test]
fn a_feed_holds_the_twenty_newest_of_one_variant_and_is_not_there_without_any() {
    let built = Site::new(&articles(25)).build().clean();
    let feed = built.text("b2c/feed.xml");
    assert_eq!(feed.matches("<entry>").count(), 20);
    assert!(feed.contains("Article 25") && !feed.contains("Article 5<"));
    assert!(!built.has("b2b/feed.xml") && !built.has("b2c/ru/feed.xml"));
}

#[test]
fn the_home_page_is_there_with_and_without_an_index() {
    let site = Site::with_article("Tea.");
    assert!(site.build().clean().has("b2c/index.html"));
    site.write(&source("_index.md", "title: Welcome home", "Come in."));
    assert!(site.build().clean().shows("b2c/index.html").contains("Welcome home"));
}

#[test]
fn a_folder_inside_pages_is_no_section_unless_it_has_an_index() {
    let site = Site::new(&source("pages/legal/terms.md", "title: Terms", "Tea."));
    let built = site.build().clean();
    assert!(built.has("b2c/legal/terms/index.html") && !built.has("b2c/legal/index.html"));
    site.write(&source("pages/legal/_index.md", "title: Legal", ""));
    assert!(site.build().clean().shows("b2c/legal/index.html").contains("Terms"));
}

#[test]
fn reserved_folders_are_no_sections() {
    let site = Site::with_article("Tea.");
    site.put("content/snippets/x.md", "No front matter.");
    site.put("content/consent/gdpr.md", "---\ntitle: Consent\n---\nA text that no form asks for.\n");
    let built = site.build();
    assert!(
        built.findings.iter().all(|finding| ["consent/unused", "content/unused-snippet"].contains(&finding.rule)),
        "{}",
        built.report()
    );
    assert!(!built.paths().iter().any(|path| path.contains("snippets") || path.contains("consent")));
}
