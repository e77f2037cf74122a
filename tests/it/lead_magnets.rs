//! Files that are given for an address: gates, delivery, the next step.

use crate::support::{Built, Site};

const LANDING: &str = "b2c/landings/kit/index.html";

/// A landing page with a file, and a second call to action that leads elsewhere.
fn site(magnet: &str, more: &str) -> Site {
    let site = Site::new(&format!(
        "
-- content/landings/kit.md --
---
title: The kit
audience: b2c
stage: attention
date: 2026-11-01
lead_magnet: {{title: The whole kit, {magnet}}}
{more}
---
Three of the ten recipes.
-- content/pages/shop.md --
---
title: Shop
audience: b2c
---
Boxes.
"
    ));
    site.put("content/landings/kit.pdf", "%PDF ten recipes".repeat(1000));
    let ctas =
        "ctas: {kit: {goal: download, text: Get the kit, to: landings/kit.md}, shop: {goal: sale, text: See the shop, to: pages/shop.md}, ";
    site.edit("content/audiences/b2c.yaml", "ctas: {", ctas);
    site.edit("content/audiences/b2c.yaml", "kind: consumer", "kind: consumer\ndefaults: {cta: shop}\nstages: {attention: {cta: kit}}");
    site
}

fn thanks(built: &Built) -> Option<String> {
    built.paths().into_iter().find(|path| path.starts_with("b2c/thanks/kit-") && path.ends_with("index.html"))
}

fn pdfs(built: &Built) -> Vec<String> {
    built.paths().into_iter().filter(|path| path.ends_with(".pdf")).collect()
}

#[test]
fn the_page_says_format_and_size_and_the_file_is_behind_its_form() {
    let built = site("file: kit.pdf, gate: full", "form: letter").build().clean();
    assert!(built.shows(LANDING).contains("PDF, 16"), "{}", built.shows(LANDING));
    let thanks = thanks(&built).unwrap_or_default();
    assert_eq!(pdfs(&built), [thanks.replace("index.html", "kit.pdf")]);
    assert!(built.text(&thanks).contains("noindex"));
    // Its address is told by nothing but the form that leads to it: no other page, feed, sitemap or file for programs.
    let hidden = thanks.trim_start_matches("b2c/").trim_end_matches("/index.html").to_owned();
    for (path, bytes) in built.files.iter().filter(|(path, _)| **path != *thanks && **path != *LANDING) {
        assert!(!String::from_utf8_lossy(bytes).contains(&hidden), "{path} tells {hidden}");
    }
}

#[test]
fn the_thank_you_page_leads_on_to_what_has_not_been_done() {
    let built = site("file: kit.pdf, gate: full", "form: letter").build().clean();
    let thanks = thanks(&built).unwrap_or_default();
    assert!(built.shows(&thanks).contains("See the shop") && !built.shows(&thanks).contains("Get the kit"));
}

#[test]
fn a_segments_own_next_step_comes_first() {
    let site = site("file: kit.pdf, gate: full", "form: letter\nsegment: loyal");
    site.edit("content/audiences/b2c.yaml", "loyal: {label: Regulars}", "loyal: {label: Regulars, cta: friends}");
    site.edit(
        "content/audiences/b2c.yaml",
        "ctas: {",
        "ctas: {friends: {goal: referral, text: Bring a friend, to: 'https://friends.example'}, ",
    );
    site.edit("content/landings/kit.md", "date:", "cta: shop\ndate:");
    let built = site.build().clean();
    assert!(built.shows(&thanks(&built).unwrap_or_default()).contains("Bring a friend"));
}

#[test]
fn a_partial_gate_shows_the_text_as_an_excerpt() {
    let built = site("file: kit.pdf, gate: partial", "form: letter").build().clean();
    let page = built.shows(LANDING);
    assert!(page.contains("A taste of it Three of the ten recipes."), "{page}");
    assert_eq!(pdfs(&built).len(), 1);
    let full = site("file: kit.pdf, gate: full", "form: letter").build().clean();
    assert!(!full.shows(LANDING).contains("A taste of it"));
}

#[test]
fn an_open_file_is_linked_from_its_page() {
    let built = site("file: kit.pdf, gate: open", "").build().clean();
    assert!(built.text(LANDING).contains("href=\"/b2c/landings/kit/kit.pdf\""));
    assert_eq!(pdfs(&built), ["b2c/landings/kit/kit.pdf"]);
}

#[test]
fn what_is_only_mailed_is_published_nowhere() {
    for gate in ["", ", gate: full", ", gate: partial"] {
        let built = site(&format!("file: kit.pdf, delivery: email{gate}"), "form: letter").build().clean();
        assert_eq!(pdfs(&built), [] as [String; 0], "{gate}");
        assert!(built.shows(LANDING).contains("We’ll mail it to you."), "{}", built.shows(LANDING));
        assert!(built.has("b2c/thanks/letter/index.html"));
    }
}

#[test]
fn what_is_mailed_as_well_is_said_on_both_pages() {
    let built = site("file: kit.pdf, delivery: both", "form: letter").build().clean();
    let thanks = thanks(&built).unwrap_or_default();
    for path in [LANDING, &thanks] {
        assert!(built.shows(path).contains("and we mail it too"), "{path}: {}", built.shows(path));
    }
    assert_eq!(pdfs(&built).len(), 1);
}

#[test]
fn gates_that_cannot_hold_are_said() {
    let wrong = [
        site("file: kit.pdf, gate: full", "form: none"),
        site("file: kit.pdf, gate: open, delivery: email", ""),
        site("delivery: both", "form: none"),
        site("gate: open", ""),
    ];
    insta::assert_snapshot!(wrong.map(|site| site.build().found()).join("\n\n"), @"
    error plan/gate-without-form content/landings/kit.md: this file is given only for a form, and the page has none

    error plan/open-and-mailed content/landings/kit.md: a file that is only mailed cannot be open to everyone

    warning plan/lead-magnet-without-file content/landings/kit.md: this says what is handed out, and names no file
    error plan/mailed-without-form content/landings/kit.md: this file is mailed, and the page has no form that asks for an address

    warning plan/lead-magnet-without-file content/landings/kit.md: this says what is handed out, and names no file
    ");
    for site in [site("file: kit.pdf, gate: full", "form: none"), site("file: kit.pdf, gate: full", "")] {
        assert!(!site.build().is_done && site.build().found().contains("plan/gate-without-form"));
    }
}

#[test]
fn a_partial_gate_without_a_text_is_a_slip() {
    let site = site("file: kit.pdf, gate: partial", "form: letter");
    site.edit("content/landings/kit.md", "Three of the ten recipes.", "");
    insta::assert_snapshot!(site.build().report(), @"
    warning[plan/no-excerpt]: `gate: partial` shows an excerpt, and the page has no text
     --> content/landings/kit.md:6:58
      |
    6 | lead_magnet: {title: The whole kit, file: kit.pdf, gate: partial}
      |                                                          ^^^^^^^
      |
      = help: write the excerpt below the front matter, or `gate: full`
    ");
}

#[test]
fn a_file_that_is_not_there_is_an_error_with_the_nearest_name() {
    insta::assert_snapshot!(site("file: kid.pdf, gate: full", "form: letter").build().report(), @"
    error[content/missing-file]: there is no file `content/landings/kid.pdf`
     --> content/landings/kit.md:6:43
      |
    6 | lead_magnet: {title: The whole kit, file: kid.pdf, gate: full}
      |                                           ^^^^^^^
      |
      = help: did you mean `content/landings/kit.pdf`?
    ");
}
