use std::collections::{BTreeMap, BTreeSet};

use super::Pass;

/// What one template tells about itself and others.
#[derive(Debug, Default)]
pub(super) struct Survey<'t> {
    /// It leaves HTML elsewhere than it found it, or branches of it end in different places.
    pub(super) uneven: bool,
    pub(super) parent: Option<&'t str>,
    /// The components it defines.
    pub(super) defines: BTreeSet<&'t str>,
    /// Templates and components that it puts between tags.
    pub(super) includes: BTreeSet<&'t str>,
    pub(super) calls: BTreeSet<&'t str>,
    /// Those that it puts anywhere else.
    pub(super) odd_includes: BTreeSet<&'t str>,
    pub(super) odd_calls: BTreeSet<&'t str>,
    pub(super) odd_blocks: BTreeSet<&'t str>,
    /// Components whose body it puts anywhere else.
    pub(super) odd_bodies: BTreeSet<&'t str>,
    /// Components that put their body into the body of another one.
    pub(super) handed_on: BTreeSet<(&'t str, &'t str)>,
}

/// What must stay as it is, because nobody knows what HTML is doing around it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Odd<'t> {
    /// Templates that are put into a tag, a script or a `pre`.
    templates: BTreeSet<&'t str>,
    /// Templates that lead those astray which include them.
    uneven: BTreeSet<&'t str>,
    blocks: BTreeSet<&'t str>,
    bodies: BTreeSet<&'t str>,
}

impl<'t> Odd<'t> {
    /// Each round finds what the one before made odd, until nothing is added.
    pub(super) fn among(templates: &'t BTreeMap<String, &'t str>) -> Self {
        let mut odd = Self::default();
        loop {
            let surveys = templates.iter().map(|(name, text)| (name.as_str(), Pass::over(name, text, &odd).survey)).collect();
            let mut next = odd.clone();
            next.add(&surveys);
            if next == odd {
                return odd;
            }
            odd = next;
        }
    }

    /// Whether a template must stay as it is.
    pub(super) fn has(&self, template: &str) -> bool {
        self.templates.contains(template) || self.uneven.contains(template)
    }

    /// Whether the blocks of a name must.
    pub(super) fn has_block(&self, block: &str) -> bool {
        self.blocks.contains(block)
    }

    /// Whether what stands in a component's body must.
    pub(super) fn has_body(&self, component: &str) -> bool {
        self.bodies.contains(component)
    }

    fn add(&mut self, surveys: &BTreeMap<&'t str, Survey<'t>>) {
        let definers: BTreeMap<&str, &'t str> =
            surveys.iter().flat_map(|(name, survey)| survey.defines.iter().map(|component| (*component, *name))).collect();
        let parts = |includes: &BTreeSet<&'t str>, calls: &BTreeSet<&'t str>| -> Vec<&'t str> {
            let definers = calls.iter().filter_map(|call| definers.get(call).copied());
            includes.iter().copied().chain(definers).collect()
        };
        for (name, survey) in surveys {
            // What ends elsewhere leads its surroundings astray.
            if survey.uneven || parts(&survey.includes, &survey.calls).iter().any(|part| self.uneven.contains(part)) {
                self.uneven.insert(*name);
            }
            if let Some(parent) = survey.parent.filter(|_| self.uneven.contains(name)) {
                self.uneven.insert(parent);
            }
            self.templates.extend(parts(&survey.odd_includes, &survey.odd_calls));
            self.blocks.extend(&survey.odd_blocks);
            self.bodies.extend(&survey.odd_bodies);
            let handed_on = survey.handed_on.iter().filter(|(_, to)| self.bodies.contains(to)).map(|(from, _)| *from).collect::<Vec<_>>();
            self.bodies.extend(handed_on);
        }
    }
}
