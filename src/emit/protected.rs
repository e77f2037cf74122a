use camino::{Utf8Path, Utf8PathBuf};

use super::STATE;
use super::layout::key;
use crate::diagnostics::{Finding, Place};
use crate::world::{EntryKind, World};

/// Folders that a build reads from, and so never writes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protected {
    /// What authors write.
    pub content: Utf8PathBuf,
    /// The themes.
    pub themes: Utf8PathBuf,
    /// The site's own providers.
    pub providers: Utf8PathBuf,
}

impl Default for Protected {
    fn default() -> Self {
        Self { content: "content".into(), themes: "themes".into(), providers: "providers".into() }
    }
}

impl Protected {
    /// Why nothing may be written to a folder, if that is so.
    pub(super) fn refusal(&self, world: &dyn World, folder: &Utf8Path) -> Option<Finding> {
        let place = Place::File(folder.to_owned());
        if world.kind(folder) == Some(EntryKind::File) {
            return Some(refused(place, "the output folder is a file".to_owned()));
        }
        // Compared as the least careful systems do: there `Content` is `content`.
        let absolute = |path: &Utf8Path| Utf8PathBuf::from(key(world.absolute(path).as_str()).into_owned());
        let (output, project) = (absolute(folder), absolute("".into()));
        if project == output {
            return Some(refused(place, "the output folder is the project itself".to_owned()));
        }
        if project.starts_with(&output) {
            return Some(refused(place, "the project lies inside the output folder".to_owned()));
        }
        for source in [&self.content, &self.themes, &self.providers, Utf8Path::new(STATE)] {
            if output.starts_with(absolute(source)) {
                return Some(refused(place, format!("the output folder lies in `{source}`, which the build reads")));
            }
            if absolute(source).starts_with(&output) {
                return Some(refused(place, format!("`{source}`, which the build reads, lies in the output folder")));
            }
        }
        None
    }
}

fn refused(place: Place, message: String) -> Finding {
    Finding::error("emit/output-folder", place, message).help("choose a folder that is used for nothing else, such as `output`")
}
