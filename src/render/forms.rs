//! Calls to action and offers, as one page shows them.

use camino::Utf8Path;
use url::Url;

use super::context::Context;
use super::host::title_of;
use crate::plan::{FORM, From, Link, Lookup, calls_form};
use crate::site::{Amount, CONTENT, Cta, CtaId, FormId, Offer, OfferId, OfferLook, OfferStyle, Price, Utm};
use crate::theme::contract::{CtaView, LinkView, OfferView, PriceView};
use crate::theme::{HostError, format};

/// A call to action that leads to a link.
pub(super) fn cta_view(context: &Context<'_>, id: &CtaId, cta: &Cta, link: &Link) -> Option<CtaView> {
    let Link::To { href, external, .. } = link else { return None };
    let segment = context.segment_or_hub().map_or("all", |segment| segment.as_str());
    let stage = context.page.and_then(|(_, page)| page.front.stage).map_or("any", |stage| stage.as_str());
    let data_id = format!("{}.{segment}.{stage}.{id}", context.variant.audience);
    let url = if *external { marked(href, cta, context.audience.file.utm.as_ref(), &data_id) } else { href.clone() };
    Some(CtaView {
        id: id.to_string(),
        goal: cta.goal.as_str().to_owned(),
        text: context.said(&cta.text),
        url,
        external: *external,
        data_id,
    })
}

/// An address of another site with what tells its statistics where the visitor came from, where an audience or a call to action says any
/// of it. What the address says already is left as it is.
fn marked(href: &str, cta: &Cta, of_audience: Option<&Utm>, data_id: &str) -> String {
    let Some(utm) = cta.utm.as_ref().or(of_audience) else { return href.to_owned() };
    let Ok(mut url) = Url::parse(href) else { return href.to_owned() };
    let there: Vec<String> = url.query_pairs().map(|(name, _)| name.into_owned()).collect();
    let parameters = utm.parameters(of_audience, data_id);
    url.query_pairs_mut().extend_pairs(parameters.iter().filter(|(name, _)| !there.iter().any(|other| other == name)));
    url.into()
}

/// A call to action that a component names; nothing where what it leads to was withdrawn.
pub(super) fn cta_by_name(context: &Context<'_>, id: &CtaId, cta: &Cta) -> Result<Option<CtaView>, HostError> {
    let link = if let Some(form) = cta.to.strip_prefix(FORM) {
        form_link(context, form)
    } else {
        let from = From {
            variant: context.variant.id,
            edition: context.page.and_then(|(_, page)| page.edition.as_ref()),
            folder: Utf8Path::new(CONTENT),
            page: None,
        };
        match context.snapshot().links().look_up(from, &cta.to) {
            Lookup::Found(link) => link,
            Lookup::Gone(_) => return Ok(None),
            Lookup::File(_) => return Err(HostError::new("render/link", format!("`{}` is a file and no page", cta.to))),
            Lookup::Wrong { rule, message, help } => return Err(HostError::new(rule, message).help(help)),
        }
    };
    Ok(cta_view(context, id, cta, &link))
}

/// Where a form is: on this page, on another one, or nowhere.
fn form_link(context: &Context<'_>, form: &str) -> Link {
    let here = Link::To { href: format!("#form-{form}"), hreflang: None, external: false };
    let Some((id, page)) = context.page else { return here };
    let ask = context.snapshot().links().ask(&context.snapshot().ingredients(), id, &context.snapshot().today);
    let on_page = ask.register.iter().chain(&ask.form).any(|own| own.as_str() == form);
    let in_body = page.body.as_ref().is_some_and(|body| calls_form(&body.shown, form));
    if on_page || in_body {
        return here;
    }
    let snapshot = context.snapshot();
    let with_form = FormId::new(form).and_then(|form| snapshot.links().page_with_form(&snapshot.ingredients(), page, &form));
    with_form.unwrap_or(Link::Plain)
}

/// A link that an audience file names, where it leads somewhere.
pub(super) fn audience_link(context: &Context<'_>, target: &str) -> Option<LinkView> {
    let from = From { variant: context.variant.id, edition: None, folder: Utf8Path::new(CONTENT), page: None };
    match context.snapshot().links().look_up(from, target) {
        Lookup::Found(Link::To { href, .. }) => {
            Some(LinkView { text: title_of(context, target), current: href == context.url(context.address), url: href })
        }
        _ => None,
    }
}

/// An offer.
pub(super) fn offer_view(context: &Context<'_>, id: &OfferId, offer: &Offer) -> OfferView {
    let terms = offer.terms.as_deref().and_then(|terms| audience_link(context, terms));
    let site = &context.snapshot().site.time_zone;
    let zone = offer.zone(site);
    let over_at = offer.over_at(site).map(|instant| instant.display_with_offset(zone.to_offset(instant)).to_string());
    let segment = context.segment_or_hub();
    let manners = context.snapshot().site.manners(context.audience, segment);
    let by_segment = if segment.is_some() && manners.offers != OfferStyle::Prominent { OfferLook::Quiet } else { OfferLook::Prominent };
    OfferView {
        id: id.to_string(),
        kind: offer.sort().map(|kind| kind.as_str().to_owned()),
        style: offer.style.unwrap_or(by_segment).as_str().to_owned(),
        title: context.text(&offer.title),
        text: context.maybe_text(offer.text.as_ref()),
        discount: context.maybe_text(offer.discount.as_ref()),
        price: offer.price.as_ref().map(|price| price_view(context, price)),
        threshold: offer.threshold.as_ref().map(|sum| money(context, &sum.amount, &sum.currency)),
        items: offer.items.iter().map(|item| context.text(item)).collect(),
        ends: offer.ends.map(|moment| moment.to_string()),
        countdown: offer.countdown && manners.countdowns.allows() && over_at.is_some(),
        over_at,
        terms,
    }
}

fn price_view(context: &Context<'_>, price: &Price) -> PriceView {
    let Price { amount, currency, was, unit } = price;
    PriceView {
        now: money(context, amount, currency),
        was: was.as_ref().map(|was| money(context, was, currency)),
        unit: context.maybe_text(unit.as_ref()),
        amount: amount.to_string(),
        currency: currency.clone(),
    }
}

/// A sum as the language writes it, or, where it cannot, as its author did.
fn money(context: &Context<'_>, amount: &Amount, currency: &str) -> String {
    let written = amount.as_str().parse().ok().and_then(|amount| format::money(context.lang(), &amount, currency).ok());
    written.unwrap_or_else(|| format!("{amount} {currency}"))
}
