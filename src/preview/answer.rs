use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Bytes;
use serde::Serialize;

use super::media_type::HTML;

/// What is sent for an address, before it becomes HTTP.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    /// Look there.
    Elsewhere(String),
    /// This file.
    Served(Arc<Served>),
}

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    /// It is what is at the address.
    Fine,
    /// There is nothing at the address.
    NotFound,
    /// What is there cannot be shown.
    Broken,
}

impl Status {
    /// As HTTP has it.
    pub(super) fn code(self) -> u16 {
        match self {
            Self::Fine => 200,
            Self::NotFound => 404,
            Self::Broken => 500,
        }
    }
}

/// A file as it is sent.
#[derive(Debug)]
pub(super) struct Served {
    pub(super) status: Status,
    pub(super) media_type: &'static str,
    /// As a build writes them.
    pub(super) bytes: Bytes,
    /// Changes with the bytes.
    pub(super) hash: String,
    /// Where it is a page.
    pub(super) clothes: Clothes,
}

/// What a page wears: by this a browser knows a page that differs in its style sheets alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Clothes {
    /// The hash of the page without them.
    pub(super) bare: String,
    /// The address of each style sheet, by its name in the theme.
    pub(super) styles: BTreeMap<String, String>,
}

impl Served {
    /// Any file.
    pub(super) fn file(media_type: &'static str, bytes: Vec<u8>) -> Self {
        let hash = short_hash(&bytes);
        Self { status: Status::Fine, media_type, bytes: bytes.into(), hash, clothes: Clothes::default() }
    }

    /// A page.
    pub(super) fn html(status: Status, html: String, clothes: Option<Clothes>) -> Self {
        Self { status, clothes: clothes.unwrap_or_default(), ..Self::file(HTML, html.into_bytes()) }
    }

    /// Whether a browser shows it as a page.
    pub(super) fn is_page(&self) -> bool {
        self.media_type == HTML
    }
}

/// Enough of a hash to tell versions of a page apart.
pub(super) fn short_hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().chars().take(24).collect()
}
