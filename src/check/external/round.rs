//! One round of asking.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use camino::Utf8Path;
use url::Url;

use super::super::catalogue::rule;
use super::super::settings::Settings;
use super::asked::{Addresses, Written};
use super::asker::Asker;
use super::manners::Manners;
use super::memory::Memory;
use super::turns::{Turns, host_of};
use super::verdict::{Doubt, RULES, Trouble, Verdict};
use crate::diagnostics::{Finding, Findings, Level, Place};
use crate::plan::Snapshot;
use crate::world::World;

/// What is to be asked, and how.
#[derive(Debug)]
pub struct Round {
    addresses: Addresses,
    manners: Manners,
    memory: Memory,
    /// What is not known yet.
    open: Vec<Url>,
}

/// After so many answers what is known is kept, in case that somebody has no patience.
const KEEP_EVERY: usize = 50;

/// Of fewer hosts nothing is concluded from all of them being away.
const MANY_HOSTS: usize = 3;

impl Round {
    /// Collects what leaves the site, from the files that are asked about, and what is known of it from the last days.
    pub fn of(snapshot: &Snapshot, world: &dyn World, here: &(dyn Fn(&Utf8Path) -> bool + Sync)) -> Self {
        // What is wrong with settings is told by those who judge pages.
        let settings = Settings::of(&snapshot.site, &mut Findings::new());
        let manners = Manners::of(&settings.for_all());
        let addresses = Addresses::of(snapshot, &settings, manners.private, here);
        let memory = Memory::read(world, manners.keep_days);
        let open = addresses.asked.iter().filter(|(address, _)| memory.of(address).is_none()).map(|(_, (url, _))| url.clone()).collect();
        Self { addresses, manners, memory, open }
    }

    /// How many addresses are to be asked.
    pub fn len(&self) -> usize {
        self.open.len()
    }

    /// Whether nobody is to be asked.
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// How many hosts they are at.
    pub fn hosts(&self) -> usize {
        self.open.iter().map(host_of).collect::<BTreeSet<_>>().len()
    }

    /// Of how many more addresses it is known that they were fine.
    pub fn known(&self) -> usize {
        self.addresses.asked.len() - self.open.len()
    }

    /// Asks, and says what is wrong. `wait` lets a time pass.
    pub fn ask(mut self, world: &dyn World, wait: &(dyn Fn(Duration) + Sync)) -> Vec<Finding> {
        let verdicts = self.verdicts(world, wait);
        let mut findings = Vec::new();
        if let Some(finding) = self.cut_off(&verdicts) {
            findings.push(finding);
        } else {
            for (address, (_, places)) in &self.addresses.asked {
                let known = verdicts.get(address).cloned().or_else(|| self.memory.of(address));
                findings.extend(known.into_iter().flat_map(|verdict| said(&verdict, places)));
            }
        }
        findings.extend(said(&Verdict::Unsure(Doubt::Private), &self.addresses.private));
        findings.extend(said(&Verdict::Unreachable(Trouble::NoAddress), &self.addresses.broken));
        findings
    }

    fn verdicts(&mut self, world: &dyn World, wait: &(dyn Fn(Duration) + Sync)) -> BTreeMap<String, Verdict> {
        let turns = Turns::new(&self.open, self.manners.per_host);
        let asker = Asker::new(&self.manners, &self.addresses.own, world.now(), wait);
        let mut verdicts = BTreeMap::new();
        let memory = Mutex::new(&mut self.memory);
        thread::scope(|scope| {
            let (said, heard) = mpsc::channel();
            for _ in 0..self.manners.at_once.min(self.open.len()) {
                let (said, turns, asker) = (said.clone(), &turns, &asker);
                scope.spawn(move || {
                    while let Some((url, mut turn)) = turns.next() {
                        let verdict = asker.ask(url, &mut turn);
                        drop(turn);
                        // Who hears it lives longer than this.
                        let _ = said.send((url.to_string(), verdict));
                    }
                });
            }
            drop(said);
            for (address, verdict) in heard {
                let mut memory = memory.lock().unwrap_or_else(PoisonError::into_inner);
                memory.note(&address, &verdict, world.now());
                verdicts.insert(address, verdict);
                if verdicts.len() % KEEP_EVERY == 0 {
                    memory.write(world);
                }
            }
        });
        if !verdicts.is_empty() {
            self.memory.write(world);
        }
        verdicts
    }

    /// What to say where it is this machine that has no network.
    fn cut_off(&self, verdicts: &BTreeMap<String, Verdict>) -> Option<Finding> {
        let ours = |verdict: &Verdict| matches!(verdict, Verdict::Unreachable(trouble) if trouble.may_be_ours());
        if self.hosts() < MANY_HOSTS || !verdicts.values().all(ours) {
            return None;
        }
        let message = format!("none of {} hosts could be found, so that nothing is known of links that leave the site", self.hosts());
        let finding = Finding::new(Level::Warning, RULES[1], Place::Project, message);
        Some(finding.help("see whether this machine has a network, and ask again"))
    }
}

/// What a verdict says at each place of an address.
fn said(verdict: &Verdict, places: &[Written]) -> Vec<Finding> {
    let Some((number, rule)) = verdict.rule().and_then(|number| Some((number, rule(RULES[number])?))) else { return Vec::new() };
    let why = verdict.to_string();
    let of = |written: &Written| {
        let message = rule.message.replace("{why}", &why).replace("{found}", &written.address);
        Some(Finding::new(written.levels[number]?, RULES[number], written.place.clone(), message).help(rule.help.clone()))
    };
    places.iter().filter_map(of).collect()
}
