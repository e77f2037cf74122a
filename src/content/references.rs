//! Front matter names things: audiences, segments, authors. Here it is held against what the site has.

use super::front_matter::{AudienceChoice, FrontMatter, KEYS_OF_KIND};
use super::overlay::OverlayIds;
use super::source::SourceFile;
use crate::diagnostics::{Finding, Findings, Place, nearest};
use crate::site::{AudienceId, IdKind, Kind, SegmentId, Site};
use crate::world::limits::SLUG_BYTES;
use crate::world::yaml::KeyPath;

/// Everything that a file's front matter names, checked; also that its keys are those of its kind. A source is `nameless` where the client's
/// name is kept back.
pub(super) fn check(site: &Site, kind: Kind, is_index: bool, nameless: bool, file: &SourceFile, findings: &mut Findings) {
    let mut checker = Checker { site, file, findings };
    checker.front(&file.front, &KeyPath::root());
    checker.keys_of_kind(&file.front, kind, &KeyPath::root());
    if kind == Kind::CaseStudy {
        checker.proof(&file.front, nameless);
    }
    for (name, _) in &file.entries {
        let at: KeyPath = ["variants", name].into_iter().collect();
        if let Some(entry) = file.front.variants.as_ref().and_then(|variants| variants.get(name)) {
            checker.front(entry, &at);
            checker.keys_of_kind(entry, kind, &at);
            checker.not_here(
                entry.variants.is_some(),
                &at.key("variants"),
                "`variants` cannot stand inside `variants`",
                "move the entry one level up",
            );
            checker.not_here(
                entry.cascade.is_some(),
                &at.key("cascade"),
                "`cascade` cannot stand inside `variants`",
                "use an overlay such as `_index.b2b.md`",
            );
        }
    }
    let at = KeyPath::root().key("cascade");
    if let Some(cascade) = &file.front.cascade {
        checker.not_here(
            !is_index,
            &at,
            "`cascade` belongs into a section's `_index.md`",
            "move it there, or write the keys here without `cascade:`",
        );
        checker.front(cascade, &at);
        checker.not_here(
            cascade.variants.is_some(),
            &at.key("variants"),
            "`variants` cannot stand inside `cascade`",
            "use an overlay such as `_index.b2b.md`",
        );
        checker.not_here(cascade.cascade.is_some(), &at.key("cascade"), "`cascade` cannot stand inside `cascade`", "remove one of the two");
    }
}

/// The entries of a file's `variants:` with whom each is for.
pub(super) fn entries(site: &Site, own: &OverlayIds, file: &SourceFile, findings: &mut Findings) -> Vec<(String, OverlayIds)> {
    let mut entries = Vec::new();
    for name in file.front.variants.iter().flat_map(|variants| variants.keys()) {
        let place = || file.key_place(&["variants", name].into_iter().collect());
        let Some(id) = site.ids.get(name) else {
            let help = match nearest(name, site.ids.keys().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known ids: {}", site.ids.keys().map(String::as_str).collect::<Vec<_>>().join(", ")),
            };
            findings.push(
                Finding::error("content/unknown-id", place(), format!("`{name}` is no audience, segment or language of this site"))
                    .help(help),
            );
            continue;
        };
        let mut ids = own.clone();
        match ids.add(id) {
            Ok(()) => entries.push((name.clone(), ids)),
            Err(id) => findings.push(
                Finding::error("content/overlay-ids", place(), format!("the file is for one {} already", id.sort()))
                    .help("an entry adds an id of another sort: an audience, a segment or a language"),
            ),
        }
    }
    entries
}

struct Checker<'a> {
    site: &'a Site,
    file: &'a SourceFile,
    findings: &'a mut Findings,
}

impl Checker<'_> {
    fn front(&mut self, front: &FrontMatter, at: &KeyPath) {
        if let Some(AudienceChoice::Some(list)) = &front.audience {
            self.each(list.iter(), &at.key("audience"), Self::audience);
        }
        if let Some(AudienceChoice::Some(list)) = front.permission.as_ref().and_then(|permission| permission.audiences.as_ref()) {
            self.each(list.iter(), &at.key("permission").key("audiences"), Self::audience);
        }
        self.each(front.primary.iter(), &at.key("primary"), Self::audience);
        self.each(front.segment.iter().flat_map(|list| &list.0), &at.key("segment"), Self::segment);
        self.each(front.editions.iter().flatten(), &at.key("editions"), Self::segment);
        if let Some(author) = &front.author
            && !author.contains(' ')
            && !self.site.file.authors.contains_key(author.as_str())
        {
            let known = self.site.file.authors.keys().map(crate::site::Name::as_str);
            self.findings.push(unknown_author(author, known, self.file.value_place(&at.key("author"))));
        }
        if let Some(slug) = &front.slug
            && !is_slug(slug)
        {
            let place = self.file.value_place(&at.key("slug"));
            self.findings.push(
                Finding::error("content/slug", place, format!("`{}` cannot be a part of an address", slug.escape_debug()))
                    .help("a slug is one name without `/`, `..`, `?`, `#` and control characters"),
            );
        }
    }

    fn each<'v, T: 'v>(&mut self, values: impl Iterator<Item = &'v T>, at: &KeyPath, check: impl Fn(&Self, &T) -> Option<Finding>) {
        for (index, value) in values.enumerate() {
            if let Some(mut finding) = check(self, value) {
                finding.place = self.file.value_place(&at.index(index));
                self.findings.push(finding);
            }
        }
    }

    fn audience(&self, id: &AudienceId) -> Option<Finding> {
        if self.site.audience(id).is_some() {
            return None;
        }
        let known = || self.site.audiences.iter().map(|audience| audience.id.as_str());
        let help = match nearest(id.as_str(), known()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the audiences are: {}", known().collect::<Vec<_>>().join(", ")),
        };
        Some(self.unknown("content/unknown-audience", format!("there is no audience `{id}`"), help))
    }

    fn segment(&self, id: &SegmentId) -> Option<Finding> {
        if matches!(self.site.ids.get(id.as_str()), Some(IdKind::Segment { .. })) {
            return None;
        }
        let known = || self.site.ids.iter().filter(|(_, kind)| matches!(kind, IdKind::Segment { .. })).map(|(name, _)| name.as_str());
        let help = match nearest(id.as_str(), known()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the segments are: {}", known().collect::<Vec<_>>().join(", ")),
        };
        Some(self.unknown("content/unknown-segment", format!("there is no segment `{id}`"), help))
    }

    fn unknown(&self, rule: &'static str, message: String, help: String) -> Finding {
        Finding::error(rule, self.file.key_place(&KeyPath::root()), message).help(help)
    }

    /// Figures and quotes that prove nothing.
    fn proof(&mut self, front: &FrontMatter, nameless: bool) {
        let at = KeyPath::root();
        for (index, metric) in front.metrics.iter().flatten().enumerate() {
            let missing = [("before", metric.before.is_none()), ("after", metric.after.is_none()), ("period", metric.period.is_none())];
            let missing: Vec<&str> = missing.iter().filter(|(_, missing)| *missing).map(|(key, _)| *key).collect();
            if !missing.is_empty() {
                let place = self.file.value_place(&at.key("metrics").index(index));
                let message = format!("this figure has no `{}`", missing.join("` and no `"));
                self.findings.push(
                    Finding::warning("content/figure-without-proof", place, message)
                        .help("say how it was before, how it is after, and when that was measured: otherwise nobody can judge it"),
                );
            }
        }
        for (index, quote) in front.quotes.iter().flatten().enumerate() {
            if quote.role.is_none() || quote.person.is_none() && !nameless {
                let place = self.file.value_place(&at.key("quotes").index(index));
                self.findings.push(
                    Finding::warning("content/quote-of-nobody", place, "this quote does not say who said it")
                        .help("add `person:` and `role:`; of a client whose name is kept back the role is enough"),
                );
            }
        }
    }

    fn keys_of_kind(&mut self, front: &FrontMatter, kind: Kind, at: &KeyPath) {
        for (owner, keys) in KEYS_OF_KIND {
            for (key, present) in keys {
                if owner != kind && present(front) {
                    let place = self.file.key_place(&at.key(*key));
                    self.findings.push(
                        Finding::error(
                            "content/key-of-another-kind",
                            place,
                            format!("`{key}` belongs to the kind {owner}, and this is of the kind {kind}"),
                        )
                        .help(format!("remove it, or write `kind: {owner}`")),
                    );
                }
            }
        }
    }

    fn not_here(&mut self, wrong: bool, at: &KeyPath, message: &str, help: &str) {
        if wrong {
            self.findings.push(Finding::error("content/misplaced-key", self.file.key_place(at), message).help(help));
        }
    }
}

/// The finding for an author whom `site.yaml` does not know.
pub fn unknown_author<'k>(author: &str, known: impl Iterator<Item = &'k str>, place: Place) -> Finding {
    let help = match nearest(author, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "add it under `authors:` in site.yaml; a name with a space in it needs no entry there".to_owned(),
    };
    Finding::error("content/unknown-author", place, format!("there is no author `{author}`")).help(help)
}

/// Marks that nobody sees and that turn what is read around: no address says what it shows with them.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Whether a text can be one part of an address.
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= SLUG_BYTES
        && text != "."
        && text != ".."
        && !text.chars().any(is_unseen)
        && !text
            .chars()
            .any(|c| c.is_control() || c.is_whitespace() || matches!(c, '/' | '\\' | '?' | '#' | '%' | '"' | '<' | '>' | '|' | '*' | ':'))
}
