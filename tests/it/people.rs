//! People: authors with pages of their own, and those whom readers can turn to.

use crate::support::Site;

const GUIDE: &str = "articles/guide/index.html";

fn site(front: &str, body: &str) -> Site {
    let site = Site::new(&format!(
        "
-- content/articles/guide.md --
---
title: Guide
audience: all
author: nino
date: 2026-05-01
{front}
---
{body}
"
    ));
    site.edit(
        "site.yaml",
        "{name: Nino Kalandadze}",
        "{name: Nino Kalandadze, role: Tea maker, bio: \"Nino makes tea.\\n\\nShe has a dog.\", url: 'https://nino.example', same_as: ['https://social.example/nino']}",
    );
    let contacts =
        "contact: {name: Ana, email: ana@tea.example}\ncontacts: {depot: {name: Gia, role: Depot, phone: '+995 1', photo: gia.svg}}";
    site.edit("content/audiences/b2b.yaml", "kind: business", &format!("kind: business\n{contacts}"));
    site.put("content/gia.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    site
}

#[test]
fn an_authors_page_says_who_they_are() {
    let built = site("", "Text.").build().clean();
    let page = built.text("b2b/authors/nino/index.html");
    assert!(built.shows("b2b/authors/nino/index.html").contains("Tea maker Nino makes tea. She has a dog."), "{page}");
    assert!(page.contains("https://nino.example") && page.contains("https://social.example/nino"), "{page}");
}

#[test]
fn an_author_can_be_shown_in_a_text() {
    let built = site("", "::author{id=nino}").build().clean();
    let page = built.between(&format!("b2c/{GUIDE}"), "<aside class=\"person\"", "</aside>").to_owned();
    assert!(page.contains("Tea maker") && page.contains("href=\"/b2c/authors/nino/\""), "{page}");
}

#[test]
fn a_contact_is_the_audiences_own_unless_it_is_named() {
    let built = site("", ":::for{b2b}\n::contact\n\n::contact{id=depot}\n:::").build().clean();
    let page = built.shows(&format!("b2b/{GUIDE}"));
    assert!(page.contains("Ana ana@tea.example Gia Depot +995 1"), "{page}");
    assert!(built.text(&format!("b2b/{GUIDE}")).contains("/b2b/files/gia.svg"));
    let other = built.text(&format!("b2c/{GUIDE}"));
    assert!(!other.contains("Gia") && !other.contains("Ana"), "{other}");
}

#[test]
fn a_page_where_readers_decide_shows_whom_to_turn_to() {
    let person = "data-contact=\"Ana\"";
    assert!(site("stage: decision", "Text.").build().clean().text(&format!("b2b/{GUIDE}")).contains(person));
    assert!(!site("stage: interest", "Text.").build().clean().text(&format!("b2b/{GUIDE}")).contains(person));
    // Once is enough.
    let both = site("stage: decision", ":::for{b2b}\n::contact\n:::").build().clean();
    assert_eq!(both.text(&format!("b2b/{GUIDE}")).matches("class=\"person\"").count(), 1);
}

#[test]
fn page_stage_and_segment_may_name_another_contact() {
    let gia = "data-contact=\"Gia\"";
    let guide = format!("b2b/{GUIDE}");
    assert!(site("variants: {b2b: {contact: depot}}", "Text.").build().clean().text(&guide).contains(gia));
    assert!(!site("stage: decision\nvariants: {b2b: {contact: none}}", "Text.").build().clean().text(&guide).contains("class=\"person\""));
    let of_stage = site("stage: trust", "Text.");
    of_stage.edit("content/audiences/b2b.yaml", "kind: business", "kind: business\nstages: {trust: {contact: depot}}");
    assert!(of_stage.build().clean().text(&guide).contains(gia));
    let of_segment = site("segment: wholesale", "Text.");
    of_segment.edit("content/audiences/b2b.yaml", "{label: Wholesale}", "{label: Wholesale, contact: depot}");
    assert!(of_segment.build().clean().text(&guide).contains(gia));
}

#[test]
fn somebody_whom_nobody_knows_is_an_error_with_the_nearest_name() {
    let in_text = site("", ":::for{b2b}\n::contact{id=depto}\n:::\n\n::author{id=ninno}");
    insta::assert_snapshot!(in_text.build().report(), @"
    error[site/unknown-contact]: the audience `b2b` has no contact `depto`
     --> content/articles/guide.md:9:1
      |
    9 | ::contact{id=depto}
      | ^^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `depot`?

    error[content/unknown-author]: there is no author `ninno`
      --> content/articles/guide.md:12:1
       |
    12 | ::author{id=ninno}
       | ^^^^^^^^^^^^^^^^^^
       |
       = help: did you mean `nino`?
    ");
    let in_front = site("variants: {b2b: {contact: depto}}", "Text.");
    insta::assert_snapshot!(in_front.build().report(), @"
    error[site/unknown-contact]: the audience `b2b` has no contact `depto`
     --> content/articles/guide.md:6:27
      |
    6 | variants: {b2b: {contact: depto}}
      |                           ^^^^^
      |
      = help: did you mean `depot`?
    ");
    let in_audience = site("", "Text.");
    in_audience.edit("content/audiences/b2b.yaml", "{label: Wholesale}", "{label: Wholesale, contact: depto}");
    insta::assert_snapshot!(in_audience.build().report(), @"
    error[site/unknown-contact]: the audience `b2b` has no contact `depto`
     --> content/audiences/b2b.yaml:7:51
      |
    7 | segments: {wholesale: {label: Wholesale, contact: depto}, cafes: {label: Cafes}}
      |                                                   ^^^^^
      |
      = help: did you mean `depot`?
    ");
}
