//! A short run of everything that `fuzz/` fuzzes: mutations of the example site's texts, without a look at what code they reach.
//!
//! `SEGUE_FUZZ_SECONDS=600 cargo test --test fuzz` makes the run of each law that long, `SEGUE_FUZZ_SEED=…` another one. The input that is
//! being tried lies in the folder of cargo's temporary files: after a crash it is the one to look at.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a failing test may panic; tests write real files"
)]

mod laws;
mod mutation;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use laws::{STACK, Target};
use mutation::{Dice, mutate};

/// The longest input, in bytes.
const LONGEST: usize = 16 << 10;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Everything that breaks, each sort of it once, with a file that holds an input which breaks it.
fn run(target: Target) -> BTreeMap<String, PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let current = folder.join(format!("fuzz-{}", target.name));
    let seeds = (target.seeds)();
    let mut dice = Dice::new(number("SEGUE_FUZZ_SEED").unwrap_or(1));
    let started = Instant::now();
    let long = number("SEGUE_FUZZ_SECONDS").map(Duration::from_secs);
    let mut broken = BTreeMap::new();
    let mut tried = 0;
    while long.map_or(tried < target.short, |long| started.elapsed() < long) {
        let mut input = seeds[dice.below(seeds.len())].clone();
        match seeds.get(tried) {
            Some(seed) => input.clone_from(seed),
            None => mutate(&mut input, target.words, &seeds, LONGEST, &mut dice),
        }
        std::fs::write(&current, &input).unwrap();
        if let Err(panic) = std::panic::catch_unwind(|| (target.law)(&input)) {
            let said = panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
            let sort: String = said.unwrap_or_default().chars().filter(|c| !c.is_ascii_digit()).take(160).collect();
            let path = folder.join(format!("fuzz-{}-broken-{}", target.name, broken.len()));
            broken.entry(sort).or_insert_with(|| {
                std::fs::write(&path, &input).unwrap();
                path
            });
        }
        tried += 1;
    }
    println!("{}: {tried} inputs in {} s", target.name, started.elapsed().as_secs());
    broken
}

#[track_caller]
fn hold(name: &str) {
    let target = laws::target(name).unwrap();
    let broken = std::thread::Builder::new().stack_size(STACK).spawn(move || run(target)).unwrap().join().unwrap();
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn front_matter_of_any_kind_is_read_or_refused() {
    hold("front_matter");
}

#[test]
fn files_of_any_name_are_published_in_their_place_or_refused() {
    hold("overlay_names");
}

#[test]
fn bodies_of_any_kind_keep_each_word_from_those_it_is_not_for() {
    hold("directives");
}

#[test]
fn sites_of_any_kind_build_or_say_why_not() {
    hold("site");
    assert!(laws::built() > laws::target("site").unwrap().short / 2, "most sites must build, or rendering is not tried");
}
