use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

/// Tells two contents apart: half of a BLAKE3 hash. The same content has the same one in every run of the same program.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
pub struct Fingerprint(#[serde(with = "super::bytes")] [u8; 16]);

impl Fingerprint {
    /// Of bytes.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        let hash = blake3::hash(bytes);
        let mut half = [0; 16];
        half.copy_from_slice(&hash.as_bytes()[..16]);
        Self(half)
    }

    /// Of anything that can be hashed.
    pub fn of(value: &(impl Hash + ?Sized)) -> Self {
        let mut hashing = Hashing(Vec::new());
        value.hash(&mut hashing);
        Self::of_bytes(&hashing.0)
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

/// Gathers what is hashed: many small pieces cost far more than one large one.
struct Hashing(Vec<u8>);

impl Hasher for Hashing {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn finish(&self) -> u64 {
        0
    }
}
