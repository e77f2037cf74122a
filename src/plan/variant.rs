use serde::{Deserialize, Serialize};

use super::host::{Address, Hosts, language_folder};
use crate::site::{Audience, AudienceId, Lang, Site};

/// The number of a variant in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct VariantId(pub usize);

/// The site as one audience reads it in one language.
#[derive(Debug, Clone)]
pub struct Variant {
    /// Its number.
    pub id: VariantId,
    /// The audience.
    pub audience: AudienceId,
    /// The language.
    pub lang: Lang,
    /// Its home.
    pub root: Address,
    /// The home of its audience, which is its own for the audience's first language.
    pub audience_root: Address,
}

/// All variants of a site, by audience and then in the audience's order of languages.
pub(super) fn variants(site: &Site, hosts: &Hosts) -> Vec<Variant> {
    let mut all = Vec::new();
    for audience in &site.audiences {
        let audience_root = hosts.home(site, &audience.home);
        for lang in &audience.languages {
            let root = audience_root.join(&language_folder(&audience.languages, lang));
            all.push(Variant {
                id: VariantId(all.len()),
                audience: audience.id.clone(),
                lang: lang.clone(),
                root,
                audience_root: audience_root.clone(),
            });
        }
    }
    all
}

impl Variant {
    /// What its audience's file says.
    pub fn audience<'a>(&self, site: &'a Site) -> Option<&'a Audience> {
        site.audience(&self.audience)
    }
}
