//! Fills the holes of a body's HTML: links, pictures and components as one page has them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::context::Context;
use super::host::PageHost;
use super::markup::{escape, image};
use super::trace::Key;
use crate::content::markdown::{ArgValue, ComponentCall, Html, Piece};
use crate::diagnostics::{Finding, Findings, Place};
use crate::plan::{Link, Page, PageId};
use crate::theme::Value;

/// The rule of what a component says to the author who called it: where in the template it stands is nothing to them.
const AUTHORS: &str = "theme/component";

/// What components of a body are rendered with.
pub(super) struct Filler<'a, 'c> {
    context: &'a Context<'c>,
    page: PageId,
    site: &'a Value,
    variant: &'a Value,
    host: &'a Arc<PageHost>,
    /// What went wrong with components: one that fails leaves a gap, so that those after it are looked at, too.
    failed: RefCell<Findings>,
}

impl<'a, 'c> Filler<'a, 'c> {
    pub(super) fn new(context: &'a Context<'c>, page: PageId, site: &'a Value, variant: &'a Value, host: &'a Arc<PageHost>) -> Self {
        Self { context, page, site, variant, host, failed: RefCell::default() }
    }

    /// All that went wrong, if anything did.
    pub(super) fn done(self) -> Result<(), Findings> {
        let failed = self.failed.into_inner();
        if failed.is_empty() { Ok(()) } else { Err(failed) }
    }

    /// The pieces as HTML.
    pub(super) fn fill(&self, pieces: &[Piece]) -> String {
        let mut html = String::new();
        for piece in pieces {
            match piece {
                Piece::Html(text) => html.push_str(text),
                Piece::LinkOpen { link } => self.open(*link, &mut html),
                Piece::LinkClose { link } => {
                    if matches!(self.link(*link), Link::To { .. }) {
                        html.push_str("</a>");
                    }
                }
                Piece::Image { link, alt, title } => {
                    if let Link::To { href, .. } = self.link(*link) {
                        html.push_str(&image(href, alt, title.as_deref(), None, None));
                    }
                }
                Piece::Component(call) => match self.component(call) {
                    Ok(made) => html.push_str(&made),
                    Err(finding) => self.failed.borrow_mut().push(finding),
                },
            }
        }
        html
    }

    fn link(&self, number: usize) -> &Link {
        self.context.plan().links.get(self.page.0).and_then(|page| page.links.get(number)).unwrap_or(&Link::Plain)
    }

    fn open(&self, number: usize, html: &mut String) {
        let Link::To { href, hreflang, external } = self.link(number) else { return };
        html.push_str(&format!("<a href=\"{}\"", escape(href)));
        if let Some(lang) = hreflang {
            html.push_str(&format!(" hreflang=\"{lang}\""));
        }
        if *external {
            html.push_str(" rel=\"noopener\"");
        }
        let body = self.context.plan().page(self.page).body.as_ref();
        if let Some(title) = body.and_then(|body| body.shown.links[number].title.as_ref()) {
            html.push_str(&format!(" title=\"{}\"", escape(title)));
        }
        html.push('>');
    }

    fn component(&self, call: &ComponentCall) -> Result<String, Finding> {
        let mut args: BTreeMap<String, Value> = call.args.iter().map(|(name, value)| (name.clone(), argument(value))).collect();
        for (name, link) in &call.links {
            // What was withdrawn leads nowhere.
            let href = if let Link::To { href, .. } = self.link(*link) { href } else { "" };
            args.insert(name.clone(), Value::of(href));
        }
        if let Some(label) = &call.label {
            args.insert("label".to_owned(), Value::safe(&self.fill(label)));
        }
        let body = call.body.as_ref().map(|body| self.fill(body));
        let theme = &self.context.snapshot().theme;
        self.context.log.note(Key::Component(call.name.clone()), theme.component_print(&call.name).unwrap_or_default());
        theme.component(&call.name, args, body.as_deref(), self.site, self.variant, self.host.clone()).map_err(|error| {
            let text = self.context.plan().page(self.page).source_text(call.origin);
            let place = Place::Span(text.clone(), call.span);
            if error.rule == AUTHORS {
                return Finding::error(error.rule, place, format!("`{}`: {}", call.name, error.message)).maybe_help(error.help);
            }
            let message = format!("the component `{}` failed: {}", call.name, error.message);
            let mut finding = Finding::error(error.rule, place, message).maybe_help(error.help);
            finding.related.push((error.place, "here, in the component".to_owned()));
            finding
        })
    }
}

/// The HTML of a page's body with its holes, if it has one.
pub(super) fn body_html(page: &Page) -> Result<Option<Arc<Html>>, Finding> {
    let html = page.body.as_ref().map(|body| body.shown.html());
    let others = page.body.iter().flat_map(|body| body.shown.others());
    if let Some(lost) = others.chain([&page.file().text]).find(|text| text.is_lost()).filter(|_| html.is_some()) {
        let place = Place::File(lost.path().to_owned());
        let finding = Finding::error("build/changed-meanwhile", place, "the file changed while the site was built");
        return Err(finding.help("build it again"));
    }
    Ok(html)
}

fn argument(value: &ArgValue) -> Value {
    match value {
        ArgValue::String(text) => Value::of(text),
        ArgValue::Bool(bool) => Value::of(bool),
        ArgValue::Integer(number) => Value::of(number),
        ArgValue::Float(number) => Value::of(number),
    }
}
