//! A site's own names, put into schemas as the values that are allowed.
//!
//! A name is listed where it is used and never where it is given: a new call to action must not be wrong before the schema knows it.

use serde_json::{Value, json};

use crate::site::{IdKind, Site};

/// What a schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Document {
    Site,
    Audience,
    FrontMatter,
    Preset,
    Consent,
    Theme,
    Provider,
}

impl Document {
    /// Where it gives names to things, each with the definition that says how such a name looks.
    fn givers(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Site => &[("/properties/languages/items", "Lang")],
            Self::Audience => &[
                ("/properties/ctas/propertyNames", "CtaId"),
                ("/properties/forms/propertyNames", "FormId"),
                ("/properties/offers/propertyNames", "OfferId"),
                ("/properties/segments/propertyNames", "SegmentId"),
            ],
            Self::FrontMatter | Self::Preset | Self::Consent | Self::Theme | Self::Provider => &[],
        }
    }
}

/// Where pages and defaults name their author.
const AUTHORS: [&str; 2] = ["/properties/author", "/definitions/Defaults/properties/author"];

/// Where a page names the audience that owns its words.
const CANONICAL: &str = "/definitions/SeoMeta/properties/canonical";

/// Where front matter names whom an entry is for.
const VARIANTS: &str = "/properties/variants/propertyNames";

/// The names that a site gives to things, each once.
#[derive(Debug, Default)]
pub(super) struct Names {
    audiences: Vec<String>,
    segments: Vec<String>,
    languages: Vec<String>,
    ctas: Vec<String>,
    forms: Vec<String>,
    offers: Vec<String>,
    providers: Vec<String>,
    authors: Vec<String>,
}

impl Names {
    /// Those of a site.
    pub(super) fn of(site: &Site) -> Self {
        let files = || site.audiences.iter().map(|audience| &audience.file);
        let ids = |wanted: fn(&IdKind) -> bool| sorted(site.ids.iter().filter(|(_, kind)| wanted(kind)).map(|(id, _)| id));
        Self {
            audiences: ids(|kind| matches!(kind, IdKind::Audience(_))),
            segments: ids(|kind| matches!(kind, IdKind::Segment { .. })),
            languages: ids(|kind| matches!(kind, IdKind::Language(_))),
            ctas: sorted(files().flat_map(|file| file.ctas.keys())),
            forms: sorted(files().flat_map(|file| file.forms.keys())),
            offers: sorted(files().flat_map(|file| file.offers.keys())),
            providers: sorted(site.providers.iter().map(|(id, _)| id)),
            authors: sorted(site.file.authors.keys()),
        }
    }

    /// Lists them in a schema, wherever they are used.
    pub(super) fn put(&self, schema: &mut Value, document: Document) {
        for (giver, definition) in document.givers() {
            let pattern = schema.pointer(&format!("/definitions/{definition}")).cloned();
            if let (Some(pattern), Some(place)) = (pattern, schema.pointer_mut(giver)) {
                *place = pattern;
            }
        }
        for (definition, values) in self.definitions(document) {
            if let Some(Value::Object(place)) = schema.pointer_mut(&format!("/definitions/{definition}"))
                && !values.is_empty()
            {
                place.remove("pattern");
                place.insert("enum".to_owned(), json!(values));
            }
        }
        let owners: Vec<&str> = ["auto", "self", "primary"].into_iter().chain(list(&self.audiences)).collect();
        alternatives(schema, CANONICAL, &[json!({"enum": owners})]);
        if !self.authors.is_empty() {
            // A name with a space in it needs no entry in site.yaml.
            let choices = [json!({"enum": self.authors}), json!({"type": "string", "pattern": " "})];
            AUTHORS.iter().for_each(|at| alternatives(schema, at, &choices));
        }
        if let Some(place) = schema.pointer_mut(VARIANTS) {
            let all: Vec<&str> = list(&self.audiences).chain(list(&self.segments)).chain(list(&self.languages)).collect();
            *place = json!({"type": "string", "enum": all});
        }
    }

    /// The definitions of names, each with the values there are.
    fn definitions(&self, document: Document) -> Vec<(&'static str, Vec<&str>)> {
        // A theme has words in more languages than one site.
        let languages = if document == Document::Theme { &[] } else { self.languages.as_slice() };
        vec![
            ("AudienceId", list(&self.audiences).collect()),
            ("SegmentId", list(&self.segments).collect()),
            ("CtaId", list(&self.ctas).chain(["none"]).collect()),
            ("FormId", list(&self.forms).chain(["none"]).collect()),
            ("OfferId", list(&self.offers).chain(["none"]).collect()),
            ("ProviderId", list(&self.providers).collect()),
            ("Lang", list(languages).collect()),
        ]
    }
}

fn sorted(names: impl Iterator<Item: ToString>) -> Vec<String> {
    let mut names: Vec<String> = names.map(|name| name.to_string()).collect();
    names.sort();
    names.dedup();
    names
}

fn list(names: &[String]) -> impl Iterator<Item = &str> {
    names.iter().map(String::as_str)
}

/// Replaces the type of an optional property and keeps what is said about it.
fn alternatives(schema: &mut Value, at: &str, choices: &[Value]) {
    if let Some(Value::Object(place)) = schema.pointer_mut(at) {
        let nothing = json!({"type": "null"});
        place.remove("type");
        place.insert("anyOf".to_owned(), choices.iter().chain([&nothing]).cloned().collect());
    }
}
