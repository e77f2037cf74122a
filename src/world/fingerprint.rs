use std::fmt;
use std::hash::{Hash, Hasher};
use std::io::{self, Write};

use serde::{Deserialize, Serialize};

/// Tells two contents apart: half of a BLAKE3 hash. The same content has the same one in every run of the same program.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// Of bytes.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self::cut(blake3::hash(bytes))
    }

    /// Of anything that can be hashed.
    pub fn of(value: &(impl Hash + ?Sized)) -> Self {
        let mut hashing = Hashing(blake3::Hasher::new());
        value.hash(&mut hashing);
        Self::cut(hashing.0.finalize())
    }

    /// Of anything that can be written as data.
    pub fn of_data(value: &(impl Serialize + ?Sized)) -> Self {
        let mut hashing = Hashing(blake3::Hasher::new());
        // What cannot be written, such as a map whose keys are no text, is told apart by how far it got.
        let _ = serde_json::to_writer(&mut hashing, value);
        Self::cut(hashing.0.finalize())
    }

    fn cut(hash: blake3::Hash) -> Self {
        let mut half = [0; 16];
        half.copy_from_slice(&hash.as_bytes()[..16]);
        Self(half)
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0[..4].iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

struct Hashing(blake3::Hasher);

impl Hasher for Hashing {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        0
    }
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
