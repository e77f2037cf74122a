//! The site as a whole.

use super::{guide, told};
use crate::support::{Site, source};

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
      = help: add a line `primary: …` (The audience that owns words which several audiences share)

    error[yaml/value]: `tea.example` is not a web address: it begins with `https://`
     --> site.yaml:2:6
      |
    2 | url: tea.example
      |      ^^^^^^^^^^^
      |
      = help: write `https://tea.example`
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
fn every_problem_is_told_at_once() {
    let site = guide("autor: nino");
    site.write(&source("articles/five.md", "titel: Five", ":::note\n\n::nobody"));
    site.write(&source("articles/two.md", "title: Two\naudience: b2x", "[Nowhere](none.md)"));
    site.write(&source("articles/three.b2bb.md", "title: Three\naudience: b2b", "Tea."));
    site.write(&source("articles/four.md", "title: Four\naudience: b2b\nslug: a/b", ":::for{nobody}\nTea.\n:::\n\n[Nowhere](none.md)"));
    let found = site.build().found();
    for rule in [
        "yaml/unknown-key content/articles/guide.md",
        "yaml/unknown-key content/articles/five.md",
        "markdown/unclosed content/articles/five.md",
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
