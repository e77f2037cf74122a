//! What a component finds in its body: tables, lists, questions with answers, read from safe HTML.
//!
//! Bodies are what markdown, sieve and components made, so elements are closed; of HTML that an author left open no more is read than can be
//! told for sure. Not for: judging HTML, or changing it.

/// A row of a table, or its head.
pub(super) type Row<'h> = Vec<Cell<'h>>;

/// One cell of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell<'h> {
    /// Its content.
    pub(super) html: &'h str,
    /// `start`, `center` or `end`.
    pub(super) align: &'static str,
}

/// A table.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Table<'h> {
    /// Its first line.
    pub(super) head: Row<'h>,
    /// The others.
    pub(super) rows: Vec<Row<'h>>,
}

/// A title with what belongs to it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Section<'h> {
    /// The anchor of its heading, if it is one.
    pub(super) id: Option<&'h str>,
    /// 1 to 6; 0 for a term of a definition list.
    pub(super) level: u8,
    /// The title.
    pub(super) title: &'h str,
    /// What belongs to it.
    pub(super) body: String,
}

/// An element, or text between elements.
#[derive(Debug, Clone, Copy)]
struct Node<'h> {
    /// Empty for text.
    name: &'h str,
    attributes: &'h str,
    inner: &'h str,
    outer: &'h str,
}

/// Elements that have no content and no end.
const VOID: [&str; 14] = ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "param"];

/// The first table, wherever it stands among boxes.
pub(super) fn table(html: &str) -> Option<Table<'_>> {
    let table = find(html, &["table"])?;
    let mut found = Table::default();
    for part in nodes(table.inner) {
        let lines = || nodes(part.inner).into_iter().filter(|node| node.name == "tr").map(|line| cells(line.inner));
        match part.name {
            "thead" => found.head = lines().next().unwrap_or_default(),
            "tbody" => found.rows.extend(lines()),
            _ => {}
        }
    }
    Some(found)
}

fn cells(line: &str) -> Row<'_> {
    let cells = nodes(line).into_iter().filter(|node| matches!(node.name, "th" | "td"));
    let align = |attributes: &str| match attributes {
        at if at.contains("right") => "end",
        at if at.contains("center") => "center",
        _ => "start",
    };
    cells.map(|cell| Cell { html: cell.inner.trim(), align: align(cell.attributes) }).collect()
}

/// The items of the first list, without those in which nothing is seen.
pub(super) fn items(html: &str) -> Vec<&str> {
    let list = find(html, &["ul", "ol"]).map(|list| nodes(list.inner)).unwrap_or_default();
    let seen = |html: &str| !plain(html).is_empty() || html.contains("<img") || html.contains("<svg");
    list.into_iter().filter(|node| node.name == "li").map(|item| item.inner.trim()).filter(|html| seen(html)).collect()
}

/// Headings with what stands below each, or else the terms of definition lists with what they mean.
pub(super) fn sections(html: &str) -> Vec<Section<'_>> {
    let all = nodes(html);
    let Some(top) = all.iter().filter_map(|node| heading(node.name)).min() else {
        return all.iter().filter(|node| node.name == "dl").flat_map(|list| definitions(list.inner)).collect();
    };
    let mut sections: Vec<Section<'_>> = Vec::new();
    for node in &all {
        if heading(node.name) == Some(top) {
            sections.push(Section { id: attribute(node.attributes, "id"), level: top, title: node.inner, body: String::new() });
        } else if let Some(last) = sections.last_mut() {
            last.body.push_str(node.outer);
        }
    }
    sections
}

fn definitions(list: &str) -> Vec<Section<'_>> {
    let mut sections: Vec<Section<'_>> = Vec::new();
    for node in nodes(list) {
        match (node.name, sections.last_mut()) {
            ("dt", _) => sections.push(Section { id: None, level: 0, title: node.inner, body: String::new() }),
            ("dd", Some(last)) if last.body.is_empty() => last.body.push_str(node.inner),
            ("dd", Some(last)) => {
                last.body.push_str("<br>");
                last.body.push_str(node.inner);
            }
            _ => {}
        }
    }
    sections
}

fn heading(name: &str) -> Option<u8> {
    let level = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}

/// The text of HTML without its tags, with the entities that matter to a number or a name resolved.
pub(super) fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at + tag_length(&rest[at..])..];
    }
    text.push_str(rest);
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&nbsp;", "\u{a0}");
    text.replace("&amp;", "&").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The number that a text is, as any of the site's languages may write it: `12.5`, `12,50 ₾`, `1 250`, `−3 %`.
///
/// A comma and a point that could both part the fraction are told apart by which comes last; one comma before three digits parts thousands.
pub(super) fn number(text: &str) -> Option<f64> {
    let shown: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\u{a0}' && *c != '\u{202f}').collect();
    let shown = shown.replace('−', "-");
    let digits = shown.trim_start_matches(is_sign_of_money).trim_end_matches(|c: char| is_sign_of_money(c) || c == '%');
    let text = match (digits.rfind('.'), digits.rfind(',')) {
        (Some(point), Some(comma)) if comma > point => digits.replace('.', "").replace(',', "."),
        (Some(_), Some(_)) => digits.replace(',', ""),
        (None, Some(comma)) if digits.len() - comma == 4 && digits[..comma].parse::<u32>().is_ok_and(|before| before > 0) => {
            digits.replace(',', "")
        }
        (None, Some(_)) => digits.replacen(',', ".", 1),
        _ => digits.to_owned(),
    };
    let is_number = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'));
    text.parse().ok().filter(|number: &f64| is_number && number.is_finite())
}

fn is_sign_of_money(c: char) -> bool {
    matches!(c, '₾' | '₽' | '$' | '€' | '£' | '¥' | '₴' | '₸')
}

/// The first element of one of these names, at the top or in boxes there.
fn find<'h>(html: &'h str, names: &[&str]) -> Option<Node<'h>> {
    let all = nodes(html);
    let at_top = all.iter().find(|node| names.contains(&node.name)).copied();
    at_top.or_else(|| all.iter().filter(|node| matches!(node.name, "div" | "section")).find_map(|node| find(node.inner, names)))
}

/// The elements and texts at the top of a stretch of HTML.
fn nodes(html: &str) -> Vec<Node<'_>> {
    let mut all = Vec::new();
    let mut at = 0;
    while at < html.len() {
        let rest = &html[at..];
        let Some(open) = rest.find('<') else {
            all.push(text(rest));
            break;
        };
        if open > 0 {
            all.push(text(&rest[..open]));
            at += open;
            continue;
        }
        let length = tag_length(rest);
        let name = name_of(&rest[1..]);
        if name.is_empty() {
            // A comment, or the end of what never began.
            at += length;
            continue;
        }
        let attributes = rest[1 + name.len()..length].trim_end_matches('>');
        let end = if is_alone(name, attributes) { length } else { end_of(rest, name, length) };
        let outer = &rest[..end];
        let inner = if end == length { "" } else { &rest[length..outer.rfind("</").filter(|close| *close >= length).unwrap_or(end)] };
        all.push(Node { name, attributes, inner, outer });
        at += end;
    }
    all
}

fn text(html: &str) -> Node<'_> {
    Node { name: "", attributes: "", inner: html, outer: html }
}

fn name_of(after: &str) -> &str {
    &after[..after.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(after.len())]
}

fn is_alone(name: &str, attributes: &str) -> bool {
    VOID.contains(&name) || attributes.ends_with('/')
}

/// The bytes of a tag or comment at the start of a text.
fn tag_length(text: &str) -> usize {
    if text.starts_with("<!--") {
        return text.find("-->").map_or(text.len(), |end| end + 3);
    }
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (None, '>') => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Where an element ends whose first tag has this length.
fn end_of(text: &str, name: &str, first: usize) -> usize {
    let mut depth = 1;
    let mut at = first;
    while let Some(open) = text[at..].find('<').map(|found| at + found) {
        let rest = &text[open..];
        let length = tag_length(rest);
        if let Some(closed) = rest.strip_prefix("</") {
            if name_of(closed) == name {
                depth -= 1;
            }
        } else if name_of(&rest[1..]) == name && !is_alone(name, rest[..length].trim_end_matches('>')) {
            depth += 1;
        }
        at = open + length;
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

fn attribute<'h>(attributes: &'h str, name: &str) -> Option<&'h str> {
    let at = attributes.match_indices(name).find(|(at, _)| attributes[..*at].ends_with(char::is_whitespace))?.0;
    let value = attributes[at + name.len()..].strip_prefix('=')?;
    Some(match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next().unwrap_or_default(),
        None => value.split(char::is_whitespace).next().unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_found_in_its_box_with_its_cells_as_they_are() {
        let html = "<p>Before</p>\n<div class=table tabindex=0><table><thead><tr><th>A</th><th style=\"text-align: right\">B</th></tr></thead><tbody>\n<tr><td><b>x</b></td><td style=text-align:right>1</td></tr><tr><td></td><td>2</td></tr></tbody></table></div>";
        let table = table(html).unwrap();
        assert_eq!(table.head, [Cell { html: "A", align: "start" }, Cell { html: "B", align: "end" }]);
        assert_eq!(table.rows.iter().map(|row| row[0].html).collect::<Vec<_>>(), ["<b>x</b>", ""]);
        assert_eq!(table.rows[0][1].align, "end");
    }

    #[test]
    fn questions_are_headings_with_what_stands_below_or_terms() {
        let html = "<p>Intro</p><h3 id=\"a\">One?</h3><p>Yes.</p><ul><li>x</ul><h4 id=b>Deeper</h4><h3 id=c>Two <em>?</em></h3>No.";
        let found: Vec<_> = sections(html).into_iter().map(|found| (found.id, found.title.to_owned(), found.body)).collect();
        assert_eq!(found[0], (Some("a"), "One?".to_owned(), "<p>Yes.</p><ul><li>x</ul><h4 id=b>Deeper</h4>".to_owned()));
        assert_eq!(found[1], (Some("c"), "Two <em>?</em>".to_owned(), "No.".to_owned()));
        let terms: Vec<_> = sections("<dl>\n<dt>One?</dt><dd>Yes.</dd><dd>And no.</dd><dt>Two?</dt><dd><p>No.</p></dd></dl>")
            .into_iter()
            .map(|found| (found.title.to_owned(), found.body))
            .collect();
        assert_eq!(terms, [("One?".to_owned(), "Yes.<br>And no.".to_owned()), ("Two?".to_owned(), "<p>No.</p>".to_owned())]);
    }

    #[test]
    fn items_are_those_of_the_outer_list_and_empty_ones_are_none() {
        let html =
            "<ul><li>One<ul><li>inner</li></ul></li>\n<li><a href=\"/x\"></a></li><li><img src=\"a>b\" alt=\"\"></li><li> </li></ul>";
        assert_eq!(items(html), ["One<ul><li>inner</li></ul>", "<img src=\"a>b\" alt=\"\">"]);
        assert!(items("<p>No list</p>").is_empty() && table("").is_none() && sections("<p>x</p>").is_empty());
    }

    #[test]
    fn numbers_are_read_as_each_language_writes_them() {
        for (text, expected) in [
            ("12.5", 12.5),
            ("12,50 ₾", 12.5),
            ("1 250", 1250.0),
            ("1\u{a0}250,75 ₽", 1250.75),
            ("1,250", 1250.0),
            ("1.250,5 €", 1250.5),
            ("$1,250.50", 1250.5),
            ("0,125", 0.125),
            ("−3 %", -3.0),
        ] {
            assert_eq!(number(text), Some(expected), "{text}");
        }
        for text in ["", "free", "from 12", "12–15", "inf", "NaN", "1e5"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_html_is_too_strange_to_be_looked_at(html in r#"(<|>|/|"|'|=|div|table|tr|td|h2|li|ul|dl|dt|!--|-->| |ა|x){0,40}"#) {
            let _ = (table(&html), items(&html), sections(&html), plain(&html), number(&html));
        }
    }
}
