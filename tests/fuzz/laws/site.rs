//! Whole sites: random names, values and texts, loaded and rendered.

use std::fmt::Write;

use segue::world::MemoryWorld;

use super::Target;
use super::choices::Choices;
use super::ground::{build, world};

pub const TARGET: Target = Target { name: "site", law, seeds, words: &[], short: 120 };

const FOLDERS: [&str; 14] = [
    "articles",
    "articles",
    "case-studies",
    "landings",
    "events",
    "pages",
    "",
    "articles/deep",
    "tags",
    "b2b",
    "ru",
    "wholesale",
    "static",
    "articles/page",
];

const NAMES: [&str; 20] = [
    "guide",
    "guide",
    "other",
    "third",
    "_index",
    "index",
    "Guide",
    "e\u{301}",
    "\u{e9}",
    "чай",
    "ჩაი",
    "a b",
    "-",
    "404",
    "feed.xml",
    "x\\y",
    "quote",
    "nino",
    "%2e",
    "guide/index",
];

const IDS: [&str; 12] = ["", "", "", "", ".ru", ".b2b", ".b2c", ".wholesale", ".loyal", ".b2b.ru", ".wholesale.ru", ".b2bb"];

const ENDINGS: [&str; 8] = [".md", ".md", ".md", ".md", ".md", ".svg", ".html", ""];

/// Keys, each with values that fit; any value may also come to any key.
const FRONT: [(&str, &[&str]); 42] = [
    ("title", &["Guide", "{en: Guide, ru: Руководство}", "2026", "''", "\"a\\u0000b\"", "<b>&"]),
    ("audience", &["all", "b2b", "b2c", "[b2b, b2c]", "[]", "b2x"]),
    ("audience", &["all", "all", "b2b", "b2c"]),
    ("description", &["Words.", "{ru: Слова}", "\"\""]),
    ("segment", &["wholesale", "[wholesale, cafes]", "loyal", "nobody"]),
    ("editions", &["[wholesale]", "[wholesale, loyal]", "[]", "[nobody]"]),
    ("stage", &["decision", "interest", "x"]),
    ("primary", &["b2b", "b2c"]),
    ("tags", &["[tea]", "[Tea, tea, TEA]", "['a/b', '..', '', '?']", "[чай, 'é', 'e\u{301}']"]),
    ("date", &["2026-05-01", "2026-11-22T18:00:00+04:00", "9999-12-31", "-009999-01-01", "0000-01-01", "2026-02-30"]),
    ("updated", &["2026-05-02", "9999-12-31T23:59:59Z"]),
    ("author", &["nino", "Nino Kalandadze", "nobody", "' '"]),
    ("draft", &["true", "false"]),
    ("publish_at", &["2026-11-23", "2026-01-01", "9999-12-31"]),
    ("expires_at", &["2026-11-21", "2027-01-01", "-009999-01-01"]),
    ("slug", &["guide", "other", "..", "a/b", "é", "''", "index.html"]),
    ("aliases", &["[/old, old]", "['/', '..', '/../x', '//x', '/b2b/', '/articles/other/', 'a?b', '']", "[/old/]"]),
    ("image", &["{src: leaf.svg, alt: Leaf}", "{src: /articles/leaf.svg}", "{src: ../../site.yaml, alt: x}"]),
    ("cta", &["quote", "box", "none", "nope"]),
    ("form", &["quote", "letter", "none"]),
    ("offer", &["spring", "none"]),
    ("voice", &["formal", "friendly", "x"]),
    ("layout", &["page", "section", "nope", "../page"]),
    ("related", &["[other.md]", "[nope.md, ../articles/other.md, ../../site.yaml]"]),
    ("seo", &["{title: x, noindex: true}", "{canonical: 'https://x.y'}", "{canonical: 'x', keyword: tea, image: leaf.svg}"]),
    ("variants", &["{b2b: {title: B}}", "{wholesale: {title: W, cta: quote}, ru: {title: Р}}", "{nope: {}}", "{b2b: {variants: {}}}"]),
    ("extra", &["{a: {b: [1, 2.5, true, null]}}", "{'': ''}"]),
    ("kind", &["article", "case-study", "landing", "event", "page"]),
    ("client", &["{name: Orbeli, industry: Cafes, url: 'https://x.y', since: 2020}"]),
    ("metrics", &["[{label: a, before: 1, after: 2, unit: '%'}]", "[{label: a, before: 1e300, after: -1}]"]),
    ("quotes", &["[{text: x, person: y, approved: true}]"]),
    ("permission", &["{status: granted, scope: name, expires: 2026-01-01}", "{status: granted, audiences: [b2b]}"]),
    ("lead_magnet", &["{title: x, file: leaf.svg, gate: form, delivery: page}", "{title: x, file: leaf.svg}"]),
    ("faq", &["[{q: x, a: y}]"]),
    ("benefits", &["[x, {en: y}]"]),
    ("starts", &["2026-12-01", "2026-12-01T18:00:00Z"]),
    ("ends", &["2026-12-02", "2026-11-01"]),
    ("online", &["https://x.y"]),
    ("speakers", &["[{name: x}]", "[nino]"]),
    ("register", &["quote", "letter"]),
    ("replay", &["https://x.y", "x"]),
    ("cascade", &["{audience: b2b}", "{audience: all, tags: [x], cta: quote}", "{cascade: {}}", "{kind: event}"]),
];

const BODY: [&str; 40] = [
    "Words. ",
    "\n\n",
    "# Part {#part}\n\n",
    "## Part\n\n",
    "[other](other.md) ",
    "[part](other.md#part) ",
    "[gone](other.md#gone) ",
    "[up](../../x.md) ",
    "[here](#part) ",
    "![leaf](leaf.svg) ",
    "![leaf](leaf.svg#x?y) ",
    "[site](https://x.y) ",
    "[bad](javascript:x) ",
    "[abs](/articles/other.md) ",
    "[odd](%2e%2e/other.md) ",
    "\n\n:::for{b2b}\n",
    "\n\n:::for{not b2c}\n",
    "\n\n:::for{wholesale}\n",
    "\n\n:::\n\n",
    ":for[x]{b2b} ",
    ":for[x]{loyal} ",
    "\n\n::cta{id=quote}\n\n",
    "\n\n::cta{id=box}\n\n",
    "\n\n:::note{title=x}\n",
    "\n\n:::quote{author=x stars=5}\n",
    ":badge[x]{id=part} ",
    "\n\n| a | b |\n|-|-|\n| c | d |\n\n",
    "\n\n> q\n\n",
    "\n\n- a\n  - b\n\n",
    "`code` ",
    "\n\n```x\ny\n```\n\n",
    "[^1] \n\n[^1]: note\n\n",
    "<b id=\"part\">x</b> ",
    "<div>",
    "</div>",
    "<script>x</script>",
    "&amp; ",
    "{{ page.title }} ",
    "{% x %} ",
    "\u{1}",
];

/// What a template of the theme may be made of.
const TEMPLATE: [&str; 32] = [
    "{{ page.title }}",
    "{{ page.content | safe }}",
    "{{ page.nothing }}",
    "{{ page }}",
    "{{ site.title }}",
    "{{ variant.lang }}",
    "{% if page.title %}",
    "{% else %}",
    "{% endif %}",
    "{% for x in pages(limit=3) %}",
    "{{ x.url }}",
    "{% endfor %}",
    "{% for x in range(end=99999) %}",
    "{% include \"page.html\" %}",
    "{% include \"section.html\" %}",
    "{% extends \"section.html\" %}",
    "{% extends \"page.html\" %}",
    "{% block a %}",
    "{% endblock a %}",
    "{% set x = page.title %}",
    "{% set x = x ~ x %}",
    "{{ word(key=\"more\") }}",
    "{{ asset(path=\"x.css\") }}",
    "{{ link(to=\"articles/other.md\") }}",
    "{{ 1 / 0 }}",
    "{{ 9223372036854775807 + 1 }}",
    "{{ page.title | truncate(length=1) }}",
    "{# x #}",
    "<p>",
    "</p>",
    "<pre> \n ",
    "{{ <cta id=\"x\"/> }}",
];

const ODD: [&str; 10] = ["[", "{a: b}", "- a", "null", "!!x y", "&a [*a]", "\"", "|\n  x", "*x", "~"];

/// How far a site strays from what is right: most must build, or rendering would never be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    Tame,
    Wild,
}

const TAME_FOLDERS: [&str; 4] = ["articles", "articles", "articles/deep", "pages"];

const TAME_NAMES: [&str; 10] = ["guide", "third", "fourth", "fifth", "_index", "чай", "ჰაერი", "a b", "caf\u{e9}", "sixth"];

const TAME_IDS: [&str; 9] = ["", "", "", "", "", ".ru", ".b2b", ".wholesale", ".b2b.ru"];

/// Lines that fit any page for everyone.
const TAME_FRONT: [&str; 32] = [
    "description: Words.",
    "description: {en: Words, ru: Слова}",
    "segment: wholesale",
    "segment: [wholesale, cafes, loyal]",
    "editions: [wholesale]",
    "editions: [wholesale, loyal]",
    "stage: decision",
    "primary: b2b",
    "tags: [tea]",
    "tags: [Tea, tea, чай, 'a/b', '..', '?', '', 'e\u{301}']",
    "date: 2026-05-01",
    "date: 2026-11-22T18:00:00+04:00",
    "date: 9999-12-31",
    "updated: 9999-12-30T22:00:00Z",
    "author: nino",
    "author: Nino <Kalandadze> & co",
    "draft: true",
    "publish_at: 2026-11-23",
    "expires_at: 2026-11-21",
    "cta: none",
    "form: none",
    "voice: friendly",
    "layout: section",
    "related: []",
    "seo: {title: '{title} <&\"', noindex: true, description: x}",
    "seo: {canonical: 'https://x.y/?a=b&c', keyword: tea}",
    "variants: {b2b: {title: For business, cta: quote}, ru: {title: Руководство}}",
    "variants: {wholesale: {title: W}, loyal: {description: L}}",
    "extra: {a: {b: [1, 2.5, true, null, '<']}}",
    "kind: article",
    "kind: landing\nfaq: [{q: x, a: y}]\nbenefits: [x, y]\nlead_magnet: {title: x}",
    "kind: event\nstarts: 2026-12-01\nends: 2026-12-02\nonline: https://x.y\nspeakers: [{name: x}]",
];

const TAME_BODY: [&str; 34] = [
    "Words. ",
    "\n\n",
    "\n\n# Part\n\n",
    "\n\n## Part & <more>\n\n",
    "[site](https://x.y/?a&b \"t\") ",
    "[mail](mailto:x@y.z) ",
    "\n\n:::for{b2b}\nNet 30. ::: no\n\n::cta{id=quote}\n:::\n\n",
    "\n\n:::for{not b2c}\n[price](https://x.y)\n:::\n\n",
    "\n\n:::for{wholesale cafes}\n# Prices\n:::\n\n",
    "\n\n:::for{loyal}\n- a\n- b\n:::\n\n",
    ":for[x]{b2b} ",
    ":for[*y*]{not b2b} ",
    "\n\n:::note{title=\"x < y\" open}\nInside **it**.\n:::\n\n",
    "\n\n:::quote{author=x stars=5}\n> q\n:::\n\n",
    ":badge[x & y]{} ",
    "\n\n| a | b |\n|-|:-:|\n| c | d |\n\n",
    "\n\n> q\n> - r\n\n",
    "\n\n1. a\n   - b\n\n     c\n\n",
    "`code {{ x }}` ",
    "\n\n```x\n{% y %}\n:::for{b2b}\n```\n\n",
    "<b>x</b> ",
    "\n\n<div>\n\nx\n\n</div>\n\n",
    "<script>x</script> ",
    "&amp; &#x41; \\* ",
    "{{ page.title }} ",
    "{% if x %} ",
    "чай, ჩაი, 茶, \u{202e}x\u{202c} ",
    "- [ ] todo\n",
    "\n\nterm\n: what it is\n\n",
    "~~x~~ ",
    "![](https://x.y/z.png) ",
    "\n\n---\n\n",
    "\n\n> [!NOTE]\n> x\n\n",
    "line  \nbreak ",
];

const TAME_SITE: [&str; 9] = [
    "slugs: unicode",
    "missing_translation: fallback\nfallback: {ru: [en]}",
    "paginate: 1",
    "links: {across: primary}",
    "content: {html: allow}",
    "minify: full",
    "minify: none",
    "seo: {title: '{title} {site} {audience}', noindex: true}",
    "organization: {name: Tea & co, email: x@y.z, address: {country: GE, city: x}}",
];

const TAME_AUDIENCE: [&str; 6] = [
    "languages: [ru, en]",
    "languages: [en]",
    "voice: formal",
    "address: informal",
    "navigation: [{text: x, to: articles/other.md}, {text: y, to: https://x.y}]",
    "contact: {name: x, email: x@y.z}",
];

/// A file that is right by itself.
fn tame_file(choices: &mut Choices<'_>, world: &MemoryWorld, number: usize) {
    let (folder, name, ids) = (choices.pick(&TAME_FOLDERS), choices.pick(&TAME_NAMES), choices.pick(&TAME_IDS));
    let mut text = "---\ntitle: A page\n".to_owned();
    if ids.is_empty() && name != "_index" {
        text.push_str("audience: all\n");
    }
    for _ in 0..choices.below(6) {
        let line = choices.pick(&TAME_FRONT);
        let key = line.split(':').next().unwrap_or_default();
        // What only a base may say: its kind, and for whom else it has entries.
        let fits = !matches!(key, "kind" | "variants") || (ids.is_empty() && name != "_index");
        if fits && !text.contains(&format!("\n{key}:")) {
            let _ = writeln!(text, "{line}");
        }
    }
    if choices.below(4) == 0 {
        let _ = writeln!(text, "aliases: [old-{number}, /older/{number}]");
    }
    text.push_str("---\n");
    for _ in 0..choices.below(12) {
        text.push_str(choices.pick(&TAME_BODY));
    }
    // An overlay needs a base.
    let base = format!("content/{folder}/{name}.md");
    if !ids.is_empty() && !segue::world::World::is_file(world, base.as_str().into()) {
        world.put(base, "---\ntitle: A base\naudience: all\n---\nWords.\n");
    }
    world.put(format!("content/{folder}/{name}{ids}.md"), text);
}

fn file(choices: &mut Choices<'_>, world: &MemoryWorld) {
    let (folder, name, ids, ending) = (choices.pick(&FOLDERS), choices.pick(&NAMES), choices.pick(&IDS), choices.pick(&ENDINGS));
    let path = if folder.is_empty() { format!("content/{name}{ids}{ending}") } else { format!("content/{folder}/{name}{ids}{ending}") };
    if ending != ".md" {
        let length = choices.below(32);
        return world.put(path, choices.raw(length));
    }
    let mut text = "---\n".to_owned();
    let keys = choices.below(7);
    if choices.below(8) > 0 {
        let _ = writeln!(text, "title: {}", choices.pick(FRONT[0].1));
    }
    if choices.below(8) > 0 {
        let _ = writeln!(text, "audience: {}", choices.pick(FRONT[2].1));
    }
    for _ in 0..keys {
        let (key, values) = choices.pick(&FRONT);
        let value = if choices.below(24) == 0 { choices.pick(&ODD) } else { choices.pick(values) };
        if !text.contains(&format!("\n{key}: ")) || choices.below(16) == 0 {
            let _ = writeln!(text, "{key}: {value}");
        }
    }
    text.push_str("---\n");
    for _ in 0..choices.below(10) {
        text.push_str(choices.pick(&BODY));
    }
    let mut bytes = text.into_bytes();
    if choices.below(16) == 0 {
        let at = choices.below(256) % (bytes.len() + 1);
        let length = choices.below(8);
        bytes.splice(at..at, choices.raw(length).iter().copied());
    }
    world.put(path, bytes);
}

/// Lines that may be added to the site, to an audience and to the theme.
const SITE: [&str; 14] = [
    "slugs: unicode",
    "missing_translation: fallback\nfallback: {ru: [en]}",
    "paginate: 1",
    "paginate: 0",
    "links: {across: primary}",
    "content: {html: allow}",
    "content: {html: deny}",
    "minify: full",
    "minify: none",
    "defaults: {cta: quote}",
    "kinds: {article: {cta: box}}",
    "seo: {title: '{title} {site} {audience}', noindex: true}",
    "output: ../x",
    "words: {more: {en: x}}",
];
const AUDIENCE: [&str; 12] = [
    "path: ''",
    "path: b2c",
    "path: a/b",
    "url: https://business.example/",
    "url: https://tea.example/base/x",
    "languages: [ru]",
    "languages: [ru, en]",
    "languages: []",
    "voice: friendly",
    "address: informal",
    "navigation: [{text: x, to: articles/}, {text: y, to: ../x}, {text: z, to: articles/other.md}]",
    "contact: {name: x, photo: articles/leaf.svg}",
];

fn law(input: &[u8]) {
    let choices = &mut Choices::new(input);
    let world = world();
    let add = |path: &str, line: &str| {
        let text = String::from_utf8_lossy(&segue::world::World::read(&world, path.into()).unwrap_or_default()).into_owned();
        let key = line.split(':').next().unwrap_or_default();
        if !text.lines().any(|line| line.split(':').next() == Some(key)) {
            world.put(path, format!("{text}{line}\n"));
        }
    };
    let mood = if choices.below(4) == 0 { Mood::Wild } else { Mood::Tame };
    for _ in 0..choices.below(3) {
        let file = choices.pick(&["site.yaml", "site.yaml", "content/audiences/b2b.yaml", "content/audiences/b2c.yaml"]);
        let line = match (mood, file) {
            (Mood::Tame, "site.yaml") => choices.pick(&TAME_SITE),
            (Mood::Tame, _) => choices.pick(&TAME_AUDIENCE),
            (Mood::Wild, "site.yaml") => choices.pick(&SITE),
            (Mood::Wild, _) => choices.pick(&AUDIENCE),
        };
        add(file, line);
    }
    if mood == Mood::Wild && choices.below(6) == 0 {
        let mut template = String::new();
        let name = choices.pick(&["templates/page.html", "templates/section.html", "components/note.html", "templates/more.html"]);
        for _ in 0..choices.below(12) {
            template.push_str(choices.pick(&TEMPLATE));
        }
        world.put(format!("themes/plain/{name}"), template);
    }
    let mut files = 0;
    while !choices.is_over() && files < 12 {
        match mood {
            Mood::Tame => tame_file(choices, &world, files),
            Mood::Wild => file(choices, &world),
        }
        files += 1;
    }
    assert_eq!(build(&world), build(&world));
}

fn seeds() -> Vec<Vec<u8>> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut byte = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    (0..64).map(|number| (0..24 + number * 4).map(|_| byte()).collect()).collect()
}
