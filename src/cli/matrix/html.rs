//! The matrix as a page to show: one file without scripts, which asks no other host for anything.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::super::list::when;
use super::table::sentence;
use crate::plan::{AudienceCoverage, Cell, CoveredPage, Gap, Matrix, Row};
use crate::seo::escape;

const STYLE: &str = include_str!("matrix.css");

/// From how many pages on a cell has each of the darker shades.
const SHADES: [usize; 4] = [1, 2, 4, 7];

pub(super) fn page(matrix: &Matrix, site: &str) -> String {
    let site = escape(site);
    let mut body = String::new();
    head(&mut body, matrix, &site);
    for audience in &matrix.audiences {
        coverage(&mut body, matrix, audience);
    }
    next(&mut body, matrix);
    old(&mut body, matrix);
    untranslated(&mut body, matrix);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"robots\" content=\"noindex\">\n<title>Coverage: {site}</title>\n<style>\n{STYLE}</style>\n\
         </head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )
}

fn head(body: &mut String, matrix: &Matrix, site: &str) {
    let cells =
        || matrix.audiences.iter().flat_map(|audience| &audience.rows).flat_map(|row| &row.cells).filter(|cell| cell.stage.is_some());
    let all = cells().count();
    let filled = cells().filter(|cell| !cell.pages.is_empty()).count();
    let nobody = matrix.gaps.iter().filter(|gap| gap.for_everyone == 0).count();
    let old: usize = matrix.audiences.iter().map(|audience| audience.stale).sum();
    let _ = writeln!(body, "<header>\n<p class=\"kicker\">{site}</p>\n<h1>What each reader finds on the way</h1>");
    let _ = writeln!(body, "<p class=\"lead\">Pages by audience, group of readers and stage, as of {}.</p>", when(&matrix.as_of));
    body.push_str("<dl class=\"tiles\">\n");
    for (number, of, what) in [
        (filled, format!("of {all}"), "cells have a page of their own"),
        (nobody, String::new(), "cells in which a reader finds nothing"),
        (old, String::new(), "pages to look through again"),
        (matrix.untranslated.len(), String::new(), "pages that lack a language"),
    ] {
        let _ = writeln!(body, "<div><dt>{what}</dt><dd><b>{number}</b> {of}</dd></div>");
    }
    body.push_str("</dl>\n</header>\n");
}

fn coverage(body: &mut String, matrix: &Matrix, audience: &AudienceCoverage) {
    let id = escape(&audience.id);
    let _ = writeln!(
        body,
        "<section aria-labelledby=\"a-{id}\">\n<h2 id=\"a-{id}\">{} <span class=\"id\">{id}</span></h2>",
        escape(&audience.label)
    );
    let old = if audience.stale > 0 { format!(", {} of them old", audience.stale) } else { String::new() };
    let _ = writeln!(body, "<p class=\"note\">{}{old}, in {}.</p>", pages(audience.pages), audience.languages.join(", "));
    let _ = writeln!(
        body,
        "<table class=\"matrix\">\n<caption class=\"quiet\">Pages for {} by group of readers and stage</caption>",
        escape(&audience.label)
    );
    body.push_str("<thead><tr><th scope=\"col\"><span class=\"quiet\">Group of readers</span></th>");
    for stage in matrix.stages {
        let _ = write!(body, "<th scope=\"col\"><span>{stage}</span></th>");
    }
    if matrix.has_stageless() {
        body.push_str("<th scope=\"col\"><span>no stage</span></th>");
    }
    body.push_str("</tr></thead>\n<tbody>\n");
    for row in &audience.rows {
        let _ = write!(body, "<tr><th scope=\"row\">{}</th>", escape(&row.label));
        for cell in matrix.columns(row) {
            self::cell(body, audience, row, cell);
        }
        body.push_str("</tr>\n");
    }
    body.push_str("</tbody>\n</table>\n");
    let _ = writeln!(
        body,
        "<p class=\"note legend\"><b>–</b> a reader finds nothing; <b>(2)</b> nothing of their own, two pages for everyone; <b>old</b> not changed for more \
         than {} days. A number leads to its pages.</p>",
        matrix.stale_after_days
    );
    lists(body, audience);
    body.push_str("</section>\n");
}

fn cell(body: &mut String, audience: &AudienceCoverage, row: &Row, cell: &Cell) {
    let count = cell.pages.len();
    if count > 0 {
        let shade = SHADES.iter().filter(|from| count >= **from).count();
        let stale = cell.pages.iter().filter(|page| page.stale).count();
        let old = if stale > 0 { format!(" <em>{stale} old</em>") } else { String::new() };
        let unit = if count == 1 { "page" } else { "pages" };
        let anchor = anchor(audience, row, cell);
        let _ = write!(body, "<td class=\"shade-{shade}\"><a href=\"#{anchor}\"><b>{count}</b> <span>{unit}</span>{old}</a></td>");
    } else if !cell.is_gap {
        body.push_str("<td class=\"blank\"><span class=\"quiet\">none</span></td>");
    } else if cell.for_everyone > 0 {
        let _ = write!(body, "<td class=\"thin\"><b>({})</b> <span>for everyone</span></td>", cell.for_everyone);
    } else {
        body.push_str("<td class=\"gap\"><b>–</b> <span>nothing</span></td>");
    }
}

fn anchor(audience: &AudienceCoverage, row: &Row, cell: &Cell) -> String {
    format!("{}-{}-{}", audience.id, row.segment.as_deref().unwrap_or("everyone"), cell.stage.unwrap_or("none"))
}

/// The pages behind each number.
fn lists(body: &mut String, audience: &AudienceCoverage) {
    body.push_str("<details><summary>The pages behind these numbers</summary>\n<div class=\"lists\">\n");
    for row in &audience.rows {
        for cell in row.cells.iter().filter(|cell| !cell.pages.is_empty()) {
            let stage = cell.stage.unwrap_or("no stage");
            let _ = writeln!(
                body,
                "<details><summary>{}, {stage}: {}</summary>\n<ul id=\"{}\">",
                escape(&row.label),
                pages(cell.pages.len()),
                anchor(audience, row, cell)
            );
            for page in &cell.pages {
                let _ = writeln!(
                    body,
                    "<li><a href=\"{}\">{}</a> <span class=\"meta\">{}</span></li>",
                    escape(&page.url),
                    escape(&page.title),
                    about(page)
                );
            }
            body.push_str("</ul>\n</details>\n");
        }
    }
    body.push_str("</div>\n</details>\n");
}

fn about(page: &CoveredPage) -> String {
    let mut parts = vec![page.kind.to_owned()];
    if page.edition {
        parts.push("edition".to_owned());
    }
    parts.push(page.languages.join(", "));
    if let Some(changed) = &page.changed {
        parts.push(format!("{}{}", when(changed), if page.stale { ", old" } else { "" }));
    }
    parts.push(page.file.clone());
    parts.retain(|part| !part.is_empty());
    escape(&parts.join(" · ")).into_owned()
}

fn next(body: &mut String, matrix: &Matrix) {
    if matrix.gaps.is_empty() {
        return;
    }
    body.push_str("<section aria-labelledby=\"next\">\n<h2 id=\"next\">What to write next</h2>\n");
    let (nobody, thin): (Vec<&Gap>, Vec<&Gap>) = matrix.gaps.iter().partition(|gap| gap.for_everyone == 0);
    for (heading, gaps) in [("Here a reader finds nothing", nobody), ("Here a reader finds only what everyone does", thin)] {
        if gaps.is_empty() {
            continue;
        }
        let _ = writeln!(body, "<h3>{heading}</h3>\n<ul class=\"gaps\">");
        for gap in gaps {
            let _ = writeln!(body, "<li>{}</li>", escape(&sentence(gap)));
        }
        body.push_str("</ul>\n");
    }
    body.push_str("</section>\n");
}

fn old(body: &mut String, matrix: &Matrix) {
    let of = |audience: &AudienceCoverage| {
        let pages = audience.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.pages).filter(|page| page.stale && !page.edition);
        pages.map(|page| (page.changed.clone(), audience.id.clone(), page.title.clone(), page.file.clone())).collect::<Vec<_>>()
    };
    let pages: BTreeSet<_> = matrix.audiences.iter().flat_map(of).collect();
    if pages.is_empty() {
        return;
    }
    body.push_str("<section aria-labelledby=\"old\">\n<h2 id=\"old\">Look through again</h2>\n");
    let _ = writeln!(
        body,
        "<p class=\"note\">Not changed for more than {} days, the oldest first. Events are left out.</p>\n<ul>",
        matrix.stale_after_days
    );
    for (changed, audience, title, file) in pages {
        let about = escape(&format!("{audience} · {} · {file}", when(changed.as_deref().unwrap_or_default()))).into_owned();
        let _ = writeln!(body, "<li>{} <span class=\"meta\">{about}</span></li>", escape(&title));
    }
    body.push_str("</ul>\n</section>\n");
}

fn untranslated(body: &mut String, matrix: &Matrix) {
    if matrix.untranslated.is_empty() {
        return;
    }
    body.push_str("<section aria-labelledby=\"translate\">\n<h2 id=\"translate\">Translate</h2>\n<ul>\n");
    for page in &matrix.untranslated {
        let about = escape(&format!("{} · lacks {} · {}", page.audience, page.missing.join(", "), page.file)).into_owned();
        let _ = writeln!(body, "<li>{} <span class=\"meta\">{about}</span></li>", escape(&page.title));
    }
    body.push_str("</ul>\n</section>\n");
}

fn pages(count: usize) -> String {
    if count == 1 { "1 page".to_owned() } else { format!("{count} pages") }
}
