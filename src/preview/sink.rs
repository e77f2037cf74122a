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
const SENT_TO: [(&str, &str); 2] = [("action", ""), ("data-send", "&amp;script=1")];

/// What forms sent.
#[derive(Debug, Default)]
pub(super) struct Sink {
    /// What a script has just sent, and was refused, so that the browser sends the form, too.
    by_script: Mutex<Option<String>>,
}

impl Sink {
    /// Takes what a form sends, and tells it.
    pub(super) fn take(&self, asked: &Asked, body: &[u8], lands: Option<&str>) -> Response<Body> {
        let text = String::from_utf8_lossy(body);
        let mut last = self.by_script.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.query("script").is_some() {
            *last = Some(text.into_owned());
            return plain(StatusCode::UNPROCESSABLE_ENTITY, "A preview sends nothing.\n");
        }
        let values: Vec<(String, String)> = url::form_urlencoded::parse(body).into_owned().collect();
        own(HTML, told(&asked.query("to").unwrap_or_default(), &values, last.take().as_deref(), lands))
    }
}

/// What a form would send, for a person.
fn told(to: &str, values: &[(String, String)], by_script: Option<&str>, lands: Option<&str>) -> String {
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
    if let Some(path) = lands {
        let says = |value: &str| value.contains(path.split_once("://").map_or(path, |(_, rest)| rest));
        let told = says(to) || values.iter().any(|(_, value)| says(value));
        let note = if told { "" } else { ", if the service was told so: <code>segue forms</code> says where" };
        let _ = writeln!(html, "<p class=\"lead\">Then its sender lands on <a href=\"{0}\">{0}</a>{note}.</p>", escape(path));
    }
    page("What this form sends", &html)
}

/// A page whose forms are sent here, with where they would have gone and the page's own path.
pub(super) fn divert(html: Vec<u8>, from: &str) -> Vec<u8> {
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
        let named = attributes.iter().find(|own| own.name == "name").map(|own| unescape(&text[own.value.clone()])).unwrap_or_default();
        for attribute in attributes.iter().filter(|own| is_form && is("method", "post") && own.name.len() < own.whole.len()) {
            let Some((_, more)) = SENT_TO.iter().find(|(name, _)| *name == attribute.name) else { continue };
            let to = unescape(&text[attribute.value.clone()]);
            diverted.push_str(&text[done..attribute.whole.start]);
            let [to, from, named] = [&to, from, &named].map(|text| utf8_percent_encode(text, NON_ALPHANUMERIC));
            let _ = write!(diverted, "{}=\"{SINK}?to={to}&amp;from={from}&amp;form={named}{more}\"", attribute.name);
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
        String::from_utf8(divert(html.as_bytes().to_vec(), "/a/")).unwrap()
    }

    #[test]
    fn forms_are_sent_to_the_preview_and_say_where_they_would_have_gone() {
        let html = diverted(
            r#"<p><form name="a" method="post" action="https://x.example/?a=1&amp;b=2" data-send='https://y.example'><input></form>"#,
        );
        assert_eq!(
            html,
            r#"<p><form name="a" method="post" action="/__segue/form?to=https%3A%2F%2Fx%2Eexample%2F%3Fa%3D1%26b%3D2&amp;from=%2Fa%2F&amp;form=a" data-send="/__segue/form?to=https%3A%2F%2Fy%2Eexample&amp;from=%2Fa%2F&amp;form=a&amp;script=1"><input></form>"#
        );
        assert_eq!(
            diverted("<form method=post action=/thanks/>x"),
            "<form method=post action=\"/__segue/form?to=%2Fthanks%2F&amp;from=%2Fa%2F&amp;form=\">x"
        );
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
        let thanks = "/b2b/thanks/quote/";
        let html = told("https://\"x.example/", &values, Some("{\"a\":\"</pre>\"}"), Some(thanks));
        assert!(!html.contains("<script") && !html.contains("</pre>\"") && html.contains("&lt;b&gt;"), "{html}");
        assert!(html.contains("<a href=\"/b2b/thanks/quote/\">/b2b/thanks/quote/</a>.</p>"), "{html}");
        let untold = told("https://x.example/", &[], None, Some(thanks));
        assert!(untold.contains("/b2b/thanks/quote/</a>, if the service was told so"), "{untold}");
    }
}
