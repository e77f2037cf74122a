//! Where links lead, for the page they stand on.

use camino::{Utf8Path, Utf8PathBuf};
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};

use super::files::{self, FROM_CONTENT, Files, OWN_FOLDER};
use super::host::{Address, HostId};
use super::page::{PageId, ReaderKey};
use super::presence::Absence;
use super::variant::VariantId;
use super::{ListKind, Plan};
use crate::content::markdown::LinkKind;
use crate::content::{Content, Source, SourceId};
use crate::diagnostics::shape::{EMAIL, is_host};
use crate::diagnostics::{Finding, Place, listed, nearest};
use crate::site::{Across, AudienceId, CONTENT, Lang, SegmentId, Site};

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Link {
    /// Somewhere.
    To {
        /// The address as the page writes it.
        href: String,
        /// The language there, where it is not the page's own.
        hreflang: Option<Lang>,
        /// Whether it leaves the site.
        external: bool,
    },
    /// Nowhere: what it led to was withdrawn, and its text stays.
    Plain,
}

impl Link {
    pub(super) fn here(href: String) -> Self {
        Self::To { href, hreflang: None, external: false }
    }
}

/// Where a link stands.
#[derive(Debug, Clone, Copy)]
pub struct From<'a> {
    /// The variant it is read in.
    pub variant: VariantId,
    /// The segment whose edition it stands in.
    pub edition: Option<&'a SegmentId>,
    /// The folder that its path starts from.
    pub folder: &'a Utf8Path,
    /// The page it stands on; nothing for links of `site.yaml` and the audience files.
    pub page: Option<PageId>,
}

impl From<'_> {
    /// Whether it stands in `site.yaml` or an audience file.
    fn is_file_of_the_site(&self) -> bool {
        self.page.is_none() && self.folder == CONTENT
    }

    /// Where its path starts from, in words.
    fn start(&self) -> &'static str {
        if self.is_file_of_the_site() { FROM_CONTENT } else { OWN_FOLDER }
    }
}

/// What came of looking where a link leads.
#[derive(Debug)]
pub enum Lookup {
    /// It leads there.
    Found(Link),
    /// It leads to a file, which is to be published beside the page.
    File(Utf8PathBuf),
    /// It leads nowhere for a reason that is no mistake.
    Gone(String),
    /// It is a mistake: what is wrong, and what to do.
    Wrong {
        /// The rule.
        rule: &'static str,
        /// What is wrong.
        message: String,
        /// What to do.
        help: String,
    },
}

impl Lookup {
    /// As a finding at a place, if there is something to say.
    pub fn finding(&self, place: impl FnOnce() -> Place) -> Option<Finding> {
        match self {
            Self::Found(_) | Self::File(_) => None,
            Self::Gone(why) => Some(Finding::warning("plan/link-withdrawn", place(), format!("this link becomes plain text: {why}"))),
            Self::Wrong { rule, message, help } => Some(Finding::error(rule, place(), message.clone()).help(help.clone())),
        }
    }
}

/// Schemes that a link may have without leading to a page.
const SCHEMES: [&str; 6] = ["https:", "http:", "mailto:", "tel:", "sms:", "geo:"];

/// What links are looked up in.
#[derive(Clone, Copy)]
pub struct Links<'a> {
    /// The site.
    pub site: &'a Site,
    /// What authors wrote.
    pub content: &'a Content,
    /// Pages, lists and who has what.
    pub plan: &'a Plan,
    /// The files that are published.
    pub files: &'a Files,
}

impl Links<'_> {
    /// Where the target of a link leads.
    pub fn look_up(&self, from: From<'_>, target: &str) -> Lookup {
        self.look_up_as(from, target, LinkKind::Link)
    }

    /// Where the target of a link or a picture leads.
    pub fn look_up_as(&self, from: From<'_>, target: &str, kind: LinkKind) -> Lookup {
        let target = target.trim();
        if SCHEMES.iter().any(|scheme| target.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))) {
            // A number may be written with spaces, an address may not (RFC 3966).
            let is_number = target.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("tel:"));
            let href = if is_number { target.split_whitespace().collect() } else { target.to_owned() };
            return Lookup::Found(Link::To { href, hreflang: None, external: self.leaves(target) });
        }
        if let Some(anchor) = target.strip_prefix('#') {
            return self.anchor_here(from, anchor);
        }
        if let Some(scheme) = scheme_of(target) {
            return wrong(
                "plan/link-scheme",
                format!("links cannot begin with `{scheme}:`"),
                "use https:, mailto: or tel:, or the path of a file",
            );
        }
        if target.starts_with("//") {
            return wrong("plan/link-scheme", format!("`{target}` has no scheme"), "write https: in front of it");
        }
        if let Some(path) = target.strip_prefix('/') {
            return self.static_file(from, path);
        }
        let (path, rest) = target.find(['#', '?']).map_or((target, ""), |at| target.split_at(at));
        let anchor = rest.split_once('#').map(|(_, anchor)| anchor).filter(|anchor| !anchor.is_empty());
        let path = percent_decode_str(path).decode_utf8_lossy();
        let Some(full) = files::resolve(from.folder, &path) else {
            let help = match from.is_file_of_the_site() {
                true => format!("paths start from {FROM_CONTENT}: write `{}`", target.trim_start_matches("../")),
                false => format!("links lead to files inside `{CONTENT}/`"),
            };
            return wrong("content/path-outside", format!("`{target}` leads out of `{CONTENT}/`"), &help);
        };
        if let Some(address) = meant_address(target).filter(|_| !path.ends_with(".md") && !self.content.files.contains_key(&full)) {
            return wrong("plan/missing-target", format!("there is no file `{target}`"), &format!("write `{address}`"));
        }
        if kind == LinkKind::Image && (path.ends_with(".md") || self.content.files.contains_key(&full) && !files::suits(&full, kind)) {
            let (message, help) = files::no_picture(target);
            return wrong("content/not-a-picture", message, &help);
        }
        if path.ends_with(".md") {
            return self.source(from, &full, target, anchor);
        }
        if path.is_empty() || path.ends_with('/') || self.is_section(&full) {
            return self.section(from, &full, target);
        }
        self.file(from, full, target, kind)
    }

    /// Whether an address is none of the site's own.
    fn leaves(&self, target: &str) -> bool {
        target.starts_with("http") && !self.plan.hosts.iter().any(|(_, host)| host.base.is_host_of(target))
    }

    fn host(&self, from: From<'_>) -> HostId {
        self.plan.variant(from.variant).root.host
    }

    fn anchor_here(&self, from: From<'_>, anchor: &str) -> Lookup {
        let page = from.page.map(|id| self.plan.page(id));
        let anchors: Vec<&str> = page
            .and_then(|page| page.body.as_ref())
            .map(|body| body.shown.anchors.iter().map(String::as_str).collect())
            .unwrap_or_default();
        let decoded = percent_decode_str(anchor).decode_utf8_lossy();
        if anchor.is_empty() || anchors.contains(&&*decoded) || anchor.starts_with("form-") {
            return Lookup::Found(Link::here(format!("#{anchor}")));
        }
        missing_anchor(&decoded, &anchors, "this page")
    }

    fn source(&self, from: From<'_>, path: &Utf8Path, target: &str, anchor: Option<&str>) -> Lookup {
        let Some(source) = self.content.by_path(path) else {
            return if self.content.is_broken(path) { Lookup::Found(Link::Plain) } else { self.missing_source(from, path, target) };
        };
        if source.id.is_index() {
            let folders: Vec<String> = source.id.folders().into_iter().map(str::to_owned).collect();
            return self.list(from, &folders, source, anchor);
        }
        match self.presence(from, &source.id) {
            Ok(found) => self.page_at(from, found, source, anchor),
            Err(lookup) => lookup,
        }
    }

    /// The page of a source that readers of `from` are led to: the edition for their segment, else their variant's, else another language.
    fn presence(&self, from: From<'_>, id: &SourceId) -> Result<PageId, Lookup> {
        let table = self.plan.presence(id);
        let own = |variant: VariantId, edition: Option<&SegmentId>| table.get(&ReaderKey { variant, edition: edition.cloned() });
        if let Some(edition) = from.edition
            && let Some(Ok(page)) = own(from.variant, Some(edition))
        {
            return Ok(*page);
        }
        match own(from.variant, None) {
            Some(Ok(page)) => return Ok(*page),
            Some(Err(Absence::Withdrawn(withdrawal))) => return Err(Lookup::Gone(format!("`{id}` is not published, {withdrawal}"))),
            _ => {}
        }
        let audience = &self.plan.variant(from.variant).audience;
        let siblings = self.plan.variants.iter().filter(|variant| variant.audience == *audience);
        if let Some(page) = siblings.filter_map(|variant| own(variant.id, None)?.as_ref().ok()).next() {
            return Ok(*page);
        }
        let withdrawn = table.values().find_map(|presence| match presence {
            Err(Absence::Withdrawn(withdrawal)) => Some(withdrawal),
            _ => None,
        });
        let others: Vec<PageId> = table.values().filter_map(|presence| presence.as_ref().ok().copied()).collect();
        let across = self.site.file.links.across == Across::Primary;
        if let Some(withdrawn) = withdrawn.filter(|_| others.is_empty()) {
            return Err(Lookup::Gone(format!("`{id}` is not published, {withdrawn}")));
        }
        match self.primary(&others, &self.plan.variant(from.variant).lang).filter(|_| across) {
            Some(page) => Ok(page),
            None if from.is_file_of_the_site() => Err(wrong(
                "plan/link-across",
                format!("readers of `{audience}` have no page `{id}`, so this link would lead them into another audience's site"),
                &format!(
                    "lead them to a page that they have, give `{id}` to `{audience}` too, or set `links: {{across: primary}}` in site.yaml"
                ),
            )),
            None => Err(wrong(
                "plan/link-across",
                format!("readers of `{audience}` have no page `{id}`, so this link would lead them into another audience's site"),
                &format!(
                    "put the link into `:::for` for those who have that page, give `{id}` to `{audience}` too, or set `links: {{across: primary}}` in site.yaml"
                ),
            )),
        }
    }

    /// Of one source's pages that of its primary audience, in a language if it has it.
    fn primary(&self, pages: &[PageId], lang: &Lang) -> Option<PageId> {
        let primary = |id: &PageId| {
            let page = self.plan.page(*id);
            let owner: &AudienceId = page.front.primary.as_ref().unwrap_or(&self.site.file.primary);
            let variant = self.plan.variant(page.variant);
            (page.edition.is_some(), variant.audience != *owner, variant.lang != *lang, id.0)
        };
        pages.iter().copied().min_by_key(primary)
    }

    fn page_at(&self, from: From<'_>, id: PageId, source: &Source, anchor: Option<&str>) -> Lookup {
        let page = self.plan.page(id);
        if let Some(anchor) = anchor {
            let anchors: Vec<&str> =
                page.body.as_ref().map(|body| body.shown.anchors.iter().map(String::as_str).collect()).unwrap_or_default();
            let decoded = percent_decode_str(anchor).decode_utf8_lossy();
            if !anchors.contains(&&*decoded) && !anchor.starts_with("form-") {
                return missing_anchor(&decoded, &anchors, source.id.as_str());
            }
        }
        let address = &page.address;
        let here = self.plan.variant(from.variant);
        let there = self.plan.variant(page.variant);
        let href = format!(
            "{}{}",
            self.plan.hosts.relative(self.host(from), address),
            anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default()
        );
        let own = from.page.map_or(&here.lang, |page| &self.plan.page(page).lang);
        let hreflang = (page.lang != *own && there.lang != here.lang).then(|| page.lang.clone());
        Lookup::Found(Link::To { href, hreflang, external: false })
    }

    fn is_section(&self, path: &Utf8Path) -> bool {
        let Ok(below) = path.strip_prefix(CONTENT) else { return false };
        let folders: Vec<&str> = below.components().map(|part| part.as_str()).collect();
        let prefix = format!("{below}/");
        below.extension().is_none()
            && (self.content.index(&folders).is_some()
                || self.content.sources.keys().chain(&self.content.broken).any(|id| id.as_str().starts_with(&prefix)))
    }

    fn section(&self, from: From<'_>, path: &Utf8Path, target: &str) -> Lookup {
        let below = path.strip_prefix(CONTENT).unwrap_or(path);
        let folders: Vec<String> = below.components().map(|part| part.as_str().to_owned()).collect();
        if let Some(list) = self.plan.section(from.variant, &folders) {
            return Lookup::Found(Link::here(self.plan.hosts.path(&list.address)));
        }
        if self.is_section(path) || folders.is_empty() {
            return Lookup::Gone(format!("the section `{below}` has no page here"));
        }
        wrong(
            "plan/missing-section",
            format!("there is no section `{target}`"),
            "sections are folders of `content/`; a link to a page ends in `.md`",
        )
    }

    fn list(&self, from: From<'_>, folders: &[String], source: &Source, anchor: Option<&str>) -> Lookup {
        let Some(list) = self.plan.section(from.variant, folders) else {
            return Lookup::Gone(format!("`{}` has no page here", source.id));
        };
        match list.page {
            Some(page) => self.page_at(from, page, source, anchor),
            None => Lookup::Found(Link::here(self.plan.hosts.path(&list.address))),
        }
    }

    fn file(&self, from: From<'_>, path: Utf8PathBuf, target: &str, kind: LinkKind) -> Lookup {
        if self.content.files.contains_key(&path) {
            if self.files.is_gated(&path) {
                return wrong(
                    "plan/link-to-gated-file",
                    format!("`{target}` is given only to those who send the form, and this link gives it to everyone"),
                    "link to the landing page instead, or write `gate: open` there",
                );
            }
            if from.page.is_some() {
                return Lookup::File(path);
            }
            return wrong(
                "plan/link-to-file",
                format!("`{target}` is a file, and this link needs a page"),
                "link to the source of a page, which ends in `.md`",
            );
        }
        let as_source = format!("{path}.md");
        if self.content.by_path(Utf8Path::new(&as_source)).is_some() {
            return wrong(
                "plan/missing-target",
                format!("there is no file `{target}`"),
                &format!("did you mean `{target}.md`? Links name source files"),
            );
        }
        let help = files::near(self.content, &path, kind)
            .map_or_else(|| format!("paths start from {}", from.start()), |near| files::did_you_mean(&path, near));
        wrong("plan/missing-target", format!("there is no file `{path}`"), &help)
    }

    fn static_file(&self, from: From<'_>, path: &str) -> Lookup {
        if self.content.static_files.contains_key(Utf8Path::new(path)) {
            let address = Address { host: self.host(from), path: path.to_owned() };
            return Lookup::Found(Link::here(self.plan.hosts.path(&address)));
        }
        wrong(
            "plan/absolute-link",
            format!("`/{path}` is no file of `{CONTENT}/static/`"),
            "link to pages by the path of their source, such as `../articles/guide.md`: it leads every reader to the right variant",
        )
    }

    fn missing_source(&self, from: From<'_>, path: &Utf8Path, target: &str) -> Lookup {
        let below = path.strip_prefix(CONTENT).unwrap_or(path).as_str();
        let stem = below.strip_suffix(".md").unwrap_or(below);
        let name = stem.rsplit('/').next().unwrap_or_default();
        if let Some((base, _)) = stem.split_once('.').filter(|(base, _)| self.content.sources.contains_key(&SourceId::new(base))) {
            return wrong(
                "plan/link-to-overlay",
                format!("`{target}` is an overlay"),
                &format!("link to its base, `{base}.md`: every reader gets the right file"),
            );
        }
        let known = || self.content.sources.keys().chain(&self.content.broken);
        let same_name = known().find(|id| id.name() == name && name != crate::content::INDEX).map(SourceId::as_str);
        let near = same_name.or_else(|| nearest(stem, known().map(SourceId::as_str)));
        let help = near.map_or_else(|| format!("paths start from {}", from.start()), |near| format!("did you mean {CONTENT}/{near}.md?"));
        wrong("plan/missing-target", format!("there is no source `{path}`"), &help)
    }
}

fn wrong(rule: &'static str, message: String, help: &str) -> Lookup {
    Lookup::Wrong { rule, message, help: help.to_owned() }
}

/// How many headings of a page are looked at for one that a link may have meant.
const MOST_ANCHORS: usize = 500;

fn missing_anchor(anchor: &str, anchors: &[&str], page: &str) -> Lookup {
    // A page may have as many wrong links as headings; a slip of the finger is looked for among the first.
    let help = match nearest(anchor, anchors.iter().take(MOST_ANCHORS).copied()) {
        Some(near) => format!("did you mean `#{near}`?"),
        None if anchors.is_empty() => "the page has no headings for this reader".to_owned(),
        None => format!("its headings are: {}", listed(anchors.iter().copied())),
    };
    wrong("plan/missing-anchor", format!("{page} has no heading `#{anchor}` for this reader"), &help)
}

/// The address that was meant by a target that has no scheme and looks like one.
fn meant_address(target: &str) -> Option<String> {
    if EMAIL.fits(target) {
        return Some(format!("mailto:{target}"));
    }
    let (host, rest) = target.find(['/', '?']).map_or((target, ""), |at| target.split_at(at));
    // `guide.pdf` looks like a host, too.
    (is_host(host) && (host.starts_with("www.") || !rest.is_empty())).then(|| format!("https://{target}"))
}

/// The scheme of an address that has one: letters and then a colon, before any slash.
fn scheme_of(target: &str) -> Option<&str> {
    let (scheme, _) = target.split_once(':')?;
    let first = scheme.chars().next()?;
    (first.is_ascii_alphabetic() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))).then_some(scheme)
}

impl Plan {
    /// The list of a section in a variant; the home for no folders.
    pub fn section(&self, variant: VariantId, folders: &[String]) -> Option<&super::List> {
        let kind = if folders.is_empty() { ListKind::Home } else { ListKind::Section(folders.to_vec()) };
        self.find_list(variant, &kind)
    }
}
