use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::blocking::Blocking;
use super::expected::{Expected, Ground};
use super::failure::failure;
use super::layout::{Layout, folders};
use super::lock::lock;
use super::manifest::{Journal, Manifest};
use super::memory::{Found, Memory, Unusable};
use super::obstacle::{blocked_folders, foreign_folder};
use super::strangers::{files_below, is_dotted};
use super::{Protected, Scope, Strangers, Writing};
use crate::diagnostics::{Finding, Findings, Place};
use crate::site::AudienceId;
use crate::world::{EntryKind, Lock, World};

/// A folder that is published, with what the last build left in it. No other program builds this site for as long as it is open.
pub struct OutputFolder<'w> {
    pub(super) world: &'w dyn World,
    pub(super) folder: Utf8PathBuf,
    pub(super) memory: Memory,
    pub(super) manifest: Manifest,
    pub(super) saved: Saved,
    /// Of a build that did not finish, and that nobody has cleared up after yet.
    pub(super) journal: Option<Journal>,
    pub(super) strangers: Strangers,
    _lock: Lock,
}

/// What lies on the disk of the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Saved {
    /// None.
    Nothing,
    /// One that cannot be used.
    Unusable(Unusable),
    /// This one.
    Manifest,
}

/// How a build stands to what the last one left.
struct Standing<'a> {
    /// Of each file that is built, whether the manifest has a record.
    is_recorded: Vec<bool>,
    /// Files of others, which stay.
    kept: Vec<(&'a str, &'a Scope)>,
    /// Files that are not built any more.
    gone: Vec<String>,
}

impl<'w> OutputFolder<'w> {
    /// Opens a folder to write to; nothing in it is changed yet.
    ///
    /// # Errors
    ///
    /// A finding when the folder may not be written to: because the build reads it, because another build is at work ([`super::LOCKED`]),
    /// or because it holds files (those with a dot before their name aside) and no manifest says that they are ours. The last can be
    /// adopted.
    pub fn open(world: &'w dyn World, protected: &Protected, folder: &Utf8Path, strangers: Strangers) -> Result<Self, Findings> {
        if let Some(refusal) = protected.refusal(world, folder) {
            return Err(refusal.into());
        }
        let lock = lock(world)?;
        let memory = Memory::new(world, folder);
        let failed = |error| failure(vec![error]);
        let (manifest, saved) = match memory.manifest(world).map_err(failed)? {
            Found::Manifest(manifest) => (manifest, Saved::Manifest),
            Found::Unusable(why) => (Manifest::default(), Saved::Unusable(why)),
            Found::Nothing => (Manifest::default(), Saved::Nothing),
        };
        let journal = memory.journal(world).map_err(failed)?;
        let opened = Self { world, folder: folder.to_owned(), memory, manifest, saved, journal, strangers, _lock: lock };
        // Whether the files of an unusable manifest are ours is seen when the build has something to hold against them.
        if opened.saved == Saved::Nothing {
            let is_pending = |path: &Utf8Path| opened.journal.as_ref().is_some_and(|journal| journal.pending.contains_key(path.as_str()));
            opened.refuse_strangers(is_pending)?;
        }
        Ok(opened)
    }

    /// What a person should know before anything is written.
    pub fn warning(&self) -> Option<Finding> {
        let Saved::Unusable(why) = &self.saved else { return None };
        let message = format!("the list of the files that Segue wrote here cannot be used: {why}");
        Some(
            Finding::warning("emit/manifest", Place::File(self.folder.clone()), message)
                .help("files that are what this build writes are known by that; any others stay until you remove them"),
        )
    }

    /// Begins a build that makes exactly these files: what earlier builds wrote and this one does not goes when it is committed. With
    /// `only` it leaves alone what belongs to other audiences or to all of them.
    ///
    /// # Errors
    ///
    /// A finding for every file that has no place of its own, or where something stands that is not ours. Whether a single file in the
    /// way holds what the build makes for its place, and so may stay, is seen when that comes.
    pub fn begin(
        &mut self,
        expected: impl IntoIterator<Item = (Utf8PathBuf, Scope)>,
        only: Option<&BTreeSet<AudienceId>>,
    ) -> Result<Writing<'_, 'w>, Findings> {
        self.settle()?;
        let mut expected: Vec<(Utf8PathBuf, Scope)> = expected.into_iter().collect();
        expected.sort_by(|(a, a_scope), (b, b_scope)| {
            a.as_str().cmp(b.as_str()).then_with(|| b_scope.is_built(only).cmp(&a_scope.is_built(only)))
        });
        let built: Vec<(&str, &Scope)> =
            expected.iter().filter(|(_, scope)| scope.is_built(only)).map(|(path, scope)| (path.as_str(), scope)).collect();
        let Standing { is_recorded, kept, gone } = self.standing(&built, only);
        // All of them were here together before: each has its place, and none is in the way of another.
        let is_known = self.manifest.together
            && kept.is_empty()
            && is_recorded.iter().all(|is| *is)
            && built.windows(2).all(|pair| pair[0].0 != pair[1].0);
        let (blocking, stale) = if is_known {
            (Vec::new(), gone)
        } else {
            let layout = Layout::new(kept.into_iter(), built.iter().copied())?;
            gone.into_iter().partition::<Vec<String>, _>(|path| layout.blocks(path))
        };
        let blocking = Blocking::new(blocking);
        if matches!(self.saved, Saved::Unusable(_)) {
            self.refuse_strangers(|path| built.binary_search_by(|(built, _)| (*built).cmp(path.as_str())).is_ok())?;
        }
        let grounds = self.grounds(&built, &is_recorded, &blocking)?;
        // Of two files of one path the one that is built comes first, and the other is left.
        expected.dedup_by(|(path, _), (first, _)| path == first);
        let mut grounds = grounds.into_iter();
        let mut ground = |scope: &Scope| if scope.is_built(only) { grounds.next().unwrap_or(Ground::Free) } else { Ground::Left };
        let expected = expected.into_iter().map(|(path, scope)| {
            let ground = ground(&scope);
            Expected::new(path, scope, ground)
        });
        let expected = expected.collect();
        Ok(Writing::new(self, expected, blocking, stale))
    }

    /// Holds the files that are built, sorted by path, against the manifest.
    fn standing(&self, built: &[(&str, &Scope)], only: Option<&BTreeSet<AudienceId>>) -> Standing<'_> {
        let mut standing = Standing { is_recorded: vec![false; built.len()], kept: Vec::new(), gone: Vec::new() };
        // Side by side, because a search for each of many thousands takes longer.
        let mut next = 0;
        for (path, record) in &self.manifest.files {
            while built.get(next).is_some_and(|(built, _)| *built < path.as_str()) {
                next += 1;
            }
            let mut is_produced = false;
            while built.get(next).is_some_and(|(built, _)| built == path) {
                is_produced = true;
                standing.is_recorded[next] = true;
                next += 1;
            }
            if !record.scope.is_built(only) {
                standing.kept.push((path, &record.scope));
            } else if !is_produced {
                standing.gone.push(path.clone());
            }
        }
        standing
    }

    /// What is known of the place of each file.
    fn grounds(&self, built: &[(&str, &Scope)], is_recorded: &[bool], blocking: &Blocking) -> Result<Vec<Ground>, Findings> {
        // Most first builds go to an empty folder, where nothing has to be asked.
        let is_empty = self.world.names(&self.folder).is_empty();
        let ground = |path: &str, is_recorded: bool| {
            let is_held = blocking.holds(path);
            if is_recorded && !is_held {
                return Ok(Ground::Recorded);
            }
            match if is_empty { None } else { self.world.kind(&self.folder.join(path)) } {
                Some(EntryKind::Folder) => match foreign_folder(self.world, &self.folder, path, &self.manifest) {
                    Some(obstacle) => Err(obstacle),
                    None => Ok(Ground::Blocked),
                },
                _ if is_held => Ok(Ground::Blocked),
                Some(EntryKind::File | EntryKind::Link) => Ok(Ground::Taken),
                None => Ok(Ground::Free),
            }
        };
        let found: Vec<Result<Ground, Finding>> =
            built.par_iter().zip(is_recorded).map(|((path, _), is_recorded)| ground(path, *is_recorded)).collect();
        let mut findings = Findings::new();
        if !is_empty {
            let new = built.iter().zip(is_recorded).filter(|(_, is_recorded)| !**is_recorded);
            let needed = new.flat_map(|((path, _), _)| folders(path)).filter(|folder| !blocking.removes(folder)).collect();
            findings.extend(blocked_folders(self.world, &self.folder, needed));
        }
        let mut grounds = Vec::with_capacity(found.len());
        for ground in found {
            match ground {
                Ok(ground) => grounds.push(ground),
                Err(obstacle) => findings.push(obstacle),
            }
        }
        if findings.is_empty() { Ok(grounds) } else { Err(findings) }
    }

    /// Clears up after a build that did not finish.
    fn settle(&mut self) -> Result<(), Findings> {
        let Some(journal) = &self.journal else { return Ok(()) };
        let failed = |error| failure(vec![error]);
        self.manifest.settle(journal, self.world, &self.folder);
        if matches!(self.saved, Saved::Unusable(_)) {
            // Its files are known by what they hold, as those of the manifest are.
            self.manifest = Manifest::default();
        } else if !journal.pending.is_empty() {
            self.memory.save(self.world, &self.manifest).map_err(failed)?;
            self.saved = Saved::Manifest;
        }
        self.memory.done(self.world).map_err(failed)?;
        self.journal = None;
        Ok(())
    }

    /// Refuses the folder for files in it that would have to be covered by a manifest and are not known in another way.
    fn refuse_strangers(&self, is_known: impl Fn(&Utf8Path) -> bool) -> Result<(), Findings> {
        if self.strangers == Strangers::Adopt {
            return Ok(());
        }
        let mut strangers = files_below(self.world, &self.folder).filter(|path| !is_dotted(path) && !is_known(path));
        strangers.next().map_or(Ok(()), |stranger| Err(self.refusal(&stranger).into()))
    }

    /// That a file in the folder is not ours.
    pub(super) fn refusal(&self, stranger: &Utf8Path) -> Finding {
        let message = format!("the output folder holds files that Segue did not write, such as `{stranger}`");
        Finding::error("emit/strangers", Place::File(self.folder.clone()), message)
            .help("choose another folder; empty this one, if an earlier build made it and `.segue/` is gone; or give --adopt, which replaces files at the site's addresses and leaves all others")
    }
}
