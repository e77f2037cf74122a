use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ConsentUses, Name, Text};

/// An e-mail sign-up or request form of an audience.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Who receives what is sent.
    #[serde(default = "webhook")]
    pub provider: Name,
    /// The address that the form posts to.
    pub action: String,
    /// What is asked, in order.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// On which ground the data are used.
    pub basis: Option<ConsentBasis>,
    /// What the sender agrees to, each in a box of its own: texts by their names in `content/consent/`.
    #[serde(default)]
    pub consent: ConsentUses,
    /// Where the sender lands: `auto` for a page of ours, else an address.
    #[serde(default = "auto")]
    pub thank_you: String,
    /// The form's heading.
    pub title: Option<Text>,
    /// A sentence above the fields.
    pub intro: Option<Text>,
    /// What stands on the button.
    pub button: Option<Text>,
}

fn webhook() -> Name {
    Name::new("webhook").unwrap_or_else(|| unreachable!("it is an id"))
}

fn auto() -> String {
    "auto".to_owned()
}

/// One question of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name in what is sent: `email`, `name`, `company`, `phone`, `message`, or one of your own.
    pub id: Name,
    /// How it is asked; by default what suits its id.
    #[serde(rename = "type")]
    pub field_type: Option<FieldType>,
    /// What stands above it; by default the theme's word for its id.
    pub label: Option<Text>,
    /// Whether the form can be sent without it.
    #[serde(default)]
    pub required: bool,
    /// A sentence of help below it.
    pub hint: Option<Text>,
    /// What can be chosen, for a `select`.
    #[serde(default)]
    pub options: Vec<Text>,
}

impl Field {
    /// How it is asked.
    pub fn kind(&self) -> FieldType {
        self.field_type.unwrap_or(match self.id.as_str() {
            "email" => FieldType::Email,
            "phone" | "tel" => FieldType::Tel,
            "message" | "comment" => FieldType::Textarea,
            _ if !self.options.is_empty() => FieldType::Select,
            _ => FieldType::Text,
        })
    }
}

/// How a field is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FieldType {
    /// An e-mail address.
    Email,
    /// One line.
    Text,
    /// A telephone number.
    Tel,
    /// A number.
    Number,
    /// A date.
    Date,
    /// Several lines.
    Textarea,
    /// One of several.
    Select,
    /// Yes or no.
    Checkbox,
}

/// On which ground a form's data are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ConsentBasis {
    /// The sender agrees.
    Consent,
    /// They are needed for what the sender asked for.
    Contract,
    /// A legitimate interest.
    LegitimateInterest,
}
