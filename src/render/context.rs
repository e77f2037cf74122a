use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use super::trace::{Key, Log};
use crate::plan::{Address, ConsentId, HostId, List, ListId, ListKind, Page, PageId, Plan, Snapshot, Thanks, ThanksId, Variant, VariantId};
use crate::site::{Audience, AudienceId, Lang, Register, SegmentId, Text, Word};
use crate::theme::{Value, WordTable};
use crate::world::Fingerprint;

/// Words by audience and segment.
type WordTables = Mutex<BTreeMap<(Option<AudienceId>, Option<SegmentId>), Arc<WordTable>>>;

/// Values that are made once for each key, with their fingerprints.
pub(super) type Made<K> = BTreeMap<K, (Value, Fingerprint)>;

/// A snapshot, and what is made of it once for many pages.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) cards: Vec<OnceLock<(Value, Fingerprint)>>,
    /// By variant and by which entries of its navigation are current.
    pub(super) variants: Mutex<Made<(VariantId, Vec<bool>)>>,
    pub(super) words: WordTables,
    /// By variant.
    pub(super) sites: Mutex<Made<VariantId>>,
}

/// What a template renders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    Page(PageId),
    List(ListId, usize),
    Thanks(ThanksId),
    Consent(ConsentId),
    NotFound(VariantId),
    HostNotFound(HostId),
    Chooser(HostId),
}

/// A page under way: what it renders, and for whom.
#[derive(Debug, Clone)]
pub(super) struct Context<'a> {
    pub(super) shared: &'a Arc<Shared>,
    pub(super) subject: Subject,
    pub(super) variant: &'a Variant,
    pub(super) audience: &'a Audience,
    /// The page of content behind it, if there is one.
    pub(super) page: Option<(PageId, &'a Page)>,
    pub(super) address: &'a Address,
    /// The words that its readers hear.
    pub(super) words: Arc<WordTable>,
    /// What it reads is noted here.
    pub(super) log: Arc<Log>,
}

impl<'a> Context<'a> {
    /// A subject as its readers have it; nothing where a site has no audience.
    pub(super) fn new(shared: &'a Arc<Shared>, subject: &Subject, address: &'a Address) -> Option<Self> {
        Self::with(shared, subject, address, None)
    }

    /// The same, with words that were looked up before, and what was noted before.
    pub(super) fn with(
        shared: &'a Arc<Shared>,
        subject: &Subject,
        address: &'a Address,
        known: Option<(Arc<WordTable>, Arc<Log>)>,
    ) -> Option<Self> {
        let plan = &shared.snapshot.plan;
        let (variant, page) = match *subject {
            Subject::Page(id) => (plan.page(id).variant, Some(id)),
            Subject::List(id, _) => (plan.list(id).variant, plan.list(id).page),
            Subject::Thanks(id) => (plan.thanks[id.0].variant, None),
            Subject::Consent(id) => (plan.consents[id.0].variant, None),
            Subject::NotFound(variant) => (variant, None),
            Subject::HostNotFound(host) | Subject::Chooser(host) => (root_variant(shared, host)?, None),
        };
        let variant = plan.variant(variant);
        let audience = variant.audience(&shared.snapshot.site)?;
        let page = page.map(|id| (id, plan.page(id)));
        let of_host = matches!(subject, Subject::HostNotFound(_) | Subject::Chooser(_));
        let segment = page.and_then(|(_, page)| page.segment.as_ref());
        let (words, log) = known.unwrap_or_else(|| (shared.words((!of_host).then_some(&variant.audience), segment), Arc::default()));
        Some(Self { shared, subject: *subject, variant, audience, page, address, words, log })
    }

    pub(super) fn plan(&self) -> &'a Plan {
        &self.shared.snapshot.plan
    }

    pub(super) fn snapshot(&self) -> &'a Snapshot {
        &self.shared.snapshot
    }

    pub(super) fn lang(&self) -> &'a Lang {
        &self.variant.lang
    }

    pub(super) fn list(&self) -> Option<(&'a List, usize)> {
        match self.subject {
            Subject::List(id, number) => Some((self.plan().list(id), number)),
            _ => None,
        }
    }

    /// The segment that the page is for: its own, or the one whose hub it is.
    pub(super) fn segment_or_hub(&self) -> Option<&'a SegmentId> {
        match self.list().map(|(list, _)| &list.kind) {
            Some(ListKind::Hub(id)) => Some(id),
            _ => self.page.and_then(|(_, page)| page.segment.as_ref()),
        }
    }

    pub(super) fn thanks(&self) -> Option<&'a Thanks> {
        match self.subject {
            Subject::Thanks(id) => Some(&self.plan().thanks[id.0]),
            _ => None,
        }
    }

    /// Whether it belongs to a host as a whole and to no audience.
    pub(super) fn of_host(&self) -> bool {
        matches!(self.subject, Subject::HostNotFound(_) | Subject::Chooser(_))
    }

    /// The same without the page: what is said here is said in the audience's own words, whichever page asks first.
    pub(super) fn of_variant(&self) -> Self {
        let words = self.shared.words(Some(&self.variant.audience), None);
        Self { page: None, words, log: Arc::default(), ..self.clone() }
    }

    /// The card of a page, which is noted.
    pub(super) fn card(&self, id: PageId) -> (Value, Fingerprint) {
        let (value, print) = self.shared.card(id).clone();
        self.log.note(Key::Card(self.plan().name_of(id)), print);
        (value, print)
    }

    /// The segment that it speaks to.
    pub(super) fn segment(&self) -> Option<&'a SegmentId> {
        self.page.and_then(|(_, page)| page.segment.as_ref())
    }

    pub(super) fn register(&self) -> Register {
        let voice = self.page.and_then(|(_, page)| page.front.voice.as_ref());
        self.audience.register(voice)
    }

    /// The address of another page as this page writes it.
    pub(super) fn url(&self, address: &Address) -> String {
        self.plan().hosts.relative(self.address.host, address)
    }

    /// A text of `site.yaml` or the audience file.
    pub(super) fn text(&self, text: &Text) -> String {
        self.snapshot().site.text(text, self.lang()).unwrap_or_default().to_owned()
    }

    /// What is said in the page's register.
    pub(super) fn said(&self, word: &Word) -> String {
        let site = &self.snapshot().site;
        let phrase = word.phrase(self.lang()).or_else(|| site.fallbacks(self.lang()).iter().find_map(|other| word.phrase(other)));
        phrase.and_then(|phrase| phrase.pick(&self.register(), None)).unwrap_or_default().to_owned()
    }

    pub(super) fn maybe_text(&self, text: Option<&Text>) -> Option<String> {
        text.map(|text| self.text(text)).filter(|text| !text.is_empty())
    }
}

/// The variant that pages of a host as a whole speak like: that of the primary audience, if it is at home there.
fn root_variant(shared: &Shared, host: HostId) -> Option<VariantId> {
    let plan = &shared.snapshot.plan;
    let primary = &shared.snapshot.site.file.primary;
    let here = || plan.variants.iter().filter(|variant| variant.root.host == host);
    here().find(|variant| variant.audience == *primary).or_else(|| here().next()).map(|variant| variant.id)
}
