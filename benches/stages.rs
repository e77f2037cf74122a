//! What each stage of a build costs, on a site in memory: `cargo bench`, or `cargo bench -- render` for one of them.
//!
//! The site is `benches/site` with made-up articles: the same in every run. Whole builds, beside those of other programs, are measured by
//! the scripts that `benches/README.md` names.

#![allow(clippy::expect_used, reason = "a benchmark that cannot run may panic")]

use std::sync::{Arc, LazyLock};

use camino::{Utf8Path, Utf8PathBuf};
use divan::{Bencher, black_box};
use segue::build::{Builder, Target};
use segue::content::Content;
use segue::content::markdown::minified;
use segue::diagnostics::Findings;
use segue::plan::{Options, Snapshot};
use segue::render::Renderer;
use segue::site::Site;
use segue::theme::Theme;
use segue::world::{Changes, DiskWorld, MemoryWorld, World};

/// How many articles the site has.
const ARTICLES: usize = 500;

fn main() {
    divan::main();
}

/// The benchmark's site with its articles, and what was loaded of it.
struct Ground {
    world: MemoryWorld,
    site: Site,
    theme: Arc<Theme>,
    snapshot: Arc<Snapshot>,
}

static GROUND: LazyLock<Ground> = LazyLock::new(|| {
    let world = world();
    let mut findings = Findings::new();
    let site = Site::load(&world, &Options::default().overrides, &mut findings).expect("the site can be read");
    let named = site.document.value_place(&["theme"].into_iter().collect());
    let theme = Theme::load(&world, &site.file.theme, named, &mut findings).expect("the theme can be read");
    let snapshot = Arc::new(Snapshot::load(&world, &Options::default(), &mut findings).expect("the site can be planned"));
    assert!(!findings.stop(), "{findings:?}");
    Ground { world, site, theme, snapshot }
});

fn world() -> MemoryWorld {
    let world = MemoryWorld::new("2026-11-22T08:00:00Z".parse().expect("it is an instant"));
    let folder = Utf8PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/site"));
    let disk = DiskWorld::new(folder);
    for entry in disk.walk(Utf8Path::new("")).files {
        let bytes = disk.read(&entry.path).expect("the site lies there");
        world.put(entry.path, bytes);
    }
    for number in 0..ARTICLES {
        world.put(path(number), article(number, ""));
    }
    // Navigation leads to these sections, too.
    let permission = "permission: {status: granted, scope: [name], audiences: [b2b, b2c], granted: 2019-01-01, expires: 2099-01-01}";
    let case =
        format!("---\ntitle: A case\naudience: [b2b, b2c]\nclient: {{name: Made Up Ltd, industry: retail}}\n{permission}\n---\nText.\n");
    world.put("content/case-studies/a-case.md", case);
    world.put("content/landings/an-offer.md", "---\ntitle: An offer\naudience: [b2b, b2c]\ncta: demo\n---\nText.\n");
    world
}

fn path(number: usize) -> Utf8PathBuf {
    format!("content/articles/article-{number}.md").into()
}

/// An article of some 6 KB, with what articles have: headings, lists, a quote, a table, emphasis, links, a passage.
fn article(number: usize, more: &str) -> String {
    const WORDS: [&str; 12] =
        ["tea", "water", "price", "leaves", "harvest", "warehouse", "reader", "offer", "season", "kettle", "market", "answer"];
    let word = |at: usize| WORDS[(number * 7 + at * 5) % WORDS.len()];
    let sentence = |at: usize| (0..14).map(|next| word(at + next)).collect::<Vec<_>>().join(" ");
    let mut text = format!(
        "---\ntitle: \"Article {number} {}\"\ndate: 2026-{:02}-{:02}\naudience: [b2b, b2c]\ntags: [{}, {}]\ncta: demo\n---\n\n{more}\n\n",
        word(1),
        1 + number % 12,
        1 + number % 28,
        word(2),
        word(5)
    );
    for part in 0..6 {
        text.push_str(&format!("## {}\n\n", sentence(part)));
        for line in 0..4 {
            text.push_str(&format!("{}, *{}* and **{}**. {}.\n\n", sentence(part + line), word(line), word(part), sentence(line)));
        }
        text.push_str(&format!("- {}\n- {}\n\n> {}\n\n", sentence(part), sentence(part + 1), sentence(part + 2)));
        text.push_str(&format!("[{}](article-{}.md)\n\n", word(part), (number + part) % ARTICLES));
    }
    text.push_str(":::for{b2b}\nFor business.\n:::\n\n| a | b |\n|---|---|\n| c | d |\n");
    text
}

/// Reading and parsing every source.
#[divan::bench]
fn load(bencher: Bencher<'_, '_>) {
    let ground = &*GROUND;
    bencher.bench(|| Content::load(&ground.world, &ground.site, &ground.theme, &mut Findings::new()));
}

/// One body of 6 KB, parsed and made ready for its readers.
#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    let ground = &*GROUND;
    let world = MemoryWorld::default();
    world.put(path(0), article(0, ""));
    bencher.bench(|| Content::load(&world, &ground.site, &ground.theme, &mut Findings::new()));
}

/// Planning everything anew, of sources that were parsed before: what a change of `site.yaml` costs.
#[divan::bench]
fn plan(bencher: Bencher<'_, '_>) {
    let ground = &*GROUND;
    let other_day = Options { as_of: segue::content::Moment::new("2026-11-25"), ..Options::default() };
    bencher.bench(|| ground.snapshot.refresh(&ground.world, &other_day, &Changes::Paths([].into()), &mut Findings::new()));
}

/// The snapshot after one body was edited.
#[divan::bench]
fn refresh(bencher: Bencher<'_, '_>) {
    let world = world();
    let first = Snapshot::load(&world, &Options::default(), &mut Findings::new()).expect("the site can be planned");
    world.put(path(3), article(3, "Edited."));
    let changes = Changes::Paths([path(3)].into());
    bencher.bench(|| first.refresh(&world, &Options::default(), &changes, &mut Findings::new()));
}

/// One article's page.
#[divan::bench]
fn render(bencher: Bencher<'_, '_>) {
    let ground = &*GROUND;
    let renderer = Renderer::new(ground.snapshot.clone());
    let route = ground.snapshot.plan.routes.values().find(|route| route.output.as_str().contains("article-3/")).expect("it is planned");
    bencher.bench(|| renderer.render(&ground.world, route).expect("it renders"));
}

/// The HTML of one whole page, as `minify: full` has it.
#[divan::bench]
fn minify(bencher: Bencher<'_, '_>) {
    let ground = &*GROUND;
    let route = ground.snapshot.plan.routes.values().find(|route| route.output.as_str().contains("article-3/")).expect("it is planned");
    let bytes = Renderer::new(ground.snapshot.clone()).render(&ground.world, route).expect("it renders");
    let html = String::from_utf8(bytes).expect("pages are text");
    bencher.bench(|| minified(black_box(html.clone())));
}

/// A whole build into memory, with nothing known before.
#[divan::bench(sample_count = 10)]
fn build(bencher: Bencher<'_, '_>) {
    bencher.with_inputs(world).bench_values(|world| {
        let target = Target { out: Some("output".into()), ..Target::default() };
        Builder::new(&world, Options::default(), target).without_cache().build(&Changes::Anything, &()).report.is_some()
    });
}

/// The files of a build onto the disk, and again where all of them are there: what comparing and writing cost.
#[divan::bench(args = [false, true], sample_count = 10)]
fn emit(bencher: Bencher<'_, '_>, again: bool) {
    let files: Vec<(Utf8PathBuf, Vec<u8>)> = {
        let ground = &*GROUND;
        let renderer = Renderer::new(ground.snapshot.clone());
        let routes = ground.snapshot.plan.routes.values();
        routes.map(|route| (route.output.clone(), renderer.render(&ground.world, route).expect("it renders"))).collect()
    };
    let write = |folder: &tempfile::TempDir| {
        let world = DiskWorld::new(Utf8Path::from_path(folder.path()).expect("temporary folders have plain names"));
        let strangers = segue::emit::Strangers::Refuse;
        let mut folder = segue::emit::OutputFolder::open(&world, &segue::emit::Protected::default(), "output".into(), strangers).ok()?;
        let expected = files.iter().map(|(path, _)| (path.clone(), segue::emit::Scope::Host));
        let writing = folder.begin(expected, None).ok()?;
        for (path, bytes) in &files {
            writing.put(path, bytes).ok()?;
        }
        writing.commit().ok().map(|report| report.written.len())
    };
    let ready = || {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        if again {
            write(&folder);
        }
        folder
    };
    bencher.with_inputs(ready).bench_refs(|folder| write(folder).expect("it is written"));
}
