//! What must hold of `site.yaml` and the audience files together.

use std::collections::BTreeMap;

use camino::Utf8Path;

use super::texts::{Texts, visit_words};
use super::{Audience, AudienceFile, AudienceId, CONTENT, Defaults, FreeFrom, Home, IdKind, Lang, RESERVED, Site, Text};
use crate::diagnostics::{Document, Finding, Findings, Place, nearest};
use crate::world::World;
use crate::world::yaml::KeyPath;

impl Site {
    pub(super) fn check_languages(&self, findings: &mut Findings) {
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
            if let Some(FreeFrom::ByLanguage(sums)) = audience.file.delivery.as_ref().map(|delivery| &delivery.free_from) {
                for lang in sums.keys() {
                    check(&audience.document, path("delivery").key("free_from").key(lang.as_str()), lang, findings);
                }
            }
        }
    }

    /// Audiences, segments and languages share one namespace, with sections beside them, because addresses are made of all of them.
    pub(super) fn collect_ids(&mut self, world: &dyn World, findings: &mut Findings) {
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

    pub(super) fn check_homes(&self, findings: &mut Findings) {
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
    pub(super) fn check_names(&self, findings: &mut Findings) {
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
    pub(super) fn check_texts(&self, findings: &mut Findings) {
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

/// The calls to action, forms, offers and contacts that defaults name, each with the names there are.
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
    if let Some(contact) = &defaults.contact {
        all.push(("contact", contact.as_str(), file.contacts.keys().map(super::ContactId::as_str).collect()));
    }
    all
}

/// The finding for a call to action, form, offer or contact that its audience does not have.
pub fn unknown_name(sort: &'static str, name: &str, known: &[&str], audience: &AudienceId, place: Place) -> Finding {
    let rule = match sort {
        "cta" => "site/unknown-cta",
        "form" => "site/unknown-form",
        "contact" => "site/unknown-contact",
        _ => "site/unknown-offer",
    };
    let help = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => format!("define it under `{sort}s:` in content/audiences/{audience}.yaml"),
        None => format!("`{audience}` has: {}", known.join(", ")),
    };
    Finding::error(rule, place, format!("the audience `{audience}` has no {sort} `{name}`")).help(help)
}
