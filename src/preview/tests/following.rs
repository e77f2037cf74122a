//! The preview follows what is written, and keeps its feet when that is wrong.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;

use super::fixture::Served;
use crate::diagnostics::Finding;
use crate::plan::Options;
use crate::preview::News;

const GUIDE: &str = "content/articles/guide.md";
const PAGE: &str = "/b2b/articles/guide/";

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// How a tab sees its page.
fn tab(served: &Served, page: &str) -> Value {
    let query: String = url::form_urlencoded::byte_serialize(page.as_bytes()).collect();
    let status: Value = serde_json::from_slice(&served.get(&format!("/__segue/status?page={query}")).bytes).unwrap();
    status["page"].clone()
}

#[test]
fn whatever_is_edited_the_next_request_has_it() {
    let served = Served::new(&[]);
    let shows = |path: &str, text: &str| served.get(path).text().contains(text);
    served.edit(GUIDE, "Water", "Milk");
    assert!(shows(PAGE, "Milk"));
    served.edit(GUIDE, "title: Guide", "title: Handbook");
    assert!(shows("/b2b/articles/", "Handbook"));
    served.edit("content/audiences/b2b.yaml", "For business", "For the trade");
    assert!(shows("/b2c/", "For the trade"));
    served.edit("site.yaml", "title: Tea", "title: Coffee");
    assert!(shows(PAGE, "Coffee"));
    served.edit("site.yaml", "slugs: unicode", "slugs: unicode\nwords: {related: {en: See besides}, skip_to_content: {en: Over to it}}");
    assert!(shows(PAGE, "Over to it"));
    served.write("themes/own/theme.yaml", "extends: lumen\n");
    served.write("themes/own/templates/page.html", "<p>own template: {{ page.title }}");
    served.write("content/pages/about.md", "---\ntitle: About\n---\nWe.\n");
    served.edit("site.yaml", "title: Coffee", "title: Coffee\ntheme: own");
    served.until("the own template", || shows("/b2b/about/", "own template: About"));
    served.remove(GUIDE);
    assert_eq!(served.get(PAGE).status, 404);
    served.equals_a_build(&Options::default());
}

#[test]
fn a_tab_learns_whether_its_page_is_another_one_and_whether_only_its_clothes_are() {
    let files = [
        ("themes/own/theme.yaml", "extends: lumen\n"),
        ("themes/own/assets/own.css", "h1 { color: red }"),
        ("themes/own/templates/page.html", "<link rel=\"stylesheet\" href=\"{{ asset(path=\"own.css\") }}\"><h1>{{ page.title }}</h1>"),
        ("content/pages/about.md", "---\ntitle: About\n---\nWe.\n"),
    ];
    let served = Served::new(&files);
    served.edit("site.yaml", "title: Tea", "title: Tea\ntheme: own");
    let first = tab(&served, "/b2b/about/");
    assert!(!text(&first["clothes"], "bare").is_empty(), "{first} {:?}", served.told());
    served.edit(GUIDE, "Water", "Milk");
    assert_eq!(tab(&served, "/b2b/about/"), first);
    served.write("themes/own/assets/own.css", "h1 { color: blue }");
    let dressed = tab(&served, "/b2b/about/");
    assert_ne!(dressed["hash"], first["hash"]);
    assert_eq!(dressed["clothes"]["bare"], first["clothes"]["bare"]);
    assert_ne!(dressed["clothes"]["styles"]["own.css"], first["clothes"]["styles"]["own.css"]);
    served.edit("content/pages/about.md", "title: About", "title: About us");
    assert_ne!(tab(&served, "/b2b/about/")["clothes"]["bare"], first["clothes"]["bare"]);
}

#[test]
fn a_connection_hears_of_every_change_and_of_the_files_whose_address_stays() {
    let served = Served::new(&[("content/static/film.mp4", "0")]);
    let mut events = served.events();
    let first = events.next().unwrap();
    let number = first["generation"].as_u64().unwrap();
    served.write("content/static/film.mp4", "1");
    let file = events.find(|event| event["files"].as_array().is_some_and(|files| !files.is_empty())).unwrap();
    assert_eq!((file["generation"].as_u64(), &file["files"][0]), (Some(number + 1), &Value::from("/film.mp4")));
    served.edit(GUIDE, "Water", "Milk");
    assert!(events.any(|event| event["generation"].as_u64() == Some(number + 2)));
}

#[test]
fn while_a_source_is_wrong_its_last_good_page_stays_and_the_finding_is_told_until_it_is_mended() {
    let served = Served::new(&[]);
    let good = served.get(PAGE).bytes;
    served.edit(GUIDE, "audience: all", "audiense: all");
    assert_eq!(served.get(PAGE).status, 200);
    assert_eq!(served.ask(0, "GET", &format!("{PAGE}?segue=raw"), &[]).status, 200);
    // A page that nobody had asked for comes from the last good state.
    assert_eq!(served.get("/b2c/articles/guide/").status, 200);
    let status = served.status();
    let finding = &status["findings"][0];
    assert_eq!((text(finding, "at"), text(finding, "level")), ("content/articles/guide.md:3:1", "error"));
    assert!(finding["lines"].as_array().unwrap().iter().any(|line| line["marked"] == "audiense"), "{finding}");
    served.edit(GUIDE, "audiense: all", "audience: all");
    assert_eq!(served.told(), Vec::<String>::new());
    assert_eq!(served.get(PAGE).text().len(), good.len());
    let news = served.news.lock().unwrap();
    let said: Vec<(usize, usize)> = news
        .iter()
        .filter_map(|news| match news {
            News::Findings { new, mended } => Some((not_the_editors(new), not_the_editors(mended))),
            _ => None,
        })
        .filter(|said| *said != (0, 0))
        .collect();
    assert!(matches!(said[..], [(new, 0), (0, mended)] if new == mended && new > 0), "{said:?}");
}

/// How many findings are none of an editor.
fn not_the_editors(findings: &[Finding]) -> usize {
    findings.iter().filter(|finding| crate::check::rule(finding.rule).is_none()).count()
}

#[test]
fn what_an_editor_would_say_is_told_while_somebody_writes_of_texts_and_of_published_pages() {
    let served = Served::new(&[]);
    let said = |rule: &'static str| served.told_by(|own| own == rule).len();
    served.until("nothing is said of the first text", || served.get(PAGE).status == 200 && said("tone/exclamation") == 0);
    served.edit(GUIDE, "leaf</b>.", "leaf</b>! Boil it! Now!");
    served.until("what is wrong with a text is told", || said("tone/exclamation") == 3);
    served.edit(GUIDE, "! Boil it! Now!", ".\n\n# Another\n");
    served.until("what was mended is not told any more", || said("tone/exclamation") == 0);
    served.until("what is wrong with a published page is told", || said("seo/one-h1") == 1);
    // While it cannot be loaded, what was said stays.
    served.edit("site.yaml", "title: Tea", "titel: Tea");
    assert_eq!(said("seo/one-h1"), 1);
    served.edit("site.yaml", "titel: Tea", "title: Tea");
    served.edit(GUIDE, "# Another", "## Another");
    served.until("the page is mended", || said("seo/one-h1") == 0);
}

#[test]
fn a_site_that_cannot_be_loaded_at_the_start_is_shown_as_soon_as_it_can() {
    let served = Served::new(&[("site.yaml", "title: <script>alert(1)</script>\nurll: x\n")]);
    let reply = served.get(PAGE);
    assert_eq!((reply.status, reply.header("cache-control")), (500, "no-store"));
    assert!(reply.is_live() && reply.text().contains("site.yaml:") && !reply.text().contains("<script>"));
    served.write("site.yaml", "title: Tea\nurl: https://tea.example\nlanguages: [en, ru]\nprimary: b2c\ntime_zone: Asia/Tbilisi\n");
    assert_eq!(served.get(PAGE).status, 200);
    assert_eq!(served.told(), Vec::<String>::new());
}

#[test]
fn what_changed_while_the_site_could_not_be_loaded_is_not_forgotten() {
    let served = Served::new(&[]);
    served.edit("site.yaml", "title: Tea", "titel: Tea");
    served.edit(GUIDE, "Water", "Milk");
    assert!(served.get(PAGE).text().contains("Water"), "{}", served.get(PAGE).text());
    served.edit("site.yaml", "titel: Tea", "title: Tea");
    assert!(served.get(PAGE).text().contains("Milk"));
    served.equals_a_build(&Options::default());
}

#[test]
fn a_template_that_fails_is_found_in_the_background_and_its_pages_stay_as_they_were() {
    let template = "themes/own/templates/page.html";
    let files = [
        ("themes/own/theme.yaml", "extends: lumen\n"),
        (template, "<h1>{{ page.title }}</h1>"),
        ("content/pages/about.md", "---\ntitle: About\n---\nWe.\n"),
        ("content/pages/terms.md", "---\ntitle: Terms\n---\nThey.\n"),
    ];
    let served = Served::new(&files);
    served.edit("site.yaml", "title: Tea", "title: Tea\ntheme: own");
    assert_eq!(served.get("/b2b/about/").status, 200);
    served.write(template, "<h1>{{ page.titel }}</h1>");
    served.until("the fault is told", || served.told().len() == 1);
    assert_eq!(served.get("/b2b/about/").status, 200);
    let at = served.status()["findings"][0].clone();
    assert_eq!(text(&at, "at").split(':').next(), Some(template), "{at}");
    // Another edit does not make it new.
    served.edit(GUIDE, "Water", "Milk");
    served.until("the fault is still told", || served.told().len() == 1);
    served.write(template, "<h1>{{ page.title }}!</h1>");
    served.until("the fault is gone", || served.told().is_empty());
    assert!(served.get("/b2b/terms/").text().contains("Terms!"));
}

#[test]
fn a_page_that_never_could_be_rendered_says_why_and_appears_when_it_can() {
    let template = "themes/own/templates/page.html";
    let files = [
        ("themes/own/theme.yaml", "extends: lumen\n"),
        (template, "<h1>{{ page.titel }}</h1>"),
        ("content/pages/about.md", "---\ntitle: About\n---\nWe.\n"),
        ("site.yaml", "title: Tea\nurl: https://tea.example\nprimary: b2c\nlanguages: [en, ru]\ntheme: own\n"),
    ];
    let served = Served::new(&files);
    let reply = served.get("/b2b/about/");
    assert_eq!(reply.status, 500);
    assert!(reply.text().contains(&format!("{template}:1:")) && reply.is_live(), "{}", reply.text());
    let before = tab(&served, "/b2b/about/");
    assert_eq!(before["status"], 500);
    served.write(template, "<h1>{{ page.title }}</h1>");
    assert_ne!(tab(&served, "/b2b/about/")["hash"], before["hash"]);
    assert!(served.get("/b2b/about/").text().contains("<h1>About</h1>"));
}

#[test]
fn what_is_wrong_with_the_address_of_a_page_is_told_by_its_mended_self() {
    let served = Served::new(&[]);
    assert_eq!(served.get("/b2b/articles/news/").status, 404);
    let before = tab(&served, "/b2b/articles/news/");
    served.write("content/articles/news.md", "---\ntitle: News\naudience: all\ndate: 2026-06-01\n---\nNew.\n");
    assert_ne!(tab(&served, "/b2b/articles/news/")["hash"], before["hash"]);
    assert_eq!(served.get("/b2b/articles/news/").status, 200);
}

#[test]
fn edits_under_requests_end_as_a_build_does() {
    let served = Served::new(&[]);
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let asking = || {
            let mut seen = BTreeSet::new();
            while !stop.load(Ordering::Relaxed) {
                let reply = served.get(PAGE);
                assert!(matches!(reply.status, 200 | 404), "{}", reply.text());
                seen.insert(reply.bytes.len());
            }
            seen.len()
        };
        let askers = [scope.spawn(asking), scope.spawn(asking)];
        // `SEGUE_EDITS=1000` for the long run.
        let edits = std::env::var("SEGUE_EDITS").ok().and_then(|edits| edits.parse().ok()).unwrap_or(40_u32);
        for number in 0..edits {
            match number % 5 {
                0 => served.write(GUIDE, &format!("---\ntitle: Guide {number}\naudience: all\ndate: 2026-05-01\n---\nWater {number}.\n")),
                1 => served.edit(GUIDE, "audience: all", "audiense: all"),
                2 => served.edit(GUIDE, "audiense: all", "audience: all"),
                3 => {
                    served.write(&format!("content/articles/more-{number}.md"), "---\ntitle: More\naudience: all\ndate: 2026-05-03\n---\n");
                }
                _ => served.remove(&format!("content/articles/more-{}.md", number - 1)),
            }
        }
        stop.store(true, Ordering::Relaxed);
        for asker in askers {
            assert!(asker.join().unwrap() > 0);
        }
    });
    served.until("nothing is wrong", || served.told().is_empty());
    served.equals_a_build(&Options::default());
}

#[test]
fn a_new_day_comes_by_itself_and_a_fixed_one_never() {
    let served = Served::new(&[]);
    assert_eq!(served.show.next_day(), Some("2026-11-22T20:00:00Z".parse().unwrap()));
    served.edit("site.yaml", "title: Tea", "titel: Tea");
    assert_eq!(served.show.next_day(), None);
}
