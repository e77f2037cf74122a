/// The longest name that is compared, in bytes: what is longer is no name that somebody mistyped.
const LONGEST: usize = 256;

/// The known name that a mistyped one most likely means, if one is near enough.
///
/// Near enough is a third of the longer name's letters; a swap of two neighbours counts as one.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if wrong.len() > LONGEST {
        return None;
    }
    let wrong = wrong.to_lowercase();
    let length = wrong.chars().count();
    let letters = letters(&wrong);
    known
        .into_iter()
        .filter(|name| name.len() <= LONGEST)
        .filter_map(|name| {
            let own = if name.is_ascii() { name.len() } else { name.chars().count() };
            let longest = length.max(own).max(3);
            if length.abs_diff(own) * 3 > longest {
                return None;
            }
            // A letter that one of them lacks is a difference; few names need to be compared in full.
            let theirs = self::letters(name);
            let apart = (letters & !theirs).count_ones().max((theirs & !letters).count_ones());
            if apart as usize * 3 > longest {
                return None;
            }
            let distance = strsim::damerau_levenshtein(&wrong, &name.to_lowercase());
            (distance * 3 <= longest).then_some((distance, name))
        })
        .min()
        .map(|(_, name)| name)
}

/// Which letters and digits a name has; those of other scripts share bits, so that two names never look further apart than they are.
fn letters(name: &str) -> u64 {
    if name.is_ascii() {
        return name.bytes().fold(0, |letters, byte| letters | 1 << (byte.to_ascii_lowercase() % 64));
    }
    name.chars().flat_map(char::to_lowercase).fold(0, |letters, c| letters | 1 << (u32::from(c) % 64))
}

/// A list of what there is, in a sentence: of many the first.
pub fn listed<'a>(known: impl IntoIterator<Item = &'a str>) -> String {
    const MOST: usize = 20;
    let known: Vec<&str> = known.into_iter().collect();
    let more = known.len().saturating_sub(MOST);
    let list = known.iter().take(MOST).copied().collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{list} and {more} more") } else { list }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_recognised_and_another_word_is_not() {
        let known = ["title", "description", "audience", "cta"];
        assert_eq!(nearest("titel", known), Some("title"));
        assert_eq!(nearest("Audiences", known), Some("audience"));
        assert_eq!(nearest("cat", known), Some("cta"));
        assert_eq!(nearest("price", known), None);
        assert_eq!(nearest("статья", ["СТАТЬИ", "страница"]), Some("СТАТЬИ"));
        assert_eq!(nearest(&"x".repeat(100_000), known), None);
    }

    #[test]
    fn a_long_list_ends_with_how_many_are_left() {
        assert_eq!(listed(["a", "b"]), "a, b");
        assert!(listed(vec!["a"; 25]).ends_with("a and 5 more"));
    }
}
