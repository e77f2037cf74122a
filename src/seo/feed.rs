use jiff::Zoned;

use super::rfc3339;
use super::xml::Xml;
use crate::site::Lang;

/// What is new for one audience in one language: an Atom feed (RFC 4287).
#[derive(Debug, Clone, PartialEq)]
pub struct Feed {
    /// Never changes, whatever else does: the feed's address, or a `tag:` URI.
    pub id: String,
    /// Whose it is.
    pub title: String,
    /// A sentence about it.
    pub subtitle: Option<String>,
    /// The language of its texts.
    pub lang: Lang,
    /// Its own absolute address.
    pub url: String,
    /// The absolute address of the page that it is the feed of.
    pub home: String,
    /// Who is behind entries that name no author.
    pub author: String,
    /// Newest first.
    pub entries: Vec<FeedEntry>,
}

/// One page in a feed.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedEntry {
    /// Never changes and differs between audiences and languages: the page's absolute address, or a `tag:` URI.
    pub id: String,
    /// The title.
    pub title: String,
    /// The absolute address.
    pub url: String,
    /// When it was published.
    pub published: Option<Zoned>,
    /// When it last changed in a way that matters to readers.
    pub updated: Zoned,
    /// A few sentences of plain text.
    pub summary: Option<String>,
    /// The whole text as HTML; addresses in it may be relative to the page's.
    pub content: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
}

impl Feed {
    /// The file; none where there is no entry, because a feed says when it last changed.
    pub fn xml(&self) -> Option<String> {
        let updated = self.entries.iter().map(|entry| &entry.updated).max()?;
        let mut xml = Xml::new();
        xml.open("feed", &[("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", self.lang.as_str())]);
        xml.text("id", &[], &self.id);
        xml.text("title", &[], &self.title);
        optional(&mut xml, "subtitle", self.subtitle.as_deref());
        xml.text("updated", &[], &rfc3339(updated));
        author(&mut xml, &self.author);
        xml.empty("link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", &self.url)]);
        xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &self.home)]);
        for entry in &self.entries {
            entry.write(&mut xml);
        }
        xml.close("feed");
        Some(xml.finish())
    }
}

impl FeedEntry {
    fn write(&self, xml: &mut Xml) {
        xml.open("entry", &[]);
        xml.text("id", &[], &self.id);
        xml.text("title", &[], &self.title);
        xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &self.url)]);
        optional(xml, "published", self.published.as_ref().map(rfc3339).as_deref());
        xml.text("updated", &[], &rfc3339(&self.updated));
        if let Some(name) = &self.author {
            author(xml, name);
        }
        optional(xml, "summary", self.summary.as_deref());
        if let Some(content) = &self.content {
            xml.text("content", &[("type", "html"), ("xml:base", &self.url)], content);
        }
        xml.close("entry");
    }
}

fn author(xml: &mut Xml, name: &str) {
    xml.open("author", &[]);
    xml.text("name", &[], name);
    xml.close("author");
}

fn optional(xml: &mut Xml, name: &str, text: Option<&str>) {
    if let Some(text) = text {
        xml.text(name, &[], text);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::seo::instant;
    use crate::seo::xml::allowed;
    use crate::seo::xml::reading::{attributes, texts};

    fn entry(title: &str, updated: &str) -> FeedEntry {
        FeedEntry {
            id: "https://a.example/ka/chai/".into(),
            title: title.into(),
            url: "https://a.example/ka/chai/".into(),
            published: None,
            updated: instant(updated),
            summary: None,
            content: Some("<p>A&nbsp;cup</p>".into()),
            author: None,
        }
    }

    fn feed(entries: Vec<FeedEntry>) -> Feed {
        Feed {
            id: "https://a.example/ka/feed.xml".into(),
            title: "კოლხეთის ჩაი".into(),
            subtitle: None,
            lang: Lang::new("ka").unwrap(),
            url: "https://a.example/ka/feed.xml".into(),
            home: "https://a.example/ka/".into(),
            author: "კოლხეთის ჩაი".into(),
            entries,
        }
    }

    #[test]
    fn a_feed_says_what_is_new_in_the_language_of_its_readers() {
        let mut water = entry("წყალი", "2026-03-01T00:00:00+04:00[Asia/Tbilisi]");
        water.published = Some(water.updated.clone());
        water.author = Some("ნინო".into());
        insta::assert_snapshot!(feed(vec![water]).xml().unwrap(), @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ka">
        <id>https://a.example/ka/feed.xml</id>
        <title>კოლხეთის ჩაი</title>
        <updated>2026-03-01T00:00:00+04:00</updated>
        <author>
        <name>კოლხეთის ჩაი</name>
        </author>
        <link rel="self" type="application/atom+xml" href="https://a.example/ka/feed.xml"/>
        <link rel="alternate" type="text/html" href="https://a.example/ka/"/>
        <entry>
        <id>https://a.example/ka/chai/</id>
        <title>წყალი</title>
        <link rel="alternate" type="text/html" href="https://a.example/ka/chai/"/>
        <published>2026-03-01T00:00:00+04:00</published>
        <updated>2026-03-01T00:00:00+04:00</updated>
        <author>
        <name>ნინო</name>
        </author>
        <content type="html" xml:base="https://a.example/ka/chai/">&lt;p&gt;A&amp;nbsp;cup&lt;/p&gt;</content>
        </entry>
        </feed>
        "#);
    }

    #[test]
    fn a_feed_changed_when_its_latest_entry_did() {
        let entries = vec![
            entry("a", "2026-03-01T00:00:00+04:00[Asia/Tbilisi]"),
            entry("b", "2026-02-28T23:00:00+00:00[UTC]"),
            entry("c", "2026-02-28T22:00:00+00:00[UTC]"),
        ];
        assert_eq!(texts(&feed(entries).xml().unwrap(), "updated")[0], "2026-02-28T23:00:00+00:00");
    }

    #[test]
    fn a_feed_without_entries_is_not_written() {
        assert_eq!(feed(vec![]).xml(), None);
    }

    proptest! {
        #[test]
        fn any_text_survives_the_round_trip(text in "(\\PC|[\\x00-\\x20<>&'\"\\]]|\u{fffe}|\u{ffff}|\u{85}|\u{2028})*") {
            let mut entry = entry(&text, "2026-03-01T00:00:00+04:00[Asia/Tbilisi]");
            entry.summary = Some(text.clone());
            entry.content = Some(text.clone());
            entry.url.clone_from(&text);
            let xml = feed(vec![entry]).xml().unwrap();
            let expected = allowed(&text);
            prop_assert_eq!(&texts(&xml, "title")[1], &expected);
            prop_assert_eq!(&texts(&xml, "summary")[0], &expected);
            prop_assert_eq!(&texts(&xml, "content")[0], &expected);
            prop_assert_eq!(&attributes(&xml, "link", "href")[2], &expected);
        }
    }
}
