//! How other servers are asked: the settings of `links/unreachable`.

use std::time::Duration;

use super::super::catalogue::number;
use super::super::judge::About;
use super::super::settings::Values;
use crate::site::{Address, Free, Side};

/// The rule that holds the settings of all of them.
const HOME: &str = "links/unreachable";

/// How other servers are asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Manners {
    /// How many requests are under way at once.
    pub(super) at_once: usize,
    /// How many of them to one host.
    pub(super) per_host: usize,
    /// How long a host has rest between two of them.
    pub(super) pause: Duration,
    /// How long a host has for one answer.
    pub(super) timeout: Duration,
    /// For how many days an answer without fault is remembered.
    pub(super) keep_days: u32,
    /// Whether addresses of a private network are asked as well.
    pub(super) private: bool,
}

/// However a site is set, no more than this is asked at once, and of one host.
const MOST: (usize, usize) = (32, 8);

impl Manners {
    pub(super) fn of(values: &Values) -> Self {
        let rule = number(HOME).unwrap_or(usize::MAX);
        let about = About { lang: "", side: Side::Consumer, address: Address::Formal, offer: false, values };
        let setting = |name: &str, without: usize| values.number(rule, name, &about).unwrap_or(without);
        let seconds = |name: &str, without: usize| Duration::from_secs(setting(name, without).try_into().unwrap_or(u64::MAX)).min(LONGEST);
        let private = values.of(HOME).and_then(|rule| rule.settings.get("private")) == Some(&Free::Bool(true));
        Self {
            at_once: setting("at_once", 8).clamp(1, MOST.0),
            per_host: setting("per_host", 1).clamp(1, MOST.1),
            pause: seconds("pause", 1),
            timeout: seconds("timeout", 20).max(Duration::from_secs(1)),
            keep_days: setting("keep_days", 7).try_into().unwrap_or(u32::MAX),
            private,
        }
    }
}

/// No pause and no answer takes longer.
const LONGEST: Duration = Duration::from_mins(10);

/// Whether an address is one that the settings say not to ask.
pub(super) fn is_ignored(address: &str, values: &Values) -> bool {
    let rule = number(HOME).unwrap_or(usize::MAX);
    let bare = address.split_once("://").map_or(address, |(_, rest)| rest);
    let bare = bare.strip_prefix("www.").unwrap_or(bare);
    values.words(rule, "ignore").into_iter().any(|pattern| {
        let pattern = pattern.trim();
        // Without a scheme it is for both, and with or without `www.`.
        let address = if pattern.contains("://") { address } else { bare };
        let pattern = if pattern.contains("://") { pattern } else { pattern.strip_prefix("www.").unwrap_or(pattern) };
        !pattern.is_empty() && begins(address, pattern)
    })
}

/// Whether a text begins as a pattern says; `*` stands for anything.
fn begins(text: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_ignored_by_how_it_begins_or_by_a_pattern() {
        let ignored = |pattern: &str, address: &str| {
            let mut values = Values::default();
            values.set(HOME, "ignore", Free::List(vec![Free::Text(pattern.to_owned())]));
            is_ignored(address, &values)
        };
        assert!(ignored("https://www.linkedin.com/", "https://www.linkedin.com/in/nino"));
        assert!(ignored("linkedin.com/", "https://www.linkedin.com/in/nino"));
        assert!(ignored("www.linkedin.com", "http://linkedin.com/in/nino"));
        assert!(ignored("https://*.ge/private/", "https://tea.ge/private/x"));
        assert!(ignored("*?session=", "https://tea.ge/x?session=1"));
        assert!(!ignored("linkedin.com/", "https://tea.ge/linkedin.com/"));
        assert!(!ignored("", "https://tea.ge/"));
        assert!(!ignored("https://*.ge/private/", "https://tea.ge/open"));
    }

    #[test]
    fn nobody_is_asked_without_manners_whatever_is_set() {
        let mut values = Values::default();
        for setting in ["at_once", "per_host", "timeout"] {
            values.set(HOME, setting, Free::Integer(0));
        }
        let least = Manners::of(&values);
        assert_eq!((least.at_once, least.per_host, least.timeout), (1, 1, Duration::from_secs(1)));
        for setting in ["at_once", "per_host"] {
            values.set(HOME, setting, Free::Integer(10_000));
        }
        let most = Manners::of(&values);
        assert_eq!((most.at_once, most.per_host), MOST);
    }
}
