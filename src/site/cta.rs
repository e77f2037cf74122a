use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Word;

/// What a call to action is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Goal {
    /// A contact to talk to.
    Lead,
    /// A purchase.
    Sale,
    /// An appointment.
    Booking,
    /// A demonstration.
    Demo,
    /// A file.
    Download,
    /// A recommendation to others.
    Referral,
    /// Membership or points.
    Loyalty,
    /// An opinion.
    Feedback,
    /// A call or a letter.
    Contact,
    /// A place at an event.
    Register,
}

impl Goal {
    /// As authors write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Sale => "sale",
            Self::Booking => "booking",
            Self::Demo => "demo",
            Self::Download => "download",
            Self::Referral => "referral",
            Self::Loyalty => "loyalty",
            Self::Feedback => "feedback",
            Self::Contact => "contact",
            Self::Register => "register",
        }
    }
}

/// A call to action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cta {
    /// What it is for.
    pub goal: Goal,
    /// What it says: a text, or a map by language whose texts may differ by register (`{en: {formal: …, friendly: …}}`).
    pub text: Word,
    /// Where it leads: a source below `content/`, `form:ID`, `https://`, `tel:` or `mailto:`.
    pub to: String,
    /// How its clicks are told apart elsewhere; over the audience's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utm: Option<Utm>,
}

/// Parameters that tell another site's statistics where a visitor came from. They stand only in links that leave the site: on an inner
/// link they would end the visit and begin another one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Utm {
    /// Who sends the visitor: the brand's name.
    pub source: Option<String>,
    /// By which means: `website`, `email`.
    pub medium: Option<String>,
    /// For which campaign.
    pub campaign: Option<String>,
    /// Which search words were paid for.
    pub term: Option<String>,
    /// Which link it was; by default audience, segment, stage and name of the call to action.
    pub content: Option<String>,
}

impl Utm {
    /// The parameters in the order in which they are written, what is not said here taken from `weaker`, and `content` where nobody says it.
    pub fn parameters(&self, weaker: Option<&Self>, content: &str) -> Vec<(&'static str, String)> {
        let pick = |own: &Option<String>, other: fn(&Self) -> &Option<String>| {
            own.clone().or_else(|| weaker.and_then(|weaker| other(weaker).clone()))
        };
        let all = [
            ("utm_source", pick(&self.source, |utm| &utm.source)),
            ("utm_medium", pick(&self.medium, |utm| &utm.medium)),
            ("utm_campaign", pick(&self.campaign, |utm| &utm.campaign)),
            ("utm_term", pick(&self.term, |utm| &utm.term)),
            ("utm_content", Some(pick(&self.content, |utm| &utm.content).unwrap_or_else(|| content.to_owned()))),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}
