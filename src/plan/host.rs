use std::fmt;

use camino::Utf8PathBuf;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use crate::site::{BaseUrl, Home, Lang, Site};

/// What RFC 3986 does not allow in a path, and what would end one. All that is not ASCII is encoded besides.
const ENCODED: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'<').add(b'>').add(b'?').add(b'`').add(b'{').add(b'}').add(b'\\');

/// The number of a host in [`Hosts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct HostId(pub usize);

/// A place on a host.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Address {
    /// Which host.
    pub host: HostId,
    /// Below the host's base path, without a slash in front: a folder ends in `/` (the root is empty), a file does not.
    pub path: String,
}

impl Address {
    /// This address and then more.
    #[must_use]
    pub fn join(&self, more: &str) -> Self {
        Self { host: self.host, path: format!("{}{more}", self.path) }
    }
}

/// One host that the site is published at.
#[derive(Debug, Clone)]
pub struct Host {
    /// Its address.
    pub base: BaseUrl,
    /// Its folder in the output, where there are several.
    pub folder: Option<String>,
}

/// All hosts of a site, the site's own first.
#[derive(Debug, Clone, Default)]
pub struct Hosts {
    all: Vec<Host>,
}

impl Hosts {
    /// The hosts that a site's audiences are published at.
    pub fn of(site: &Site) -> Self {
        let own = site.audiences.iter().any(|audience| matches!(audience.home, Home::Path(_))) || site.audiences.is_empty();
        let others = site.audiences.iter().filter_map(|audience| match &audience.home {
            Home::Host(url) => Some(url),
            Home::Path(_) => None,
        });
        let mut bases: Vec<&BaseUrl> = own.then_some(&site.file.url).into_iter().collect();
        for url in others {
            if !bases.iter().any(|base| same_host(base, url)) {
                bases.push(url);
            }
        }
        let several = bases.len() > 1;
        Self { all: bases.into_iter().map(|base| Host { base: base.clone(), folder: several.then(|| base.host()) }).collect() }
    }

    /// All of them with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (HostId, &Host)> {
        self.all.iter().enumerate().map(|(index, host)| (HostId(index), host))
    }

    /// One of them.
    pub fn get(&self, id: HostId) -> &Host {
        &self.all[id.0]
    }

    /// The host and the place on it where an audience is at home.
    pub fn home(&self, site: &Site, home: &Home) -> Address {
        let (url, path) = match home {
            Home::Path(path) => (&site.file.url, path.as_str()),
            Home::Host(url) => (url, ""),
        };
        let host = HostId(self.all.iter().position(|host| same_host(&host.base, url)).unwrap_or_default());
        // An audience's address may lie deeper on a host that another one is at home on.
        let deeper = url.base_path().strip_prefix(self.get(host).base.base_path()).unwrap_or_default();
        let path = if path.is_empty() { deeper.to_owned() } else { format!("{deeper}{path}/") };
        Address { host, path }
    }

    /// The address as a path on its host: `/base/b2b/`.
    pub fn path(&self, address: &Address) -> String {
        format!("{}{}", self.get(address.host).base.base_path(), utf8_percent_encode(&address.path, ENCODED))
    }

    /// The absolute address.
    pub fn absolute(&self, address: &Address) -> String {
        format!("{}{}", self.get(address.host).base.origin(), self.path(address))
    }

    /// The address for a reader who is on `from`: a path on the same host, absolute on another.
    pub fn relative(&self, from: HostId, address: &Address) -> String {
        if from == address.host { self.path(address) } else { self.absolute(address) }
    }

    /// The file in the output folder that is served at an address.
    pub fn output(&self, address: &Address) -> Utf8PathBuf {
        let mut path = self.get(address.host).folder.as_ref().map(|folder| format!("{folder}/")).unwrap_or_default();
        path.push_str(&address.path);
        if path.is_empty() || path.ends_with('/') {
            path.push_str("index.html");
        }
        path.into()
    }
}

fn same_host(a: &BaseUrl, b: &BaseUrl) -> bool {
    a.origin() == b.origin()
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}", self.path)
    }
}

/// The folder of a language inside an audience: none for the audience's first.
pub(super) fn language_folder(languages: &[Lang], lang: &Lang) -> String {
    if languages.first() == Some(lang) { String::new() } else { format!("{lang}/") }
}
