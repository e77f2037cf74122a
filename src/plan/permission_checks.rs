//! What is to be said of what the client of a case study allows.

use std::collections::{BTreeMap, BTreeSet};

use super::checks::Checking;
use super::page::Page;
use super::permission::{LeftOut, NOTICE_DAYS, names_of, told};
use super::slug::slug;
use crate::content::markdown::Readers;
use crate::content::{Client, PermissionStatus, SnippetsFor, Source};
use crate::diagnostics::Finding;
use crate::site::{Kind, SlugStyle};
use crate::world::Span;
use crate::world::yaml::KeyPath;

impl Checking<'_, '_> {
    /// What a client has not allowed goes with one warning a source, and so does a permission that runs out soon.
    pub(super) fn permission(&mut self, source: &Source) {
        if source.kind != Kind::CaseStudy {
            return;
        }
        let mut left_out = BTreeMap::<LeftOut, Vec<String>>::new();
        let table = self.checks.plan.presence(&source.id);
        for page in table.values().filter_map(|presence| presence.as_ref().ok()).map(|id| self.checks.plan.page(*id)) {
            let variant = self.checks.plan.variant(page.variant);
            for part in &page.left_out {
                left_out.entry(*part).or_default().push(format!("{}/{}", variant.audience, variant.lang));
            }
        }
        let base = source.base();
        let place = |key: &str| base.value_place(&["permission", key].into_iter().collect());
        for (part, mut who) in left_out {
            who.dedup();
            let message = format!("not shown to {}: {}, which the client's permission does not cover", who.join(", "), part.what());
            let finding = match part.scope() {
                Some(scope) => Finding::warning("plan/outside-permission", place("scope"), message)
                    .help(format!("when the client has agreed, add `{scope}` to `scope:`; until then nobody sees it")),
                None => {
                    let message = format!("not shown to {}: {}", who.join(", "), part.what());
                    Finding::warning("plan/withdrawn", base.key_place(&["quotes"].into_iter().collect()), message)
                }
            };
            self.findings.push(finding);
        }
        let front = self.checks.ingredients.for_everyone(source);
        let Some(permission) = front.permission.filter(|permission| permission.status == Some(PermissionStatus::Granted)) else { return };
        let today = self.checks.today.now.date();
        let last = permission.expires.map(|expires| expires.day(&self.checks.ingredients.site.time_zone)).filter(|last| *last >= today);
        let days = last.and_then(|last| Some((last, last.since(today).ok()?.get_days())));
        if let Some((last, days)) = days.filter(|(_, days)| i64::from(*days) < NOTICE_DAYS) {
            let whom = permission.contact.map(|contact| format!(" ({contact})")).unwrap_or_default();
            let when = match days {
                0 => "today".to_owned(),
                1 => "tomorrow".to_owned(),
                days => format!("on {last}, in {days} days"),
            };
            let message = format!("the client's permission ends {when}; after that the page is not published");
            let help = format!("ask the client again{whom}, and write the new day here");
            self.findings.push(Finding::warning("plan/permission-ends", place("expires"), message).help(help));
        }
    }

    /// What a client's name is kept back from must not tell it elsewhere.
    pub(super) fn anonymity(&mut self, page: &Page) {
        if page.source.kind != Kind::CaseStudy || page.front.anonymised != Some(true) {
            return;
        }
        let fronts = page.source.layers().map(|layer| layer.front).chain([&*page.front]);
        let names: BTreeSet<String> = fronts.flat_map(names_of).collect();
        if names.is_empty() {
            return;
        }
        let variant = self.checks.plan.variant(page.variant);
        let readers = Readers { audience: variant.audience.clone(), segment: page.segment.clone() };
        let (audience, segment) = (&readers.audience, readers.segment.as_ref());
        let snippets = SnippetsFor { snippets: &self.checks.ingredients.content.snippets, audience, segment, lang: &page.lang };
        let body = page.body.as_ref().and_then(|shown| page.source.files.get(shown.file)?.body.as_ref());
        let mut shown = (*page.front).clone();
        // What is not shown tells nothing: the client but for what it is and does, and what is for those who build the site.
        shown.client = shown.client.map(|client| Box::new(Client { name: None, url: None, logo: None, ..*client }));
        (shown.permission, shown.variants, shown.cascade, shown.related, shown.extra) = (None, None, None, None, None);
        let texts = [
            body.map(|body| body.plain_text(&readers, &snippets)).unwrap_or_default(),
            serde_json::to_string(&shown).unwrap_or_default(),
            page.address.path.replace(['-', '_', '/'], " "),
        ];
        let spelled = |name: &String| [name.clone(), slug(name, SlugStyle::Ascii).replace('-', " ")];
        let is_told = |name: &&String| spelled(name).iter().any(|name| texts.iter().any(|text| told(text, name).is_some()));
        for name in names.iter().filter(is_told) {
            let file = page.file();
            let span = told(file.text.text(), name).filter(|range| file.document.span().end < range.start);
            let place = span.map_or_else(|| file.key_place(&KeyPath::root()), |range| (&file.text, Span::from(range)).into());
            let message = format!("the client's name is kept back, and this page tells it: `{name}`");
            self.findings.push(Finding::error("plan/tells-the-name", place, message).help(
                "write the page without it, file names and descriptions of pictures included; other forms of the name are yours to find",
            ));
        }
    }
}
