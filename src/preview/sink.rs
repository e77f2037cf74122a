//! Where forms end that are sent from a preview: whoever tries one reads what it would send, and nobody receives it.

use std::fmt::Write;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use axum::body::Body;
use axum::http::{Response, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use super::error_page::{escape, page};
use super::http::{Asked, own, plain};
use super::media_type::HTML;

/// Where forms are sent in a preview.
pub(super) const SINK: &str = "/__segue/form";

/// The most of a form that is read, in bytes.
pub(super) const MOST: usize = 1 << 20;

/// Attributes of `<form>` that say where it is sent: by the browser, and by a script.
const SENT_TO: [(&str, &str); 2] = [("action", ""), ("data-send", "&script=1")];

/// What forms sent.
#[derive(Debug, Default)]
pub(super) struct Sink {
    /// What a script has just sent, and was refused, so that the browser sends the form, too.
    by_script: Mutex<Option<String>>,
}

impl Sink {
    /// Takes what a form sends, and tells it.
    pub(super) fn take(&self, asked: &Asked, body: &[u8]) -> Response<Body> {
        let text = String::from_utf8_lossy(body);
        let mut last = self.by_script.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.query("script").is_some() {
            *last = Some(text.into_owned());
            return plain(StatusCode::UNPROCESSABLE_ENTITY, "A preview sends nothing.\n");
        }
        let values: Vec<(String, String)> = url::form_urlencoded::parse(body).into_owned().collect();
        own(HTML, told(&asked.query("to").unwrap_or_default(), &values, last.take().as_deref()))
    }
}

/// What a form would send, for a person.
fn told(to: &str, values: &[(String, String)], by_script: Option<&str>) -> String {
    let host = Url::parse(to).ok().and_then(|url| url.host_str().map(str::to_owned));
    let host = host.map_or_else(|| "the site’s own host".to_owned(), |host| format!("<b>{}</b>", escape(&host)));
    let mut html = format!(
        "<p class=\"lead\">Nothing was sent: this is a preview. The published page sends it to {host}.</p>\n<p class=\"at\"><code>{}</code></p>\n",
        escape(to)
    );
    html.push_str("<table>\n<thead><tr><th scope=\"col\">Name</th><th scope=\"col\">Value</th></tr></thead>\n<tbody>\n");
    for (name, value) in values {
        let value = if value.is_empty() { "<i>empty</i>".to_owned() } else { escape(value) };
        let _ = writeln!(html, "<tr><th scope=\"row\"><code>{}</code></th><td>{value}</td></tr>", escape(name));
    }
    html.push_str("</tbody>\n</table>\n");
    if let Some(body) = by_script {
        let pretty = serde_json::from_str::<serde_json::Value>(body).and_then(|value| serde_json::to_string_pretty(&value));
        let shown = pretty.unwrap_or_else(|_| body.to_owned());
        let _ = write!(
            html,
            "<p class=\"lead\">That is what goes without JavaScript. With it, the page’s script sends this, and no page in between is seen:</p>\n\
            <pre class=\"excerpt\" tabindex=\"0\">{}</pre>\n",
            escape(&shown)
        );
    }
    if let Some(path) = thanks(to, values) {
        let _ = writeln!(html, "<p class=\"lead\">Then its sender lands on <a href=\"{0}\">{0}</a>.</p>", escape(&path));
    }
    page("What this form sends", &html)
}

/// The path of the thank-you page that a form names, in a value of its own or in one that is JSON.
fn thanks(to: &str, values: &[(String, String)]) -> Option<String> {
    let path = |address: &str| match Url::parse(address) {
        Ok(url) => Some(url.path().to_owned()),
        Err(_) => address.starts_with('/').then(|| address.to_owned()),
    };
    let inside = |value: &str| -> Vec<String> {
        let json: serde_json::Map<String, serde_json::Value> = serde_json::from_str(value).unwrap_or_default();
        json.values().filter_map(|value| value.as_str().map(str::to_owned)).collect()
    };
    let named = values.iter().flat_map(|(_, value)| std::iter::once(value.clone()).chain(inside(value))).chain([to.to_owned()]);
    named.filter(|value| value.contains("/thanks/")).find_map(|value| path(&value))
}

/// A page whose forms are sent here, with where they would have gone.
pub(super) fn divert(html: Vec<u8>) -> Vec<u8> {
    let text = match String::from_utf8(html) {
        Ok(text) => text,
        Err(error) => return error.into_bytes(),
    };
    let mut diverted = String::with_capacity(text.len());
    let mut rest = 0;
    while let Some(start) = text[rest..].find("<form").map(|at| rest + at) {
        let attributes = attributes(&text, start + "<form".len());
        let is =
            |name: &str, value: &str| attributes.iter().any(|own| own.name == name && text[own.value.clone()].eq_ignore_ascii_case(value));
        let is_form = text[start + "<form".len()..].starts_with(|c: char| c.is_ascii_whitespace());
        let mut done = start;
        diverted.push_str(&text[rest..start]);
        for attribute in attributes.iter().filter(|own| is_form && is("method", "post") && own.name.len() < own.whole.len()) {
            let Some((_, more)) = SENT_TO.iter().find(|(name, _)| *name == attribute.name) else { continue };
            let to = unescape(&text[attribute.value.clone()]);
            diverted.push_str(&text[done..attribute.whole.start]);
            let _ = write!(diverted, "{}=\"{SINK}?to={}{more}\"", attribute.name, utf8_percent_encode(&to, NON_ALPHANUMERIC));
            done = attribute.whole.end;
        }
        rest = attributes.last().map_or(start + "<form".len(), |last| last.whole.end).max(done);
        diverted.push_str(&text[done..rest]);
    }
    diverted.push_str(&text[rest..]);
    diverted.into_bytes()
}

/// An attribute, and where it stands.
struct Attribute<'t> {
    name: &'t str,
    value: Range<usize>,
    whole: Range<usize>,
}

/// The attributes of a tag, from behind its name on.
fn attributes(text: &str, mut at: usize) -> Vec<Attribute<'_>> {
    let mut all = Vec::new();
    let bytes = text.as_bytes();
    let until = |at: usize, stop: &[u8]| bytes[at..].iter().position(|byte| stop.contains(byte)).map_or(bytes.len(), |length| at + length);
    loop {
        at += bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == b'/').count();
        if bytes.get(at).is_none_or(|byte| *byte == b'>') {
            return all;
        }
        let start = at;
        at = until(at.saturating_add(1).min(bytes.len()), b"= \t\n\r/>");
        let name = &text[start..at];
        if bytes.get(at) != Some(&b'=') {
            all.push(Attribute { name, value: at..at, whole: start..at });
            continue;
        }
        let value = match bytes.get(at + 1) {
            Some(quote @ (b'"' | b'\'')) => at + 2..until(at + 2, &[*quote]),
            _ => at + 1..until(at + 1, b" \t\n\r>"),
        };
        let quoted = value.start == at + 2;
        at = (value.end + usize::from(quoted)).min(bytes.len());
        all.push(Attribute { name, value, whole: start..at });
    }
}

/// An attribute's value as it is meant.
fn unescape(value: &str) -> String {
    const ENTITIES: [(&str, &str); 8] =
        [("&quot;", "\""), ("&#34;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&#x2F;", "/"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    ENTITIES.iter().fold(value.to_owned(), |value, (entity, plain)| value.replace(entity, plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diverted(html: &str) -> String {
        String::from_utf8(divert(html.as_bytes().to_vec())).unwrap()
    }

    #[test]
    fn forms_are_sent_to_the_preview_and_say_where_they_would_have_gone() {
        let html = diverted(
            r#"<p><form name="a" method="post" action="https://x.example/?a=1&amp;b=2" data-send='https://y.example'><input></form>"#,
        );
        assert_eq!(
            html,
            r#"<p><form name="a" method="post" action="/__segue/form?to=https%3A%2F%2Fx%2Eexample%2F%3Fa%3D1%26b%3D2" data-send="/__segue/form?to=https%3A%2F%2Fy%2Eexample&script=1"><input></form>"#
        );
        assert_eq!(diverted("<form method=post action=/thanks/>x"), "<form method=post action=\"/__segue/form?to=%2Fthanks%2F\">x");
    }

    #[test]
    fn what_is_no_form_that_is_sent_stays_as_it_is() {
        for html in [
            "<form action=\"/search\"><input></form>",
            "<p>Чай</p>",
            "<form",
            "<form method=post action",
            "<formal method=post action=x>y",
            "",
        ] {
            assert_eq!(diverted(html), html);
        }
    }

    #[test]
    fn what_a_form_sends_is_shown_as_text() {
        let values = [("<b>".to_owned(), "<script>".to_owned()), ("_next".to_owned(), "https://tea.example/b2b/thanks/quote/".to_owned())];
        let html = told("https://\"x.example/", &values, Some("{\"a\":\"</pre>\"}"));
        assert!(!html.contains("<script") && !html.contains("</pre>\"") && html.contains("&lt;b&gt;"), "{html}");
        assert!(html.contains("<a href=\"/b2b/thanks/quote/\">"), "{html}");
    }
}
