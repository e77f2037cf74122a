//! The coverage matrix: what is counted where, what is missing, what is old.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use segue::content::Moment;
use segue::plan::{Matrix, Row};

use crate::support::Site;

fn page(path: &str, front: &str) -> String {
    format!("-- content/{path} --\n---\n{front}\n---\nTea.\n")
}

fn site() -> Site {
    let pages = [
        page("articles/all.md", "title: For all <of> you\naudience: all\nstage: interest\ndate: 2026-05-01"),
        page("articles/all.ru.md", "title: Для всех"),
        page(
            "articles/trade.md",
            "title: Trade\naudience: b2b\nsegment: wholesale\nstage: interest\ndate: 2025-05-01\nupdated: 2025-06-01",
        ),
        page("articles/edition.md", "title: Edition\naudience: b2b\nstage: trust\neditions: [cafes]\ndate: 2026-05-01"),
        page("articles/draft.md", "title: Draft\naudience: b2b\nsegment: cafes\nstage: decision\ndraft: true"),
        page("articles/loose.md", "title: Loose\naudience: b2c"),
        page("events/fair.md", "title: Fair\naudience: b2c\nstage: attention\nstarts: 2024-05-01\ndate: 2024-01-01"),
        page("pages/imprint.md", "title: Imprint"),
        page("pages/prices.md", "title: Prices\naudience: b2c\nstage: decision"),
        page("_index.md", "title: Home"),
    ];
    Site::new(&format!("\n{}", pages.concat()))
}

fn matrix(stale: u32) -> Matrix {
    site().build().snapshot().matrix(stale)
}

fn row<'m>(matrix: &'m Matrix, audience: &str, segment: Option<&str>) -> &'m Row {
    let audience = matrix.audiences.iter().find(|own| own.id == audience).unwrap();
    audience.rows.iter().find(|row| row.segment.as_deref() == segment).unwrap()
}

fn counts(row: &Row) -> Vec<String> {
    let shown = |cell: &segue::plan::Cell| {
        format!(
            "{}{}{}",
            cell.pages.len(),
            if cell.is_gap { " gap" } else { "" },
            match cell.for_everyone {
                0 => String::new(),
                count => format!(" ({count})"),
            }
        )
    };
    row.cells.iter().map(shown).collect()
}

#[test]
fn each_page_is_counted_where_it_speaks_to_somebody() {
    let matrix = matrix(365);
    assert_eq!(counts(row(&matrix, "b2b", None)), ["0 gap", "1", "1", "0 gap", "0 gap", "0"]);
    assert_eq!(counts(row(&matrix, "b2b", Some("wholesale"))), ["0 gap", "1 (1)", "0 gap (1)", "0 gap", "0 gap", "0"]);
    // An edition is the segment's own page.
    assert_eq!(counts(row(&matrix, "b2b", Some("cafes"))), ["0 gap", "0 gap (1)", "1 (1)", "0 gap", "0 gap", "0"]);
    assert!(row(&matrix, "b2b", Some("cafes")).cells[2].pages[0].edition);
    // The imprint is for nobody on the way; the prices are.
    assert_eq!(counts(row(&matrix, "b2c", None)), ["1", "1", "0 gap", "1", "0 gap", "1"]);
    assert_eq!(matrix.audiences.iter().map(|audience| audience.pages).collect::<Vec<_>>(), [3, 4]);
}

#[test]
fn what_is_missing_is_told_with_what_there_is_in_its_place_and_what_waits() {
    let matrix = matrix(365);
    let gap =
        |segment: &str, stage: &str| matrix.gaps.iter().find(|gap| gap.segment.as_deref() == Some(segment) && gap.stage == stage).unwrap();
    assert_eq!(gap("cafes", "decision").waiting, ["articles/draft"]);
    assert_eq!(gap("wholesale", "trust").for_everyone, 1);
    assert!(matrix.gaps.is_sorted_by_key(|gap| gap.for_everyone > 0));
    let untranslated: Vec<_> =
        matrix.untranslated.iter().map(|page| (page.audience.as_str(), page.source.as_str(), page.missing.join(" "))).collect();
    assert!(untranslated.contains(&("b2b", "articles/trade", "ru".to_owned())), "{untranslated:?}");
    assert!(!untranslated.iter().any(|(_, source, _)| *source == "articles/all"));
}

#[test]
fn a_page_is_old_by_its_last_change_and_an_event_never_is() {
    let old = |days| {
        let matrix = matrix(days);
        let cells = matrix.audiences.iter().flat_map(|audience| &audience.rows).flat_map(|row| &row.cells);
        let mut old: Vec<String> = cells.flat_map(|cell| &cell.pages).filter(|page| page.stale).map(|page| page.source.clone()).collect();
        old.sort();
        old.dedup();
        old
    };
    assert_eq!(old(365), ["articles/trade"]);
    // 1 June 2025 to 22 November 2026.
    assert_eq!(old(538), ["articles/trade"]);
    assert!(old(539).is_empty());
    assert_eq!(old(100), ["articles/all", "articles/edition", "articles/trade"]);
    let later = site().seen(|options| options.as_of = Moment::new("2027-06-01")).build();
    assert_eq!(later.snapshot().matrix(365).audiences[0].stale, 3);
}

#[test]
fn the_site_of_this_repository_fits_a_terminal_and_its_page_asks_nobody_for_anything() {
    let run = |args: &[&str]| crate::cli::segue(std::path::Path::new(env!("CARGO_MANIFEST_DIR")), args).fine();
    let table = run(&["matrix", "--as-of", "2026-11-22"]).stdout;
    assert!(table.lines().all(|line| line.chars().count() <= 80), "{table}");
    assert!(table.contains("b2c · For home") && table.contains("Write next") && !table.contains('\u{1b}'), "{table}");
    let html = run(&["matrix", "--as-of", "2026-11-22", "--format", "html"]).stdout;
    for part in ["<script", "src=", "url(", "@import", "<link"] {
        assert!(!html.contains(part), "{part}");
    }
    // Every number leads to its pages.
    for anchor in html.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(html.contains(&format!("id=\"{anchor}\"")), "{anchor}");
    }
    let json: serde_json::Value = serde_json::from_str(&run(&["matrix", "--as-of", "2026-11-22", "--format", "json"]).stdout).unwrap();
    assert_eq!((&json["as_of"], &json["stages"][0]), (&"2026-11-22".into(), &"attention".into()));
}

#[test]
fn a_report_is_written_to_a_file_and_titles_are_text_in_it() {
    let site = crate::cli::starter();
    let path = site.path().join("content/articles/odd.md");
    std::fs::write(&path, "---\ntitle: 'Odd </style><script>x</script>'\naudience: all\nstage: trust\n---\nTea.\n").unwrap();
    crate::cli::segue(site.path(), &["matrix", "--format", "html", "--out", "report.html"]).fine();
    let html = std::fs::read_to_string(site.path().join("report.html")).unwrap();
    assert!(!html.contains("<script") && html.contains("Odd &lt;/style&gt;"), "{html}");
    let wrong = crate::cli::segue(site.path(), &["build", "--format", "html"]);
    assert_eq!(wrong.code, Some(2), "{}", wrong.stderr);
    let offers = crate::cli::segue(site.path(), &["list", "offers", "--format", "json"]).fine().stdout;
    assert!(serde_json::from_str::<serde_json::Value>(&offers).unwrap()["offers"].is_array());
    for what in ["upcoming", "gone"] {
        crate::cli::segue(site.path(), &["list", what, "--json"]).fine();
    }
}
