use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map as JsonMap, Value, json};
use url::Url;

use super::{Enhance, EnhanceBody, Hidden, Method, Provider, Template};
use crate::site::{Field, Form, Free, Map, Name};

/// What travels with every form, by our names.
pub const CONTEXT: [&str; 6] = ["audience", "segment", "stage", "page", "variant", "language"];

/// What an advertisement's address says of itself, and a form with `utm: true` passes on.
pub const UTM: [&str; 5] = ["utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"];

/// What says which consent texts the boxes of a form stood beside.
pub(super) const RECORD: [&str; 3] = ["consent_id", "consent_url", "consent_lang"];

/// Our name for the box of a form's only consent text, where a provider has a name of its own for that.
const CONSENT: &str = "consent";

/// The field that is the sender's address.
const EMAIL: &str = "email";

/// What a form says depends on: who reads it, on which page, and where the sender lands. An empty text is sent nowhere.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The audience's id.
    pub audience: String,
    /// The form's id.
    pub form: String,
    /// The segment's id.
    pub segment: String,
    /// Where the reader stands.
    pub stage: String,
    /// The page's path.
    pub page: String,
    /// Audience and language.
    pub variant: String,
    /// The language.
    pub language: String,
    /// The page's absolute address.
    pub page_url: String,
    /// The page's title.
    pub page_title: String,
    /// The absolute address where the sender lands.
    pub thanks: String,
    /// The same as a path on the page's own host, where it is there.
    pub thanks_path: String,
    /// The consent texts that its boxes stand for.
    pub consents: Vec<ConsentFact>,
}

/// A consent text that a form asks for, as its readers get it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentFact {
    /// The text's name.
    pub id: Name,
    /// Its hash, which the box sends.
    pub hash: String,
    /// Its absolute address.
    pub url: String,
    /// Its language.
    pub lang: String,
}

impl Facts {
    /// One of [`CONTEXT`].
    fn context(&self, id: &str) -> &str {
        match id {
            "audience" => &self.audience,
            "segment" => &self.segment,
            "stage" => &self.stage,
            "page" => &self.page,
            "variant" => &self.variant,
            _ => &self.language,
        }
    }

    /// One of [`RECORD`], for each text, with spaces between them.
    fn record(&self, id: &str) -> String {
        let of = |text: &ConsentFact| match id {
            "consent_id" => text.id.to_string(),
            "consent_url" => text.url.clone(),
            _ => text.lang.clone(),
        };
        self.consents.iter().map(of).collect::<Vec<_>>().join(" ")
    }

    fn place(&self, name: &str) -> Option<&str> {
        Some(match name {
            "audience" => &self.audience,
            "form" => &self.form,
            "lang" => &self.language,
            "page_url" => &self.page_url,
            "page_title" => &self.page_title,
            "thanks" => &self.thanks,
            "thanks_path" => &self.thanks_path,
            _ => return None,
        })
    }
}

/// Places that [`Facts`] and the form fill, and no setting.
pub(super) const OWN_PLACES: [&str; 8] = ["audience", "form", "lang", "page_url", "page_title", "thanks", "thanks_path", "other_names"];

/// What stands for the box of a consent text under `names:`.
pub(super) fn consent_key(text: &Name) -> String {
    format!("consent-{text}")
}

/// A value that travels along without being asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Input {
    /// The name it is sent under.
    pub name: String,
    /// What is sent.
    pub value: String,
    /// The key of the page's address that a script takes the value from.
    pub utm: Option<&'static str>,
}

/// How a form and its provider go together.
#[derive(Debug, Clone)]
pub struct Wiring<'a> {
    provider: &'a Provider,
    form: &'a Form,
    /// Settings that the form's own address tells.
    told: BTreeMap<String, String>,
}

impl<'a> Wiring<'a> {
    /// Of this form and this provider.
    pub fn new(provider: &'a Provider, form: &'a Form) -> Self {
        let told = form.action.as_deref().map(|action| told(provider, action)).unwrap_or_default();
        Self { provider, form, told }
    }

    /// The provider.
    pub fn provider(&self) -> &'a Provider {
        self.provider
    }

    /// What a setting of the account is, where the form says it, or the address it gives.
    pub fn setting(&self, name: &str) -> Option<&str> {
        self.form.settings.get(name).or_else(|| self.told.get(name)).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// Where the form is sent; nothing where a setting is missing.
    pub fn action(&self, facts: &Facts) -> Option<String> {
        let query = if self.provider.method == Method::Get { Vec::new() } else { self.query(&self.provider.query, facts) };
        match &self.form.action {
            Some(action) => Some(action.clone()),
            None => Some(with_query(self.fill(self.provider.action.as_ref()?, facts)?, query)),
        }
    }

    /// Attributes of `<form>`.
    pub fn attributes(&self, facts: &Facts) -> Vec<(String, String)> {
        self.query(&self.provider.attributes, facts)
    }

    /// What the provider calls a field or a value that travels along; nothing where it cannot carry it.
    pub fn name_of(&self, id: &str) -> Option<String> {
        let custom = |id: &str| {
            let custom = self.provider.custom.as_ref()?;
            custom.name.fill(&|place| (place == "id").then_some(Cow::Borrowed(id)))
        };
        if let Some(name) = self.form.names.get(id) {
            // A number goes where the provider's other numbers go; anything else is the whole name.
            let is_number = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
            return if is_number { custom(name) } else { Some(name.clone()).filter(|name| name != "none" && !name.is_empty()) };
        }
        if let Some(name) = self.provider.names.get(id) {
            return Some(name.clone());
        }
        let own = self.provider.custom.as_ref().filter(|custom| custom.number.is_none())?;
        custom(&own.style.write(id)).filter(|name| own.longest.is_none_or(|longest| name.chars().count() <= longest))
    }

    /// The name that the box for a consent text is sent under; nothing where the provider cannot carry it. Its value is the text's hash,
    /// so a provider that wants a value of its own there keeps the hash in a field like any other.
    pub fn consent_name(&self, text: &Name) -> Option<String> {
        let key = consent_key(text);
        if self.form.names.contains_key(&key) {
            return self.name_of(&key);
        }
        let alone = self.form.consent.len() == 1;
        let own = || {
            let consent = self.provider.consent.as_ref().filter(|consent| consent.value.is_none())?;
            let by_id = consent.name.places().any(|place| place == "id");
            consent.name.fill(&|place| (place == "id").then_some(Cow::Borrowed(text.as_str()))).filter(|_| by_id || alone)
        };
        let only = || self.provider.names.get(CONSENT).filter(|_| alone).cloned();
        own().or_else(only).or_else(|| self.name_of(&key))
    }

    /// What the boxes send when all of them are ticked.
    pub fn boxes(&self, facts: &Facts) -> Vec<(String, String)> {
        facts.consents.iter().filter_map(|text| Some((self.consent_name(&text.id)?, text.hash.clone()))).collect()
    }

    /// The name that a field is sent under.
    pub fn field_name(&self, field: &Field) -> Option<String> {
        let name = self.name_of(field.id.as_str())?;
        if !field.kind().is_several() {
            return Some(name);
        }
        self.provider.several.as_ref()?.fill(&|place| (place == "name").then_some(Cow::Borrowed(name.as_str())))
    }

    /// What travels along, in the order it is sent: what we know of the reader, where they came from, what the form adds, what the
    /// provider asks for, and which consent texts the boxes stood beside.
    pub fn hidden(&self, facts: &Facts) -> Vec<Input> {
        let mut inputs = Vec::new();
        let mut add = |name: String, value: String, utm| inputs.push(Input { name, value, utm });
        for id in CONTEXT {
            let value = facts.context(id);
            if let Some(name) = self.name_of(id).filter(|_| !value.is_empty()) {
                add(name, value.to_owned(), None);
            }
        }
        for id in UTM.into_iter().filter(|_| self.form.utm) {
            if let Some(name) = self.name_of(id) {
                add(name, String::new(), Some(id));
            }
        }
        for (name, value) in self.form.hidden.iter() {
            add(name.clone(), value.clone(), None);
        }
        for (name, value) in self.of_provider(facts) {
            add(name, value, None);
        }
        for (name, value) in self.record(facts) {
            add(name, value, None);
        }
        inputs
    }

    /// What says which consent texts the boxes stood beside.
    fn record(&self, facts: &Facts) -> Vec<(String, String)> {
        let said = RECORD.into_iter().map(|id| (id, facts.record(id))).filter(|(_, value)| !value.is_empty());
        said.filter_map(|(id, value)| Some((self.name_of(id)?, value))).collect()
    }

    /// What the provider asks for.
    fn of_provider(&self, facts: &Facts) -> Vec<(String, String)> {
        let mut inputs = Vec::new();
        if self.provider.method == Method::Get {
            inputs.extend(self.query(&self.provider.query, facts));
        }
        for (name, hidden) in self.provider.hidden.iter() {
            match hidden {
                Hidden::Text(template) => {
                    // A setting that is a list is sent once for each of its values.
                    let list = template.places().find(|place| self.provider.settings.get(*place).is_some_and(|setting| setting.list));
                    let values = list.and_then(|place| Some((place, self.setting(place)?.split_whitespace())));
                    match values {
                        Some((place, values)) => inputs.extend(values.filter_map(|value| {
                            let one = |name: &str| if name == place { Some(Cow::Borrowed(value)) } else { self.value(name, facts) };
                            Some((name.clone(), template.fill(&one)?))
                        })),
                        None => inputs.extend(self.fill(template, facts).map(|value| (name.clone(), value))),
                    }
                }
                Hidden::Json(map) => {
                    let value = self.fill_json(&serde_json::to_value(map).unwrap_or_default(), facts).unwrap_or_default();
                    inputs.push((name.clone(), value.to_string()));
                }
            }
        }
        if let Some(field) = self.provider.thank_you.field.as_ref().filter(|_| !facts.thanks.is_empty()) {
            inputs.push((field.clone(), facts.thanks.clone()));
        }
        inputs
    }

    /// The name of the field that robots fill in.
    pub fn honeypot(&self, facts: &Facts) -> Option<String> {
        self.fill(self.provider.honeypot.as_ref()?, facts)
    }

    /// Whether a script sends the form where it can.
    pub fn enhanced(&self) -> Option<&'a Enhance> {
        let by_default = self.provider.without_script.is_some();
        self.provider.enhance.as_ref().filter(|_| self.form.enhance.unwrap_or(by_default))
    }

    /// What a script needs to send the form: where to, and how.
    pub fn script(&self, facts: &Facts) -> Option<(String, Value)> {
        let enhance = self.enhanced()?;
        let base = match &enhance.address {
            Some(address) => self.fill(address, facts)?,
            None => self.action(facts)?,
        };
        let url = with_query(base, self.query(&enhance.query, facts));
        let mut how = json!({"body": if enhance.body == EnhanceBody::Json { "json" } else { "form" }, "headers": &*enhance.headers});
        if let Some(success) = &enhance.success {
            how["success"] = json!([success.key, success.is]);
        }
        if enhance.body == EnhanceBody::Json {
            let shape = enhance.json.clone().unwrap_or_else(|| Free::Text("$rest".to_owned()));
            how["json"] = self.fill_json(&serde_json::to_value(shape).unwrap_or_default(), facts).unwrap_or_default();
            // What only a form without a script needs.
            let own = self.of_provider(facts).into_iter().map(|(name, _)| name);
            how["skip"] = own.chain(self.honeypot(facts)).chain(self.provider.button.as_ref().map(|button| button.name.clone())).collect();
        }
        Some((url, how))
    }

    /// Whether the sender of each page's form lands where that page says; otherwise the provider knows of one address alone.
    pub fn leads_to_thanks(&self) -> bool {
        let names = |text: &str| text.contains("{thanks}") || text.contains("{thanks_path}");
        let by_address = self.form.action.is_none() && self.provider.action.as_ref().is_some_and(|action| names(action.as_str()));
        let along = self.provider.hidden.values().any(|hidden| match hidden {
            Hidden::Text(template) => names(template.as_str()),
            Hidden::Json(map) => map.values().any(|value| matches!(value, Free::Text(text) if names(text))),
        });
        self.provider.thank_you.field.is_some() || by_address || along
    }

    /// The origins that the form is sent to or leads to.
    pub fn hosts(&self, facts: &Facts) -> Vec<String> {
        let named = self.provider.hosts.iter().filter_map(|host| self.fill(host, facts));
        let sent = self.action(facts).into_iter().chain(self.script(facts).map(|(url, _)| url));
        let mut origins: Vec<String> =
            sent.chain(named).filter_map(|address| Some(Url::parse(&address).ok()?.origin().ascii_serialization())).collect();
        origins.sort();
        origins.dedup();
        origins
    }

    /// A template with what is known put in.
    fn fill(&self, template: &Template, facts: &Facts) -> Option<String> {
        template.fill(&|name| self.value(name, facts))
    }

    fn value<'v>(&'v self, name: &str, facts: &'v Facts) -> Option<Cow<'v, str>> {
        if name == "other_names" {
            return Some(Cow::Owned(self.other_names(facts)));
        }
        if let Some(value) = facts.place(name) {
            return Some(Cow::Borrowed(value));
        }
        match name.strip_suffix("_first") {
            Some(list) => self.setting(list)?.split_whitespace().next().map(Cow::Borrowed),
            None => self.setting(name).map(Cow::Borrowed),
        }
    }

    /// The names of everything that is sent but the address itself, with commas between them.
    fn other_names(&self, facts: &Facts) -> String {
        let asked = self.form.fields.iter().filter(|field| field.id.as_str() != EMAIL).filter_map(|field| self.field_name(field));
        let context = CONTEXT.into_iter().filter(|id| !facts.context(id).is_empty()).filter_map(|id| self.name_of(id));
        let utm = UTM.into_iter().filter(|_| self.form.utm).filter_map(|id| self.name_of(id));
        // What the provider knows by a name of its own is no field.
        let known = self.provider.consent.as_ref().map(|consent| consent.name.as_str());
        let boxes = self.boxes(facts).into_iter().map(|(name, _)| name).filter(|name| known != Some(name.as_str()));
        let record = self.record(facts).into_iter().map(|(name, _)| name);
        let names = asked.chain(context).chain(utm).chain(self.form.hidden.keys().cloned()).chain(boxes).chain(record);
        names.collect::<Vec<_>>().join(",")
    }

    fn query(&self, templates: &Map<String, Template>, facts: &Facts) -> Vec<(String, String)> {
        templates.iter().filter_map(|(name, template)| Some((name.clone(), self.fill(template, facts)?))).collect()
    }

    /// A shape of JSON with what is known put in; what has no value is left out.
    fn fill_json(&self, shape: &Value, facts: &Facts) -> Option<Value> {
        Some(match shape {
            Value::String(text) => Value::String(self.fill(&Template::from(text.as_str()), facts)?),
            Value::Array(items) => items.iter().filter_map(|item| self.fill_json(item, facts)).collect(),
            Value::Object(map) => {
                let filled = map.iter().filter_map(|(key, value)| Some((key.clone(), self.fill_json(value, facts)?)));
                Value::Object(filled.collect::<JsonMap<_, _>>())
            }
            other => other.clone(),
        })
    }
}

fn with_query(base: String, query: Vec<(String, String)>) -> String {
    if query.is_empty() {
        return base;
    }
    match Url::parse(&base) {
        Ok(mut url) => {
            url.query_pairs_mut().extend_pairs(query);
            url.into()
        }
        Err(_) => base,
    }
}

/// Settings that an address tells which was copied out of a provider's embed code.
fn told(provider: &Provider, action: &str) -> BTreeMap<String, String> {
    let (base, query) = action.split_once('?').unwrap_or((action, ""));
    let mut told: BTreeMap<String, String> =
        provider.action.as_ref().and_then(|template| template.read(base)).into_iter().flatten().collect();
    for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
        if let Some(template) = provider.query.get(key.as_ref()) {
            told.extend(template.read(&value).into_iter().flatten());
        }
    }
    told.retain(|name, _| !OWN_PLACES.contains(&name.as_str()));
    told
}
