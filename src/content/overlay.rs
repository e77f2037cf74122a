use std::collections::BTreeMap;

use camino::Utf8Path;
use serde::{Deserialize, Serialize};

use crate::diagnostics::{Finding, Place, nearest};
use crate::site::{AudienceId, IdKind, Lang, SegmentId};

/// Which readers an overlay, or an entry of `variants:`, is for: at most one id of each sort.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Hash, Serialize, Deserialize)]
pub struct OverlayIds {
    /// Readers of this segment.
    pub segment: Option<(AudienceId, SegmentId)>,
    /// Readers of this audience.
    pub audience: Option<AudienceId>,
    /// Readers of this language.
    pub lang: Option<Lang>,
}

impl OverlayIds {
    /// Whether it is the base: for everyone.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds an id; gives it back if one of its sort is there already.
    pub fn add(&mut self, id: &IdKind) -> Result<(), IdKind> {
        let full = match id {
            IdKind::Audience(_) => self.audience.is_some(),
            IdKind::Segment { .. } => self.segment.is_some(),
            IdKind::Language(_) => self.lang.is_some(),
        };
        if full {
            return Err(id.clone());
        }
        match id.clone() {
            IdKind::Audience(audience) => self.audience = Some(audience),
            IdKind::Segment { audience, segment } => self.segment = Some((audience, segment)),
            IdKind::Language(lang) => self.lang = Some(lang),
        }
        Ok(())
    }

    /// Whether these readers are meant.
    pub fn apply_to(&self, audience: &AudienceId, segment: Option<&SegmentId>, lang: &Lang) -> bool {
        self.audience.as_ref().is_none_or(|own| own == audience)
            && self.segment.as_ref().is_none_or(|(of, own)| of == audience && Some(own) == segment)
            && self.lang.as_ref().is_none_or(|own| own == lang)
    }

    /// The audience whose readers alone are meant, if that is so.
    pub fn audience(&self) -> Option<&AudienceId> {
        self.segment.as_ref().map(|(audience, _)| audience).or(self.audience.as_ref())
    }

    /// How strong it is: the strongest id first (segment, audience, language), then how many ids there are.
    pub fn strength(&self) -> (u8, u8) {
        let strongest = if self.segment.is_some() {
            3
        } else if self.audience.is_some() {
            2
        } else {
            u8::from(self.lang.is_some())
        };
        let count = u8::from(self.segment.is_some()) + u8::from(self.audience.is_some()) + u8::from(self.lang.is_some());
        (strongest, count)
    }
}

/// A source's file name taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName {
    /// The name without ids and without `.md`.
    pub stem: String,
    /// The ids that trail it.
    pub ids: OverlayIds,
}

impl FileName {
    /// Takes the name of a markdown file apart.
    ///
    /// # Errors
    ///
    /// A dot that does not lead to a known id, and two ids of one sort, because `guide.b2bb.md` must not become a page.
    pub fn parse(path: &Utf8Path, known: &BTreeMap<String, IdKind>) -> Result<Self, Finding> {
        let name = path.file_name().unwrap_or_default();
        let name = name.strip_suffix(".md").unwrap_or(name);
        let mut parts = name.split('.');
        let stem = parts.next().unwrap_or_default().to_owned();
        let mut ids = OverlayIds::default();
        let place = || Place::File(path.to_owned());
        if stem.is_empty() {
            return Err(Finding::error("content/file-name", place(), "the file has no name before its dot"));
        }
        for part in parts {
            let Some(id) = known.get(part) else {
                let help = match nearest(part, known.keys().map(String::as_str)) {
                    Some(name) => format!("did you mean `{name}`? What stands between dots names an audience, a segment or a language"),
                    None => "what stands between dots names an audience, a segment or a language; use hyphens for anything else".to_owned(),
                };
                return Err(Finding::error(
                    "content/unknown-overlay",
                    place(),
                    format!("`{part}` is no audience, segment or language of this site"),
                )
                .help(help));
            };
            if let Err(id) = ids.add(id) {
                let message = format!("the file's name has two {}s", id.sort());
                return Err(Finding::error("content/overlay-ids", place(), message)
                    .help("a file is for at most one audience, one segment and one language"));
            }
        }
        if let (Some((of, segment)), Some(audience)) = (&ids.segment, &ids.audience)
            && of != audience
        {
            let message = format!("the segment `{segment}` belongs to `{of}`, not to `{audience}`");
            return Err(Finding::error("content/overlay-ids", place(), message).help(format!("leave `.{audience}` out of the file's name")));
        }
        Ok(Self { stem, ids })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> BTreeMap<String, IdKind> {
        let b2b = AudienceId::new("b2b").unwrap();
        let loyal = IdKind::Segment { audience: AudienceId::new("b2c").unwrap(), segment: SegmentId::new("loyal").unwrap() };
        let ru = IdKind::Language(Lang::new("ru").unwrap());
        [("b2b".to_owned(), IdKind::Audience(b2b)), ("loyal".to_owned(), loyal), ("ru".to_owned(), ru)].into()
    }

    #[test]
    fn trailing_ids_say_whom_a_file_is_for() {
        let name = FileName::parse("articles/guide.loyal.ru.md".into(), &known()).unwrap();
        assert_eq!((name.stem.as_str(), name.ids.strength()), ("guide", (3, 2)));
        assert!(FileName::parse("articles/guide.md".into(), &known()).unwrap().ids.is_empty());
    }

    #[test]
    fn any_other_dot_is_an_error_with_the_nearest_id() {
        let finding = FileName::parse("articles/guide.b2bb.md".into(), &known()).unwrap_err();
        assert!(finding.help.unwrap().starts_with("did you mean `b2b`?"));
        assert!(FileName::parse("articles/v1.2.md".into(), &known()).is_err());
        assert!(FileName::parse("articles/guide.ru.ru.md".into(), &known()).is_err());
        assert!(FileName::parse("articles/guide.loyal.b2b.md".into(), &known()).is_err());
    }
}
