//! Which files are published, and where.

use crate::support::{Site, source};

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";

fn guide(front: &str, body: &str) -> Site {
    let site = Site::new(&source("articles/guide.md", &format!("title: Guide\naudience: b2c\n{front}"), body));
    for (path, text) in [
        ("articles/leaf.svg", SVG),
        ("articles/unused.svg", SVG),
        ("shared/leaf.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"other\"/>"),
    ] {
        site.put(&format!("content/{path}"), text);
    }
    site
}

fn published(site: &Site) -> Vec<String> {
    site.build().clean().paths().into_iter().filter(|path| [".svg", ".pdf"].iter().any(|end| path.ends_with(end))).collect()
}

#[test]
fn a_file_is_published_only_where_a_page_refers_to_it_beside_that_page() {
    assert_eq!(published(&guide("", "No picture.")), Vec::<String>::new());
    assert_eq!(published(&guide("", "![Leaf](leaf.svg)")), ["b2c/articles/guide/leaf.svg"]);
    assert_eq!(published(&guide("", "[Leaf](../shared/leaf.svg)")), ["b2c/articles/guide/leaf.svg"]);
    assert_eq!(published(&guide("image: {src: leaf.svg, alt: Leaf}", "Text.")), ["b2c/articles/guide/leaf.svg"]);
    assert_eq!(published(&guide("seo: {image: leaf.svg}", "Text.")), ["b2c/articles/guide/leaf.svg"]);
}

#[test]
fn a_file_inside_a_passage_goes_to_its_readers_only() {
    let site = guide("", ":::for{b2b}\n![Leaf](leaf.svg)\n:::");
    site.edit("content/articles/guide.md", "audience: b2c", "audience: all");
    assert_eq!(published(&site), ["b2b/articles/guide/leaf.svg"]);
}

#[test]
fn a_file_that_another_of_its_name_stands_before_carries_its_hash() {
    let site = guide("", "![One](leaf.svg) ![Other](../shared/leaf.svg) ![Again](leaf.svg)");
    let files = published(&site);
    assert_eq!(files.len(), 2);
    assert_eq!(files[1], "b2c/articles/guide/leaf.svg");
    let named = files[0].strip_prefix("b2c/articles/guide/leaf-").and_then(|rest| rest.strip_suffix(".svg")).unwrap_or_default();
    assert!(named.len() == 8 && named.chars().all(|c| c.is_ascii_hexdigit()), "{files:?}");
    let html = site.build().text("b2c/articles/guide/index.html").to_owned();
    assert!(html.contains(&format!("/{}", files[0])) && html.matches("/b2c/articles/guide/leaf.svg").count() == 2, "{html}");
}

#[test]
fn a_file_named_like_the_page_itself_does_not_take_its_place() {
    let site = guide("", "[The file](index.html)");
    site.put("content/articles/index.html", "<p>Not the page</p>");
    let built = site.build();
    if let Some(page) = built.files.get(camino::Utf8Path::new("b2c/articles/guide/index.html")) {
        assert!(String::from_utf8_lossy(page).contains("<h1>Guide</h1>"));
    } else {
        assert!(built.found().contains("plan/same-address"), "{}", built.found());
    }
}

#[test]
fn an_edition_and_each_language_have_the_file_at_their_own_address() {
    let site = guide("editions: [loyal]", "![Leaf](leaf.svg)");
    site.write(&source("articles/guide.ru.md", "title: Чай", "![Лист](leaf.svg)"));
    assert_eq!(
        published(&site),
        [
            "b2c/articles/guide/leaf.svg",
            "b2c/loyal/articles/guide/leaf.svg",
            "b2c/ru/articles/guide/leaf.svg",
            "b2c/ru/loyal/articles/guide/leaf.svg"
        ]
    );
}

#[test]
fn a_section_that_is_empty_for_its_readers_publishes_no_file_and_no_alias_and_finds_no_fault() {
    let site = guide("", "Text.");
    site.write(&source(
        "articles/_index.md",
        "title: Articles\nimage: {src: leaf.svg, alt: Leaf}\naliases: [old, /host]",
        "[The guide](guide.md) ![](leaf.svg)",
    ));
    let built = site.build().clean();
    assert!(built.has("b2c/articles/leaf.svg") && built.has("b2c/old/index.html"));
    assert!(
        !built.paths().iter().any(|path| path.starts_with("b2b") && (path.contains("articles") || path.contains("old"))),
        "{:?}",
        built.paths()
    );
}

#[test]
fn what_the_site_or_an_audience_names_lies_in_files() {
    let site = guide("", "Text.");
    site.put("content/logo.svg", SVG);
    site.edit("site.yaml", "primary: b2c", "primary: b2c\norganization: {logo: logo.svg}");
    site.edit("content/audiences/b2b.yaml", "kind: business", "kind: business\ncontact: {name: N, photo: shared/leaf.svg}");
    assert_eq!(published(&site), ["b2b/files/leaf.svg", "b2b/files/logo.svg", "b2c/files/logo.svg"]);
}

#[test]
fn what_lies_in_static_goes_to_every_hosts_root_as_it_is() {
    let site = guide("", "Text.");
    site.put("content/static/robots-note.txt", "Hello\r\n{{ x }}\n");
    site.put("content/static/.well-known/x.txt", "dot");
    site.edit("content/audiences/b2b.yaml", "kind: business", "kind: business\nurl: https://trade.example");
    let built = site.build().clean();
    for host in ["tea.example", "trade.example"] {
        assert_eq!(built.text(&format!("{host}/robots-note.txt")), "Hello\r\n{{ x }}\n");
    }
}

#[test]
fn a_file_that_is_not_there_is_an_error_with_the_nearest() {
    for front in ["image: {src: laef.svg, alt: x}", "seo: {image: laef.svg}"] {
        let built = guide(front, "Text.").build();
        assert_eq!(built.found(), "error content/missing-file content/articles/guide.md: there is no file `content/articles/laef.svg`");
        assert!(built.report().contains("did you mean `content/articles/leaf.svg`?"));
    }
    let built = guide("image: {src: ../../site.yaml, alt: x}", "Text.").build();
    assert_eq!(built.found(), "error content/path-outside content/articles/guide.md: `../../site.yaml` leads out of `content/`");
}

#[test]
fn audience_files_and_sources_are_never_published() {
    let built = guide("image: {src: ../audiences/b2b.yaml, alt: x}", "Text.").build();
    assert!(built.found().contains("error content/missing-file"), "{}", built.found());
    let built = guide("", "[All of it](../audiences/b2b.yaml)").build();
    assert!(built.found().contains("error"), "{}", built.found());
}

fn landing(gate: &str) -> Site {
    let front = format!("title: Kit\naudience: b2c\nform: letter\nlead_magnet: {{title: The kit, file: kit.pdf{gate}}}");
    let site = Site::new(&source("landings/kit.md", &front, "Take it."));
    site.put("content/landings/kit.pdf", "PDF");
    site
}

#[test]
fn a_gated_file_is_published_only_through_its_thank_you_page() {
    for gate in ["", ", gate: full", ", gate: partial"] {
        let site = landing(gate);
        let files = published(&site);
        assert_eq!(files.len(), 1, "{files:?}");
        assert!(files[0].starts_with("b2c/thanks/kit-") && files[0].ends_with("/kit.pdf"));
        let built = site.build();
        let folder = files[0].trim_end_matches("kit.pdf");
        assert!(built.text(&format!("{folder}index.html")).contains("kit.pdf"));
        assert!(built.text(&format!("{folder}index.html")).contains("noindex"));
        let page = built.text("b2c/landings/kit/index.html");
        assert!(!page.contains("kit.pdf"), "{page}");
        // Only the form knows the way; no list, sitemap or feed does.
        assert!(page.contains(&format!("https://tea.example/{folder}")));
        for (path, bytes) in
            built.files.iter().filter(|(path, _)| !path.as_str().contains("thanks") && !path.as_str().contains("landings/kit/"))
        {
            assert!(!String::from_utf8_lossy(bytes).contains("/thanks/kit-"), "{path}");
        }
    }
}

#[test]
fn the_address_of_a_gated_file_changes_with_its_content() {
    let site = landing("");
    let before = published(&site);
    site.put("content/landings/kit.pdf", "PDF, second edition");
    assert_ne!(published(&site), before);
}

#[test]
fn an_open_file_lies_beside_its_page_and_one_sent_by_mail_nowhere() {
    assert_eq!(published(&landing(", gate: open")), ["b2c/landings/kit/kit.pdf"]);
    assert_eq!(published(&landing(", delivery: email")), Vec::<String>::new());
}

#[test]
fn a_link_to_a_gated_file_is_refused_wherever_it_stands() {
    let site = landing("");
    site.write(&source("articles/guide.md", "title: Guide\naudience: b2c", "[The kit](../landings/kit.pdf)"));
    assert_eq!(
        site.build().found(),
        "error plan/link-to-gated-file content/articles/guide.md: `../landings/kit.pdf` is given only to those who send the form, and this link gives it to everyone"
    );
}

#[test]
fn each_form_has_a_thank_you_page_in_each_variant() {
    let built = Site::with_article("Tea.").build().clean();
    for path in
        ["b2b/thanks/quote/index.html", "b2b/ru/thanks/quote/index.html", "b2c/thanks/letter/index.html", "b2c/ru/thanks/letter/index.html"]
    {
        assert!(built.text(path).contains("noindex"), "{path}");
    }
    assert!(!built.has("b2b/thanks/letter/index.html"));
}
