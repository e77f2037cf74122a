//! `segue tone`: how pages sound, in figures, beside what is usual for their audience.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::Arc;

use camino::Utf8Path;
use clap::Args;
use serde_json::{Value, json};

use super::args::{FormatName, Global, View};
use super::project::Project;
use super::report::{Exit, Reporter};
use crate::check::{Measure, SHORTEST, Tone, Tones};
use crate::diagnostics::{Finding, Findings, Place, nearest};

/// Arguments of `segue tone`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  segue tone                              what is usual for each audience, and pages that sound the same to businesses and people
  segue tone content/articles/guide.md    one page as each audience reads it, beside what is usual there
  segue tone --format json                for a program

It counts and does not judge: what is wrong is said by `segue check`.")]
pub(super) struct ToneArgs {
    /// Only this page: the path of a file below `content/`
    #[arg(value_name = "PAGE")]
    page: Option<camino::Utf8PathBuf>,
    #[command(flatten)]
    view: View,
}

/// Pairs of pages that are shown at most.
const MOST: usize = 12;

pub(super) fn run(global: &Global, args: &ToneArgs, reporter: &Reporter) -> Exit {
    let (project, snapshot, mut findings) = match Project::look(global, &args.view, reporter) {
        Ok(found) => found,
        Err(exit) => return exit,
    };
    let snapshot = Arc::new(snapshot);
    let tones = Tones::of(&snapshot, &mut findings);
    let is_json = global.format == FormatName::Json;
    let text = match &args.page {
        None if is_json => format!("{:#}\n", all_json(&tones)),
        None => all(&tones),
        Some(page) => {
            let path = project.path(page);
            let of_file = |tone: &&Tone| tone.file == path;
            // Any file of a source names all of its pages.
            let source = snapshot.content.sources.values().find(|source| source.files.iter().any(|file| file.path == path));
            let pages: Vec<&Tone> = match source {
                Some(source) => tones.pages.iter().filter(|tone| tone.source == source.id).collect(),
                None => tones.pages.iter().filter(of_file).collect(),
            };
            if pages.is_empty() {
                return reporter.could_not_run(Findings::from(unknown(&tones, &path)));
            }
            if is_json {
                format!("{:#}\n", Value::from_iter(pages.iter().map(|tone| tone_json(&tones, tone))))
            } else {
                page_text(&tones, &pages)
            }
        }
    };
    reporter.result(&text);
    Exit::Fine
}

fn unknown(tones: &Tones, path: &Utf8Path) -> Finding {
    let near = nearest(path.as_str(), tones.pages.iter().map(|tone| tone.file.as_str())).map(|near| format!("did you mean `{near}`?"));
    Finding::error("cli/no-such-path", Place::Project, format!("no page is made of a text in `{path}`"))
        .help("name a file of `content/` whose text is published")
        .maybe_help(near)
}

/// A figure as it is read: whole where it is large.
fn figure(value: Option<f64>) -> String {
    match value {
        None => "–".to_owned(),
        Some(value) if value.abs() >= 20.0 || value == 0.0 => format!("{value:.0}"),
        Some(value) => format!("{value:.1}"),
    }
}

fn table(text: &mut String, columns: &[(String, Vec<(Measure, f64)>)]) {
    const NAME: usize = 36;
    let widths: Vec<usize> = columns.iter().map(|(name, _)| name.chars().count().max(6)).collect();
    let _ = write!(text, "{:NAME$}", "");
    for ((name, _), width) in columns.iter().zip(&widths) {
        let _ = write!(text, "  {name:>width$}");
    }
    text.push('\n');
    for measure in Measure::ALL {
        let values: Vec<Option<f64>> =
            columns.iter().map(|(_, all)| all.iter().find(|(own, _)| *own == measure).map(|(_, value)| *value)).collect();
        if values.iter().all(Option::is_none) {
            continue;
        }
        let _ = write!(text, "{:NAME$}", measure.label());
        for (value, width) in values.into_iter().zip(&widths) {
            let _ = write!(text, "  {:>width$}", figure(value));
        }
        text.push('\n');
    }
}

fn all(tones: &Tones) -> String {
    let mut text = String::from("What is usual (the middle of each audience's pages)\n\n");
    let columns: Vec<_> = tones.norms.iter().map(|((audience, lang), norm)| (format!("{audience}/{lang}"), norm.clone())).collect();
    table(&mut text, &columns);
    let pairs = tones.pairs();
    let same: Vec<_> = pairs.iter().filter(|pair| pair.nearness.sounds_the_same()).collect();
    match (pairs.len(), same.len()) {
        (0, _) => text.push_str("\nNo page is read by businesses and by people.\n"),
        (all, 0) => {
            let _ = writeln!(text, "\nAll {all} pages that businesses and people both read sound different to them.");
        }
        (all, same) => {
            let _ = writeln!(text, "\nOf {all} pages that businesses and people both read, {same} sound the same to both:");
        }
    }
    for pair in same.iter().take(MOST) {
        let near = &pair.nearness;
        let (percent, lang) = ((near.same_words * 100.0).round(), &pair.business.lang);
        let _ = writeln!(
            text,
            "  {} ({lang}): {percent} % of the words are the same; of {} measures {} differ",
            pair.business.source, near.of, near.heard
        );
    }
    if same.len() > MOST {
        let _ = writeln!(text, "  and {} more", same.len() - MOST);
    }
    if !same.is_empty() {
        text.push_str(
            "What only one of them needs can stand in `:::for{…}`, or in a file of its own: `segue explain FILE` tells who reads what.\n",
        );
    }
    text
}

fn page_text(tones: &Tones, pages: &[&Tone]) -> String {
    let mut text = format!("{}\n\n", pages.first().map(|tone| tone.source.to_string()).unwrap_or_default());
    let langs: BTreeSet<_> = pages.iter().map(|tone| &tone.lang).collect();
    for lang in langs {
        let mut columns = Vec::new();
        for tone in pages.iter().filter(|tone| tone.lang == *lang) {
            let edition = tone.edition.as_ref().map(|segment| format!("/{segment}")).unwrap_or_default();
            columns.push((format!("{}/{lang}{edition}", tone.audience), tone.profile.measures.clone()));
            if tone.edition.is_none()
                && let Some(norm) = tones.norms.get(&(tone.audience.clone(), lang.clone()))
            {
                columns.push(("usual".to_owned(), norm.clone()));
            }
        }
        table(&mut text, &columns);
        text.push('\n');
    }
    if pages.iter().any(|tone| !tone.profile.is_measurable()) {
        let _ = writeln!(text, "A text of fewer than {SHORTEST} words has no tone that could be measured.");
    }
    let source = pages.first().map(|tone| &tone.source);
    for pair in tones.pairs().iter().filter(|pair| Some(&pair.business.source) == source) {
        let near = &pair.nearness;
        let verdict = if near.sounds_the_same() { "they sound the same" } else { "they sound different" };
        let percent = (near.same_words * 100.0).round();
        let _ = writeln!(
            text,
            "{} and {} ({}): {verdict}; {percent} % of the words are the same, of {} measures {} differ so much that it is heard.",
            pair.business.audience, pair.consumer.audience, pair.business.lang, near.of, near.heard
        );
    }
    text
}

fn measures(all: &[(Measure, f64)]) -> Value {
    let rounded = |value: f64| (value * 100.0).round() / 100.0;
    Value::Object(
        all.iter().map(|(measure, value)| (json!(measure).as_str().unwrap_or_default().to_owned(), json!(rounded(*value)))).collect(),
    )
}

fn tone_json(tones: &Tones, tone: &Tone) -> Value {
    json!({
        "source": tone.source.to_string(), "file": tone.file, "audience": tone.audience, "edition": tone.edition, "lang": tone.lang,
        "measures": measures(&tone.profile.measures),
        "usual": tones.norms.get(&(tone.audience.clone(), tone.lang.clone())).map(|norm| measures(norm)),
    })
}

fn all_json(tones: &Tones) -> Value {
    let pairs = tones.pairs();
    let pairs: Vec<Value> = pairs
        .iter()
        .map(|pair| {
            json!({
                "source": pair.business.source.to_string(), "lang": pair.business.lang, "business": pair.business.audience,
                "consumer": pair.consumer.audience, "same_words": (pair.nearness.same_words * 100.0).round() / 100.0,
                "measures": pair.nearness.of, "heard": pair.nearness.heard, "sounds_the_same": pair.nearness.sounds_the_same(),
            })
        })
        .collect();
    let norms: Vec<Value> = tones
        .norms
        .iter()
        .map(|((audience, lang), norm)| json!({"audience": audience, "lang": lang, "measures": measures(norm)}))
        .collect();
    json!({"usual": norms, "pages": tones.pages.iter().map(|tone| tone_json(tones, tone)).collect::<Vec<_>>(), "pairs": pairs})
}
