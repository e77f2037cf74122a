//! What a second build writes, what it removes, and what it knows of the first.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use std::sync::Arc;

use segue::build::{KeptSite, Reason};
use segue::content::Moment;
use segue::diagnostics::Findings;
use segue::plan::Options;
use segue::render::Renderer;
use segue::world::{Changes, Reason as Why, World};

use crate::support::{Built, Site};

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

/// What a new run of the program builds, with what the last one remembered.
fn run(site: &Site) -> Built {
    site.built(site.builder().build(&Changes::Anything, &()))
}

const PAGES: &str = ".segue/cache/pages";
const INPUTS: &str = ".segue/cache/inputs";

#[test]
fn where_nothing_changed_a_new_run_loads_nothing() {
    let site = Site::with_article("Tea.");
    let first = run(&site).clean();
    assert!(first.made.iter().all(|why| why.reason == Reason::Cold) && first.snapshot.is_some());
    let second = run(&site).clean();
    assert!(second.is_done && second.snapshot.is_none() && second.made.is_empty());
    assert_eq!(second.files, first.files);
}

#[test]
fn warnings_are_said_again_where_nothing_changed() {
    let site = Site::with_article("Tea.");
    site.edit("content/articles/guide.md", "date: 2026-05-01", "date: 2026-05-01\ndraft: true");
    let first = run(&site);
    assert!(first.found().contains("plan/withdrawn"));
    let second = run(&site);
    assert!(second.snapshot.is_none());
    assert_eq!(second.report(), first.report());
}

#[test]
fn a_new_run_makes_only_what_changed_and_says_why() {
    let site = Site::with_article("Tea.");
    run(&site).clean();
    site.edit("content/articles/guide.md", "Tea.", "Tea. More tea for everyone who reads this page to its very end, and then some more.");
    let second = run(&site).clean();
    let why = |path: &str| second.made.iter().find(|why| why.output == path).map(|why| why.reason.to_string());
    assert!(why("b2b/articles/guide/index.html").is_some_and(|why| why.starts_with("changed: ")), "{:?}", second.made);
    assert_eq!(why("b2b/404.html"), None);
}

#[test]
fn an_output_file_that_somebody_removed_or_changed_is_made_again() {
    let site = Site::with_article("Tea.");
    let first = run(&site).clean();
    site.remove("output/b2b/articles/guide/index.html");
    site.put("output/b2c/articles/guide/index.html", "mine");
    let second = run(&site).clean();
    assert_eq!(second.files, first.files);
    assert_eq!(second.made.iter().filter(|why| why.reason == Reason::Touched).count(), 2, "{:?}", second.made);
}

#[test]
fn what_is_remembered_may_be_deleted_or_damaged_and_costs_no_more_than_time() {
    let site = Site::with_article("Tea.");
    let first = run(&site).clean();
    let remembered = site.world().read(PAGES.into()).unwrap();
    for damaged in [&remembered[..remembered.len() / 2], b"segue cache 0.0.1 1\n", b""] {
        site.put(PAGES, damaged);
        site.remove(INPUTS);
        let second = run(&site);
        assert_eq!(
            second.found(),
            format!(
                "warning build/cache {PAGES}: what the last build remembered cannot be used: it is damaged, or another version of Segue wrote it"
            )
        );
        assert_eq!(second.files, first.files);
        run(&site).clean();
    }
    site.put(INPUTS, "damaged");
    assert_eq!(run(&site).clean().files, first.files);
    site.remove(PAGES);
    site.remove(INPUTS);
    assert_eq!(run(&site).clean().files, first.files);
}

#[test]
fn a_page_that_showed_another_text_of_a_snippet_is_known_as_it_was() {
    let site = Site::with_article("Tea.\n\n::snippet{id=delivery}\n");
    let snippet = "content/snippets/delivery.md";
    site.write(&format!(
        "-- {snippet} --\n## By van\n\nSoon.\n-- content/articles/other.md --\n---\ntitle: Other\naudience: all\n---\n[Van](guide.md#by-van)\n"
    ));
    let first = run(&site).clean();
    for (before, now) in [("Soon.", "Late."), ("## By van\n\n", ""), ("Late.", "Soon."), ("Soon.", "## By van\n\nSoon.")] {
        site.edit(snippet, before, now);
        let (stepwise, clean) = (run(&site), site.fresh().build());
        assert_eq!(stepwise.found(), clean.found());
        assert_eq!(stepwise.found().contains("by-van"), now.is_empty() || before == "Late.", "{}", stepwise.found());
        if clean.found().is_empty() {
            assert_eq!(stepwise.files, clean.files);
        }
        site.remove(INPUTS);
        assert_eq!(run(&site).found(), clean.found());
    }
    assert_eq!(run(&site).clean().files, first.files);
}

const CHANGES: &str = ".segue/cache/changes";

/// A site of so many articles that one more edit is little.
fn large() -> Site {
    let site = Site::with_article("Tea.");
    for number in 0..40 {
        site.write(&format!("-- content/articles/a{number}.md --\n---\ntitle: A{number}\naudience: all\n---\nText.\n"));
    }
    site
}

#[test]
fn after_a_small_edit_only_what_came_after_is_remembered_anew() {
    let site = large();
    run(&site).clean();
    let whole = site.world().read(PAGES.into()).unwrap();
    assert!(site.world().read(CHANGES.into()).is_err());
    for (before, now) in [("Tea.", "Water."), ("Water.", "Milk."), ("Milk.", "Coffee [there](a1.md).")] {
        site.edit("content/articles/guide.md", before, now);
        let stepwise = run(&site).clean();
        assert_eq!(stepwise.files, site.fresh().build().files);
        assert!(site.world().read(PAGES.into()).unwrap() == whole);
        assert!(site.world().read(CHANGES.into()).unwrap().len() < whole.len() / 2);
        // What was made is known, and nothing is made twice.
        let page = |why: &segue::build::Why| why.output == "b2b/articles/a3/index.html";
        assert!(!stepwise.made.is_empty() && !stepwise.made.iter().any(page), "{:?}", stepwise.made);
        site.remove(INPUTS);
        assert!(run(&site).clean().made.is_empty());
    }
    // Too much is another whole.
    for number in 0..40 {
        site.edit(&format!("content/articles/a{number}.md"), "Text.", "Other text.");
    }
    assert_eq!(run(&site).clean().files, site.fresh().build().files);
    assert!(site.world().read(PAGES.into()).unwrap() != whole && site.world().read(CHANGES.into()).is_err());
}

#[test]
fn what_came_after_may_be_damaged_or_of_another_build() {
    let site = large();
    run(&site).clean();
    let first = site.world().read(PAGES.into()).unwrap();
    site.edit("content/articles/guide.md", "Tea.", "Water.");
    let second = run(&site).clean();
    let changes = site.world().read(CHANGES.into()).unwrap();
    site.put(CHANGES, changes[..changes.len() / 2].to_vec());
    site.remove(INPUTS);
    let damaged = run(&site);
    assert!(damaged.found().starts_with(&format!("warning build/cache {CHANGES}: ")), "{}", damaged.found());
    assert_eq!(damaged.files, second.files);
    // Of a record that is not there any more.
    for number in 0..40 {
        site.edit(&format!("content/articles/a{number}.md"), "Text.", "Other text.");
    }
    let third = run(&site).clean();
    assert!(site.world().read(PAGES.into()).unwrap() != first);
    site.put(CHANGES, changes);
    site.remove(INPUTS);
    assert_eq!(run(&site).clean().files, third.files);
}

#[test]
fn another_day_and_another_view_are_not_what_was_remembered() {
    let site = Site::with_article("Tea.");
    site.edit("content/articles/guide.md", "date: 2026-05-01", "date: 2026-05-01\nexpires_at: 2026-11-23");
    assert!(run(&site).has("b2b/articles/guide/index.html"));
    let later = site.seen(|options| options.as_of = Moment::new("2026-11-24"));
    assert!(!run(&later).has("b2b/articles/guide/index.html"));
}

const SITE: &str = ".segue/cache/site";

#[test]
fn a_new_run_reads_no_source_that_did_not_change() {
    let site = Site::with_article("Tea.");
    site.write("-- content/articles/other.md --\n---\ntitle: Other\naudience: all\n---\nCoffee.\n");
    run(&site).clean();
    site.edit("content/articles/guide.md", "Tea.", "Water.");
    site.world().refuse("content/articles/other.md", Why::Denied);
    let second = run(&site).clean();
    assert!(second.text("b2b/articles/guide/index.html").contains("Water."));
    // Without what is remembered it would have to be read.
    site.remove(SITE);
    site.edit("content/articles/guide.md", "Water.", "Milk.");
    assert!(run(&site).found().contains("world/"), "{}", run(&site).found());
}

#[test]
fn the_site_that_is_remembered_may_be_damaged_too() {
    let site = Site::with_article("Tea.");
    let first = run(&site).clean();
    site.put(SITE, "segue cache");
    site.edit("content/articles/guide.md", "Tea.", "Water.");
    let second = run(&site);
    assert_eq!(
        second.found(),
        format!(
            "warning build/cache {SITE}: what the last build remembered cannot be used: it is damaged, or another version of Segue wrote it"
        )
    );
    assert!(second.text("b2b/articles/guide/index.html").contains("Water."));
    site.edit("content/articles/guide.md", "Water.", "Tea.");
    assert_eq!(run(&site).clean().files, first.files);
}

#[test]
fn a_file_that_changes_while_the_site_is_built_is_no_half_of_a_page() {
    let site = Site::with_article("Tea.");
    run(&site).clean();
    let mut findings = Findings::new();
    let snapshot = KeptSite::of_builds().load(site.world(), &Options::default(), &mut findings).unwrap();
    let snapshot = Arc::new(snapshot);
    let renderer = Renderer::new(snapshot.clone());
    site.edit("content/articles/guide.md", "Tea.", "Water.");
    let route = snapshot.plan.routes.values().find(|route| route.output.as_str().contains("articles/guide/index.html")).unwrap();
    let failed = renderer.render(site.world(), route).unwrap_err().sorted().remove(0);
    assert_eq!(
        (failed.rule, failed.place.path().map(ToString::to_string)),
        ("build/changed-meanwhile", Some("content/articles/guide.md".into()))
    );
}

#[test]
fn a_broken_source_that_is_deleted_leaves_links_that_lead_nowhere() {
    let site = Site::with_article("See [other](other.md).");
    site.write("-- content/articles/other.md --\n---\ntitel: Other\n---\nCoffee.\n");
    let mut builder = site.builder();
    let first = site.built(builder.build(&Changes::Anything, &()));
    assert!(!first.found().contains("plan/missing-target"), "{}", first.found());
    site.remove("content/articles/other.md");
    let path = "content/articles/other.md".into();
    let second = site.built(builder.build(&Changes::Paths([path].into()), &()));
    assert!(second.found().contains("plan/missing-target"), "{}", second.found());
}

#[test]
fn files_that_were_only_touched_make_nothing_again_and_are_read_once() {
    let site = Site::with_article("Tea.");
    for number in 0..60 {
        site.put(
            &format!("content/articles/more-{number}.md"),
            format!("---\ntitle: More {number}\naudience: all\ndate: 2026-01-01\n---\nTea.\n"),
        );
    }
    run(&site).clean();
    for (path, bytes) in site.world().snapshot().into_iter().filter(|(path, _)| path.starts_with("content")) {
        site.put(path.as_str(), bytes);
    }
    let touched = run(&site).clean();
    assert!(touched.made.is_empty() && touched.written.is_empty(), "{:?}", touched.made);
    for number in 0..60 {
        site.world().refuse(format!("content/articles/more-{number}.md"), Why::Denied);
    }
    site.edit("content/articles/guide.md", "Tea.", "Water.");
    run(&site).clean();
}
