//! Consent texts: what a person agrees to with a box of a form, and the ledger of what was ever published.
//!
//! A text lies in `content/consent/ID.md`, with files beside it for languages and audiences. What its readers get of it is a
//! [`ConsentText`], which has a canonical form in plain text and a hash of that form. The hash is in the text's address and is what a ticked
//! box sends, so that what somebody agreed to can be found again. The ledger keeps each text that was published, word for word.
//!
//! Not for: which forms ask for consent (plan), or what the law lists (site/jurisdiction).
//!
//! Invariants: the hash depends on what readers read and on nothing else, no template and no theme; the same text has the same hash in
//! every version of the program.

mod day;
mod file;
mod front;
mod hash;
mod ledger;
mod load;
mod text;

pub use day::Day;
pub use file::{ConsentFile, shown};
pub use front::{ConsentFront, Covers};
pub use hash::ConsentHash;
pub use ledger::{Entry, LEDGER, Ledger, LedgerFile, Recorded};
pub use load::{CONSENT, Consents, NoText, TextFor};
pub use text::ConsentText;
