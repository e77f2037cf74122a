//! Inputs from inputs: small changes, chosen by a seed.
#![allow(unreachable_pub, reason = "two programs share the file")]

/// A source of numbers that is the same for the same seed (SplitMix64).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below a limit, which is at least 1.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.roll() % limit as u64).unwrap_or_default()
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        if from.is_empty() { None } else { from.get(self.below(from.len())) }
    }
}

/// Changes an input in one to eight places; `others` are inputs to take parts from.
pub fn mutate(input: &mut Vec<u8>, words: &[&str], others: &[Vec<u8>], longest: usize, dice: &mut Dice) {
    for _ in 0..1 << dice.below(4) {
        change(input, words, others, dice);
    }
    input.truncate(longest);
}

fn change(input: &mut Vec<u8>, words: &[&str], others: &[Vec<u8>], dice: &mut Dice) {
    let at = dice.below(input.len() + 1);
    let most = 1 << dice.below(10);
    let length = dice.below((input.len() - at).min(most) + 1);
    match dice.below(12) {
        0 => {
            if let Some(byte) = input.get_mut(at) {
                *byte ^= 1 << dice.below(8);
            }
        }
        1 => {
            if let Some(byte) = input.get_mut(at) {
                *byte = dice.roll().to_le_bytes()[0];
            }
        }
        2 => drop(input.drain(at..at + length)),
        3 => {
            let bytes = dice.roll().to_le_bytes();
            input.splice(at..at, bytes.into_iter().take(1 + dice.below(8)));
        }
        4 => {
            let part = input[at..at + length].to_vec();
            let times = 1 << dice.below(if length < 16 { 8 } else { 3 });
            input.splice(at..at, std::iter::repeat_n(part, times).flatten());
        }
        5 => {
            let part = input[at..at + length].to_vec();
            let to = dice.below(input.len() + 1);
            input.splice(to..to, part);
        }
        6 | 7 => {
            if let Some(other) = dice.pick(others) {
                let from = dice.below(other.len() + 1);
                let taken = dice.below((other.len() - from).min(512) + 1);
                let replaced = if dice.below(2) == 0 { length.min(taken) } else { 0 };
                input.splice(at..at + replaced, other[from..from + taken].iter().copied());
            }
        }
        _ => match dice.pick(words) {
            Some(word) => {
                let replaced = if dice.below(3) == 0 { word.len().min(input.len() - at) } else { 0 };
                input.splice(at..at + replaced, word.bytes());
            }
            None => {
                if let Some(byte) = input.get_mut(at) {
                    *byte = byte.wrapping_add(1 + dice.roll().to_le_bytes()[0] % 4);
                }
            }
        },
    }
}
