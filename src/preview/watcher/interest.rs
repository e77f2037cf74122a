use camino::Utf8Path;

use crate::site::{BASELINE, FOLDERS, SITE_FILE};

/// The files among them; all others are folders.
pub(super) const FILES: [&str; 2] = [SITE_FILE, BASELINE];

/// What a site is made of, below the project's root: all else there (output, state, version control) is no source.
pub(super) fn sources() -> impl Iterator<Item = &'static str> {
    FILES.into_iter().chain(FOLDERS)
}

/// Whether a path, relative to the project's root, is one that a site is read from. Names with a dot in front never are.
pub(super) fn is_ours(path: &Utf8Path) -> bool {
    let mut parts = path.components().map(|part| part.as_str());
    parts.next().is_some_and(|first| sources().any(|source| source == first)) && parts.all(|part| !part.starts_with('.'))
}

/// Whether a file has a name as editors give to backups, locks and unfinished saves.
///
/// Such a file wakes nobody. It may be somebody's own all the same, so the next rescan counts it like any other.
pub fn is_dropping(path: &Utf8Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    let is_between = |mark: char| name.len() > 1 && name.starts_with(mark) && name.ends_with(mark);
    // `4913` is what Vim writes to learn whether it may; `___jb_tmp___` and the like are what others rename into place.
    name.ends_with('~') || name.ends_with(".tmp") || name.ends_with("___") || name == "4913" || is_between('#')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_site_is_read_from_is_ours() {
        let ours =
            ["site.yaml", "check-baseline.yaml", "content", "content/a.md", "themes/own/templates/page.html", "content/static/4913/x"];
        let others =
            ["output/index.html", ".segue/lock", ".git/HEAD", "README.md", "content/.git/HEAD", "content/.a.md.swp", "themes/.#x", ""];
        assert!(ours.iter().all(|path| is_ours((*path).into())));
        for path in others {
            assert!(!is_ours(path.into()), "{path}");
        }
    }

    #[test]
    fn what_editors_drop_is_told_from_what_people_write() {
        for path in ["a.md~", "4913", "#a.md#", "a.md.tmp", "a.md___jb_tmp___"] {
            assert!(is_dropping(path.into()), "{path}");
        }
        for path in ["a.md", "#", "4913.md", "4913/a.md", "tmp/a.md", "c#"] {
            assert!(!is_dropping(path.into()), "{path}");
        }
    }
}
