//! What a second build writes, and what it removes.

use crate::support::Site;

#[test]
fn an_edited_passage_for_one_audience_rewrites_only_its_files() {
    let site = Site::with_article("Tea.\n\n:::for{b2b}\nNet 30 terms.\n:::\n");
    let first = site.build().clean();
    assert!(first.text("b2b/articles/guide/index.html").contains("Net 30 terms"));
    assert!(!first.text("b2c/articles/guide/index.html").contains("Net 30 terms"));
    site.edit("content/articles/guide.md", "Net 30", "Net 60");
    let second = site.build().clean();
    assert!(!second.written.is_empty());
    assert!(second.written.iter().all(|path| path.starts_with("b2b")), "{:?}", second.written);
}

#[test]
fn a_deleted_source_takes_exactly_its_files_along() {
    let site = Site::with_article("Tea.");
    let before = site.build().clean();
    site.write("-- content/articles/other.md --\n---\ntitle: Other\naudience: b2c\ntags: [rare]\n---\n![](leaf.svg) Text.\n-- content/articles/leaf.svg --\n<svg/>\n");
    let with = site.build();
    assert!(with.has("b2c/articles/other/leaf.svg"));
    site.remove("content/articles/other.md");
    site.remove("content/articles/leaf.svg");
    let after = site.build().clean();
    assert_eq!(after.files, before.files);
    assert!(after.removed.iter().any(|path| path == "b2c/tags/rare/index.html"));
}

#[test]
fn a_build_with_nothing_to_do_writes_nothing() {
    let site = Site::with_article("Tea.");
    site.build().clean();
    assert!(site.build().clean().written.is_empty());
}

#[test]
fn a_failed_build_changes_nothing() {
    let site = Site::with_article("Tea.");
    let good = site.build().clean();
    site.edit("content/articles/guide.md", "title: Guide", "titel: Guide");
    let failed = site.build();
    assert!(failed.found().contains("yaml/unknown-key"));
    assert_eq!(failed.files, good.files);
}
