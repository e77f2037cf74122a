/// The known name that a mistyped one most likely means, if one is near enough.
///
/// Near enough is a third of the longer name's letters; a swap of two neighbours counts as one.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = wrong.to_lowercase();
    known
        .into_iter()
        .filter_map(|name| {
            let distance = strsim::damerau_levenshtein(&wrong, &name.to_lowercase());
            let longest = wrong.chars().count().max(name.chars().count());
            (distance * 3 <= longest.max(3)).then_some((distance, name))
        })
        .min()
        .map(|(_, name)| name)
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
    }
}
