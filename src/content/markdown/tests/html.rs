use super::fixture::{Fixture, html, readers, written};
use crate::site::HtmlPolicy;

#[test]
fn html_is_sieved_and_holes_stay() {
    let fixture = Fixture::default();
    let text = "<figure onclick=x>\n\n![Leaf](leaf.svg)\n\n<figcaption>[A *leaf*](a.md)</figcaption>\n</figure>\n\n<script>alert(1)</script>\n\nx<sub>2</sub> ::cta{id=a}\n\n::cta{id=a}\n";
    let (body, said) = fixture.parse(text);
    insta::assert_snapshot!(said.join("\n"), @"
    1:9 `onclick=x` Warning: the attribute `onclick` of `<figure>` is not allowed in content and is left out (`content: {html: allow}` in site.yaml publishes HTML as it is written)
    8:1 `<script>` Warning: `<script>` is not allowed in content and is left out (`content: {html: allow}` in site.yaml publishes HTML as it is written)
    10:15 `::cta` Error: two colons start a directive that has a line of its own (in running text write one colon, `:cta`, or give it a line of its own)
    ");
    insta::assert_snapshot!(written(&body.show(&readers("b2b")).html().pieces), @r#"
    <figure>
    <p>{{image 0 "Leaf"}}</p>
    <figcaption>[A *leaf*](a.md)</figcaption>
    </figure>

    <p>x<sub>2</sub> ::cta{id=a}</p>
    {{cta id="a"}}
    "#);
}

#[test]
fn nobody_can_forge_a_hole() {
    let fixture = Fixture::default();
    let (body, _) = fixture.parse("<a data-hole=\"0\" DATA-HOLE-X=0>x</a> [y](a.md)\n\n<div data-hole=\"0\"></div>\n");
    insta::assert_snapshot!(written(&body.show(&readers("b2b")).html().pieces), @r#"
    <p><a data-hole="0" data-hole-x="0">x</a> {{link 0}}y{{/link 0}}</p>
    <div data-hole="0"></div>
    "#);
}

#[test]
fn html_that_is_allowed_is_published_as_it_is_written() {
    let fixture = Fixture { minify: true, ..Fixture::with(HtmlPolicy::Allow) };
    insta::assert_snapshot!(fixture.html("<a href=\"https://x.example\" onclick='y'>a</a>  [b](b.md)\n\n<!-- </a> -->\n<my-element>\n\n*c*\n", "b2b"), @r#"
    <p><a href="https://x.example" onclick='y'>a</a>  {{link 0}}b{{/link 0}}</p>
    <!-- </a> -->
    <my-element>
    <p><em>c</em></p>
    "#);
}

#[test]
fn html_that_is_denied_is_an_error_with_its_place() {
    let (body, said) = Fixture::with(HtmlPolicy::Deny).parse("a <b>c</b>\n\n<div>\nd\n</div>\n\n<!-- a comment is none -->\n");
    insta::assert_snapshot!(said.join("\n"), @"
    1:3 `<b>` Error: HTML is not allowed in the content of this site (write it in markdown or as a component, or allow it with `content: {html: sanitise}` in site.yaml)
    3:1 `<div>` Error: HTML is not allowed in the content of this site (write it in markdown or as a component, or allow it with `content: {html: sanitise}` in site.yaml)
    ");
    insta::assert_snapshot!(written(&body.show(&readers("b2b")).html().pieces), @"<p>a c</p>");
}

#[test]
fn what_is_removed_is_named() {
    let (_, said) = Fixture::default().parse(
        "<iframe src=\"https://evil.example/\"></iframe>\n\n<iframe src=\"https://www.youtube.com/embed/x\"></iframe>\n\n<form><input name=x></form>\n\n<p style=\"color: red\">a <a href=\"javascript:x\">b</a></p>\n\n# H {#id .c onclick=x}\n\n[c](javascript:alert) ![d](data:image/png;base64,x)\n",
    );
    insta::assert_snapshot!(said.join("\n"), @r#"
    1:9 `src="https://evil.example/"` Warning: a frame that shows a page of an unknown service is not allowed in content and is left out (`content: {html: allow}` in site.yaml publishes HTML as it is written)
    5:1 `<form>` Warning: `<form>` is not allowed in content and is left out (`content: {html: allow}` in site.yaml publishes HTML as it is written)
    5:14 `name=x` Warning: the attribute `name` of `<input>` is not allowed in content and is left out (`content: {html: allow}` in site.yaml publishes HTML as it is written)
    7:4 `style="color: red"` Warning: the style `color` of `<p>` is not allowed in content and is left out (`content: {html: allow}` in site.yaml publishes HTML as it is written)
    7:28 `href="javascript:x"` Warning: the address in `href` of `<a>` is not allowed in content and is left out (`content: {html: allow}` in site.yaml publishes HTML as it is written)
    9:1 `# H {#id .c onclick=x}` Warning: the attribute `onclick` of a heading is not allowed in content and is left out (braces after a heading take `#id`, `.class`, `lang=…` and the like)
    11:5 `javascript:alert` Error: this link runs a program in place of leading to a page (link to a page, a file or an address that starts with https://)
    11:28 `data:image/png;base64,x` Error: this link runs a program in place of leading to a page (link to a page, a file or an address that starts with https://)
    "#);
}

#[test]
fn a_file_that_html_names_should_be_named_in_markdown() {
    let (_, said) = Fixture::default().parse("<img src=\"cup.svg\"> <a href=\"../a.md\">x</a> <a href=\"#y\">z</a> <a href=\"/q\">w</a>\n");
    insta::assert_snapshot!(said.join("\n"), @r#"
    1:6 `src="cup.svg"` Warning: the address of a file in HTML is published as it is written, and `cup.svg` leads nowhere (write it in markdown: `![what it shows](picture.png)`)
    1:24 `href="../a.md"` Warning: the address of a link in HTML is published as it is written, and `../a.md` leads nowhere (write it in markdown: `[text](path.md)`)
    "#);
}

#[test]
fn html_that_is_not_closed_is_named_where_it_swallows_a_link() {
    let (body, _) = Fixture::default().parse("<iframe src=\"https://www.youtube.com/embed/x\">\n\n[a](b.md)\n");
    let shown = body.show(&readers("b2b"));
    let mut findings = crate::diagnostics::Findings::new();
    findings.extend(shown.findings.clone());
    insta::assert_snapshot!(super::fixture::said(findings).join("\n"), @"3:5 `b.md` Warning: HTML before this is not closed and swallows it (close every HTML tag that is opened, `<iframe>` too)");
}

#[test]
fn a_broken_tag_in_a_component_stays_in_it() {
    insta::assert_snapshot!(html(":::note\n<div>\n\na\n:::\n\nb\n", "b2b"), @"
    {{note body=(<div>
    <p>a</p>
    </div>)}}
    <p>b</p>
    ");
}

#[test]
fn html_that_is_nested_absurdly_deep_is_an_error_and_is_not_shown() {
    let (body, said) = Fixture::default().parse(&format!("{}a\n", "<div>".repeat(300)));
    assert_eq!(said.len(), 1);
    assert!(said[0].contains("lists, quotes or HTML are nested more than 256 deep"), "{}", said[0]);
    assert_eq!(written(&body.show(&readers("b2b")).html().pieces), "");
}
