//! Who is spoken to, and where they are at home.

use crate::support::{Site, source};

fn guide() -> String {
    source("articles/guide.md", "title: Guide\naudience: all\ndate: 2026-05-01", "Tea.")
}

#[test]
fn an_audience_is_at_home_below_its_id_unless_it_says_where() {
    let site = Site::new(&guide());
    assert!(site.build().clean().has("b2b/articles/guide/index.html"));
    site.edit("content/audiences/b2b.yaml", "kind: business", "kind: business\npath: trade");
    let built = site.build().clean();
    assert!(built.has("trade/articles/guide/index.html"));
    assert!(!built.paths().iter().any(|path| path.starts_with("b2b")));
}

#[test]
fn an_empty_path_is_the_root_of_the_host_and_leaves_no_chooser() {
    let site = Site::new(&guide());
    assert!(site.build().clean().text("index.html").contains("/b2b/"));
    site.edit("content/audiences/b2c.yaml", "kind: consumer", "kind: consumer\npath: ''");
    let built = site.build().clean();
    assert!(built.has("articles/guide/index.html") && built.has("b2b/articles/guide/index.html") && built.has("ru/index.html"));
    assert!(built.snapshot().route_rows().iter().all(|row| row.role != "chooser"));
}

#[test]
fn a_host_of_its_own_is_a_complete_folder_of_the_output() {
    let site = Site::new(&guide());
    site.edit("content/audiences/b2b.yaml", "kind: business", "kind: business\nurl: https://trade.tea.example");
    let built = site.build().clean();
    for file in ["index.html", "404.html", "robots.txt", "sitemap.xml", "articles/guide/index.html"] {
        assert!(built.has(&format!("trade.tea.example/{file}")), "{file}: {:?}", built.paths());
    }
    assert!(built.has("tea.example/b2c/articles/guide/index.html") && built.has("tea.example/robots.txt"));
    for host in ["tea.example", "trade.tea.example"] {
        assert!(built.paths().iter().any(|path| path.starts_with(&format!("{host}/assets/lumen."))));
    }
    assert!(built.text("trade.tea.example/sitemap.xml").contains("https://trade.tea.example/"));
    assert!(!built.text("trade.tea.example/sitemap.xml").contains("https://tea.example/"));
}

#[test]
fn several_audiences_may_share_a_host_of_their_own() {
    let site = Site::new(&guide());
    site.edit("content/audiences/b2b.yaml", "kind: business", "kind: business\nurl: https://tea.example/trade");
    let built = site.build().clean();
    assert!(built.has("trade/articles/guide/index.html") && built.has("b2c/articles/guide/index.html"), "{:?}", built.paths());
}

#[test]
fn two_audiences_at_one_address_are_refused() {
    let site = Site::new(&guide());
    site.edit("content/audiences/b2b.yaml", "kind: business", "kind: business\npath: b2c");
    let message =
        "error site/same-address content/audiences/b2c.yaml: the audiences `b2b` and `b2c` are both published at https://tea.example/b2c";
    assert!(site.build().found().contains(message));
}

#[test]
fn a_path_and_a_host_exclude_each_other() {
    let site = Site::new(&guide());
    site.edit("content/audiences/b2b.yaml", "kind: business", "kind: business\npath: x\nurl: https://x.example");
    assert!(site.build().found().contains("error site/path-and-url content/audiences/b2b.yaml"));
}

#[test]
fn a_page_is_for_one_audience_for_a_list_or_for_all() {
    let site = Site::new(
        &[
            source("articles/one.md", "title: One\naudience: b2b", "Tea."),
            source("articles/list.md", "title: List\naudience: [b2b, b2c]", "Tea."),
            source("articles/every.md", "title: Every\naudience: all", "Tea."),
        ]
        .concat(),
    );
    let built = site.build().clean();
    let has = |audience: &str, name: &str| built.has(&format!("{audience}/articles/{name}/index.html"));
    assert!(has("b2b", "one") && !has("b2c", "one"));
    assert!(has("b2b", "list") && has("b2c", "list"));
    assert!(has("b2b", "every") && has("b2c", "every"));
    assert_eq!(built.why_absent("articles/one.md", "b2c", "en"), "it is for another audience");
}

#[test]
fn a_page_of_kind_page_is_for_all_unless_it_says_otherwise_and_others_must_say() {
    let site = Site::new(&source("pages/about.md", "title: About", "Tea."));
    let built = site.build().clean();
    assert!(built.has("b2b/about/index.html") && built.has("b2c/about/index.html"));
    site.write(&source("articles/guide.md", "title: Guide", "Tea."));
    assert_eq!(site.build().found(), "error content/no-audience content/articles/guide.md: `articles/guide` does not say who it is for");
    site.write(&source("articles/_index.md", "title: Articles\ncascade: {audience: b2b}", ""));
    let built = site.build().clean();
    assert!(built.has("b2b/articles/guide/index.html") && !built.has("b2c/articles/guide/index.html"));
}

#[test]
fn the_audience_of_an_index_is_its_own_and_does_not_cascade() {
    let site = Site::new(
        &[
            source("articles/_index.md", "title: For traders\naudience: b2b\ncascade: {audience: all}", ""),
            source("articles/guide.md", "title: Guide", "Tea."),
        ]
        .concat(),
    );
    let built = site.build().clean();
    assert!(built.has("b2c/articles/guide/index.html"));
    assert!(built.text("b2b/articles/index.html").contains("<h1>For traders</h1>"));
    assert!(!built.text("b2c/articles/index.html").contains("For traders"));
}

#[test]
fn ids_of_audiences_segments_and_languages_share_one_namespace() {
    let site = Site::new(&guide());
    site.edit("content/audiences/b2c.yaml", "new: {label: Newcomers}", "wholesale: {label: Newcomers}");
    assert_eq!(
        site.build().found(),
        "error site/duplicate-id content/audiences/b2c.yaml: `wholesale` is the name of a segment and of a segment"
    );
    let site = Site::new(&guide());
    site.edit("content/audiences/b2c.yaml", "new: {label", "ru: {label");
    assert!(site.build().found().contains("site/duplicate-id"));
    let site = Site::new(&guide());
    site.edit("content/audiences/b2c.yaml", "new: {label", "b2b: {label");
    assert!(site.build().found().contains("site/duplicate-id"));
}

#[test]
fn no_id_is_the_name_of_a_section() {
    let site = Site::new(&source("cafes/menu.md", "title: Menu\naudience: b2b", "Tea."));
    assert_eq!(
        site.build().found(),
        "error site/id-is-a-section content/audiences/b2b.yaml: the segment `cafes` has the same name as the section `content/cafes/`"
    );
}

#[test]
fn the_primary_audience_is_one_of_the_site() {
    let site = Site::new(&guide());
    site.edit("site.yaml", "primary: b2c", "primary: b2x");
    let built = site.build();
    assert_eq!(built.found(), "error site/unknown-audience site.yaml: there is no audience `b2x`");
    assert!(built.report().contains("did you mean `b2"), "{}", built.report());
}

#[test]
fn an_audience_has_the_languages_it_names_and_its_first_has_no_folder() {
    let site = Site::new(&[guide(), source("articles/guide.ru.md", "title: Чай", "Чай.")].concat());
    site.edit("content/audiences/b2b.yaml", "kind: business", "kind: business\nlanguages: [ru]");
    let built = site.build().clean();
    assert!(built.text("b2b/articles/guide/index.html").contains("<html lang=\"ru\""));
    assert!(!built.has("b2b/ru/index.html") && built.has("b2c/ru/articles/guide/index.html"));
}

#[test]
fn every_key_is_known_in_every_file_and_the_nearest_is_offered() {
    for (file, from, to, near) in [
        ("site.yaml", "time_zone:", "timezone:", "time_zone"),
        ("content/audiences/b2b.yaml", "kind: business", "kind: business\nvoise: formal", "voice"),
        ("content/audiences/b2b.yaml", "{label: Wholesale}", "{lable: Wholesale, label: x}", "label"),
        ("content/audiences/b2b.yaml", "fields: [{id: email, ", "fields: [{id: email, requird: true, ", "required"),
        ("content/articles/guide.md", "title: Guide", "title: Guide\nsegmnet: cafes", "segment"),
        ("content/articles/guide.md", "title: Guide", "title: Guide\nseo: {titel: x}", "title"),
    ] {
        let site = Site::new(&guide());
        site.edit(file, from, to);
        let built = site.build();
        assert!(built.found().contains(&format!("error yaml/unknown-key {file}")), "{}", built.report());
        assert!(built.report().contains(&format!("did you mean `{near}`?")), "{}", built.report());
    }
}

#[test]
fn the_kind_comes_from_the_section_unless_given() {
    let permission = "title: X\naudience: b2b\npermission: {status: not-required}";
    let site = Site::new(
        &[
            source("articles/a.md", "title: X\naudience: b2b", "Tea."),
            source("case-studies/a.md", permission, "Tea."),
            source("landings/a.md", "title: X\naudience: b2b\nform: none", "Tea."),
            source("events/a.md", "title: X\naudience: b2b\nstarts: 2027-01-01", "Tea."),
            source("recipes/a.md", "title: X", "Tea."),
            source("pages/a.md", "title: X", "Tea."),
            source("recipes/b.md", "title: X\naudience: b2b\nkind: article", "Tea."),
            source("stories/_index.md", "title: Stories\ncascade: {kind: case-study}", ""),
            source("stories/a.md", permission, "Tea."),
            source("stories/deep/b.md", permission, "Tea."),
        ]
        .concat(),
    );
    let built = site.build().clean();
    let role = |output: &str| built.snapshot().route_rows().into_iter().find(|row| row.output == output).map(|row| row.role);
    assert_eq!(role("b2b/articles/a/index.html"), Some("article"));
    assert_eq!(role("b2b/case-studies/a/index.html"), Some("case-study"));
    assert_eq!(role("b2b/landings/a/index.html"), Some("landing"));
    assert_eq!(role("b2b/events/a/index.html"), Some("event"));
    assert_eq!(role("b2b/recipes/a/index.html"), Some("page"));
    assert_eq!(role("b2b/a/index.html"), Some("page"));
    assert_eq!(role("b2b/recipes/b/index.html"), Some("article"));
    assert_eq!(role("b2b/stories/a/index.html"), Some("case-study"));
    assert_eq!(role("b2b/stories/deep/b/index.html"), Some("case-study"));
}

#[test]
fn a_key_of_another_kind_is_refused() {
    let site = Site::new(&source("articles/a.md", "title: X\naudience: b2b\nstarts: 2027-01-01", "Tea."));
    assert_eq!(
        site.build().found(),
        "error content/key-of-another-kind content/articles/a.md: `starts` belongs to the kind event, and this is of the kind article"
    );
}
