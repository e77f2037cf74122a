//! The few bits of HTML that are not a template's.

/// A text inside an element or an attribute.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Plain text as paragraphs, which blank lines divide.
pub(super) fn paragraphs(text: &str) -> String {
    let parts = text.split("\n\n").map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| format!("<p>{}</p>", escape(part))).collect()
}

/// A picture. Without a size the browser cannot keep room for it, so it is given where the file tells it.
pub(super) fn image(url: &str, alt: &str, title: Option<&str>, class: Option<&str>, size: Option<(u32, u32)>) -> String {
    let mut html = format!("<img src=\"{}\" alt=\"{}\"", escape(url), escape(alt));
    if let Some(title) = title {
        html.push_str(&format!(" title=\"{}\"", escape(title)));
    }
    if let Some(class) = class {
        html.push_str(&format!(" class=\"{}\"", escape(class)));
    }
    if let Some((width, height)) = size {
        html.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
    }
    html.push_str(" loading=\"lazy\" decoding=\"async\">");
    html
}
