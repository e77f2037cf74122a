use std::time::Duration;

/// How patient a [`Watcher`](super::Watcher) is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// A burst is over when this long nothing more is heard: an editor's save is several events.
    pub gap: Duration,
    /// A burst is told after this long, over or not.
    pub limit: Duration,
    /// The disk is looked at when this long after a burst nothing more is heard,
    pub settle: Duration,
    /// and this long after its beginning in any case.
    pub at_least: Duration,
    /// It is looked at this often when all is quiet,
    pub quiet: Duration,
    /// but, where looking takes long, rests for so many times as long as it took,
    pub rest: u32,
    /// and no longer than this.
    pub at_most: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        let millis = Duration::from_millis;
        Self {
            gap: millis(4),
            limit: millis(150),
            settle: millis(250),
            at_least: millis(1_000),
            quiet: millis(1_000),
            rest: 50,
            at_most: millis(10_000),
        }
    }
}

impl Pace {
    /// For a watcher that is told nothing.
    pub fn poll() -> Self {
        Self { quiet: Duration::from_millis(500), rest: 10, ..Self::default() }
    }
}
