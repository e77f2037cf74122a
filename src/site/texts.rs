//! Where in `site.yaml` and the audience files a reader's texts stand.

use super::words::Word;
use super::{AudienceFile, Form, Lang, Organization, PostalAddress, SiteFile, Text, Words};
use crate::world::yaml::KeyPath;

/// Calls a function with every text and its path.
type Visit<'a> = &'a mut dyn FnMut(&KeyPath, &Text);

/// A file whose texts can be visited.
pub(super) trait Texts {
    /// Visits every text.
    fn texts(&self, visit: Visit<'_>);
}

fn each<'a>(at: &KeyPath, texts: impl IntoIterator<Item = (&'static str, Option<&'a Text>)>, visit: Visit<'_>) {
    for (key, text) in texts {
        if let Some(text) = text {
            visit(&at.key(key), text);
        }
    }
}

fn address(at: &KeyPath, address: &PostalAddress, visit: Visit<'_>) {
    let PostalAddress { name, street, city, region, postal_code, country: _ } = address;
    let texts = [("name", name), ("street", street), ("city", city), ("region", region), ("postal_code", postal_code)];
    each(at, texts.map(|(key, text)| (key, text.as_ref())), visit);
}

fn organization(at: &KeyPath, organization: &Organization, visit: Visit<'_>) {
    let texts = [("name", &organization.name), ("legal_name", &organization.legal_name), ("tax_id", &organization.tax_id)];
    each(at, texts.map(|(key, text)| (key, text.as_ref())), visit);
    if let Some(postal) = &organization.address {
        address(&at.key("address"), postal, visit);
    }
}

fn form(at: &KeyPath, form: &Form, visit: Visit<'_>) {
    let texts = [("title", &form.title), ("intro", &form.intro), ("button", &form.button)];
    each(at, texts.map(|(key, text)| (key, text.as_ref())), visit);
    for (index, field) in form.fields.iter().enumerate() {
        let at = at.key("fields").index(index);
        each(&at, [("label", field.label.as_ref()), ("hint", field.hint.as_ref())], visit);
        if let Some(scale) = &field.scale {
            each(&at.key("scale"), [("low", scale.low.as_ref()), ("high", scale.high.as_ref())], visit);
        }
        for (index, option) in field.options.iter().enumerate() {
            visit(&at.key("options").index(index), option);
        }
    }
}

impl Texts for SiteFile {
    fn texts(&self, visit: Visit<'_>) {
        let root = KeyPath::root();
        visit(&root.key("title"), &self.title);
        organization(&root.key("organization"), &self.organization, visit);
        for (id, author) in self.authors.iter() {
            let at = root.key("authors").key(id.as_str());
            each(&at, [("name", Some(&author.name)), ("role", author.role.as_ref()), ("bio", author.bio.as_ref())], visit);
        }
        each(&root.key("seo"), [("title", self.seo.title.as_ref())], visit);
    }
}

impl Texts for AudienceFile {
    fn texts(&self, visit: Visit<'_>) {
        let root = KeyPath::root();
        visit(&root.key("label"), &self.label);
        for (index, entry) in self.navigation.iter().enumerate() {
            visit(&root.key("navigation").index(index).key("text"), &entry.text);
        }
        if let Some(contact) = &self.contact {
            each(&root.key("contact"), [("name", Some(&contact.name)), ("role", contact.role.as_ref())], visit);
        }
        for (id, contact) in self.contacts.iter() {
            let at = root.key("contacts").key(id.as_str());
            each(&at, [("name", Some(&contact.name)), ("role", contact.role.as_ref())], visit);
        }
        for (id, cta) in self.ctas.iter() {
            visit(&root.key("ctas").key(id.as_str()).key("text"), &cta.text.sample());
        }
        for (id, each_form) in self.forms.iter() {
            form(&root.key("forms").key(id.as_str()), each_form, visit);
        }
        for (id, offer) in self.offers.iter() {
            let texts = [("title", Some(&offer.title)), ("text", offer.text.as_ref()), ("discount", offer.discount.as_ref())];
            let at = root.key("offers").key(id.as_str());
            each(&at, texts, visit);
            each(&at.key("price"), [("unit", offer.price.as_ref().and_then(|price| price.unit.as_ref()))], visit);
            for (index, item) in offer.items.iter().enumerate() {
                visit(&at.key("items").index(index), item);
            }
        }
        for (id, segment) in self.segments.iter() {
            visit(&root.key("segments").key(id.as_str()).key("label"), &segment.label);
        }
    }
}

/// Visits every language that words are given in.
pub(super) fn visit_words(words: &Words, at: &KeyPath, visit: &mut dyn FnMut(&KeyPath, &Lang)) {
    for (key, word) in words.entries() {
        if let Word::ByLanguage(map) = word {
            for lang in map.keys() {
                visit(&at.key(key).key(lang.as_str()), lang);
            }
        }
    }
}
