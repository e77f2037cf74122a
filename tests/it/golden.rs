//! What whole pages look like: each kind for two audiences.

use crate::support::{Site, source};

fn site() -> Site {
    let article = "title: Water for tea\ndescription: What is in your kettle.\naudience: all\nstage: interest\ndate: 2026-05-01\nupdated: 2026-06-01\nauthor: nino\ntags: [water]\nimage: {src: leaf.svg, alt: A leaf}";
    let study = "title: Cafe Orbeli\naudience: all\ndate: 2026-04-01\nclient: {name: Orbeli, industry: Cafe, location: Tbilisi}\nmetrics: [{label: Returned cups, before: 12, after: 3, unit: a week, period: May 2026, source: Own count}]\nquotes: [{text: Nobody sends it back, person: L. O., role: Owner, approved: 2026-03-01}]\npermission: {status: granted}";
    let landing = "title: The starter kit\ndescription: Two sheets.\naudience: all\nbenefits: [A menu, A price]\nfaq: [{q: Is it free?, a: 'Yes.'}]\nlead_magnet: {title: The kit, file: kit.pdf}\nvariants: {b2b: {form: quote}, b2c: {form: letter}}";
    let event = "title: Open day\naudience: all\nstarts: 2027-05-15T11:00:00+04:00\nends: 2027-05-15T18:00:00+04:00\nplace: {name: The old factory, city: Ozurgeti}\nspeakers: [{name: Nino, role: Tea maker}]\nvariants: {b2b: {register: quote}, b2c: {register: letter}}";
    let site = Site::new(
        &[
            source("articles/water.md", article, "Water changes a cup.\n\n## Hard or soft {#hard}\n\n:::for{b2b}\nAsk your [supplier](../pages/about.md).\n:::\n\n:::for{b2c}\nLook at the film.\n:::\n\n:::note\nBoil it *once*.\n:::"),
            source("case-studies/orbeli.md", study, "They changed the water."),
            source("landings/kit.md", landing, "Print it."),
            source("events/open-day.md", event, "Come and see."),
            source("pages/about.md", "title: About us", "We make tea."),
        ]
        .concat(),
    );
    site.put("content/articles/leaf.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    site.put("content/landings/kit.pdf", "PDF");
    site.edit("content/audiences/b2b.yaml", "kind: business", "kind: business\ndefaults: {cta: quote}");
    site.edit("content/audiences/b2c.yaml", "kind: consumer", "kind: consumer\ndefaults: {cta: box}");
    site
}

/// HTML with a line for each tag that begins a block, and without the white space between them.
fn tidy(html: &str) -> String {
    let text = html.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut lines = String::new();
    for (index, piece) in text.split('<').enumerate() {
        if index == 0 {
            continue;
        }
        let name = piece.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let inline = ["a", "span", "em", "strong", "time", "b", "i", "code"].contains(&name) || piece.starts_with('/');
        if !inline && !lines.is_empty() {
            lines = format!("{}\n", lines.trim_end());
        }
        lines.push('<');
        lines.push_str(piece);
    }
    lines.replace("> <", "><")
}

fn main_of(address: &str) -> String {
    let built = site().build().clean();
    ["b2b", "b2c"]
        .map(|audience| format!("{audience}:\n{}\n", tidy(built.between(&format!("{audience}/{address}index.html"), "<main", "</main>"))))
        .join("\n")
}

#[test]
fn an_article() {
    insta::assert_snapshot!(main_of("articles/water/"));
}

#[test]
fn a_case_study() {
    insta::assert_snapshot!(main_of("case-studies/orbeli/"));
}

#[test]
fn a_landing_page() {
    insta::assert_snapshot!(main_of("landings/kit/"));
}

#[test]
fn an_event() {
    insta::assert_snapshot!(main_of("events/open-day/"));
}

#[test]
fn a_page() {
    insta::assert_snapshot!(main_of("about/"));
}

#[test]
fn the_heads_of_an_article() {
    let built = site().build().clean();
    let head = |audience: &str| {
        let all = built.between(&format!("{audience}/articles/water/index.html"), "<title>", "</head>").to_owned();
        // The names of fingerprinted assets change with every change of style.
        all.lines()
            .filter(|line| !line.contains("stylesheet") && !line.trim().is_empty())
            .map(|line| format!("{}\n", line.trim()))
            .collect::<String>()
    };
    insta::assert_snapshot!(format!("{}\n{}", head("b2b"), head("b2c")));
}
