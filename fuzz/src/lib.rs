//! Looks for inputs that break a law of `tests/fuzz/`, guided by the code that each input reaches.
//!
//! `fuzz/run TARGET SECONDS` builds it with the compiler's coverage counters and runs it. Not for: saying what must hold; that is said in
//! `tests/fuzz/laws`, which `cargo test` holds too, without counters.
//!
//! Invariant: the input that is being tried is on the disk before it is tried, so none that ends the process is lost.

mod coverage;
mod engine;
mod watch;

#[path = "../../tests/fuzz/laws/mod.rs"]
mod laws;
#[path = "../../tests/fuzz/mutation.rs"]
mod mutation;

use std::process::ExitCode;

/// Runs a target as the command line says.
///
/// `--seconds N` (60), `--seed N`, or the paths of inputs to try once each.
pub fn main(target: &str) -> ExitCode {
    let Some(target) = laws::target(target) else { return ExitCode::from(2) };
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str, usual: u64| {
        let at = arguments.iter().position(|argument| argument == name);
        at.and_then(|at| arguments.get(at + 1)?.parse().ok()).unwrap_or(usual)
    };
    if arguments.first().is_some_and(|first| !first.starts_with("--")) {
        return engine::replay(target, &arguments);
    }
    let (seconds, seed) = (number("--seconds", 60), number("--seed", 1));
    if arguments.iter().any(|argument| argument == "--worker") {
        return engine::work(target, seconds, seed);
    }
    watch::supervise(target.name, seconds, seed)
}
