use serde::Serialize;
use serde::de::DeserializeOwned;

use super::ContentHash;

/// How every file begins: what it is, and the version of its form. Another one is not read.
const HEADER: &[u8] = b"segue emit 2\n";

/// A value as a file that shows any damage: header, hash of the rest, the rest. Read and written whole in a few milliseconds, however
/// many files a site has.
///
/// # Errors
///
/// What keeps the value from being written so; no type of this folder has it.
pub(super) fn seal(value: &impl Serialize) -> postcard::Result<Vec<u8>> {
    let body = postcard::to_allocvec(value)?;
    Ok([HEADER, ContentHash::of(&body).bytes(), &body].concat())
}

/// The value of a file; nothing if it is damaged, or another version of Segue wrote it.
pub(super) fn unseal<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let (hash, body) = bytes.strip_prefix(HEADER)?.split_first_chunk::<32>()?;
    if ContentHash::of(body).bytes() != hash {
        return None;
    }
    postcard::from_bytes(body).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_which_any_byte_differs_or_is_missing_is_not_read() {
        let sealed = seal(&("output", 7u32)).unwrap();
        assert_eq!(unseal(&sealed), Some(("output".to_owned(), 7u32)));
        for at in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[at] ^= 1;
            assert_eq!(unseal::<(String, u32)>(&damaged), None);
            assert_eq!(unseal::<(String, u32)>(&sealed[..at]), None);
        }
    }
}
