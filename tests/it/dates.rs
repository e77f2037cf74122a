//! What today decides: drafts, dates, permissions, offers, events.

use segue::content::Moment;

use crate::support::{Site, source};

fn as_of(site: Site, moment: &str) -> Site {
    site.seen(|options| options.as_of = Moment::new(moment))
}

fn guide(front: &str) -> Site {
    Site::new(&source("articles/guide.md", &format!("title: Guide\naudience: b2c\n{front}"), "Tea."))
}

fn is_there(site: Site, moment: &str) -> bool {
    as_of(site, moment).build().has("b2c/articles/guide/index.html")
}

#[test]
fn a_draft_is_left_out_with_a_warning_unless_drafts_are_wanted() {
    let built = guide("draft: true").build();
    assert!(!built.has("b2c/articles/guide/index.html"));
    assert_eq!(built.found(), "warning plan/withdrawn content/articles/guide.md: not published for b2c/en: it is a draft");
    assert!(guide("draft: true").seen(|options| options.drafts = true).build().clean().has("b2c/articles/guide/index.html"));
}

#[test]
fn a_day_begins_at_its_midnight_in_the_time_zone_of_the_site() {
    // Tbilisi is four hours ahead.
    assert!(!is_there(guide("publish_at: 2026-12-01"), "2026-11-30T19:59:59Z"));
    assert!(is_there(guide("publish_at: 2026-12-01"), "2026-11-30T20:00:00Z"));
    assert!(is_there(guide("publish_at: 2026-12-01"), "2026-12-01"));
    assert!(!is_there(guide("publish_at: 2026-12-01"), "2026-11-30"));
}

#[test]
fn an_instant_counts_to_the_second() {
    let site = || guide("publish_at: 2026-12-01T12:00:00+04:00");
    assert!(!is_there(site(), "2026-12-01T07:59:59Z"));
    assert!(is_there(site(), "2026-12-01T08:00:00Z"));
}

#[test]
fn an_expiry_includes_its_day() {
    assert!(is_there(guide("expires_at: 2026-12-01"), "2026-12-01T19:59:59Z"));
    assert!(!is_there(guide("expires_at: 2026-12-01"), "2026-12-01T20:00:00Z"));
}

#[test]
fn without_as_of_today_is_the_clocks() {
    assert!(guide("publish_at: 2026-11-22").build().has("b2c/articles/guide/index.html"));
    assert!(!guide("publish_at: 2026-11-23").build().has("b2c/articles/guide/index.html"));
}

#[test]
fn a_date_in_the_future_withdraws_nothing() {
    guide("date: 2030-01-01").build().clean();
}

#[test]
fn a_link_to_what_is_withdrawn_becomes_plain_text_with_a_warning() {
    let site = guide("publish_at: 2027-01-01");
    site.write(&source("articles/other.md", "title: Other\naudience: b2c", "See [the guide](guide.md) soon."));
    let built = site.build();
    assert!(built.text("b2c/articles/other/index.html").contains("See the guide soon."));
    insta::assert_snapshot!(built.found(), @"
    warning plan/withdrawn content/articles/guide.md: not published for b2c/en: it is to be published on 2027-01-01
    warning plan/link-withdrawn content/articles/other.md: this link becomes plain text: `articles/guide` is not published, it is to be published on 2027-01-01
    ");
}

#[test]
fn a_call_to_action_to_what_is_withdrawn_falls_to_the_next_default() {
    let site = guide("expires_at: 2026-01-01");
    site.edit(
        "content/audiences/b2c.yaml",
        "ctas: {",
        "defaults: {cta: box}\nkinds: {article: {cta: read}}\nctas: {read: {goal: lead, text: Read, to: articles/guide.md}, ",
    );
    site.write(&source("articles/other.md", "title: Other\naudience: b2c", "Text."));
    let built = site.build();
    assert_eq!(built.page("articles/other.md", "b2c", "en", None).cta.as_deref(), Some("box → https://shop.example"));
    assert!(built.text("b2c/articles/other/index.html").contains("https://shop.example"));
    assert!(
        built.found().contains("warning plan/left-out-today content/articles/other.md: for `b2c`: the call to action `read` leads nowhere"),
        "{}",
        built.found()
    );
    assert!(!built.findings.iter().any(|finding| finding.level == segue::diagnostics::Level::Error));
}

#[test]
fn navigation_leaves_out_what_is_withdrawn() {
    let site = guide("expires_at: 2026-01-01");
    site.edit(
        "content/audiences/b2c.yaml",
        "kind: consumer",
        "kind: consumer\nnavigation: [{text: The guide, to: articles/guide.md}, {text: Elsewhere, to: 'https://x.example'}]",
    );
    let built = site.build();
    let home = built.text("b2c/index.html");
    assert!(home.contains("Elsewhere") && !home.contains("The guide"));
}

fn study(permission: &str) -> Site {
    Site::new(&source("case-studies/cafe.md", &format!("title: Cafe\naudience: all\n{permission}"), "Story."))
}

#[test]
fn a_case_study_needs_a_permission_that_holds() {
    for (permission, reason) in [
        ("", Some("is not given: there is no `permission:`")),
        ("permission: {status: not-required}", None),
        ("permission: {status: granted}", None),
        ("permission: {status: pending}", Some("is not granted yet")),
        ("permission: {status: revoked}", Some("was taken back")),
        ("permission: {scope: [name]}", Some("is not granted yet")),
        ("permission: {status: granted, granted: 2026-11-23}", Some("begins later")),
        ("permission: {status: granted, granted: 2026-11-22}", None),
        ("permission: {status: granted, expires: 2026-11-21}", Some("has run out")),
        ("permission: {status: granted, expires: 2026-11-22}", None),
    ] {
        let built = study(permission).build();
        assert_eq!(built.has("b2b/case-studies/cafe/index.html"), reason.is_none(), "{permission}");
        match reason {
            Some(reason) => {
                assert!(built.found().contains(&format!("the client's permission {reason}")), "{permission}: {}", built.found());
            }
            None => assert!(!built.found().contains("plan/withdrawn"), "{permission}: {}", built.found()),
        }
    }
}

#[test]
fn a_permission_may_cover_some_audiences_only() {
    let built = study("permission: {status: granted, audiences: [b2b]}").build();
    assert!(built.has("b2b/case-studies/cafe/index.html") && !built.has("b2c/case-studies/cafe/index.html"));
    assert!(built.found().contains("for b2c/en: the client's permission does not cover this audience"), "{}", built.found());
}

#[test]
fn an_offer_holds_from_its_first_day_through_its_last() {
    let site = || {
        let site = guide("offer: spring");
        site.edit(
            "content/audiences/b2c.yaml",
            "kind: consumer",
            "kind: consumer\noffers: {spring: {title: Spring price, starts: 2027-03-01, ends: 2027-03-31}}",
        );
        site
    };
    for (moment, holds) in [("2027-02-28", false), ("2027-03-01", true), ("2027-03-31T19:59:00Z", true), ("2027-04-01", false)] {
        let built = as_of(site(), moment).build();
        assert_eq!(built.text("b2c/articles/guide/index.html").contains("Spring price"), holds, "{moment}");
        assert_eq!(built.found().contains("warning plan/left-out-today"), !holds, "{moment}");
    }
}

#[test]
fn an_event_that_is_over_stays_and_takes_its_form_away() {
    let event = "title: Tasting\naudience: b2c\nstarts: 2026-12-01T18:00:00+04:00\nends: 2026-12-02\nregister: letter\nonline: https://meet.example/tea";
    let site = || Site::new(&source("events/tasting.md", event, "Come."));
    let before = as_of(site(), "2026-12-02").build().clean();
    let page = "b2c/events/tasting/index.html";
    assert!(before.text(page).contains("<form") && before.text(page).contains("https://meet.example/tea"));
    let after = as_of(site(), "2026-12-03").build().clean();
    assert!(!after.text(page).contains("<form") && !after.text(page).contains("https://meet.example/tea"));
    assert!(after.text(page).contains("class=\"over\""));
}

#[test]
fn a_scheduled_build_goes_through_whatever_a_date_takes_away() {
    let site = Site::new(
        &[
            source("articles/_index.md", "title: Articles", "Read [the guide](guide.md)."),
            source(
                "articles/guide.md",
                "title: Guide\naudience: all\nexpires_at: 2027-01-01\neditions: [cafes]\naliases: [/old]",
                "Tea. ![](leaf.svg)",
            ),
            source("articles/guide.b2b.md", "title: Trade", "Tea. [Back](_index.md)"),
            source(
                "landings/kit.md",
                "title: Kit\naudience: b2c\nexpires_at: 2027-01-01\nform: letter\nlead_magnet: {title: Kit, file: kit.pdf, gate: full}",
                "Kit.",
            ),
            source(
                "articles/stays.md",
                "title: Stays\naudience: all\nrelated: [guide.md]",
                "See [](guide.md), [guide](guide.md#x) and ::cta{id=x}.",
            ),
        ]
        .concat(),
    );
    site.put("content/articles/leaf.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    site.put("content/landings/kit.pdf", "kit");
    site.edit("content/articles/stays.md", " and ::cta{id=x}", "");
    site.edit("content/articles/stays.md", "#x", "");
    let before = site.build().clean();
    assert!(before.has("b2c/articles/guide/index.html"));
    let after = as_of(site, "2027-01-02").build();
    assert!(after.findings.iter().all(|finding| finding.level == segue::diagnostics::Level::Warning), "{}", after.report());
    assert!(after.has("b2c/articles/stays/index.html") && !after.has("b2c/articles/guide/index.html"));
    assert!(
        !after.paths().iter().any(|path| path.contains("kit") || path.contains("leaf") || path.starts_with("old")),
        "{:?}",
        after.paths()
    );
    assert!(after.removed.iter().any(|path| path == "b2c/articles/guide/index.html"));
}

#[test]
fn only_an_instant_that_decides_something_changes_the_output() {
    let at = |moment: &str| {
        let site = guide("date: 2026-05-01\npublish_at: 2026-11-22");
        as_of(site, moment).build().files
    };
    assert_eq!(at("2026-11-22"), at("2026-11-22T15:00:00Z"));
    assert_eq!(at("2026-11-22"), at("2026-12-31"));
}
