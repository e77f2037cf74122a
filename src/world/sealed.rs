//! Values as files that show any damage.

use rayon::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value as a file that shows any damage: header, hash of the rest, the rest. The header says what it is, and the version of its form:
/// another one is not read. Read and written whole in a few milliseconds, however many files a site has.
///
/// # Errors
///
/// What keeps the value from being written so.
pub fn seal(header: &[u8], value: &impl Serialize) -> postcard::Result<Vec<u8>> {
    let body = postcard::to_allocvec(value)?;
    Ok([header, blake3::hash(&body).as_bytes(), &body].concat())
}

/// The value of a file; nothing if it is damaged, or another version of Segue wrote it.
pub fn unseal<T: DeserializeOwned>(header: &[u8], bytes: &[u8]) -> Option<T> {
    let (hash, body) = bytes.strip_prefix(header)?.split_first_chunk::<32>()?;
    if blake3::hash(body).as_bytes() != hash {
        return None;
    }
    postcard::from_bytes(body).ok()
}

/// How many things make a chunk: enough to be worth a core's while.
const CHUNK: usize = 256;

/// Many things, written on all cores.
pub fn to_chunks<'a, T: Sync, S: Serialize>(all: &'a [T], saved: impl Fn(&'a T) -> S + Sync) -> Vec<Vec<u8>> {
    let chunk = |chunk: &'a [T]| postcard::to_allocvec(&chunk.iter().map(&saved).collect::<Vec<S>>()).unwrap_or_default();
    all.par_chunks(CHUNK).map(chunk).collect()
}

/// What [`to_chunks`] wrote, read on all cores.
pub fn from_chunks<S: DeserializeOwned + Send>(chunks: &[Vec<u8>]) -> Option<Vec<S>> {
    let read: Option<Vec<Vec<S>>> = chunks.par_iter().map(|chunk| postcard::from_bytes(chunk).ok()).collect();
    Some(read?.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_which_any_byte_differs_or_is_missing_is_not_read() {
        let sealed = seal(b"tea 1\n", &("output", 7u32)).unwrap();
        assert_eq!(unseal(b"tea 1\n", &sealed), Some(("output".to_owned(), 7u32)));
        for at in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[at] ^= 1;
            assert_eq!(unseal::<(String, u32)>(b"tea 1\n", &damaged), None);
            assert_eq!(unseal::<(String, u32)>(b"tea 1\n", &sealed[..at]), None);
        }
    }
}
