//! Case studies whose client took the permission back, or let it run out: where they were, and who still speaks of them.
//!
//! Not for: leaving them out, which `presence` does. Caches and copies elsewhere are beyond what a build can reach.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;
use serde::Serialize;

use super::calendar::position;
use super::files::resolve;
use super::host::Address;
use super::page::address_if_there;
use super::permission::{denial, names_of, told};
use super::presence::{Absence, Withdrawal};
use super::route::alias_path;
use super::{Snapshot, page};
use crate::content::{FrontMatter, PermissionStatus, Source, SourceId};
use crate::diagnostics::Place;
use crate::site::{Audience, Lang};
use crate::world::Span;
use crate::world::yaml::KeyPath;

/// A source that is published no more because its client does not allow it any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GoneSource {
    /// The source below `content/`.
    pub source: String,
    /// `revoked` or `expired`.
    pub why: &'static str,
    /// The last day of the permission, where it ran out.
    pub expired: Option<String>,
    /// The file that says so.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The addresses that it had, and would have again; absolute, old ones that led to it included.
    pub addresses: Vec<String>,
    /// Where others speak of it.
    pub mentions: Vec<Mention>,
}

/// Where a published source speaks of one that is gone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Mention {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// How.
    pub how: MentionKind,
    /// The name, or the link's target.
    pub text: String,
}

/// How a source speaks of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MentionKind {
    /// A link in its body, which is plain text now.
    Link,
    /// An entry of its `related:`, which is not shown now.
    Related,
    /// The client's name, which readers still see.
    Name,
}

impl Snapshot {
    /// All sources that are gone, each with where it was and who speaks of it.
    pub fn gone(&self) -> Vec<GoneSource> {
        let mut mentions = BTreeMap::<SourceId, Vec<Mention>>::new();
        let gone: BTreeMap<&SourceId, Vec<Address>> = self.gone_by_source();
        if gone.is_empty() {
            return Vec::new();
        }
        self.links_to(&gone.keys().copied().collect(), &mut mentions);
        let row = |(id, addresses): (&SourceId, Vec<Address>)| {
            let source = self.content.sources.get(id)?;
            let front = self.ingredients().for_everyone(source);
            let permission = front.permission.as_deref()?;
            let revoked = permission.status == Some(PermissionStatus::Revoked);
            let key = if revoked { "status" } else { "expires" };
            let (file, line) = position(&source.base().value_place(&["permission", key].into_iter().collect()));
            let mut mentions = mentions.get(id).cloned().unwrap_or_default();
            mentions.extend(self.names_told(source));
            mentions.sort();
            mentions.dedup();
            Some(GoneSource {
                source: id.to_string(),
                why: if revoked { "revoked" } else { "expired" },
                expired: permission.expires.filter(|_| !revoked).map(|expires| expires.to_string()),
                file,
                line,
                addresses: addresses.iter().map(|address| self.plan.hosts.absolute(address)).collect(),
                mentions,
            })
        };
        gone.into_iter().filter_map(row).collect()
    }

    /// Every address that is gone for want of a permission and at which nothing else is now, for hosts that say so (410).
    pub fn gone_addresses(&self) -> BTreeSet<Address> {
        self.gone_by_source().into_values().flatten().collect()
    }

    fn gone_by_source(&self) -> BTreeMap<&SourceId, Vec<Address>> {
        let mut gone = BTreeMap::new();
        let taken: BTreeSet<&Address> = self.plan.routes.values().map(|route| &route.address).collect();
        for (id, table) in self.plan.presence.iter() {
            let Some((id, source)) = self.content.sources.get_key_value(id) else { continue };
            let mut addresses = BTreeSet::new();
            let denied = |absence: &Absence| matches!(absence, Absence::Withdrawn(Withdrawal::Permission(_)));
            let keys = table.iter().filter(|(_, presence)| presence.as_ref().is_err_and(denied)).map(|(key, _)| key);
            for key in keys {
                let variant = self.plan.variant(key.variant);
                let Some(audience) = variant.audience(&self.site) else { continue };
                let ingredients = self.ingredients();
                let Some((address, front, lang)) = address_if_there(&ingredients, variant, audience, source, None) else { continue };
                if !self.was_allowed(&front, audience, lang, source) {
                    continue;
                }
                for alias in front.aliases.iter().flatten() {
                    let Some(path) = alias_path(alias) else { continue };
                    let own = || variant.root.join(&path);
                    addresses.insert(if alias.starts_with('/') { Address { host: variant.root.host, path } } else { own() });
                }
                for segment in page::editions(source, audience, Some(&front)) {
                    let edition = address_if_there(&ingredients, variant, audience, source, Some(&segment));
                    addresses.extend(edition.map(|(address, ..)| address));
                }
                addresses.insert(address);
            }
            addresses.retain(|address| !taken.contains(address));
            if !addresses.is_empty() {
                gone.insert(id, addresses.into_iter().collect());
            }
        }
        gone
    }

    /// Whether a page that its client does not allow now was allowed before: what never was has no address to be told of.
    fn was_allowed(&self, front: &FrontMatter, audience: &Audience, lang: &Lang, source: &Source) -> bool {
        let mut before = front.clone();
        let Some(permission) = before.permission.as_deref_mut() else { return false };
        let now = &self.today.now;
        let revoked = permission.status == Some(PermissionStatus::Revoked);
        let expired = permission.expires.is_some_and(|expires| expires.is_over(now));
        permission.expires = None;
        if revoked {
            permission.status = Some(PermissionStatus::Granted);
        }
        (revoked || expired) && denial(&before, &audience.id, lang, &source.base().lang, now).is_none()
    }

    /// Links in bodies and entries of `related:` that lead to any of these sources.
    fn links_to(&self, gone: &BTreeSet<&SourceId>, mentions: &mut BTreeMap<SourceId, Vec<Mention>>) {
        for (_, page) in self.plan.there() {
            let file = page.file();
            let led_to = |target: &str| {
                let path = target.split(['#', '?']).next().filter(|path| path.ends_with(".md"))?;
                let full = resolve(file.folder(), &percent_decode_str(path).decode_utf8_lossy())?;
                self.content.by_path(&full).map(|source| source.id.clone()).filter(|id| gone.contains(id))
            };
            let mut add = |target: &str, how, place: &dyn Fn() -> Place| {
                if let Some(id) = led_to(target) {
                    let (file, line) = position(&place());
                    mentions.entry(id).or_default().push(Mention { file, line, how, text: target.to_owned() });
                }
            };
            for link in page.body.iter().flat_map(|body| &body.shown.links) {
                add(&link.target, MentionKind::Link, &|| Place::Span(file.text.clone(), link.span));
            }
            for (index, target) in page.front.related.iter().flatten().enumerate() {
                add(target, MentionKind::Related, &|| file.value_place(&KeyPath::root().key("related").index(index)));
            }
        }
    }

    /// Where files of published sources tell the name of a source's client.
    fn names_told(&self, gone: &Source) -> Vec<Mention> {
        let names: BTreeSet<String> = gone.layers().flat_map(|layer| names_of(layer.front)).collect();
        let published: BTreeSet<&SourceId> = self.plan.there().map(|(_, page)| &page.source.id).collect();
        let mut found = Vec::new();
        for source in self.content.sources.values().filter(|source| source.id != gone.id && published.contains(&source.id)) {
            for file in &source.files {
                let text = file.text.text();
                for name in &names {
                    let mut from = 0;
                    while let Some(range) = text.get(from..).and_then(|rest| told(rest, name)) {
                        let span = Span::new(from + range.start, from + range.end);
                        from = span.end;
                        // The path of a link is not what readers see; the link itself is told apart.
                        if text[..span.start].ends_with('/') || text[span.end..].starts_with(".md") {
                            continue;
                        }
                        let (path, line) = position(&Place::Span(file.text.clone(), span));
                        found.push(Mention { file: path, line, how: MentionKind::Name, text: name.clone() });
                    }
                }
            }
        }
        found
    }
}
