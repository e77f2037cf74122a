use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Template;
use crate::site::{Free, Map};

/// How a script may send a form in the reader's browser: only where it can read what comes back. Whatever goes wrong, the form is sent as
/// it would be without a script; a provider whose answer could not be read may then get it twice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Enhance {
    /// Where to; by default where the form goes by itself.
    pub address: Option<Template>,
    /// What is added to the address's query.
    #[serde(default)]
    pub query: Map<String, Template>,
    /// What is sent.
    pub body: EnhanceBody,
    /// With `body: json`: its shape. `$each` holds for each field, `$rest` for those that nothing else names, `$field:NAME` for one of them,
    /// `$name` and `$value` inside `$each`; `$page_url`, `$page_title` and `$cookie:NAME` are asked of the browser. By default all fields.
    pub json: Option<Free>,
    /// Headers of the request.
    #[serde(default)]
    pub headers: Map<String, String>,
    /// What in the answer says that it was taken; by default the status alone.
    pub success: Option<Success>,
}

/// What is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EnhanceBody {
    /// As a form is sent without a script.
    Form,
    /// JSON.
    Json,
}

/// A key of a JSON answer, and its value when all went well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Success {
    /// The key.
    pub key: String,
    /// Its value, as text.
    pub is: String,
}
