use std::borrow::Cow;
use std::collections::HashMap;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::Scope;
use super::fault::fault;
use crate::diagnostics::{Finding, Findings, Place};

/// Where the files of a build lie, such that every system has a place for each of them.
///
/// Paths are compared as the least careful systems do: without regard to capitals, and in one normal form.
#[derive(Debug, Default)]
pub(super) struct Layout<'a> {
    files: HashMap<String, Claim<'a>>,
    folders: HashMap<String, Claim<'a>>,
}

/// Who wants a path: for a folder, the first file in it.
#[derive(Debug, Clone, Copy)]
struct Claim<'a> {
    path: &'a str,
    scope: &'a Scope,
    /// Whether this build writes it; otherwise an earlier one did, and it stays.
    built: bool,
}

impl<'a> Layout<'a> {
    /// The layout of files that stay and files that are built, the latter sorted by path: paths, each with what it belongs to.
    ///
    /// # Errors
    ///
    /// A finding for each built file that has no place of its own.
    pub(super) fn new(
        kept: impl Iterator<Item = (&'a str, &'a Scope)>,
        built: impl Iterator<Item = (&'a str, &'a Scope)>,
    ) -> Result<Self, Findings> {
        let most = kept.size_hint().0 + built.size_hint().0;
        let mut layout = Self { files: HashMap::with_capacity(most), folders: HashMap::with_capacity(most) };
        for (path, scope) in kept {
            layout.insert(Claim { path, scope, built: false });
        }
        let mut findings = Findings::new();
        for (path, scope) in built {
            let claim = Claim { path, scope, built: true };
            match fault(claim.path) {
                Some(what) => findings.push(no_place(claim, what)),
                None => findings.extend(layout.insert(claim).map(|other| clash(claim, other))),
            }
        }
        if findings.is_empty() { Ok(layout) } else { Err(findings) }
    }

    /// Whether a file at this path would stand where one of these, or a folder of one, is to be.
    pub(super) fn blocks(&self, path: &str) -> bool {
        let key = key(path);
        self.files.contains_key(&*key) || self.folders.contains_key(&*key) || folders(&key).any(|folder| self.files.contains_key(folder))
    }

    /// Takes a place for a file; gives back who has it already.
    fn insert(&mut self, claim: Claim<'a>) -> Option<Claim<'a>> {
        let key = key(claim.path);
        let mut other = self.folders.get(&*key).copied();
        for (folder, spelled) in folders(&key).zip(folders(claim.path)) {
            other = other.or_else(|| self.files.get(folder).copied());
            match self.folders.get(folder) {
                Some(first) if !first.path.starts_with(spelled) => other = other.or(Some(*first)),
                // What is above it was looked at with the first file in it; a clash there is named once.
                Some(_) => break,
                None => {
                    self.folders.insert(folder.to_owned(), claim);
                }
            }
        }
        other.or_else(|| self.files.insert(key.into_owned(), claim)).filter(|_| claim.built)
    }
}

/// A path as the least careful systems read it.
pub(super) fn key(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return if text.bytes().any(|byte| byte.is_ascii_lowercase()) { text.to_ascii_uppercase().into() } else { text.into() };
    }
    let composed: Cow<'_, str> = if is_nfc(text) { text.into() } else { text.nfc().collect::<String>().into() };
    // Letter by letter: unlike whole words, two spellings of a letter then always meet.
    composed.chars().flat_map(char::to_uppercase).nfc().collect::<String>().into()
}

/// The folders of a path, the deepest first.
pub(super) fn folders(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(path.rsplit_once('/'), |(folder, _)| folder.rsplit_once('/')).map(|(folder, _)| folder)
}

fn no_place(claim: Claim<'_>, what: &str) -> Finding {
    let shown = claim.path.escape_debug();
    Finding::error("emit/path", Place::Project, format!("`{shown}` of {} {what}", claim.scope))
        .help("give the page another slug, or the file another name")
}

fn clash(claim: Claim<'_>, other: Claim<'_>) -> Finding {
    let (path, first) = (claim.path, other.path);
    let (of, first_of) = (claim.scope, other.scope);
    let (message, help) = if path == first {
        (format!("two files want to be `{path}`: one of {first_of}, one of {of}"), "give one of them another slug or name")
    } else if key(path) == key(first) {
        let message =
            format!("`{first}` of {first_of} and `{path}` of {of} are one name on systems that do not tell capitals or accents apart");
        (message, "give one of them another slug or name")
    } else {
        let message = format!("`{first}` of {first_of} and `{path}` of {of} need one name for two things");
        (message, "write folders always the same way, and give no file the name of a folder")
    };
    let help = if other.built { help } else { "build all audiences together: one of these was written earlier and may be out of date" };
    Finding::error("emit/two-outputs", Place::Project, message).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::AudienceId;

    fn problems(paths: &[&str]) -> Vec<String> {
        let scope = Scope::Variant(AudienceId::new("b2b").unwrap());
        let host = ("b2c/index.html", &Scope::Host);
        let mut built: Vec<(&str, &Scope)> = paths.iter().map(|path| (*path, &scope)).collect();
        built.sort();
        match Layout::new([host].into_iter(), built.into_iter()) {
            Ok(_) => vec![],
            Err(findings) => findings.sorted().into_iter().map(|finding| finding.message).collect(),
        }
    }

    #[test]
    fn every_clash_is_named_at_once_with_both_owners() {
        let paths = ["a", "a", "b/C.html", "b/c.html", "d", "d/e", "B2C/x", "b2c/index.html", "x/\u{e9}", "x/e\u{301}", "up/../../y"];
        insta::assert_snapshot!(problems(&paths).join("\n"), @"
        `up/../../y` of audience b2b would lie outside the output folder
        `b/C.html` of audience b2b and `b/c.html` of audience b2b are one name on systems that do not tell capitals or accents apart
        `b2c/index.html` of the whole site and `B2C/x` of audience b2b need one name for two things
        `d` of audience b2b and `d/e` of audience b2b need one name for two things
        `x/é` of audience b2b and `x/é` of audience b2b are one name on systems that do not tell capitals or accents apart
        two files want to be `a`: one of audience b2b, one of audience b2b
        two files want to be `b2c/index.html`: one of the whole site, one of audience b2b
        ");
    }

    #[test]
    fn names_that_only_look_alike_are_no_clash() {
        assert_eq!(problems(&["a", "aa/b", "a.b", "ab", "b2c/other.html"]), Vec::<String>::new());
    }

    #[test]
    fn letters_meet_in_whatever_form_they_are_written() {
        for (one, other) in [("ΣΑΣ", "σας"), ("Straße", "STRASSE"), ("Чай", "чАЙ"), ("\u{1c90}", "\u{10d0}")] {
            assert_eq!(key(one), key(other));
        }
    }
}
