//! What authors write above a body: one type for all kinds, every key optional.

mod case_study;
mod choice;
mod event;
mod front;
mod landing;
mod page;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::layer::{Layer, plain_layers, struct_layer};
use crate::site::Moment;
use crate::site::{
    AudienceId, ContactId, CtaId, Defaults, FileRef, FormId, Free, Kind, Lang, Map, OfferId, PostalAddress, SegmentId, Stage, Text, Voice,
    WebAddress,
};

pub use case_study::{Amount, Client, Metric, Permission, PermissionScope, PermissionStatus, Quote};
pub use choice::{AudienceChoice, OneOrMany};
pub use event::Speaker;
pub use front::Front;
pub use landing::{Campaign, Delivery, Gate, LeadMagnet, Question};
pub use page::{ImageMeta, ProperName, SeoMeta};

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
    pub image: Option<Box<ImageMeta>>,
    /// The call to action, by its name in the audience, or `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cta: Option<CtaId>,
    /// The form, by its name in the audience, or `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<FormId>,
    /// The offer, by its name in the audience, or `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer: Option<OfferId>,
    /// The person to turn to, by the name under the audience's `contacts:`, or `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<ContactId>,
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
    pub seo: Option<Box<SeoMeta>>,
    /// What is different for an audience, a segment or a language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variants: Option<Box<Map<String, FrontMatter>>>,
    /// Keys of your own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extra: Option<Box<Map<String, Free>>>,
    /// What sort of page it is; by default what its section is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,

    /// Case study: the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<Box<Client>>,
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
    pub permission: Option<Box<Permission>>,

    /// Landing: what is given for an address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead_magnet: Option<Box<LeadMagnet>>,
    /// Landing: what the reader gains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub benefits: Option<Vec<Text>>,
    /// Landing: questions and answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub faq: Option<Vec<Question>>,
    /// Landing: the advertisement that leads here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign: Option<Box<Campaign>>,

    /// Event: when it begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts: Option<Moment>,
    /// Event: when it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends: Option<Moment>,
    /// Event: where it takes place on the web.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub online: Option<WebAddress>,
    /// Event: whether that address is told only to those who registered, by the team itself; it is published nowhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub online_private: Option<bool>,
    /// Event: where it takes place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Box<PostalAddress>>,
    /// Event: who speaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speakers: Option<Vec<Speaker>>,
    /// Event: the form for registration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub register: Option<FormId>,
    /// Event: the last day or instant of registration; without it, the event's end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub register_until: Option<Moment>,
    /// Event: the address of a recording, shown once it is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replay: Option<WebAddress>,

    /// Only in `_index.md`: what everything below the section inherits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cascade: Option<Box<FrontMatter>>,
}

struct_layer!(options FrontMatter {
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
    contact,
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
    online_private,
    place,
    speakers,
    register,
    register_until,
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
            ("online_private", |front| front.online_private.is_some()),
            ("place", |front| front.place.is_some()),
            ("speakers", |front| front.speakers.is_some()),
            ("register", |front| front.register.is_some()),
            ("register_until", |front| front.register_until.is_some()),
            ("replay", |front| front.replay.is_some()),
        ],
    ),
];

impl FrontMatter {
    /// The times at which something of it comes or is over.
    pub fn moments(&self) -> impl Iterator<Item = Moment> {
        let permission = self.permission.iter().flat_map(|permission| [permission.granted, permission.expires]);
        let quotes = self.quotes.iter().flatten().map(|quote| quote.approved);
        [self.publish_at, self.expires_at, self.starts, self.ends, self.register_until]
            .into_iter()
            .chain(permission)
            .chain(quotes)
            .flatten()
    }

    /// Lays defaults over it.
    pub fn lay_defaults(&mut self, defaults: &Defaults) {
        let Defaults { cta, form, offer, voice, layout, author, contact } = defaults;
        self.cta.merge(cta);
        self.form.merge(form);
        self.offer.merge(offer);
        self.voice.merge(voice);
        self.layout.merge(layout);
        self.author.merge(author);
        self.contact.merge(contact);
    }
}

impl From<&Defaults> for FrontMatter {
    fn from(defaults: &Defaults) -> Self {
        let mut front = Self::default();
        front.lay_defaults(defaults);
        front
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

struct_layer!(PostalAddress { name, street, city, region, postal_code, country });

plain_layers!(
    bool,
    String,
    AudienceChoice,
    AudienceId,
    ContactId,
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
    WebAddress,
    OneOrMany<SegmentId>,
);
