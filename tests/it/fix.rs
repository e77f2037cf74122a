//! `segue check --fix`: what has one right answer is mended in the files, and nothing else is touched.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use segue::check::{check, mend};
use segue::diagnostics::{Findings, Place};
use segue::plan::{Options, Snapshot};
use segue::world::{SourceText, World};

use crate::cli::{segue, starter};
use crate::support::Site;

const ARTICLE: &str = "content/articles/guide.md";

/// Mends a site again and again, as the command does.
fn mended(site: &Site) -> String {
    for _ in 0..8 {
        let mut findings = Findings::new();
        let snapshot = Snapshot::load(site.world(), &Options::default(), &mut findings).unwrap();
        check(&Arc::new(snapshot), site.world(), &mut findings);
        let found: Vec<_> = findings.into_iter().collect();
        if mend(site.world(), &found).unwrap().is_empty() {
            break;
        }
    }
    site.world_text(ARTICLE)
}

/// What a body is once it is mended.
fn body(lang: &str, body: &str) -> String {
    let front = "---\ntitle: Guide\naudience: all\ndate: 2026-05-01\n---\n";
    let file = if lang == "en" { ARTICLE.to_owned() } else { format!("content/articles/guide.{lang}.md") };
    let site = Site::new(&format!("\n-- {ARTICLE} --\n{front}A plain text.\n"));
    site.put(&file, format!("{front}{body}\n"));
    mended(&site);
    let text = site.world_text(&file);
    text.strip_prefix(front).unwrap().trim_end_matches('\n').to_owned()
}

#[test]
fn what_has_one_right_answer_is_mended() {
    for (lang, wrong, right) in [
        ("en", "It is the the best part.", "It is the best part."),
        ("en", "It is the the the part.", "It is the part."),
        ("en", "Green\u{200b} tea and cof\u{ad}fee.", "Green tea and coffee."),
        ("ru", "Откройте кaталог сегодня.", "Откройте каталог сегодня."),
        ("ru", "Чай \"Колхети\" из Гурии.", "Чай «Колхети» из Гурии."),
        ("ru", "Чай “Колхети” из **Гурии**, а *сосед \"Гурия\" тоже*.", "Чай «Колхети» из **Гурии**, а *сосед «Гурия» тоже*."),
        ("en", "Ask for Gооgle Maps.", "Ask for Google Maps."),
    ] {
        assert_eq!(body(lang, wrong), right);
    }
}

#[test]
fn what_a_person_has_to_decide_stays() {
    for (lang, text) in [
        // A name, or the end of a sentence?
        ("en", "We read the The Times."),
        // A link stands between the two.
        ("en", "It is the [the best](https://tea.example) part."),
        ("en", "It is the\nthe best part."),
        // Without it the line would be a list.
        ("en", "Tea\n\n\u{200b}- no list"),
        // Not a pair, an inch, marks in marks.
        ("ru", "Чай \"Колхети из Гурии."),
        ("ru", "Экран \"на 15\" стоит."),
        ("ru", "Чай \\\"Колхети\\\" из Гурии."),
        // Nobody knows which script was meant.
        ("ru", "Слово caсoо."),
        ("en", "`the the` in code"),
        ("en", "<!-- check: ignore leftovers/repeated because it is a song -->\n\nGo go go go the the."),
    ] {
        assert_eq!(body(lang, text), text);
    }
}

fn put(site: &Path, path: &str, text: impl AsRef<[u8]>) {
    std::fs::write(site.join(path), text).unwrap();
}

fn article(body: &str) -> String {
    format!("---\ntitle: Loaves\ndescription: What comes out of the oven.\naudience: b2b\ndate: 2026-05-01\n---\n{body}\n")
}

#[test]
fn files_are_mended_where_they_are_asked_for_and_the_rest_is_told() {
    let site = starter();
    let bad = article("We bake the the bread. It is hot!");
    put(site.path(), "content/articles/one.md", &bad);
    put(site.path(), "content/articles/two.md", &bad);
    let read = |name: &str| std::fs::read_to_string(site.path().join("content/articles").join(name)).unwrap();
    let said = segue(site.path(), &["check", "--fix", "content/articles/one.md"]).fine().stderr;
    assert!(said.contains("mended content/articles/one.md: leftovers/repeated (1)") && said.contains("[tone/exclamation]"), "{said}");
    assert!(!said.contains("[leftovers/repeated]") && !said.contains("two.md"), "{said}");
    assert_eq!((read("one.md"), read("two.md")), (article("We bake the bread. It is hot!"), bad.clone()));
    // Of another rule nothing is mended, and a rule that is off mends nothing.
    segue(site.path(), &["check", "--fix", "--rule", "tone"]).fine();
    assert_eq!(read("two.md"), bad);
    let settings = std::fs::read_to_string(site.path().join("site.yaml")).unwrap();
    put(site.path(), "site.yaml", format!("{settings}\ncheck: {{leftovers/repeated: off}}\n"));
    segue(site.path(), &["check", "--fix"]).fine();
    assert_eq!(read("two.md"), bad);
}

#[test]
fn a_mark_at_the_beginning_and_the_ends_of_lines_stay_byte_by_byte() {
    let site = starter();
    let of = |body: &str| format!("\u{feff}{}", article(body).replace('\n', "\r\n"));
    put(site.path(), "content/articles/one.md", of("We bake the the bread.\n\nAnd  more of it.\t"));
    segue(site.path(), &["check", "--fix"]).fine();
    let bytes = std::fs::read(site.path().join("content/articles/one.md")).unwrap();
    assert_eq!(String::from_utf8(bytes).unwrap(), of("We bake the bread.\n\nAnd  more of it.\t"));
}

#[test]
fn what_several_audiences_share_is_mended_once_and_json_shows_how() {
    let site = starter();
    put(site.path(), "content/articles/one.md", article("We bake the the bread.").replace("audience: b2b", "audience: all"));
    let json = segue(site.path(), &["check", "--format", "json"]).fine().stderr;
    let line = json.lines().find(|line| line.contains("leftovers/repeated")).unwrap();
    let finding: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!((&finding["fix"][0]["text"], &finding["fix"][0]["place"]["line"]), (&"".into(), &7.into()));
    let said = segue(site.path(), &["check", "--fix"]).fine().stderr;
    assert!(said.contains("leftovers/repeated (1)"), "{said}");
}

#[test]
fn a_file_that_cannot_be_written_is_told_of() {
    let site = starter();
    put(site.path(), "content/articles/one.md", article("We bake the the bread."));
    // A link is left alone: it may be shared with others.
    #[cfg(unix)]
    {
        let (one, real) = (site.path().join("content/articles/one.md"), site.path().join("content/real.txt"));
        std::fs::rename(&one, &real).unwrap();
        std::os::unix::fs::symlink(&real, &one).unwrap();
        let said = segue(site.path(), &["check", "--fix"]).stderr;
        assert!(!said.contains("mended") && std::fs::read_to_string(&real).unwrap().contains("the the"), "{said}");
    }
}

#[test]
fn a_file_that_changed_since_it_was_read_stays() {
    let site = Site::with_article("We bake the the bread.");
    let mut findings = Findings::new();
    let snapshot = Snapshot::load(site.world(), &Options::default(), &mut findings).unwrap();
    check(&Arc::new(snapshot), site.world(), &mut findings);
    site.edit(ARTICLE, "bread", "loaves");
    let found: Vec<_> = findings.into_iter().filter(|finding| !finding.fix.is_empty()).collect();
    assert!(!found.is_empty() && mend(site.world(), &found).unwrap().is_empty());
    assert!(site.world_text(ARTICLE).contains("the the loaves"));
}

/// Pieces of which texts are made that rules find something in.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "the",
        "the",
        "Tea",
        "tea",
        "\"",
        "«",
        "»",
        "“",
        "”",
        " ",
        " ",
        " ",
        "\n",
        "\n\n",
        "\u{200b}",
        "\u{ad}",
        "\u{a0}",
        "\u{a0}",
        "- ",
        "1",
        ".",
        ",",
        "*",
        "_",
        "кaталог",
        "чай",
        "чай",
        "Gооgle",
        "[",
        "](#x)",
        "`",
        ":for[",
        "]{b2b}",
        "> ",
        "# ",
        "\\",
        "!",
        "\u{202e}",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_mending_there_is_nothing_to_mend_and_all_else_is_as_it_was(text in pieces(), lang in prop::sample::select(vec!["en", "ru"])) {
        let site = Site::new("");
        let front = "---\ntitle: Guide\naudience: b2c\ndate: 2026-05-01\n---\n";
        site.put(ARTICLE, format!("{front}Some tea.\n"));
        let path = if lang == "en" { ARTICLE.to_owned() } else { format!("content/articles/guide.{lang}.md") };
        site.put(&path, format!("{front}{text}\n"));
        let found = || {
            let mut findings = Findings::new();
            let snapshot = Snapshot::load(site.world(), &Options::default(), &mut findings)?;
            check(&Arc::new(snapshot), site.world(), &mut findings);
            Some(findings.into_iter().filter(|finding| !finding.fix.is_empty()).collect::<Vec<_>>())
        };
        let mut rounds = 0;
        while let Some(findings) = found().filter(|found| !found.is_empty()) {
            let before = site.world_text(&path);
            let mended = mend(site.world(), &findings).unwrap();
            prop_assert!(!mended.is_empty(), "nothing was mended of {findings:?}");
            let after = site.world_text(&path);
            // What no edit names is there as before, in its order.
            let spans = findings.iter().flat_map(|finding| &finding.fix).map(|edit| edit.span);
            let kept = (0..before.len()).filter(|at| !spans.clone().any(|span| span.range().contains(at)));
            let mut rest = after.bytes();
            prop_assert!(kept.map(|at| before.as_bytes()[at]).all(|byte| rest.any(|other| other == byte)), "{before:?} became {after:?}");
            rounds += 1;
            prop_assert!(rounds < 8, "{after:?} is never done");
        }
        prop_assert!(site.world().read(path.as_str().into()).is_ok());
    }
}

#[test]
fn places_of_other_texts_are_never_written() {
    let site = Site::with_article("Tea.");
    let text = SourceText::new("themes/lumen/none.html", "the the");
    let mut finding = segue::diagnostics::Finding::warning("leftovers/repeated", Place::File("x".into()), "x");
    finding.place = Place::Span(text, segue::world::Span::new(0, 7));
    finding.fix = vec![segue::diagnostics::Edit { span: segue::world::Span::new(3, 7), text: String::new() }];
    assert!(mend(site.world(), &[finding]).unwrap().is_empty());
}
