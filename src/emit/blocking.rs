use std::collections::{HashMap, HashSet};

use super::layout::{folders, key};

/// Files of earlier builds that stand where this one has others, or folders, and so go before anything is put in its place.
#[derive(Debug, Default)]
pub(super) struct Blocking {
    pub(super) paths: Vec<String>,
    files: HashSet<String>,
    /// Their folders, as they are spelled.
    folders: HashMap<String, String>,
}

impl Blocking {
    pub(super) fn new(paths: Vec<String>) -> Self {
        let files = paths.iter().map(|path| key(path).into_owned()).collect();
        let above = paths.iter().flat_map(|path| folders(path));
        let folders = above.map(|folder| (key(folder).into_owned(), folder.to_owned())).collect();
        Self { paths, files, folders }
    }

    /// Whether a file at this path is one of these, perhaps in another spelling.
    pub(super) fn removes(&self, path: &str) -> bool {
        !self.paths.is_empty() && self.files.contains(&*key(path))
    }

    /// Whether a file waits until these are gone: something of theirs stands in its place or in that of a folder of it, or one of its
    /// folders is to be spelled in another way.
    pub(super) fn holds(&self, path: &str) -> bool {
        let is_held = |part: &str, is_folder: bool| {
            let key = key(part);
            self.files.contains(&*key) || self.folders.get(&*key).is_some_and(|spelled| !is_folder || spelled != part)
        };
        !self.paths.is_empty() && (is_held(path, false) || folders(path).any(|folder| is_held(folder, true)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_blocked_waits() {
        let blocking = Blocking::new(vec!["b2c/About/a.html".to_owned(), "b2c/x".to_owned()]);
        let held = |path: &str| blocking.holds(path);
        assert!(held("b2c/about/a.html") && held("b2c/about/new.html") && held("b2c/x/y") && held("B2c/z") && held("b2c/About"));
        assert!(!held("b2c/index.html") && !held("b2c/About/new.html") && !held("about/a.html"));
        assert!(!Blocking::default().holds("a"));
    }
}
