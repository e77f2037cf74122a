//! Boxes of forms that ask for consent, and the pages of the texts that they refer to.

use super::context::{Context, Subject};
use super::markup::escape;
use crate::content::consent::shown;
use crate::content::markdown::Piece;
use crate::plan::{ConsentPage, Link, must_agree};
use crate::site::{ConsentUse, Form, FormId, Lang, Wiring};
use crate::theme::contract::{ConsentTextView, ConsentView, LinkView};

/// Each consent that a form asks for, with the text that its readers get.
fn asked<'a>(context: &Context<'a>, form: &'a Form) -> impl Iterator<Item = (&'a ConsentUse, &'a ConsentPage)> {
    let (plan, variant) = (context.plan(), context.variant.id);
    form.consent.iter().filter_map(move |of| Some((of, plan.consent(variant, &of.id)?)))
}

/// The boxes of a form. What a box sends is the hash of the text, so that it can be found again.
pub(super) fn boxes(context: &Context<'_>, id: &FormId, form: &Form, wiring: &Wiring<'_>) -> Vec<ConsentView> {
    let view = |(of, page): (&ConsentUse, &ConsentPage)| ConsentView {
        id: of.id.to_string(),
        html_id: format!("form-{id}-consent-{}", of.id),
        // What a provider cannot carry is an error, so there is always a name.
        name: wiring.consent_name(&of.id).unwrap_or_default(),
        value: page.hash.to_string(),
        text: page.text.sentence.clone(),
        title: page.text.title.clone(),
        purpose: page.text.purpose.clone(),
        url: context.url(&page.address),
        required: must_agree(context.page.map(|(_, page)| page), id, form, of),
        lang: other_lang(context, &page.lang),
    };
    asked(context, form).map(view).collect()
}

/// The consent text that a page shows, if it is the page of one.
pub(super) fn of_page<'a>(context: &Context<'a>) -> Option<&'a ConsentPage> {
    match context.subject {
        Subject::Consent(id) => Some(&context.plan().consents[id.0]),
        _ => None,
    }
}

/// What the page of a consent text says besides title and body.
pub(super) fn view(context: &Context<'_>) -> Option<ConsentTextView> {
    let page = of_page(context)?;
    let newer = context.plan().consent(page.variant, &page.id).filter(|_| !page.current);
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Some(ConsentTextView {
        id: page.id.to_string(),
        hash: page.hash.to_string(),
        date: page.text.date.to_string(),
        purpose: page.text.purpose.clone(),
        text: page.text.sentence.clone(),
        controller: text(&page.text.controller),
        withdraw: text(&page.text.withdraw),
        privacy: page.privacy.as_ref().and_then(|link| match link {
            Link::To { href, .. } => Some(href.clone()),
            Link::Plain => None,
        }),
        current: page.current,
        newer: newer.map(|newer| LinkView { text: newer.text.title.clone(), url: context.url(&newer.address), current: false }),
        sample: page.sample,
    })
}

/// The language of a text where it is not that of its readers.
pub(super) fn other_lang(context: &Context<'_>, lang: &Lang) -> Option<String> {
    (lang != context.lang()).then(|| lang.to_string())
}

/// The body of a consent text as safe HTML.
pub(super) fn body(context: &Context<'_>, page: &ConsentPage) -> String {
    let shown = shown(&context.snapshot().site, &context.variant.audience, &page.lang, &page.text.body);
    let leads = |number: usize| match page.links.get(number) {
        Some(Link::To { href, .. }) => Some(href),
        _ => None,
    };
    let mut html = String::new();
    for piece in &shown.html().pieces {
        match piece {
            Piece::Html(text) => html.push_str(text),
            Piece::LinkOpen { link } => {
                if let Some(href) = leads(*link) {
                    html.push_str(&format!("<a href=\"{}\">", escape(href)));
                }
            }
            Piece::LinkClose { link } if leads(*link).is_some() => html.push_str("</a>"),
            // A consent text has neither pictures nor components.
            Piece::LinkClose { .. } | Piece::Image { .. } | Piece::Component(_) => {}
        }
    }
    html
}
