//! What only case studies have.

use schemars::JsonSchema;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use super::{AudienceChoice, ProperName};
use crate::content::Moment;
use crate::content::layer::{Layer, struct_layer};
use crate::site::{FileRef, Free, Lang, Text, WebAddress};

/// The client of a case study.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Client {
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<ProperName>,
    /// The industry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub industry: Option<Text>,
    /// How large it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<Text>,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Text>,
    /// A file, from the source's own folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<FileRef>,
    /// Its own site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<WebAddress>,
    /// A client since: a year or a date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<ProperName>,
}

struct_layer!(Client { name, industry, size, location, logo, url, since });

/// A figure before and after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Metric {
    /// What is measured.
    pub label: Text,
    /// Before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Amount>,
    /// After.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Amount>,
    /// The unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Text>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<Text>,
    /// Who measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Text>,
}

struct_layer!(Metric { label, before, after, unit, period, source });

/// A number, written as the reader's language has it, or a text.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Amount {
    /// A number.
    Number(f64),
    /// A text.
    Text(Text),
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Free::deserialize(deserializer)? {
            #[expect(clippy::cast_precision_loss, reason = "figures of case studies are far below 2^53")]
            Free::Integer(number) => Self::Number(number as f64),
            Free::Number(number) => Self::Number(number),
            Free::Text(text) => Self::Text(Text::Plain(text)),
            Free::Map(map) => Self::Text(Text::ByLanguage(Box::new(
                map.iter()
                    .map(|(lang, text)| match (Lang::new(lang), text) {
                        (Some(lang), Free::Text(text)) => Ok((lang, text.clone())),
                        _ => Err(D::Error::custom("expected a number, text, or a map of texts by language")),
                    })
                    .collect::<Result<_, _>>()?,
            ))),
            _ => return Err(D::Error::custom("expected a number, text, or a map of texts by language")),
        })
    }
}

impl Layer for Amount {
    fn settle(&self, lang: &Lang, own: &Lang) -> Option<Self> {
        match self {
            Self::Number(_) => Some(self.clone()),
            Self::Text(text) => Layer::settle(text, lang, own).map(Self::Text),
        }
    }

    fn merge(&mut self, over: &Self) {
        *self = over.clone();
    }
}

/// What a person said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quote {
    /// The words.
    pub text: Text,
    /// Who said them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<ProperName>,
    /// What they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Text>,
    /// A file, from the source's own folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photo: Option<FileRef>,
    /// The day they approved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved: Option<Moment>,
}

struct_layer!(Quote { text, person, role, photo, approved });

/// What a client allows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Permission {
    /// Whether it was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<PermissionStatus>,
    /// What may be shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<Vec<PermissionScope>>,
    /// Where it may be shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audiences: Option<AudienceChoice>,
    /// Since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub granted: Option<Moment>,
    /// Until when, that day included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Moment>,
    /// Where the proof lies; never the proof itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// Whom to ask again; a role, not a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
}

struct_layer!(Permission { status, scope, audiences, granted, expires, evidence, contact });

/// Whether a permission was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PermissionStatus {
    /// It was.
    Granted,
    /// It was asked for.
    Pending,
    /// It was taken back.
    Revoked,
    /// Nobody need be asked.
    NotRequired,
}

/// What a permission covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PermissionScope {
    /// The client's name.
    Name,
    /// The client's logo.
    Logo,
    /// Quotes.
    Quote,
    /// Figures.
    Metrics,
    /// Photos.
    Photo,
    /// Other languages.
    Translation,
    /// Advertisements.
    PaidAds,
}
