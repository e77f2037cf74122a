use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

/// Tells two contents apart: half of a BLAKE3 hash. The same content has the same one in every run of the same program.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
pub struct Fingerprint(#[serde(with = "super::bytes")] [u8; 16]);

impl Fingerprint {
    /// Of bytes.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self::half(blake3::hash(bytes))
    }

    fn half(hash: blake3::Hash) -> Self {
        let mut half = [0; 16];
        half.copy_from_slice(&hash.as_bytes()[..16]);
        Self(half)
    }

    /// Of anything that can be hashed.
    pub fn of(value: &(impl Hash + ?Sized)) -> Self {
        let mut hashing = Hashing { gathered: Vec::new(), passed_on: blake3::Hasher::new() };
        value.hash(&mut hashing);
        hashing.passed_on.update(&hashing.gathered);
        Self::half(hashing.passed_on.finalize())
    }

    /// Of anything that can be written as data.
    pub fn of_data(value: &(impl Serialize + ?Sized)) -> Self {
        let mut written = Vec::with_capacity(USUAL);
        // What cannot be written, such as a map whose keys are no text, is told apart by how far it got.
        let _ = rmp_serde::encode::write_named(&mut written, value);
        Self::of_bytes(&written)
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0[..4].iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// What most values come to, in bytes.
const USUAL: usize = 4 << 10;

/// How much is gathered before it is passed on.
const MUCH: usize = 64 << 10;

/// Gathers what is hashed, because many small pieces cost far more than one large one, and what is too large takes room that nobody needs.
struct Hashing {
    gathered: Vec<u8>,
    passed_on: blake3::Hasher,
}

impl Hasher for Hashing {
    fn write(&mut self, bytes: &[u8]) {
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= MUCH {
            self.passed_on.update(&self.gathered);
            self.gathered.clear();
        }
    }

    fn finish(&self) -> u64 {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_large_has_one_fingerprint_however_it_is_cut() {
        let large: String = "tea ".repeat(MUCH);
        let mut gathered = Hashing { gathered: Vec::new(), passed_on: blake3::Hasher::new() };
        large.hash(&mut gathered);
        let plain: Vec<u8> = large.bytes().chain([0xff]).collect();
        assert_eq!(Fingerprint::of(&large), Fingerprint::of_bytes(&plain));
        assert!(gathered.gathered.len() < plain.len());
        assert_ne!(Fingerprint::of(&large), Fingerprint::of(&large[1..]));
    }
}
