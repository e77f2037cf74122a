//! What stands above a text.

use super::{found, guide, raw, told};
use crate::support::Site;

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
fn a_value_of_another_type() {
    insta::assert_snapshot!(told(&guide("tags: tea\nseo: yes please")), @"
    error[yaml/type]: expected a list, found text
     --> content/articles/guide.md:4:1
      |
    4 | tags: tea
      | ^^^^
      |
      = help: write it as a list: `[tea]`

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
fn a_list_that_is_written_as_one_text() {
    insta::assert_snapshot!(told(&Site::new("\n-- content/articles/guide.md --\n---\ntitle: Guide\naudience: b2b, b2c\n---\nText.\n")), @"
    error[yaml/value]: `b2b, b2c` is one text
     --> content/articles/guide.md:3:11
      |
    3 | audience: b2b, b2c
      |           ^^^^^^^^
      |
      = help: several stand in a list: `[b2b, b2c]`
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
fn a_tab_in_the_site_and_in_an_audience() {
    let site = Site::with_article("Tea.");
    site.edit("site.yaml", "languages:", "\tlanguages:");
    site.edit("content/audiences/b2b.yaml", "kind: business", "tokens:\n\thue: 3\nkind: business");
    insta::assert_snapshot!(found(&site), @"
    error yaml/unreadable content/audiences/b2b.yaml: found character that cannot start any token
    error yaml/unreadable site.yaml: found a tab character that violates indentation
    ");
}

#[test]
fn front_matter_that_is_a_list_a_text_or_several_documents() {
    insta::assert_snapshot!(told(&raw("---\n- title\n- audience\n---\nTea.\n")), @"
    error[yaml/type]: expected a map, found a list
     --> content/articles/guide.md:2:1
      |
    2 | - title
      | ^^^^^^^
      |
      = help: write it as a map with the keys aliases, anonymised, audience, author, benefits, campaign, cascade, client, contact, cta, date, description, draft, editions, ends, expires_at, extra, faq, form, image, kind, layout, lead_magnet, metrics, offer, online, online_private, permission, place, primary, publish_at, quotes, register, register_until, related, replay, segment, seo, slug, speakers, stage, starts, tags, title, updated, variants, voice
    ");
    insta::assert_snapshot!(told(&raw("---\ntitle\n---\nTea.\n")), @"
    error[yaml/type]: expected a map, found text
     --> content/articles/guide.md:2:1
      |
    2 | title
      | ^^^^^
      |
      = help: write it as a map with the keys aliases, anonymised, audience, author, benefits, campaign, cascade, client, contact, cta, date, description, draft, editions, ends, expires_at, extra, faq, form, image, kind, layout, lead_magnet, metrics, offer, online, online_private, permission, place, primary, publish_at, quotes, register, register_until, related, replay, segment, seo, slug, speakers, stage, starts, tags, title, updated, variants, voice
    ");
    insta::assert_snapshot!(told(&raw("---\ntitle: Guide\n--- x\naudience: all\n---\nTea.\n")), @"
    error[yaml/unreadable]: a line of three hyphens begins a second document here
     --> content/articles/guide.md:2:1
      |
    2 | title: Guide
      | ^^^^^^^^^^^^
      |
      = help: keep one document: remove the line
    ");
}

#[test]
fn front_matter_that_says_nothing() {
    insta::assert_snapshot!(found(&raw("---\n---\nTea.\n")), @"
    error content/no-audience content/articles/guide.md: `articles/guide` does not say who it is for
    error content/no-title content/articles/guide.md: the page has no title
    ");
    insta::assert_snapshot!(found(&raw("---\n~\n---\nTea.\n")), @"error yaml/type content/articles/guide.md: expected a map, found nothing");
}

#[test]
fn a_key_given_twice_in_the_site_in_a_map_and_in_an_audience() {
    let site = Site::with_article("Tea.");
    site.edit("site.yaml", "primary: b2c", "primary: b2c\nseo: {noindex: true, noindex: false}\nprimary: b2b");
    site.edit("content/audiences/b2b.yaml", "kind: business", "kind: business\nkind: consumer");
    insta::assert_snapshot!(found(&site), @"
    error yaml/duplicate-key content/audiences/b2b.yaml: the key `kind` stands here twice
    error yaml/duplicate-key site.yaml: the key `seo.noindex` stands here twice
    error yaml/duplicate-key site.yaml: the key `primary` stands here twice
    ");
}

#[test]
fn anchors_that_grow_without_end() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let below = format!("*a{}", level - 1);
        bomb.push_str(&format!("  a{level}: &a{level} [{}]\n", vec![below; 9].join(", ")));
    }
    insta::assert_snapshot!(told(&guide(&format!("extra:\n  {bomb}"))), @"
    error[yaml/limit]: the YAML repeats itself by aliases until it is enormous
     --> content/articles/guide.md:2:1
      |
    2 | title: Guide
      | ^^^^^^^^^^^^
      |
      = help: a page or a setting needs far less: write it out more simply, or move part of it into files of its own
    ");
    let many = format!("extra:\n  a: &a {}\n  b: [{}]", "x".repeat(10_000), vec!["*a"; 5_000].join(", "));
    insta::assert_snapshot!(found(&guide(&many)), @"error yaml/limit content/articles/guide.md: the YAML repeats itself by aliases more than 200 times");
    let site = Site::with_article("Tea.");
    site.edit("site.yaml", "primary: b2c", &format!("primary: b2c\ncheck:\n  {bomb}"));
    insta::assert_snapshot!(found(&site), @"error yaml/limit site.yaml: the YAML repeats itself by aliases until it is enormous");
}

#[test]
fn an_anchor_that_contains_itself_or_is_not_there() {
    insta::assert_snapshot!(told(&guide("extra: &a {b: *a}")), @"
    error[yaml/limit]: the YAML contains itself by an alias, or is too deep
     --> content/articles/guide.md:4:8
      |
    4 | extra: &a {b: *a}
      |        ^^^^^^^^^^
      |
      = help: a page or a setting needs far less: write it out more simply, or move part of it into files of its own
    ");
    insta::assert_snapshot!(told(&guide("extra: {b: *nowhere}")), @"
    error[yaml/unreadable]: an asterisk repeats what `&` named before, and nothing has this name
     --> content/articles/guide.md:4:12
      |
    4 | extra: {b: *nowhere}
      |            ^^^^^^^^^
      |
      = help: put the text into quotes if the asterisk belongs to it
    ");
}

#[test]
fn dates_that_no_calendar_has() {
    for date in [
        "2026-13-01",
        "2026-00-10",
        "26-05-01",
        "2026-5-1",
        "01.05.2026",
        "2026-05-01T25:00:00Z",
        "2026-05-01T10:00:00+99:00",
        "[2026-05-01]",
        "{}",
        "''",
    ] {
        for key in ["date", "updated", "publish_at", "expires_at"] {
            let report = told(&guide(&format!("{key}: {date}")));
            assert!(report.starts_with("error[yaml/") && report.contains("articles/guide.md:4:"), "{key}: {date}\n{report}");
        }
    }
}

#[test]
fn values_of_a_kind_that_are_of_another_type() {
    insta::assert_snapshot!(found(&guide("kind: case-study\nmetrics: {label: x}\nclient: Orbeli\nquotes: [x, {text: 3.5}]\nanonymised: maybe")), @"
    error yaml/type content/articles/guide.md: expected a list, found a map
    error yaml/type content/articles/guide.md: expected a map, found text
    error yaml/type content/articles/guide.md: expected a map, found text
    error yaml/type content/articles/guide.md: expected text or a map, found a number (in quotes it would be text)
    error yaml/type content/articles/guide.md: expected true or false, found text
    ");
}
