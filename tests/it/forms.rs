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
    let looks = [
        " id=",
        " autocomplete=",
        " aria-describedby=",
        " inputmode=",
        " tabindex=",
        " data-missing=",
        " data-malformed=",
        " data-sending=",
        " class=",
    ];
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
    insta::assert_snapshot!(sends(&of("mailchimp")), @r#"
    <form name="ask" method="post" action="https://example-account.us21.list-manage.com/subscribe/post?u=0000&amp;id=1111">
    <input type="email" name="EMAIL" required>
    <input type="text" name="FNAME">
    <input type="text" name="COMPANY">
    <input type="text" name="b_0000_1111" value="">
    <input type="hidden" name="AUDIENCE" value="b2b">
    <input type="hidden" name="SEGMENT" value="wholesale">
    <input type="hidden" name="STAGE" value="decision">
    <input type="hidden" name="PAGE" value="/b2b/articles/guide/">
    <input type="hidden" name="VARIANT" value="b2b-en">
    <input type="hidden" name="LANGUAGE" value="en">
    <input type="hidden" name="tags" value="22">
    <button type="submit" name="subscribe">
    "#);
}

#[test]
fn kit_gets_its_fields_in_brackets() {
    insta::assert_snapshot!(sends(&of("kit")), @r#"
    <form name="ask" data-sv-form="0000000" data-uid="0000000000" data-format="inline" data-version="5" method="post" action="https://app.kit.com/forms/0000000/subscriptions">
    <input type="email" name="email_address" required>
    <input type="text" name="fields[first_name]">
    <input type="text" name="fields[company]">
    <input type="hidden" name="fields[audience]" value="b2b">
    <input type="hidden" name="fields[segment]" value="wholesale">
    <input type="hidden" name="fields[stage]" value="decision">
    <input type="hidden" name="fields[page]" value="/b2b/articles/guide/">
    <input type="hidden" name="fields[variant]" value="b2b-en">
    <input type="hidden" name="fields[language]" value="en">
    <button type="submit">
    "#);
}

#[test]
fn brevo_gets_attributes_and_the_language() {
    insta::assert_snapshot!(sends(&of("brevo")), @r#"
    <form name="ask" method="post" action="https://00000000.sibforms.com/serve/EXAMPLE-TOKEN">
    <input type="email" name="EMAIL" required>
    <input type="text" name="FIRSTNAME">
    <input type="text" name="COMPANY">
    <input type="text" name="email_address_check" value="">
    <input type="hidden" name="AUDIENCE" value="b2b">
    <input type="hidden" name="SEGMENT" value="wholesale">
    <input type="hidden" name="STAGE" value="decision">
    <input type="hidden" name="PAGE" value="/b2b/articles/guide/">
    <input type="hidden" name="VARIANT" value="b2b-en">
    <input type="hidden" name="LANGUAGE" value="en">
    <input type="hidden" name="locale" value="en">
    <button type="submit">
    "#);
}

#[test]
fn hubspot_gets_the_page_and_where_the_sender_lands_and_json_by_script() {
    insta::assert_snapshot!(sends(&of("hubspot")), @r#"
    <form name="ask" method="post" action="https://forms.hubspot.com/uploads/form/v2/00000000/00000000-0000-0000-0000-000000000000" data-send="https://api.hsforms.com/submissions/v3/integration/submit/00000000/00000000-0000-0000-0000-000000000000" data-how="{'body':'json','headers':{'Content-Type':'application/json'},'json':{'context':{'hutk':'$cookie:hubspotutk','pageName':'$page_title','pageUri':'$page_url'},'fields':{'$each':{'name':'$name','objectTypeId':'0-1','value':'$value'}}},'skip':['hs_context']}" data-thanks="https://tea.example/b2b/thanks/ask/">
    <input type="email" name="email" required>
    <input type="text" name="firstname">
    <input type="text" name="company">
    <input type="hidden" name="audience" value="b2b">
    <input type="hidden" name="segment" value="wholesale">
    <input type="hidden" name="stage" value="decision">
    <input type="hidden" name="page" value="/b2b/articles/guide/">
    <input type="hidden" name="variant" value="b2b-en">
    <input type="hidden" name="language" value="en">
    <input type="hidden" name="hs_context" value="{'pageName':'Guide','pageUrl':'https://tea.example/b2b/articles/guide/','redirectUrl':'https://tea.example/b2b/thanks/ask/'}">
    <button type="submit">
    "#);
}

#[test]
fn netlify_finds_the_form_in_the_built_page() {
    insta::assert_snapshot!(sends(&of("netlify")), @r#"
    <form name="b2b-ask" data-netlify="true" netlify-honeypot="bot-field" method="post" action="/b2b/thanks/ask/">
    <input type="email" name="email" required>
    <input type="text" name="first-name">
    <input type="text" name="company">
    <input type="text" name="bot-field" value="">
    <input type="hidden" name="audience" value="b2b">
    <input type="hidden" name="segment" value="wholesale">
    <input type="hidden" name="stage" value="decision">
    <input type="hidden" name="page" value="/b2b/articles/guide/">
    <input type="hidden" name="variant" value="b2b-en">
    <input type="hidden" name="language" value="en">
    <input type="hidden" name="form-name" value="b2b-ask">
    <button type="submit">
    "#);
}

#[test]
fn unisender_gets_numbers_and_every_list() {
    insta::assert_snapshot!(sends(&of("unisender")), @r#"
    <form name="subscribtion_form" method="post" action="https://cp.unisender.com/ru/subscribe?hash=00ff00">
    <input type="email" name="email" required>
    <input type="text" name="f_11">
    <input type="text" name="f_12">
    <input type="hidden" name="f_13" value="b2b">
    <input type="hidden" name="charset" value="UTF-8">
    <input type="hidden" name="default_list_id" value="7">
    <input type="hidden" name="list_ids[]" value="7">
    <input type="hidden" name="list_ids[]" value="8">
    <input type="hidden" name="overwrite" value="2">
    <input type="hidden" name="is_v5" value="1">
    <button type="submit">
    "#);
}

#[test]
fn formspree_gets_our_names_and_the_next_page() {
    insta::assert_snapshot!(sends(&of("formspree")), @r#"
    <form name="ask" method="post" action="https://formspree.io/f/example0">
    <input type="email" name="email" required>
    <input type="text" name="first-name">
    <input type="text" name="company">
    <input type="text" name="_gotcha" value="">
    <input type="hidden" name="audience" value="b2b">
    <input type="hidden" name="segment" value="wholesale">
    <input type="hidden" name="stage" value="decision">
    <input type="hidden" name="page" value="/b2b/articles/guide/">
    <input type="hidden" name="variant" value="b2b-en">
    <input type="hidden" name="language" value="en">
    <input type="hidden" name="_next" value="https://tea.example/b2b/thanks/ask/">
    <button type="submit">
    "#);
}

#[test]
fn a_webhook_gets_our_names() {
    insta::assert_snapshot!(sends(&of("webhook")), @r#"
    <form name="ask" method="post" action="https://forms.example/ask">
    <input type="email" name="email" required>
    <input type="text" name="first-name">
    <input type="text" name="company">
    <input type="text" name="_gotcha" value="">
    <input type="hidden" name="audience" value="b2b">
    <input type="hidden" name="segment" value="wholesale">
    <input type="hidden" name="stage" value="decision">
    <input type="hidden" name="page" value="/b2b/articles/guide/">
    <input type="hidden" name="variant" value="b2b-en">
    <input type="hidden" name="language" value="en">
    <input type="hidden" name="_next" value="https://tea.example/b2b/thanks/ask/">
    <button type="submit">
    "#);
}

#[test]
fn klaviyo_is_told_the_names_of_what_follows() {
    insta::assert_snapshot!(sends(&of("klaviyo")), @r#"
    <form name="ask" method="post" action="https://manage.kmail-lists.com/subscriptions/subscribe" data-send="https://a.klaviyo.com/client/subscriptions/?company_id=EXMPLE" data-how="{'body':'json','headers':{'content-type':'application/vnd.api+json','revision':'2026-01-15'},'json':{'data':{'attributes':{'custom_source':'b2b/ask','profile':{'data':{'attributes':{'email':'$field:email','first_name':'$field:first_name','last_name':'$field:last_name','properties':'$rest'},'type':'profile'}}},'relationships':{'list':{'data':{'id':'EXAMPL','type':'list'}}},'type':'subscription'}},'skip':['g','$fields','$source']}" data-thanks="https://tea.example/b2b/thanks/ask/">
    <input type="email" name="email" required>
    <input type="text" name="first_name">
    <input type="text" name="company">
    <input type="hidden" name="audience" value="b2b">
    <input type="hidden" name="segment" value="wholesale">
    <input type="hidden" name="stage" value="decision">
    <input type="hidden" name="page" value="/b2b/articles/guide/">
    <input type="hidden" name="variant" value="b2b-en">
    <input type="hidden" name="language" value="en">
    <input type="hidden" name="g" value="EXAMPL">
    <input type="hidden" name="$fields" value="first_name,company,audience,segment,stage,page,variant,language">
    <input type="hidden" name="$source" value="b2b/ask">
    <button type="submit">
    "#);
}

#[test]
fn mailerlite_gets_its_marks() {
    insta::assert_snapshot!(sends(&of("mailerlite")), @r#"
    <form name="ask" method="post" action="https://assets.mailerlite.com/jsonp/000000/forms/11/subscribe" data-send="https://assets.mailerlite.com/jsonp/000000/forms/11/subscribe" data-how="{'body':'form','headers':{},'success':['success','true']}" data-thanks="https://tea.example/b2b/thanks/ask/">
    <input type="email" name="fields[email]" required>
    <input type="text" name="fields[name]">
    <input type="text" name="fields[company]">
    <input type="hidden" name="fields[audience]" value="b2b">
    <input type="hidden" name="fields[segment]" value="wholesale">
    <input type="hidden" name="fields[stage]" value="decision">
    <input type="hidden" name="fields[page]" value="/b2b/articles/guide/">
    <input type="hidden" name="fields[variant]" value="b2b-en">
    <input type="hidden" name="fields[language]" value="en">
    <input type="hidden" name="ml-submit" value="1">
    <input type="hidden" name="anticsrf" value="true">
    <button type="submit">
    "#);
}

#[test]
fn activecampaign_gets_numbers() {
    insta::assert_snapshot!(sends(&of("activecampaign")), @r#"
    <form name="ask" method="post" action="https://example-account.activehosted.com/proc.php">
    <input type="email" name="email" required>
    <input type="text" name="firstname">
    <input type="text" name="field[12]">
    <input type="hidden" name="field[13]" value="b2b">
    <input type="hidden" name="u" value="7">
    <input type="hidden" name="f" value="7">
    <input type="hidden" name="s" value="">
    <input type="hidden" name="c" value="0">
    <input type="hidden" name="m" value="0">
    <input type="hidden" name="act" value="sub">
    <input type="hidden" name="v" value="2">
    <input type="hidden" name="or" value="00ff00">
    <input type="hidden" name="nlbox[]" value="3">
    <button type="submit">
    "#);
}

#[test]
fn buttondown_gets_metadata_and_every_tag() {
    insta::assert_snapshot!(sends(&of("buttondown")), @r#"
    <form name="ask" method="post" action="https://buttondown.com/api/emails/embed-subscribe/example-account">
    <input type="email" name="email" required>
    <input type="text" name="metadata__first_name">
    <input type="text" name="metadata__company">
    <input type="hidden" name="metadata__audience" value="b2b">
    <input type="hidden" name="metadata__segment" value="wholesale">
    <input type="hidden" name="metadata__stage" value="decision">
    <input type="hidden" name="metadata__page" value="/b2b/articles/guide/">
    <input type="hidden" name="metadata__variant" value="b2b-en">
    <input type="hidden" name="metadata__language" value="en">
    <input type="hidden" name="embed" value="1">
    <input type="hidden" name="tag" value="tea">
    <input type="hidden" name="tag" value="cups">
    <button type="submit">
    "#);
}

#[test]
fn basin_gets_our_names() {
    insta::assert_snapshot!(sends(&of("basin")), @r#"
    <form name="ask" method="post" action="https://usebasin.com/f/000000000000">
    <input type="email" name="email" required>
    <input type="text" name="first-name">
    <input type="text" name="company">
    <input type="text" name="_gotcha" value="">
    <input type="hidden" name="audience" value="b2b">
    <input type="hidden" name="segment" value="wholesale">
    <input type="hidden" name="stage" value="decision">
    <input type="hidden" name="page" value="/b2b/articles/guide/">
    <input type="hidden" name="variant" value="b2b-en">
    <input type="hidden" name="language" value="en">
    <button type="submit">
    "#);
}

#[test]
fn sendpulse_gets_what_its_simple_form_has() {
    insta::assert_snapshot!(sends(&of("sendpulse")), @r#"
    <form name="ask" method="post" action="https://login.sendpulse.com/forms/simple/u/eyJhIjoxfQ==">
    <input type="email" name="email" required>
    <input type="text" name="name">
    <input type="text" name="company">
    <input type="hidden" name="sender" value="tea@tea.example">
    <button type="submit">
    "#);
}

#[test]
fn an_address_copied_from_the_embed_code_tells_the_settings() {
    let action = "https://example-account.us21.list-manage.com/subscribe/post?u=0000&amp;id=1111".replace("&amp;", "&");
    let built = site(&format!("provider: mailchimp\naction: '{action}'\nfields: [{{id: email}}]")).build().clean();
    assert!(sends(&built).contains("name=\"b_0000_1111\""), "{}", sends(&built));
}

#[test]
fn an_address_is_read_as_html_writes_it_and_html_around_it_is_said_to_be_too_much() {
    let html = "https://example-account.us21.list-manage.com/subscribe/post?u=0000&amp;id=1111";
    let built = site(&format!("provider: mailchimp\naction: '{html}'\nfields: [{{id: email}}]")).build().clean();
    assert!(sends(&built).contains(&format!("action=\"{html}\"")) && sends(&built).contains("name=\"b_0000_1111\""), "{}", sends(&built));
    let old = site("provider: mailchimp\naction: '//a.us1.list-manage.com/subscribe/post?u=0&id=1'\nfields: [{id: email}]").build().clean();
    assert!(sends(&old).contains("action=\"https://a.us1.list-manage.com/"), "{}", sends(&old));
    insta::assert_snapshot!(found(&format!("provider: mailchimp\naction: '<form action=\"{html}\" method=\"post\">'\nfields: [{{id: email}}]")), @r#"forms/action: this is a piece of HTML and no address (write `action: "https://example-account.us21.list-manage.com/subscribe/post?u=0000&id=1111"`)"#);
    insta::assert_snapshot!(found("provider: mailchimp\naction: '<form method=post>'\nfields: [{id: email}]"), @r#"forms/action: this is a piece of HTML and no address (copy what stands in it between the quotes of `action="…"`)"#);
}

#[test]
fn a_field_that_readers_would_see_the_id_of_is_said() {
    let asked = |fields: &str| site(&format!("action: https://x.example/\nfields: [{{id: email}}, {fields}]"));
    insta::assert_snapshot!(asked("{id: shop-name}").build().report(), @"
    warning[forms/no-label]: the field `shop-name` has no label, so that readers of `en` see `shop-name`
     --> content/audiences/b2b.yaml:6:32
      |
    6 |     fields: [{id: email}, {id: shop-name}]
      |                                ^^^^^^^^^
      |
      = help: add `label: …` to it, in each language of the audience
    ");
    let labelled = asked("{id: shop-name}");
    labelled.edit("site.yaml", "title: Tea", "title: Tea\nwords: {field_shop_name: {en: Shop, ru: Магазин}}");
    labelled.build().clean();
    labelled.edit("site.yaml", ", ru: Магазин", "");
    assert!(labelled.build().report().contains("readers of `ru` see `shop-name`"), "{}", labelled.build().report());
    asked("{id: shop-name, label: Shop}").build().clean();
    asked("{id: first-name}").build().clean();
}

/// The first piece of YAML or markdown below a heading of the README.
fn readme(heading: &str, fence: &str) -> String {
    let text = include_str!("../../README.md").split(&format!("\n## {heading}\n")).nth(1).unwrap();
    text.split(&format!("```{fence}\n")).nth(1).unwrap().split("\n```").next().unwrap().to_owned()
}

#[test]
fn the_forms_of_the_readme_can_be_built_with_its_consent_text() {
    let site = Site::new("");
    site.put("content/audiences/b2b.yaml", format!("label: Trade\nkind: business\nlanguages: [en]\n{}\n", readme("Forms", "yaml")));
    site.put("content/consent/news.md", format!("{}\n", readme("What people agree to", "markdown")));
    site.put("content/pages/privacy.md", "---\ntitle: Privacy\naudience: all\n---\nNothing is sold.\n");
    let built = site.build();
    let mut rules: Vec<&str> = built.findings.iter().filter(|finding| finding.stops_strict()).map(|finding| finding.rule).collect();
    rules.retain(|rule| *rule != "consent/unrecorded");
    assert_eq!(rules, [""; 0], "{}", built.report());
    assert!(built.is_done);
}

const SIGN_UP: &str = "kind: sign-up\naction: https://x.example/\nfields: [{id: email}]";

#[test]
fn a_form_for_letters_says_so() {
    let built = site(SIGN_UP).build().clean();
    let form = built.between(PAGE, "<section class=\"form-box", "</section>");
    assert!(form.contains(">Subscribe to updates</h2>") && form.contains(">Subscribe</button>"), "{form}");
    let any = site(&SIGN_UP.replace("kind: sign-up\n", "")).build().clean();
    assert!(any.shows(PAGE).contains("Your request") && any.shows(PAGE).contains("Send the request"));
}

#[test]
fn the_page_after_a_form_says_what_becomes_of_a_form_of_its_kind() {
    let thanks = |form: &str| {
        let text = site(form).build().clean().shows("b2b/thanks/ask/index.html");
        text.split(" Home ").next().unwrap_or_default().to_owned()
    };
    let survey = thanks("kind: survey\naction: https://x.example/\nfields: [{id: taste, label: Taste, scale: {}}]");
    assert!(survey.contains("Thank you for your answers Your answers have been received."), "{survey}");
    assert!(!survey.contains("address"), "nobody was asked for one: {survey}");
    let letters = thanks(SIGN_UP);
    assert!(letters.contains("Thank you for subscribing Letters will be sent to the address given."), "{letters}");
    let asked = thanks("kind: feedback\naction: https://x.example/\nfields: [{id: message}]");
    assert!(asked.contains("Thank you for your feedback Your feedback has been received."), "{asked}");
    let quote = thanks("kind: quote\naction: https://x.example/\nfields: [{id: email}]");
    assert!(quote.contains("Your request for a quote has been received Any reply will be sent"), "{quote}");
    let nameless = thanks("action: https://x.example/\nfields: [{id: message}]");
    assert!(nameless.contains("Your request has been received Nothing else needs to be filled in."), "{nameless}");
    let confirmed = thanks("provider: kit\nsettings: {form_id: 1}\ndouble_opt_in: provider\nfields: [{id: email}]");
    assert!(confirmed.contains("Please open it to confirm your address."), "{confirmed}");
}

#[test]
fn utm_goes_along_blank_and_a_constant_as_it_is_written() {
    let built =
        site("action: https://forms.example/ask\nutm: true\nhidden: {campaign: '<b>spring'}\nfields: [{id: email}]").build().clean();
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
  - {id: often, label: often, type: radio, options: [Daily, Weekly], required: true}
  - {id: teas, label: Teas, type: checkboxes, options: [Black, Green]}
  - {id: taste, label: Taste, type: scale, scale: {from: 1, to: 3, low: Flat, high: Deep}}",
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
    let site = site("provider: kit\nsettings: {code: xyz}\nfields: [{id: first-cup, label: First cup}]");
    site.write(own);
    let sent = sends(&site.build().clean());
    assert!(sent.contains("action=\"https://desk.example/xyz\"") && sent.contains("name=\"q[FIRST_CUP]\""), "{sent}");
}

#[test]
fn a_change_of_a_provider_is_seen_by_the_next_build_and_by_one_that_goes_on() {
    let site = site("provider: desk\nfields: [{id: email}]");
    let desk = |host: &str| {
        format!(
            "\n-- providers/desk.yaml --\nlabel: Desk\nverified: 2026-11-01\nsource: us\naction: https://{host}/\ncustom: {{name: \"{{id}}\"}}\n"
        )
    };
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
    let line = |finding: &segue::diagnostics::Finding| {
        format!("{}: {} ({})", finding.rule, finding.message, finding.help.clone().unwrap_or_default())
    };
    built.findings.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_cannot_be_sent_is_said_with_what_to_do() {
    insta::assert_snapshot!(found("provider: malchimp\naction: https://x.example/\nfields: [{id: email}]"), @"forms/unknown-provider: there is no provider `malchimp` (did you mean `mailchimp`?)");
    insta::assert_snapshot!(found("provider: brevo\nsettings: {acount: x}\nfields: [{id: email}]"), @"
    forms/missing-setting: the form `b2b.ask` does not say its `account` at Brevo (add `account` under `settings:`; it is the first part of the host in the form's embed code, eight letters and digits, such as `00000000`)
    forms/missing-setting: the form `b2b.ask` does not say its `token` at Brevo (add `token` under `settings:`; it is the last part of the address in the form's embed code, after `/serve/`, such as `EXAMPLE-TOKEN`)
    forms/unknown-setting: Brevo has no setting `acount` (did you mean `account`?)
    ");
    insta::assert_snapshot!(found("provider: kit\nsettings: {form_id: 1}\nfields: [{id: company}]"), @"forms/no-email: Kit takes nothing without an e-mail address, and the form asks for none (add `{id: email, required: true}` to `fields:`)");
    insta::assert_snapshot!(found("action: https://x.example/\nfields: [{id: email}, {id: email}]"), @"forms/duplicate-field: the form asks for `email` twice (give one of the two another id)");
    insta::assert_snapshot!(found("provider: mailchimp\nsettings: {account: a, dc: us21, u: a, list: b}\nfields: [{id: email}, {id: name}, {id: first-name}]"), @"forms/same-name: `first-name` is sent as `FNAME`, and so is another field (give it another name at the provider: `names: {first-name: another-name}`)");
    insta::assert_snapshot!(found("provider: unisender\nsettings: {hash: a, list: 1}\nfields: [{id: email}, {id: company}]"), @"
    forms/context: UniSender is not told: audience, segment, stage, page, variant, language (give their numbers, in the form's HTML code, after `f_`, under `names:`; `none` says that one is not wanted)
    forms/cannot-carry: UniSender cannot carry `company` (add its number under `names:`, as in `names: {company: 12}`; it is found in the form's HTML code, after `f_`)
    ");
    insta::assert_snapshot!(found("provider: kit\nsettings: {form_id: 1}\nfields: [{id: email}, {id: teas, type: checkboxes, options: [a, b]}]"), @"
    forms/cannot-carry: Kit cannot carry several answers to `teas` (ask for one of them with `select` or `radio`, or ask for each with a `checkbox` of its own)
    forms/no-label: the field `teas` has no label, so that readers of `en` see `teas` (add `label: …` to it, in each language of the audience)
    ");
    insta::assert_snapshot!(found("fields: [{id: email}]"), @"forms/no-action: the form `b2b.ask` does not say where it is sent (add `action:` with the address that takes it)");
    insta::assert_snapshot!(found("action: 'http://x.example/'\nfields: [{id: email}]"), @"forms/action: forms cannot be sent to `http://x.example/` (an address begins with `https://`; a path on the site's own host with `/`)");
    insta::assert_snapshot!(found("action: 'javascript:alert(1)'\nfields: [{id: email}]"), @"forms/action: forms cannot be sent to `javascript:alert(1)` (an address begins with `https://`; a path on the site's own host with `/`)");
    insta::assert_snapshot!(found("action: https://x.example/\nnames: {emial: e}\nfields: [{id: email}, {id: tea, type: radio}, {id: cup, scale: {from: 5, to: 1}}]"), @"
    forms/unknown-name: the form sends nothing that is called `emial` (did you mean `email`?)
    forms/no-label: the field `tea` has no label, so that readers of `en` see `tea` (add `label: …` to it, in each language of the audience)
    forms/no-options: there is nothing to choose from in `tea` (add `options: [One, Another]`)
    forms/no-label: the field `cup` has no label, so that readers of `en` see `cup` (add `label: …` to it, in each language of the audience)
    forms/scale: a scale from 5 to 1 is none that a reader could use (let it go up, by 11 steps at most, such as from 1 to 5)
    ");
    insta::assert_snapshot!(found("provider: mailchimp\nsettings: {account: a, dc: us21, u: a, list: b}\nnames: {company: COMPANY_NAME, tea: 'group[1][2]'}\nfields: [{id: email}, {id: company}, {id: tea}, {id: last-tea-house}]"), @"
    forms/long-name: Mailchimp has no field with a name as long as `COMPANY_NAME` (names there have 10 characters at most: give this one a shorter name)
    forms/no-label: the field `tea` has no label, so that readers of `en` see `tea` (add `label: …` to it, in each language of the audience)
    forms/cannot-carry: Mailchimp cannot carry `last-tea-house` (add the name it has at Mailchimp (10 characters at most) under `names:`, as in `names: {last-tea-house: the-name}`, or do not ask for it)
    forms/no-label: the field `last-tea-house` has no label, so that readers of `en` see `last-tea-house` (add `label: …` to it, in each language of the audience)
    ");
    insta::assert_snapshot!(found("action: https://x.example/\nnames: {email: _gotcha}\nfields: [{id: email}]"), @"forms/same-name: `email` is sent as `_gotcha`, and so is the field for robots (give it another name at the provider: `names: {email: another-name}`)");
}

#[test]
fn what_a_provider_cannot_do_without_javascript_is_a_warning_until_somebody_takes_it() {
    let form = "provider: mailerlite\nsettings: {account_id: 1, form_id: 2}\nfields: [{id: email}]";
    insta::assert_snapshot!(found(form), @"forms/without-script: without JavaScript, the address answers with data for programs: readers are signed up and see a line of code in place of a page; with it, a script of the page's own sends it (write `enhance: true` if that will do, or choose a provider that takes forms by themselves)");
    assert_eq!(found(&format!("{form}\nenhance: true")), "");
    assert!(found(&format!("{form}\nenhance: false")).contains("forms/without-script"));
    insta::assert_snapshot!(found("provider: mailchimp\nsettings: {account: a, dc: us21, u: a, list: b}\nenhance: true\nfields: [{id: email}]"), @"forms/no-script: no script can read what Mailchimp answers, so the form is sent without one (remove `enhance: true`)");
    insta::assert_snapshot!(found("provider: netlify\ndouble_opt_in: provider\nfields: [{id: email}]"), @"forms/double-opt-in: Netlify Forms asks nobody for a confirming click (write `double_opt_in: none`, or let what receives the form ask for it)");
}

#[test]
fn a_file_of_a_provider_is_read_strictly() {
    let site = site("provider: desk\nfields: [{id: email}]");
    site.write("\n-- providers/desk.yaml --\nlabel: Desk\nverified: 2026-11-01\nsource: us\nactoin: https://desk.example\n-- providers/Desk 2.yaml --\nlabel: x\n");
    insta::assert_snapshot!(site.build().found(), @"
    error forms/provider-file providers/Desk 2.yaml: this is not a file of a provider
    error yaml/unknown-key providers/desk.yaml: there is no key `actoin` here
    ");
}

#[test]
fn a_place_that_nothing_fills_is_named_in_the_providers_file() {
    let site = site("provider: desk\nsettings: {code: a}\nfields: [{id: email}]");
    site.write(
        "
-- providers/desk.yaml --
label: Desk
verified: 2026-11-01
source: us
action: https://desk.example/{cod}
settings: {code: {find: on the door}}
custom: {name: field}
",
    );
    insta::assert_snapshot!(site.build().report(), @r#"
    error[forms/unknown-place]: nothing fills `{cod}`
     --> providers/desk.yaml:4:9
      |
    4 | action: https://desk.example/{cod}
      |         ^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `{code}`?

    error[forms/unknown-place]: `field` does not say where the field's id goes
     --> providers/desk.yaml:6:9
      |
    6 | custom: {name: field}
      |         ^^^^^^^^^^^^^
      |
      = help: write `{id}` there, once, and no other place
    "#);
}

#[test]
fn a_file_that_is_handed_out_after_the_form_needs_a_provider_that_leads_there() {
    let landing_with = |provider: &str, delivery: &str| {
        let site = site(&format!("{provider}\nfields: [{{id: email}}]"));
        site.write(&crate::support::source(
            "landings/kit.md",
            &format!("title: Kit\naudience: b2b\nform: ask\nlead_magnet: {{title: Kit, file: kit.pdf, gate: full, delivery: {delivery}}}"),
            "Take it.",
        ));
        site.put("content/landings/kit.pdf", "%PDF-1.4");
        site.build()
    };
    let landing = |provider: &str| landing_with(provider, "instant").found();
    assert_eq!(landing("action: https://x.example/"), "");
    let hubspot = "provider: hubspot\nsettings: {portal: 1, form_guid: a}\nenhance: true";
    assert_eq!(landing(hubspot), "");
    insta::assert_snapshot!(landing("provider: mailchimp\nsettings: {account: a, dc: us21, u: a, list: b}"), @"warning forms/thank-you content/landings/kit.md: the file reaches nobody: Mailchimp leads senders of `ask` to an address of its own settings");
    assert!(landing("provider: kit\nsettings: {form_id: 1}\nenhance: true").contains("reaches nobody without JavaScript"));
    let mailed = landing_with("provider: mailchimp\nsettings: {account: a, dc: us21, u: a, list: b}", "both");
    let note = mailed.findings.iter().find(|finding| finding.rule == "forms/thank-you").unwrap();
    assert!(!note.stops_strict());
    insta::assert_snapshot!(note.message, @"the file is only mailed: Mailchimp leads senders of `ask` to an address of its own settings");
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

#[test]
fn no_other_finding_about_a_line_with_a_key_repeats_it_in_any_format() {
    use segue::diagnostics::{Format, Style};
    let key = format!("{}{}", "sk_live_", "0123456789abcdef");
    let setting = site(&format!("provider: kit\nsettings: {{form_id: 1, secret: {key}}}\nfields: [{{id: email}}]"));
    let address = site(&format!("action: 'ftp://x.example/{key}'\nfields: [{{id: email}}]"));
    let front = site("action: https://x.example/\nfields: [{id: email}]");
    front.edit("content/articles/guide.md", "title: Guide", &format!("title: Guide\nfoo: {key}"));
    for (site, rule) in [(setting, "forms/unknown-setting"), (address, "forms/action"), (front, "yaml/unknown-key")] {
        let built = site.build();
        assert!(built.findings.iter().any(|finding| finding.rule == rule), "{}", built.found());
        for format in [Format::Human, Format::Json, Format::GitHub] {
            for finding in &built.findings {
                let said = format.write(finding, Style::Plain);
                assert!(!said.contains(&key), "{said}");
            }
        }
    }
}
