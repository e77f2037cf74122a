use std::sync::mpsc::Sender;

use camino::Utf8PathBuf;

/// Something may have happened.
#[derive(Debug)]
pub(super) enum Wake {
    /// At these paths, relative to the project's root.
    Paths(Vec<Utf8PathBuf>),
    /// Nobody knows where: the system had more to tell than it could.
    Missed,
    /// The watcher is to stop.
    Stop,
}

/// Wakes a [`Watcher`](super::Watcher).
#[derive(Debug, Clone)]
pub struct Wakes(Sender<Wake>);

impl Wakes {
    pub(super) fn new(sender: Sender<Wake>) -> Self {
        Self(sender)
    }

    /// Something may have happened at these paths, relative to the project's root.
    pub fn paths(&self, paths: impl IntoIterator<Item = impl Into<Utf8PathBuf>>) {
        self.send(Wake::Paths(paths.into_iter().map(Into::into).collect()));
    }

    /// Something may have happened, and nobody knows where.
    pub fn missed(&self) {
        self.send(Wake::Missed);
    }

    /// The watcher is to stop.
    pub fn stop(&self) {
        self.send(Wake::Stop);
    }

    fn send(&self, wake: Wake) {
        // A watcher that is gone needs no waking.
        let _ = self.0.send(wake);
    }
}
