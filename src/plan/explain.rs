//! What `segue list` and `segue explain` show: routes, values with their origins, and why a page is or is not there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::Utf8Path;
use serde::Serialize;
use serde_json::Value;

use super::cascade::{Level, Reader};
use super::{ListKind, PageId, ReaderKey, Route, RouteScope, RouteSource, Snapshot, VariantId, calls_form, must_agree};
use crate::content::{Snippet, Source, SourceId};
use crate::diagnostics::Place;
use crate::site::{Audience, CONTENT, FormId};
use crate::world::yaml::{KeyPath, Step};

/// One route, for `segue list`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RouteRow {
    /// The file below the output folder.
    pub output: String,
    /// The absolute address.
    pub url: String,
    /// The audience it belongs to; nothing for what belongs to a host as a whole.
    pub audience: Option<String>,
    /// The language, where it has one.
    pub lang: Option<String>,
    /// What it is: `article`, `section`, `feed`, `file`, …
    pub role: &'static str,
    /// The title, where it has one.
    pub title: Option<String>,
    /// The file it comes from, where there is one.
    pub source: Option<String>,
}

/// A page that a source has not, for `segue list`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AbsentRow {
    /// The source.
    pub source: String,
    /// The audience.
    pub audience: String,
    /// The language.
    pub lang: String,
    /// Why.
    pub reason: String,
}

/// What is known of one source.
#[derive(Debug, Clone, Serialize)]
pub struct Explanation {
    /// The source.
    pub source: String,
    /// Its files, the base first.
    pub files: Vec<String>,
    /// Its pages.
    pub pages: Vec<PageExplanation>,
    /// Where it has none, and why.
    pub absent: Vec<AbsentRow>,
}

/// What is known of one snippet.
#[derive(Debug, Clone, Serialize)]
pub struct SnippetExplanation {
    /// Its name, as `::snippet{id=…}` says it.
    pub snippet: String,
    /// Its files, the base first.
    pub files: Vec<String>,
    /// The pages that show it.
    pub shown: Vec<SnippetRow>,
}

/// A page that shows a snippet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SnippetRow {
    /// The audience.
    pub audience: String,
    /// The language of the variant.
    pub lang: String,
    /// The absolute address.
    pub url: String,
    /// The file whose text the page shows.
    pub text: String,
}

/// What is known of one page.
#[derive(Debug, Clone, Serialize)]
pub struct PageExplanation {
    /// The audience.
    pub audience: String,
    /// The language of the variant.
    pub lang: String,
    /// The segment, if it is an edition.
    pub edition: Option<String>,
    /// The language of its text, where it stands in for a translation.
    pub text_lang: Option<String>,
    /// Its readers: the audience, and the segment it is for.
    pub readers: Vec<String>,
    /// The absolute address.
    pub url: String,
    /// The file below the output folder.
    pub output: String,
    /// The file that its body stands in.
    pub body: Option<String>,
    /// The preset of the segment that it is for.
    pub preset: Option<String>,
    /// The files of the snippets that it shows.
    pub snippets: Vec<String>,
    /// Of an event: whether today is `before`, `during` or `after` it.
    pub event: Option<&'static str>,
    /// The call to action that it shows, and where that leads.
    pub cta: Option<String>,
    /// The form that it shows.
    pub form: Option<String>,
    /// Who receives that form: the provider, and the host it is sent to.
    pub sent_to: Option<String>,
    /// The consent texts that its forms ask for: each with its hash and where it is.
    pub consents: Vec<String>,
    /// The offer that it shows at its end.
    pub offer: Option<String>,
    /// What was left out, and why.
    pub left_out: Vec<String>,
    /// Each value with where it comes from.
    pub values: Vec<ValueExplanation>,
}

/// One value with where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ValueExplanation {
    /// The key: `seo.title`.
    pub key: String,
    /// What won.
    pub winner: Origin,
    /// What it overrode, the strongest first.
    pub overrode: Vec<Origin>,
}

/// A value at one level of the cascade.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Origin {
    /// The value.
    pub value: Value,
    /// The level, as a person calls it.
    pub level: &'static str,
    /// The file.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: Option<usize>,
    /// The column, from 1.
    pub column: Option<usize>,
}

impl Snapshot {
    /// All routes, by output path.
    pub fn route_rows(&self) -> Vec<RouteRow> {
        self.plan.routes.values().map(|route| self.row(route)).collect()
    }

    /// What is at an address or in a file of the output; nothing where there is none of that name.
    pub fn route_row(&self, target: &str) -> Option<RouteRow> {
        self.route(target).map(|route| self.row(route))
    }

    /// What comes from a file that is no page: a consent text, a file that is put out as it is.
    pub fn rows_of_file(&self, target: &str) -> Vec<RouteRow> {
        let path = target.trim_start_matches("./");
        let mut rows = self.route_rows();
        rows.retain(|row| row.source.as_deref() == Some(path));
        rows
    }

    /// What is known of a snippet, named by one of its files or by its place below `content/`; nothing where none has that name.
    pub fn explain_snippet(&self, target: &str) -> Option<SnippetExplanation> {
        let path = target.trim_start_matches("./");
        let is_it =
            |snippet: &&Arc<Snippet>| snippet.files.iter().any(|file| file.path == path || file.path == Utf8Path::new(CONTENT).join(path));
        let snippet = self.content.snippets.values().find(is_it)?;
        let plan = &self.plan;
        let rows = plan.routes.values().filter_map(|route| match route.source {
            RouteSource::Page(id) => Some((route, plan.page(id))),
            RouteSource::List(id, 1) => Some((route, plan.page(plan.list(id).page?))),
            _ => None,
        });
        let shown = rows.flat_map(|(route, page)| {
            let texts = page
                .body
                .iter()
                .flat_map(|body| body.shown.others())
                .filter(|text| snippet.files.iter().any(|file| file.path == text.path()));
            texts.map(move |text| {
                let variant = plan.variant(page.variant);
                let (audience, lang) = (variant.audience.to_string(), variant.lang.to_string());
                SnippetRow { audience, lang, url: plan.hosts.absolute(&route.address), text: text.path().to_string() }
            })
        });
        Some(SnippetExplanation {
            snippet: snippet.id.to_string(),
            files: snippet.files.iter().map(|file| file.path.to_string()).collect(),
            shown: shown.collect(),
        })
    }

    fn row(&self, route: &Route) -> RouteRow {
        let (role, title, source, variant) = self.about(&route.source);
        let audience = match &route.scope {
            RouteScope::Audience(id) => Some(id.to_string()),
            RouteScope::Host(_) => None,
        };
        RouteRow {
            output: route.output.to_string(),
            url: self.plan.hosts.absolute(&route.address),
            audience,
            lang: variant.map(|id| self.plan.variant(id).lang.to_string()),
            role,
            title,
            source,
        }
    }

    fn route(&self, target: &str) -> Option<&Route> {
        let hosts = &self.plan.hosts;
        let is_it = |own: &str| own.trim_end_matches('/') == target.trim_end_matches('/');
        self.plan
            .routes
            .values()
            .find(|route| is_it(&hosts.absolute(&route.address)) || is_it(&hosts.path(&route.address)) || route.output == target)
    }

    /// What sources have no page for, and why.
    pub fn absent_rows(&self) -> Vec<AbsentRow> {
        self.plan.presence.keys().flat_map(|id| self.absent(id)).collect()
    }

    /// What is known of a source, named by its path, its id, the path of an output file or an address; nothing where nothing has that name.
    pub fn explain(&self, target: &str) -> Option<Explanation> {
        let (source, only) = self.find(target)?;
        let table = self.plan.presence(&source.id);
        let pages = table.iter().filter_map(|(key, presence)| Some((key, *presence.as_ref().ok()?)));
        Some(Explanation {
            source: source.id.to_string(),
            files: source.files.iter().map(|file| file.path.to_string()).collect(),
            pages: pages.filter(|(_, id)| only.is_none_or(|only| only == *id)).filter_map(|(key, id)| self.explain_page(key, id)).collect(),
            absent: if only.is_some() { Vec::new() } else { self.absent(&source.id) },
        })
    }

    fn about(&self, source: &RouteSource) -> (&'static str, Option<String>, Option<String>, Option<VariantId>) {
        let plan = &self.plan;
        let page = |id: PageId| {
            let page = plan.page(id);
            (Some(page.title.clone()), Some(page.file().path.to_string()), Some(page.variant))
        };
        match source {
            RouteSource::Page(id) => {
                let (title, file, variant) = page(*id);
                (plan.page(*id).source.kind.as_str(), title, file, variant)
            }
            RouteSource::List(id, _) => {
                let list = plan.list(*id);
                let role = match list.kind {
                    ListKind::Home => "home",
                    ListKind::Section(_) => "section",
                    ListKind::Hub(_) => "hub",
                    ListKind::Tag(_) => "tag",
                    ListKind::Tags => "tags",
                    ListKind::Author(_) => "author",
                };
                let (title, file, variant) = list.page.map_or((None, None, Some(list.variant)), page);
                (role, title, file, variant)
            }
            RouteSource::Thanks(id) => ("thanks", None, None, Some(plan.thanks[id.0].variant)),
            RouteSource::Consent(id) => {
                let consent = &plan.consents[id.0];
                ("consent", Some(consent.text.title.clone()), consent.file.as_ref().map(ToString::to_string), Some(consent.variant))
            }
            RouteSource::NotFound(variant) => ("not-found", None, None, Some(*variant)),
            RouteSource::HostNotFound(_) => ("not-found", None, None, None),
            RouteSource::Chooser(_) => ("chooser", None, None, None),
            RouteSource::Feed(variant) => ("feed", None, None, Some(*variant)),
            RouteSource::Calendar(id) => ("calendar", None, Some(plan.page(*id).file().path.to_string()), Some(plan.page(*id).variant)),
            RouteSource::Sitemap(variant) => ("sitemap", None, None, Some(*variant)),
            RouteSource::SitemapIndex(_) => ("sitemap", None, None, None),
            RouteSource::Robots(_) => ("robots", None, None, None),
            RouteSource::Alias(_) => ("alias", None, None, None),
            RouteSource::File(path) => ("file", None, Some(path.to_string()), None),
            RouteSource::Asset(path) => ("asset", None, Some(path.to_string()), None),
            RouteSource::ThemeFile(path) => ("file", None, Some(path.to_string()), None),
        }
    }

    fn absent(&self, id: &SourceId) -> Vec<AbsentRow> {
        let row = |key: &ReaderKey, reason: String| {
            let variant = self.plan.variant(key.variant);
            AbsentRow { source: id.to_string(), audience: variant.audience.to_string(), lang: variant.lang.to_string(), reason }
        };
        let table = self.plan.presence(id).iter();
        table.filter_map(|(key, presence)| presence.as_ref().err().map(|absence| row(key, absence.to_string()))).collect()
    }

    fn find(&self, target: &str) -> Option<(&Source, Option<PageId>)> {
        let below = |path: &str| self.content.by_path(&Utf8Path::new(CONTENT).join(path));
        let path = target.trim_start_matches("./");
        if let Some(source) = self.content.by_path(Utf8Path::new(path)).or_else(|| below(path)) {
            return Some((source, None));
        }
        // An overlay's path names its source too.
        let of_file = self.content.sources.values().find(|source| source.files.iter().any(|file| file.path == path));
        if let Some(source) = of_file.or_else(|| self.content.sources.get(&SourceId::new(path))) {
            return Some((source, None));
        }
        let plan = &self.plan;
        let page = match self.route(target)?.source {
            RouteSource::Page(id) => id,
            RouteSource::List(id, _) => plan.list(id).page?,
            RouteSource::Thanks(id) => plan.thanks[id.0].from?,
            _ => return None,
        };
        Some((&plan.page(page).source, Some(page)))
    }

    /// The consent texts that the forms of a page ask for.
    fn consents_of(&self, audience: &Audience, id: PageId, own: &[FormId]) -> Vec<String> {
        let page = self.plan.page(id);
        let in_body = page.body.iter().flat_map(|body| audience.file.forms.keys().filter(|form| calls_form(&body.shown, form.as_str())));
        let forms: BTreeSet<&FormId> = own.iter().chain(in_body).collect();
        let uses = forms.into_iter().filter_map(|form| Some((form, audience.file.forms.get(form)?)));
        let texts = uses.flat_map(|(form, own)| own.consent.iter().map(move |of| (form, own, of)));
        let said = texts.filter_map(|(form, own, of)| {
            let text = self.plan.consent(page.variant, &of.id)?;
            let must = if must_agree(Some(page), form, own, of) { ", required" } else { "" };
            Some(format!("{} (form {form}{must}): {}, {}", of.id, text.hash, self.plan.hosts.absolute(&text.address)))
        });
        said.collect()
    }

    fn explain_page(&self, key: &ReaderKey, id: PageId) -> Option<PageExplanation> {
        let plan = &self.plan;
        let page = plan.page(id);
        let variant = plan.variant(key.variant);
        let audience = variant.audience(&self.site)?;
        let reader = Reader { audience, edition: key.edition.as_ref(), lang: &page.lang };
        let mut ask = self.links().ask(&self.ingredients(), id, &self.today);
        let forms: Vec<FormId> = ask.register.take().into_iter().chain(ask.form.take()).collect();
        let each = |say: &dyn Fn(&FormId) -> Option<String>| forms.iter().filter_map(say).collect::<Vec<_>>();
        let joined = |parts: Vec<String>| (!parts.is_empty()).then(|| parts.join(", "));
        let cta = ask.cta.map(|(cta, link)| match link {
            super::Link::To { href, .. } => format!("{cta} → {href}"),
            super::Link::Plain => cta.to_string(),
        });
        let segment = page.segment.as_ref().and_then(|id| audience.file.segments.get(id));
        Some(PageExplanation {
            audience: audience.id.to_string(),
            lang: variant.lang.to_string(),
            edition: key.edition.as_ref().map(ToString::to_string),
            text_lang: (page.lang != variant.lang).then(|| page.lang.to_string()),
            readers: std::iter::once(audience.id.to_string()).chain(page.segment.as_ref().map(ToString::to_string)).collect(),
            url: plan.hosts.absolute(&page.address),
            output: plan.hosts.output(&page.address).to_string(),
            body: page.body.as_ref().map(|body| page.source.files[body.file].path.to_string()),
            preset: segment.and_then(|segment| segment.preset.as_ref()).map(ToString::to_string),
            snippets: page.body.iter().flat_map(|body| body.shown.others()).map(|text| text.path().to_string()).collect(),
            event: page.event.as_ref().map(|event| event.phase.as_str()),
            cta,
            sent_to: joined(each(&|form| self.form_in_words(audience, form))),
            consents: self.consents_of(audience, id, &forms),
            form: joined(each(&|form| Some(form.to_string()))),
            offer: ask.offer.map(|offer| offer.to_string()),
            left_out: page
                .left_out
                .iter()
                .map(|part| format!("{}: the client has not allowed it", part.what()))
                .chain(ask.notes)
                .chain(ask.withdrawn)
                .chain(ask.not_held.map(|offer| format!("the offer `{offer}` does not hold today")))
                .collect(),
            values: values(&self.ingredients().levels(&page.source, reader)),
        })
    }
}

/// Each value of a cascade with its origin and what it overrode. Maps merge, lists and values replace.
fn values(levels: &[Level<'_>]) -> Vec<ValueExplanation> {
    let mut all = BTreeMap::<KeyPath, Vec<Origin>>::new();
    for level in levels {
        let Ok(tree) = serde_json::to_value(level.values()) else { continue };
        leaves(&KeyPath::root(), &tree, &mut |path, value| {
            let place = level.place(path).map(|(document, at)| document.key_place(&at));
            let position = match &place {
                Some(Place::Span(text, span)) => Some(text.position(span.start)),
                _ => None,
            };
            all.entry(path.clone()).or_default().push(Origin {
                value: value.clone(),
                level: level.name,
                file: place.as_ref().and_then(Place::path).map(ToString::to_string),
                line: position.map(|position| position.line),
                column: position.map(|position| position.column),
            });
        });
    }
    let explain = |(path, mut origins): (KeyPath, Vec<Origin>)| {
        let winner = origins.pop()?;
        origins.reverse();
        Some(ValueExplanation { key: path.to_string(), winner, overrode: origins })
    };
    all.into_iter().filter_map(explain).collect()
}

fn leaves(path: &KeyPath, value: &Value, see: &mut dyn FnMut(&KeyPath, &Value)) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let mut path = path.clone();
                path.0.push(Step::Key(key.clone()));
                leaves(&path, value, see);
            }
        }
        // What nobody gave.
        Value::Null => {}
        _ => see(path, value),
    }
}
