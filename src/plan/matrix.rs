//! What each group of readers finds at each stage of the way, and what it does not: audience × segment × stage.
//!
//! Counted are sources, not translations of them; a section's own page is none of them, and a page of kind `page` only where it names a stage
//! or a segment. Not for: how it is drawn. Invariant: each published source that counts is in one cell of each row that it speaks to.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::presence::{Absence, Withdrawal};
use super::{Page, Snapshot};
use crate::content::SourceId;
use crate::site::{Audience, Kind, SegmentId, Stage};

/// The whole of it, as of one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Matrix {
    /// The day.
    pub as_of: String,
    /// For how many days a page is not old.
    pub stale_after_days: u32,
    /// The stages, which are the columns; after them comes one for pages without a stage.
    pub stages: [&'static str; 5],
    /// One for each audience.
    pub audiences: Vec<AudienceCoverage>,
    /// The cells in which nobody finds a page, those first in which there is none for everyone either.
    pub gaps: Vec<Gap>,
    /// Pages that exist in some of their audience's languages only.
    pub untranslated: Vec<Untranslated>,
}

/// What one audience has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AudienceCoverage {
    /// Its id.
    pub id: String,
    /// How readers know it.
    pub label: String,
    /// Its languages.
    pub languages: Vec<String>,
    /// How many sources count.
    pub pages: usize,
    /// How many of them are old.
    pub stale: usize,
    /// First the pages that are for everyone in it, then one row for each segment.
    pub rows: Vec<Row>,
}

/// What one group of readers has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The segment; nothing for everyone.
    pub segment: Option<String>,
    /// How readers know it.
    pub label: String,
    /// One for each stage, and the last one for pages without a stage.
    pub cells: Vec<Cell>,
}

/// What one group of readers has at one stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// The stage; nothing for pages without one.
    pub stage: Option<&'static str>,
    /// The pages that are addressed to the group, and its editions.
    pub pages: Vec<CoveredPage>,
    /// How many pages for everyone in the audience are at this stage, too; in the row for everyone none.
    pub for_everyone: usize,
    /// Whether something is missing here: a stage, and no page of its own.
    pub is_gap: bool,
}

/// One page in a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CoveredPage {
    /// The source below `content/`.
    pub source: String,
    /// Its title in the audience's first language that has it.
    pub title: String,
    /// Its absolute address there.
    pub url: String,
    /// The file of its base.
    pub file: String,
    /// Its kind.
    pub kind: &'static str,
    /// Whether it is an edition and not a page of its own.
    pub edition: bool,
    /// The day it was last changed, or else written, as far as it says.
    pub changed: Option<String>,
    /// Whether that is long ago. Events are never old: they are over.
    pub stale: bool,
    /// The languages it is there in.
    pub languages: Vec<String>,
}

/// A cell without a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// The audience.
    pub audience: String,
    /// The segment; nothing for everyone in it.
    pub segment: Option<String>,
    /// How readers know the one or the other.
    pub label: String,
    /// The stage.
    pub stage: &'static str,
    /// How many pages for everyone are there in its place.
    pub for_everyone: usize,
    /// Sources for it that wait: drafts, and those whose day has not come.
    pub waiting: Vec<String>,
}

/// A page that some readers of its audience cannot read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Untranslated {
    /// The audience.
    pub audience: String,
    /// The source below `content/`.
    pub source: String,
    /// Its title in the audience's first language that has it.
    pub title: String,
    /// The file of its base.
    pub file: String,
    /// The languages it is not there in.
    pub missing: Vec<String>,
}

/// The way of a reader.
const STAGES: [Stage; 5] = [Stage::Attention, Stage::Interest, Stage::Trust, Stage::Decision, Stage::Retention];

/// A source as one audience has it, in all its languages.
struct Known<'s> {
    /// The page in the first language that has it.
    page: &'s Page,
    languages: Vec<String>,
}

impl Matrix {
    /// Whether any page has no stage, so that the last cell of each row is of use.
    pub fn has_stageless(&self) -> bool {
        let rows = self.audiences.iter().flat_map(|audience| &audience.rows);
        rows.filter_map(|row| row.cells.last()).any(|cell| cell.stage.is_none() && !cell.pages.is_empty())
    }

    /// The cells of a row that are worth a column.
    pub fn columns<'r>(&self, row: &'r Row) -> &'r [Cell] {
        let all = row.cells.as_slice();
        if self.has_stageless() { all } else { all.get(..self.stages.len()).unwrap_or(all) }
    }
}

impl Snapshot {
    /// The matrix as of today; a page is old when it was last changed more than so many days ago.
    pub fn matrix(&self, stale_after_days: u32) -> Matrix {
        let stages = STAGES.map(Stage::as_str);
        let mut matrix = Matrix {
            as_of: self.today.now.date().to_string(),
            stale_after_days,
            stages,
            audiences: Vec::new(),
            gaps: Vec::new(),
            untranslated: Vec::new(),
        };
        for audience in &self.site.audiences {
            let known = self.known(audience);
            let coverage = self.coverage(audience, &known, stale_after_days);
            matrix.gaps.extend(self.gaps(audience, &coverage));
            matrix.untranslated.extend(self.untranslated(audience, &known));
            matrix.audiences.push(coverage);
        }
        matrix.gaps.sort_by_key(|gap| gap.for_everyone > 0);
        matrix
    }

    /// All that counts for an audience, editions under their segments.
    fn known(&self, audience: &Audience) -> BTreeMap<(&SourceId, Option<&SegmentId>), Known<'_>> {
        let mut known = BTreeMap::<(&SourceId, Option<&SegmentId>), Known<'_>>::new();
        // Variants of an audience are in the order of its languages, and a source's table is in the order of variants.
        for (id, table) in self.plan.presence.iter() {
            for (key, presence) in table {
                let variant = self.plan.variant(key.variant);
                let Some(page) = presence.as_ref().ok().map(|id| self.plan.page(*id)) else { continue };
                if variant.audience != audience.id || !counts(page) {
                    continue;
                }
                let entry = known.entry((id, key.edition.as_ref())).or_insert_with(|| Known { page, languages: Vec::new() });
                if page.lang == variant.lang {
                    entry.languages.push(variant.lang.to_string());
                }
            }
        }
        known
    }

    fn coverage(
        &self,
        audience: &Audience,
        known: &BTreeMap<(&SourceId, Option<&SegmentId>), Known<'_>>,
        stale_after_days: u32,
    ) -> AudienceCoverage {
        let label = |text| audience.languages.first().and_then(|lang| self.site.text(text, lang)).unwrap_or_default().to_owned();
        let covered = |edition: bool, known: &Known<'_>| self.covered(known, edition, stale_after_days);
        let cells = |segment: Option<&SegmentId>| -> Vec<Cell> {
            let at = |stage: Option<Stage>| {
                let fits = |known: &&(&(&SourceId, Option<&SegmentId>), &Known<'_>)| known.1.page.front.stage == stage;
                let own = |((_, edition), known): &(&(&SourceId, Option<&SegmentId>), &Known<'_>)| match segment {
                    None => edition.is_none() && known.page.addressed.is_empty(),
                    Some(id) => edition.map_or_else(|| known.page.addressed.contains(id), |edition| edition == id),
                };
                let here: Vec<_> = known.iter().collect();
                let pages: Vec<CoveredPage> = here
                    .iter()
                    .filter(fits)
                    .filter(|entry| own(entry))
                    .map(|((_, edition), known)| covered(edition.is_some(), known))
                    .collect();
                let everyone =
                    here.iter().filter(fits).filter(|((_, edition), known)| edition.is_none() && known.page.addressed.is_empty());
                let for_everyone = if segment.is_some() { everyone.count() } else { 0 };
                Cell { stage: stage.map(Stage::as_str), is_gap: stage.is_some() && pages.is_empty(), pages, for_everyone }
            };
            STAGES.into_iter().map(Some).chain([None]).map(at).collect()
        };
        let mut rows = vec![Row { segment: None, label: EVERYONE.to_owned(), cells: cells(None) }];
        for (id, segment) in audience.file.segments.iter() {
            rows.push(Row { segment: Some(id.to_string()), label: label(&segment.label), cells: cells(Some(id)) });
        }
        let own: Vec<CoveredPage> =
            known.iter().filter(|((_, edition), _)| edition.is_none()).map(|(_, known)| covered(false, known)).collect();
        AudienceCoverage {
            id: audience.id.to_string(),
            label: label(&audience.file.label),
            languages: audience.languages.iter().map(ToString::to_string).collect(),
            pages: own.len(),
            stale: own.iter().filter(|page| page.stale).count(),
            rows,
        }
    }

    fn covered(&self, known: &Known<'_>, edition: bool, stale_after_days: u32) -> CoveredPage {
        let page = known.page;
        let zone = &self.site.time_zone;
        let changed: Option<Date> = [page.front.updated, page.front.date].into_iter().flatten().map(|moment| moment.day(zone)).max();
        let age = changed.and_then(|day| self.today.now.date().since(day).ok()).map(|span| i64::from(span.get_days()));
        CoveredPage {
            source: page.source.id.to_string(),
            title: page.title.clone(),
            url: self.plan.hosts.absolute(&page.address),
            file: page.source.base().path.to_string(),
            kind: page.source.kind.as_str(),
            edition,
            changed: changed.map(|day| day.to_string()),
            stale: page.source.kind != Kind::Event && age.is_some_and(|age| age > i64::from(stale_after_days)),
            languages: known.languages.clone(),
        }
    }

    fn gaps(&self, audience: &Audience, coverage: &AudienceCoverage) -> Vec<Gap> {
        let waiting = self.waiting(audience);
        let mut gaps = Vec::new();
        for row in &coverage.rows {
            for cell in row.cells.iter().filter(|cell| cell.is_gap) {
                let fits = |(_, stage, segments): &&(&SourceId, Option<Stage>, Vec<SegmentId>)| {
                    let own = |id: &String| segments.iter().any(|segment| segment.as_str() == id);
                    stage.map(Stage::as_str) == cell.stage && row.segment.as_ref().map_or(segments.is_empty(), own)
                };
                gaps.push(Gap {
                    audience: coverage.id.clone(),
                    segment: row.segment.clone(),
                    label: if row.segment.is_some() { row.label.clone() } else { coverage.label.clone() },
                    stage: cell.stage.unwrap_or_default(),
                    for_everyone: cell.for_everyone,
                    waiting: waiting.iter().filter(fits).map(|(id, ..)| id.to_string()).collect(),
                });
            }
        }
        gaps
    }

    /// Sources that this audience will have: drafts, and those whose day has not come, with their stage and whom they address.
    fn waiting(&self, audience: &Audience) -> Vec<(&SourceId, Option<Stage>, Vec<SegmentId>)> {
        let waits = |absence: &Absence| matches!(absence, Absence::Withdrawn(Withdrawal::Draft | Withdrawal::NotYet(_)));
        let of_audience = |(id, table): &(&SourceId, &BTreeMap<super::ReaderKey, super::Presence>)| {
            !id.is_index()
                && table
                    .iter()
                    .any(|(key, presence)| self.plan.variant(key.variant).audience == audience.id && presence.as_ref().is_err_and(waits))
        };
        let wait = |(id, _)| {
            let (id, source) = self.content.sources.get_key_value(id)?;
            let front = self.ingredients().for_everyone(source);
            let segments = front.segment.iter().flat_map(|list| &list.0).filter(|id| audience.file.segments.contains_key(*id));
            Some((id, front.stage, segments.cloned().collect()))
        };
        self.plan.presence.iter().filter(of_audience).filter_map(wait).collect()
    }

    fn untranslated(&self, audience: &Audience, known: &BTreeMap<(&SourceId, Option<&SegmentId>), Known<'_>>) -> Vec<Untranslated> {
        let mut all = Vec::new();
        for ((id, _), known) in known.iter().filter(|((_, edition), _)| edition.is_none()) {
            let not_there = |lang: &&crate::site::Lang| {
                // What a permission keeps from a language is no work for a translator.
                let withdrawn = |(key, presence): (&super::ReaderKey, &super::Presence)| {
                    let variant = self.plan.variant(key.variant);
                    variant.audience == audience.id && variant.lang == **lang && matches!(presence, Err(Absence::Withdrawn(_)))
                };
                !known.languages.iter().any(|own| own == lang.as_str()) && !self.plan.presence(id).iter().any(withdrawn)
            };
            let missing: Vec<String> = audience.languages.iter().filter(not_there).map(ToString::to_string).collect();
            if !missing.is_empty() {
                all.push(Untranslated {
                    audience: audience.id.to_string(),
                    source: id.to_string(),
                    title: known.page.title.clone(),
                    file: known.page.source.base().path.to_string(),
                    missing,
                });
            }
        }
        all
    }
}

/// The row of pages that are addressed to no segment.
pub(super) const EVERYONE: &str = "Everyone";

/// Whether a page counts: what a team writes for a reader on the way, and not the imprint.
fn counts(page: &Page) -> bool {
    let speaks_to_somebody = page.front.stage.is_some() || !page.addressed.is_empty() || page.edition.is_some();
    page.there && !page.is_index() && (page.source.kind != Kind::Page || speaks_to_somebody)
}
