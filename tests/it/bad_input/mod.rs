//! What people are told when something is wrong: each sort of mistake with its place and what to do, and no half-written site.

mod addresses;
mod advice;
mod disk;
mod files;
mod front_matter;
mod links;
mod names;
mod nesting;
mod project;
mod reach;
mod themes;
mod voices;

use segue::diagnostics::{Level, Place};

use crate::support::{Site, source};

pub(crate) const GUIDE: &str = "content/articles/guide.md";

/// The usual site with an article that has more front matter.
pub(crate) fn guide(front: &str) -> Site {
    Site::new(&source("articles/guide.md", &format!("title: Guide\naudience: b2b\n{front}"), "Tea."))
}

/// The usual site with an article of any bytes.
pub(crate) fn raw(text: impl Into<Vec<u8>>) -> Site {
    let site = Site::with_article("Tea.");
    site.put(GUIDE, text);
    site
}

/// The whole report; also that each error has a place and says what to do, and that nothing was written.
#[track_caller]
pub(crate) fn told(site: &Site) -> String {
    let built = site.build();
    assert!(built.files.is_empty(), "{:?}", built.paths());
    let errors: Vec<_> = built.findings.iter().filter(|finding| finding.level == Level::Error).collect();
    assert!(!errors.is_empty(), "{}", built.report());
    for finding in errors {
        assert!(finding.place != Place::Project && finding.help.is_some(), "{}", built.report());
    }
    built.report()
}

/// Rule, file and message of each finding, with the same promises.
#[track_caller]
pub(crate) fn found(site: &Site) -> String {
    told(site);
    site.build().found()
}
