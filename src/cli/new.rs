//! `segue new`: a page to fill in.

mod request;
mod skeleton;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::Outcome;
use super::init::language;
use super::outcome::refused;
use crate::diagnostics::{Finding, Findings, Place};
use crate::site::{Kind, Lang, Overrides, Site};
use crate::world::World;
use request::Request;

const EXAMPLES: &str = "Examples:
  segue new article \"Water for tea\" --audience b2b,b2c
  segue new case-study \"Corner Café\" --audience b2b --segment cafes
  segue new page \"Delivery\" --audience all --dir help
  segue new article \"Вода для чая\" --lang ru --slug water-for-tea

The last one is the Russian translation of articles/water-for-tea.md.";

/// Write a page to fill in: front matter for its kind and a first outline
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct NewArgs {
    /// What sort of page it is
    #[arg(value_parser = PossibleValuesParser::new(Kind::ALL.map(Kind::as_str)).map(|name| kind(&name)))]
    pub kind: Kind,
    /// Its title; the file's name is made from it
    pub title: String,
    /// Who it is for: one audience, several with commas between them, or `all`
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub audience: Vec<String>,
    /// The language it is written in, where that is not the site's first: a translation, if the page is there already
    #[arg(long, value_parser = language)]
    pub lang: Option<Lang>,
    /// The segments it addresses
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub segment: Vec<String>,
    /// A folder inside the section
    #[arg(long, value_name = "FOLDER")]
    pub dir: Option<String>,
    /// The file's name, in place of one made from the title
    #[arg(long, value_name = "NAME")]
    pub slug: Option<String>,
}

fn kind(name: &str) -> Kind {
    Kind::ALL.into_iter().find(|kind| kind.as_str() == name).unwrap_or(Kind::Page)
}

/// Writes a page into the site that is the root of `world`.
///
/// # Errors
///
/// A site that cannot be read, names that it does not have, a page that is there already.
pub fn run(args: &NewArgs, world: &dyn World) -> Result<Outcome, Findings> {
    let mut findings = Findings::new();
    let site = Site::load(world, &Overrides::default(), &mut findings);
    let Some(site) = site.filter(|_| !findings.stop()) else { return Err(findings) };
    let Some(request) = Request::of(args, &site, world, &mut findings) else { return Err(findings) };
    if world.is_file(&request.path) {
        let finding = Finding::error("new/exists", Place::File(request.path), "there is such a page already");
        return Err(refused(finding.help("choose another title, or name the file with `--slug`")));
    }
    let mut outcome = Outcome::write(world, [(request.path.clone(), skeleton::page(&request, &site))])?;
    if request.kind == Kind::CaseStudy && !request.translates {
        outcome = outcome.note("It is published once the customer has agreed and the page says `status: granted`.");
    }
    let Request { lang, slug, .. } = &request;
    Ok(match (request.other_language(&site), request.translates) {
        (false, _) => outcome,
        (true, true) => outcome.note(format!("It is the translation of `{slug}` into `{lang}`: who reads it is said there.")),
        (true, false) => outcome.note(format!(
            "There is no page `{slug}` yet, so this one exists in `{lang}` only. To translate a page, give its name with `--slug`."
        )),
    })
}

#[cfg(test)]
mod tests;
