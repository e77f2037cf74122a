//! The matrix for a terminal of 80 columns.

use std::fmt::Write;

use crate::plan::{AudienceCoverage, Cell, Gap, Matrix};

/// How wide the names of segments are, and each stage.
const NAME: usize = 22;
const STAGE: usize = 9;

/// Lists show so many entries at most.
const MOST: usize = 12;

const BOLD: &str = "\u{1b}[1m";
const DIM: &str = "\u{1b}[2m";
const RED: &str = "\u{1b}[31m";
const YELLOW: &str = "\u{1b}[33m";
const PLAIN: &str = "\u{1b}[0m";

pub(super) fn table(matrix: &Matrix) -> String {
    let mut text = String::new();
    for audience in &matrix.audiences {
        coverage(&mut text, matrix, audience);
        text.push('\n');
    }
    let _ = writeln!(
        text,
        "{DIM}  –    no page at all\n  (2)  none of its own; 2 for everyone in the audience\n  *    older than {} days\n{PLAIN}",
        matrix.stale_after_days
    );
    write_next(&mut text, matrix);
    let old: Vec<String> = old(matrix).into_iter().collect();
    section(&mut text, "Look through again", &old);
    let untranslated: Vec<String> =
        matrix.untranslated.iter().map(|page| format!("{}: {} lacks {}", page.audience, page.source, page.missing.join(", "))).collect();
    section(&mut text, "Translate", &untranslated);
    text
}

fn coverage(text: &mut String, matrix: &Matrix, audience: &AudienceCoverage) {
    let old = if audience.stale > 0 { format!(", {} old", audience.stale) } else { String::new() };
    let _ = writeln!(text, "{BOLD}{} · {}{PLAIN}  {} pages{old}", audience.id, audience.label, audience.pages);
    let _ = write!(text, "{DIM}{:NAME$}", "");
    for stage in matrix.stages.into_iter().chain(matrix.has_stageless().then_some("none")) {
        let _ = write!(text, "{stage:>width$}", width = if stage.len() >= STAGE { stage.len() + 1 } else { STAGE });
    }
    let _ = writeln!(text, "{PLAIN}");
    for row in &audience.rows {
        let _ = write!(text, "{:NAME$}", short(&row.label, NAME - 2));
        for cell in matrix.columns(row) {
            let width = cell.stage.map_or(STAGE, |stage| if stage.len() >= STAGE { stage.len() + 1 } else { STAGE });
            let (shown, colour) = shown(cell);
            let _ = write!(text, "{colour}{shown:>width$}{PLAIN}");
        }
        text.push('\n');
    }
}

fn shown(cell: &Cell) -> (String, &'static str) {
    match (cell.pages.len(), cell.for_everyone) {
        (0, 0) if cell.is_gap => ("–".to_owned(), RED),
        (0, everyone) if cell.is_gap => (format!("({everyone})"), YELLOW),
        (0, _) => (String::new(), PLAIN),
        (count, _) if cell.pages.iter().any(|page| page.stale) => (format!("{count}*"), PLAIN),
        (count, _) => (count.to_string(), PLAIN),
    }
}

fn write_next(text: &mut String, matrix: &Matrix) {
    let (none, some): (Vec<&Gap>, Vec<&Gap>) = matrix.gaps.iter().partition(|gap| gap.for_everyone == 0);
    section(text, "Write next: nobody has a page here", &none.into_iter().map(sentence).collect::<Vec<_>>());
    section(text, "Then: only pages for everyone", &some.into_iter().map(sentence).collect::<Vec<_>>());
}

/// A gap in words.
pub(super) fn sentence(gap: &Gap) -> String {
    let whom = if gap.segment.is_some() { gap.label.clone() } else { "everyone".to_owned() };
    let instead = match gap.for_everyone {
        0 => String::new(),
        1 => " (1 page for everyone)".to_owned(),
        count => format!(" ({count} pages for everyone)"),
    };
    let waiting = if gap.waiting.is_empty() { String::new() } else { format!("; waiting: {}", gap.waiting.join(", ")) };
    format!("{}: {whom}, {}{instead}{waiting}", gap.audience, gap.stage)
}

/// Pages that were last changed long ago, once each.
fn old(matrix: &Matrix) -> std::collections::BTreeSet<String> {
    let mut old = std::collections::BTreeSet::new();
    for audience in &matrix.audiences {
        for page in audience.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.pages).filter(|page| page.stale) {
            old.insert(format!("{}: {} of {}", audience.id, page.source, page.changed.as_deref().unwrap_or_default()));
        }
    }
    old
}

fn section(text: &mut String, heading: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(text, "{BOLD}{heading}{PLAIN}");
    for line in lines.iter().take(MOST) {
        let _ = writeln!(text, "  {line}");
    }
    if lines.len() > MOST {
        let _ = writeln!(text, "  {DIM}and {} more: --format json or html has all of them{PLAIN}", lines.len() - MOST);
    }
    text.push('\n');
}

fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}
