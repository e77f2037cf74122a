//! The files of the starter: a small site of a made-up bakery.
//!
//! VS Code gets schemas for the YAML files, and for front matter snippets: its YAML extension reads no YAML inside markdown
//! (<https://github.com/redhat-developer/vscode-yaml/issues/207>). The settings name the schema of front matter all the same, for editors
//! and extensions that do.

use camino::Utf8PathBuf;
use jiff::civil::Date;

use super::{Ci, InitArgs};
use crate::cli::yaml_text::yaml_text;
use crate::site::{Lang, SITE_FILE};

/// A file's path in the site, and its text with marks such as `@TITLE@` in it.
type Template = (&'static str, &'static str);

/// What every starter has.
const SITE: [Template; 16] = [
    (SITE_FILE, include_str!("starter/site.yaml")),
    ("content/audiences/b2b.yaml", include_str!("starter/audiences/b2b.yaml")),
    ("content/audiences/b2c.yaml", include_str!("starter/audiences/b2c.yaml")),
    ("content/_index.md", include_str!("starter/index.md")),
    ("content/articles/keeping-bread-fresh.md", include_str!("starter/articles/keeping-bread-fresh.md")),
    ("content/articles/keeping-bread-fresh.svg", include_str!("starter/articles/keeping-bread-fresh.svg")),
    ("content/case-studies/corner-cafe.md", include_str!("starter/case-studies/corner-cafe.md")),
    ("content/landings/bread-storage-card.md", include_str!("starter/landings/bread-storage-card.md")),
    // A PDF in ASCII, so that it is a text like the others.
    ("content/landings/bread-storage-card.pdf", include_str!("starter/landings/bread-storage-card.pdf")),
    ("content/pages/about.md", include_str!("starter/pages/about.md")),
    ("content/pages/privacy.md", include_str!("starter/pages/privacy.md")),
    ("content/static/favicon.svg", include_str!("starter/favicon.svg")),
    (".gitignore", include_str!("starter/gitignore")),
    (".vscode/settings.json", include_str!("starter/vscode/settings.json")),
    (".vscode/extensions.json", include_str!("starter/vscode/extensions.json")),
    (".vscode/segue.code-snippets", include_str!("starter/vscode/segue.code-snippets")),
];

/// Samples of a consent text, by language.
const CONSENTS: [(&str, &str); 3] = [
    ("en", include_str!("starter/consent/news.en.md")),
    ("ru", include_str!("starter/consent/news.ru.md")),
    ("ka", include_str!("starter/consent/news.ka.md")),
];

/// What a service reads that builds and publishes the site.
fn service(ci: Ci) -> Template {
    match ci {
        Ci::Github => (".github/workflows/site.yml", include_str!("starter/ci/github.yml")),
        Ci::Gitlab => (".gitlab-ci.yml", include_str!("starter/ci/gitlab.yml")),
    }
}

/// Where the project publishes its releases, unless its manifest names a repository.
const REPOSITORY: &str = "https://github.com/OWNER/segue";

/// The files of a starter, filled in.
pub(super) fn files(args: &InitArgs, today: Date) -> Vec<(Utf8PathBuf, String)> {
    let repository = Some(env!("CARGO_PKG_REPOSITORY")).filter(|address| !address.is_empty()).unwrap_or(REPOSITORY);
    let languages = languages(&args.languages);
    // The title comes last: it is the author's, and what it says is no mark.
    let marks = [
        ("@TODAY@", today.to_string()),
        ("@VERSION@", env!("CARGO_PKG_VERSION").to_owned()),
        ("@RELEASES@", format!("{}/releases/download", repository.trim_end_matches('/'))),
        ("@LANGUAGES@", languages.join(", ")),
        ("@FALLBACK@", fallback(&languages)),
        ("@TITLE@", yaml_text(&args.title)),
    ];
    let fill = |text: &str| marks.iter().fold(text.to_owned(), |text, (mark, value)| text.replace(mark, value));
    let consents = languages.iter().enumerate().filter_map(|(index, lang)| {
        let (_, text) = CONSENTS.iter().find(|(own, _)| own == lang)?;
        let path = if index == 0 { "content/consent/news.md".into() } else { format!("content/consent/news.{lang}.md").into() };
        Some((path, fill(text)))
    });
    let others = SITE.into_iter().chain(args.ci.map(service)).map(|(path, text)| (path.into(), fill(text)));
    others.chain(consents).collect()
}

/// Each language once, in the order they are given.
fn languages(given: &[Lang]) -> Vec<&str> {
    let mut languages = Vec::new();
    for lang in given.iter().map(Lang::as_str) {
        if !languages.contains(&lang) {
            languages.push(lang);
        }
    }
    languages
}

/// With several languages, what readers get of the starter's texts, which are in one.
fn fallback(languages: &[&str]) -> String {
    let [main, others @ ..] = languages else { return String::new() };
    if others.is_empty() {
        return String::new();
    }
    let chains: Vec<String> = others.iter().map(|lang| format!("{lang}: [{main}]")).collect();
    format!(
        "# Until a page is translated, its readers get it in the main language, with a note. `skip` leaves such pages out instead.\n\
         # A translation is a file beside the page: about.{}.md beside about.md.\n\
         missing_translation: fallback\n\
         fallback: {{{}}}\n",
        others[0],
        chains.join(", ")
    )
}
