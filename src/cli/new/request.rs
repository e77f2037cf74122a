//! What the arguments of `segue new` mean in a site.

use camino::{Utf8Path, Utf8PathBuf};
use jiff::civil::Date;

use super::NewArgs;
use crate::cli::yaml_text::one_line;
use crate::content::{INDEX, is_slug};
use crate::diagnostics::{Finding, Findings, Place, nearest};
use crate::plan::slug;
use crate::site::{Audience, CONTENT, IdKind, Kind, Lang, RESERVED, Site};
use crate::world::World;

/// The longest file name that is made from a title, in bytes.
const LONGEST: usize = 80;

/// The pages of a variant that have an address of their own without a folder in `content/`.
const MADE: [&str; 1] = ["tags"];

/// A page to be written: everything resolved against the site.
#[derive(Debug)]
pub(super) struct Request<'a> {
    pub(super) kind: Kind,
    pub(super) title: String,
    /// As the page says whom it is for; nothing where that goes without saying.
    pub(super) audience: Option<Whom>,
    /// The audiences that will read it.
    pub(super) readers: Vec<&'a Audience>,
    pub(super) segments: Vec<String>,
    pub(super) lang: Lang,
    /// The name of the file without language and `.md`.
    pub(super) slug: String,
    pub(super) path: Utf8PathBuf,
    /// Whether it lies over a page that is there.
    pub(super) translates: bool,
    pub(super) today: Date,
}

/// Whom a page says it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Whom {
    All,
    Some(Vec<String>),
}

impl<'a> Request<'a> {
    /// What the arguments mean; everything that is wrong with them becomes findings.
    pub(super) fn of(args: &NewArgs, site: &'a Site, world: &dyn World, findings: &mut Findings) -> Option<Self> {
        let title = one_line(&args.title);
        if title.is_empty() {
            findings.push(project("new/no-title", "the page needs a title"));
        }
        let chosen = chosen(args, site, findings);
        segments(args, site, &chosen, findings);
        let lang = language(args, site, &chosen, findings)?;
        let folder = folder(args, findings);
        let slug = name(args, site, &title, findings);
        if findings.stop() {
            return None;
        }
        let main = Some(&lang) == site.default_language();
        let base = [folder.join(format!("{slug}.md")), folder.join(&slug).join("index.md")].into_iter().find(|path| world.is_file(path));
        let path = match (&base, main) {
            (Some(base), true) => base.clone(),
            (Some(base), false) => base.with_extension(format!("{lang}.md")),
            (None, true) => folder.join(format!("{slug}.md")),
            (None, false) => folder.join(format!("{slug}.{lang}.md")),
        };
        if base.is_none() {
            findings.extend(taken(args, site, world, &folder, &slug));
        }
        let translates = base.is_some() && !main;
        let audience = whom(args, site, findings, translates);
        let readers = chosen.into_iter().filter(|audience| audience.languages.contains(&lang)).collect();
        let segments = args.segment.clone();
        let today = world.now().to_zoned(site.time_zone.clone()).date();
        (!findings.stop()).then_some(Self { kind: args.kind, title, audience, readers, segments, lang, slug, path, translates, today })
    }

    /// Whether it is written in another language than the site's first.
    pub(super) fn other_language(&self, site: &Site) -> bool {
        Some(&self.lang) != site.default_language()
    }
}

fn project(rule: &'static str, message: impl Into<String>) -> Finding {
    Finding::error(rule, Place::Project, message)
}

/// The audiences that are meant; all of them where none is named.
fn chosen<'a>(args: &NewArgs, site: &'a Site, findings: &mut Findings) -> Vec<&'a Audience> {
    if args.audience.is_empty() || args.audience == ["all"] {
        return site.audiences.iter().collect();
    }
    let known = || site.audiences.iter().map(|audience| audience.id.as_str());
    let mut chosen: Vec<&Audience> = Vec::new();
    for name in &args.audience {
        match site.audiences.iter().find(|audience| audience.id.as_str() == name) {
            Some(audience) if chosen.iter().any(|other| other.id == audience.id) => {}
            Some(audience) => chosen.push(audience),
            None => {
                let finding = project("new/unknown-audience", format!("there is no audience `{name}`"));
                findings.push(finding.help(did_you_mean(name, known())));
            }
        }
    }
    chosen
}

/// How the page says whom it is for.
fn whom(args: &NewArgs, site: &Site, findings: &mut Findings, translates: bool) -> Option<Whom> {
    if translates {
        return None;
    }
    match (args.audience.as_slice(), site.audiences.as_slice()) {
        ([all], _) if all == "all" => Some(Whom::All),
        ([], [only]) => Some(Whom::Some(vec![only.id.to_string()])),
        ([], _) if args.kind == Kind::Page => None,
        ([], many) => {
            let names: Vec<&str> = many.iter().map(|audience| audience.id.as_str()).collect();
            let finding = project("new/no-audience", "it is not said who the page is for");
            findings.push(finding.help(format!("add `--audience` with one of these, several of them, or `all`: {}", names.join(", "))));
            None
        }
        (names, _) => {
            let mut each: Vec<String> = Vec::new();
            for name in names {
                if !each.contains(name) {
                    each.push(name.clone());
                }
            }
            Some(Whom::Some(each))
        }
    }
}

fn segments(args: &NewArgs, site: &Site, chosen: &[&Audience], findings: &mut Findings) {
    for name in &args.segment {
        match site.ids.get(name) {
            Some(IdKind::Segment { audience, .. }) if chosen.iter().any(|one| one.id == *audience) => {}
            Some(IdKind::Segment { audience, .. }) => findings.push(
                project("new/segment-of-another-audience", format!("`{name}` is a segment of `{audience}`, which the page is not for"))
                    .help(format!("add `{audience}` to `--audience`, or leave the segment out")),
            ),
            _ => {
                let all = || site.audiences.iter().filter(|one| chosen.is_empty() || chosen.iter().any(|other| other.id == one.id));
                let known = all().flat_map(|audience| audience.file.segments.keys()).map(|segment| segment.as_str());
                let finding = project("new/unknown-segment", format!("there is no segment `{name}`"));
                findings.push(finding.help(did_you_mean(name, known)));
            }
        }
    }
}

/// The language that is asked for; else the site's first that one of the audiences reads.
fn language(args: &NewArgs, site: &Site, chosen: &[&Audience], findings: &mut Findings) -> Option<Lang> {
    let read = |lang: &Lang| chosen.iter().any(|audience| audience.languages.contains(lang));
    let Some(lang) = &args.lang else {
        return site.file.languages.iter().find(|lang| read(lang)).or(site.default_language()).cloned();
    };
    if !site.file.languages.contains(lang) {
        let known: Vec<&str> = site.file.languages.iter().map(Lang::as_str).collect();
        let finding = project("new/unknown-language", format!("`{lang}` is not a language of this site"));
        findings.push(finding.help(format!("the site's languages are: {}", known.join(", "))));
    } else if !chosen.is_empty() && !read(lang) {
        let names: Vec<&str> = chosen.iter().map(|audience| audience.id.as_str()).collect();
        let finding =
            project("new/unread-language", format!("nobody would read the page: `{}` is not published in `{lang}`", names.join("`, `")));
        findings.push(finding.help("name another language, or add this one to the audience's `languages:`"));
    }
    Some(lang.clone())
}

/// The folder of the page.
fn folder(args: &NewArgs, findings: &mut Findings) -> Utf8PathBuf {
    let mut folder = Utf8Path::new(CONTENT).join(args.kind.section());
    for part in args.dir.iter().flat_map(|dir| dir.split('/')).filter(|part| !part.is_empty()) {
        if is_slug(part) && !part.starts_with('.') {
            folder.push(part);
        } else {
            let finding = project("new/folder", format!("`{}` cannot be the name of a folder here", part.escape_debug()));
            findings.push(
                finding.help(format!("`--dir` names a folder inside {CONTENT}/{}/, such as `guides` or `guides/tea`", args.kind.section())),
            );
        }
    }
    folder
}

/// The name of the file without language and `.md`.
fn name(args: &NewArgs, site: &Site, title: &str, findings: &mut Findings) -> String {
    let Some(given) = &args.slug else { return shortened(slug(title, site.file.slugs)) };
    let clean = slug(given, site.file.slugs);
    if clean != *given || !is_slug(given) {
        let finding = project("new/slug", format!("`{}` cannot be the name of a page's file", given.escape_debug()));
        findings.push(finding.help(format!("a name has small letters, digits and hyphens, such as `{}`", shortened(clean.clone()))));
    }
    clean
}

/// At most [`LONGEST`] bytes, cut between words if that can be.
fn shortened(slug: String) -> String {
    if slug.len() <= LONGEST {
        return slug;
    }
    let end = slug.floor_char_boundary(LONGEST);
    let cut = &slug[..end];
    cut.rsplit_once('-').map_or(cut, |(words, _)| words).to_owned()
}

/// The finding for a name whose address belongs to something else.
fn taken(args: &NewArgs, site: &Site, world: &dyn World, folder: &Utf8Path, slug: &str) -> Option<Finding> {
    let top = args.kind == Kind::Page && folder == Utf8Path::new(CONTENT).join(args.kind.section());
    let sections = || world.names(Utf8Path::new(CONTENT)).into_iter().filter(|name| !RESERVED.contains(&name.as_str()));
    let owner = if slug == INDEX || slug == "index" {
        format!("of the page of the folder {folder}/ itself")
    } else if world.names(folder).iter().any(|name| name == slug) {
        format!("of the folder {folder}/{slug}/")
    } else if top && let Some(id) = site.ids.get(slug) {
        format!("of the {} `{slug}`", id.sort())
    } else if top && sections().any(|name| name == slug) {
        format!("of the section {CONTENT}/{slug}/")
    } else if top && MADE.contains(&slug) {
        "of a list that every site has".to_owned()
    } else {
        return None;
    };
    let finding = project("new/taken", format!("a page cannot be called `{slug}` here: that is the name {owner}"));
    Some(finding.help("name the file with `--slug`; the title may stay"))
}

fn did_you_mean<'n>(wrong: &str, known: impl Iterator<Item = &'n str>) -> String {
    let known: Vec<&str> = known.collect();
    match nearest(wrong, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "there are none yet; they are defined in content/audiences/".to_owned(),
        None => format!("there are: {}", known.join(", ")),
    }
}
