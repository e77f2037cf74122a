//! The one place where a page's values are resolved, in the order that authors are told.
//!
//! built in < theme < site < section cascade < audience < audience's kind < audience's stage < preset < segment < front matter < entries of
//! `variants:` and overlays. Maps merge, lists and values replace. Among the last the strongest id wins, then more ids, then a file over an
//! entry.

use std::borrow::Cow;

use camino::Utf8Path;

use crate::content::{Authored, Content, FrontMatter, Layer, Source, SourceFile};
use crate::diagnostics::Document;
use crate::site::{Audience, CONTENT, Defaults, Goal, Lang, OfferId, OfferStyle, SegmentId, Site, usual_goals};
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
    at: At<'a>,
    said: Said<'a>,
}

/// Where a level stands.
#[derive(Debug, Clone)]
enum At<'a> {
    /// In the program itself.
    BuiltIn,
    /// Below these keys of a document.
    Keys(&'a Document, &'static str, Option<&'a str>),
    /// At this path of a document.
    Path(&'a Document, KeyPath),
    /// All of it by one line of a document, which names what says it.
    Line(&'a Document, KeyPath),
}

/// What a level says, before it is settled for a language.
#[derive(Debug, Clone)]
enum Said<'a> {
    Defaults(Cow<'a, Defaults>),
    Front { front: &'a FrontMatter, own: &'a Lang, lang: &'a Lang },
}

impl<'a> Level<'a> {
    /// Where its value at `path` stands: the document, and where in it; nothing for what is built in.
    pub fn place(&self, path: &KeyPath) -> Option<(&'a Document, KeyPath)> {
        match &self.at {
            At::BuiltIn => None,
            At::Keys(document, first, second) => Some((document, std::iter::once(*first).chain(*second).collect::<KeyPath>().join(path))),
            At::Path(document, own) => Some((document, own.join(path))),
            At::Line(document, line) => Some((document, line.clone())),
        }
    }

    /// What it says to this reader.
    pub fn values(&self) -> FrontMatter {
        let mut front = FrontMatter::default();
        self.lay_over(&mut front);
        front
    }

    fn lay_over(&self, values: &mut FrontMatter) {
        match &self.said {
            Said::Defaults(defaults) => values.lay_defaults(defaults),
            Said::Front { front, own, lang } => values.lay(front, lang, own),
        }
        // These are levels of their own, not values of the page.
        values.variants = None;
        values.cascade = None;
    }

    fn front(&self) -> Option<&'a FrontMatter> {
        match self.said {
            Said::Front { front, .. } => Some(front),
            Said::Defaults(_) => None,
        }
    }
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
            level.lay_over(&mut front);
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
        let stage = authored.iter().rev().find_map(|level| level.front()?.stage);
        let mut levels = Vec::with_capacity(authored.len() + 8);
        let ask = |goals: &[Goal]| {
            let path = source.base().path.strip_prefix(CONTENT).map_or("", Utf8Path::as_str);
            Some(audience.file.cta_for(goals, kind, path)?.clone())
        };
        if let Some(cta) = ask(usual_goals(audience.file.kind, kind, stage)) {
            let defaults = Defaults { cta: Some(cta), ..Defaults::default() };
            levels.push(Level { name: "built in", at: At::BuiltIn, said: Said::Defaults(Cow::Owned(defaults)) });
        }
        let by_kind = Some(kind.as_str());
        let borrowed = |defaults: Option<&'a Defaults>| defaults.map(Cow::Borrowed);
        for layer in self.theme.layers() {
            levels.extend(defaults_at("theme", borrowed(Some(&layer.file.defaults)), &layer.document, "defaults", None));
            levels.extend(defaults_at("theme, by kind", borrowed(layer.file.kinds.get(&kind)), &layer.document, "kinds", by_kind));
        }
        let site = &self.site.document;
        levels.extend(defaults_at("site", borrowed(Some(&self.site.file.defaults)), site, "defaults", None));
        levels.extend(defaults_at("site, by kind", borrowed(self.site.file.kinds.get(&kind)), site, "kinds", by_kind));
        let (sections, own) = authored.split_at(authored.iter().position(|level| level.name != SECTION).unwrap_or(authored.len()));
        levels.extend(sections.iter().cloned());
        let document = &audience.document;
        levels.extend(defaults_at("audience", borrowed(Some(&audience.file.defaults)), document, "defaults", None));
        levels.extend(defaults_at("audience, by kind", borrowed(audience.file.kinds.get(&kind)), document, "kinds", by_kind));
        if let Some(stage) = stage {
            levels.extend(defaults_at(
                "audience, by stage",
                borrowed(audience.file.stages.get(&stage)),
                document,
                "stages",
                Some(stage.as_str()),
            ));
        }
        if let Some((id, segment)) = segment.and_then(|id| audience.file.segments.get_key_value(id)) {
            let manners = segment.manners(self.site.preset(segment));
            let offer = (manners.offers == OfferStyle::None).then(OfferId::none);
            let form = audience.file.form_for(&manners.forms, kind).cloned();
            let line = |own: bool, key| ["segments", id.as_str(), if own { key } else { "preset" }].into_iter().collect::<KeyPath>();
            // Each by itself: a segment may say one of them in its own words and leave the others to the preset.
            let says = [
                (Defaults { cta: ask(&manners.goals), ..Defaults::default() }, line(segment.goals.is_some(), "goals")),
                (Defaults { form, ..Defaults::default() }, line(segment.forms.is_some(), "forms")),
                (Defaults { offer, ..Defaults::default() }, line(segment.offers.is_some(), "offers")),
            ];
            for (defaults, line) in says.into_iter().filter(|(defaults, _)| *defaults != Defaults::default()) {
                levels.push(Level { name: "preset", at: At::Line(document, line), said: Said::Defaults(Cow::Owned(defaults)) });
            }
            levels.extend(defaults_at("segment", Some(Cow::Owned(segment.defaults())), document, "segments", Some(id.as_str())));
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
        let all = authored.iter().rev().find_map(|level| level.front()?.segment.as_ref());
        all.map(|list| list.0.iter().filter(|id| audience.file.segments.contains_key(*id)).cloned().collect()).unwrap_or_default()
    }
}

const SECTION: &str = "section cascade";

/// A level of defaults that stand below these keys of a document; none where nothing is said there.
fn defaults_at<'a>(
    name: &'static str,
    defaults: Option<Cow<'a, Defaults>>,
    document: &'a Document,
    first: &'static str,
    second: Option<&'a str>,
) -> Option<Level<'a>> {
    let defaults = defaults.filter(|defaults| **defaults != Defaults::default())?;
    Some(Level { name, at: At::Keys(document, first, second), said: Said::Defaults(defaults) })
}

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

fn level<'a>(name: &'static str, file: &'a SourceFile, at: KeyPath, front: &'a FrontMatter, lang: &'a Lang) -> Level<'a> {
    Level { name, at: At::Path(&file.document, at), said: Said::Front { front, own: &file.lang, lang } }
}
