//! What a template gets: `site`, `variant` and `page`, small typed values that are made once and shared.
//!
//! This is the contract of every theme. A name here is never renamed; fields may be added. Addresses (`url`) are paths on the page's own
//! host, base path included, unless they lead to another host.

use serde::Serialize;

use super::Value;

/// `site`: the same on every page of one language.
#[derive(Debug, Clone, Serialize)]
pub struct SiteView {
    /// The brand's name.
    pub title: String,
    /// Who publishes the site.
    pub organization: OrganizationView,
    /// `Segue` and its version.
    pub generator: String,
    /// The year of today, for the copyright line.
    pub year: i16,
}

/// Who publishes the site.
#[derive(Debug, Clone, Default, Serialize)]
pub struct OrganizationView {
    /// The name people know; the brand's, if none is given.
    pub name: String,
    /// The name in the register.
    pub legal_name: Option<String>,
    /// The address of the logo.
    pub logo: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
    /// A telephone number.
    pub phone: Option<String>,
    /// Street, city, region, postal code and country that are given, in this order.
    pub address: Vec<String>,
    /// The tax number.
    pub tax_id: Option<String>,
    /// Profiles elsewhere.
    pub same_as: Vec<String>,
}

/// `variant`: the site as one audience reads it in one language.
#[derive(Debug, Clone, Serialize)]
pub struct VariantView {
    /// The audience's id; empty on pages of the host's root that belong to none.
    pub audience: String,
    /// The audience's label.
    pub label: String,
    /// `business` or `consumer`.
    pub kind: String,
    /// The language as BCP 47 has it.
    pub lang: String,
    /// `ltr` or `rtl`.
    pub dir: String,
    /// The audience's register of words.
    pub voice: String,
    /// `formal` or `informal`.
    pub address: String,
    /// The address of its home page.
    pub home: String,
    /// The main navigation; `current` marks the entry that the page lies below.
    pub navigation: Vec<LinkView>,
    /// The person this audience can turn to.
    pub contact: Option<ContactView>,
    /// From which sum on it pays no delivery, if its file says so.
    pub delivery: Option<DeliveryView>,
    /// The address of its feed, if it has one.
    pub feed: Option<String>,
    /// The address of its list of tags, if it has any.
    pub tags: Option<String>,
    /// What the audience sets for the theme, as it stands in its file.
    pub tokens: Value,
    /// Hubs of its segments that have pages.
    pub hubs: Vec<LinkView>,
    /// Sections that have pages.
    pub sections: Vec<LinkView>,
    /// The legal and service pages: sources of `pages/` that no navigation names.
    pub service: Vec<LinkView>,
}

/// A link with its text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LinkView {
    /// What it says.
    pub text: String,
    /// Where it leads.
    pub url: String,
    /// Whether it leads to this page or to what this page lies below.
    pub current: bool,
}

/// The person an audience can turn to.
#[derive(Debug, Clone, Serialize)]
pub struct ContactView {
    /// The name.
    pub name: String,
    /// What they do.
    pub role: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
    /// A telephone number.
    pub phone: Option<String>,
    /// The address of a photo.
    pub photo: Option<String>,
    /// Where a meeting can be booked.
    pub calendar: Option<String>,
}

/// `page`: one source as one variant or edition shows it, or a page that Segue makes.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PageView {
    /// What it is: a kind of content (`article`, `case-study`, `landing`, `event`, `page`) or `home`, `section`, `hub`, `tag`, `tags`,
    /// `author`, `thanks`, `consent`, `not-found`, `chooser`.
    pub role: String,
    /// The title, for `<h1>`.
    pub title: String,
    /// The description, if one is written.
    pub description: Option<String>,
    /// The whole of `<head>` that search engines, cards and feeds need, as safe HTML: title, description, canonical, alternates, cards.
    pub head: String,
    /// The address.
    pub url: String,
    /// The absolute address.
    pub permalink: String,
    /// The language of its text where it differs from the variant's.
    pub lang: Option<String>,
    /// The register of its words.
    pub voice: String,
    /// The body as safe HTML.
    pub content: String,
    /// The first sentences of the body as plain text.
    pub summary: String,
    /// How long it takes to read, in whole minutes; 0 where there is nothing to read.
    pub reading_minutes: usize,
    /// The headings of the body, nested, second level and third.
    pub contents: Vec<HeadingView>,
    /// `2026-11-22`, for the `date` filter.
    pub date: Option<String>,
    /// The day of the last change, if one is written.
    pub updated: Option<String>,
    /// Who wrote it; on an author's page, that author.
    pub author: Option<AuthorView>,
    /// Whom its readers can turn to, where the page names somebody or is one where they decide.
    pub contact: Option<ContactView>,
    /// Its tags.
    pub tags: Vec<LinkView>,
    /// Where the reader stands.
    pub stage: Option<String>,
    /// The segments it is addressed to; for an edition, that segment alone.
    pub segments: Vec<LinkView>,
    /// The page's picture.
    pub image: Option<ImageView>,
    /// The call to action.
    pub cta: Option<CtaView>,
    /// The form.
    pub form: Option<FormView>,
    /// The offer, while it holds.
    pub offer: Option<OfferView>,
    /// How a page for this segment behaves, as its preset says.
    pub manners: MannersView,
    /// The way from the home page to this one, without this one.
    pub breadcrumbs: Vec<LinkView>,
    /// The same page in the variant's languages, this one included; `current` marks it.
    pub translations: Vec<LangLinkView>,
    /// The same page for each audience, this one included; `current` marks it. An audience that lacks the page is given its home.
    pub audiences: Vec<LinkView>,
    /// What the page lists.
    pub list: Option<ListView>,
    /// Of a case study.
    pub case_study: Option<CaseStudyView>,
    /// Of a landing page.
    pub landing: Option<LandingView>,
    /// Of an event.
    pub event: Option<EventView>,
    /// Of a thank-you page.
    pub thanks: Option<ThanksView>,
    /// Of the page of a consent text.
    pub consent: Option<ConsentTextView>,
    /// What the author put under `extra:`.
    pub extra: Option<Value>,
}

/// How a page behaves towards its segment; what no preset says is allowed.
#[derive(Debug, Clone, Serialize)]
pub struct MannersView {
    /// `prominent`, `quiet` or `none`.
    pub offers: String,
    /// Whether anything may open over the page.
    pub dialogs: bool,
    /// Whether offers may count down.
    pub countdowns: bool,
    /// How many calls to action it carries at most; nothing where that is open.
    pub max_ctas: Option<usize>,
}

impl Default for MannersView {
    fn default() -> Self {
        Self { offers: "quiet".to_owned(), dialogs: true, countdowns: true, max_ctas: None }
    }
}

/// A heading of the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeadingView {
    /// Its anchor.
    pub id: String,
    /// Its text as safe HTML without links.
    pub text: String,
    /// 2 to 6.
    pub level: u8,
    /// The headings below it.
    pub children: Vec<HeadingView>,
}

/// Who wrote a page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AuthorView {
    /// The name.
    pub name: String,
    /// What they do.
    pub role: Option<String>,
    /// The address of a photo.
    pub photo: Option<String>,
    /// Their page on this site or elsewhere.
    pub url: Option<String>,
    /// Who they are, as safe HTML.
    pub bio: Option<String>,
    /// Addresses of their own page and profiles elsewhere.
    pub elsewhere: Vec<String>,
}

/// A picture.
#[derive(Debug, Clone, Serialize)]
pub struct ImageView {
    /// Its address.
    pub url: String,
    /// What it shows; empty where it is decoration.
    pub alt: String,
    /// In pixels, where known.
    pub width: Option<u32>,
    /// In pixels, where known.
    pub height: Option<u32>,
}

/// A call to action.
#[derive(Debug, Clone, Serialize)]
pub struct CtaView {
    /// Its name.
    pub id: String,
    /// What it is for.
    pub goal: String,
    /// What it says.
    pub text: String,
    /// Where it leads; `#form-ID` where it leads to a form on this page.
    pub url: String,
    /// Whether it leaves the site.
    pub external: bool,
    /// For `data-cta-id`: audience, segment, stage and name.
    pub data_id: String,
}

/// A form. Its anchor is `form-ID`.
#[derive(Debug, Clone, Serialize)]
pub struct FormView {
    /// Its name.
    pub id: String,
    /// What it is for: `sign-up`, `quote`, `demo`, `feedback`, `survey` or `registration`.
    pub kind: String,
    /// Who receives it: the provider's name.
    pub provider: String,
    /// Its heading.
    pub title: Option<String>,
    /// A sentence above the fields.
    pub intro: Option<String>,
    /// Where it is sent.
    pub action: String,
    /// `post` or `get`.
    pub method: String,
    /// Attributes that its `<form>` has to have, its `name` among them.
    pub attributes: Vec<AttributeView>,
    /// What is asked.
    pub fields: Vec<FieldView>,
    /// What the sender is asked to agree to: a box each, which no theme may tick beforehand.
    pub consents: Vec<ConsentView>,
    /// What travels along: audience, segment, stage, page, variant, language, which consent texts the boxes stand for, and what the
    /// provider asks for.
    pub hidden: Vec<HiddenView>,
    /// Whether some of that is filled in by a script, from the page's address.
    pub utm: bool,
    /// The name of the field that people never see and robots fill in, if there is to be one.
    pub trap: Option<String>,
    /// What stands on the button.
    pub button: String,
    /// What the button is called in what is sent, where that matters.
    pub button_name: Option<String>,
    /// Whether the provider asks the sender for a second, confirming click.
    pub confirms: bool,
    /// How a script may send it.
    pub script: Option<FormScriptView>,
}

/// An attribute.
#[derive(Debug, Clone, Serialize)]
pub struct AttributeView {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// How a script may send a form.
#[derive(Debug, Clone, Serialize)]
pub struct FormScriptView {
    /// Where to.
    pub url: String,
    /// What is sent and how an answer is read, as JSON for the theme's script.
    pub how: String,
    /// Where the sender lands.
    pub thanks: String,
}

/// One question of a form.
#[derive(Debug, Clone, Serialize)]
pub struct FieldView {
    /// Unique on the page.
    pub html_id: String,
    /// The name it is sent under.
    pub name: String,
    /// `email`, `text`, `tel`, `number`, `date`, `textarea`, `select`, `radio`, `checkboxes`, `checkbox` or `scale`.
    pub kind: String,
    /// What stands above it.
    pub label: String,
    /// Whether the form can be sent without it.
    pub required: bool,
    /// A sentence of help.
    pub hint: Option<String>,
    /// The value of `autocomplete`, as HTML has it, or nothing.
    pub autocomplete: Option<String>,
    /// What can be chosen; the steps of a scale.
    pub options: Vec<String>,
    /// What the lowest step of a scale means.
    pub low: Option<String>,
    /// What the highest step of a scale means.
    pub high: Option<String>,
}

/// What the sender of a form is asked to agree to.
#[derive(Debug, Clone, Serialize)]
pub struct ConsentView {
    /// The name of the text.
    pub id: String,
    /// Unique on the page.
    pub html_id: String,
    /// The name it is sent under.
    pub name: String,
    /// What a ticked box sends: the hash of the text.
    pub value: String,
    /// The sentence beside the box.
    pub text: String,
    /// The title of the text.
    pub title: String,
    /// What the data are used for.
    pub purpose: String,
    /// Where the text is.
    pub url: String,
    /// Whether the form cannot be sent without it.
    pub required: bool,
    /// The language of the text where it differs from the variant's.
    pub lang: Option<String>,
}

/// Of the page of a consent text. Its title is `page.title`, its text `page.content`.
#[derive(Debug, Clone, Serialize)]
pub struct ConsentTextView {
    /// The name of the text.
    pub id: String,
    /// The SHA-256 of the text.
    pub hash: String,
    /// `2026-11-22`, since when it is as it is.
    pub date: String,
    /// What the data are used for.
    pub purpose: String,
    /// The sentence beside the box.
    pub text: String,
    /// Who is responsible.
    pub controller: Option<String>,
    /// How consent is withdrawn.
    pub withdraw: Option<String>,
    /// The address of the privacy notice.
    pub privacy: Option<String>,
    /// Whether it is what forms ask for now.
    pub current: bool,
    /// The text that took its place, if there is one.
    pub newer: Option<LinkView>,
    /// Whether it only shows how such a text looks.
    pub sample: bool,
}

/// What travels along with a form.
#[derive(Debug, Clone, Serialize)]
pub struct HiddenView {
    /// The name it is sent under.
    pub name: String,
    /// What is sent.
    pub value: String,
    /// The key of the page's address that a script takes the value from.
    pub utm: Option<String>,
}

/// An offer that holds today.
#[derive(Debug, Clone, Serialize)]
pub struct OfferView {
    /// Its name.
    pub id: String,
    /// `discount`, `price`, `gift`, `bundle` or `free-delivery`, as far as it says.
    pub kind: Option<String>,
    /// `prominent` or `quiet`.
    pub style: String,
    /// What is offered.
    pub title: String,
    /// A sentence about it.
    pub text: Option<String>,
    /// How much less.
    pub discount: Option<String>,
    /// What it costs.
    pub price: Option<PriceView>,
    /// The sum from which on delivery is free, as the language writes it.
    pub threshold: Option<String>,
    /// What is in it.
    pub items: Vec<String>,
    /// `2026-11-22`, the last day it holds; or `2026-11-22T18:00:00+04:00`, the instant until which it does.
    pub ends: Option<String>,
    /// The first instant at which it is over, with the offset of its time zone, for `data-ends`: `2026-11-23T00:00:00+04:00`.
    pub over_at: Option<String>,
    /// Whether the time that is left may be shown. Never without `over_at`.
    pub countdown: bool,
    /// The page with the terms; `current` where the reader is on it.
    pub terms: Option<LinkView>,
}

/// What something costs, as the language writes it.
#[derive(Debug, Clone, Serialize)]
pub struct PriceView {
    /// The sum.
    pub now: String,
    /// The sum before.
    pub was: Option<String>,
    /// For how much of it.
    pub unit: Option<String>,
    /// The amount as its author wrote it: `12.50`.
    pub amount: String,
    /// Three letters, as ISO 4217 has them.
    pub currency: String,
}

/// The same page in one language.
#[derive(Debug, Clone, Serialize)]
pub struct LangLinkView {
    /// As BCP 47 has it.
    pub lang: String,
    /// The language's own name for itself.
    pub text: String,
    /// Where it leads: the same page, or the home page where it is not translated.
    pub url: String,
    /// Whether this is the language of this page.
    pub current: bool,
}

/// What a page lists.
#[derive(Debug, Clone, Serialize)]
pub struct ListView {
    /// The items of this page of the list: each a [`CardView`], made once and shared.
    pub items: Vec<Value>,
    /// How many of them are events that are over; in a section of events they stand at its end.
    pub over: usize,
    /// The number of this page, from 1.
    pub number: usize,
    /// How many pages the list has.
    pub pages: usize,
    /// How many items there are in all.
    pub total: usize,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
    /// For the list of all tags: each with how many pages it has.
    pub terms: Vec<TermView>,
}

/// A tag with how often it is used.
#[derive(Debug, Clone, Serialize)]
pub struct TermView {
    /// What it says.
    pub text: String,
    /// Where it leads.
    pub url: String,
    /// How many pages have it.
    pub count: usize,
}

/// A page in a list.
#[derive(Debug, Clone, Serialize)]
pub struct CardView {
    /// As `page.role`.
    pub role: String,
    /// The title.
    pub title: String,
    /// The description, else the summary.
    pub description: String,
    /// Where it leads.
    pub url: String,
    /// `2026-11-22`.
    pub date: Option<String>,
    /// How long it takes to read.
    pub reading_minutes: usize,
    /// The picture.
    pub image: Option<ImageView>,
    /// Its tags.
    pub tags: Vec<LinkView>,
    /// The language of its text where it differs from the variant's.
    pub lang: Option<String>,
    /// When it begins, if it is an event: `2026-11-22` or `2026-11-22T18:00:00+04:00`.
    pub starts: Option<String>,
    /// Whether it is an event that lies in the past.
    pub over: bool,
}

/// Of a case study.
#[derive(Debug, Clone, Serialize)]
pub struct CaseStudyView {
    /// Whether the client's name is kept back; `client` then has neither name nor logo nor address.
    pub anonymised: bool,
    /// The client.
    pub client: ClientView,
    /// Figures before and after.
    pub metrics: Vec<MetricView>,
    /// What people said.
    pub quotes: Vec<QuoteView>,
}

/// The client of a case study.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ClientView {
    /// The name.
    pub name: Option<String>,
    /// The industry.
    pub industry: Option<String>,
    /// How large it is.
    pub size: Option<String>,
    /// Where it is.
    pub location: Option<String>,
    /// Its logo.
    pub logo: Option<ImageView>,
    /// Its own site.
    pub url: Option<String>,
    /// A client since.
    pub since: Option<String>,
}

/// A figure before and after.
#[derive(Debug, Clone, Serialize)]
pub struct MetricView {
    /// What is measured.
    pub label: String,
    /// Before, as it is written by the language.
    pub before: Option<String>,
    /// After, as it is written by the language.
    pub after: Option<String>,
    /// The unit.
    pub unit: Option<String>,
    /// When.
    pub period: Option<String>,
    /// Who measured.
    pub source: Option<String>,
}

/// What a person said.
#[derive(Debug, Clone, Serialize)]
pub struct QuoteView {
    /// The words.
    pub text: String,
    /// Who said them.
    pub person: Option<String>,
    /// What they do.
    pub role: Option<String>,
    /// Their photo.
    pub photo: Option<ImageView>,
}

/// What a page says of itself, for components that stand in its body: `here()`.
#[derive(Debug, Clone, Serialize)]
pub struct HereView {
    /// Its title.
    pub title: String,
    /// Its absolute address.
    pub permalink: String,
    /// Figures before and after, of a case study.
    pub metrics: Vec<MetricView>,
}

/// A file beside the page: `file(url=…)`.
#[derive(Debug, Clone, Serialize)]
pub struct FileView {
    /// Its address.
    pub url: String,
    /// Its name.
    pub name: String,
    /// `PDF`, from its name.
    pub format: String,
    /// Its size as text: "1.2 MB".
    pub size: String,
}

/// From which sum on an audience pays no delivery.
#[derive(Debug, Clone, Serialize)]
pub struct DeliveryView {
    /// The sum.
    pub free_from: f64,
    /// The currency's three letters, as ISO 4217 has them.
    pub currency: String,
    /// The page that says more.
    pub terms: Option<LinkView>,
}

/// Of a landing page.
#[derive(Debug, Clone, Serialize)]
pub struct LandingView {
    /// The campaign's headline, for `<h1>` in place of the title.
    pub headline: Option<String>,
    /// What is given for an address.
    pub lead_magnet: Option<LeadMagnetView>,
    /// What the reader gains.
    pub benefits: Vec<String>,
    /// Questions and answers; answers are safe HTML.
    pub faq: Vec<FaqView>,
}

/// What is given for an address.
#[derive(Debug, Clone, Serialize)]
pub struct LeadMagnetView {
    /// Its title.
    pub title: String,
    /// `PDF`, from the file's name.
    pub format: String,
    /// Its size as text: "1.2 MB".
    pub size: Option<String>,
    /// Where it can be fetched; nothing where it is gated and this is not its thank-you page.
    pub url: Option<String>,
    /// A picture of it.
    pub preview: Option<ImageView>,
    /// `full`, `partial` (the page's text is an excerpt) or `open`.
    pub gate: String,
    /// `instant`, `email` or `both`.
    pub delivery: String,
}

/// A question and its answer.
#[derive(Debug, Clone, Serialize)]
pub struct FaqView {
    /// The question.
    pub question: String,
    /// The answer as safe HTML.
    pub answer: String,
}

/// Of an event.
#[derive(Debug, Clone, Serialize)]
pub struct EventView {
    /// `2026-11-22` or `2026-11-22T18:00:00+04:00`.
    pub starts: Option<String>,
    /// As `starts`.
    pub ends: Option<String>,
    /// `before`, `during` or `after` it.
    pub phase: String,
    /// Whether it lies in the past.
    pub over: bool,
    /// Where it takes place on the web, while it is not over and where everybody may know.
    pub online: Option<String>,
    /// Whether it takes place on the web, at an address that those who register are told, while it is not over.
    pub online_private: bool,
    /// The last moment of registration, as `starts`, where its author says so and it has not passed.
    pub register_until: Option<String>,
    /// Whether registration is over, and the event is not.
    pub register_closed: bool,
    /// The address of its calendar file, while it is not over.
    pub calendar: Option<String>,
    /// Where it takes place: name, street, city, in this order.
    pub place: Vec<String>,
    /// Who speaks.
    pub speakers: Vec<PersonView>,
    /// The form for registration, while one can register.
    pub register: Option<FormView>,
    /// A recording, once it is over.
    pub replay: Option<String>,
}

/// A person.
#[derive(Debug, Clone, Serialize)]
pub struct PersonView {
    /// The name.
    pub name: String,
    /// What they do.
    pub role: Option<String>,
}

/// Of a thank-you page.
#[derive(Debug, Clone, Serialize)]
pub struct ThanksView {
    /// What becomes of what was sent, by the form's kind.
    pub text: Option<String>,
    /// The page that the form was sent from, where it is known.
    pub from: Option<LinkView>,
    /// What the reader may now fetch.
    pub lead_magnet: Option<LeadMagnetView>,
}
