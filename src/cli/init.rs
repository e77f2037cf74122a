//! `segue init`: a small working site to start from.

mod starter;

use std::collections::BTreeSet;

use camino::Utf8PathBuf;
use clap::{Args, ValueEnum};
use jiff::tz::TimeZone;

use super::outcome::refused;
use super::{Outcome, schema, yaml_text};
use crate::diagnostics::{Finding, Findings, Place};
use crate::site::{Lang, Name, Overrides, SITE_FILE, Site};
use crate::theme::{LUMEN, Theme};
use crate::world::{MemoryWorld, World};

/// Where the schemas of a site lie that VS Code reads.
const SCHEMAS: &str = ".vscode/segue";

const EXAMPLES: &str = "Examples:
  segue init bakery                             a site in the new folder bakery
  segue init . --title \"My Bakery\"              a site in this folder, which has none yet
  segue init bakery --languages ru,en           Russian first, English second
  segue init bakery --ci github                 built and published by GitHub, every day";

/// Make a small working site with two audiences to start from
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct InitArgs {
    /// The folder of the site; it is made if there is none
    pub dir: Utf8PathBuf,
    /// Also write what a service needs to build and publish the site
    #[arg(long, value_name = "SERVICE")]
    pub ci: Option<Ci>,
    /// The name of the brand
    #[arg(long, default_value = "Example Bakery")]
    pub title: String,
    /// The languages of the site, the main one first
    #[arg(long, value_name = "LANG", value_delimiter = ',', default_value = "en", value_parser = language)]
    pub languages: Vec<Lang>,
}

/// A service that builds and publishes sites.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Ci {
    /// GitHub Actions and GitHub Pages
    Github,
    /// GitLab CI/CD and GitLab Pages
    Gitlab,
}

/// A language as it is given on the command line.
pub(super) fn language(text: &str) -> Result<Lang, String> {
    Lang::new(text).ok_or_else(|| format!("`{text}` is not a language code such as `en` or `pt-BR`"))
}

/// Writes a starter into the folder that is the root of `world`.
///
/// # Errors
///
/// A folder that has a site already, files that would be overwritten, files that cannot be written.
pub fn run(args: &InitArgs, world: &dyn World) -> Result<Outcome, Findings> {
    if yaml_text::one_line(&args.title).is_empty() {
        let finding = Finding::error("init/no-title", Place::Project, "the site needs a name");
        return Err(refused(finding.help("write for example `--title \"My Bakery\"`")));
    }
    spoken(&args.languages)?;
    let mut files = starter::files(args, world.now().to_zoned(TimeZone::UTC).date());
    files.extend(schemas(&files, world));
    free(&files, world)?;
    // What makes a folder a site comes last: a disk that is full before leaves no half of one.
    files.sort_by_key(|(path, _)| path == SITE_FILE);
    let mut outcome = Outcome::write(world, files)?
        .note(format!("A small site with two audiences is in `{}`. `segue build` makes its pages.", args.dir))
        .note("Begin with site.yaml and content/audiences/: the lines that start with # say what each key is for.")
        .note("What readers agree to in forms is in content/consent/: a sample, which warns until you have put your own text there.")
        .note("In VS Code, install the YAML extension that it recommends; in a page, `segue-article` and the Tab key write front matter.");
    match args.ci {
        Some(Ci::Github) => {
            outcome = outcome.note("On GitHub, open Settings, then Pages, and choose \"GitHub Actions\" as the source.");
        }
        Some(Ci::Gitlab) => {
            outcome = outcome.note("On GitLab, open Build, then Pipeline schedules, and add one that runs every day.");
        }
        None => {}
    }
    Ok(outcome)
}

/// The theme has its words in every language of the site: without them no page can be made.
fn spoken(languages: &[Lang]) -> Result<(), Findings> {
    let mut findings = Findings::new();
    let Some(name) = Name::new(LUMEN) else { return Ok(()) };
    let Some(theme) = Theme::load(&MemoryWorld::default(), &name, Place::Project, &mut findings) else { return Err(findings) };
    let words = theme.words();
    let speaks = |lang: &Lang| words.keys().all(|key| words.phrase(key, lang).is_some());
    let known: BTreeSet<Lang> = words.languages().filter(|lang| speaks(lang)).cloned().collect();
    for lang in languages.iter().filter(|lang| !speaks(lang)) {
        let known: Vec<&str> = known.iter().map(Lang::as_str).collect();
        let finding = Finding::error("init/language", Place::Project, format!("the theme `{name}` has no words in `{lang}` yet"));
        findings.push(finding.help(format!(
            "begin with one of these: {}; then add `{lang}` to `languages:` and the theme's words to `words:` in site.yaml",
            known.join(", ")
        )));
    }
    if findings.stop() { Err(findings) } else { Ok(()) }
}

/// The schemas of the starter, with its own ids in them.
fn schemas(files: &[(Utf8PathBuf, String)], world: &dyn World) -> Vec<(Utf8PathBuf, String)> {
    let written = MemoryWorld::new(world.now());
    files.iter().for_each(|(path, text)| written.put(path, text.as_bytes()));
    let site = Site::load(&written, &Overrides::default(), &mut Findings::new());
    schema::files(SCHEMAS.into(), site.as_ref())
}

/// Nothing that is there already would be overwritten.
fn free(files: &[(Utf8PathBuf, String)], world: &dyn World) -> Result<(), Findings> {
    if world.is_file(SITE_FILE.into()) {
        let finding = Finding::error("init/site", Place::File(SITE_FILE.into()), "there is a site in this folder already");
        return Err(refused(finding.help("name another folder; `segue new` adds pages to the site that is here")));
    }
    let taken: Vec<&str> =
        files.iter().map(|(path, _)| path.as_path()).filter(|path| world.is_file(path)).map(|path| path.as_str()).collect();
    let Some(first) = taken.first() else { return Ok(()) };
    let message = match taken.as_slice() {
        [one] => format!("`{one}` is there already and would be overwritten"),
        many => format!("{} files are there already and would be overwritten: {}", many.len(), many.join(", ")),
    };
    let finding = Finding::error("init/overwrite", Place::File((*first).into()), message);
    Err(refused(finding.help("move what is there out of the way, or name a new or empty folder")))
}

#[cfg(test)]
mod tests;
