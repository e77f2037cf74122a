use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    ContactId, CtaId, Defaults, FormId, FormKind, Goal, Manners, Name, OfferId, OfferStyle, Preset, PresetFile, Rule, Text, Topic, Voice,
    Words,
};

/// How a segment is told from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SegmentBasis {
    /// Age, size, income.
    Demographic,
    /// Place, climate, culture.
    Geographic,
    /// What they do and bought.
    Behavioural,
    /// Values and way of life.
    Psychographic,
    /// What they need.
    Need,
}

impl SegmentBasis {
    /// As authors write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Demographic => "demographic",
            Self::Geographic => "geographic",
            Self::Behavioural => "behavioural",
            Self::Psychographic => "psychographic",
            Self::Need => "need",
        }
    }
}

/// A named group inside one audience.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// How readers know it.
    pub label: Text,
    /// How it is told from others; by default as its preset says.
    pub basis: Option<SegmentBasis>,
    /// A ready-made set of defaults: `loyal`, `price-sensitive`, … or one of the site's own, `presets/NAME.yaml`.
    pub preset: Option<Name>,
    /// The call to action of its pages.
    pub cta: Option<CtaId>,
    /// The form of its pages.
    pub form: Option<FormId>,
    /// The offer of its pages.
    pub offer: Option<OfferId>,
    /// The register of words of its pages.
    pub voice: Option<Voice>,
    /// The person to turn to on its pages, by the name under `contacts:`.
    pub contact: Option<ContactId>,
    /// Words of the theme that it hears in its own way.
    #[serde(default)]
    pub words: Words,
    /// What its pages ask for, the best first; over the preset's.
    pub goals: Option<Vec<Goal>>,
    /// Which kinds of forms its pages have, the best first; over the preset's.
    pub forms: Option<Vec<FormKind>>,
    /// How offers are shown to it; over the preset's.
    pub offers: Option<OfferStyle>,
    /// Whether anything may open over its pages; over the preset's.
    pub dialogs: Option<Rule>,
    /// Whether offers may count down before it; over the preset's.
    pub countdowns: Option<Rule>,
    /// How many calls to action a page of it carries at most; over the preset's.
    pub max_ctas: Option<usize>,
    /// What its selling pages link to; over the preset's.
    pub must_link: Option<Vec<Topic>>,
}

impl Segment {
    /// What its pages have unless they say otherwise.
    pub fn defaults(&self) -> Defaults {
        Defaults {
            cta: self.cta.clone(),
            form: self.form.clone(),
            offer: self.offer.clone(),
            voice: self.voice.clone(),
            contact: self.contact.clone(),
            ..Defaults::default()
        }
    }

    /// How its pages behave: as its preset says, where it says nothing itself.
    pub fn manners(&self, preset: Option<&Preset>) -> Manners {
        let own = PresetFile {
            goals: self.goals.clone(),
            forms: self.forms.clone(),
            offers: self.offers,
            dialogs: self.dialogs,
            countdowns: self.countdowns,
            max_ctas: self.max_ctas,
            must_link: self.must_link.clone(),
            ..PresetFile::default()
        };
        own.over(preset).manners
    }
}
