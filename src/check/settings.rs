//! How grave rules are for a page, and what they are set to.
//!
//! `site.yaml` says it under `check:`, an audience file under `tone:` for its own pages. A rule is set to a level (`off`, `note`, `warning`,
//! `error`), to a map with `level` and the rule's own settings, or to a list of such maps, of which each may say for whom it is: `audience`,
//! `kind`, `lang`, `path` (what a path below `content/` begins with). What is said later wins, and an audience wins over the site.

use serde_json::Value;

use super::catalogue::{all, number};
use super::judge::About;
use super::judges::Judge;
use super::language::Language;
use super::phrases::Phrases;
use crate::diagnostics::{Document, Finding, Findings, Level, listed, nearest};
use crate::site::{Audience, AudienceId, Free, Kind, Lang, Map, Site};
use crate::world::yaml::KeyPath;

/// What all rules are set to for one page.
#[derive(Debug, Clone, PartialEq)]
pub struct Values {
    rules: Vec<RuleSettings>,
}

/// What a rule is set to for one page.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleSettings {
    /// How grave it is; nothing where it is off.
    pub level: Option<Level>,
    /// Its settings.
    pub settings: Map<String, Free>,
}

impl Default for Values {
    fn default() -> Self {
        let of = |rule: &super::Rule| {
            let level = if rule.on_trial { Level::Note } else { rule.level };
            RuleSettings { level: Some(level), settings: rule.settings.clone() }
        };
        Self { rules: all().iter().map(of).collect() }
    }
}

impl Values {
    /// What the rule of this name is set to.
    pub fn of(&self, id: &str) -> Option<&RuleSettings> {
        self.rules.get(number(id)?)
    }

    /// Sets one of a rule's settings.
    pub fn set(&mut self, id: &str, setting: &str, value: Free) {
        if let Some(rule) = number(id).and_then(|number| self.rules.get_mut(number)) {
            rule.settings.insert(setting.to_owned(), value);
        }
    }

    fn follow(&mut self, entry: &Entry) {
        if let Some(rule) = self.rules.get_mut(entry.rule) {
            rule.level = entry.level.unwrap_or(rule.level);
            rule.settings.extend(entry.settings.iter().cloned());
        }
    }

    pub(super) fn level(&self, rule: usize) -> Option<Level> {
        self.rules.get(rule)?.level
    }

    /// A setting as a number; where it differs by language or by whom a page speaks to, the one that fits.
    pub(super) fn number(&self, rule: usize, name: &str, about: &About<'_>) -> Option<usize> {
        let value = self.rules.get(rule)?.settings.get(name)?;
        let value = match value {
            Free::Map(map) => map.get(about.lang).or_else(|| map.get(about.side.as_str())).or_else(|| map.get("other"))?,
            value => value,
        };
        match value {
            Free::Integer(number) => usize::try_from(*number).ok(),
            _ => None,
        }
    }

    /// A setting as a list of words.
    pub(super) fn words(&self, rule: usize, name: &str) -> Vec<&str> {
        match self.rules.get(rule).and_then(|rule| rule.settings.get(name)) {
            Some(Free::List(list)) => {
                list.iter().filter_map(|value| if let Free::Text(text) = value { Some(text.as_str()) } else { None }).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// For which pages something is said.
#[derive(Debug, Clone, Default, PartialEq)]
struct Only {
    audience: Option<AudienceId>,
    kind: Option<Kind>,
    lang: Option<Lang>,
    path: Option<String>,
}

/// One thing that is said of a rule.
#[derive(Debug, Clone, PartialEq)]
struct Entry {
    rule: usize,
    only: Only,
    level: Option<Option<Level>>,
    settings: Vec<(String, Free)>,
}

/// What a site says of rules.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    entries: Vec<Entry>,
}

impl Settings {
    /// What `site.yaml` and the audience files say. What cannot be understood becomes a finding and changes nothing.
    pub fn of(site: &Site, findings: &mut Findings) -> Self {
        let mut settings = Self::default();
        let mut read = Read { site, findings, entries: &mut settings.entries };
        read.all(&site.document, "check", &site.file.check, &Only::default());
        for audience in &site.audiences {
            read.all(&audience.document, "tone", &audience.file.tone, &Only { audience: Some(audience.id.clone()), ..Only::default() });
        }
        settings
    }

    /// What holds for the pages of an audience, of a kind, in a language, whose source has this path.
    pub fn values(&self, audience: &Audience, kind: Kind, lang: &Lang, path: &str) -> Values {
        let mut values = Values::default();
        for entry in self.entries.iter().filter(|entry| entry.only.fits(&audience.id, kind, lang, path)) {
            values.follow(entry);
        }
        values
    }

    /// What holds for the site as a whole: what is said for some pages only is left out.
    pub(super) fn for_all(&self) -> Values {
        let mut values = Values::default();
        for entry in self.entries.iter().filter(|entry| entry.only == Only::default()) {
            values.follow(entry);
        }
        values
    }

    /// Whether a rule is an error anywhere.
    pub(super) fn have_errors(&self) -> bool {
        self.entries.iter().any(|entry| entry.level == Some(Some(Level::Error))) || all().iter().any(|rule| rule.level == Level::Error)
    }

    /// Whether what holds for a page depends on where its source lies.
    pub fn go_by_path(&self) -> bool {
        self.entries.iter().any(|entry| entry.only.path.is_some())
    }
}

impl Only {
    fn fits(&self, audience: &AudienceId, kind: Kind, lang: &Lang, path: &str) -> bool {
        self.audience.as_ref().is_none_or(|own| own == audience)
            && self.kind.is_none_or(|own| own == kind)
            && self.lang.as_ref().is_none_or(|own| own == lang)
            && self.path.as_ref().is_none_or(|own| path.starts_with(own.as_str()))
    }
}

/// The work of reading what a site says.
struct Read<'a> {
    site: &'a Site,
    findings: &'a mut Findings,
    entries: &'a mut Vec<Entry>,
}

/// What a rule may be set to, for messages.
const LEVELS: &str = "off, note, warning, error";

impl Read<'_> {
    fn all(&mut self, document: &Document, key: &str, map: &Map<String, Free>, only: &Only) {
        for (id, value) in map.iter() {
            let at: KeyPath = [key, id.as_str()].into_iter().collect();
            let Some(rule) = number(id) else {
                let ids = all().iter().map(|rule| rule.id);
                let near = nearest(id, ids).map(|near| format!("did you mean `{near}`?"));
                let help = near.unwrap_or_else(|| "`segue rules` lists them all".to_owned());
                self.findings
                    .push(Finding::warning("check/unknown-rule", document.key_place(&at), format!("there is no rule `{id}`")).help(help));
                continue;
            };
            match value {
                Free::List(list) => {
                    for (index, value) in list.iter().enumerate() {
                        self.one(document, &at.index(index), rule, value, only.clone());
                    }
                }
                value => self.one(document, &at, rule, value, only.clone()),
            }
        }
    }

    fn wrong(&mut self, document: &Document, at: &KeyPath, message: String, help: String) {
        self.findings.push(Finding::error("check/setting", document.value_place(at), message).help(help));
    }

    fn level(&mut self, document: &Document, at: &KeyPath, value: &Free) -> Option<Option<Level>> {
        match value {
            // YAML reads a bare `off` as `false` in some of its versions.
            Free::Bool(false) => Some(None),
            Free::Text(text) => match text.as_str() {
                "off" => Some(None),
                "note" => Some(Some(Level::Note)),
                "warning" => Some(Some(Level::Warning)),
                "error" => Some(Some(Level::Error)),
                other => {
                    self.wrong(document, at, format!("`{other}` is no level"), format!("there are: {LEVELS}"));
                    None
                }
            },
            _ => {
                self.wrong(document, at, "this is no level".to_owned(), format!("there are: {LEVELS}"));
                None
            }
        }
    }

    fn one(&mut self, document: &Document, at: &KeyPath, rule: usize, value: &Free, mut only: Only) {
        let mut entry = Entry { rule, only: Only::default(), level: None, settings: Vec::new() };
        let Free::Map(map) = value else {
            entry.level = self.level(document, at, value);
            entry.only = only;
            if entry.level.is_some() {
                self.entries.push(entry);
            }
            return;
        };
        let known = &all()[rule].settings;
        for (name, value) in map.iter() {
            let at = at.key(name.as_str());
            match (name.as_str(), known.get(name)) {
                ("level", _) => entry.level = self.level(document, &at, value),
                ("audience" | "kind" | "lang" | "path", _) => {
                    if !self.only(document, &at, name, value, &mut only) {
                        return;
                    }
                }
                (_, Some(default)) => {
                    if let Some(wrong) = self.no_phrase(rule, name, value) {
                        self.wrong(
                            document,
                            &at.index(wrong.0),
                            wrong.1,
                            "`segue rules tone/banned` says how phrases are written".to_owned(),
                        );
                    } else if let Some(asked) = mismatch(default, value) {
                        self.wrong(document, &at, format!("`{name}` is {asked}"), format!("unless it is set it is {}", written(default)));
                    } else {
                        entry.settings.push((name.clone(), value.clone()));
                    }
                }
                _ => {
                    let names: Vec<&str> = known.keys().map(String::as_str).chain(["level", "audience", "kind", "lang", "path"]).collect();
                    let near = nearest(name, names.iter().copied()).map(|near| format!("did you mean `{near}`?"));
                    let help = near.unwrap_or_else(|| format!("there are: {}", listed(names)));
                    let message = format!("`{}` has no setting `{name}`", all()[rule].id);
                    self.findings.push(Finding::error("check/setting", document.key_place(&at), message).help(help));
                }
            }
        }
        entry.only = only;
        self.entries.push(entry);
    }

    /// The first of a site's own phrases that is none in any of its languages, by its number, with what is wrong.
    fn no_phrase(&self, rule: usize, name: &str, value: &Free) -> Option<(usize, String)> {
        let own = matches!(all()[rule].judge, Judge::OwnPhrases | Judge::OwnTerms) && name == "words";
        let Free::List(list) = value else { return None };
        list.iter().enumerate().filter(|_| own).find_map(|(number, phrase)| {
            let Free::Text(phrase) = phrase else { return None };
            let read = |lang: &Lang| Phrases::default().add(0, phrase, Language::get(lang.as_str()));
            let wrong: Vec<String> = self.site.file.languages.iter().map_while(|lang| read(lang).err()).collect();
            let nowhere = wrong.len() == self.site.file.languages.len();
            nowhere.then(|| (number, wrong.into_iter().next().unwrap_or_default()))
        })
    }

    /// For whom something is said; whether that was understood.
    fn only(&mut self, document: &Document, at: &KeyPath, name: &str, value: &Free, only: &mut Only) -> bool {
        let Free::Text(text) = value else {
            self.wrong(document, at, format!("`{name}` is one name"), "for several, write one entry for each".to_owned());
            return false;
        };
        let known: Vec<String> = match name {
            "audience" => self.site.audiences.iter().map(|audience| audience.id.to_string()).collect(),
            "kind" => Kind::ALL.iter().map(|kind| kind.as_str().to_owned()).collect(),
            "lang" => self.site.file.languages.iter().map(ToString::to_string).collect(),
            _ => {
                only.path = Some(text.trim_start_matches("content/").to_owned());
                return true;
            }
        };
        if !known.contains(text) {
            let near = nearest(text, known.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
            let help = near.unwrap_or_else(|| format!("there are: {}", listed(known.iter().map(String::as_str))));
            self.wrong(document, at, format!("there is no {name} `{text}`"), help);
            return false;
        }
        match name {
            "audience" => only.audience = self.site.audiences.iter().map(|audience| &audience.id).find(|id| id.as_str() == text).cloned(),
            "kind" => only.kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == text),
            _ => only.lang = self.site.file.languages.iter().find(|lang| lang.as_str() == text).cloned(),
        }
        true
    }
}

/// What a setting must be, where a value is something else.
fn mismatch(default: &Free, value: &Free) -> Option<&'static str> {
    match (default, value) {
        (Free::Integer(_), Free::Integer(number)) if *number >= 0 => None,
        (Free::Bool(_), Free::Bool(_)) | (Free::Text(_), Free::Text(_)) => None,
        (Free::List(_), Free::List(list)) if list.iter().all(|value| matches!(value, Free::Text(_))) => None,
        (Free::Map(defaults), Free::Map(values)) => values.values().find_map(|value| mismatch(defaults.values().next()?, value)),
        // One value for all.
        (Free::Map(defaults), value) => mismatch(defaults.values().next()?, value),
        (Free::Integer(_), _) => Some("a whole number, 0 or more"),
        (Free::Bool(_), _) => Some("`true` or `false`"),
        (Free::List(_), _) => Some("a list of words"),
        _ => Some("text"),
    }
}

fn written(value: &Free) -> String {
    let value = serde_json::to_value(value).unwrap_or(Value::Null);
    format!("`{value}`")
}
