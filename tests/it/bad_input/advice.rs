//! What is said to do about a mistake is what mends it.

use super::{GUIDE, found, guide, told};
use crate::support::{Site, source};

const B2B: &str = "content/audiences/b2b.yaml";

/// A site with an article for b2b of this body, with a picture and a list of prices beside it.
fn body(text: &str) -> Site {
    let site = Site::new(&source("articles/guide.md", "title: Guide\naudience: b2b", text));
    site.put("content/articles/care.pdf", "%PDF");
    site.put("content/articles/nino.jpg", "jpg");
    site
}

#[test]
fn a_picture_that_is_not_there_is_suggested_a_picture() {
    let testimonial = |photo: &str| body(&format!(":::testimonial{{person=Nino role=Maker photo={photo}}}\nGood.\n:::"));
    insta::assert_snapshot!(told(&testimonial("nina.jpg")), @"
    error[plan/missing-target]: there is no file `content/articles/nina.jpg`
     --> content/articles/guide.md:5:39
      |
    5 | :::testimonial{person=Nino role=Maker photo=nina.jpg}
      |                                       ^^^^^^^^^^^^^^
      |
      = help: did you mean `content/articles/nino.jpg`?
    ");
    insta::assert_snapshot!(told(&testimonial("nope.jpg")), @"
    error[plan/missing-target]: there is no file `content/articles/nope.jpg`
     --> content/articles/guide.md:5:39
      |
    5 | :::testimonial{person=Nino role=Maker photo=nope.jpg}
      |                                       ^^^^^^^^^^^^^^
      |
      = help: paths start from the folder of the file they stand in
    ");
    insta::assert_snapshot!(told(&testimonial("care.pdf")), @"
    error[content/not-a-picture]: `care.pdf` is no picture
     --> content/articles/guide.md:5:39
      |
    5 | :::testimonial{person=Nino role=Maker photo=care.pdf}
      |                                       ^^^^^^^^^^^^^^
      |
      = help: name a file that browsers show: svg, png, apng, jpg, jpeg, gif, webp, avif, ico
    ");
}

#[test]
fn what_is_no_picture_is_not_shown_as_one() {
    let site = body("![x](care.pdf) ![y](guide.md) ![z](nino.jpg) [prices](care.pdf)");
    site.edit(GUIDE, "audience: b2b", "audience: b2b\nimage: {src: care.pdf, alt: x}");
    site.edit("site.yaml", "primary: b2c", "primary: b2c\norganization: {logo: articles/care.pdf}");
    insta::assert_snapshot!(found(&site), @"
    error content/not-a-picture content/articles/guide.md: `care.pdf` is no picture
    error content/not-a-picture content/articles/guide.md: `care.pdf` is no picture
    error content/not-a-picture content/articles/guide.md: `guide.md` is no picture
    error content/not-a-picture site.yaml: `articles/care.pdf` is no picture
    ");
}

#[test]
fn a_file_by_another_name_is_not_suggested_for_the_folder_it_lies_in() {
    insta::assert_snapshot!(told(&body("::referral{you=a friend=b terms=\"our terms\"}")), @r#"
    error[plan/missing-target]: there is no file `content/articles/our terms`
     --> content/articles/guide.md:5:27
      |
    5 | ::referral{you=a friend=b terms="our terms"}
      |                           ^^^^^^^^^^^^^^^^^
      |
      = help: paths start from the folder of the file they stand in
    "#);
}

#[test]
fn targets_in_an_audience_file_that_are_addresses_or_start_from_elsewhere() {
    let to = |target: &str| {
        let site = guide("");
        site.write(&source("pages/showroom.md", "title: Showroom\naudience: b2c", "Tea."));
        site.edit(B2B, "to: 'form:quote'", &format!("to: '{target}'"));
        let report = told(&site);
        report.lines().filter(|line| line.contains("error[") || line.contains("help:")).map(str::trim).collect::<Vec<_>>().join("\n")
    };
    let all = ["www.example.com/x", "example.com/x", "wholesale@example.com", "../pages/showroom.md", "pages/none.md", "pages/showroom.md"];
    insta::assert_snapshot!(all.map(to).join("\n"), @"
    error[plan/missing-target]: there is no file `www.example.com/x`
    = help: write `https://www.example.com/x`
    error[plan/missing-target]: there is no file `example.com/x`
    = help: write `https://example.com/x`
    error[plan/missing-target]: there is no file `wholesale@example.com`
    = help: write `mailto:wholesale@example.com`
    error[content/path-outside]: `../pages/showroom.md` leads out of `content/`
    = help: paths start from `content/` here: write `pages/showroom.md`
    error[plan/missing-target]: there is no source `content/pages/none.md`
    = help: paths start from `content/` here
    error[plan/link-across]: readers of `b2b` have no page `pages/showroom`, so this link would lead them into another audience's site
    = help: lead them to a page that they have, give `pages/showroom` to `b2b` too, or set `links: {across: primary}` in site.yaml
    ");
}

#[test]
fn a_number_with_spaces_is_called_without_them() {
    let site = body("[Call](<tel:+995 431 00 00 14>)");
    assert!(site.build().clean().text("b2b/articles/guide/index.html").contains("href=\"tel:+995431000014\""));
}

#[test]
fn a_passage_for_a_segment_on_a_page_for_all_of_its_audience() {
    let site = body("Tea.\n\n:::for{wholesale}\nSacks.\n:::");
    insta::assert_snapshot!(site.build().report(), @"
    warning[content/passage-for-nobody]: no page shows this passage
     --> content/articles/guide.md:7:1
      |
    7 | :::for{wholesale}
      | ^^^^^^^^^^^^^^^^^
      |
      = help: the page is for more than `wholesale`: add `editions: [wholesale]` for a copy of their own, or `segment: wholesale` if it is only for them
    ");
    site.edit(GUIDE, "audience: b2b", "audience: b2b\neditions: [wholesale]");
    site.build().clean();
}

#[test]
fn a_name_that_is_kept_back_is_shown_where_and_how_it_stands() {
    let front = "title: Story\naudience: b2b\nanonymised: true\nclient: {name: Golden Crust}\npermission: {status: granted}";
    for told_as in ["GoldenCrust", "golden-crust", "GOLDEN CRUST"] {
        let site = Site::new(&source("case-studies/bakery.md", front, &format!("A bakery.\n\nWe met {told_as} in May.")));
        let report = told(&site);
        assert!(report.contains(&format!("this page tells it: `{told_as}`\n  --> content/case-studies/bakery.md:10:8\n")), "{report}");
    }
    let said = format!("{front}\ndescription: How Golden-Crust bakes\nquotes: [{{text: Good., person: Maka Lomidze, role: Owner}}]");
    insta::assert_snapshot!(told(&Site::new(&source("case-studies/bakery.md", &said, "A bakery."))), @"
    error[plan/tells-the-name]: the client's name is kept back, and this page tells it: `Golden-Crust`
     --> content/case-studies/bakery.md:7:14
      |
    7 | description: How Golden-Crust bakes
      |              ^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write the page without it, file names and descriptions of pictures included; other forms of the name are yours to find

    warning[plan/tells-the-person]: the client's name is kept back, and this quote names somebody there: `Maka Lomidze`
     --> content/case-studies/bakery.md:8:32
      |
    8 | quotes: [{text: Good., person: Maka Lomidze, role: Owner}]
      |                                ^^^^^^^^^^^^
      |
      = help: leave `person:` out and keep the role, or say who it is without a name, such as `The owner`
    ");
    let nameless = said.replace("Golden-Crust bakes", "it bakes").replace("Maka Lomidze", "The owner");
    Site::new(&source("case-studies/bakery.md", &nameless, "A bakery.")).build().clean();
}

#[test]
fn a_text_with_a_space_wants_quotes() {
    let site = body(
        ":::testimonial{person=Luka van Orbeliani role=Barista}\nGood.\n:::\n\n:::testimonial{person=Luka role=Barista nonsense}\nGood.\n:::",
    );
    insta::assert_snapshot!(told(&site), @r#"
    error[markdown/unquoted]: `person` gets `Luka` alone: a text with a space in it needs quotes
     --> content/articles/guide.md:5:16
      |
    5 | :::testimonial{person=Luka van Orbeliani role=Barista}
      |                ^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write `person="Luka van Orbeliani"`

    error[markdown/unquoted]: `role` gets `Barista` alone: a text with a space in it needs quotes
     --> content/articles/guide.md:9:28
      |
    9 | :::testimonial{person=Luka role=Barista nonsense}
      |                            ^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write `role="Barista nonsense"`
    "#);
}

#[test]
fn presets_in_a_ring_are_there() {
    let site = guide("");
    site.write("\n-- presets/thrifty.yaml --\nextends: careful\n-- presets/careful.yaml --\nextends: thrifty\n");
    site.edit(B2B, "{label: Wholesale}", "{label: Wholesale, preset: thrifty}");
    insta::assert_snapshot!(found(&site), @"error site/preset-cycle presets/careful.yaml: these presets build on one another: careful → thrifty → careful");
}

#[test]
fn lists_that_are_not_what_their_component_shows() {
    let comparison = ":::comparison{ours=Ours as_of=2026-11-01}\n| | Us | Them |\n|---|---|---|\n| x | 1 | 2 |\n:::";
    assert!(told(&body(comparison)).contains("= help: known are: Us, Them\n"));
    let site = body(":::steps\n- One\n- Two\n:::");
    insta::assert_snapshot!(told(&site), @"
    error[markdown/body]: `steps` needs a list with numbers to show
     --> content/articles/guide.md:5:1
      |
    5 | :::steps
      | ^^^^^^^^
      |
      = help: write each step on a line that starts with its number: `1. `, `2. `
    ");
    let logos = |item: &str| body(&format!(":::logos{{evidence=drawer}}\n- ![Orbeli](nino.jpg)\n- {item}\n:::"));
    for item in ["Golden Crust", "[Golden Crust](https://crust.example)", "![Golden Crust](nino.jpg) and Orbeli", "`Golden Crust`"] {
        assert!(
            told(&logos(item)).starts_with("error[markdown/body]: `logos` needs a list of pictures, and only of pictures, to show"),
            "{item}"
        );
    }
    logos("[![Golden Crust](nino.jpg)](https://crust.example)").build().clean();
}

#[test]
fn a_discount_that_does_not_say_how_much() {
    for discount in ["10", "110%", "-10%", "ten percent"] {
        let site = guide("");
        site.edit(B2B, "kind: business", &format!("kind: business\noffers: {{spring: {{title: Spring, discount: {discount}}}}}"));
        let report = told(&site);
        assert!(report.starts_with("error[site/offer-discount]") && report.contains("= help: write "), "{report}");
    }
}

#[test]
fn an_event_that_does_not_say_when_it_is() {
    let site = Site::new(&source("events/hour.md", "title: Hour\naudience: b2b", "Tea."));
    insta::assert_snapshot!(site.build().found(), @"warning plan/event-without-start content/events/hour.md: this event does not say when it is");
    site.write("\n-- content/events/_index.md --\n---\ntitle: Events\naudience: b2b\ncascade: {starts: 2027-02-10}\n---\n");
    site.build().clean();
}
