//! Pages of the preview itself, for what cannot be shown; readable without the script.

use std::fmt::Write;

use super::telling::Telling;
use crate::diagnostics::{Finding, Level};

/// How findings look, here and over pages.
const STYLE: &str = include_str!("client/panel.css");

/// In place of a page that cannot be shown.
pub(super) fn broken(findings: &[Finding]) -> String {
    let mut list = String::new();
    for finding in findings {
        write_finding(&mut list, &Telling::of(finding));
    }
    if findings.is_empty() {
        return page("Nothing lives here", "<p class=\"lead\">No audience of this site has its home at this address of the preview.</p>");
    }
    let lead = "<p class=\"lead\">It appears as soon as this is mended and saved.</p>";
    page("This page cannot be shown yet", &format!("{lead}\n<ol class=\"findings\">\n{list}</ol>"))
}

/// Where the site has no page of its own for addresses that are not there.
pub(super) fn missing() -> String {
    page("There is no such page", "<p class=\"lead\">There is no page at this address.</p>")
}

pub(super) fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
        <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"robots\" content=\"noindex\">\n\
        <style>\n{STYLE}</style>\n</head>\n<body class=\"page\">\n<main>\n<h1>{title}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )
}

fn write_finding(html: &mut String, finding: &Telling<'_>) {
    let (class, word) = match finding.level {
        Level::Error => ("error", "Error"),
        Level::Warning => ("warning", "Warning"),
        Level::Note => ("note", "Note"),
    };
    let _ = write!(html, "<li class=\"finding {class}\">\n<p class=\"message\"><b>{word}:</b> {}</p>\n", words(&finding.message));
    if let Some(at) = &finding.at {
        let _ = writeln!(html, "<p class=\"at\"><code>{}</code></p>", escape(at));
    }
    if !finding.lines.is_empty() {
        html.push_str("<pre class=\"excerpt\" tabindex=\"0\">");
        for line in &finding.lines {
            let mark = if line.marked.is_empty() { String::new() } else { format!("<mark>{}</mark>", escape(&line.marked)) };
            let hit = if line.marked.is_empty() { "" } else { " hit" };
            let (before, after) = (escape(&line.before), escape(&line.after));
            let _ = write!(html, "<span class=\"line{hit}\"><span class=\"number\">{}</span>{before}{mark}{after}\n</span>", line.number);
        }
        html.push_str("</pre>\n");
    }
    if let Some(help) = &finding.help {
        let _ = writeln!(html, "<p class=\"help\">{}</p>", words(help));
    }
    for related in &finding.related {
        let _ = writeln!(html, "<p class=\"related\">{}: <code>{}</code></p>", escape(&related.what), escape(&related.at));
    }
    html.push_str("</li>\n");
}

/// A sentence; what stands between backticks is written by somebody, and shown as it is written.
fn words(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    let part = |(index, part): (usize, &&str)| match index % 2 {
        0 => escape(part),
        _ if index + 1 < parts.len() => format!("<code>{}</code>", escape(part)),
        _ => format!("`{}", escape(part)),
    };
    parts.iter().enumerate().map(part).collect()
}

pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{SourceText, Span};

    #[test]
    fn nothing_that_a_finding_says_becomes_markup() {
        let evil = "<script>alert(1)</script>&\"";
        let text = SourceText::new(format!("content/{evil}.md"), format!("{evil}\n{evil}\n"));
        let finding = Finding::error("a/b", (&text, Span::new(0, 9)), evil).help(evil).related((&text, Span::new(1, 2)), evil);
        let html = broken(&[finding]);
        assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;"));
        assert!(!html.contains("<script"));
    }

    #[test]
    fn a_person_reads_what_is_wrong_where_and_what_to_do() {
        let text = SourceText::new("content/a.md", "---\ntitle: Чай\naudiense: b2b\n---\n");
        let finding = Finding::error("yaml/unknown-key", (&text, Span::new(18, 26)), "there is no key `audiense` here")
            .help("did you mean `audience`?");
        let html = broken(&[finding]);
        let list = &html[html.find("<ol").unwrap()..html.find("</ol>").unwrap()];
        insta::assert_snapshot!(list, @r#"
        <ol class="findings">
        <li class="finding error">
        <p class="message"><b>Error:</b> there is no key <code>audiense</code> here</p>
        <p class="at"><code>content/a.md:3:1</code></p>
        <pre class="excerpt" tabindex="0"><span class="line"><span class="number">1</span>---
        </span><span class="line"><span class="number">2</span>title: Чай
        </span><span class="line hit"><span class="number">3</span><mark>audiense</mark>: b2b
        </span><span class="line"><span class="number">4</span>---
        </span></pre>
        <p class="help">did you mean <code>audience</code>?</p>
        </li>
        "#);
    }
}
