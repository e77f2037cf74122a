//! What forms send and to whom, for `segue forms` and `segue explain`.

use serde::Serialize;

use super::{Snapshot, Thanks, Variant, must_agree};
use crate::site::{AUTO, Audience, ConsentUse, Facts, Field, Form, FormId, Input, Stage, Wiring};

/// One form, for `segue forms`.
#[derive(Debug, Clone, Serialize)]
pub struct FormRow {
    /// The audience.
    pub audience: String,
    /// The form.
    pub form: String,
    /// What it is for.
    pub kind: &'static str,
    /// The provider's name.
    pub provider: String,
    /// How people know it.
    pub label: String,
    /// Where the form is sent.
    pub action: String,
    /// The origins that it is sent to or leads to, for a policy's `form-action`.
    pub hosts: Vec<String>,
    /// What is asked: our id and the provider's name.
    pub fields: Vec<FieldRow>,
    /// Its boxes: the consent texts, and the provider's names for them.
    pub consents: Vec<FieldRow>,
    /// What travels along, as a page with a segment and a stage sends it: such a page has all that any page has.
    pub hidden: Vec<Input>,
    /// The field that robots fill in.
    pub honeypot: Option<String>,
    /// The day on which the provider's shape was seen, and where.
    pub verified: String,
    /// Where it was seen.
    pub source: String,
    /// What of it was not confirmed, each with its status.
    pub doubts: Vec<String>,
    /// What a team has to know.
    pub caveats: Vec<String>,
    /// What happens without JavaScript, where that is not what one would expect.
    pub without_script: Option<String>,
    /// Where a script sends it.
    pub script: Option<String>,
    /// Where senders land; the provider has to be told where it does not take that with the form.
    pub thanks: Vec<ThanksRow>,
    /// Where the provider is told.
    pub thanks_setting: Option<String>,
    /// Where the provider is told to ask for a confirming click.
    pub double_opt_in: Option<String>,
}

/// One question of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldRow {
    /// Our id.
    pub id: String,
    /// What the provider calls it.
    pub name: String,
    /// Whether the form can be sent without it.
    pub required: bool,
}

/// Where the sender of a form lands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ThanksRow {
    /// The absolute address.
    pub url: String,
    /// The language, where it is a page of ours.
    pub lang: Option<String>,
    /// The page that hands out a file there, by its name; from any other page, senders land elsewhere.
    pub from: Option<String>,
}

/// What one form sends, once it is filled in.
#[derive(Debug, Clone, Serialize)]
pub struct Posting {
    /// The form's row.
    pub form: FormRow,
    /// The absolute address that it is sent to.
    pub url: String,
    /// How it is sent: `post` or `get`.
    pub method: &'static str,
    /// Names and values, in the order they are sent.
    pub values: Vec<(String, String)>,
}

impl Snapshot {
    /// All forms of all audiences.
    pub fn form_rows(&self) -> Vec<FormRow> {
        let forms = self.site.audiences.iter().flat_map(|audience| audience.file.forms.iter().map(move |(id, form)| (audience, id, form)));
        forms.filter_map(|(audience, id, form)| self.form_row(audience, id, form)).collect()
    }

    /// What a form sends when everything that is asked is answered with samples, and the address with `email`.
    pub fn posting(&self, audience: &str, form: &str, email: &str) -> Option<Posting> {
        let audience = self.site.audiences.iter().find(|own| own.id.as_str() == audience)?;
        let (id, form) = audience.file.forms.iter().find(|(id, _)| id.as_str() == form)?;
        let provider = self.site.providers.get(&form.provider)?;
        let wiring = Wiring::new(provider, form);
        let facts = self.form_facts(audience, id, form)?;
        let lang = audience.languages.first()?;
        let sample = |field: &Field| {
            let option = field.options.first().and_then(|text| self.site.text(text, lang)).map(str::to_owned);
            option.unwrap_or_else(|| sample(field, email))
        };
        let asked = form.fields.iter().filter_map(|field| Some((wiring.field_name(field)?, sample(field))));
        let mut values: Vec<(String, String)> = asked.collect();
        values.extend(wiring.boxes(&facts));
        values.extend(wiring.honeypot(&facts).map(|name| (name, String::new())));
        values.extend(wiring.hidden(&facts).into_iter().map(|input| (input.name, input.value)));
        values.extend(provider.button.as_ref().map(|button| (button.name.clone(), String::new())));
        let form = self.form_row(audience, id, form)?;
        let url = url::Url::parse(&facts.page_url).and_then(|page| page.join(&form.action)).ok()?.into();
        Some(Posting { form, url, method: provider.method.as_str(), values })
    }

    /// Who receives a form, in a few words.
    pub(super) fn form_in_words(&self, audience: &Audience, id: &FormId) -> Option<String> {
        let row = self.form_row(audience, id, audience.file.forms.get(id)?)?;
        Some(format!("{}, at {}", row.provider, host_of(&row.action)))
    }

    fn form_row(&self, audience: &Audience, id: &FormId, form: &Form) -> Option<FormRow> {
        let provider = self.site.providers.get(&form.provider)?;
        let wiring = Wiring::new(provider, form);
        let facts = self.form_facts(audience, id, form)?;
        let field = |field: &Field| Some(FieldRow { id: field.id.to_string(), name: wiring.field_name(field)?, required: field.required });
        let consent = |of: &ConsentUse| {
            Some(FieldRow { id: of.id.to_string(), name: wiring.consent_name(&of.id)?, required: must_agree(None, id, form, of) })
        };
        let thanks = match form.thank_you.as_str() {
            AUTO => self.thanks_of(audience, id),
            address => vec![ThanksRow { url: address.to_owned(), lang: None, from: None }],
        };
        Some(FormRow {
            audience: audience.id.to_string(),
            form: id.to_string(),
            kind: form.kind().as_str(),
            provider: form.provider.to_string(),
            label: provider.label.clone(),
            action: wiring.action(&facts).unwrap_or_default(),
            hosts: wiring.hosts(&facts),
            fields: form.fields.iter().filter_map(field).collect(),
            consents: form.consent.iter().filter_map(consent).collect(),
            hidden: wiring.hidden(&facts),
            honeypot: wiring.honeypot(&facts),
            verified: provider.verified.to_string(),
            source: provider.source.clone(),
            doubts: provider.doubts.iter().map(|doubt| format!("{}: {}", doubt.status, doubt.about)).collect(),
            caveats: provider.caveats.clone(),
            without_script: provider.without_script.clone(),
            script: wiring.script(&facts).map(|(url, _)| url),
            thanks,
            thanks_setting: provider.thank_you.setting.clone(),
            double_opt_in: provider.double_opt_in.clone(),
        })
    }

    fn thanks_of(&self, audience: &Audience, id: &FormId) -> Vec<ThanksRow> {
        let own = |variant: &Variant| variant.audience == audience.id;
        let all = self.plan.thanks.iter().filter(|thanks| thanks.form == *id && own(self.plan.variant(thanks.variant)));
        let row = |thanks: &Thanks| ThanksRow {
            url: self.plan.hosts.absolute(&thanks.address),
            lang: Some(self.plan.variant(thanks.variant).lang.to_string()),
            from: thanks.from.map(|page| self.plan.page(page).source.id.to_string()),
        };
        all.map(row).collect()
    }

    /// As the audience's home page in its first language has it, if that were for the first segment and stage.
    fn form_facts(&self, audience: &Audience, id: &FormId, form: &Form) -> Option<Facts> {
        let variant = self.plan.variants.iter().find(|variant| variant.audience == audience.id)?;
        let hosts = &self.plan.hosts;
        let (thanks, thanks_path) = match self.plan.thanks_of(None, variant.id, id) {
            Some(thanks) => (hosts.absolute(&thanks.address), hosts.path(&thanks.address)),
            None => (form.thank_you.clone(), form.thank_you.clone()),
        };
        Some(Facts {
            audience: audience.id.to_string(),
            form: id.to_string(),
            segment: audience.file.segments.keys().next().map(ToString::to_string).unwrap_or_default(),
            stage: Stage::Attention.to_string(),
            page: hosts.path(&variant.root),
            variant: format!("{}-{}", audience.id, variant.lang),
            language: variant.lang.to_string(),
            page_url: hosts.absolute(&variant.root),
            page_title: self.site.text(&self.site.file.title, &variant.lang).unwrap_or_default().to_owned(),
            thanks,
            thanks_path,
            consents: self.plan.consent_facts(variant.id, form),
        })
    }
}

/// The host of an address; a path is on the site's own.
pub fn host_of(action: &str) -> String {
    let host = url::Url::parse(action).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.unwrap_or_else(|| "the site itself".to_owned())
}

/// What somebody might answer.
fn sample(field: &Field, email: &str) -> String {
    use crate::site::FieldType::{Checkbox, Checkboxes, Date, Email, Number, Radio, Scale, Select, Tel, Text, Textarea};
    match field.kind() {
        Email => email,
        Tel => "+1 555 0100",
        Number => "1",
        Date => "2030-01-31",
        Checkbox => "yes",
        Scale => return field.scale.as_ref().map_or(1, |scale| scale.from).to_string(),
        Text | Textarea | Select | Radio | Checkboxes => "Test",
    }
    .to_owned()
}
