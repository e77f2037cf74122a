//! One page: its template, its context, its HTML.

use std::sync::Arc;

use super::body::{Filler, body_html};
use super::cards::{page_image, tags};
use super::context::{Context, Shared, Subject};
use super::form::form_view;
use super::forms::{cta_view, offer_view};
use super::host::{PageHost, word};
use super::trace::{Key, Log};
use super::variant::section_title;
use super::{consent, head, kinds, people, variant};
use crate::content::markdown::{Heading, minified};
use crate::diagnostics::{Finding, Findings, Place};
use crate::plan::{Address, Ask, List, ListKind, PageId, ReaderKey};
use crate::site::{Kind, Minify, usual_goals};
use crate::theme::contract::{CtaView, HeadingView, LangLinkView, LinkView, ListView, MannersView, PageView, TermView};
use crate::theme::{HostError, Value, language};
use crate::world::Fingerprint;

/// The levels of headings that the contents list shows.
const CONTENTS: std::ops::RangeInclusive<u8> = 2..=3;

/// Renders a page of any sort, and notes what it is made of.
pub(super) fn render(shared: &Arc<Shared>, subject: &Subject, address: &Address, log: &Arc<Log>) -> Result<String, Findings> {
    let Some(mut context) = Context::new(shared, subject, address) else { return Ok(String::new()) };
    context.log = log.clone();
    let of_site = || Place::File(shared.snapshot.site.document.source().path().to_owned());
    let place = || context.page.map_or_else(of_site, |(_, page)| Place::File(page.file().path.clone()));
    let fail = |error: HostError| Finding::error(error.rule, place(), error.message).maybe_help(error.help);
    let (site, site_print) = variant::site(&context);
    let (variant, variant_print) = variant::variant(&context);
    let host = Arc::new(PageHost::new(&context));
    let mut view = values(&context).map_err(fail)?;
    let template = template(&context);
    log.note(Key::View, view_print(&mut view, &context));
    log.note(Key::Site, site_print);
    log.note(Key::Variant, variant_print);
    log.note(Key::Template(template.clone()), shared.snapshot.theme.template_print(&template).unwrap_or_default());
    // Also that there is none: one that comes is another.
    log.note(Key::Body, body_print(&context));
    if let Some((page, planned)) = context.page
        && let Some(html) = body_html(planned)?
    {
        let filler = Filler::new(&context, page, &site, &variant, &host);
        // Later pages of a list are lists and nothing else.
        if context.list().is_none_or(|(_, number)| number == 1) {
            view.content = filler.fill(&html.pieces);
        }
        view.contents = contents(&filler, &html.headings);
        filler.done()?;
    }
    let html = shared.snapshot.theme.render(&template, &site, &variant, Value::of(&view), host);
    let html = html.map_err(|error| error.into_finding(place()))?;
    Ok(if shared.snapshot.site.file.minify == Minify::Full { minified(html) } else { html })
}

/// What tells a page's values from others. Of the cards of a list it is known already what tells them from others.
pub(super) fn view_print(view: &mut PageView, context: &Context<'_>) -> Fingerprint {
    let cards = view.list.as_mut().map(|list| std::mem::take(&mut list.items)).unwrap_or_default();
    let prints: Vec<_> = items(context).iter().map(|id| context.shared.card(*id).1).collect();
    let print = Fingerprint::of_data(&(&*view, prints));
    if let Some(list) = &mut view.list {
        list.items = cards;
    }
    print
}

/// What tells a page's body from another, with where its links lead.
pub(super) fn body_print(context: &Context<'_>) -> Fingerprint {
    let body = context.page.and_then(|(id, page)| Some((page.body.as_ref()?.shown.print, &*context.plan().links.get(id.0)?.links)));
    Fingerprint::of(&(body, context.snapshot().site.file.minify as u8))
}

/// The template that shows a page.
pub(super) fn template(context: &Context<'_>) -> String {
    match context.page.and_then(|(_, page)| page.front.layout.as_deref()) {
        Some(layout) => format!("{layout}.html"),
        None => context.snapshot().theme.template_for(role(context)).to_owned(),
    }
}

fn role(context: &Context<'_>) -> &'static str {
    match context.subject {
        Subject::Page(_) => context.page.map_or("page", |(_, page)| page.source.kind.as_str()),
        Subject::List(..) => match context.list().map(|(list, _)| &list.kind) {
            Some(ListKind::Home) => "home",
            Some(ListKind::Hub(_)) => "hub",
            Some(ListKind::Tag(_)) => "tag",
            Some(ListKind::Tags) => "tags",
            Some(ListKind::Author(_)) => "author",
            Some(ListKind::Section(_)) | None => "section",
        },
        Subject::Thanks(_) => "thanks",
        Subject::Consent(_) => "consent",
        Subject::NotFound(_) | Subject::HostNotFound(_) => "not-found",
        Subject::Chooser(_) => "chooser",
    }
}

/// All values of a page but what stands in its body.
pub(super) fn values(context: &Context<'_>) -> Result<PageView, HostError> {
    let role = role(context);
    let mut view = PageView { role: role.to_owned(), voice: context.register().voice.to_string(), ..PageView::default() };
    view.title = title(context, role)?;
    view.manners = manners(context);
    if let Some((id, page)) = context.page {
        let front = &page.front;
        view.description = front.description.as_ref().and_then(|text| text.plain()).map(str::to_owned);
        view.lang = (page.lang != context.variant.lang).then(|| page.lang.to_string());
        view.stage = front.stage.map(|stage| stage.to_string());
        view.image = page_image(context.shared, id);
        view.tags = tags(context.plan(), id);
        view.date = front.date.map(|date| date.day(&context.snapshot().site.time_zone).to_string());
        view.updated = front.updated.map(|date| date.day(&context.snapshot().site.time_zone).to_string());
        view.contact = people::contact_of_page(context);
        view.segments = segments(context);
        view.extra = front.extra.as_ref().map(Value::of);
        if let Some(body) = &page.body {
            view.summary = body.shown.summary.clone();
            view.reading_minutes = body.shown.reading_minutes;
        }
        view.case_study = kinds::case_study(context, id, page);
        view.landing = kinds::landing(context, id, page);
        view.event = kinds::event(context, page)?;
        ask(context, &mut view)?;
    } else {
        ask_by_default(context, &mut view)?;
    }
    view.author = people::author(context);
    view.thanks = kinds::thanks(context);
    if let Some(page) = consent::of_page(context) {
        view.consent = consent::view(context);
        view.content = consent::body(context, page);
        view.lang = consent::other_lang(context, &page.lang);
    }
    view.list = list(context);
    view.url = context.plan().hosts.path(context.address);
    view.permalink = context.plan().hosts.absolute(context.address);
    view.breadcrumbs = breadcrumbs(context)?;
    view.translations = translations(context);
    view.audiences = audiences(context);
    view.head = head::head(context, &view.title, view.description.as_deref(), &view.summary)?;
    Ok(view)
}

fn manners(context: &Context<'_>) -> MannersView {
    let segment = context.segment_or_hub();
    let manners = context.snapshot().site.manners(context.audience, segment);
    MannersView {
        offers: manners.offers.as_str().to_owned(),
        dialogs: manners.dialogs.allows(),
        countdowns: manners.countdowns.allows(),
        max_ctas: manners.max_ctas,
    }
}

fn title(context: &Context<'_>, role: &str) -> Result<String, HostError> {
    let page = context.page.map(|(_, page)| page.title.clone());
    if let Some((list, _)) = context.list() {
        return Ok(match &list.kind {
            ListKind::Home => page.unwrap_or_else(|| context.text(&context.snapshot().site.file.title)),
            ListKind::Section(_) => section_title(context, list),
            ListKind::Hub(id) => context.audience.file.segments.get(id).map(|segment| context.text(&segment.label)).unwrap_or_default(),
            ListKind::Tag(slug) => tag_label(context, slug),
            ListKind::Tags => word(context, "tags_title", None, &[])?,
            ListKind::Author(id) => {
                context.snapshot().site.file.authors.get(id).map(|author| context.text(&author.name)).unwrap_or_default()
            }
        });
    }
    if let Some(consent) = consent::of_page(context) {
        return Ok(consent.text.title.clone());
    }
    match (role, page) {
        (_, Some(title)) => Ok(title),
        ("thanks", None) => kinds::thanks_title(context),
        ("not-found", None) => word(context, "not_found_title", None, &[]),
        _ => Ok(context.text(&context.snapshot().site.file.title)),
    }
}

fn tag_label(context: &Context<'_>, slug: &str) -> String {
    let tags = context.plan().find_list(context.variant.id, &ListKind::Tags);
    let term = tags.and_then(|list| list.terms.iter().find(|term| term.slug == slug));
    term.map_or_else(|| slug.to_owned(), |term| term.label.clone())
}

/// The call to action, form and offer of a page of content.
pub(super) fn ask(context: &Context<'_>, view: &mut PageView) -> Result<(), HostError> {
    let Some((id, _)) = context.page else { return Ok(()) };
    let snapshot = context.snapshot();
    let Ask { cta, form, offer, .. } = snapshot.links().ask(&snapshot.ingredients(), id, &snapshot.today);
    let file = &context.audience.file;
    view.cta = cta.and_then(|(id, link)| cta_view(context, &id, file.ctas.get(&id)?, &link));
    view.form = form.and_then(|id| file.forms.get(&id).map(|form| form_view(context, &id, form))).transpose()?;
    view.offer = offer.and_then(|id| Some(offer_view(context, &id, file.offers.get(&id)?)));
    Ok(())
}

/// Lists and thank-you pages have the audience's default call to action, where it leads to a page.
fn ask_by_default(context: &Context<'_>, view: &mut PageView) -> Result<(), HostError> {
    if context.of_host() || matches!(context.subject, Subject::NotFound(_) | Subject::Consent(_)) {
        return Ok(());
    }
    let file = &context.audience.file;
    if context.thanks().is_some() {
        view.cta = next_step(context)?;
        return Ok(());
    }
    let segment = context.segment_or_hub().and_then(|id| file.segments.get(id));
    let site = &context.snapshot().site;
    let by_preset = || file.cta_for(&segment?.manners(site.preset(segment?)).goals, Kind::Page, "");
    let usual = || file.cta_for(usual_goals(file.kind, Kind::Page, None), Kind::Page, "");
    let own = segment.and_then(|segment| segment.cta.as_ref()).or_else(by_preset);
    let Some(id) = own.or(file.defaults.cta.as_ref()).or_else(usual) else { return Ok(()) };
    let Some(cta) = file.ctas.get(id) else { return Ok(()) };
    if let Some(form) = cta.to.strip_prefix(crate::plan::FORM) {
        if let Some((id, form)) = crate::site::FormId::new(form).and_then(|id| file.forms.get_key_value(&id)) {
            view.form = Some(form_view(context, id, form)?);
        } else {
            return Ok(());
        }
    }
    view.cta = super::forms::cta_by_name(context, id, cta)?;
    Ok(())
}

/// What a reader who sent a form may do next: what the group they are in, their stage, the kind of page they came from or their audience does by
/// default, but for what they have just done.
fn next_step(context: &Context<'_>) -> Result<Option<CtaView>, HostError> {
    let Some(thanks) = context.thanks() else { return Ok(None) };
    let file = &context.audience.file;
    let from = thanks.from.map(|id| context.plan().page(id));
    let segment = from.and_then(|page| file.segments.get(page.segment.as_ref()?));
    let site = &context.snapshot().site;
    let by_preset = || file.cta_for(&segment?.manners(site.preset(segment?)).goals, Kind::Page, "");
    let of_segment = segment.and_then(|segment| segment.cta.as_ref()).or_else(by_preset);
    let of_stage = from.and_then(|page| file.stages.get(&page.front.stage?)?.cta.as_ref());
    let of_kind = from.and_then(|page| file.kinds.get(&page.source.kind)?.cta.as_ref());
    let came_from = from.map(|page| context.url(&page.address));
    let usual = file.cta_for(usual_goals(file.kind, Kind::Page, None), Kind::Page, "");
    for id in [of_segment, of_stage, of_kind, file.defaults.cta.as_ref(), usual].into_iter().flatten() {
        let Some(cta) = file.ctas.get(id) else { continue };
        if cta.to.strip_prefix(crate::plan::FORM).is_some() {
            // The form that was sent, or one that this page has not.
            continue;
        }
        let found = super::forms::cta_by_name(context, id, cta)?;
        if let Some(found) = found.filter(|found| Some(found.url.split('#').next().unwrap_or_default()) != came_from.as_deref()) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn segments(context: &Context<'_>) -> Vec<LinkView> {
    let Some((_, page)) = context.page else { return Vec::new() };
    let own = page.edition.iter().chain(page.addressed.iter().filter(|_| page.edition.is_none()));
    own.filter_map(|id| {
        let list = context.plan().find_list(context.variant.id, &ListKind::Hub(id.clone()))?;
        let segment = context.audience.file.segments.get(id)?;
        Some(LinkView { text: context.text(&segment.label), url: context.url(&list.address), current: false })
    })
    .collect()
}

fn contents(filler: &Filler<'_, '_>, headings: &[Heading]) -> Vec<HeadingView> {
    let mut views: Vec<HeadingView> = Vec::new();
    for heading in headings.iter().filter(|heading| CONTENTS.contains(&heading.level)) {
        let view = HeadingView { id: heading.id.clone(), text: filler.fill(&heading.pieces), level: heading.level, children: Vec::new() };
        match views.last_mut() {
            Some(last) if last.level < view.level => last.children.push(view),
            _ => views.push(view),
        }
    }
    views
}

fn list(context: &Context<'_>) -> Option<ListView> {
    let (list, number) = context.list()?;
    let per_page = context.snapshot().site.file.paginate;
    let pages = list.pages(per_page);
    let items = items(context);
    let address = |number: usize| context.url(&list.address_of(number));
    let terms = list.terms.iter().map(|term| {
        let tag = context.plan().find_list(context.variant.id, &ListKind::Tag(term.slug.clone()));
        TermView { text: term.label.clone(), url: tag.map(|tag| context.url(&tag.address)).unwrap_or_default(), count: term.count }
    });
    Some(ListView {
        items: items.iter().map(|id| context.card(*id).0).collect(),
        over: items.iter().filter(|id| context.plan().page(**id).is_over()).count(),
        number,
        pages,
        total: list.items.len(),
        previous: (number > 1).then(|| address(number - 1)),
        next: (number < pages).then(|| address(number + 1)),
        terms: terms.collect(),
    })
}

/// The pages that a list shows on its page.
fn items<'a>(context: &Context<'a>) -> &'a [PageId] {
    context.list().map(|(list, number)| list.items_of(number, context.snapshot().site.file.paginate)).unwrap_or_default()
}

/// The way from the home page to this one.
fn breadcrumbs(context: &Context<'_>) -> Result<Vec<LinkView>, HostError> {
    if context.of_host() || context.address == &context.variant.root {
        return Ok(Vec::new());
    }
    let link = |text: String, address: &Address| LinkView { text, url: context.url(address), current: false };
    let mut way = vec![link(word(context, "home", None, &[])?, &context.variant.root)];
    let mut add = |list: &List| way.push(link(section_title(context, list), &list.address));
    if let Some((_, page)) = context.page {
        let folders: Vec<String> = page.source.id.folders().into_iter().map(str::to_owned).collect();
        for depth in 1..=folders.len() {
            let above = context.plan().section(context.variant.id, &folders[..depth]);
            above
                .into_iter()
                .filter(|list| list.address != *context.address && list.page != context.page.map(|(id, _)| id))
                .for_each(&mut add);
        }
    }
    match context.list() {
        Some((list, number)) if number > 1 => way.push(link(title(context, role(context))?, &list.address)),
        Some((List { kind: ListKind::Tag(_), .. }, _)) => {
            let tags = context.plan().find_list(context.variant.id, &ListKind::Tags);
            if let Some(tags) = tags {
                way.push(link(word(context, "tags_title", None, &[])?, &tags.address));
            }
        }
        _ => {}
    }
    Ok(way)
}

/// The address of this subject in another variant, if that variant has it.
fn elsewhere(context: &Context<'_>, variant: crate::plan::VariantId) -> Option<Address> {
    let plan = context.plan();
    match context.subject {
        Subject::Page(id) => {
            let page = plan.page(id);
            let own = |edition| plan.page_of(&page.source.id, &ReaderKey { variant, edition });
            own(page.edition.clone()).or_else(|| own(None)).map(|id| plan.page(id).address.clone())
        }
        Subject::List(id, _) => plan.find_list(variant, &plan.list(id).kind).map(|list| list.address.clone()),
        Subject::Thanks(id) => {
            let own = &plan.thanks[id.0];
            let source = own.from.map(|id| &plan.page(id).source.id);
            let same = |other: &&crate::plan::Thanks| {
                other.variant == variant && other.form == own.form && other.from.map(|id| &plan.page(id).source.id) == source
            };
            plan.thanks.iter().find(same).map(|other| other.address.clone())
        }
        Subject::Consent(id) => {
            let own = &plan.consents[id.0];
            let same = |other: &&crate::plan::ConsentPage| other.variant == variant && other.id == own.id;
            let others = || plan.consents.iter().filter(same);
            others()
                .find(|other| other.text.date == own.text.date)
                .or_else(|| others().find(|other| other.current))
                .map(|other| other.address.clone())
        }
        Subject::NotFound(_) | Subject::HostNotFound(_) | Subject::Chooser(_) => None,
    }
}

fn translations(context: &Context<'_>) -> Vec<LangLinkView> {
    if context.of_host() {
        return Vec::new();
    }
    let siblings = context.plan().variants.iter().filter(|variant| variant.audience == context.variant.audience);
    siblings
        .map(|variant| LangLinkView {
            lang: variant.lang.to_string(),
            text: language::own_name(&variant.lang),
            url: context.url(&elsewhere(context, variant.id).unwrap_or_else(|| variant.root.clone())),
            current: variant.id == context.variant.id,
        })
        .collect()
}

/// The same page for each audience: in the page's language if that audience has it, else in its first.
fn audiences(context: &Context<'_>) -> Vec<LinkView> {
    let plan = context.plan();
    let site = &context.snapshot().site;
    let link = |audience: &crate::site::Audience| {
        let own = || plan.variants.iter().filter(|variant| variant.audience == audience.id);
        let variant = own().find(|variant| variant.lang == context.variant.lang).or_else(|| own().next())?;
        // A gated file's thank-you page is known to those alone who sent its form.
        // What another audience agrees to is its own.
        let guessable = !matches!(context.subject, Subject::Thanks(_) | Subject::Consent(_));
        let there = Some(variant.id).filter(|_| guessable).and_then(|variant| elsewhere(context, variant));
        Some(LinkView {
            text: site
                .text(&audience.file.label, context.lang())
                .or_else(|| site.text(&audience.file.label, &variant.lang))
                .unwrap_or(audience.id.as_str())
                .to_owned(),
            url: context.url(&there.unwrap_or_else(|| variant.root.clone())),
            current: audience.id == context.variant.audience && !context.of_host(),
        })
    };
    site.audiences.iter().filter_map(link).collect()
}
