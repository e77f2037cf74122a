//! The law of the engine: what is built step by step is, byte for byte, what a clean build makes; and no more is written than differs.
//!
//! Random sites are edited at random, and after each step held against a clean build of the same files. `SEGUE_SCRIPTS` says how many
//! scripts are tried; the seed of a script that fails is in the message, and `SEGUE_SEED` runs that one alone.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failing test may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Debug, Write as _};
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use camino::Utf8PathBuf;
use segue::build::{Builder, Reason};
use segue::cli::record::{RecordArgs, record};
use segue::content::Moment;
use segue::content::consent::LEDGER;
use segue::diagnostics::{Findings, Format, Style};
use segue::plan::{Options, Snapshot};
use segue::preview::{Doors, Server, Show};
use segue::render::{Key, Renderer};
use segue::theme::RENDER_STACK;
use segue::world::{Changes, World};

use crate::support::Site;

const SCRIPTS: u64 = 200;

/// How many scripts a build gets to show that it forgets.
const FORGETFUL: u64 = 60;

const STEPS: usize = 8;

/// Small, fast, the same everywhere: splitmix64.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap()
    }

    fn one_in(&mut self, end: usize) -> bool {
        self.below(end) == 0
    }

    fn pick<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }
}

const NAMES: &[&str] = &["guide", "water", "jars", "Spring Tea", "чай", "menu"];
const SECTIONS: &[&str] = &["articles", "case-studies", "landings", "events", "pages", "articles/deep"];
const TAGS: &[&str] = &["tea", "water", "Black Tea", "чай"];
const OVERLAYS: &[&str] = &["b2b", "b2c", "ru", "b2b.ru", "wholesale", "loyal", "wholesale.ru"];

const SNIPPETS: &[&str] = &["delivery", "terms"];

/// Files of the snippets: the first ones are always there, so that no call is a mistake.
const SNIPPET_FILES: &[&str] = &["delivery", "terms.b2b", "delivery.ru", "delivery.b2b", "terms.wholesale.ru", "terms"];

/// The text of a snippet; only some show another, so that circles are rare.
fn snippet(dice: &mut Dice, file: &str, sources: &[String]) -> String {
    let text = body(dice, sources);
    let text: String = text.lines().filter(|line| !line.starts_with("::snippet")).map(|line| format!("{line}\n")).collect();
    let inner = if file.starts_with("delivery") && dice.one_in(3) || dice.one_in(20) { "\n::snippet{id=terms}\n" } else { "" };
    format!("{}{}\n{inner}", text.replace("cup.png", "../articles/cup.png"), words(dice))
}

fn words(dice: &mut Dice) -> String {
    const WORDS: &[&str] = &["Tea", "water", "boils", "слово", "wholesale", "in April", "for you", "ჩაი", "A & B", "5 < 6"];
    (0..=dice.below(6)).map(|_| *dice.pick(WORDS)).collect::<Vec<_>>().join(" ")
}

fn body(dice: &mut Dice, sources: &[String]) -> String {
    // A long beginning is all that a summary shows: what changes below it changes nothing but the body.
    let mut text = if dice.one_in(2) { "Tea from Guria is picked by hand in April. ".repeat(5) + "\n\n" } else { String::new() };
    for _ in 0..=dice.below(4) {
        let line = match dice.below(14) {
            0 => format!("## {}", words(dice)),
            7 => format!("::snippet{{id={}}}", dice.pick(SNIPPETS)),
            1 => format!(":::for{{{}}}\n{}\n:::", dice.pick(&["b2b", "b2c", "wholesale", "not b2b"]), words(dice)),
            2 if !sources.is_empty() => format!("See [{}](/{}).", words(dice), "x").replace("(/x)", &format!("({})", link(dice, sources))),
            3 => format!("Write to :for[your manager]{{b2b}}:for[us]{{b2c}}. {}", words(dice)),
            4 => "::cta{id=quote}".to_owned(),
            5 => format!("![{}](cup.png)", words(dice)),
            10 => "::offer{id=spring}".to_owned(),
            6 => ":::quote{author=\"Nino\"}\nGood.\n:::".to_owned(),
            11 => ":::logos\n- ![Orbeli](cup.png)\n:::".to_owned(),
            8 => "::download{file=cup.png}".to_owned(),
            9 if !sources.is_empty() => format!("::qr{{to=\"{}\"}}", link(dice, sources)),
            _ => words(dice),
        };
        text.push_str(&line);
        text.push_str("\n\n");
    }
    text
}

/// A path from any folder: sources lie one or two folders deep, and links are written for those one deep.
fn link(dice: &mut Dice, sources: &[String]) -> String {
    let to = dice.pick(sources).trim_start_matches("content/").to_owned();
    format!("../{}", to.replace(' ', "%20"))
}

fn source(dice: &mut Dice, section: &str, sources: &[String]) -> String {
    let mut front = format!("title: {:?}\naudience: {}\n", words(dice), dice.pick(&["all", "all", "all", "b2b", "b2c", "[b2b, b2c]"]));
    let _ = writeln!(front, "date: 2026-{:02}-{:02}", 1 + dice.below(12), 1 + dice.below(28));
    if dice.one_in(2) {
        let _ = writeln!(front, "tags: [{}]", dice.pick(TAGS));
    }
    for _ in 0..dice.below(4) {
        let line = match dice.below(10) {
            0 => "voice: friendly".to_owned(),
            1 => format!("description: {:?}", words(dice)),
            2 => "author: nino".to_owned(),
            3 => format!("publish_at: 2026-11-{:02}", 18 + dice.below(10)),
            4 => format!("expires_at: 2026-11-{:02}", 18 + dice.below(10)),
            5 => "draft: true".to_owned(),
            6 => format!("aliases: [old-{}]", dice.below(50)),
            8 => "offer: spring".to_owned(),
            7 => "image: {src: cup.png, alt: A cup}".to_owned(),
            _ => format!("stage: {}", dice.pick(&["attention", "trust"])),
        };
        let key = line.split(':').next().unwrap();
        if !front.contains(&format!("{key}:")) {
            front.push_str(&line);
            front.push('\n');
        }
    }
    if section == "events" && dice.one_in(2) {
        let _ = writeln!(front, "starts: 2026-11-{:02}\nends: 2026-11-{}", 18 + dice.below(4), 22 + dice.below(4));
    }
    if section == "case-studies" {
        let status =
            dice.pick(&["granted", "granted", "pending", "granted, scope: [name, logo, translation]", "granted, expires: 2026-11-24"]);
        let _ = writeln!(front, "permission: {{status: {status}}}\nclient: {{name: Orbeli}}");
    }
    format!("---\n{front}---\n{}", body(dice, sources))
}

const CONSENT_TEXT: &str = "content/consent/letter.md";

/// A consent text in both languages, nearly always of another day than the one before.
fn consent(dice: &mut Dice) -> String {
    let (month, day) = (1 + dice.below(12), 1 + dice.below(28));
    let words: Vec<String> = (0..4).map(|_| words(dice)).collect();
    let twice = |text: &str| format!("{{en: {text:?}, ru: {text:?}}}");
    format!(
        "---\ntitle: {}\npurpose: {}\nbox: {}\ndate: 2026-{month:02}-{day:02}\n---\n{}\n",
        twice(&words[0]),
        twice(&words[1]),
        twice(&words[2]),
        words[3]
    )
}

/// A line with an offer that begins or ends on days around today, or at an hour of them.
fn offers(dice: &mut Dice) -> String {
    let (first, last) = (18 + dice.below(6), 23 + dice.below(5));
    let hour = if dice.one_in(2) { "T09:30:00+04:00" } else { "" };
    let ends = if dice.one_in(3) { String::new() } else { format!(", ends: 2026-11-{last}{hour}") };
    format!("offers: {{spring: {{title: Spring {}, starts: 2026-11-{first}{ends}}}}}", dice.below(4))
}

struct Script {
    dice: Dice,
    site: Site,
    done: String,
}

/// A theme that asks for everything, and loads fast.
const THEME: &str = r#"
-- themes/own/theme.yaml --
words: {home: Home, read_more: More, tags_title: Tags, thanks_title: Thanks, not_found_title: Gone, form_button: Send, page_of: "{number}/{pages}", here: Here}
-- themes/own/templates/base.html --
<!doctype html><html lang="{{ variant.lang }}"><head>{{ page.head | safe }}<link rel="stylesheet" href="{{ asset(path="own.css") }}"></head>
<body><nav>{% for entry in variant.navigation %}<a href="{{ entry.url }}">{{ entry.text }}</a>{% endfor %}
{% for entry in variant.sections %}<a href="{{ entry.url }}">{{ entry.text }}</a>{% endfor %}
{% for entry in variant.service %}<a href="{{ entry.url }}">{{ entry.text }}</a>{% endfor %}</nav>
<main>{% block main %}{% endblock main %}</main>{{ word(key="read_more") }} {{ site.title }} {{ variant.label }}
{% for way in page.breadcrumbs %}<a href="{{ way.url }}">{{ way.text }}</a>{% endfor %}
{% for other in page.audiences %}<a href="{{ other.url }}">{{ other.text }}</a>{% endfor %}
{% for other in page.translations %}<a href="{{ other.url }}">{{ other.text }}</a>{% endfor %}</body></html>
-- themes/own/templates/page.html --
{% extends "base.html" %}{% block main %}<h1>{{ page.title }}</h1>{{ page.content | safe }}{% include "more.html" %}
{% if page.form %}<form action="{{ page.form.action }}"><input name="{{ page.form.trap }}"></form>{% endif %}
{% if page.cta %}<a href="{{ page.cta.url }}">{{ page.cta.text }}</a>{% endif %}{% if page.image %}{{ image(src=page.image.url, alt=page.image.alt) | safe }}{% endif %}
{% if page.form %}{% for consent in page.form.consents %}<a href="{{ consent.url }}">{{ consent.text }} {{ consent.value }}</a>{% endfor %}{% endif %}
{% if page.offer %}{{ page.offer.title }} {{ page.offer.over_at }}{% endif %}
{% if page.consent %}{{ page.consent.hash }}{% endif %}{% if page.author %}{{ page.author.name }}{% endif %}{% for tag in page.tags %}<a href="{{ tag.url }}">{{ tag.text }}</a>{% endfor %}{% endblock main %}
-- themes/own/templates/article.html --
{% extends "page.html" %}
-- themes/own/templates/more.html --
{% for card in related(limit=3) %}<a href="{{ card.url }}">{{ card.title }} {{ card.description }}</a>{% endfor %}
{% for card in pages(kind="article", limit=2) %}<a href="{{ card.url }}">{{ card.title }}</a>{% endfor %}
-- themes/own/templates/section.html --
{% extends "base.html" %}{% block main %}<h1>{{ page.title }}</h1>{{ page.content | safe }}{% if page.list %}{{ page.list.total }}
{% for card in page.list.items %}<a href="{{ card.url }}">{{ card.title }} {{ card.date }} {{ card.description }}</a>{% endfor %}
{% for term in page.list.terms %}<a href="{{ term.url }}">{{ term.text }} {{ term.count }}</a>{% endfor %}{% endif %}{% endblock main %}
-- themes/own/components/quote.html --
{% component quote(author: string = "") %}<q>{{ body }} {{ author }}</q>{% endcomponent quote %}
-- themes/own/components/cta.html --
{% component cta(id: string) %}{% set found = cta(id=id) %}{% if found %}<a href="{{ found.url }}">{{ found.text }}</a>{% endif %}{% endcomponent cta %}
-- themes/own/components/offer.html --
{% component offer(id: string) %}{% set found = offer(id=id) %}{% if found %}<b>{{ found.title }}</b>{% endif %}{% endcomponent offer %}
-- themes/own/components/logos.html --
{% component logos(evidence: string = "") {"holds": "list"} %}{% for item in body | items %}<i>{{ item }}</i>{% endfor %}{% endcomponent logos %}
-- themes/own/components/download.html --
{% component download(file: string) {"links": ["file"]} %}{% if file %}{% set made = file(url=file) %}{{ made.size }}{% endif %}{% endcomponent download %}
-- themes/own/components/qr.html --
{% component qr(to: string) {"links": ["to"]} %}{% if to %}{{ permalink(to=to) }}{% endif %}{% endcomponent qr %}
-- themes/own/assets/own.css --
body { color: black }
"#;

/// One script in so many is of the default theme, which takes long to load.
const LUMEN: u64 = 50;

impl Script {
    fn new(seed: u64) -> Self {
        let site = Site::new(
            "
-- content/_index.md --
---
title: Home
---
Welcome.
-- content/articles/_index.md --
---
title: Articles
cascade: {cta: quote}
---
All of them.
",
        );
        if seed % LUMEN != LUMEN - 1 {
            site.write(THEME);
            let config = String::from_utf8(site.world().read("site.yaml".into()).unwrap()).unwrap();
            site.put("site.yaml", config + "theme: own\nlinks: {across: primary}\n");
        }
        let mut script = Self { dice: Dice(seed), site, done: String::new() };
        script.site.edit("content/audiences/b2b.yaml", "{label: Cafes}", "{label: Cafes, preset: ours}");
        script.site.put("presets/ours.yaml", "goals: [lead]\n");
        for section in SECTIONS {
            script.site.put(&format!("content/{section}/cup.png"), "cup");
        }
        for audience in ["b2b", "b2c"] {
            let path = format!("content/audiences/{audience}.yaml");
            let text = script.text(&path);
            let text = text
                .replace("ctas: {", "ctas: {quote: {goal: lead, text: Ask, to: 'https://ask.example'}, ")
                .replace("quote: {goal: lead, text: Ask, to: 'https://ask.example'}, quote:", "quote:")
                .replace("forms: {letter: {", "forms: {letter: {basis: consent, consent: letter, ");
            let form = if audience == "b2b" { "quote" } else { "letter" };
            let offers = offers(&mut script.dice);
            script.site.put(&path, format!("{text}defaults: {{form: {form}}}\n{offers}\n"));
        }
        let text = consent(&mut script.dice);
        script.site.put(CONSENT_TEXT, text);
        script.site.put("content/consent/letter.ru.md", "---\n---\nСлово.\n");
        for file in &SNIPPET_FILES[..2] {
            let text = snippet(&mut script.dice, file, &[]);
            script.site.put(&format!("content/snippets/{file}.md"), text);
        }
        for _ in 0..3 + script.dice.below(6) {
            script.edit_new();
        }
        script.done.clear();
        script
    }

    fn text(&self, path: &str) -> String {
        String::from_utf8(self.site.world().read(path.into()).unwrap()).unwrap()
    }

    fn sources(&self) -> Vec<String> {
        let files = self.site.world().snapshot();
        let is_source = |path: &&Utf8PathBuf| {
            path.starts_with("content")
                && !path.starts_with("content/consent")
                && !path.starts_with("content/snippets")
                && path.extension() == Some("md")
                && path.file_name() != Some("_index.md")
        };
        files.keys().filter(is_source).map(ToString::to_string).collect()
    }

    fn edit_new(&mut self) -> (&'static str, Vec<Utf8PathBuf>) {
        let section = *self.dice.pick(SECTIONS);
        let path = format!("content/{section}/{}.md", self.dice.pick(NAMES));
        let sources = self.sources();
        let text = source(&mut self.dice, section, &sources);
        self.site.put(&path, text);
        ("source", vec![path.into()])
    }

    /// Makes another site the same, but for its output and what is remembered there.
    fn copy_to(&self, site: &Site) {
        let (from, to) = (self.site.world().snapshot(), site.world().snapshot());
        for path in to.keys().filter(|path| !path.starts_with("output") && !path.starts_with(".segue") && !from.contains_key(*path)) {
            site.remove(path.as_str());
        }
        for (path, bytes) in from {
            if to.get(&path) != Some(&bytes) {
                site.put(path.as_str(), bytes);
            }
        }
    }

    /// Takes out what links to a source that is gone, so that most sites can be built.
    fn unlink(&mut self, gone: &str) -> Vec<Utf8PathBuf> {
        let name = gone.rsplit('/').next().unwrap().replace(' ', "%20");
        let mut touched = Vec::new();
        let snippets = SNIPPET_FILES.iter().map(|file| format!("content/snippets/{file}.md"));
        let snippets: Vec<String> = snippets.filter(|path| self.site.world().read((&**path).into()).is_ok()).collect();
        for path in self.sources().into_iter().chain(snippets) {
            let text = self.text(&path);
            if text.contains(&name) && !self.dice.one_in(8) {
                let kept: String = text.lines().filter(|line| !line.contains(&name)).map(|line| format!("{line}\n")).collect();
                self.site.put(&path, kept);
                touched.push(path.into());
            }
        }
        touched
    }

    /// One edit of a random kind: its name, and the paths that it touched.
    fn edit(&mut self) -> (&'static str, Vec<Utf8PathBuf>) {
        let sources = self.sources();
        if sources.is_empty() {
            return self.edit_new();
        }
        let path = self.dice.pick(&sources).clone();
        let put = |script: &mut Self, kind, path: String, text: String| {
            script.site.put(&path, text);
            (kind, vec![path.into()])
        };
        match self.dice.below(25) {
            0 | 1 => {
                let text = self.text(&path);
                let head = text.rfind("---\n").map_or("", |at| &text[..at + 4]).to_owned();
                let body = body(&mut self.dice, &sources);
                put(self, "body", path, head + &body)
            }
            2 => {
                let text = self.text(&path).replacen("title: \"", &format!("title: \"{} ", words(&mut self.dice)), 1);
                put(self, "title", path, text)
            }
            3 => {
                let section = path.trim_start_matches("content/").split('/').next().unwrap().to_owned();
                let text = source(&mut self.dice, &section, &sources);
                put(self, "front matter", path, text)
            }
            4 => self.edit_new(),
            5 => {
                let text = format!("---\n---\n{}", body(&mut self.dice, &sources));
                let overlay = format!("{}.{}.md", path.split(".").next().unwrap(), self.dice.pick(OVERLAYS));
                put(self, "overlay", overlay, text)
            }
            6 => {
                self.site.remove(&path);
                let mut touched = self.unlink(&path);
                touched.push(path.into());
                ("delete", touched)
            }
            7 | 8 => {
                let section = *self.dice.pick(SECTIONS);
                let to = format!("content/{section}/{}-{}.md", self.dice.pick(NAMES), self.dice.below(3));
                let text = self.text(&path);
                self.site.remove(&path);
                self.site.put(&to, text);
                let mut touched = self.unlink(&path);
                touched.extend([path.into(), to.into()]);
                ("move", touched)
            }
            9 => {
                let text = format!("body {{ color: #{:06x} }}", self.dice.below(1 << 24));
                put(self, "asset", "themes/own/assets/own.css".to_owned(), text)
            }
            10 => {
                let name = *self.dice.pick(&["article", "more"]);
                let start = if name == "article" { "{% extends \"page.html\" %}{% block main %}" } else { "" };
                let end = if name == "article" { "{% endblock main %}" } else { "" };
                let text = format!("{start}{} {{{{ page.title }}}}{{{{ page.content | safe }}}}{end}", self.dice.below(9));
                put(self, "template", format!("themes/own/templates/{name}.html"), text)
            }
            11 => {
                let text = format!(
                    "{{% component quote(author: string = \"\") %}}<q data-n=\"{}\">{{{{ body }}}}{{{{ author }}}}</q>{{% endcomponent quote %}}",
                    self.dice.below(9)
                );
                self.site.put("themes/own/components/quote.html", text);
                ("component", vec!["themes/own/components/quote.html".into()])
            }
            12 => {
                let config = self.text("site.yaml");
                let config: String = config.lines().filter(|line| !line.starts_with("words:")).map(|line| format!("{line}\n")).collect();
                let word = format!("words: {{read_more: 'More {}', home: 'Start {}'}}\n", self.dice.below(4), self.dice.below(2));
                put(self, "word", "site.yaml".to_owned(), config + &word)
            }
            13 => {
                let path = format!("content/audiences/{}.yaml", self.dice.pick(&["b2b", "b2c"]));
                let text = self.text(&path);
                let offers = offers(&mut self.dice);
                let with_offers = |line: &str| if line.starts_with("offers:") { format!("{offers}\n") } else { format!("{line}\n") };
                let text = match self.dice.below(4) {
                    3 => text.lines().map(with_offers).collect(),
                    0 => text.replacen("label: For", &format!("label: {} For", words(&mut self.dice).replace([':', '<', '&'], "")), 1),
                    1 => text.replacen("text: Ask", &format!("text: Ask {}", self.dice.below(9)), 1),
                    _ => text.replacen("segments: {", &format!("segments: {{extra{}: {{label: Extra}}, ", self.dice.below(40)), 1),
                };
                put(self, "audience", path, text)
            }
            14 => {
                let path = format!("content/{}/cup.png", self.dice.pick(SECTIONS));
                let bytes = format!("cup {}", self.dice.next());
                put(self, "image", path, bytes)
            }
            15 => {
                let config = self.text("site.yaml");
                let config: String = config.lines().filter(|line| !line.starts_with("paginate:")).map(|line| format!("{line}\n")).collect();
                let paginate = format!("paginate: {}\n", 1 + self.dice.below(4));
                put(self, "config", "site.yaml".to_owned(), config + &paginate)
            }
            16 => {
                let text = self.text(&path).replacen("title:", "titel:", 1);
                put(self, "broken", path, text)
            }
            18 => {
                let goals = self.dice.pick(&["[sale]", "[lead]", "[contact, lead]", "[]"]);
                let text = format!("goals: {goals}\nmax_ctas: {}\noffers: {}\n", self.dice.below(3), self.dice.pick(&["quiet", "none"]));
                put(self, "preset", "presets/ours.yaml".to_owned(), text)
            }
            17 => {
                let mut mended = Vec::new();
                for path in &sources {
                    let text = self.text(path);
                    if text.contains("titel:") {
                        self.site.put(path, text.replace("titel:", "title:"));
                        mended.push(path.into());
                    }
                }
                ("mended", mended)
            }
            19 => {
                let text = format!(
                    "label: Desk\nverified: 2026-11-01\nsource: us\ncustom: {{name: '{{id}}'}}\nhoneypot: trap{}\n",
                    self.dice.below(5)
                );
                put(self, "provider", "providers/webhook.yaml".to_owned(), text)
            }
            20 => {
                let text = consent(&mut self.dice);
                put(self, "consent text", CONSENT_TEXT.to_owned(), text)
            }
            21 => {
                // A site with errors is not recorded, and its ledger stays as it is.
                let _ = record(&RecordArgs::default(), &Options::default(), self.site.world());
                ("record", vec![LEDGER.into()])
            }
            22 | 23 => {
                let file = *self.dice.pick(SNIPPET_FILES);
                let path = format!("content/snippets/{file}.md");
                if self.site.world().read((&*path).into()).is_ok() && !SNIPPET_FILES[..2].contains(&file) && self.dice.one_in(3) {
                    self.site.remove(&path);
                    return ("snippet deleted", vec![path.into()]);
                }
                let text = snippet(&mut self.dice, file, &sources);
                put(self, "snippet", path, text)
            }
            _ => {
                let text = format!(
                    "---\ntitle: Articles {}\ncascade: {{cta: {}}}\n---\n{}",
                    self.dice.below(4),
                    self.dice.pick(&["quote", "none"]),
                    words(&mut self.dice)
                );
                put(self, "section", "content/articles/_index.md".to_owned(), text)
            }
        }
    }
}

/// What the scripts came to, so that the law cannot hold by doing nothing.
#[derive(Debug, Default)]
struct Tally {
    edits: BTreeMap<&'static str, usize>,
    built: usize,
    failed: usize,
    made: usize,
    kept: usize,
    warm: usize,
    reasons: BTreeSet<String>,
}

impl Tally {
    fn and(mut self, other: Self) -> Self {
        for (edit, count) in other.edits {
            *self.edits.entry(edit).or_default() += count;
        }
        self.built += other.built;
        self.failed += other.failed;
        self.made += other.made;
        self.kept += other.kept;
        self.warm += other.warm;
        self.reasons.extend(other.reasons);
        self
    }
}

fn said(findings: &[segue::diagnostics::Finding]) -> String {
    findings.iter().map(|finding| Format::Human.write(finding, Style::Plain)).collect()
}

/// Which of the things that pages read are forgotten.
type Blind = fn(&Key) -> bool;

/// Runs one script; tells where the law was broken.
fn run(seed: u64, blind: Option<Blind>, tally: &mut Tally) -> Result<(), String> {
    let mut script = Script::new(seed);
    // Builders live as long as programs do: as long as the site they build.
    let leaked = |site: Site| -> &'static Site { Box::leak(Box::new(site)) };
    let mut site = leaked(script.site.fresh());
    let mut builder: Option<Builder<'static>> = None;
    let mut touched: BTreeSet<Utf8PathBuf> = BTreeSet::new();
    for step in 0..=STEPS {
        if step > 0 {
            for _ in 0..=script.dice.below(2) {
                let (kind, paths) = script.edit();
                *tally.edits.entry(kind).or_default() += 1;
                let _ = writeln!(script.done, "{step}: {kind} {paths:?}");
                touched.extend(paths);
            }
        }
        script.copy_to(site);
        if script.dice.one_in(3) {
            builder = None;
            if script.dice.one_in(2) {
                let day = script.dice.pick(&["2026-11-19", "2026-11-22", "2026-11-24", "2026-11-26T12:00:00Z"]);
                *tally.edits.entry("as-of date").or_default() += 1;
                let _ = writeln!(script.done, "{step}: as of {day}");
                site = leaked(site.seen_as_of(Moment::new(day)));
            }
        }
        let changes = match (&builder, script.dice.below(3)) {
            (Some(_), 0 | 1) => Changes::Paths(std::mem::take(&mut touched)),
            _ => Changes::Anything,
        };
        touched.clear();
        let before = site.output();
        let mine = builder.get_or_insert_with(|| blind.map_or_else(|| site.builder(), |blind| site.builder().blind_to(blind)));
        let stepwise = site.built(mine.build(&changes, &()));
        let clean = site.fresh();
        let clean = clean.build();
        let context = format!("SEGUE_SEED={seed}, step {step}, {changes:?}:\n{}", script.done);
        let findings: Vec<_> = stepwise.findings.iter().filter(|finding| finding.rule != "build/cache").cloned().collect();
        same("what is found", &said(&findings), &said(&clean.findings), &context)?;
        same("whether it is built", &stepwise.is_done, &clean.is_done, &context)?;
        if !clean.is_done {
            tally.failed += 1;
            same("after a failed build, the output", &before, &stepwise.files, &context)?;
            continue;
        }
        tally.built += 1;
        for (path, bytes) in &clean.files {
            let text = |bytes: Option<&Vec<u8>>| bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned());
            same(path.as_str(), &text(stepwise.files.get(path)), &text(Some(bytes)), &context)?;
        }
        same("the number of files", &stepwise.files.len(), &clean.files.len(), &context)?;
        let differing = clean.files.iter().filter(|(path, bytes)| before.get(*path) != Some(*bytes)).count();
        same("the number of files written", &stepwise.written.len(), &differing, &context)?;
        tally.made += stepwise.made.len();
        tally.kept += clean.files.len() - stepwise.made.len();
        tally.warm += usize::from(step > 0 && stepwise.made.iter().all(|why| why.reason != Reason::Cold));
        tally
            .reasons
            .extend(stepwise.made.iter().map(|why| why.reason.to_string().split(['(', '`']).next().unwrap_or_default().to_owned()));
    }
    Ok(())
}

fn same<T: PartialEq + Debug>(what: &str, stepwise: &T, clean: &T, context: &str) -> Result<(), String> {
    if stepwise == clean { Ok(()) } else { Err(format!("{what} differs\n{context}\nstep by step: {stepwise:#?}\nclean: {clean:#?}")) }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Does the work on as many threads as there are cores. They are no threads of rayon's, which would begin one build in the middle of another.
fn side_by_side<T: Sync, R: Send>(all: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        let one = || std::iter::from_fn(|| all.get(next.fetch_add(1, Ordering::Relaxed))).map(&work).collect::<Vec<R>>();
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(one)).collect();
        running.into_iter().flat_map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}

#[test]
fn what_is_built_step_by_step_is_what_a_clean_build_makes() {
    if let Some(seed) = number("SEGUE_SEED") {
        return run(seed, None, &mut Tally::default()).unwrap_or_else(|broken| panic!("{broken}"));
    }
    let scripts: Vec<u64> = (0..number("SEGUE_SCRIPTS").unwrap_or(SCRIPTS)).collect();
    let tallies = side_by_side(&scripts, |seed| {
        let mut tally = Tally::default();
        run(*seed, None, &mut tally).unwrap_or_else(|broken| panic!("{broken}"));
        tally
    });
    let tally = tallies.into_iter().fold(Tally::default(), Tally::and);
    println!("{tally:#?}");
    assert!(tally.built > tally.failed, "{tally:#?}");
    assert!(tally.edits.len() >= 20 && tally.kept > tally.made && tally.warm > tally.built / 3 && tally.failed > 0, "{tally:#?}");
}

/// Runs one script on a site that is served, and asks for everything over HTTP.
fn serve(seed: u64, tally: &mut Tally) {
    let mut script = Script::new(seed);
    let world = script.site.shared_world();
    let (doors, openings) = Doors::open(IpAddr::V4(Ipv4Addr::LOCALHOST), 0).unwrap();
    let address = doors.addresses()[0];
    let show = Show::new(world.clone(), Options::default(), doors, |_| {});
    let server = Server::new(show.clone()).unwrap();
    let (end, ended) = tokio::sync::oneshot::channel::<()>();
    let serving = std::thread::spawn(move || {
        server.run(openings, async {
            let _ = ended.await;
        })
    });
    for step in 0..=STEPS {
        let mut touched = BTreeSet::new();
        for _ in 0..if step > 0 { 1 + script.dice.below(2) } else { 0 } {
            let (kind, paths) = script.edit();
            *tally.edits.entry(kind).or_default() += 1;
            let _ = writeln!(script.done, "{step}: {kind} {paths:?}");
            touched.extend(paths);
        }
        show.refresh(&if script.dice.one_in(5) { Changes::Anything } else { Changes::Paths(touched) });
        let context = format!("SEGUE_SEED={seed}, step {step}:\n{}", script.done);
        let clean = on_a_large_stack(|| {
            let mut findings = Findings::new();
            let snapshot = Arc::new(Snapshot::load(world.as_ref(), &Options::default(), &mut findings)?);
            let renderer = Renderer::new(snapshot.clone());
            let files = snapshot.plan.routes.values().map(|route| {
                let path = snapshot.plan.hosts.path(&route.address);
                renderer.render(world.as_ref(), route).ok().map(|bytes| (path, bytes))
            });
            (!findings.stop()).then(|| files.collect::<Option<Vec<_>>>()).flatten()
        });
        let Some(clean) = clean else {
            tally.failed += 1;
            assert!(get(address, "/").0 < 600, "{context}");
            continue;
        };
        tally.built += 1;
        for (path, bytes) in clean {
            let (status, served) = get(address, &format!("{path}?segue=raw"));
            assert_eq!(status, 200, "{path}\n{context}");
            assert!(
                served == bytes,
                "{path}\n{context}\nserved: {}\nclean: {}",
                String::from_utf8_lossy(&served),
                String::from_utf8_lossy(&bytes)
            );
            tally.made += 1;
        }
    }
    drop(end);
    serving.join().unwrap().unwrap();
}

/// Does work that renders, which needs room on the stack.
fn on_a_large_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| std::thread::Builder::new().stack_size(RENDER_STACK).spawn_scoped(scope, work).unwrap().join().unwrap())
}

/// The status and the body of an answer.
fn get(address: SocketAddr, path: &str) -> (u16, Vec<u8>) {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|part| part == b"\r\n\r\n").unwrap();
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), answer.split_off(end + 4))
}

/// One served script for so many that are built: it asks for every file after every step.
const SERVED: u64 = 10;

#[test]
fn what_is_served_step_by_step_is_what_a_clean_build_makes() {
    if let Some(seed) = number("SEGUE_SEED") {
        return serve(seed, &mut Tally::default());
    }
    let scripts: Vec<u64> = (0..number("SEGUE_SCRIPTS").unwrap_or(SCRIPTS) / SERVED).collect();
    let tallies = side_by_side(&scripts, |seed| {
        let mut tally = Tally::default();
        serve(*seed, &mut tally);
        tally
    });
    let tally = tallies.into_iter().fold(Tally::default(), Tally::and);
    println!("{tally:#?}");
    assert!(tally.edits.len() >= 15 && tally.built > tally.failed && tally.failed > 0, "{tally:#?}");
}

#[test]
fn a_build_that_forgets_any_of_what_its_pages_read_breaks_the_law() {
    let forgetful: [(&str, Blind); 7] = [
        ("the values", |key| matches!(key, Key::View)),
        ("the body", |key| matches!(key, Key::Body)),
        ("the variant", |key| matches!(key, Key::Variant)),
        ("templates", |key| matches!(key, Key::Template(_))),
        ("components", |key| matches!(key, Key::Component(_))),
        ("related pages", |key| matches!(key, Key::Related(_))),
        ("pages", |key| matches!(key, Key::Pages(_))),
    ];
    side_by_side(&forgetful, |(what, blind)| {
        let broken = (0..FORGETFUL).any(|seed| run(seed, Some(*blind), &mut Tally::default()).is_err());
        assert!(broken, "{what} can be forgotten, and the law holds");
    });
}
