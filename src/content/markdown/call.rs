//! What a directive gives to a component, checked against what the component takes.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::ops::Range;

use pulldown_cmark::{Tag, TagEnd};
use serde::{Deserialize, Serialize};

use super::directive::{Attribute, Form};
use super::place::Ground;
use super::shown::LinkKind;
use super::syntax::{SNIPPET, Syntax};
use super::token::Token;
use crate::diagnostics::{Finding, Findings, nearest};
use crate::theme::{ArgKind, ComponentArg, ComponentBody, ComponentSignature, Held};
use crate::world::Span;

impl Hash for ArgValue {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            Self::String(text) => text.hash(state),
            Self::Bool(bool) => bool.hash(state),
            Self::Integer(number) => number.hash(state),
            Self::Float(number) => number.to_bits().hash(state),
        }
    }
}

/// A value that markdown gives to a component.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ArgValue {
    /// Text.
    String(String),
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
}

/// A component as a directive calls it, without label and body.
#[derive(Debug, Clone)]
pub(super) struct CallDraft {
    pub(super) name: String,
    pub(super) args: BTreeMap<String, ArgValue>,
    pub(super) inline: bool,
    pub(super) span: Span,
    /// The anchor it was given with `#id`.
    pub(super) anchor: Option<String>,
    /// Its arguments that lead somewhere, each with what it shows of that and with its place.
    pub(super) links: Vec<(String, LinkKind, Span)>,
}

/// How a directive stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// `:::name` … `:::`
    Container,
    /// `::name` on a line of its own.
    Leaf,
    /// `:name` in running text.
    Inline,
}

/// A directive's parts, as far as they matter for a call.
pub(super) struct Written<'a> {
    pub(super) name: &'a str,
    /// The whole directive; of a container its first line.
    pub(super) at: Range<usize>,
    pub(super) label: Option<Range<usize>>,
    pub(super) attributes: &'a [Attribute<'a>],
    pub(super) standing: Standing,
}

/// The name under which a component gets a directive's `[label]`.
const LABEL: &str = "label";

/// Checks a directive against its component. What does not fit becomes findings, all of them at once; then there is no call.
pub(super) fn check(written: &Written<'_>, syntax: &Syntax, ground: Ground<'_>, findings: &mut Findings) -> Option<CallDraft> {
    let Some(signature) = syntax.signature(written.name) else {
        let names = syntax.names();
        let help = match nearest(written.name, names.clone()) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("this theme has: {}", names.collect::<Vec<_>>().join(", ")),
        };
        let message = format!("there is no component `{}`", written.name);
        findings.push(Finding::error("markdown/unknown-component", ground.place(written.at.clone()), message).help(help));
        return None;
    };
    let mut check = Check {
        written,
        signature,
        ground,
        findings,
        args: BTreeMap::new(),
        anchor: None,
        links: Vec::new(),
        meant: Vec::new(),
        sound: true,
    };
    check.attributes();
    check.label();
    check.missing();
    check.body();
    check.alone();
    check.wanted();
    let Check { args, anchor, links, sound, .. } = check;
    // The text of another file brings its own anchors; `#id` names the file.
    let anchor = anchor.filter(|_| written.name != SNIPPET);
    let call = CallDraft {
        name: written.name.to_owned(),
        args,
        inline: written.standing == Standing::Inline,
        span: ground.of(written.at.clone()),
        anchor,
        links,
    };
    sound.then_some(call)
}

struct Check<'a> {
    written: &'a Written<'a>,
    signature: &'a ComponentSignature,
    ground: Ground<'a>,
    findings: &'a mut Findings,
    args: BTreeMap<String, ArgValue>,
    anchor: Option<String>,
    links: Vec<(String, LinkKind, Span)>,
    /// Arguments that were meant by names that do not exist; they need not be missed as well.
    meant: Vec<String>,
    sound: bool,
}

impl Check<'_> {
    fn report(&mut self, rule: &'static str, at: Range<usize>, message: String, help: Option<String>) {
        self.findings.push(Finding::error(rule, self.ground.place(at), message).maybe_help(help));
        self.sound = false;
    }

    fn attributes(&mut self) {
        // Words up to here were told of.
        let mut told = 0;
        for (index, attribute) in self.written.attributes.iter().enumerate() {
            if index < told {
                continue;
            }
            let at = attribute.span.clone();
            let (name, value) = match attribute.form {
                Form::Word(name) => (name, None),
                Form::Pair(name, value) => (name, Some(value)),
                Form::Id(value) => {
                    self.anchor = Some(value.to_owned());
                    ("id", Some(value))
                }
                Form::Class(value) => ("class", Some(value)),
            };
            let class = match (attribute.form, self.args.get_mut(name)) {
                (Form::Class(class), Some(ArgValue::String(before))) => {
                    before.push(' ');
                    before.push_str(class);
                    continue;
                }
                (_, before) => before.is_some(),
            };
            if class {
                self.report("markdown/argument", at, format!("`{name}` is given twice"), Some("keep one of the two".to_owned()));
                continue;
            }
            let kind = match self.signature.arg(name) {
                Some(arg) => arg.kind,
                None if self.signature.rest => ArgKind::Any,
                None => {
                    match self.unquoted(index) {
                        Some(end) => told = end,
                        None => self.unknown(name, value.is_none(), at),
                    }
                    continue;
                }
            };
            match read(kind, value) {
                Some(value) => {
                    let leads = matches!(&value, ArgValue::String(target) if !target.trim().is_empty());
                    let is_in = |names: &[String]| names.iter().any(|known| known == name);
                    let kind = match (is_in(&self.signature.pictures), is_in(&self.signature.links)) {
                        (true, _) => Some(LinkKind::Image),
                        (false, true) => Some(LinkKind::Link),
                        (false, false) => None,
                    };
                    if let Some(kind) = kind.filter(|_| leads) {
                        self.links.push((name.to_owned(), kind, self.ground.of(at)));
                    }
                    self.args.insert(name.to_owned(), value);
                }
                None => self.mistyped(name, kind, value, at),
            }
        }
    }

    /// Tells of a text without quotes, of which only the first word went to its argument, where the attribute at `index` is the next one:
    /// where its words end.
    fn unquoted(&mut self, index: usize) -> Option<usize> {
        let attributes = self.written.attributes;
        let before = attributes.get(index.checked_sub(1)?)?;
        let Form::Pair(name, value) = before.form else { return None };
        let takes_text = self.signature.arg(name).is_some_and(|arg| matches!(arg.kind, ArgKind::String | ArgKind::Any));
        let is_bare = before.span.len() == name.len() + 1 + value.len();
        let words = attributes.iter().skip(index).map_while(|attribute| match attribute.form {
            Form::Word(word) if self.signature.arg(word).is_none() => Some((word, attribute.span.end)),
            _ => None,
        });
        let words: Vec<(&str, usize)> = words.collect();
        let (_, end) = words.last().filter(|_| takes_text && is_bare)?;
        if nearest(words.first()?.0, self.signature.args.iter().map(|arg| arg.name.as_str())).is_some() {
            return None;
        }
        let text = [value].into_iter().chain(words.iter().map(|(word, _)| *word)).collect::<Vec<_>>().join(" ");
        let message = format!("`{name}` gets `{value}` alone: a text with a space in it needs quotes");
        self.report("markdown/unquoted", before.span.start..*end, message, Some(format!("write `{name}=\"{text}\"`")));
        Some(index + words.len())
    }

    fn unknown(&mut self, name: &str, bare: bool, at: Range<usize>) {
        let component = self.written.name;
        let known = || self.signature.args.iter().map(|arg| arg.name.as_str());
        let required: Vec<&ComponentArg> = self.signature.args.iter().filter(|arg| arg.required).collect();
        let mut meant = None;
        let help = match (nearest(name, known()), &required[..]) {
            (Some(near), _) => {
                meant = Some(near.to_owned());
                format!("did you mean `{near}`?")
            }
            (None, [only]) if bare => {
                meant = Some(only.name.clone());
                format!("did you mean `{}={name}`?", only.name)
            }
            (None, _) if self.signature.args.is_empty() => format!("`{component}` takes no arguments"),
            (None, _) => format!("`{component}` takes: {}", known().collect::<Vec<_>>().join(", ")),
        };
        self.meant.extend(meant);
        self.report("markdown/unknown-argument", at, format!("`{component}` has no argument `{name}`"), Some(help));
    }

    fn mistyped(&mut self, name: &str, kind: ArgKind, value: Option<&str>, at: Range<usize>) {
        let help = match (kind, value) {
            (ArgKind::Array | ArgKind::Map | ArgKind::Bytes, _) => "it can only be given in a template".to_owned(),
            (ArgKind::Bool, _) => format!("write `{name}`, `{name}=true` or `{name}=false`"),
            (ArgKind::Integer, _) => format!("write `{name}=12`"),
            (ArgKind::Float | ArgKind::Number, _) => format!("write `{name}=12.5`"),
            (ArgKind::Any | ArgKind::String, _) => format!("write `{name}=\"…\"`"),
        };
        let found = value.map_or_else(|| "nothing".to_owned(), |value| format!("`{value}`"));
        self.report("markdown/argument-type", at, format!("`{name}` must be {kind}, not {found}"), Some(help));
    }

    fn label(&mut self) {
        let Some(label) = self.written.label.clone() else { return };
        let component = self.written.name;
        if self.signature.arg(LABEL).is_none() && !self.signature.rest {
            let help = match self.signature.body {
                ComponentBody::Never => format!("leave the square brackets out: `{component}{{…}}`"),
                _ => format!("put the text between `:::{component}` and `:::`"),
            };
            self.report("markdown/label", label, format!("`{component}` takes no text in square brackets"), Some(help));
        } else if self.args.contains_key(LABEL) {
            self.report(
                "markdown/argument",
                label,
                "the label is given twice, in square brackets and in braces".to_owned(),
                Some("keep one of the two".to_owned()),
            );
        }
    }

    fn missing(&mut self) {
        let given = |arg: &ComponentArg| {
            let word = self.written.attributes.iter().any(|attribute| match attribute.form {
                Form::Word(name) | Form::Pair(name, _) => name == arg.name,
                Form::Id(_) => arg.name == "id",
                Form::Class(_) => arg.name == "class",
            });
            word || self.meant.contains(&arg.name) || (arg.name == LABEL && self.written.label.is_some())
        };
        let missing: Vec<String> =
            self.signature.args.iter().filter(|arg| arg.required && !given(arg)).map(|arg| arg.name.clone()).collect();
        for name in missing {
            let component = self.written.name;
            let help = if name == LABEL {
                format!("write it in square brackets: `{component}[…]`")
            } else {
                format!("add `{name}=…` between the braces")
            };
            let at = self.written.at.clone();
            self.report("markdown/missing-argument", at, format!("`{component}` needs `{name}`"), Some(help));
        }
    }

    fn body(&mut self) {
        let name = self.written.name;
        match (self.written.standing, self.signature.body) {
            (Standing::Container, ComponentBody::Never) => {
                let help = format!("write `::{name}` with two colons, and no `:::` after it");
                self.report("markdown/body", self.written.at.clone(), format!("`{name}` shows no text of its own"), Some(help));
            }
            (Standing::Leaf | Standing::Inline, ComponentBody::Always) => {
                let help = format!("write `:::{name}` on a line of its own, then the text, then `:::`");
                self.report("markdown/body", self.written.at.clone(), format!("`{name}` needs text to show"), Some(help));
            }
            _ => {}
        }
    }
}

impl Check<'_> {
    /// A block is no part of a paragraph, and the text of another file consists of paragraphs: neither can stand inside one.
    fn alone(&mut self) {
        let name = self.written.name;
        if self.written.standing != Standing::Inline {
            return;
        }
        if name == SNIPPET {
            let help = "write `::snippet{id=…}` with two colons, on a line of its own".to_owned();
            self.report("markdown/snippet", self.written.at.clone(), "a snippet cannot stand inside a sentence".to_owned(), Some(help));
        } else if self.signature.block && self.signature.body != ComponentBody::Always {
            let help = format!("write `::{name}` with two colons, on a line of its own with an empty line before and after it");
            let message = format!("`{name}` stands on a line of its own, not inside a sentence");
            self.report("markdown/block", self.written.at.clone(), message, Some(help));
        }
    }

    /// What nobody is named for is no proof; it is shown all the same.
    fn wanted(&mut self) {
        let given = |name: &String| matches!(self.args.get(name), Some(ArgValue::String(text)) if !text.trim().is_empty());
        let missing: Vec<&str> = self.signature.wants.iter().filter(|name| !given(name)).map(String::as_str).collect();
        if !missing.is_empty() && self.sound {
            let place = self.ground.place(self.written.at.clone());
            let message = format!("this `{}` does not say who said it: it has no `{}`", self.written.name, missing.join("` and no `"));
            let help = format!("add `{}` between the braces: what nobody stands for convinces nobody", missing.join("=\"…\" ") + "=\"…\"");
            self.findings.push(Finding::warning("content/quote-of-nobody", place, message).help(help));
        }
    }
}

/// Whether what must stand between the lines of a component does not, in a body of this text.
pub(super) fn lacks(tokens: &[Token], held: Held, text: &str) -> bool {
    if held == Held::Pictures {
        return !are_pictures(tokens, text);
    }
    !tokens.iter().any(|token| {
        matches!(
            (held, token),
            (Held::Text, Token::Text(_) | Token::Code(_) | Token::Image(_) | Token::Call { .. } | Token::Html(_))
                | (Held::Table | Held::Pairs, Token::Start(Tag::Table(_)))
                | (Held::List, Token::Start(Tag::List(_)))
                | (Held::Steps, Token::Start(Tag::List(Some(_))))
                | (Held::Questions, Token::Heading(_))
                | (Held::Questions | Held::Pairs, Token::Start(Tag::DefinitionList))
        )
    })
}

/// Whether there is a list, and each of its items shows a picture and no text.
fn are_pictures(tokens: &[Token], text: &str) -> bool {
    let items: Vec<&[Token]> = tokens
        .split(|token| matches!(token, Token::Start(Tag::Item)))
        .skip(1)
        .map(|item| item.split(|token| matches!(token, Token::End(TagEnd::Item))).next().unwrap_or_default())
        .collect();
    let is_text = |token: &Token| match token {
        Token::Text(words) => !words.of(text).trim().is_empty(),
        Token::Code(_) | Token::Html(_) => true,
        _ => false,
    };
    !items.is_empty() && items.iter().all(|item| item.iter().any(|token| matches!(token, Token::Image(_))) && !item.iter().any(is_text))
}

/// The value that an attribute has as an argument of a kind; a word without a value says yes.
fn read(kind: ArgKind, value: Option<&str>) -> Option<ArgValue> {
    let float = |value: &str| value.parse().ok().filter(|number: &f64| number.is_finite()).map(ArgValue::Float);
    match (kind, value) {
        (ArgKind::Bool | ArgKind::Any, None) => Some(ArgValue::Bool(true)),
        (_, None) | (ArgKind::Array | ArgKind::Map | ArgKind::Bytes, _) => None,
        (ArgKind::Any | ArgKind::String, Some(value)) => Some(ArgValue::String(value.to_owned())),
        (ArgKind::Bool, Some(value)) => value.parse().ok().map(ArgValue::Bool),
        (ArgKind::Integer, Some(value)) => value.parse().ok().map(ArgValue::Integer),
        (ArgKind::Float, Some(value)) => float(value),
        (ArgKind::Number, Some(value)) => value.parse().ok().map(ArgValue::Integer).or_else(|| float(value)),
    }
}
