//! What a segment's preset does to its pages, and which call to action a page has that names none.

use crate::support::{Site, source, value};

const B2C: &str = "content/audiences/b2c.yaml";
const PAGE: &str = "b2c/articles/guide/index.html";

/// An article for regulars, whose audience has calls to action for all sorts of goals.
fn site(segment: &str, front: &str, body: &str) -> Site {
    Site::new(&format!(
        "
-- {B2C} --
label: For home
kind: consumer
topics: {{delivery: pages/delivery.md, returns: pages/delivery.md}}
ctas:
  ask: {{goal: contact, text: Write to us, to: 'mailto:a@tea.example'}}
  box: {{goal: sale, text: Get a box, to: 'https://shop.example/box?size=s'}}
  letter: {{goal: lead, text: Get the letter, to: 'form:letter'}}
  points: {{goal: loyalty, text: Count my points, to: 'https://points.example'}}
forms: {{letter: {{action: 'https://forms.example/letter', fields: [{{id: email, required: true}}]}}}}
offers: {{spring: {{title: Spring box, discount: 10%}}}}
segments: {{regulars: {{label: Regulars, {segment}}}, new: {{label: Newcomers}}}}
-- content/pages/delivery.md --
---
title: Delivery and returns
audience: b2c
---
By post.
-- content/articles/guide.md --
---
title: Guide
audience: b2c
date: 2026-05-01
segment: regulars
{front}
---
{body}
"
    ))
}

#[test]
fn a_page_without_a_call_to_action_has_the_one_that_suits_its_stage_or_kind() {
    let cta = |front: &str, page: &str| {
        let built = site("basis: need", front, "Text.").build();
        value(&built.page(page, "b2c", "en", None), "cta").winner.value.as_str().unwrap().to_owned()
    };
    assert_eq!(cta("", "articles/guide.md"), "letter");
    assert_eq!(cta("stage: decision", "articles/guide.md"), "box");
    assert_eq!(cta("stage: retention", "articles/guide.md"), "points");
    assert_eq!(cta("", "pages/delivery.md"), "box");
}

#[test]
fn a_preset_asks_what_suits_its_readers_and_explain_names_the_line_that_chose_it() {
    let built = site("preset: loyal", "", "Text.").build();
    let page = built.page("articles/guide.md", "b2c", "en", None);
    assert_eq!(page.preset.as_deref(), Some("loyal"));
    let winner = value(&page, "cta").winner;
    assert_eq!((winner.level, winner.value.as_str()), ("preset", Some("points")));
    assert_eq!((winner.file.as_deref(), winner.line), (Some(B2C), Some(11)));
    assert!(built.text(PAGE).contains("data-cta-id=\"b2c.regulars.any.points\""));
    // The hub is for the same readers.
    assert!(built.text("b2c/regulars/index.html").contains("data-cta-id=\"b2c.regulars.any.points\""));
    // What the segment says itself is stronger.
    let goals = site("preset: loyal, goals: [contact]", "", "Text.").build();
    assert!(goals.text(PAGE).contains("data-cta-id=\"b2c.regulars.any.ask\""));
    let named = site("preset: loyal, cta: box", "", "Text.").build();
    assert!(named.text(PAGE).contains("data-cta-id=\"b2c.regulars.any.box\""));
}

#[test]
fn a_preset_chooses_a_form_by_its_kind() {
    let form = |segment: &str| {
        let site = site(segment, "cta: none", "Text.");
        site.edit(B2C, "forms: {", "forms: {poll: {kind: survey, action: 'https://forms.example/poll', fields: [{id: email}]}, ");
        let built = site.build();
        let page = built.page("articles/guide.md", "b2c", "en", None);
        page.values
            .iter()
            .find(|value| value.key == "form")
            .map(|value| (value.winner.level, value.winner.value.as_str().unwrap().to_owned()))
    };
    assert_eq!(form("basis: need"), None);
    assert_eq!(form("preset: loyal"), Some(("preset", "poll".to_owned())));
    assert_eq!(form("preset: loyal, forms: [sign-up]"), Some(("preset", "letter".to_owned())));
    assert_eq!(form("preset: loyal, form: letter"), Some(("segment", "letter".to_owned())));
}

#[test]
fn a_preset_of_the_site_changes_pages_when_it_changes() {
    let site = site("preset: ours", "", "Text.");
    site.write("\n-- presets/ours.yaml --\nextends: loyal\n");
    let mut builder = site.builder();
    assert!(site.built(builder.build(&segue::world::Changes::Anything, &())).text(PAGE).contains("regulars.any.points"));
    site.write("\n-- presets/ours.yaml --\nextends: loyal\ngoals: [sale]\n");
    let again = site.built(builder.build(&segue::world::Changes::Anything, &()));
    assert!(again.text(PAGE).contains("regulars.any.box"));
    assert!(again.written.iter().any(|path| path == PAGE) && !again.written.iter().any(|path| path == "b2c/delivery/index.html"));
    // The next run of the program starts from what was kept.
    site.write("\n-- presets/ours.yaml --\nextends: loyal\ngoals: [contact]\n");
    let later = site.built(site.builder().build(&segue::world::Changes::Anything, &()));
    assert!(later.text(PAGE).contains("regulars.any.ask"));
}

#[test]
fn a_template_knows_how_a_page_for_its_segment_behaves() {
    let site = site("preset: price-comparer", "", "[By post](../pages/delivery.md).");
    site.edit("site.yaml", "primary: b2c", "primary: b2c\ntheme: own");
    site.write(
        "
-- themes/own/theme.yaml --
extends: lumen
-- themes/own/templates/article.html --
{{ page.manners.offers }} {{ page.manners.dialogs }} {{ page.manners.countdowns }} {{ page.manners.max_ctas }}
",
    );
    assert_eq!(site.build().text(PAGE).trim(), "quiet false false 2");
}

#[test]
fn a_preset_may_take_offers_away_unless_a_page_asks_for_one() {
    let site = |front: &str| {
        let site = site("offers: none", front, "Text.");
        site.edit(B2C, "topics:", "defaults: {offer: spring}\ntopics:");
        site.build()
    };
    assert!(!site("").text(PAGE).contains("Spring box"));
    assert!(site("offer: spring").text(PAGE).contains("Spring box"));
}

#[test]
fn more_calls_to_action_than_a_preset_allows_are_told_of_where_they_stand() {
    let ask = "::cta{id=ask}";
    assert_eq!(site("max_ctas: 2", "", ask).build().found(), "");
    let built = site("preset: need-based", "", &format!("Text.\n\n{ask}")).build();
    assert!(built.is_done);
    insta::assert_snapshot!(built.report(), @"
    warning[plan/too-many-ctas]: this page asks its readers 2 times, and a page for `regulars` asks 1 at most
      --> content/articles/guide.md:10:1
       |
    10 | ::cta{id=ask}
       | ^^^^^^^^^^^^^
       |
      ::: content/audiences/b2c.yaml:11:48
       |
    11 | segments: {regulars: {label: Regulars, preset: need-based}, new: {label: Newcomers}}
       |                                                ---------- what suits this segment is said here
       |
       = help: take a call to action out of the text, or write `cta: none` for the one below it
    ");
}

#[test]
fn a_component_that_opens_over_the_page_is_told_of_where_a_preset_forbids_it() {
    let own = |segment: &str| {
        let site = site(segment, "", ":::popup\nTake this along.\n:::");
        site.edit("site.yaml", "primary: b2c", "primary: b2c\ntheme: own");
        site.write(
            "
-- themes/own/theme.yaml --
extends: lumen
dialogs: [popup]
-- themes/own/components/popup.html --
{% component popup() {\"form\": \"container\"} %}<dialog open>{{ body }}</dialog>{% endcomponent popup %}
",
        );
        site.build()
    };
    assert_eq!(own("basis: need").found(), "");
    let found = own("dialogs: forbid").found();
    assert!(found.contains("`popup` opens over the page, and nothing does on pages for `regulars`"), "{found}");
}

#[test]
fn a_selling_page_links_to_what_its_readers_wonder_about() {
    let stage = "stage: decision";
    let told = |front: &str, body: &str| site("preset: price-comparer", front, body).build().found();
    assert_eq!(told("", "Text."), "");
    assert_eq!(told(stage, "It comes [by post](../pages/delivery.md)."), "");
    let found = told(stage, "Text.");
    assert!(found.starts_with("warning plan/topic-not-linked content/articles/guide.md: this page sells to `regulars`"), "{found}");
    assert!(found.contains("`delivery` and `returns`") || found.contains("delivery"), "{found}");
    // Where nothing says where that is told, this is said once, where the preset is named.
    let site = site("preset: price-comparer", stage, "Text.");
    site.edit(B2C, "topics: {delivery: pages/delivery.md, returns: pages/delivery.md}\n", "");
    let found = site.build().found();
    assert!(found.starts_with(&format!("warning site/topic-without-page {B2C}")) && found.lines().count() == 1, "{found}");
}

#[test]
fn a_preset_that_there_is_not_is_an_error_with_a_suggestion() {
    let built = site("preset: loial", "", "Text.").build();
    assert!(!built.is_done);
    insta::assert_snapshot!(built.report(), @"
    error[site/unknown-preset]: there is no preset `loial`
      --> content/audiences/b2c.yaml:11:48
       |
    11 | segments: {regulars: {label: Regulars, preset: loial}, new: {label: Newcomers}}
       |                                                ^^^^^
       |
       = help: did you mean `loyal`?
    ");
}

#[test]
fn what_a_call_to_action_says_may_differ_by_language_and_voice() {
    let site = site("voice: formal, preset: loyal", "", "Text.");
    site.edit(B2C, "text: Count my points", "text: {en: {friendly: See your points, formal: View your points}, ru: Баллы}");
    let built = site.build();
    assert!(built.text(PAGE).contains("View your points") && !built.text(PAGE).contains("See your points"));
    site.edit(B2C, "voice: formal, ", "");
    assert!(site.build().text(PAGE).contains("See your points"));
    // A segment's own voice speaks like its audience where it has no words, and otherwise for itself.
    site.edit(B2C, "{label: Regulars, ", "{label: Regulars, voice: warm, words: {cta_heading: {en: {formal: Next, warm: Once more}}}, ");
    let built = site.build();
    assert!(built.text(PAGE).contains("See your points") && built.text(PAGE).contains("Once more"), "{}", built.found());
    site.edit(B2C, "text: {en: {friendly", "text: {en: {warm: All your points, friendly");
    assert!(site.build().text(PAGE).contains("All your points"));
    site.edit(B2C, ", ru: Баллы", "");
    assert!(site.build().found().contains("`ctas.points.text` has no text in `ru`"), "{}", site.build().found());
}

#[test]
fn only_links_that_leave_the_site_say_where_the_visitor_came_from() {
    let site = |more: &str| {
        let site = site("cta: box", "", "Text.\n\n::cta{id=ask}\n\n::cta{id=points}");
        site.edit(B2C, "topics:", &format!("utm: {{source: tea, medium: website}}\n{more}topics:"));
        site
    };
    let built = site("").build();
    let page = built.text(PAGE);
    let marks = "utm_source=tea&amp;utm_medium=website&amp;utm_content=b2c.regulars.any";
    assert!(page.contains(&format!("https://shop.example/box?size=s&amp;{marks}.box\"")), "{page}");
    assert!(page.contains(&format!("https://points.example/?{marks}.points\"")), "{page}");
    assert!(page.contains("href=\"mailto:a@tea.example\""));
    // What a link says already stays, and a call to action may say it in its own way.
    let own = site("");
    own.edit(
        B2C,
        "text: Get a box, to: 'https://shop.example/box?size=s'",
        "text: Get a box, utm: {campaign: spring}, to: 'https://shop.example/?utm_source=x'",
    );
    let page = own.build().text(PAGE).to_owned();
    assert!(page.contains("https://shop.example/?utm_source=x&amp;utm_medium=website&amp;utm_campaign=spring&amp;utm_content="), "{page}");
    // The site's own host is no other site.
    let inside = site("");
    inside.edit(B2C, "to: 'https://shop.example/box?size=s'", "to: 'https://tea.example/box?utm_source=x'");
    let built = inside.build();
    assert!(built.found().starts_with(&format!("warning site/utm-inside {B2C}")), "{}", built.found());
    assert!(built.text(PAGE).contains("https://tea.example/box?utm_source=x\""));
}

#[test]
fn a_call_to_action_without_a_name_counts_only_where_the_page_has_one() {
    let body = "::cta\n\n::cta{id=ask}\n\n::cta";
    let found = site("preset: need-based", "cta: none", body).build().found();
    assert!(!found.contains("too-many-ctas") && found.contains("`cta` shows nothing to `b2c`"), "{found}");
    let found = site("preset: need-based", "cta: none", &format!("{body}\n\n::cta{{id=ask}}")).build().report();
    assert!(found.contains("asks its readers 2 times") && !found.contains("write `cta: none`"), "{found}");
}

#[test]
fn a_component_without_a_name_on_a_page_that_has_nothing_of_its_sort_is_told_of() {
    let site = Site::with_article("Before.\n\n::offer\n\n::form\n\nAfter.");
    let built = site.build();
    let found = built.found();
    for what in
        ["`offer` shows nothing to `b2b`: this page has no offer of its own", "`form` shows nothing to `b2c`: this page has no form"]
    {
        assert!(found.contains(what), "{what}:\n{found}");
    }
    let help: Vec<&str> = built.findings.iter().filter_map(|finding| finding.help.as_deref()).collect();
    assert!(help.contains(&"name one, such as `::form{id=…}`: letter; or take it out"), "{help:?}");
}

#[test]
fn a_landing_page_that_asks_for_nothing_is_told_of_unless_it_is_meant() {
    let site = Site::with_article("Tea.");
    let silent = "this landing page asks `b2b` for nothing: it has no form and no call to action";
    site.write(&source("landings/guide.md", "title: The guide\naudience: b2b", "All about tea."));
    let built = site.build();
    assert!(built.found().contains(silent), "{}", built.found());
    assert!(
        built.findings.iter().any(|finding| finding.help.as_ref().is_some_and(|help| help.contains("one of the audience's forms: quote;")))
    );
    for (front, body) in [("form: quote", ""), ("cta: quote", ""), ("form: none", ""), ("", "\n\n::form{id=quote}")] {
        site.write(&source("landings/guide.md", &format!("title: The guide\naudience: b2b\n{front}"), &format!("All about tea.{body}")));
        let built = site.build();
        assert!(built.is_done && !built.found().contains("for nothing"), "{front}{body}:\n{}", built.found());
    }
}
