use super::Card;
use super::html::{Tags, one_line};

/// The `hreflang` of the page for readers whose language the site does not have.
pub const X_DEFAULT: &str = "x-default";

/// What stands in `<head>` for search engines, networks and feed readers. Character set, viewport, styles and scripts are the theme's.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// The whole of `<title>`.
    pub title: String,
    /// What search engines may show below the title.
    pub description: Option<String>,
    /// The page's own absolute address.
    pub url: String,
    /// What search engines do with it.
    pub indexing: Indexing,
    /// The address of the site's icon.
    pub icon: Option<String>,
    /// Feeds that the page belongs to.
    pub feeds: Vec<FeedLink>,
    /// The page before in a list of several pages.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
    /// How a link to it looks in chats and networks.
    pub card: Card,
}

/// What search engines do with a page. Only a page that owns its words has translations, and none is both hidden and another's copy:
/// search engines take such a page for one thing or the other, and nobody can say which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Indexing {
    /// It is found under its own address.
    Own {
        /// The same page in all languages of its audience, itself included, and [`X_DEFAULT`].
        alternates: Vec<Alternate>,
    },
    /// Another page owns the words.
    Elsewhere {
        /// The absolute address of that page.
        canonical: String,
    },
    /// It is not found; its links are followed.
    Hidden,
}

/// The same page for readers of a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternate {
    /// A language as BCP 47 has it, or [`X_DEFAULT`].
    pub hreflang: String,
    /// The absolute address.
    pub url: String,
}

/// A feed that a page belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedLink {
    /// What readers see when they choose among feeds.
    pub title: String,
    /// Its address.
    pub url: String,
}

impl Head {
    /// The tags, one a line.
    pub fn html(&self) -> String {
        let mut tags = Tags::default();
        tags.element("title", &one_line(&self.title));
        tags.meta("description", self.description.as_deref().unwrap_or_default());
        let canonical = match &self.indexing {
            Indexing::Own { alternates } => {
                tags.link("canonical", &self.url);
                write_alternates(&mut tags, alternates);
                &self.url
            }
            Indexing::Elsewhere { canonical } => {
                tags.link("canonical", canonical);
                canonical
            }
            Indexing::Hidden => {
                tags.meta("robots", "noindex,follow");
                &self.url
            }
        };
        for (rel, href) in [("prev", &self.previous), ("next", &self.next), ("icon", &self.icon)] {
            if let Some(href) = href {
                tags.link(rel, href);
            }
        }
        for feed in &self.feeds {
            let title = one_line(&feed.title);
            tags.void("link", &[("rel", "alternate"), ("type", "application/atom+xml"), ("title", &title), ("href", &feed.url)]);
        }
        self.card.write(&mut tags, canonical, self.description.as_deref());
        tags.finish()
    }
}

/// A page in one language only has nothing to name.
fn write_alternates(tags: &mut Tags, alternates: &[Alternate]) {
    if alternates.windows(2).all(|pair| pair[0].url == pair[1].url) {
        return;
    }
    for alternate in alternates {
        tags.void("link", &[("rel", "alternate"), ("hreflang", &alternate.hreflang), ("href", &alternate.url)]);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::seo::CardKind;
    use crate::site::Lang;

    fn head(title: &str, indexing: Indexing) -> Head {
        Head {
            title: format!("{title} | Kolkheti Tea"),
            description: Some("How hard water dulls a cup,\nand what to do".into()),
            url: "https://kolkheti.example/articles/water/".into(),
            indexing,
            icon: Some("/favicon.svg".into()),
            feeds: vec![FeedLink { title: "Kolkheti Tea".into(), url: "/feed.xml".into() }],
            previous: None,
            next: None,
            card: Card {
                kind: CardKind::Website,
                title: title.into(),
                site_name: "Kolkheti Tea".into(),
                locale: Lang::new("en").unwrap(),
                other_locales: vec![],
                image: None,
            },
        }
    }

    fn alternate(hreflang: &str, url: &str) -> Alternate {
        Alternate { hreflang: hreflang.into(), url: url.into() }
    }

    #[test]
    fn a_page_that_owns_its_words_names_itself_and_its_translations() {
        let own = "https://kolkheti.example/articles/water/";
        let alternates =
            vec![alternate("en", own), alternate("ka", "https://kolkheti.example/ka/articles/tsqali/"), alternate(X_DEFAULT, own)];
        insta::assert_snapshot!(head("Water & tea", Indexing::Own { alternates }).html(), @r#"
        <title>Water &amp; tea | Kolkheti Tea</title>
        <meta name="description" content="How hard water dulls a cup, and what to do">
        <link rel="canonical" href="https://kolkheti.example/articles/water/">
        <link rel="alternate" hreflang="en" href="https://kolkheti.example/articles/water/">
        <link rel="alternate" hreflang="ka" href="https://kolkheti.example/ka/articles/tsqali/">
        <link rel="alternate" hreflang="x-default" href="https://kolkheti.example/articles/water/">
        <link rel="icon" href="/favicon.svg">
        <link rel="alternate" type="application/atom+xml" title="Kolkheti Tea" href="/feed.xml">
        <meta property="og:type" content="website">
        <meta property="og:title" content="Water &amp; tea">
        <meta property="og:description" content="How hard water dulls a cup, and what to do">
        <meta property="og:url" content="https://kolkheti.example/articles/water/">
        <meta property="og:site_name" content="Kolkheti Tea">
        <meta property="og:locale" content="en_US">
        <meta name="twitter:card" content="summary">
        "#);
    }

    #[test]
    fn a_page_whose_words_are_anothers_names_that_page_in_canonical_and_card() {
        let canonical = "https://kolkheti.example/b2c/water/".to_owned();
        let html = head("Water", Indexing::Elsewhere { canonical }).html();
        assert_eq!(html.matches("https://kolkheti.example/b2c/water/").count(), 2);
        assert!(!html.contains("noindex") && !html.contains("hreflang"), "{html}");
    }

    #[test]
    fn a_hidden_page_names_no_canonical_and_no_translations() {
        let html = head("Thank you", Indexing::Hidden).html();
        assert!(html.contains(r#"<meta name="robots" content="noindex,follow">"#));
        assert!(!html.contains("canonical") && !html.contains("hreflang"), "{html}");
    }

    #[test]
    fn a_page_in_one_language_names_no_translations() {
        let own = "https://kolkheti.example/articles/water/";
        let alternates = vec![alternate("en", own), alternate(X_DEFAULT, own)];
        assert!(!head("Water", Indexing::Own { alternates }).html().contains("hreflang"));
    }

    proptest! {
        #[test]
        fn no_text_breaks_out_of_its_tag(text in any::<String>()) {
            prop_assume!(!one_line(&text).is_empty() && text != "/");
            let html = |text: &str| head(text, Indexing::Own { alternates: vec![alternate("ka", text), alternate("en", "/")] }).html();
            let shape = |text: &str| (["<", ">", "\""].map(|sign| html(text).matches(sign).count()), html(text).lines().count());
            prop_assert_eq!(shape(&text), shape("plain"));
        }
    }
}
