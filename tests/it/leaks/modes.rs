//! The ways in which one site can be published.

/// One way.
#[derive(Debug, Clone, Copy)]
pub struct Mode {
    /// As a failing test calls it.
    pub name: &'static str,
    /// The site's address.
    pub url: &'static str,
    /// By audience: the key that says where it is at home, with its value.
    pub homes: [Option<(&'static str, &'static str)>; 2],
    /// The languages, the first one the default.
    pub languages: &'static [&'static str],
    /// Whether all of it is brought under the site's own host.
    pub fold: bool,
    /// Lines that `site.yaml` has besides.
    pub policy: &'static str,
}

/// Both audiences in folders of one host.
pub const BY_PATH: Mode =
    Mode { name: "both by path", url: "https://tea.example", homes: [None, None], languages: &["en", "ru"], fold: false, policy: "" };

/// One audience is the host's root.
pub const AT_THE_ROOT: Mode = Mode { name: "one at the root", homes: [None, Some(("path", ""))], policy: "minify: full\n", ..BY_PATH };

/// Each audience has a host, one of them with a base path.
pub const HOSTS: Mode = Mode {
    name: "a host each",
    homes: [Some(("url", "https://business.example/store")), Some(("url", "https://home.example"))],
    ..BY_PATH
};

/// One audience has a host, the other a folder of the site's, which has a base path.
pub const ONE_HOST: Mode = Mode {
    name: "one host of its own",
    url: "https://tea.example/shop",
    homes: [Some(("url", "https://business.example")), None],
    policy: "minify: none\n",
    ..BY_PATH
};

/// As with hosts, brought under one for a preview.
pub const FOLDED: Mode = Mode { name: "folded", fold: true, ..HOSTS };

/// One language, with nothing translated.
pub const ONE_LANGUAGE: Mode = Mode { name: "one language", languages: &["en"], ..BY_PATH };

/// A language in which the other stands in for everything.
pub const STANDING_IN: Mode = Mode {
    name: "a language stands in",
    languages: &["en", "ka", "ru"],
    policy: "missing_translation: fallback\nfallback: {ka: [ru, en]}\nseo: {title: '{title} {audience} {site}', image: common/card.png}\n",
    ..BY_PATH
};
