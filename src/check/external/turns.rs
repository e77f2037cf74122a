//! Whose turn it is: which address is asked next, so that no host is asked more than it likes.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use url::Url;

/// Addresses that wait, and hosts that are being asked.
#[derive(Debug)]
pub(super) struct Turns<'a> {
    state: Mutex<State<'a>>,
    freed: Condvar,
    per_host: usize,
}

#[derive(Debug, Default)]
struct State<'a> {
    waiting: BTreeMap<String, VecDeque<&'a Url>>,
    hosts: BTreeMap<String, Host>,
}

/// A host, as far as it was asked.
#[derive(Debug, Default)]
struct Host {
    /// How many have their turn with it.
    busy: usize,
    /// Whether it wants to be left alone for a while.
    held: bool,
    /// Whether anybody asked it before.
    asked: bool,
}

/// A host as turns count it: its name, whatever the port.
pub(super) fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

impl<'a> Turns<'a> {
    pub(super) fn new(addresses: impl IntoIterator<Item = &'a Url>, per_host: usize) -> Self {
        let mut state = State::default();
        for address in addresses {
            state.waiting.entry(host_of(address)).or_default().push_back(address);
        }
        Self { state: Mutex::new(state), freed: Condvar::new(), per_host }
    }

    fn lock(&self) -> MutexGuard<'_, State<'a>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'g>(&self, state: MutexGuard<'g, State<'a>>) -> MutexGuard<'g, State<'a>> {
        self.freed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }

    /// The next address, with a turn of its host; nothing when all were given out.
    pub(super) fn next(&self) -> Option<(&'a Url, Turn<'_, 'a>)> {
        let mut state = self.lock();
        loop {
            if state.waiting.is_empty() {
                return None;
            }
            let state_now = &mut *state;
            let free = state_now.waiting.keys().find(|host| state_now.hosts.get(*host).is_none_or(|host| host.is_free(self.per_host)));
            if let Some(host) = free.cloned() {
                let queue = state.waiting.get_mut(&host)?;
                let next = queue.pop_front()?;
                if queue.is_empty() {
                    state.waiting.remove(&host);
                }
                state.hosts.entry(host.clone()).or_default().busy += 1;
                return Some((next, Turn { turns: self, host }));
            }
            state = self.wait(state);
        }
    }

    fn give(&self, host: &str) {
        if let Some(host) = self.lock().hosts.get_mut(host) {
            host.busy = host.busy.saturating_sub(1);
        }
        self.freed.notify_all();
    }

    fn hold(&self, host: &str, held: bool) {
        self.lock().hosts.entry(host.to_owned()).or_default().held = held;
        self.freed.notify_all();
    }
}

impl Host {
    fn is_free(&self, per_host: usize) -> bool {
        self.busy < per_host && !self.held
    }
}

/// Somebody's turn with a host.
#[derive(Debug)]
pub(super) struct Turn<'t, 'a> {
    turns: &'t Turns<'a>,
    host: String,
}

impl Turn<'_, '_> {
    /// Gives this turn back and waits for one with another host, where it is another.
    pub(super) fn with(&mut self, url: &Url) {
        let host = host_of(url);
        if host == self.host {
            return;
        }
        // Nobody holds one turn and waits for another, so that nobody waits for ever.
        self.turns.give(&self.host);
        let mut state = self.turns.lock();
        while state.hosts.get(&host).is_some_and(|host| !host.is_free(self.turns.per_host)) {
            state = self.turns.wait(state);
        }
        state.hosts.entry(host.clone()).or_default().busy += 1;
        drop(state);
        self.host = host;
    }

    /// To be called before each request: waits while another turn's answer said to leave the host alone. Whether the host was asked before.
    pub(super) fn begin(&self) -> bool {
        let mut state = self.turns.lock();
        while state.hosts.get(&self.host).is_some_and(|host| host.held) {
            state = self.turns.wait(state);
        }
        let host = state.hosts.entry(self.host.clone()).or_default();
        std::mem::replace(&mut host.asked, true)
    }

    /// Leaves the host alone while something lasts: nobody begins with it.
    pub(super) fn leave_alone(&self, while_it_lasts: impl FnOnce()) {
        self.turns.hold(&self.host, true);
        while_it_lasts();
        self.turns.hold(&self.host, false);
    }
}

impl Drop for Turn<'_, '_> {
    fn drop(&mut self) {
        // The host that it has now: `with` gave the others back.
        self.turns.give(&self.host);
    }
}

/// How long a server wants to be left alone before it is asked again, the first or the second time, where it does not say.
pub(super) fn rest(pause: Duration, times: u32) -> Duration {
    pause.saturating_mul(2_u32.saturating_pow(times))
}
