//! Events before, during and after: what a page offers, the calendar file, lists.
#![allow(clippy::panic, reason = "a failing test may panic")]

use std::collections::BTreeSet;

use segue::content::Moment;
use segue::world::Changes;

use crate::support::{Built, Site};

const PAGE: &str = "b2b/events/tasting/index.html";
const CALENDAR: &str = "b2b/events/tasting/event.ics";

/// A webinar of two hours, and an article that leads to its form.
fn site(more: &str) -> Site {
    let site = Site::new(&format!(
        "
-- content/events/tasting.md --
---
title: 'Tasting; ten teas, one hour'
description: Ten teas side by side.
audience: b2b
date: 2026-11-01
starts: 2026-12-02T18:00:00+04:00
ends: 2026-12-02T20:00:00+04:00
online: https://meet.example/secret-room
register: seat
replay: https://video.example/tasting
cta: seat
{more}
---
Bring a cup.
-- content/articles/guide.md --
---
title: Guide
audience: b2b
date: 2026-11-02
cta: seat
form: quote
---
Read this.
"
    ));
    let forms = "forms: {seat: {action: 'https://forms.example/seat', fields: [{id: email, required: true}]}, ";
    site.edit("content/audiences/b2b.yaml", "forms: {", forms);
    site.edit("content/audiences/b2b.yaml", "ctas: {", "ctas: {seat: {goal: register, text: Take a seat, to: 'form:seat'}, ");
    site
}

fn as_of(site: &Site, moment: &str) -> Built {
    site.seen_as_of(Moment::new(moment)).build()
}

const BEFORE: &str = "2026-11-22";
const AT_THE_START: &str = "2026-12-02T18:00:00+04:00";
const AT_THE_END: &str = "2026-12-02T20:00:00+04:00";
const AFTER: &str = "2026-12-02T20:00:01+04:00";

#[test]
fn before_it_there_are_the_form_and_the_calendar_and_no_recording() {
    let built = as_of(&site(""), BEFORE).clean();
    let page = built.text(PAGE);
    assert!(page.contains("https://forms.example/seat") && page.contains(&format!("href=\"/{CALENDAR}\"")), "{page}");
    assert!(page.contains("https://meet.example/secret-room") && !page.contains("video.example"), "{page}");
    assert!(built.text("b2b/articles/guide/index.html").contains("/b2b/events/tasting/#form-seat"));
    insta::assert_snapshot!(built.text(CALENDAR).replace("\r\n", "\n"), @r"
    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//Segue//Segue//EN
    BEGIN:VEVENT
    UID:79d4275a2609fe39af41f76ef0efce3b@tea.example
    DTSTAMP:20261031T200000Z
    DTSTART:20261202T140000Z
    DTEND:20261202T160000Z
    SUMMARY:Tasting\; ten teas\, one hour
    DESCRIPTION:Ten teas side by side.
    LOCATION:https://meet.example/secret-room
    URL:https://tea.example/b2b/events/tasting/
    END:VEVENT
    END:VCALENDAR
    ");
}

#[test]
fn during_it_one_can_still_register_and_the_page_says_that_it_is_on() {
    let built = as_of(&site(""), AT_THE_START).clean();
    assert!(built.text(PAGE).contains("https://forms.example/seat") && built.shows(PAGE).contains("in progress"));
    assert!(as_of(&site(""), AT_THE_END).clean().has(CALENDAR));
}

#[test]
fn after_it_the_recording_is_there_and_nothing_leads_to_what_is_gone() {
    let built = as_of(&site(""), AFTER);
    assert!(built.is_done);
    assert!(built.shows(PAGE).contains("has taken place"));
    assert!(built.text(PAGE).contains("https://video.example/tasting"));
    for (path, bytes) in &built.files {
        let text = String::from_utf8_lossy(bytes);
        for gone in ["forms.example/seat", "form-seat", "secret-room", "event.ics"] {
            assert!(!text.contains(gone), "{path} has {gone}:\n{text}");
        }
    }
    assert!(!built.has(CALENDAR));
    insta::assert_snapshot!(built.found(), @"
    warning plan/left-out-today content/articles/guide.md: for `b2b`: the call to action `seat` leads to a registration that is over
    warning plan/left-out-today content/events/tasting.md: for `b2b`: the call to action `seat` leads to a registration that is over
    ");
}

#[test]
fn only_what_the_boundary_is_about_differs_on_its_two_sides() {
    let site = site("");
    let differing = |from: &str, to: &str| -> BTreeSet<String> {
        let (from, to) = (as_of(&site, from).files, as_of(&site, to).files);
        let all: BTreeSet<_> = from.keys().chain(to.keys()).collect();
        all.into_iter().filter(|path| from.get(*path) != to.get(*path)).map(ToString::to_string).collect()
    };
    assert_eq!(differing("2026-12-02T17:59:59+04:00", AT_THE_START), BTreeSet::from([PAGE.to_owned()]));
    let gone = ["b2b/articles/guide/index.html", "b2b/events/index.html", CALENDAR, PAGE];
    let at_the_end = differing(AT_THE_END, AFTER);
    for path in gone {
        assert!(at_the_end.contains(path), "{path} is as it was: {at_the_end:?}");
    }
    assert!(at_the_end.iter().all(|path| path.starts_with("b2b/")), "{at_the_end:?}");
}

#[test]
fn a_warm_build_sees_an_event_end() {
    let site = site("");
    site.seen_as_of(Moment::new(AT_THE_END)).builder().build(&Changes::Anything, &());
    let later = site.seen_as_of(Moment::new(AFTER));
    let warm = later.built(later.builder().build(&Changes::Anything, &()));
    assert_eq!(warm.files, later.fresh().build().files);
    assert!(warm.removed.contains(&CALENDAR.into()), "{:?}", warm.removed);
}

#[test]
fn registration_may_end_before_the_event() {
    let site = site("register_until: 2026-11-30");
    assert!(as_of(&site, "2026-11-30").clean().text(PAGE).contains("https://forms.example/seat"));
    let closed = as_of(&site, "2026-12-01");
    assert!(closed.is_done);
    assert!(!closed.text(PAGE).contains("forms.example/seat") && closed.shows(PAGE).contains("Registration is closed."));
    assert!(closed.has(CALENDAR));
}

#[test]
fn a_private_room_is_named_nowhere() {
    let built = as_of(&site("online_private: true"), BEFORE).clean();
    assert!(built.shows(PAGE).contains("The address is sent after registration."));
    for (path, bytes) in &built.files {
        assert!(!String::from_utf8_lossy(bytes).contains("secret-room"), "{path}");
    }
}

#[test]
fn an_event_of_whole_days_ends_with_its_last_day() {
    let site = site("place: {name: The garden, city: Laituri}");
    site.edit("content/events/tasting.md", "starts: 2026-12-02T18:00:00+04:00", "starts: 2026-12-02");
    site.edit("content/events/tasting.md", "ends: 2026-12-02T20:00:00+04:00", "ends: 2026-12-03");
    let built = as_of(&site, "2026-12-03T23:59:59+04:00").clean();
    let calendar = built.text(CALENDAR);
    assert!(calendar.contains("DTSTART;VALUE=DATE:20261202\r\nDTEND;VALUE=DATE:20261204\r\n"), "{calendar}");
    assert!(calendar.contains("LOCATION:The garden\\, Laituri\r\n"), "{calendar}");
    assert!(!as_of(&site, "2026-12-04").has(CALENDAR));
}

#[test]
fn an_event_whose_end_nobody_knows_lasts_for_its_day() {
    let site = site("");
    site.edit("content/events/tasting.md", "ends: 2026-12-02T20:00:00+04:00\n", "");
    assert!(as_of(&site, "2026-12-02T23:00:00+04:00").clean().has(CALENDAR));
    assert!(!as_of(&site, "2026-12-03").has(CALENDAR));
}

#[test]
fn an_event_that_ends_before_it_starts_is_an_error_with_both_places() {
    let site = site("");
    site.edit("content/events/tasting.md", "ends: 2026-12-02T20", "ends: 2026-12-02T17");
    let built = site.build();
    assert!(!built.is_done);
    insta::assert_snapshot!(built.report(), @"
    error[plan/ends-before-it-starts]: the event ends on 2026-12-02T17:00:00+04:00, before it starts on 2026-12-02T18:00:00+04:00
     --> content/events/tasting.md:7:7
      |
    7 | ends: 2026-12-02T17:00:00+04:00
      |       ^^^^^^^^^^^^^^^^^^^^^^^^^
      |
     ::: content/events/tasting.md:6:9
      |
    6 | starts: 2026-12-02T18:00:00+04:00
      |         ------------------------- it starts here
      |
      = help: correct one of the two; a day without a time includes all of itself
    ");
}

#[test]
fn a_list_of_events_has_the_next_one_first_and_those_that_are_over_apart() {
    let site = site("");
    for (name, day) in [("spring", "2027-04-01"), ("october", "2026-10-10"), ("september", "2026-09-09")] {
        let text = format!("---\ntitle: {name}\naudience: b2b\ndate: 2026-11-03\nstarts: {day}\n---\nCome.\n");
        site.put(&format!("content/events/{name}.md"), text);
    }
    let built = as_of(&site, BEFORE).clean();
    let list = built.shows("b2b/events/index.html");
    let place = |text: &str| list.find(text).unwrap_or_else(|| panic!("no {text}: {list}"));
    let order = ["Tasting;", "spring", "Past events", "october", "september"].map(place);
    assert!(order.is_sorted(), "{order:?} in {list}");
    // What is over and what is to come change places with the day.
    let later = as_of(&site, "2026-12-25").shows("b2b/events/index.html");
    assert!(later.find("Past events") < later.find("Tasting;") && later.find("Tasting;") < later.find("october"), "{later}");
}

#[test]
fn an_unknown_registration_form_is_an_error() {
    let site = site("");
    site.edit("content/events/tasting.md", "register: seat", "register: seet");
    insta::assert_snapshot!(site.build().report(), @"
    error[site/unknown-form]: the audience `b2b` has no form `seet`
     --> content/events/tasting.md:9:11
      |
    9 | register: seet
      |           ^^^^
      |
      = help: did you mean `seat`?
    ");
}

#[test]
fn explain_tells_what_an_event_page_shows() {
    let site = site("");
    site.edit("content/events/tasting.md", "cta: seat", "cta: quote");
    let built = as_of(&site, BEFORE);
    let explained = built.page("events/tasting", "b2b", "en", None);
    assert_eq!((explained.form.as_deref(), explained.cta.as_deref()), (Some("seat"), None));
    assert!(explained.sent_to.is_some_and(|to| to.contains("forms.example")));
    assert!(!built.text(PAGE).contains("data-cta-id"), "{}", built.text(PAGE));
    // Where it leads to the registration, the button of that is it.
    let site = self::site("");
    let built = as_of(&site, BEFORE);
    assert_eq!(built.page("events/tasting", "b2b", "en", None).cta.as_deref(), Some("seat → #form-seat"));
    assert!(built.text(PAGE).contains("data-cta-id"), "{}", built.text(PAGE));
}

#[test]
fn a_day_is_said_once_and_online_by_which_clock() {
    let built = as_of(&site(""), BEFORE);
    assert!(built.shows(PAGE).contains("December 2, 2026, 18:00 – 20:00 (UTC+04:00)"), "{}", built.shows(PAGE));
    let site = site("");
    site.edit("content/events/tasting.md", "online: https://meet.example/secret-room\n", "place: {city: Batumi}\n");
    site.edit("content/events/tasting.md", "ends: 2026-12-02", "ends: 2026-12-03");
    let built = as_of(&site, BEFORE);
    assert!(built.shows(PAGE).contains("December 2, 2026, 18:00 – December 3, 2026, 20:00"), "{}", built.shows(PAGE));
    assert!(!built.shows(PAGE).contains("UTC"), "{}", built.shows(PAGE));
}

#[test]
fn a_calendar_file_has_the_place_and_the_address_to_follow_it_by() {
    let built = as_of(&site("place: {city: Batumi}"), BEFORE);
    let calendar = built.text(CALENDAR).replace("\r\n ", "");
    assert!(calendar.contains("\r\nLOCATION:Batumi\r\n"), "{calendar}");
    assert!(calendar.contains("\r\nDESCRIPTION:Ten teas side by side.\\nhttps://meet.example/secret-room\r\n"), "{calendar}");
}
