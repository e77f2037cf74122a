//! Registers of words that nobody writes or nobody hears.

use super::{GUIDE, found, guide, told};
use crate::support::Site;

const B2B: &str = "content/audiences/b2b.yaml";

#[test]
fn a_misspelt_voice_of_an_audience() {
    let site = guide("");
    site.edit(B2B, "kind: business", "kind: business\nvoice: freindly");
    insta::assert_snapshot!(told(&site), @"
    error[site/unknown-voice]: nothing is written in the voice `freindly`
     --> content/audiences/b2b.yaml:3:8
      |
    3 | voice: freindly
      |        ^^^^^^^^
      |
      = help: did you mean `friendly`?
    ");
}

#[test]
fn a_misspelt_voice_wherever_one_is_set() {
    let site = guide("voice: frendly\nvariants: {ru: {voice: formel}}");
    site.write("\n-- content/articles/_index.md --\n---\ncascade: {voice: friendy}\n---\n");
    site.edit(B2B, "wholesale: {label: Wholesale}", "wholesale: {label: Wholesale, voice: formall}");
    site.edit(
        B2B,
        "kind: business",
        "kind: business\ndefaults: {voice: formaal}\nkinds: {article: {voice: frindly}}\nstages: {trust: {voice: forml}}",
    );
    insta::assert_snapshot!(found(&site), @"
    error site/unknown-voice content/articles/_index.md: nothing is written in the voice `friendy`
    error site/unknown-voice content/articles/guide.md: nothing is written in the voice `frendly`
    error site/unknown-voice content/articles/guide.md: nothing is written in the voice `formel`
    error site/unknown-voice content/audiences/b2b.yaml: nothing is written in the voice `formaal`
    error site/unknown-voice content/audiences/b2b.yaml: nothing is written in the voice `frindly`
    error site/unknown-voice content/audiences/b2b.yaml: nothing is written in the voice `forml`
    error site/unknown-voice content/audiences/b2b.yaml: nothing is written in the voice `formall`
    ");
}

#[test]
fn words_in_a_misspelt_voice() {
    let site = guide("");
    site.edit(B2B, "text: Get a quote", "text: {en: {formal: Ask for a quote, frendly: Get a quote}, ru: {formal: Запросить цену}}");
    insta::assert_snapshot!(told(&site), @"
    error[site/unheard-words]: nobody hears this: no page has the voice `frendly`
     --> content/audiences/b2b.yaml:3:65
      |
    3 | ctas: {quote: {goal: lead, text: {en: {formal: Ask for a quote, frendly: Get a quote}, ru: {formal: Запросить цену}}, to: 'form:quote'}}
      |                                                                 ^^^^^^^
      |
      = help: did you mean `friendly`?
    ");
}

#[test]
fn a_voice_of_ones_own_is_one_that_words_are_written_in() {
    let site = guide("voice: cosy");
    insta::assert_snapshot!(site.build().found(), @"warning site/unknown-voice content/articles/guide.md: nothing is written in the voice `cosy`");
    site.edit(B2B, "text: Get a quote", "text: {en: {formal: Ask for a quote, cosy: Get a quote}, ru: {formal: Запросить цену}}");
    assert!(site.build().clean().text("b2b/articles/guide/index.html").contains("Get a quote"));
    // Nobody has the voice any more.
    site.edit(GUIDE, "voice: cosy", "voice: formal");
    insta::assert_snapshot!(site.build().found(), @"warning site/unheard-words content/audiences/b2b.yaml: nobody hears this: no page has the voice `cosy`");
}

#[test]
fn words_that_are_there_only_informally_where_readers_are_addressed_formally() {
    let site = guide("");
    site.edit(B2B, "text: Get a quote", "text: {en: Get a quote, ru: {informal: Узнай цену}}");
    let built = site.build();
    insta::assert_snapshot!(built.found(), @"warning site/informal-only content/audiences/b2b.yaml: `b2b` addresses its readers formally, and these words are there only informally");
    site.edit(B2B, "kind: business", "kind: business\naddress: informal");
    site.build().clean();
}

#[test]
fn a_voice_that_a_theme_names_is_known() {
    let site = Site::with_article("Tea.");
    site.write("\n-- themes/own/theme.yaml --\nextends: lumen\nvoices: [frendly]\n");
    site.edit("site.yaml", "primary: b2c", "primary: b2c\ntheme: own");
    site.edit(B2B, "kind: business", "kind: business\nvoice: frendly");
    site.build().clean();
}
