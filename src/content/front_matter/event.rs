//! What only events have.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ProperName;
use crate::content::layer::struct_layer;
use crate::site::Text;

/// Who speaks at an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Speaker {
    /// The name.
    pub name: ProperName,
    /// What they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Text>,
}

struct_layer!(Speaker { name, role });
