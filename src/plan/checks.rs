//! What can only be judged when all pages are planned.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::ask::FORM;
use super::cascade::{Ingredients, Level, Reader};
use super::event::ends_before_it_starts;
use super::link::{From, Link, Links, Lookup};
use super::page::{Page, PageId, ReaderKey, audience_choice};
use super::permission::LeftOut;
use super::presence::{Absence, Today};
use super::voice_checks::Voices;
use super::{Plan, Variant};
use crate::content::markdown::{ArgValue, Passage, Readers};
use crate::content::{AudienceChoice, Delivery, FrontMatter, Source, SourceFile, SourceId, unknown_author};
use crate::diagnostics::{Finding, Findings, Level as Grade, Place, listed, nearest};
use crate::site::{
    Audience, AudienceFile, CONTENT, ContactId, CtaId, Defaults, Field, FormId, IdKind, Kind, Lang, OfferId, Wiring, field_words, named,
    unknown_name,
};
use crate::world::yaml::KeyPath;
use crate::world::{SourceText, Span};

/// The rules of a plan.
pub(super) struct Checks<'a> {
    pub(super) ingredients: Ingredients<'a>,
    pub(super) plan: &'a Plan,
    pub(super) today: &'a Today,
    /// Files with errors that were found before.
    pub(super) broken: &'a BTreeSet<Utf8PathBuf>,
    pub(super) voices: Voices<'a>,
}

impl<'a> Checks<'a> {
    /// What is wrong with a source and its pages.
    pub(super) fn source(&self, source: &Source) -> Vec<Finding> {
        let mut checking = Checking { checks: self, findings: Findings::new() };
        checking.source(source);
        checking.findings.extend(self.voices_of(source));
        for id in self.plan.presence(&source.id).values().filter_map(|presence| presence.as_ref().ok()) {
            checking.page(*id, self.plan.page(*id));
        }
        checking.findings.into_iter().collect()
    }

    /// What is wrong with what audiences define.
    pub(super) fn variants(&self) -> Vec<Finding> {
        let mut checking = Checking { checks: self, findings: Findings::new() };
        self.plan.variants.iter().for_each(|variant| checking.variant(variant));
        self.ingredients.site.audiences.iter().for_each(|audience| checking.offers(audience));
        self.ingredients.site.audiences.iter().for_each(|audience| checking.labels(audience));
        checking.findings.into_iter().collect()
    }

    /// What is wrong with snippets in the light of all pages that show them.
    pub(super) fn snippets(&self) -> Vec<Finding> {
        let content = self.ingredients.content;
        let mut findings = Vec::new();
        let files = content.snippets.values().flat_map(|snippet| &snippet.files);
        let passages = |file: &&Arc<SourceFile>| file.body.as_ref().is_some_and(|body| body.passages().next().is_some());
        let files: BTreeMap<&Utf8Path, &Arc<SourceFile>> =
            files.filter(passages).filter(|file| !self.broken.contains(&file.path)).map(|file| (file.path.as_path(), file)).collect();
        if files.is_empty() {
            return findings;
        }
        let mut readers = BTreeMap::<&Utf8Path, BTreeSet<Readers>>::new();
        for (_, page) in self.plan.there() {
            let Some(body) = &page.body else { continue };
            for path in body.shown.others().map(SourceText::path).filter(|path| files.contains_key(path)) {
                let audience = self.plan.variant(page.variant).audience.clone();
                readers.entry(path).or_default().insert(Readers { audience, segment: page.segment.clone() });
            }
        }
        for (path, readers) in readers {
            let Some((file, body)) = files.get(path).and_then(|file| Some((file, file.body.as_ref()?))) else { continue };
            let unseen = body.unseen(&readers).into_iter();
            findings.extend(unseen.map(|passage| for_nobody(passage, &readers, (&file.text, passage.span).into())));
        }
        findings
    }

    pub(super) fn links(&self) -> Links<'a> {
        Links { site: self.ingredients.site, content: self.ingredients.content, plan: self.plan, files: &self.plan.files }
    }
}

/// One check under way.
pub(super) struct Checking<'c, 'a> {
    pub(super) checks: &'c Checks<'a>,
    pub(super) findings: Findings,
}

impl Checking<'_, '_> {
    fn source(&mut self, source: &Source) {
        let base = source.base();
        let choice = audience_choice(&self.checks.ingredients, source);
        if choice == AudienceChoice::Some(Vec::new()) {
            self.findings.push(
                Finding::error("content/no-audience", base.key_place(&KeyPath::root()), format!("`{}` does not say who it is for", source.id))
                    .help("write `audience: all`, the id of an audience or a list of ids; a section's `_index.md` can say it for all with `cascade:`"),
            );
        }
        let is_cascade_only = source.id.is_index() && source.base().front.title.is_none() && source.base().front.cascade.is_some();
        if base.front.title.is_none() && !is_cascade_only {
            self.findings.push(
                Finding::error("content/no-title", base.key_place(&KeyPath::root()), "the page has no title").help("add a line `title: …`"),
            );
        }
        self.withdrawn(source);
        self.undated(source);
        self.permission(source);
        self.overlays(source, &choice);
        self.segments(source, &choice);
        self.passages(source);
        self.snippets(source);
    }

    /// Snippets that some readers of a page have no text of: their page lacks the passage.
    fn snippets(&mut self, source: &Source) {
        let mut missing = BTreeMap::<(Utf8PathBuf, Span, &str), (&Page, usize, BTreeSet<String>, Vec<String>)>::new();
        let plan = self.checks.plan;
        for page in plan.presence(&source.id).values().filter_map(|presence| Some(plan.page(*presence.as_ref().ok()?))) {
            for call in page.body.iter().flat_map(|body| &body.shown.snippets).filter(|call| !call.there) {
                if !self.checks.ingredients.content.snippets.contains_key(&SourceId::new(&call.name)) {
                    continue;
                }
                let text = page.source_text(call.caller);
                let variant = plan.variant(page.variant);
                let known = missing.entry((text.path().to_owned(), call.span, &call.name));
                let (_, _, readers, langs) = known.or_insert_with(|| (page, call.caller, BTreeSet::new(), Vec::new()));
                readers.insert(format!(
                    "{}/{}",
                    page.segment.as_ref().map_or(variant.audience.as_str(), |segment| segment.as_str()),
                    page.lang
                ));
                langs.push(page.lang.to_string());
            }
        }
        for ((_, span, name), (page, caller, readers, langs)) in missing {
            let who = readers.into_iter().collect::<Vec<_>>().join(", ");
            let place = Place::Span(page.source_text(caller).clone(), span);
            let message = format!("the snippet `{name}` has no text for {who}, so their page `{}` lacks it", source.id);
            let lang = langs.first().map(String::as_str).unwrap_or_default();
            self.findings.push(
                Finding::warning("content/snippet-untranslated", place, message)
                    .help(format!("write {CONTENT}/snippets/{name}.{lang}.md, or put the call into `:::for` for those who have the text")),
            );
        }
    }

    /// What a date, a permission or a draft withdraws goes with one warning a source.
    fn withdrawn(&mut self, source: &Source) {
        let mut reasons = BTreeMap::<String, Vec<String>>::new();
        for (key, presence) in self.checks.plan.presence(&source.id) {
            if let Err(Absence::Withdrawn(withdrawal)) = presence {
                let variant = self.checks.plan.variant(key.variant);
                let who = format!("{}/{}", variant.audience, variant.lang);
                reasons.entry(withdrawal.to_string()).or_default().push(who);
            }
        }
        for (reason, who) in reasons {
            let place = source.base().key_place(&KeyPath::root());
            self.findings.push(Finding::warning("plan/withdrawn", place, format!("not published for {}: {reason}", who.join(", "))));
        }
    }

    /// Overlays and entries reach somebody, and are there in each language that their readers have.
    fn overlays(&mut self, source: &Source, choice: &AudienceChoice) {
        if *choice == AudienceChoice::Some(Vec::new()) {
            return;
        }
        for layer in source.layers().filter(|layer| !layer.ids.is_empty()) {
            let place = || layer.file.key_place(&layer.at);
            let Some(audience) = layer.ids.audience() else { continue };
            if !choice.includes(audience) {
                self.findings.push(
                    Finding::warning(
                        "content/overlay-for-nobody",
                        place(),
                        format!("nobody reads this: `{}` is not for `{audience}`", source.id),
                    )
                    .help(format!("add `{audience}` to the page's `audience:`, or remove this")),
                );
                continue;
            }
            if layer.entry && !has_texts(layer.front) || !layer.entry && layer.file.body.is_none() && !has_texts(layer.front) {
                continue;
            }
            // Translations follow the language that the source is written in; one that says more than that owes nobody anything.
            if layer.file.lang != source.base().lang {
                continue;
            }
            let same_readers = |other: &crate::content::Authored<'_>| {
                other.ids.audience() == layer.ids.audience() && other.ids.segment == layer.ids.segment
            };
            let mut missing = Vec::new();
            for variant in self.checks.plan.variants.iter().filter(|variant| variant.audience == *audience) {
                let edition = layer.ids.segment.as_ref().map(|(_, segment)| segment.clone());
                let there =
                    self.checks.plan.page_of(&source.id, &ReaderKey { variant: variant.id, edition }).map(|id| self.checks.plan.page(id));
                if there.is_some_and(|page| page.lang == variant.lang)
                    && !source.layers().any(|other| same_readers(&other) && other.file.lang == variant.lang)
                {
                    missing.push(variant.lang.to_string());
                }
            }
            if !missing.is_empty() {
                let who = layer.ids.segment.as_ref().map_or_else(|| audience.to_string(), |(_, segment)| segment.to_string());
                self.findings.push(
                    Finding::warning(
                        "content/overlay-untranslated",
                        place(),
                        format!("what this says to `{who}` is not translated into {}", missing.join(", ")),
                    )
                    .help(format!(
                        "add a file such as {CONTENT}/{}.{who}.{}.md; until then those readers get what everyone gets",
                        source.id, missing[0]
                    )),
                );
            }
        }
    }

    /// Segments and editions belong to an audience of the page.
    fn segments(&mut self, source: &Source, choice: &AudienceChoice) {
        let front = self.checks.ingredients.for_everyone(source);
        let audiences: Vec<&Audience> =
            self.checks.ingredients.site.audiences.iter().filter(|audience| choice.includes(&audience.id)).collect();
        let named = front
            .segment
            .iter()
            .flat_map(|list| list.0.iter().map(|id| ("segment", id)))
            .chain(front.editions.iter().flatten().map(|id| ("editions", id)));
        for (key, segment) in named {
            let owner = self.checks.ingredients.site.audiences.iter().find(|audience| audience.file.segments.contains_key(segment));
            if let Some(owner) = owner
                && !audiences.iter().any(|audience| audience.id == owner.id)
            {
                let place = source.base().key_place(&KeyPath::root().key(key));
                self.findings.push(
                    Finding::error(
                        "content/segment-of-another-audience",
                        place,
                        format!("`{segment}` is a segment of `{}`, which this page is not for", owner.id),
                    )
                    .help(format!("add `{}` to `audience:`, or remove the segment", owner.id)),
                );
            }
        }
    }

    /// A passage that no page of its source would ever show is a slip.
    fn passages(&mut self, source: &Source) {
        for (number, file) in source.files.iter().enumerate() {
            let Some(body) = &file.body else { continue };
            if body.passages().next().is_none() {
                continue;
            }
            let table = self.checks.plan.presence(&source.id);
            let pages: Vec<&Page> =
                table.values().filter_map(|presence| presence.as_ref().ok()).map(|id| self.checks.plan.page(*id)).collect();
            let readers: BTreeSet<Readers> = pages
                .iter()
                .filter(|page| page.body.as_ref().is_some_and(|body| body.file == number))
                .map(|page| Readers { audience: self.checks.plan.variant(page.variant).audience.clone(), segment: page.segment.clone() })
                .collect();
            if self.checks.broken.contains(&file.path) || self.findings.paths_with_errors().contains(&file.path) {
                // What is not closed, say, takes in passages that are right.
                continue;
            }
            if readers.is_empty() {
                // Withdrawn today, or a language that nobody reads: nothing is shown, and the passage is not to blame.
                continue;
            }
            for passage in body.unseen(&readers) {
                self.findings.push(for_nobody(passage, &readers, (&file.text, passage.span).into()));
            }
        }
    }

    fn page(&mut self, id: PageId, page: &Page) {
        let Some(audience) = self.checks.plan.variant(page.variant).audience(self.checks.ingredients.site) else { return };
        self.names(page, audience);
        self.times(page, audience);
        self.lead_magnet(page, audience);
        self.anonymity(page);
        let layout = page.front.layout.as_deref();
        if let Some(layout) = layout
            && !self.checks.ingredients.theme.templates().any(|name| name.strip_suffix(".html") == Some(layout))
        {
            let place = self.owner(page, audience, "layout", |front| front.layout.is_some());
            let layouts = || {
                self.checks.ingredients.theme.templates().filter(|name| !name.contains('/')).filter_map(|name| name.strip_suffix(".html"))
            };
            let help = match nearest(layout, layouts()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the theme has: {}", listed(layouts())),
            };
            self.findings
                .push(Finding::error("plan/unknown-layout", place, format!("the theme has no template `{layout}.html`")).help(help));
        }
        self.calls(page, audience);
        self.handing_out(id, page, audience);
        let links = self.checks.links();
        let ask = links.ask(&self.checks.ingredients, id, self.checks.today);
        self.manners(id, page, audience, &ask);
        self.silence(page, audience, &ask);
        let notes = ask.notes.into_iter().map(|note| ("plan/left-out", note));
        for (rule, note) in notes.chain(ask.withdrawn.into_iter().map(|note| ("plan/left-out-today", note))) {
            let place = page.file().key_place(&KeyPath::root());
            self.findings.push(Finding::warning(rule, place, format!("for `{}`: {note}", audience.id)));
        }
        for (index, target) in page.front.related.iter().flatten().enumerate() {
            let from = From { variant: page.variant, edition: page.edition.as_ref(), folder: page.file().folder(), page: Some(id) };
            let lookup = self.checks.links().look_up(from, target);
            self.findings.extend(lookup.finding(|| page.file().value_place(&KeyPath::root().key("related").index(index))));
        }
    }

    /// An event says when it is.
    fn undated(&mut self, source: &Source) {
        let is_event = source.kind == Kind::Event && !source.id.is_index();
        if !is_event || source.layers().any(|layer| layer.front.starts.is_some()) || source.base().front.draft == Some(true) {
            return;
        }
        if self.checks.ingredients.for_everyone(source).starts.is_none() {
            self.findings.push(
                Finding::warning("plan/event-without-start", source.base().key_place(&KeyPath::root()), "this event does not say when it is")
                    .help("add `starts: 2027-02-10T17:00:00+04:00`, or a day; without it there is no date, no calendar file, and it is never over"),
            );
        }
    }

    /// An event does not end before it starts.
    fn times(&mut self, page: &Page, audience: &Audience) {
        let (Some(starts), Some(ends)) = (page.front.starts, page.front.ends) else { return };
        if !ends_before_it_starts(&page.front, &self.checks.ingredients.site.time_zone) {
            return;
        }
        let place = self.owner(page, audience, "ends", |front| front.ends.is_some());
        let start = self.owner(page, audience, "starts", |front| front.starts.is_some());
        self.findings.push(
            Finding::error("plan/ends-before-it-starts", place, format!("the event ends on {ends}, before it starts on {starts}"))
                .help("correct one of the two; a day without a time includes all of itself")
                .related(start, "it starts here"),
        );
    }

    /// Calls to action, forms and offers are looked up in the page's own audience.
    fn names(&mut self, page: &Page, audience: &Audience) {
        let FrontMatter { cta, form, offer, contact, register, .. } = &*page.front;
        let defaults =
            Defaults { cta: cta.clone(), form: form.clone(), offer: offer.clone(), contact: contact.clone(), ..Defaults::default() };
        let register = Defaults { form: register.clone(), ..Defaults::default() };
        let all = named(&defaults, &audience.file).into_iter().map(|found| (found.0, found));
        for (key, (sort, name, known)) in all.chain(named(&register, &audience.file).into_iter().map(|found| ("register", found))) {
            if name == "none" || known.contains(&name) {
                continue;
            }
            let place = self.owner(page, audience, key, |front| match key {
                "cta" => front.cta.is_some(),
                "form" => front.form.is_some(),
                "offer" => front.offer.is_some(),
                "contact" => front.contact.is_some(),
                _ => front.register.is_some(),
            });
            self.findings.push(unknown_name(sort, name, &known, &audience.id, place));
        }
    }

    /// Calls to action, forms and offers that a body names are those of the page's own audience.
    fn calls(&mut self, page: &Page, audience: &Audience) {
        let Some(body) = &page.body else { return };
        let file = &audience.file;
        let mut wrong = Vec::new();
        let has_figures = page.front.metrics.is_some() || page.left_out.contains(&LeftOut::Metrics);
        for call in &body.shown.calls {
            if call.name == FIGURES && !call.body && !has_figures {
                let message = format!("`{FIGURES}` has nothing to show: this page has no figures of its own");
                let finding = Finding::error("plan/no-figures", (&page.file().text, call.span), message);
                let help = format!("write a table between `:::{FIGURES}` and `:::`, or `metrics:` in the front matter of a case study");
                wrong.push(finding.help(help));
            }
            let Some(ArgValue::String(id)) = call.id.as_ref().filter(|id| **id != ArgValue::String(String::new())) else { continue };
            if call.name == "author" {
                let authors = &self.checks.ingredients.site.file.authors;
                if !authors.keys().any(|known| known.as_str() == id) {
                    let place = (page.source_text(call.origin), call.span).into();
                    wrong.push(unknown_author(id, authors.keys().map(crate::site::Name::as_str), place));
                }
                continue;
            }
            let known = names_of(file, &call.name);
            if let Some((sort, known)) = known.filter(|(_, known)| !known.contains(&id.as_str())) {
                wrong.push(unknown_name(sort, id, &known, &audience.id, (page.source_text(call.origin), call.span).into()));
            }
        }
        self.findings.extend(wrong);
    }

    /// Every field of a form has a label: its author's, or the word that readers of its language have for it.
    fn labels(&mut self, audience: &Audience) {
        let (site, theme) = (self.checks.ingredients.site, self.checks.ingredients.theme);
        let words = [theme.words(), &site.file.words, &audience.file.words];
        let named = |field: &Field, lang: &Lang| {
            let mut keys = field_words(&field.id).into_iter();
            keys.any(|key| words.iter().any(|words| words.phrase(&key, lang).is_some()))
        };
        for (id, form) in audience.file.forms.iter() {
            for (index, field) in form.fields.iter().enumerate().filter(|(_, field)| field.label.is_none()) {
                // A language that the site does not have is told of where it is named.
                let mut langs = audience.languages.iter().filter(|lang| site.file.languages.contains(lang));
                let Some(lang) = langs.find(|lang| !named(field, lang)) else { continue };
                let at: KeyPath = ["forms", id.as_str(), "fields"].into_iter().collect();
                let message = format!("the field `{0}` has no label, so that readers of `{lang}` see `{0}`", field.id);
                let place = audience.document.value_place(&at.index(index).key("id"));
                let finding = Finding::warning("forms/no-label", place, message);
                self.findings.push(finding.help("add `label: …` to it, in each language of the audience"));
            }
        }
    }

    /// A file that is handed out on the page after the form reaches nobody where its form leads elsewhere.
    fn handing_out(&mut self, id: PageId, page: &Page, audience: &Audience) {
        if page.front.lead_magnet.is_none() {
            return;
        }
        let mut own = self.checks.plan.thanks.iter().filter(|thanks| thanks.from == Some(id) && thanks.file.is_some());
        let Some(thanks) = own.next() else { return };
        let Some(form) = audience.file.forms.get(&thanks.form) else { return };
        let Some(provider) = self.checks.ingredients.site.providers.get(&form.provider) else { return };
        let wiring = Wiring::new(provider, form);
        if wiring.leads_to_thanks() {
            return;
        }
        let only = if wiring.enhanced().is_some() { " without JavaScript" } else { "" };
        let (label, form) = (&provider.label, &thanks.form);
        let place = self.owner(page, audience, "form", |front| front.form.is_some());
        let mailed = page.front.lead_magnet.as_ref().is_some_and(|magnet| magnet.delivery == Some(Delivery::Both));
        if mailed {
            let message = format!("the file is only mailed{only}: {label} leads senders of `{form}` to an address of its own settings");
            let help = "write `delivery: email` if that will do, so that the page after the form does not promise the file; otherwise choose \
                a provider that takes the next page's address with the form";
            self.findings.push(Finding::new(Grade::Note, "forms/thank-you", place, message).help(help));
            return;
        }
        let message = format!("the file reaches nobody{only}: {label} leads senders of `{form}` to an address of its own settings");
        let help = format!(
            "choose a provider that takes the next page's address with the form, or let {label} send the file by e-mail: `delivery: email`"
        );
        self.findings.push(Finding::warning("forms/thank-you", place, message).help(help));
    }

    /// Where the value that a page has under a key was written.
    pub(super) fn owner(&self, page: &Page, audience: &Audience, key: &str, has: impl Fn(&FrontMatter) -> bool) -> Place {
        let reader = Reader { audience, edition: page.edition.as_ref(), lang: &page.lang };
        let levels: Vec<Level<'_>> = self.checks.ingredients.levels(&page.source, reader);
        let level = levels.iter().rev().find(|level| has(&level.values()));
        let place = level.and_then(|level| level.place(&KeyPath::root().key(key)));
        place.map_or_else(|| page.file().key_place(&KeyPath::root()), |(document, at)| document.value_place(&at))
    }

    /// Navigation, calls to action and terms of an audience lead somewhere in each of its variants.
    fn variant(&mut self, variant: &Variant) {
        let Some(audience) = variant.audience(self.checks.ingredients.site) else { return };
        let at = |keys: &[&str]| keys.iter().copied().collect::<KeyPath>();
        let navigation = audience
            .file
            .navigation
            .iter()
            .enumerate()
            .map(|(index, entry)| (at(&["navigation"]).index(index).key("to"), entry.to.as_str()));
        let ctas = audience.file.ctas.iter().map(|(id, cta)| (at(&["ctas", id.as_str(), "to"]), cta.to.as_str()));
        let topics = audience.file.topics.iter().map(|(topic, target)| (at(&["topics", topic.as_str()]), target.as_str()));
        let terms =
            audience.file.offers.iter().filter_map(|(id, offer)| Some((at(&["offers", id.as_str(), "terms"]), offer.terms.as_deref()?)));
        let delivery = audience.file.delivery.iter().filter_map(|delivery| Some((at(&["delivery", "terms"]), delivery.terms.as_deref()?)));
        for (path, target) in navigation.chain(ctas).chain(topics).chain(terms).chain(delivery) {
            if let Some(form) = target.strip_prefix(FORM) {
                let known: Vec<&str> = audience.file.forms.keys().map(FormId::as_str).collect();
                if !known.contains(&form) {
                    self.findings.push(unknown_name("form", form, &known, &audience.id, audience.document.value_place(&path)));
                }
                continue;
            }
            let from = From { variant: variant.id, edition: None, folder: Utf8Path::new(CONTENT), page: None };
            let lookup = self.checks.links().look_up(from, target);
            let finding = lookup.finding(|| audience.document.value_place(&path));
            // A target that is gone shows where a page needs it; here only a mistake counts.
            self.findings.extend(finding.filter(|finding| finding.level == Grade::Error));
        }
        self.marks(variant, audience);
    }

    /// What tells other sites where a visitor came from ends the visit where it stands in a link of our own.
    fn marks(&mut self, variant: &Variant, audience: &Audience) {
        for (id, cta) in audience.file.ctas.iter() {
            let from = From { variant: variant.id, edition: None, folder: Utf8Path::new(CONTENT), page: None };
            let leaves = !cta.to.starts_with(FORM)
                && matches!(self.checks.links().look_up(from, &cta.to), Lookup::Found(Link::To { external: true, .. }));
            let key = if cta.utm.is_some() { "utm" } else { "to" };
            if !leaves && (cta.utm.is_some() || cta.to.contains("utm_")) {
                let place = audience.document.key_place(&["ctas", id.as_str(), key].into_iter().collect());
                let message = format!("the call to action `{id}` stays on the site, and `utm` would count its reader as a new visitor");
                self.findings.push(
                    Finding::warning("site/utm-inside", place, message)
                        .help("take it out: which call to action was clicked stands in its `data-cta-id`"),
                );
            }
        }
    }
}

/// The component that shows the figures of a case study.
const FIGURES: &str = "metrics";

/// The names that an audience has for what a component shows, with the sort of thing that is.
pub(super) fn names_of<'a>(file: &'a AudienceFile, component: &str) -> Option<(&'static str, Vec<&'a str>)> {
    Some(match component {
        "cta" => ("cta", file.ctas.keys().map(CtaId::as_str).collect()),
        "form" => ("form", file.forms.keys().map(FormId::as_str).collect()),
        "offer" => ("offer", file.offers.keys().map(OfferId::as_str).collect()),
        "contact" => ("contact", file.contacts.keys().map(ContactId::as_str).collect()),
        _ => return None,
    })
}

/// The finding for a passage that none of the pages with these readers shows.
fn for_nobody(passage: &Passage, readers: &BTreeSet<Readers>, place: Place) -> Finding {
    let finding = Finding::warning("content/passage-for-nobody", place, "no page shows this passage");
    // A segment sees what is for it on pages that are for that segment; a page for all of its audience is none.
    let shared = passage.ids.iter().filter(|_| !passage.negated).find_map(|id| match id {
        IdKind::Segment { audience, segment } if readers.iter().any(|readers| readers.audience == *audience) => Some(segment),
        _ => None,
    });
    match shared {
        Some(segment) => finding.help(format!(
            "the page is for more than `{segment}`: add `editions: [{segment}]` for a copy of their own, or `segment: {segment}` if it is only for them"
        )),
        None => finding.help("its readers do not have this page, or have a file of their own instead"),
    }
}

/// Whether front matter says something that is in a language.
fn has_texts(front: &FrontMatter) -> bool {
    let FrontMatter { title, description, metrics, quotes, benefits, faq, .. } = front;
    title.is_some() || description.is_some() || metrics.is_some() || quotes.is_some() || benefits.is_some() || faq.is_some()
}

/// The kinds that stand in lists of what is new.
pub const NEWS: [Kind; 4] = [Kind::Article, Kind::CaseStudy, Kind::Landing, Kind::Event];
