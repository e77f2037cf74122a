use std::any::TypeId;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::schema::mismatches;
use super::shape::Shape;
use super::{Finding, Findings, Place};
use crate::world::yaml::{self, KeyPath, Located, Places, YamlError};
use crate::world::{SourceText, Span};

/// A YAML document inside a text: a whole file, or the front matter of one.
#[derive(Debug, Clone)]
pub struct Document {
    source: SourceText,
    span: Span,
    /// Where everything stands, once somebody asked: a document with many findings is asked often.
    places: Arc<OnceLock<Places>>,
}

impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source && self.span == other.span
    }
}

impl Eq for Document {}

impl Document {
    /// The whole of a file.
    pub fn whole(source: SourceText) -> Self {
        let span = Span::new(0, source.text().len());
        Self::part(source, span)
    }

    /// A part of a file.
    pub fn part(source: SourceText, span: Span) -> Self {
        Self { source, span, places: Arc::default() }
    }

    /// Where it stands in it.
    pub fn span(&self) -> Span {
        self.span
    }

    /// The text it stands in.
    pub fn source(&self) -> &SourceText {
        &self.source
    }

    /// The YAML.
    pub fn text(&self) -> &str {
        self.source.slice(self.span)
    }

    /// Where a value's key stands, or the nearest thing to it.
    pub fn key_place(&self, path: &KeyPath) -> Place {
        self.place(self.located(path).map(|located| located.key))
    }

    /// Where a value stands, or the nearest thing to it.
    pub fn value_place(&self, path: &KeyPath) -> Place {
        self.place(self.located(path).map(|located| located.value))
    }

    /// Whether it has a value at this very path.
    pub fn has(&self, path: &KeyPath) -> bool {
        self.places().has(path)
    }

    fn located(&self, path: &KeyPath) -> Option<Located> {
        self.places().locate(path)
    }

    fn places(&self) -> &Places {
        self.places.get_or_init(|| Places::of(self.text()))
    }

    fn place(&self, span: Option<Span>) -> Place {
        let first_line = || Span::new(0, self.text().find('\n').unwrap_or(self.text().len()));
        Place::Span(self.source.clone(), span.unwrap_or_else(first_line).shifted(self.span.start))
    }

    /// Reads it strictly. What does not fit becomes findings, all of them at once.
    pub fn read<T: DeserializeOwned + JsonSchema + 'static>(&self, findings: &mut Findings) -> Option<T> {
        let error = match yaml::read::<T>(self.text()) {
            Ok(value) => return Some(value),
            Err(error) => error,
        };
        if error.limit {
            let help = "a page or a setting needs far less: write it out more simply, or move part of it into files of its own";
            findings.push(Finding::error("yaml/limit", self.place(error.span), error.message).help(help));
            return None;
        }
        let before = findings.count(super::Level::Error);
        for (path, first, second) in yaml::duplicate_keys(self.text()) {
            findings.push(
                Finding::error("yaml/duplicate-key", self.place(Some(second)), format!("the key `{path}` stands here twice"))
                    .help("keep one of the two")
                    .related(self.place(Some(first)), "the first one"),
            );
        }
        match yaml::tree(self.text()) {
            Ok(tree) => {
                for mismatch in mismatches(&tree, &schema_of::<T>()) {
                    let place =
                        if mismatch.rule == "yaml/value" { self.value_place(&mismatch.path) } else { self.key_place(&mismatch.path) };
                    let help = mismatch.help.unwrap_or_else(|| "write it as the other keys are written, or remove it".to_owned());
                    findings.push(Finding::error(mismatch.rule, place, mismatch.message).help(help));
                }
                // The schema knows shapes; what only the type itself refuses is said in the type's own words.
                if findings.count(super::Level::Error) == before {
                    findings.push(self.unreadable(error));
                }
            }
            Err(error) if findings.count(super::Level::Error) == before => findings.push(self.unreadable(error)),
            Err(_) => {}
        }
        None
    }

    fn unreadable(&self, error: YamlError) -> Finding {
        // What a type says of a value names it between backticks; what the YAML reader says names nothing.
        if let Some(value) = error.message.split('`').nth(1).filter(|value| !value.is_empty())
            && let Some(span) = self.places.get_or_init(|| Places::of(self.text())).find(self.text(), value)
        {
            let help = Shape::of_refusal(&error.message).map_or_else(|| OTHERWISE.to_owned(), |shape| shape.help(value));
            return Finding::error("yaml/value", self.place(Some(span)), error.message).help(help);
        }
        let tab = self.text().lines().any(|line| line.trim_start_matches(' ').starts_with('\t'));
        let known = SAID.iter().find(|(theirs, ..)| error.message.contains(theirs));
        let (message, help) = known.map_or((error.message.as_str(), COLUMNS), |(_, ours, help)| (ours, help));
        let help = if tab { "YAML is indented with spaces, never with tabs" } else { help };
        Finding::error("yaml/unreadable", self.place(error.span), message).help(help)
    }
}

/// What to do about a value of which no more is known.
const OTHERWISE: &str = "write another value, or remove the key where the site can do without it";

/// What to do where nothing more is known.
const COLUMNS: &str =
    "keys that belong together begin in the same column, and a text with a colon, a quote or a hash in it needs quotes around it";

/// What the YAML reader says, what we say, and what to do.
const SAID: [(&str, &str, &str); 3] = [
    ("more than one document", "a line of three hyphens begins a second document here", "keep one document: remove the line"),
    ("control characters are not allowed", "an invisible control character stands here", "delete it and write the line anew"),
    (
        "unknown anchor",
        "an asterisk repeats what `&` named before, and nothing has this name",
        "put the text into quotes if the asterisk belongs to it",
    ),
];

/// The schema of a type, made once.
fn schema_of<T: JsonSchema + 'static>() -> Arc<Value> {
    static MADE: LazyLock<Mutex<BTreeMap<TypeId, Arc<Value>>>> = LazyLock::new(Mutex::default);
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    made.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(schemars::schema_for!(T).to_value())).clone()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, JsonSchema, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Page {
        title: String,
        stage: Option<Stage>,
        tags: Option<Vec<String>>,
    }

    #[derive(Debug, Deserialize, JsonSchema, PartialEq)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only what cannot be read is looked at")]
    struct Told {
        /// What it is for.
        goal: Stage,
        /// How people know it.
        label: String,
        stages: Option<Vec<Stage>>,
        other: Option<Vec<Stage>>,
        preset: Option<crate::site::Name>,
        provider: Option<crate::site::ProviderId>,
        many: Option<crate::site::Map<crate::site::Name, String>>,
        by: Option<crate::site::Map<crate::site::Kind, String>>,
    }

    #[test]
    fn help_says_what_to_write_with_the_values_there_are() {
        let text = "stages: trust\nother: all\npreset: Wholesale\nprovider: MailChimp\nmany: {A b: x}\nby: {articel: x}\n";
        insta::assert_snapshot!(problems_of::<Told>(text).join("\n"), @"
        1: the key `goal` is missing (add a line such as `goal: trust`; it is one of: trust, decision)
        1: the key `label` is missing (add a line `label: …` (How people know it))
        1: expected a list, found text (write it as a list: `[trust]`)
        2: expected a list, found text (write a list such as `[trust]`, with any of: trust, decision)
        3: `Wholesale` is not an id: small letters, digits and hyphens (write `wholesale`)
        4: `MailChimp` is not an id: small letters, digits and hyphens (write `mailchimp`)
        5: `A b` is not an id: small letters, digits and hyphens (write `a-b`)
        6: there is no key `articel` here (did you mean `article`?)
        ");
    }

    #[derive(Debug, Deserialize, JsonSchema, PartialEq)]
    #[serde(rename_all = "lowercase")]
    enum Stage {
        Trust,
        Decision,
    }

    fn problems(text: &str) -> Vec<String> {
        problems_of::<Page>(text)
    }

    fn problems_of<T: DeserializeOwned + JsonSchema + 'static>(text: &str) -> Vec<String> {
        let mut findings = Findings::new();
        assert!(Document::whole(SourceText::new("a.yaml", text)).read::<T>(&mut findings).is_none());
        let line = |finding: &Finding| match &finding.place {
            Place::Span(text, span) => text.position(span.start).line,
            _ => 0,
        };
        findings
            .sorted()
            .iter()
            .map(|finding| format!("{}: {} ({})", line(finding), finding.message, finding.help.clone().unwrap_or_default()))
            .collect()
    }

    #[test]
    fn every_problem_of_a_document_is_named_at_once_each_with_its_line() {
        insta::assert_snapshot!(problems("titel: x\nstage: trsut\ntags: tea\n").join("\n"), @"
        1: the key `title` is missing (add a line `title: …`)
        1: there is no key `titel` here (did you mean `title`?)
        2: `trsut` is not one of the values allowed here (did you mean `trust`?)
        3: expected a list, found text (write it as a list: `[tea]`)
        ");
    }

    #[test]
    fn a_key_that_stands_twice_is_named_with_both_places() {
        assert_eq!(problems("title: x\ntitle: y\n"), ["2: the key `title` stands here twice (keep one of the two)"]);
    }

    #[test]
    fn a_tab_is_explained() {
        assert!(problems("title: x\n\tstage: trust\n")[0].contains("spaces, never with tabs"));
    }
}
