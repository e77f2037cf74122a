//! Emphasis, links and pictures.

use std::ops::Range;

use pulldown_cmark::{LinkType, Tag, TagEnd};

use super::policy;
use super::reader::Reader;
use super::shown::LinkKind;
use super::token::{LinkDraft, Token};
use crate::diagnostics::Finding;
use crate::site::HtmlPolicy;

impl Reader<'_> {
    /// The start of an emphasis, a link, a picture.
    pub(super) fn start_inline(&mut self, tag: Tag<'_>, range: Range<usize>) {
        if let Some((_, nested)) = &mut self.running.picture {
            *nested += 1;
            return;
        }
        self.look_through();
        match tag {
            Tag::Link { link_type, dest_url, title, .. } => {
                if self.link_is_directive(link_type, &range) {
                    self.running.links.push(true);
                } else {
                    let link = self.draft(LinkKind::Link, link_type, &dest_url, &title, range);
                    self.parts.links.push(link);
                    self.running.links.push(false);
                    self.parts.tokens.push(Token::Link(self.parts.links.len() - 1));
                }
                self.running.depth += 1;
            }
            Tag::Image { link_type, dest_url, title, .. } => {
                let picture = self.draft(LinkKind::Image, link_type, &dest_url, &title, range);
                self.running.picture = Some((picture, 0));
            }
            other => {
                self.running.depth += 1;
                self.parts.tokens.push(Token::Start(other.into_static()));
            }
        }
    }

    /// The end of an emphasis, a link, a picture.
    pub(super) fn end_inline(&mut self, tag: TagEnd, range: Range<usize>) {
        if let Some((_, nested)) = &mut self.running.picture
            && *nested > 0
        {
            *nested -= 1;
            return;
        }
        if let Some((picture, _)) = self.running.picture.take() {
            self.literal_for(range, "the description of a picture");
            self.parts.links.push(picture);
            self.parts.tokens.push(Token::Image(self.parts.links.len() - 1));
            return;
        }
        self.look_through();
        self.running.depth = self.running.depth.saturating_sub(1);
        while let Some(bracket) = self.running.brackets.pop_if(|bracket| bracket.depth > self.running.depth) {
            self.abandon(bracket);
        }
        if tag != TagEnd::Link {
            return self.parts.tokens.push(Token::End(tag));
        }
        if self.running.links.pop() != Some(true) {
            return self.parts.tokens.push(Token::LinkEnd);
        }
        if let Some(opening) = self.running.brackets.pop().and_then(|bracket| bracket.directive) {
            self.finish_inline(&opening, range.end - 1);
        }
    }

    fn draft(&mut self, kind: LinkKind, sort: LinkType, target: &str, title: &str, range: Range<usize>) -> LinkDraft {
        let mut target = self.restored(target, range.clone());
        let title = self.restored(title, range.clone());
        let at = match sort {
            LinkType::Inline => {
                target_place(&self.text[range.clone()], &target).map(|at| range.start + at..range.start + at + target.len())
            }
            LinkType::Autolink | LinkType::Email => Some(range.start + 1..range.end - 1),
            _ => None,
        };
        let at = at.unwrap_or(range);
        if sort == LinkType::Email {
            target.insert_str(0, "mailto:");
        }
        if self.syntax.html != HtmlPolicy::Allow && policy::is_program(&target) {
            self.findings.push(
                Finding::error("markdown/link", self.ground.place(at.clone()), "this link runs a program in place of leading to a page")
                    .help("link to a page, a file or an address that starts with https://"),
            );
            target.clear();
        }
        let title = Some(title).filter(|title| !title.is_empty());
        LinkDraft { kind, target, title, alt: String::new(), span: self.ground.of(at) }
    }

    /// Whether a link is a directive's label that happens to be a link's name too: `:for[terms]{b2b}` with `[terms]: terms.md`.
    fn link_is_directive(&mut self, sort: LinkType, range: &Range<usize>) -> bool {
        let Some(name) = self.running.dangling.take().filter(|name| name.end == range.start) else { return false };
        if !matches!(sort, LinkType::Shortcut | LinkType::ShortcutUnknown) {
            let written = &self.text[name.clone()];
            let finding = Finding::warning(
                "markdown/not-a-directive",
                self.ground.place(name.start..range.end),
                format!("this is a link, so `{written}` before it is no directive and is shown"),
            );
            self.findings.push(finding.help(format!("put the link inside: `{written}[[text](page.md)]{{…}}`")));
            return false;
        }
        // The name was kept apart when it was found.
        self.parts.tokens.pop();
        self.open(name, true);
        true
    }
}

/// Where in a link that is written in place its target stands.
fn target_place(link: &str, target: &str) -> Option<usize> {
    let open = link.rfind("](")? + 2;
    let at = open + link[open..].find(|first: char| !first.is_whitespace() && first != '<')?;
    (!target.is_empty() && link[at..].starts_with(target)).then_some(at)
}
