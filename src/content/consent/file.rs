use std::ops::Range;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::ConsentFront;
use crate::content::markdown::{Body, LinkKind, Readers, Shown, Syntax};
use crate::content::overlay::{FileName, OverlayIds};
use crate::content::split::split;
use crate::diagnostics::{Document, Finding, Findings, Place};
use crate::site::{AudienceId, HtmlPolicy, Lang, Name, Site, Text, read_text};
use crate::world::yaml::KeyPath;
use crate::world::{SourceText, Span, World};

/// One file of `content/consent/`.
#[derive(Debug, Clone)]
pub struct ConsentFile {
    /// Where it lies.
    pub path: Utf8PathBuf,
    /// Whom its name says it is for.
    pub ids: OverlayIds,
    /// The language that its plain texts and its body are in.
    pub lang: Lang,
    /// What stands above the text.
    pub front: ConsentFront,
    /// The text as markdown; nothing where it is blank.
    pub body: Option<String>,
    /// Where its links stand, in order.
    pub links: Vec<Span>,
    source: SourceText,
    /// Its front matter.
    pub document: Document,
}

impl PartialEq for ConsentFile {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path && self.lang == other.lang && self.source == other.source
    }
}

/// What may stand in a consent text.
const PLAIN: &str = "a consent text is plain markdown, so that it stays the same under every theme and can be kept word for word";

impl ConsentFile {
    /// Reads a file; what is wrong with it becomes findings. Its name comes back also where it cannot be read.
    pub(super) fn read(world: &dyn World, site: &Site, path: &Utf8Path, findings: &mut Findings) -> (Option<Name>, Option<Self>) {
        let name = FileName::parse(path, &site.ids).map_err(|finding| findings.push(finding)).ok();
        let id = path.file_name().and_then(|name| Name::new(name.split('.').next()?));
        let Some(id) = id else {
            let finding = Finding::error("consent/file-name", Place::File(path.to_owned()), "this cannot be the name of a consent text");
            findings.push(finding.help("name the file with small letters, digits and hyphens: newsletter.md, newsletter.ru.md"));
            return (None, None);
        };
        let file = name.and_then(|name| Self::of(world, site, path, name.ids, findings));
        (Some(id), file)
    }

    fn of(world: &dyn World, site: &Site, path: &Utf8Path, ids: OverlayIds, findings: &mut Findings) -> Option<Self> {
        if let Some((_, segment)) = &ids.segment {
            let message = format!("a consent text is for an audience or a language, and `{segment}` is a segment");
            findings.push(
                Finding::error("consent/file-name", Place::File(path.to_owned()), message)
                    .help("leave the segment out of the file's name: a text has one address in each language of an audience"),
            );
            return None;
        }
        let source = read_text(world, path, findings)?;
        let parts = split(&source).map_err(|finding| findings.push(finding)).ok()?;
        let lang = ids.lang.as_ref().or(site.default_language())?.clone();
        let document = Document::part(source.clone(), parts.front.unwrap_or_default());
        if parts.front.is_none() && ids.is_empty() {
            let place = Place::Span(source.clone(), Span::new(0, source.text().find('\n').unwrap_or(source.text().len())));
            findings.push(
                Finding::error("content/no-front-matter", place, "the file has no front matter")
                    .help("begin it with a line `---`, then `title: …`, `purpose: …`, `box: …` and `date: …`, then another line `---`"),
            );
            return None;
        }
        let front: ConsentFront = document.read(findings)?;
        let text = source.slice(parts.body);
        let body = (!text.trim().is_empty()).then(|| text.to_owned());
        let syntax = Arc::new(syntax(site));
        let mut found = Findings::new();
        let parsed = Body::parse(&source, parts.body, &lang, &syntax, &mut found);
        let readers = Readers { audience: site.audiences.first()?.id.clone(), segment: None };
        let shown = parsed.show(&readers);
        let pictures = shown.links.iter().filter(|link| link.kind == LinkKind::Image).map(|link| (link.span, "no pictures"));
        let passages = parsed.passages().map(|passage| (passage.span, "no passages for some readers"));
        let snippets = parsed.snippets().iter().map(|snippet| (snippet.span, "no snippets"));
        for (span, what) in pictures.chain(passages).chain(snippets) {
            let place = Place::Span(source.clone(), span);
            findings.push(
                Finding::error("consent/plain", place, format!("a consent text has {what}"))
                    .help(format!("{PLAIN}; what differs by audience stands in a file for that audience")),
            );
        }
        // In running text a name that nobody knows is text, and would be kept as its author wrote it.
        for span in components_in(text) {
            let place = Place::Span(source.clone(), Span::new(parts.body.start + span.start, parts.body.start + span.end));
            findings.push(Finding::error("consent/plain", place, "a consent text has no components").help(PLAIN));
        }
        for mut finding in found {
            // What a page may have and a text that is kept for years may not.
            if ["markdown/html", "markdown/unknown-component"].contains(&finding.rule) {
                let what = if finding.rule == "markdown/html" { "HTML" } else { "components" };
                finding = Finding::error("consent/plain", finding.place, format!("a consent text has no {what}")).help(PLAIN);
            }
            findings.push(finding);
        }
        let links = shown.links.iter().map(|link| link.span).collect();
        let file = Self { path: path.to_owned(), ids, lang, front, body, links, source, document };
        file.check_languages(site, findings);
        Some(file)
    }

    fn check_languages(&self, site: &Site, findings: &mut Findings) {
        for (key, text) in self.texts() {
            for lang in text.languages().filter(|lang| !site.file.languages.contains(lang)) {
                let place = self.document.key_place(&[key, lang.as_str()].into_iter().collect());
                let known: Vec<&str> = site.file.languages.iter().map(Lang::as_str).collect();
                findings.push(
                    Finding::error("site/unknown-language", place, format!("`{lang}` is not a language of this site"))
                        .help(format!("the site's languages are: {}", known.join(", "))),
                );
            }
        }
    }

    /// The texts that stand above the text, by their keys.
    fn texts(&self) -> impl Iterator<Item = (&'static str, &Text)> {
        let ConsentFront { title, purpose, sentence, controller, withdraw, .. } = &self.front;
        let all = [("title", title), ("purpose", purpose), ("box", sentence), ("controller", controller), ("withdraw", withdraw)];
        all.into_iter().filter_map(|(key, text)| Some((key, text.as_ref()?)))
    }

    /// One of its texts as readers of a language have it.
    pub(super) fn text(&self, key: &str, lang: &Lang) -> Option<String> {
        let (_, text) = self.texts().find(|(own, _)| *own == key)?;
        text.in_language(lang, Some(&self.lang))?.plain().map(str::to_owned)
    }

    /// Where a key stands, or else the file's first line.
    pub fn key_place(&self, key: &str) -> Place {
        self.document.key_place(&KeyPath::root().key(key))
    }

    /// Where a value stands, or else the file's first line.
    pub fn value_place(&self, key: &str) -> Place {
        self.document.value_place(&KeyPath::root().key(key))
    }

    /// Where a link of its body stands.
    pub fn link_place(&self, number: usize) -> Place {
        let span = self.links.get(number).copied().unwrap_or_default();
        Place::Span(self.source.clone(), span)
    }
}

/// Where something is written like a component in running text: `:money{…}`, `:note[…]`.
fn components_in(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let name = |at: usize| text[at + 1..].bytes().take_while(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'-')).count();
    let is_one = |at: &usize| {
        let length = name(*at);
        let begins = *at == 0 || !matches!(bytes[at - 1], b':' | b'\\') && !bytes[at - 1].is_ascii_alphanumeric();
        length > 0 && begins && &text[at + 1..at + 1 + length] != "for" && matches!(bytes.get(at + 1 + length), Some(b'{' | b'['))
    };
    let found = text.match_indices(':').map(|(at, _)| at).filter(is_one);
    found.map(|at| at..at + 1 + name(at)).collect()
}

/// What the parser knows of consent texts: markdown and nothing besides.
fn syntax(site: &Site) -> Syntax {
    let minify = site.file.minify != crate::site::Minify::None;
    Syntax { components: Default::default(), ids: site.ids.clone(), html: HtmlPolicy::Deny, minify }
}

/// The body of a consent text as HTML with its links as holes.
pub fn shown(site: &Site, audience: &AudienceId, lang: &Lang, body: &str) -> Arc<Shown> {
    let source = SourceText::new("consent", body);
    let span = Span::new(0, source.text().len());
    let body = Body::parse(&source, span, lang, &Arc::new(syntax(site)), &mut Findings::new());
    body.show(&Readers { audience: audience.clone(), segment: None })
}
