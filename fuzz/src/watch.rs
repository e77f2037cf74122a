//! Watches over the process that tries inputs: a law may break by ending it.

use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};
use std::{env, fs};

use crate::engine::keep;

/// The exit code that says that an input took too long.
pub const SLOW: i32 = 70;

fn folder(of: &str, target: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(of).join(target)
}

/// Inputs that reached something new.
pub fn corpus(target: &str) -> PathBuf {
    folder("corpus", target)
}

/// Inputs that broke a law.
pub fn artifacts(target: &str) -> PathBuf {
    folder("artifacts", target)
}

/// The input that is being tried.
pub fn current(target: &str) -> PathBuf {
    env::temp_dir().join(format!("segue-fuzz-{target}-{}", env::var("SEGUE_FUZZ_RUN").unwrap_or_default()))
}

/// Writes down how many inputs were tried.
pub fn count(target: &str, tried: u64) {
    let _ = fs::write(current(target).with_extension("count"), tried.to_string());
}

/// Runs the worker again until the time is over; an input that ended it is written down.
pub fn supervise(target: &str, seconds: u64, seed: u64) -> ExitCode {
    let run = std::process::id().to_string();
    let started = Instant::now();
    let mut ended = 0;
    let mut tried = 0;
    loop {
        let left = Duration::from_secs(seconds).saturating_sub(started.elapsed()).as_secs();
        if left == 0 || ended > 200 {
            break;
        }
        let Ok(program) = env::current_exe() else { return ExitCode::from(2) };
        let worker = Command::new(program)
            .args(["--worker", "--seconds", &left.to_string(), "--seed", &(seed + ended).to_string()])
            .env("SEGUE_FUZZ_RUN", &run)
            // One thread, so that counters tell of one input at a time; its stack is that of any build.
            .env("RAYON_NUM_THREADS", "1")
            .status();
        let path = env::temp_dir().join(format!("segue-fuzz-{target}-{run}"));
        tried += fs::read_to_string(path.with_extension("count")).ok().and_then(|count| count.parse::<u64>().ok()).unwrap_or(0);
        match worker {
            Ok(status) if status.success() => {}
            Ok(status) => {
                ended += 1;
                println!("{target}: {}", if status.code() == Some(SLOW) { "too slow".to_owned() } else { format!("ended with {status}") });
                if let Ok(input) = fs::read(&path) {
                    keep(&artifacts(target).join(if status.code() == Some(SLOW) { "slow" } else { "ended" }), &input);
                }
            }
            Err(error) => {
                println!("{target}: {error}");
                return ExitCode::from(2);
            }
        }
    }
    println!("{target}: {tried} inputs in {} s, ended {ended} times", started.elapsed().as_secs());
    let broken = fs::read_dir(artifacts(target)).into_iter().flatten().flatten().count();
    if broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
