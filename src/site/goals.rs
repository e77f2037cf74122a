//! What of an audience suits a page that names none: its call to action by goal, its form by kind.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{AudienceFile, CtaId, FormId, FormKind, Goal, Kind, Map, Side, Stage, Topic};
use crate::world::yaml;

/// What pages ask for when nobody says it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    business: Goals,
    consumer: Goals,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Goals {
    stages: Map<Stage, Vec<Goal>>,
    kinds: Map<Kind, Vec<Goal>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| yaml::read(include_str!("goals.yaml")).unwrap_or_default());

/// What a page asks for when nobody says it: by stage, else by kind. A landing page asks by its form, and an event for its own guests.
pub fn usual_goals(side: Side, kind: Kind, stage: Option<Stage>) -> &'static [Goal] {
    let goals = match side {
        Side::Business => &TABLE.business,
        Side::Consumer => &TABLE.consumer,
    };
    let by_stage = stage.filter(|_| !matches!(kind, Kind::Landing | Kind::Event)).and_then(|stage| goals.stages.get(&stage));
    by_stage.or_else(|| goals.kinds.get(&kind)).map(Vec::as_slice).unwrap_or_default()
}

impl AudienceFile {
    /// Its first form of the best of these kinds. A landing page names its own.
    pub fn form_for(&self, kinds: &[FormKind], of: Kind) -> Option<&FormId> {
        let wanted = kinds.iter().filter(|_| of != Kind::Landing);
        wanted.into_iter().find_map(|kind| self.forms.iter().find(|(_, form)| form.kind() == *kind).map(|(id, _)| id))
    }

    /// Whether each of its pages tells of a topic: a person to turn to is support.
    pub fn tells_everywhere(&self, topic: Topic) -> bool {
        topic == Topic::Support && self.contact.as_ref().is_some_and(|contact| contact.email.is_some() || contact.phone.is_some())
    }

    /// Its first call to action with the best of these goals, for the page whose base lies at `path` below `content/`: no event invites to
    /// another one, and a landing page asks by its own form.
    pub fn cta_for(&self, goals: &[Goal], kind: Kind, path: &str) -> Option<&CtaId> {
        if kind == Kind::Landing {
            return None;
        }
        let suits = |to: &str| match kind {
            Kind::Event => to == path || !to.starts_with(Kind::Event.section()),
            _ => to != path,
        };
        goals.iter().find_map(|goal| self.ctas.iter().find(|(_, cta)| cta.goal == *goal && suits(&cta.to)).map(|(id, _)| id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_but_landing_pages_and_every_stage_has_goals_on_both_sides() {
        for goals in [&TABLE.business, &TABLE.consumer] {
            assert!(Kind::ALL.iter().all(|kind| goals.kinds.contains_key(kind) != (*kind == Kind::Landing)), "{goals:?}");
            assert_eq!(goals.stages.len(), 5);
        }
    }

    #[test]
    fn no_event_invites_to_another_one() {
        let file: AudienceFile = yaml::read(
            "{label: B, kind: business, ctas: {fair: {goal: register, text: Come, to: events/fair.md}, ask: {goal: register, text: Ask, to: 'form:ask'}}}",
        )
        .unwrap();
        let cta = |path| file.cta_for(&[Goal::Register], Kind::Event, path).map(CtaId::as_str);
        assert_eq!(cta("events/fair.md"), Some("fair"));
        assert_eq!(cta("events/other.md"), Some("ask"));
    }
}
