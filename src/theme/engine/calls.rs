//! What templates can call, and how a call finds the page that is rendering.
//!
//! Functions and filters are registered once for all pages; the page's host lies on a stack of its thread while it renders. Rayon must
//! not be used inside a call: the work would run on a thread whose stack is another page's.

use std::cell::RefCell;
use std::sync::Arc;

use fixed_decimal::Decimal;
use tera::{Kwargs, State, Tera, TeraResult};

use super::{Value, shapes};
use crate::diagnostics::nearest;
use crate::theme::format::{self, DateLength, FormatError, TimeOfDay};
use crate::theme::host::{Host, HostError, PagesQuery};
use crate::theme::words::WordArg;
use crate::world::limits::PAGE_COUNTS;

/// A page that is rendering.
struct Asked {
    host: Arc<dyn Host>,
    /// Tera keeps of an error its text alone; what was found out lies here.
    failure: Option<HostError>,
    counted: usize,
}

thread_local! {
    static ASKED: RefCell<Vec<Asked>> = const { RefCell::new(Vec::new()) };
}

/// While this lives, templates that render on this thread ask this host.
pub(super) struct Asking(());

impl Asking {
    pub(super) fn host(host: Arc<dyn Host>) -> Self {
        ASKED.with_borrow_mut(|stack| stack.push(Asked { host, failure: None, counted: 0 }));
        Self(())
    }

    /// Why the last call failed, if one did.
    pub(super) fn failure(&self) -> Option<HostError> {
        ASKED.with_borrow_mut(|stack| stack.last_mut()?.failure.take())
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        ASKED.with_borrow_mut(|stack| stack.pop());
    }
}

fn host() -> Result<Arc<dyn Host>, HostError> {
    let host = ASKED.with_borrow(|stack| stack.last().map(|asked| asked.host.clone()));
    host.ok_or_else(|| HostError::new("theme/call", "this can be asked only while a page renders"))
}

fn answered<T>(answer: Result<T, HostError>) -> TeraResult<T> {
    answer.map_err(|error| {
        let message = error.message.clone();
        ASKED.with_borrow_mut(|stack| {
            if let Some(asked) = stack.last_mut() {
                asked.failure = Some(error);
            }
        });
        tera::Error::message(message)
    })
}

/// The names of the functions, for suggestions.
pub(super) fn function_names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().map(|(name, ..)| *name).chain(["range", "throw", "super"])
}

/// The names of the filters, Tera's own included, for suggestions.
pub(super) fn filter_names() -> impl Iterator<Item = &'static str> {
    FILTERS.iter().map(|(name, ..)| *name).chain(TERA_FILTERS)
}

/// Tera does not tell which filters it has.
const TERA_FILTERS: [&str; 37] = [
    "safe",
    "default",
    "upper",
    "lower",
    "wordcount",
    "escape",
    "escape_html",
    "escape_xml",
    "newlines_to_br",
    "pluralize",
    "trim",
    "trim_start",
    "trim_end",
    "replace",
    "capitalize",
    "title",
    "truncate",
    "indent",
    "str",
    "int",
    "float",
    "length",
    "reverse",
    "split",
    "abs",
    "round",
    "first",
    "last",
    "nth",
    "join",
    "sort",
    "unique",
    "get",
    "values",
    "keys",
    "pairs",
    "group_by",
];

/// Nor which tests.
pub(super) const TERA_TESTS: [&str; 17] = [
    "string",
    "number",
    "map",
    "bool",
    "array",
    "integer",
    "float",
    "none",
    "iterable",
    "defined",
    "undefined",
    "odd",
    "even",
    "divisible_by",
    "starting_with",
    "ending_with",
    "containing",
];

type Function = fn(&Args<'_>, &dyn Host) -> Result<tera::Value, HostError>;
type Filter = fn(&tera::Value, &Args<'_>, &dyn Host) -> Result<tera::Value, HostError>;

/// Each with the arguments it takes; `*` stands for any.
const FUNCTIONS: &[(&str, &[&str], Function)] = &[
    ("pages", &["kind", "section", "tag", "segment", "limit"], pages),
    ("related", &["limit"], |args, host| Ok(host.related(args.count("limit")?.unwrap_or(RELATED))?.0)),
    ("link", &["to"], |args, host| Ok(Value::of(&host.link(args.must_text("to")?)?).0)),
    ("image", &["src", "alt", "class"], image),
    ("asset", &["path"], |args, host| Ok(host.asset(args.must_text("path")?)?.into())),
    ("word", &["key", "n", "*"], word),
    ("cta", &["id", "goal"], |args, host| match args.text("goal")? {
        Some(goal) => Ok(host.cta_for(goal)?.0),
        None => Ok(host.cta(args.must_text("id")?)?.0),
    }),
    ("form", &["id"], |args, host| Ok(host.form(args.must_text("id")?)?.0)),
    ("offer", &["id"], |args, host| Ok(host.offer(args.must_text("id")?)?.0)),
    ("contact", &["id"], |args, host| Ok(host.contact(args.must_text("id")?)?.0)),
    ("author", &["id"], |args, host| Ok(host.author(args.must_text("id")?)?.0)),
    ("here", &[], |_, host| Ok(Value::of(&host.here()?).0)),
    ("permalink", &["to"], |args, host| Ok(host.permalink(args.text("to")?.unwrap_or_default())?.into())),
    ("file", &["url"], |args, host| Ok(Value::of(&host.file(args.must_text("url")?)?).0)),
    ("qr", &["text", "title"], shapes::qr),
    ("fail", &["message", "help", "found", "known"], shapes::fail),
];

const FILTERS: &[(&str, &[&str], Filter)] = &[
    ("date", &["length", "time"], date),
    ("number", &[], |value, args, host| Ok(format::number(host.lang(), &args.decimal(value)?).into())),
    ("money", &["currency"], |value, args, host| {
        Ok(format::money(host.lang(), &args.decimal(value)?, args.must_text("currency")?).map_err(|error| args.unwritable(&error))?.into())
    }),
    ("table", &[], shapes::table),
    ("sections", &[], shapes::sections),
    ("items", &[], shapes::items),
    ("utm", &["source", "medium", "campaign"], shapes::utm),
    ("urlencode", &[], shapes::urlencode),
    ("json", &[], |value, args, _| json(value).ok_or_else(|| args.wrong("this cannot be written as JSON"))),
];

/// How many related pages there are, where a template does not say.
const RELATED: usize = 3;

/// Registers all of them.
pub(super) fn register(tera: &mut Tera) {
    for (name, known, answer) in FUNCTIONS {
        tera.register_function(*name, move |kwargs: Kwargs, _: &State| {
            answered(Args::new(name, known, &kwargs).and_then(|args| answer(&args, &*host()?)))
        });
    }
    for (name, known, answer) in FILTERS {
        tera.register_filter(*name, move |value: &tera::Value, kwargs: Kwargs, _: &State| {
            answered(Args::new(name, known, &kwargs).and_then(|args| answer(value, &args, &*host()?)))
        });
    }
    tera.register_function("range", |kwargs: Kwargs, _: &State| {
        answered(Args::new("range", &["start", "end", "step_by"], &kwargs).and_then(|args| range(&args)))
    });
}

fn pages(args: &Args<'_>, host: &dyn Host) -> Result<tera::Value, HostError> {
    let text = |name| Ok::<_, HostError>(args.text(name)?.map(str::to_owned));
    let query = PagesQuery {
        kind: text("kind")?,
        section: text("section")?,
        tag: text("tag")?,
        segment: text("segment")?,
        limit: args.count("limit")?,
    };
    Ok(host.pages(&query)?.0)
}

fn image(args: &Args<'_>, host: &dyn Host) -> Result<tera::Value, HostError> {
    let html = host.image(args.must_text("src")?, args.text("alt")?.unwrap_or_default(), args.text("class")?)?;
    Ok(tera::Value::safe_string(&html))
}

fn word(args: &Args<'_>, host: &dyn Host) -> Result<tera::Value, HostError> {
    let mut values = Vec::new();
    for (name, value) in args.rest() {
        let given = match (value.as_str(), value.as_f64()) {
            (Some(text), _) => WordArg::Text(text.to_owned()),
            (None, Some(number)) => WordArg::Number(number),
            _ => return Err(args.wrong_kind(name, "text or a number", value)),
        };
        values.push((name, given));
    }
    Ok(host.word(args.must_text("key")?, args.number("n")?, &values)?.into())
}

fn date(value: &tera::Value, args: &Args<'_>, host: &dyn Host) -> Result<tera::Value, HostError> {
    let text = value.as_str().ok_or_else(|| args.wrong_value("a date such as `2026-11-22`", value))?;
    let length = match args.text("length")? {
        None => DateLength::default(),
        Some(name) => DateLength::ALL.into_iter().find(|length| length.as_str() == name).ok_or_else(|| {
            let names = DateLength::ALL.map(DateLength::as_str);
            let help = nearest(name, names)
                .map_or_else(|| format!("write one of: {}", names.join(", ")), |name| format!("did you mean `{name}`?"));
            args.wrong(format!("`date` has no length `{name}`")).help(help)
        })?,
    };
    let time = if args.flag("time")?.unwrap_or_default() { TimeOfDay::Shown } else { TimeOfDay::Hidden };
    Ok(format::date(host.lang(), text, length, time).map_err(|error| args.unwritable(&error))?.into())
}

/// JSON that can stand in `<script>`: nothing in it ends the element or starts a comment, and old readers of JavaScript can read it.
fn json(value: &tera::Value) -> Option<tera::Value> {
    let text = serde_json::to_string(value).ok()?;
    let mut safe = String::with_capacity(text.len());
    for next in text.chars() {
        match next {
            '<' => safe.push_str("\\u003c"),
            '>' => safe.push_str("\\u003e"),
            '&' => safe.push_str("\\u0026"),
            '\u{2028}' => safe.push_str("\\u2028"),
            '\u{2029}' => safe.push_str("\\u2029"),
            other => safe.push(other),
        }
    }
    Some(tera::Value::safe_string(&safe))
}

/// Tera's own `range` has a limit for each call and none for a page, so that loops in loops would not end.
fn range(args: &Args<'_>) -> Result<tera::Value, HostError> {
    let start = args.integer("start")?.unwrap_or_default();
    let end = args.integer("end")?.ok_or_else(|| args.missing("end"))?;
    let step = args.integer("step_by")?.unwrap_or(1);
    if step == 0 || (start > end && step > 0) {
        return Err(args.wrong("`range` would never come to its end"));
    }
    let too_many = || HostError::new("theme/loop-limit", format!("the loops of this page count further than {PAGE_COUNTS}"));
    let count = if step > 0 { end.saturating_sub(start) } else { start.saturating_sub(end).max(0) };
    let count = count.saturating_sub(1).div_euclid(step.saturating_abs()).saturating_add(1);
    let count = usize::try_from(count).ok().filter(|count| *count <= PAGE_COUNTS).ok_or_else(too_many)?;
    let counted = ASKED.with_borrow_mut(|stack| {
        stack.last_mut().map_or(count, |asked| {
            asked.counted += count;
            asked.counted
        })
    });
    if counted > PAGE_COUNTS {
        return Err(too_many());
    }
    let numbers = std::iter::successors(Some(start), |number| number.checked_add(step)).take(count);
    Ok(numbers.map(tera::Value::from).collect::<Vec<_>>().into())
}

/// The arguments of one call.
pub(super) struct Args<'k> {
    call: &'static str,
    known: &'static [&'static str],
    kwargs: &'k Kwargs,
}

impl<'k> Args<'k> {
    fn new(call: &'static str, known: &'static [&'static str], kwargs: &'k Kwargs) -> Result<Self, HostError> {
        let args = Self { call, known, kwargs };
        let unknown = args.rest().next().map(|(name, _)| name);
        match unknown {
            Some(name) if !known.contains(&"*") => {
                let help = match (nearest(name, known.iter().copied()), known) {
                    (Some(known), _) => format!("did you mean `{known}`?"),
                    (None, []) => format!("`{call}` takes no arguments"),
                    (None, known) => format!("`{call}` takes: {}", known.join(", ")),
                };
                Err(args.wrong(format!("`{call}` has no argument `{name}`")).help(help))
            }
            _ => Ok(args),
        }
    }

    /// What is given beyond the known names.
    fn rest(&self) -> impl Iterator<Item = (&'k str, &'k tera::Value)> {
        let known = self.known;
        let named = self.kwargs.iter().filter_map(|(name, value)| Some((name.as_str()?, value)));
        named.filter(move |(name, _)| !known.contains(name))
    }

    /// An argument that is given, and is not nothing.
    fn given(&self, wanted: &str) -> Option<&'k tera::Value> {
        let (_, value) = self.kwargs.iter().find(|(name, _)| name.as_str() == Some(wanted))?;
        (!value.is_none() && !value.is_undefined()).then_some(value)
    }

    fn read<T>(&self, name: &str, kind: &str, read: impl Fn(&'k tera::Value) -> Option<T>) -> Result<Option<T>, HostError> {
        self.given(name).map(|value| read(value).ok_or_else(|| self.wrong_kind(name, kind, value))).transpose()
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<&'k str>, HostError> {
        self.read(name, "text", tera::Value::as_str)
    }

    pub(super) fn must_text(&self, name: &str) -> Result<&'k str, HostError> {
        self.text(name)?.ok_or_else(|| self.missing(name))
    }

    pub(super) fn list(&self, name: &str) -> Result<Option<&'k [tera::Value]>, HostError> {
        self.read(name, "a list", tera::Value::as_array)
    }

    fn count(&self, name: &str) -> Result<Option<usize>, HostError> {
        self.read(name, "a whole number", |value| usize::try_from(value.as_u64()?).ok())
    }

    fn integer(&self, name: &str) -> Result<Option<i64>, HostError> {
        self.read(name, "a whole number", tera::Value::as_i64)
    }

    fn number(&self, name: &str) -> Result<Option<f64>, HostError> {
        self.read(name, "a number", tera::Value::as_f64)
    }

    fn flag(&self, name: &str) -> Result<Option<bool>, HostError> {
        self.read(name, "true or false", tera::Value::as_bool)
    }

    /// What a filter is applied to, as a number.
    fn decimal(&self, value: &tera::Value) -> Result<Decimal, HostError> {
        if let Some(whole) = value.as_i128() {
            return Ok(Decimal::from(whole));
        }
        let number = value.as_f64().ok_or_else(|| self.wrong_value("a number", value))?;
        format::decimal(number).map_err(|error| self.unwritable(&error))
    }

    pub(super) fn wrong(&self, message: impl Into<String>) -> HostError {
        HostError::new("theme/argument", message)
    }

    fn missing(&self, name: &str) -> HostError {
        self.wrong(format!("`{}` wants the argument `{name}`", self.call)).help(format!("write `{name}=…` between the brackets"))
    }

    fn wrong_kind(&self, name: &str, expected: &str, found: &tera::Value) -> HostError {
        self.wrong(format!("the argument `{name}` of `{}` must be {expected}, and is {}", self.call, kind(found)))
    }

    pub(super) fn wrong_value(&self, expected: &str, found: &tera::Value) -> HostError {
        self.wrong(format!("`{}` wants {expected}, and is given {}", self.call, kind(found)))
    }

    fn unwritable(&self, error: &FormatError) -> HostError {
        self.wrong(error.to_string()).help(error.help())
    }
}

/// What a value is, for people.
fn kind(value: &tera::Value) -> &'static str {
    if value.is_none() || value.is_undefined() {
        "nothing"
    } else if value.is_string() {
        "text"
    } else if value.is_bool() {
        "yes or no"
    } else if value.is_number() {
        "a number"
    } else if value.is_array() {
        "a list"
    } else {
        "a map"
    }
}
