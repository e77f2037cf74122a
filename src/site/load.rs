use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::tz::TimeZone;

use super::provider::{PROVIDERS, Providers};
use super::{
    Address, AudienceFile, AudienceId, BaseUrl, FORMAL, FRIENDLY, IdKind, Jurisdiction, Lang, Manners, PRESETS, Preset, Presets, Register,
    Segment, SegmentId, Side, SiteFile, Text, Voice,
};
use crate::diagnostics::{Document, Finding, Findings, Place, nearest, secret};
use crate::world::limits::TEXT_BYTES;
use crate::world::{Changes, Reason, SourceText, World, WorldError};

/// Where `site.yaml` lies.
pub const SITE_FILE: &str = "site.yaml";

/// The list of findings that the site sets aside, beside [`SITE_FILE`].
pub const BASELINE: &str = "check-baseline.yaml";
/// Where everything lies that authors write.
pub const CONTENT: &str = "content";
/// Where themes lie.
pub const THEMES: &str = "themes";
/// The folders that a site is read from, beside [`SITE_FILE`]: all else in a project (output, state, version control) is no source.
pub const FOLDERS: [&str; 4] = [CONTENT, THEMES, PRESETS, PROVIDERS];
/// Folders of `content/` that are no sections.
pub const RESERVED: [&str; 4] = ["audiences", "snippets", "consent", "static"];

/// `site.yaml` and the audience files, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// What `site.yaml` says.
    pub file: SiteFile,
    /// Where it says so.
    pub document: Document,
    /// The time zone that dates are in.
    pub time_zone: TimeZone,
    /// All audiences, by id.
    pub audiences: Vec<Audience>,
    /// Who may receive what forms send.
    pub providers: Providers,
    /// What each id names.
    pub ids: BTreeMap<String, IdKind>,
    /// Ready-made defaults for segments, and the site's own.
    pub presets: Presets,
}

/// One audience with what it leaves to the site filled in.
#[derive(Debug, Clone, PartialEq)]
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
        Register { voice: voice.unwrap_or(&self.voice).clone(), base: self.voice.clone(), address: self.file.address }
    }

    /// Whose consent rules apply to its forms.
    pub fn jurisdictions<'a>(&'a self, site: &'a SiteFile) -> &'a [Jurisdiction] {
        self.file.jurisdictions.as_ref().unwrap_or(&site.jurisdictions)
    }

    /// How its readers are addressed.
    pub fn address(&self) -> Address {
        self.file.address
    }
}

/// Changes to a site that the command line asks for.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// Another address for the site itself.
    pub url: Option<BaseUrl>,
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
        secret::look(document.source(), findings);
        let file: Option<SiteFile> = document.read(findings);
        let providers = Providers::load(world, findings);
        let audience_files = read_audiences(world, findings);
        let (mut file, audience_files) = (file?, audience_files?);
        file.url = overrides.url.clone().unwrap_or(file.url);
        let time_zone = time_zone(&file, &document, findings);
        let mut audiences: Vec<Audience> =
            audience_files.into_iter().map(|(id, audience, document)| settle(&file, id, audience, document, overrides)).collect();
        audiences.sort_by(|a, b| a.id.cmp(&b.id));
        let presets = Presets::load(world, findings);
        let mut site = Self { file, document, time_zone, audiences, ids: BTreeMap::new(), providers, presets };
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
        site.check_presets(findings);
        site.check_offers(findings);
        site.check_texts(findings);
        site.check_forms(findings);
        Some(site)
    }

    /// Whether changes on the disk may be changes of the site: of its files, or of the names of sections, which ids must not have.
    pub fn may_change(changes: &Changes) -> bool {
        let audiences = Utf8Path::new(CONTENT).join(RESERVED[0]);
        let section = |path: &Utf8PathBuf| path.parent() == Some(Utf8Path::new(CONTENT)) && path.extension().is_none();
        changes.may_concern(SITE_FILE)
            || changes.may_concern(audiences)
            || changes.may_concern(PRESETS)
            || changes.may_concern(PROVIDERS)
            || matches!(changes, Changes::Paths(paths) if paths.iter().any(section))
    }

    /// All that it was read from: each file by its name, with its text.
    pub fn texts(&self) -> Vec<(&str, &str)> {
        let site = std::iter::once((SITE_FILE, self.document.text()));
        let audiences = self.audiences.iter().map(|audience| (audience.id.as_str(), audience.document.text()));
        site.chain(audiences).chain(self.providers.own_texts()).chain(self.presets.own_texts()).collect()
    }

    /// An audience by its id.
    pub fn audience(&self, id: &AudienceId) -> Option<&Audience> {
        self.audiences.iter().find(|audience| audience.id == *id)
    }

    /// The preset of a segment, if it names one.
    pub fn preset(&self, segment: &Segment) -> Option<&Preset> {
        self.presets.get(segment.preset.as_ref()?)
    }

    /// How the pages of an audience behave that are for a segment, or for all of it.
    pub fn manners(&self, audience: &Audience, segment: Option<&SegmentId>) -> Manners {
        let segment = segment.and_then(|id| audience.file.segments.get(id));
        segment.map(|segment| segment.manners(self.preset(segment))).unwrap_or_default()
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
}

/// Reads a YAML file, or says why that was not possible.
pub fn read_document(world: &dyn World, path: &Utf8Path, findings: &mut Findings) -> Option<Document> {
    read_text(world, path, findings).map(Document::whole)
}

/// Reads a text file, or says why that was not possible.
pub fn read_text(world: &dyn World, path: &Utf8Path, findings: &mut Findings) -> Option<SourceText> {
    match world.read(path) {
        Ok(bytes) => decode_text(path, bytes, findings),
        Err(error) => {
            findings.push(unreadable(&error));
            None
        }
    }
}

/// The bytes of a text file as text, or why they are none.
pub fn decode_text(path: &Utf8Path, bytes: Vec<u8>, findings: &mut Findings) -> Option<SourceText> {
    if bytes.len() > TEXT_BYTES {
        findings.push(too_large(path, bytes.len() as u64));
        return None;
    }
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

/// The finding for a text file that is too large to be one.
pub fn too_large(path: &Utf8Path, size: u64) -> Finding {
    let message = format!("this text file has {} MB, and at most {} are read", size >> 20, TEXT_BYTES >> 20);
    Finding::error("world/too-large", Place::File(path.to_owned()), message)
        .help("split it into several pages, and put pictures and tables of data into files of their own")
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
        document.iter().for_each(|document| secret::look(document.source(), findings));
        match document.and_then(|document| Some((document.read(findings)?, document))) {
            Some((file, document)) => files.push((id, file, document)),
            None => whole = false,
        }
    }
    whole.then_some(files)
}

fn settle(site: &SiteFile, id: AudienceId, file: AudienceFile, document: Document, overrides: &Overrides) -> Audience {
    let by_side = match file.kind {
        Side::Business => FORMAL,
        Side::Consumer => FRIENDLY,
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
