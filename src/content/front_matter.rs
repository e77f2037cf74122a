//! What authors write above a body: one type for all kinds, every key optional.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::layer::{Layer, plain_layers, struct_layer};
use super::moment::Moment;
use crate::site::{
    AudienceId, CtaId, Defaults, FileRef, FormId, Free, Kind, Lang, Map, OfferId, PostalAddress, SegmentId, Stage, Text, Voice,
};

/// Front matter: what a page says of itself. Also the shape of `cascade:` and of an entry of `variants:`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Front matter")]
pub struct FrontMatter {
    /// The title, for the heading and for lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// One or two sentences for lists and search results.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Text>,
    /// Who it is for: an audience, a list of them, or `all`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audience: Option<AudienceChoice>,
    /// Whom it addresses: a segment or a list of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<OneOrMany<SegmentId>>,
    /// Segments that get a page of their own beside the audience's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub editions: Option<Vec<SegmentId>>,
    /// Where the reader stands on the way to the brand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// The audience that owns the words of this page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary: Option<AudienceId>,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// The day it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Moment>,
    /// The day it was last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<Moment>,
    /// Who wrote it: an id of `site.yaml`, or a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Whether it is not ready yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draft: Option<bool>,
    /// Not published before this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publish_at: Option<Moment>,
    /// Not published after this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Moment>,
    /// Its name in the address, in place of the file's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// Addresses that lead here: `/x` from the host, `x` from the variant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aliases: Option<Vec<String>>,
    /// The page's picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<ImageMeta>,
    /// The call to action, by its name in the audience, or `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cta: Option<CtaId>,
    /// The form, by its name in the audience, or `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<FormId>,
    /// The offer, by its name in the audience, or `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer: Option<OfferId>,
    /// The register of words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice: Option<Voice>,
    /// The template, by its name without `.html`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layout: Option<String>,
    /// Sources to show as related, as file paths.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub related: Option<Vec<String>>,
    /// What search engines read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seo: Option<SeoMeta>,
    /// What is different for an audience, a segment or a language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variants: Option<Map<String, FrontMatter>>,
    /// Keys of your own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extra: Option<Map<String, Free>>,
    /// What sort of page it is; by default what its section is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,

    /// Case study: the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<Client>,
    /// Case study: whether the client's name is kept back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anonymised: Option<bool>,
    /// Case study: figures before and after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metrics: Option<Vec<Metric>>,
    /// Case study: what people said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quotes: Option<Vec<Quote>>,
    /// Case study: what the client allows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permission: Option<Permission>,

    /// Landing: what is given for an address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead_magnet: Option<LeadMagnet>,
    /// Landing: what the reader gains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub benefits: Option<Vec<Text>>,
    /// Landing: questions and answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub faq: Option<Vec<Question>>,
    /// Landing: the advertisement that leads here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign: Option<Campaign>,

    /// Event: when it begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts: Option<Moment>,
    /// Event: when it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends: Option<Moment>,
    /// Event: where it takes place on the web.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub online: Option<String>,
    /// Event: where it takes place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<PostalAddress>,
    /// Event: who speaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speakers: Option<Vec<Speaker>>,
    /// Event: the form for registration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub register: Option<FormId>,
    /// Event: the address of a recording.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replay: Option<String>,

    /// Only in `_index.md`: what everything below the section inherits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cascade: Option<Box<FrontMatter>>,
}

struct_layer!(FrontMatter {
    title,
    description,
    audience,
    segment,
    editions,
    stage,
    primary,
    tags,
    date,
    updated,
    author,
    draft,
    publish_at,
    expires_at,
    slug,
    aliases,
    image,
    cta,
    form,
    offer,
    voice,
    layout,
    related,
    seo,
    variants,
    extra,
    kind,
    client,
    anonymised,
    metrics,
    quotes,
    permission,
    lead_magnet,
    benefits,
    faq,
    campaign,
    starts,
    ends,
    online,
    place,
    speakers,
    register,
    replay,
    cascade,
});

/// A key, and whether a front matter has it.
type Key = (&'static str, fn(&FrontMatter) -> bool);

/// Keys that belong to one kind only.
pub(super) const KEYS_OF_KIND: [(Kind, &[Key]); 3] = [
    (
        Kind::CaseStudy,
        &[
            ("client", |front| front.client.is_some()),
            ("anonymised", |front| front.anonymised.is_some()),
            ("metrics", |front| front.metrics.is_some()),
            ("quotes", |front| front.quotes.is_some()),
            ("permission", |front| front.permission.is_some()),
        ],
    ),
    (
        Kind::Landing,
        &[
            ("lead_magnet", |front| front.lead_magnet.is_some()),
            ("benefits", |front| front.benefits.is_some()),
            ("faq", |front| front.faq.is_some()),
            ("campaign", |front| front.campaign.is_some()),
        ],
    ),
    (
        Kind::Event,
        &[
            ("starts", |front| front.starts.is_some()),
            ("ends", |front| front.ends.is_some()),
            ("online", |front| front.online.is_some()),
            ("place", |front| front.place.is_some()),
            ("speakers", |front| front.speakers.is_some()),
            ("register", |front| front.register.is_some()),
            ("replay", |front| front.replay.is_some()),
        ],
    ),
];

impl From<&Defaults> for FrontMatter {
    fn from(defaults: &Defaults) -> Self {
        let Defaults { cta, form, offer, voice, layout, author } = defaults.clone();
        Self { cta, form, offer, voice, layout, author, ..Self::default() }
    }
}

impl<T: Layer> Layer for Box<T> {
    fn settle(&self, lang: &Lang, own: &Lang) -> Option<Self> {
        T::settle(self, lang, own).map(Box::new)
    }

    fn merge(&mut self, over: &Self) {
        T::merge(self, over);
    }
}

/// Who a page is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AudienceChoice {
    /// Every audience of the site.
    All,
    /// These.
    Some(Vec<AudienceId>),
}

impl AudienceChoice {
    /// Whether an audience is among them.
    pub fn includes(&self, audience: &AudienceId) -> bool {
        match self {
            Self::All => true,
            Self::Some(list) => list.contains(audience),
        }
    }
}

impl Serialize for AudienceChoice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::All => serializer.serialize_str("all"),
            Self::Some(list) => list.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for AudienceChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let OneOrMany(names) = OneOrMany::<String>::deserialize(deserializer)?;
        if names == ["all"] {
            return Ok(Self::All);
        }
        let id = |name: &String| AudienceId::new(name).ok_or_else(|| D::Error::custom(format!("`{name}` is not the id of an audience")));
        names.iter().map(id).collect::<Result<_, _>>().map(Self::Some)
    }
}

impl JsonSchema for AudienceChoice {
    fn schema_name() -> Cow<'static, str> {
        "AudienceChoice".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let id = generator.subschema_for::<AudienceId>();
        schemars::json_schema!({"anyOf": [{"const": "all"}, id, {"type": "array", "items": id}]})
    }
}

/// One, or a list of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct OneOrMany<T>(pub Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either<T>(std::marker::PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Either<T> {
            type Value = OneOrMany<T>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("one name or a list of names")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                T::deserialize(serde::de::value::StrDeserializer::new(text)).map(|one| OneOrMany(vec![one]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
                let mut all = Vec::new();
                while let Some(one) = access.next_element()? {
                    all.push(one);
                }
                Ok(OneOrMany(all))
            }
        }

        deserializer.deserialize_any(Either(std::marker::PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for OneOrMany<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("OneOrMany{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        schemars::json_schema!({"anyOf": [one, {"type": "array", "items": one}]})
    }
}

/// A name that is written the same for readers of every language, unless it is given by language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct ProperName(pub Text);

impl Layer for ProperName {
    fn settle(&self, lang: &Lang, _: &Lang) -> Option<Self> {
        self.0.in_language(lang, None).map(Self)
    }

    fn merge(&mut self, over: &Self) {
        self.0.clone_from(&over.0);
    }
}

impl ProperName {
    /// The name, after it was settled for one language.
    pub fn plain(&self) -> Option<&str> {
        self.0.plain()
    }
}

/// The page's picture.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImageMeta {
    /// A file, from the source's own folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub src: Option<FileRef>,
    /// What it shows; an empty text where it is decoration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alt: Option<Text>,
}

struct_layer!(ImageMeta { src, alt });

/// What search engines read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeoMeta {
    /// In place of the page's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// In place of the page's description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Text>,
    /// What readers search for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keyword: Option<Text>,
    /// Which page owns the words: `auto`, `self`, `primary`, or the id of an audience.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canonical: Option<String>,
    /// Keeps the page out of search engines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub noindex: Option<bool>,
    /// For shared cards, in place of the page's picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<FileRef>,
}

struct_layer!(SeoMeta { title, description, keyword, canonical, noindex, image });

/// The client of a case study.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Client {
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<ProperName>,
    /// The industry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub industry: Option<Text>,
    /// How large it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<Text>,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Text>,
    /// A file, from the source's own folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<FileRef>,
    /// Its own site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// A client since: a year or a date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<ProperName>,
}

struct_layer!(Client { name, industry, size, location, logo, url, since });

/// A figure before and after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Metric {
    /// What is measured.
    pub label: Text,
    /// Before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Amount>,
    /// After.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Amount>,
    /// The unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Text>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<Text>,
    /// Who measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Text>,
}

struct_layer!(Metric { label, before, after, unit, period, source });

/// A number, written as the reader's language has it, or a text.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Amount {
    /// A number.
    Number(f64),
    /// A text.
    Text(Text),
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Free::deserialize(deserializer)? {
            #[expect(clippy::cast_precision_loss, reason = "figures of case studies are far below 2^53")]
            Free::Integer(number) => Self::Number(number as f64),
            Free::Number(number) => Self::Number(number),
            Free::Text(text) => Self::Text(Text::Plain(text)),
            Free::Map(map) => Self::Text(Text::ByLanguage(
                map.iter()
                    .map(|(lang, text)| match (Lang::new(lang), text) {
                        (Some(lang), Free::Text(text)) => Ok((lang, text.clone())),
                        _ => Err(D::Error::custom("expected a number, text, or a map of texts by language")),
                    })
                    .collect::<Result<_, _>>()?,
            )),
            _ => return Err(D::Error::custom("expected a number, text, or a map of texts by language")),
        })
    }
}

impl Layer for Amount {
    fn settle(&self, lang: &Lang, own: &Lang) -> Option<Self> {
        match self {
            Self::Number(_) => Some(self.clone()),
            Self::Text(text) => Layer::settle(text, lang, own).map(Self::Text),
        }
    }

    fn merge(&mut self, over: &Self) {
        *self = over.clone();
    }
}

/// What a person said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quote {
    /// The words.
    pub text: Text,
    /// Who said them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<ProperName>,
    /// What they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Text>,
    /// A file, from the source's own folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photo: Option<FileRef>,
    /// The day they approved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved: Option<Moment>,
}

struct_layer!(Quote { text, person, role, photo, approved });

/// What a client allows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Permission {
    /// Whether it was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<PermissionStatus>,
    /// What may be shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<Vec<PermissionScope>>,
    /// Where it may be shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audiences: Option<AudienceChoice>,
    /// Since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub granted: Option<Moment>,
    /// Until when, that day included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Moment>,
    /// Where the proof lies; never the proof itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// Whom to ask again; a role, not a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
}

struct_layer!(Permission { status, scope, audiences, granted, expires, evidence, contact });

/// Whether a permission was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PermissionStatus {
    /// It was.
    Granted,
    /// It was asked for.
    Pending,
    /// It was taken back.
    Revoked,
    /// Nobody need be asked.
    NotRequired,
}

/// What a permission covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PermissionScope {
    /// The client's name.
    Name,
    /// The client's logo.
    Logo,
    /// Quotes.
    Quote,
    /// Figures.
    Metrics,
    /// Photos.
    Photo,
    /// Other languages.
    Translation,
    /// Advertisements.
    PaidAds,
}

/// What is given for an address.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeadMagnet {
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// A file, from the source's own folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<FileRef>,
    /// Whether the file can be had without the form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gate: Option<Gate>,
    /// How it reaches the reader.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery: Option<Delivery>,
    /// A picture of it, from the source's own folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preview: Option<FileRef>,
}

struct_layer!(LeadMagnet { title, file, gate, delivery, preview });

/// Whether a file can be had without the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Gate {
    /// Only after the form.
    Full,
    /// A part is on the page, the file only after the form.
    Partial,
    /// It is linked from the page.
    Open,
}

/// How a file reaches the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Delivery {
    /// On the thank-you page.
    Instant,
    /// By e-mail.
    Email,
    /// Both.
    Both,
}

/// A question and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The question.
    pub q: Text,
    /// The answer; a blank line begins a new paragraph.
    pub a: Text,
}

struct_layer!(Question { q, a });

/// The advertisement that leads to a page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Campaign {
    /// Its headline, which the page repeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headline: Option<Text>,
    /// The keyword it is shown for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keyword: Option<Text>,
    /// Where it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

struct_layer!(Campaign { headline, keyword, source });

/// Who speaks at an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Speaker {
    /// The name.
    pub name: ProperName,
    /// What they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Text>,
}

struct_layer!(Speaker { name, role });

struct_layer!(PostalAddress { name, street, city, region, postal_code, country });

plain_layers!(
    bool,
    String,
    AudienceChoice,
    AudienceId,
    CtaId,
    Delivery,
    FileRef,
    FormId,
    Free,
    Gate,
    Kind,
    Moment,
    OfferId,
    PermissionScope,
    PermissionStatus,
    SegmentId,
    Stage,
    Voice,
    OneOrMany<SegmentId>,
);
