//! A small site, and words for what a body becomes.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::content::markdown::{ArgValue, Body, ComponentCall, NoShelf, Piece, Readers, Shown, Syntax};
use crate::diagnostics::{Findings, Place};
use crate::site::{AudienceId, HtmlPolicy, IdKind, Lang, SegmentId};
use crate::theme::{ArgKind, ComponentArg, ComponentBody, ComponentSignature};
use crate::world::{SourceText, Span};

/// What stands before every body, so that a body never starts where its file does.
pub(super) const HEAD: &str = "---\ntitle: Чай\n---\n";

pub(super) struct Fixture {
    pub(super) components: BTreeMap<String, ComponentSignature>,
    pub(super) ids: BTreeMap<String, IdKind>,
    pub(super) html: HtmlPolicy,
    pub(super) minify: bool,
}

fn component(args: &[(&str, ArgKind, bool)], body: ComponentBody) -> ComponentSignature {
    let args = args.iter().map(|(name, kind, required)| ComponentArg { name: (*name).to_owned(), kind: *kind, required: *required });
    ComponentSignature { args: args.collect(), body, ..ComponentSignature::default() }
}

impl Default for Fixture {
    fn default() -> Self {
        use ArgKind::{Any, Array, Bool, Float, Integer, Number, String};
        let components = [
            ("cta", component(&[("id", String, true)], ComponentBody::Never)),
            ("note", component(&[("title", String, false), ("label", String, false), ("open", Bool, false)], ComponentBody::Always)),
            ("quote", component(&[("author", String, true), ("stars", Integer, false)], ComponentBody::Always)),
            ("money", component(&[("amount", Number, true), ("currency", String, false)], ComponentBody::Never)),
            ("scale", component(&[("factor", Float, false), ("steps", Array, false)], ComponentBody::Never)),
            ("badge", component(&[("label", String, true), ("class", Any, false), ("id", String, false)], ComponentBody::Never)),
            ("box", ComponentSignature { body: ComponentBody::Optional, rest: true, ..ComponentSignature::default() }),
        ];
        let audience = |id: &str| IdKind::Audience(AudienceId::new(id).unwrap());
        let segment = |id: &str, of: &str| IdKind::Segment { audience: AudienceId::new(of).unwrap(), segment: SegmentId::new(id).unwrap() };
        let ids = [
            audience("b2b"),
            audience("b2c"),
            segment("wholesale", "b2b"),
            segment("cafes", "b2b"),
            segment("loyal", "b2c"),
            IdKind::Language(Lang::new("en").unwrap()),
            IdKind::Language(Lang::new("ru").unwrap()),
        ];
        Self {
            components: components.into_iter().map(|(name, signature)| (name.to_owned(), signature)).collect(),
            ids: ids.into_iter().map(|id| (id.as_str().to_owned(), id)).collect(),
            html: HtmlPolicy::Sanitise,
            minify: false,
        }
    }
}

impl Fixture {
    pub(super) fn with(html: HtmlPolicy) -> Self {
        Self { html, ..Self::default() }
    }

    pub(super) fn parse(&self, markdown: &str) -> (Body, Vec<String>) {
        let source = SourceText::new("content/a.md", format!("{HEAD}{markdown}"));
        let syntax = Syntax { components: self.components.clone(), ids: self.ids.clone(), html: self.html, minify: self.minify };
        let mut findings = Findings::new();
        let span = Span::new(HEAD.len(), source.text().len());
        let body = Body::parse(&source, span, &Lang::new("en").unwrap(), &Arc::new(syntax), &mut findings);
        (body, said(findings))
    }

    /// The body as these readers see it; there must be nothing to say about it.
    pub(super) fn html(&self, markdown: &str, readers: &str) -> String {
        let (body, said) = self.parse(markdown);
        assert_eq!(said, [] as [&str; 0], "{markdown}");
        written(&body.show(&self::readers(readers)).html().pieces)
    }
}

/// The plain text of a body as these readers see it.
pub(super) fn plain_text(markdown: &str, readers: &str) -> String {
    Fixture::default().parse(markdown).0.plain_text(&self::readers(readers), &NoShelf)
}

/// `b2b` or `b2b/wholesale`.
pub(super) fn readers(text: &str) -> Readers {
    let (audience, segment) = text.split_once('/').map_or((text, None), |(audience, segment)| (audience, Some(segment)));
    Readers { audience: AudienceId::new(audience).unwrap(), segment: segment.map(|segment| SegmentId::new(segment).unwrap()) }
}

/// Findings as lines: line and column in the body, what is underlined, level, message and help.
pub(super) fn said(findings: Findings) -> Vec<String> {
    let line = |finding: crate::diagnostics::Finding| {
        let Place::Span(text, span) = &finding.place else { return finding.message };
        let at = text.position(span.start);
        let written = text.slice(*span).lines().next().unwrap_or_default();
        let head = HEAD.lines().count();
        let related: Vec<String> = finding
            .related
            .iter()
            .map(|(place, what)| match place {
                Place::Span(text, span) => format!("; {what}: {}", text.position(span.start).line - head),
                _ => String::new(),
            })
            .collect();
        let help = finding.help.unwrap_or_default();
        format!("{}:{} `{written}` {:?}: {} ({help}{})", at.line - head, at.column, finding.level, finding.message, related.concat())
    };
    findings.sorted().into_iter().map(line).collect()
}

/// Everything that is wrong with a body.
pub(super) fn problems(markdown: &str) -> String {
    Fixture::default().parse(markdown).1.join("\n")
}

/// The body as these readers see it, unminified.
pub(super) fn html(markdown: &str, readers: &str) -> String {
    Fixture::default().html(markdown, readers)
}

pub(super) fn show(markdown: &str, readers: &str) -> Arc<Shown> {
    let (body, said) = Fixture::default().parse(markdown);
    assert_eq!(said, [] as [&str; 0], "{markdown}");
    body.show(&self::readers(readers))
}

/// Pieces as text, holes in double braces.
pub(super) fn written(pieces: &[Piece]) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Html(html) => html.clone(),
        Piece::LinkOpen { link } => format!("{{{{link {link}}}}}"),
        Piece::LinkClose { link } => format!("{{{{/link {link}}}}}"),
        Piece::Image { link, alt, title } => {
            format!("{{{{image {link} {alt:?}{}}}}}", title.as_ref().map(|title| format!(" {title:?}")).unwrap_or_default())
        }
        Piece::Component(call) => called(call),
    };
    pieces.iter().map(piece).collect()
}

fn called(call: &ComponentCall) -> String {
    let value = |value: &ArgValue| match value {
        ArgValue::String(text) => format!("{text:?}"),
        ArgValue::Bool(yes) => yes.to_string(),
        ArgValue::Integer(number) => number.to_string(),
        ArgValue::Float(number) => format!("{number:?}"),
    };
    let args: String = call.args.iter().map(|(name, arg)| format!(" {name}={}", value(arg))).collect();
    let label = call.label.as_ref().map(|label| format!(" label=({})", written(label))).unwrap_or_default();
    let body = call.body.as_ref().map(|body| format!(" body=({})", written(body))).unwrap_or_default();
    format!("{{{{{}{}{args}{label}{body}}}}}", if call.inline { "inline " } else { "" }, call.name)
}
