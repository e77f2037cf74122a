//! What a browser has to fetch before a landing page is there.

use std::collections::BTreeSet;

use camino::Utf8PathBuf;
use percent_encoding::percent_decode_str;

use super::{RenderedLook, Trouble};
use crate::plan::{Address, RouteSource};

/// Where the files lie that every host gets at its root.
const STATIC: &str = "content/static";

/// Bytes of a kilobyte.
const KILOBYTE: usize = 1000;

/// A page that is heavy for readers on the move.
pub(super) fn weight(look: &RenderedLook<'_>) -> Vec<Trouble> {
    let Some(page) = look.landing() else { return Vec::new() };
    let own = |urls: BTreeSet<&str>| -> usize { urls.into_iter().filter_map(|url| size(look, url)).sum() };
    let styles = own(styles(look));
    let scripts = own(look.rendered.named("script").filter_map(|(_, tag)| tag.get("src")).collect());
    let main = look.main();
    let first = main.and_then(|main| look.rendered.inside(main, "img").find(|tag| tag.get("loading") != Some("lazy")));
    let picture = first.and_then(|tag| size(look, tag.get("src")?)).unwrap_or_default();
    let (most, most_scripts) = (page.limit("kilobytes").saturating_mul(KILOBYTE), page.limit("script").saturating_mul(KILOBYTE));
    let mut troubles = Vec::new();
    let shown = |bytes: usize| bytes.div_ceil(KILOBYTE);
    if scripts > most_scripts {
        troubles.push(Trouble::in_template().figure("what", &format!("its scripts weigh {} kB", shown(scripts))));
    }
    let total = look.rendered.bytes + styles + scripts + picture;
    if total > most {
        let trouble = if styles + scripts > most {
            Trouble::in_template().figure("what", &format!("its styles and scripts weigh {} kB", shown(styles + scripts)))
        } else {
            let parts = [("page", look.rendered.bytes), ("styles", styles), ("scripts", scripts), ("first picture", picture)];
            let parts = parts.iter().filter(|(_, bytes)| *bytes > 0).map(|(name, bytes)| format!("{name} {}", shown(*bytes)));
            let parts = parts.collect::<Vec<_>>().join(", ");
            let key = if picture > look.rendered.bytes { page.key_place("image") } else { page.file_place() };
            Trouble::at(key).figure("what", &format!("it weighs {} kB ({parts})", shown(total)))
        };
        troubles.push(trouble);
    }
    troubles
}

fn styles<'a>(look: &RenderedLook<'a>) -> BTreeSet<&'a str> {
    look.rendered.named("link").filter(|(_, tag)| tag.has_word("rel", "stylesheet")).filter_map(|(_, tag)| tag.get("href")).collect()
}

/// How many bytes a file of the site has, by its address.
fn size(look: &RenderedLook<'_>, url: &str) -> Option<usize> {
    let snapshot = look.snapshot;
    let hosts = &snapshot.plan.hosts;
    let host = look.route.address.host;
    let base = &hosts.get(host).base;
    let path = url.strip_prefix(&base.origin()).unwrap_or(url).strip_prefix(base.base_path())?;
    let path = percent_decode_str(path.split(['#', '?']).next()?).decode_utf8().ok()?.into_owned();
    let output: Utf8PathBuf = hosts.output(&Address { host, path });
    match &snapshot.plan.routes.get(&output)?.source {
        RouteSource::Asset(path) => snapshot.theme.assets().get(path).map(|bytes| bytes.len()),
        RouteSource::ThemeFile(path) => snapshot.theme.statics().get(path).map(|bytes| bytes.len()),
        RouteSource::File(path) => {
            let in_static = || snapshot.content.static_files.get(path.strip_prefix(STATIC).ok()?);
            usize::try_from(snapshot.content.files.get(path).or_else(in_static)?.size).ok()
        }
        _ => None,
    }
}

/// What a landing page fetches from others.
pub(super) fn other_hosts(look: &RenderedLook<'_>) -> Vec<Trouble> {
    let Some(page) = look.landing() else { return Vec::new() };
    let fetched = look.rendered.tags.iter().filter_map(|tag| match tag.name() {
        "script" | "img" | "iframe" | "video" | "audio" | "source" | "embed" => tag.get("src"),
        "link" if tag.has_word("rel", "stylesheet") || tag.has_word("rel", "preload") => tag.get("href"),
        _ => None,
    });
    let hosts = &look.snapshot.plan.hosts;
    let others: BTreeSet<String> = fetched
        .filter(|url| url.starts_with("https:") || url.starts_with("http:") || url.starts_with("//"))
        .map(|url| if url.starts_with("//") { format!("https:{url}") } else { url.to_owned() })
        .filter(|url| !hosts.iter().any(|(_, host)| host.base.is_host_of(url)))
        .filter_map(|url| Some(url::Url::parse(&url).ok()?.host_str()?.to_owned()))
        .collect();
    let told = |host: String| page.words_place(&host).map_or_else(Trouble::in_template, Trouble::at).figure("host", &host);
    others.into_iter().map(told).collect()
}
