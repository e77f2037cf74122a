use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

use camino::Utf8Path;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::cascade::{Ingredients, Reader};
use super::event::{EventDay, Phase, event_day};
use super::host::Address;
use super::permission::{LeftOut, keep_to_scope};
use super::presence::{Absence, Today, withdrawal};
use super::saved::Values;
use super::slug::slug;
use super::variant::{Variant, VariantId};
use crate::content::markdown::{Readers, Shown};
use crate::content::{AudienceChoice, Front, FrontMatter, SnippetsFor, Source, SourceFile, SourceId};
use crate::site::{Audience, FormId, Kind, Lang, SegmentId};
use crate::world::{Fingerprint, SourceText};

/// The number of a page in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PageId(pub usize);

/// One source as one variant, or one edition, shows it: what everybody asks of every page, and its [values](PageValues), which are its
/// own fields to whoever reads it.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its source.
    pub source: Arc<Source>,
    /// Its variant.
    pub variant: VariantId,
    /// The segment, if it is an edition.
    pub edition: Option<SegmentId>,
    /// What tells it from another.
    pub prints: PagePrints,
    /// Whether it is published: a section's own page is not where the section has nothing to list.
    pub there: bool,
    pub(super) values: Values,
}

impl Deref for Page {
    type Target = PageValues;

    fn deref(&self) -> &PageValues {
        self.values.of(&self.source)
    }
}

/// What a page shows and where it is.
#[derive(Debug, Clone)]
pub struct PageValues {
    /// The segment it is for: its edition's, or the only one of its audience that it is addressed to.
    pub segment: Option<SegmentId>,
    /// The segments of its audience that it is addressed to.
    pub addressed: Vec<SegmentId>,
    /// The language of its texts; another than the variant's where it stands in for a translation.
    pub lang: Lang,
    /// Its values.
    pub front: Front,
    /// Its tags as addresses have them, in the order of its values.
    pub tag_slugs: Vec<String>,
    /// When its day began: lists show the newest first.
    pub dated: Option<Timestamp>,
    /// Its title.
    pub title: String,
    /// What its readers see of the body, and the file it stands in.
    pub body: Option<ShownBody>,
    /// Where it is.
    pub address: Address,
    /// What it does not show because nobody has allowed it.
    pub left_out: Vec<LeftOut>,
    /// What today is to it, if it is an event.
    pub event: Option<EventDay>,
}

/// What tells a page from another, by who has to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PagePrints {
    /// All of it.
    pub own: Fingerprint,
    /// What a card of it shows.
    pub card: Fingerprint,
    /// What other pages, lists, links and checks go by besides.
    pub rest: Fingerprint,
}

/// What a page's readers see of a body.
#[derive(Debug, Clone)]
pub struct ShownBody {
    /// The HTML with its holes, headings, summary.
    pub shown: Arc<Shown>,
    /// The number of the file in the source.
    pub file: usize,
}

impl Page {
    /// The file its body stands in, or else its base.
    pub fn file(&self) -> &SourceFile {
        &self.source.files[self.body.as_ref().map_or(0, |body| body.file)]
    }

    /// The text that something of its body stands in, by the number that it has there.
    pub fn source_text(&self, origin: usize) -> &SourceText {
        self.body.as_ref().and_then(|body| body.shown.source(origin)).unwrap_or(&self.file().text)
    }

    /// The folder that paths in a text of its body start from.
    pub fn folder_of(&self, origin: usize) -> &Utf8Path {
        self.source_text(origin).path().parent().unwrap_or(Utf8Path::new(""))
    }

    /// Its tags, each with how addresses have it.
    pub fn tags(&self) -> impl Iterator<Item = (&str, &str)> {
        self.front.tags.iter().flatten().map(String::as_str).zip(self.tag_slugs.iter().map(String::as_str))
    }

    /// Whether it is a section's own page, the home page included.
    pub fn is_index(&self) -> bool {
        self.source.id.is_index()
    }

    /// The form of an event that nobody can register for any more.
    pub fn closed_form(&self) -> Option<&FormId> {
        self.event.as_ref()?.closed.as_ref()
    }

    /// The form of an event that can still be registered for.
    pub fn open_form(&self) -> Option<&FormId> {
        let day = self.event.as_ref().filter(|_| self.source.kind == Kind::Event)?;
        self.front.register.as_ref().filter(|form| day.closed.is_none() && day.phase != Phase::After && !form.is_none())
    }

    /// Whether it is an event that has taken place.
    pub fn is_over(&self) -> bool {
        self.event.as_ref().is_some_and(|event| event.phase == Phase::After)
    }

    /// Where its calendar file is: an event that is not over has one.
    pub fn calendar(&self) -> Option<Address> {
        let coming = self.there && self.event.as_ref().is_some_and(|event| event.phase != Phase::After);
        (coming && self.front.starts.is_some()).then(|| self.address.join("event.ics"))
    }

    /// Whether it stands in lists: a page of content that is no edition.
    pub fn is_listed(&self) -> bool {
        self.edition.is_none() && !self.is_index()
    }
}

/// Which page a source has for each reader, or why it has none.
pub type Presence = Result<PageId, Absence>;

/// For whom a source may have a page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ReaderKey {
    /// The variant.
    pub variant: VariantId,
    /// The segment, for an edition.
    pub edition: Option<SegmentId>,
}

/// All that is planned of one source: pages, or why there is none.
pub(super) type Planned = Vec<(ReaderKey, Result<Arc<Page>, Absence>)>;

/// Plans a source for every variant, and its editions.
pub(super) fn plan_source(ingredients: &Ingredients<'_>, variants: &[Variant], source: &Arc<Source>, today: &Today) -> Planned {
    let mut planned = Planned::new();
    let choice = audience_choice(ingredients, source);
    for variant in variants {
        let Some(audience) = variant.audience(ingredients.site) else { continue };
        let key = |edition| ReaderKey { variant: variant.id, edition };
        if !choice.includes(&audience.id) {
            planned.push((key(None), Err(Absence::OtherAudience)));
            continue;
        }
        let page = plan_page(ingredients, variant, audience, source, None, today);
        let there = page.is_ok();
        let editions = if there { editions(source, audience, page.as_ref().ok().map(|page| &*page.front)) } else { Vec::new() };
        planned.push((key(None), page.map(Arc::new)));
        for segment in editions {
            let page = plan_page(ingredients, variant, audience, source, Some(&segment), today);
            planned.push((key(Some(segment)), page.map(Arc::new)));
        }
    }
    source.files.iter().filter_map(|file| file.body.as_ref()).for_each(|body| body.rest());
    planned
}

/// Who a source is for: what it or a cascade says, everyone for a section's own page and for the kind page. A section's own `audience` is
/// its own and not its cascade's.
pub(super) fn audience_choice(ingredients: &Ingredients<'_>, source: &Source) -> AudienceChoice {
    let everyone = |kind| if kind == Kind::Page { AudienceChoice::All } else { AudienceChoice::Some(Vec::new()) };
    ingredients.for_everyone(source).audience.unwrap_or_else(|| everyone(source.kind))
}

/// The segments of an audience that a source has editions for: those that `editions:`, an overlay or an entry of `variants:` names.
pub(super) fn editions(source: &Source, audience: &Audience, front: Option<&FrontMatter>) -> Vec<SegmentId> {
    let listed = front.and_then(|front| front.editions.as_ref()).into_iter().flatten().cloned();
    let layered = source.layers().filter_map(|layer| layer.ids.segment.clone()).filter(|(of, _)| *of == audience.id).map(|(_, id)| id);
    let mut all: Vec<SegmentId> = listed.chain(layered).filter(|id| audience.file.segments.contains_key(id)).collect();
    all.sort();
    all.dedup();
    all
}

fn plan_page(
    ingredients: &Ingredients<'_>,
    variant: &Variant,
    audience: &Audience,
    source: &Arc<Source>,
    edition: Option<&SegmentId>,
    today: &Today,
) -> Result<Page, Absence> {
    let standing_in = ingredients.site.fallbacks(&variant.lang);
    let languages = std::iter::once(&variant.lang).chain(standing_in);
    let found = languages.into_iter().find_map(|lang| in_language(ingredients, source, Reader { audience, edition, lang }));
    let Some((lang, mut resolved, title, body)) = found else { return Err(Absence::NotTranslated(variant.lang.clone())) };
    if let Some(withdrawal) = withdrawal(&resolved.front, source.kind, &audience.id, lang, &source.base().lang, today) {
        return Err(Absence::Withdrawn(withdrawal));
    }
    let left_out = if source.kind == Kind::CaseStudy { keep_to_scope(&mut resolved.front, &today.now) } else { Vec::new() };
    let event = (source.kind == Kind::Event).then(|| event_day(&resolved.front, today));
    if resolved.front.online_private == Some(true) {
        // Whatever shows the page, the address is not there to be shown.
        resolved.front.online = None;
    }
    let readers = Readers { audience: audience.id.clone(), segment: resolved.segment.clone() };
    let body = body.and_then(|file| {
        let snippets =
            SnippetsFor { snippets: &ingredients.content.snippets, audience: &audience.id, segment: readers.segment.as_ref(), lang };
        let shown = source.files[file].body.as_ref()?.show_with(&readers, &snippets);
        Some(ShownBody { shown, file })
    });
    let style = ingredients.site.file.slugs;
    let tag_slugs = resolved.front.tags.iter().flatten().map(|tag| slug(tag, style)).collect();
    let dated = resolved.front.date.and_then(|date| date.start(&ingredients.site.time_zone));
    let address = address(ingredients, variant, source, edition, &resolved.front);
    let prints = prints(&resolved.front, &title, body.as_ref(), &address, lang, &resolved.addressed);
    let values = PageValues {
        segment: resolved.segment,
        addressed: resolved.addressed,
        lang: lang.clone(),
        front: resolved.front.into(),
        tag_slugs,
        dated,
        title,
        body,
        address,
        left_out,
        event,
    };
    let (source, edition) = (source.clone(), edition.cloned());
    Ok(Page { source, variant: variant.id, edition, prints, there: true, values: values.into() })
}

/// Where a source's page would be if nothing withdrew it, with its values and the language of its texts.
pub(super) fn address_if_there<'a>(
    ingredients: &Ingredients<'a>,
    variant: &'a Variant,
    audience: &'a Audience,
    source: &'a Arc<Source>,
    edition: Option<&'a SegmentId>,
) -> Option<(Address, FrontMatter, &'a Lang)> {
    let standing_in = ingredients.site.fallbacks(&variant.lang);
    let mut languages = std::iter::once(&variant.lang).chain(standing_in);
    let (lang, resolved, ..) = languages.find_map(|lang| in_language(ingredients, source, Reader { audience, edition, lang }))?;
    Some((address(ingredients, variant, source, edition, &resolved.front), resolved.front, lang))
}

fn prints(
    front: &FrontMatter,
    title: &str,
    body: Option<&ShownBody>,
    address: &Address,
    lang: &Lang,
    addressed: &[SegmentId],
) -> PagePrints {
    let shown = body.map(|body| &body.shown);
    let description = front.description.as_ref().and_then(|text| text.plain());
    let card = Fingerprint::of(&(title, description, shown.map(|shown| (&shown.summary, shown.reading_minutes))));
    let mut others = front.clone();
    (others.title, others.description) = (None, None);
    let calls: Vec<_> = shown.iter().flat_map(|shown| &shown.calls).map(|call| (&call.name, &call.id)).collect();
    let anchors = shown.map(|shown| &shown.anchors);
    let rest = Fingerprint::of(&(Fingerprint::of_data(&others), address, lang, addressed, calls, anchors));
    let own = Fingerprint::of(&(card, rest, shown.map(|shown| (shown.print, shown.text.as_bytes()))));
    PagePrints { own, card, rest }
}

/// The source as it reads in one language: with a title from a file in that language, and a body if the base has one.
fn in_language<'a>(
    ingredients: &Ingredients<'a>,
    source: &'a Arc<Source>,
    reader: Reader<'a>,
) -> Option<(&'a Lang, super::cascade::Resolved, String, Option<usize>)> {
    let body = body(source, reader);
    if source.has_body() && body.is_none() {
        return None;
    }
    let resolved = ingredients.resolve(source, reader);
    let title = resolved.front.title.as_ref()?.plain()?.to_owned();
    Some((reader.lang, resolved, title, body))
}

/// The strongest file for this reader that has a body in this language.
fn body(source: &Source, reader: Reader<'_>) -> Option<usize> {
    let fits = |file: &SourceFile, base: bool| {
        file.body.is_some() && file.lang == *reader.lang && (base || file.ids.apply_to(&reader.audience.id, reader.edition, reader.lang))
    };
    (0..source.files.len())
        .filter(|index| fits(&source.files[*index], *index == 0))
        .max_by_key(|index| if *index == 0 { (0, 0) } else { source.files[*index].ids.strength() })
}

/// Where a page is: `[AUDIENCE/][LANG/][SEGMENT/]SECTION/…/SLUG/`, for a page in `pages/` without the section.
fn address(ingredients: &Ingredients<'_>, variant: &Variant, source: &Source, edition: Option<&SegmentId>, front: &FrontMatter) -> Address {
    let style = ingredients.site.file.slugs;
    let mut path = edition.map(|segment| format!("{segment}/")).unwrap_or_default();
    let mut folders = source.id.folders();
    if source.kind == Kind::Page && folders.first() == Some(&Kind::Page.section()) {
        folders.remove(0);
    }
    for folder in folders {
        path.push_str(&slug(folder, style));
        path.push('/');
    }
    if !source.id.is_index() {
        path.push_str(&front.slug.clone().unwrap_or_else(|| slug(source.id.name(), style)));
        path.push('/');
    }
    variant.root.join(&path)
}

/// Who has a page of a source, by the source's id.
pub type PresenceTable = BTreeMap<SourceId, BTreeMap<ReaderKey, Presence>>;
