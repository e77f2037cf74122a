//! Values as files that show any damage.

use std::borrow::Cow;
use std::fmt;
use std::ops::{Deref, Range};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use serde::de::{DeserializeOwned, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value as a file that shows any damage: header, hash of the rest, the rest. The header says what it is, and the version of its form:
/// another one is not read. Read and written whole in a few milliseconds, however many files a site has.
///
/// # Errors
///
/// What keeps the value from being written so.
pub fn seal(header: &[u8], value: &impl Serialize) -> postcard::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(ROOM);
    bytes.extend_from_slice(header);
    bytes.extend_from_slice(&[0; HASH]);
    let mut bytes = postcard::to_extend(value, bytes)?;
    let (front, body) = bytes.split_at_mut(header.len() + HASH);
    front[header.len()..].copy_from_slice(blake3::hash(body).as_bytes());
    Ok(bytes)
}

/// What a file holds; nothing if it is damaged, or another version of Segue wrote it.
pub fn opened<'b>(header: &[u8], bytes: &'b [u8]) -> Option<&'b [u8]> {
    let (hash, body) = bytes.strip_prefix(header)?.split_first_chunk::<HASH>()?;
    (blake3::hash(body).as_bytes() == hash).then_some(body)
}

/// What tells a sealed file from every other.
pub fn name(header: &[u8], sealed: &[u8]) -> Option<[u8; HASH]> {
    sealed.strip_prefix(header)?.first_chunk().copied()
}

/// The value of a file; nothing if it is damaged, or another version of Segue wrote it.
pub fn unseal<T: DeserializeOwned>(header: &[u8], bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(opened(header, bytes)?).ok()
}

/// The bytes of a hash.
const HASH: usize = 32;

/// Room to begin with, so that a large value is not copied while it grows; what is not used costs nothing.
const ROOM: usize = 64 << 20;

/// How many things make a chunk: enough to be worth a core's while.
const CHUNK: usize = 256;

/// Things as they were written, in bytes that may belong to a file that was read.
#[derive(Debug, Default)]
pub struct Chunk<'b>(Cow<'b, [u8]>);

/// Many things, written on all cores.
pub fn to_chunks<'a, T: Sync, S: Serialize>(all: &'a [T], saved: impl Fn(&'a T) -> S + Sync) -> Vec<Chunk<'static>> {
    let chunk = |chunk: &'a [T]| {
        let bytes = postcard::to_allocvec(&chunk.iter().map(&saved).collect::<Vec<S>>()).unwrap_or_default();
        Chunk(bytes.into())
    };
    all.par_chunks(CHUNK).map(chunk).collect()
}

/// What [`to_chunks`] wrote, read and restored on all cores; nothing where it is something else.
pub fn from_chunks<'c, S: Deserialize<'c>, T: Send>(chunks: &'c [Chunk<'_>], restored: impl Fn(S) -> Option<T> + Sync) -> Option<Vec<T>> {
    let read = |chunk: &'c Chunk<'_>| postcard::from_bytes::<Vec<S>>(&chunk.0).ok()?.into_iter().map(&restored).collect();
    let read: Option<Vec<Vec<T>>> = chunks.par_iter().map(read).collect();
    Some(read?.into_iter().flatten().collect())
}

impl Chunk<'_> {
    /// One thing as it is written.
    pub fn of(value: &impl Serialize) -> Chunk<'static> {
        Chunk(postcard::to_allocvec(value).unwrap_or_default().into())
    }
}

/// A file that was read, for as long as anybody holds a part of it.
#[derive(Debug, Clone, Default)]
pub struct Sheet(Arc<Vec<u8>>);

impl Sheet {
    /// Of a file's bytes.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Arc::new(bytes))
    }

    /// All of it.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// A part of it, to be looked into later; a copy where it is no part of it.
    pub fn part(&self, chunk: &Chunk<'_>) -> Written {
        let bytes: &[u8] = &chunk.0;
        let start = bytes.as_ptr().addr().wrapping_sub(self.0.as_ptr().addr());
        let at = start..start.wrapping_add(bytes.len());
        match self.0.get(at.clone()) {
            Some(own) if std::ptr::eq(own, bytes) => Written { sheet: self.clone(), at },
            _ => Written { sheet: Self::new(bytes.to_vec()), at: 0..bytes.len() },
        }
    }
}

/// A value in its written form, in the file that it was read from.
#[derive(Debug, Clone, Default)]
pub struct Written {
    sheet: Sheet,
    at: Range<usize>,
}

impl Written {
    /// The value, which can be had from what [`Chunk::of`] wrote. What was written was sealed, and by this very version of the program.
    pub fn open<T: DeserializeOwned>(&self) -> Option<T> {
        postcard::from_bytes(self.sheet.0.get(self.at.clone())?).ok()
    }

    /// As it is written.
    pub fn chunk(&self) -> Chunk<'static> {
        Chunk(self.sheet.0.get(self.at.clone()).unwrap_or_default().to_vec().into())
    }
}

/// A value that is opened when somebody first asks.
#[derive(Clone, Default)]
pub struct Later<T> {
    value: OnceLock<T>,
    written: Written,
}

impl<T> Later<T> {
    /// One that is there.
    pub fn now(value: T) -> Self {
        Self { value: OnceLock::from(value), written: Written::default() }
    }

    /// One that was written.
    pub fn new(written: Written) -> Self {
        Self { value: OnceLock::new(), written }
    }
}

impl<T: DeserializeOwned + Default> Deref for Later<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.get_or_init(|| self.written.open().unwrap_or_default())
    }
}

impl<T: Serialize> Later<T> {
    /// As it is written.
    pub fn chunk(&self) -> Chunk<'static> {
        self.value.get().map_or_else(|| self.written.chunk(), Chunk::of)
    }
}

impl<T: DeserializeOwned + Default + PartialEq> PartialEq for Later<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: DeserializeOwned + Default + fmt::Debug> fmt::Debug for Later<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl Serialize for Chunk<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de: 'b, 'b> Deserialize<'de> for Chunk<'b> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;

        impl<'de> Visitor<'de> for Bytes {
            type Value = Chunk<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }

            fn visit_borrowed_bytes<E>(self, bytes: &'de [u8]) -> Result<Chunk<'de>, E> {
                Ok(Chunk(bytes.into()))
            }
        }

        deserializer.deserialize_bytes(Bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_file_is_opened_when_somebody_asks_and_written_as_it_was() {
        let sealed = seal(b"tea 1\n", &Chunk::of(&vec!["green".to_owned()])).unwrap();
        let sheet = Sheet::new(sealed.clone());
        let chunk: Chunk<'_> = postcard::from_bytes(opened(b"tea 1\n", sheet.bytes()).unwrap()).unwrap();
        let later = Later::<Vec<String>>::new(sheet.part(&chunk));
        assert_eq!(seal(b"tea 1\n", &later.chunk()).unwrap(), sealed);
        assert_eq!(*later, ["green"]);
        assert_eq!(seal(b"tea 1\n", &later.chunk()).unwrap(), sealed);
        // What lies elsewhere is copied.
        assert_eq!(*Later::<Vec<String>>::new(sheet.part(&Chunk::of(&vec!["black".to_owned()]))), ["black"]);
    }

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
