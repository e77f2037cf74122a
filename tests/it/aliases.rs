//! Old addresses that lead to pages.

use crate::support::Site;

#[test]
fn an_edition_leaves_the_aliases_of_its_page_to_that_page() {
    let site = Site::new(
        "
-- content/articles/guide.md --
---
title: Guide
audience: b2b
aliases: [old, /older]
editions: [wholesale]
---
Tea.
",
    );
    let built = site.build().clean();
    assert!(built.text("b2b/old/index.html").contains("url=https://tea.example/b2b/articles/guide/"));
    assert!(built.text("older/index.html").contains("url=https://tea.example/b2b/articles/guide/"));
    site.write("\n-- content/articles/guide.wholesale.md --\n---\naliases: [old-wholesale]\n---\nTea in bulk.\n");
    let built = site.build().clean();
    assert!(built.text("b2b/old-wholesale/index.html").contains("url=https://tea.example/b2b/wholesale/articles/guide/"));
}

#[test]
fn an_alias_of_the_host_says_where_the_page_is_and_not_what_it_is_called() {
    let site = Site::new("\n-- content/articles/guide.md --\n---\ntitle: Net thirty\naudience: b2b\naliases: [old, /older]\n---\nTea.\n");
    let built = site.build().clean();
    assert!(built.text("b2b/old/index.html").contains("Net thirty"));
    assert!(!built.text("older/index.html").contains("Net thirty"));
}
