//! What a host is to the public: some are never asked.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Whom an address leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kin {
    /// A host that everybody can reach, as far as its name tells.
    Public,
    /// A host of this site.
    Own,
    /// A name or number that is nobody's: kept for tests and examples.
    Reserved,
    /// This machine, or a network that the public does not see.
    Private,
}

/// Domains that are nobody's, with all below them (RFC 2606, RFC 6761).
const NOBODYS: [&str; 6] = ["example", "test", "invalid", "example.com", "example.net", "example.org"];

/// Domains of one machine or one network (RFC 6761, RFC 6762, RFC 7686, RFC 8375, and `internal`, which ICANN keeps for this).
const PRIVATE: [&str; 6] = ["localhost", "local", "internal", "home.arpa", "onion", "lan"];

impl Kin {
    /// Whom an address leads to, where these hosts are the site's own.
    pub(super) fn of(url: &Url, own: &BTreeSet<String>) -> Self {
        if url.host_str().is_some_and(|host| own.contains(host)) {
            return Self::Own;
        }
        match url.host() {
            Some(Host::Domain(name)) => Self::of_name(name.trim_end_matches('.')),
            Some(Host::Ipv4(number)) => Self::of_number(number.into()),
            Some(Host::Ipv6(number)) => Self::of_number(number.into()),
            None => Self::Reserved,
        }
    }

    fn of_name(name: &str) -> Self {
        let below = |domain: &str| name.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        if NOBODYS.iter().any(|domain| below(domain)) {
            Self::Reserved
        } else if PRIVATE.iter().any(|domain| below(domain)) || !name.contains('.') {
            Self::Private
        } else {
            Self::Public
        }
    }

    /// Whom a number leads to (RFC 6890).
    pub(super) fn of_number(number: IpAddr) -> Self {
        match number {
            IpAddr::V4(number) => Self::of_v4(number),
            IpAddr::V6(number) => match number.to_ipv4_mapped() {
                Some(number) => Self::of_v4(number),
                None => Self::of_v6(number),
            },
        }
    }

    fn of_v4(number: Ipv4Addr) -> Self {
        let [a, b, ..] = number.octets();
        let shared = a == 100 && (64..128).contains(&b);
        let benchmark = a == 198 && (18..20).contains(&b);
        if number.is_documentation() || benchmark || number.is_broadcast() || number.is_multicast() || a >= 240 {
            Self::Reserved
        } else if number.is_loopback() || number.is_private() || number.is_link_local() || shared || a == 0 {
            Self::Private
        } else {
            Self::Public
        }
    }

    fn of_v6(number: Ipv6Addr) -> Self {
        let first = number.segments();
        if number.is_multicast() || first[0] == 0x2001 && first[1] == 0xdb8 {
            Self::Reserved
        } else if number.is_loopback() || number.is_unspecified() || number.is_unique_local() || number.is_unicast_link_local() {
            Self::Private
        } else {
            Self::Public
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_hosts_are_nobodys_some_are_private_and_some_are_our_own() {
        let kin = |address: &str| Kin::of(&Url::parse(address).unwrap(), &BTreeSet::from(["tea.example".to_owned()]));
        for address in [
            "https://example.com/a",
            "http://WWW.Example.org.",
            "https://a.test",
            "https://x.invalid",
            "http://192.0.2.7",
            "http://[2001:db8::1]",
        ] {
            assert_eq!(kin(address), Kin::Reserved, "{address}");
        }
        for address in [
            "http://localhost:8000",
            "http://127.0.0.1",
            "http://10.1.2.3",
            "http://[::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://wiki/",
            "http://nas.local",
            "http://169.254.169.254/latest",
        ] {
            assert_eq!(kin(address), Kin::Private, "{address}");
        }
        for address in ["https://myexample.com", "https://test.ge", "https://8.8.8.8/", "https://xn--d1acufc.xn--p1ai/"] {
            assert_eq!(kin(address), Kin::Public, "{address}");
        }
        assert_eq!(kin("http://tea.example:8080/x"), Kin::Own);
    }
}
