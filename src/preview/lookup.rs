use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;

use crate::plan::{Address, HostId, Plan, Route};

/// What is at an address.
#[derive(Debug)]
pub(super) enum Found<'a> {
    /// A file of the output.
    Route(&'a Route),
    /// Nothing, but there is at this one, which a static host would send to.
    Elsewhere(String),
    /// Nothing.
    Nothing,
}

/// Looks up the path of a request, as it was sent. Nothing but routes can be found, so no path leads out of the site.
pub(super) fn look_up<'a>(plan: &'a Plan, host: HostId, path: &str) -> Found<'a> {
    let Some(below) = below(plan, host, path) else {
        let base = plan.hosts.get(host).base.base_path();
        let is_above = path == "/" || base.strip_suffix('/') == Some(path);
        return if is_above { Found::Elsewhere(base.to_owned()) } else { Found::Nothing };
    };
    let spellings = [below.clone(), below.nfc().collect(), below.nfd().collect()];
    for spelling in spellings {
        for path in [spelling.clone(), format!("{spelling}/")] {
            let address = Address { host, path };
            if let Some(route) = plan.routes.get(&plan.hosts.output(&address)) {
                let is_here = route.address == address && address.path == below;
                return if is_here { Found::Route(route) } else { Found::Elsewhere(plan.hosts.path(&route.address)) };
            }
        }
    }
    Found::Nothing
}

/// The page for addresses that are not there: that of the variant whose home lies nearest above, else the host's.
pub(super) fn not_found<'a>(plan: &'a Plan, host: HostId, path: &str) -> Option<&'a Route> {
    let below = below(plan, host, path).unwrap_or_default();
    let above = plan.variants.iter().filter(|variant| variant.root.host == host && below.starts_with(&variant.root.path));
    let nearest = above.max_by_key(|variant| variant.root.path.len()).map(|variant| variant.root.clone());
    let homes = nearest.into_iter().chain([Address { host, path: String::new() }]);
    homes.into_iter().find_map(|home| plan.routes.get(&plan.hosts.output(&home.join("404.html"))))
}

/// A path below the host's base path, decoded; nothing where it is not below, or is no text.
fn below(plan: &Plan, host: HostId, path: &str) -> Option<String> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8().map(Cow::into_owned).ok();
    let base = decoded(plan.hosts.get(host).base.base_path())?;
    decoded(path)?.strip_prefix(&base).map(str::to_owned)
}
