use super::answer::Served;

/// Where the preview's script is served.
pub(super) const SCRIPT: &str = "/__segue/preview.js";

/// A page with the preview's script before its end, as a file of the same origin: that is allowed by all but the strictest policies.
pub(super) fn inject(page: &Served, generation: u64) -> Vec<u8> {
    let tag = format!(r#"<script src="{SCRIPT}" data-generation="{generation}" data-page="{}" defer></script>"#, page.hash);
    let html = &page.bytes;
    let end = html.windows(END.len()).rposition(|window| window.eq_ignore_ascii_case(END)).unwrap_or(html.len());
    [&html[..end], tag.as_bytes(), &html[end..]].concat()
}

const END: &[u8] = b"</body>";

#[cfg(test)]
mod tests {
    use super::super::answer::Status;
    use super::*;

    fn injected(html: &str) -> String {
        let page = Served::html(Status::Fine, html.to_owned(), None);
        let tag = format!(r#"<script src="/__segue/preview.js" data-generation="7" data-page="{}" defer></script>"#, page.hash);
        String::from_utf8(inject(&page, 7)).unwrap().replace(&tag, "<*>")
    }

    #[test]
    fn the_script_goes_before_the_end_of_the_body_or_to_the_end_of_the_file() {
        assert_eq!(injected("<body><p>Tea</body></html>\n"), "<body><p>Tea<*></body></html>\n");
        assert_eq!(injected("<pre></body></pre><p>Tea</BODY>"), "<pre></body></pre><p>Tea<*></BODY>");
        assert_eq!(injected("<p>Чай"), "<p>Чай<*>");
        assert_eq!(injected(""), "<*>");
    }
}
