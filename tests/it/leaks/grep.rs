//! Reads everything that was built, as its readers and their programs could.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use percent_encoding::percent_decode_str;
use segue::content::SourceId;
use segue::plan::{Route, RouteScope, RouteSource, Snapshot};

use super::bodies::price;
use super::tokens::{AUDIENCES, Tokens, marker};
use crate::support::Built;

/// A word of one audience where only others read.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leak {
    /// Whose output it is in; nothing for files of a host.
    pub reader: Option<String>,
    /// The file.
    pub output: String,
    /// The word.
    pub word: String,
    /// What stands around it.
    pub around: String,
}

impl fmt::Display for Leak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { reader, output, word, around } = self;
        write!(f, "{} reads {word} in {output}: {around}", reader.as_deref().unwrap_or("everybody"))
    }
}

/// What everybody must not see, by audience.
fn needles(audience: &str) -> [String; 3] {
    // Sums are written as each language has it.
    [marker(audience), price(audience).to_owned(), price(audience).replace('.', ",")]
}

/// The words of an audience in a text, each with what stands around it.
pub fn words_in(text: &str, audience: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for text in readings(text) {
        for needle in needles(audience) {
            for (at, _) in text.match_indices(&needle) {
                let length = text[at + 2..].find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len() - at - 2) + 2;
                let around: String = text[..at].chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
                let word = text[at..at + length.max(needle.len())].to_owned();
                found.push((word.clone(), format!("{around}{word}{}", text[at + word.len()..].chars().take(40).collect::<String>())));
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    found
}

/// A text as it stands, without what addresses encode, and without what HTML does.
fn readings(text: &str) -> [String; 3] {
    let text = text.to_lowercase();
    let decoded = percent_decode_str(&text).decode_utf8_lossy().to_lowercase();
    let entities = without_entities(&text);
    [text, decoded, entities]
}

/// Letters and digits have no names among the entities of HTML: numbers are all there is.
fn without_entities(text: &str) -> String {
    let mut all = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("&#") {
        all.push_str(before);
        let end = after.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(after.len());
        let (number, more) = after.split_at(end);
        let code = match number.strip_prefix('x') {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        };
        match code.and_then(char::from_u32) {
            Some(c) => {
                all.push(c);
                rest = more.strip_prefix(';').unwrap_or(more);
            }
            None => {
                all.push_str("&#");
                rest = after;
            }
        }
    }
    all.push_str(rest);
    all
}

/// All that leaks in a build.
pub fn leaks(tokens: &Tokens, built: &Built) -> BTreeSet<Leak> {
    let Some(snapshot) = &built.snapshot else { panic!("{}", built.report()) };
    let addresses = Addresses::of(snapshot);
    let mut leaks = BTreeSet::new();
    let mut unclaimed: BTreeSet<&str> = built.files.keys().map(|path| path.as_str()).collect();
    let rows = snapshot.route_rows();
    for (row, route) in rows.iter().zip(snapshot.plan.routes.values()) {
        assert_eq!(row.output, route.output, "`segue list` and the routes are in one order");
        unclaimed.remove(row.output.as_str());
        let Some(bytes) = built.files.get(&route.output) else { panic!("{} was not built", route.output) };
        let text = String::from_utf8_lossy(bytes);
        for audience in AUDIENCES.into_iter().filter(|audience| row.audience.as_deref() != Some(*audience)) {
            let text = match &row.audience {
                Some(_) => addresses.without_the_same_source(snapshot, route, audience, &text),
                None => addresses.without_any(&text),
            };
            // The path of what belongs to a host is an address.
            let path = if row.audience.is_some() { row.output.as_str() } else { "" };
            for (word, around) in words_in(path, audience).into_iter().chain(words_in(&text, audience)) {
                let around = format!("{around} [{}]", tokens.place(&word));
                leaks.insert(Leak { reader: row.audience.clone(), output: row.output.clone(), word, around });
            }
        }
    }
    assert_eq!(unclaimed, BTreeSet::new(), "files that `segue list` does not know");
    leaks
}

/// Which words each audience reads somewhere in what is its own.
pub fn shown(built: &Built, audience: &str) -> BTreeSet<String> {
    let Some(snapshot) = &built.snapshot else { panic!("{}", built.report()) };
    let own = snapshot.plan.routes.values().filter(|route| match &route.scope {
        RouteScope::Audience(id) => id.as_str() == audience,
        RouteScope::Host(_) => matches!(route.source, RouteSource::Alias(_)),
    });
    let mut shown = BTreeSet::new();
    for route in own {
        let bytes = built.files.get(&route.output).map(Vec::as_slice).unwrap_or_default();
        for text in [route.output.as_str().to_lowercase(), String::from_utf8_lossy(bytes).to_lowercase()] {
            for (at, _) in text.match_indices(&marker(audience)) {
                let length = text[at..].find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len() - at);
                shown.insert(text[at..at + length].to_owned());
            }
        }
    }
    shown
}

/// Where pages are: what switch, chooser and canonical may name.
struct Addresses {
    of_sources: BTreeMap<(SourceId, String), BTreeSet<String>>,
    all: BTreeSet<String>,
}

impl Addresses {
    fn of(snapshot: &Snapshot) -> Self {
        let plan = &snapshot.plan;
        let written = |route: &Route| [plan.hosts.path(&route.address), plan.hosts.absolute(&route.address)];
        let mut of_sources = BTreeMap::<_, BTreeSet<String>>::new();
        for route in plan.routes.values() {
            if let (Some(source), RouteScope::Audience(audience)) = (source(snapshot, route), &route.scope) {
                of_sources.entry((source, audience.to_string())).or_default().extend(written(route));
            }
        }
        Self { of_sources, all: plan.routes.values().flat_map(written).collect() }
    }

    /// A page's text without links that lead to the same source in the other audience.
    fn without_the_same_source(&self, snapshot: &Snapshot, route: &Route, audience: &str, text: &str) -> String {
        let same = source(snapshot, route).and_then(|source| self.of_sources.get(&(source, audience.to_owned())));
        same.into_iter().flatten().fold(text.to_owned(), |text, address| {
            // `minify: full` leaves out quotes that HTML does not need.
            text.replace(&format!("href=\"{address}\""), "")
                .replace(&format!("href={address}>"), ">")
                .replace(&format!("href={address} "), " ")
        })
    }

    /// A text without addresses of the site.
    fn without_any(&self, text: &str) -> String {
        let mut parts = Vec::new();
        let mut word = String::new();
        // What stands between quotes, tags, spaces and the equals sign of a refresh is an address as a whole or not at all.
        for c in text.chars() {
            if matches!(c, '"' | '<' | '>' | ' ' | '\n' | '=') {
                parts.push(std::mem::take(&mut word));
                parts.push(c.to_string());
            } else {
                word.push(c);
            }
        }
        parts.push(word);
        parts.into_iter().filter(|part| !self.all.contains(part)).collect()
    }
}

fn source(snapshot: &Snapshot, route: &Route) -> Option<SourceId> {
    let page = match route.source {
        RouteSource::Page(id) => id,
        RouteSource::List(id, _) => snapshot.plan.list(id).page?,
        _ => return None,
    };
    Some(snapshot.plan.page(page).source.id.clone())
}
