use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use super::{ConsentFile, ConsentText, Covers, LEDGER, Ledger};
use crate::diagnostics::{Finding, Findings, Place};
use crate::site::{Audience, AudienceId, Lang, Name, Site};
use crate::world::{Changes, World};

/// Where consent texts lie.
pub const CONSENT: &str = "content/consent";

/// All consent texts and the ledger.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Consents {
    /// The files of each text, the weakest first.
    texts: BTreeMap<Name, Vec<ConsentFile>>,
    /// Texts of which a file could not be read: nothing more is said of them.
    broken: BTreeSet<Name>,
    /// What was ever published.
    pub ledger: Ledger,
    findings: Vec<Finding>,
}

/// A consent text as it is for readers of one language of an audience.
#[derive(Debug, Clone)]
pub struct TextFor<'a> {
    /// The text.
    pub text: ConsentText,
    /// Its language: another than the readers' where it stands in for a translation.
    pub lang: Lang,
    /// The file that the body stands in.
    pub file: &'a ConsentFile,
    /// The file that says its date.
    pub dated: &'a ConsentFile,
    /// What the consent is to.
    pub covers: Covers,
    /// The page of the privacy notice, with the file that names it.
    pub privacy: Option<(&'a ConsentFile, &'a str)>,
    /// The file that says that it is a sample.
    pub sample: Option<&'a ConsentFile>,
}

/// Why there is no such text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoText {
    /// No file has its name.
    Unknown,
    /// A file of it could not be read, which was said.
    Broken,
    /// It is not there in the readers' language.
    NotTranslated,
    /// It lacks these keys in the readers' language, in this file.
    Lacks(Vec<&'static str>, Box<Place>),
}

impl Consents {
    /// Whether changes on the disk may be changes of them.
    pub fn may_change(changes: &Changes) -> bool {
        changes.may_concern(CONSENT)
    }

    /// Reads all of them. What is wrong is in [`Self::findings`].
    pub fn load(world: &dyn World, site: &Site) -> Self {
        let mut findings = Findings::new();
        let mut consents = Self::default();
        let walk = world.walk(Utf8Path::new(CONSENT));
        findings.extend(walk.problems.iter().map(Finding::world));
        let paths = walk.files.into_iter().map(|file| file.path);
        let hidden = |path: &Utf8PathBuf| {
            path.strip_prefix(CONSENT).is_ok_and(|below| below.components().any(|part| part.as_str().starts_with('.')))
        };
        for path in paths.filter(|path| *path != LEDGER && !hidden(path)) {
            let below = path.parent() != Some(Utf8Path::new(CONSENT));
            if below || path.extension() != Some("md") {
                let finding = Finding::error("consent/file", Place::File(path), "this is no consent text");
                findings.push(
                    finding.help("consent texts are markdown files right in content/consent/; the ledger beside them is ledger.yaml"),
                );
                continue;
            }
            match ConsentFile::read(world, site, &path, &mut findings) {
                (Some(id), Some(file)) => consents.texts.entry(id).or_default().push(file),
                (Some(id), None) => _ = consents.broken.insert(id),
                (None, _) => {}
            }
        }
        for (id, files) in &mut consents.texts {
            files.sort_by(|a, b| (a.ids.strength(), &a.path).cmp(&(b.ids.strength(), &b.path)));
            same_readers(id, files, &mut findings);
        }
        consents.ledger = Ledger::read(world, site, &mut findings);
        consents.findings = findings.into_iter().collect();
        consents
    }

    /// What is wrong with their files.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter()
    }

    /// The files of all texts.
    pub fn files(&self) -> impl Iterator<Item = &ConsentFile> {
        self.texts.values().flatten()
    }

    /// The names of all texts.
    pub fn names(&self) -> impl Iterator<Item = &Name> {
        self.texts.keys()
    }

    /// The weakest file of a text.
    pub fn base(&self, id: &Name) -> Option<&ConsentFile> {
        self.texts.get(id)?.first()
    }

    /// A text as readers of a language of an audience get it.
    ///
    /// # Errors
    ///
    /// Why there is none.
    pub fn text<'a>(&'a self, site: &Site, audience: &Audience, lang: &Lang, id: &Name) -> Result<TextFor<'a>, NoText> {
        if self.broken.contains(id) {
            return Err(NoText::Broken);
        }
        let files = self.texts.get(id).ok_or(NoText::Unknown)?;
        let languages = std::iter::once(lang).chain(site.fallbacks(lang));
        let found = languages.into_iter().find_map(|lang| in_language(site, &audience.id, lang, files));
        found.unwrap_or(Err(NoText::NotTranslated))
    }
}

/// A text in one language; nothing where no file has a body in it.
fn in_language<'a>(site: &Site, audience: &AudienceId, lang: &Lang, files: &'a [ConsentFile]) -> Option<Result<TextFor<'a>, NoText>> {
    let strongest = || files.iter().rev().filter(|file| file.ids.apply_to(audience, None, lang));
    let body = strongest().find(|file| file.lang == *lang && file.body.is_some())?;
    // A text that lies beside the file it belongs to is found in any file for these readers.
    let text = |key: &str| strongest().find_map(|file| file.text(key, lang));
    let dated = strongest().find_map(|file| Some((file, file.front.date?)));
    let keys = [("title", text("title")), ("purpose", text("purpose")), ("box", text("box"))];
    let lacks = keys.iter().filter(|(_, value)| value.as_ref().is_none_or(|value| value.trim().is_empty())).map(|(key, _)| *key);
    let lacks: Vec<&str> = lacks.chain(dated.is_none().then_some("date")).collect();
    let (Some((dated, date)), true) = (dated, lacks.is_empty()) else {
        return Some(Err(NoText::Lacks(lacks, Box::new(body.key_place("title")))));
    };
    let [title, purpose, sentence] = keys.map(|(_, value)| value.unwrap_or_default());
    let organization = &site.file.organization;
    let legal_name = || organization.legal_name.as_ref().and_then(|name| site.text(name, lang)).map(str::to_owned);
    let text = ConsentText {
        title,
        date: date.0,
        purpose,
        controller: text("controller").or_else(legal_name).unwrap_or_default(),
        withdraw: text("withdraw").unwrap_or_default(),
        sentence,
        body: body.body.clone().unwrap_or_default(),
    };
    Some(Ok(TextFor {
        text: text.normalised(),
        lang: lang.clone(),
        file: body,
        dated,
        covers: strongest().find_map(|file| file.front.covers).unwrap_or_default(),
        privacy: strongest().find_map(|file| Some((file, file.front.privacy.as_deref()?))),
        sample: strongest().find(|file| file.front.sample.is_some()).filter(|file| file.front.sample == Some(true)),
    }))
}

/// Two files for the same readers in the same language cannot both be their text.
fn same_readers(id: &Name, files: &[ConsentFile], findings: &mut Findings) {
    let mut seen = BTreeMap::<(Option<&AudienceId>, &Lang), &ConsentFile>::new();
    for file in files.iter().filter(|file| file.body.is_some()) {
        if let Some(first) = seen.insert((file.ids.audience(), &file.lang), file) {
            let message = format!("the consent text `{id}` stands here twice in `{}`", file.lang);
            findings.push(
                Finding::error("consent/twice", Place::File(file.path.clone()), message)
                    .help("keep one of the two files: people agree to one text")
                    .related(Place::File(first.path.clone()), "the other one"),
            );
        }
    }
}
