//! What must hold of forms and the providers they name.

use std::collections::BTreeMap;

use url::{Host, Url};

use super::wiring::{CONTEXT, ConsentFact, Facts, OWN_PLACES, RECORD, UTM, Wiring, consent_key};
use super::{Hidden, Provider, Template};
use crate::diagnostics::shape::WEB_ADDRESS;
use crate::diagnostics::{Document, Finding, Findings, Level, Place, listed, nearest};
use crate::site::{AUTO, Audience, DoubleOptIn, FieldType, Form, FormId, Scale, Site};
use crate::world::yaml::KeyPath;

impl Site {
    /// Every form can be sent to its provider, with all that it asks.
    pub(in crate::site) fn check_forms(&self, findings: &mut Findings) {
        for audience in &self.audiences {
            for (id, form) in audience.file.forms.iter() {
                let at = ["forms", id.as_str()].into_iter().collect();
                Checking { site: self, audience, id, form, at, findings }.form();
            }
        }
    }
}

impl Provider {
    /// Every place of a template is one that something fills.
    pub(super) fn check_places(&self, document: &Document, findings: &mut Findings) {
        let at = |key: &str| KeyPath::root().key(key);
        let of = |key: &'static str, map: &crate::site::Map<String, Template>| -> Vec<(KeyPath, Template)> {
            map.iter().map(|(name, template)| (at(key).key(name.as_str()), template.clone())).collect()
        };
        let mut templates = of("query", &self.query);
        templates.extend(of("attributes", &self.attributes));
        templates.extend(self.action.iter().map(|template| (at("action"), template.clone())));
        templates.extend(self.honeypot.iter().map(|template| (at("honeypot"), template.clone())));
        templates.extend(self.hosts.iter().enumerate().map(|(index, template)| (at("hosts").index(index), template.clone())));
        templates.extend(self.hidden.iter().filter_map(|(name, hidden)| match hidden {
            Hidden::Text(template) => Some((at("hidden").key(name.as_str()), template.clone())),
            Hidden::Json(_) => None,
        }));
        if let Some(enhance) = &self.enhance {
            templates.extend(enhance.address.iter().map(|template| (at("enhance").key("address"), template.clone())));
        }
        let known = || self.settings.keys().map(String::as_str).chain(OWN_PLACES);
        for (path, template) in templates {
            for place in template.places() {
                let is_list = |list: &str| self.settings.get(list).is_some_and(|setting| setting.list);
                if known().any(|name| name == place) || place.strip_suffix("_first").is_some_and(is_list) {
                    continue;
                }
                let help = match nearest(place, known()) {
                    Some(near) => format!("did you mean `{{{near}}}`?"),
                    None => format!("name it under `settings:`; what is known by itself is: {}", listed(OWN_PLACES)),
                };
                let message = format!("nothing fills `{{{place}}}`");
                findings.push(Finding::error("forms/unknown-place", document.value_place(&path), message).help(help));
            }
        }
        for (key, template, place) in
            [("custom", self.custom.as_ref().map(|custom| &custom.name), "id"), ("several", self.several.as_ref(), "name")]
        {
            if let Some(template) = template.filter(|template| !template.places().eq([place])) {
                let message = format!("`{}` does not say where the field's {place} goes", template.as_str());
                let finding = Finding::error("forms/unknown-place", document.value_place(&at(key)), message);
                findings.push(finding.help(format!("write `{{{place}}}` there, once, and no other place")));
            }
        }
    }
}

/// One form under way.
struct Checking<'a> {
    site: &'a Site,
    audience: &'a Audience,
    id: &'a FormId,
    form: &'a Form,
    at: KeyPath,
    findings: &'a mut Findings,
}

impl Checking<'_> {
    fn key(&self, key: &str) -> Place {
        self.audience.document.key_place(&self.at.key(key))
    }

    fn value(&self, key: &str) -> Place {
        self.audience.document.value_place(&self.at.key(key))
    }

    /// The place of a key where it is written, else that of the form.
    fn key_or_form(&self, key: &str, is_there: bool) -> Place {
        if is_there { self.key(key) } else { self.audience.document.key_place(&self.at) }
    }

    fn field(&self, index: usize, key: &str) -> Place {
        self.audience.document.value_place(&self.at.key("fields").index(index).key(key))
    }

    fn consent(&self, index: usize) -> Place {
        self.audience.document.value_place(&self.at.key("consent").join(&self.form.consent.path(index)))
    }

    fn form(&mut self) {
        self.fields();
        self.thank_you();
        if self.site.providers.is_broken(&self.form.provider) {
            return;
        }
        let Some(provider) = self.site.providers.get(&self.form.provider) else {
            let known = || self.site.providers.iter().map(|(id, _)| id.as_str());
            let help = match nearest(self.form.provider.as_str(), known()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are: {}; any other goes into a file `providers/{}.yaml`", listed(known()), self.form.provider),
            };
            let message = format!("there is no provider `{}`", self.form.provider);
            self.findings.push(Finding::error("forms/unknown-provider", self.value("provider"), message).help(help));
            return;
        };
        let wiring = Wiring::new(provider, self.form);
        self.settings(provider, &wiring);
        self.carried(provider, &wiring);
        self.same_names(provider, &wiring);
        self.scripts(provider, &wiring);
    }

    /// Where senders land is a page of ours, or an address that a browser can be sent to.
    fn thank_you(&mut self) {
        let address = self.form.thank_you.as_str();
        let is_here = address.starts_with('/') && !address.starts_with("//");
        if address == AUTO || is_here || WEB_ADDRESS.fits(address) {
            return;
        }
        let message = format!("nobody can be sent to `{address}` after the form");
        let help = "write `auto` for a page of ours that says thanks, or the address of another one: `https://…`, or `/…` on the same host";
        self.findings.push(Finding::error("forms/thank-you", self.value("thank_you"), message).help(help));
    }

    /// Questions that can be asked, each once.
    fn fields(&mut self) {
        let mut known = BTreeMap::new();
        for (index, field) in self.form.fields.iter().enumerate() {
            if let Some(first) = known.insert(field.id.as_str(), index) {
                let finding =
                    Finding::error("forms/duplicate-field", self.field(index, "id"), format!("the form asks for `{}` twice", field.id))
                        .help("give one of the two another id")
                        .related(self.field(first, "id"), "the first one");
                self.findings.push(finding);
            }
            let kind = field.kind();
            if kind.has_options() && field.options.is_empty() {
                let message = format!("there is nothing to choose from in `{}`", field.id);
                let finding = Finding::error("forms/no-options", self.field(index, "type"), message);
                self.findings.push(finding.help("add `options: [One, Another]`"));
            }
            if !kind.has_options() && !field.options.is_empty() {
                let message = format!("a field of type `{}` shows no options", kind.as_str());
                let finding = Finding::error("forms/no-options", self.field(index, "options"), message);
                self.findings.push(finding.help("make it a `select`, `radio` or `checkboxes`, or take the options out"));
            }
            if let Some(scale) = &field.scale {
                let steps = scale.to.saturating_sub(scale.from).saturating_add(1);
                if scale.from >= scale.to || steps > Scale::MOST {
                    let message = format!("a scale from {} to {} is none that a reader could use", scale.from, scale.to);
                    let finding = Finding::error("forms/scale", self.field(index, "scale"), message);
                    self.findings.push(finding.help(format!("let it go up, by {} steps at most, such as from 1 to 5", Scale::MOST)));
                } else if kind != FieldType::Scale {
                    let message = format!("a field of type `{}` has no scale", kind.as_str());
                    self.findings.push(Finding::error("forms/scale", self.field(index, "scale"), message).help("make it `type: scale`"));
                }
            }
        }
    }

    /// The account is known as far as it has to be, and the address is one that forms can be sent to.
    fn settings(&mut self, provider: &Provider, wiring: &Wiring<'_>) {
        let label = &provider.label;
        let own = format!("{}.{}", self.audience.id, self.id);
        if let Some(html) = self.form.action.as_deref().filter(|action| action.contains('<')) {
            // What is missing stands in there.
            let address = html.split_once("action=").map(|(_, rest)| rest.trim_start_matches(['"', '\'']));
            let address = address.and_then(|rest| rest.split(['"', '\'', ' ', '>']).next()).filter(|address| can_be_sent_to(address));
            let help = match address {
                Some(address) => format!("write `action: \"{address}\"`"),
                None => "copy what stands in it between the quotes of `action=\"…\"`".to_owned(),
            };
            let finding = Finding::error("forms/action", self.value("action"), "this is a piece of HTML and no address");
            self.findings.push(finding.help(help));
            return;
        }
        for name in self.form.settings.keys().filter(|name| !provider.settings.contains_key(*name)) {
            let known = || provider.settings.keys().map(String::as_str);
            let help = match nearest(name, known()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if provider.settings.is_empty() => format!("{label} has none"),
                None => format!("{label} has: {}", listed(known())),
            };
            let place = self.audience.document.key_place(&self.at.key("settings").key(name.as_str()));
            self.findings.push(Finding::error("forms/unknown-setting", place, format!("{label} has no setting `{name}`")).help(help));
        }
        let mut missing = false;
        for (name, setting) in provider.settings.iter().filter(|(_, setting)| !setting.optional) {
            let needed = self.form.action.is_none() || needed_beside_address(provider, wiring, name);
            if wiring.setting(name).is_none() && needed {
                missing = true;
                let place = self.key_or_form("settings", !self.form.settings.is_empty());
                let example = setting.example.as_ref().map(|example| format!(", such as `{example}`")).unwrap_or_default();
                let finding =
                    Finding::error("forms/missing-setting", place, format!("the form `{own}` does not say its `{name}` at {label}"));
                self.findings.push(finding.help(format!("add `{name}` under `settings:`; it is {}{example}", setting.find)));
            }
        }
        let facts = Facts { thanks_path: "/".to_owned(), ..Facts::default() };
        let action = wiring.action(&facts);
        let misplaced = self.form.settings.iter().filter(|(_, value)| value.contains("://")).find_map(|(name, value)| {
            let at = action.as_ref().filter(|_| self.form.action.is_none())?.find(value.trim())?;
            Some((name, value, provider.settings.get(name).filter(|_| at > 0)?))
        });
        if let Some((name, value, setting)) = misplaced {
            let told = provider.action.as_ref().and_then(|template| template.read(value.trim())).unwrap_or_default();
            let help = match told.into_iter().find(|(place, _)| place == name) {
                Some((_, part)) => format!("write `{part}`, the part that tells it"),
                None => format!("write what tells it; it is {}", setting.find),
            };
            let place = self.audience.document.value_place(&self.at.key("settings").key(name.as_str()));
            let message = format!("`{name}` is a part of the address at {label}, and this is a whole one");
            self.findings.push(Finding::error("forms/action", place, message).help(help));
            return;
        }
        match action {
            None if missing => {}
            None => {
                let finding = Finding::error(
                    "forms/no-action",
                    self.key_or_form("provider", false),
                    format!("the form `{own}` does not say where it is sent"),
                );
                self.findings.push(finding.help("add `action:` with the address that takes it"));
            }
            Some(action) if !can_be_sent_to(&action) => {
                let place = if self.form.action.is_some() { self.value("action") } else { self.key_or_form("settings", true) };
                let finding = Finding::error("forms/action", place, format!("forms cannot be sent to `{action}`"));
                self.findings.push(finding.help("an address begins with `https://`; a path on the site's own host with `/`"));
            }
            Some(_) => {}
        }
    }

    /// Everything that is asked reaches the provider under some name.
    fn carried(&mut self, provider: &Provider, wiring: &Wiring<'_>) {
        let label = &provider.label;
        if provider.needs_email && !self.form.fields.iter().any(|field| field.id.as_str() == "email") {
            let place = self.key_or_form("fields", !self.form.fields.is_empty());
            let finding = Finding::error(
                "forms/no-email",
                place,
                format!("{label} takes nothing without an e-mail address, and the form asks for none"),
            );
            self.findings.push(finding.help("add `{id: email, required: true}` to `fields:`"));
        }
        let number = provider.custom.as_ref().and_then(|custom| custom.number.as_ref());
        for (index, field) in self.form.fields.iter().enumerate() {
            if wiring.field_name(field).is_some() {
                continue;
            }
            let several = field.kind().is_several() && wiring.name_of(field.id.as_str()).is_some();
            let help = if several {
                "ask for one of them with `select` or `radio`, or ask for each with a `checkbox` of its own".to_owned()
            } else {
                name_it(provider, field.id.as_str(), ", or do not ask for it")
            };
            let message = match several {
                true => format!("{label} cannot carry several answers to `{}`", field.id),
                false => format!("{label} cannot carry `{}`", field.id),
            };
            self.findings.push(Finding::error("forms/cannot-carry", self.field(index, "id"), message).help(help));
        }
        for (index, of) in self.form.consent.iter().enumerate().filter(|(_, of)| wiring.consent_name(&of.id).is_none()) {
            let place = self.consent(index);
            let message = format!("{label} cannot carry the consent `{}`, so that nothing would prove it", of.id);
            let finding = Finding::error("forms/cannot-carry", place, message);
            self.findings.push(finding.help(name_it(provider, &consent_key(&of.id), "; make it there first")));
        }
        let lost = |ids: &[&'static str]| -> Vec<&'static str> {
            ids.iter().copied().filter(|id| wiring.name_of(id).is_none() && !self.form.names.contains_key(*id)).collect()
        };
        let mut left_out = lost(&CONTEXT);
        left_out.extend(lost(if self.form.utm { &UTM } else { &[] }));
        left_out.extend(lost(if self.form.consent.is_empty() { &[] } else { &RECORD }));
        if !left_out.is_empty() {
            let message = format!("{label} is not told: {}", left_out.join(", "));
            let how = number.map_or_else(|| "their names there".to_owned(), |find| format!("their numbers, {find}"));
            let finding = Finding::new(Level::Note, "forms/context", self.audience.document.key_place(&self.at), message);
            self.findings.push(finding.help(format!("give {how}, under `names:`; `none` says that one is not wanted")));
        }
        let longest = provider.custom.as_ref().and_then(|custom| custom.longest);
        for (id, name) in self.form.names.iter() {
            // With other characters it is a name of another sort.
            let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            if let Some(longest) = longest.filter(|longest| is_plain && name.len() > *longest) {
                let place = self.audience.document.value_place(&self.at.key("names").key(id.as_str()));
                let finding = Finding::error("forms/long-name", place, format!("{label} has no field with a name as long as `{name}`"));
                self.findings.push(finding.help(format!("names there have {longest} characters at most: give this one a shorter name")));
            }
        }
        let consents: Vec<String> = self.form.consent.iter().map(|of| consent_key(&of.id)).collect();
        let asked = self.form.fields.iter().map(|field| field.id.as_str()).chain(consents.iter().map(String::as_str));
        let known: Vec<&str> = asked.chain(CONTEXT).chain(UTM).chain(RECORD).collect();
        for name in self.form.names.keys().filter(|name| !known.contains(&name.as_str())) {
            let place = self.audience.document.key_place(&self.at.key("names").key(name.as_str()));
            let help = nearest(name, known.iter().copied())
                .map_or_else(|| format!("there are: {}", listed(known.iter().copied())), |near| format!("did you mean `{near}`?"));
            self.findings
                .push(Finding::error("forms/unknown-name", place, format!("the form sends nothing that is called `{name}`")).help(help));
        }
    }

    /// No two things are sent under one name.
    fn same_names(&mut self, provider: &Provider, wiring: &Wiring<'_>) {
        let facts = Facts {
            audience: "a".to_owned(),
            segment: "a".to_owned(),
            stage: "a".to_owned(),
            page: "a".to_owned(),
            variant: "a".to_owned(),
            language: "a".to_owned(),
            thanks: "a".to_owned(),
            consents: self
                .form
                .consent
                .iter()
                .map(|of| ConsentFact { id: of.id.clone(), hash: "a".into(), url: "a".into(), lang: "a".into() })
                .collect(),
            ..Facts::default()
        };
        let mut taken: BTreeMap<String, &str> = BTreeMap::new();
        taken.extend(wiring.honeypot(&facts).map(|name| (name, "the field for robots")));
        taken.extend(provider.button.as_ref().map(|button| (button.name.clone(), "the button")));
        for input in wiring.hidden(&facts) {
            let is_list = provider.hidden.contains_key(&input.name);
            if taken.insert(input.name.clone(), "something that travels along").is_some() && !is_list {
                let place = self.key_or_form("hidden", self.form.hidden.contains_key(&input.name));
                let finding = Finding::error("forms/same-name", place, format!("two things are sent as `{}`", input.name));
                self.findings.push(finding.help("give one of them another name, under `names:` or in `hidden:`"));
            }
        }
        for (index, of) in self.form.consent.iter().enumerate() {
            let Some(name) = wiring.consent_name(&of.id).filter(|_| !self.form.consent[..index].iter().any(|before| before.id == of.id))
            else {
                continue;
            };
            if let Some(other) = taken.insert(name.clone(), "the box of a consent") {
                let message = format!("the consent `{}` is sent as `{name}`, and so is {other}", of.id);
                let finding = Finding::error("forms/same-name", self.consent(index), message);
                self.findings.push(
                    finding.help(format!("give it another name at the provider: `names: {{{}: another-name}}`", consent_key(&of.id))),
                );
            }
        }
        for (index, field) in self.form.fields.iter().enumerate() {
            let Some(name) = wiring.field_name(field) else { continue };
            let Some(other) = taken.insert(name.clone(), "another field") else { continue };
            if self.form.fields[..index].iter().any(|before| before.id == field.id) {
                continue;
            }
            let message = format!("`{}` is sent as `{name}`, and so is {other}", field.id);
            let finding = Finding::error("forms/same-name", self.field(index, "id"), message);
            self.findings.push(finding.help(format!("give it another name at the provider: `names: {{{}: another-name}}`", field.id)));
        }
    }

    /// What happens without JavaScript, and whether anything happens with it.
    fn scripts(&mut self, provider: &Provider, wiring: &Wiring<'_>) {
        let label = &provider.label;
        if let (Some(happens), Some(false) | None) = (&provider.without_script, self.form.enhance) {
            let with = if wiring.enhanced().is_some() { "; with it, a script of the page's own sends it" } else { "" };
            let message = format!("without JavaScript, {happens}{with}");
            let place = self.value("provider");
            let finding = Finding::warning("forms/without-script", place, message);
            self.findings.push(finding.help("write `enhance: true` if that will do, or choose a provider that takes forms by themselves"));
        }
        if self.form.enhance == Some(true) && provider.enhance.is_none() {
            let message = format!("no script can read what {label} answers, so the form is sent without one");
            self.findings.push(Finding::warning("forms/no-script", self.value("enhance"), message).help("remove `enhance: true`"));
        }
        if self.form.double_opt_in == Some(DoubleOptIn::Provider) && provider.double_opt_in.is_none() {
            let message = format!("{label} asks nobody for a confirming click");
            let finding = Finding::warning("forms/double-opt-in", self.value("double_opt_in"), message);
            self.findings.push(finding.help("write `double_opt_in: none`, or let what receives the form ask for it"));
        }
    }
}

/// What to do where a provider has no name for something.
fn name_it(provider: &Provider, id: &str, or: &str) -> String {
    let custom = provider.custom.as_ref();
    if let Some(find) = custom.and_then(|custom| custom.number.as_ref()) {
        return format!("add its number under `names:`, as in `names: {{{id}: 12}}`; it is found {find}");
    }
    let length = custom.and_then(|custom| custom.longest).map(|longest| format!(" ({longest} characters at most)")).unwrap_or_default();
    format!("add the name it has at {}{length} under `names:`, as in `names: {{{id}: the-name}}`{or}", provider.label)
}

/// Whether a setting is of use where the form gives the address itself.
fn needed_beside_address(provider: &Provider, wiring: &Wiring<'_>, name: &str) -> bool {
    let names = |template: &Template| template.places().any(|place| place == name || place.strip_suffix("_first") == Some(name));
    let script = wiring.enhanced();
    let hidden = provider.hidden.values().any(|hidden| match hidden {
        Hidden::Text(template) => names(template),
        Hidden::Json(_) => false,
    });
    hidden
        || provider.honeypot.as_ref().is_some_and(names)
        || provider.attributes.values().any(names)
        || script.is_some_and(|script| script.address.as_ref().is_some_and(names) || script.query.values().any(names))
}

/// Whether a browser sends a form there, and nobody in between can read it.
fn can_be_sent_to(action: &str) -> bool {
    if action.starts_with('/') && !action.starts_with("//") {
        return true;
    }
    let Ok(url) = Url::parse(action) else { return false };
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    url.scheme() == "https" || url.scheme() == "http" && is_here
}
