//! Findings that are set aside: a site that is older than its rules can be checked from today on, and only what is new counts.
//!
//! [`BASELINE`] lists them by file and rule, each with a hash of its words and how often they are there. Lines do not matter, so what stands
//! above may change. Only what rules judge can be set aside: what stops a build for another reason always does.

use std::collections::BTreeMap;
use std::fmt::Write;

use camino::{Utf8Path, Utf8PathBuf};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::catalogue::{all, rule};
use crate::diagnostics::{Document, Finding, Findings, Level, Place, catalogue, likeness, nearest};
pub use crate::site::BASELINE;
use crate::site::{Site, read_document};
use crate::world::World;
use crate::world::yaml::{self, KeyPath};

/// The form of the file; a later program may write another one.
const VERSION: u32 = 1;

/// How often something is there, by its hash.
type Hashes = BTreeMap<String, u32>;

#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct BaselineFile {
    /// The form of the file.
    version: u32,
    /// What tells the site from others.
    site: String,
    /// By file and rule.
    #[serde(default)]
    findings: BTreeMap<String, BTreeMap<String, Hashes>>,
}

/// The findings that a site has set aside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    /// How often something is set aside, by file, rule and hash.
    known: BTreeMap<(String, String, String), usize>,
}

/// What is left when known findings are set aside.
#[derive(Debug, Clone, Default)]
pub struct SetAside {
    /// What counts, each once.
    pub left: Findings,
    /// What does not.
    pub aside: Vec<Finding>,
    /// How many that were set aside are there no more.
    pub mended: usize,
}

/// Whether findings of a rule may be set aside: what a rule judges may, what the program says of itself may not.
fn is_judged(id: &str) -> bool {
    rule(id).is_some() || catalogue::room(id.split('/').next().unwrap_or_default()).is_none() && id.contains('/')
}

impl Baseline {
    /// Reads it, where there is one; what cannot be used of it is told of.
    pub fn load(world: &dyn World, site: &Site, findings: &mut Findings) -> Self {
        let path = Utf8Path::new(BASELINE);
        if world.kind(path).is_none() {
            return Self::default();
        }
        let Some(document) = read_document(world, path, findings) else { return Self::default() };
        let Some(file) = document.read::<BaselineFile>(findings).or_else(|| salvaged(&document)) else { return Self::default() };
        let mut warn =
            |place: Place, message: String, help: &str| findings.push(Finding::warning("check/baseline", place, message).help(help));
        let at = |keys: &[&str]| keys.iter().copied().collect::<KeyPath>();
        if file.version > VERSION {
            let message = format!("a later version of the program wrote this: it is of form {}", file.version);
            warn(
                document.value_place(&at(&["version"])),
                message,
                "use that version here, too, or write it anew with `segue check --write-baseline`",
            );
            return Self::default();
        }
        // A title may change; that none of the files is there, too, is no chance.
        let is_foreign = file.site != print(site) && !file.findings.keys().any(|path| world.is_file(Utf8Path::new(path)));
        if is_foreign && !file.findings.is_empty() {
            let message = "these findings are those of another site".to_owned();
            warn(document.value_place(&at(&["site"])), message, "delete the file, or write it anew with `segue check --write-baseline`");
            return Self::default();
        }
        let mut known = BTreeMap::new();
        for (path, rules) in file.findings {
            for (id, hashes) in rules {
                let place = || document.key_place(&at(&["findings", &path, &id]));
                let of_rules = |id: &str| all().iter().any(|rule| rule.id.split('/').next() == id.split('/').next());
                if !is_judged(&id) && catalogue::explained(&id).is_some() {
                    let help = "mend it: only what a rule judges can be set aside, not what else is wrong";
                    warn(place(), format!("`{id}` cannot be set aside"), help);
                } else if rule(&id).is_none() && (of_rules(&id) || !is_judged(&id)) {
                    let near = nearest(&id, all().iter().map(|rule| rule.id)).map(|near| format!("did you mean `{near}`?"));
                    let help = near.unwrap_or_else(|| "remove it; `segue rules` lists those that there are".to_owned());
                    warn(place(), format!("there is no rule `{id}`"), &help);
                } else {
                    for (hash, count) in hashes {
                        known.insert((path.clone(), id.clone(), hash), usize::try_from(count).unwrap_or(usize::MAX));
                    }
                }
            }
        }
        Self { known }
    }

    /// Whether it sets nothing aside.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Takes out what is set aside. These are to be all findings of a run: what is not among them counts as mended.
    #[must_use]
    pub fn set_aside(&self, findings: Findings) -> SetAside {
        let mut open = self.known.clone();
        let mut set = SetAside::default();
        for finding in findings.distinct() {
            let of = self.known.get_key_value(&key(&finding)).filter(|_| is_judged(finding.rule));
            match of.and_then(|(key, _)| open.get_mut(key)).filter(|left| **left > 0) {
                Some(left) => {
                    *left -= 1;
                    set.aside.push(finding);
                }
                None => set.left.push(finding),
            }
        }
        set.mended = open.into_values().fold(0, usize::saturating_add);
        set
    }

    /// Writes a new one that sets all of these aside, as far as they may be; how many that are. With none there is no file.
    ///
    /// # Errors
    ///
    /// The file could not be written.
    pub fn write(world: &dyn World, site: &Site, findings: Findings) -> Result<usize, Finding> {
        let mut files = BTreeMap::<String, BTreeMap<&str, BTreeMap<String, (String, u32)>>>::new();
        let mut count = 0;
        for finding in findings.distinct().iter().filter(|finding| is_judged(finding.rule)) {
            let (words, hash) = likeness(finding);
            let rules = files.entry(file_of(finding)).or_default();
            rules.entry(finding.rule).or_default().entry(hash).or_insert((words, 0)).1 += 1;
            count += 1;
        }
        let path = Utf8PathBuf::from(BASELINE);
        if count == 0 {
            return world.remove(&path).map(|()| 0).map_err(|error| Finding::world(&error));
        }
        world.write(&path, text(site, &files).as_bytes()).map(|()| count).map_err(|error| Finding::world(&error))
    }
}

/// The finding that entries are left over.
pub fn mended(count: usize) -> Finding {
    let (are, they) = if count == 1 { ("finding that was set aside is", "it") } else { ("findings that were set aside are", "they") };
    let message = format!("{count} {are} there no more");
    let help = format!("write the list anew, so that {they} cannot come back unseen: `segue check --write-baseline`");
    Finding::new(Level::Note, "check/baseline-mended", Place::File(BASELINE.into()), message).help(help)
}

/// What can be used of a file of which not all can be.
fn salvaged(document: &Document) -> Option<BaselineFile> {
    let tree = yaml::tree(document.text()).ok()?;
    let version = tree.get("version").and_then(|version| u32::try_from(version.as_u64()?).ok()).unwrap_or(VERSION);
    let site = tree.get("site").and_then(|site| site.as_str()).unwrap_or_default().to_owned();
    let mut file = BaselineFile { version, site, findings: BTreeMap::new() };
    for (path, rules) in tree.get("findings")?.as_object()? {
        for (id, hashes) in rules.as_object().into_iter().flatten() {
            if let Ok(hashes) = serde_json::from_value::<Hashes>(hashes.clone()) {
                file.findings.entry(path.clone()).or_default().insert(id.clone(), hashes);
            }
        }
    }
    Some(file)
}

fn file_of(finding: &Finding) -> String {
    finding.place.path().map_or(".", |path| path.as_str()).to_owned()
}

fn key(finding: &Finding) -> (String, String, String) {
    (file_of(finding), finding.rule.to_owned(), likeness(finding).1)
}

/// What tells a site from others, whatever else changes in it.
fn print(site: &Site) -> String {
    let first = site.audiences.first().map_or("", |audience| audience.id.as_str());
    let title = serde_json::to_string(&site.file.title).unwrap_or_default();
    blake3::hash(format!("{title}\n{first}").as_bytes()).to_hex().chars().take(16).collect()
}

/// Words by their hashes, each with how often they are there.
type Counted = BTreeMap<String, (String, u32)>;

/// The file, with the words that each hash stands for beside it.
fn text(site: &Site, files: &BTreeMap<String, BTreeMap<&str, Counted>>) -> String {
    const MOST: usize = 60;
    // A text of JSON is one of YAML.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut text = String::from(
        "# Findings that were there when `segue check --write-baseline` was run: they are set aside, and only new ones count.\n\
         # Words behind # are for you; what counts is the hash of them and of their sentence, and how often they are there.\n",
    );
    let _ = write!(text, "version: {VERSION}\nsite: {}\nfindings:\n", quoted(&print(site)));
    for (path, rules) in files {
        let _ = writeln!(text, "  {}:", quoted(path));
        for (rule, hashes) in rules {
            let _ = writeln!(text, "    {rule}:");
            for (hash, (words, count)) in hashes {
                let words: String = words.chars().filter(|c| !c.is_control() && *c != '\u{feff}').take(MOST).collect();
                let _ = writeln!(text, "      {}: {count} # {words}", quoted(hash));
            }
        }
    }
    text
}
