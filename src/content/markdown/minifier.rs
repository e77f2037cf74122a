//! HTML without the white space that nobody sees.
//!
//! minify-html drops all white space between the elements of a division, also where those stand in one line (`<a>…</a> <a>…</a>`), and
//! it calls itself for every element inside another. So visible spaces are hidden from it, and HTML that is nested absurdly deep is not
//! given to it. It is given only HTML that Segue wrote or that was sieved, never an author's own, whose errors it would mend in its own way.

use super::mask::FILLER;

/// HTML nested deeper than this is left as it is.
const DEEPEST: usize = 128;

/// Elements that start and end a line; white space beside them is not seen.
const LINES: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "li",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Elements whose white space is content.
const EXACT: &[&str] = &["pre", "textarea", "script", "style"];

/// Elements without content.
const VOID: &[&str] = &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// The same HTML, shorter. Its DOM is the same but for white space that is not seen.
pub fn minified(html: String) -> String {
    let Some(kept) = with_visible_spaces_kept(&html) else { return html };
    let cfg = minify_html::Cfg { keep_closing_tags: true, keep_html_and_head_opening_tags: true, ..minify_html::Cfg::new() };
    match String::from_utf8(minify_html::minify(kept.as_bytes(), &cfg)) {
        Ok(short) => short.replace(char::from(FILLER), " "),
        Err(_) => html,
    }
}

/// The HTML with each space between two elements of one line replaced by the filler; nothing where it is nested too deep.
fn with_visible_spaces_kept(html: &str) -> Option<String> {
    let bytes = html.as_bytes();
    let mut kept = String::with_capacity(html.len());
    let (mut depth, mut copied, mut at) = (0_usize, 0, 0);
    // The end of the last tag, if that tag leaves the line open.
    let mut line_goes_on = None;
    while let Some(open) = html[at..].find('<').map(|found| at + found) {
        let closing = bytes.get(open + 1) == Some(&b'/');
        let name_start = open + 1 + usize::from(closing);
        let name_end = html[name_start..].find(|char: char| !char.is_ascii_alphanumeric()).map_or(html.len(), |length| name_start + length);
        let name = &html[name_start..name_end];
        if name.is_empty() {
            at = open + 1;
            continue;
        }
        let line = LINES.contains(&name);
        if let Some(end) = line_goes_on
            && !line
            && end < open
            && bytes[end..open].iter().all(u8::is_ascii_whitespace)
        {
            kept.push_str(&html[copied..end]);
            kept.push(char::from(FILLER));
            copied = open;
        }
        at = tag_end(bytes, name_end);
        line_goes_on = (!line).then_some(at);
        if closing {
            depth = depth.saturating_sub(1);
        } else if !VOID.contains(&name) {
            depth += 1;
            if depth > DEEPEST {
                return None;
            }
        }
        if !closing && EXACT.contains(&name) {
            let end = html[at..].find(&format!("</{name}")).map_or(html.len(), |found| at + found);
            at = end;
            line_goes_on = None;
        }
    }
    kept.push_str(&html[copied..]);
    Some(kept)
}

/// The place after a tag's `>`.
fn tag_end(bytes: &[u8], from: usize) -> usize {
    let mut quote = None;
    for (at, byte) in bytes.iter().enumerate().skip(from) {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_that_is_nested_too_deep_is_left_as_it_is() {
        let deep = format!("{}x  y", "<b>".repeat(20_000));
        assert_eq!(minified(deep.clone()), deep);
        let less_deep = format!("{}x  y{}", "<div>".repeat(DEEPEST), "</div>".repeat(DEEPEST));
        assert!(minified(less_deep.clone()).len() < less_deep.len());
        assert_eq!(minified("<b> x </b>  <i>y</i>\n<p>  z</p>\n".to_owned()), "<b> x </b> <i>y</i><p>z</p>");
    }
}
