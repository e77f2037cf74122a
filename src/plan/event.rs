//! What today is to an event: before, during or after it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::presence::Today;
use crate::content::{FrontMatter, Moment};
use crate::site::FormId;

/// What today is to an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventDay {
    /// Whether it is still to come, takes place, or has taken place.
    pub phase: Phase,
    /// Its form, where nobody can register any more.
    pub closed: Option<FormId>,
}

/// Where in time an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Phase {
    /// It is still to come, or nobody has said when it is.
    Before,
    /// It takes place.
    During,
    /// It has taken place.
    After,
}

impl Phase {
    /// As templates have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::During => "during",
            Self::After => "after",
        }
    }
}

/// What today is to the event of some front matter.
pub(super) fn event_day(front: &FrontMatter, today: &Today) -> EventDay {
    let now = &today.now;
    let phase = if last(front, now.time_zone()).is_some_and(|last| last.is_over(now)) {
        Phase::After
    } else if front.starts.is_some_and(|starts| starts.has_come(now)) {
        Phase::During
    } else {
        Phase::Before
    };
    let over = phase == Phase::After || front.register_until.is_some_and(|until| until.is_over(now));
    EventDay { phase, closed: front.register.clone().filter(|form| over && !form.is_none()) }
}

/// When it ends. What begins at an instant and ends nobody knows when lasts for the rest of that day.
fn last(front: &FrontMatter, zone: &TimeZone) -> Option<Moment> {
    front.ends.or_else(|| Some(Moment::Day(front.starts?.day(zone))))
}

/// Whether an event would end before it starts.
pub(super) fn ends_before_it_starts(front: &FrontMatter, zone: &TimeZone) -> bool {
    let (Some(starts), Some(ends)) = (front.starts, front.ends) else { return false };
    match ends {
        Moment::Day(day) => day < starts.day(zone),
        Moment::Instant(instant, _) => starts.start(zone).is_some_and(|starts: Timestamp| instant < starts),
    }
}
