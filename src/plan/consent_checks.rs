//! What laws list for forms and consent texts, as far as a plan can be looked at. Which rules apply is data ([`crate::site::Law`]).

use std::collections::BTreeMap;

use super::consent::asked;
use super::files::gated_file;
use super::{Plan, Variant};
use crate::content::consent::{Consents, Covers, TextFor};
use crate::diagnostics::{Finding, Findings, Level, Place};
use crate::site::{Audience, ConsentBasis, Form, FormId, Jurisdiction, LegalCheck, LegalRule, Site, Text};
use crate::world::yaml::KeyPath;

/// What forms and consent texts are held against.
pub(super) struct ConsentChecks<'a> {
    pub(super) site: &'a Site,
    pub(super) consents: &'a Consents,
    pub(super) plan: &'a Plan,
}

/// What somebody is to be told, with what to do about it.
type Said = (Place, String, String);

impl ConsentChecks<'_> {
    /// What the rules of each audience's jurisdictions find.
    pub(super) fn check(&self, findings: &mut Findings) {
        for audience in &self.site.audiences {
            for (check, rules) in by_check(audience.jurisdictions(&self.site.file)) {
                for (place, message, todo) in self.found(audience, check, &rules) {
                    findings.push(finding(check, &rules, place, message, &todo));
                }
            }
        }
    }

    fn found(&self, audience: &Audience, check: LegalCheck, rules: &[Ruling]) -> Vec<Said> {
        let forms = || audience.file.forms.iter();
        let of_forms = |look: fn(&Looking<'_>) -> Option<Said>| {
            forms().filter_map(|(id, form)| look(&Looking { audience, id, form, rules })).collect::<Vec<_>>()
        };
        match check {
            LegalCheck::BasisDeclared => of_forms(basis_declared),
            LegalCheck::NotConditional => of_forms(not_conditional),
            LegalCheck::NotByButton => of_forms(not_by_button),
            LegalCheck::WrittenFor => of_forms(written_for),
            LegalCheck::FileApart => self.file_apart(audience),
            LegalCheck::AdvertisingApart => self.apart(audience, Covers::Advertising, "advertising"),
            LegalCheck::TransferApart => self.apart(audience, Covers::ThirdParties, "handing the data to third parties"),
            LegalCheck::ControllerNamed => self.texts(audience, |id, text, _| {
                text.text.controller.is_empty().then(|| {
                    let todo = "write `controller: …` in the text, or `legal_name` under `organization:` in site.yaml";
                    (text.file.key_place("controller"), format!("the consent text `{id}` does not say who is responsible"), todo.to_owned())
                })
            }),
            LegalCheck::WithdrawalStated => self.texts(audience, |id, text, _| {
                text.text.withdraw.is_empty().then(|| {
                    let todo = "write `withdraw: …` with the way to do it, such as a link in each letter or an address to write to";
                    (text.file.key_place("withdraw"), format!("the consent text `{id}` does not say how to withdraw"), todo.to_owned())
                })
            }),
            LegalCheck::PrivacyLinked => self.texts(audience, |id, text, _| {
                text.privacy.is_none().then(|| {
                    let todo = "write `privacy: ../pages/privacy.md` with the path of your notice";
                    (text.file.key_place("privacy"), format!("the consent text `{id}` leads to no privacy notice"), todo.to_owned())
                })
            }),
            LegalCheck::SameLanguage => self.texts(audience, |id, text, variant| {
                (text.lang != variant.lang).then(|| {
                    let (own, lang) = (&text.lang, &variant.lang);
                    let message = format!("readers of `{lang}` are asked for the consent `{id}` in `{own}`");
                    (text.file.key_place("title"), message, format!("write content/consent/{id}.{lang}.md"))
                })
            }),
            LegalCheck::DocumentApart => self.texts(audience, |id, text, _| {
                let is_policy = text.privacy.is_some_and(|(_, page)| page.contains("/consent/") || page.starts_with("consent/"));
                is_policy.then(|| {
                    let message = format!("the consent text `{id}` names a consent text as its privacy notice");
                    (text.file.key_place("privacy"), message, "name the page of the privacy notice".to_owned())
                })
            }),
        }
    }

    /// Looks at each text that forms of an audience ask for, in each language.
    fn texts(&self, audience: &Audience, look: impl Fn(&str, &TextFor<'_>, &Variant) -> Option<Said>) -> Vec<Said> {
        let variants = self.plan.variants.iter().filter(|variant| variant.audience == audience.id);
        let found = variants.flat_map(|variant| {
            let look = &look;
            asked(audience).filter_map(move |asked| {
                let text = self.consents.text(self.site, audience, &variant.lang, &asked.of.id).ok()?;
                look(asked.of.id.as_str(), &text, variant)
            })
        });
        found.collect()
    }

    /// What the consents of a form are to, whatever the language.
    fn covers(&self, audience: &Audience, form: &Form) -> Vec<Covers> {
        let lang = audience.languages.first();
        let text = |id| lang.and_then(|lang| self.consents.text(self.site, audience, lang, id).ok());
        form.consent.iter().filter_map(|of| Some(text(&of.id)?.covers)).collect()
    }

    /// A form that asks for one sort of consent and for none to the processing.
    fn apart(&self, audience: &Audience, what: Covers, called: &str) -> Vec<Said> {
        let forms = audience.file.forms.iter().filter(|(_, form)| form.basis == Some(ConsentBasis::Consent));
        let wrong = forms.filter(|(_, form)| {
            let covers = self.covers(audience, form);
            covers.contains(&what) && !covers.contains(&Covers::Processing)
        });
        let said = wrong.map(|(id, _)| {
            let place = place(audience, id, "consent");
            let message = format!("the form `{id}` has a box for {called} and none for the processing of the data");
            (place, message, "add a consent text without `covers:`, which is for the processing".to_owned())
        });
        said.collect()
    }

    /// A gated file behind a form that asks for a consent that must be given.
    fn file_apart(&self, audience: &Audience) -> Vec<Said> {
        let mut said = Vec::new();
        // Pages are many and kept closed: they are looked into only where a form could be at fault.
        if !audience.file.forms.values().any(|form| form.consent.iter().any(|of| of.required == Some(true))) {
            return said;
        }
        for (_, page) in self.plan.there().filter(|(_, page)| self.plan.variant(page.variant).audience == audience.id) {
            let Some(form) = page.front.form.as_ref().filter(|_| gated_file(page).is_some()) else { continue };
            let required = audience.file.forms.get(form).and_then(|own| own.consent.iter().find(|of| of.required == Some(true)));
            if let Some(of) = required {
                let message = format!("the file is given only to those who agree to `{}`", of.id);
                let at: KeyPath = ["lead_magnet"].into_iter().collect();
                let todo = format!("take `required: true` out of the form `{form}`, or say beside the form that both come together");
                said.push((page.source.base().key_place(&at), message, todo));
            }
        }
        said.sort_by(|a, b| (a.0.path(), &a.1).cmp(&(b.0.path(), &b.1)));
        said.dedup();
        said
    }
}

/// A rule with whose it is.
type Ruling = (Jurisdiction, &'static LegalRule);

/// The rules of some jurisdictions, by what they look at.
fn by_check(jurisdictions: &[Jurisdiction]) -> BTreeMap<LegalCheck, Vec<Ruling>> {
    let mut all = BTreeMap::<LegalCheck, Vec<Ruling>>::new();
    for jurisdiction in jurisdictions {
        for rule in &jurisdiction.law().rules {
            let rules = all.entry(rule.check).or_default();
            if !rules.iter().any(|(known, _)| known == jurisdiction) {
                rules.push((*jurisdiction, rule));
            }
        }
    }
    all
}

/// One finding for all rules that ask for the same: as grave as the surest of them allows.
fn finding(check: LegalCheck, rules: &[Ruling], place: Place, message: String, todo: &str) -> Finding {
    let level = rules.iter().map(|(_, rule)| rule.status.level()).min().unwrap_or(Level::Note);
    let source = |(_, rule): &Ruling| format!("{} (read {}, {})", rule.source, rule.read, rule.status.as_str());
    let sources: Vec<String> = rules.iter().map(source).collect();
    let ids: Vec<String> = rules.iter().map(|(jurisdiction, rule)| format!("{}/{}", jurisdiction.as_str(), rule.id)).collect();
    let shows = rules.first().map(|(_, rule)| rule.shows.as_str()).unwrap_or_default();
    Finding::new(level, check.rule(), place, message).help(format!(
        "{todo}. To be shown: {shows}. This checks that the page shows what {} lists; not legal advice [{}]",
        sources.join(" and "),
        ids.join(", ")
    ))
}

/// A form that is looked at, with the rules it is looked at for.
struct Looking<'a> {
    audience: &'a Audience,
    id: &'a FormId,
    form: &'a Form,
    rules: &'a [Ruling],
}

impl Looking<'_> {
    /// The first field of the form that the rules name.
    fn field(&self) -> Option<(usize, &str)> {
        let named = |id: &str| self.rules.iter().any(|(_, rule)| rule.fields.iter().any(|field| field.as_str() == id));
        let mut fields = self.form.fields.iter().enumerate().map(|(index, field)| (index, field.id.as_str()));
        fields.find(|(_, id)| named(id))
    }
}

fn place(audience: &Audience, form: &FormId, key: &str) -> Place {
    audience.document.key_place(&["forms", form.as_str(), key].into_iter().collect())
}

fn basis_declared(look: &Looking<'_>) -> Option<Said> {
    let (_, field) = look.field().filter(|_| look.form.basis.is_none())?;
    let message = format!("the form `{}` asks for `{field}` and does not say on which ground that is used", look.id);
    let todo = "write `basis: consent`, `basis: contract` or `basis: legitimate-interest`";
    Some((place(look.audience, look.id, "basis"), message, todo.to_owned()))
}

/// Where all that a form is for is one consent, it cannot be answered without it.
fn not_conditional(look: &Looking<'_>) -> Option<Said> {
    let alone = look.form.consent.len() == 1 && look.form.basis == Some(ConsentBasis::Consent);
    let required = look.form.consent.iter().find(|of| of.required == Some(true)).filter(|_| !alone)?;
    let message = format!("the form `{}` cannot be sent without the consent `{}`", look.id, required.id);
    let todo = "take `required: true` out unless the form cannot be answered without it";
    Some((place(look.audience, look.id, "consent"), message, todo.to_owned()))
}

fn not_by_button(look: &Looking<'_>) -> Option<Said> {
    if !look.form.consent.is_empty() {
        return None;
    }
    let Form { intro, button, fields, .. } = look.form;
    let texts = [("intro", intro.as_ref()), ("button", button.as_ref())];
    let hints = fields.iter().map(|field| ("fields", field.hint.as_ref()));
    let mut texts = texts.into_iter().chain(hints).filter_map(|(key, text)| Some((key, text?)));
    let (key, phrase) = texts.find_map(|(key, text)| Some((key, phrase(look.rules, text)?)))?;
    let message = format!("the form `{}` takes the press of a button for consent: \"{phrase}\"", look.id);
    Some((place(look.audience, look.id, key), message, "ask for consent with a box: `consent: NAME`".to_owned()))
}

/// The first phrase of the rules that a text has in any language.
fn phrase(rules: &[Ruling], text: &Text) -> Option<&'static str> {
    let texts: Vec<String> = match text {
        Text::Plain(text) => vec![text.to_lowercase()],
        Text::ByLanguage(map) => map.values().map(|text| text.to_lowercase()).collect(),
    };
    let mut phrases = rules.iter().flat_map(|(_, rule)| &rule.phrases);
    phrases.find(|phrase| texts.iter().any(|text| text.contains(phrase.as_str()))).map(String::as_str)
}

fn written_for(look: &Looking<'_>) -> Option<Said> {
    let (index, field) = look.field()?;
    let at: KeyPath = ["forms", look.id.as_str(), "fields"].into_iter().collect();
    let message = format!("the form `{}` asks for `{field}`", look.id);
    let todo = "ask for it with written consent, or leave it out";
    Some((look.audience.document.value_place(&at.index(index).key("id")), message, todo.to_owned()))
}
