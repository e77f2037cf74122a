//! What is to be said of what the client of a case study allows.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::checks::Checking;
use super::page::Page;
use super::permission::{LeftOut, NOTICE_DAYS, names_of, told};
use super::slug::slug;
use crate::content::markdown::Readers;
use crate::content::{Client, PermissionStatus, Quote, SnippetsFor, Source};
use crate::diagnostics::{Finding, Place};
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
        self.speakers(page);
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
        let file = page.file();
        let body = file.document.span().end;
        for name in &names {
            let spelled = [name.clone(), slug(name, SlugStyle::Ascii).replace('-', " ")];
            let Some((number, spelled)) =
                texts.iter().enumerate().find_map(|(number, text)| Some((number, spelled.iter().find(|name| told(text, name).is_some())?)))
            else {
                continue;
            };
            let in_body = || {
                let range = told(file.text.text().get(body..)?, spelled)?;
                Some((
                    Place::from((&file.text, Span::from(range.start + body..range.end + body))),
                    file.text.text().get(body..)?.get(range)?.to_owned(),
                ))
            };
            let in_front = || {
                let (at, words) = where_told(&serde_json::to_value(&shown).ok()?, &KeyPath::root(), spelled)?;
                Some((file.value_place(&at), words))
            };
            let at = match number {
                0 => in_body(),
                1 => in_front(),
                _ => None,
            };
            let (place, words) = at.unwrap_or_else(|| (file.key_place(&KeyPath::root()), name.clone()));
            let message = format!("the client's name is kept back, and this page tells it: `{words}`");
            self.findings.push(Finding::error("plan/tells-the-name", place, message).help(
                "write the page without it, file names and descriptions of pictures included; other forms of the name are yours to find",
            ));
        }
    }

    /// Where a client is kept back, somebody who speaks for it under their own name tells who it is.
    fn speakers(&mut self, page: &Page) {
        if !page.source.layers().any(|layer| layer.front.anonymised == Some(true)) {
            return;
        }
        for quote in page.front.quotes.iter().flatten() {
            let Some(person) = quote.person.as_ref().and_then(|person| person.plain()).filter(|person| is_a_name(person)) else { continue };
            let says = |quote: &Quote| quote.person.iter().flat_map(|name| name.all()).any(|name| name == person);
            let found = page.source.layers().find_map(|layer| {
                let index = layer.front.quotes.as_ref()?.iter().position(says)?;
                let at = layer.at.key("quotes").index(index).key("person");
                Some(layer.file.value_place(&at))
            });
            let place = found.unwrap_or_else(|| page.source.base().key_place(&["quotes"].into_iter().collect()));
            let message = format!("the client's name is kept back, and this quote names somebody there: `{person}`");
            let help = "leave `person:` out and keep the role, or say who it is without a name, such as `The owner`";
            self.findings.push(Finding::warning("plan/tells-the-person", place, message).help(help));
        }
    }
}

/// Whether words look like somebody's name: several, each with a capital. Scripts without capitals do not tell.
fn is_a_name(words: &str) -> bool {
    let mut count = 0;
    words.split_whitespace().inspect(|_| count += 1).all(|word| word.starts_with(char::is_uppercase) && !word.contains(',')) && count > 1
}

/// Where a value tells a name, and in which words.
fn where_told(value: &Value, at: &KeyPath, name: &str) -> Option<(KeyPath, String)> {
    match value {
        Value::String(text) => Some((at.clone(), text.get(told(text, name)?)?.to_owned())),
        Value::Array(items) => items.iter().enumerate().find_map(|(index, item)| where_told(item, &at.index(index), name)),
        Value::Object(map) => map.iter().find_map(|(key, value)| where_told(value, &at.key(key), name)),
        _ => None,
    }
}
