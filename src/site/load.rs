use std::collections::BTreeMap;

use camino::Utf8Path;
use jiff::tz::TimeZone;

use super::texts::{Texts, visit_words};
use super::{Address, AudienceFile, AudienceId, BaseUrl, Defaults, IdKind, Lang, Register, Side, SiteFile, Text, Voice};
use crate::diagnostics::{Document, Finding, Findings, Place, nearest};
use crate::world::yaml::KeyPath;
use crate::world::{Reason, SourceText, World, WorldError};

/// Where `site.yaml` lies.
pub const SITE_FILE: &str = "site.yaml";
/// Where everything lies that authors write.
pub const CONTENT: &str = "content";
/// Folders of `content/` that are no sections.
pub const RESERVED: [&str; 4] = ["audiences", "snippets", "consent", "static"];

/// `site.yaml` and the audience files, checked.
#[derive(Debug, Clone)]
pub struct Site {
    /// What `site.yaml` says.
    pub file: SiteFile,
    /// Where it says so.
    pub document: Document,
    /// The time zone that dates are in.
    pub time_zone: TimeZone,
    /// All audiences, by id.
    pub audiences: Vec<Audience>,
    /// What each id names.
    pub ids: BTreeMap<String, IdKind>,
}

/// One audience with what it leaves to the site filled in.
#[derive(Debug, Clone)]
pub struct Audience {
    /// Its id.
    pub id: AudienceId,
    /// What its file says.
    pub file: AudienceFile,
    /// Where it says so.
    pub document: Document,
    /// Its languages, the first one without a folder of its own.
    pub languages: Vec<Lang>,
    /// Its register of words.
    pub voice: Voice,
    /// Where it is published.
    pub home: Home,
}

/// Where an audience is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Home {
    /// In a folder of the site's host; empty for its root.
    Path(String),
    /// On a host of its own.
    Host(BaseUrl),
}

impl Audience {
    /// Its words' register, for a page of this voice.
    pub fn register(&self, voice: Option<&Voice>) -> Register {
        Register { voice: voice.unwrap_or(&self.voice).clone(), address: self.file.address }
    }

    /// How its readers are addressed.
    pub fn address(&self) -> Address {
        self.file.address
    }
}

/// Changes to a site that the command line asks for.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// Other addresses for audiences' hosts, by audience.
    pub hosts: BTreeMap<AudienceId, BaseUrl>,
    /// All audiences under the site's own host.
    pub fold: bool,
}

impl Site {
    /// Reads and checks them. With `site.yaml` or an audience file that cannot be read there is no site: half of one would make mistakes of
    /// every page that is for the other half.
    pub fn load(world: &dyn World, overrides: &Overrides, findings: &mut Findings) -> Option<Self> {
        let document = read_document(world, Utf8Path::new(SITE_FILE), findings)?;
        let file: Option<SiteFile> = document.read(findings);
        let audience_files = read_audiences(world, findings);
        let (file, audience_files) = (file?, audience_files?);
        let time_zone = time_zone(&file, &document, findings);
        let mut audiences: Vec<Audience> =
            audience_files.into_iter().map(|(id, audience, document)| settle(&file, id, audience, document, overrides)).collect();
        audiences.sort_by(|a, b| a.id.cmp(&b.id));
        let mut site = Self { file, document, time_zone, audiences, ids: BTreeMap::new() };
        for id in overrides.hosts.keys().filter(|id| site.audience(id).is_none()) {
            let known = nearest(id.as_str(), site.audiences.iter().map(|audience| audience.id.as_str()));
            findings.push(
                Finding::error("site/unknown-audience", Place::Project, format!("`--host {id}=…` names no audience"))
                    .maybe_help(known.map(|name| format!("did you mean `{name}`?"))),
            );
        }
        site.check_languages(findings);
        site.collect_ids(world, findings);
        site.check_homes(findings);
        site.check_names(findings);
        site.check_texts(findings);
        Some(site)
    }

    /// An audience by its id.
    pub fn audience(&self, id: &AudienceId) -> Option<&Audience> {
        self.audiences.iter().find(|audience| audience.id == *id)
    }

    /// The site's first language.
    pub fn default_language(&self) -> Option<&Lang> {
        self.file.languages.first()
    }

    /// The text that readers of a language get: in it, else in a language that stands in for it.
    pub fn text<'a>(&self, text: &'a Text, lang: &Lang) -> Option<&'a str> {
        text.get(lang).or_else(|| self.fallbacks(lang).iter().find_map(|other| text.get(other)))
    }

    /// The languages that stand in for one, best first; none unless the site asks for it.
    pub fn fallbacks(&self, lang: &Lang) -> &[Lang] {
        match self.file.missing_translation {
            super::MissingTranslation::Skip => &[],
            super::MissingTranslation::Fallback => self.file.fallback.get(lang).map(Vec::as_slice).unwrap_or_default(),
        }
    }

    fn check_languages(&self, findings: &mut Findings) {
        let path = |key: &str| [key].into_iter().collect::<KeyPath>();
        if self.file.languages.is_empty() {
            let place = self.document.key_place(&path("languages"));
            findings
                .push(Finding::error("site/no-language", place, "the site has no language").help("write for example `languages: [en]`"));
        }
        if self.file.paginate == 0 {
            let place = self.document.value_place(&path("paginate"));
            findings.push(Finding::error("site/paginate", place, "a list cannot show 0 pages at once").help("write a number from 1 on"));
        }
        let known = || self.file.languages.iter().map(Lang::as_str);
        let check = |document: &Document, at: KeyPath, lang: &Lang, findings: &mut Findings| {
            if !self.file.languages.contains(lang) {
                findings.push(
                    Finding::error("site/unknown-language", document.value_place(&at), format!("`{lang}` is not a language of this site"))
                        .help(format!("the site's languages are: {}", known().collect::<Vec<_>>().join(", "))),
                );
            }
        };
        for (lang, chain) in self.file.fallback.iter() {
            let at = path("fallback").key(lang.as_str());
            check(&self.document, at.clone(), lang, findings);
            for (index, other) in chain.iter().enumerate() {
                check(&self.document, at.index(index), other, findings);
            }
        }
        for audience in &self.audiences {
            for (index, lang) in audience.file.languages.iter().flatten().enumerate() {
                check(&audience.document, path("languages").index(index), lang, findings);
            }
        }
    }

    /// Audiences, segments and languages share one namespace, with sections beside them, because addresses are made of all of them.
    fn collect_ids(&mut self, world: &dyn World, findings: &mut Findings) {
        let mut all: Vec<(String, IdKind, Place)> = Vec::new();
        for audience in &self.audiences {
            let file = Place::File(audience.document.source().path().to_owned());
            all.push((audience.id.to_string(), IdKind::Audience(audience.id.clone()), file));
            for segment in audience.file.segments.keys() {
                let place = audience.document.key_place(&["segments", segment.as_str()].into_iter().collect());
                let kind = IdKind::Segment { audience: audience.id.clone(), segment: segment.clone() };
                all.push((segment.to_string(), kind, place));
            }
        }
        for (index, lang) in self.file.languages.iter().enumerate() {
            let place = self.document.value_place(&KeyPath::root().key("languages").index(index));
            all.push((lang.to_string(), IdKind::Language(lang.clone()), place));
        }
        let sections = world.names(Utf8Path::new(CONTENT));
        let mut places = BTreeMap::<String, Place>::new();
        for (id, kind, place) in all {
            if sections.contains(&id) && !RESERVED.contains(&id.as_str()) {
                let message = format!("the {} `{id}` has the same name as the section `{CONTENT}/{id}/`", kind.sort());
                findings.push(
                    Finding::error("site/id-is-a-section", place.clone(), message)
                        .help("rename one of the two: both would have the same address"),
                );
            }
            if let Some(first) = self.ids.get(&id) {
                let message = format!("`{id}` is the name of a {} and of a {}", first.sort(), kind.sort());
                let mut finding = Finding::error("site/duplicate-id", place, message)
                    .help("ids of audiences, segments and languages are unique in a site");
                if let Some(first) = places.get(&id) {
                    finding = finding.related(first.clone(), "the other one");
                }
                findings.push(finding);
                continue;
            }
            places.insert(id.clone(), place);
            self.ids.insert(id, kind);
        }
        if self.audiences.is_empty() {
            findings.push(
                Finding::error("site/no-audience", Place::File("content/audiences".into()), "the site has no audience")
                    .help("write a file such as content/audiences/b2c.yaml; `segue init` shows how one looks"),
            );
        } else if self.audience(&self.file.primary).is_none() {
            let place = self.document.value_place(&["primary"].into_iter().collect());
            let known: Vec<&str> = self.audiences.iter().map(|audience| audience.id.as_str()).collect();
            let help = nearest(self.file.primary.as_str(), known.iter().copied())
                .map_or_else(|| format!("the audiences are: {}", known.join(", ")), |name| format!("did you mean `{name}`?"));
            findings
                .push(Finding::error("site/unknown-audience", place, format!("there is no audience `{}`", self.file.primary)).help(help));
        }
    }

    fn check_homes(&self, findings: &mut Findings) {
        let mut taken = BTreeMap::<String, &Audience>::new();
        for audience in &self.audiences {
            let place = |key: &str| audience.document.key_place(&[key].into_iter().collect());
            if audience.file.path.is_some() && audience.file.url.is_some() {
                findings.push(
                    Finding::error("site/path-and-url", place("url"), "an audience has either `path` or `url`, not both")
                        .help("`path` is a folder on the site's host, `url` a host of its own"),
                );
            }
            if let Home::Path(path) = &audience.home
                && !path.is_empty()
                && !path.split('/').all(|part| AudienceId::new(part).is_some())
            {
                findings.push(
                    Finding::error("site/audience-path", place("path"), format!("`{path}` cannot be a folder of the site"))
                        .help("use small letters, digits and hyphens, or an empty text for the root"),
                );
            }
            let address = match &audience.home {
                Home::Path(path) => format!("{}{path}", self.file.url),
                Home::Host(url) => url.to_string(),
            };
            if let Some(other) = taken.insert(address.clone(), audience) {
                findings.push(
                    Finding::error(
                        "site/same-address",
                        place("path"),
                        format!("the audiences `{}` and `{}` are both published at {address}", other.id, audience.id),
                    )
                    .help("give one of them another `path` or `url`")
                    .related(Place::File(other.document.source().path().to_owned()), "the other audience"),
                );
            }
        }
    }

    /// Calls to action, forms and offers that are named exist in their audience.
    fn check_names(&self, findings: &mut Findings) {
        for audience in &self.audiences {
            let file = &audience.file;
            let mut check = |defaults: &Defaults, at: &KeyPath| {
                for (sort, name, known) in named(defaults, file) {
                    if name != "none" && !known.contains(&name) {
                        findings.push(unknown_name(sort, name, &known, &audience.id, audience.document.value_place(&at.key(sort))));
                    }
                }
            };
            check(&file.defaults, &["defaults"].into_iter().collect());
            for (kind, defaults) in file.kinds.iter() {
                check(defaults, &["kinds", kind.as_str()].into_iter().collect());
            }
            for (stage, defaults) in file.stages.iter() {
                check(defaults, &["stages", stage.as_str()].into_iter().collect());
            }
            for (id, segment) in file.segments.iter() {
                check(&segment.defaults(), &["segments", id.as_str()].into_iter().collect());
            }
        }
    }

    /// Every map of texts has each language that its readers have, and no language that the site lacks.
    fn check_texts(&self, findings: &mut Findings) {
        let mut check = |document: &Document, languages: &[Lang], path: &KeyPath, text: &Text| {
            let Text::ByLanguage(map) = text else { return };
            for lang in languages.iter().filter(|lang| self.text(text, lang).is_none()) {
                findings.push(
                    Finding::error("site/missing-text", document.key_place(path), format!("`{path}` has no text in `{lang}`"))
                        .help(format!("add a line `{lang}: …`; a plain text without languages serves all of them")),
                );
            }
            for lang in map.keys().filter(|lang| !self.file.languages.contains(lang)) {
                let place = document.key_place(&path.key(lang.as_str()));
                findings.push(Finding::error("site/unknown-language", place, format!("`{lang}` is not a language of this site")).help(
                    format!("the site's languages are: {}", self.file.languages.iter().map(Lang::as_str).collect::<Vec<_>>().join(", ")),
                ));
            }
        };
        self.file.texts(&mut |path, text| check(&self.document, &self.file.languages, path, text));
        for audience in &self.audiences {
            audience.file.texts(&mut |path, text| check(&audience.document, &audience.languages, path, text));
        }
        let mut words = |document: &Document, at: KeyPath, words: &super::Words| {
            visit_words(words, &at, &mut |path, lang| {
                if !self.file.languages.contains(lang) {
                    findings.push(
                        Finding::error(
                            "site/unknown-language",
                            document.key_place(path),
                            format!("`{lang}` is not a language of this site"),
                        )
                        .help("words are given by language: `{en: …, ru: …}`"),
                    );
                }
            });
        };
        words(&self.document, ["words"].into_iter().collect(), &self.file.words);
        for audience in &self.audiences {
            words(&audience.document, ["words"].into_iter().collect(), &audience.file.words);
            for (id, segment) in audience.file.segments.iter() {
                words(&audience.document, ["segments", id.as_str(), "words"].into_iter().collect(), &segment.words);
            }
        }
    }
}

/// The calls to action, forms and offers that defaults name, each with the names there are.
pub fn named<'a>(defaults: &'a Defaults, file: &'a AudienceFile) -> Vec<(&'static str, &'a str, Vec<&'a str>)> {
    let mut all = Vec::new();
    if let Some(cta) = &defaults.cta {
        all.push(("cta", cta.as_str(), file.ctas.keys().map(super::CtaId::as_str).collect()));
    }
    if let Some(form) = &defaults.form {
        all.push(("form", form.as_str(), file.forms.keys().map(super::FormId::as_str).collect()));
    }
    if let Some(offer) = &defaults.offer {
        all.push(("offer", offer.as_str(), file.offers.keys().map(super::OfferId::as_str).collect()));
    }
    all
}

/// The finding for a call to action, form or offer that its audience does not have.
pub fn unknown_name(sort: &'static str, name: &str, known: &[&str], audience: &AudienceId, place: Place) -> Finding {
    let rule = match sort {
        "cta" => "site/unknown-cta",
        "form" => "site/unknown-form",
        _ => "site/unknown-offer",
    };
    let help = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => format!("define it under `{sort}s:` in content/audiences/{audience}.yaml"),
        None => format!("`{audience}` has: {}", known.join(", ")),
    };
    Finding::error(rule, place, format!("the audience `{audience}` has no {sort} `{name}`")).help(help)
}

/// Reads a YAML file, or says why that was not possible.
pub fn read_document(world: &dyn World, path: &Utf8Path, findings: &mut Findings) -> Option<Document> {
    read_text(world, path, findings).map(Document::whole)
}

/// Reads a text file, or says why that was not possible.
pub fn read_text(world: &dyn World, path: &Utf8Path, findings: &mut Findings) -> Option<SourceText> {
    let bytes = match world.read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            findings.push(unreadable(&error));
            return None;
        }
    };
    match String::from_utf8(bytes) {
        Ok(text) => Some(SourceText::new(path, text)),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let text = SourceText::new(path, String::from_utf8_lossy(&error.as_bytes()[..valid]).into_owned());
            let place = Place::from((&text, crate::world::Span::new(valid, valid)));
            findings.push(
                Finding::error("world/not-utf-8", place, "the file is not UTF-8 text from here on")
                    .help("save it again as UTF-8; every editor offers that when saving"),
            );
            None
        }
    }
}

fn unreadable(error: &WorldError) -> Finding {
    let finding = Finding::world(error);
    if error.reason == Reason::NotFound && error.path == SITE_FILE {
        return finding.help("`segue init DIR` makes a small working site");
    }
    finding
}

/// All audience files; nothing where one of them cannot be read.
fn read_audiences(world: &dyn World, findings: &mut Findings) -> Option<Vec<(AudienceId, AudienceFile, Document)>> {
    let folder = Utf8Path::new(CONTENT).join(RESERVED[0]);
    let mut files = Vec::new();
    let mut whole = true;
    for name in world.names(&folder) {
        let path = folder.join(&name);
        if name.starts_with('.') || !world.is_file(&path) {
            continue;
        }
        let Some(stem) = name.strip_suffix(".yaml") else {
            let finding = Finding::error("site/audience-file", Place::File(path), "this is not an audience file");
            findings.push(finding.help("audience files end in `.yaml`; anything else belongs into another folder"));
            continue;
        };
        let Some(id) = AudienceId::new(stem) else {
            let finding = Finding::error("site/audience-file", Place::File(path.clone()), format!("`{stem}` cannot be an audience's id"));
            findings.push(finding.help("name the file with small letters, digits and hyphens"));
            continue;
        };
        let document = read_document(world, &path, findings);
        match document.and_then(|document| Some((document.read(findings)?, document))) {
            Some((file, document)) => files.push((id, file, document)),
            None => whole = false,
        }
    }
    whole.then_some(files)
}

fn settle(site: &SiteFile, id: AudienceId, file: AudienceFile, document: Document, overrides: &Overrides) -> Audience {
    let by_side = match file.kind {
        Side::Business => "formal",
        Side::Consumer => "friendly",
    };
    let voice = file.voice.clone().or_else(|| Voice::new(by_side)).unwrap_or_else(|| unreachable!("it is an id"));
    let languages = file.languages.clone().filter(|list| !list.is_empty()).unwrap_or_else(|| site.languages.clone());
    let by_path = || Home::Path(file.path.clone().unwrap_or_else(|| id.to_string()));
    let url = overrides.hosts.get(&id).or(file.url.as_ref()).filter(|_| !overrides.fold);
    let home = url.map_or_else(by_path, |url| Home::Host(url.clone()));
    Audience { id, file, document, languages, voice, home }
}

fn time_zone(file: &SiteFile, document: &Document, findings: &mut Findings) -> TimeZone {
    TimeZone::get(&file.time_zone).unwrap_or_else(|_| {
        let place = document.value_place(&["time_zone"].into_iter().collect());
        findings.push(
            Finding::error("site/time-zone", place, format!("there is no time zone `{}`", file.time_zone))
                .help("use a name of the IANA database, such as `Europe/Berlin` or `Asia/Tbilisi`"),
        );
        TimeZone::UTC
    })
}
