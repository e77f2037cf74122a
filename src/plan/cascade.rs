//! The one place where a page's values are resolved, in the order that authors are told.
//!
//! built in < theme < site < section cascade < audience < audience's kind < audience's stage < segment < front matter < entries of
//! `variants:` and overlays. Maps merge, lists and values replace. Among the last the strongest id wins, then more ids, then a file over an
//! entry.

use std::borrow::Cow;

use crate::content::{Authored, Content, FrontMatter, Layer, Source, SourceFile};
use crate::diagnostics::Document;
use crate::site::{Audience, Defaults, Kind, Lang, SegmentId, Site, Stage};
use crate::theme::Theme;
use crate::world::yaml::KeyPath;

/// For whom values are resolved.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// The audience.
    pub audience: &'a Audience,
    /// The segment whose edition it is, if it is one.
    pub edition: Option<&'a SegmentId>,
    /// The language of the texts.
    pub lang: &'a Lang,
}

/// What a cascade is made of.
#[derive(Debug, Clone, Copy)]
pub struct Ingredients<'a> {
    /// The site.
    pub site: &'a Site,
    /// The theme.
    pub theme: &'a Theme,
    /// What authors wrote.
    pub content: &'a Content,
}

/// One level of the cascade for one reader.
#[derive(Debug, Clone)]
pub struct Level<'a> {
    /// What it is, as a person calls it.
    pub name: &'static str,
    /// The document it stands in and where in it; nothing for what is built in.
    pub place: Option<(&'a Document, KeyPath)>,
    /// What it says to this reader.
    pub values: Cow<'a, FrontMatter>,
}

/// All values that a reader's page has, and who it addresses.
#[derive(Debug, Clone)]
pub struct Resolved {
    /// The values.
    pub front: FrontMatter,
    /// The segment that the page is for: its edition's, or the only one of this audience that it is addressed to.
    pub segment: Option<SegmentId>,
    /// The segments of this audience that the page is addressed to.
    pub addressed: Vec<SegmentId>,
}

impl<'a> Ingredients<'a> {
    /// Resolves a source's values for a reader.
    pub fn resolve(&self, source: &'a Source, reader: Reader<'a>) -> Resolved {
        let authored = self.authored(source, reader);
        let addressed = self.addressed(&authored, reader.audience);
        let segment = segment(&addressed, reader);
        let mut front = FrontMatter::default();
        for level in self.levels_over(source, reader, &authored, segment.as_ref()) {
            front.merge(&level.values);
        }
        Resolved { front, segment, addressed }
    }

    /// The levels of a source's cascade for a reader, weakest first.
    pub fn levels(&self, source: &'a Source, reader: Reader<'a>) -> Vec<Level<'a>> {
        let authored = self.authored(source, reader);
        let segment = segment(&self.addressed(&authored, reader.audience), reader);
        self.levels_over(source, reader, &authored, segment.as_ref())
    }

    /// Values that depend on nobody who reads: section cascades and the base, with plain texts in their files' languages.
    pub fn for_everyone(&self, source: &Source) -> FrontMatter {
        let mut front = FrontMatter::default();
        for index in self.sections(source) {
            if let Some(cascade) = &index.base().front.cascade {
                front.merge(cascade);
            }
        }
        front.merge(&source.base().front);
        front
    }

    fn levels_over(&self, source: &'a Source, reader: Reader<'a>, authored: &[Level<'a>], segment: Option<&SegmentId>) -> Vec<Level<'a>> {
        let Reader { audience, .. } = reader;
        let kind = source.kind;
        let stage = authored.iter().rev().find_map(|level| level.values.stage);
        let mut levels = Vec::new();
        let mut add = |name, defaults: Option<&Defaults>, place: Option<(&'a Document, KeyPath)>| {
            if let Some(defaults) = defaults.filter(|defaults| **defaults != Defaults::default()) {
                levels.push(Level { name, place, values: Cow::Owned(FrontMatter::from(defaults)) });
            }
        };
        let at = |keys: &[&str]| keys.iter().copied().collect::<KeyPath>();
        for layer in self.theme.layers() {
            add("theme", Some(&layer.file.defaults), Some((&layer.document, at(&["defaults"]))));
            add("theme, by kind", layer.file.kinds.get(&kind), Some((&layer.document, at(&["kinds", kind.as_str()]))));
        }
        let site = &self.site.document;
        add("site", Some(&self.site.file.defaults), Some((site, at(&["defaults"]))));
        add("site, by kind", self.site.file.kinds.get(&kind), Some((site, at(&["kinds", kind.as_str()]))));
        let (sections, own) = authored.split_at(authored.iter().position(|level| level.name != SECTION).unwrap_or(authored.len()));
        levels.extend(sections.iter().cloned());
        let document = &audience.document;
        let mut add = |name, defaults: Option<Cow<'_, Defaults>>, keys: &[&str]| {
            if let Some(defaults) = defaults.filter(|defaults| **defaults != Defaults::default()) {
                levels.push(Level { name, place: Some((document, at(keys))), values: Cow::Owned(FrontMatter::from(&*defaults)) });
            }
        };
        add("audience", Some(Cow::Borrowed(&audience.file.defaults)), &["defaults"]);
        add("audience, by kind", by_kind(audience, kind), &["kinds", kind.as_str()]);
        if let Some(stage) = stage {
            add("audience, by stage", by_stage(audience, stage), &["stages", stage.as_str()]);
        }
        if let Some(id) = segment {
            let defaults = audience.file.segments.get(id).map(|segment| Cow::Owned(segment.defaults()));
            add("segment", defaults, &["segments", id.as_str()]);
        }
        levels.extend(own.iter().cloned());
        levels
    }

    /// What authors wrote for this reader: section cascades, then the source's own layers.
    fn authored(&self, source: &'a Source, reader: Reader<'a>) -> Vec<Level<'a>> {
        let mut levels = Vec::new();
        for index in self.sections(source) {
            for layer in index.layers().filter(|layer| applies(layer, reader)) {
                if let Some(cascade) = layer.front.cascade.as_deref() {
                    levels.push(level(SECTION, layer.file, layer.at.key("cascade"), cascade, reader.lang));
                }
            }
        }
        for layer in source.layers().filter(|layer| applies(layer, reader)) {
            let name = match (layer.ids.is_empty(), layer.entry) {
                (true, _) => "front matter",
                (false, true) => "variants entry",
                (false, false) => "overlay",
            };
            levels.push(level(name, layer.file, layer.at.clone(), layer.front, reader.lang));
        }
        levels
    }

    /// The index sources whose cascade reaches a source, outermost first. A section's own page is reached by the sections above it only.
    pub fn sections(&self, source: &Source) -> impl Iterator<Item = &'a Source> + use<'a> {
        let content = self.content;
        let folders: Vec<String> = source.id.folders().into_iter().map(str::to_owned).collect();
        let own = source.id.is_index();
        let depths = if own { folders.len() } else { folders.len() + 1 };
        (0..depths).filter_map(move |depth| {
            let folders: Vec<&str> = folders[..depth].iter().map(String::as_str).collect();
            content.index(&folders).map(|index| &**index)
        })
    }

    fn addressed(&self, authored: &[Level<'_>], audience: &Audience) -> Vec<SegmentId> {
        let all = authored.iter().rev().find_map(|level| level.values.segment.as_ref());
        all.map(|list| list.0.iter().filter(|id| audience.file.segments.contains_key(*id)).cloned().collect()).unwrap_or_default()
    }
}

const SECTION: &str = "section cascade";

fn applies(layer: &Authored<'_>, reader: Reader<'_>) -> bool {
    layer.ids.apply_to(&reader.audience.id, reader.edition, reader.lang)
}

fn segment(addressed: &[SegmentId], reader: Reader<'_>) -> Option<SegmentId> {
    match (reader.edition, addressed) {
        (Some(edition), _) => Some(edition.clone()),
        (None, [only]) => Some(only.clone()),
        (None, _) => None,
    }
}

fn level<'a>(name: &'static str, file: &'a SourceFile, at: KeyPath, front: &FrontMatter, lang: &Lang) -> Level<'a> {
    // `variants` and `cascade` are levels of their own, not values of the page.
    let mut values = front.settle(lang, &file.lang).unwrap_or_default();
    values.variants = None;
    values.cascade = None;
    Level { name, place: Some((&file.document, at)), values: Cow::Owned(values) }
}

fn by_kind(audience: &Audience, kind: Kind) -> Option<Cow<'_, Defaults>> {
    audience.file.kinds.get(&kind).map(Cow::Borrowed)
}

fn by_stage(audience: &Audience, stage: Stage) -> Option<Cow<'_, Defaults>> {
    audience.file.stages.get(&stage).map(Cow::Borrowed)
}
