use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Day;
use crate::site::Text;

/// What stands above a consent text, between the two lines of three hyphens.
///
/// A plain text is in the language of its file. What a file for a language or an audience leaves out is as in the files that lie below it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "A consent text")]
pub struct ConsentFront {
    /// The heading of the text's own page.
    pub title: Option<Text>,
    /// What the data are used for: one purpose, because each has a text and a box of its own.
    pub purpose: Option<Text>,
    /// What the consent is to: the processing of the data, advertising, or handing them to third parties.
    pub covers: Option<Covers>,
    /// Since when the text is as it is; a text that was recorded changes only with a new date.
    pub date: Option<Day>,
    /// The sentence beside the box.
    #[serde(rename = "box")]
    pub sentence: Option<Text>,
    /// Who is responsible for the data; by default the organization's legal name.
    pub controller: Option<Text>,
    /// How consent is withdrawn.
    pub withdraw: Option<Text>,
    /// The page of the privacy notice, as a path from this file or an address.
    pub privacy: Option<String>,
    /// Whether it only shows how such a text looks, and is to be replaced by one of your own.
    pub sample: Option<bool>,
}

/// What a consent is to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Covers {
    /// The processing of the data for the purpose.
    #[default]
    Processing,
    /// Advertising by mail, telephone or message.
    Advertising,
    /// Handing the data to third parties.
    ThirdParties,
}
