//! Calls to action, forms and offers, as one page shows them.

use camino::Utf8Path;
use url::Url;

use super::context::Context;
use super::host::{title_of, word};
use crate::content::Moment;
use crate::plan::{FORM, From, Link, Lookup, calls_form};
use crate::site::{CONTENT, Cta, CtaId, Field, FieldType, Form, FormId, Offer, OfferId, Utm};
use crate::theme::HostError;
use crate::theme::contract::{CtaView, FieldView, FormView, HiddenView, LinkView, OfferView};

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
    let on_page = ask.form.as_ref().is_some_and(|own| own.as_str() == form);
    let in_body = page.body.as_ref().is_some_and(|body| calls_form(&body.shown, form));
    if on_page || in_body {
        return here;
    }
    let snapshot = context.snapshot();
    let with_form = FormId::new(form).and_then(|form| snapshot.links().page_with_form(&snapshot.ingredients(), page, &form));
    with_form.unwrap_or(Link::Plain)
}

/// A form.
pub(super) fn form_view(context: &Context<'_>, id: &FormId, form: &Form) -> Result<FormView, HostError> {
    let fields = form.fields.iter().map(|field| field_view(context, id, field)).collect::<Result<_, _>>()?;
    let button = match context.maybe_text(form.button.as_ref()) {
        Some(button) => button,
        None => word(context, "form_button", None, &[])?,
    };
    Ok(FormView {
        id: id.to_string(),
        title: context.maybe_text(form.title.as_ref()),
        intro: context.maybe_text(form.intro.as_ref()),
        action: form.action.clone(),
        fields,
        hidden: hidden(context, id, form),
        button,
    })
}

fn field_view(context: &Context<'_>, form: &FormId, field: &Field) -> Result<FieldView, HostError> {
    let kind = field.kind();
    let label = match context.maybe_text(field.label.as_ref()) {
        Some(label) => label,
        None => word(context, &format!("field_{}", field.id), None, &[]).unwrap_or_else(|_| field.id.to_string()),
    };
    Ok(FieldView {
        html_id: format!("form-{form}-{}", field.id),
        name: field.id.to_string(),
        kind: kind_name(kind).to_owned(),
        label,
        required: field.required,
        hint: context.maybe_text(field.hint.as_ref()),
        autocomplete: autocomplete(field.id.as_str(), kind).map(str::to_owned),
        options: field.options.iter().map(|option| context.text(option)).collect(),
    })
}

fn kind_name(kind: FieldType) -> &'static str {
    match kind {
        FieldType::Email => "email",
        FieldType::Text => "text",
        FieldType::Tel => "tel",
        FieldType::Number => "number",
        FieldType::Date => "date",
        FieldType::Textarea => "textarea",
        FieldType::Select => "select",
        FieldType::Checkbox => "checkbox",
    }
}

/// What browsers fill in, as the HTML standard names it: <https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill>.
const AUTOCOMPLETE: [(&str, &str); 14] = [
    ("email", "email"),
    ("name", "name"),
    ("first-name", "given-name"),
    ("last-name", "family-name"),
    ("company", "organization"),
    ("organization", "organization"),
    ("role", "organization-title"),
    ("phone", "tel"),
    ("tel", "tel"),
    ("address", "street-address"),
    ("city", "address-level2"),
    ("country", "country-name"),
    ("postal-code", "postal-code"),
    ("website", "url"),
];

fn autocomplete(id: &str, kind: FieldType) -> Option<&'static str> {
    let by_id = AUTOCOMPLETE.iter().find(|(name, _)| *name == id).map(|(_, value)| *value);
    by_id.or(match kind {
        FieldType::Email => Some("email"),
        FieldType::Tel => Some("tel"),
        _ => None,
    })
}

/// Audience, segment, stage, page, variant and language travel with every form; so does the address to come back to.
fn hidden(context: &Context<'_>, id: &FormId, form: &Form) -> Vec<HiddenView> {
    let page = context.page.map(|(_, page)| page);
    let own = [
        ("audience", context.variant.audience.to_string()),
        ("segment", context.segment().map(ToString::to_string).unwrap_or_default()),
        ("stage", page.and_then(|page| page.front.stage).map(|stage| stage.to_string()).unwrap_or_default()),
        ("page", context.plan().hosts.path(context.address)),
        ("variant", format!("{}-{}", context.variant.audience, context.variant.lang)),
        ("language", context.variant.lang.to_string()),
        ("_next", thank_you(context, id, form)),
    ];
    own.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| HiddenView { name: name.to_owned(), value }).collect()
}

/// Where the sender lands: a gated page's own thank-you page, else the form's, else the address that the form names.
fn thank_you(context: &Context<'_>, id: &FormId, form: &Form) -> String {
    let plan = context.plan();
    let own = context.page.and_then(|(page, _)| plan.thanks.iter().find(|thanks| thanks.from == Some(page) && thanks.form == *id));
    let of_form = || plan.thanks.iter().find(|thanks| thanks.from.is_none() && thanks.form == *id && thanks.variant == context.variant.id);
    match own.or_else(of_form) {
        Some(thanks) => plan.hosts.absolute(&thanks.address),
        None => form.thank_you.clone(),
    }
}

/// A link that an audience file names, where it leads somewhere.
pub(super) fn audience_link(context: &Context<'_>, target: &str) -> Option<LinkView> {
    let from = From { variant: context.variant.id, edition: None, folder: Utf8Path::new(CONTENT), page: None };
    match context.snapshot().links().look_up(from, target) {
        Lookup::Found(Link::To { href, .. }) => Some(LinkView { text: title_of(context, target), url: href, current: false }),
        _ => None,
    }
}

/// An offer.
pub(super) fn offer_view(context: &Context<'_>, id: &OfferId, offer: &Offer) -> OfferView {
    let terms = offer.terms.as_deref().and_then(|terms| audience_link(context, terms));
    OfferView {
        id: id.to_string(),
        title: context.text(&offer.title),
        text: context.maybe_text(offer.text.as_ref()),
        discount: context.maybe_text(offer.discount.as_ref()),
        ends: offer.ends.map(|day| Moment::Day(day).to_string()),
        terms,
    }
}
