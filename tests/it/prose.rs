//! The texts with labelled faults that rules which judge prose are measured by: every label says where its fault stands.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failing test may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use segue::check::{About, Values, judge};
use segue::content::markdown::{Body, NoShelf, Readers, Syntax};
use segue::diagnostics::{Findings, Level, Place};
use segue::site::{Address, AudienceId, Free, HtmlPolicy, Lang, Side};
use segue::world::{SourceText, Span};
use serde::Deserialize;

/// What an editor said of one text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Labels {
    faults: Vec<Label>,
    #[serde(default)]
    traps: Vec<Label>,
}

/// One passage: a fault, or what looks like one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Label {
    #[serde(alias = "is", alias = "like")]
    name: String,
    quote: String,
    /// Which of several, from 1.
    nth: Option<usize>,
    why: String,
}

const LANGS: [&str; 3] = ["en", "ru", "ka"];

const HALVES: [&str; 2] = ["tuning", "held-out"];

fn folder() -> Utf8PathBuf {
    Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/prose")
}

/// The texts of one half in one language, with what was said of each.
fn texts(lang: &str, half: &str) -> Vec<(Utf8PathBuf, String, Labels)> {
    let mut paths: Vec<Utf8PathBuf> =
        folder().join(lang).join(half).read_dir_utf8().unwrap().map(|entry| entry.unwrap().into_path()).collect();
    paths.retain(|path| path.extension() == Some("md"));
    paths.sort();
    let read = |path: &Utf8Path| std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let labels = |path: &Utf8Path| {
        let mut labels: Labels = serde_yaml::from_str(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        labels.faults.iter_mut().chain(&mut labels.traps).filter(|label| is_residue(label)).for_each(|label| {
            label.name = "placeholder".to_owned();
        });
        labels
    };
    paths.into_iter().map(|path| (path.clone(), read(&path), labels(&path.with_extension("labels.yaml")))).collect()
}

/// Whether a label is of what a template left behind: once the sheet gave that to `machine-translation`, now to `placeholder`.
fn is_residue(label: &Label) -> bool {
    let quote = &label.quote;
    let is_format =
        quote.split_whitespace().any(|word| matches!(word.trim_matches(['.', ',', '!', '?', ':']), "%s" | "%d" | "%1$s" | "%@"));
    let is_named =
        ["{{", "{%", "${", "[[", "*|", "XNUMX"].iter().any(|mark| quote.contains(mark)) || quote.starts_with('%') && quote.ends_with('%');
    label.name == "machine-translation" && (is_format || is_named || quote.starts_with('{') && quote.ends_with('}'))
}

/// What readers see of a text: its button and its body.
fn shown(text: &str) -> String {
    let (front, body) = text.trim_start_matches("---\n").split_once("\n---\n").unwrap_or_default();
    let button = front.lines().find_map(|line| line.strip_prefix("cta: ")).unwrap_or_default();
    format!("{button}\n{body}")
}

/// The names of faults that the sheet explains.
fn sheet() -> Vec<String> {
    let sheet = std::fs::read_to_string(folder().join("README.md")).unwrap();
    let name = |line: &str| Some(line.strip_prefix("| `")?.split_once('`')?.0.to_owned());
    sheet.lines().filter_map(name).collect()
}

#[test]
fn every_label_names_a_fault_of_the_sheet_and_quotes_its_text() {
    let sheet = sheet();
    let mut wrong = Vec::new();
    for (path, text, labels) in LANGS.iter().flat_map(|lang| HALVES.iter().flat_map(|half| texts(lang, half))) {
        for Label { name, quote, nth, why } in labels.faults.iter().chain(&labels.traps) {
            let times = shown(&text).matches(quote.as_str()).count();
            if !sheet.contains(name) || why.is_empty() || nth.map_or(times != 1, |nth| nth == 0 || nth > times) {
                wrong.push(format!("{path}: {name} `{quote}` stands there {times} times"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_half_has_enough_faults_and_traps_to_measure_by() {
    for half in HALVES {
        let (mut faults, mut traps) = (0, 0);
        let mut by_name = BTreeMap::<String, usize>::new();
        for (_, _, labels) in LANGS.iter().flat_map(|lang| texts(lang, half)) {
            faults += labels.faults.len();
            traps += labels.traps.len();
            labels.faults.into_iter().for_each(|label| *by_name.entry(label.name).or_default() += 1);
        }
        assert!(faults >= 300 && traps >= 100, "{half}: {faults} faults, {traps} traps");
        for name in sheet() {
            assert!(by_name.get(&name).is_some_and(|count| *count >= 6), "{half}: {name} {:?}", by_name.get(&name));
        }
    }
}

/// What the front matter of a text says.
#[derive(Debug, Deserialize)]
struct Header {
    lang: String,
    audience: String,
    cta: Option<String>,
    offer: Option<String>,
    #[serde(default)]
    terms: Vec<String>,
}

/// What rules say of a text: the name of each rule without its room, and the stretch of the file.
fn judged(path: &Utf8Path, text: &str) -> BTreeSet<(String, Span)> {
    let end = text.find("\n---\n").unwrap() + 5;
    let header: Header = serde_yaml::from_str(text[..end].trim_start_matches("---").trim_end_matches("---\n"))
        .unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut values = Values::default();
    values.set("tone/acronym", "known", Free::List(header.terms.iter().cloned().map(Free::Text).collect()));
    let business = header.audience == "b2b";
    let about = About {
        lang: &header.lang,
        side: if business { Side::Business } else { Side::Consumer },
        address: if business { Address::Formal } else { Address::Informal },
        offer: header.offer.as_deref() == Some("live"),
        values: &values,
    };
    // A call to action stands in a paragraph by itself, as a link; its mark is the editor's.
    let body = text.replace("{cta}", "     ");
    let mut found = BTreeSet::new();
    let syntax = Arc::new(Syntax { components: BTreeMap::new(), ids: BTreeMap::new(), html: HtmlPolicy::Sanitise, minify: false });
    let mut read = |text: &str, start: usize| {
        let source = SourceText::new(path.to_owned(), text);
        let lang = Lang::new(&header.lang).unwrap();
        let body = Body::parse(&source, Span::new(start, text.len()), &lang, &syntax, &mut Findings::new());
        let readers = Readers { audience: AudienceId::new(&header.audience).unwrap(), segment: None };
        for finding in judge(&body.prose(&readers, &NoShelf), &about) {
            let Place::Span(_, span) = finding.place else { panic!("{path}: {finding:?} is nowhere") };
            found.insert((finding.rule.split('/').next_back().unwrap().to_owned(), span));
        }
    };
    read(&body, end);
    if let Some(cta) = &header.cta {
        let at = text.find(&format!("cta: {cta}")).or_else(|| text.find("cta: ")).unwrap() + 5;
        let at = at + text[at..].find(cta.as_str()).unwrap();
        // As a link, `[` before it.
        let link = format!("[{cta}](x)");
        let before = " ".repeat(at - 1);
        read(&format!("{before}{link}"), at - 1);
    }
    found
}

/// How often a rule was right, and how much of what there is it found.
#[derive(Debug, Default, Clone)]
struct Score {
    right: usize,
    wrong: usize,
    seen: usize,
    missed: usize,
}

impl Score {
    fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    fn recall(&self) -> f64 {
        self.seen as f64 / (self.seen + self.missed).max(1) as f64
    }
}

/// Holds what rules say of one half against what an editor said.
fn measure(half: &str, langs: &[&str], details: &mut String) -> BTreeMap<String, Score> {
    let mut scores = BTreeMap::<String, Score>::new();
    for (path, text, labels) in langs.iter().flat_map(|lang| texts(lang, half)) {
        let from = text.find("\n---\n").unwrap() + 5;
        let cta = text.find("\ncta: ").map_or(from, |at| at + 6);
        // As `shown` has it: the button, then the body.
        let place = |label: &Label| {
            let button = &text[cta..cta + text[cta..].find('\n').unwrap()];
            let in_button = if cta == from { 0 } else { button.matches(label.quote.as_str()).count() };
            let nth = label.nth.unwrap_or(1);
            let (ground, nth, shift) = if nth <= in_button { (button, nth, cta) } else { (&text[from..], nth - in_button, from) };
            let (at, quote) = ground.match_indices(label.quote.as_str()).nth(nth - 1).unwrap();
            Span::new(shift + at, shift + at + quote.len())
        };
        let touch = |one: &Span, other: &Span| one.start < other.end && other.start < one.end;
        let faults: Vec<(&Label, Span)> = labels.faults.iter().map(|label| (label, place(label))).collect();
        let found = judged(&path, &text);
        for (rule, span) in &found {
            let right = faults.iter().any(|(label, at)| label.name == *rule && touch(at, span));
            let score = scores.entry(rule.clone()).or_default();
            if right {
                score.right += 1;
            } else {
                score.wrong += 1;
                let _ =
                    writeln!(details, "WRONG  {rule}: {:?} in {}", text.get(span.range()).unwrap_or_default(), path.file_name().unwrap());
            }
        }
        for (label, at) in &faults {
            let score = scores.entry(label.name.clone()).or_default();
            if found.iter().any(|(rule, span)| *rule == label.name && touch(at, span)) {
                score.seen += 1;
            } else {
                score.missed += 1;
                let _ = writeln!(details, "MISSED {}: {:?} in {} ({})", label.name, label.quote, path.file_name().unwrap(), label.why);
            }
        }
    }
    scores
}

/// The table of a measure, by rule.
fn table(scores: &BTreeMap<String, Score>) -> String {
    let mut text = format!("{:<22} {:>6} {:>9} {:>6}\n", "rule", "cases", "precision", "recall");
    for (rule, score) in scores {
        let cases = score.seen + score.missed;
        let trial = if cases < FEWEST {
            "  unmeasured: a note"
        } else if rule_of(rule).on_trial {
            "  on trial: a note"
        } else {
            ""
        };
        let _ = writeln!(text, "{rule:<22} {cases:>6} {:>9.3} {:>6.3}{trial}", score.precision(), score.recall());
    }
    text
}

/// The rule that finds what the sheet gives this name.
fn rule_of(name: &str) -> &'static segue::check::Rule {
    let ends = |rule: &&segue::check::Rule| rule.id.split_once('/').is_some_and(|(_, own)| own == name);
    segue::check::all().iter().find(ends).unwrap_or_else(|| panic!("no rule finds `{name}`"))
}

/// Below so many cases nothing is measured.
const FEWEST: usize = 10;

#[test]
fn rules_are_right_and_find_what_there_is_in_texts_that_nobody_tuned_them_by() {
    let scores = measure("held-out", &LANGS, &mut String::new());
    let is_note = |name: &str| Values::default().of(rule_of(name).id).and_then(|set| set.level) == Some(Level::Note);
    let cases = |score: &Score| score.seen + score.missed;
    let judged: BTreeMap<String, Score> =
        scores.iter().filter(|(name, _)| !is_note(name)).map(|(name, score)| (name.clone(), score.clone())).collect();
    let sum = |of: fn(&Score) -> usize| judged.values().map(of).sum();
    let all = Score {
        right: sum(|score| score.right),
        wrong: sum(|score| score.wrong),
        seen: sum(|score| score.seen),
        missed: sum(|score| score.missed),
    };
    let words: usize =
        LANGS.iter().flat_map(|lang| texts(lang, "held-out")).map(|(_, text, _)| shown(&text).split_whitespace().count()).sum();
    let by_language: Vec<String> = LANGS
        .iter()
        .map(|lang| {
            let scores = measure("held-out", &[lang], &mut String::new());
            let own: Vec<&Score> = scores.iter().filter(|(name, _)| !is_note(name)).map(|(_, score)| score).collect();
            let sum = |of: fn(&Score) -> usize| own.iter().map(|score| of(score)).sum();
            let all = Score {
                right: sum(|score| score.right),
                wrong: sum(|score| score.wrong),
                seen: sum(|score| score.seen),
                missed: sum(|score| score.missed),
            };
            format!("{lang} {:.3} {:.3}", all.precision(), all.recall())
        })
        .collect();
    println!("{}", table(&scores));
    println!("of level warning and above: precision {:.3}, recall {:.3} ({})", all.precision(), all.recall(), by_language.join(", "));
    println!("wrong alerts per 1,000 words: {:.2}", 1000.0 * all.wrong as f64 / words as f64);
    for (name, score) in &judged {
        assert!(cases(score) >= FEWEST, "`{name}` was measured on {} cases: it stays a note", cases(score));
    }
    assert!(all.precision() >= 0.95, "precision {:.3}", all.precision());
    assert!(all.recall() >= 0.90, "recall {:.3}", all.recall());
}

#[test]
#[ignore = "for tuning rules by the half that may be looked into"]
fn what_the_rules_say_of_the_texts_for_tuning() {
    let langs = std::env::var("SEGUE_LANG").ok();
    let langs: Vec<&str> = langs.as_deref().map_or(LANGS.to_vec(), |lang| vec![lang]);
    let mut details = String::new();
    let scores = measure("tuning", &langs, &mut details);
    println!("{details}\n{}", table(&scores));
}
