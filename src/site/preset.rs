use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{FormKind, Goal, Name, SegmentBasis};

/// `presets/NAME.yaml`: what suits a sort of customer. Segments name it; what it lacks comes from the preset that it extends.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "A preset")]
pub struct PresetFile {
    /// The preset that this one builds on. One that overrides a ready-made preset of the same name may name itself.
    pub extends: Option<Name>,
    /// What sort of customer it is, in a sentence for the team.
    pub about: Option<String>,
    /// How such a segment is told from others.
    pub basis: Option<SegmentBasis>,
    /// What its pages ask for, the best first: a page without a `cta:` has the audience's first call to action with one of these goals.
    pub goals: Option<Vec<Goal>>,
    /// Which form its pages have: the audience's first of one of these kinds, the best first.
    pub forms: Option<Vec<FormKind>>,
    /// How offers are shown.
    pub offers: Option<OfferStyle>,
    /// Whether anything may open over the page.
    pub dialogs: Option<Rule>,
    /// Whether offers may count down.
    pub countdowns: Option<Rule>,
    /// How many calls to action a page carries at most.
    pub max_ctas: Option<usize>,
    /// What selling pages (landings, pages for the stage of decision, pages with an offer) link to.
    pub must_link: Option<Vec<Topic>>,
}

impl PresetFile {
    /// What it comes to over the one that it extends.
    pub fn over(self, base: Option<&Preset>) -> Preset {
        let manners = base.map(|base| base.manners.clone()).unwrap_or_default();
        Preset {
            about: self.about.or_else(|| base.and_then(|base| base.about.clone())),
            basis: self.basis.or_else(|| base.and_then(|base| base.basis)),
            manners: Manners {
                goals: self.goals.unwrap_or(manners.goals),
                forms: self.forms.unwrap_or(manners.forms),
                offers: self.offers.unwrap_or(manners.offers),
                dialogs: self.dialogs.unwrap_or(manners.dialogs),
                countdowns: self.countdowns.unwrap_or(manners.countdowns),
                max_ctas: self.max_ctas.or(manners.max_ctas),
                must_link: self.must_link.unwrap_or(manners.must_link),
            },
        }
    }
}

/// A preset with what it builds on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preset {
    /// What sort of customer it is, for the team.
    pub about: Option<String>,
    /// How such a segment is told from others.
    pub basis: Option<SegmentBasis>,
    /// How pages for it behave.
    pub manners: Manners,
}

/// How the pages of a segment behave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Manners {
    /// What they ask for, the best first; empty where the audience decides.
    pub goals: Vec<Goal>,
    /// Which kinds of forms they have, the best first; empty where the audience decides.
    pub forms: Vec<FormKind>,
    /// How offers are shown.
    pub offers: OfferStyle,
    /// Whether anything may open over the page.
    pub dialogs: Rule,
    /// Whether offers may count down.
    pub countdowns: Rule,
    /// How many calls to action a page carries at most.
    pub max_ctas: Option<usize>,
    /// What selling pages link to.
    pub must_link: Vec<Topic>,
}

/// How offers are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OfferStyle {
    /// Where the eye falls first.
    Prominent,
    /// Where whoever looks for it finds it.
    #[default]
    Quiet,
    /// Not at all, unless a page asks for one.
    None,
}

impl OfferStyle {
    /// As authors write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Prominent => "prominent",
            Self::Quiet => "quiet",
            Self::None => "none",
        }
    }
}

/// Whether something may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Rule {
    /// It may.
    #[default]
    Allow,
    /// It must not.
    Forbid,
}

impl Rule {
    /// Whether it may be.
    pub fn allows(self) -> bool {
        self == Self::Allow
    }
}

/// What a careful buyer wants to know before paying.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Topic {
    /// How and when things arrive.
    Delivery,
    /// How they go back.
    Returns,
    /// Who helps.
    Support,
    /// What is agreed on.
    Terms,
    /// What things cost.
    Prices,
    /// What is promised.
    Guarantee,
}

impl Topic {
    /// As authors write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Delivery => "delivery",
            Self::Returns => "returns",
            Self::Support => "support",
            Self::Terms => "terms",
            Self::Prices => "prices",
            Self::Guarantee => "guarantee",
        }
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
