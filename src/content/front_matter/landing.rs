//! What only landing pages have.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::content::layer::struct_layer;
use crate::site::{FileRef, Text};

/// What is given for an address.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeadMagnet {
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// A file, from the source's own folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<FileRef>,
    /// Whether the file can be had without the form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gate: Option<Gate>,
    /// How it reaches the reader.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery: Option<Delivery>,
    /// A picture of it, from the source's own folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preview: Option<FileRef>,
}

struct_layer!(LeadMagnet { title, file, gate, delivery, preview });

/// Whether a file can be had without the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Gate {
    /// Only after the form.
    Full,
    /// A part is on the page, the file only after the form.
    Partial,
    /// It is linked from the page.
    Open,
}

/// How a file reaches the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Delivery {
    /// On the thank-you page.
    Instant,
    /// By e-mail.
    Email,
    /// Both.
    Both,
}

/// A question and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The question.
    pub q: Text,
    /// The answer; a blank line begins a new paragraph.
    pub a: Text,
}

struct_layer!(Question { q, a });

/// The advertisement that leads to a page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Campaign {
    /// Its headline, which the page repeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headline: Option<Text>,
    /// The keyword it is shown for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keyword: Option<Text>,
    /// Where it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

struct_layer!(Campaign { headline, keyword, source });
