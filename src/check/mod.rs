//! What an editor would say: rules that judge how pages are written.
//!
//! A rule is one file below `rules/`: what it reads, how grave it is, its settings, why it is there, what is wrong and what is right
//! ([`Rule`]). Most rules are phrases ([`phrases`](self) in a small language of words, stems and classes of words); what words cannot say is
//! a function of [`judges`](self) that the file names. What a language has of its own (classes of words, abbreviations) is a file below
//! `languages/`. [`judge`] reads one page's prose and knows no site; [`check`] asks it for every page of a snapshot, with the settings of
//! `site.yaml` and of the audience, and without what a comment in the text lets stand. How pages are put together is judged by functions of
//! [`structure`](self): of one page, of a page as it is published, of all pages together.
//!
//! Not for: what is wrong with front matter, links, forms or consent, which is said by those who know them.
//!
//! Invariant: every finding points at the words it is about, in the file that they stand in.

mod baseline;
mod catalogue;
mod checker;
mod expressions;
pub mod external;
mod fix;
mod ignore;
mod judge;
mod judges;
mod language;
mod phrases;
mod profile;
mod reading;
mod rendered;
mod rule;
mod settings;
mod site;
mod structure;
mod tones;

pub use baseline::{BASELINE, Baseline, SetAside, mended};
pub use catalogue::{all, rule};
pub use checker::Checker;
pub use fix::{Mended, mend};
pub use judge::{About, judge};
pub use profile::{Measure, Nearness, Profile, SHORTEST};
pub use rule::{Example, Reads, Reference, Rule};
pub use settings::{RuleSettings, Settings, Values};
pub use site::{check, errors, published_while};
pub use tones::{Pair, Tone, Tones};
