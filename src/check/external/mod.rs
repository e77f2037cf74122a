//! Links that leave the site: whether what they lead to is still there.
//!
//! [`Round::of`] collects every address that authors wrote, with all its places ([`asked`](self)); [`Round::ask`] asks each of them once,
//! politely ([`turns`](self), [`asker`](self)), keeps what was fine for some days ([`memory`](self)), and says the rest as findings of the rules
//! `links/…`. It is the only thing in the program beside sending a form for a test that talks to other servers, and runs only when a person
//! asks for it.
//!
//! Not for: links inside the site, which the plan looks up; what stands on the pages elsewhere.
//!
//! Invariant: no address is asked more than once a run, whoever wrote it and however often.

mod asked;
mod asker;
mod kin;
mod manners;
mod memory;
mod round;
mod turns;
mod verdict;

pub use memory::forget;
pub use round::Round;
