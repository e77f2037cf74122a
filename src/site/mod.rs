//! What `site.yaml`, the audience files, presets and providers say: one type a file, strict, with every value's place.
//!
//! Not for: what a page says (content), or who gets what (plan).
//!
//! Invariant: every id and language that the rest of the program meets was checked here; a [`Site`] that loaded without an error needs no
//! second look.

mod audience;
mod base_url;
mod checks;
mod config;
mod consent;
mod cta;
mod currency;
mod defaults;
mod delivery;
mod file_ref;
mod form;
mod free;
mod goals;
mod id;
mod id_kind;
mod jurisdiction;
mod load;
mod map;
mod moment;
mod offer;
mod offer_checks;
mod preset;
mod presets;
mod provider;
mod reach;
mod segment;
mod sum;
mod text;
mod texts;
mod words;

pub use audience::{Address, AudienceFile, Contact, NavigationEntry, Side};
pub use base_url::BaseUrl;
pub use checks::{named, unknown_name};
pub use config::{
    Across, Author, ContentPolicy, HtmlPolicy, Jurisdiction, LinkPolicy, Minify, MissingTranslation, Organization, PostalAddress,
    SeoDefaults, SiteFile, SlugStyle,
};
pub use consent::{ConsentUse, ConsentUses};
pub use cta::{Cta, Goal, Utm};
pub use defaults::{Defaults, Kind, Stage};
pub use delivery::{Delivery, FreeFrom};
pub use file_ref::FileRef;
pub use form::{AUTO, ConsentBasis, DoubleOptIn, Field, FieldType, Form, FormKind, Scale, field_words};
pub use free::Free;
pub use goals::usual_goals;
pub use id::{AudienceId, ContactId, CtaId, FormId, Lang, Name, OfferId, ProviderId, SegmentId, Voice};
pub use id_kind::IdKind;
pub use jurisdiction::{Law, LegalCheck, LegalRule, LegalStatus};
pub use load::{
    Audience, BASELINE, CONTENT, FOLDERS, Home, Overrides, RESERVED, SITE_FILE, Site, THEMES, decode_text, read_document, read_text,
    too_large,
};
pub use map::Map;
pub use moment::Moment;
pub use offer::{Offer, OfferKind, OfferLook, OfferState};
pub use preset::{Manners, OfferStyle, Preset, PresetFile, Rule, Topic};
pub use presets::{PRESETS, Presets};
pub use provider::{
    CONTEXT, ConsentFact, ConsentInput, CustomField, Doubt, Enhance, EnhanceBody, Facts, Hidden, Input, Method, NameStyle, PROVIDERS,
    Provider, Providers, Setting, SubmitButton, Success, Template, ThankYou, UTM, Wiring,
};
pub use reach::{Email, Phone, WebAddress};
pub use segment::{Segment, SegmentBasis};
pub use sum::{Amount, Price, Sum};
pub use text::Text;
pub use words::{FORMAL, FRIENDLY, INFORMAL, PLURALS, Phrase, Register, Word, Words};
