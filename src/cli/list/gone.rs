use std::fmt::Write;

use serde_json::json;

use super::when;
use crate::plan::{MentionKind, Snapshot};

/// What no client allows any more, and who still speaks of it.
pub(super) fn list(snapshot: &Snapshot, json: bool) -> String {
    let gone = snapshot.gone();
    if json {
        return format!("{}\n", json!({"as_of": snapshot.today.now.date().to_string(), "gone": gone}));
    }
    if gone.is_empty() {
        return "no permission was taken back or has run out\n".to_owned();
    }
    let mut text = String::new();
    for row in gone {
        let why = match &row.expired {
            Some(day) => format!("the permission ran out on {}", when(day)),
            None => "the permission was taken back".to_owned(),
        };
        let _ = writeln!(text, "{}{}: {why}  ({}:{})", if text.is_empty() { "" } else { "\n" }, row.source, row.file, row.line);
        for address in &row.addresses {
            let _ = writeln!(text, "  was at      {address}");
        }
        for mention in &row.mentions {
            let how = match mention.how {
                MentionKind::Link => "linked in  ",
                MentionKind::Related => "related in ",
                MentionKind::Name => "named in   ",
            };
            let _ = writeln!(text, "  {how} {}:{}  {}", mention.file, mention.line, mention.text);
        }
    }
    text.push_str("\nThey are in nothing that is built now; caches, search engines and copies elsewhere are beyond a build.\n");
    text
}
