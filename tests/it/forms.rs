//! Forms and the providers that receive them: what a page sends, what cannot be sent, and what is said of both.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failing test may panic")]

use crate::support::{Built, Site};

/// A site whose business readers have one form, on one article.
fn site(form: &str) -> Site {
    Site::new(&format!(
        "
-- content/audiences/b2b.yaml --
label: For business
kind: business
forms:
  ask:
    {}
segments: {{wholesale: {{label: Wholesale}}}}
-- content/articles/guide.md --
---
title: Guide
audience: b2b
segment: wholesale
stage: decision
form: ask
date: 2026-05-01
---
Ask us.
",
        form.trim().replace('\n', "\n    ")
    ))
}

const PAGE: &str = "b2b/articles/guide/index.html";

/// What is asked in most of these tests.
const FIELDS: &str = "fields: [{id: email, required: true}, {id: first-name}, {id: company}]";

/// A provider with as much of an account as it needs; all of it made up.
const ACCOUNTS: [(&str, &str); 14] = [
    ("activecampaign", "settings: {account: example-account, form_id: 7, or: '00ff00', list: 3}\nnames: {company: 12, audience: 13}"),
    ("basin", "settings: {form_id: '000000000000'}"),
    ("brevo", "settings: {account: '00000000', token: EXAMPLE-TOKEN}"),
    ("buttondown", "settings: {username: example-account, tag: tea cups}"),
    ("formspree", "settings: {form_id: example0}"),
    ("hubspot", "settings: {portal: '00000000', form_guid: 00000000-0000-0000-0000-000000000000}\nenhance: true"),
    ("kit", "settings: {form_id: '0000000', uid: '0000000000'}"),
    ("klaviyo", "settings: {list: EXAMPL, company: EXMPLE}\nenhance: true"),
    ("mailchimp", "settings: {account: example-account, dc: us21, u: '0000', list: '1111', tags: '22'}"),
    ("mailerlite", "settings: {account_id: '000000', form_id: '11'}\nenhance: true"),
    ("netlify", ""),
    ("sendpulse", "settings: {code: eyJhIjoxfQ==, sender: tea@tea.example}\nnames: {company: company}"),
    ("unisender", "settings: {hash: '00ff00', list: 7 8}\nnames: {first-name: 11, company: 12, audience: 13}"),
    ("webhook", "action: https://forms.example/ask"),
];

fn of(provider: &str) -> Built {
    let (_, account) = ACCOUNTS.iter().find(|(name, _)| *name == provider).unwrap();
    let built = site(&format!("provider: {provider}\n{account}\n{FIELDS}")).build();
    assert!(built.is_done, "{}", built.report());
    built
}

/// The tags of a form that matter for what is sent, one a line, without what only looks.
fn sends(built: &Built) -> String {
    let form = built.between(PAGE, "<form", "</form>");
    let tag = |tag: &str| ["<form", "<input", "<select", "<textarea", "<button"].iter().any(|wanted| tag.starts_with(wanted));
    let tags = form.split_inclusive('>').filter_map(|part| part.find('<').map(|start| &part[start..])).filter(|part| tag(part));
    let looks = [" id=", " autocomplete=", " aria-describedby=", " inputmode=", " tabindex=", " data-missing=", " data-malformed=", " data-sending=", " class="];
    let plain = tags.map(|tag| {
        looks.iter().fold(tag.to_owned(), |tag, look| match tag.find(look) {
            Some(start) => {
                let value = start + look.len() + 1;
                let end = tag[value..].find('"').map_or(tag.len(), |end| value + end + 1);
                format!("{}{}", &tag[..start], &tag[end..])
            }
            None => tag,
        })
    });
    plain.collect::<Vec<_>>().join("\n").replace("&quot;", "'").replace("&#x2F;", "/")
}

#[test]
fn mailchimp_gets_merge_tags_and_a_honeypot_that_nobody_had_to_name() {
    insta::assert_snapshot!(sends(&of("mailchimp")), @"");
}

#[test]
fn kit_gets_its_fields_in_brackets() {
    insta::assert_snapshot!(sends(&of("kit")), @"");
}

#[test]
fn brevo_gets_attributes_and_the_language() {
    insta::assert_snapshot!(sends(&of("brevo")), @"");
}

#[test]
fn hubspot_gets_the_page_and_where_the_sender_lands_and_json_by_script() {
    insta::assert_snapshot!(sends(&of("hubspot")), @"");
}

#[test]
fn netlify_finds_the_form_in_the_built_page() {
    insta::assert_snapshot!(sends(&of("netlify")), @"");
}

#[test]
fn unisender_gets_numbers_and_every_list() {
    insta::assert_snapshot!(sends(&of("unisender")), @"");
}

#[test]
fn formspree_gets_our_names_and_the_next_page() {
    insta::assert_snapshot!(sends(&of("formspree")), @"");
}

#[test]
fn a_webhook_gets_our_names() {
    insta::assert_snapshot!(sends(&of("webhook")), @"");
}

#[test]
fn klaviyo_is_told_the_names_of_what_follows() {
    insta::assert_snapshot!(sends(&of("klaviyo")), @"");
}

#[test]
fn mailerlite_gets_its_marks() {
    insta::assert_snapshot!(sends(&of("mailerlite")), @"");
}

#[test]
fn activecampaign_gets_numbers() {
    insta::assert_snapshot!(sends(&of("activecampaign")), @"");
}

#[test]
fn buttondown_gets_metadata_and_every_tag() {
    insta::assert_snapshot!(sends(&of("buttondown")), @"");
}

#[test]
fn basin_gets_our_names() {
    insta::assert_snapshot!(sends(&of("basin")), @"");
}

#[test]
fn sendpulse_gets_what_its_simple_form_has() {
    insta::assert_snapshot!(sends(&of("sendpulse")), @"");
}

#[test]
fn an_address_copied_from_the_embed_code_tells_the_settings() {
    let action = "https://example-account.us21.list-manage.com/subscribe/post?u=0000&amp;id=1111".replace("&amp;", "&");
    let built = site(&format!("provider: mailchimp\naction: '{action}'\nfields: [{{id: email}}]")).build().clean();
    assert!(sends(&built).contains("name=\"b_0000_1111\""), "{}", sends(&built));
}

#[test]
fn utm_goes_along_blank_and_a_constant_as_it_is_written() {
    let built = site("action: https://forms.example/ask\nutm: true\nhidden: {campaign: '<b>spring'}\nfields: [{id: email}]").build().clean();
    let sent = sends(&built);
    assert!(sent.contains("name=\"utm_source\" value=\"\" data-utm=\"utm_source\""), "{sent}");
    assert!(sent.contains("name=\"campaign\" value=\"&lt;b&gt;spring\""), "{sent}");
    assert!(built.text(PAGE).contains("/assets/utm."), "no script fills it in");
    assert!(!built.text(PAGE).contains("/assets/forms."), "a script that is not needed");
}

#[test]
fn a_survey_asks_by_radio_checkboxes_and_scale_each_in_a_group_with_a_name() {
    let built = site(
        "kind: survey
action: https://forms.example/ask
fields:
  - {id: often, type: radio, options: [Daily, Weekly], required: true}
  - {id: teas, type: checkboxes, options: [Black, Green]}
  - {id: taste, type: scale, scale: {from: 1, to: 3, low: Flat, high: Deep}}",
    )
    .build()
    .clean();
    let form = built.between(PAGE, "<form", "</form>");
    assert_eq!(form.matches("<fieldset").count(), 3, "{form}");
    assert_eq!(form.matches("type=\"radio\"").count(), 5, "{form}");
    assert_eq!(form.matches("type=\"checkbox\" ").count(), 2, "{form}");
    assert!(form.contains("<legend>often") && form.contains("Flat") && form.contains("Deep"), "{form}");
    assert!(built.shows(PAGE).contains("Survey") && built.shows(PAGE).contains("Send the answers"));
}

#[test]
fn a_form_says_that_a_confirming_click_is_asked_for() {
    let built = site("provider: kit\nsettings: {form_id: 1}\ndouble_opt_in: provider\nfields: [{id: email}]").build().clean();
    assert!(built.shows(PAGE).contains("You receive an e-mail with a link"), "{}", built.shows(PAGE));
}

#[test]
fn a_provider_of_the_sites_own_is_a_file_and_takes_the_place_of_one_of_its_name() {
    let own = "
-- providers/kit.yaml --
label: Our own Kit
verified: 2026-11-01
source: our desk
action: https://desk.example/{code}
settings: {code: {find: on the door}}
custom: {name: \"q[{id}]\", style: upper}
";
    let site = site("provider: kit\nsettings: {code: xyz}\nfields: [{id: first-cup}]");
    site.write(own);
    let sent = sends(&site.build().clean());
    assert!(sent.contains("action=\"https://desk.example/xyz\"") && sent.contains("name=\"q[FIRST_CUP]\""), "{sent}");
}

#[test]
fn a_change_of_a_provider_is_seen_by_the_next_build_and_by_one_that_goes_on() {
    let site = site("provider: desk\nfields: [{id: email}]");
    let desk = |host: &str| format!("\n-- providers/desk.yaml --\nlabel: Desk\nverified: 2026-11-01\nsource: us\naction: https://{host}/\ncustom: {{name: \"{{id}}\"}}\n");
    site.write(&desk("one.example"));
    let mut builder = site.builder();
    let build = |builder: &mut segue::build::Builder<'_>| site.built(builder.build(&segue::world::Changes::Anything, &())).clean();
    assert!(sends(&build(&mut builder)).contains("https://one.example/"));
    site.write(&desk("two.example"));
    let changed = segue::world::Changes::Paths(["providers/desk.yaml".into()].into());
    assert!(sends(&site.built(builder.build(&changed, &()))).contains("https://two.example/"));
    site.write(&desk("three.example"));
    assert!(sends(&build(&mut site.builder())).contains("https://three.example/"));
    assert_eq!(site.output(), site.fresh().build().files);
}

/// What is found in a site with this form.
fn found(form: &str) -> String {
    let built = site(form).build();
    let line = |finding: &segue::diagnostics::Finding| format!("{}: {} ({})", finding.rule, finding.message, finding.help.clone().unwrap_or_default());
    built.findings.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_cannot_be_sent_is_said_with_what_to_do() {
    insta::assert_snapshot!(found("provider: malchimp\naction: https://x.example/\nfields: [{id: email}]"), @"");
    insta::assert_snapshot!(found("provider: brevo\nsettings: {acount: x}\nfields: [{id: email}]"), @"");
    insta::assert_snapshot!(found("provider: kit\nsettings: {form_id: 1}\nfields: [{id: company}]"), @"");
    insta::assert_snapshot!(found("action: https://x.example/\nfields: [{id: email}, {id: email}]"), @"");
    insta::assert_snapshot!(found("provider: mailchimp\nsettings: {account: a, dc: us21, u: a, list: b}\nfields: [{id: email}, {id: name}, {id: first-name}]"), @"");
    insta::assert_snapshot!(found("provider: unisender\nsettings: {hash: a, list: 1}\nfields: [{id: email}, {id: company}]"), @"");
    insta::assert_snapshot!(found("provider: kit\nsettings: {form_id: 1}\nfields: [{id: email}, {id: teas, type: checkboxes, options: [a, b]}]"), @"");
    insta::assert_snapshot!(found("fields: [{id: email}]"), @"");
    insta::assert_snapshot!(found("action: 'http://x.example/'\nfields: [{id: email}]"), @"");
    insta::assert_snapshot!(found("action: 'javascript:alert(1)'\nfields: [{id: email}]"), @"");
    insta::assert_snapshot!(found("action: https://x.example/\nnames: {emial: e}\nfields: [{id: email}, {id: tea, type: radio}, {id: cup, scale: {from: 5, to: 1}}]"), @"");
    insta::assert_snapshot!(found("action: https://x.example/\nnames: {email: _gotcha}\nfields: [{id: email}]"), @"");
}

#[test]
fn what_a_provider_cannot_do_without_javascript_is_a_warning_until_somebody_takes_it() {
    let form = "provider: mailerlite\nsettings: {account_id: 1, form_id: 2}\nfields: [{id: email}]";
    insta::assert_snapshot!(found(form), @"");
    assert_eq!(found(&format!("{form}\nenhance: true")), "");
    assert!(found(&format!("{form}\nenhance: false")).contains("forms/without-script"));
    insta::assert_snapshot!(found("provider: mailchimp\nsettings: {account: a, dc: us21, u: a, list: b}\nenhance: true\nfields: [{id: email}]"), @"");
    insta::assert_snapshot!(found("provider: netlify\ndouble_opt_in: provider\nfields: [{id: email}]"), @"");
}

#[test]
fn a_file_of_a_provider_is_read_strictly() {
    let site = site("provider: desk\nfields: [{id: email}]");
    site.write("\n-- providers/desk.yaml --\nlabel: Desk\nverified: 2026-11-01\nsource: us\nactoin: https://desk.example\n-- providers/Desk 2.yaml --\nlabel: x\n");
    insta::assert_snapshot!(site.build().found(), @"");
}

#[test]
fn a_secret_key_in_any_file_is_an_error_that_does_not_repeat_it() {
    // Put together here, so that nothing that looks like a key stands in this file.
    let key = format!("{}{}", "xkeysib-", "0123456789abcdef0123456789abcdef");
    let places = [
        ("site.yaml", format!("# {key}\ntitle: Tea\nurl: https://tea.example\nlanguages: [en, ru]\nprimary: b2c\n")),
        ("content/audiences/b2c.yaml", format!("label: Home\nkind: consumer\nwords: {{home: {key}}}\n")),
        ("content/articles/note.md", format!("---\ntitle: Note\naudience: all\nextra: {{key: {key}}}\n---\nText.\n")),
        ("content/articles/other.md", format!("---\ntitle: Note\naudience: all\n---\nThe key is `{key}`.\n")),
        ("providers/desk.yaml", format!("label: Desk\nverified: 2026-11-01\nsource: us # {key}\n")),
        ("themes/lumen/assets/mine.js", format!("send('{key}');\n")),
    ];
    for (path, text) in places {
        let site = Site::new("");
        site.put(path, text);
        let built = site.build();
        assert!(!built.is_done, "{path}");
        let secrets: Vec<_> = built.findings.iter().filter(|finding| finding.rule == "site/secret").collect();
        assert_eq!(secrets.len(), 1, "{path}: {}", built.report());
        assert_eq!(secrets[0].place.path().unwrap(), path);
        assert!(!built.report().contains(&key) && built.report().contains("revoke it"), "{}", built.report());
    }
}
