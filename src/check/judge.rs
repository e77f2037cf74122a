//! What rules say of one page's prose.

use std::cell::RefCell;
use std::ops::Range;

use super::catalogue::{self, List, Sought};
use super::ignore::Ignored;
use super::judges::{Found, Judge, Look, Marks};
use super::language::Lexicon;
use super::reading::{Passage, Reading};
use super::rule::{Rule, Unless};
use super::settings::Values;
use crate::content::markdown::{Block, Prose, Role};
use crate::diagnostics::{Edit, Finding, Place};
use crate::site::{Address, Side};
use crate::world::SourceText;

/// What rules have to know of a page.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The language of its text.
    pub lang: &'a str,
    /// Whether it speaks to organisations or to people.
    pub side: Side,
    /// How its readers are addressed.
    pub address: Address,
    /// Whether an offer runs on it.
    pub offer: bool,
    /// The settings of all rules for it.
    pub values: &'a Values,
}

impl About<'_> {
    /// Whether rules say the same of a text to both.
    pub(super) fn same_readers(&self, other: &Self) -> bool {
        let same = |about: &Self| (about.side, about.address, about.offer);
        same(self) == same(other) && (std::ptr::eq(self.values, other.values) || self.values == other.values)
    }
}

thread_local! {
    static LEXICON: RefCell<Lexicon> = RefCell::default();
}

/// Everything that rules find in a text.
pub fn judge(prose: &Prose, about: &About<'_>) -> Vec<Finding> {
    Text::read(prose, about.lang).judge(about)
}

/// A text with its words and the phrases in them, which are the same to whomever it speaks.
#[derive(Debug)]
pub(super) struct Text<'a> {
    prose: &'a Prose,
    sought: &'static Sought,
    reading: Reading<'a>,
    found: Vec<Marks>,
}

impl<'a> Text<'a> {
    pub(super) fn read(prose: &'a Prose, lang: &str) -> Self {
        let sought = Sought::of(lang);
        let reading = LEXICON.with_borrow_mut(|lexicon| Reading::of(prose, sought.language, lexicon));
        let found = reading.blocks.iter().map(|passage| Marks::of(passage, sought)).collect();
        Self { prose, sought, reading, found }
    }

    /// Its blocks.
    pub(super) fn passages(&self) -> impl Iterator<Item = &Passage<'a>> {
        self.reading.blocks.iter()
    }

    /// What a rule is set to for its readers; without it, nothing is too much.
    pub(super) fn limit(&self, rule: Option<usize>, name: &str, about: &About<'_>) -> usize {
        rule.and_then(|rule| about.values.number(rule, name, about)).unwrap_or(usize::MAX)
    }

    /// Whether its language has words of this list.
    pub(super) fn has(&self, list: List) -> bool {
        self.sought.phrases.has(list.number())
    }

    /// How many phrases of a list stand in it.
    pub(super) fn count(&self, list: List) -> usize {
        self.found.iter().flat_map(|marks| &marks.hits).filter(|hit| hit.list == list.number()).count()
    }

    /// How much a rule finds in it, whatever level it has.
    pub(super) fn found_by(&self, rule: usize, about: &About<'_>) -> usize {
        let look = Look { sought: self.sought, reading: &self.reading, found: &self.found, about };
        let of = &catalogue::all()[rule];
        let stays = |found: &Found| {
            let passage = &self.reading.blocks[found.block];
            !(of.lets_be(passage.block) || look.lets_stand(of, passage, found.block, &found.at))
        };
        of.judge.look(&look, rule).iter().filter(|found| stays(found)).count()
    }

    /// Everything that rules find in it.
    pub(super) fn judge(&self, about: &About<'_>) -> Vec<Finding> {
        let Self { prose, sought, reading, found } = self;
        let look = Look { sought, reading, found, about };
        let mut findings = Vec::new();
        let ignored = Ignored::of(prose, &mut findings);
        for (number, rule) in catalogue::all().iter().enumerate() {
            let Some(level) = about.values.level(number) else { continue };
            for found in rule.judge.look(&look, number) {
                let passage = &reading.blocks[found.block];
                let is_let_be = rule.lets_be(passage.block);
                let ignored = ignored.lets_stand(rule.id, found.block, passage.block.origin);
                if is_let_be || ignored || look.lets_stand(rule, passage, found.block, &found.at) {
                    continue;
                }
                let Some(source) = prose.source(passage.block.origin) else { continue };
                let place = Place::Span(source.clone(), passage.block.span(found.at.clone()));
                let message = filled(&rule.message, passage.text(found.at.clone()), &found);
                let fix = edits(passage, source, &found.fix).unwrap_or_default();
                let help = found.help.unwrap_or_else(|| rule.help.clone());
                findings.push(Finding::new(level, rule.id, place, message).help(help).fix(fix));
            }
        }
        findings
    }
}

impl Rule {
    /// Whether a block is none of its business.
    fn lets_be(&self, block: &Block) -> bool {
        block.quoted && !self.quoted || block.role == Role::Cell && self.not_in_tables
    }
}

/// What a judge would write in place of stretches of a block, in the block's file; nothing where one of them does not stand there as it is read.
fn edits(passage: &Passage<'_>, source: &SourceText, fix: &[(Range<usize>, String)]) -> Option<Vec<Edit>> {
    let edit = |(at, text): &(Range<usize>, String)| {
        let span = passage.block.exact_span(at.clone())?;
        let is_plain = source.slice(span) == passage.text(at.clone()) && !source.text().get(..span.start)?.ends_with('\\');
        is_plain.then(|| Edit { span, text: text.clone() })
    };
    fix.iter().map(edit).collect()
}

/// Where the phrases of a rule stand in a text that it does not let stand: the block, and the stretch of it. Quotations are left out, and so
/// is what a comment lets stand.
pub(super) fn phrases_of(id: &str, prose: &Prose, about: &About<'_>) -> Vec<(usize, Range<usize>)> {
    let Some(number) = catalogue::number(id) else { return Vec::new() };
    let text = Text::read(prose, about.lang);
    let rule = &catalogue::all()[number];
    let look = Look { sought: text.sought, reading: &text.reading, found: &text.found, about };
    let ignored = Ignored::of(prose, &mut Vec::new());
    let found = rule.judge.look(&look, number).into_iter();
    let stands = |found: &Found| {
        let block = text.reading.blocks[found.block].block;
        !rule.lets_be(block) && !ignored.lets_stand(id, found.block, block.origin)
    };
    found.filter(stands).map(|found| (found.block, found.at)).collect()
}

/// What rules say of a call to action that stands by itself, at this place.
pub(super) fn judge_ask(text: &str, place: &Place, about: &About<'_>) -> Vec<Finding> {
    let sought = Sought::of(about.lang);
    let block = Block::link(text);
    let passage = LEXICON.with_borrow_mut(|lexicon| Passage::of(&block, sought.language, lexicon));
    let found = [Marks::of(&passage, sought)];
    let reading = Reading { blocks: vec![passage] };
    let look = Look { sought, reading: &reading, found: &found, about };
    let mut findings = Vec::new();
    for (number, rule) in catalogue::all().iter().enumerate().filter(|(_, rule)| rule.judge == Judge::CallsToAction) {
        let Some(level) = about.values.level(number) else { continue };
        for found in rule.judge.look(&look, number) {
            let message = filled(&rule.message, text, &found);
            findings.push(Finding::new(level, rule.id, place.clone(), message).help(rule.help.clone()));
        }
    }
    findings
}

/// A message with what was found in place of `{found}`, and figures in place of their names.
fn filled(message: &str, words: &str, found: &Found) -> String {
    let mut text = message.replace("{found}", &short(words));
    for (name, value) in &found.figures {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text
}

/// The first words of a stretch.
fn short(words: &str) -> String {
    const MOST: usize = 60;
    let mut short: String = words.chars().take(MOST).collect();
    if short.len() < words.len() {
        short.truncate(short.rfind(' ').unwrap_or(short.len()));
        short.push('…');
    }
    short
}

impl Look<'_> {
    /// Whether something in its sentence, or on the page, lets what was found stand.
    fn lets_stand(&self, rule: &Rule, passage: &Passage<'_>, block: usize, at: &Range<usize>) -> bool {
        let Some(sentence) = passage.sentence_at(at.start) else { return false };
        let touches = |stretch: &Range<usize>| stretch.start < sentence.at.end && sentence.at.start < stretch.end;
        rule.unless.iter().any(|unless| match unless {
            Unless::Figure => sentence.words.clone().any(|word| passage.counts(word)),
            Unless::Link => {
                let linked = passage.block.links.iter().any(|(stretch, _)| touches(stretch)) && !is_only_a_link(passage.block);
                // A footnote after the full stop is the sentence's, too.
                linked || passage.block.notes.iter().any(|note| sentence.at.start < *note && *note <= sentence.at.end)
            }
            Unless::Proof => {
                let proof = List::Proof.number();
                self.found[block].hits.iter().any(|hit| hit.list == proof && touches(&passage.stretch(hit.words.clone())))
            }
            Unless::Offer => self.about.offer,
        })
    }
}

/// Whether a block is a link and nothing else: a call to action.
pub(super) fn is_only_a_link(block: &Block) -> bool {
    matches!(&*block.links, [(stretch, _)] if block.text.get(stretch.clone()).map(str::trim) == Some(block.text.trim()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;
    use crate::content::markdown::{Body, NoShelf, Readers, Syntax};
    use crate::diagnostics::Findings;
    use crate::site::{AudienceId, Free, HtmlPolicy, Lang};
    use crate::world::Span;

    /// What rules say of a markdown text: each rule with the words that it points at.
    fn said(lang: &str, side: Side, text: &str) -> Vec<(&'static str, String)> {
        said_with(lang, side, text, &Values::default())
    }

    fn said_with(lang: &str, side: Side, text: &str, values: &Values) -> Vec<(&'static str, String)> {
        let source = SourceText::new("content/articles/tea.md", text);
        let syntax = Arc::new(Syntax { components: BTreeMap::new(), ids: BTreeMap::new(), html: HtmlPolicy::Sanitise, minify: false });
        let id = Lang::new(lang).unwrap();
        let body = Body::parse(&source, Span::new(0, text.len()), &id, &syntax, &mut Findings::new());
        let prose = body.prose(&Readers { audience: AudienceId::new("b2c").unwrap(), segment: None }, &NoShelf);
        let address = if side == Side::Business { Address::Formal } else { Address::Informal };
        let found = judge(&prose, &About { lang, side, address, offer: false, values });
        found
            .into_iter()
            .map(|finding| match finding.place {
                Place::Span(of, span) => (finding.rule, of.slice(span).to_owned()),
                place => panic!("{place:?}"),
            })
            .collect()
    }

    #[test]
    fn every_rule_finds_what_its_examples_call_wrong_and_lets_stand_what_they_call_right() {
        let mut wrong = Vec::new();
        for rule in catalogue::all().iter().filter(|rule| !matches!(rule.judge, Judge::Structure | Judge::OwnPhrases | Judge::OwnTerms)) {
            assert!(!rule.examples.is_empty(), "{} has no example", rule.id);
            for example in &rule.examples {
                let of = |text: &str| -> Vec<String> {
                    said(&example.lang, example.to, text).into_iter().filter(|(id, _)| *id == rule.id).map(|(_, words)| words).collect()
                };
                let (found, right) = (of(&example.wrong), of(&example.right));
                if found != [example.at.as_str()] || !right.is_empty() {
                    wrong.push(format!("{}: found {found:?} in {:?}, {right:?} in {:?}", rule.id, example.wrong, example.right));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn what_somebody_else_says_is_judged_only_for_what_was_left_over() {
        let found = said("en", Side::Business, "> It is is ready!\n\nIt is ready!");
        assert_eq!(found, [("leftovers/repeated", "is is".to_owned()), ("tone/exclamation", "ready!".to_owned())]);
    }

    #[test]
    fn code_is_no_prose_and_what_stands_there_joins_no_words() {
        assert!(said("en", Side::Business, "Write `the the` so.\n\n```\nthe the!\n```\n\nthe `x` the\n").is_empty());
    }

    #[test]
    fn a_comment_with_a_reason_lets_its_paragraph_stand() {
        let all = |text: &str| said("en", Side::Business, text).into_iter().map(|(rule, _)| rule).collect::<Vec<_>>();
        let reason = "because a customer named it so";
        assert!(all(&format!("<!-- check: ignore tone/exclamation {reason} -->\n\nYahoo!")).is_empty());
        assert!(all(&format!("Yahoo! <!-- check: ignore tone/exclamation {reason} -->")).is_empty());
        assert_eq!(all(&format!("<!-- check: ignore tone/exclamation {reason} -->\n\nFine.\n\nYahoo!")), ["tone/exclamation"]);
        assert!(all(&format!("<!-- check: ignore-file tone/exclamation {reason} -->\n\nFine.\n\nYahoo!")).is_empty());
        assert_eq!(all("<!-- check: ignore tone/exclamation -->\n\nYahoo!"), ["check/ignore", "tone/exclamation"]);
        assert_eq!(all(&format!("<!-- check: ignore tone/exclamatoin {reason} -->\n\nFine.")), ["check/ignore"]);
        assert_eq!(all("<!-- check: forget it -->\n\nFine."), ["check/ignore"]);
        assert!(all("<!-- a note of mine -->\n\nFine.").is_empty());
    }

    #[test]
    fn a_setting_changes_what_is_too_much() {
        let mut values = Values::default();
        values.set("tone/exclamation", "in_paragraph", Free::Integer(2));
        assert!(said_with("en", Side::Business, "One! Two!", &values).is_empty());
        values.set("tone/acronym", "known", Free::List(vec![Free::Text("SKU".to_owned())]));
        assert!(said_with("en", Side::Business, "Ask for the SKU.", &values).is_empty());
    }

    #[test]
    fn a_footnote_is_a_source() {
        let claim = "Some 67 % of buyers want loose leaf";
        assert_eq!(said("en", Side::Business, &format!("{claim}. We sell it.[^1]\n\n[^1]: Tea board.\n")).len(), 1);
        assert!(said("en", Side::Business, &format!("{claim}.[^1] We sell it.\n\n[^1]: Tea board.\n")).is_empty());
        assert!(said("en", Side::Business, &format!("{claim}[^1].\n\n[^1]: Tea board.\n")).is_empty());
    }

    #[test]
    fn in_a_table_a_weasel_word_is_a_measure() {
        assert_eq!(said("en", Side::Business, "The water is very soft.").len(), 1);
        assert!(said("en", Side::Business, "| Water | Taste |\n|---|---|\n| very soft | bright |\n").is_empty());
    }

    #[test]
    fn a_word_in_quotation_marks_by_itself_is_a_name() {
        assert_eq!(said("ru", Side::Business, "КлиникПульс ведёт журнал.").len(), 1);
        assert!(said("ru", Side::Business, "«КлиникПульс» ведёт журнал.").is_empty());
    }

    #[test]
    fn a_column_may_be_named_as_a_placeholder_is() {
        assert_eq!(said("en", Side::Business, "Product name").len(), 1);
        assert!(said("en", Side::Business, "| Product name | Price |\n|---|---|\n| Sencha | £4 |\n").is_empty());
    }

    #[test]
    fn a_definition_list_explains_an_acronym() {
        assert_eq!(said("en", Side::Business, "Ask for the TDS.").len(), 1);
        assert!(said("en", Side::Business, "Ask for the TDS.\n\nTDS\n: what stays when the water is gone\n").is_empty());
    }

    #[test]
    fn who_speaks_to_several_says_you_to_them_all() {
        assert!(said("ru", Side::Consumer, "Если вас двое и чай у вас утром, берите большую.").is_empty());
        assert_eq!(said("ru", Side::Consumer, "Вас двое. Берите большую.").len(), 1);
    }

    #[test]
    fn a_language_without_a_file_is_judged_by_what_needs_none() {
        let found = said("de", Side::Business, "Das ist ist gut. Der Zeit\u{200b}raum.");
        assert_eq!(found.into_iter().map(|(rule, _)| rule).collect::<Vec<_>>(), ["leftovers/invisible", "leftovers/repeated"]);
    }
}
