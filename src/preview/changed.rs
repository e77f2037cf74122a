use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use crate::content::{SourceId, source_id};
use crate::plan::{HostId, Page, Plan, RouteSource};
use crate::world::Changes;

/// What is left to look at after changes that a site could not be loaded after, and then these.
pub(super) fn together(left: Option<Changes>, changes: &Changes) -> Changes {
    match (left, changes) {
        (Some(Changes::Paths(left)), Changes::Paths(paths)) => Changes::Paths(left.union(paths).cloned().collect()),
        (Some(Changes::Anything), _) | (_, Changes::Anything) => Changes::Anything,
        (None, Changes::Paths(_)) => changes.clone(),
    }
}

/// The addresses of changed files that pages show under an address that stays: pictures, films, style sheets in `static/`.
pub(super) fn files(plan: &Plan, paths: &BTreeSet<Utf8PathBuf>) -> Vec<(HostId, String)> {
    let named: BTreeSet<&Utf8Path> = paths.iter().map(Utf8PathBuf::as_path).filter(|path| !is_text(path)).collect();
    if named.is_empty() {
        return Vec::new();
    }
    let of_themes: BTreeSet<&Utf8Path> = named.iter().filter_map(|path| of_theme(path)).collect();
    let is_changed = |source: &RouteSource| match source {
        RouteSource::File(path) => path.ancestors().any(|path| named.contains(path)),
        RouteSource::ThemeFile(path) => of_themes.contains(path.as_path()),
        _ => false,
    };
    let routes = plan.routes.values().filter(|route| is_changed(&route.source));
    routes.map(|route| (route.address.host, plan.hosts.path(&route.address))).collect()
}

/// How many pages are made of changed files; nothing where it may be any of them.
pub(super) fn pages(plan: &Plan, paths: &BTreeSet<Utf8PathBuf>) -> Option<usize> {
    if !paths.iter().all(|path| path.extension() == Some("md") && path.starts_with(crate::site::CONTENT)) {
        return None;
    }
    let sources: BTreeSet<SourceId> = paths.iter().filter_map(|path| source_id(path)).collect();
    let pages = sources.iter().flat_map(|id| plan.presence(id).values()).filter_map(|presence| presence.as_ref().ok());
    let is_made_of_them = |page: &&Page| page.there && page.source.files.iter().any(|file| paths.contains(&file.path));
    Some(pages.map(|id| plan.page(*id)).filter(is_made_of_them).count())
}

fn is_text(path: &Utf8Path) -> bool {
    matches!(path.extension(), Some("md" | "yaml"))
}

/// The path below `themes/NAME/static/`.
fn of_theme(path: &Utf8Path) -> Option<&Utf8Path> {
    let (_, below) = path.strip_prefix("themes").ok()?.as_str().split_once('/')?;
    below.strip_prefix("static/").map(Utf8Path::new)
}
