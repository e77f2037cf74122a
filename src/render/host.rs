//! What templates can ask for while a page renders.

use std::sync::Arc;

use camino::Utf8Path;

use super::context::{Context, Shared, Subject};
use super::form::form_view;
use super::forms::{cta_by_name, offer_view};
use super::kinds;
use super::markup::image;
use super::page::ask;
use super::people;
use super::trace::{Key, Log};
use super::variant::section_title;
use crate::diagnostics::{listed, nearest};
use crate::plan::{Address, FORM, From, Link, ListKind, Lookup, PageId};
use crate::site::{CONTENT, ContactId, CtaId, FormId, IdKind, Kind, Lang, Name, OfferId, Register, SegmentId};
use crate::theme::contract::{AuthorView, ContactView, CtaView, FileView, FormView, HereView, LinkView, OfferView, PageView};
use crate::theme::{Host, HostError, PagesQuery, Value, WordArg, WordTable};
use crate::world::Fingerprint;

/// One page's answers to its templates.
#[derive(Debug)]
pub(super) struct PageHost {
    shared: Arc<Shared>,
    subject: Subject,
    address: Address,
    lang: Lang,
    register: Register,
    words: Arc<WordTable>,
    log: Arc<Log>,
}

impl PageHost {
    pub(super) fn new(context: &Context<'_>) -> Self {
        Self {
            shared: context.shared.clone(),
            subject: context.subject,
            address: context.address.clone(),
            lang: context.lang().clone(),
            register: context.register(),
            words: context.words.clone(),
            log: context.log.clone(),
        }
    }

    fn context(&self) -> Result<Context<'_>, HostError> {
        Context::with(&self.shared, &self.subject, &self.address, Some((self.words.clone(), self.log.clone())))
            .ok_or_else(|| HostError::new("render/no-audience", "the site has no audience"))
    }
}

/// Words of the theme for a page.
pub(super) fn word(context: &Context<'_>, key: &str, n: Option<f64>, args: &[(&str, WordArg)]) -> Result<String, HostError> {
    context.log.note_word(key, context.words.print(key));
    Ok(context.words.word(key, context.lang(), &context.register(), n, args)?)
}

impl PageHost {
    /// Notes a question with the fingerprint of its answer.
    fn asked<T>(&self, key: Key, answer: Result<T, HostError>, print: impl Fn(&T) -> Fingerprint) -> Result<T, HostError> {
        if let Ok(answer) = &answer {
            self.log.note(key, print(answer));
        }
        answer
    }

    /// The fingerprint of the answer to what a trace says was asked; nothing where it cannot be answered any more.
    pub(super) fn answer(&self, asked: &Key) -> Option<Fingerprint> {
        match asked {
            Key::Pages(query) => self.find_pages(query).ok().map(|found| found.1),
            Key::Related(limit) => self.find_related(*limit).ok().map(|found| found.1),
            Key::Link(to) => self.find_link(to).ok().map(|link| Fingerprint::of_data(&link)),
            Key::Asset(path) => self.find_asset(path).ok().map(|url| Fingerprint::of_data(&url)),
            Key::Cta(id) => self.find_cta(id).ok().map(|cta| Fingerprint::of_data(&cta)),
            Key::Form(id) => self.find_form(id).ok().map(|form| Fingerprint::of_data(&form)),
            Key::CtaFor(goal) => self.find_cta_for(goal).ok().map(|cta| Fingerprint::of_data(&cta)),
            Key::Facts(url) => self.find_file(url).ok().map(|file| Fingerprint::of_data(&file)),
            Key::Offer(id) => self.find_offer(id).ok().map(|offer| Fingerprint::of_data(&offer)),
            Key::Contact(id) => self.find_contact(id).ok().map(|contact| Fingerprint::of_data(&contact)),
            Key::Author(id) => self.find_author(id).ok().map(|author| Fingerprint::of_data(&author)),
            _ => None,
        }
    }

    fn find_pages(&self, query: &PagesQuery) -> Result<(Value, Fingerprint), HostError> {
        let context = self.context()?;
        let plan = context.plan();
        check(&context, query)?;
        let tag = query.tag.as_deref().map(|tag| plan.tag_slug(tag));
        let hub = query
            .segment
            .as_ref()
            .map(|segment| SegmentId::new(segment).and_then(|id| plan.find_list(context.variant.id, &ListKind::Hub(id))));
        let all: &[PageId] = match hub {
            Some(hub) => hub.map(|list| list.items.as_slice()).unwrap_or_default(),
            None => &plan.listed[context.variant.id.0],
        };
        let fits = |id: &&PageId| {
            let page = plan.page(**id);
            query.kind.as_ref().is_none_or(|kind| page.source.kind.as_str() == kind)
                && query.section.as_ref().is_none_or(|section| page.source.id.folders().first().copied() == Some(section.as_str()))
                && tag.as_ref().is_none_or(|tag| page.tag_slugs.contains(tag))
        };
        let found = all.iter().filter(fits).take(query.limit.unwrap_or(usize::MAX));
        Ok(together(found.map(|id| context.card(*id))))
    }

    fn find_related(&self, limit: usize) -> Result<(Value, Fingerprint), HostError> {
        let context = self.context()?;
        let related = context.page.map(|(id, _)| context.plan().related(id, limit)).unwrap_or_default();
        Ok(together(related.into_iter().map(|id| context.card(id))))
    }

    fn find_link(&self, to: &str) -> Result<LinkView, HostError> {
        let context = self.context()?;
        if let Some(form) = to.strip_prefix(FORM) {
            return Ok(LinkView { text: form.to_owned(), url: format!("#form-{form}"), current: false });
        }
        let folder = Utf8Path::new(CONTENT);
        let from =
            From { variant: context.variant.id, edition: context.page.and_then(|(_, page)| page.edition.as_ref()), folder, page: None };
        match context.snapshot().links().look_up(from, to) {
            Lookup::Found(Link::To { href, .. }) => {
                Ok(LinkView { text: title_of(&context, to), current: href == context.url(context.address), url: href })
            }
            Lookup::Found(Link::Plain) | Lookup::Gone(_) => Ok(LinkView { text: title_of(&context, to), ..LinkView::default() }),
            Lookup::File(_) => Err(HostError::new("render/link", format!("`{to}` is a file and no page"))),
            Lookup::Wrong { rule, message, help } => Err(HostError::new(rule, message).help(help)),
        }
    }

    fn find_asset(&self, path: &str) -> Result<String, HostError> {
        let context = self.context()?;
        let plan = context.plan();
        if !plan.has_asset(path) {
            let help = did_you_mean(path, plan.asset_names(), "put the file into the theme's `assets/`");
            return Err(HostError::new("theme/unknown-asset", format!("the theme has no asset `{path}`")).help(help));
        }
        Ok(plan.hosts.path(&Address { host: self.address.host, path: plan.asset(path) }))
    }

    fn find_cta(&self, id: &str) -> Result<Option<CtaView>, HostError> {
        let context = self.context()?;
        if id.is_empty() {
            return Ok(own(&context)?.cta);
        }
        let ctas = &context.audience.file.ctas;
        let known = || unknown(&context, "cta", id, ctas.keys().map(CtaId::as_str));
        let (name, cta) = CtaId::new(id).and_then(|name| ctas.get_key_value(&name)).ok_or_else(known)?;
        cta_by_name(&context, name, cta)
    }

    fn find_cta_for(&self, goal: &str) -> Result<Option<CtaView>, HostError> {
        let context = self.context()?;
        let first = context.audience.file.ctas.iter().find(|(_, cta)| cta.goal.as_str() == goal);
        first.map_or(Ok(None), |(name, cta)| cta_by_name(&context, name, cta))
    }

    fn find_here(&self) -> Result<HereView, HostError> {
        let context = self.context()?;
        let study = context.page.and_then(|(id, page)| kinds::case_study(&context, id, page));
        Ok(HereView {
            title: context.page.map_or_else(|| context.text(&context.snapshot().site.file.title), |(_, page)| page.title.clone()),
            permalink: context.plan().hosts.absolute(context.address),
            metrics: study.map(|study| study.metrics).unwrap_or_default(),
        })
    }

    fn find_file(&self, url: &str) -> Result<FileView, HostError> {
        let context = self.context()?;
        let plan = context.plan();
        let own = |id| plan.files.of(id).find(|(_, address)| context.url(address) == url || plan.hosts.path(address) == url);
        let Some((path, address)) = context.page.and_then(|(id, _)| own(id)) else {
            let help = "name a file that lies beside the page, such as `price-list.pdf`";
            return Err(HostError::new("render/file", format!("`{url}` is no file of this page")).help(help));
        };
        Ok(FileView {
            url: context.url(address),
            name: path.file_name().unwrap_or_default().to_owned(),
            format: path.extension().unwrap_or_default().to_uppercase(),
            size: context.snapshot().content.files.get(path).map(|entry| kinds::size(&context, entry.size)).unwrap_or_default(),
        })
    }

    fn find_form(&self, id: &str) -> Result<Option<FormView>, HostError> {
        let context = self.context()?;
        if id.is_empty() {
            return Ok(own(&context)?.form);
        }
        let forms = &context.audience.file.forms;
        let known = || unknown(&context, "form", id, forms.keys().map(FormId::as_str));
        let (name, form) = FormId::new(id).and_then(|name| forms.get_key_value(&name)).ok_or_else(known)?;
        form_view(&context, name, form).map(Some)
    }

    fn find_offer(&self, id: &str) -> Result<Option<OfferView>, HostError> {
        let context = self.context()?;
        if id.is_empty() {
            return Ok(own(&context)?.offer);
        }
        let offers = &context.audience.file.offers;
        let known = || unknown(&context, "offer", id, offers.keys().map(OfferId::as_str));
        let (name, offer) = OfferId::new(id).and_then(|name| offers.get_key_value(&name)).ok_or_else(known)?;
        let holds = context.snapshot().today.is_held(offer);
        Ok(holds.then(|| offer_view(&context, name, offer)))
    }
}

impl PageHost {
    fn find_contact(&self, id: &str) -> Result<Option<ContactView>, HostError> {
        let context = self.context()?;
        if id.is_empty() {
            return Ok(people::contact(&context));
        }
        let contacts = &context.audience.file.contacts;
        let found = contacts.iter().find(|(name, _)| name.as_str() == id);
        let known = || unknown(&context, "contact", id, contacts.keys().map(ContactId::as_str));
        found.map(|(_, contact)| Some(people::contact_view(&context, contact))).ok_or_else(known)
    }

    fn find_author(&self, id: &str) -> Result<Option<AuthorView>, HostError> {
        let context = self.context()?;
        if id.is_empty() {
            return Ok(people::author(&context));
        }
        let authors = &context.snapshot().site.file.authors;
        let known = || {
            let help = did_you_mean(id, authors.keys().map(Name::as_str), "add it under `authors:` in site.yaml");
            HostError::new("content/unknown-author", format!("there is no author `{id}`")).help(help)
        };
        let (name, author) = authors.iter().find(|(name, _)| name.as_str() == id).ok_or_else(known)?;
        Ok(Some(people::author_view(&context, name, author)))
    }
}

/// Cards as a list, with the fingerprint of all of them.
fn together(cards: impl Iterator<Item = (Value, Fingerprint)>) -> (Value, Fingerprint) {
    let (values, prints): (Vec<Value>, Vec<Fingerprint>) = cards.unzip();
    (Value::list(values), Fingerprint::of(&prints))
}

impl Host for PageHost {
    fn lang(&self) -> &Lang {
        &self.lang
    }

    fn register(&self) -> &Register {
        &self.register
    }

    fn pages(&self, query: &PagesQuery) -> Result<Value, HostError> {
        self.asked(Key::Pages(query.clone()), self.find_pages(query), |found| found.1).map(|(value, _)| value)
    }

    fn related(&self, limit: usize) -> Result<Value, HostError> {
        self.asked(Key::Related(limit), self.find_related(limit), |found| found.1).map(|(value, _)| value)
    }

    fn link(&self, to: &str) -> Result<LinkView, HostError> {
        self.asked(Key::Link(to.to_owned()), self.find_link(to), Fingerprint::of_data)
    }

    fn image(&self, src: &str, alt: &str, class: Option<&str>) -> Result<String, HostError> {
        let context = self.context()?;
        // An address that a view of the contract gave is used as it is; anything else names a file of the theme.
        if src.starts_with('/') || src.starts_with("https://") || src.starts_with("http://") {
            return Ok(image(src, alt, None, class, None));
        }
        let url = self.asset(src).map_err(|error| {
            let published = context.page.and_then(|(id, page)| context.plan().files.of_page(id, &page.file().folder().join(src)));
            if published.is_some() { HostError::new("render/image", format!("`{src}` is published under another name")) } else { error }
        })?;
        Ok(image(&url, alt, None, class, None))
    }

    fn asset(&self, path: &str) -> Result<String, HostError> {
        self.asked(Key::Asset(path.to_owned()), self.find_asset(path), Fingerprint::of_data)
    }

    fn cta(&self, id: &str) -> Result<Value, HostError> {
        self.asked(Key::Cta(id.to_owned()), self.find_cta(id), Fingerprint::of_data).map(|cta| Value::of(&cta))
    }

    fn form(&self, id: &str) -> Result<Value, HostError> {
        self.asked(Key::Form(id.to_owned()), self.find_form(id), Fingerprint::of_data).map(|form| Value::of(&form))
    }

    fn offer(&self, id: &str) -> Result<Value, HostError> {
        self.asked(Key::Offer(id.to_owned()), self.find_offer(id), Fingerprint::of_data).map(|offer| Value::of(&offer))
    }

    fn contact(&self, id: &str) -> Result<Value, HostError> {
        self.asked(Key::Contact(id.to_owned()), self.find_contact(id), Fingerprint::of_data).map(|contact| Value::of(&contact))
    }

    fn author(&self, id: &str) -> Result<Value, HostError> {
        self.asked(Key::Author(id.to_owned()), self.find_author(id), Fingerprint::of_data).map(|author| Value::of(&author))
    }

    fn cta_for(&self, goal: &str) -> Result<Value, HostError> {
        self.asked(Key::CtaFor(goal.to_owned()), self.find_cta_for(goal), Fingerprint::of_data).map(|cta| Value::of(&cta))
    }

    fn here(&self) -> Result<HereView, HostError> {
        // All of it is among the page's own values, which every page is held against.
        self.find_here()
    }

    fn permalink(&self, to: &str) -> Result<String, HostError> {
        let context = self.context()?;
        let hosts = &context.plan().hosts;
        if to.is_empty() {
            return Ok(hosts.absolute(context.address));
        }
        let url =
            if to.starts_with('/') || to.starts_with("https://") || to.starts_with("http://") { to.to_owned() } else { self.link(to)?.url };
        Ok(if url.starts_with('/') { format!("{}{url}", hosts.get(self.address.host).base.origin()) } else { url })
    }

    fn file(&self, url: &str) -> Result<FileView, HostError> {
        self.asked(Key::Facts(url.to_owned()), self.find_file(url), Fingerprint::of_data)
    }

    fn word(&self, key: &str, n: Option<f64>, args: &[(&str, WordArg)]) -> Result<String, HostError> {
        word(&self.context()?, key, n, args)
    }
}

/// What the page itself asks of its reader.
fn own(context: &Context<'_>) -> Result<PageView, HostError> {
    let mut view = PageView::default();
    ask(context, &mut view)?;
    Ok(view)
}

/// A query names only what the site has.
fn check(context: &Context<'_>, query: &PagesQuery) -> Result<(), HostError> {
    let site = &context.snapshot().site;
    if let Some(kind) = query.kind.as_deref()
        && !Kind::ALL.iter().any(|known| known.as_str() == kind)
    {
        let known = || Kind::ALL.iter().map(|kind| kind.as_str());
        let help = did_you_mean(kind, known(), &format!("the kinds are: {}", listed(known())));
        return Err(HostError::new("render/unknown-kind", format!("there is no kind `{kind}`")).help(help));
    }
    if let Some(segment) = query.segment.as_deref()
        && !matches!(site.ids.get(segment), Some(IdKind::Segment { .. }))
    {
        let known = || site.ids.iter().filter(|(_, kind)| matches!(kind, IdKind::Segment { .. })).map(|(id, _)| id.as_str());
        let help = did_you_mean(segment, known(), &format!("the segments are: {}", listed(known())));
        return Err(HostError::new("render/unknown-segment", format!("there is no segment `{segment}`")).help(help));
    }
    Ok(())
}

fn did_you_mean<'k>(wrong: &str, known: impl Iterator<Item = &'k str>, otherwise: &str) -> String {
    nearest(wrong, known).map_or_else(|| otherwise.to_owned(), |near| format!("did you mean `{near}`?"))
}

fn unknown<'k>(context: &Context<'_>, sort: &str, id: &str, known: impl Iterator<Item = &'k str> + Clone) -> HostError {
    let rule = match sort {
        "cta" => "site/unknown-cta",
        "form" => "site/unknown-form",
        "contact" => "site/unknown-contact",
        _ => "site/unknown-offer",
    };
    let audience = &context.variant.audience;
    let help = match nearest(id, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("`{audience}` has: {}", known.collect::<Vec<_>>().join(", ")),
    };
    HostError::new(rule, format!("the audience `{audience}` has no {sort} `{id}`")).help(help)
}

/// The title of what a target names, as far as the variant has it.
pub(super) fn title_of(context: &Context<'_>, target: &str) -> String {
    let plan = context.plan();
    let own = |variant| crate::plan::ReaderKey { variant, edition: None };
    let path = Utf8Path::new(CONTENT).join(target.split(['#', '?']).next().unwrap_or_default());
    if let Some(source) = context.snapshot().content.by_path(&path)
        && let Some(page) = plan.page_of(&source.id, &own(context.variant.id))
    {
        return plan.page(page).title.clone();
    }
    let folders: Vec<String> = target.trim_end_matches('/').split('/').map(str::to_owned).collect();
    plan.section(context.variant.id, &folders).map(|list| section_title(context, list)).unwrap_or_default()
}
