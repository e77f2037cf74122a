//! Which HTML an author may write, and what happens to the rest.
//!
//! The tables below fit what marketing pages embed. Not for: HTML that Segue writes itself; where it goes through the same sieve, it
//! stays within these tables.

use std::ops::Range;

use super::allowed::{ATTRIBUTES, ELEMENTS, FRAMES, PREFIXES, PROGRAMS, SCHEMES, STYLES};
use super::place::Ground;
use super::raw_html::{Tag, TagAttribute, is_comment, tags};
use crate::diagnostics::{Finding, Findings};
use crate::site::HtmlPolicy;

/// The scheme of an address in small letters, as a browser reads it: control characters and white space do not count.
fn scheme(address: &str) -> Option<String> {
    let plain: String = address.chars().filter(|char| !char.is_ascii_control() && *char != ' ').take(40).collect();
    let (scheme, _) = plain.split_once(':')?;
    let good = |char: char| char.is_ascii_alphanumeric() || matches!(char, '+' | '-' | '.');
    (scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.chars().all(good)).then(|| scheme.to_ascii_lowercase())
}

/// Whether an address runs a program in place of leading somewhere.
pub(super) fn is_program(address: &str) -> bool {
    scheme(address).is_some_and(|scheme| PROGRAMS.contains(&scheme.as_str()))
}

pub(super) fn is_frame(address: &str) -> bool {
    url::Url::parse(address).is_ok_and(|url| {
        let allowed = |(host, path): &(&str, &str)| url.host_str() == Some(*host) && url.path().starts_with(path);
        url.scheme() == "https" && url.username().is_empty() && FRAMES.iter().any(allowed)
    })
}

/// Whether every element may have an attribute.
pub(super) fn is_common_attribute(name: &str) -> bool {
    ATTRIBUTES.contains(&name) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// Whether an address is a path from the file that it is written in.
fn is_file_path(address: &str) -> bool {
    !address.is_empty() && scheme(address).is_none() && !address.starts_with(['/', '#', '?', '\\', '&', '{'])
}

/// Judges an author's HTML: what the policy does not let through, and addresses that only markdown can resolve.
pub(super) fn judge(text: &str, at: Range<usize>, policy: HtmlPolicy, ground: Ground<'_>, findings: &mut Findings) {
    let html = &text[at.clone()];
    if policy == HtmlPolicy::Deny {
        // What an end tag ends was named already.
        if !is_comment(html) && !html.starts_with("</") {
            let trimmed = html.trim_end();
            findings.push(
                Finding::error(
                    "markdown/html",
                    ground.place(at.start..at.start + trimmed.len()),
                    "HTML is not allowed in the content of this site",
                )
                .help("write it in markdown or as a component, or allow it with `content: {html: sanitise}` in site.yaml"),
            );
        }
        return;
    }
    for tag in tags(html) {
        let place = |range: &Range<usize>| ground.place(at.start + range.start..at.start + range.end);
        if policy == HtmlPolicy::Sanitise
            && let Some((range, what)) = refused(&tag)
        {
            findings.push(
                Finding::warning("markdown/html", place(range), format!("{what} and is left out"))
                    .help("`content: {html: allow}` in site.yaml publishes HTML as it is written"),
            );
        }
        if policy == HtmlPolicy::Allow
            && let Some(range) = ticked(&tag)
        {
            findings.push(
                Finding::warning("markdown/ticked-box", place(range), "a box is ticked before its reader has seen it")
                    .help("take `checked` out: a box that somebody else has ticked is nobody's consent (GDPR Recital 32, read 2026-11-22; not legal advice)"),
            );
        }
        for attribute in tag.attributes.iter().filter(|attribute| is_address(attribute)) {
            if is_file_path(attribute.value) {
                let (what, how) = if attribute.name.eq_ignore_ascii_case("href") {
                    ("a link", "[text](path.md)")
                } else {
                    ("a file", "![what it shows](picture.png)")
                };
                let message =
                    format!("the address of {what} in HTML is published as it is written, and `{}` leads nowhere", attribute.value);
                findings.push(
                    Finding::warning("markdown/html-address", place(&attribute.at), message).help(format!("write it in markdown: `{how}`")),
                );
            }
        }
    }
}

fn is_address(attribute: &TagAttribute<'_>) -> bool {
    ["href", "src", "poster"].iter().any(|name| attribute.name.eq_ignore_ascii_case(name))
}

/// Where a tag says that its box is ticked beforehand, if it is such a box.
fn ticked<'a>(tag: &'a Tag<'_>) -> Option<&'a Range<usize>> {
    let named = |wanted: &str| tag.attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(wanted));
    let is_box = tag.element() == "input" && named("type").is_some_and(|kind| kind.value.eq_ignore_ascii_case("checkbox"));
    // A box that nobody can tick is no question: task lists are written so.
    let asks = is_box && named("disabled").is_none();
    named("checked").filter(|_| asks).map(|attribute| &attribute.at)
}

/// What of a tag is not let through, if anything.
fn refused<'a>(tag: &'a Tag<'_>) -> Option<(&'a Range<usize>, String)> {
    let element = tag.element();
    let Some((_, own)) = ELEMENTS.iter().find(|(name, _)| *name == element) else {
        return Some((&tag.at, format!("`<{element}>` is not allowed in content")));
    };
    let source = tag.attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case("src"));
    if element == "iframe" && !source.is_some_and(|source| is_frame(&source.value.replace("&amp;", "&"))) {
        let at = source.map_or(&tag.at, |source| &source.at);
        return Some((at, "a frame that shows a page of an unknown service is not allowed in content".to_owned()));
    }
    tag.attributes.iter().find_map(|attribute| {
        let name = attribute.name.to_ascii_lowercase();
        let allowed = is_common_attribute(&name) || own.contains(&name.as_str()) || (element == "input" && name == "type") || name == "/";
        if !allowed {
            return Some((&attribute.at, format!("the attribute `{name}` of `<{element}>` is not allowed in content")));
        }
        let unknown = is_address(attribute) && scheme(attribute.value).is_some_and(|scheme| !SCHEMES.contains(&scheme.as_str()));
        if unknown {
            return Some((&attribute.at, format!("the address in `{name}` of `<{element}>` is not allowed in content")));
        }
        let styles =
            || attribute.value.split(';').filter_map(|rule| rule.split(':').next()).map(str::trim).filter(|style| !style.is_empty());
        let style = (name == "style").then(|| styles().find(|style| !STYLES.contains(style))).flatten();
        style.map(|style| (&attribute.at, format!("the style `{style}` of `<{element}>` is not allowed in content")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_runs_a_program_is_known_in_every_writing() {
        for address in ["javascript:x", " JavaScript:x", "java\tscript:x", "data:text/html,x", "\u{1}vbscript:x"] {
            assert!(is_program(address), "{address:?}");
        }
        for address in ["a.md", "https://x/javascript:y", "#javascript:x", "mailto:a@b.c", "./data:x"] {
            assert!(!is_program(address), "{address}");
        }
    }
}
