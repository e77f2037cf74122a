//! The presets that segments name: ready-made ones, and the site's own in `presets/`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use camino::{Utf8Path, Utf8PathBuf};

use super::{Name, Preset, PresetFile, Site, read_document};
use crate::diagnostics::{Document, Finding, Findings, Place, nearest, secret};
use crate::world::World;
use crate::world::yaml::{self, KeyPath};

/// Where a site's own presets lie.
pub const PRESETS: &str = "presets";

/// The ready-made presets by name. A test reads each of them.
const READY: [(&str, &str); 12] = [
    ("browser", include_str!("presets/browser.yaml")),
    ("impulse", include_str!("presets/impulse.yaml")),
    ("loyal", include_str!("presets/loyal.yaml")),
    ("mobile", include_str!("presets/mobile.yaml")),
    ("need-based", include_str!("presets/need-based.yaml")),
    ("new", include_str!("presets/new.yaml")),
    ("one-off", include_str!("presets/one-off.yaml")),
    ("price-comparer", include_str!("presets/price-comparer.yaml")),
    ("price-sensitive", include_str!("presets/price-sensitive.yaml")),
    ("repeat", include_str!("presets/repeat.yaml")),
    ("social", include_str!("presets/social.yaml")),
    ("wholesale", include_str!("presets/wholesale.yaml")),
];

static READY_MADE: LazyLock<BTreeMap<Name, PresetFile>> = LazyLock::new(|| {
    let read = |(name, text): &(&str, &str)| Some((Name::new(name)?, yaml::read(text).ok()?));
    READY.iter().filter_map(read).collect()
});

/// All presets of a site, each with what it builds on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Presets {
    all: BTreeMap<Name, Preset>,
    /// What the site's own files say.
    own: BTreeMap<String, String>,
}

impl Presets {
    /// A preset by its name.
    pub fn get(&self, name: &Name) -> Option<&Preset> {
        self.all.get(name)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&Name, &Preset)> {
        self.all.iter()
    }

    /// The files of the site's own: each path with its text.
    pub fn own_texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.own.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The ready-made ones and the site's own, which come first where both have a name.
    pub(super) fn load(world: &dyn World, findings: &mut Findings) -> Self {
        let own = read_own(world, findings);
        let texts = own.values().map(|(_, document)| (document.source().path().to_string(), document.text().to_owned()));
        let mut presets = Self { own: texts.collect(), ..Self::default() };
        for name in READY_MADE.keys().chain(own.keys()) {
            let mut way = Vec::new();
            if let Some(preset) = settle(name, &own, &mut way, findings) {
                presets.all.insert(name.clone(), preset);
            }
        }
        presets
    }
}

type Own = BTreeMap<Name, (PresetFile, Document)>;

fn read_own(world: &dyn World, findings: &mut Findings) -> Own {
    let folder = Utf8Path::new(PRESETS);
    let mut own = Own::new();
    for file in world.names(folder).into_iter().filter(|name| !name.starts_with('.')) {
        let path = folder.join(&file);
        let Some(name) = file.strip_suffix(".yaml").and_then(Name::new).filter(|_| world.is_file(&path)) else {
            findings.push(not_a_preset(path));
            continue;
        };
        if let Some(document) = read_document(world, &path, findings)
            && let Some(preset) = read(&document, findings)
        {
            own.insert(name, (preset, document));
        }
    }
    own
}

fn read(document: &Document, findings: &mut Findings) -> Option<PresetFile> {
    secret::look(document.source(), findings);
    document.read(findings)
}

fn not_a_preset(path: Utf8PathBuf) -> Finding {
    Finding::error("site/preset-file", Place::File(path), "this is not a preset")
        .help("a preset is a file such as presets/regulars.yaml, named with small letters, digits and hyphens")
}

/// A preset over what it extends. `way` holds the site's own presets that are being settled.
fn settle(name: &Name, own: &Own, way: &mut Vec<Name>, findings: &mut Findings) -> Option<Preset> {
    let ready = || READY_MADE.get(name).cloned();
    let Some((file, document)) = own.get(name) else { return ready().map(|preset| preset.over(None)) };
    let place = || document.value_place(&KeyPath::root().key("extends"));
    if way.contains(name) {
        // Each ring is told of once, by the first of its names.
        if way.iter().min() == way.first() {
            let ring: Vec<&str> = way.iter().chain([name]).map(Name::as_str).collect();
            findings.push(
                Finding::error("site/preset-cycle", place(), format!("these presets build on one another: {}", ring.join(" → ")))
                    .help("take `extends:` out of one of them"),
            );
        }
        return None;
    }
    let base = match &file.extends {
        None => None,
        // What it overrides is what it builds on.
        Some(base) if base == name => match ready() {
            Some(ready) => Some(ready.over(None)),
            None => {
                findings.push(
                    Finding::error("site/preset-cycle", place(), format!("the preset `{name}` builds on itself"))
                        .help("only a preset with the name of a ready-made one may: it then changes that one"),
                );
                return None;
            }
        },
        Some(base) if own.contains_key(base) || READY_MADE.contains_key(base) => {
            way.push(name.clone());
            let settled = settle(base, own, way, findings);
            way.pop();
            Some(settled?)
        }
        Some(base) => {
            let known: BTreeSet<&str> = own.keys().chain(READY_MADE.keys()).map(Name::as_str).collect();
            findings.push(unknown_preset(base, known.iter().copied(), place()));
            return None;
        }
    };
    Some(file.clone().over(base.as_ref()))
}

/// The finding for a preset that there is not.
pub(super) fn unknown_preset<'k>(name: &Name, known: impl Iterator<Item = &'k str> + Clone, place: Place) -> Finding {
    let help = match nearest(name.as_str(), known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are: {}; one of your own is a file presets/{name}.yaml", known.collect::<Vec<_>>().join(", ")),
    };
    Finding::error("site/unknown-preset", place, format!("there is no preset `{name}`")).help(help)
}

impl Site {
    /// Segments name presets that there are, and what these ask for is where the audience says.
    pub(super) fn check_presets(&self, findings: &mut Findings) {
        for audience in &self.audiences {
            for (id, segment) in audience.file.segments.iter() {
                let at = |key: &str| ["segments", id.as_str(), key].into_iter().collect::<KeyPath>();
                if let Some(name) = segment.preset.as_ref().filter(|name| self.presets.get(name).is_none()) {
                    let known = || self.presets.iter().map(|(name, _)| name.as_str());
                    // One that is there and wrong, by itself or for what it builds on, was told of already.
                    let path = Utf8Path::new(PRESETS).join(format!("{name}.yaml"));
                    if !self.presets.own.contains_key(path.as_str()) && !findings.paths_with_errors().contains(&path) {
                        findings.push(unknown_preset(
                            name,
                            known().collect::<Vec<_>>().into_iter(),
                            audience.document.value_place(&at("preset")),
                        ));
                    }
                }
                let preset = segment.preset.as_ref().and_then(|name| self.presets.get(name));
                let lacking = segment
                    .manners(preset)
                    .must_link
                    .into_iter()
                    .filter(|topic| !audience.file.topics.contains_key(topic) && !audience.file.tells_everywhere(*topic));
                let lacking: Vec<&str> = lacking.map(super::Topic::as_str).collect();
                if let (Some(first), false) = (lacking.first(), lacking.is_empty()) {
                    let key = if segment.must_link.is_some() { "must_link" } else { "preset" };
                    let message =
                        format!("selling pages for `{id}` are to link to {}, and nothing says where that is told", listed(&lacking));
                    findings.push(
                        Finding::warning("site/topic-without-page", audience.document.value_place(&at(key)), message)
                            .help(format!("write `topics: {{{first}: pages/….md}}` in this file, or `must_link: []` at the segment")),
                    );
                }
            }
        }
    }
}

fn listed(names: &[&str]) -> String {
    crate::diagnostics::listed(names.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::MemoryWorld;

    fn load(files: &[(&str, &str)]) -> (Presets, Findings) {
        let world = MemoryWorld::new("2026-11-22T08:00:00Z".parse().unwrap());
        for (name, text) in files {
            world.put(format!("presets/{name}.yaml"), (*text).to_owned());
        }
        let mut findings = Findings::new();
        let presets = Presets::load(&world, &mut findings);
        (presets, findings)
    }

    fn messages(findings: Findings) -> Vec<String> {
        findings.into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn every_ready_made_preset_can_be_read_and_says_who_it_is_for() {
        for (name, text) in READY {
            let preset: PresetFile = yaml::read(text).unwrap_or_else(|error| panic!("{name}: {error:?}"));
            assert!(preset.about.is_some() && preset.basis.is_some() && preset.goals.is_some() && preset.max_ctas.is_some(), "{name}");
        }
        assert_eq!(READY_MADE.len(), READY.len());
    }

    #[test]
    fn a_preset_of_the_site_comes_before_a_ready_made_one_and_may_build_on_it() {
        let (presets, findings) = load(&[("loyal", "extends: loyal\nmax_ctas: 3"), ("regulars", "extends: loyal\ngoals: [feedback]")]);
        assert!(messages(findings).is_empty());
        let get = |name| presets.get(&Name::new(name).unwrap()).unwrap();
        assert_eq!(get("loyal").manners.max_ctas, Some(3));
        assert_eq!(get("regulars").manners.max_ctas, Some(3));
        assert_eq!(get("regulars").manners.goals, [super::super::Goal::Feedback]);
        assert_eq!(get("regulars").manners.countdowns, super::super::Rule::Forbid);
    }

    #[test]
    fn a_ring_of_presets_is_told_of_once_with_the_whole_way_round() {
        let (presets, findings) = load(&[("a", "extends: b"), ("b", "extends: c"), ("c", "extends: a"), ("d", "extends: d")]);
        assert_eq!(messages(findings), ["these presets build on one another: a → b → c → a", "the preset `d` builds on itself"]);
        assert!(presets.get(&Name::new("a").unwrap()).is_none());
    }

    #[test]
    fn a_preset_that_builds_on_none_there_is_or_says_what_is_none_is_told_of_with_a_suggestion() {
        let (_, findings) = load(&[("a", "extends: loial"), ("b", "max_ctas: many"), ("c", "goal: [sale]"), ("B C", "about: x")]);
        let all: Vec<String> =
            findings.into_iter().map(|finding| format!("{} {}", finding.rule, finding.help.unwrap_or_default())).collect();
        assert!(all.iter().any(|found| found.contains("site/unknown-preset did you mean `loyal`?")), "{all:?}");
        assert!(all.iter().any(|found| found.contains("did you mean `goals`")), "{all:?}");
        assert!(all.iter().any(|found| found.starts_with("site/preset-file")), "{all:?}");
        assert_eq!(all.len(), 4, "{all:?}");
    }
}
