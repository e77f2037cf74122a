use jiff::Zoned;

use super::html::Tags;
use super::locale::og_locale;
use super::rfc3339;
use crate::site::Lang;

/// How a shared link looks in chats and networks: Open Graph (<https://ogp.me>) and the card of X, which reads the rest from there.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// What the page is.
    pub kind: CardKind,
    /// The title without the brand's name, which stands beside it.
    pub title: String,
    /// The brand's name.
    pub site_name: String,
    /// The language of the page.
    pub locale: Lang,
    /// The languages it is translated to.
    pub other_locales: Vec<Lang>,
    /// The picture.
    pub image: Option<CardImage>,
}

/// What a shared page is.
#[derive(Debug, Clone, PartialEq)]
pub enum CardKind {
    /// A page of the site.
    Website,
    /// Something that was published on a day.
    Article {
        /// When it was published.
        published: Option<Zoned>,
        /// When it last changed.
        modified: Option<Zoned>,
    },
}

/// The picture of a card: 1200 × 630 pixels, PNG or JPEG, is what every network shows well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardImage {
    /// Its absolute address.
    pub url: String,
    /// What it shows.
    pub alt: String,
    /// In pixels, where known.
    pub width: Option<u32>,
    /// In pixels, where known.
    pub height: Option<u32>,
}

/// Formats that no network shows.
const NEVER_SHOWN: [&str; 3] = ["svg", "svgz", "avif"];

/// The least size of a large picture in pixels; a smaller one stands as a thumbnail beside the text.
const LARGE: (u32, u32) = (600, 315);

impl CardImage {
    /// Whether networks show pictures of this format, judged by the end of the address.
    fn is_shown(&self) -> bool {
        let path = self.url.split(['?', '#']).next().unwrap_or_default();
        let extension = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, extension)| extension);
        !extension.is_some_and(|extension| NEVER_SHOWN.iter().any(|never| never.eq_ignore_ascii_case(extension)))
    }

    /// A picture of unknown size is taken for a large one: an author chose it for the card.
    fn is_large(&self) -> bool {
        self.width.is_none_or(|width| width >= LARGE.0) && self.height.is_none_or(|height| height >= LARGE.1)
    }
}

impl Card {
    /// Writes the card of the page at `url`.
    pub(super) fn write(&self, tags: &mut Tags, url: &str, description: Option<&str>) {
        let image = self.image.as_ref().filter(|image| image.is_shown());
        tags.property("og:type", if self.kind == CardKind::Website { "website" } else { "article" });
        tags.property("og:title", &self.title);
        tags.property("og:description", description.unwrap_or_default());
        tags.property("og:url", url);
        tags.property("og:site_name", &self.site_name);
        self.write_locales(tags);
        if let Some(image) = image {
            tags.property("og:image", &image.url);
            for (property, pixels) in [("og:image:width", image.width), ("og:image:height", image.height)] {
                if let Some(pixels) = pixels {
                    tags.property(property, &pixels.to_string());
                }
            }
            tags.property("og:image:alt", &image.alt);
        }
        if let CardKind::Article { published, modified } = &self.kind {
            for (property, instant) in [("article:published_time", published), ("article:modified_time", modified)] {
                if let Some(instant) = instant {
                    tags.property(property, &rfc3339(instant));
                }
            }
        }
        tags.meta("twitter:card", if image.is_some_and(CardImage::is_large) { "summary_large_image" } else { "summary" });
        tags.meta("twitter:image:alt", image.map_or("", |image| &image.alt));
    }

    fn write_locales(&self, tags: &mut Tags) {
        let own = og_locale(&self.locale);
        if let Some(own) = &own {
            tags.property("og:locale", own);
        }
        for other in self.other_locales.iter().filter_map(og_locale).filter(|other| Some(other) != own.as_ref()) {
            tags.property("og:locale:alternate", &other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seo::instant;

    fn card(kind: CardKind, image: Option<CardImage>) -> String {
        let lang = |text| Lang::new(text).unwrap();
        let card = Card {
            kind,
            title: "Вода для чая".into(),
            site_name: "Колхети".into(),
            locale: lang("ru"),
            other_locales: vec![lang("ru"), lang("ka"), lang("xmf")],
            image,
        };
        let mut tags = Tags::default();
        card.write(&mut tags, "https://a.example/", None);
        tags.finish()
    }

    fn image(url: &str, size: Option<u32>) -> Option<CardImage> {
        Some(CardImage { url: url.into(), alt: "A cup".into(), width: size, height: size })
    }

    #[test]
    fn an_article_says_when_it_was_published() {
        let kind = CardKind::Article { published: Some(instant("2026-03-01T00:00:00+04:00[Asia/Tbilisi]")), modified: None };
        insta::assert_snapshot!(card(kind, image("https://a.example/cup.png", Some(1200))), @r#"
        <meta property="og:type" content="article">
        <meta property="og:title" content="Вода для чая">
        <meta property="og:url" content="https://a.example/">
        <meta property="og:site_name" content="Колхети">
        <meta property="og:locale" content="ru_RU">
        <meta property="og:locale:alternate" content="ka_GE">
        <meta property="og:image" content="https://a.example/cup.png">
        <meta property="og:image:width" content="1200">
        <meta property="og:image:height" content="1200">
        <meta property="og:image:alt" content="A cup">
        <meta property="article:published_time" content="2026-03-01T00:00:00+04:00">
        <meta name="twitter:card" content="summary_large_image">
        <meta name="twitter:image:alt" content="A cup">
        "#);
    }

    #[test]
    fn a_drawing_that_no_network_shows_is_left_out() {
        let html = card(CardKind::Website, image("https://a.example/cup.SVG?v=1", None));
        assert!(!html.contains("og:image") && html.contains(r#"content="summary""#), "{html}");
    }

    #[test]
    fn a_small_picture_stands_beside_the_text() {
        assert!(card(CardKind::Website, image("https://a.example/cup.png", Some(200))).contains(r#"content="summary""#));
        assert!(card(CardKind::Website, image("https://a.example/cup", None)).contains(r#"content="summary_large_image""#));
    }
}
