use std::collections::VecDeque;
use std::sync::Arc;

use super::answer::Served;

/// More pages than anybody has open,
const PAGES: usize = 32;

/// but no more than these bytes.
const BYTES: usize = 8 << 20;

/// The pages that were last asked for, as they were last when they were good: to serve them again while nothing changes, and to have
/// something to show while they cannot be rendered.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    /// The one that was asked for last stands last.
    pages: VecDeque<Kept>,
    bytes: usize,
}

#[derive(Debug, Clone)]
struct Kept {
    key: String,
    generation: u64,
    page: Arc<Served>,
}

impl Shelf {
    /// The page as it is in a generation, if it was rendered in it.
    pub(super) fn fresh(&mut self, key: &str, generation: u64) -> Option<Arc<Served>> {
        self.take(key).and_then(|kept| {
            let page = (kept.generation == generation).then(|| kept.page.clone());
            self.push(kept);
            page
        })
    }

    /// The page as it was last.
    pub(super) fn last(&mut self, key: &str) -> Option<Arc<Served>> {
        self.take(key).map(|kept| {
            self.push(kept.clone());
            kept.page
        })
    }

    /// Keeps a page. One that was rendered from an older generation while a newer one was kept is left out.
    pub(super) fn keep(&mut self, key: &str, generation: u64, page: Arc<Served>) {
        let old = self.take(key).filter(|old| old.generation > generation);
        self.push(old.unwrap_or_else(|| Kept { key: key.to_owned(), generation, page }));
        while self.pages.len() > PAGES || self.bytes > BYTES {
            let Some(kept) = self.pages.pop_front() else { break };
            self.bytes -= kept.page.bytes.len();
        }
    }

    fn take(&mut self, key: &str) -> Option<Kept> {
        let index = self.pages.iter().position(|kept| kept.key == key)?;
        let kept = self.pages.remove(index)?;
        self.bytes -= kept.page.bytes.len();
        Some(kept)
    }

    fn push(&mut self, kept: Kept) {
        self.bytes += kept.page.bytes.len();
        self.pages.push_back(kept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Arc<Served> {
        Arc::new(Served::html(super::super::answer::Status::Fine, text.to_owned(), None))
    }

    #[test]
    fn it_holds_a_few_pages_and_lets_go_of_those_nobody_asks_for() {
        let mut shelf = Shelf::default();
        for number in 0..1_000 {
            shelf.keep(&number.to_string(), 1, page("x"));
            assert!(shelf.fresh("0", 1).is_some());
        }
        assert_eq!((shelf.pages.len(), shelf.bytes), (PAGES, PAGES));
        shelf.keep("large", 1, page(&"x".repeat(BYTES)));
        assert_eq!(shelf.pages.len(), 1);
    }

    #[test]
    fn a_page_is_fresh_only_in_its_own_generation_and_never_grows_older() {
        let mut shelf = Shelf::default();
        shelf.keep("a", 2, page("new"));
        shelf.keep("a", 1, page("old"));
        assert!(shelf.fresh("a", 1).is_none() && shelf.fresh("a", 3).is_none());
        assert_eq!(&shelf.last("a").unwrap().bytes[..], b"new");
    }
}
