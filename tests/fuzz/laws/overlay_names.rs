//! The names of files: what is an overlay of what, and where it is published.

use camino::Utf8Path;
use segue::content::FileName;

use super::Target;
use super::ground::{GROUND, content, world};

pub const TARGET: Target = Target { name: "overlay_names", law, seeds, words: WORDS, short: 400 };

const WORDS: &[&str] = &[
    "articles/",
    "case-studies/",
    "landings/",
    "events/",
    "pages/",
    "audiences/",
    "static/",
    "snippets/",
    "consent/",
    "tags/",
    "page/",
    "authors/",
    "thanks/",
    "guide",
    "index",
    "_index",
    "other",
    ".md",
    ".b2b",
    ".b2c",
    ".wholesale",
    ".loyal",
    ".en",
    ".ru",
    ".b2bb",
    ".svg",
    "..",
    "../",
    "./",
    "/",
    "\\",
    " ",
    "\u{0}",
    "\u{7f}",
    "é",
    "e\u{301}",
    "É",
    "ß",
    "ſ",
    "K",
    "İ",
    "ı",
    "чай",
    "ჩაი",
    "茶",
    "GUIDE",
    "Guide",
    "con",
    "nul",
    ":",
    "?",
    "#",
    "%2e",
    "%",
    "404",
    "feed",
    "robots",
    "sitemap",
    "assets",
    "output",
    "-",
    "--",
    "~",
    "\u{202e}",
    "\u{200d}",
    "\u{feff}",
];

/// Each line names a file below `content/`.
fn law(input: &[u8]) {
    let names = String::from_utf8_lossy(input);
    let ids = &GROUND.site.ids;
    let world = world();
    for name in names.lines().take(12).filter(|name| !name.trim().is_empty() && name.len() <= 300) {
        let path = Utf8Path::new("content").join(name);
        if let Ok(parsed) = FileName::parse(&path, ids) {
            assert!(!parsed.stem.contains('.'), "{name} has the stem `{}`", parsed.stem);
            let segment = parsed.ids.segment.as_ref().map(|(_, segment)| segment.to_string());
            let ids_written =
                [segment, parsed.ids.audience.as_ref().map(ToString::to_string), parsed.ids.lang.as_ref().map(ToString::to_string)];
            let again = format!("{}{}.md", parsed.stem, ids_written.into_iter().flatten().map(|id| format!(".{id}")).collect::<String>());
            let reparsed = FileName::parse(Utf8Path::new(&again), ids).unwrap_or_else(|finding| panic!("{again}: {}", finding.message));
            assert_eq!(parsed, reparsed, "{name} and {again}");
        }
        // A file of an audience has words of its own and is no page.
        if !path.as_str().starts_with("content/audiences") {
            world.put(path, format!("---\ntitle: {}\naudience: all\n---\nWords.\n", name.len()));
        }
    }
    assert_eq!(content(&world), content(&world));
}

fn seeds() -> Vec<Vec<u8>> {
    [
        "articles/guide.md\narticles/guide.ru.md\narticles/guide.b2b.md\narticles/guide.wholesale.ru.md\n",
        "articles/guide/index.md\narticles/guide/leaf.svg\narticles/guide.md\n",
        "articles/_index.md\n_index.md\n_index.ru.md\npages/about.md\nguide.md\n",
        "articles/Guide.md\narticles/guide.md\narticles/e\u{301}.md\narticles/\u{e9}.md\n",
        "articles/v1.2.md\narticles/guide.b2bb.md\narticles/.hidden.md\narticles/guide.ru.ru.md\n",
        "static/robots.txt\nstatic/b2b/index.html\nsnippets/a.md\nb2b/guide.md\nru/guide.md\n",
        "tags/tea.md\nauthors/nino.md\narticles/page/2.md\nthanks/quote.md\nwholesale/guide.md\n",
    ]
    .map(|names| names.as_bytes().to_vec())
    .to_vec()
}
