use std::fmt::Write;

use serde_json::json;

use super::{ListArgs, when};
use crate::plan::{OfferRow, Snapshot};

/// A heading, and which offers stand under it.
type Group<'a> = (String, &'a dyn Fn(&OfferRow) -> bool);

/// The offers of all audiences, by what has to be known of them first.
pub(super) fn list(snapshot: &Snapshot, args: &ListArgs, json: bool) -> String {
    let mut rows = snapshot.offer_rows();
    rows.retain(|row| args.audience.as_ref().is_none_or(|only| row.audience == *only));
    let changes = snapshot.changes_within(args.days);
    let begins_soon = |row: &OfferRow| row.state == "to-come" && is_soon(row, row.begins_at.as_ref(), &changes);
    let ends_soon = |row: &OfferRow| row.state == "holds" && is_soon(row, row.over_at.as_ref(), &changes);
    if json {
        let row = |row: &OfferRow| {
            let mut value = json!(row);
            value["changes_soon"] = json!(begins_soon(row) || ends_soon(row));
            value
        };
        let offers: Vec<_> = rows.iter().map(row).collect();
        return format!("{}\n", json!({"as_of": snapshot.today.now.date().to_string(), "days": args.days, "offers": offers}));
    }
    let mut text = String::new();
    let days = args.days;
    let groups: [Group<'_>; 5] = [
        (format!("begins in the next {days} days"), &begins_soon),
        (format!("ends in the next {days} days"), &ends_soon),
        ("holds".to_owned(), &|row| row.state == "holds" && !ends_soon(row)),
        ("begins later".to_owned(), &|row| row.state == "to-come" && !begins_soon(row)),
        ("over, and still in the file".to_owned(), &|row| row.state == "over"),
    ];
    for (heading, is_in) in groups {
        let found: Vec<&OfferRow> = rows.iter().filter(|row| is_in(row)).collect();
        if found.is_empty() {
            continue;
        }
        let _ = writeln!(text, "{}{heading}", if text.is_empty() { "" } else { "\n" });
        for row in found {
            let _ = writeln!(text, "  {}/{}  {}", row.audience, row.offer, row.title);
            let _ = writeln!(text, "      {}; {}; {}:{}", period(row), pages(row.pages), row.file, row.line);
        }
    }
    if text.is_empty() { "the site has no offers\n".to_owned() } else { text }
}

fn is_soon(row: &OfferRow, at: Option<&String>, changes: &[crate::plan::DatedChange]) -> bool {
    let is_it = |change: &&crate::plan::DatedChange| {
        change.what == crate::plan::DatedThing::Offer && change.name == row.offer && change.audience.as_ref() == Some(&row.audience)
    };
    changes.iter().filter(is_it).any(|change| Some(&change.at) == at)
}

fn period(row: &OfferRow) -> String {
    let OfferRow { starts, ends, .. } = row;
    match (starts, ends) {
        (Some(starts), Some(ends)) => format!("{} to {}", when(starts), when(ends)),
        (Some(starts), None) => format!("from {} on", when(starts)),
        (None, Some(ends)) => format!("until {}", when(ends)),
        (None, None) => "no dates".to_owned(),
    }
}

fn pages(count: usize) -> String {
    match count {
        0 => "no page names it".to_owned(),
        1 => "1 page names it".to_owned(),
        count => format!("{count} pages name it"),
    }
}
