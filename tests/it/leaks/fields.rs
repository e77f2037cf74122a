//! What the schema alone does not say: which fields name something that has to be there, and which texts have a form.
//!
//! A field that stands in none of these tables gets a word.

/// How a field is filled in that is no free text.
#[derive(Debug, Clone, Copy)]
pub enum Fill {
    /// Not at all: the site says it, or a default is under test.
    LeftOut,
    /// With one of these, in turn.
    Fixed(&'static [&'static str]),
    /// With an id of this sort of thing.
    Id(&'static str),
    /// With the audience's id.
    Audience,
    /// With what suits the audience.
    ByAudience(&'static [(&'static str, &'static str)]),
    /// With a file whose name and content carry words.
    File,
}

/// By the type's name in the schema.
const TYPES: [(&str, Fill); 14] = [
    ("AudienceId", Fill::Audience),
    ("AudienceChoice", Fill::Audience),
    ("SegmentId", Fill::Id("segment")),
    ("CtaId", Fill::Id("cta")),
    ("FormId", Fill::Id("form")),
    ("OfferId", Fill::Id("offer")),
    ("ProviderId", Fill::Fixed(&["webhook"])),
    ("Lang", Fill::Fixed(&["en"])),
    ("Voice", Fill::Fixed(&["formal"])),
    ("Moment", Fill::Fixed(&["2026-05-01"])),
    ("FileRef", Fill::File),
    ("BaseUrl", Fill::LeftOut),
    ("ContactId", Fill::Fixed(&CONTACTS)),
    ("MoneyAmount", Fill::Fixed(&["12.50"])),
];

/// By the field.
const FIELDS: [(&str, Fill); 48] = [
    // Who a page is for is what the site is built around.
    ("front.audience", Fill::LeftOut),
    ("front.segment", Fill::LeftOut),
    ("front.editions", Fill::LeftOut),
    ("front.variants", Fill::LeftOut),
    ("front.cascade", Fill::LeftOut),
    ("front.kind", Fill::LeftOut),
    ("front.primary", Fill::LeftOut),
    ("front.draft", Fill::LeftOut),
    ("front.related[]", Fill::LeftOut),
    ("front.layout", Fill::LeftOut),
    ("front.publish_at", Fill::Fixed(&["2026-04-01"])),
    ("front.expires_at", Fill::Fixed(&["2027-04-01"])),
    ("front.starts", Fill::Fixed(&["2026-12-01"])),
    ("front.ends", Fill::Fixed(&["2026-12-02"])),
    ("front.register_until", Fill::Fixed(&["2026-12-01"])),
    // It would keep back the address that is looked for.
    ("front.online_private", Fill::LeftOut),
    ("front.contact", Fill::Fixed(&CONTACTS)),
    ("front.seo.canonical", Fill::Fixed(&["self"])),
    ("front.permission.status", Fill::Fixed(&["granted"])),
    // Without a scope everything may be shown, and so everything is looked for.
    ("front.permission.scope", Fill::LeftOut),
    ("front.permission.expires", Fill::Fixed(&["2027-04-01"])),
    ("front.lead_magnet.gate", Fill::Fixed(&["full", "open"])),
    ("front.lead_magnet.delivery", Fill::Fixed(&["instant"])),
    ("front.place.country", Fill::Fixed(&["GE"])),
    // The one text that the other audience may read.
    ("audience.label", Fill::ByAudience(&[("b2b", "zqlabelb2bzq"), ("b2c", "zqlabelb2czq")])),
    ("audience.delivery.currency", Fill::Fixed(&["GEL"])),
    ("audience.kind", Fill::ByAudience(&[("b2b", "business"), ("b2c", "consumer")])),
    // Where an audience is at home is what the modes differ by.
    ("audience.path", Fill::LeftOut),
    ("audience.url", Fill::LeftOut),
    ("audience.languages", Fill::LeftOut),
    // What it is follows from what it has.
    ("audience.offers.*.kind", Fill::LeftOut),
    ("audience.offers.*.time_zone", Fill::Fixed(&["Asia/Tbilisi"])),
    ("audience.offers.*.price.was", Fill::Fixed(&["15.00"])),
    ("audience.offers.*.price.currency", Fill::Fixed(&["GEL"])),
    ("audience.offers.*.threshold.currency", Fill::Fixed(&["GEL"])),
    ("audience.offers.*.starts", Fill::Fixed(&["2026-01-01"])),
    ("audience.offers.*.ends", Fill::Fixed(&["2027-01-01"])),
    ("audience.forms.*.provider", Fill::Fixed(&["webhook"])),
    // That provider has none, and asks nobody for a confirming click.
    ("audience.forms.*.settings", Fill::LeftOut),
    ("audience.forms.*.double_opt_in", Fill::Fixed(&["none"])),
    ("audience.forms.*.consent", Fill::Fixed(&["news"])),
    ("audience.forms.*.fields[].type", Fill::Fixed(&["select"])),
    ("audience.forms.*.fields[].scale", Fill::LeftOut),
    ("audience.segments.*.preset", Fill::LeftOut),
    // A segment's manners are no words.
    ("audience.segments.*.must_link", Fill::LeftOut),
    ("audience.topics", Fill::LeftOut),
    // Calls to action have their own, which is stronger.
    ("audience.utm", Fill::LeftOut),
    ("audience.defaults.layout", Fill::LeftOut),
];

/// Whom pages name as their contact.
const CONTACTS: [&str; 2] = ["depot", "office"];

/// Templates of an audience's kinds and stages have to be there too; contacts are named by pages.
const LAYOUTS: [&str; 6] = [
    "audience.kinds.*.layout",
    "audience.stages.*.layout",
    "audience.defaults.contact",
    "audience.kinds.*.contact",
    "audience.stages.*.contact",
    "audience.segments.*.contact",
];

/// How texts are written that have a form; `{}` is the word. By the end of the field, for one shape or for both.
const FORMS: [(&str, &[&str]); 16] = [
    ("email", &["{}@example.com"]),
    ("client.url", &["https://{}.example/"]),
    ("contact.calendar", &["https://{}.example/"]),
    ("contacts.*.calendar", &["https://{}.example/"]),
    ("front.online", &["https://{}.example/"]),
    ("front.replay", &["https://{}.example/"]),
    ("forms.*.action", &["https://{}.example/"]),
    ("forms.*.thank_you", &["auto", "https://{}.example/"]),
    ("ctas.*.to", &["https://{}.example/"]),
    ("navigation[].to", &["https://{}.example/"]),
    ("offers.*.terms", &["https://{}.example/"]),
    ("delivery.terms", &["https://{}.example/"]),
    // With a space in it, it is a name and no id.
    ("author", &["{} Person"]),
    ("front.aliases[]", &["{}", "/{}"]),
    ("phone", &["+995 {}"]),
    ("evidence", &["drive/{}"]),
];

/// Maps of words have keys that the theme asks for; what forms send has names that are known.
const KEYS: [(&str, &[&str]); 6] = [
    ("audience.contacts", &CONTACTS),
    ("audience.words", &["footer_tagline", "footer_notice"]),
    ("audience.segments.*.words", &["footer_tagline", "footer_notice"]),
    ("audience.forms.*.names", &["page", "variant"]),
    ("words.*.*", &["formal"]),
    ("audience.ctas.*.text.*", &["formal"]),
];

/// How a field is filled in, if the tables say so.
pub fn of_field(field: &str) -> Option<Fill> {
    if LAYOUTS.contains(&field) {
        return Some(Fill::LeftOut);
    }
    FIELDS.iter().find(|(own, _)| *own == field).map(|(_, fill)| *fill)
}

/// How values of a type are filled in, if the tables say so.
pub fn of_type(name: &str) -> Option<Fill> {
    TYPES.iter().find(|(own, _)| *own == name).map(|(_, fill)| *fill)
}

/// How a text is written.
pub fn form(field: &str, shape: usize) -> &'static str {
    FORMS.iter().find(|(end, _)| field.ends_with(end)).map_or("{}", |(_, forms)| forms[shape % forms.len()])
}

/// The keys of a map, if the tables say so.
pub fn keys(field: &str) -> Option<&'static [&'static str]> {
    KEYS.iter().find(|(end, _)| field == *end || end.starts_with("words.") && field.ends_with(end)).map(|(_, keys)| *keys)
}
