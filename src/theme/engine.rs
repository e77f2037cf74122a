//! The one place that knows Tera: templates in, pages out.
//!
//! Everything below this folder may change with Tera's minor version; nothing outside of it may name a type of Tera's. Not for: where
//! templates come from, or what values mean.
//!
//! Invariant: an engine that was built has templates without syntax errors, all of whose includes, parents, filters, functions and
//! components exist.

mod calls;
mod report;
mod shapes;
mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::Arc;

use tera::{Context, ErrorKind, Tera};

use self::calls::Asking;
use self::report::Reporter;
pub use self::value::Value;
use super::compact::{Compacted, compact};
use super::component::{ArgKind, ComponentArg, ComponentBody, ComponentSignature, Held};
use super::error::TemplateError;
use super::host::Host;
use super::scan::{self, Kind, Tag, pieces};
use crate::diagnostics::{Finding, Findings, Place};
use crate::world::limits::{PAGE_BYTES, TEMPLATE_DEPTH, TEMPLATE_ELIFS};
use crate::world::{Fingerprint, SourceText};

/// What most pages stay below, in bytes.
const USUAL_OUTPUT: usize = 16 << 10;

/// A template as it was written, and as it is rendered where that differs.
#[derive(Debug)]
struct Source {
    original: SourceText,
    compacted: Option<Compacted>,
}

impl Source {
    fn text(&self) -> &str {
        self.compacted.as_ref().map_or(self.original.text(), Compacted::text)
    }
}

/// The templates of a theme, ready to render.
pub(super) struct Engine {
    tera: Tera,
    sources: BTreeMap<String, Source>,
    components: BTreeMap<String, ComponentSignature>,
    prints: BTreeMap<String, Fingerprint>,
    /// By component the template that defines it.
    defining: BTreeMap<String, String>,
}

impl Engine {
    /// Builds it from templates by name. Whatever is wrong with any of them becomes a finding.
    pub(super) fn build(templates: BTreeMap<String, SourceText>, findings: &mut Findings) -> Option<Self> {
        let mut sources: BTreeMap<String, Source> =
            templates.into_iter().map(|(name, original)| (name, Source { original, compacted: None })).collect();
        let mut base = Tera::new();
        calls::register(&mut base);
        let problems = problems(&base, &sources);
        if !problems.is_empty() {
            findings.extend(problems);
            return None;
        }
        let texts = sources.iter().map(|(name, source)| (name.clone(), source.original.text())).collect();
        let compacted = compact(&texts);
        for (name, compacted) in compacted {
            if let Some(source) = sources.get_mut(&name) {
                source.compacted = Some(compacted);
            }
        }
        let mut tera = base.clone();
        if tera.add_raw_templates(sources.iter().map(|(name, source)| (name, source.text()))).is_err() {
            // Compaction keeps every tag, so this cannot come up; if it did, pages would merely be larger.
            sources.values_mut().for_each(|source| source.compacted = None);
            tera = base;
            tera.add_raw_templates(sources.iter().map(|(name, source)| (name, source.text()))).ok()?;
        }
        let components = signatures(&tera, &sources);
        let prints = prints(&sources);
        let all = sources.iter().flat_map(|(name, source)| definitions(source.original.text()).map(move |component| (component, name)));
        let defining = all.map(|(component, name)| (component.to_owned(), name.clone())).collect();
        Some(Self { tera, sources, components, prints, defining })
    }

    /// What components there are.
    pub(super) fn components(&self) -> &BTreeMap<String, ComponentSignature> {
        &self.components
    }

    /// The name of a template, if there is one of this name.
    pub(super) fn template(&self, name: &str) -> Option<&str> {
        self.sources.get_key_value(name).map(|(name, _)| name.as_str())
    }

    /// The fingerprint of a template and of all that it may include, extend or call.
    pub(super) fn print(&self, template: &str) -> Option<Fingerprint> {
        self.prints.get(template).copied()
    }

    /// The same of the template that defines a component.
    pub(super) fn component_print(&self, component: &str) -> Option<Fingerprint> {
        self.print(self.defining.get(component)?)
    }

    /// The names of all templates.
    pub(super) fn templates(&self) -> impl Iterator<Item = &str> {
        self.sources.keys().map(String::as_str)
    }

    /// Renders a template with these values.
    pub(super) fn render(&self, template: &str, values: &[(&'static str, &Value)], host: Arc<dyn Host>) -> Result<String, TemplateError> {
        let asking = Asking::host(host);
        let mut page = Page { bytes: Vec::with_capacity(USUAL_OUTPUT) };
        let rendered = self.tera.render_to(template, &context(values), &mut page);
        finished(rendered, page).map_err(|error| self.reporter().rendering(&error, template, asking.failure()))
    }

    /// Renders a component with arguments, a body of safe HTML, and values that it may take by itself.
    pub(super) fn component(
        &self,
        component: &str,
        args: BTreeMap<String, Value>,
        body: Option<&str>,
        values: &[(&'static str, &Value)],
        host: Arc<dyn Host>,
    ) -> Result<String, TemplateError> {
        let asking = Asking::host(host);
        let mut given = Context::new();
        for (name, value) in args {
            given.insert_value(name, value.0);
        }
        let mut page = Page::default();
        let rendered = self.tera.render_component_with_implicits_to(component, &given, &context(values), body, true, &mut page);
        finished(rendered, page).map_err(|error| {
            let defining = self.sources.iter().find(|(_, source)| defines(source.original.text(), component));
            let file = defining.map_or(component, |(name, _)| name.as_str());
            let mut error = self.reporter().rendering(&error, file, asking.failure());
            // An argument that does not fit has no place in any template; the component's first line says what fits.
            if matches!(error.place, Place::File(_)) {
                error.place = self.reporter().component_place(file, component);
            }
            error
        })
    }

    fn reporter(&self) -> Reporter<'_> {
        Reporter { sources: &self.sources, components: self.components.keys().cloned().collect() }
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("templates", &self.sources.keys()).finish_non_exhaustive()
    }
}

/// The fingerprint of each template with all that it reaches. A name that merely stands in a text counts as reached: too much is safe.
fn prints(sources: &BTreeMap<String, Source>) -> BTreeMap<String, Fingerprint> {
    let defined: Vec<(String, &str)> = sources
        .iter()
        .flat_map(|(name, source)| definitions(source.original.text()).map(move |component| (format!("<{component}"), name.as_str())))
        .collect();
    let quoted: Vec<([String; 3], &str)> =
        sources.keys().map(|name| ([format!("\"{name}\""), format!("'{name}'"), format!("`{name}`")], name.as_str())).collect();
    let reached = |name: &str| {
        let text = sources.get(name).map_or("", |source| source.original.text());
        let tight: String = text.split_whitespace().collect();
        let called = defined.iter().filter(|(call, _)| tight.contains(call)).map(|(_, file)| *file);
        let included = quoted.iter().filter(|(names, _)| names.iter().any(|quoted| text.contains(quoted))).map(|(_, file)| *file);
        called.chain(included).collect::<BTreeSet<&str>>()
    };
    let edges: BTreeMap<&str, BTreeSet<&str>> = sources.keys().map(|name| (name.as_str(), reached(name))).collect();
    let all = |start: &'_ str| {
        let mut seen = BTreeSet::from([start.to_owned()]);
        let mut open = vec![start.to_owned()];
        while let Some(name) = open.pop() {
            for next in edges.get(name.as_str()).into_iter().flatten() {
                if seen.insert((*next).to_owned()) {
                    open.push((*next).to_owned());
                }
            }
        }
        // As they are rendered: how one is made compact may depend on those that include it.
        Fingerprint::of(&seen.iter().map(|name| (name, sources.get(name).map(Source::text))).collect::<Vec<_>>())
    };
    sources.keys().map(|name| (name.clone(), all(name))).collect()
}

fn finished(rendered: tera::TeraResult<()>, page: Page) -> tera::TeraResult<String> {
    rendered.and_then(|()| Ok(String::from_utf8(page.bytes)?))
}

fn context(values: &[(&'static str, &Value)]) -> Context {
    let mut context = Context::new();
    for (name, value) in values {
        context.insert_value(*name, value.0.clone());
    }
    context
}

/// All that is wrong with templates, each by itself and then together.
fn problems(base: &Tera, sources: &BTreeMap<String, Source>) -> Vec<Finding> {
    let components = sources.values().flat_map(|source| definitions(source.original.text())).map(str::to_owned).collect();
    let reporter = Reporter { sources, components };
    let mut found = Vec::new();
    let mut dropped = BTreeSet::new();
    for (name, source) in sources {
        if let Some(finding) = too_many_choices(source) {
            found.push(finding);
            dropped.insert(name.clone());
            continue;
        }
        // A batch stops at its first syntax error, so each template is tried by itself; what else it says is for the batch.
        if let Err(error) = Tera::new().add_raw_template(name, source.original.text())
            && let ErrorKind::SyntaxError(report) = error.kind()
        {
            found.push(reporter.syntax(report));
            dropped.insert(name.clone());
        }
    }
    if let Some(deep) = too_deep(sources) {
        found.push(deep);
        return found;
    }
    loop {
        let good = sources.iter().filter(|(name, _)| !dropped.contains(*name));
        let Err(error) = base.clone().add_raw_templates(good.map(|(name, source)| (name, source.original.text()))) else { break };
        let more = reporter.together(&error);
        let offenders: Vec<String> = more.iter().filter_map(|(name, _)| name.clone()).filter(|name| !dropped.contains(name)).collect();
        // What only a dropped template lacks is no mistake of the one that names it.
        found.extend(more.into_iter().map(|(_, finding)| finding).filter(|finding| !blames(finding, &dropped, sources)));
        if offenders.is_empty() {
            break;
        }
        dropped.extend(offenders);
    }
    found
}

/// Whether a finding says that a template or component is missing which is there, but was dropped.
fn blames(finding: &Finding, dropped: &BTreeSet<String>, sources: &BTreeMap<String, Source>) -> bool {
    let Some(name) = finding.message.split('`').nth(1) else { return false };
    match finding.rule {
        "theme/unknown-template" => dropped.contains(name),
        "theme/unknown-component" => {
            dropped.iter().filter_map(|file| sources.get(file)).any(|source| defines(source.original.text(), name))
        }
        _ => false,
    }
}

/// An `if` with more `elif` than the engine can read.
fn too_many_choices(source: &Source) -> Option<Finding> {
    let text = source.original.text();
    // Few templates have so many that they need to be looked at.
    text.matches("elif").nth(TEMPLATE_ELIFS)?;
    let mut open: Vec<usize> = Vec::new();
    for piece in pieces(text).into_iter().filter(|piece| piece.kind == Kind::Tag) {
        match Tag::read(&text[piece.range.clone()]) {
            Tag::Other("if") => open.push(0),
            Tag::Other("endif") => drop(open.pop()),
            Tag::Other("elif") => {
                let Some(choices) = open.last_mut() else { continue };
                *choices += 1;
                if *choices > TEMPLATE_ELIFS {
                    let place = Place::Span(source.original.clone(), piece.range.into());
                    let message = format!("one `if` has more than {TEMPLATE_ELIFS} `elif`");
                    return Some(Finding::error("theme/depth", place, message).help("look the value up in a map: `{{ names[key] }}`"));
                }
            }
            _ => {}
        }
    }
    None
}

/// The first of the templates in which too many others lie. A circle, which has no end, is found elsewhere.
fn too_deep(sources: &BTreeMap<String, Source>) -> Option<Finding> {
    let mut known = BTreeMap::new();
    let (_, source) = sources.iter().find(|(name, _)| depth(name, 0, sources, &mut known) > TEMPLATE_DEPTH)?;
    let message = format!("more than {TEMPLATE_DEPTH} templates and blocks lie in each other here");
    let place = Place::File(source.original.path().to_owned());
    Some(Finding::error("theme/depth", place, message).help("let it include fewer templates that include others"))
}

/// How many templates and blocks lie in each other, from this one on.
fn depth<'s>(name: &'s str, level: usize, sources: &'s BTreeMap<String, Source>, known: &mut BTreeMap<&'s str, usize>) -> usize {
    if let Some(depth) = known.get(name) {
        return *depth;
    }
    known.insert(name, 0);
    let text = sources.get(name).map_or("", |source| source.original.text());
    let mut blocks: usize = 1;
    let mut deepest = blocks;
    for piece in pieces(text).into_iter().filter(|piece| piece.kind == Kind::Tag) {
        match Tag::read(&text[piece.range]) {
            Tag::Block(_) => blocks += 1,
            Tag::Other("endblock") => blocks = blocks.saturating_sub(1),
            // Far beyond the limit it no longer matters how deep it is.
            Tag::Include(part) | Tag::Extends(part) if level < 4 * TEMPLATE_DEPTH => {
                if let Some((part, _)) = sources.get_key_value(part) {
                    deepest = deepest.max(blocks + depth(part, level + 1, sources, known));
                }
            }
            _ => {}
        }
        deepest = deepest.max(blocks);
    }
    known.insert(name, deepest);
    deepest
}

/// The components that a template defines.
fn definitions(template: &str) -> impl Iterator<Item = &str> {
    let tags = pieces(template).into_iter().filter(|piece| piece.kind == Kind::Tag);
    tags.filter_map(|piece| match Tag::read(&template[piece.range]) {
        Tag::Component(name) => Some(name),
        _ => None,
    })
}

fn defines(template: &str, component: &str) -> bool {
    definitions(template).any(|name| name == component)
}

/// The form of a component that shows a body if it is given one.
const EITHER: &str = "either";

/// The forms of components that are blocks: as a leaf, as a container, or as either.
const BLOCKS: [&str; 3] = ["leaf", "container", EITHER];

/// A component whose name begins so is the theme's own: its templates call it, and markdown cannot.
const INTERNAL: &str = "ui_";

fn signatures(tera: &Tera, sources: &BTreeMap<String, Source>) -> BTreeMap<String, ComponentSignature> {
    let mut signatures = BTreeMap::new();
    for source in sources.values() {
        for name in definitions(source.original.text()).filter(|name| !name.starts_with(INTERNAL)) {
            let Some(info) = tera.get_component_definition(name) else { continue };
            let args = info.args().iter().filter(|arg| !arg.is_implicit()).map(|arg| ComponentArg {
                name: arg.name().to_owned(),
                kind: arg.arg_type().map_or(ArgKind::Any, arg_kind),
                required: arg.is_required(),
            });
            let said = |key: &str| info.metadata().get(key);
            let names = |key: &str| said(key).and_then(tera::Value::as_array).into_iter().flatten().filter_map(tera::Value::as_str);
            let shows_body = scan::shows_body(source.original.text(), name);
            let form = said("form").and_then(tera::Value::as_str);
            let signature = ComponentSignature {
                block: form.is_some_and(|form| BLOCKS.contains(&form)),
                args: args.collect(),
                body: match form {
                    _ if !shows_body => ComponentBody::Never,
                    Some(EITHER) => ComponentBody::Optional,
                    _ => ComponentBody::Always,
                },
                rest: info.rest_param().is_some(),
                links: names("links").map(str::to_owned).collect(),
                pictures: names("pictures").map(str::to_owned).collect(),
                wants: names("wants").map(str::to_owned).collect(),
                holds: said("holds")
                    .and_then(tera::Value::as_str)
                    .and_then(|held| Held::ALL.into_iter().find(|known| known.as_str() == held)),
            };
            signatures.insert(name.to_owned(), signature);
        }
    }
    signatures
}

fn arg_kind(kind: tera::ComponentArgType) -> ArgKind {
    use tera::ComponentArgType as Type;
    match kind {
        Type::String => ArgKind::String,
        Type::Bool => ArgKind::Bool,
        Type::Integer => ArgKind::Integer,
        Type::Float => ArgKind::Float,
        Type::Number => ArgKind::Number,
        Type::Array => ArgKind::Array,
        Type::Map => ArgKind::Map,
        Type::Bytes => ArgKind::Bytes,
        // A type that a later Tera adds is not checked here.
        _ => ArgKind::Any,
    }
}

/// A page as it is written, with an end to how much.
#[derive(Default)]
struct Page {
    bytes: Vec<u8>,
}

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > PAGE_BYTES {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
