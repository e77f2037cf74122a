//! What each finding is about that is said by the program itself: everything but the rules that have files of their own in [`crate::check`].
//!
//! One file a room below `catalogue/`. For `segue rules`, and for programs that show findings with an explanation.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::Level;
use crate::world::yaml;

/// The files below `catalogue/`, each with its name there.
const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/findings.rs"));

static ROOMS: LazyLock<Vec<Room>> = LazyLock::new(|| FILES.iter().filter_map(|(path, bytes)| read(path, bytes).ok()).collect());

/// What one part of the program can say.
#[derive(Debug, Clone, Serialize)]
pub struct Room {
    /// What the ids of its findings begin with.
    pub id: &'static str,
    /// What it is about, in a few words.
    pub about: String,
    /// By their ids.
    pub findings: Vec<Explained>,
}

/// A finding as such.
#[derive(Debug, Clone, Serialize)]
pub struct Explained {
    /// Its id, `room/name`.
    pub id: String,
    /// How grave it is; where that depends on what is found, how grave it mostly is.
    pub level: Level,
    /// What is found, in a few words.
    pub summary: String,
    /// Why it matters.
    pub why: String,
    /// What to do.
    pub help: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoomFile {
    about: String,
    findings: BTreeMap<String, Said>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    level: Level,
    summary: String,
    why: String,
    help: String,
}

fn read(path: &'static str, bytes: &'static [u8]) -> Result<Room, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let file: RoomFile = yaml::read(text).map_err(|error| error.message)?;
    let room = path.strip_suffix(".yaml").unwrap_or(path);
    let explained = |(name, said): (String, Said)| {
        let Said { level, summary, why, help } = said;
        Explained { id: format!("{room}/{name}"), level, summary, why, help }
    };
    Ok(Room { id: room, about: file.about, findings: file.findings.into_iter().map(explained).collect() })
}

/// All rooms, by their names.
pub fn rooms() -> &'static [Room] {
    &ROOMS
}

/// The room of this name.
pub fn room(id: &str) -> Option<&'static Room> {
    rooms().iter().find(|room| room.id == id)
}

/// What the finding of this id is about.
pub fn explained(id: &str) -> Option<&'static Explained> {
    room(id.split('/').next()?)?.findings.iter().find(|explained| explained.id == id)
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "the program's own text is read")]
mod tests {
    use std::collections::BTreeSet;

    use camino::{Utf8Path, Utf8PathBuf};
    use regex::Regex;

    use super::*;

    /// Texts of the form `room/name` that are paths and no findings.
    const PATHS: [&str; 4] = ["content/audiences", "content/consent", "content/static", "render/unknown-cta"];

    fn sources(folder: &Utf8Path, found: &mut Vec<Utf8PathBuf>) {
        for entry in folder.read_dir_utf8().unwrap().map(|entry| entry.unwrap().into_path()) {
            if entry.is_dir() {
                sources(&entry, found);
            } else if entry.extension() == Some("rs") {
                found.push(entry);
            }
        }
    }

    /// All ids of findings in the program's text, without its tests: what looks like one, and what is handed to a finding.
    fn said() -> BTreeSet<String> {
        let mut files = Vec::new();
        sources(&Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
        let literal = Regex::new(r#""([a-z]+)/([a-z0-9-]+)""#).unwrap();
        let handed = Regex::new(r#"(?s)Finding::(?:error|warning|new)\((?:\s*(?:Level|Grade)::\w+,)?\s*"([^"]+)""#).unwrap();
        let mut ids = BTreeSet::new();
        for path in files.iter().filter(|path| !path.as_str().contains("/tests")) {
            let text = std::fs::read_to_string(path).unwrap();
            let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            ids.extend(handed.captures_iter(text).map(|found| found[1].to_owned()));
            let known = |found: &regex::Captures<'_>| room(&found[1]).is_some().then(|| format!("{}/{}", &found[1], &found[2]));
            ids.extend(literal.captures_iter(text).filter_map(|found| known(&found)));
        }
        ids.retain(|id| !PATHS.contains(&id.as_str()));
        ids
    }

    #[test]
    fn every_file_can_be_read() {
        let wrong: Vec<String> =
            FILES.iter().filter_map(|(path, bytes)| read(path, bytes).err().map(|error| format!("{path}: {error}"))).collect();
        assert!(wrong.is_empty() && !FILES.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn everything_that_can_be_said_is_explained_and_nothing_else_is() {
        let said = said();
        let explained: BTreeSet<String> = rooms().iter().flat_map(|room| &room.findings).map(|finding| finding.id.clone()).collect();
        let of_rules = |id: &&String| crate::check::rule(id).is_some();
        let missing: Vec<&String> = said.difference(&explained).filter(|id| !of_rules(id)).collect();
        let stale: Vec<&String> = explained.difference(&said).collect();
        assert!(missing.is_empty() && stale.is_empty(), "not explained: {missing:?}; never said: {stale:?}");
        assert!(said.len() > 200, "{}", said.len());
    }

    #[test]
    fn an_explanation_is_short_and_whole() {
        for finding in rooms().iter().flat_map(|room| &room.findings) {
            assert!(finding.summary.chars().count() <= 100 && !finding.summary.ends_with('.'), "{}", finding.id);
            for text in [&finding.why, &finding.help] {
                assert!(text.ends_with(['.', '`']) && text.chars().count() <= 300, "{}: {text}", finding.id);
            }
        }
    }
}
