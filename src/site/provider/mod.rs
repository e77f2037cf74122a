//! Who receives what forms send: one data file a provider, those that Segue brings and those of a site.
//!
//! A file says where a form is sent, what its fields are called there and what has to travel along; everything that is particular to a
//! provider stands in its file and nowhere in the program. What a file says was seen on the day it names, and may have changed since. Not
//! for: how a form looks (theme), or sending anything (the reader's browser does that).
//!
//! Invariant: a [`Wiring`] is the only thing that knows how a form and its provider go together; what a page shows, what `segue forms`
//! prints and what is checked are all read from it.

mod checks;
mod enhance;
mod file;
mod load;
mod template;
mod wiring;

pub use enhance::{Enhance, EnhanceBody, Success};
pub use file::{ConsentInput, CustomField, Doubt, Hidden, Method, NameStyle, Provider, Setting, SubmitButton, ThankYou};
pub use load::{PROVIDERS, Providers};
pub use template::Template;
pub use wiring::{CONTEXT, ConsentFact, Facts, Input, UTM, Wiring};
