//! What the client of a case study allows: to whom a page may be shown, and what of it.

use jiff::Zoned;
use serde::{Deserialize, Serialize};

use crate::content::{AudienceChoice, FrontMatter, PermissionScope, PermissionStatus};
use crate::site::{AudienceId, Lang};

/// For so many days before a permission runs out its page says so.
pub(super) const NOTICE_DAYS: i64 = 60;

/// What a page does not show because the client has not allowed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum LeftOut {
    /// The client's name, and with it logo and address.
    Name,
    /// The client's logo.
    Logo,
    /// What people said.
    Quotes,
    /// What somebody said who has not approved it yet.
    Unapproved,
    /// Figures.
    Metrics,
    /// Pictures of people.
    Photos,
}

impl LeftOut {
    /// What it is, as a person says it.
    pub fn what(self) -> &'static str {
        match self {
            Self::Name => "the client's name",
            Self::Logo => "the client's logo",
            Self::Quotes => "the quotes",
            Self::Unapproved => "a quote that is approved later",
            Self::Metrics => "the figures",
            Self::Photos => "the photos of people",
        }
    }

    /// What the permission's scope has to name.
    pub fn scope(self) -> Option<&'static str> {
        Some(match self {
            Self::Name => "name",
            Self::Logo => "logo",
            Self::Quotes => "quote",
            Self::Metrics => "metrics",
            Self::Photos => "photo",
            Self::Unapproved => return None,
        })
    }
}

/// Why a case study may not be shown to an audience in a language that is, or is not, the one it was written in.
pub(super) fn denial(front: &FrontMatter, audience: &AudienceId, lang: &Lang, written: &Lang, now: &Zoned) -> Option<&'static str> {
    let Some(permission) = &front.permission else { return Some("is not given: there is no `permission:`") };
    match permission.status {
        Some(PermissionStatus::NotRequired) => return None,
        Some(PermissionStatus::Granted) => {}
        Some(PermissionStatus::Pending) | None => return Some("is not granted yet"),
        Some(PermissionStatus::Revoked) => return Some("was taken back"),
    }
    if permission.audiences.as_ref().is_some_and(|audiences: &AudienceChoice| !audiences.includes(audience)) {
        return Some("does not cover this audience");
    }
    if lang != written && !covers(front, PermissionScope::Translation) {
        return Some("does not cover translations");
    }
    if permission.granted.is_some_and(|granted| !granted.has_come(now)) {
        return Some("begins later");
    }
    if permission.expires.is_some_and(|expires| expires.is_over(now)) {
        return Some("has run out");
    }
    None
}

/// Whether a permission covers something; one that says nothing of its scope covers everything.
fn covers(front: &FrontMatter, part: PermissionScope) -> bool {
    let scope = front.permission.as_ref().and_then(|permission| permission.scope.as_ref());
    scope.is_none_or(|scope| scope.contains(&part))
}

/// Whether a permission covers the client's name and logo on other pages than its own.
pub(super) fn shows_logo(front: &FrontMatter) -> bool {
    covers(front, PermissionScope::Name) && covers(front, PermissionScope::Logo)
}

/// Leaves out of a case study what its client has not allowed.
pub(super) fn keep_to_scope(front: &mut FrontMatter, now: &Zoned) -> Vec<LeftOut> {
    let mut left_out = Vec::new();
    let [name, logo, quote, metrics, photo] =
        [PermissionScope::Name, PermissionScope::Logo, PermissionScope::Quote, PermissionScope::Metrics, PermissionScope::Photo]
            .map(|part| covers(front, part));
    let is_named = front.client.as_ref().is_some_and(|client| client.name.is_some() || client.url.is_some());
    if !name && is_named && front.anonymised != Some(true) {
        front.anonymised = Some(true);
        left_out.push(LeftOut::Name);
    }
    if let Some(client) = front.client.as_mut().filter(|client| !logo && client.logo.is_some()) {
        client.logo = None;
        // A client without a name has no logo either, and nobody is told twice.
        left_out.extend((front.anonymised != Some(true)).then_some(LeftOut::Logo));
    }
    if !metrics && front.metrics.take().is_some_and(|metrics| !metrics.is_empty()) {
        left_out.push(LeftOut::Metrics);
    }
    if !quote && front.quotes.take().is_some_and(|quotes| !quotes.is_empty()) {
        left_out.push(LeftOut::Quotes);
    }
    if let Some(quotes) = &mut front.quotes {
        let all = quotes.len();
        quotes.retain(|quote| quote.approved.is_none_or(|approved| approved.has_come(now)));
        left_out.extend((quotes.len() < all).then_some(LeftOut::Unapproved));
        let photos = quotes.iter_mut().filter(|_| !photo).filter_map(|quote| quote.photo.take()).count();
        left_out.extend((photos > 0).then_some(LeftOut::Photos));
    }
    left_out
}

/// The names by which a client could be told: its own in each language without what every company has, and that of its site.
pub(super) fn names_of(front: &FrontMatter) -> Vec<String> {
    let Some(client) = &front.client else { return Vec::new() };
    let own = client.name.iter().flat_map(|name| name.all()).map(|name| core_of(name).to_owned());
    let site = client.url.as_ref().and_then(|url| url::Url::parse(url.as_str()).ok()).and_then(|url| {
        let host = url.host_str()?.to_owned();
        host.trim_start_matches("www.").rsplit_once('.').map(|(name, _)| name.to_owned())
    });
    own.chain(site).filter(|name| name.chars().count() > 2).collect()
}

/// What companies are called besides their names.
const FORMS: [&str; 14] = ["ltd", "llc", "inc", "gmbh", "ag", "llp", "plc", "sa", "ооо", "оао", "зао", "ип", "შპს", "სს"];

/// A company's name without quotation marks and its legal form.
fn core_of(name: &str) -> &str {
    let marks = |c: char| c.is_whitespace() || ".,\"'«»„“”’‘".contains(c);
    let mut name = name.trim_matches(marks);
    loop {
        let (first, last) = (name.split_whitespace().next().unwrap_or_default(), name.split_whitespace().last().unwrap_or_default());
        let is_form = |word: &str| FORMS.contains(&word.trim_matches(marks).to_lowercase().as_str());
        let shorter = if is_form(last) {
            name.strip_suffix(last)
        } else if is_form(first) {
            name.strip_prefix(first)
        } else {
            None
        };
        match shorter.map(|shorter| shorter.trim_matches(marks)).filter(|shorter| !shorter.is_empty()) {
            Some(shorter) => name = shorter,
            None => return name,
        }
    }
}

/// Where a text tells a name, as words of their own, whatever the capitals and whatever stands between the words of the name: the bytes of
/// the text. Other forms of a name, as Russian and Georgian have them, are not found.
pub(super) fn told(text: &str, name: &str) -> Option<std::ops::Range<usize>> {
    let letters: Vec<(usize, char)> = text.char_indices().flat_map(|(at, c)| c.to_lowercase().map(move |c| (at, c))).collect();
    let is_gap = |c: char| c.is_whitespace() || "-_\u{2010}\u{2011}".contains(c);
    let words = name.split(is_gap).filter(|word| !word.is_empty());
    let words: Vec<Vec<char>> = words.map(|word| word.chars().flat_map(char::to_lowercase).collect()).collect();
    let first = words.first()?.first()?;
    let is_word = |at: usize| letters.get(at).is_some_and(|(_, c)| c.is_alphanumeric());
    let end_of = |start: usize| {
        let mut at = start;
        for (index, word) in words.iter().enumerate() {
            while index > 0 && letters.get(at).is_some_and(|(_, c)| is_gap(*c)) {
                at += 1;
            }
            let rest = letters.get(at..at + word.len())?;
            if !rest.iter().map(|(_, c)| c).eq(word) {
                return None;
            }
            at += word.len();
        }
        (!is_word(at)).then_some(at)
    };
    let starts = letters.iter().enumerate().filter(|(at, (_, c))| c == first && !at.checked_sub(1).is_some_and(is_word));
    let (start, end) = starts.map(|(at, _)| at).find_map(|at| Some((at, end_of(at)?)))?;
    Some(letters[start].0..letters.get(end).map_or(text.len(), |(end, _)| *end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_by_the_whole_word_and_by_its_core() {
        assert_eq!(core_of("\"Orbeli\" Ltd."), "Orbeli");
        assert_eq!(core_of("ООО «Чайный дом»"), "Чайный дом");
        assert_eq!(core_of("Ltd"), "Ltd");
        assert_eq!(told("At CAFÉ ORBELI, they say", "Café Orbeli"), Some(3..15));
        for text in ["GoldenCrust", "golden-crust", "GOLDEN  CRUST", "golden_crust"] {
            assert_eq!(told(&format!("At {text}, today"), "Golden Crust"), Some(3..3 + text.len()), "{text}");
        }
        assert_eq!(told("golden crusts, or be li", "Golden Crust").or(told("or be li", "Orbeli")), None);
        assert_eq!(told("Orbelians meet", "Orbeli"), None);
        assert_eq!(told("В «Чайном доме»", "Чайный дом"), None);
        assert_eq!(told("х", "хх"), None);
    }
}
