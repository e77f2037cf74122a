//! `segue schema`: JSON Schemas of everything authors write in YAML, for editors.
//!
//! They are draft 7, which the YAML extension of VS Code and most editors read.

mod names;

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::Outcome;
use crate::content::FrontMatter;
use crate::content::consent::{ConsentFront, LedgerFile};
use crate::diagnostics::Findings;
use crate::site::{AudienceFile, Overrides, PresetFile, Provider, Site, SiteFile};
use crate::theme::ThemeFile;
use crate::world::World;
use names::{Document, Names};

const EXAMPLES: &str = "Examples:
  segue schema                        all of them, as one JSON object
  segue schema --out .vscode/segue    a file each, where VS Code looks for them

The schemas list the names of audiences, segments, languages, authors, calls
to action, forms, offers and providers: run it again when those have changed.";

/// Write JSON Schemas of site.yaml, audience files, front matter, consent texts, presets, files of providers and theme.yaml
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = EXAMPLES)]
pub struct SchemaArgs {
    /// Write a file each into this folder instead of printing them
    #[arg(long, value_name = "DIR")]
    pub out: Option<Utf8PathBuf>,
}

/// Prints the schemas of the site that is the root of `world`, or writes them. Without a sound site they name no ids.
///
/// # Errors
///
/// A file that cannot be written.
pub fn run(args: &SchemaArgs, world: &dyn World) -> Result<Outcome, Findings> {
    let mut findings = Findings::new();
    // A site with mistakes may lack some of its ids, and a schema without them would call good ones wrong.
    let site = Site::load(world, &Overrides::default(), &mut findings).filter(|_| !findings.stop());
    let outcome = match &args.out {
        Some(folder) => Outcome::write(world, files(folder, site.as_ref()))?,
        None => {
            let all: Map<String, Value> = schemas(site.as_ref()).into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
            Outcome { output: Some(text(&Value::Object(all))), ..Outcome::default() }
        }
    };
    Ok(match site {
        Some(_) => outcome,
        None => outcome.note("There is no site here that could be read without a mistake, so the schemas list no names of its own."),
    })
}

/// The schemas as files of a folder.
pub(super) fn files(folder: &Utf8Path, site: Option<&Site>) -> Vec<(Utf8PathBuf, String)> {
    schemas(site).into_iter().map(|(name, schema)| (folder.join(format!("{name}.schema.json")), text(&schema))).collect()
}

/// All schemas by name, with the names that the site gives to things.
pub fn schemas(site: Option<&Site>) -> [(&'static str, Value); 8] {
    let names = site.map(Names::of);
    let make = |name, mut schema: Value, document| {
        accept_numbers(&mut schema);
        names.iter().for_each(|names| names.put(&mut schema, document));
        (name, schema)
    };
    [
        make("site", schema_of::<SiteFile>(), Document::Site),
        make("audience", schema_of::<AudienceFile>(), Document::Audience),
        make("front-matter", schema_of::<FrontMatter>(), Document::FrontMatter),
        make("preset", schema_of::<PresetFile>(), Document::Preset),
        make("consent", schema_of::<ConsentFront>(), Document::Consent),
        make("consent-ledger", schema_of::<LedgerFile>(), Document::Consent),
        make("theme", schema_of::<ThemeFile>(), Document::Theme),
        make("provider", schema_of::<Provider>(), Document::Provider),
    ]
}

fn schema_of<T: JsonSchema>() -> Value {
    SchemaSettings::draft07().into_generator().into_root_schema_for::<T>().to_value()
}

/// A text may be a year or a size without quotes: the program reads it as it is written.
fn accept_numbers(schema: &mut Value) {
    if let Some(choices) = schema.pointer_mut("/definitions/Text/anyOf").and_then(Value::as_array_mut) {
        choices.push(json!({"type": "integer"}));
    }
}

fn text(schema: &Value) -> String {
    format!("{schema:#}\n")
}

#[cfg(test)]
mod tests;
