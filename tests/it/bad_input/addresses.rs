//! Slugs and addresses.

use super::{found, guide, told};
use crate::support::{Site, source};

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
fn a_slug_that_leads_elsewhere_or_cannot_be_seen() {
    for slug in ["\"a\\nb\"", "\"a\\u202Eb\"", "\"a\\uFEFF\"", "'/'", "'/b2c/'", "'..\\..'", "'%2e%2e'", "'a:b'", "'a|b'"] {
        let report = told(&guide(&format!("slug: {slug}")));
        assert!(report.starts_with("error[content/slug]"), "{slug}: {report}");
    }
    let report = told(&guide(&format!("slug: {}", "a".repeat(300))));
    assert!(report.starts_with("error[content/slug]"), "{report}");
}

#[test]
fn an_alias_that_is_no_address() {
    insta::assert_snapshot!(found(&guide("aliases: [/, .., /../x, 'a?b', \"a\\0b\", 'https://x.y/']")), @r"
    error plan/alias content/articles/guide.md: `..` cannot be an address
    error plan/alias content/articles/guide.md: `/../x` cannot be an address
    error plan/alias content/articles/guide.md: `/` cannot be an address
    error plan/alias content/articles/guide.md: `a?b` cannot be an address
    error plan/alias content/articles/guide.md: `a\0b` cannot be an address
    error plan/alias content/articles/guide.md: `https://x.y/` cannot be an address
    ");
}

#[test]
fn a_list_or_a_generated_page_where_a_page_stands_has_a_place_too() {
    let site = Site::with_article("Tea.");
    site.write(&source("tags/tea.md", "title: Tags\naudience: all\ntags: [tea]", "Tea."));
    site.write(&source("ru/page.md", "title: Ru\naudience: all\nslug: page", "Tea."));
    site.write(&source("articles/two.md", "title: Two\naudience: b2c\naliases: [articles/guide/, robots.txt]", "Tea."));
    insta::assert_snapshot!(found(&site), @"
    error plan/same-address content/articles/two.md: the alias of /b2c/articles/two/ has the same address as the page `articles/guide`: /b2c/articles/guide/
    error plan/same-address content/audiences/b2b.yaml: the home page has the same address as the list of the section `ru`: /b2b/ru/
    error plan/same-address content/audiences/b2b.yaml: the list of tags has the same address as the list of the section `tags`: /b2b/tags/
    error plan/same-address content/audiences/b2c.yaml: the home page has the same address as the list of the section `ru`: /b2c/ru/
    error plan/same-address content/audiences/b2c.yaml: the list of tags has the same address as the list of the section `tags`: /b2c/tags/
    error plan/same-address content/tags/tea.md: the list of the tag `tea` has the same address as the page `tags/tea`: /b2b/tags/tea/
    error plan/same-address content/tags/tea.md: the list of the tag `tea` has the same address as the page `tags/tea`: /b2c/tags/tea/
    error site/id-is-a-section site.yaml: the language `ru` has the same name as the section `content/ru/`
    ");
}
