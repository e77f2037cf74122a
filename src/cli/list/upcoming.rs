use std::fmt::Write;

use serde_json::json;

use super::{ListArgs, when};
use crate::plan::Snapshot;

/// What begins or ends in the next days, in the order of time.
pub(super) fn list(snapshot: &Snapshot, args: &ListArgs, json: bool) -> String {
    let mut changes = snapshot.changes_within(args.days);
    changes.retain(|change| args.audience.as_ref().is_none_or(|only| change.audience.as_ref().is_none_or(|own| own == only)));
    let today = snapshot.today.now.date().to_string();
    if json {
        return format!("{}\n", json!({"as_of": today, "days": args.days, "changes": changes}));
    }
    let days = args.days;
    if changes.is_empty() {
        return format!("nothing begins or ends in the {days} days after {}\n", when(&today));
    }
    let mut text = format!("what changes by itself in the {days} days after {}\n", when(&today));
    let mut last = String::new();
    for change in changes {
        let at = when(&change.at);
        if at != last {
            let _ = writeln!(text, "\n{at}");
            last = at;
        }
        let _ = writeln!(text, "  {}  ({}:{})", change.sentence(), change.file, change.line);
    }
    text
}
