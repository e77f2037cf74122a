use jiff::Zoned;

use super::rfc3339;
use super::xml::Xml;

/// A file has at most this many addresses: <https://www.sitemaps.org/protocol.html>.
const MAX_ENTRIES: usize = 50_000;

/// A file is at most this large, in bytes.
const MAX_BYTES: usize = 50 << 20;

/// An address must be shorter, in characters; a longer one is left out, because it would make the whole file invalid.
const MAX_ADDRESS: usize = 2_048;

const NAMESPACE: [(&str, &str); 1] = [("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9")];

/// The pages of one variant that search engines are to find: those under their own address, and no others.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sitemap {
    /// In the order in which they are written.
    pub entries: Vec<SitemapEntry>,
}

/// An address in a sitemap, or of one.
#[derive(Debug, Clone, PartialEq)]
pub struct SitemapEntry {
    /// The absolute address.
    pub loc: String,
    /// When what it shows last changed in a way that matters to readers.
    pub modified: Option<Zoned>,
}

/// One file of a sitemap.
#[derive(Debug, Clone, PartialEq)]
pub struct SitemapFile {
    /// `sitemap.xml`, then `sitemap-2.xml` and so on.
    pub name: String,
    /// The latest of its entries.
    pub modified: Option<Zoned>,
    /// Its content.
    pub xml: String,
}

/// The sitemaps of a host, where it has several.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SitemapIndex {
    /// They lie on the index's own host, in its folder or below.
    pub sitemaps: Vec<SitemapEntry>,
}

impl Sitemap {
    /// As many files as the limits ask for; none where there is no entry.
    pub fn files(&self) -> Vec<SitemapFile> {
        self.split(MAX_ENTRIES, MAX_BYTES)
    }

    fn split(&self, max_entries: usize, max_bytes: usize) -> Vec<SitemapFile> {
        let overhead = document("urlset", "url", &[]).len();
        let mut files: Vec<SitemapFile> = Vec::new();
        let mut part: Vec<&SitemapEntry> = Vec::new();
        let mut size = overhead;
        for entry in self.entries.iter().filter(|entry| entry.loc.chars().count() < MAX_ADDRESS) {
            let more = document("urlset", "url", &[entry]).len() - overhead;
            if !part.is_empty() && (part.len() == max_entries || size + more > max_bytes) {
                files.push(file(files.len(), &part));
                part.clear();
                size = overhead;
            }
            part.push(entry);
            size += more;
        }
        if !part.is_empty() {
            files.push(file(files.len(), &part));
        }
        files
    }
}

impl SitemapIndex {
    /// The file.
    pub fn xml(&self) -> String {
        document("sitemapindex", "sitemap", &self.sitemaps.iter().collect::<Vec<_>>())
    }
}

fn file(before: usize, entries: &[&SitemapEntry]) -> SitemapFile {
    SitemapFile {
        name: if before == 0 { "sitemap.xml".to_owned() } else { format!("sitemap-{}.xml", before + 1) },
        modified: entries.iter().filter_map(|entry| entry.modified.as_ref()).max().cloned(),
        xml: document("urlset", "url", entries),
    }
}

fn document(root: &str, item: &str, entries: &[&SitemapEntry]) -> String {
    let mut xml = Xml::new();
    xml.open(root, &NAMESPACE);
    for entry in entries {
        xml.open(item, &[]);
        xml.text("loc", &[], &entry.loc);
        if let Some(modified) = &entry.modified {
            xml.text("lastmod", &[], &rfc3339(modified));
        }
        xml.close(item);
    }
    xml.close(root);
    xml.finish()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::seo::instant;
    use crate::seo::xml::allowed;
    use crate::seo::xml::reading::texts;

    fn sitemap(count: usize) -> Sitemap {
        let entry = |number| SitemapEntry { loc: format!("https://a.example/{number}/"), modified: None };
        Sitemap { entries: (0..count).map(entry).collect() }
    }

    #[test]
    fn a_sitemap_names_addresses_and_when_they_changed() {
        let mut sitemap = sitemap(2);
        sitemap.entries[0].modified = Some(instant("2026-11-22T00:00:00+04:00[Asia/Tbilisi]"));
        insta::assert_snapshot!(sitemap.files()[0].xml, @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        <url>
        <loc>https://a.example/0/</loc>
        <lastmod>2026-11-22T00:00:00+04:00</lastmod>
        </url>
        <url>
        <loc>https://a.example/1/</loc>
        </url>
        </urlset>
        "#);
    }

    #[test]
    fn a_sitemap_is_split_where_it_would_hold_too_many_addresses() {
        let files = sitemap(7).split(3, usize::MAX);
        let counts: Vec<(&str, usize)> = files.iter().map(|file| (file.name.as_str(), texts(&file.xml, "loc").len())).collect();
        assert_eq!(counts, [("sitemap.xml", 3), ("sitemap-2.xml", 3), ("sitemap-3.xml", 1)]);
    }

    #[test]
    fn a_sitemap_is_split_where_it_would_be_too_large() {
        let files = sitemap(40).split(usize::MAX, 500);
        assert!(files.len() > 1 && files.iter().all(|file| file.xml.len() <= 500));
        assert_eq!(files.iter().flat_map(|file| texts(&file.xml, "loc")).count(), 40);
    }

    #[test]
    fn an_address_that_is_too_long_does_not_spoil_the_file_and_no_page_makes_no_file() {
        let mut sitemap = sitemap(1);
        sitemap.entries[0].loc.push_str(&"x".repeat(MAX_ADDRESS));
        assert!(sitemap.files().is_empty());
    }

    #[test]
    fn an_index_names_sitemaps_with_their_latest_change() {
        let mut sitemap = sitemap(2);
        sitemap.entries[0].modified = Some(instant("2026-11-22T00:00:00+04:00[Asia/Tbilisi]"));
        sitemap.entries[1].modified = Some(instant("2026-11-21T23:00:00+00:00[UTC]"));
        let modified = sitemap.files()[0].modified.clone();
        let index = SitemapIndex { sitemaps: vec![SitemapEntry { loc: "https://a.example/sitemap.xml".into(), modified }] };
        insta::assert_snapshot!(index.xml(), @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        <sitemap>
        <loc>https://a.example/sitemap.xml</loc>
        <lastmod>2026-11-21T23:00:00+00:00</lastmod>
        </sitemap>
        </sitemapindex>
        "#);
    }

    proptest! {
        #[test]
        fn any_address_survives_the_round_trip(locs in proptest::collection::vec(any::<String>(), 1..4)) {
            let entries = locs.iter().map(|loc| SitemapEntry { loc: loc.clone(), modified: None }).collect();
            let expected: Vec<_> = locs.iter().map(|loc| allowed(loc).into_owned()).collect();
            prop_assert_eq!(texts(&Sitemap { entries }.files()[0].xml, "loc"), expected);
        }
    }
}
