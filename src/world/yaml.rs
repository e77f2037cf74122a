//! YAML: the one file that knows serde_yaml, with an event parser beside it for places.
//!
//! serde_yaml gives values without places; [`Places`] finds the place of a key when somebody asks, so that a build without findings
//! never pays for it.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Span;
use super::limits::{YAML_ALIASES, YAML_BYTES, YAML_DEPTH};

/// A step of a [`KeyPath`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Into a map.
    Key(String),
    /// Into a list, from 0.
    Index(usize),
}

/// The way to a value inside a document: `seo.title`, `metrics[2].label`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct KeyPath(pub Vec<Step>);

impl KeyPath {
    /// The document itself.
    pub fn root() -> Self {
        Self::default()
    }

    /// One key deeper.
    #[must_use]
    pub fn key(&self, key: impl Into<String>) -> Self {
        let mut steps = self.0.clone();
        steps.push(Step::Key(key.into()));
        Self(steps)
    }

    /// One item deeper.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        let mut steps = self.0.clone();
        steps.push(Step::Index(index));
        Self(steps)
    }

    /// This path and then another.
    #[must_use]
    pub fn join(&self, more: &Self) -> Self {
        Self(self.0.iter().chain(&more.0).cloned().collect())
    }
}

impl<S: Into<String>> FromIterator<S> for KeyPath {
    fn from_iter<I: IntoIterator<Item = S>>(keys: I) -> Self {
        Self(keys.into_iter().map(|key| Step::Key(key.into())).collect())
    }
}

impl std::fmt::Display for KeyPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if at == 0 => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// What could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YamlError {
    /// What is wrong.
    pub message: String,
    /// Where, if that is known.
    pub span: Option<Span>,
    /// Whether it is beyond one of the [`limits`](super::limits), so that nothing more can be said of it.
    pub limit: bool,
}

/// Reads a document; an empty one is an empty map.
///
/// # Errors
///
/// Whatever serde_yaml cannot read, with its place, and a document beyond one of the [`limits`](super::limits).
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, YamlError> {
    within_limits(text)?;
    let blank = text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
    serde_yaml::from_str(if blank { "{}" } else { text }).map_err(|error| {
        let span = error.location().map(|at| {
            // Whatever the reader counts, a place falls on a character.
            let start = text.floor_char_boundary(at.index());
            Span::new(start, text[start..].find('\n').map_or(text.len(), |length| start + length))
        });
        let message = plain_message(&error.to_string());
        match BEYOND.iter().find(|(theirs, _)| message.contains(theirs)) {
            Some((_, ours)) => YamlError { message: (*ours).to_owned(), span, limit: true },
            None => YamlError { message, span, limit: false },
        }
    })
}

/// What serde_yaml says of documents beyond limits of its own, and what we say.
const BEYOND: [(&str, &str); 2] = [
    ("repetition limit exceeded", "the YAML repeats itself by aliases until it is enormous"),
    ("recursion limit exceeded", "the YAML contains itself by an alias, or is too deep"),
];

/// Refuses what would take a reader's stack, memory or time.
fn within_limits(text: &str) -> Result<(), YamlError> {
    let limit = |message: String, span| Err(YamlError { message, span, limit: true });
    if text.len() > YAML_BYTES {
        return limit(format!("the YAML is larger than {} MB", YAML_BYTES >> 20), None);
    }
    // Cheap bounds first: few documents have an asterisk, fewer an alias; and none is deeper than it has brackets and columns.
    let brackets = text.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count();
    let columns = text.lines().map(|line| line.bytes().take_while(|byte| b" -?:\t".contains(byte)).count()).max().unwrap_or_default();
    if text.matches('*').count() <= YAML_ALIASES && brackets + columns <= YAML_DEPTH {
        return Ok(());
    }
    let mut parser = Parser::new_from_str(text);
    let (mut depth, mut aliases) = (0_usize, 0_usize);
    while let Some(next) = parser.next_event() {
        let Ok((event, at)) = next else {
            // The parser has limits of its own. What it refuses is wrong in any case; what is deep besides is not given to a slower one.
            return if open_brackets(text) > YAML_DEPTH { limit(too_deep(), None) } else { Ok(()) };
        };
        match event {
            Event::MappingStart(..) | Event::SequenceStart(..) => depth += 1,
            Event::MappingEnd | Event::SequenceEnd => depth = depth.saturating_sub(1),
            Event::Alias(_) => aliases += 1,
            Event::StreamEnd => break,
            _ => {}
        }
        let over = if depth > YAML_DEPTH {
            too_deep()
        } else if aliases > YAML_ALIASES {
            format!("the YAML repeats itself by aliases more than {YAML_ALIASES} times")
        } else {
            continue;
        };
        let start = text.char_indices().nth(at.start.index()).map_or(text.len(), |(start, _)| start);
        return limit(over, Some(Span::new(start, text[start..].chars().next().map_or(start, |c| start + c.len_utf8()))));
    }
    Ok(())
}

fn too_deep() -> String {
    format!("lists and maps stand more than {YAML_DEPTH} deep in each other here")
}

/// The most brackets that are open at once, whatever they stand in.
fn open_brackets(text: &str) -> usize {
    let (mut open, mut most) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        most = most.max(open);
    }
    most
}

/// The value tree of a document, for checks that name every problem at once.
///
/// # Errors
///
/// As [`read`].
pub fn tree(text: &str) -> Result<serde_json::Value, YamlError> {
    let value: serde_yaml::Value = read(text)?;
    Ok(to_json(value))
}

/// A value as YAML.
pub fn write<T: Serialize>(value: &T) -> String {
    serde_yaml::to_string(value).unwrap_or_default()
}

/// serde_yaml's messages end with a place that we show better.
fn plain_message(message: &str) -> String {
    let end = message.find(" at line ").unwrap_or(message.len());
    message[..end].to_owned()
}

fn to_json(value: serde_yaml::Value) -> serde_json::Value {
    use serde_json::Value as Json;
    use serde_yaml::Value as Yaml;
    match value {
        Yaml::Null => Json::Null,
        Yaml::Bool(bool) => Json::Bool(bool),
        Yaml::Number(number) => serde_json::to_value(number).unwrap_or(Json::Null),
        Yaml::String(string) => Json::String(string),
        Yaml::Sequence(items) => Json::Array(items.into_iter().map(to_json).collect()),
        Yaml::Mapping(entries) => Json::Object(entries.into_iter().map(|(key, value)| (key_text(&key), to_json(value))).collect()),
        Yaml::Tagged(tagged) => to_json(tagged.value),
    }
}

fn key_text(key: &serde_yaml::Value) -> String {
    match key {
        serde_yaml::Value::String(text) => text.clone(),
        other => serde_yaml::to_string(other).unwrap_or_default().trim().to_owned(),
    }
}

/// Where something stands in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Located {
    /// The key, where the value is in a map; otherwise the value.
    pub key: Span,
    /// The value; for a map or list its first line's part.
    pub value: Span,
}

/// One node while the events are walked.
enum Frame {
    Map { key: Option<(String, Span)> },
    List { next: usize },
}

/// Where everything in a document stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places(BTreeMap<Vec<Step>, Located>);

impl Places {
    /// Walks a document's events once. Of a key that stands twice it is the first.
    pub fn of(text: &str) -> Self {
        let mut places = BTreeMap::new();
        walk(text, &mut |at, located| {
            places.entry(at.to_vec()).or_insert(located);
        });
        Self(places)
    }

    /// Where the value at `path` stands; where the path leads nowhere, the place of its nearest ancestor.
    pub fn locate(&self, path: &KeyPath) -> Option<Located> {
        let nearest = (usize::from(!path.0.is_empty())..=path.0.len()).rev();
        nearest.into_iter().find_map(|deep| self.0.get(&path.0[..deep]).copied())
    }

    /// Whether there is a value at this very path.
    pub fn has(&self, path: &KeyPath) -> bool {
        self.0.contains_key(&path.0)
    }

    /// Where a key or value of the document has these words, and no comment.
    pub fn find(&self, text: &str, words: &str) -> Option<Span> {
        let spans = self.0.values().flat_map(|located| [located.value, located.key]);
        let holding = spans.filter_map(|span| Some((span, text.get(span.range())?.find(words)?)));
        // What holds it and little else is the key or the value itself.
        let (span, at) = holding.min_by_key(|(span, _)| (span.end - span.start, span.start))?;
        Some(Span::new(span.start + at, span.start + at + words.len()))
    }
}

/// The keys that stand twice in one map, with both places.
pub fn duplicate_keys(text: &str) -> Vec<(KeyPath, Span, Span)> {
    let mut seen = BTreeMap::<Vec<Step>, Span>::new();
    let mut twice = Vec::new();
    walk(text, &mut |at, located| {
        if matches!(at.last(), Some(Step::Key(_)))
            && let Some(first) = seen.insert(at.to_vec(), located.key)
        {
            twice.push((KeyPath(at.to_vec()), first, located.key));
        }
    });
    twice
}

/// Calls `see` with the path and place of every value, outer ones first.
fn walk(text: &str, see: &mut dyn FnMut(&[Step], Located)) {
    // The parser counts characters; findings count bytes.
    let offsets: Vec<usize> = text.char_indices().map(|(offset, _)| offset).chain([text.len()]).collect();
    let byte = |index: usize| offsets.get(index).copied().unwrap_or(text.len());
    let mut parser = Parser::new_from_str(text);
    let mut frames: Vec<Frame> = Vec::new();
    let mut path: Vec<Step> = Vec::new();
    while let Some(Ok((event, at))) = parser.next_event() {
        let span = Span::new(byte(at.start.index()), byte(at.end.index()));
        let (opens, scalar) = match &event {
            Event::MappingStart(..) => (Some(Frame::Map { key: None }), None),
            Event::SequenceStart(..) => (Some(Frame::List { next: 0 }), None),
            Event::Scalar(text, style, ..) => (None, Some((text.to_string(), *style))),
            Event::Alias(_) => (None, Some((String::new(), ScalarStyle::Plain))),
            Event::MappingEnd | Event::SequenceEnd => {
                frames.pop();
                path.pop();
                continue;
            }
            Event::StreamEnd => break,
            _ => continue,
        };
        // A scalar where a map waits for a key is that key.
        if let (Some(Frame::Map { key: key @ None }), Some((name, _))) = (frames.last_mut(), &scalar) {
            *key = Some((name.clone(), span));
            continue;
        }
        let mut key_span = None;
        match frames.last_mut() {
            None => {}
            Some(Frame::List { next }) => {
                path.push(Step::Index(*next));
                *next += 1;
            }
            Some(Frame::Map { key }) => {
                let (name, place) = key.take().unwrap_or_else(|| (String::new(), span));
                path.push(Step::Key(name));
                key_span = Some(place);
            }
        }
        let value = if scalar.is_some() { span } else { first_line(text, span) };
        see(&path, Located { key: key_span.unwrap_or(value), value });
        match opens {
            // Nobody asks for what lies deeper, and every place costs as much as it is deep.
            Some(_) if frames.len() >= YAML_DEPTH => return,
            Some(frame) => frames.push(frame),
            None => {
                path.pop();
            }
        }
    }
}

fn first_line(text: &str, span: Span) -> Span {
    let end = text[span.start..].find('\n').map_or(text.len(), |length| span.start + length);
    Span::new(span.start, end.max(span.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "title: Чай\nseo:\n  title: x\nmetrics:\n  - {label: a, before: 1}\n  - label: b\n";

    fn at(path: &[&str]) -> (&'static str, &'static str) {
        let path: Vec<Step> = path.iter().map(|step| step.parse().map_or_else(|_| Step::Key((*step).to_owned()), Step::Index)).collect();
        let located = Places::of(DOCUMENT).locate(&KeyPath(path)).unwrap();
        (&DOCUMENT[located.key.range()], &DOCUMENT[located.value.range()])
    }

    #[test]
    fn words_are_found_in_keys_and_values_and_in_no_comment() {
        let text = "# tea stands here\na: {b: tea}  # and tea here\nc: no tea\n";
        let found = Places::of(text).find(text, "tea").map(|span| span.start);
        assert_eq!(found, text.find("tea}"));
        assert_eq!(Places::of(text).find(text, "stands"), None);
    }

    #[test]
    fn a_value_is_found_by_its_path() {
        assert_eq!(at(&["title"]), ("title", "Чай"));
        assert_eq!(at(&["seo", "title"]), ("title", "x"));
        assert_eq!(at(&["metrics", "0", "before"]), ("before", "1"));
        assert_eq!(at(&["metrics", "1", "label"]), ("label", "b"));
    }

    #[test]
    fn a_path_that_leads_nowhere_ends_at_its_nearest_ancestor() {
        assert_eq!(at(&["seo", "absent", "deeper"]).0, "seo");
        assert_eq!(Places::of(DOCUMENT).locate(&["absent"].into_iter().collect()), None);
    }

    #[test]
    fn keys_that_stand_twice_are_found_at_any_depth() {
        let twice = duplicate_keys("a: 1\nb: {c: 1, c: 2}\na: 3\n");
        let names: Vec<String> = twice.iter().map(|(path, ..)| path.to_string()).collect();
        assert_eq!(names, ["b.c", "a"]);
    }

    #[test]
    fn a_document_that_explodes_by_aliases_is_refused() {
        let text = format!("a: &x {}\nb: [{}]\n", "y".repeat(100), "*x,".repeat(300));
        assert!(tree(&text).unwrap_err().message.contains("aliases"));
    }

    #[test]
    fn a_document_that_is_nested_beyond_reason_is_refused_where_it_goes_too_deep() {
        let block = |depth: usize| (0..depth).map(|level| format!("{}a:\n", " ".repeat(level))).collect::<String>();
        for text in ["[".repeat(10_000), "{a: ".repeat(10_000), "- ".repeat(10_000), "? ".repeat(10_000), block(1_000)] {
            let error = tree(&text).unwrap_err();
            assert!(error.limit && error.message.contains("deep"), "{error:?}");
            assert!(duplicate_keys(&text).is_empty());
        }
        assert!(tree(&block(YAML_DEPTH - 1)).is_ok());
        assert!(tree(&format!("a: '{}'\n", "[".repeat(10_000))).is_ok());
    }
}
