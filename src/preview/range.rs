use std::ops::Range;

/// What a request's `Range` header asks of a file: <https://www.rfc-editor.org/rfc/rfc9110#name-range>.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it: there is no header, or one that may be ignored.
    Whole,
    /// These bytes.
    Bytes(Range<usize>),
    /// Bytes that it does not have.
    Outside,
}

impl Part {
    /// What a header asks of a file of this size. Several stretches at once are answered with the whole file, as is allowed.
    pub(super) fn asked(header: Option<&str>, size: usize) -> Self {
        let Some(asked) = header.and_then(|header| header.strip_prefix("bytes=")).filter(|asked| !asked.contains(',')) else {
            return Self::Whole;
        };
        let Some((first, last)) = asked.trim().split_once('-') else { return Self::Whole };
        let range = match (first.parse::<usize>(), last.parse::<usize>()) {
            (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(size),
            (Ok(first), Err(_)) if last.is_empty() => first..size,
            (Err(_), Ok(last)) if first.is_empty() => size.saturating_sub(last)..size,
            _ => return Self::Whole,
        };
        if range.is_empty() { Self::Outside } else { Self::Bytes(range) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_player_gets_the_stretch_it_asks_for() {
        let asked = |header: &str| Part::asked(Some(header), 10);
        assert_eq!(Part::asked(None, 10), Part::Whole);
        for (header, range) in [("bytes=0-3", 0..4), ("bytes=4-", 4..10), ("bytes=-3", 7..10), ("bytes=0-99", 0..10), ("bytes=-99", 0..10)]
        {
            assert_eq!(asked(header), Part::Bytes(range), "{header}");
        }
        for header in ["bytes=10-", "bytes=-0", "bytes=50-60"] {
            assert_eq!(asked(header), Part::Outside, "{header}");
        }
        for header in ["bytes=3-2", "bytes=x-y", "bytes=0-1,4-5", "pages=1-2", "bytes=", "bytes=-"] {
            assert_eq!(asked(header), Part::Whole, "{header}");
        }
    }
}
