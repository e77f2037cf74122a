//! A site in which every text that is one audience's carries a word of its own.

use std::collections::{BTreeMap, BTreeSet};

use segue::content::FrontMatter;
use segue::site::{AudienceFile, Kind};
use serde_json::{Map, Value, json};

use super::bodies::{self, Length};
use super::modes::Mode;
use super::schema::{Filled, Planter};
use super::tokens::{AUDIENCES, Tokens, id};
use crate::support::Site;

/// How one audience alone is reached.
const OWN: &str = "a source of its own";

/// How nobody is reached at all.
pub const WITHDRAWN: &str = "withdrawn";

/// The site, and what was planted where.
pub struct Planted {
    /// The site, to be built.
    pub site: Site,
    /// All words.
    pub tokens: Tokens,
    /// How each text of the front matter's schema was filled in.
    pub front: BTreeMap<String, BTreeSet<Filled>>,
    /// How each text of the audience files' schema was filled in.
    pub audience: BTreeMap<String, BTreeSet<Filled>>,
    /// The name of an article that an audience alone has, for links.
    articles: BTreeMap<&'static str, String>,
    schemas: Schemas,
    mode: Mode,
}

/// The schemas, as the program itself writes them.
#[derive(Debug, Clone)]
pub struct Schemas {
    /// Of front matter.
    pub front: Value,
    /// Of audience files.
    pub audience: Value,
    /// Which kind alone has a key of front matter.
    owners: BTreeMap<String, String>,
}

impl Schemas {
    /// Those of this program.
    pub fn own() -> Self {
        let front = schemars::schema_for!(FrontMatter).to_value();
        let audience = schemars::schema_for!(AudienceFile).to_value();
        Self { owners: owners(&front), front, audience }
    }

    /// Keys that pages of this kind do not have.
    fn others(&self, kind: Kind) -> impl Iterator<Item = String> {
        self.owners.iter().filter(move |(_, owner)| *owner != kind.as_str()).map(|(key, _)| key.clone())
    }
}

/// Which kind alone has a key, as the program says it when a page has them all.
fn owners(front: &Value) -> BTreeMap<String, String> {
    let mut owners = BTreeMap::new();
    for kind in [Kind::Article, Kind::CaseStudy] {
        let (mut tokens, mut filled) = (Tokens::default(), BTreeMap::new());
        let mut planter = Planter {
            schema: front,
            audience: "b2b",
            layer: "probe",
            languages: &["en"],
            file: "probe.md".into(),
            folder: "content".into(),
            without: &BTreeSet::new(),
            tokens: &mut tokens,
            filled: &mut filled,
            files: Vec::new(),
        };
        let document = planter.document("front", 0);
        let site = Site::new("");
        site.put(&format!("content/{}/probe.md", kind.section()), markdown(&document, "Text."));
        for finding in site.build().findings.iter().filter(|finding| finding.rule == "content/key-of-another-kind") {
            let key = finding.message.split('`').nth(1).unwrap_or_default();
            let rest = finding.message.split("belongs to the kind ").nth(1).unwrap_or_default();
            owners.insert(key.to_owned(), rest.split(',').next().unwrap_or_default().to_owned());
        }
    }
    owners
}

/// A file to be planted.
#[derive(Clone, Copy)]
struct Plot<'a> {
    audience: &'static str,
    layer: &'static str,
    kind: Kind,
    path: &'a str,
    shape: usize,
    length: Length,
    /// Keys that it goes without.
    without: &'a [&'a str],
}

/// Where several pages would have one address, or where a section has its own.
const ADDRESSES: &[&str] = &["slug", "aliases"];

impl Planted {
    /// Plants a site of the schemas for a mode.
    pub fn new(schemas: &Schemas, mode: Mode) -> Self {
        let site = Site::new("").seen(|options| options.overrides.fold = mode.fold);
        let mut tokens = Tokens::default();
        let articles = AUDIENCES
            .into_iter()
            .map(|audience| (audience, tokens.plant(audience, OWN, "the source's name", "content/articles")))
            .collect();
        let (front, audience) = (BTreeMap::new(), BTreeMap::new());
        let mut planted = Self { site, tokens, front, audience, articles, schemas: schemas.clone(), mode };
        planted.site_file();
        for (audience, home) in AUDIENCES.into_iter().zip(mode.homes) {
            planted.audience_file(audience, home);
        }
        for kind in Kind::ALL {
            planted.section(kind);
            for audience in AUDIENCES {
                planted.own_sources(audience, kind);
                planted.withdrawn(audience, kind);
            }
            planted.bare(kind);
            planted.entries(kind);
            planted.overlays(kind);
        }
        planted.home();
        planted.consents();
        planted
    }

    /// What all audiences share has no word of either.
    fn site_file(&self) {
        let Mode { url, languages, policy, .. } = self.mode;
        let languages = languages.join(", ");
        self.site.put(
            "site.yaml",
            format!(
                "title: Tea\nurl: {url}\nlanguages: [{languages}]\nprimary: b2c\npaginate: 4\n{policy}\
                 organization: {{name: Tea, logo: common/logo.png, email: tea@tea.example}}\n\
                 authors: {{nino: {{name: Nino Kalandadze, photo: common/nino.png}}}}\n"
            ),
        );
        for name in ["common/logo.png", "common/nino.png", "common/card.png", "static/robots-note.txt"] {
            self.site.put(&format!("content/{name}"), format!("everybody's {name}"));
        }
    }

    fn audience_file(&mut self, audience: &'static str, home: Option<(&str, &str)>) {
        let path = format!("content/audiences/{audience}.yaml");
        let mut planter = Planter {
            schema: &self.schemas.audience,
            audience,
            layer: "audience file",
            languages: self.mode.languages,
            file: path.clone(),
            folder: "content/pictures".into(),
            without: &BTreeSet::new(),
            tokens: &mut self.tokens,
            filled: &mut self.audience,
            files: Vec::new(),
        };
        // One audience writes texts plainly, the other by language; what has a name is there once in each way.
        let mut document = planter.document("audience", usize::from(audience == "b2c"));
        let files = planter.files;
        // Besides what leads out of the site, something that leads to a page that the other audience does not have.
        let article = format!("articles/{}.md", self.articles[audience]);
        let word = self.tokens.plant(audience, "audience file", "a link to a page", &path);
        document["navigation"].as_array_mut().unwrap().push(json!({"text": word, "to": article}));
        document["offers"][id(audience, "offer", 0)]["terms"] = json!(article);
        document["ctas"][id(audience, "cta", 1)]["to"] = json!(article);
        if let Some((key, value)) = home {
            document.insert(key.to_owned(), json!(value));
        }
        self.site.put(&path, Value::Object(document).to_string());
        self.put(files);
    }

    /// A section's own page, with what it says to one audience, and with defaults for all that lies below.
    fn section(&mut self, kind: Kind) {
        let folder = format!("content/{}", kind.section());
        let mut cascade = json!({"tags": ["common"]});
        if kind == Kind::CaseStudy {
            cascade["permission"] = json!({"status": "not-required"});
        }
        let mut base = json!({"title": format!("The {kind} section"), "cascade": cascade});
        let path = format!("{folder}/_index.md");
        for audience in AUDIENCES {
            let plot = Plot {
                audience,
                layer: "entry of a section",
                kind: Kind::Page,
                path: &path,
                shape: 0,
                length: Length::Brief,
                without: ADDRESSES,
            };
            base["variants"][audience] = Value::Object(self.sow_front(plot));
        }
        let body = bodies::shared(&mut self.tokens, &path, &self.site, Length::Brief);
        self.write(&path, base, &body);
        for lang in &self.mode.languages[1..] {
            self.write(&format!("{folder}/_index.{lang}.md"), json!({"title": "Раздел"}), "Текст.");
        }
        for audience in AUDIENCES {
            let path = format!("{folder}/_index.{audience}.md");
            let without = &["slug", "aliases", "stage"];
            let (cascade, body) =
                self.sow(Plot { audience, layer: "cascade", kind, path: &path, shape: 1, length: Length::Brief, without });
            self.write(&path, json!({"cascade": cascade}), &body);
        }
    }

    fn home(&mut self) {
        let path = "content/_index.md".to_owned();
        let mut base = json!({"title": "Home"});
        for audience in AUDIENCES {
            let plot = Plot {
                audience,
                layer: "entry of the home page",
                kind: Kind::Page,
                path: &path,
                shape: 1,
                length: Length::Brief,
                without: ADDRESSES,
            };
            base["variants"][audience] = Value::Object(self.sow_front(plot));
        }
        let body = bodies::shared(&mut self.tokens, &path, &self.site, Length::Brief);
        self.write(&path, base, &body);
    }

    /// A consent text that both audiences have under one name, each in its own words.
    fn consents(&mut self) {
        for audience in AUDIENCES {
            for (number, lang) in self.mode.languages.iter().enumerate() {
                let suffix = if number == 0 { String::new() } else { format!(".{lang}") };
                let path = format!("content/consent/news.{audience}{suffix}.md");
                let mut word = |field: &str| self.tokens.plant(audience, "consent text", field, &path);
                let mut front = json!({"date": "2026-11-01", "privacy": "https://tea.example/privacy/"});
                for key in ["title", "purpose", "box", "controller", "withdraw"] {
                    front[key] = json!(word(key));
                }
                let body = word("body");
                self.write(&path, front, &body);
            }
        }
    }

    /// Sources that only one audience has, under names and in folders that carry words too.
    fn own_sources(&mut self, audience: &'static str, kind: Kind) {
        for shape in [0, 1] {
            let section = format!("content/{}", kind.section());
            let layer = OWN;
            let article = self.articles.get(audience).filter(|_| (kind, shape) == (Kind::Article, 0)).cloned();
            let name = article.unwrap_or_else(|| self.tokens.plant(audience, layer, "the source's name", &section));
            let folder = self.tokens.plant(audience, layer, "the source's folder", &section);
            let stem = if shape == 0 { format!("{section}/{name}") } else { format!("{section}/{folder}/{name}/index") };
            for (number, lang) in self.mode.languages.iter().enumerate() {
                let path = if number == 0 { format!("{stem}.md") } else { format!("{stem}.{lang}.md") };
                // What another language says stands in plain texts of its file.
                let shape = if number == 0 { shape } else { 0 };
                if *lang == "ka" {
                    // Not translated: another language stands in.
                    continue;
                }
                let length = if number == shape { Length::Everything } else { Length::Brief };
                let without: &[&str] = if number == 0 && shape == 0 { &[] } else { &["slug"] };
                let (front, body) = self.sow(Plot { audience, layer, kind, path: &path, shape, length, without });
                let mut front = Value::Object(front);
                if number == 0 {
                    front["audience"] = json!([audience]);
                    front["editions"] = json!([id(audience, "segment", shape)]);
                    front["segment"] = json!([id(audience, "segment", shape + 1)]);
                }
                self.write(&path, front, &body);
            }
        }
    }

    /// Drafts, and what is not there yet or no longer: nobody reads them, and the other audience least of all.
    fn withdrawn(&mut self, audience: &'static str, kind: Kind) {
        for (key, value) in [("draft", json!(true)), ("publish_at", json!("2027-05-01")), ("expires_at", json!("2026-05-02"))] {
            let path = format!("content/{}/{audience}-{}.md", kind.section(), key.replace('_', "-"));
            let (front, body) =
                self.sow(Plot { audience, layer: WITHDRAWN, kind, path: &path, shape: 0, length: Length::Brief, without: &[] });
            let mut front = Value::Object(front);
            front["audience"] = json!([audience]);
            front[key] = value;
            self.write(&path, front, &body);
        }
    }

    /// Sources for all that say as little as they can, so that cascades and defaults are seen through them.
    fn bare(&mut self, kind: Kind) {
        for stage in [None, Some("trust")] {
            let name = stage.unwrap_or("bare");
            let path = format!("content/{}/{name}.md", kind.section());
            let body = bodies::shared(&mut self.tokens, &path, &self.site, Length::Brief);
            let mut front = json!({"title": format!("A {name} {kind}"), "audience": "all"});
            if let Some(stage) = stage {
                front["stage"] = json!(stage);
            }
            self.write(&path, front, &body);
        }
    }

    /// A source for all with an entry of `variants:` for each audience and for a segment of each.
    fn entries(&mut self, kind: Kind) {
        let path = format!("content/{}/entries.md", kind.section());
        let mut base = self.common(kind, "entries");
        for audience in AUDIENCES {
            for (key, layer, shape) in [(audience.to_owned(), "entry", 0), (id(audience, "segment", 0), "entry of a segment", 1)] {
                let front = self.sow_front(Plot { audience, layer, kind, path: &path, shape, length: Length::Brief, without: &[] });
                base["variants"][&key] = Value::Object(front);
                base["variants"][&key]["related"] = json!([format!("../articles/{}.md", self.articles[audience])]);
            }
        }
        let editions: Vec<String> = AUDIENCES.into_iter().map(|audience| id(audience, "segment", 1)).collect();
        base["editions"] = json!(editions);
        let mut body = bodies::shared(&mut self.tokens, &path, &self.site, Length::Everything);
        for audience in AUDIENCES {
            let word = self.tokens.plant(audience, "passage", "a link to a page", &path);
            let article = &self.articles[audience];
            body.push_str(&format!(":::for{{{audience}}}\n[{word}](../articles/{article}.md)\n:::\n\n"));
        }
        self.write(&path, base, &body);
        let (title, body) = (json!({"title": "Записи"}), bodies::shared(&mut self.tokens, &path, &self.site, Length::Brief));
        for lang in self.mode.languages[1..].iter().filter(|lang| **lang != "ka") {
            self.write(&path.replace(".md", &format!(".{lang}.md")), title.clone(), &body);
        }
    }

    /// A source for all with an overlay for each audience and for a segment of each, in each language.
    fn overlays(&mut self, kind: Kind) {
        let stem = format!("content/{}/overlays", kind.section());
        let base = self.common(kind, "overlays");
        self.write(&format!("{stem}.md"), base, "Everybody's text.");
        for lang in &self.mode.languages[1..] {
            self.write(&format!("{stem}.{lang}.md"), json!({"title": "Слои"}), "Текст для всех.");
        }
        for audience in AUDIENCES {
            for (own, layer, shape) in [(audience.to_owned(), "overlay", 1), (id(audience, "segment", 0), "overlay of a segment", 0)] {
                for (number, lang) in self.mode.languages.iter().enumerate().filter(|(_, lang)| **lang != "ka") {
                    let path = if number == 0 { format!("{stem}.{own}.md") } else { format!("{stem}.{own}.{lang}.md") };
                    let shape = if number == 0 { shape } else { 0 };
                    let length = if number == 0 { Length::Everything } else { Length::Brief };
                    let (front, body) = self.sow(Plot { audience, layer, kind, path: &path, shape, length, without: &[] });
                    self.write(&path, Value::Object(front), &body);
                }
            }
        }
    }

    /// Front matter that both audiences share.
    fn common(&self, kind: Kind, name: &str) -> Value {
        json!({"title": format!("Common {name} of {kind}"), "description": "For everybody", "audience": "all", "date": "2026-04-01",
            "tags": ["common"], "author": "nino", "image": {"src": "../common/card.png", "alt": "A card"}})
    }

    /// Front matter and a body.
    fn sow(&mut self, plot: Plot<'_>) -> (Map<String, Value>, String) {
        self.plant(plot, |planter| (planter.document("front", plot.shape), bodies::own(planter, plot.length)))
    }

    /// Front matter alone, for what has no body.
    fn sow_front(&mut self, plot: Plot<'_>) -> Map<String, Value> {
        self.plant(plot, |planter| planter.document("front", plot.shape))
    }

    fn plant<T>(&mut self, plot: Plot<'_>, plant: impl FnOnce(&mut Planter<'_>) -> T) -> T {
        let Plot { audience, layer, kind, path, without, .. } = plot;
        let without = self.schemas.others(kind).chain(without.iter().map(|key| (*key).to_owned())).collect();
        let mut planter = Planter {
            schema: &self.schemas.front,
            audience,
            layer,
            languages: self.mode.languages,
            file: path.to_owned(),
            folder: path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned(),
            without: &without,
            tokens: &mut self.tokens,
            filled: &mut self.front,
            files: Vec::new(),
        };
        let sown = plant(&mut planter);
        let files = planter.files;
        self.put(files);
        sown
    }

    fn write(&self, path: &str, front: Value, body: &str) {
        let Value::Object(front) = front else { panic!("front matter is a map") };
        self.site.put(path, markdown(&front, body));
    }

    fn put(&self, files: Vec<(String, Vec<u8>)>) {
        for (path, content) in files {
            self.site.put(&path, content);
        }
    }
}

fn markdown(front: &Map<String, Value>, body: &str) -> String {
    let front = serde_json::to_string_pretty(front).unwrap_or_default();
    format!("---\n{front}\n---\n{body}\n")
}
