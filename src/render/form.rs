//! Forms, as one page shows them: what is asked, what travels along, and how a script may send it.

use super::consent;
use super::context::Context;
use super::host::word;
use crate::site::{DoubleOptIn, Facts, Field, FieldType, Form, FormId, Wiring, field_words};
use crate::theme::HostError;
use crate::theme::contract::{AttributeView, FieldView, FormScriptView, FormView, HiddenView};

/// A form.
pub(super) fn form_view(context: &Context<'_>, id: &FormId, form: &Form) -> Result<FormView, HostError> {
    let provider = context.snapshot().site.providers.get(&form.provider).ok_or_else(|| {
        HostError::new("forms/unknown-provider", format!("there is no provider `{}`", form.provider))
            .help("`segue forms providers` lists them")
    })?;
    let wiring = Wiring::new(provider, form);
    let facts = facts(context, id, form);
    let fields = form.fields.iter().map(|field| field_view(context, id, field, &wiring)).collect::<Result<_, _>>()?;
    let of_kind = |what: &str| form.kind.and_then(|kind| word(context, &format!("form_{what}_{}", kind.as_word()), None, &[]).ok());
    let button = match context.maybe_text(form.button.as_ref()).or_else(|| of_kind("button")) {
        Some(button) => button,
        None => word(context, "form_button", None, &[])?,
    };
    let mut attributes = wiring.attributes(&facts);
    if !attributes.iter().any(|(name, _)| name == "name") {
        attributes.insert(0, ("name".to_owned(), id.to_string()));
    }
    let script = wiring.script(&facts).map(|(url, how)| FormScriptView { url, how: how.to_string(), thanks: facts.thanks.clone() });
    Ok(FormView {
        id: id.to_string(),
        kind: form.kind().as_str().to_owned(),
        provider: form.provider.to_string(),
        title: context.maybe_text(form.title.as_ref()).or_else(|| of_kind("heading")),
        intro: context.maybe_text(form.intro.as_ref()),
        action: wiring.action(&facts).unwrap_or_default(),
        method: provider.method.as_str().to_owned(),
        attributes: attributes.into_iter().map(|(name, value)| AttributeView { name, value }).collect(),
        fields,
        consents: consent::boxes(context, id, form, &wiring),
        hidden: hidden(&wiring, &facts),
        utm: form.utm,
        trap: wiring.honeypot(&facts),
        button,
        button_name: provider.button.as_ref().map(|button| button.name.clone()),
        confirms: form.double_opt_in == Some(DoubleOptIn::Provider),
        script,
    })
}

fn hidden(wiring: &Wiring<'_>, facts: &Facts) -> Vec<HiddenView> {
    let view = |input: crate::site::Input| HiddenView { name: input.name, value: input.value, utm: input.utm.map(str::to_owned) };
    wiring.hidden(facts).into_iter().map(view).collect()
}

fn field_view(context: &Context<'_>, form: &FormId, field: &Field, wiring: &Wiring<'_>) -> Result<FieldView, HostError> {
    let kind = field.kind();
    let label = match context.maybe_text(field.label.as_ref()) {
        Some(label) => label,
        None => field_words(&field.id).iter().find_map(|key| word(context, key, None, &[]).ok()).unwrap_or_else(|| field.id.to_string()),
    };
    let scale = (kind == FieldType::Scale).then(|| field.scale.clone().unwrap_or_default());
    let options = match &scale {
        Some(scale) => scale.steps().map(|step| step.to_string()).collect(),
        None => field.options.iter().map(|option| context.text(option)).collect(),
    };
    Ok(FieldView {
        html_id: format!("form-{form}-{}", field.id),
        // What a provider cannot carry is an error, so there is always a name.
        name: wiring.field_name(field).unwrap_or_default(),
        kind: kind.as_str().to_owned(),
        label,
        required: field.required,
        hint: context.maybe_text(field.hint.as_ref()),
        autocomplete: autocomplete(field.id.as_str(), kind).map(str::to_owned),
        options,
        low: scale.as_ref().and_then(|scale| context.maybe_text(scale.low.as_ref())),
        high: scale.as_ref().and_then(|scale| context.maybe_text(scale.high.as_ref())),
    })
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

/// Who reads the form, where, and where the sender lands.
fn facts(context: &Context<'_>, id: &FormId, form: &Form) -> Facts {
    let page = context.page.map(|(_, page)| page);
    let hosts = &context.plan().hosts;
    let thanks_page = context.plan().thanks_of(context.page.map(|(page, _)| page), context.variant.id, id);
    let (thanks, thanks_path) = match thanks_page {
        Some(thanks) => (hosts.absolute(&thanks.address), hosts.path(&thanks.address)),
        None => (form.thank_you.clone(), form.thank_you.clone()),
    };
    Facts {
        audience: context.variant.audience.to_string(),
        form: id.to_string(),
        segment: context.segment().map(ToString::to_string).unwrap_or_default(),
        stage: page.and_then(|page| page.front.stage).map(|stage| stage.to_string()).unwrap_or_default(),
        page: hosts.path(context.address),
        variant: format!("{}-{}", context.variant.audience, context.variant.lang),
        language: context.variant.lang.to_string(),
        page_url: hosts.absolute(context.address),
        page_title: page.map(|page| page.title.clone()).unwrap_or_default(),
        thanks,
        thanks_path,
        consents: context.plan().consent_facts(context.variant.id, form),
    }
}
