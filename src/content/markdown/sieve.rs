//! Takes out of HTML what is not allowed in it.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;

use super::allowed::{ATTRIBUTES, ELEMENTS, PREFIXES, SCHEMES, STYLES, WHOLE};
use super::policy::is_frame;

static SIEVE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    let names: HashSet<&str> = ELEMENTS.iter().map(|(name, _)| *name).collect();
    let attributes: HashMap<&str, HashSet<&str>> =
        ELEMENTS.iter().filter(|(_, own)| !own.is_empty()).map(|(name, own)| (*name, own.iter().copied().collect())).collect();
    builder
        .tags(names)
        .tag_attributes(attributes)
        .generic_attributes(ATTRIBUTES.iter().copied().collect())
        .generic_attribute_prefixes(PREFIXES.iter().copied().collect())
        .filter_style_properties(STYLES.iter().copied().collect())
        .clean_content_tags(WHOLE.iter().copied().collect())
        .url_schemes(SCHEMES.iter().copied().collect())
        // One attribute only: several would come in an order that differs from run to run.
        .set_tag_attribute_value("input", "type", "checkbox")
        .link_rel(None)
        .attribute_filter(|element, attribute, value| {
            let frame = element == "iframe" && attribute == "src";
            (!frame || is_frame(value)).then_some(value.into())
        });
    builder
});

/// The HTML without what is not allowed.
pub(super) fn sieved(html: &str) -> String {
    let mut clean = SIEVE.clean(html).to_string();
    // A frame that lost its address would be an empty box.
    let mut from = 0;
    while let Some(start) = clean[from..].find("<iframe").map(|found| from + found) {
        let tag = clean[start..].find('>').map_or(clean.len(), |end| start + end);
        let end = clean[tag..].find("</iframe>").map_or(clean.len(), |end| tag + end + "</iframe>".len());
        if clean[start..tag].contains(" src=\"") {
            from = end;
        } else {
            clean.replace_range(start..end, "");
            from = start;
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_harm_a_reader_is_removed_and_embeds_stay() {
        insta::assert_snapshot!(sieved("<p onclick=x style='color:red;text-align:right'>a<script>b</script><form>c</form></p>"), @r#"<p style="text-align:right">a</p>c<p></p>"#);
        insta::assert_snapshot!(sieved("<iframe src='https://www.youtube.com/embed/x' allowfullscreen></iframe>"), @r#"<iframe src="https://www.youtube.com/embed/x" allowfullscreen=""></iframe>"#);
        insta::assert_snapshot!(sieved("a<iframe src='https://www.youtube.com.evil.example/embed/x'></iframe>b<iframe></iframe>"), @"ab");
        insta::assert_snapshot!(sieved("<a href='java&Tab;script:x'>a</a><img src=data:x><a data-hole=\"3\">b</a>"), @r#"<a>a</a><img><a data-hole="3">b</a>"#);
        insta::assert_snapshot!(sieved("<input type=password name=x checked>"), @r#"<input checked="" type="checkbox">"#);
    }
}
