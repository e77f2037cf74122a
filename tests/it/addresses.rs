//! Where everything is, and that nothing is there twice.

use segue::site::{AudienceId, BaseUrl};

use crate::support::{Built, Site, source};

fn urls(built: &Built) -> Vec<String> {
    built.snapshot().route_rows().into_iter().map(|row| row.url).collect()
}

#[test]
fn each_sort_of_page_has_its_address() {
    let site = Site::new(
        &[
            source("_index.md", "title: Home", "Welcome."),
            source("_index.ru.md", "title: Дом", "Привет."),
            source("articles/_index.md", "title: Articles", ""),
            source(
                "articles/guide.md",
                "title: Guide\naudience: all\ntags: [Green tea]\nauthor: nino\neditions: [cafes]\ndate: 2026-05-01",
                "Tea.",
            ),
            source("articles/guide.ru.md", "title: Чай", "Чай."),
            source("articles/deep/more.md", "title: More\naudience: b2b", "Tea."),
            source("pages/about.md", "title: About", "Tea."),
            source("pages/legal/terms.md", "title: Terms", "Tea."),
        ]
        .concat(),
    );
    let built = site.build().clean();
    let own: Vec<String> = urls(&built).into_iter().filter(|url| url.contains("/b2b/")).collect();
    insta::assert_snapshot!(own.join("\n"), @"
    https://tea.example/b2b/404.html
    https://tea.example/b2b/about/
    https://tea.example/b2b/articles/deep/
    https://tea.example/b2b/articles/deep/more/
    https://tea.example/b2b/articles/guide/
    https://tea.example/b2b/articles/
    https://tea.example/b2b/authors/nino/
    https://tea.example/b2b/cafes/articles/guide/
    https://tea.example/b2b/cafes/
    https://tea.example/b2b/feed.xml
    https://tea.example/b2b/
    https://tea.example/b2b/legal/terms/
    https://tea.example/b2b/ru/404.html
    https://tea.example/b2b/ru/articles/guide/
    https://tea.example/b2b/ru/articles/
    https://tea.example/b2b/ru/authors/nino/
    https://tea.example/b2b/ru/cafes/articles/guide/
    https://tea.example/b2b/ru/cafes/
    https://tea.example/b2b/ru/feed.xml
    https://tea.example/b2b/ru/
    https://tea.example/b2b/ru/sitemap-ru.xml
    https://tea.example/b2b/ru/tags/green-tea/
    https://tea.example/b2b/ru/tags/
    https://tea.example/b2b/ru/thanks/quote/
    https://tea.example/b2b/sitemap-en.xml
    https://tea.example/b2b/tags/green-tea/
    https://tea.example/b2b/tags/
    https://tea.example/b2b/thanks/quote/
    ");
}

#[test]
fn a_slug_replaces_the_name_and_may_differ_by_language() {
    let site = Site::new(
        &[
            source("articles/guide.md", "title: Guide\naudience: b2c\nslug: the-guide", "Tea."),
            source("articles/guide.ru.md", "title: Чай\nslug: chai", "Чай."),
        ]
        .concat(),
    );
    let built = site.build().clean();
    assert!(built.has("b2c/articles/the-guide/index.html") && built.has("b2c/ru/articles/chai/index.html"));
}

#[test]
fn names_become_latin_letters_unless_the_site_keeps_them() {
    let site = Site::new(&source("articles/Вода для чая.md", "title: Вода\naudience: b2c\ntags: [зелёный чай]", "Tea."));
    let built = site.build().clean();
    assert!(built.has("b2c/articles/voda-dlia-chaia/index.html"), "{:?}", built.paths());
    assert!(built.has("b2c/tags/zelionyi-chai/index.html"), "{:?}", built.paths());
    site.edit("site.yaml", "primary: b2c", "primary: b2c\nslugs: unicode");
    let built = site.build().clean();
    assert!(built.has("b2c/articles/вода-для-чая/index.html"));
    assert!(urls(&built).iter().any(|url| url.ends_with("/articles/%D0%B2%D0%BE%D0%B4%D0%B0-%D0%B4%D0%BB%D1%8F-%D1%87%D0%B0%D1%8F/")));
}

#[test]
fn a_base_path_prefixes_addresses_and_no_folder_of_the_output() {
    let site = Site::new(
        &[
            source(
                "articles/guide.md",
                "title: Guide\naudience: all\ndate: 2026-05-01\naliases: [/old]",
                "See [more](more.md). ![Leaf](leaf.svg)",
            ),
            source("articles/more.md", "title: More\naudience: all", "Tea."),
        ]
        .concat(),
    );
    site.put("content/articles/leaf.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    site.edit("site.yaml", "https://tea.example", "https://tea.example/shop/tea");
    let built = site.build().clean();
    assert!(built.has("b2b/articles/guide/index.html") && built.has("old/index.html"));
    assert!(urls(&built).iter().all(|url| url.starts_with("https://tea.example/shop/tea/")), "{:?}", urls(&built));
    for (path, bytes) in built.files.iter().filter(|(path, _)| path.extension() == Some("html")) {
        let html = String::from_utf8_lossy(bytes);
        for attribute in ["href=\"/", "src=\"/", "href=/", "src=/"] {
            for rest in html.split(attribute).skip(1) {
                assert!(rest.starts_with("shop/tea/"), "{path}: {attribute}{}", rest.chars().take(60).collect::<String>());
            }
        }
    }
    assert!(built.text("robots.txt").contains("https://tea.example/shop/tea/sitemap.xml"));
}

#[test]
fn with_several_hosts_links_stay_on_the_host_and_lead_to_others_in_full() {
    let site = Site::new(
        &[
            source("articles/guide.md", "title: Guide\naudience: all\ndate: 2026-05-01", "See [more](more.md)."),
            source("articles/more.md", "title: More\naudience: all", "Tea."),
        ]
        .concat(),
    );
    site.edit("content/audiences/b2b.yaml", "kind: business", "kind: business\nurl: https://trade.example");
    let built = site.build().clean();
    let html = built.text("trade.example/articles/guide/index.html");
    assert!(html.contains("href=/articles/more/") || html.contains("href=\"/articles/more/\""));
    assert!(html.contains("https://tea.example/b2c/articles/guide/"), "the other audience's page is an address in full");
}

#[test]
fn the_command_line_may_move_an_audience_to_another_host_or_all_under_one() {
    let files = source("articles/guide.md", "title: Guide\naudience: all", "Tea.");
    let site = Site::new(&files).seen(|options| {
        let (id, url) = (AudienceId::new("b2b"), BaseUrl::new("https://staging.example"));
        options.overrides.hosts.extend(id.zip(url.ok()));
    });
    assert!(site.build().clean().has("staging.example/articles/guide/index.html"));
    let site = Site::new(&files).seen(|options| options.overrides.fold = true);
    site.edit("content/audiences/b2b.yaml", "kind: business", "kind: business\nurl: https://trade.example");
    assert!(site.build().clean().has("b2b/articles/guide/index.html"));
}

#[test]
fn two_pages_at_one_address_are_refused_naming_both() {
    let site = Site::new(
        &[source("articles/a.md", "title: A\naudience: b2c", "Tea."), source("articles/b.md", "title: B\naudience: b2c\nslug: a", "Tea.")]
            .concat(),
    );
    let built = site.build();
    assert!(built.found().starts_with("error plan/same-address content/articles/"), "{}", built.found());
    assert!(built.report().contains("content/articles/a.md") && built.report().contains("content/articles/b.md"), "{}", built.report());
}

#[test]
fn two_addresses_that_differ_by_case_or_by_the_way_a_letter_is_written_are_one() {
    let pair = |one: &str, other: &str| {
        Site::new(
            &[
                source("articles/a.md", &format!("title: A\naudience: b2c\nslug: {one}"), "Tea."),
                source("articles/b.md", &format!("title: B\naudience: b2c\nslug: {other}"), "Tea."),
            ]
            .concat(),
        )
    };
    for (one, other) in [("Guide", "guide"), ("\"\\u0439\"", "\"\\u0438\\u0306\""), ("\"\\u00c9\"", "\"e\\u0301\"")] {
        let built = pair(one, other).build();
        assert!(built.found().contains("plan/same-address"), "{one} {other}: {}", built.found());
        assert!(built.report().contains("articles/a.md") && built.report().contains("articles/b.md"), "{}", built.report());
    }
    pair("guide", "guides").build().clean();
}

#[test]
fn a_page_may_not_stand_where_a_list_a_hub_or_a_generated_file_stands() {
    let about = |slug: &str| source("pages/about.md", &format!("title: About\nslug: {slug}"), "Tea.");
    let articles = source("articles/guide.md", "title: Guide\naudience: all\nsegment: cafes\ntags: [x]", "Tea.");
    for slug in ["articles", "cafes", "tags"] {
        let built = Site::new(&[about(slug), articles.clone()].concat()).build();
        assert!(built.found().contains("plan/same-address"), "{slug}: {}", built.found());
        assert!(built.report().contains("pages/about.md"), "{}", built.report());
    }
}

#[test]
fn a_page_may_not_stand_where_another_language_or_audience_is_at_home() {
    let site = Site::new(&source("pages/about.md", "title: About\nslug: ru", "Tea."));
    assert!(site.build().found().contains("plan/same-address"), "{}", site.build().found());
    let site = Site::new(&source("pages/about.md", "title: About\nslug: b2b", "Tea."));
    site.edit("content/audiences/b2c.yaml", "kind: consumer", "kind: consumer\npath: ''");
    assert!(site.build().found().contains("plan/same-address"), "{}", site.build().found());
}

#[test]
fn a_static_file_may_not_take_a_pages_place() {
    let site = Site::new(&source("articles/guide.md", "title: Guide\naudience: all", "Tea."));
    site.put("content/static/b2b/articles/guide/index.html", "<p>Mine");
    let built = site.build();
    assert!(built.found().contains("plan/same-address"), "{}", built.found());
    assert!(
        built.report().contains("content/static/b2b/articles/guide/index.html") && built.report().contains("articles/guide"),
        "{}",
        built.report()
    );
}

#[test]
fn a_file_may_not_stand_where_a_folder_is_needed() {
    let site = Site::new(&source("articles/guide.md", "title: Guide\naudience: all", "Tea."));
    site.put("content/static/b2b/articles", "a file");
    let built = site.build();
    assert!(!built.findings.is_empty(), "a file and a folder of one name cannot both be written");
    assert!(built.files.is_empty());
}

#[test]
fn an_alias_of_the_host_leads_to_the_primary_and_one_of_the_variant_to_its_own() {
    let site = Site::new(
        &[
            source("articles/guide.md", "title: Guide\naudience: all\naliases: [/old/guide, before, /legacy.html]", "Tea."),
            source("articles/trade.md", "title: Trade\naudience: all\nprimary: b2b\naliases: [/trade]", "Tea."),
        ]
        .concat(),
    );
    let built = site.build().clean();
    assert!(built.text("old/guide/index.html").contains("https://tea.example/b2c/articles/guide/"));
    assert!(built.text("legacy.html").contains("https://tea.example/b2c/articles/guide/"));
    assert!(built.text("trade/index.html").contains("https://tea.example/b2b/articles/trade/"));
    for audience in ["b2b", "b2c"] {
        let alias = built.text(&format!("{audience}/before/index.html"));
        assert!(alias.contains(&format!("https://tea.example/{audience}/articles/guide/")), "{alias}");
        assert!(alias.contains("http-equiv=\"refresh\"") && !alias.contains("noindex"));
    }
    assert!(!built.has("b2b/old/guide/index.html"));
}

#[test]
fn an_alias_may_not_stand_where_something_is() {
    let site = Site::new(
        &[
            source("articles/guide.md", "title: Guide\naudience: b2c\naliases: [articles/other]", "Tea."),
            source("articles/other.md", "title: Other\naudience: b2c", "Tea."),
        ]
        .concat(),
    );
    assert!(site.build().found().contains("plan/same-address"));
    for alias in ["../up", "a//b", "a b", "/", "''", "a?b"] {
        let site = Site::new(&source("articles/guide.md", &format!("title: Guide\naudience: b2c\naliases: [{alias}]"), "Tea."));
        assert!(site.build().found().contains("error plan/alias"), "{alias}: {}", site.build().found());
    }
}

#[test]
fn each_variant_and_each_host_has_its_page_for_addresses_that_are_not_there() {
    let built = Site::with_article("Tea.").build().clean();
    for path in ["404.html", "b2b/404.html", "b2b/ru/404.html", "b2c/404.html", "b2c/ru/404.html"] {
        assert!(built.text(path).contains("noindex"), "{path}");
    }
}

#[test]
fn the_chooser_names_each_audience_and_leads_to_its_home() {
    let built = Site::with_article("Tea.").build().clean();
    let main = built.between("index.html", "<main", "</main>");
    assert!(main.contains("For business") && main.contains("For home") && main.contains("/b2b/") && main.contains("/b2c/"), "{main}");
}
