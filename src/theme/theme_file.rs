use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::site::{Defaults, Free, Kind, Map, Name, Voice, Words};

/// `themes/NAME/theme.yaml`: what a theme says about itself.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "theme.yaml")]
pub struct ThemeFile {
    /// The theme that this one builds on: what it lacks comes from there.
    pub extends: Option<Name>,
    /// The registers that its words are written in.
    #[serde(default)]
    pub voices: Vec<Voice>,
    /// Its words by key, each by language.
    #[serde(default)]
    pub words: Words,
    /// What pages have unless they say otherwise.
    #[serde(default)]
    pub defaults: Defaults,
    /// What pages of a kind have unless they say otherwise.
    #[serde(default)]
    pub kinds: Map<Kind, Defaults>,
    /// Components that open over the page: a segment's preset may forbid them.
    #[serde(default)]
    pub dialogs: Vec<Name>,
    /// What an audience may set, with the value that holds where it does not.
    #[serde(default)]
    pub tokens: Map<String, Free>,
}
