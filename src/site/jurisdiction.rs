//! What the law of each jurisdiction lists for forms, as far as a program can look: data files, compiled in.
//!
//! Not for: advice. Each rule says where it was read and when, and whether that is confirmed; what is not never rises above a note.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use super::{Jurisdiction, Name};
use crate::diagnostics::Level;
use crate::world::yaml;

/// What can be judged of a form, or of a consent text, without a lawyer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LegalCheck {
    /// A form that asks for personal data declares its basis.
    BasisDeclared,
    /// A consent text names who is responsible.
    ControllerNamed,
    /// A consent text says how consent is withdrawn.
    WithdrawalStated,
    /// A consent text links to the privacy notice.
    PrivacyLinked,
    /// A consent text is in the language of its form.
    SameLanguage,
    /// No consent is asked as a condition beside others.
    NotConditional,
    /// No file is given only to those who consent.
    FileApart,
    /// Nobody consents by pressing a button.
    NotByButton,
    /// A consent text is no other document.
    DocumentApart,
    /// Advertising has a box beside that of the processing.
    AdvertisingApart,
    /// Handing the data on has a box beside that of the processing.
    TransferApart,
    /// Such data are asked with written consent.
    WrittenFor,
}

impl LegalCheck {
    /// The rule of its findings.
    pub fn rule(self) -> &'static str {
        match self {
            Self::BasisDeclared => "consent/basis-declared",
            Self::ControllerNamed => "consent/controller-named",
            Self::WithdrawalStated => "consent/withdrawal-stated",
            Self::PrivacyLinked => "consent/privacy-linked",
            Self::SameLanguage => "consent/same-language",
            Self::NotConditional => "consent/not-conditional",
            Self::FileApart => "consent/file-apart",
            Self::NotByButton => "consent/not-by-button",
            Self::DocumentApart => "consent/document-apart",
            Self::AdvertisingApart => "consent/advertising-apart",
            Self::TransferApart => "consent/transfer-apart",
            Self::WrittenFor => "consent/written-for",
        }
    }
}

/// How sure a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LegalStatus {
    /// Read in a primary source.
    Confirmed,
    /// Read in secondary sources alone, or argued about.
    Disputed,
    /// Heard of.
    Unconfirmed,
}

impl LegalStatus {
    /// How grave a finding of such a rule is: only what is confirmed rises above a note.
    pub fn level(self) -> Level {
        match self {
            Self::Confirmed => Level::Warning,
            Self::Disputed | Self::Unconfirmed => Level::Note,
        }
    }

    /// As a person reads it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Disputed => "disputed",
            Self::Unconfirmed => "unconfirmed",
        }
    }
}

/// One thing that a law is said to list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegalRule {
    /// Its name in its jurisdiction.
    pub id: Name,
    /// What is looked at.
    pub check: LegalCheck,
    /// What is to be shown.
    pub shows: String,
    /// Where it was read.
    pub source: String,
    /// When it was read.
    pub read: Date,
    /// How sure it is.
    pub status: LegalStatus,
    /// The fields that it is about.
    #[serde(default)]
    pub fields: Vec<Name>,
    /// The words that it is about, in small letters.
    #[serde(default)]
    pub phrases: Vec<String>,
}

/// What is known of one jurisdiction.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Law {
    /// What it is called.
    pub name: String,
    /// What it lists.
    pub rules: Vec<LegalRule>,
}

impl Jurisdiction {
    /// What is known of it.
    pub fn law(self) -> &'static Law {
        static LAWS: LazyLock<[Law; 3]> = LazyLock::new(|| {
            // A test reads each of them.
            [
                yaml::read(include_str!("jurisdictions/gdpr.yaml")).unwrap_or_default(),
                yaml::read(include_str!("jurisdictions/ru-152fz.yaml")).unwrap_or_default(),
                yaml::read(include_str!("jurisdictions/ge-pdpl.yaml")).unwrap_or_default(),
            ]
        });
        let [gdpr, ru, ge] = &*LAWS;
        match self {
            Self::Gdpr => gdpr,
            Self::Ru152Fz => ru,
            Self::GePdpl => ge,
        }
    }

    /// As authors write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gdpr => "gdpr",
            Self::Ru152Fz => "ru-152fz",
            Self::GePdpl => "ge-pdpl",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const ALL: [Jurisdiction; 3] = [Jurisdiction::Gdpr, Jurisdiction::Ru152Fz, Jurisdiction::GePdpl];

    #[test]
    fn every_rule_says_where_and_when_it_was_read_and_what_for() {
        for jurisdiction in ALL {
            let law = jurisdiction.law();
            assert!(!law.name.is_empty() && law.rules.len() >= 3, "{}", jurisdiction.as_str());
            let ids: BTreeSet<&str> = law.rules.iter().map(|rule| rule.id.as_str()).collect();
            assert_eq!(ids.len(), law.rules.len(), "{} has two rules of one id", jurisdiction.as_str());
            for rule in &law.rules {
                assert!(!rule.source.is_empty() && !rule.shows.is_empty() && rule.read.year() >= 2026, "{}", rule.id);
                assert!(rule.phrases.iter().all(|phrase| *phrase == phrase.to_lowercase()), "{}", rule.id);
            }
        }
    }

    #[test]
    fn what_rests_on_secondary_sources_alone_is_never_confirmed() {
        for jurisdiction in ALL {
            for rule in &jurisdiction.law().rules {
                let secondary = ["klerk", "blog", "DLA", "Andersen"].iter().any(|name| rule.source.contains(name));
                assert!(!secondary || rule.status == LegalStatus::Disputed, "{}/{}", jurisdiction.as_str(), rule.id);
            }
        }
        assert_eq!([LegalStatus::Disputed.level(), LegalStatus::Unconfirmed.level()], [Level::Note, Level::Note]);
    }
}
