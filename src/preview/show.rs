use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use camino::Utf8PathBuf;
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::sync::broadcast;

use super::answer::{Answer, Clothes, Served, Status, short_hash};
use super::generation::Generation;
use super::lookup::{Found, look_up, not_found};
use super::media_type::{HTML, media_type};
use super::pass::pass;
use super::shelf::Shelf;
use super::state::{Notice, State, others};
use super::telling::Telling;
use super::{AudienceAddress, Doors, News, changed, error_page};
use crate::build::KeptSite;
use crate::check::{Baseline, Checker, published_while};
use crate::diagnostics::{Finding, Findings, Level};
use crate::plan::{HostId, Options, Route, RouteSource, Snapshot};
use crate::site::{CONTENT, FormId, SITE_FILE, Site};
use crate::theme::RENDER_STACK;
use crate::world::limits::SOURCES_AT_HAND;
use crate::world::{Changes, World};

/// How many notices a browser may fall behind before it is told to look at everything.
const NOTICES: usize = 256;

/// How many findings a browser is told at most.
const TOLD: usize = 100;

/// How much an editor says at most while somebody writes.
const MOST_SAID: usize = 500;

/// What is kept of the site for the next run of the program.
struct Kept {
    site: KeptSite,
    /// What the clock showed before the site was loaded.
    noted: Timestamp,
}

/// The site as it is shown: the last state that could be loaded, and beneath it the last good one.
///
/// Everything here may be called from any thread; rendering needs one with [`RENDER_STACK`] bytes of stack.
pub struct Show {
    world: Arc<dyn World>,
    asked: Options,
    doors: Doors,
    tell: Box<dyn Fn(&News) + Send + Sync>,
    state: Mutex<State>,
    kept: Mutex<Kept>,
    checker: Mutex<Checker>,
    shelf: Mutex<Shelf>,
    notices: broadcast::Sender<Notice>,
    /// Work for the background, with states that nobody needs any more: letting go of a large one takes its time.
    background: Sender<Vec<Arc<Generation>>>,
    /// How many requests wait for pages; the background waits for them.
    busy: AtomicUsize,
}

impl Show {
    /// Loads a site to be shown. One that cannot be loaded is shown as soon as it can.
    pub fn new(world: Arc<dyn World>, asked: Options, doors: Doors, tell: impl Fn(&News) + Send + Sync + 'static) -> Arc<Self> {
        let (background, work) = channel();
        let show = Arc::new(Self {
            world,
            asked,
            doors,
            tell: Box::new(tell),
            state: Mutex::default(),
            kept: Mutex::new(Kept { site: KeptSite::of_previews(), noted: Timestamp::MIN }),
            checker: Mutex::default(),
            shelf: Mutex::default(),
            notices: broadcast::channel(NOTICES).0,
            background,
            busy: AtomicUsize::new(0),
        });
        let weak = Arc::downgrade(&show);
        // Without the thread, faults are found when their pages are asked for.
        let _ = thread::Builder::new().name("background".to_owned()).stack_size(RENDER_STACK).spawn(move || work_through(&weak, &work));
        show.refresh(&Changes::Anything);
        show
    }

    /// Shows the site as it is after changes.
    pub fn refresh(&self, changes: &Changes) {
        let started = Instant::now();
        let (previous, left, seen) = {
            let mut state = self.state();
            (state.current.clone(), state.left.take(), state.seen.clone())
        };
        let told = changes;
        let changes = changed::together(left, told);
        let seen_now = self.seen(&changes, &seen);
        let is_seen_alike = seen_now.overrides.url == seen.overrides.url && seen_now.overrides.hosts == seen.overrides.hosts;
        let mut findings = Findings::new();
        let snapshot = match previous.as_ref().filter(|_| is_seen_alike) {
            Some(previous) => {
                self.kept().site.changed(if let Changes::Paths(paths) = &changes { Some(paths.len()) } else { None });
                previous.snapshot.refresh(self.world.as_ref(), &seen_now, &changes, &mut findings)
            }
            None => self.load(&seen_now, &mut findings),
        };
        let files = match (&changes, &snapshot) {
            (Changes::Paths(paths), Some(snapshot)) => changed::files(&snapshot.plan, paths),
            _ => Vec::new(),
        };
        let (generation, mut leaving) = self.install(snapshot, seen_now, &changes, findings);
        let found = self.settle(files);
        self.tell_addresses();
        let pages = match &changes {
            // A page that went, or is not there for a mistake, is one that changed.
            Changes::Paths(paths) => {
                let states = [&generation, &previous].into_iter().flatten();
                states.filter_map(|generation| changed::pages(&generation.snapshot.plan, paths)).max()
            }
            Changes::Anything => None,
        };
        let paths = match told {
            Changes::Paths(paths) => paths.iter().cloned().collect(),
            Changes::Anything => Vec::new(),
        };
        (self.tell)(&News::Refreshed { paths, pages, took: started.elapsed() });
        self.tell_all(found);
        leaving.extend(previous);
        // A background that is gone is no reason not to show pages.
        let _ = self.background.send(leaving);
    }

    /// Loads the site from the ground up, as far as it is not kept from an earlier run.
    fn load(&self, options: &Options, findings: &mut Findings) -> Option<Snapshot> {
        let mut kept = self.kept();
        *kept = Kept { site: KeptSite::of_previews(), noted: self.world.clock() };
        kept.site.load(self.world.as_ref(), options, findings)
    }

    /// The next instant at which dates may publish or withdraw something: the site's next midnight. None for a site on a fixed day.
    pub fn next_day(&self) -> Option<Timestamp> {
        let current = {
            let state = self.state();
            // A site that cannot be loaded stays at its day.
            state.current.clone().filter(|_| state.left.is_none() && self.asked.as_of.is_none())?
        };
        let tomorrow = current.snapshot.today.now.tomorrow().ok()?;
        tomorrow.start_of_day().ok().map(|midnight| midnight.timestamp())
    }

    /// Where the audiences are found.
    pub fn addresses(&self) -> Vec<AudienceAddress> {
        self.state().addresses.clone()
    }

    /// What is wrong, as far as it is known.
    pub fn findings(&self) -> Vec<Finding> {
        self.state().told.clone()
    }

    pub(super) fn doors(&self) -> &Doors {
        &self.doors
    }

    /// Tells everything that happens from now on, and first how things stand.
    pub(super) fn listen(&self) -> (Notice, broadcast::Receiver<Notice>) {
        let state = self.state();
        (state.notice(Vec::new()), self.notices.subscribe())
    }

    /// The number of the state that is shown.
    pub(super) fn number(&self) -> u64 {
        self.state().number
    }

    /// What is at a path behind a door. Renders, so it needs a thread with room.
    pub(super) fn answer(&self, door: usize, path: &str) -> Answer {
        self.busy.fetch_add(1, Ordering::Relaxed);
        let answer = self.look(HostId(door), path);
        self.busy.fetch_sub(1, Ordering::Relaxed);
        answer
    }

    /// How things stand, and with a page how that is now: all that a tab needs to decide what it does.
    pub(super) fn status(&self, door: usize, page: Option<&str>) -> Value {
        let page = page.map(|path| match self.answer(door, path) {
            Answer::Elsewhere(_) => json!(null),
            Answer::Served(served) => json!({"hash": served.hash, "clothes": served.clothes, "status": served.status.code()}),
        });
        let state = self.state();
        let count = |level| state.told.iter().filter(|finding| finding.level == level).count();
        let mut worst: Vec<&Finding> = state.told.iter().collect();
        worst.sort_by_key(|finding| finding.level);
        json!({
            "generation": state.number,
            "version": state.version,
            "errors": count(Level::Error),
            "warnings": count(Level::Warning),
            "findings": worst.into_iter().take(TOLD).map(Telling::of).collect::<Vec<_>>(),
            "connections": self.notices.receiver_count(),
            "page": page,
        })
    }

    /// Where the sender of a form on a page lands, as an address of the preview. The form is known by its name; where the service wants a
    /// name of its own there, it is the page's.
    pub(super) fn lands(&self, door: usize, page: &str, name: &str) -> Option<String> {
        let snapshot = self.state().current.clone()?.snapshot.clone();
        let plan = &snapshot.plan;
        let Found::Route(route) = look_up(plan, HostId(door), page) else { return None };
        let (variant, page) = match route.source {
            RouteSource::Page(id) => (plan.page(id).variant, Some(id)),
            RouteSource::List(id, _) => (plan.list(id).variant, plan.list(id).page),
            _ => return None,
        };
        let audience = plan.variant(variant).audience(&snapshot.site)?;
        // Netlify tells audiences apart by the form's name.
        let name = name.strip_prefix(audience.id.as_str()).and_then(|name| name.strip_prefix('-')).unwrap_or(name);
        let named = FormId::new(name).filter(|form| audience.file.forms.contains_key(form));
        let form = named.or_else(|| plan.page(page?).front.form.clone())?;
        let elsewhere = || audience.file.forms.get(&form).map(|form| form.thank_you.clone()).filter(|to| to != "auto");
        let own = plan.thanks_of(page, variant, &form).map(|thanks| plan.hosts.relative(HostId(door), &thanks.address));
        own.or_else(elsewhere)
    }

    fn seen(&self, changes: &Changes, seen: &Options) -> Options {
        let audiences = format!("{CONTENT}/audiences");
        let names_hosts = |path: &Utf8PathBuf| path == SITE_FILE || path.starts_with(&audiences) || audiences.starts_with(path.as_str());
        let is_same = self.state().number > 0 && matches!(changes, Changes::Paths(paths) if !paths.iter().any(names_hosts));
        let site = (!is_same).then(|| Site::load(self.world.as_ref(), &self.asked.overrides, &mut Findings::new())).flatten();
        match site {
            Some(site) => self.doors.seen(&site, &self.asked),
            None if self.state().number > 0 => seen.clone(),
            None => self.asked.clone(),
        }
    }

    /// Shows a state, and gives back those that it takes the place of.
    fn install(
        &self,
        snapshot: Option<Snapshot>,
        seen: Options,
        changes: &Changes,
        findings: Findings,
    ) -> (Option<Arc<Generation>>, Vec<Arc<Generation>>) {
        let mut leaving = Vec::new();
        let mut state = self.state();
        let was_good = !state.is_broken();
        state.number += 1;
        let generation = snapshot.map(|snapshot| Arc::new(Generation::new(state.number, snapshot)));
        match &generation {
            Some(generation) => {
                let outgoing = state.current.replace(generation.clone());
                if was_good || state.good.is_none() {
                    leaving.extend(std::mem::replace(&mut state.good, outgoing));
                } else {
                    leaving.extend(outgoing);
                }
                state.seen = seen;
            }
            None => state.left = Some(changes.clone()),
        }
        state.loaded = findings.sorted();
        state.stale = std::mem::take(&mut state.faults);
        if generation.is_none() {
            state.stale.clear();
        }
        (generation, leaving)
    }

    fn look(&self, host: HostId, path: &str) -> Answer {
        let (current, good, is_broken) = {
            let state = self.state();
            (state.current.clone(), state.good.clone(), state.is_broken())
        };
        let key = format!("{} {path}", host.0);
        let Some(current) = current.filter(|generation| generation.snapshot.plan.hosts.iter().any(|(id, _)| id == host)) else {
            return Answer::Served(self.broken(None));
        };
        if let Some(page) = self.shelf().fresh(&key, current.number) {
            return Answer::Served(page);
        }
        let fault = match look_up(&current.snapshot.plan, host, path) {
            Found::Elsewhere(address) => return Answer::Elsewhere(address),
            Found::Route(route) => match self.render(&current, route, Status::Fine) {
                Ok(served) => {
                    if served.is_page() {
                        self.shelf().keep(&key, current.number, served.clone());
                    }
                    return Answer::Served(served);
                }
                Err(fault) => fault,
            },
            Found::Nothing => None,
        };
        if fault.is_some() || is_broken {
            // Something is wrong: what was good last stays until it is mended.
            if let Some(page) = self.shelf().last(&key) {
                return Answer::Served(page);
            }
            if let Some(good) = good
                && let Found::Route(route) = look_up(&good.snapshot.plan, host, path)
            {
                // Where even that cannot be made any more, it is said what is wrong.
                return Answer::Served(self.render(&good, route, Status::Fine).unwrap_or_else(|_| self.broken(fault)));
            }
        }
        match fault {
            Some(fault) => Answer::Served(self.broken(Some(fault))),
            None => Answer::Served(self.missing(&current, host, path)),
        }
    }

    fn render(&self, generation: &Generation, route: &Route, status: Status) -> Result<Arc<Served>, Option<Finding>> {
        let media_type = media_type(&route.output);
        let bytes = generation.renderer.render(self.world.as_ref(), route).map_err(|findings| {
            let findings = findings.sorted();
            let is_new = {
                let mut state = self.state();
                let is_current = state.number == generation.number;
                // All are added, whichever of them is new.
                let new = findings.iter().filter(|finding| is_current && state.faults.add(&route.output, (*finding).clone())).count();
                new > 0
            };
            if is_new {
                self.tell_all(self.settle(Vec::new()));
            }
            findings.into_iter().next()
        })?;
        if media_type != HTML {
            return Ok(Arc::new(Served { status, ..Served::file(media_type, bytes) }));
        }
        let html = String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        let (bare, worn) = generation.undressed(&html);
        let base = generation.snapshot.plan.hosts.get(route.address.host).base.base_path();
        let styles: BTreeMap<String, String> = worn.iter().map(|style| (style.name.clone(), format!("{base}{}", style.place))).collect();
        Ok(Arc::new(Served::html(status, html, Some(Clothes { bare: short_hash(bare.as_bytes()), styles }))))
    }

    fn missing(&self, generation: &Generation, host: HostId, path: &str) -> Arc<Served> {
        match not_found(&generation.snapshot.plan, host, path).map(|route| self.render(generation, route, Status::NotFound)) {
            Some(Ok(served)) => served,
            Some(Err(fault)) => self.broken(fault),
            None => Arc::new(Served::html(Status::NotFound, error_page::missing(), None)),
        }
    }

    /// In place of a page that cannot be shown: what is wrong.
    fn broken(&self, fault: Option<Finding>) -> Arc<Served> {
        let findings = match fault {
            Some(fault) => vec![fault],
            None => self.state().findings().into_iter().filter(|finding| finding.level == Level::Error).collect(),
        };
        Arc::new(Served::html(Status::Broken, error_page::broken(&findings), None))
    }

    /// Looks in the background at what nobody has asked for.
    fn look_behind(&self) {
        let Some(generation) = self.state().current.clone() else { return };
        let is_current = || {
            while self.busy.load(Ordering::Relaxed) > 0 {
                thread::sleep(Duration::from_millis(1));
            }
            self.state().number == generation.number
        };
        // First what was wrong before, so that what is mended is known to be.
        let suspects: Vec<Utf8PathBuf> = self.state().stale.outputs().cloned().collect();
        for output in suspects {
            if !is_current() {
                return;
            }
            if let Some(route) = generation.snapshot.plan.routes.get(&output) {
                // What is found is noted on the way.
                let _ = self.render(&generation, route, Status::Fine);
            }
        }
        {
            let mut state = self.state();
            if state.number != generation.number {
                return;
            }
            state.stale.clear();
        }
        self.tell_all(self.settle(Vec::new()));
        // Pages that can be kept at hand come first: each may have to stand in for itself as soon as its text changes.
        let is_large = generation.snapshot.content.sources.len() > SOURCES_AT_HAND;
        if is_large {
            self.say(&generation);
        }
        if is_current() && !self.state().is_broken() {
            let (mut kept, seen) = (self.kept(), self.state().seen.clone());
            let noted = kept.noted;
            kept.site.keep(self.world.as_ref(), &generation.snapshot, &seen, noted);
        }
        let mut found = |route: &Route, finding: Finding| {
            let is_new = {
                let mut state = self.state();
                state.number == generation.number && state.faults.add(&route.output, finding)
            };
            if is_new {
                self.tell_all(self.settle(Vec::new()));
            }
        };
        if pass(self.world.as_ref(), &generation, &is_current, &mut found) {
            let mut state = self.state();
            let good = if state.number == generation.number && !state.is_broken() { state.good.take() } else { None };
            drop(state);
            drop(good);
            if !is_large {
                self.say(&generation);
            }
            if let Some(said) = published_while(&generation.snapshot, self.world.as_ref(), &is_current) {
                let mut findings = Findings::new();
                findings.extend(said);
                let said = editors(self.new_ones(&generation, findings));
                self.note(&generation, |state| state.published = said);
            }
        }
    }

    /// Looks at what changed as an editor would, and says it.
    fn say(&self, generation: &Generation) {
        let said = self.checker().check(&generation.snapshot);
        let said = editors(self.new_ones(generation, said));
        self.note(generation, |state| state.checked = said);
    }

    /// What is found and not set aside.
    fn new_ones(&self, generation: &Generation, mut findings: Findings) -> Findings {
        let baseline = Baseline::load(self.world.as_ref(), &generation.snapshot.site, &mut findings);
        baseline.set_aside(findings).left
    }

    /// Notes what was found in a state, if it is still the one that is shown.
    fn note(&self, generation: &Generation, note: impl FnOnce(&mut State)) {
        let is_current = {
            let mut state = self.state();
            let is_current = state.number == generation.number;
            if is_current {
                note(&mut state);
            }
            is_current
        };
        if is_current {
            self.tell_all(self.settle(Vec::new()));
        }
    }

    /// Tells browsers how things stand, and gives back what is wrong now and was not, and the other way round.
    fn settle(&self, files: Vec<(HostId, String)>) -> Option<News> {
        let (notice, news) = {
            let mut state = self.state();
            let now = state.findings();
            let before = std::mem::replace(&mut state.told, now);
            state.version += u64::from(state.told != before);
            let (new, mut mended) = (others(&state.told, &before), others(&before, &state.told));
            if state.left.is_some() {
                // A site that cannot be loaded says nothing of its pages.
                mended.clear();
            }
            let news = (!new.is_empty() || !mended.is_empty()).then_some(News::Findings { new, mended });
            (state.notice(files), news)
        };
        // Nobody listens when no page is open.
        let _ = self.notices.send(notice);
        news
    }

    fn tell_all(&self, news: Option<News>) {
        if let Some(news) = news {
            (self.tell)(&news);
        }
    }

    fn tell_addresses(&self) {
        let addresses = {
            let mut state = self.state();
            let Some(generation) = &state.current else { return };
            let snapshot = &generation.snapshot;
            let mut addresses: Vec<AudienceAddress> = Vec::new();
            for variant in snapshot.plan.variants.iter().filter(|variant| variant.root == variant.audience_root) {
                let Some(audience) = variant.audience(&snapshot.site) else { continue };
                let label = snapshot.site.text(&audience.file.label, &variant.lang).unwrap_or(audience.id.as_str()).to_owned();
                let Some(origin) = self.doors.origin(variant.root.host.0) else { continue };
                addresses.push(AudienceAddress { label, url: format!("{origin}{}", snapshot.plan.hosts.path(&variant.root)) });
            }
            if addresses == state.addresses {
                return;
            }
            state.addresses.clone_from(&addresses);
            addresses
        };
        (self.tell)(&News::Addresses(addresses));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn checker(&self) -> MutexGuard<'_, Checker> {
        self.checker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What an editor says while somebody writes: no notes, and no more than can be read.
fn editors(findings: impl IntoIterator<Item = Finding>) -> Vec<Finding> {
    let mut said: Vec<Finding> = findings.into_iter().filter(|finding| finding.level != Level::Note).collect();
    said.sort_by_key(|finding| finding.level);
    said.truncate(MOST_SAID);
    said
}

/// Works in the background whenever there is something to do, until the show is over.
fn work_through(show: &Weak<Show>, work: &Receiver<Vec<Arc<Generation>>>) {
    while let Ok(leaving) = work.recv() {
        drop(leaving);
        while let Ok(leaving) = work.try_recv() {
            drop(leaving);
        }
        let Some(show) = show.upgrade() else { return };
        show.look_behind();
    }
}
