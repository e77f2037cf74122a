use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AudienceId, BaseUrl, Defaults, Email, FileRef, Free, Kind, Lang, Map, Name, Phone, Text, WebAddress, Words};

/// `site.yaml`: brand, base address, languages, primary audience, policies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "site.yaml")]
pub struct SiteFile {
    /// The brand's name.
    pub title: Text,
    /// The absolute address of the site; it may carry a base path.
    pub url: BaseUrl,
    /// The languages of the site; the first is the default.
    pub languages: Vec<Lang>,
    /// What readers of a language get where a page is not translated.
    #[serde(default)]
    pub missing_translation: MissingTranslation,
    /// With `missing_translation: fallback`: which languages stand in for one, best first.
    #[serde(default)]
    pub fallback: Map<Lang, Vec<Lang>>,
    /// The audience that owns words which several audiences share.
    pub primary: AudienceId,
    /// The theme, by the name of its folder.
    #[serde(default = "lumen")]
    pub theme: Name,
    /// The folder that is published.
    #[serde(default = "output")]
    pub output: String,
    /// The time zone that dates are in, by its IANA name.
    #[serde(default = "utc")]
    pub time_zone: String,
    /// How addresses are made from names.
    #[serde(default)]
    pub slugs: SlugStyle,
    /// How many pages a list shows at once.
    #[serde(default = "twenty")]
    pub paginate: usize,
    /// Who publishes the site.
    #[serde(default)]
    pub organization: Organization,
    /// Authors by id.
    #[serde(default)]
    pub authors: Map<Name, Author>,
    /// Whose consent rules apply.
    #[serde(default)]
    pub jurisdictions: Vec<Jurisdiction>,
    /// What markdown may contain.
    #[serde(default)]
    pub content: ContentPolicy,
    /// Where links may lead.
    #[serde(default)]
    pub links: LinkPolicy,
    /// How much of the output is minified.
    #[serde(default)]
    pub minify: Minify,
    /// Words of the theme that the whole site says in its own way.
    #[serde(default)]
    pub words: Words,
    /// What pages have unless they say otherwise.
    #[serde(default)]
    pub defaults: Defaults,
    /// What pages of a kind have unless they say otherwise.
    #[serde(default)]
    pub kinds: Map<Kind, Defaults>,
    /// Defaults of what search engines read.
    #[serde(default)]
    pub seo: SeoDefaults,
    /// Settings of `segue check`, by rule.
    #[serde(default)]
    pub check: Map<String, Free>,
    /// Third parties the pages talk to.
    #[serde(default)]
    pub integrations: Vec<Free>,
}

fn lumen() -> Name {
    Name::new("lumen").unwrap_or_else(|| unreachable!("it is an id"))
}

fn output() -> String {
    "output".to_owned()
}

fn utc() -> String {
    "UTC".to_owned()
}

fn twenty() -> usize {
    20
}

/// What readers of a language get where a page is not translated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MissingTranslation {
    /// The page does not exist in that language.
    #[default]
    Skip,
    /// The page in another language, marked as such.
    Fallback,
}

/// How addresses are made from names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SlugStyle {
    /// Transliterated to Latin letters.
    #[default]
    Ascii,
    /// As they are written.
    Unicode,
}

/// How much of the output is minified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Minify {
    /// Nothing.
    None,
    /// What is made once: template text and each distinct body.
    #[default]
    Parts,
    /// Whole pages, which takes longer.
    Full,
}

/// Who publishes the site.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Organization {
    /// The name people know.
    pub name: Option<Text>,
    /// The name in the register.
    pub legal_name: Option<Text>,
    /// A file below `content/`.
    pub logo: Option<FileRef>,
    /// An e-mail address.
    pub email: Option<Email>,
    /// A telephone number.
    pub phone: Option<Phone>,
    /// Where it is.
    pub address: Option<PostalAddress>,
    /// The tax number.
    pub tax_id: Option<Text>,
    /// Its profiles elsewhere.
    #[serde(default)]
    pub same_as: Vec<WebAddress>,
}

/// Where an organization or an event is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PostalAddress {
    /// The name of the place.
    pub name: Option<Text>,
    /// Street and number.
    pub street: Option<Text>,
    /// Town or city.
    pub city: Option<Text>,
    /// Region or state.
    pub region: Option<Text>,
    /// Postal code.
    pub postal_code: Option<Text>,
    /// Two letters, as ISO 3166-1 has them.
    pub country: Option<String>,
}

/// Who writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Author {
    /// The name.
    pub name: Text,
    /// What they do.
    pub role: Option<Text>,
    /// A file below `content/`.
    pub photo: Option<FileRef>,
    /// A page of their own elsewhere.
    pub url: Option<WebAddress>,
    /// Their profiles elsewhere.
    #[serde(default)]
    pub same_as: Vec<WebAddress>,
    /// Who they are, for their page; a blank line begins a new paragraph.
    pub bio: Option<Text>,
}

/// Whose consent rules apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Jurisdiction {
    /// The General Data Protection Regulation of the European Union.
    #[serde(rename = "gdpr")]
    Gdpr,
    /// The Russian Federal Law 152-FZ.
    #[serde(rename = "ru-152fz")]
    Ru152Fz,
    /// The Georgian law on personal data protection.
    #[serde(rename = "ge-pdpl")]
    GePdpl,
}

/// What markdown may contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContentPolicy {
    /// What happens to HTML in markdown.
    #[serde(default)]
    pub html: HtmlPolicy,
}

/// What happens to HTML in markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum HtmlPolicy {
    /// It is published as it is.
    Allow,
    /// What could harm a reader is removed.
    #[default]
    Sanitise,
    /// It is an error.
    Deny,
}

/// Where links may lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkPolicy {
    /// What a link to a page does that its audience never has.
    #[serde(default)]
    pub across: Across,
}

/// What a link to a page does that its audience never has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Across {
    /// It is an error.
    #[default]
    Error,
    /// It leads to that page's primary variant.
    Primary,
}

/// Defaults of what search engines read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeoDefaults {
    /// The pattern of `<title>`: `{title}` is the page's, `{site}` the brand's, `{audience}` the audience's label.
    pub title: Option<Text>,
    /// A file below `content/`, shown where a page has no image of its own.
    pub image: Option<FileRef>,
    /// Keeps the whole site out of search engines.
    #[serde(default)]
    pub noindex: bool,
}
