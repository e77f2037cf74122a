//! Which consent texts are published, and where: those that forms of an audience ask for, and all that the ledger holds.

use camino::{Utf8Path, Utf8PathBuf};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::host::Address;
use super::link::{From, Link, Links, Lookup};
use super::page::Page;
use super::variant::{Variant, VariantId};
use super::{Files, Plan};
use crate::content::consent::{CONSENT, ConsentHash, ConsentText, Consents, NoText, Recorded, TextFor, shown};
use crate::content::{Content, Gate};
use crate::diagnostics::{Finding, Findings, Level, Place, listed, nearest};
use crate::site::{Audience, ConsentBasis, ConsentFact, ConsentUse, Form, FormId, Lang, Name, Site};
use crate::world::yaml::KeyPath;

/// The number of a consent text's page in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ConsentId(pub usize);

/// A consent text as one variant publishes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConsentPage {
    /// Its variant.
    pub variant: VariantId,
    /// The text's name.
    pub id: Name,
    /// The text.
    pub text: ConsentText,
    /// Its language.
    pub lang: Lang,
    /// Its hash.
    pub hash: ConsentHash,
    /// Where it is.
    pub address: Address,
    /// Whether it is the one that forms ask for now.
    pub current: bool,
    /// When it was recorded.
    pub recorded: Option<Date>,
    /// Whether it only shows how such a text looks.
    pub sample: bool,
    /// Where the privacy notice is.
    pub privacy: Option<Link>,
    /// Where the links of its body lead, in order.
    pub links: Vec<Link>,
    /// The file that its body stands in; nothing where only the ledger has it.
    pub file: Option<Utf8PathBuf>,
}

/// A form that asks for a consent: its name, and where in the audience's file it says so.
pub(super) struct Asked<'a> {
    pub(super) form: &'a FormId,
    pub(super) of: &'a ConsentUse,
    pub(super) place: Place,
}

/// Every consent that forms of an audience ask for.
pub(super) fn asked(audience: &Audience) -> impl Iterator<Item = Asked<'_>> {
    audience.file.forms.iter().flat_map(move |(form, own)| {
        own.consent.iter().enumerate().map(move |(index, of)| {
            let at = ["forms", form.as_str(), "consent"].into_iter().collect::<KeyPath>().join(&own.consent.path(index));
            Asked { form, of, place: audience.document.value_place(&at) }
        })
    })
}

/// What consent texts are published from.
pub(super) struct ConsentPlanner<'a> {
    pub(super) site: &'a Site,
    pub(super) content: &'a Content,
    pub(super) consents: &'a Consents,
    pub(super) plan: &'a Plan,
    pub(super) files: &'a Files,
}

impl ConsentPlanner<'_> {
    /// All consent texts of all variants: by variant and name, the one in force before those that it replaced.
    pub(super) fn pages(&self, findings: &mut Findings) -> Vec<ConsentPage> {
        findings.extend(self.consents.findings().cloned());
        let mut pages = Vec::new();
        for audience in &self.site.audiences {
            boxes(audience, findings);
        }
        for variant in &self.plan.variants {
            let Some(audience) = variant.audience(self.site) else { continue };
            let mut names: Vec<&Name> = Vec::new();
            for asked in asked(audience) {
                if names.contains(&&asked.of.id) {
                    continue;
                }
                names.push(&asked.of.id);
                match self.consents.text(self.site, audience, &variant.lang, &asked.of.id) {
                    Ok(text) => pages.push(self.current(variant, &asked.of.id, &text, findings)),
                    Err(why) => findings.extend(self.missing(variant, &asked, why)),
                }
            }
            let of_now: Vec<(Name, ConsentHash)> =
                pages.iter().filter(|page| page.variant == variant.id).map(|page| (page.id.clone(), page.hash.clone())).collect();
            let old = self.consents.ledger.of_readers(&variant.audience, &variant.lang);
            let old = old.filter(|entry| !of_now.iter().any(|(id, hash)| (id, hash) == (&entry.id, &entry.hash)));
            pages.extend(old.map(|entry| self.replaced(variant, entry)));
        }
        let key = |page: &ConsentPage| (page.variant, page.id.clone(), !page.current, std::cmp::Reverse(page.text.date), page.hash.clone());
        pages.sort_by_key(key);
        self.unused(findings);
        pages
    }

    /// A text that forms ask for now.
    fn current(&self, variant: &Variant, id: &Name, text: &TextFor<'_>, findings: &mut Findings) -> ConsentPage {
        let hash = text.text.hash();
        let who = format!("{}/{}", variant.audience, variant.lang);
        let recorded = || self.consents.ledger.of(id, &variant.audience, &variant.lang);
        let own = recorded().find(|entry| entry.hash == hash);
        if let Some(sample) = text.sample {
            findings.push(
                Finding::warning("consent/sample", sample.key_place("sample"), format!("the consent text `{id}` is a sample"))
                    .help("this is a sample, not legal advice: have your own text written, then take out `sample: true`"),
            );
        } else if let Some(other) = recorded().find(|entry| entry.text.date == text.text.date && entry.hash != hash) {
            let differences = text.text.differences(&other.text);
            let message = format!(
                "the consent text `{id}` of {} was recorded on {} for {who} and has another `{}` now",
                other.text.date,
                other.published,
                differences.join("` and another `"),
            );
            findings.push(
                Finding::error("consent/changed", text.dated.value_place("date"), message)
                    .help("people agreed to the text as it was: give the changed one a new `date` and run `segue record`, or put it back"),
            );
        } else if own.is_none() && !self.consents.ledger.is_broken {
            findings.push(
                Finding::warning(
                    "consent/unrecorded",
                    text.file.value_place("date"),
                    format!("the consent text `{id}` is published for {who} and stands in no ledger"),
                )
                .help("run `segue record` and commit content/consent/ledger.yaml, so that the text is kept when it changes"),
            );
        }
        let folder = Utf8Path::new(CONSENT);
        let mut links = Vec::new();
        for (number, lookup) in self.links(variant, &text.lang, &text.text.body).into_iter().enumerate() {
            if matches!(lookup, Lookup::File(_)) {
                let place = text.file.link_place(number);
                let finding = Finding::error("consent/plain", place, "a consent text publishes no files");
                findings.push(finding.help("link to a page that has the file"));
            }
            findings.extend(lookup.finding(|| text.file.link_place(number)));
            links.push(link(lookup));
        }
        let privacy = text.privacy.map(|(file, target)| {
            let from = From { variant: variant.id, edition: None, folder, page: None };
            let lookup = self.look_up(from, target);
            if matches!(lookup, Lookup::File(_)) {
                let finding = Finding::error("consent/plain", file.value_place("privacy"), format!("`{target}` is a file and no page"));
                findings.push(finding.help("name the page of the privacy notice: `privacy: ../pages/privacy.md`"));
            }
            findings.extend(lookup.finding(|| file.value_place("privacy")));
            link(lookup)
        });
        ConsentPage {
            variant: variant.id,
            id: id.clone(),
            lang: text.lang.clone(),
            address: address(variant, id, &hash),
            hash,
            current: true,
            recorded: own.map(|entry| entry.published.0),
            sample: text.sample.is_some(),
            privacy: privacy.filter(|link| *link != Link::Plain),
            links,
            file: Some(text.file.path.clone()),
            text: text.text.clone(),
        }
    }

    /// A text that was in force once. What its links led to may be gone, and nobody can change it any more.
    fn replaced(&self, variant: &Variant, entry: &Recorded) -> ConsentPage {
        let Recorded { id, lang, text_lang, published, hash, text, .. } = entry;
        let lang = text_lang.as_ref().unwrap_or(lang);
        ConsentPage {
            variant: variant.id,
            id: id.clone(),
            lang: lang.clone(),
            hash: hash.clone(),
            address: address(variant, id, hash),
            current: false,
            recorded: Some(published.0),
            sample: false,
            privacy: None,
            links: self.links(variant, lang, &text.body).into_iter().map(link).collect(),
            file: None,
            text: text.clone(),
        }
    }

    fn links(&self, variant: &Variant, lang: &Lang, body: &str) -> Vec<Lookup> {
        let shown = shown(self.site, &variant.audience, lang, body);
        let from = From { variant: variant.id, edition: None, folder: Utf8Path::new(CONSENT), page: None };
        shown.links.iter().map(|link| self.look_up(from, &link.target)).collect()
    }

    fn look_up(&self, from: From<'_>, target: &str) -> Lookup {
        Links { site: self.site, content: self.content, plan: self.plan, files: self.files }.look_up(from, target)
    }

    fn missing(&self, variant: &Variant, asked: &Asked<'_>, why: NoText) -> Option<Finding> {
        let (form, id) = (asked.form, &asked.of.id);
        Some(match why {
            NoText::Broken => return None,
            NoText::Unknown => {
                let known = || self.consents.names().map(Name::as_str);
                let help = match nearest(id.as_str(), known()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if known().next().is_none() => format!("write {CONSENT}/{id}.md: the text that people agree to"),
                    None => format!("there are: {}; or write {CONSENT}/{id}.md", listed(known())),
                };
                Finding::error("consent/unknown", asked.place.clone(), format!("there is no consent text `{id}`")).help(help)
            }
            NoText::NotTranslated => {
                let lang = &variant.lang;
                let message = format!("the consent text `{id}` is not there in `{lang}`, and the form `{form}` is");
                Finding::error("consent/no-text", asked.place.clone(), message)
                    .help(format!("write {CONSENT}/{id}.{lang}.md: people agree to what they can read"))
            }
            NoText::Lacks(keys, place) => {
                let message = format!("the consent text `{id}` has no `{}` in `{}`", keys.join("` and no `"), variant.lang);
                let help = keys.iter().map(|key| key_help(key)).collect::<Vec<_>>().join("; ");
                Finding::error("consent/incomplete", *place, message).help(help)
            }
        })
    }

    /// What no form asks for is not published.
    fn unused(&self, findings: &mut Findings) {
        for id in self.consents.names() {
            let used = self.site.audiences.iter().flat_map(asked).any(|asked| asked.of.id == *id);
            if let Some(base) = self.consents.base(id).filter(|_| !used) {
                let message = format!("no form asks for the consent `{id}`, so its text is not published");
                findings.push(
                    Finding::new(Level::Note, "consent/unused", base.key_place("title"), message)
                        .help(format!("write `consent: {id}` in a form of an audience file; what the ledger holds of it stays published")),
                );
            }
        }
    }
}

/// What a key of a consent text says.
fn key_help(key: &str) -> &'static str {
    match key {
        "title" => "`title` is the heading of the text's own page",
        "purpose" => "`purpose` says what the data are used for",
        "box" => "`box` is the sentence beside the box",
        _ => "`date: 2026-11-22` says since when the text is as it is",
    }
}

fn link(lookup: Lookup) -> Link {
    match lookup {
        Lookup::Found(link) => link,
        Lookup::File(_) | Lookup::Gone(_) | Lookup::Wrong { .. } => Link::Plain,
    }
}

fn address(variant: &Variant, id: &Name, hash: &ConsentHash) -> Address {
    variant.root.join(&format!("consent/{id}-{}/", hash.short()))
}

/// Whoever asks for data with consent asks for it with a box.
fn boxes(audience: &Audience, findings: &mut Findings) {
    for (id, form) in audience.file.forms.iter() {
        let at: KeyPath = ["forms", id.as_str(), "consent"].into_iter().collect();
        for (index, of) in
            form.consent.iter().enumerate().filter(|(index, of)| form.consent[..*index].iter().any(|known| known.id == of.id))
        {
            let place = audience.document.value_place(&at.join(&form.consent.path(index)));
            findings.push(
                Finding::error("consent/asked-twice", place, format!("the form `{id}` asks for the consent `{}` twice", of.id))
                    .help("keep one of the two"),
            );
        }
        if form.basis == Some(ConsentBasis::Consent) && form.consent.is_empty() {
            let place = audience.document.value_place(&["forms", id.as_str(), "basis"].into_iter().collect());
            findings.push(
                Finding::error("consent/no-box", place, format!("the form `{id}` rests on consent and asks for none"))
                    .help(format!("add `consent: NAME` and write {CONSENT}/NAME.md: each purpose gets a text and a box of its own")),
            );
        }
    }
}

/// Whether a form cannot be sent without a consent, on a page or by itself. One that hands out a file is for that, and not for a consent
/// alone: nobody has to agree to letters for it.
pub fn must_agree(page: Option<&Page>, id: &FormId, form: &Form, of: &ConsentUse) -> bool {
    let hands_out = |page: &Page| {
        let given = page.front.lead_magnet.as_ref().is_some_and(|magnet| magnet.gate != Some(Gate::Open));
        given && page.front.form.as_ref() == Some(id)
    };
    of.required.unwrap_or_else(|| form.is_for_one_consent() && !page.is_some_and(hands_out))
}

impl Plan {
    /// The consent texts that a form of a variant asks for, as they travel with it.
    pub fn consent_facts(&self, variant: VariantId, form: &Form) -> Vec<ConsentFact> {
        let texts = form.consent.iter().filter_map(|of| self.consent(variant, &of.id));
        let fact = |text: &ConsentPage| ConsentFact {
            id: text.id.clone(),
            hash: text.hash.to_string(),
            url: self.hosts.absolute(&text.address),
            lang: text.lang.to_string(),
        };
        texts.map(fact).collect()
    }

    /// The consent text of a variant that forms ask for now.
    pub fn consent(&self, variant: VariantId, id: &Name) -> Option<&ConsentPage> {
        self.consents.iter().find(|page| page.variant == variant && page.id == *id && page.current)
    }
}
