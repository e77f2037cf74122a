use std::collections::BTreeSet;

use clap::Parser;
use proptest::prelude::*;

use super::*;
use crate::cli::trial::{build, shown, text, world};
use crate::world::MemoryWorld;

#[derive(Debug, Parser)]
struct Program {
    #[command(flatten)]
    new: NewArgs,
}

fn args(words: &[&str]) -> NewArgs {
    Program::try_parse_from(["new"].iter().chain(words)).map(|program| program.new).unwrap()
}

/// A site with segments, two languages and an audience that reads only one of them.
fn site() -> MemoryWorld {
    let world = world();
    world.put(
        "site.yaml",
        "title: T\nurl: https://a.example\nlanguages: [en, ru]\nprimary: b2c\ntime_zone: Asia/Tbilisi\nauthors: {nino: {name: Nino}}\n",
    );
    world.put(
        "content/audiences/b2b.yaml",
        "label: B\nkind: business\nctas: {quote: {goal: lead, text: Quote, to: \"form:quote\"}}\nforms: {quote: {action: \"https://a.example/q\"}}\nsegments: {cafes: {label: Cafés}, offices: {label: Offices}}\n",
    );
    world.put("content/audiences/b2c.yaml", "label: C\nkind: consumer\nlanguages: [en]\nsegments: {loyal: {label: Loyal}}\n");
    world
}

fn new(world: &MemoryWorld, words: &[&str]) -> Result<String, String> {
    run(&args(words), world).map(|outcome| outcome.written[0].to_string()).map_err(shown)
}

#[test]
fn an_article_for_two_audiences_has_their_front_matter_and_a_passage_for_each() {
    let world = site();
    let path = new(&world, &["article", "Water for tea: a guide", "--audience", "b2b,b2c", "--segment", "cafes"]).unwrap();
    assert_eq!(path, "content/articles/water-for-tea-a-guide.md");
    insta::assert_snapshot!(text(&world, &path), @r#"
    ---
    title: "Water for tea: a guide"
    # description: One or two sentences for lists and search results.
    audience: [b2b, b2c]
    segment: cafes
    stage: interest # attention, interest, trust, decision or retention
    date: 2026-11-23
    # author: nino
    # image: {src: water-for-tea-a-guide.jpg, alt: What the picture shows}
    # draft: true
    ---

    Say in two sentences what the reader gains here.

    ## The first section

    :::for{b2b}
    Only readers of `b2b` see this passage.
    :::

    :::for{b2c}
    Only readers of `b2c` see this passage.
    :::
    "#);
}

#[test]
fn every_kind_builds_as_it_is_written() {
    for audience in ["b2b", "b2b,b2c", "all"] {
        for lang in ["en", "ru"] {
            let world = site();
            for kind in Kind::ALL {
                new(&world, &[kind.as_str(), "Something new", "--audience", audience, "--lang", lang]).unwrap();
            }
            let (findings, files) = build(&world);
            // The case study waits for its permission, and the landing page for a form; nothing else is to be said.
            let rules: BTreeSet<&str> = findings.lines().filter_map(|line| Some(line.split_once('[')?.1.split_once("]: ")?.0)).collect();
            assert_eq!(rules, BTreeSet::from(["plan/asks-nothing", "plan/withdrawn"]), "{audience} {lang}: {findings}");
            for section in ["", "articles/", "landings/", "events/"] {
                let folder = if lang == "en" { "b2b" } else { "b2b/ru" };
                assert!(files.contains_key(&format!("{folder}/{section}something-new/index.html")), "{audience} {lang} {section}");
            }
        }
    }
}

#[test]
fn a_case_study_waits_for_its_permission_and_an_event_has_a_day() {
    let world = site();
    let path = new(&world, &["case-study", "Café Orbeli", "--audience", "b2b"]).unwrap();
    insta::assert_snapshot!(text(&world, &path), @"
    ---
    title: Café Orbeli
    # description: One or two sentences for lists and search results.
    audience: b2b
    # segment: cafes # or: offices
    stage: trust # attention, interest, trust, decision or retention
    date: 2026-11-23
    # author: nino
    # The customer's permission: until the status is `granted` the page is not published.
    permission:
      status: pending # granted, pending, revoked or not-required
      # scope: [name, logo, quote, metrics, photo, translation, paid-ads]
      # granted: 2026-11-23
      # expires: the last day on which the page may be shown
      # evidence: where the signed permission lies, never the document itself
      # contact: Owner
    # client: {name: The customer, industry: Café, size: 24 seats, location: Old Town}
    # metrics:
    #   - {label: Bread thrown away, before: 11, after: 5, unit: loaves a week, period: four weeks each, source: Kitchen log}
    # quotes:
    #   - {text: What was said, person: Sam Miller, role: Owner, approved: 2026-11-23}
    # cta: quote
    # image: {src: cafe-orbeli.jpg, alt: What the picture shows}
    # draft: true
    ---

    Say in two sentences what the reader gains here.

    ## The first section
    ");
    let path = new(&world, &["event", "Open day", "--audience", "b2c"]).unwrap();
    insta::assert_snapshot!(text(&world, &path), @"
    ---
    title: Open day
    # description: One or two sentences for lists and search results.
    audience: b2c
    # segment: loyal
    stage: interest # attention, interest, trust, decision or retention
    date: 2026-11-23
    # author: nino
    starts: 2026-12-21 # the real day; with a time: 2026-12-21T18:00:00+02:00
    # ends: the last day, if there are several
    # place: {name: The hall, street: 1 Market Square, city: Berlin, country: DE}
    # online: https://example.com/meeting
    # speakers: [{name: Sam Miller, role: Owner}]
    # image: {src: open-day.jpg, alt: What the picture shows}
    # draft: true
    ---

    Say in two sentences what the reader gains here.

    ## The first section
    ");
    let path = new(&world, &["landing", "The guide", "--audience", "b2b"]).unwrap();
    insta::assert_snapshot!(text(&world, &path), @"
    ---
    title: The guide
    # description: One or two sentences for lists and search results.
    audience: b2b
    # segment: cafes # or: offices
    stage: decision # attention, interest, trust, decision or retention
    date: 2026-11-23
    # author: nino
    # form: quote
    # lead_magnet: {title: The guide (PDF), file: the-guide.pdf, gate: full, delivery: instant}
    # benefits: [What the reader gains, What else]
    # faq:
    #   - {q: A question?, a: Its answer.}
    # cta: quote
    # image: {src: the-guide.jpg, alt: What the picture shows}
    # draft: true
    ---

    Say in two sentences what the reader gains here.

    ## The first section
    ");
}

#[test]
fn the_date_is_today_in_the_time_zone_of_the_site() {
    let world = site();
    let path = new(&world, &["article", "Late", "--audience", "b2b"]).unwrap();
    // Half past nine in the evening in Greenwich is the next day in Tbilisi.
    assert!(text(&world, &path).contains("date: 2026-11-23\n"));
}

#[test]
fn titles_in_other_scripts_and_titles_without_a_letter_have_a_file_name() {
    let world = site();
    assert_eq!(new(&world, &["page", "ქართული ჩაი", "--audience", "b2b"]).unwrap(), "content/pages/kartuli-chai.md");
    assert_eq!(
        new(&world, &["article", "Вода для чая", "--audience", "b2b", "--lang", "ru"]).unwrap(),
        "content/articles/voda-dlia-chaia.ru.md"
    );
    assert!(new(&world, &["page", "!!!"]).unwrap().starts_with("content/pages/x"));
    let long = "long words ".repeat(60);
    let path = new(&world, &["page", &long]).unwrap();
    assert!(path.len() < 110 && path.ends_with("words.md") | path.ends_with("long.md"), "{path}");
    assert_eq!(build(&world).0, "");
}

#[test]
fn another_language_lies_over_the_page_that_is_there() {
    let world = site();
    new(&world, &["article", "Water for tea", "--audience", "b2b,b2c"]).unwrap();
    let path = new(&world, &["article", "Вода для чая", "--audience", "b2b", "--lang", "ru", "--slug", "water-for-tea"]).unwrap();
    assert_eq!(path, "content/articles/water-for-tea.ru.md");
    insta::assert_snapshot!(text(&world, &path), @"
    ---
    title: Вода для чая
    # description: One or two sentences for lists and search results.
    ---

    Скажите в двух предложениях, что здесь получит читатель.

    ## Первый раздел
    ");
    world.put("content/articles/storing/index.md", "---\ntitle: Storing\naudience: b2b\n---\nText.\n");
    let path = new(&world, &["article", "Хранение", "--lang", "ru", "--slug", "storing"]).unwrap();
    assert_eq!(path, "content/articles/storing/index.ru.md");
    let (findings, files) = build(&world);
    assert_eq!(findings, "");
    assert!(files.contains_key("b2b/ru/articles/water-for-tea/index.html") && files.contains_key("b2b/ru/articles/storing/index.html"));
}

#[test]
fn a_page_in_one_language_alone_is_said_to_be_one() {
    let outcome = run(&args(&["article", "Вода", "--audience", "b2b", "--lang", "ru"]), &site()).map_err(shown).unwrap();
    insta::assert_snapshot!(outcome.notes.join("\n"), @"There is no page `voda` yet, so this one exists in `ru` only. To translate a page, give its name with `--slug`.");
}

#[test]
fn a_page_that_is_there_is_never_overwritten() {
    let world = site();
    new(&world, &["article", "Tea", "--audience", "b2b"]).unwrap();
    let before = world.snapshot();
    insta::assert_snapshot!(new(&world, &["article", "Tea", "--audience", "b2b"]).unwrap_err(), @"
    error[new/exists]: there is such a page already
    --> content/articles/tea.md
     = help: choose another title, or name the file with `--slug`
    ");
    assert_eq!(world.snapshot(), before);
    world.put("content/articles/salt/index.md", "---\ntitle: Salt\naudience: b2b\n---\n");
    assert!(new(&world, &["article", "Salt", "--audience", "b2b"]).unwrap_err().contains("salt/index.md"));
}

#[test]
fn unknown_names_are_refused_all_at_once_each_with_the_nearest() {
    let world = site();
    let words = ["article", "Tea", "--audience", "b2bb", "--segment", "cafe,loyal", "--lang", "de", "--dir", "../x", "--slug", "Tea Time"];
    insta::assert_snapshot!(new(&world, &words).unwrap_err(), @"
    error[new/folder]: `..` cannot be the name of a folder here
    help: `--dir` names a folder inside content/articles/, such as `guides` or `guides/tea`

    error[new/segment-of-another-audience]: `loyal` is a segment of `b2c`, which the page is not for
    help: add `b2c` to `--audience`, or leave the segment out

    error[new/slug]: `Tea Time` cannot be the name of a page's file
    help: a name has small letters, digits and hyphens, such as `tea-time`

    error[new/unknown-audience]: there is no audience `b2bb`
    help: did you mean `b2b`?

    error[new/unknown-language]: `de` is not a language of this site
    help: the site's languages are: en, ru

    error[new/unknown-segment]: there is no segment `cafe`
    help: did you mean `cafes`?
    ");
    insta::assert_snapshot!(new(&world, &["article", "Tea"]).unwrap_err(), @"
    error[new/no-audience]: it is not said who the page is for
    help: add `--audience` with one of these, several of them, or `all`: b2b, b2c
    ");
    insta::assert_snapshot!(new(&world, &["article", " ", "--audience", "b2b", "--segment", "loyal"]).unwrap_err(), @"
    error[new/no-title]: the page needs a title

    error[new/segment-of-another-audience]: `loyal` is a segment of `b2c`, which the page is not for
    help: add `b2c` to `--audience`, or leave the segment out
    ");
    insta::assert_snapshot!(new(&world, &["article", "Чай", "--audience", "b2c", "--lang", "ru"]).unwrap_err(), @"
    error[new/unread-language]: nobody would read the page: `b2c` is not published in `ru`
    help: name another language, or add this one to the audience's `languages:`
    ");
    assert!(Program::try_parse_from(["new", "blog", "Tea"]).is_err());
}

#[test]
fn a_name_whose_address_belongs_to_something_else_is_refused() {
    let world = site();
    new(&world, &["article", "Tea", "--audience", "b2b", "--dir", "guides"]).unwrap();
    insta::assert_snapshot!(new(&world, &["page", "Articles"]).unwrap_err(), @"
    error[new/taken]: a page cannot be called `articles` here: that is the name of the section content/articles/
    help: name the file with `--slug`; the title may stay
    ");
    for (kind, title) in
        [("page", "Index"), ("page", "Tags"), ("page", "ru"), ("page", "Cafes"), ("article", "Guides"), ("article", "_index")]
    {
        assert!(new(&world, &[kind, title, "--audience", "b2b"]).unwrap_err().contains("new/taken"), "{kind} {title}");
    }
    assert_eq!(new(&world, &["page", "Index", "--slug", "word-index"]).unwrap(), "content/pages/word-index.md");
}

#[test]
fn without_a_site_nothing_is_written() {
    let world = world();
    assert!(new(&world, &["page", "Tea"]).unwrap_err().contains("segue init"));
    assert!(world.snapshot().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn whatever_the_titles_are_the_pages_build(titles in proptest::collection::vec("\\PC{0,30}|.{0,30}|[a-z_]{1,6}", 12)) {
        let world = site();
        let pages = titles.into_iter().filter(|title| {
            let args = NewArgs { title: title.clone(), ..args(&["article", "x", "--audience", "b2b,b2c"]) };
            run(&args, &world).is_ok()
        });
        let pages = pages.count();
        let (findings, files) = build(&world);
        prop_assert_eq!(findings, "");
        let made = files.keys().filter(|path| path.starts_with("b2b/articles/") && path.ends_with("/index.html"));
        prop_assert!(pages > 0 && made.count() > pages);
    }
}
