//! Files that are no texts, or odd ones.

use super::{found, raw, told};
use crate::support::Site;

#[test]
fn an_empty_file() {
    insta::assert_snapshot!(told(&raw("")), @"
    error[content/no-front-matter]: the file has no front matter
     --> content/articles/guide.md:1:1
      |
    1 |
      | ^
      |
      = help: begin it with a line `---`, then `title: …`, then another line `---`
    ");
}

#[test]
fn bytes_that_are_no_text() {
    insta::assert_snapshot!(told(&raw(b"---\ntitle: Gu\xFFide\naudience: all\n---\nTea.\n".to_vec())), @"
    error[world/not-utf-8]: the file is not UTF-8 text from here on
     --> content/articles/guide.md:2:10
      |
    2 | title: Gu
      |          ^
      |
      = help: save it again as UTF-8; every editor offers that when saving
    ");
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_no_mistake() {
    let site = raw("\u{feff}---\r\ntitle: Guide\r\naudience: all\r\n---\r\nTea.\r\n\r\n:::for{b2b}\r\nNet 30.\r\n:::\r\n");
    let built = site.build().clean();
    assert!(built.text("b2b/articles/guide/index.html").contains("Net 30."));
    assert!(!built.text("b2c/articles/guide/index.html").contains("Net 30."));
    assert!(!built.text("b2b/articles/guide/index.html").contains('\u{feff}'));
}

#[test]
fn a_text_file_of_fifty_megabytes() {
    let huge = || "Tea. ".repeat(10 << 20);
    insta::assert_snapshot!(told(&raw(format!("---\ntitle: Guide\naudience: all\n---\n{}", huge()))), @"
    error[world/too-large]: this text file has 50 MB, and at most 16 are read
    --> content/articles/guide.md
     = help: split it into several pages, and put pictures and tables of data into files of their own
    ");
    let huge = [
        ("site.yaml", format!("# {}\n", huge())),
        ("content/audiences/b2b.yaml", format!("# {}\n", huge())),
        ("themes/lumen/templates/page.html", huge()),
        ("themes/lumen/theme.yaml", format!("# {}\n", huge())),
    ];
    for (path, text) in huge {
        let site = Site::with_article("Tea.");
        site.put(path, text);
        assert_eq!(
            found(&site).lines().next(),
            Some(&*format!("error world/too-large {path}: this text file has 50 MB, and at most 16 are read"))
        );
    }
}

#[test]
fn a_picture_that_is_called_a_text() {
    let bytes: Vec<u8> = (0..=255).cycle().take(4_000).collect();
    insta::assert_snapshot!(found(&raw(bytes.clone())), @"error world/not-utf-8 content/articles/guide.md: the file is not UTF-8 text from here on");
    for path in ["site.yaml", "content/audiences/b2b.yaml", "themes/lumen/templates/page.html", "themes/lumen/theme.yaml"] {
        let site = Site::with_article("Tea.");
        site.put(path, bytes.clone());
        let found = found(&site);
        assert!(found.contains(path) && found.contains("UTF-8"), "{found}");
    }
}

#[test]
fn a_text_in_utf_16() {
    let text: Vec<u8> = "\u{feff}---\r\ntitle: Guide\r\n---\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    insta::assert_snapshot!(told(&raw(text)), @"
    error[world/not-utf-8]: the file is not UTF-8 text from here on
     --> content/articles/guide.md:1:1
      |
    1 |
      | ^
      |
      = help: save it again as UTF-8; every editor offers that when saving
    ");
}

#[test]
fn a_text_of_zero_bytes() {
    insta::assert_snapshot!(told(&raw(vec![0; 1_000])), @"
    error[content/no-front-matter]: the file has no front matter
     --> content/articles/guide.md:1:1
      |
    1 | ␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀...␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^...^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: begin it with a line `---`, then `title: …`, then another line `---`
    ");
    insta::assert_snapshot!(told(&raw("---\ntitle: \u{0}\naudience: all\n---\nTea.\n")), @"
    error[yaml/unreadable]: an invisible control character stands here
     --> content/articles/guide.md:2:1
      |
    2 | title: ␀
      | ^^^^^^^^
      |
      = help: delete it and write the line anew
    ");
}

#[test]
fn a_site_and_an_audience_that_are_empty_files() {
    let site = Site::with_article("Tea.");
    site.put("site.yaml", "");
    site.put("content/audiences/b2b.yaml", "# nothing yet\n");
    insta::assert_snapshot!(found(&site), @"
    error yaml/missing-key content/audiences/b2b.yaml: the key `kind` is missing
    error yaml/missing-key content/audiences/b2b.yaml: the key `label` is missing
    error yaml/missing-key site.yaml: the key `languages` is missing
    error yaml/missing-key site.yaml: the key `primary` is missing
    error yaml/missing-key site.yaml: the key `title` is missing
    error yaml/missing-key site.yaml: the key `url` is missing
    ");
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_in_the_site_and_its_audiences_are_no_mistake() {
    let site = Site::with_article("Tea.");
    for path in ["site.yaml", "content/audiences/b2b.yaml", "content/audiences/b2c.yaml"] {
        let text = String::from_utf8(segue::world::World::read(site.world(), path.into()).unwrap()).unwrap();
        site.put(path, format!("\u{feff}{}", text.replace('\n', "\r\n")));
    }
    site.build().clean();
}

#[test]
fn a_name_that_no_address_can_have() {
    let site = Site::with_article("![x](a.svg)");
    site.put("content/articles/two\u{7}.md", "---\ntitle: Two\naudience: all\n---\nTea.\n");
    site.put("content/articles/a\\b.svg", "<svg/>");
    site.put("content/static/a\nb.txt", "x");
    site.put("content/articles/a.svg", "<svg/>");
    insta::assert_snapshot!(told(&site), @r"
    error[world/file]: the name has a control character or a backslash in it
    --> content/articles/a\b.svg
     = help: rename it: letters of any script, digits, spaces, dots and hyphens are safe

    error[world/file]: the name has a control character or a backslash in it
    --> content/articles/two\u{7}.md
     = help: rename it: letters of any script, digits, spaces, dots and hyphens are safe

    error[world/file]: the name has a control character or a backslash in it
    --> content/static/a\nb.txt
     = help: rename it: letters of any script, digits, spaces, dots and hyphens are safe
    ");
}

#[test]
fn a_page_whose_name_is_written_in_the_way_of_another_system_is_found_by_either() {
    let site = Site::with_article("[Café](caf\u{e9}.md) [again](cafe\u{301}.md)");
    site.put("content/articles/cafe\u{301}.md", "---\ntitle: Café\naudience: all\n---\nTea.\n");
    let built = site.build().clean();
    assert!(built.has("b2b/articles/cafe/index.html"), "{:?}", built.paths());
    assert_eq!(built.text("b2b/articles/guide/index.html").matches("href=\"/b2b/articles/cafe/\"").count(), 2);
}

#[test]
fn two_pages_whose_names_look_the_same() {
    let site = Site::with_article("Tea.");
    site.put("content/articles/cafe\u{301}.md", "---\ntitle: One\naudience: all\n---\nTea.\n");
    site.put("content/articles/caf\u{e9}.md", "---\ntitle: Two\naudience: all\n---\nTea.\n");
    insta::assert_snapshot!(told(&site), @"
    error[content/twice]: `articles/café` has two files for the same readers
    --> content/articles/café.md
    ::: content/articles/café.md
     = help: keep one of them
    ");
}

#[test]
fn a_picture_whose_name_looks_like_the_one_that_is_meant() {
    let site = Site::with_article("![Café](caf\u{e9}.svg)");
    site.put("content/articles/cafe\u{301}.svg", "<svg/>");
    insta::assert_snapshot!(told(&site), @"
    error[plan/missing-target]: there is no file `content/articles/café.svg`
     --> content/articles/guide.md:6:9
      |
    6 | ![Café](café.svg)
      |         ^^^^^^^^
      |
      = help: a file of this name is there, but its name is written with other characters that look the same: rename the file
    ");
}

#[test]
fn byte_order_marks_where_none_belong() {
    for count in 2..6 {
        for text in ["title: чай [\nurl: {\n", "ч: [ч\n", "title: \"\u{1}ч\"\n"] {
            let marks = "\u{feff}".repeat(count);
            let site = Site::with_article("Tea.");
            site.put("site.yaml", format!("{marks}{text}{marks}ч: ]\n"));
            told(&site);
            told(&raw(format!("---\n{marks}{text}{marks}ч: ]\n---\nTea.\n")));
        }
    }
}
