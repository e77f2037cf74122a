//! What a page asks of its reader: one call to action, one form, one offer.

use camino::Utf8Path;

use crate::content::markdown::{ArgValue, Called, Shown};

use super::cascade::{Ingredients, Reader};
use super::link::{From, Link, Links, Lookup};
use super::list::ListKind;
use super::page::{Page, PageId};
use super::presence::Today;
use super::variant::VariantId;
use crate::site::{Audience, CONTENT, CtaId, FormId, Kind, OfferId};

/// What a page asks of its reader.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// The call to action and where it leads.
    pub cta: Option<(CtaId, Link)>,
    /// The form on the page.
    pub form: Option<FormId>,
    /// The form by which readers register for the event that the page is. It stands in place of what other pages ask at their end, so that
    /// another call to action or form is there only where the page's own text shows it.
    pub register: Option<FormId>,
    /// The offer, while it holds.
    pub offer: Option<OfferId>,
    /// What was left out, and why.
    pub notes: Vec<String>,
    /// The same where a date, a permission or a draft is the reason.
    pub withdrawn: Vec<String>,
    /// The offer that it would show if it held, of which its audience's file is told once for all pages.
    pub not_held: Option<OfferId>,
}

/// The prefix of a target that is a form.
pub const FORM: &str = "form:";

impl Links<'_> {
    /// What a page asks of its reader. A call to action whose target was withdrawn falls to the next default.
    pub fn ask(&self, ingredients: &Ingredients<'_>, id: PageId, today: &Today) -> Ask {
        let page = self.plan.page(id);
        let mut ask = Ask::default();
        let Some(audience) = self.plan.variant(page.variant).audience(self.site) else { return ask };
        let closed = page.closed_form();
        ask.form = page.front.form.clone().filter(|form| audience.file.forms.contains_key(form) && Some(form) != closed);
        ask.offer = page.front.offer.clone().filter(|offer| {
            let Some(known) = audience.file.offers.get(offer) else { return false };
            let holds = today.is_held(known);
            if !holds {
                ask.not_held = Some(offer.clone());
            }
            holds
        });
        let candidates = self.candidates(ingredients, page, audience);
        for cta in candidates {
            let Some(target) = audience.file.ctas.get(&cta).map(|cta| cta.to.as_str()) else { break };
            if let Some(form) = target.strip_prefix(FORM) {
                if closed.is_some_and(|closed| closed.as_str() == form) {
                    ask.withdrawn.push(format!("the call to action `{cta}` leads to a registration that is over"));
                    continue;
                }
                self.ask_by_form(ingredients, id, audience, &cta, form, &mut ask);
                break;
            }
            let from = From { variant: page.variant, edition: page.edition.as_ref(), folder: Utf8Path::new(CONTENT), page: None };
            match self.look_up(from, target) {
                Lookup::Found(link @ Link::To { .. }) => {
                    ask.cta = Some((cta, link));
                    break;
                }
                Lookup::Gone(why) => ask.withdrawn.push(format!("the call to action `{cta}` leads nowhere: {why}")),
                _ => break,
            }
        }
        let here = self.plan.hosts.path(&page.address);
        ask.cta = ask.cta.filter(|(_, link)| !matches!(link, Link::To { href, .. } if *href == here));
        if let Some(register) = page.open_form().filter(|form| audience.file.forms.contains_key(*form)) {
            let calls_own = |name: &str| page.body.iter().flat_map(|body| &body.shown.calls).any(|call| call.name == name && is_own(call));
            let anchor = format!("#form-{register}");
            ask.cta = ask.cta.filter(|(_, link)| calls_own(CTA_COMPONENT) || matches!(link, Link::To { href, .. } if *href == anchor));
            ask.form = ask.form.filter(|form| form != register && calls_own(FORM_COMPONENT));
            ask.register = Some(register.clone());
        }
        ask
    }

    /// The page's call to action, and, only where that leads nowhere, those of weaker levels.
    fn candidates<'a>(
        &'a self,
        ingredients: &'a Ingredients<'_>,
        page: &'a Page,
        audience: &'a Audience,
    ) -> impl Iterator<Item = CtaId> + 'a {
        let own = page.front.cta.clone().filter(|cta| !cta.is_none());
        let first = own.clone().into_iter();
        let rest = own.into_iter().flat_map(move |own| {
            let reader = Reader { audience, edition: page.edition.as_ref(), lang: &page.lang };
            let levels = ingredients.levels(&page.source, reader);
            let weaker: Vec<CtaId> =
                levels.iter().rev().filter_map(|level| level.values().cta).filter(|cta| *cta != own && !cta.is_none()).collect();
            weaker
        });
        first.chain(rest)
    }

    /// A call to action that leads to a form leads to it on this page, unless the page has another one by its author's will.
    fn ask_by_form(&self, ingredients: &Ingredients<'_>, id: PageId, audience: &Audience, cta: &CtaId, form: &str, ask: &mut Ask) {
        let page = self.plan.page(id);
        let Some(form) = FormId::new(form).filter(|form| audience.file.forms.contains_key(form)) else { return };
        let in_body = page.body.as_ref().is_some_and(|body| calls_form(&body.shown, form.as_str()));
        let shown = ask.form.as_ref() == Some(&form) || in_body;
        if !shown && self.has_own_form(ingredients, page, audience) {
            match self.page_with_form(ingredients, page, &form) {
                Some(link) => ask.cta = Some((cta.clone(), link)),
                None if self.was_registered_for(page.variant, &form) => {
                    ask.withdrawn.push(format!("the call to action `{cta}` leads to a registration that is over"));
                }
                None => ask.notes.push(format!("the call to action `{cta}` leads to the form `{form}`, and this page has another form")),
            }
            return;
        }
        if !in_body {
            ask.form = Some(form.clone());
        } else if ask.form.as_ref() == Some(&form) {
            // The body shows it where its author wants it; once is enough.
            ask.form = None;
        }
        ask.cta = Some((cta.clone(), Link::here(format!("#form-{form}"))));
    }

    /// Whether an event of the variant has this form, and nobody can register any more.
    fn was_registered_for(&self, variant: VariantId, form: &FormId) -> bool {
        self.plan.listed[variant.0].iter().any(|id| self.plan.page(*id).closed_form() == Some(form))
    }

    fn has_own_form(&self, ingredients: &Ingredients<'_>, page: &Page, audience: &Audience) -> bool {
        if page.front.form.as_ref().is_none_or(FormId::is_none) {
            return false;
        }
        let reader = Reader { audience, edition: page.edition.as_ref(), lang: &page.lang };
        let levels = ingredients.levels(&page.source, reader);
        let owner = levels.iter().rev().find(|level| level.values().form.is_some());
        owner.is_some_and(|level| matches!(level.name, "front matter" | "overlay" | "variants entry" | "section cascade"))
    }

    /// Another page of the variant that shows this form: best one whose body does, then a landing page, a page of its own, the home page.
    pub fn page_with_form(&self, ingredients: &Ingredients<'_>, page: &Page, form: &FormId) -> Option<Link> {
        let found = self.plan.page_with_form(page.variant, form, || self.find_page_with_form(ingredients, page.variant, form))?;
        Some(Link::here(format!("{}#form-{form}", self.plan.hosts.path(&self.plan.page(found).address))))
    }

    fn find_page_with_form(&self, ingredients: &Ingredients<'_>, variant: VariantId, form: &FormId) -> Option<PageId> {
        let audience = self.plan.variant(variant).audience(self.site)?;
        let listed = self.plan.listed[variant.0].iter().copied();
        let home = self.plan.find_list(variant, &ListKind::Home).and_then(|home| home.page);
        let rank = |id: PageId| {
            let other = self.plan.page(id);
            if other.closed_form() == Some(form) {
                return None;
            }
            if other.body.as_ref().is_some_and(|body| calls_form(&body.shown, form.as_str())) {
                return Some(0);
            }
            let asked = other.front.cta.as_ref().and_then(|cta| audience.file.ctas.get(cta)?.to.strip_prefix(FORM));
            let by_cta = asked.filter(|_| !self.has_own_form(ingredients, other, audience));
            let shown = by_cta.or(other.front.form.as_ref().map(FormId::as_str)) == Some(form.as_str());
            match other.source.kind {
                _ if !shown => None,
                Kind::Landing => Some(1),
                // A page that is about nothing one signs up for shows its form only where something on it leads there.
                Kind::Page if !other.is_index() => (asked == Some(form.as_str())).then_some(2),
                Kind::Page => Some(3),
                _ => Some(4),
            }
        };
        listed.chain(home).filter_map(|id| Some((rank(id)?, id))).min_by_key(|(rank, _)| *rank).map(|(_, found)| found)
    }
}

/// The component that shows a form in a body.
pub(super) const FORM_COMPONENT: &str = "form";

/// The component that shows an offer in a body.
pub(super) const OFFER_COMPONENT: &str = "offer";

/// The component that shows a call to action in a body.
pub(super) const CTA_COMPONENT: &str = "cta";

/// Whether a component is called without a name: then it shows what is the page's own.
pub(super) fn is_own(call: &Called) -> bool {
    call.id.as_ref().is_none_or(|id| matches!(id, ArgValue::String(id) if id.is_empty()))
}

/// Whether a body shows a form by itself.
pub fn calls_form(shown: &Shown, form: &str) -> bool {
    let is_it = |id: &ArgValue| matches!(id, ArgValue::String(id) if id == form);
    shown.calls.iter().any(|call| call.name == FORM_COMPONENT && call.id.as_ref().is_some_and(is_it))
}
