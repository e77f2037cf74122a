//! What holds for any site and any edit.

use std::collections::BTreeMap;

use proptest::prelude::{Just, ProptestConfig, Strategy, prop_oneof};
use proptest::{prop_assert, prop_assert_eq, proptest};
use segue::render::Renderer;

use crate::support::{Site, source};

/// A site with a little of everything.
fn site() -> Site {
    let files = [
        source("_index.md", "title: Home", "Welcome."),
        source("articles/_index.md", "title: Articles\ncascade: {author: nino, audience: all}", "All."),
        source(
            "articles/guide.md",
            "title: Guide\ndate: 2026-05-01\ntags: [tea, cups]\neditions: [cafes]",
            "Tea. [More](more.md) ![Leaf](leaf.svg)\n\n:::for{b2b}\nNet 30.\n:::",
        ),
        source("articles/guide.ru.md", "title: Чай", "Чай."),
        source("articles/more.md", "title: More\ndate: 2026-05-02\ntags: [tea]", "More. [Guide](guide.md)"),
        source("pages/about.md", "title: About", "Us."),
        source("case-studies/cafe.md", "title: Cafe\naudience: b2b\npermission: {status: granted, expires: 2027-12-31}", "Story."),
        source("landings/kit.md", "title: Kit\naudience: b2c\nform: letter\nlead_magnet: {title: The kit, file: kit.pdf}", "Take it."),
        source("events/tasting.md", "title: Tasting\naudience: b2c\nstarts: 2026-12-01\nregister: letter", "Come."),
    ];
    let site = Site::new(&files.concat());
    site.put("content/articles/leaf.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    site.put("content/landings/kit.pdf", "PDF");
    site
}

#[test]
fn two_builds_of_the_same_inputs_are_the_same_to_the_byte() {
    let (one, other) = (site().build().clean(), site().build().clean());
    assert_eq!(one.paths(), other.paths());
    assert!(one.files == other.files);
}

#[test]
fn the_instant_of_a_build_is_nowhere_in_its_output() {
    let at = |moment: &str| site().seen(|options| options.as_of = segue::content::Moment::new(moment)).build().files;
    assert!(at("2026-11-22T08:00:00Z") == at("2026-11-22T19:00:00Z"));
}

#[derive(Debug, Clone)]
enum Edit {
    Write(String),
    Remove(&'static str),
}

const PLACES: [&str; 5] = ["articles/guide.md", "articles/extra.md", "articles/deep/x.md", "pages/about.md", "articles/extra.ru.md"];

fn edit() -> impl Strategy<Value = Edit> {
    let front = prop_oneof![
        Just("title: One\naudience: all"),
        Just("title: Two\naudience: b2b\ntags: [tea, new]"),
        Just("title: Three\naudience: b2c\ndate: 2026-06-01\nsegment: loyal"),
        Just("title: Four\naudience: all\neditions: [loyal, wholesale]"),
        Just("title: Five\naudience: all\ndraft: true"),
        Just("title: Six\naudience: all\nslug: other\naliases: [/six]"),
        Just("titel: Wrong\naudience: all"),
    ];
    let body = prop_oneof![
        Just("Text."),
        Just(""),
        Just("More.\n\n:::for{b2b}\nTrade.\n:::"),
        Just("See [about](../pages/about.md)."),
        Just("# One\n\n## Two {#two}")
    ];
    let place = proptest::sample::select(PLACES.to_vec());
    prop_oneof![
        4 => (place.clone(), front, body).prop_map(|(path, front, body)| Edit::Write(source(path, front, body))),
        1 => place.prop_map(Edit::Remove),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_any_edits_a_build_over_an_old_one_equals_a_clean_build(edits in proptest::collection::vec(edit(), 1..5)) {
        let (edited, clean) = (site(), site());
        let mut last = edited.build().clean().files;
        for edit in edits {
            for site in [&edited, &clean] {
                match &edit {
                    Edit::Write(text) => site.write(text),
                    Edit::Remove(path) => {
                        let path = format!("content/{path}");
                        if segue::world::World::read(site.world(), camino::Utf8Path::new(&path)).is_ok() {
                            site.remove(&path);
                        }
                    }
                }
            }
            let built = edited.build();
            if built.findings.iter().any(|finding| finding.level == segue::diagnostics::Level::Error) {
                // A failed build changes nothing.
                prop_assert!(built.files == last);
            }
            last = built.files;
        }
        let built = clean.build();
        if !built.findings.iter().any(|finding| finding.level == segue::diagnostics::Level::Error) {
            prop_assert_eq!(last.keys().collect::<Vec<_>>(), built.files.keys().collect::<Vec<_>>());
            prop_assert!(last == built.files);
        }
    }
}

#[test]
fn what_a_page_says_does_not_depend_on_which_page_is_made_first() {
    let site = Site::new(
        "
-- content/case-studies/first.md --
---
title: First
audience: all
permission: {status: granted}
---
-- content/pages/zzz.md --
---
title: Last
voice: friendly
---
-- content/events/second.md --
---
title: Second
audience: all
starts: 2026-12-01
---
",
    );
    let built = site.build();
    let snapshot = built.snapshot.unwrap();
    let orders = [false, true].map(|backwards| {
        let renderer = Renderer::new(snapshot.clone());
        let mut routes: Vec<_> = snapshot.plan.routes.values().collect();
        if backwards {
            routes.reverse();
        }
        routes.iter().map(|route| (route.output.clone(), renderer.render(site.world(), route).unwrap())).collect::<BTreeMap<_, _>>()
    });
    for (path, bytes) in &orders[0] {
        assert_eq!(String::from_utf8_lossy(bytes), String::from_utf8_lossy(&orders[1][path]), "{path}");
    }
}
