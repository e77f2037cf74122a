//! The compiler's counters: a byte for each edge of the program, which the edge counts up.

use std::sync::Mutex;

/// The counters of one part of the program.
struct Stretch {
    start: *mut u8,
    length: usize,
}

// Counters are only ever read and cleared here, between two inputs.
unsafe impl Send for Stretch {}

static COUNTERS: Mutex<Vec<Stretch>> = Mutex::new(Vec::new());

/// Called before `main` with the counters of each part.
#[unsafe(no_mangle)]
pub extern "C" fn __sanitizer_cov_8bit_counters_init(start: *mut u8, stop: *mut u8) {
    let length = stop as usize - start as usize;
    let mut all = COUNTERS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if length > 0 && all.iter().all(|known| known.start != start) {
        all.push(Stretch { start, length });
    }
}

/// Called before `main` with the places of the counters in the program, which are of no use here.
#[unsafe(no_mangle)]
pub extern "C" fn __sanitizer_cov_pcs_init(_start: *const usize, _stop: *const usize) {}

/// What has been reached so far.
pub struct Reached {
    /// For each counter the classes of counts that were seen.
    seen: Vec<Vec<u8>>,
    /// How many of them there are.
    pub features: usize,
}

impl Reached {
    /// Nothing yet.
    pub fn new() -> Self {
        let all = COUNTERS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Self { seen: all.iter().map(|stretch| vec![0; stretch.length]).collect(), features: 0 }
    }

    /// How many counters the program has.
    pub fn counters(&self) -> usize {
        self.seen.iter().map(Vec::len).sum()
    }

    /// Takes what the last input reached, and tells how much of it is new.
    pub fn take(&mut self) -> usize {
        let all = COUNTERS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut new = 0;
        for (stretch, seen) in all.iter().zip(&mut self.seen) {
            // The compiler reserved these bytes for the whole life of the program; no input runs now.
            let counters = unsafe { std::slice::from_raw_parts_mut(stretch.start, stretch.length) };
            for (chunk, seen) in counters.chunks_mut(16).zip(seen.chunks_mut(16)) {
                if chunk.iter().all(|count| *count == 0) {
                    continue;
                }
                for (count, seen) in chunk.iter_mut().zip(seen) {
                    let class = class(*count);
                    if class & !*seen != 0 {
                        *seen |= class;
                        new += 1;
                    }
                    *count = 0;
                }
            }
        }
        self.features += new;
        new
    }
}

/// Counts that differ little are alike.
fn class(count: u8) -> u8 {
    match count {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 4,
        4..=7 => 8,
        8..=15 => 16,
        16..=31 => 32,
        32..=127 => 64,
        128.. => 128,
    }
}
