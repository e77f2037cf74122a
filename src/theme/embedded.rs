//! The default theme, compiled in.

/// The name of the theme that is compiled in.
pub const LUMEN: &str = "lumen";

/// Its files: paths below `themes/lumen`, sorted, with their bytes. `build.rs` writes the list.
const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/lumen.rs"));

/// The files that are compiled in for a theme; none for any theme but [`LUMEN`].
pub(super) fn files(theme: &str) -> &'static [(&'static str, &'static [u8])] {
    if theme == LUMEN { FILES } else { &[] }
}
