//! Whether a page behaves as its segment's preset asks.

use camino::Utf8Path;

use super::ask::{Ask, CTA_COMPONENT, is_own};
use super::checks::Checking;
use super::link::{From, Link, Lookup};
use super::page::{Page, PageId};
use crate::content::markdown::{ArgValue, Called};
use crate::diagnostics::{Finding, Place, listed};
use crate::site::{Audience, CONTENT, Kind, Manners, Segment, SegmentId, Stage, Topic};
use crate::world::yaml::KeyPath;

impl Checking<'_, '_> {
    /// What a page does that its segment's preset forbids, or leaves undone that it asks for.
    pub(super) fn manners(&mut self, id: PageId, page: &Page, audience: &Audience, ask: &Ask) {
        let Some((segment_id, segment)) = page.segment.as_ref().and_then(|id| audience.file.segments.get_key_value(id)) else { return };
        let site = self.checks.ingredients.site;
        let manners = segment.manners(site.preset(segment));
        let told = Told { id: segment_id, segment, audience };
        self.count(page, &manners, ask, &told);
        if !manners.dialogs.allows() {
            self.dialogs(page, &told);
        }
        let sells = page.source.kind == Kind::Landing || page.front.stage == Some(Stage::Decision) || ask.offer.is_some();
        if sells {
            self.topics(id, page, &manners, &told);
        }
    }

    fn count(&mut self, page: &Page, manners: &Manners, ask: &Ask, told: &Told<'_>) {
        let Some(most) = manners.max_ctas else { return };
        let calls = page.body.iter().flat_map(|body| &body.shown.calls).filter(|call| call.name == CTA_COMPONENT);
        // A call without a name shows the page's own, where it has one.
        let calls: Vec<&Called> = calls.filter(|call| ask.cta.is_some() || !is_own(call)).collect();
        // A page whose text asks it already does not ask the same once more below.
        let asked = |id: &str| {
            calls.iter().any(|call| is_own(call) || call.id.as_ref().is_some_and(|own| matches!(own, ArgValue::String(own) if own == id)))
        };
        let below = ask.cta.as_ref().filter(|(id, _)| !asked(id.as_str()));
        let count = calls.len() + usize::from(below.is_some());
        if count > most {
            let place = calls.last().map_or_else(|| page.file().key_place(&KeyPath::root()), |call| (&page.file().text, call.span).into());
            let message = format!("this page asks its readers {count} times, and a page for `{}` asks {most} at most", told.id);
            self.findings.push(told.related(Finding::warning("plan/too-many-ctas", place, message).help(match below {
                Some(_) => "take a call to action out of the text, or write `cta: none` for the one below it",
                None => "take a call to action out of the text",
            })));
        }
    }

    fn dialogs(&mut self, page: &Page, told: &Told<'_>) {
        let theme = self.checks.ingredients.theme;
        for call in page.body.iter().flat_map(|body| &body.shown.calls).filter(|call| theme.is_dialog(&call.name)) {
            let message = format!("`{}` opens over the page, and nothing does on pages for `{}`", call.name, told.id);
            self.findings.push(
                told.related(
                    Finding::warning("plan/dialog-forbidden", (&page.file().text, call.span), message)
                        .help(format!("take it out, or keep it from them: `:::for{{not {}}}`", told.id)),
                ),
            );
        }
    }

    fn topics(&mut self, id: PageId, page: &Page, manners: &Manners, told: &Told<'_>) {
        let links = self.checks.links();
        let from = From { variant: page.variant, edition: page.edition.as_ref(), folder: Utf8Path::new(CONTENT), page: None };
        let own = self.checks.plan.links.get(id.0).map(|links| links.links.as_slice()).unwrap_or_default();
        let leads = |to: &str| own.iter().any(|link| matches!(link, Link::To { href, .. } if page_of(href) == page_of(to)));
        let lacking: Vec<Topic> = manners
            .must_link
            .iter()
            .copied()
            .filter(|topic| {
                let Some(target) = told.audience.file.topics.get(topic).filter(|_| !told.audience.file.tells_everywhere(*topic)) else {
                    return false;
                };
                match links.look_up(from, target) {
                    Lookup::Found(Link::To { href, .. }) => !leads(&href) && self.checks.plan.hosts.path(&page.address) != page_of(&href),
                    // One that is gone or wrong was told of where it is named.
                    _ => false,
                }
            })
            .collect();
        let Some(first) = lacking.first() else { return };
        let target = &told.audience.file.topics[first];
        let place = page.file().key_place(&KeyPath::root());
        let message =
            format!("this page sells to `{}` and does not link to {}", told.id, listed(lacking.iter().map(|topic| topic.as_str())));
        self.findings.push(
            told.related(
                Finding::warning("plan/topic-not-linked", place, message)
                    .help(format!("link to `{CONTENT}/{target}` in the text, where the reader wonders about it")),
            ),
        );
    }
}

/// The segment whose manners are asked for, and where it says so.
struct Told<'a> {
    id: &'a SegmentId,
    segment: &'a Segment,
    audience: &'a Audience,
}

impl Told<'_> {
    fn related(&self, finding: Finding) -> Finding {
        let key = if self.segment.preset.is_some() { "preset" } else { "label" };
        let place: Place = self.audience.document.value_place(&["segments", self.id.as_str(), key].into_iter().collect());
        finding.related(place, "what suits this segment is said here")
    }
}

/// An address without what leads to a place on its page.
fn page_of(href: &str) -> &str {
    href.split(['#', '?']).next().unwrap_or_default()
}
