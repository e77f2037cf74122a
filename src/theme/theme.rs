use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8PathBuf;

use super::component::{BUILT_IN, ComponentSignature};
use super::engine::{Engine, Value};
use super::error::TemplateError;
use super::folder::{Bytes, Folder};
use super::host::Host;
use super::theme_file::ThemeFile;
use super::ticked::ticked;
use crate::diagnostics::{Document, Finding, Findings, Level, Place, nearest};
use crate::site::{Free, Map, Name, Voice, Words};
use crate::world::{Fingerprint, World};
use crate::world::{SourceText, yaml::KeyPath};

/// The roles of pages, each with the template that shows it where the theme has none of the role's own.
const ROLES: [(&str, &str); 15] = [
    ("home", PAGE),
    ("article", PAGE),
    ("case-study", PAGE),
    ("landing", PAGE),
    ("event", PAGE),
    ("page", PAGE),
    ("section", SECTION),
    ("hub", SECTION),
    ("tag", SECTION),
    ("tags", SECTION),
    ("author", SECTION),
    ("thanks", PAGE),
    ("consent", PAGE),
    ("not-found", PAGE),
    ("chooser", PAGE),
];

/// What every theme needs for pages.
const PAGE: &str = "page.html";

/// What every theme needs for lists.
const SECTION: &str = "section.html";

/// A theme with all it builds on, ready to render.
#[derive(Debug)]
pub struct Theme {
    name: Name,
    layers: Vec<ThemeLayer>,
    engine: Engine,
    words: Words,
    assets: BTreeMap<Utf8PathBuf, Bytes>,
    statics: BTreeMap<Utf8PathBuf, Bytes>,
    /// The fingerprint of all of its files.
    files: blake3::Hash,
    offer: Fingerprint,
}

/// What one theme of the chain says about itself.
#[derive(Debug, Clone, PartialEq)]
pub struct ThemeLayer {
    /// Its name.
    pub name: Name,
    /// Its `theme.yaml`, for places.
    pub document: Document,
    /// The same as it was read.
    pub file: ThemeFile,
}

impl Theme {
    /// Loads a theme and those that it extends. `named` is where the site names it.
    ///
    /// Whatever is wrong with any file becomes a finding; with an error among them there is no theme.
    pub fn load(world: &dyn World, name: &Name, named: Place, findings: &mut Findings) -> Option<Arc<Self>> {
        Self::load_after(None, world, name, named, findings)
    }

    /// The same, where it is known how it was before: with the same files it is the same theme.
    pub fn load_after(
        known: Option<&Arc<Self>>,
        world: &dyn World,
        name: &Name,
        named: Place,
        findings: &mut Findings,
    ) -> Option<Arc<Self>> {
        let before = findings.count(Level::Error);
        let chain = chain(world, name, named, findings);
        let files = files(&chain);
        if let Some(known) = known
            && known.name == *name
            && known.files == files
            && findings.count(Level::Error) == before
        {
            return Some(known.clone());
        }
        let sound = findings.count(Level::Error) == before;
        let mut templates = BTreeMap::new();
        let mut absent = vec![PAGE, SECTION];
        let mut assets = BTreeMap::new();
        let mut statics = BTreeMap::new();
        for (folder, _) in &chain {
            for (part, prefix) in [("templates", ""), ("components", "components/")] {
                for (path, _) in folder.part(part) {
                    absent.retain(|wanted| *wanted != format!("{prefix}{path}"));
                    if let Some(text) = folder.text(&format!("{part}/{path}"), findings) {
                        findings.extend(ticked(&text));
                        templates.insert(format!("{prefix}{path}"), text);
                    }
                }
            }
            assets.extend(folder.part("assets").map(|(path, bytes)| (path.into(), bytes.clone())));
            statics.extend(folder.part("static").map(|(path, bytes)| (path.into(), bytes.clone())));
        }
        // A theme whose chain broke off lacks templates for that reason alone.
        if sound {
            findings.extend(absent.into_iter().map(|template| missing(name, template)));
        }
        findings.extend(templates.iter().filter_map(|(path, text)| taken(path, text)));
        let engine = Engine::build(templates, findings);
        if findings.count(Level::Error) > before {
            return None;
        }
        let layers: Vec<ThemeLayer> = chain.into_iter().map(|(_, layer)| layer).collect();
        let mut words = Words::default();
        layers.iter().for_each(|layer| words.merge(&layer.file.words));
        let engine = engine?;
        let offer = offer(&engine, &layers, &assets, &statics);
        Some(Arc::new(Self { name: name.clone(), layers, engine, words, assets, statics, files, offer }))
    }

    /// Its name.
    pub fn name(&self) -> &Name {
        &self.name
    }

    /// What each theme of the chain says, the one that all build on first.
    pub fn layers(&self) -> &[ThemeLayer] {
        &self.layers
    }

    /// The words of the whole chain.
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// The registers that its words are written in, in the order they are named.
    pub fn voices(&self) -> Vec<&Voice> {
        let mut voices = Vec::new();
        for voice in self.layers.iter().flat_map(|layer| &layer.file.voices) {
            if !voices.contains(&voice) {
                voices.push(voice);
            }
        }
        voices
    }

    /// What an audience may set, with what holds where it does not.
    pub fn tokens(&self) -> Map<String, Free> {
        self.layers.iter().flat_map(|layer| layer.file.tokens.iter()).map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// Styles, scripts, fonts and images, by their paths below `assets/`.
    pub fn assets(&self) -> &BTreeMap<Utf8PathBuf, Bytes> {
        &self.assets
    }

    /// What goes to every host's root as it is, by its path there.
    pub fn statics(&self) -> &BTreeMap<Utf8PathBuf, Bytes> {
        &self.statics
    }

    /// What components there are, by name.
    pub fn components(&self) -> &BTreeMap<String, ComponentSignature> {
        self.engine.components()
    }

    /// The names of all templates, components included.
    pub fn templates(&self) -> impl Iterator<Item = &str> {
        self.engine.templates()
    }

    /// The template that shows pages of a role: its own, or the one that stands in for it.
    pub fn template_for(&self, role: &str) -> &str {
        let own = self.engine.template(&format!("{role}.html"));
        own.unwrap_or_else(|| ROLES.iter().find(|(known, _)| *known == role).map_or(PAGE, |(_, stand_in)| stand_in))
    }

    /// Whether a component opens over the page.
    pub fn is_dialog(&self, component: &str) -> bool {
        self.layers.iter().flat_map(|layer| &layer.file.dialogs).any(|name| name.as_str() == component)
    }

    /// Whether it has a template of this name.
    pub fn has_template(&self, name: &str) -> bool {
        self.engine.template(name).is_some()
    }

    /// The fingerprint of a template with all that it may include, extend or call.
    pub fn template_print(&self, template: &str) -> Option<Fingerprint> {
        self.engine.print(template)
    }

    /// The same of what defines a component.
    pub fn component_print(&self, component: &str) -> Option<Fingerprint> {
        self.engine.component_print(component)
    }

    /// The fingerprint of all of its files.
    pub fn files(&self) -> blake3::Hash {
        self.files
    }

    /// The fingerprint of what plans are made from: all but what templates and components print.
    pub fn offer(&self) -> Fingerprint {
        self.offer
    }

    /// Renders a page with one of its templates.
    ///
    /// Needs up to [`super::RENDER_STACK`] bytes of stack.
    ///
    /// # Errors
    ///
    /// The first thing that goes wrong in a template, with its place there.
    #[expect(clippy::needless_pass_by_value, reason = "a page's value is made for this call and is of no use after it")]
    pub fn render(&self, template: &str, site: &Value, variant: &Value, page: Value, host: Arc<dyn Host>) -> Result<String, TemplateError> {
        self.engine.render(template, &[("site", site), ("variant", variant), ("page", &page)], host)
    }

    /// Renders a component as markdown calls it: `body` is safe HTML. It may take `@site` and `@variant` by itself, and no `@page`.
    ///
    /// # Errors
    ///
    /// As [`Self::render`].
    pub fn component(
        &self,
        name: &str,
        args: BTreeMap<String, Value>,
        body: Option<&str>,
        site: &Value,
        variant: &Value,
        host: Arc<dyn Host>,
    ) -> Result<String, TemplateError> {
        self.engine.component(name, args, body, &[("site", site), ("variant", variant)], host)
    }
}

/// The folders from the theme that all build on to the one that is asked for, as far as they can be read.
fn chain(world: &dyn World, name: &Name, named: Place, findings: &mut Findings) -> Vec<(Folder, ThemeLayer)> {
    let mut chain: Vec<(Folder, ThemeLayer)> = Vec::new();
    let mut next = Some((name.clone(), named));
    while let Some((name, named)) = next.take() {
        if chain.iter().any(|(_, layer)| layer.name == name) {
            let message = match chain.as_slice() {
                [_] => format!("the theme `{name}` extends itself"),
                _ => format!("the theme `{name}` extends itself by way of others"),
            };
            findings.push(Finding::error("theme/cycle", named, message).help("take one of the steps of the circle out"));
            break;
        }
        let folder = Folder::read(world, &name, findings);
        if folder.is_empty() {
            let names = Folder::names(world);
            let help = nearest(name.as_str(), names.iter().map(String::as_str));
            let help = help.map_or_else(|| format!("there are: {}", names.join(", ")), |name| format!("did you mean `{name}`?"));
            findings.push(Finding::error("theme/unknown", named, format!("there is no theme `{name}`")).help(help));
            break;
        }
        let source = folder.theme_file(findings);
        // Of a file that cannot be read it is said already why.
        if source.is_none() && folder.has_theme_file() {
            break;
        }
        let Some(source) = source else {
            let place = Place::File(folder.theme_file_path());
            findings.push(
                Finding::error("theme/no-file", place, format!("the theme `{name}` does not say what it builds on"))
                    .help("write this file: `extends: lumen` takes over all that the theme does not have itself"),
            );
            break;
        };
        let document = Document::whole(source);
        let Some(file) = document.read::<ThemeFile>(findings) else { break };
        next = file.extends.clone().map(|extends| (extends, document.value_place(&KeyPath::root().key("extends"))));
        chain.push((folder, ThemeLayer { name, document, file }));
    }
    chain.reverse();
    chain
}

fn missing(name: &Name, template: &str) -> Finding {
    let place = Place::File(format!("themes/{name}/templates/{template}").into());
    Finding::error("theme/missing-template", place, format!("the theme `{name}` has no template `{template}`"))
        .help("write it, or let the theme extend `lumen`")
}

/// The fingerprint of all files of a chain.
fn files(chain: &[(Folder, ThemeLayer)]) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    for (folder, layer) in chain {
        hasher.update(layer.name.as_str().as_bytes()).update(&[0]);
        for (path, bytes) in folder.all() {
            hasher.update(&(path.len() as u64).to_le_bytes()).update(path.as_bytes());
            hasher.update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
        }
    }
    hasher.finalize()
}

/// The finding for a component under a name that has a meaning of its own in markdown, where it could never be used.
fn taken(path: &str, text: &SourceText) -> Option<Finding> {
    let name = path.strip_prefix("components/")?.strip_suffix(".html")?;
    let message = format!("no component can be called `{name}`: markdown has a `{name}` of its own");
    let place = Place::File(text.path().to_owned());
    BUILT_IN.contains(&name).then(|| Finding::error("theme/component-name", place, message).help("give the component another name"))
}

/// What a plan goes by: which templates and components there are, what components take, the defaults, the names of files and the content of
/// assets. What templates say is for pages alone.
fn offer(
    engine: &Engine,
    layers: &[ThemeLayer],
    assets: &BTreeMap<Utf8PathBuf, Bytes>,
    statics: &BTreeMap<Utf8PathBuf, Bytes>,
) -> Fingerprint {
    let templates: Vec<&str> = engine.templates().collect();
    let layers: Vec<_> = layers.iter().map(|layer| (layer.name.as_str(), layer.document.text())).collect();
    let assets: Vec<_> = assets.iter().map(|(path, bytes)| (path.as_str(), *blake3::hash(bytes).as_bytes())).collect();
    let statics: Vec<&str> = statics.keys().map(|path| path.as_str()).collect();
    Fingerprint::of(&(templates, format!("{:?}", engine.components()), layers, assets, statics))
}

#[cfg(test)]
mod tests;
