//! Tries inputs, keeps those that reach something new, writes down those that break a law.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use std::{fs, panic, thread};

use crate::coverage::Reached;
use crate::laws::{STACK, Target};
use crate::mutation::{Dice, mutate};
use crate::watch::{self, artifacts, corpus, current};

/// The longest input, in bytes.
const LONGEST: usize = 16 << 10;

/// How long one input may take before it counts as broken.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where and with what words the last panic came.
static LAST: Mutex<String> = Mutex::new(String::new());

/// When the input that is being tried was begun, in milliseconds from the start; 0 between two.
static BEGUN: AtomicU64 = AtomicU64::new(0);

/// Fuzzes for as long as is asked for.
pub fn work(target: Target, seconds: u64, seed: u64) -> ExitCode {
    quiet();
    let started = Instant::now();
    patience(target.name, started);
    on_stack(move || {
        Engine::new(target, seed).run(started, Duration::from_secs(seconds));
        true
    })
}

/// Tries these files once each; a law that one breaks is said as it comes.
pub fn replay(target: Target, paths: &[String]) -> ExitCode {
    let paths = paths.to_vec();
    on_stack(move || {
        let mut all = true;
        for path in paths {
            let Ok(input) = fs::read(&path) else {
                println!("{path} cannot be read");
                all = false;
                continue;
            };
            let begun = Instant::now();
            let holds = panic::catch_unwind(|| (target.law)(&input)).is_ok();
            println!("{path}: {} in {} ms", if holds { "holds" } else { "broken" }, begun.elapsed().as_millis());
            all &= holds;
        }
        all
    })
}

fn on_stack(work: impl FnOnce() -> bool + Send + 'static) -> ExitCode {
    let done = thread::Builder::new().stack_size(STACK).spawn(work).ok().and_then(|thread| thread.join().ok());
    if done == Some(true) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn quiet() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(|at| format!("{}:{}", at.file(), at.line())).unwrap_or_default();
        let words = info.payload_as_str().unwrap_or_default();
        if let Ok(mut last) = LAST.lock() {
            *last = format!("{place}: {}", words.chars().take(400).collect::<String>());
        }
    }));
}

/// Ends the process when an input takes too long.
fn patience(name: &'static str, started: Instant) {
    thread::spawn(move || {
        loop {
            thread::sleep(Duration::from_millis(500));
            let begun = BEGUN.load(Ordering::Relaxed);
            let now = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
            if begun > 0 && now.saturating_sub(begun) > u64::try_from(PATIENCE.as_millis()).unwrap_or(u64::MAX) {
                println!("{name}: an input takes longer than {} s", PATIENCE.as_secs());
                std::process::exit(watch::SLOW);
            }
        }
    });
}

struct Engine {
    target: Target,
    reached: Reached,
    dice: Dice,
    inputs: Vec<Vec<u8>>,
    /// Broken laws that were written down, by where and how they broke.
    broken: BTreeSet<String>,
    current: PathBuf,
    tried: u64,
    started: Arc<Instant>,
}

impl Engine {
    fn new(target: Target, seed: u64) -> Self {
        Self {
            target,
            reached: Reached::new(),
            dice: Dice::new(seed),
            inputs: Vec::new(),
            broken: BTreeSet::new(),
            current: current(target.name),
            tried: 0,
            started: Arc::new(Instant::now()),
        }
    }

    fn run(&mut self, started: Instant, long: Duration) {
        self.started = Arc::new(started);
        println!("{}: {} counters", self.target.name, self.reached.counters());
        let mut first = (self.target.seeds)();
        first.extend(kept(&corpus(self.target.name)));
        for input in first {
            if self.attempt(&input) > 0 {
                self.inputs.push(input);
            }
        }
        let mut told = Instant::now();
        while started.elapsed() < long {
            if told.elapsed() > Duration::from_secs(30) {
                self.tell();
                told = Instant::now();
            }
            // Of late finds more is to be expected.
            let newest = self.inputs.len().saturating_sub(64);
            let at = if self.dice.below(2) == 0 {
                newest + self.dice.below((self.inputs.len() - newest).max(1))
            } else {
                self.dice.below(self.inputs.len().max(1))
            };
            let mut input = self.inputs.get(at).cloned().unwrap_or_default();
            mutate(&mut input, self.target.words, &self.inputs, LONGEST, &mut self.dice);
            if self.attempt(&input) > 0 {
                keep(&corpus(self.target.name), &input);
                self.inputs.push(input);
            }
        }
        self.tell();
        watch::count(self.target.name, self.tried);
    }

    fn tell(&self) {
        let seconds = self.started.elapsed().as_secs().max(1);
        println!(
            "{}: {} inputs in {seconds} s ({} a second), {} kept, {} features, {} broken",
            self.target.name,
            self.tried,
            self.tried / seconds,
            self.inputs.len(),
            self.reached.features,
            self.broken.len()
        );
        watch::count(self.target.name, self.tried);
    }

    /// Tries an input, and tells how much new it reached.
    fn attempt(&mut self, input: &[u8]) -> usize {
        let _ = fs::write(&self.current, input);
        let now = u64::try_from(self.started.elapsed().as_millis()).unwrap_or_default().max(1);
        BEGUN.store(now, Ordering::Relaxed);
        let law = self.target.law;
        let held = panic::catch_unwind(|| law(input));
        BEGUN.store(0, Ordering::Relaxed);
        self.tried += 1;
        if held.is_err() {
            let last = LAST.lock().map(|last| last.clone()).unwrap_or_default();
            // The place and the first words tell one mistake from another; what follows is the input's.
            let sort: String = last.split('`').next().unwrap_or_default().chars().filter(|c| !c.is_ascii_digit()).take(120).collect();
            if self.broken.insert(sort) {
                println!("{}: broken: {last}", self.target.name);
                keep(&artifacts(self.target.name), input);
            }
        }
        self.reached.take()
    }
}

fn kept(folder: &Path) -> Vec<Vec<u8>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().filter_map(|path| fs::read(path).ok()).collect()
}

/// Writes an input down under a name made from its bytes.
pub fn keep(folder: &Path, input: &[u8]) {
    let hash = input.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    let _ = fs::create_dir_all(folder);
    let _ = fs::write(folder.join(format!("{hash:016x}")), input);
}
