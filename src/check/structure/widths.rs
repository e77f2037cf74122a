//! How wide a text is in the type that search engines show results in.

use std::sync::LazyLock;

/// The table: which characters, and how wide they are in thousandths of the size of the type.
static TABLE: LazyLock<Vec<(char, char, u32)>> = LazyLock::new(|| include_str!("widths.txt").lines().filter_map(entry).collect());

/// What is not in the table.
const OTHER: u32 = 600;

fn entry(line: &str) -> Option<(char, char, u32)> {
    let (chars, width) = line.split_once(' ')?;
    let (from, to) = chars.split_once('-').unwrap_or((chars, chars));
    let char = |code| char::from_u32(u32::from_str_radix(code, 16).ok()?);
    Some((char(from)?, char(to)?, width.parse().ok()?))
}

/// How wide a text is in type of this size, in pixels.
pub(super) fn width(text: &str, size: u32) -> usize {
    let thousandths: u64 = text.chars().map(|c| u64::from(of(c) * size)).sum();
    usize::try_from(thousandths.div_ceil(1000)).unwrap_or(usize::MAX)
}

fn of(c: char) -> u32 {
    // Marks over the letter before, and what nobody sees.
    if matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}') {
        return 0;
    }
    let next = TABLE.partition_point(|(from, ..)| *from <= c);
    let found = next.checked_sub(1).and_then(|at| TABLE.get(at)).filter(|(_, to, _)| c <= *to);
    found.map_or(OTHER, |(.., width)| *width)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_whole_and_in_order() {
        let lines = include_str!("widths.txt").lines().filter(|line| !line.starts_with('#'));
        assert_eq!(TABLE.len(), lines.count());
        assert!(TABLE.windows(2).all(|pair| pair[0].1 < pair[1].0));
    }

    #[test]
    fn letters_are_as_wide_as_arial_draws_them() {
        assert_eq!([of('i'), of('W'), of(' '), of('ш'), of('\u{301}')], [222, 944, 278, 802, 0]);
        assert_eq!((width("Tea", 20), width("Tea", 14), width("", 20)), (35, 25, 0));
        // A Georgian letter takes about a third more room than a Latin one.
        let (latin, georgian) = (width("saqartvelos chai", 20), width("საქართველოს ჩაი", 20));
        assert!(georgian * 10 > latin * 12, "{latin} {georgian}");
    }
}
