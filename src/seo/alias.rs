use super::html::{Tags, escape, one_line};
use crate::site::Lang;

/// A page at an old address that leads to the new one, for hosts without redirects of their own.
///
/// Search engines take an immediate refresh for a permanent move, and the canonical says the same. `noindex` would contradict both
/// and drop what the old address had earned (<https://developers.google.com/search/docs/crawling-indexing/301-redirects>).
pub fn alias_page(target_url: &str, lang: &Lang, title: &str) -> String {
    let mut head = Tags::default();
    head.void("meta", &[("charset", "utf-8")]);
    head.element("title", &one_line(title));
    head.link("canonical", target_url);
    head.void("meta", &[("http-equiv", "refresh"), ("content", &format!("0; url={target_url}"))]);
    let (url, title) = (escape(target_url), one_line(title));
    let shown = if title.is_empty() { url.clone() } else { escape(&title) };
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n{}\n</head>\n<body>\n<p><a href=\"{url}\">{shown}</a></p>\n</body>\n</html>\n",
        head.finish()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_address_leads_to_the_new_one_with_and_without_a_refresh() {
        let page = alias_page("https://a.example/?a=1&b=2", &Lang::new("ru").unwrap(), "Чай \"Гурия\"");
        insta::assert_snapshot!(page, @r#"
        <!doctype html>
        <html lang="ru">
        <head>
        <meta charset="utf-8">
        <title>Чай &quot;Гурия&quot;</title>
        <link rel="canonical" href="https://a.example/?a=1&amp;b=2">
        <meta http-equiv="refresh" content="0; url=https://a.example/?a=1&amp;b=2">
        </head>
        <body>
        <p><a href="https://a.example/?a=1&amp;b=2">Чай &quot;Гурия&quot;</a></p>
        </body>
        </html>
        "#);
    }
}
