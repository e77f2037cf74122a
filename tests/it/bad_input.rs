//! What people are told when something is wrong.

mod probe;
mod probe2;

use crate::support::{Site, source};

const GUIDE: &str = "content/articles/guide.md";

fn guide(front: &str) -> Site {
    Site::new(&source("articles/guide.md", &format!("title: Guide\naudience: b2b\n{front}"), "Tea."))
}

/// The whole report, and that nothing was written.
#[track_caller]
fn told(site: &Site) -> String {
    let built = site.build();
    assert!(built.files.is_empty(), "{:?}", built.paths());
    assert!(!built.findings.is_empty());
    built.report()
}

fn raw(text: impl Into<Vec<u8>>) -> Site {
    let site = Site::with_article("Tea.");
    site.put(GUIDE, text);
    site
}

#[test]
fn an_unknown_key() {
    insta::assert_snapshot!(told(&guide("autor: nino")), @"
    error[yaml/unknown-key]: there is no key `autor` here
     --> content/articles/guide.md:4:1
      |
    4 | autor: nino
      | ^^^^^
      |
      = help: did you mean `author`?
    ");
}

#[test]
fn an_unknown_audience() {
    let site = guide("");
    site.edit(GUIDE, "audience: b2b", "audience: [b2b, b2x]");
    insta::assert_snapshot!(told(&site), @"
    error[content/unknown-audience]: there is no audience `b2x`
     --> content/articles/guide.md:3:17
      |
    3 | audience: [b2b, b2x]
      |                 ^^^
      |
      = help: did you mean `b2b`?
    ");
}

#[test]
fn an_unknown_segment() {
    insta::assert_snapshot!(told(&guide("segment: caffes")), @"
    error[content/unknown-segment]: there is no segment `caffes`
     --> content/articles/guide.md:4:10
      |
    4 | segment: caffes
      |          ^^^^^^
      |
      = help: did you mean `cafes`?
    ");
}

#[test]
fn an_unknown_stage() {
    insta::assert_snapshot!(told(&guide("stage: intrest")), @"
    error[yaml/value]: `intrest` is not one of the values allowed here
     --> content/articles/guide.md:4:8
      |
    4 | stage: intrest
      |        ^^^^^^^
      |
      = help: did you mean `interest`?
    ");
}

#[test]
fn an_unknown_language() {
    let site = guide("");
    site.edit("content/audiences/b2b.yaml", "kind: business", "kind: business\nlanguages: [en, de]");
    insta::assert_snapshot!(told(&site), @"
    error[site/unknown-language]: `de` is not a language of this site
     --> content/audiences/b2b.yaml:3:17
      |
    3 | languages: [en, de]
      |                 ^^
      |
      = help: the site's languages are: en, ru
    ");
}

#[test]
fn an_unknown_call_to_action_form_or_offer() {
    insta::assert_snapshot!(told(&guide("cta: quota\nform: quotes\noffer: spring")), @"
    error[site/unknown-cta]: the audience `b2b` has no cta `quota`
     --> content/articles/guide.md:4:6
      |
    4 | cta: quota
      |      ^^^^^
      |
      = help: did you mean `quote`?

    error[site/unknown-form]: the audience `b2b` has no form `quotes`
     --> content/articles/guide.md:5:7
      |
    5 | form: quotes
      |       ^^^^^^
      |
      = help: did you mean `quote`?

    error[site/unknown-offer]: the audience `b2b` has no offer `spring`
     --> content/articles/guide.md:6:8
      |
    6 | offer: spring
      |        ^^^^^^
      |
      = help: define it under `offers:` in content/audiences/b2b.yaml
    ");
}

#[test]
fn an_unknown_author() {
    insta::assert_snapshot!(told(&guide("author: nnio")), @"
    error[content/unknown-author]: there is no author `nnio`
     --> content/articles/guide.md:4:9
      |
    4 | author: nnio
      |         ^^^^
      |
      = help: did you mean `nino`?
    ");
}

#[test]
fn an_unknown_layout() {
    insta::assert_snapshot!(told(&guide("layout: artcle")), @"
    error[plan/unknown-layout]: the theme has no template `artcle.html`
     --> content/articles/guide.md:4:9
      |
    4 | layout: artcle
      |         ^^^^^^
      |
      = help: did you mean `article`?
    ");
}

#[test]
fn an_unknown_component() {
    insta::assert_snapshot!(told(&Site::with_article("Tea.\n\n:::qoute{author=\"N.\"}\nGood.\n:::")), @r#"
    error[markdown/unknown-component]: there is no component `qoute`
     --> content/articles/guide.md:8:1
      |
    8 | :::qoute{author="N."}
      | ^^^^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `quote`?
    "#);
}

#[test]
fn wrong_arguments_of_a_component() {
    insta::assert_snapshot!(told(&Site::with_article("Tea.\n\n::cta{idd=quote}\n\n:::details\nX.\n:::")), @"
    error[markdown/unknown-argument]: `cta` has no argument `idd`
     --> content/articles/guide.md:8:7
      |
    8 | ::cta{idd=quote}
      |       ^^^^^^^^^
      |
      = help: did you mean `id`?

    error[markdown/missing-argument]: `details` needs `summary`
      --> content/articles/guide.md:10:1
       |
    10 | :::details
       | ^^^^^^^^^^
       |
       = help: add `summary=…` between the braces
    ");
}

#[test]
fn a_bad_date() {
    insta::assert_snapshot!(told(&guide("date: 2026-02-30\nexpires_at: tomorrow\npublish_at: 2026-11-22T18:00")), @"
    error[yaml/value]: `2026-02-30` is no date
     --> content/articles/guide.md:4:7
      |
    4 | date: 2026-02-30
      |       ^^^^^^^^^^
      |
      = help: write a day such as 2026-11-22, or an instant such as 2026-11-22T18:00:00+04:00

    error[yaml/value]: `tomorrow` is no date
     --> content/articles/guide.md:5:13
      |
    5 | expires_at: tomorrow
      |             ^^^^^^^^
      |
      = help: write a day such as 2026-11-22, or an instant such as 2026-11-22T18:00:00+04:00

    error[yaml/value]: `2026-11-22T18:00` is no date
     --> content/articles/guide.md:6:13
      |
    6 | publish_at: 2026-11-22T18:00
      |             ^^^^^^^^^^^^^^^^
      |
      = help: write a day such as 2026-11-22, or an instant such as 2026-11-22T18:00:00+04:00
    ");
}

#[test]
fn a_slug_that_is_no_name() {
    for slug in ["..", "a/b", "a b", "\"a\\0b\"", "'a?b'", "''", "a\\\\b", "\".\""] {
        let report = told(&guide(&format!("slug: {slug}")));
        assert!(report.starts_with("error[content/slug]"), "{slug}: {report}");
    }
    insta::assert_snapshot!(told(&guide("slug: ../up")), @"
    error[content/slug]: `../up` cannot be a part of an address
     --> content/articles/guide.md:4:7
      |
    4 | slug: ../up
      |       ^^^^^
      |
      = help: a slug is one name without `/`, `..`, `?`, `#` and control characters
    ");
}

#[test]
fn a_value_of_another_type() {
    insta::assert_snapshot!(told(&guide("tags: tea\nseo: yes please")), @"
    error[yaml/type]: expected a list, found text
     --> content/articles/guide.md:4:1
      |
    4 | tags: tea
      | ^^^^
      |
      = help: What it is about

    error[yaml/type]: expected a map, found text
     --> content/articles/guide.md:5:1
      |
    5 | seo: yes please
      | ^^^
      |
      = help: write it as a map with the keys canonical, description, image, keyword, noindex, title
    ");
}

#[test]
fn a_key_given_twice() {
    insta::assert_snapshot!(told(&guide("title: Again")), @"
    error[yaml/duplicate-key]: the key `title` stands here twice
     --> content/articles/guide.md:4:1
      |
    4 | title: Again
      | ^^^^^
      |
     ::: content/articles/guide.md:2:1
      |
    2 | title: Guide
      | ----- the first one
      |
      = help: keep one of the two
    ");
}

#[test]
fn a_tab_in_front_matter() {
    insta::assert_snapshot!(told(&guide("seo:\n\ttitle: x")), @"
    error[yaml/unreadable]: found character that cannot start any token
     --> content/articles/guide.md:5:1
      |
    5 |     title: x
      | ^^^^^^^^^^^^
      |
      = help: YAML is indented with spaces, never with tabs
    ");
}

#[test]
fn front_matter_that_is_missing_or_not_closed() {
    insta::assert_snapshot!(told(&raw("# Guide\n\nTea.\n")), @"
    error[content/no-front-matter]: the file has no front matter
     --> content/articles/guide.md:1:1
      |
    1 | # Guide
      | ^^^^^^^
      |
      = help: begin it with a line `---`, then `title: …`, then another line `---`
    ");
    insta::assert_snapshot!(told(&raw("---\ntitle: Guide\naudience: all\n\nTea.\n")), @"
    error[content/unclosed-front-matter]: the front matter is not closed
     --> content/articles/guide.md:1:1
      |
    1 | ---
      | ^^^
      |
      = help: end it with a line of three hyphens, `---`, above the text
    ");
}

#[test]
fn an_empty_file() {
    insta::assert_snapshot!(told(&raw("")), @"
    error[content/no-front-matter]: the file has no front matter
     --> content/articles/guide.md:1:1
      |
    1 |
      | ^
      |
      = help: begin it with a line `---`, then `title: …`, then another line `---`
    ");
}

#[test]
fn a_title_that_is_missing() {
    insta::assert_snapshot!(told(&raw("---\naudience: all\n---\nTea.\n")), @"
    error[content/no-title]: the page has no title
     --> content/articles/guide.md:2:1
      |
    2 | audience: all
      | ^^^^^^^^^^^^^
      |
      = help: add a line `title: …`
    ");
}

#[test]
fn bytes_that_are_no_text() {
    insta::assert_snapshot!(told(&raw(b"---\ntitle: Gu\xFFide\naudience: all\n---\nTea.\n".to_vec())), @"
    error[world/not-utf-8]: the file is not UTF-8 text from here on
     --> content/articles/guide.md:2:10
      |
    2 | title: Gu
      |          ^
      |
      = help: save it again as UTF-8; every editor offers that when saving
    ");
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_no_mistake() {
    let site = raw("\u{feff}---\r\ntitle: Guide\r\naudience: all\r\n---\r\nTea.\r\n\r\n:::for{b2b}\r\nNet 30.\r\n:::\r\n");
    let built = site.build().clean();
    assert!(built.text("b2b/articles/guide/index.html").contains("Net 30."));
    assert!(!built.text("b2c/articles/guide/index.html").contains("Net 30."));
    assert!(!built.text("b2b/articles/guide/index.html").contains('\u{feff}'));
}

#[test]
fn a_file_and_a_link_that_lead_nowhere() {
    insta::assert_snapshot!(told(&Site::with_article("![Leaf](laef.svg) [Other](other.md) [Up](../../x.md)")), @"
    error[plan/missing-target]: there is no file `content/articles/laef.svg`
     --> content/articles/guide.md:6:9
      |
    6 | ![Leaf](laef.svg) [Other](other.md) [Up](../../x.md)
      |         ^^^^^^^^
      |
      = help: paths start from the folder of the file they stand in

    error[plan/missing-target]: there is no source `content/articles/other.md`
     --> content/articles/guide.md:6:27
      |
    6 | ![Leaf](laef.svg) [Other](other.md) [Up](../../x.md)
      |                           ^^^^^^^^
      |
      = help: paths start from the folder of the file they stand in

    error[content/path-outside]: `../../x.md` leads out of `content/`
     --> content/articles/guide.md:6:42
      |
    6 | ![Leaf](laef.svg) [Other](other.md) [Up](../../x.md)
      |                                          ^^^^^^^^^^
      |
      = help: links lead to files inside `content/`
    ");
}

#[test]
fn no_site_yaml() {
    let site = Site::with_article("Tea.");
    site.remove("site.yaml");
    insta::assert_snapshot!(told(&site), @"
    error[world/file]: there is no such file
    --> site.yaml
     = help: `segue init DIR` makes a small working site
    ");
}

#[test]
fn a_site_yaml_without_what_it_needs() {
    let site = Site::with_article("Tea.");
    site.put("site.yaml", "title: Tea\nurl: tea.example\nlanguages: []\n");
    insta::assert_snapshot!(told(&site), @"
    error[yaml/missing-key]: the key `primary` is missing
     --> site.yaml:1:1
      |
    1 | title: Tea
      | ^^^^^^^^^^
      |
      = help: The audience that owns words which several audiences share
    ");
}

#[test]
fn no_audience() {
    let site = Site::new("");
    site.remove("content/audiences/b2b.yaml");
    site.remove("content/audiences/b2c.yaml");
    insta::assert_snapshot!(told(&site), @"
    error[site/no-audience]: the site has no audience
    --> content/audiences
     = help: write a file such as content/audiences/b2c.yaml; `segue init` shows how one looks
    ");
}

#[test]
fn an_unknown_theme() {
    let site = Site::with_article("Tea.");
    site.edit("site.yaml", "primary: b2c", "primary: b2c\ntheme: lumne");
    insta::assert_snapshot!(told(&site), @"
    error[theme/unknown]: there is no theme `lumne`
     --> site.yaml:5:8
      |
    5 | theme: lumne
      |        ^^^^^
      |
      = help: did you mean `lumen`?
    ");
}

#[test]
fn a_broken_template() {
    let site = Site::with_article("Tea.");
    site.edit("site.yaml", "primary: b2c", "primary: b2c\ntheme: own");
    site.put("themes/own/theme.yaml", "extends: lumen\n");
    site.put(
        "themes/own/templates/article.html",
        "{% extends \"base.html\" %}\n{% block main %}\n<h1>{{ page.title }</h1>\n{% endblock main %}\n",
    );
    insta::assert_snapshot!(told(&site), @"
    error[theme/syntax]: found `}` but expected }}
     --> themes/own/templates/article.html:3:19
      |
    3 | <h1>{{ page.title }</h1>
      |                   ^
    ");
}

#[test]
fn a_template_that_asks_for_what_is_not_there() {
    let site = Site::with_article("Tea.");
    site.edit("site.yaml", "primary: b2c", "primary: b2c\ntheme: own");
    site.put("themes/own/theme.yaml", "extends: lumen\n");
    site.put(
        "themes/own/templates/article.html",
        "{% extends \"base.html\" %}\n{% block main %}\n<h1>{{ page.titel.x }}</h1>\n{% endblock main %}\n",
    );
    let report = told(&site);
    assert!(report.contains("themes/own/templates/article.html:3"), "{report}");
}

#[test]
fn every_problem_is_told_at_once() {
    let site = guide("autor: nino");
    site.write(&source("articles/two.md", "title: Two\naudience: b2x", "[Nowhere](none.md)"));
    site.write(&source("articles/three.b2bb.md", "title: Three\naudience: b2b", "Tea."));
    site.write(&source("articles/four.md", "title: Four\naudience: b2b\nslug: a/b", ":::for{nobody}\nTea.\n:::\n\n[Nowhere](none.md)"));
    let found = site.build().found();
    for rule in [
        "yaml/unknown-key content/articles/guide.md",
        "content/unknown-audience content/articles/two.md",
        "content/unknown-overlay content/articles/three.b2bb.md",
        "content/slug content/articles/four.md",
        "markdown/unknown-id content/articles/four.md",
        "plan/missing-target content/articles/four.md",
    ] {
        assert!(found.contains(rule), "{rule}:\n{found}");
    }
}

#[test]
fn every_problem_of_the_site_and_its_audiences_is_told_at_once() {
    let site = guide("");
    site.edit("content/audiences/b2b.yaml", "kind: business", "kind: business\nvoise: formal");
    site.edit("content/audiences/b2c.yaml", "kind: consumer", "kind: customer");
    site.edit("site.yaml", "time_zone: Asia/Tbilisi", "timezone: Asia/Tbilisi");
    let found = site.build().found();
    for rule in ["yaml/unknown-key content/audiences/b2b.yaml", "yaml/value content/audiences/b2c.yaml", "yaml/unknown-key site.yaml"] {
        assert!(found.contains(rule), "{rule}:\n{found}");
    }
}

#[test]
fn a_list_that_is_written_as_one_text() {
    insta::assert_snapshot!(told(&Site::new("\n-- content/articles/guide.md --\n---\ntitle: Guide\naudience: b2b, b2c\n---\nText.\n")), @"
    error[yaml/value]: `b2b, b2c` is not the id of an audience; several stand in a list: `[b2b, b2c]`
     --> content/articles/guide.md:3:11
      |
    3 | audience: b2b, b2c
      |           ^^^^^^^^
    ");
}
