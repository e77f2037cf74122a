//! What components build with: the parts of a body, addresses to share, QR codes, and a way to say what is wrong.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::Value;
use super::calls::Args;
use crate::diagnostics::nearest;
use crate::theme::host::{Host, HostError};
use crate::theme::parts::{self, Cell};
use crate::theme::qr;

/// What stays as it is in a value of an address: RFC 3986, 2.3.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

#[derive(Serialize)]
struct CellView {
    html: Value,
    text: String,
    number: Option<f64>,
    align: &'static str,
}

impl CellView {
    fn of(cell: &Cell<'_>) -> Self {
        let text = parts::plain(cell.html);
        Self { html: Value::safe(cell.html), number: parts::number(&text), text, align: cell.align }
    }
}

#[derive(Serialize)]
struct TableView {
    columns: Vec<String>,
    head: Vec<CellView>,
    rows: Vec<Vec<CellView>>,
}

#[derive(Serialize)]
struct SectionView<'h> {
    id: Option<&'h str>,
    level: u8,
    title: Value,
    body: Value,
}

/// `body | table`: the first table in it, or nothing.
pub(super) fn table(value: &tera::Value, args: &Args<'_>, _: &dyn Host) -> Result<tera::Value, HostError> {
    let Some(table) = parts::table(html(value, args)?) else { return Ok(tera::Value::none()) };
    let row = |row: &Vec<Cell<'_>>| row.iter().map(CellView::of).collect();
    let columns = table.head.iter().map(|cell| parts::plain(cell.html)).collect();
    Ok(Value::of(&TableView { columns, head: row(&table.head), rows: table.rows.iter().map(row).collect() }).0)
}

/// `body | sections`: headings with what stands below each, or else terms with what they mean.
pub(super) fn sections(value: &tera::Value, args: &Args<'_>, _: &dyn Host) -> Result<tera::Value, HostError> {
    let sections = parts::sections(html(value, args)?);
    let view = |section: &parts::Section<'_>| {
        let (id, level) = (section.id.map(str::to_owned), section.level);
        Value::of(&SectionView { id: id.as_deref(), level, title: Value::safe(section.title), body: Value::safe(&section.body) })
    };
    Ok(Value::list(sections.iter().map(view)).0)
}

/// `body | items`: the items of the first list in it.
pub(super) fn items(value: &tera::Value, args: &Args<'_>, _: &dyn Host) -> Result<tera::Value, HostError> {
    Ok(Value::list(parts::items(html(value, args)?).into_iter().map(Value::safe)).0)
}

/// A body, or nothing where none is given.
fn html<'v>(value: &'v tera::Value, args: &Args<'_>) -> Result<&'v str, HostError> {
    if value.is_none() || value.is_undefined() {
        return Ok("");
    }
    value.as_str().ok_or_else(|| args.wrong_value("HTML, such as `body`", value))
}

/// `url | utm(source=…, medium=…)`: where a visit came from, for analytics. An anchor stays at the end.
pub(super) fn utm(value: &tera::Value, args: &Args<'_>, _: &dyn Host) -> Result<tera::Value, HostError> {
    let text = value.as_str().ok_or_else(|| args.wrong_value("an absolute address", value))?;
    let mut url = url::Url::parse(text).map_err(|_| {
        args.wrong(format!("`{text}` is no absolute address")).help("write `permalink(to=…) | utm(…)`: `permalink` makes it absolute")
    })?;
    for name in ["source", "medium", "campaign"] {
        if let Some(given) = args.text(name)?.filter(|given| !given.is_empty()) {
            url.query_pairs_mut().append_pair(&format!("utm_{name}"), given);
        }
    }
    Ok(url.as_str().into())
}

/// `text | urlencode`: as a value inside an address.
pub(super) fn urlencode(value: &tera::Value, args: &Args<'_>, _: &dyn Host) -> Result<tera::Value, HostError> {
    let text = value.as_str().ok_or_else(|| args.wrong_value("text", value))?;
    Ok(utf8_percent_encode(text, VALUE).to_string().into())
}

/// `qr(text=…, title=…)`: a QR code as SVG.
pub(super) fn qr(args: &Args<'_>, _: &dyn Host) -> Result<tera::Value, HostError> {
    let svg = qr::svg(args.must_text("text")?, args.must_text("title")?);
    let svg = svg.ok_or_else(|| args.wrong("no QR code can hold so long a text").help("give it a shorter address"))?;
    Ok(tera::Value::safe_string(&svg))
}

/// `fail(message=…, help=…)`: what an author did wrong. With `found` and `known` the help suggests the nearest known name.
pub(super) fn fail(args: &Args<'_>, _: &dyn Host) -> Result<tera::Value, HostError> {
    let known: Vec<&str> =
        args.list("known")?.into_iter().flatten().filter_map(tera::Value::as_str).filter(|name| !name.trim().is_empty()).collect();
    let near = args.text("found")?.and_then(|found| nearest(found, known.iter().copied()));
    let help = match (near, args.text("help")?) {
        (Some(near), _) => Some(format!("did you mean `{near}`?")),
        (None, Some(help)) => Some(help.to_owned()),
        (None, None) if !known.is_empty() => Some(format!("known are: {}", known.join(", "))),
        _ => None,
    };
    Err(HostError::new("theme/component", args.must_text("message")?).maybe_help(help))
}
