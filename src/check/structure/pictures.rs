//! Pictures.

use super::{PageLook, Trouble};
use crate::content::markdown::Prose;

/// Pictures of the text that say nothing to those who cannot see them.
pub(super) fn missing_alt(look: &PageLook<'_>, prose: &Prose) -> Vec<Trouble> {
    let images = prose.blocks.iter().flat_map(|block| block.images.iter().map(move |(_, image)| (block, image)));
    let silent = images.filter(|(_, image)| image.alt.trim().is_empty());
    silent.map(|(block, image)| Trouble::at(look.link_place(prose, block, image)).figure("found", &image.target)).collect()
}
