//! Passages that are written once in `content/snippets/` and shown by many pages.

use crate::support::{Built, Site};

const DELIVERY: &str = "content/snippets/delivery.md";
const GUIDE: &str = "articles/guide/index.html";

/// A guide for everyone that shows a snippet, and another page that does not.
fn site(body: &str, snippets: &str) -> Site {
    Site::new(&format!(
        "
-- content/articles/guide.md --
---
title: Guide
audience: all
date: 2026-05-01
---
{body}
-- content/articles/guide.ru.md --
---
title: Руководство
---
{body}
-- content/articles/water.md --
---
title: Water
audience: all
date: 2026-05-02
---
Soft water.
{snippets}
"
    ))
}

const SNIPPETS: &str = "
-- content/snippets/delivery.md --
We deliver on Mondays.
-- content/snippets/delivery.ru.md --
---
description: Сроки доставки
---
Доставляем по понедельникам.
-- content/snippets/delivery.b2b.md --
Pallets leave on Fridays.
-- content/snippets/delivery.b2b.ru.md --
Паллеты уходят по пятницам.
-- content/snippets/delivery.wholesale.ru.md --
Контейнеры уходят раз в месяц.
-- content/snippets/delivery.wholesale.md --
Containers leave once a month.
";

#[test]
fn each_reader_gets_the_text_of_a_snippet_that_is_for_them() {
    let site = site("::snippet{id=delivery}", SNIPPETS);
    site.edit("content/articles/guide.md", "audience: all", "audience: all\neditions: [wholesale]");
    let built = site.build().clean();
    let said = [
        ("b2c", "We deliver on Mondays."),
        ("b2c/ru", "Доставляем по понедельникам."),
        ("b2b", "Pallets leave on Fridays."),
        ("b2b/ru", "Паллеты уходят по пятницам."),
        ("b2b/wholesale", "Containers leave once a month."),
        ("b2b/ru/wholesale", "Контейнеры уходят раз в месяц."),
    ];
    for (variant, own) in said {
        let page = built.shows(&format!("{variant}/{GUIDE}"));
        for (_, text) in said {
            assert_eq!(page.contains(text), text == own, "{variant} and `{text}`:\n{page}");
        }
    }
}

#[test]
fn passages_inside_a_snippet_are_for_those_they_name() {
    let site = site(
        "::snippet{id=terms}",
        "-- content/snippets/terms.md --\n:::for{b2b}\nNet 30.\n:::\n\nWrite :for[to Ana]{b2b}:for[to us]{b2c}.",
    );
    site.remove("content/articles/guide.ru.md");
    let built = site.build().clean();
    assert!(built.shows(&format!("b2b/{GUIDE}")).contains("Net 30. Write to Ana."));
    let b2c = built.shows(&format!("b2c/{GUIDE}"));
    assert!(b2c.contains("Write to us.") && !b2c.contains("Net 30"), "{b2c}");
}

#[test]
fn a_snippet_without_a_text_in_the_readers_language_is_absent_with_a_warning() {
    let site = site("Before.\n\n::snippet{id=delivery}\n\nAfter.", "-- content/snippets/delivery.md --\nWe deliver on Mondays.");
    let built = site.build();
    insta::assert_snapshot!(built.report(), @"
    warning[content/snippet-untranslated]: the snippet `delivery` has no text for b2b/ru, b2c/ru, so their page `articles/guide` lacks it
     --> content/articles/guide.ru.md:6:1
      |
    6 | ::snippet{id=delivery}
      | ^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write content/snippets/delivery.ru.md, or put the call into `:::for` for those who have the text
    ");
    assert!(built.is_done);
    assert!(built.shows(&format!("b2c/{GUIDE}")).contains("Mondays"));
    assert!(!built.shows(&format!("b2c/ru/{GUIDE}")).contains("Mondays"));
}

#[test]
fn a_snippet_of_one_audience_alone_is_shown_to_it_where_the_page_says_so() {
    let site = site(
        ":::for{b2b}\n::snippet{id=terms}\n:::",
        "-- content/snippets/terms.b2b.md --\nNet 30.\n-- content/snippets/terms.b2b.ru.md --\nОплата через 30 дней.",
    );
    let built = site.build().clean();
    assert!(built.shows(&format!("b2b/{GUIDE}")).contains("Net 30"));
    assert!(!built.text(&format!("b2c/{GUIDE}")).contains("Net 30"));
}

#[test]
fn headings_of_a_snippet_are_in_the_contents_and_have_anchors_of_their_own() {
    let snippet = "-- content/snippets/delivery.md --\n## Delivery\n\nBy van.[^1]\n\n[^1]: A blue one.";
    let site = site(
        "## Delivery\n\nSoon.[^1] See [below](#delivery-2).\n\n::snippet{id=delivery}\n\n## Price\n\nFair.\n\n[^1]: In a week.",
        snippet,
    );
    site.remove("content/articles/guide.ru.md");
    let built = site.build().clean();
    let page = format!("b2c/{GUIDE}");
    let text = built.text(&page);
    assert!(text.contains("id=delivery>") && text.contains("id=delivery-2>"), "{text}");
    assert_eq!(text.matches("href=\"#delivery-2\"").count(), 2, "in the text and in the contents:\n{text}");
    insta::assert_snapshot!(crate::support::visible(built.between(&page, "<section class=footnotes", "</section>")), @"In a week. ↩ A blue one. ↩");
}

#[test]
fn links_and_files_of_a_snippet_start_from_its_own_file() {
    let snippet = "-- content/snippets/deep/delivery.md --\nSee [water](../../articles/water.md) and the ![van](van.svg).";
    let site = site("::snippet{id=deep/delivery}", snippet);
    site.remove("content/articles/guide.ru.md");
    site.put("content/snippets/deep/van.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    let built = site.build().clean();
    for audience in ["b2b", "b2c"] {
        let page = built.text(&format!("{audience}/{GUIDE}"));
        assert!(page.contains(&format!("href=\"/{audience}/articles/water/\"")), "{page}");
        assert!(page.contains(&format!("src=\"/{audience}/articles/guide/van.svg\"")), "{page}");
        assert!(built.has(&format!("{audience}/articles/guide/van.svg")));
    }
    assert!(built.paths().iter().all(|path| !path.contains("snippets")));
}

#[test]
fn a_wrong_link_in_a_snippet_is_said_at_its_own_place() {
    let site = site("::snippet{id=delivery}", "-- content/snippets/delivery.md --\n\nSee [water](../articles/watr.md).");
    site.remove("content/articles/guide.ru.md");
    insta::assert_snapshot!(site.build().report(), @"
    error[plan/missing-target]: there is no source `content/articles/watr.md`
     --> content/snippets/delivery.md:2:13
      |
    2 | See [water](../articles/watr.md).
      |             ^^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean content/articles/water.md?
    ");
}

#[test]
fn snippets_may_show_snippets() {
    let site = site(
        "::snippet{id=outer}",
        "-- content/snippets/outer.md --\nOuter.\n\n::snippet{id=inner}\n-- content/snippets/inner.md --\nInner.",
    );
    site.remove("content/articles/guide.ru.md");
    assert!(site.build().clean().shows(&format!("b2c/{GUIDE}")).contains("Outer. Inner."));
}

#[test]
fn a_circle_of_snippets_is_an_error_that_shows_the_whole_way() {
    let site = site(
        "::snippet{id=a}",
        "-- content/snippets/a.md --\n::snippet{id=b}\n-- content/snippets/b.md --\nB.\n\n::snippet{id=c}\n-- content/snippets/c.md --\n::snippet{id=a}",
    );
    site.remove("content/articles/guide.ru.md");
    let built = site.build();
    assert!(!built.is_done);
    insta::assert_snapshot!(built.report(), @"
    error[content/snippet-circle]: the snippet `a` shows itself: a → b → c → a
     --> content/snippets/a.md:1:1
      |
    1 | ::snippet{id=b}
      | ^^^^^^^^^^^^^^^
      |
     ::: content/snippets/b.md:3:1
      |
    3 | ::snippet{id=c}
      | --------------- here it shows `c`
      |
     ::: content/snippets/c.md:1:1
      |
    1 | ::snippet{id=a}
      | --------------- here it shows `a`
      |
      = help: take one of these calls out
    ");
}

#[test]
fn snippets_that_show_each_other_twice_are_stopped_in_time() {
    let files: String = (0..14)
        .map(|number| format!("-- content/snippets/s{number}.md --\n::snippet{{id=s{0}}}\n\n::snippet{{id=s{0}}}\n", number + 1))
        .collect();
    let site = site("::snippet{id=s0}", &format!("{files}-- content/snippets/s14.md --\nMany."));
    site.remove("content/articles/guide.ru.md");
    let built = site.build();
    assert!(!built.is_done);
    assert!(built.found().contains("markdown/too-many-snippets"), "{}", built.found());
}

#[test]
fn an_unknown_snippet_is_an_error_with_the_nearest_name() {
    let site = site("::snippet{id=delivry}\n\n::snippet{id=delivery}", SNIPPETS);
    site.remove("content/articles/guide.ru.md");
    insta::assert_snapshot!(site.build().report(), @"
    error[content/unknown-snippet]: there is no snippet `delivry`
     --> content/articles/guide.md:6:1
      |
    6 | ::snippet{id=delivry}
      | ^^^^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `delivery`?
    ");
}

#[test]
fn a_snippet_that_no_page_shows_is_a_warning() {
    let built = site("Plain.", "-- content/snippets/delivery.md --\nWe deliver on Mondays.").build();
    assert!(built.is_done);
    insta::assert_snapshot!(built.report(), @"
    warning[content/unused-snippet]: no page shows the snippet `delivery`
    --> content/snippets/delivery.md
     = help: write `::snippet{id=delivery}` where it belongs, or delete it
    ");
}

#[test]
fn the_front_matter_of_a_snippet_says_nothing_that_only_a_page_can_have() {
    let site =
        site("::snippet{id=delivery}", "-- content/snippets/delivery.md --\n---\ndescription: For us\ntitle: Delivery\n---\nOn Mondays.");
    site.remove("content/articles/guide.ru.md");
    insta::assert_snapshot!(site.build().report(), @"
    error[content/snippet-key]: a snippet has no `title`: it is no page
     --> content/snippets/delivery.md:3:1
      |
    3 | title: Delivery
      | ^^^^^
      |
      = help: its front matter may say `description`, for you, and `extra`; leave it out if you need neither
    ");
}

#[test]
fn a_snippet_stands_on_a_line_of_its_own() {
    let site = site("Soon: :snippet{id=delivery}.", "-- content/snippets/delivery.md --\nOn Mondays.");
    site.remove("content/articles/guide.ru.md");
    insta::assert_snapshot!(site.build().report(), @"
    error[markdown/snippet]: a snippet cannot stand inside a sentence
     --> content/articles/guide.md:6:7
      |
    6 | Soon: :snippet{id=delivery}.
      |       ^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write `::snippet{id=…}` with two colons, on a line of its own

    warning[content/unused-snippet]: no page shows the snippet `delivery`
    --> content/snippets/delivery.md
     = help: write `::snippet{id=delivery}` where it belongs, or delete it
    ");
}

#[test]
fn a_theme_has_no_component_of_that_name() {
    let site = site(
        "Plain.",
        "-- themes/own/theme.yaml --\nextends: lumen\n-- themes/own/components/snippet.html --\n{% component snippet(id: string) %}{{ id }}{% endcomponent snippet %}",
    );
    site.edit("site.yaml", "primary: b2c", "primary: b2c\ntheme: own");
    insta::assert_snapshot!(site.build().report(), @"
    error[theme/component-name]: no component can be called `snippet`: markdown has a `snippet` of its own
    --> themes/own/components/snippet.html
     = help: give the component another name
    ");
}

#[test]
fn a_passage_of_a_snippet_that_no_page_shows_is_a_slip() {
    let snippet = "-- content/snippets/delivery.md --\nOn Mondays.\n\n:::for{b2b}\nBy the pallet.\n:::";
    let site = site(":::for{b2c}\n::snippet{id=delivery}\n:::", snippet);
    site.remove("content/articles/guide.ru.md");
    insta::assert_snapshot!(site.build().report(), @"
    warning[content/passage-for-nobody]: no page shows this passage
     --> content/snippets/delivery.md:3:1
      |
    3 | :::for{b2b}
      | ^^^^^^^^^^^
      |
      = help: its readers do not have this page, or have a file of their own instead
    ");
}

#[test]
fn summary_and_words_count_what_a_snippet_says() {
    let site = site("::snippet{id=delivery}", SNIPPETS);
    let built = site.build().clean();
    assert!(built.text("b2b/articles/index.html").contains("Pallets leave on Fridays."));
    assert!(!built.text("b2c/articles/index.html").contains("Pallets leave on Fridays."));
}

/// The pages among what was made.
fn pages(built: &Built) -> Vec<String> {
    built.made.iter().map(|why| why.output.to_string()).filter(|path| path.contains("/articles/")).collect()
}

#[test]
fn an_edit_of_a_snippet_makes_again_the_pages_that_show_it_and_no_others() {
    let site = site("A long beginning, which is all that a summary shows of a text. ".repeat(5).as_str(), SNIPPETS);
    for file in ["guide", "guide.ru"] {
        let path = format!("content/articles/{file}.md");
        let text = String::from_utf8(segue::world::World::read(site.world(), (&*path).into()).unwrap()).unwrap();
        site.put(&path, text + "\n\n::snippet{id=delivery}\n");
    }
    site.built(site.builder().build(&segue::world::Changes::Anything, &())).clean();
    site.edit(DELIVERY, "Mondays", "Tuesdays");
    let again = site.built(site.builder().build(&segue::world::Changes::Anything, &())).clean();
    assert_eq!(pages(&again), [format!("b2c/{GUIDE}")]);
    assert!(again.shows(&format!("b2c/{GUIDE}")).contains("Tuesdays"));
    assert_eq!(again.files, site.fresh().build().files);
}
