//! Headings.

use super::{RenderedLook, Trouble};

/// A page without its one first heading, or with two.
pub(super) fn one_h1(look: &RenderedLook<'_>) -> Vec<Trouble> {
    let count = look.rendered.named("h1").count();
    if count == 1 {
        return Vec::new();
    }
    let trouble = match look.page.filter(|page| count > 1 && page.page.body.is_some()) {
        Some(page) => Trouble::at(page.file_place()),
        None => Trouble::in_template(),
    };
    vec![trouble.figure("count", &count)]
}
