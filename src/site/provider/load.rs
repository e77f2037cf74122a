use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use camino::Utf8Path;

use super::Provider;
use crate::diagnostics::{Document, Finding, Findings, Level, Place, secret};
use crate::site::{ProviderId, read_document};
use crate::world::{World, yaml};

/// Where a site keeps providers of its own, beside `site.yaml`.
pub const PROVIDERS: &str = "providers";

/// The providers that Segue brings.
const BUILT_IN: [(&str, &str); 14] = [
    ("activecampaign", include_str!("../providers/activecampaign.yaml")),
    ("basin", include_str!("../providers/basin.yaml")),
    ("brevo", include_str!("../providers/brevo.yaml")),
    ("buttondown", include_str!("../providers/buttondown.yaml")),
    ("formspree", include_str!("../providers/formspree.yaml")),
    ("hubspot", include_str!("../providers/hubspot.yaml")),
    ("kit", include_str!("../providers/kit.yaml")),
    ("klaviyo", include_str!("../providers/klaviyo.yaml")),
    ("mailchimp", include_str!("../providers/mailchimp.yaml")),
    ("mailerlite", include_str!("../providers/mailerlite.yaml")),
    ("netlify", include_str!("../providers/netlify.yaml")),
    ("sendpulse", include_str!("../providers/sendpulse.yaml")),
    ("unisender", include_str!("../providers/unisender.yaml")),
    ("webhook", include_str!("../providers/webhook.yaml")),
];

/// Those that Segue brings, read once.
static READ: LazyLock<BTreeMap<ProviderId, Arc<Provider>>> = LazyLock::new(|| {
    let read = |(name, text): &(&str, &str)| Some((ProviderId::new(name)?, Arc::new(yaml::read(text).ok()?)));
    BUILT_IN.iter().filter_map(read).collect()
});

/// The providers that a site's forms may name.
#[derive(Debug, Clone, PartialEq)]
pub struct Providers {
    all: BTreeMap<ProviderId, Arc<Provider>>,
    /// The files of the site's own.
    own: Vec<Document>,
    /// Those of them that are no good.
    broken: BTreeSet<ProviderId>,
}

impl Default for Providers {
    fn default() -> Self {
        Self { all: READ.clone(), own: Vec::new(), broken: BTreeSet::new() }
    }
}

impl Providers {
    /// Those that Segue brings, and those in `providers/`, which take the place of others of their name.
    pub(in crate::site) fn load(world: &dyn World, findings: &mut Findings) -> Self {
        let mut providers = Self::default();
        let folder = Utf8Path::new(PROVIDERS);
        for name in world.names(folder) {
            let path = folder.join(&name);
            if name.starts_with('.') || !world.is_file(&path) {
                continue;
            }
            let Some(id) = name.strip_suffix(".yaml").and_then(ProviderId::new) else {
                let finding = Finding::error("forms/provider-file", Place::File(path), "this is not a file of a provider");
                findings.push(finding.help("name it with small letters, digits and hyphens, and let it end in `.yaml`"));
                continue;
            };
            let Some(document) = read_document(world, &path, findings) else { continue };
            secret::look(document.source(), findings);
            match document.read::<Provider>(findings) {
                Some(provider) => {
                    let before = findings.count(Level::Error);
                    provider.check_places(&document, findings);
                    if findings.count(Level::Error) > before {
                        providers.broken.insert(id.clone());
                    }
                    providers.all.insert(id, Arc::new(provider));
                }
                None => _ = providers.broken.insert(id),
            }
            providers.own.push(document);
        }
        providers
    }

    /// One of them.
    pub fn get(&self, id: &ProviderId) -> Option<&Arc<Provider>> {
        self.all.get(id)
    }

    /// Whether something is wrong with its file, which is said there: a form that names it is not to blame.
    pub(super) fn is_broken(&self, id: &ProviderId) -> bool {
        self.broken.contains(id)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&ProviderId, &Arc<Provider>)> {
        self.all.iter()
    }

    /// The texts of the site's own.
    pub fn own_texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.own.iter().map(|document| (document.source().path().as_str(), document.text()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_that_segue_brings_is_read_and_says_when_its_shape_was_seen() {
        for (name, text) in BUILT_IN {
            let mut findings = Findings::new();
            let document = Document::whole(crate::world::SourceText::new(format!("{name}.yaml"), text));
            let provider = document.read::<Provider>(&mut findings);
            assert!(findings.is_empty(), "{findings:?}");
            assert!(provider.is_some_and(|provider| provider.verified.year() >= 2026 && !provider.source.is_empty()), "{name}");
        }
        assert_eq!(READ.len(), BUILT_IN.len());
    }
}
