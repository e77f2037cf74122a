//! What is known of an address once it was asked, in words.

use std::fmt;
use std::time::Duration;

/// What came of asking an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It opens.
    Fine,
    /// It opens, and its server says that another address is to be used from now on.
    Moved(String),
    /// Its server says that there is nothing.
    Gone(Gone),
    /// It cannot be opened.
    Unreachable(Trouble),
    /// A program cannot tell.
    Unsure(Doubt),
}

/// The rules that say so, in the order of [`Verdict::rule`].
pub(super) const RULES: [&str; 4] = ["links/gone", "links/unreachable", "links/moved", "links/unsure"];

impl Verdict {
    /// The rule that says it, by its place in [`RULES`]; nothing where there is nothing to say.
    pub(super) fn rule(&self) -> Option<usize> {
        match self {
            Self::Fine => None,
            Self::Gone(_) => Some(0),
            Self::Unreachable(_) => Some(1),
            Self::Moved(_) => Some(2),
            Self::Unsure(_) => Some(3),
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fine => f.write_str("it opens"),
            Self::Moved(to) => f.write_str(to),
            Self::Gone(gone) => gone.fmt(f),
            Self::Unreachable(trouble) => trouble.fmt(f),
            Self::Unsure(doubt) => doubt.fmt(f),
        }
    }
}

/// Nothing is at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Gone {
    /// 404 or 410.
    pub(super) status: u16,
    /// Where a redirect led that ended there.
    pub(super) at: Option<String>,
}

impl fmt::Display for Gone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = if self.status == 410 { "that it was taken away for good" } else { "that there is no such page" };
        match &self.at {
            None => write!(f, "its server says {said} ({})", self.status),
            Some(at) => write!(f, "it leads on to `{at}`, and the server there says {said} ({})", self.status),
        }
    }
}

/// Why an address cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It is no address.
    NoAddress,
    /// Nobody knows its host.
    NoHost,
    /// Nobody listens there.
    Refused,
    /// No way leads to its host.
    NoWay,
    /// The connection breaks off.
    Dropped,
    /// The answer takes too long.
    Slow(Duration),
    /// What comes back is no answer.
    Garbage,
    /// Its certificate has expired or does not hold yet.
    Expired,
    /// Its certificate is for another name.
    OtherName,
    /// No safe connection comes about.
    Unsafe,
    /// Its server has a fault of its own.
    Fault(u16),
    /// It leads back to where it has led before.
    Loop,
    /// It leads on and on.
    TooFar(usize),
    /// It leads on, and nobody says where to.
    Nowhere(u16),
    /// It leads on to what is no address of a page.
    NoPage(String),
    /// It leads on to a network that the public does not see.
    Inside(String),
}

impl Trouble {
    /// Whether this machine, and not the other one, may be to blame.
    pub(super) fn may_be_ours(&self) -> bool {
        matches!(self, Self::NoHost | Self::NoWay)
    }

    /// Whether it may be gone in a moment.
    pub(super) fn may_pass(&self) -> bool {
        matches!(self, Self::Dropped | Self::Slow(_) | Self::Fault(_))
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAddress => f.write_str("it is not written as addresses are"),
            Self::NoHost => f.write_str("there is no host of this name"),
            Self::Refused => f.write_str("its host takes no connections there"),
            Self::NoWay => f.write_str("no way leads to its host from here"),
            Self::Dropped => f.write_str("its server breaks the connection off"),
            Self::Slow(limit) => write!(f, "its server gave no answer in {}", spell(*limit)),
            Self::Garbage => f.write_str("what its server sends back is no answer that a browser understands"),
            Self::Expired => f.write_str("its certificate is out of date, so that browsers warn their readers"),
            Self::OtherName => f.write_str("its certificate is for another name, so that browsers warn their readers"),
            Self::Unsafe => f.write_str("its server does not speak the language of safe connections (https)"),
            Self::Fault(status) => write!(f, "its server has a fault of its own ({status})"),
            Self::Loop => f.write_str("it leads round in a circle"),
            Self::TooFar(hops) => write!(f, "it leads on and on: after {hops} redirects there was still no page"),
            Self::Nowhere(status) => write!(f, "its server says that the page is elsewhere ({status}), and not where"),
            Self::NoPage(scheme) => write!(f, "it leads on to an address that begins with `{scheme}:`, which browsers do not follow"),
            Self::Inside(to) => write!(f, "it leads on to `{to}`, in a network that the public does not see"),
        }
    }
}

/// Why a program cannot tell whether an address opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Doubt {
    /// The server shows it to some and not to a program.
    TurnedAway(u16),
    /// The server wants to be left alone.
    Busy,
    /// The server says when it wants to be asked again, and that is long.
    Later(Duration),
    /// It leads in a circle those who keep no cookies.
    Cookies,
    /// Nobody here knows who signed its certificate.
    Signer,
    /// It is in a network that the public does not see.
    Private,
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TurnedAway(401 | 407) => f.write_str("its server asks for a name and a password"),
            Self::TurnedAway(status) => write!(f, "its server turns programs away ({status})"),
            Self::Busy => f.write_str("its server is asked too much already (429)"),
            Self::Later(after) => write!(f, "its server wants to be asked again in {}", spell(*after)),
            Self::Cookies => f.write_str("it leads those round in a circle who keep no cookies"),
            Self::Signer => f.write_str("nobody here knows who signed its certificate"),
            Self::Private => f.write_str("it lies in a network that the public does not see, which is not asked"),
        }
    }
}

/// A time in words.
fn spell(time: Duration) -> String {
    let seconds = time.as_secs().max(1);
    let count = |count: u64, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    match seconds {
        0..120 => count(seconds, "second"),
        120..7_200 => count(seconds / 60, "minute"),
        7_200..172_800 => count(seconds / 3_600, "hour"),
        _ => count(seconds / 86_400, "day"),
    }
}
