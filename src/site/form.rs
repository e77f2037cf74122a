use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::{ConsentUses, Map, Name, ProviderId, Text};

/// A form of an audience: sign-up, request, survey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Who receives what is sent.
    #[serde(default = "webhook")]
    pub provider: ProviderId,
    /// What the form is for, which heading, button and thank-you page say; one that does not say it is a sign-up with words for any request.
    pub kind: Option<FormKind>,
    /// The address that the form is sent to; by default the provider's, made of `settings`.
    #[serde(default, deserialize_with = "address")]
    pub action: Option<String>,
    /// What the provider has to know of your account: `segue forms providers` lists it.
    #[serde(default)]
    pub settings: Map<String, String>,
    /// What is asked, in order.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// What the provider calls a field, or a value that travels along (`audience`, `segment`, …), where that is not what it calls it by
    /// itself: a number goes where the provider's other numbers go, anything else is the whole name, `none` sends nothing.
    #[serde(default)]
    pub names: Map<String, String>,
    /// What is sent besides, by the provider's name for it.
    #[serde(default)]
    pub hidden: Map<String, String>,
    /// Whether it passes on what the page's address says of an advertisement: `utm_source` and the like.
    #[serde(default)]
    pub utm: bool,
    /// Whether a script sends it where it can read the answer; by default where the provider needs that.
    pub enhance: Option<bool>,
    /// Whether the provider asks for a second, confirming click.
    pub double_opt_in: Option<DoubleOptIn>,
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

impl Form {
    /// What it is for.
    pub fn kind(&self) -> FormKind {
        self.kind.unwrap_or_default()
    }

    /// Whether one consent is all that it is for: sent without it, it would sign up somebody who did not agree.
    pub fn is_for_one_consent(&self) -> bool {
        self.kind() == FormKind::SignUp && self.basis == Some(ConsentBasis::Consent) && self.consent.len() == 1
    }
}

/// An address as it is meant: in HTML, where it may be copied from, an `&` is written `&amp;`, and in old code the `https:` is left out.
fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let written = Option::<String>::deserialize(deserializer)?;
    Ok(written.map(|address| {
        let address = address.trim().replace("&amp;", "&");
        if address.starts_with("//") { format!("https:{address}") } else { address }
    }))
}

fn webhook() -> ProviderId {
    ProviderId::new("webhook").unwrap_or_else(|| unreachable!("it is an id"))
}

/// What says that senders land on a page of ours.
pub const AUTO: &str = "auto";

fn auto() -> String {
    AUTO.to_owned()
}

/// What a form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FormKind {
    /// Letters by e-mail.
    #[default]
    SignUp,
    /// A price.
    Quote,
    /// A demonstration.
    Demo,
    /// What somebody thinks.
    Feedback,
    /// Answers to questions.
    Survey,
    /// A place at an event.
    Registration,
}

impl FormKind {
    /// As authors write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignUp => "sign-up",
            Self::Quote => "quote",
            Self::Demo => "demo",
            Self::Feedback => "feedback",
            Self::Survey => "survey",
            Self::Registration => "registration",
        }
    }

    /// As it stands in the keys of the theme's words.
    pub fn as_word(self) -> String {
        self.as_str().replace('-', "_")
    }
}

/// Who asks for a second, confirming click.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DoubleOptIn {
    /// The provider, by e-mail; the form says so.
    Provider,
    /// Nobody.
    None,
}

/// One question of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name: `email`, `name`, `company`, `phone`, `message`, or one of your own.
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
    /// What can be chosen, for `select`, `radio` and `checkboxes`.
    #[serde(default)]
    pub options: Vec<Text>,
    /// The steps of a `scale`.
    pub scale: Option<Scale>,
}

/// The keys of the words that label a field without a label of its own, the best first.
pub fn field_words(id: &Name) -> [String; 2] {
    [format!("field_{id}"), format!("field_{}", id.as_str().replace('-', "_"))]
}

/// The steps of a scale; by default from 1 to 5.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// The lowest.
    #[serde(default = "one")]
    pub from: u8,
    /// The highest.
    #[serde(default = "five")]
    pub to: u8,
    /// What the lowest means.
    pub low: Option<Text>,
    /// What the highest means.
    pub high: Option<Text>,
}

fn one() -> u8 {
    1
}

fn five() -> u8 {
    5
}

impl Default for Scale {
    fn default() -> Self {
        Self { from: one(), to: five(), low: None, high: None }
    }
}

impl Scale {
    /// The most steps that a reader can tell apart and a narrow screen can show.
    pub const MOST: u8 = 11;

    /// Its steps.
    pub fn steps(&self) -> impl Iterator<Item = u8> + use<> {
        self.from..=self.to
    }
}

impl Field {
    /// How it is asked.
    pub fn kind(&self) -> FieldType {
        self.field_type.unwrap_or(match self.id.as_str() {
            "email" => FieldType::Email,
            "phone" | "tel" => FieldType::Tel,
            "message" | "comment" => FieldType::Textarea,
            _ if self.scale.is_some() => FieldType::Scale,
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
    /// One of several, in a list to open.
    Select,
    /// One of several, all of them shown.
    Radio,
    /// Any of several.
    Checkboxes,
    /// Yes or no.
    Checkbox,
    /// A step between two ends.
    Scale,
}

impl FieldType {
    /// As authors write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Text => "text",
            Self::Tel => "tel",
            Self::Number => "number",
            Self::Date => "date",
            Self::Textarea => "textarea",
            Self::Select => "select",
            Self::Radio => "radio",
            Self::Checkboxes => "checkboxes",
            Self::Checkbox => "checkbox",
            Self::Scale => "scale",
        }
    }

    /// Whether several values of it can be sent at once.
    pub fn is_several(self) -> bool {
        self == Self::Checkboxes
    }

    /// Whether it needs something to choose from.
    pub fn has_options(self) -> bool {
        matches!(self, Self::Select | Self::Radio | Self::Checkboxes)
    }
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
