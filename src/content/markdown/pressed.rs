//! The HTML of a selection of passages, which is made when somebody asks and made again after it was forgotten.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::body::Markdown;
use super::inset::Insets;
use super::selection::{Selection, Texts};
use super::shown::Html;

/// HTML, and what it is made from.
pub(super) struct Pressed {
    markdown: Arc<Markdown>,
    seen: Vec<bool>,
    insets: Arc<Insets>,
    html: Mutex<Option<Arc<Html>>>,
}

impl Pressed {
    /// HTML that is there or comes when it is asked for: these passages of this text, and those of other files.
    pub(super) fn new(markdown: Arc<Markdown>, seen: Vec<bool>, insets: Arc<Insets>, html: Option<Arc<Html>>) -> Self {
        Self { markdown, seen, insets, html: Mutex::new(html) }
    }

    /// The texts of other files in it.
    pub(super) fn insets(&self) -> &Insets {
        &self.insets
    }

    /// The HTML.
    pub(super) fn get(&self) -> Arc<Html> {
        let known = || self.html.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(html) = &*known() {
            return html.clone();
        }
        let markdown = self.markdown.for_now();
        let insets = self.insets.for_now();
        let html = Arc::new(Selection::of(&markdown, &markdown.parts(), &self.seen, &Texts::of(&insets)).html);
        *known() = Some(html.clone());
        html
    }

    /// Forgets it.
    pub(super) fn rest(&self) {
        *self.html.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Clone for Pressed {
    fn clone(&self) -> Self {
        let html = self.html.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Self::new(self.markdown.clone(), self.seen.clone(), self.insets.clone(), html)
    }
}

impl PartialEq for Pressed {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl fmt::Debug for Pressed {
    /// What readers see, and nothing of what it was made from.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}
