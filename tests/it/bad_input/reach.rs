//! Addresses of people and pages elsewhere that are none.

use super::{found, told};
use crate::support::{Site, source};

fn event(front: &str) -> Site {
    Site::new(&source("events/hour.md", &format!("title: Hour\naudience: b2b\nstarts: 2027-02-10\n{front}"), "Tea."))
}

#[test]
fn an_event_at_no_address() {
    insta::assert_snapshot!(told(&event("online: zoom.us/x\nreplay: later")), @"
    error[yaml/value]: `zoom.us/x` is not a web address: it begins with `https://`
     --> content/events/hour.md:5:9
      |
    5 | online: zoom.us/x
      |         ^^^^^^^^^
      |
      = help: write `https://zoom.us/x`

    error[yaml/value]: `later` is not a web address: it begins with `https://`
     --> content/events/hour.md:6:9
      |
    6 | replay: later
      |         ^^^^^
      |
      = help: write it like `https://example.com/page`
    ");
    insta::assert_snapshot!(told(&event("online: true")), @"
    error[yaml/type]: expected text, found yes or no (in quotes it would be text)
     --> content/events/hour.md:5:1
      |
    5 | online: true
      | ^^^^^^
      |
      = help: write a web address: it begins with `https://`
    ");
}

#[test]
fn people_and_organizations_that_cannot_be_reached() {
    let site = event("");
    let contact = "contact: {name: Ana, email: notanemail, phone: call me, calendar: cal.example/ana}";
    site.edit("content/audiences/b2b.yaml", "kind: business", &format!("kind: business\n{contact}"));
    site.edit(
        "site.yaml",
        "primary: b2c",
        "primary: b2c\norganization: {email: 'mailto:a@tea.example', phone: none, same_as: [social.example/tea]}",
    );
    insta::assert_snapshot!(found(&site), @"
    error yaml/value content/audiences/b2b.yaml: `notanemail` is not an e-mail address
    error yaml/value content/audiences/b2b.yaml: `call me` is not a telephone number
    error yaml/value content/audiences/b2b.yaml: `cal.example/ana` is not a web address: it begins with `https://`
    error yaml/value site.yaml: `mailto:a@tea.example` is not an e-mail address
    error yaml/value site.yaml: `none` is not a telephone number
    error yaml/value site.yaml: `social.example/tea` is not a web address: it begins with `https://`
    ");
}

#[test]
fn a_client_whose_site_is_no_address() {
    let front = "title: Story\naudience: b2b\nclient: {name: Orbeli, url: orbeli.example}\npermission: {status: granted}";
    insta::assert_snapshot!(found(&Site::new(&source("case-studies/orbeli.md", front, "Tea."))), @"error yaml/value content/case-studies/orbeli.md: `orbeli.example` is not a web address: it begins with `https://`");
}

#[test]
fn senders_of_a_form_who_would_land_nowhere() {
    for wrong in ["thanks", "pages/showroom.md", "www.tea.example", "//tea.example"] {
        let site = event("");
        site.edit("content/audiences/b2b.yaml", "/quote',", &format!("/quote', thank_you: '{wrong}',"));
        let report = told(&site);
        assert!(report.starts_with(&format!("error[forms/thank-you]: nobody can be sent to `{wrong}`")), "{report}");
    }
    for right in ["auto", "/danke/", "https://tea.example/thanks"] {
        let site = event("");
        site.edit("content/audiences/b2b.yaml", "/quote',", &format!("/quote', thank_you: '{right}',"));
        assert!(site.build().is_done);
    }
}

#[test]
fn a_setting_that_is_a_whole_address() {
    let site = event("");
    let form = "provider: formspree, settings: {form_id: 'https://formspree.io/f/abc'}";
    site.edit("content/audiences/b2b.yaml", "action: 'https://forms.example/quote'", form);
    insta::assert_snapshot!(told(&site), @"
    error[forms/action]: `form_id` is a part of the address at Formspree, and this is a whole one
     --> content/audiences/b2b.yaml:4:58
      |
    4 | forms: {quote: {provider: formspree, settings: {form_id: 'https://formspree.io/f/abc'}, fields: [{id: email, required: true}]}}
      |                                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write `abc`, the part that tells it
    ");
}
