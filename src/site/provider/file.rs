use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Enhance, Template};
use crate::site::{Free, Map};

/// `providers/NAME.yaml`: how a form is sent to one service.
///
/// In texts marked as templates, `{name}` stands for a setting of the form, for `{audience}`, `{form}` or `{lang}`, for the page
/// (`{page_url}`, `{page_title}`), or for where the reader lands (`{thanks}`, `{thanks_path}`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "A provider")]
pub struct Provider {
    /// How people know it.
    pub label: String,
    /// The day on which this shape was seen. The provider may have changed it since.
    #[schemars(with = "String", extend("format" = "date"))]
    pub verified: Date,
    /// Where it was seen.
    pub source: String,
    /// What of it was not confirmed.
    #[serde(default)]
    pub doubts: Vec<Doubt>,
    /// What a team has to know before it relies on it.
    #[serde(default)]
    pub caveats: Vec<String>,
    /// Where forms are sent, as a template; without it every form says so with `action:`.
    pub action: Option<Template>,
    /// What the address's query holds; what has no value is left out.
    #[serde(default)]
    pub query: Map<String, Template>,
    /// How forms are sent.
    #[serde(default)]
    pub method: Method,
    /// What a form says under `settings:`.
    #[serde(default)]
    pub settings: Map<String, Setting>,
    /// Attributes of `<form>`, as templates.
    #[serde(default)]
    pub attributes: Map<String, Template>,
    /// Whether it takes nothing without an e-mail address.
    #[serde(default)]
    pub needs_email: bool,
    /// What it calls the fields it knows, by our ids.
    #[serde(default)]
    pub names: Map<String, String>,
    /// What it calls all other fields; without it, a form has to name them.
    pub custom: Option<CustomField>,
    /// The name of a field of which several values can be chosen, made of its `{name}`; without it, it can carry none.
    pub several: Option<Template>,
    /// What travels along.
    #[serde(default)]
    pub hidden: Map<String, Hidden>,
    /// The name of the field that people never see and robots fill in, as a template.
    pub honeypot: Option<Template>,
    /// What the button is called in what is sent.
    pub button: Option<SubmitButton>,
    /// How it learns where readers land.
    #[serde(default)]
    pub thank_you: ThankYou,
    /// What happens without JavaScript, where that is not what one would expect.
    pub without_script: Option<String>,
    /// How a script may send forms.
    pub enhance: Option<Enhance>,
    /// Under which name a consent travels.
    pub consent: Option<ConsentInput>,
    /// Where a second, confirming click is asked for; without it, it never is.
    pub double_opt_in: Option<String>,
    /// The hosts that it takes forms at, and sends readers to afterwards, as templates.
    #[serde(default)]
    pub hosts: Vec<Template>,
}

/// Something that was not confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Doubt {
    /// What.
    pub about: String,
    /// `unconfirmed` or `disputed`.
    pub status: String,
}

/// How a form is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// In the body of the request.
    #[default]
    Post,
    /// In the address.
    Get,
}

impl Method {
    /// As HTML has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Get => "get",
        }
    }
}

/// Something of the account that a form has to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// Where it is found.
    pub find: String,
    /// What it looks like.
    pub example: Option<String>,
    /// Whether a form can do without it.
    #[serde(default)]
    pub optional: bool,
    /// Whether it may be several values, with spaces between them.
    #[serde(default)]
    pub list: bool,
}

/// What a provider calls fields that a team invented.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomField {
    /// Its name, made of the field's `{id}`.
    pub name: Template,
    /// How the id is written in it.
    #[serde(default)]
    pub style: NameStyle,
    /// How many characters a name has at most: what would get a longer one is named by the form.
    pub longest: Option<usize>,
    /// Where a field's number is found, where it has a number in place of a name: forms say it under `names:`.
    pub number: Option<String>,
}

/// How a field's id is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum NameStyle {
    /// `first-order`
    #[default]
    Plain,
    /// `first_order`
    Snake,
    /// `FIRST_ORDER`
    Upper,
}

impl NameStyle {
    /// An id in this style.
    pub fn write(self, id: &str) -> String {
        match self {
            Self::Plain => id.to_owned(),
            Self::Snake => id.replace('-', "_"),
            Self::Upper => id.replace('-', "_").to_ascii_uppercase(),
        }
    }
}

/// A value that travels along: a template, or a map that is sent as JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Hidden {
    /// A text.
    Text(Template),
    /// JSON, of templates.
    Json(Map<String, Free>),
}

/// What a button is called in what is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmitButton {
    /// Its name.
    pub name: String,
}

/// How a provider learns where readers land.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ThankYou {
    /// By this hidden field.
    pub field: Option<String>,
    /// Where in its own settings the address is entered.
    pub setting: Option<String>,
}

/// The name that a consent travels under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentInput {
    /// Its name: a template, with `{id}` for what the provider calls the purpose.
    pub name: Template,
    /// The value that the provider expects of a box that is ticked, where it has to be that one.
    pub value: Option<String>,
    /// Where `{id}` is found.
    pub find: Option<String>,
}
