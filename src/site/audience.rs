use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    BaseUrl, ContactId, Cta, CtaId, Defaults, Delivery, Email, FileRef, Form, FormId, Free, Jurisdiction, Kind, Lang, Map, Offer, OfferId,
    Phone, Segment, SegmentId, Stage, Text, Topic, Utm, Voice, WebAddress, Words,
};

/// `content/audiences/ID.yaml`: everything one audience has of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "An audience")]
pub struct AudienceFile {
    /// How readers know this audience: "For business".
    pub label: Text,
    /// Organisations or people.
    pub kind: Side,
    /// The folder on the site's host; an empty text for its root. By default the id.
    pub path: Option<String>,
    /// A host of its own, in place of `path`.
    pub url: Option<BaseUrl>,
    /// By default the site's languages.
    pub languages: Option<Vec<Lang>>,
    /// The register of its words: `formal`, `friendly`, or one that the theme or site defines.
    pub voice: Option<Voice>,
    /// How readers are addressed: formal (вы, თქვენ) or informal (ты, შენ).
    #[serde(default)]
    pub address: Address,
    /// Whose consent rules apply to its forms; by default the site's.
    pub jurisdictions: Option<Vec<Jurisdiction>>,
    /// Words of the theme that this audience hears in its own way.
    #[serde(default)]
    pub words: Words,
    /// Limits that `segue check` holds its texts to.
    #[serde(default)]
    pub tone: Map<String, Free>,
    /// What the theme lets an audience set.
    #[serde(default)]
    pub tokens: Map<String, Free>,
    /// The main navigation, in order.
    #[serde(default)]
    pub navigation: Vec<NavigationEntry>,
    /// The person this audience can turn to.
    pub contact: Option<Contact>,
    /// Others one can turn to, by name: `contact: NAME` of a page, a stage or a segment chooses one.
    #[serde(default)]
    pub contacts: Map<ContactId, Contact>,
    /// From which sum on it pays no delivery.
    pub delivery: Option<Delivery>,
    /// Calls to action by name.
    #[serde(default)]
    pub ctas: Map<CtaId, Cta>,
    /// How clicks on its calls to action are told apart on other sites.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utm: Option<Utm>,
    /// Where its readers find what presets ask for: the source below `content/` that tells of delivery, returns, …
    #[serde(default)]
    pub topics: Map<Topic, String>,
    /// Forms by name.
    #[serde(default)]
    pub forms: Map<FormId, Form>,
    /// Offers by name.
    #[serde(default)]
    pub offers: Map<OfferId, Offer>,
    /// What its pages have unless they say otherwise.
    #[serde(default)]
    pub defaults: Defaults,
    /// What its pages of a kind have unless they say otherwise.
    #[serde(default)]
    pub kinds: Map<Kind, Defaults>,
    /// What its pages for a stage have unless they say otherwise.
    #[serde(default)]
    pub stages: Map<Stage, Defaults>,
    /// Its segments by id.
    #[serde(default)]
    pub segments: Map<SegmentId, Segment>,
}

/// Organisations or people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Organisations (B2B).
    Business,
    /// People (B2C).
    Consumer,
}

impl Side {
    /// As authors write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Business => "business",
            Self::Consumer => "consumer",
        }
    }
}

/// How readers are addressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Address {
    /// вы, თქვენ
    #[default]
    Formal,
    /// ты, შენ
    Informal,
}

impl Address {
    /// As authors write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Formal => "formal",
            Self::Informal => "informal",
        }
    }
}

/// One entry of the navigation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NavigationEntry {
    /// What it says.
    pub text: Text,
    /// A source or section below `content/`, `form:ID`, or an address.
    pub to: String,
}

/// The person an audience can turn to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// The name.
    pub name: Text,
    /// What they do.
    pub role: Option<Text>,
    /// An e-mail address.
    pub email: Option<Email>,
    /// A telephone number.
    pub phone: Option<Phone>,
    /// A file below `content/`.
    pub photo: Option<FileRef>,
    /// An address where a meeting can be booked.
    pub calendar: Option<WebAddress>,
}
