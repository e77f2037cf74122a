//! How all pages of a site sound, and how far those lie apart that tell one story to two audiences.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::judge::Text;
use super::profile::{Measure, Nearness, Profile};
use super::settings::Settings;
use super::site::{Known, prose};
use super::structure::PageLook;
use crate::content::SourceId;
use crate::diagnostics::Findings;
use crate::plan::{PageId, Snapshot};
use crate::site::{AudienceId, Lang, SegmentId, Side};

/// How a site sounds.
#[derive(Debug)]
pub struct Tones {
    /// Its pages that have text of their own, in the order of the plan.
    pub pages: Vec<Tone>,
    /// The middle of what was measured on the pages of an audience in a language that are long enough.
    pub norms: BTreeMap<(AudienceId, Lang), Vec<(Measure, f64)>>,
}

/// How a page sounds.
#[derive(Debug)]
pub struct Tone {
    /// The page.
    pub id: PageId,
    /// What it is a page of.
    pub source: SourceId,
    /// The file that its text stands in.
    pub file: camino::Utf8PathBuf,
    /// Whose it is.
    pub audience: AudienceId,
    /// To whom that speaks.
    pub side: Side,
    /// Whose edition it is.
    pub edition: Option<SegmentId>,
    /// The language of its text.
    pub lang: Lang,
    /// What was measured.
    pub profile: Profile,
}

/// One source as two audiences read it.
#[derive(Debug)]
pub struct Pair<'a> {
    /// As organisations read it.
    pub business: &'a Tone,
    /// As people read it.
    pub consumer: &'a Tone,
    /// How near they are.
    pub nearness: Nearness,
}

impl Tones {
    /// Measures all pages of a site.
    pub fn of(snapshot: &Arc<Snapshot>, findings: &mut Findings) -> Self {
        let settings = Settings::of(&snapshot.site, findings);
        let known = Known::of(snapshot, &settings);
        let looks = known.looks();
        let looks: Vec<&PageLook<'_>> = looks.values().filter(|look| look.page.body.is_some()).collect();
        let pages: Vec<Tone> = looks.into_par_iter().map(tone).collect();
        let mut by_audience: BTreeMap<(AudienceId, Lang), Vec<&Profile>> = BTreeMap::new();
        for tone in pages.iter().filter(|tone| tone.profile.is_measurable() && tone.edition.is_none()) {
            by_audience.entry((tone.audience.clone(), tone.lang.clone())).or_default().push(&tone.profile);
        }
        let norms = by_audience.into_iter().map(|(key, profiles)| (key, Profile::median(&profiles))).collect();
        Self { pages, norms }
    }

    /// What organisations and people read of one source in one language, the nearest first.
    pub fn pairs(&self) -> Vec<Pair<'_>> {
        let mut by_source: BTreeMap<(&SourceId, &Lang), Vec<&Tone>> = BTreeMap::new();
        for tone in self.pages.iter().filter(|tone| tone.edition.is_none() && tone.profile.is_measurable()) {
            by_source.entry((&tone.source, &tone.lang)).or_default().push(tone);
        }
        let mut pairs = Vec::new();
        for tones in by_source.into_values() {
            for (index, one) in tones.iter().enumerate() {
                for other in tones[index + 1..].iter().filter(|other| other.side != one.side) {
                    let (business, consumer) = if one.side == Side::Business { (*one, *other) } else { (*other, *one) };
                    pairs.push(Pair { business, consumer, nearness: one.profile.near(&other.profile) });
                }
            }
        }
        pairs.sort_by(|a, b| b.nearness.same_words.total_cmp(&a.nearness.same_words).then(a.nearness.heard.cmp(&b.nearness.heard)));
        pairs
    }
}

fn tone(look: &PageLook<'_>) -> Tone {
    let prose = prose(look).unwrap_or_default();
    let profile = Profile::of(&Text::read(&prose, look.lang().as_str()), &look.about());
    Tone {
        id: look.id,
        source: look.page.source.id.clone(),
        file: look.page.file().path.clone(),
        audience: look.audience.id.clone(),
        side: look.audience.file.kind,
        edition: look.page.edition.clone(),
        lang: look.lang().clone(),
        profile,
    }
}
