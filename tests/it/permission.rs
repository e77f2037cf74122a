//! What the client of a case study allows: to whom, until when, and what of a page.

use segue::content::Moment;

use crate::support::Site;

const STUDY: &str = "content/case-studies/orbeli.md";

/// A case study that shows all there is, with this permission.
fn study(permission: &str, more: &str) -> Site {
    let site = Site::new(&format!(
        "
-- {STUDY} --
---
title: More pots a day
audience: all
date: 2026-05-01
client: {{name: Café Orbeli, url: 'https://orbeli.example', logo: orbeli.svg, industry: Café}}
metrics: [{{label: Pots, before: 14, after: 31, period: May 2026}}]
quotes: [{{text: The hourglass settled it, person: Luka, role: Barista, photo: luka.svg}}]
permission: {{status: granted, {permission}}}
{more}
---
They sell more tea.
-- {} --
---
title: Больше чайников
metrics: [{{label: Чайники, before: 14, after: 31, period: май 2026}}]
quotes: [{{text: Всё решили песочные часы, person: Лука, role: Бариста}}]
---
Чая продают больше.
-- content/articles/guide.md --
---
title: Guide
audience: all
date: 2026-05-02
---
As [they](../case-studies/orbeli.md) do.
",
        STUDY.replace(".md", ".ru.md")
    ));
    for picture in ["orbeli.svg", "luka.svg"] {
        site.put(&format!("content/case-studies/{picture}"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    }
    site
}

const PAGE: &str = "b2b/case-studies/orbeli/index.html";
const TRANSLATED: &str = "b2b/ru/case-studies/orbeli/index.html";

/// The words of a page by which each part of it is known.
const PARTS: [(&str, &str, &str); 5] = [
    ("name", "Orbeli", "the client's name"),
    ("logo", "orbeli.svg", "the client's logo"),
    ("quote", "hourglass", "the quotes"),
    ("metrics", "Pots", "the figures"),
    ("photo", "luka.svg", "the photos of people"),
];

#[test]
fn without_a_scope_everything_is_allowed() {
    let built = study("granted: 2026-05-01", "").build().clean();
    for (_, word, _) in PARTS {
        assert!(built.text(PAGE).contains(word), "{word}");
    }
    assert!(built.has(TRANSLATED));
}

#[test]
fn what_is_outside_the_scope_is_left_out_alone_and_everywhere() {
    for (missing, word, what) in PARTS {
        let scope: Vec<&str> = PARTS.iter().map(|(part, ..)| *part).filter(|part| *part != missing).chain(["translation"]).collect();
        // The file is named as the client is, and an address tells that.
        let slug = if missing == "name" { "slug: pots" } else { "" };
        let built = study(&format!("scope: [{}]", scope.join(", ")), slug).build();
        let found = built.found();
        assert!(found.contains("warning plan/outside-permission") && found.contains(what), "{missing}: {found}");
        assert_eq!(found.lines().count(), 1, "{missing}: {found}");
        for (path, bytes) in &built.files {
            assert!(!String::from_utf8_lossy(bytes).contains(word) || path.extension() == Some("css"), "{missing} in {path}");
        }
        assert!(!built.paths().iter().any(|path| path.ends_with(word)), "{missing}");
        let page = built.text(if missing == "name" { "b2b/case-studies/pots/index.html" } else { PAGE });
        for (other, word, _) in PARTS.iter().filter(|(other, ..)| *other != missing) {
            let goes_along = matches!((missing, *other), ("quote", "photo") | ("name", "logo"));
            assert_eq!(page.contains(word), !goes_along, "{other} without {missing}");
        }
    }
}

#[test]
fn a_permission_without_translation_withholds_translated_pages() {
    let built = study("scope: [name, logo, quote, metrics, photo]", "").build();
    assert!(built.has(PAGE) && !built.has(TRANSLATED));
    assert!(built.found().contains("the client's permission does not cover translations"), "{}", built.found());
    assert!(!built.text("b2b/ru/index.html").contains("Больше чайников"));
}

#[test]
fn a_permission_that_ends_soon_says_so_and_takes_every_trace_along_when_it_has_ended() {
    let on = |day: &str| study("expires: 2027-01-31, contact: Owner", "").seen(|options| options.as_of = Moment::new(day)).build();
    assert_eq!(on("2026-12-02").found(), "");
    let soon = on("2026-12-04");
    assert!(soon.has(PAGE) && soon.found().contains("ends on 2027-01-31, in 58 days"), "{}", soon.found());
    assert!(on("2027-01-31").has(PAGE));
    let over = on("2027-02-01");
    assert!(over.is_done && over.found().contains("has run out"), "{}", over.found());
    for (path, bytes) in &over.files {
        let text = String::from_utf8_lossy(bytes);
        assert!(!path.as_str().contains("orbeli") && !text.contains("Orbeli") && !text.contains("More pots a day"), "{path}");
    }
}

#[test]
fn a_quote_that_is_approved_later_waits_for_its_day() {
    let quotes = "quotes: [{text: The hourglass settled it, person: Luka, role: Barista, approved: 2026-12-01}]";
    let site = || {
        let site = study("granted: 2026-05-01", "");
        site.edit(STUDY, "quotes: [{text: The hourglass settled it, person: Luka, role: Barista, photo: luka.svg}]", quotes);
        site
    };
    let before = site().build();
    assert!(!before.text(PAGE).contains("hourglass") && before.found().contains("a quote that is approved later"), "{}", before.found());
    let after = site().seen(|options| options.as_of = Moment::new("2026-12-01")).build().clean();
    assert!(after.text(PAGE).contains("hourglass"));
}

#[test]
fn a_name_that_is_kept_back_is_told_nowhere() {
    let kept = |body: &str, more: &str| {
        let site = study("granted: 2026-05-01", &format!("anonymised: true\n{more}"));
        site.edit(STUDY, "They sell more tea.", body);
        site.build()
    };
    // The file is named as the client is, and so is the page's address.
    let built = kept("They sell more tea.", "slug: pots");
    assert_eq!(built.found(), "");
    assert!(built.paths().iter().all(|path| !path.contains("orbeli")), "{:?}", built.paths());
    for (body, more) in [
        ("At CAFÉ ORBELI they sell more tea.", "slug: pots"),
        ("They sell more tea.", ""),
        ("They sell more tea.", "slug: pots\nimage: {src: orbeli.svg, alt: A cup}"),
        ("They sell more tea.", "slug: pots\ndescription: How Café Orbeli did it"),
    ] {
        let built = kept(body, more);
        assert!(built.found().contains("error plan/tells-the-name") && !built.is_done, "{body} {more}: {}", built.found());
    }
}

#[test]
fn figures_and_quotes_that_prove_nothing_are_named() {
    let site = study("granted: 2026-05-01", "");
    site.edit(STUDY, "{label: Pots, before: 14, after: 31, period: May 2026}", "{label: Pots, after: 31}");
    site.edit(STUDY, "person: Luka, role: Barista", "person: Luka");
    let found = site.build().found();
    assert!(found.contains("content/figure-without-proof") && found.contains("no `before` and no `period`"), "{found}");
    assert!(found.contains("content/quote-of-nobody"), "{found}");
}
