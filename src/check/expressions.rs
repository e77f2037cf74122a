//! Regular expressions of many rules, asked of a text all at once.

use std::sync::OnceLock;

use regex::{Regex, RegexSet, RegexSetBuilder};

/// Regular expressions, each with the number of its rule.
#[derive(Debug)]
pub(super) struct Expressions {
    all: Vec<(usize, String, OnceLock<Option<Regex>>)>,
    /// Which of them may be found in a text: those that only stand at its beginning, and the others.
    sieves: [Sieve; 2],
}

/// Some of the expressions, told more loosely: what is not found by these is not found by those.
#[derive(Debug)]
struct Sieve {
    set: RegexSet,
    numbers: Vec<usize>,
}

/// The memory that a set may take for what it has seen, in bytes.
const SEEN: usize = 64 << 20;

impl Expressions {
    /// Expressions with the numbers of their rules. Each is made when a text may have it.
    pub(super) fn of<'p>(patterns: impl IntoIterator<Item = (usize, &'p String)>) -> Self {
        let mut all = Vec::new();
        let mut sorts: [(Vec<String>, Vec<usize>); 2] = Default::default();
        for (rule, pattern) in patterns {
            let is_elsewhere = !pattern.trim_start_matches("(?i)").starts_with('^');
            let (loose, numbers) = &mut sorts[usize::from(is_elsewhere)];
            loose.push(loosened(pattern));
            numbers.push(all.len());
            all.push((rule, pattern.clone(), OnceLock::new()));
        }
        let sieves = sorts.map(|(loose, numbers)| {
            let set = RegexSetBuilder::new(loose).size_limit(SEEN).dfa_size_limit(SEEN).build();
            // A set that cannot be made lets everything through.
            Sieve { set: set.unwrap_or_else(|_| RegexSet::empty()), numbers }
        });
        Self { all, sieves }
    }

    /// The expressions that may stand in a text, each with its rule.
    pub(super) fn in_text<'a>(&'a self, text: &str) -> impl Iterator<Item = (usize, &'a Regex)> {
        let few = self.sieves.iter().flat_map(|sieve| match sieve.set.is_empty() {
            true => sieve.numbers.clone(),
            false => sieve.set.matches(text).into_iter().map(|at| sieve.numbers[at]).collect(),
        });
        few.collect::<Vec<_>>().into_iter().filter_map(|number| {
            let (rule, pattern, regex) = &self.all[number];
            // A test makes all of them.
            Some((*rule, regex.get_or_init(|| Regex::new(pattern).ok()).as_ref()?))
        })
    }
}

/// An expression without its ends of words, which cost more to look for than all the rest.
fn loosened(pattern: &str) -> String {
    let mut loose = String::with_capacity(pattern.len());
    let mut rest = pattern.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => match rest.next() {
                Some('b') => {}
                next => {
                    loose.push(c);
                    loose.extend(next);
                }
            },
            c => loose.push(c),
        }
    }
    loose
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_expressions_those_are_told_that_may_be_found() {
        let patterns: Vec<String> = ["(?i)^\\W*share\\b", "\\bread more\\b", "чай\\b", r"\\\\b"].map(str::to_owned).into();
        let expressions = Expressions::of(patterns.iter().enumerate());
        let found = |text: &str| {
            let all = expressions.in_text(text).filter(|(_, regex)| regex.is_match(text));
            all.map(|(rule, _)| rule).collect::<Vec<_>>()
        };
        assert_eq!(found("» Share it"), [0]);
        assert_eq!(found("We share it. Read more, read more."), [1]);
        assert_eq!(found("breadmore read moreover"), Vec::<usize>::new());
        assert_eq!((found("чай"), found("чайник"), found(r"a\\b")), (vec![2], vec![], vec![3]));
    }
}
