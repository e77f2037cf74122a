//! Keys that open an account and were written into a file by mistake.

use std::borrow::Cow;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::{Finding, Findings};
use crate::world::{SourceText, Span};

/// How a key looks.
struct Shape {
    /// Whose it is.
    of: &'static str,
    /// What stands in every such key.
    mark: &'static str,
    /// How many hexadecimal digits stand before the mark.
    before: usize,
    /// What may stand after it, and how much of that at least.
    after: (fn(u8) -> bool, usize),
}

fn word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

fn capital(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

fn alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

/// The keys that are known by how they look: those of services that receive forms, send letters or take money, and of hosts.
const SHAPES: [Shape; 17] = [
    Shape { of: "Brevo", mark: "xkeysib-", before: 0, after: (word, 16) },
    Shape { of: "Brevo", mark: "xsmtpsib-", before: 0, after: (word, 16) },
    Shape { of: "HubSpot", mark: "pat-na", before: 0, after: (word, 16) },
    Shape { of: "HubSpot", mark: "pat-eu", before: 0, after: (word, 16) },
    Shape { of: "HubSpot", mark: "pat-ap", before: 0, after: (word, 16) },
    Shape { of: "Mailchimp", mark: "-us", before: 32, after: (digit, 1) },
    Shape { of: "Klaviyo", mark: "pk_", before: 0, after: (alphanumeric, 30) },
    Shape { of: "Stripe", mark: "sk_live_", before: 0, after: (word, 10) },
    Shape { of: "Stripe", mark: "rk_live_", before: 0, after: (word, 10) },
    Shape { of: "Stripe", mark: "whsec_", before: 0, after: (word, 16) },
    Shape { of: "SendGrid", mark: "SG.", before: 0, after: (word, 40) },
    Shape { of: "MailerSend", mark: "mlsn.", before: 0, after: (word, 30) },
    Shape { of: "Amazon Web Services", mark: "AKIA", before: 0, after: (capital, 16) },
    Shape { of: "GitHub", mark: "ghp_", before: 0, after: (alphanumeric, 30) },
    Shape { of: "Slack", mark: "xoxb-", before: 0, after: (word, 20) },
    Shape { of: "Netlify", mark: "nfp_", before: 0, after: (alphanumeric, 30) },
    Shape { of: "Kit", mark: "kit_", before: 0, after: (alphanumeric, 24) },
];

/// The start of a private key in a file, whoever made it.
const PRIVATE: [&str; 3] = ["-----BEGIN PRIVATE KEY-----", "-----BEGIN RSA PRIVATE KEY-----", "-----BEGIN OPENSSH PRIVATE KEY-----"];

/// All of these, looked for at once: every text that anybody saves is read through.
static MARKS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(SHAPES.iter().map(|shape| shape.mark).chain(PRIVATE)).ok());

/// Looks for keys in a text that authors wrote.
pub fn look(text: &SourceText, findings: &mut Findings) {
    for (of, span) in found(text.text()) {
        let finding = Finding::error("site/secret", (text, span), format!("a secret key of {of} stands here"));
        findings.push(
            finding.help(
                "revoke it at the service now, for whoever can read this file can use it; then take it out: a form needs no secret key",
            ),
        );
    }
}

/// A text with stars in place of keys, of the same length: whatever a finding is about, it is read in terminals and logs.
pub fn masked(text: &str) -> Cow<'_, str> {
    let found = found(text);
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut masked = text.as_bytes().to_vec();
    for (_, span) in &found {
        masked[span.range()].fill(b'*');
    }
    // Only ASCII is written over.
    String::from_utf8(masked).map_or(Cow::Borrowed(""), Cow::Owned)
}

/// Whose keys stand in a text, and where.
fn found(text: &str) -> Vec<(&'static str, Span)> {
    let bytes = text.as_bytes();
    let Some(marks) = &*MARKS else { return Vec::new() };
    let mut found: Vec<(&'static str, Span)> = Vec::new();
    for mark in marks.find_overlapping_iter(text) {
        let (at, after) = (mark.start(), mark.end());
        let Some(shape) = SHAPES.get(mark.pattern().as_usize()) else {
            found.push(("somebody", Span::new(at, after)));
            continue;
        };
        let Some(start) = at.checked_sub(shape.before) else { continue };
        let is_hex = bytes[start..at].iter().all(u8::is_ascii_hexdigit);
        let begins = start == 0 || !word(bytes[start - 1]);
        let (may, least) = shape.after;
        let length = bytes[after..].iter().take_while(|byte| may(**byte)).count();
        if is_hex && begins && length >= least {
            found.push((shape.of, Span::new(start, after + length)));
        }
    }
    found.sort_by_key(|(_, span)| span.start);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<&'static str> {
        found(text).into_iter().map(|(of, _)| of).collect()
    }

    /// Put together here, so that nothing that looks like a key stands in this file.
    fn key(mark: &str, rest: &str) -> String {
        format!("key: {mark}{rest}\n")
    }

    #[test]
    fn keys_are_known_by_how_they_look() {
        let hex = "0123456789abcdef0123456789abcdef";
        assert_eq!(names(&key("xkeysib-", hex)), ["Brevo"]);
        assert_eq!(names(&key("pat-na1-", "00000000-0000-0000")), ["HubSpot"]);
        assert_eq!(names(&key(hex, "-us21")), ["Mailchimp"]);
        assert_eq!(names(&key("sk_live_", "0123456789ab")), ["Stripe"]);
        assert_eq!(names(&key("AKIA", "0123456789ABCDEF")), ["Amazon Web Services"]);
    }

    #[test]
    fn a_masked_text_is_as_long_as_it_was() {
        assert_eq!(masked(&key("sk_live_", "0123456789ab чай")), "key: ******************** чай\n");
    }

    #[test]
    fn what_only_mentions_a_key_is_none() {
        assert_eq!(masked("чай: sk_live_x"), "чай: sk_live_x");
        for text in ["keys such as xkeysib-… and -us21", "pat-a-cake", "example-account-us21", "task_live_show", "dispatch-na", "AKIA"] {
            assert_eq!(names(text), [""; 0], "{text}");
        }
    }
}
