//! SARIF 2.1.0: one document for all findings of a run, which code hosts and editors read.
//!
//! The form is that of <https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html>; its sections are
//! named where they decide something.

use std::collections::BTreeMap;

use camino::Utf8Path;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::catalogue::Explained;
use super::likeness::fingerprint;
use super::{Finding, Level, Place};
use crate::world::{SourceText, Span};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What paths are relative to (§3.4.4): the folder of `site.yaml`.
const ROOT: &str = "%SRCROOT%";

/// All that may stand in a path of an address as it is.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// What a document tells of.
pub struct Sarif<'a> {
    /// What was found.
    pub findings: &'a [Finding],
    /// What was found and does not count.
    pub set_aside: &'a [Finding],
    /// What the finding of an id is about.
    pub explained: &'a dyn Fn(&str) -> Option<Explained>,
    /// Whether the command could run.
    pub has_run: bool,
}

impl Sarif<'_> {
    /// The document, ending in a line break.
    pub fn write(&self) -> String {
        let all = || self.findings.iter().map(|finding| (finding, false)).chain(self.set_aside.iter().map(|finding| (finding, true)));
        let ids: BTreeMap<&str, Level> = all().map(|(finding, _)| (finding.rule, finding.level)).rev().collect();
        let rules: Vec<Value> = ids.iter().map(|(id, level)| self.rule(id, *level)).collect();
        let index: BTreeMap<&str, usize> = ids.keys().enumerate().map(|(index, id)| (*id, index)).collect();
        let mut alike = BTreeMap::<String, usize>::new();
        let results: Vec<Value> = all()
            .map(|(finding, is_aside)| {
                let number = alike.entry(fingerprint(finding, 0)).or_default();
                let print = fingerprint(finding, *number);
                *number += 1;
                result(&finding.masked(), index.get(finding.rule).copied().unwrap_or_default(), &print, is_aside)
            })
            .collect();
        let version = env!("CARGO_PKG_VERSION");
        let run = json!({
            "tool": {"driver": {"name": "Segue", "version": version, "semanticVersion": version, "rules": rules}},
            "invocations": [{"executionSuccessful": self.has_run}],
            "originalUriBaseIds": {ROOT: {"description": text("The folder with site.yaml")}},
            // §3.14.27: columns are counted in characters, not in units of UTF-16.
            "columnKind": "unicodeCodePoints",
            "results": results,
        });
        let document = json!({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]});
        format!("{}\n", serde_json::to_string_pretty(&document).unwrap_or_default())
    }

    fn rule(&self, id: &str, level: Level) -> Value {
        let Some(Explained { level, summary, why, help, .. }) = (self.explained)(id) else {
            return json!({"id": id, "defaultConfiguration": {"level": named(level)}});
        };
        let help = help.trim();
        json!({
            "id": id,
            "shortDescription": text(&summary),
            "fullDescription": text(why.trim()),
            "help": {"text": format!("{}\n\nWhat to do: {help}", why.trim()), "markdown": format!("{}\n\n**What to do:** {help}", why.trim())},
            "defaultConfiguration": {"level": named(level)},
        })
    }
}

fn named(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    }
}

fn text(text: &str) -> Value {
    json!({"text": text})
}

fn result(finding: &Finding, index: usize, print: &str, is_aside: bool) -> Value {
    let help = finding.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
    let mut value = json!({
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": named(finding.level),
        "message": text(&format!("{}{help}", finding.message)),
        "partialFingerprints": {"segueWords/v1": print},
    });
    if let Some(place) = physical(&finding.place) {
        value["locations"] = json!([{"physicalLocation": place}]);
    }
    let related =
        finding.related.iter().filter_map(|(place, what)| Some(json!({"physicalLocation": physical(place)?, "message": text(what)})));
    let related: Vec<Value> = related.collect();
    if !related.is_empty() {
        value["relatedLocations"] = related.into();
    }
    if let Place::Span(source, _) = &finding.place
        && !finding.fix.is_empty()
    {
        // §3.55: all changes of a fix belong together.
        let replacements: Vec<Value> = finding.fix.iter().map(|edit| replacement(source, edit.span, &edit.text)).collect();
        let change = json!({"artifactLocation": artifact(source.path()), "replacements": replacements});
        value["fixes"] = json!([{"artifactChanges": [change]}]);
    }
    if is_aside {
        value["suppressions"] = json!([{"kind": "external", "status": "accepted", "justification": "it was there before"}]);
    }
    value
}

fn physical(place: &Place) -> Option<Value> {
    match place {
        Place::Project => None,
        Place::File(path) => Some(json!({"artifactLocation": artifact(path)})),
        Place::Span(source, span) => Some(json!({"artifactLocation": artifact(source.path()), "region": region(source, *span)})),
    }
}

fn artifact(path: &Utf8Path) -> Value {
    let encoded = utf8_percent_encode(path.as_str(), PATH).to_string();
    if path.is_absolute() {
        return json!({"uri": format!("file://{encoded}")});
    }
    json!({"uri": encoded, "uriBaseId": ROOT})
}

/// §3.30: lines and columns from 1, the end one past the last character.
fn region(source: &SourceText, span: Span) -> Value {
    let (start, end) = (source.position(span.start), source.position(span.end));
    json!({"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column})
}

fn replacement(source: &SourceText, span: Span, written: &str) -> Value {
    let mut value = json!({"deletedRegion": region(source, span)});
    if !written.is_empty() {
        value["insertedContent"] = text(written);
    }
    value
}
