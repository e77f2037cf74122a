//! What only some kinds of pages have.

use camino::Utf8Path;

use super::context::{Context, Shared};
use super::form::form_view;
use super::host::word;
use super::markup::paragraphs;
use crate::content::{Amount, Client, Delivery, FrontMatter, Gate, LeadMagnet, ProperName};
use crate::plan::{Page, PageId, Phase, Thanks, resolve_file};
use crate::site::{DoubleOptIn, FieldType, FileRef, Kind, PostalAddress, Text};
use crate::theme::contract::{
    CaseStudyView, ClientView, EventView, FaqView, ImageView, LandingView, LeadMagnetView, LinkView, MetricView, PersonView, QuoteView,
    ThanksView,
};
use crate::theme::{HostError, format};

/// A picture that a page's front matter names, published beside the page.
pub(super) fn file_view(shared: &Shared, id: PageId, file: &FileRef, alt: &str) -> Option<ImageView> {
    let plan = &shared.snapshot.plan;
    let page = plan.page(id);
    let address = page.source.files.iter().find_map(|own| plan.files.of_page(id, &resolve_file(own.folder(), file.as_str())?))?;
    Some(ImageView { url: plan.hosts.path(address), alt: alt.to_owned(), width: None, height: None })
}

fn text(text: Option<&Text>) -> Option<String> {
    text.and_then(Text::plain).map(str::to_owned)
}

fn name(name: Option<&ProperName>) -> Option<String> {
    name.and_then(ProperName::plain).map(str::to_owned)
}

/// Of a case study.
pub(super) fn case_study(context: &Context<'_>, id: PageId, page: &Page) -> Option<CaseStudyView> {
    if page.source.kind != Kind::CaseStudy {
        return None;
    }
    let front = &page.front;
    let anonymised = front.anonymised == Some(true);
    let amount = |amount: &Amount| match amount {
        Amount::Number(number) => format::decimal(*number).ok().map(|number| format::number(context.lang(), &number)),
        Amount::Text(text) => text.plain().map(str::to_owned),
    };
    let metrics = front.metrics.iter().flatten().map(|metric| MetricView {
        label: metric.label.plain().unwrap_or_default().to_owned(),
        before: metric.before.as_ref().and_then(amount),
        after: metric.after.as_ref().and_then(amount),
        unit: text(metric.unit.as_ref()),
        period: text(metric.period.as_ref()),
        source: text(metric.source.as_ref()),
    });
    let quotes = front.quotes.iter().flatten().map(|quote| QuoteView {
        text: quote.text.plain().unwrap_or_default().to_owned(),
        person: name(quote.person.as_ref()),
        role: text(quote.role.as_ref()),
        photo: quote.photo.as_ref().and_then(|photo| file_view(context.shared, id, photo, "")),
    });
    let (metrics, quotes) = (metrics.collect(), quotes.collect());
    let client = front.client.as_ref().map(|own| client(context, id, own, anonymised)).unwrap_or_default();
    Some(CaseStudyView { anonymised, client, metrics, quotes })
}

/// A client whose name is kept back has neither name nor logo nor address.
fn client(context: &Context<'_>, id: PageId, client: &Client, anonymised: bool) -> ClientView {
    let shown = Some(client).filter(|_| !anonymised);
    let called = name(shown.and_then(|client| client.name.as_ref()));
    ClientView {
        logo: shown.and_then(|client| file_view(context.shared, id, client.logo.as_ref()?, called.as_deref().unwrap_or_default())),
        name: called,
        url: shown.and_then(|client| client.url.as_ref().map(ToString::to_string)),
        industry: text(client.industry.as_ref()),
        size: text(client.size.as_ref()),
        location: text(client.location.as_ref()),
        since: name(client.since.as_ref()),
    }
}

/// Of a landing page.
pub(super) fn landing(context: &Context<'_>, id: PageId, page: &Page) -> Option<LandingView> {
    let front = &page.front;
    if page.source.kind != Kind::Landing {
        return None;
    }
    let faq = front.faq.iter().flatten().map(|question| FaqView {
        question: question.q.plain().unwrap_or_default().to_owned(),
        answer: paragraphs(question.a.plain().unwrap_or_default()),
    });
    Some(LandingView {
        headline: text(front.campaign.as_ref().and_then(|campaign| campaign.headline.as_ref())),
        lead_magnet: front.lead_magnet.as_ref().map(|magnet| lead_magnet(context, id, magnet, None)),
        benefits: front.benefits.iter().flatten().filter_map(|benefit| text(Some(benefit))).collect(),
        faq: faq.collect(),
    })
}

/// What is given for an address; `url` where this is its thank-you page.
fn lead_magnet(context: &Context<'_>, id: PageId, magnet: &LeadMagnet, url: Option<String>) -> LeadMagnetView {
    let snapshot = context.snapshot();
    let page = context.plan().page(id);
    let file = magnet.file.as_ref().and_then(|file| {
        let paths = page.source.files.iter().filter_map(|own| resolve_file(own.folder(), file.as_str()));
        paths.into_iter().find(|path| snapshot.content.files.contains_key(path))
    });
    let open = file.as_deref().and_then(|file| context.plan().files.of_page(id, file)).map(|address| context.url(address));
    LeadMagnetView {
        title: text(magnet.title.as_ref()).unwrap_or_else(|| page.title.clone()),
        format: file.as_deref().and_then(Utf8Path::extension).unwrap_or_default().to_uppercase(),
        size: file.as_ref().and_then(|file| snapshot.content.files.get(file)).map(|entry| size(context, entry.size)),
        url: url.or(open),
        preview: magnet.preview.as_ref().and_then(|preview| file_view(context.shared, id, preview, "")),
        gate: match magnet.gate {
            Some(Gate::Partial) => "partial",
            Some(Gate::Full) => "full",
            None if page.front.form.as_ref().is_some_and(|form| !form.is_none()) => "full",
            Some(Gate::Open) | None => "open",
        }
        .to_owned(),
        delivery: match magnet.delivery {
            Some(Delivery::Email) => "email",
            Some(Delivery::Both) => "both",
            Some(Delivery::Instant) | None => "instant",
        }
        .to_owned(),
    }
}

/// A file's size in words, with one digit after the point from a megabyte on.
pub(super) fn size(context: &Context<'_>, bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a file's size in megabytes needs few digits")]
    let kilobytes = bytes as f64 / 1000.0;
    let (number, unit) = if kilobytes < 1000.0 { (kilobytes.ceil(), "KB") } else { ((kilobytes / 100.0).round() / 10.0, "MB") };
    let number = format::decimal(number).map(|number| format::number(context.lang(), &number)).unwrap_or_default();
    format!("{number}\u{a0}{unit}")
}

/// Of an event.
pub(super) fn event(context: &Context<'_>, page: &Page) -> Result<Option<EventView>, HostError> {
    if page.source.kind != Kind::Event {
        return Ok(None);
    }
    let FrontMatter { starts, ends, online, online_private, place, speakers, register_until, replay, .. } = &*page.front;
    let Some(day) = &page.event else { return Ok(None) };
    let over = day.phase == Phase::After;
    let form = page.open_form().and_then(|id| Some((id, context.audience.file.forms.get(id)?)));
    Ok(Some(EventView {
        starts: starts.map(|moment| moment.to_string()),
        ends: ends.map(|moment| moment.to_string()),
        phase: day.phase.as_str().to_owned(),
        over,
        online: online.as_ref().filter(|_| !over).map(ToString::to_string),
        online_private: !over && *online_private == Some(true),
        register_until: register_until.filter(|_| form.is_some()).map(|moment| moment.to_string()),
        register_closed: !over && day.closed.is_some(),
        calendar: page.calendar().map(|address| context.url(&address)),
        place: place.as_deref().map(place_lines).unwrap_or_default(),
        speakers: speakers
            .iter()
            .flatten()
            .map(|speaker| PersonView { name: name(Some(&speaker.name)).unwrap_or_default(), role: text(speaker.role.as_ref()) })
            .collect(),
        register: form.map(|(id, form)| form_view(context, id, form)).transpose()?,
        replay: replay.as_ref().filter(|_| over).map(ToString::to_string),
    }))
}

/// A place as people write it on one line or several.
pub(super) fn place_lines(place: &PostalAddress) -> Vec<String> {
    [&place.name, &place.street, &place.city, &place.region].into_iter().filter_map(|part| text(part.as_ref())).collect()
}

/// What the heading of a thank-you page says to whoever sent a form of its kind.
pub(super) fn thanks_title(context: &Context<'_>) -> Result<String, HostError> {
    let form = context.thanks().and_then(|thanks| context.audience.file.forms.get(&thanks.form));
    let own = form.and_then(|form| form.kind).map(|kind| format!("thanks_title_{}", kind.as_word()));
    own.and_then(|key| word(context, &key, None, &[]).ok()).map_or_else(|| word(context, "thanks_title", None, &[]), Ok)
}

/// What the sender of a form is told: to look for a letter to confirm, what becomes of a form of its kind, or where an answer goes, if the
/// form asked for an address.
fn thanks_text(context: &Context<'_>, thanks: &Thanks) -> Option<String> {
    let form = context.audience.file.forms.get(&thanks.form)?;
    let confirms = (form.double_opt_in == Some(DoubleOptIn::Provider)).then(|| "thanks_text_confirm".to_owned());
    let by_kind = form.kind.map(|kind| format!("thanks_text_{}", kind.as_word()));
    let has_address = form.fields.iter().any(|field| field.kind() == FieldType::Email);
    let usual = if has_address { "thanks_text" } else { "thanks_text_no_address" };
    let keys = confirms.into_iter().chain(by_kind).chain([usual.to_owned()]);
    keys.into_iter().find_map(|key| word(context, &key, None, &[]).ok())
}

/// Of a thank-you page.
pub(super) fn thanks(context: &Context<'_>) -> Option<ThanksView> {
    let thanks = context.thanks()?;
    let from = thanks.from.map(|id| (id, context.plan().page(id)));
    let magnet = from.and_then(|(id, page)| {
        let url = thanks.file.as_ref().map(|(_, address)| context.url(address));
        page.front.lead_magnet.as_ref().map(|magnet| lead_magnet(context, id, magnet, url))
    });
    Some(ThanksView {
        text: thanks_text(context, thanks),
        from: from.map(|(_, page)| LinkView { text: page.title.clone(), url: context.url(&page.address), current: false }),
        lead_magnet: magnet,
    })
}
