//! A page as it is published, tag by tag: what browsers and search engines are given.

use std::cell::RefCell;
use std::ops::Range;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer};
use html5ever::{Attribute, LocalName};

/// A page as it is published.
#[derive(Debug, Default)]
pub(super) struct Rendered {
    /// Its elements, in the order of the page.
    pub(super) tags: Vec<Tag>,
    /// Its text, without that of scripts and styles.
    pub(super) text: String,
    /// How long it is, in bytes.
    pub(super) bytes: usize,
}

/// An element of a page.
#[derive(Debug)]
pub(super) struct Tag {
    name: LocalName,
    attributes: Vec<Attribute>,
    /// Its text, in that of the page.
    text: Range<usize>,
    /// The element that it stands in, by its number.
    pub(super) parent: Option<usize>,
}

impl Tag {
    /// Its name, in small letters.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Where it begins in the text of its page.
    pub(super) fn begins(&self) -> usize {
        self.text.start
    }

    /// The value of an attribute, if it has it.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
    }

    /// Whether an attribute is a list of words that this is one of.
    pub(super) fn has_word(&self, name: &str, word: &str) -> bool {
        self.get(name).is_some_and(|value| value.split_ascii_whitespace().any(|own| own.eq_ignore_ascii_case(word)))
    }
}

impl Rendered {
    /// A page, read as browsers read it.
    pub(super) fn of(html: &str) -> Self {
        let sink = Sink(RefCell::new(Open { page: Self { bytes: html.len(), ..Self::default() }, open: Vec::new(), silent: None }));
        let tokenizer = Tokenizer::new(sink, html5ever::tokenizer::TokenizerOpts::default());
        let queue = BufferQueue::default();
        queue.push_back(StrTendril::from_slice(html));
        // It stops at scripts, for whoever would run them.
        while !queue.is_empty() {
            let _ = tokenizer.feed(&queue);
        }
        tokenizer.end();
        tokenizer.sink.0.into_inner().page
    }

    /// The elements of this name, with their numbers.
    pub(super) fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (usize, &'a Tag)> {
        self.tags.iter().enumerate().filter(move |(_, tag)| tag.name() == name)
    }

    /// The text of an element, with all of its spaces.
    pub(super) fn raw_text(&self, tag: &Tag) -> &str {
        self.text.get(tag.text.clone()).unwrap_or_default()
    }

    /// The text of an element, with single spaces.
    pub(super) fn text_of(&self, tag: &Tag) -> String {
        let text = self.raw_text(tag);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The first element of this name, with its number.
    pub(super) fn first(&self, name: &str) -> Option<(usize, &Tag)> {
        self.tags.iter().enumerate().find(|(_, tag)| tag.name() == name)
    }

    /// The text from one place in it to another, as far as it goes.
    pub(super) fn text_between(&self, from: usize, to: usize) -> &str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// The elements of this name inside another.
    pub(super) fn inside<'a>(&'a self, around: usize, name: &'a str) -> impl Iterator<Item = &'a Tag> {
        self.named(name).filter(move |(_, tag)| self.stands_in(tag, around)).map(|(_, tag)| tag)
    }

    /// Whether an element stands in the one of this number.
    pub(super) fn stands_in(&self, tag: &Tag, around: usize) -> bool {
        std::iter::successors(tag.parent, |parent| self.tags.get(*parent)?.parent).any(|parent| parent == around)
    }

    /// The elements that one stands in, the innermost first.
    pub(super) fn around<'a>(&'a self, tag: &'a Tag) -> impl Iterator<Item = &'a Tag> {
        std::iter::successors(tag.parent.and_then(|parent| self.tags.get(parent)), |tag| {
            tag.parent.and_then(|parent| self.tags.get(parent))
        })
    }
}

/// Elements that hold nothing.
const VOID: [&str; 14] = ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "param"];

/// Elements after which a word ends.
const INLINE: [&str; 14] = ["a", "abbr", "b", "bdi", "cite", "code", "em", "i", "mark", "small", "span", "strong", "sub", "sup"];

/// A page that is being read.
#[derive(Debug)]
struct Open {
    page: Rendered,
    /// The elements that are open, by their numbers.
    open: Vec<usize>,
    /// The element whose text nobody reads.
    silent: Option<LocalName>,
}

struct Sink(RefCell<Open>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let Open { page, open, silent } = &mut *self.0.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                let is_open = !tag.self_closing && !VOID.contains(&&*tag.name);
                if !INLINE.contains(&&*tag.name) {
                    page.text.push(' ');
                }
                let at = page.text.len();
                page.tags.push(Tag { name: tag.name.clone(), attributes: tag.attrs, text: at..at, parent: open.last().copied() });
                if !is_open {
                    return TokenSinkResult::Continue;
                }
                open.push(page.tags.len() - 1);
                match &*tag.name {
                    "script" => {
                        *silent = Some(tag.name);
                        return TokenSinkResult::RawData(RawKind::ScriptData);
                    }
                    "style" => {
                        *silent = Some(tag.name);
                        return TokenSinkResult::RawData(RawKind::Rawtext);
                    }
                    "title" | "textarea" => return TokenSinkResult::RawData(RawKind::Rcdata),
                    _ => {}
                }
            }
            Token::TagToken(tag) => {
                if let Some(deep) = open.iter().rposition(|number| page.tags[*number].name == tag.name) {
                    for number in open.drain(deep..) {
                        page.tags[number].text.end = page.text.len();
                    }
                }
                silent.take_if(|name| *name == tag.name);
                if !INLINE.contains(&&*tag.name) {
                    page.text.push(' ');
                }
            }
            Token::CharacterTokens(text) if silent.is_none() => page.text.push_str(&text),
            Token::EOFToken => {
                for number in open.drain(..) {
                    page.tags[number].text.end = page.text.len();
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_as_browsers_read_it() {
        let page = Rendered::of(
            "<!doctype html><title>Tea &amp; time</title><script>if (a < b) '<h1>no</h1>'</script><main><h1>A <em>fine</em>tea</h1>\
             <img src=a.png alt=\"\"><p>One<p>Two</main><a href=\"/x?a=1&amp;b=2\">",
        );
        let names: Vec<&str> = page.tags.iter().map(Tag::name).collect();
        assert_eq!(names, ["title", "script", "main", "h1", "em", "img", "p", "p", "a"]);
        let of = |name| page.text_of(page.named(name).next().unwrap().1);
        assert_eq!((of("title").as_str(), of("h1").as_str(), of("script").as_str()), ("Tea & time", "A finetea", ""));
        let (_, image) = page.named("img").next().unwrap();
        assert_eq!((image.get("alt"), image.get("title")), (Some(""), None));
        assert_eq!(page.around(image).map(Tag::name).collect::<Vec<_>>(), ["main"]);
        assert_eq!(page.named("a").next().unwrap().1.get("href"), Some("/x?a=1&b=2"));
    }

    #[test]
    fn a_page_that_is_cut_off_is_read_as_far_as_it_goes() {
        for end in ["<", "<h1", "<h1 class=\"", "<script>", "<!--", "&"] {
            let page = Rendered::of(&format!("<h1>Tea</h1>{end}"));
            assert_eq!(page.text_of(&page.tags[0]), "Tea", "{end}");
        }
    }
}
