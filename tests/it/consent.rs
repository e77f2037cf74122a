//! What people agree to: texts with addresses of their own, boxes of forms, and the ledger.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failing test may panic")]

use segue::cli::record::{RecordArgs, record};
use segue::content::Moment;
use segue::diagnostics::{Format, Level, Style};
use segue::plan::Options;
use segue::world::World;

use crate::support::{Built, Site};

const TEXT: &str = "content/consent/letter.md";
const RUSSIAN: &str = "content/consent/letter.ru.md";
const LEDGER: &str = "content/consent/ledger.yaml";
const B2C: &str = "content/audiences/b2c.yaml";

/// The base site, where the letter to people at home rests on consent, with an article that shows the form.
const LETTER: &str = "
-- content/audiences/b2c.yaml --
label: For home
kind: consumer
ctas: {letter: {goal: lead, text: Get the letter, to: 'form:letter'}}
defaults: {cta: letter, form: letter}
forms:
  letter:
    action: https://forms.example/letter
    fields: [{id: email, required: true}]
    basis: consent
    consent: {id: letter, required: true}
-- content/consent/letter.md --
---
title: {en: The monthly letter, ru: Письмо раз в месяц}
purpose: {en: To send you our letter, ru: Присылать вам письмо}
box: {en: 'Yes, send me the letter', ru: 'Да, присылайте письмо'}
withdraw: {en: Each letter has a link, ru: В каждом письме есть ссылка}
controller: Tea LLC
privacy: ../pages/privacy.md
date: 2026-11-01
---
We write **once a month**. See [how we keep your data](../pages/privacy.md).
-- content/consent/letter.ru.md --
---
controller: ООО «Чай»
---
Мы пишем раз в месяц.
-- content/pages/privacy.md --
---
title: Privacy
---
Nothing is sold.
-- content/pages/privacy.ru.md --
---
title: Персональные данные
---
Мы ничего не продаём.
-- content/articles/guide.md --
---
title: Guide
audience: all
date: 2026-05-01
---
Boil water.
-- content/articles/guide.ru.md --
---
title: Руководство
---
Вскипятите воду.
-- content/pages/plain.md --
---
title: A page without a form
audience: b2c
form: none
cta: none
---
Text.
";

fn letter() -> Site {
    Site::new(LETTER)
}

/// Runs `segue record`, and gives back what it printed.
#[track_caller]
fn run_record(site: &Site, args: &RecordArgs) -> (String, usize) {
    let options = Options { as_of: args.as_of, ..Options::default() };
    let (outcome, new) = record(args, &options, site.world()).unwrap_or_else(|findings| {
        panic!("{}", findings.sorted().iter().map(|finding| Format::Human.write(finding, Style::Plain)).collect::<String>())
    });
    (outcome.output.unwrap_or_default(), new)
}

fn recorded() -> Site {
    let site = letter();
    run_record(&site, &RecordArgs::default());
    site
}

fn ledger(site: &Site) -> String {
    String::from_utf8(site.world().read(LEDGER.into()).unwrap()).unwrap()
}

/// The addresses of a text in a folder of the output, below it.
fn texts(built: &Built, root: &str) -> Vec<String> {
    let below = format!("{root}consent/");
    built.paths().into_iter().filter(|path| path.starts_with(&below)).collect()
}

#[test]
fn a_box_that_nobody_has_ticked_sends_the_hash_of_the_text_that_it_stands_for() {
    let built = recorded().build().clean();
    let [page] = &texts(&built, "b2c/")[..] else { panic!("{:?}", built.paths()) };
    let form = built.between("b2c/articles/guide/index.html", "<fieldset class=\"consents\"", "</fieldset>");
    let hash = form.split("value=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(hash.len(), 64);
    assert_eq!(*page, format!("b2c/consent/letter-{}/index.html", &hash[..12]));
    let short = form.replace(hash, "HASH").replace(&hash[..12], "HASH");
    insta::assert_snapshot!(short, @r#"
    <fieldset class="consents">
    <legend>Is that all right?</legend>

    <div class="field field-check">
    <input type="checkbox" id="form-letter-consent-letter" name="consent[letter]" value="HASH" required aria-describedby="form-letter-consent-letter-text">
    <label for="form-letter-consent-letter">Yes, send me the letter <span class="required">(required)</span></label>
    <p class="hint" id="form-letter-consent-letter-text"><a href="/b2c/consent/letter-HASH/">Full text: The monthly letter</a></p>
    </div>

    </fieldset>
    "#);
    assert!(!form.contains("checked"));
    let whole = built.text("b2c/articles/guide/index.html");
    for hidden in [
        "name=\"consent_id\" value=\"letter\"".to_owned(),
        "name=\"consent_lang\" value=\"en\"".to_owned(),
        format!("name=\"consent_url\" value=\"https://tea.example/b2c/consent/letter-{}/\"", &hash[..12]),
    ] {
        assert!(whole.contains(&hidden), "{hidden}\n{whole}");
    }
}

#[test]
fn a_text_has_a_page_in_each_language_of_the_audience_that_asks_for_it_and_no_other() {
    let built = recorded().build().clean();
    let [english, russian] = [texts(&built, "b2c/"), texts(&built, "b2c/ru/")];
    assert!(english.len() == 1 && russian.len() == 1 && texts(&built, "b2b/").is_empty(), "{:?}", built.paths());
    insta::assert_snapshot!(built.shows(&english[0]), @"The monthly letter Yes, send me the letter We write once a month . See how we keep your data . What for To send you our letter Who is responsible Tea LLC How to withdraw it Each letter has a link More about your data Privacy notice Text of November 1, 2026 Fingerprint of this text (SHA-256) 8bb79bcf1b7fe88c0ebe9991b7aa128654daa5eed9e5e9e457eed71111b4c7a0");
    insta::assert_snapshot!(built.shows(&russian[0]), @"Письмо раз в месяц Да, присылайте письмо Мы пишем раз в месяц. Для чего Присылать вам письмо Кто отвечает за данные ООО «Чай» Как отозвать В каждом письме есть ссылка Подробнее о данных Как мы обращаемся с персональными данными Редакция от 1 ноября 2026 г. Отпечаток текста (SHA-256) fafcfa177aba27c8eb725134663bb0945cad21761102bba8e47d69bfb6577edb");
    assert!(
        built.text(&english[0]).contains("href=\"/b2c/privacy/\"") && built.text(&english[0]).contains("<strong>once a month</strong>")
    );
}

#[test]
fn a_text_is_found_by_no_search_engine_and_stands_in_no_list_feed_or_sitemap() {
    let built = recorded().build().clean();
    let page = &texts(&built, "b2c/")[0];
    assert!(built.text(page).contains("noindex"));
    let address = page.trim_end_matches("index.html");
    for (path, bytes) in &built.files {
        let text = String::from_utf8_lossy(bytes);
        let machine = path.extension() != Some("html");
        assert!(!(machine && text.contains(address)), "{path} names {address}");
    }
    assert!(!built.text("b2c/articles/index.html").contains("<h2>The monthly letter"), "lists");
}

#[test]
fn the_hash_stays_whatever_the_theme_and_the_form_look_like() {
    let site = recorded();
    let before = texts(&site.build().clean(), "b2c/");
    site.write(
        "
-- themes/own/theme.yaml --
extends: lumen
-- themes/own/templates/consent.html --
<!doctype html><html lang=en><title>{{ page.title }}</title>{{ page.consent.text }}{{ page.content | safe }}</html>
",
    );
    site.edit("site.yaml", "title: Tea", "title: Tea\ntheme: own");
    site.edit(B2C, "fields: [{id: email, required: true}]", "fields: [{id: email}, {id: name}]");
    assert_eq!(texts(&site.build().clean(), "b2c/"), before);
}

#[test]
fn recording_keeps_each_text_word_for_word_and_a_second_time_adds_nothing() {
    let site = letter();
    let unrecorded = site.build();
    insta::assert_snapshot!(unrecorded.found(), @"
    warning consent/unrecorded content/consent/letter.md: the consent text `letter` is published for b2c/en and stands in no ledger
    warning consent/unrecorded content/consent/letter.ru.md: the consent text `letter` is published for b2c/ru and stands in no ledger
    ");
    assert!(unrecorded.is_done);
    let check = RecordArgs { check: true, ..RecordArgs::default() };
    assert_eq!(run_record(&site, &check).1, 2);
    assert!(!site.world().is_file(LEDGER.into()), "`--check` writes nothing");
    let (said, new) = run_record(&site, &RecordArgs::default());
    assert!(new == 2 && said.lines().count() == 2, "{said}");
    insta::assert_snapshot!(ledger(&site), @r#"
    # Every consent text that was ever published, word for word. `segue record` writes this file, and nothing else should: commit it.
    # Each text stays at its address for as long as it stands here. `hash` is the SHA-256 of `text`.
    recorded:
      - id: letter
        audience: b2c
        lang: en
        published: 2026-11-22
        hash: "8bb79bcf1b7fe88c0ebe9991b7aa128654daa5eed9e5e9e457eed71111b4c7a0"
        text: |
          title: The monthly letter
          date: 2026-11-01
          purpose: To send you our letter
          controller: Tea LLC
          withdraw: Each letter has a link
          box: Yes, send me the letter

          We write **once a month**. See [how we keep your data](../pages/privacy.md).
      - id: letter
        audience: b2c
        lang: ru
        published: 2026-11-22
        hash: "fafcfa177aba27c8eb725134663bb0945cad21761102bba8e47d69bfb6577edb"
        text: |
          title: Письмо раз в месяц
          date: 2026-11-01
          purpose: Присылать вам письмо
          controller: ООО «Чай»
          withdraw: В каждом письме есть ссылка
          box: Да, присылайте письмо

          Мы пишем раз в месяц.
    "#);
    let before = ledger(&site);
    assert_eq!((run_record(&site, &RecordArgs::default()).1, run_record(&site, &check).1), (0, 0));
    assert_eq!(ledger(&site), before);
    site.build().clean();
}

#[test]
fn the_day_of_a_record_is_the_day_it_is_asked_for() {
    let site = letter();
    run_record(&site, &RecordArgs { as_of: Moment::new("2027-03-01"), ..RecordArgs::default() });
    assert!(ledger(&site).contains("published: 2027-03-01"));
}

#[test]
fn a_recorded_text_that_changes_is_an_error_until_it_has_a_new_date() {
    let site = recorded();
    site.edit(TEXT, "once a month", "twice a month");
    site.edit(TEXT, "Yes, send me the letter", "Yes, send me letters");
    let built = site.build();
    assert!(!built.is_done);
    insta::assert_snapshot!(built.report(), @"
    error[consent/changed]: the consent text `letter` of 2026-11-01 was recorded on 2026-11-22 for b2c/en and has another `box` and another `text` now
     --> content/consent/letter.md:8:7
      |
    8 | date: 2026-11-01
      |       ^^^^^^^^^^
      |
      = help: people agreed to the text as it was: give the changed one a new `date` and run `segue record`, or put it back
    ");
    site.edit(TEXT, "date: 2026-11-01", "date: 2026-11-20");
    let built = site.build();
    assert!(built.is_done && built.found().contains("consent/unrecorded"), "{}", built.report());
}

#[test]
fn a_text_that_was_replaced_stays_where_it_was_and_says_so() {
    let site = recorded();
    let old = texts(&site.build().clean(), "b2c/").remove(0);
    let before = site.build().shows(&old);
    site.edit(TEXT, "once a month", "twice a month");
    site.edit(TEXT, "date: 2026-11-01", "date: 2026-11-20");
    run_record(&site, &RecordArgs::default());
    let built = site.build().clean();
    let all = texts(&built, "b2c/");
    let new = all.iter().find(|path| **path != old).unwrap();
    assert_eq!(all.len(), 2);
    let shown = built.shows(&old);
    assert!(shown.contains("This text is no longer in use") || shown.contains("We don’t use this text any more"), "{shown}");
    assert!(shown.contains("We write once a month") && built.text(&old).contains(&format!("/{}", new.trim_end_matches("index.html"))));
    assert!(before.contains("We write once a month") && built.shows(new).contains("twice a month"));
    assert!(built.text("b2c/articles/guide/index.html").contains(new.trim_end_matches("index.html")));
    // Also when no form asks for it any more.
    site.edit(B2C, "    basis: consent\n    consent: {id: letter, required: true}\n", "    basis: contract\n");
    let built = site.build();
    assert!(built.is_done && built.has(&old) && built.has(new), "{}", built.report());
    assert!(built.found().contains("consent/unused"));
}

#[test]
fn each_purpose_has_a_box_of_its_own_and_what_travels_along_names_them_all() {
    let site = letter();
    site.edit(B2C, "consent: {id: letter, required: true}", "consent: [letter, offers]");
    site.put(
        "content/consent/offers.md",
        "---\ntitle: {en: Offers, ru: Предложения}\npurpose: {en: To send offers, ru: Присылать предложения}\n\
         box: {en: 'Yes, offers too', ru: 'Да, и предложения'}\nwithdraw: {en: Write to us, ru: Напишите нам}\ndate: 2026-11-01\n\
         covers: advertising\nprivacy: ../pages/privacy.md\n---\nNow and then.\n",
    );
    site.put("content/consent/offers.ru.md", "---\n---\nИногда.\n");
    run_record(&site, &RecordArgs::default());
    let built = site.build().clean();
    let form = built.between("b2c/articles/guide/index.html", "<form", "</form>");
    assert_eq!(form.matches("type=\"checkbox\"").count(), 2);
    assert!(form.contains("name=\"consent[letter]\"") && form.contains("name=\"consent[offers]\"") && !form.contains("checked"));
    assert!(form.contains("name=\"consent_id\" value=\"letter offers\""), "{form}");
}

#[test]
fn an_audience_can_ask_with_a_text_of_its_own_which_the_other_never_reads() {
    let site = letter();
    site.edit(
        "content/audiences/b2b.yaml",
        "fields: [{id: email, required: true}]",
        "fields: [{id: email, required: true}], basis: contract, consent: letter",
    );
    site.put("content/consent/letter.b2b.md", "---\ncontroller: Tea Wholesale LLC\n---\nPrices, four times a year.\n");
    site.put("content/consent/letter.b2b.ru.md", "---\n---\nЦены, четыре раза в год.\n");
    run_record(&site, &RecordArgs::default());
    let built = site.build().clean();
    let (home, trade) = (texts(&built, "b2c/").remove(0), texts(&built, "b2b/").remove(0));
    assert!(built.shows(&trade).contains("Prices, four times a year.") && built.shows(&trade).contains("Tea Wholesale LLC"));
    assert!(built.shows(&home).contains("once a month"));
    for (path, bytes) in &built.files {
        let text = String::from_utf8_lossy(bytes);
        assert!(
            !path.starts_with("b2c") || !(text.contains("Wholesale LLC") || text.contains(trade.trim_end_matches("index.html"))),
            "{path}"
        );
    }
}

#[test]
fn a_sample_warns_until_it_is_replaced_and_is_not_recorded() {
    let site = letter();
    site.edit(TEXT, "date:", "sample: true\ndate:");
    let built = site.build();
    assert!(built.is_done);
    insta::assert_snapshot!(built.report(), @"
    warning[consent/sample]: the consent text `letter` is a sample
     --> content/consent/letter.md:8:1
      |
    8 | sample: true
      | ^^^^^^
      |
      = help: this is a sample, not legal advice: have your own text written, then take out `sample: true`
    ");
    assert_eq!(run_record(&site, &RecordArgs::default()).1, 0);
}

#[test]
fn explaining_a_page_names_the_texts_of_its_form_with_their_hashes() {
    let built = recorded().build().clean();
    let page = built.page("articles/guide.md", "b2c", "en", None);
    let [said] = &page.consents[..] else { panic!("{:?}", page.consents) };
    assert!(said.starts_with("letter (form letter, required): ") && said.contains("https://tea.example/b2c/consent/letter-"), "{said}");
    let other = built.page("articles/guide.md", "b2b", "en", None);
    assert!(other.consents.is_empty());
}

#[test]
fn a_text_that_changes_makes_the_pages_that_ask_for_it_and_no_others() {
    let site = letter();
    let mut builder = site.builder();
    site.built(builder.build(&segue::world::Changes::Anything, &()));
    site.edit(TEXT, "once a month", "twice a month");
    let changed = segue::world::Changes::Paths([TEXT.into()].into());
    let built = site.built(builder.build(&changed, &()));
    let made: Vec<String> = built.made.iter().map(|why| why.output.to_string()).collect();
    assert!(made.iter().any(|path| path == "b2c/articles/guide/index.html"), "{made:?}");
    // The text in the other language leads to this one.
    let others = |path: &String| {
        path.starts_with("b2b") || path.starts_with("b2c/ru/") && !path.contains("consent/") || path == "b2c/plain/index.html"
    };
    assert!(!made.iter().any(others), "{made:?}");
    let clean = site.fresh();
    assert_eq!(built.files, clean.build().files);
}

// ── What laws list ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

/// What the rules of these jurisdictions say of the site.
fn said(site: &Site, jurisdictions: &str) -> Vec<(Level, &'static str, String)> {
    site.edit("site.yaml", "title: Tea", &format!("title: Tea\njurisdictions: [{jurisdictions}]"));
    let built = site.build();
    assert!(built.is_done, "{}", built.report());
    // The base site's other form is another test's.
    let findings = built.findings.iter().filter(|finding| finding.rule.starts_with("consent/") && finding.rule != "consent/basis-declared");
    findings.map(|finding| (finding.level, finding.rule, finding.help.clone().unwrap_or_default())).collect()
}

#[test]
fn a_text_that_says_all_is_left_in_peace_in_every_jurisdiction() {
    let site = recorded();
    assert_eq!(said(&site, "gdpr, ru-152fz, ge-pdpl"), [], "{}", site.build().report());
}

#[test]
fn only_what_is_confirmed_rises_above_a_note() {
    let incomplete = || {
        let site = letter();
        site.edit(TEXT, "withdraw: {en: Each letter has a link, ru: В каждом письме есть ссылка}\n", "");
        run_record(&site, &RecordArgs::default());
        site
    };
    let gdpr = said(&incomplete(), "gdpr");
    assert!(gdpr.iter().all(|(level, rule, _)| (*level, *rule) == (Level::Warning, "consent/withdrawal-stated")) && !gdpr.is_empty());
    insta::assert_snapshot!(gdpr[0].2, @"write `withdraw: …` with the way to do it, such as a link in each letter or an address to write to. To be shown: before consent is given, that it can be withdrawn, and how. This checks that the page shows what GDPR Art. 7(3) (read 2026-11-22, confirmed) lists; not legal advice [gdpr/withdrawal]");
    let georgia = said(&incomplete(), "ge-pdpl");
    assert!(georgia.iter().all(|(level, rule, _)| (*level, *rule) == (Level::Note, "consent/withdrawal-stated")) && !georgia.is_empty());
    assert_eq!(said(&incomplete(), "ru-152fz"), []);
    let both = said(&incomplete(), "ge-pdpl, gdpr");
    assert!(both.len() == gdpr.len() && both[0].0 == Level::Warning && both[0].2.contains("DLA Piper"), "{both:?}");
}

#[test]
fn what_is_checked_goes_by_the_jurisdiction_and_never_by_the_language() {
    let site = letter();
    site.edit(TEXT, "controller: Tea LLC\n", "");
    site.edit(RUSSIAN, "controller: ООО «Чай»\n", "");
    run_record(&site, &RecordArgs::default());
    site.build().clean();
    assert!(said(&site, "gdpr").iter().any(|(_, rule, _)| *rule == "consent/controller-named"));
}

#[test]
fn an_audience_may_have_jurisdictions_of_its_own() {
    let site = letter();
    site.edit(TEXT, "privacy: ../pages/privacy.md\n", "");
    run_record(&site, &RecordArgs::default());
    site.edit(B2C, "kind: consumer", "kind: consumer\njurisdictions: []");
    assert!(!said(&site, "gdpr").iter().any(|(_, rule, _)| *rule == "consent/privacy-linked"));
    site.edit(B2C, "jurisdictions: []", "jurisdictions: [gdpr]");
    assert!(site.build().found().contains("consent/privacy-linked"));
}

#[test]
fn a_form_that_asks_for_an_address_says_on_which_ground() {
    let site = Site::new("");
    site.build().clean();
    site.edit("site.yaml", "title: Tea", "title: Tea\njurisdictions: [gdpr]");
    let built = site.build();
    assert!(built.is_done);
    insta::assert_snapshot!(built.report(), @"
    warning[consent/basis-declared]: the form `quote` asks for `email` and does not say on which ground that is used
     --> content/audiences/b2b.yaml:4:9
      |
    4 | forms: {quote: {action: 'https://forms.example/quote', fields: [{id: email, required: true}]}}
      |         ^^^^^
      |
      = help: write `basis: consent`, `basis: contract` or `basis: legitimate-interest`. To be shown: the legal basis of the processing, beside its purposes. This checks that the page shows what GDPR Art. 13(1)(c) (read 2026-11-22, confirmed) lists; not legal advice [gdpr/basis]

    warning[consent/basis-declared]: the form `letter` asks for `email` and does not say on which ground that is used
     --> content/audiences/b2c.yaml:4:9
      |
    4 | forms: {letter: {action: 'https://forms.example/letter', fields: [{id: email, required: true}]}}
      |         ^^^^^^
      |
      = help: write `basis: consent`, `basis: contract` or `basis: legitimate-interest`. To be shown: the legal basis of the processing, beside its purposes. This checks that the page shows what GDPR Art. 13(1)(c) (read 2026-11-22, confirmed) lists; not legal advice [gdpr/basis]
    ");
}

#[test]
fn a_button_is_no_consent_and_a_file_no_bait() {
    let site = letter();
    site.edit(B2C, "    consent: {id: letter, required: true}", "    consent: [{id: letter, required: true}]\n    title: Letter");
    site.edit(
        "content/audiences/b2b.yaml",
        "fields: [{id: email, required: true}]",
        "basis: contract, intro: 'Нажимая кнопку, вы соглашаетесь со всем', fields: [{id: email, required: true}, {id: birthday}]",
    );
    site.write(
        "
-- content/landings/card.md --
---
title: Card
audience: b2c
form: letter
lead_magnet: {title: Card, file: card.pdf, gate: full}
---
A card.
-- content/landings/card.pdf --
%PDF-1.4
",
    );
    run_record(&site, &RecordArgs::default());
    let found = said(&site, "gdpr, ru-152fz, ge-pdpl");
    let rules: Vec<(Level, &str)> = found.iter().map(|(level, rule, _)| (*level, *rule)).collect();
    for rule in ["consent/not-by-button", "consent/file-apart", "consent/written-for"] {
        assert!(rules.contains(&(Level::Note, rule)), "{rule}: {rules:?}");
    }
}

#[test]
fn advertising_needs_a_consent_beside_it_and_a_condition_is_pointed_out() {
    let site = letter();
    site.edit(TEXT, "date:", "covers: advertising\ndate:");
    run_record(&site, &RecordArgs::default());
    assert!(said(&site, "ru-152fz").iter().any(|(level, rule, _)| (*level, *rule) == (Level::Note, "consent/advertising-apart")));
    let site = letter();
    site.edit(B2C, "basis: consent", "basis: contract");
    run_record(&site, &RecordArgs::default());
    assert!(said(&site, "gdpr").iter().any(|(level, rule, _)| (*level, *rule) == (Level::Note, "consent/not-conditional")));
}

#[test]
fn a_text_in_another_language_than_its_form_is_pointed_out() {
    let site = letter();
    site.remove(RUSSIAN);
    site.edit("site.yaml", "title: Tea", "title: Tea\nmissing_translation: fallback\nfallback: {ru: [en]}");
    run_record(&site, &RecordArgs::default());
    let built = site.build().clean();
    assert!(built.text("b2c/ru/articles/guide/index.html").contains("Yes, send me the letter"));
    assert!(ledger(&site).contains("text_lang: en"));
    assert!(said(&site, "gdpr").iter().any(|(level, rule, _)| (*level, *rule) == (Level::Note, "consent/same-language")));
}

#[test]
fn a_box_that_is_ticked_beforehand_is_a_finding_in_content_and_in_a_theme() {
    let site = Site::with_article("<form action=\"/x\"><input type=\"checkbox\" name=\"ads\" checked> Ads</form>");
    site.edit("site.yaml", "title: Tea", "title: Tea\ncontent: {html: allow}\ntheme: own");
    site.write(
        "
-- themes/own/theme.yaml --
extends: lumen
-- themes/own/components/tick.html --
{% component tick() {\"form\": \"leaf\"} %}<input type=\"checkbox\" name=\"ads\" checked>{% endcomponent tick %}
",
    );
    insta::assert_snapshot!(site.build().found(), @"
    warning markdown/ticked-box content/articles/guide.md: a box is ticked before its reader has seen it
    warning theme/ticked-box themes/own/components/tick.html: the template ticks a box before its reader has seen it
    ");
}

// ── Bad input ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/// What is found after an edit of a file, on a site whose texts are recorded.
fn found_after(path: &str, from: &str, to: &str) -> String {
    let site = letter();
    site.edit(path, from, to);
    let built = site.build();
    assert!(!built.is_done && built.files.is_empty(), "{}", built.report());
    let findings = built.findings.iter().filter(|finding| finding.level == Level::Error);
    findings.map(|finding| Format::Human.write(finding, Style::Plain)).collect()
}

#[test]
fn a_form_that_rests_on_consent_and_asks_for_none_is_an_error() {
    insta::assert_snapshot!(found_after(B2C, "    consent: {id: letter, required: true}\n", ""), @"
    error[consent/no-box]: the form `letter` rests on consent and asks for none
     --> content/audiences/b2c.yaml:9:12
      |
    9 |     basis: consent
      |            ^^^^^^^
      |
      = help: add `consent: NAME` and write content/consent/NAME.md: each purpose gets a text and a box of its own
    ");
}

#[test]
fn an_unknown_text_is_an_error_with_the_nearest_name() {
    insta::assert_snapshot!(found_after(B2C, "{id: letter,", "{id: leter,"), @"
    error[consent/unknown]: there is no consent text `leter`
      --> content/audiences/b2c.yaml:10:19
       |
    10 |     consent: {id: leter, required: true}
       |                   ^^^^^
       |
       = help: did you mean `letter`?
    ");
    insta::assert_snapshot!(found_after(B2C, "consent: {id: letter, required: true}", "consent: [letter, letter]"), @"
    error[consent/asked-twice]: the form `letter` asks for the consent `letter` twice
      --> content/audiences/b2c.yaml:10:23
       |
    10 |     consent: [letter, letter]
       |                       ^^^^^^
       |
       = help: keep one of the two
    ");
}

#[test]
fn a_text_that_a_form_lacks_in_one_language_is_an_error() {
    let site = letter();
    site.remove(RUSSIAN);
    let built = site.build();
    assert!(!built.is_done);
    let report: String = built.report().split("\n\n").filter(|said| said.contains("error[")).collect();
    insta::assert_snapshot!(report, @"
    error[consent/no-text]: the consent text `letter` is not there in `ru`, and the form `letter` is
      --> content/audiences/b2c.yaml:10:19
       |
    10 |     consent: {id: letter, required: true}
       |                   ^^^^^^
       |
       = help: write content/consent/letter.ru.md: people agree to what they can read
    ");
}

#[test]
fn a_text_without_a_sentence_for_the_box_or_without_a_date_is_an_error() {
    insta::assert_snapshot!(found_after(TEXT, "box: {en: 'Yes, send me the letter', ru: 'Да, присылайте письмо'}\n", ""), @"
    error[consent/incomplete]: the consent text `letter` has no `box` in `en`
     --> content/consent/letter.md:2:1
      |
    2 | title: {en: The monthly letter, ru: Письмо раз в месяц}
      | ^^^^^
      |
      = help: `box` is the sentence beside the box

    error[consent/incomplete]: the consent text `letter` has no `box` in `ru`
     --> content/consent/letter.ru.md:2:1
      |
    2 | controller: ООО «Чай»
      | ^^^^^^^^^^^^^^^^^^^^^
      |
      = help: `box` is the sentence beside the box
    ");
    insta::assert_snapshot!(found_after(TEXT, "date: 2026-11-01\n", ""), @"
    error[consent/incomplete]: the consent text `letter` has no `date` in `en`
     --> content/consent/letter.md:2:1
      |
    2 | title: {en: The monthly letter, ru: Письмо раз в месяц}
      | ^^^^^
      |
      = help: `date: 2026-11-22` says since when the text is as it is

    error[consent/incomplete]: the consent text `letter` has no `date` in `ru`
     --> content/consent/letter.ru.md:2:1
      |
    2 | controller: ООО «Чай»
      | ^^^^^^^^^^^^^^^^^^^^^
      |
      = help: `date: 2026-11-22` says since when the text is as it is
    ");
}

#[test]
fn a_date_that_is_none_and_an_unknown_key_are_errors() {
    insta::assert_snapshot!(found_after(TEXT, "date: 2026-11-01", "date: 1.11.2026"), @"
    error[yaml/value]: `1.11.2026` is no date
     --> content/consent/letter.md:8:7
      |
    8 | date: 1.11.2026
      |       ^^^^^^^^^
      |
      = help: write a day such as 2026-11-22, or an instant such as 2026-11-22T18:00:00+04:00
    ");
    insta::assert_snapshot!(found_after(TEXT, "withdraw:", "withdrawal:"), @"
    error[yaml/unknown-key]: there is no key `withdrawal` here
     --> content/consent/letter.md:5:1
      |
    5 | withdrawal: {en: Each letter has a link, ru: В каждом письме есть ссылка}
      | ^^^^^^^^^^
      |
      = help: did you mean `withdraw`?
    ");
}

#[test]
fn two_texts_of_one_name_and_language_are_an_error() {
    let site = letter();
    site.put("content/consent/letter.en.md", "---\ntitle: Another\n---\nAnother text.\n");
    let built = site.build();
    assert!(!built.is_done);
    insta::assert_snapshot!(built.found(), @"
    error consent/twice content/consent/letter.en.md: the consent text `letter` stands here twice in `en`
    warning consent/unrecorded content/consent/letter.en.md: the consent text `letter` is published for b2c/en and stands in no ledger
    warning consent/unrecorded content/consent/letter.ru.md: the consent text `letter` is published for b2c/ru and stands in no ledger
    ");
}

#[test]
fn a_text_has_no_passages_components_html_or_pictures() {
    for body in [
        ":::for{b2c}\nOnly you.\n:::",
        ":::note\nAn aside.\n:::",
        "<b>Bold</b>",
        "![A cup](cup.png)",
        "[A file](terms.pdf)",
        "It costs :money{amount=2}.",
        "::snippet{id=terms}",
    ] {
        let site = letter();
        site.edit(TEXT, "We write", &format!("{body}\n\nWe write"));
        let built = site.build();
        assert!(!built.is_done, "{body}");
    }
    insta::assert_snapshot!(found_after(TEXT, "We write", "<b>Once</b>\n\n![A cup](cup.png)\n\n:::for{b2c}\nWe\n:::\n\nWe write"), @"
    error[consent/plain]: a consent text has no HTML
      --> content/consent/letter.md:10:1
       |
    10 | <b>Once</b>
       | ^^^
       |
       = help: a consent text is plain markdown, so that it stays the same under every theme and can be kept word for word

    error[consent/plain]: a consent text has no pictures
      --> content/consent/letter.md:12:10
       |
    12 | ![A cup](cup.png)
       |          ^^^^^^^
       |
       = help: a consent text is plain markdown, so that it stays the same under every theme and can be kept word for word; what differs by audience stands in a file for that audience

    error[plan/missing-target]: there is no file `content/consent/cup.png`
      --> content/consent/letter.md:12:10
       |
    12 | ![A cup](cup.png)
       |          ^^^^^^^
       |
       = help: paths start from the folder of the file they stand in

    error[consent/plain]: a consent text has no passages for some readers
      --> content/consent/letter.md:14:1
       |
    14 | :::for{b2c}
       | ^^^^^^^^^^^
       |
       = help: a consent text is plain markdown, so that it stays the same under every theme and can be kept word for word; what differs by audience stands in a file for that audience
    ");
}

#[test]
fn a_ledger_that_was_changed_by_hand_is_an_error_at_its_place() {
    let site = recorded();
    site.edit(LEDGER, "We write **once a month**", "We write **twice a month**");
    let built = site.build();
    assert!(!built.is_done);
    insta::assert_snapshot!(built.report(), @r#"
    error[consent/ledger-hash]: this is not the hash of the recorded text of `letter`: one of the two was changed by hand
     --> content/consent/ledger.yaml:8:11
      |
    8 |     hash: "8bb79bcf1b7fe88c0ebe9991b7aa128654daa5eed9e5e9e457eed71111b4c7a0"
      |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: put the ledger back as it was: `git log content/consent/ledger.yaml` shows its versions
    "#);
    site.put(LEDGER, "recorded:\n  - id: letter\n    hash: abc\n");
    insta::assert_snapshot!(site.build().found(), @"
    error yaml/missing-key content/consent/ledger.yaml: the key `audience` is missing
    error yaml/missing-key content/consent/ledger.yaml: the key `lang` is missing
    error yaml/missing-key content/consent/ledger.yaml: the key `published` is missing
    error yaml/missing-key content/consent/ledger.yaml: the key `text` is missing
    ");
    site.put(LEDGER, "recorded: [\n");
    assert!(!site.build().is_done);
}

#[test]
fn what_was_published_for_an_audience_that_is_gone_is_a_note() {
    let site = recorded();
    let text = ledger(&site).replace("audience: b2c", "audience: staff");
    site.put(LEDGER, text);
    let built = site.build();
    assert!(built.is_done && built.found().contains("consent/ledger-nowhere"), "{}", built.report());
}

#[test]
fn a_file_that_is_no_consent_text_and_one_for_a_segment_are_errors() {
    let site = recorded();
    site.put("content/consent/letter.loyal.md", "---\ntitle: x\n---\nText.\n");
    site.put("content/consent/notes.txt", "x");
    site.put("content/consent/Big Letter.md", "---\ntitle: x\n---\nText.\n");
    site.put("content/consent/letter.de.md", "---\ntitle: x\n---\nText.\n");
    insta::assert_snapshot!(site.build().found(), @"
    error consent/file-name content/consent/Big Letter.md: this cannot be the name of a consent text
    error content/unknown-overlay content/consent/letter.de.md: `de` is no audience, segment or language of this site
    error content/unknown-overlay content/consent/letter.loyal.md: `loyal` is no audience, segment or language of this site
    error consent/file content/consent/notes.txt: this is no consent text
    ");
}

#[test]
fn nothing_is_recorded_of_a_site_with_errors() {
    let site = letter();
    site.edit(B2C, "{id: letter,", "{id: leter,");
    let refused = record(&RecordArgs::default(), &Options::default(), site.world()).unwrap_err();
    assert!(refused.have("record/errors") && refused.have("consent/unknown"));
    assert!(!site.world().is_file(LEDGER.into()));
}

// ── What the project claims ─────────────────────────────────────────────────────────────────────────────────────────────────────

/// Files of the project below a folder, by their texts.
fn texts_below(folder: &std::path::Path, texts: &mut Vec<(String, String)>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with('.') || ["target", "output", "node_modules", "corpus"].contains(&name.as_str()) || name.starts_with("LICENSE") {
            continue;
        }
        if path.is_dir() {
            texts_below(&path, texts);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            texts.push((path.display().to_string(), text.to_lowercase()));
        }
    }
}

#[test]
fn the_project_claims_nowhere_that_a_site_satisfies_a_law() {
    let mut texts = Vec::new();
    texts_below(env!("CARGO_MANIFEST_DIR").as_ref(), &mut texts);
    assert!(texts.len() > 200, "the project was not found");
    // In two parts, so that this file may name them.
    let claims =
        [("compl", "iant"), ("compl", "iance"), ("gdpr-", "ready"), ("gdpr", "-safe"), ("соответствует ", "152-фз"), ("legally ", "safe")];
    for (path, text) in &texts {
        for (first, rest) in claims {
            assert!(!text.contains(&format!("{first}{rest}")), "{path} says `{first}{rest}`");
        }
    }
}

// ── How it reaches the form's service ───────────────────────────────────────────────────────────────────────────────────────────

/// The base site with this in place of where its letter is sent.
fn letter_at(provider: &str, consent: &str) -> Site {
    let site = recorded();
    site.edit(B2C, "    action: https://forms.example/letter\n", &format!("    {}\n", provider.replace('\n', "\n    ")));
    site.edit(B2C, "{id: letter, required: true}", consent);
    site
}

#[test]
fn a_service_that_could_not_keep_the_proof_of_a_consent_is_an_error_until_the_form_names_a_field() {
    let pulse = "provider: sendpulse\nsettings: {code: eyJhIjoxfQ==, sender: tea@tea.example}";
    let site = letter_at(pulse, "letter");
    let built = site.build();
    assert!(!built.is_done);
    let error = built.findings.iter().find(|finding| finding.rule == "forms/cannot-carry").unwrap();
    insta::assert_snapshot!(Format::Human.write(error, Style::Plain), @"
    error[forms/cannot-carry]: SendPulse cannot carry the consent `letter`, so that nothing would prove it
      --> content/audiences/b2c.yaml:11:14
       |
    11 |     consent: letter
       |              ^^^^^^
       |
       = help: add the name it has at SendPulse under `names:`, as in `names: {consent-letter: the-name}`; make it there first
    ");
    let notes: Vec<&str> =
        built.findings.iter().filter(|finding| finding.rule == "forms/context").map(|note| note.message.as_str()).collect();
    assert_eq!(notes, ["SendPulse is not told: audience, segment, stage, page, variant, language, consent_id, consent_url, consent_lang"]);
    site.edit(B2C, "basis: consent", "names: {consent-letter: agreed, consent_id: text}\n    basis: consent");
    let built = site.build();
    assert!(built.is_done, "{}", built.report());
    let form = built.between("b2c/articles/guide/index.html", "<form", "</form>");
    assert!(form.contains("name=\"agreed\" value=\"") && form.contains("name=\"text\" value=\"letter\""), "{form}");
    let number = "provider: activecampaign\nsettings: {account: example-account, form_id: 7}";
    assert!(letter_at(number, "letter").build().report().contains("`names: {consent-letter: 12}`"));
    let twice = letter_at("action: https://forms.example/letter\nnames: {consent-letter: email}", "letter");
    assert!(twice.build().report().contains("`email` is sent as `email`, and so is the box of a consent"), "{}", twice.build().report());
    let none = letter_at(&format!("{pulse}\nnames: {{consent-letter: none}}"), "letter");
    assert!(none.build().found().contains("forms/cannot-carry"), "a box that proves nothing");
}

#[test]
fn mailchimp_gets_the_proof_in_merge_tags_that_it_can_have() {
    let built = letter_at("provider: mailchimp\nsettings: {account: a, dc: us21, u: '0', list: '1'}", "letter").build().clean();
    let form = built.between("b2c/articles/guide/index.html", "<form", "</form>");
    let names = form.split(" name=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let tags: Vec<&str> = names.filter(|name| name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')).collect();
    assert_eq!(tags, ["EMAIL", "CONSENT", "AUDIENCE", "PAGE", "VARIANT", "LANGUAGE", "CONSENT_ID", "CONS_URL", "CONS_LANG"]);
    assert!(tags.iter().all(|tag| tag.len() <= 10));
}

#[test]
fn a_sign_up_that_is_for_one_consent_alone_cannot_be_sent_without_it() {
    let tick = |built: &Built, page: &str| built.between(page, "id=\"form-letter-consent-letter\"", ">").contains(" required");
    const GUIDE: &str = "b2c/articles/guide/index.html";
    let own = "action: https://forms.example/letter";
    let site = letter_at(own, "letter");
    let built = site.build().clean();
    assert!(tick(&built, GUIDE));
    assert!(built.page("articles/guide.md", "b2c", "en", None).consents[0].starts_with("letter (form letter, required)"));
    assert_eq!(said(&site, "gdpr, ru-152fz, ge-pdpl"), [], "laws do not ask for the contrary");
    // Its author may say otherwise, and whatever else a form is for can be had without letters.
    assert!(!tick(&letter_at(own, "{id: letter, required: false}").build().clean(), GUIDE));
    assert!(!tick(&letter_at(&format!("{own}\nkind: feedback"), "letter").build().clean(), GUIDE));
    let contract = letter_at(own, "letter");
    contract.edit(B2C, "basis: consent", "basis: contract");
    assert!(!tick(&contract.build().clean(), GUIDE));
    let file = letter_at(own, "letter");
    file.put("content/landings/kit.md", "---\ntitle: Kit\naudience: b2c\nlead_magnet: {title: Kit, file: kit.pdf}\n---\nTake it.\n");
    file.put("content/landings/kit.pdf", "%PDF-1.4");
    let built = file.build().clean();
    assert!(tick(&built, GUIDE) && !tick(&built, "b2c/landings/kit/index.html"));
}
