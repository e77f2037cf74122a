//! Asks one address: HEAD, then GET where that is refused, redirects by hand, again where a server may only be busy.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use ureq::http::header::{DATE, HeaderMap, HeaderName, LOCATION, RETRY_AFTER, SET_COOKIE};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use url::Url;

use super::kin::Kin;
use super::manners::Manners;
use super::turns::{Turn, rest};
use super::verdict::{Doubt, Gone, Trouble, Verdict};

/// Who asks, as servers see it.
const NAME: &str = concat!("segue/", env!("CARGO_PKG_VERSION"), " (checks links, reads no pages)");

/// How many redirects are followed.
const HOPS: usize = 10;

/// How often an address is asked again whose server may only be busy.
const AGAIN: u32 = 2;

/// The longest time that a server is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// The longest time for a connection.
const CONNECT: Duration = Duration::from_secs(10);

/// What asks.
pub(super) struct Asker<'a> {
    agent: ureq::Agent,
    manners: &'a Manners,
    own: &'a BTreeSet<String>,
    now: Timestamp,
    wait: &'a (dyn Fn(Duration) + Sync),
}

/// What one request came to.
enum Reply {
    /// A status without a redirect, and after how long the server wants to be asked again.
    Status(u16, Option<Duration>),
    /// A redirect.
    Redirect { status: u16, to: Option<String>, cookies: bool },
    /// No answer.
    Trouble(Trouble),
    /// The certificate is signed by nobody that is known here.
    Signer,
    /// The host's name leads into a private network.
    Inside,
}

/// What is known of one address, redirects aside.
enum Answer {
    Redirect { status: u16, to: Option<String>, cookies: bool },
    Verdict(Verdict),
    Inside,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Method {
    Head,
    Get,
}

impl<'a> Asker<'a> {
    pub(super) fn new(manners: &'a Manners, own: &'a BTreeSet<String>, now: Timestamp, wait: &'a (dyn Fn(Duration) + Sync)) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(manners.timeout))
            .timeout_connect(Some(manners.timeout.min(CONNECT)))
            .max_redirects(0)
            .http_status_as_error(false)
            // What a server sends that nobody asked for must not be taken for its next answer.
            .max_idle_connections(0)
            .user_agent(NAME)
            .accept("text/html, */*;q=0.8");
        let resolver = Names { private: manners.private, names: DefaultResolver::default() };
        let agent = ureq::Agent::with_parts(config.build(), DefaultConnector::default(), resolver);
        Self { agent, manners, own, now, wait }
    }

    /// Asks an address that it is the turn of.
    pub(super) fn ask(&self, address: &Url, turn: &mut Turn<'_, '_>) -> Verdict {
        let mut here = address.clone();
        let mut seen = BTreeSet::from([here.to_string()]);
        // Where it has moved for good: as far as every redirect until there was meant for good.
        let mut moved = None;
        let (mut for_good, mut cookies, mut again) = (true, false, 0);
        for _ in 0..=HOPS {
            turn.with(&here);
            let (status, to) = match self.answer(&here, turn, &mut again) {
                Answer::Verdict(Verdict::Fine) => return moved.map_or(Verdict::Fine, Verdict::Moved),
                Answer::Verdict(Verdict::Gone(gone)) => {
                    let at = (here != *address).then(|| here.to_string());
                    return Verdict::Gone(Gone { at, ..gone });
                }
                Answer::Verdict(verdict) => return verdict,
                Answer::Inside if here == *address => return Verdict::Unsure(Doubt::Private),
                Answer::Inside => return Verdict::Unreachable(Trouble::Inside(here.into())),
                Answer::Redirect { status, to, cookies: set } => {
                    cookies |= set;
                    (status, to)
                }
            };
            let Some(next) = to.filter(|to| !to.trim().is_empty()) else { return Verdict::Unreachable(Trouble::Nowhere(status)) };
            let Ok(mut next) = here.join(next.trim()) else { return Verdict::Unreachable(Trouble::Nowhere(status)) };
            if !matches!(next.scheme(), "http" | "https") {
                return Verdict::Unreachable(Trouble::NoPage(next.scheme().to_owned()));
            }
            bare(&mut next);
            for_good &= matches!(status, 301 | 308);
            if for_good {
                moved = Some(next.to_string());
            }
            if !seen.insert(next.to_string()) {
                return if cookies { Verdict::Unsure(Doubt::Cookies) } else { Verdict::Unreachable(Trouble::Loop) };
            }
            match Kin::of(&next, self.own) {
                Kin::Public => {}
                // What the site's own pages are is seen when it is built.
                Kin::Own => return moved.map_or(Verdict::Fine, Verdict::Moved),
                Kin::Private if self.manners.private => {}
                Kin::Private | Kin::Reserved => return Verdict::Unreachable(Trouble::Inside(next.into())),
            }
            here = next;
        }
        if cookies { Verdict::Unsure(Doubt::Cookies) } else { Verdict::Unreachable(Trouble::TooFar(HOPS)) }
    }

    /// What a server says of one address, asked as often as it takes.
    fn answer(&self, here: &Url, turn: &Turn<'_, '_>, again: &mut u32) -> Answer {
        let mut method = Method::Head;
        loop {
            let (verdict, after) = match self.request(method, here, turn) {
                Reply::Redirect { status, to, cookies } => return Answer::Redirect { status, to, cookies },
                Reply::Inside => return Answer::Inside,
                Reply::Signer => return Answer::Verdict(Verdict::Unsure(Doubt::Signer)),
                Reply::Trouble(trouble) => (Verdict::Unreachable(trouble), None),
                Reply::Status(status, after) => (of_status(status), after),
            };
            let busy = matches!(verdict, Verdict::Unsure(Doubt::Busy)) || after.is_some();
            let passes = matches!(&verdict, Verdict::Unreachable(trouble) if trouble.may_pass());
            if verdict == Verdict::Fine || !busy && method == Method::Get && !passes {
                return Answer::Verdict(verdict);
            }
            if let Some(after) = after.filter(|after| *after > PATIENCE) {
                return Answer::Verdict(Verdict::Unsure(Doubt::Later(after)));
            }
            let connects = !matches!(
                verdict,
                Verdict::Unreachable(
                    Trouble::NoAddress
                        | Trouble::NoHost
                        | Trouble::NoWay
                        | Trouble::Refused
                        | Trouble::Expired
                        | Trouble::OtherName
                        | Trouble::Unsafe
                )
            );
            if !connects {
                return Answer::Verdict(verdict);
            }
            // Many servers answer HEAD with what is not so.
            let lies = !busy && method == Method::Head;
            let slow = matches!(verdict, Verdict::Unreachable(Trouble::Slow(_)));
            if !lies || slow {
                if *again == AGAIN {
                    return Answer::Verdict(verdict);
                }
                *again += 1;
                let time = after.unwrap_or_else(|| rest(self.manners.pause, *again));
                turn.leave_alone(|| self.rest(time));
            }
            if !busy {
                method = Method::Get;
            }
        }
    }

    fn rest(&self, time: Duration) {
        if !time.is_zero() {
            (self.wait)(time);
        }
    }

    fn request(&self, method: Method, here: &Url, turn: &Turn<'_, '_>) -> Reply {
        if turn.begin() {
            self.rest(self.manners.pause);
        }
        let request = match method {
            Method::Head => self.agent.head(here.as_str()),
            Method::Get => self.agent.get(here.as_str()),
        };
        // The body is never read: when the answer is dropped, so is the connection.
        match request.header("connection", "close").call() {
            Ok(answer) => {
                let (status, headers) = (answer.status().as_u16(), answer.headers());
                if matches!(status, 301 | 302 | 303 | 307 | 308) {
                    let cookies = headers.contains_key(SET_COOKIE);
                    return Reply::Redirect { status, to: text(headers, &LOCATION), cookies };
                }
                Reply::Status(status, self.after(status, headers))
            }
            Err(error) => self.trouble(&error, here),
        }
    }

    /// After how long a server that is busy wants to be asked again (RFC 9110, 10.2.3): in seconds, or as a moment by its own clock.
    fn after(&self, status: u16, headers: &HeaderMap) -> Option<Duration> {
        let said = text(headers, &RETRY_AFTER).filter(|_| matches!(status, 429 | 503))?;
        let said = said.trim();
        if let Ok(seconds) = said.parse() {
            return Some(Duration::from_secs(seconds));
        }
        let moment = |text: &str| Some(rfc2822::parse(text).ok()?.timestamp());
        let now = text(headers, &DATE).and_then(|date| moment(&date)).unwrap_or(self.now);
        let seconds = moment(said)?.as_second().saturating_sub(now.as_second());
        Some(Duration::from_secs(seconds.try_into().unwrap_or(0)))
    }

    fn trouble(&self, error: &ureq::Error, here: &Url) -> Reply {
        let trouble = match error {
            ureq::Error::Other(other) if other.is::<Inside>() => return Reply::Inside,
            ureq::Error::HostNotFound => Trouble::NoHost,
            ureq::Error::ConnectionFailed => Trouble::Refused,
            ureq::Error::Timeout(_) => Trouble::Slow(self.manners.timeout),
            ureq::Error::BadUri(_) | ureq::Error::Http(_) => Trouble::NoAddress,
            ureq::Error::Tls(_) | ureq::Error::Rustls(_) => return unsafe_because(&error.to_string()),
            ureq::Error::Io(io) => match io.kind() {
                ErrorKind::ConnectionRefused => Trouble::Refused,
                ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown | ErrorKind::AddrNotAvailable => {
                    Trouble::NoWay
                }
                ErrorKind::TimedOut | ErrorKind::WouldBlock => Trouble::Slow(self.manners.timeout),
                ErrorKind::InvalidData if here.scheme() == "https" => return unsafe_because(&error.to_string()),
                ErrorKind::InvalidData => Trouble::Garbage,
                _ => Trouble::Dropped,
            },
            _ => Trouble::Garbage,
        };
        Reply::Trouble(trouble)
    }
}

/// What a status means.
fn of_status(status: u16) -> Verdict {
    match status {
        200..=304 => Verdict::Fine,
        404 | 410 => Verdict::Gone(Gone { status, at: None }),
        429 => Verdict::Unsure(Doubt::Busy),
        500..=599 => Verdict::Unreachable(Trouble::Fault(status)),
        _ => Verdict::Unsure(Doubt::TurnedAway(status)),
    }
}

/// Why no safe connection came about.
fn unsafe_because(error: &str) -> Reply {
    let is = |words: &[&str]| words.iter().any(|word| error.contains(word));
    Reply::Trouble(match () {
        () if is(&["certificate expired", "not valid yet", "Expired", "NotValidYet"]) => Trouble::Expired,
        () if is(&["not valid for name", "NotValidForName"]) => Trouble::OtherName,
        () if is(&["UnknownIssuer", "CaUsedAsEndEntity", "UnsupportedCertVersion"]) => return Reply::Signer,
        () => Trouble::Unsafe,
    })
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    Some(String::from_utf8_lossy(headers.get(name)?.as_bytes()).into_owned())
}

/// Takes from an address what is not asked for: the anchor, and names and passwords.
pub(super) fn bare(url: &mut Url) {
    url.set_fragment(None);
    // Only an address without a host has no place for them.
    let _ = url.set_username("");
    let _ = url.set_password(None);
}

/// Looks names up, and lets nobody into a private network by a public name.
#[derive(Debug)]
struct Names {
    private: bool,
    names: DefaultResolver,
}

/// A public name led into a private network.
#[derive(Debug, thiserror::Error)]
#[error("the name leads into a private network")]
struct Inside;

impl Resolver for Names {
    fn resolve(
        &self,
        uri: &ureq::http::Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = match self.names.resolve(uri, config, timeout) {
            Err(ureq::Error::Io(_)) => return Err(ureq::Error::HostNotFound),
            found => found?,
        };
        // Behind a proxy this is the proxy's own name.
        if !self.private && config.proxy().is_none() && found.iter().any(|address| Kin::of_number(address.ip()) == Kin::Private) {
            return Err(ureq::Error::Other(Box::new(Inside)));
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked<T>(use_it: impl FnOnce(&Asker<'_>) -> T) -> T {
        let values = super::super::super::settings::Values::default();
        let (manners, own) = (Manners::of(&values), BTreeSet::new());
        let now = "2026-11-22T08:00:00Z".parse().unwrap();
        use_it(&Asker::new(&manners, &own, now, &|_| ()))
    }

    #[test]
    fn a_server_says_in_seconds_or_by_its_clock_when_to_come_again() {
        let after = |status: u16, headers: &[(&'static str, &str)]| {
            let headers = headers.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap())).collect();
            asked(|asker| asker.after(status, &headers)).map(|time| time.as_secs())
        };
        assert_eq!(after(429, &[("retry-after", "7")]), Some(7));
        assert_eq!(after(503, &[("retry-after", "Sun, 22 Nov 2026 08:00:30 GMT")]), Some(30));
        assert_eq!(after(503, &[("retry-after", "Sun, 22 Nov 2026 08:00:30 GMT"), ("date", "Sun, 22 Nov 2026 08:00:25 GMT")]), Some(5));
        assert_eq!(after(429, &[("retry-after", "Sun, 22 Nov 2020 08:00:30 GMT")]), Some(0));
        assert_eq!(after(429, &[("retry-after", "soon")]), None);
        assert_eq!(after(429, &[]), None);
        assert_eq!(after(200, &[("retry-after", "7")]), None);
    }

    #[test]
    fn what_is_wrong_with_a_certificate_is_told_apart() {
        let why = |error: &str| match unsafe_because(error) {
            Reply::Trouble(trouble) => trouble.to_string(),
            Reply::Signer => Doubt::Signer.to_string(),
            _ => String::new(),
        };
        assert!(why("io: invalid peer certificate: certificate expired: verification time 2 (UNIX)").contains("out of date"));
        assert!(
            why("io: invalid peer certificate: certificate not valid for name \"a\"; certificate is only valid for b")
                .contains("another name")
        );
        assert!(why("io: invalid peer certificate: UnknownIssuer").contains("signed"));
        assert!(why("io: received corrupt message of type InvalidContentType").contains("https"));
    }
}
