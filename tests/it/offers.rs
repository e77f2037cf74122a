//! Offers: there while they hold, gone before and after without a trace; and what begins, ends and is gone besides.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::{Just, ProptestConfig, Strategy, any};
use proptest::{prop_assert, prop_assert_eq, prop_oneof, proptest};
use segue::content::Moment;
use segue::plan::{MentionKind, Turn};

use crate::support::{Built, Site};

const B2C: &str = "content/audiences/b2c.yaml";

/// An offer with everything in it, of which each word is known from no other place.
const SPRING: &str = "spring: {title: Springtide, text: Quoted WELCOME7, discount: 17%, starts: 2027-03-01, ends: 2027-03-31, countdown: true, \
                      price: {amount: 12.50, currency: GEL, was: 15, unit: tin}, items: [caddy, scoop], threshold: {amount: 80, currency: GEL}}";

/// Two pages that show this offer: one as its own, one in its body; and one for business readers that does not.
fn site(offer: &str) -> Site {
    let site = Site::new(
        "
-- content/articles/own.md --
---
title: Own
audience: b2c
date: 2026-05-01
offer: spring
---
Tea.
-- content/articles/own.ru.md --
---
title: Свой
---
Чай.
-- content/articles/body.md --
---
title: Body
audience: b2c
date: 2026-05-02
---
Tea.

::offer{id=spring}
-- content/articles/trade.md --
---
title: Trade
audience: b2b
date: 2026-05-02
---
Tea.
",
    );
    site.edit(B2C, "kind: consumer", &format!("kind: consumer\noffers:\n  {offer}"));
    site
}

fn on(offer: &str, moment: &str) -> Built {
    site(offer).seen(|options| options.as_of = Some(Moment::new(moment).unwrap())).build()
}

const OWN: &str = "b2c/articles/own/index.html";
const BODY: &str = "b2c/articles/body/index.html";

/// Everything by which the offer could be told.
const TRACES: [&str; 12] =
    ["Springtide", "WELCOME7", "17%", "12.50", "12,50", "caddy", "80.00", "data-offer", "data-ends", "data-left", "<script", "2027-04-01"];

#[test]
fn before_and_after_it_there_is_no_trace_of_an_offer_and_one_warning() {
    for (moment, holds) in [
        ("2027-02-28", false),
        ("2027-02-28T19:59:59Z", false),
        ("2027-02-28T20:00:00Z", true),
        ("2027-03-31T19:59:59Z", true),
        ("2027-03-31T20:00:00Z", false),
        ("2027-04-01", false),
    ] {
        let built = on(SPRING, moment);
        assert!(built.is_done, "{moment}: {}", built.report());
        if holds {
            assert_eq!(built.found(), "", "{moment}");
            for page in [OWN, BODY] {
                let html = built.text(page);
                let missing: Vec<&&str> = TRACES.iter().filter(|trace| **trace != "12,50" && !html.contains(**trace)).collect();
                assert!(missing.is_empty(), "{moment}, {page}: {missing:?}");
            }
            continue;
        }
        assert!(
            built.found().starts_with("warning plan/left-out-today content/audiences/b2c.yaml: the offer `spring`"),
            "{}",
            built.found()
        );
        assert!(built.found().ends_with("3 pages do without it") && built.found().lines().count() == 1, "{}", built.found());
        let html = built.files.iter().filter(|(path, _)| !path.starts_with("assets"));
        for (path, text) in html.map(|(path, bytes)| (path, String::from_utf8_lossy(bytes))) {
            assert!(!TRACES.iter().any(|trace| text.contains(trace)), "{moment}: {path}");
        }
    }
}

#[test]
fn what_is_over_leaves_the_same_bytes_as_what_never_was() {
    let over = on(SPRING, "2027-04-01");
    let never = on("spring: {title: Other, starts: 2030-01-01}", "2027-04-01");
    assert_eq!(over.files, never.files);
}

#[test]
fn nobody_else_reads_of_an_offer_and_only_pages_that_show_it_get_the_script() {
    let built = on(SPRING, "2027-03-15").clean();
    for (path, bytes) in built.files.iter().filter(|(path, _)| path.extension() == Some("html")) {
        let shows = ["own", "body"].iter().any(|name| path.as_str().contains(&format!("articles/{name}/")));
        let text = String::from_utf8_lossy(bytes);
        assert_eq!(text.contains("Springtide"), shows, "{path}");
        assert_eq!(text.contains("<script"), shows, "{path}");
    }
    let html = built.text(OWN);
    assert!(html.contains("defer") && html.contains("<time datetime=\"2027-03-31\">March 31, 2027</time>"), "{html}");
    // An offer without dates needs no script.
    let lasting = on("spring: {title: Springtide, discount: 5%}", "2027-03-15").clean();
    assert!(lasting.text(OWN).contains("Springtide") && !lasting.text(OWN).contains("<script"));
    let explained = |built: &Built| built.page("articles/own", "b2c", "en", None);
    assert_eq!(explained(&built).offer.as_deref(), Some("spring"));
    let over = explained(&on(SPRING, "2027-04-01"));
    assert_eq!((over.offer, over.left_out), (None, vec!["the offer `spring` does not hold today".to_owned()]));
}

#[test]
fn sums_are_written_by_the_language_and_ends_by_the_time_zone_of_the_offer() {
    let built = on(
        "spring: {title: Springtide, ends: 2027-03-31, time_zone: America/New_York, price: {amount: 1500, currency: GEL}}",
        "2027-03-15",
    );
    let built = built.clean();
    assert!(built.text(OWN).contains("<strong>₾1,500.00</strong>") && built.text(OWN).contains("data-ends=\"2027-04-01T00:00:00-04:00\""));
    let russian = built.text("b2c/ru/articles/own/index.html").replace(['\u{a0}', '\u{202f}'], " ");
    assert!(russian.contains("<strong>1 500,00 ₾</strong>"), "{russian}");
    let hour = on("spring: {title: Springtide, ends: 2027-03-31T18:30:00+04:00}", "2027-03-15").clean();
    assert!(hour.text(OWN).contains("data-ends=\"2027-03-31T18:30:00+04:00\"") && hour.text(OWN).contains("March 31, 2027, 18:30"));
}

#[test]
fn time_is_counted_only_where_the_page_allows_it() {
    let counts = |change: &dyn Fn(&Site)| {
        let site = site("spring: {title: Springtide, ends: 2027-03-31, countdown: true}");
        change(&site);
        site.build().clean().text(OWN).contains("data-left")
    };
    assert!(counts(&|_| {}));
    let of_segment = |more: &'static str| {
        move |site: &Site| {
            site.edit(B2C, "label: Newcomers", &format!("label: Newcomers{more}"));
            site.edit("content/articles/own.md", "offer: spring", "offer: spring\nsegment: new");
        }
    };
    assert!(counts(&of_segment("")));
    assert!(!counts(&of_segment(", countdowns: forbid")));
}

#[test]
fn what_cannot_hold_is_told_with_its_place() {
    let found = |offer: &str| on(offer, "2027-03-15").report();
    insta::assert_snapshot!(found("spring: {title: Spring, starts: 2027-03-31, ends: 2027-03-30}"), @"
    warning[plan/left-out-today]: the offer `spring` begins on 2027-03-31; until then 3 pages do without it
     --> content/audiences/b2c.yaml:4:35
      |
    4 |   spring: {title: Spring, starts: 2027-03-31, ends: 2027-03-30}
      |                                   ^^^^^^^^^^
      |
      = help: it is shown by itself from then on: there is nothing to do but to build on that day

    error[site/offer-dates]: the offer `spring` ends on 2027-03-30, before it starts on 2027-03-31
     --> content/audiences/b2c.yaml:4:53
      |
    4 |   spring: {title: Spring, starts: 2027-03-31, ends: 2027-03-30}
      |                                                     ^^^^^^^^^^
      |
     ::: content/audiences/b2c.yaml:4:35
      |
    4 |   spring: {title: Spring, starts: 2027-03-31, ends: 2027-03-30}
      |                                   ---------- it starts here
      |
      = help: it would never be shown: write a later end, or an earlier start
    ");
    insta::assert_snapshot!(found("spring: {title: Spring, time_zone: Asia/Tbilissi, ends: 2027-03-31}"), @"
    error[site/time-zone]: there is no time zone `Asia/Tbilissi`
     --> content/audiences/b2c.yaml:4:38
      |
    4 |   spring: {title: Spring, time_zone: Asia/Tbilissi, ends: 2027-03-31}
      |                                      ^^^^^^^^^^^^^
      |
      = help: did you mean `Asia/Tbilisi`?
    ");
    insta::assert_snapshot!(found("spring: {title: Spring, price: {amount: 12.50, currency: GLE}}"), @"
    error[site/currency]: there is no currency `GLE`
     --> content/audiences/b2c.yaml:4:60
      |
    4 |   spring: {title: Spring, price: {amount: 12.50, currency: GLE}}
      |                                                            ^^^
      |
      = help: did you mean `GEL`?
    ");
    insta::assert_snapshot!(found("spring: {title: Spring, price: {amount: '12,50', currency: GEL}}"), @"
    error[yaml/value]: offers.spring.price: `12,50` is no amount: write digits, with a point for parts, such as 12.50
     --> content/audiences/b2c.yaml:4:44
      |
    4 |   spring: {title: Spring, price: {amount: '12,50', currency: GEL}}
      |                                            ^^^^^
      |
      = help: write another value, or remove the key where the site can do without it
    ");
    insta::assert_snapshot!(found("spring: {title: Spring, price: {amount: 15, currency: GEL, was: 12.50}}"), @"
    error[site/offer-price]: the offer `spring` is not less than before: 15 now, 12.50 then
     --> content/audiences/b2c.yaml:4:67
      |
    4 |   spring: {title: Spring, price: {amount: 15, currency: GEL, was: 12.50}}
      |                                                                   ^^^^^
      |
      = help: write what it cost before, or remove `was:`
    ");
    insta::assert_snapshot!(found("spring: {title: Spring, kind: bundle}"), @"
    error[site/offer-kind]: the offer `spring` is of kind `bundle` and has no `items`
     --> content/audiences/b2c.yaml:4:33
      |
    4 |   spring: {title: Spring, kind: bundle}
      |                                 ^^^^^^
      |
      = help: add a line such as `items: [a pot, two cups]`, or remove `kind:`
    ");
    insta::assert_snapshot!(found("spring: {title: Spring, countdown: true}"), @"
    error[site/offer-countdown]: the offer `spring` counts down to no end
     --> content/audiences/b2c.yaml:4:38
      |
    4 |   spring: {title: Spring, countdown: true}
      |                                      ^^^^
      |
      = help: add `ends:`, or remove `countdown:`
    ");
    insta::assert_snapshot!(found("spring: {title: Spring, discuont: 10%}"), @"
    error[yaml/unknown-key]: there is no key `discuont` here
     --> content/audiences/b2c.yaml:4:27
      |
    4 |   spring: {title: Spring, discuont: 10%}
      |                           ^^^^^^^^
      |
      = help: did you mean `discount`?
    ");
}

/// A theme that loads fast.
const THEME: &str = r#"
-- themes/own/theme.yaml --
words: {home: Home, read_more: More, tags_title: Tags, thanks_title: Thanks, not_found_title: Gone, form_button: Send, page_of: "{number}/{pages}"}
-- themes/own/templates/page.html --
<main>{{ page.content | safe }}{% if page.offer %}{{ page.offer.title }}{% endif %}</main>
-- themes/own/templates/section.html --
<main>{{ page.content | safe }}</main>
-- themes/own/components/offer.html --
{% component offer(id: string) %}{% set found = offer(id=id) %}{% if found %}<b>{{ found.title }}</b>{% endif %}{% endcomponent offer %}
"#;

/// A day or an instant as authors write it. The clocks of Berlin go forward on 28 March.
fn moment() -> impl Strategy<Value = String> {
    let day = (22..=31_u8).prop_map(|day| format!("2027-03-{day}"));
    let instant = (22..=31_u8, 0..24_u8, 0..60_u8).prop_map(|(day, hour, minute)| format!("2027-03-{day}T{hour:02}:{minute:02}:00+02:00"));
    prop_oneof![day, instant]
}

/// An offer holds from the first day or instant on, through the last day or up to the instant, by the clock of its zone.
fn holds(starts: Option<&str>, ends: Option<&str>, zone: &TimeZone, now: Timestamp) -> bool {
    let today = now.to_zoned(zone.clone()).date();
    let begun = starts
        .is_none_or(|starts| starts.parse::<Timestamp>().map_or_else(|_| starts.parse().is_ok_and(|day| today >= day), |at| now >= at));
    let over =
        ends.is_some_and(|ends| ends.parse::<Timestamp>().map_or_else(|_| ends.parse().is_ok_and(|day| today > day), |at| now >= at));
    begun && !over
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_offer_is_there_exactly_when_it_holds(
        starts in proptest::option::of(moment()),
        ends in proptest::option::of(moment()),
        zone in prop_oneof![Just("Asia/Tbilisi"), Just("Europe/Berlin"), Just("America/New_York"), Just("Pacific/Kiritimati")],
        seconds in 0..12 * 86_400_i64,
        on_the_hour in any::<bool>(),
    ) {
        let now = "2027-03-21T00:00:00Z".parse::<Timestamp>().unwrap().as_second() + if on_the_hour { seconds / 3600 * 3600 } else { seconds };
        let now = Timestamp::from_second(now).unwrap();
        let key = |name: &str, value: &Option<String>| value.as_ref().map(|value| format!(", {name}: '{value}'")).unwrap_or_default();
        let offer = format!("spring: {{title: Springtide, time_zone: {zone}{}{}}}", key("starts", &starts), key("ends", &ends));
        let site = site(&offer);
        site.write(THEME);
        site.edit("site.yaml", "primary: b2c", "primary: b2c\ntheme: own");
        let built = site.seen(|options| options.as_of = Some(Moment::new(&now.to_string()).unwrap())).build();
        if !built.is_done {
            prop_assert!(built.found().contains("error site/offer-dates"), "{}", built.found());
            // By the clock of the offer's own zone there is no instant at which it would hold.
            let zone = TimeZone::get(zone).unwrap();
            prop_assert!(!holds(starts.as_deref(), ends.as_deref(), &zone, now));
            return Ok(());
        }
        let expected = holds(starts.as_deref(), ends.as_deref(), &TimeZone::get(zone).unwrap(), now);
        for page in [OWN, BODY] {
            prop_assert_eq!(built.text(page).contains("Springtide"), expected, "{} at {}", offer, now);
        }
        prop_assert_eq!(built.found().contains("plan/left-out-today"), !expected);
    }
}

#[test]
fn a_warm_build_sees_an_offer_end_at_its_hour() {
    let site = site("spring: {title: Springtide, ends: 2026-11-22T12:30:00+04:00}");
    let until = site.build().clean().snapshot().today.until();
    assert_eq!(until, "2026-11-22T08:30:00Z".parse::<Timestamp>().unwrap());
    let at = |instant: &str| {
        let site = site.seen_as_of(Moment::new(instant));
        site.built(site.builder().build(&segue::world::Changes::Anything, &())).text(OWN).contains("Springtide")
    };
    assert!(at("2026-11-22T08:00:00Z") && at("2026-11-22T08:29:59Z"));
    assert!(!at("2026-11-22T08:30:00Z"));
    assert!(at("2026-11-22T08:29:00Z"));
}

#[test]
fn the_calendar_tells_what_the_next_days_change_and_where_it_is_written() {
    let site = site(SPRING);
    site.write(
        "
-- content/articles/later.md --
---
title: Later
audience: b2c
publish_at: 2027-03-10
expires_at: 2027-03-20T18:00:00+04:00
---
Tea.
-- content/articles/never.md --
---
title: Never
audience: b2c
draft: true
publish_at: 2027-03-11
---
Tea.
-- content/events/tasting.md --
---
title: Tasting
audience: b2c
starts: 2027-03-12
---
Come.
-- content/case-studies/orbeli.md --
---
title: Pots
audience: b2b
client: {name: Orbeli}
permission: {status: granted, expires: 2027-03-14}
---
Tea.
",
    );
    let built = site.seen(|options| options.as_of = Moment::new("2027-02-20")).build();
    let lines = |days| {
        let changes = built.snapshot().changes_within(days);
        changes
            .iter()
            .map(|change| format!("{} {} {}:{}", change.at, change.sentence(), change.file, change.line))
            .collect::<Vec<_>>()
            .join("\n")
    };
    insta::assert_snapshot!(lines(60), @"
    2027-03-01T00:00:00+04:00 the offer spring begins for b2c content/audiences/b2c.yaml:4
    2027-03-10T00:00:00+04:00 articles/later is published content/articles/later.md:4
    2027-03-12T00:00:00+04:00 the event events/tasting begins content/events/tasting.md:4
    2027-03-13T00:00:00+04:00 the event events/tasting is over content/events/tasting.md:4
    2027-03-15T00:00:00+04:00 the client's permission for case-studies/orbeli has run out content/case-studies/orbeli.md:5
    2027-03-20T18:00:00+04:00 articles/later is withdrawn content/articles/later.md:5
    2027-04-01T00:00:00+04:00 the offer spring is over for b2c content/audiences/b2c.yaml:4
    ");
    assert_eq!(lines(5), "");
    let next = built.snapshot().next_change().unwrap();
    assert_eq!((next.turn, next.name.as_str(), next.audience.as_deref()), (Turn::Begins, "spring", Some("b2c")));
    assert!(next.at.starts_with("2027-03-01T00:00:00+04:00"));
}

#[test]
fn an_offer_that_nobody_names_is_listed_with_the_others() {
    let site = site(&format!("{SPRING}\n  idle: {{title: Idle, ends: 2026-01-31}}\n  always: {{title: Always, discount: 5%}}"));
    let built = site.seen(|options| options.as_of = Moment::new("2027-03-15")).build().clean();
    let rows = built.snapshot().offer_rows();
    let short: Vec<_> = rows.iter().map(|row| (row.offer.as_str(), row.state, row.kind, row.pages, row.line)).collect();
    assert_eq!(
        short,
        [("spring", "holds", Some("free-delivery"), 3, 4), ("idle", "over", None, 0, 5), ("always", "holds", Some("discount"), 0, 6)]
    );
}

/// A case study, a page that links to it, one that names its client, and one that calls it related.
fn study(permission: &str) -> Site {
    let site = Site::new(&format!(
        "
-- content/case-studies/orbeli.md --
---
title: Pots
audience: all
client: {{name: '«Orbeli» Ltd'}}
aliases: [/pots, old-pots]
editions: [cafes]
permission: {{{permission}}}
---
They pour tea.
-- content/case-studies/orbeli.ru.md --
---
title: Чайники
---
Чай.
-- content/articles/guide.md --
---
title: Guide
audience: all
---
As [they](../case-studies/orbeli.md#x) do.

Ask at orbeli, they know.
-- content/articles/more.md --
---
title: More
audience: b2b
related: [../case-studies/orbeli.md]
---
Nothing of Orbelians.
"
    ));
    site.edit("content/case-studies/orbeli.md", "They pour", "## X {#x}\n\nThey pour");
    site
}

#[test]
fn what_a_client_took_back_is_listed_with_where_it_was_and_who_speaks_of_it() {
    let built = study("status: revoked, granted: 2026-05-01, scope: [name]").build();
    assert!(built.is_done, "{}", built.report());
    let gone = built.snapshot().gone();
    assert_eq!(gone.len(), 1);
    assert_eq!((gone[0].why, gone[0].line), ("revoked", 7));
    // Nothing was ever published in Russian: the scope does not name translations.
    insta::assert_snapshot!(gone[0].addresses.join("\n"), @"
    https://tea.example/b2b/cafes/case-studies/orbeli/
    https://tea.example/b2b/case-studies/orbeli/
    https://tea.example/b2b/old-pots/
    https://tea.example/b2c/case-studies/orbeli/
    https://tea.example/b2c/old-pots/
    https://tea.example/pots/
    ");
    let mentions: Vec<_> = gone[0].mentions.iter().map(|mention| (mention.file.as_str(), mention.line, mention.how)).collect();
    assert_eq!(
        mentions,
        [
            ("content/articles/guide.md", 5, MentionKind::Link),
            ("content/articles/guide.md", 7, MentionKind::Name),
            ("content/articles/more.md", 4, MentionKind::Related),
        ]
    );
    for address in built.snapshot().gone_addresses() {
        let output = built.snapshot().plan.hosts.output(&address);
        assert!(!built.files.contains_key(&output), "{output}");
    }
}

#[test]
fn what_was_never_allowed_is_not_gone_and_what_ran_out_is() {
    for (permission, gone) in [
        ("status: pending", 0),
        ("status: granted", 0),
        ("status: granted, expires: 2026-11-22", 0),
        ("status: granted, expires: 2026-11-21", 1),
        ("status: granted, audiences: [b2b]", 0),
    ] {
        assert_eq!(study(permission).build().snapshot().gone().len(), gone, "{permission}");
    }
}
