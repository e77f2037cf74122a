//! The small site that random files are put into.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

use camino::{Utf8Path, Utf8PathBuf};
use segue::diagnostics::Findings;
use segue::plan::{Options, Snapshot};
use segue::render::Renderer;
use segue::world::{Changes, MemoryWorld};

use super::findings::told;

const FILES: [(&str, &str); 12] = [
    (
        "site.yaml",
        "title: Tea\nurl: https://tea.example/base\nlanguages: [en, ru]\nprimary: b2c\ntheme: plain\ntime_zone: Asia/Tbilisi\nauthors: {nino: {name: Nino Kalandadze}}\n",
    ),
    (
        "content/audiences/b2b.yaml",
        "label: For business\nkind: business\nctas: {quote: {goal: lead, text: Get a quote, to: 'form:quote'}}\nforms: {quote: {action: 'https://forms.example/quote', fields: [{id: email, label: E-mail, required: true}]}}\noffers: {spring: {title: Spring, starts: 2026-03-01, ends: 2027-03-31, discount: 10%}}\nsegments: {wholesale: {label: Wholesale}, cafes: {label: Cafes}}\n",
    ),
    (
        "content/audiences/b2c.yaml",
        "label: For home\nkind: consumer\nctas: {box: {goal: sale, text: Get a box, to: 'https://shop.example'}}\nforms: {letter: {action: 'https://forms.example/letter', fields: [{id: email, label: E-mail, required: true}]}}\ndefaults: {cta: box}\nsegments: {loyal: {label: Regulars}, new: {label: Newcomers}}\n",
    ),
    ("content/articles/other.md", "---\ntitle: Other\naudience: all\ndate: 2026-05-01\ntags: [tea]\n---\n# Part {#part}\n\nWords.\n"),
    ("content/articles/leaf.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ("themes/plain/theme.yaml", "words: {more: {en: More, ru: Ещё}}\nvoices: [formal, friendly]\n"),
    (
        "themes/plain/templates/page.html",
        "<!doctype html><html lang=\"{{ variant.lang }}\"><head><title>{{ page.title }}</title></head><body>{{ page.content | safe }}{% for item in related(limit=3) %}{{ item.title }}{% endfor %}</body></html>",
    ),
    (
        "themes/plain/templates/section.html",
        "<!doctype html><html lang=\"{{ variant.lang }}\"><head><title>{{ page.title }}</title></head><body>{{ page.content | safe }}</body></html>",
    ),
    ("themes/plain/components/cta.html", "{% component cta(id: string = \"\") %}<a>{{ id }}</a>{% endcomponent cta %}"),
    (
        "themes/plain/components/note.html",
        "{% component note(title: string = \"\", label: string = \"\", open: bool = false) %}<aside>{{ title }}{{ label }}{{ body }}</aside>{% endcomponent note %}",
    ),
    (
        "themes/plain/components/quote.html",
        "{% component quote(author: string, stars: integer = 0) %}<q>{{ body }}</q>{{ author }}{{ stars }}{% endcomponent quote %}",
    ),
    (
        "themes/plain/components/badge.html",
        "{% component badge(label: string, id: string = \"\") %}<b id=\"{{ id }}\">{{ label }}</b>{% endcomponent badge %}",
    ),
];

/// The site as it stands before anything random is in it.
pub fn world() -> MemoryWorld {
    let world = MemoryWorld::new("2026-11-22T08:00:00Z".parse().unwrap());
    for (path, text) in FILES {
        world.put(path, text);
    }
    world
}

/// The texts of the site, for seeds.
pub fn files() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.into_iter()
}

/// The site as it stands before anything random is in it, planned.
pub static GROUND: LazyLock<Snapshot> = LazyLock::new(|| {
    let mut findings = Findings::new();
    let snapshot = Snapshot::load(&world(), &Options::default(), &mut findings);
    assert!(findings.is_empty(), "{findings:?}");
    snapshot.unwrap()
});

/// What is said of the content of a world whose site and theme are the usual ones.
pub fn content(world: &MemoryWorld) -> String {
    let mut findings = Findings::new();
    let changes = Changes::Paths([Utf8PathBuf::from("content")].into());
    let snapshot = GROUND.refresh(world, &Options::default(), &changes, &mut findings);
    for path in snapshot.iter().flat_map(|snapshot| snapshot.plan.routes.keys()) {
        assert!(inside(path), "`{path}` leads out of the output");
    }
    told(findings)
}

/// A path that stays in the folder it is joined to, on every system.
pub fn inside(path: &Utf8Path) -> bool {
    let plain = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.chars().any(|c| c.is_control() || c == '\\');
    !path.as_str().is_empty() && path.as_str().split('/').all(plain)
}

/// How many builds made a site: the laws of rendering must not hold for want of anything rendered.
pub static BUILT: AtomicUsize = AtomicUsize::new(0);

/// What a world builds to, and what is said of it; nothing is written when anything is wrong.
pub fn build(world: &MemoryWorld) -> (String, Vec<(String, Vec<u8>)>) {
    let mut findings = Findings::new();
    let snapshot = Snapshot::load(world, &Options::default(), &mut findings);
    let mut files = Vec::new();
    if let Some(snapshot) = snapshot.map(Arc::new).filter(|_| !findings.stop()) {
        let renderer = Renderer::new(snapshot.clone());
        for (path, route) in snapshot.plan.routes.iter() {
            assert!(inside(path), "`{path}` leads out of the output");
            match renderer.render(world, route) {
                Ok(bytes) => files.push((path.to_string(), bytes)),
                Err(found) => findings.extend(found),
            }
        }
    }
    if !files.is_empty() {
        BUILT.fetch_add(1, Ordering::Relaxed);
    }
    (told(findings), files)
}
