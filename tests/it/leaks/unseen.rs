//! What is planted and yet read by nobody, with the reason. Whatever else is planted must be seen by its own readers, so that the test
//! cannot pass because nothing is published.

use super::planted::WITHDRAWN;

/// Layer (empty for all), field with all below it, and why nobody sees it. What comes to be shown has to leave this list.
const UNSEEN: [(&str, &str, &str); 22] = [
    (WITHDRAWN, "", "drafts, what is to come and what has expired are published for nobody"),
    ("", "front.permission.evidence", "where the proof lies is the editors' business"),
    ("", "front.permission.contact", "whom to ask again is the editors' business"),
    ("", "front.seo.keyword", "what a page is to be found for is checked and not published"),
    ("", "front.campaign.keyword", "what an advertisement is shown for is checked and not published"),
    ("", "front.campaign.source", "where an advertisement runs is the editors' business"),
    ("", "front.extra", "the default theme shows no keys of an author's own"),
    ("", "front.replay", "a recording is shown once its event is over"),
    ("", "front.place.postal_code", "the place of an event is told without its postal code"),
    ("", "audience.tone", "limits are checked and not published"),
    ("", "audience.tokens", "the default theme takes a hue and a density"),
    ("", "footnote name", "footnotes are numbered"),
    ("", "reference name", "a link definition is named for its author"),
    ("audience file", "audience.defaults.author", "each kind has an author of its own"),
    ("cascade", "front.title", "each page has a title of its own"),
    ("cascade", "front.author", "an audience's defaults are stronger than a section's"),
    ("entry of a section", "front.author", "sections have no byline"),
    ("entry of a section", "front.image.alt", "a section's picture is that of its card, which `seo.image` replaces"),
    ("entry of a section", "front.tags", "sections are in no list of a tag"),
    ("entry of the home page", "front.author", "the home page has no byline"),
    ("entry of the home page", "front.tags", "the home page is in no list of a tag"),
    (" of a segment", "front.tags", "editions are in no list of a tag"),
];

/// The entries that say why a field of a layer is not seen, by number.
pub fn reasons(layer: &str, field: &str) -> Vec<usize> {
    let below = |own: &str| field.strip_prefix(own).is_some_and(|rest| own.is_empty() || !rest.starts_with(char::is_alphanumeric));
    let says = |(own_layer, own, _): &(&str, &str, &str)| layer.ends_with(own_layer) && below(own);
    UNSEEN.iter().enumerate().filter(|(_, entry)| says(entry)).map(|(number, _)| number).collect()
}

/// Entries that no field needs.
pub fn idle(used: &std::collections::BTreeSet<usize>) -> Vec<&'static str> {
    UNSEEN.iter().enumerate().filter(|(number, _)| !used.contains(number)).map(|(_, (_, field, _))| *field).collect()
}
