//! Components as authors meet them in markdown: what they make, what they refuse, and what they say to whom.

#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use crate::support::{Site, source, visible};

const PICTURE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";

/// A site in three languages, formal for business and informal at home, with all that components ask of it.
fn site(body: &str) -> Site {
    let article = |title: &str, body: &str| format!("---\ntitle: {title}\naudience: all\ndate: 2026-05-01\n---\n{body}\n");
    let site = Site::new(&format!(
        "
-- site.yaml --
title: Tea
url: https://tea.example
languages: [en, ru, ka]
primary: b2c
time_zone: Asia/Tbilisi
authors: {{nino: {{name: Nino Kalandadze}}}}
-- content/articles/guide.md --
{}
-- content/articles/guide.ru.md --
{}
-- content/articles/guide.ka.md --
{}
-- content/pages/terms.md --
---
title: Terms
---
## Terms

All of them.
-- content/pages/terms.ru.md --
---
title: Условия
---
Все.
-- content/pages/terms.ka.md --
---
title: პირობები
---
ყველა.
",
        article("Guide & more", body),
        article("Справочник", body),
        article("გზამკვლევი", body)
    ));
    let asks = "ctas:
  quote: {goal: lead, text: Get a quote, to: 'form:quote'}
  samples: {goal: sale, text: Order it, to: 'https://shop.example'}
  points: {goal: loyalty, text: See your points, to: pages/terms.md}
  refer: {goal: referral, text: Get a code, to: pages/terms.md}
forms: {quote: {action: 'https://forms.example/quote', fields: [{id: email, required: true}]}}
offers: {spring: {title: Spring}}
contacts: {training: {name: Nino Kalandadze, email: cafes@tea.example}}
delivery: {free_from: {en: 30, ru: 80.5, ka: 80}, currency: {en: EUR, ru: GEL, ka: GEL}, terms: pages/terms.md}
";
    for (id, kind, voice, address) in [("b2b", "business", "formal", "formal"), ("b2c", "consumer", "friendly", "informal")] {
        let file = format!("label: {id}\nkind: {kind}\nvoice: {voice}\naddress: {address}\n{asks}");
        site.put(&format!("content/audiences/{id}.yaml"), file);
    }
    for picture in ["luka.jpg", "orbeli.svg", "gudauri.svg"] {
        site.put(&format!("content/articles/{picture}"), PICTURE);
    }
    site.put("content/articles/care.pdf", vec![b'x'; 2_345]);
    site
}

/// The same in English alone.
fn english(body: &str) -> Site {
    let site = site(body);
    site.edit("site.yaml", "[en, ru, ka]", "[en]");
    for id in ["b2b", "b2c"] {
        let sums = "{en: 30, ru: 80.5, ka: 80}, currency: {en: EUR, ru: GEL, ka: GEL}";
        site.edit(&format!("content/audiences/{id}.yaml"), sums, "30, currency: EUR");
    }
    for file in ["articles/guide.ru", "articles/guide.ka", "pages/terms.ru", "pages/terms.ka"] {
        site.remove(&format!("content/{file}.md"));
    }
    site
}

/// The body of the page for business.
fn shown(body: &str) -> String {
    let built = english(body).build().clean();
    let prose = built.between("b2b/articles/guide/index.html", "<div class=\"prose\">", "</article>");
    tidy(prose.trim_start_matches("<div class=\"prose\">").trim_end_matches("</article>").trim_end_matches("</div>"))
}

/// A line for each tag that begins a block.
fn tidy(html: &str) -> String {
    let mut lines = String::new();
    for piece in html.split_whitespace().collect::<Vec<_>>().join(" ").split_inclusive('>') {
        let piece = piece.trim_start();
        let inline = ["<a", "<span", "<b", "<time", "<cite", "<strong", "<s>", "<path", "<title"].iter().any(|tag| piece.starts_with(tag));
        if piece.starts_with('<') && !piece.starts_with("</") && !inline && !lines.is_empty() {
            lines = format!("{}\n", lines.trim_end());
        }
        lines.push_str(piece);
    }
    lines
}

/// What is said of a body, each finding once.
fn said(body: &str) -> String {
    let built = english(body).build();
    let mut seen = std::collections::BTreeSet::new();
    let all = built.findings.iter().filter(|finding| seen.insert(format!("{} {}", finding.rule, finding.message)));
    let line = |finding: &segue::diagnostics::Finding| {
        let text = segue::diagnostics::Format::Human.write(finding, segue::diagnostics::Style::Plain);
        let at = text.lines().find_map(|line| line.trim_start().strip_prefix("--> ")).unwrap_or_default().to_owned();
        format!(
            "{} {}: {} ({})",
            finding.rule,
            at.rsplit('/').next().unwrap_or_default(),
            finding.message,
            finding.help.clone().unwrap_or_default()
        )
    };
    all.map(line).collect::<Vec<_>>().join("\n")
}

// ── The README ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

const README: &str = include_str!("../../README.md");

fn readme_components() -> &'static str {
    let start = README.find("### Components\n").unwrap();
    let end = README[start..].find("\n### Links and files").unwrap();
    &README[start..start + end]
}

fn readme_example() -> &'static str {
    let section = readme_components();
    let start = section.find("```markdown\n").unwrap() + "```markdown\n".len();
    &section[start..start + section[start..].find("```\n").unwrap()]
}

#[test]
fn every_example_of_the_readme_works_for_every_audience_in_every_language() {
    let site = site(&format!("{}\n\n## Terms {{#terms}}\n", readme_example()));
    site.write(&source(
        "case-studies/orbeli.md",
        "title: Orbeli\naudience: all\ndate: 2026-05-01\nclient: {name: Café Orbeli}\npermission: {status: granted, scope: [name, logo]}",
        "A story.",
    ));
    let built = site.build().clean();
    for page in ["b2b/", "b2b/ru/", "b2b/ka/", "b2c/", "b2c/ru/", "b2c/ka/"] {
        assert!(built.text(&format!("{page}articles/guide/index.html")).contains("alt=\"Café Orbeli\""), "{page}");
    }
}

#[test]
fn the_readme_has_every_component_of_the_theme_with_an_example() {
    let mut findings = segue::diagnostics::Findings::new();
    let site = site("");
    let snapshot = segue::plan::Snapshot::load(site.world(), &segue::plan::Options::default(), &mut findings).unwrap();
    let components = snapshot.theme.components();
    assert!(components.len() > 20);
    let table: String =
        readme_components().lines().filter(|line| line.starts_with('|')).map(|line| line.split(" | ").next().unwrap()).collect();
    for name in components.keys() {
        assert!(table.contains(&format!("`{name}`")), "the README's table lacks `{name}`");
        let written = [format!(":{name}{{"), format!(":{name}\n"), format!(":{name}[")];
        assert!(written.iter().any(|call| readme_example().contains(call)), "the README has no example of `{name}`");
    }
}

// ── What they make ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn metrics_are_a_table_of_before_and_after() {
    insta::assert_snapshot!(shown(
        ":::metrics[What *changed*]\n| What | Before | After | When | Who |\n|---|---|---|---|---|\n| Pots | 14 | **31** | May 2026 | the till |\n| Cups | | 3 | | |\n:::"
    ), @r#"
    <div class="figures">
    <div class="table" tabindex="0">
    <table class="metrics">
    <caption>What <em>changed</em></caption>
    <thead>
    <tr>
    <th scope="col">Measure</th>
    <th scope="col" class="figure">Before</th>
    <th scope="col" class="figure">After</th></tr></thead>
    <tbody>
    <tr>
    <th scope="row">Pots<span class="meta"><span>May 2026</span><span>Source: the till</span></span></th>
    <td class="figure">14</td>
    <td class="figure figure-after"><strong>31</strong></td></tr>
    <tr>
    <th scope="row">Cups</th>
    <td class="figure">–</td>
    <td class="figure figure-after">3</td></tr></tbody></table></div></div></div></div>
    "#);
}

#[test]
fn metrics_without_a_table_are_those_of_the_case_study_and_stand_there_once() {
    let site = english("Text.");
    let front = "title: Orbeli\naudience: all\ndate: 2026-05-01\nmetrics: [{label: Pots, before: 1400, after: 31, period: May}]\npermission: {status: granted, scope: [SCOPE]}";
    site.write(&source("case-studies/orbeli.md", &front.replace("SCOPE", "metrics"), "Before.\n\n::metrics\n\nAfter."));
    let built = site.build().clean();
    let page = built.between("b2b/case-studies/orbeli/index.html", "<main", "</main>");
    assert_eq!(page.matches("<table").count(), 1, "{page}");
    assert!(visible(page).contains("Before. Figures before and after Measure Before After Pots May 1,400 31 After."), "{}", visible(page));
    // What the client does not allow is left out here, too, and is no mistake.
    site.write(&source("case-studies/orbeli.md", &front.replace("SCOPE", "name"), "Before.\n\n::metrics\n\nAfter."));
    let built = site.build();
    assert!(built.is_done && !built.text("b2b/case-studies/orbeli/index.html").contains("Pots"), "{}", built.report());
    assert!(!built.text("b2b/feed.xml").contains("Pots"));
}

#[test]
fn a_comparison_marks_our_column_and_says_as_of_when() {
    insta::assert_snapshot!(shown(
        ":::comparison[Two ways]{ours=\"From us\" as_of=2026-11-01}\n| | From us | [Shop](https://shop.example) |\n|---|---|--:|\n| Price | 22 | 9 |\n| Origin | Guria | |\n:::"
    ), @r#"
    <div class="comparison">
    <div class="table" tabindex="0">
    <table class="sheet" role="table">
    <caption>Two ways</caption>
    <thead role="rowgroup">
    <tr role="row">
    <td role="cell"></td>
    <th scope="col" role="columnheader" class="ours">From us</th>
    <th scope="col" role="columnheader"><a href="https://shop.example" rel="noopener">Shop</a></th></tr></thead>
    <tbody role="rowgroup">
    <tr role="row">
    <th scope="row" role="rowheader">Price</th>
    <td role="cell" class="start ours" data-column="From us"><span>22</span></td>
    <td role="cell" class="end" data-column="Shop"><span>9</span></td></tr>
    <tr role="row">
    <th scope="row" role="rowheader">Origin</th>
    <td role="cell" class="start ours" data-column="From us"><span>Guria</span></td>
    <td role="cell" class="end" data-column="Shop"><span>–</span></td></tr></tbody></table></div>
    <p class="meta">As of <time datetime="2026-11-01">November 1, 2026</time></p></div></div></div>
    "#);
}

#[test]
fn specs_are_pairs_of_a_table_or_of_definitions() {
    let pairs = shown(":::specs[Black]\n| | |\n|---|---|\n| Leaf | whole |\n| Water | 95 °C |\n:::");
    insta::assert_snapshot!(pairs, @r#"
    <div class="specs">
    <p class="box-title">Black</p>
    <dl>
    <div>
    <dt>Leaf</dt>
    <dd>whole</dd></div>
    <div>
    <dt>Water</dt>
    <dd>95 °C</dd></div></dl></div></div></div>
    "#);
    assert_eq!(shown(":::specs[Black]\nLeaf\n: whole\n\nWater\n: 95 °C\n:::"), pairs);
    let several = shown(":::specs[Both]\n| | Black | Green |\n|---|---|---|\n| Water | 95 °C | 75 °C |\n:::");
    assert!(several.contains("data-column=\"Green\"") && several.contains("<caption>Both</caption>"), "{several}");
}

#[test]
fn faq_opens_without_scripts_and_its_questions_keep_their_anchors() {
    insta::assert_snapshot!(shown(
        ":::faq[Before you ask]\n### How *long*? {#long}\n\nA day.\n\n- or two\n\n### Again?\n\nYes, [see](#long).\n:::"
    ), @r##"
    <div class="faq">
    <p class="box-title">Before you ask</p>
    <details class="details">
    <summary>
    <h3 id="long">How <em>long</em>?</h3></summary>
    <div class="details-body">
    <p>A day.</p>
    <ul>
    <li>or two</li></ul></div></details>
    <details class="details">
    <summary>
    <h3 id="again">Again?</h3></summary>
    <div class="details-body">
    <p>Yes, <a href="#long">see</a>.</p></div></details></div></div></div>
    "##);
    let terms = shown(":::faq{open}\nHow long?\n: A day.\n\nAgain?\n: Yes.\n:::");
    assert_eq!(terms.matches("<details class=\"details\" open>").count(), 2, "{terms}");
    assert!(terms.contains("<summary>Again?</summary>"), "{terms}");
}

#[test]
fn a_testimonial_has_a_face_and_a_name() {
    insta::assert_snapshot!(shown(":::testimonial{person=\"Luka O.\" role=Barista photo=luka.jpg}\nNobody stews it *any more*.\n:::"), @r#"
    <figure class="quote testimonial"><blockquote>
    <p>Nobody stews it <em>any more</em>.</p></blockquote>
    <figcaption>
    <img class="quote-photo" src="/b2b/articles/guide/luka.jpg" alt="" width="64" height="64" loading="lazy" decoding="async"><span><cite>Luka O.</cite><br><span class="quote-role">Barista</span></span></figcaption></figure></div></div>
    "#);
}

#[test]
fn guarantees_have_the_icon_they_ask_for_or_a_tick() {
    insta::assert_snapshot!(shown(":::guarantees[Promised]\n- :icon{name=truck} **Two days**\n- One price\n:::"), @r#"
    <div class="guarantees">
    <p class="box-title">Promised</p>
    <ul role="list">
    <li>
    <svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M2 6h12v11H2zM14 10h4l4 4v3h-8zM6.5 15.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM17.5 15.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4z"/></svg><strong>Two days</strong></li>
    <li>
    <svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="m4 12.5 5.5 5.5L20 7"/></svg>One price</li></ul></div></div></div>
    "#);
}

#[test]
fn a_bundle_sums_up_what_its_parts_cost() {
    insta::assert_snapshot!(shown(
        ":::bundle[A set]{price=30 currency=GEL cta=samples}\n| | Price |\n|---|--:|\n| Tea | 10,10 |\n| Pot | 20.20 ₾ |\n:::"
    ), @r#"
    <div class="bundle">
    <p class="box-title">A set</p>
    <ul role="list">
    <li><span>Tea</span><span class="money">₾10.10</span></li>
    <li><span>Pot</span><span class="money">₾20.20</span></li></ul>
    <div class="bundle-sum">
    <p><span class="bundle-price">₾30.00</span><span class="meta">Bought separately <s>₾30.30</s></span></p>
    <p class="bundle-less">₾0.30 less than separately</p>
    <p><a class="button" href="https://shop.example" rel="external" data-cta-id="b2b.all.any.samples" data-cta-goal="sale">Order it</a></p></div></div></div></div>
    "#);
    let same = shown(":::bundle{price=30 currency=GEL}\n| | Price |\n|---|---|\n| Tea | 30 |\n:::");
    assert!(!same.contains("less") && !same.contains("<s>"), "{same}");
}

#[test]
fn free_delivery_is_the_audiences_and_that_of_its_language() {
    let built = site("::free_delivery\n\n::free_delivery{above=99 currency=USD}").build().clean();
    let line = |page: &str| visible(built.between(page, "<p class=\"perk\">", "</p>"));
    assert_eq!(line("b2b/articles/guide/index.html"), "Delivery is free on orders of €30.00 or more. Terms");
    assert_eq!(line("b2c/ru/articles/guide/index.html"), "Закажи от 80,50 ₾, и доставка за наш счёт. Условия");
    assert!(built.text("b2b/articles/guide/index.html").contains("$99.00"));
}

#[test]
fn a_download_says_format_and_size_and_a_gated_file_is_refused() {
    let download = "::download{file=care.pdf title=\"Care\"}";
    insta::assert_snapshot!(shown(download), @r#"
    <div class="download">
    <div class="download-text">
    <p class="download-title">Care</p>
    <p class="meta">PDF, 3 KB</p>
    <p><a class="button" href="/b2b/articles/guide/care.pdf" download>Download<span class="unseen">: Care</span></a></p></div></div></div></div>
    "#);
    let built = english(download).build().clean();
    assert!(built.has("b2b/articles/guide/care.pdf"));
    // Its size is read again where the file is another one.
    let site = english(download);
    site.build().clean();
    site.put("content/articles/care.pdf", vec![b'x'; 5_000_000]);
    let built = site.build().clean();
    assert!(built.text("b2b/articles/guide/index.html").contains("5\u{a0}MB"));
    assert_eq!(built.files, site.fresh().build().files);
    site.write(&source(
        "landings/care.md",
        "title: Care\naudience: all\nform: quote\ndate: 2026-05-01\nlead_magnet: {title: Care, file: ../articles/care.pdf, gate: full}",
        "Read it.",
    ));
    let found = site.build().found();
    assert!(
        found.contains("plan/link-to-gated-file content/articles/guide.md: `care.pdf` is given only to those who send the form"),
        "{found}"
    );
}

#[test]
fn share_links_are_plain_and_say_where_a_visit_came_from() {
    insta::assert_snapshot!(shown("::share{to=\"telegram vk, email\"}"), @r#"
    <div class="share">
    <p class="box-title">Share this page</p>
    <ul role="list">
    <li><a href="https://t.me/share/url?url=https%3A%2F%2Ftea.example%2Fb2b%2Farticles%2Fguide%2F%3Futm_source%3Dtelegram%26utm_medium%3Dsocial&amp;text=Guide%20%26%20more" rel="nofollow noopener">Telegram</a></li>
    <li><a href="https://vk.com/share.php?url=https%3A%2F%2Ftea.example%2Fb2b%2Farticles%2Fguide%2F%3Futm_source%3Dvk%26utm_medium%3Dsocial&amp;title=Guide%20%26%20more" rel="nofollow noopener">VK</a></li>
    <li><a href="mailto:?subject=Guide%20%26%20more&amp;body=https%3A%2F%2Ftea.example%2Fb2b%2Farticles%2Fguide%2F%3Futm_source%3Demail%26utm_medium%3Dsocial" rel="nofollow noopener">E-mail</a></li></ul></div></div></div>
    "#);
    let all = shown("::share{to=\"telegram vk facebook linkedin whatsapp x email\"}");
    assert_eq!(all.matches("utm_medium%3Dsocial").count(), 7);
    assert!(!all.contains("<script") && !all.contains("<img"));
    let site = site("::share");
    site.edit("content/audiences/b2c.yaml", "kind: consumer", "kind: consumer\ntokens: {share: [vk]}");
    let built = site.build().clean();
    let links = |page: &str| visible(built.between(page, "<div class=\"share\">", "</div>"));
    assert_eq!(links("b2b/articles/guide/index.html"), "Share this page LinkedIn Telegram E-mail");
    assert_eq!(links("b2c/ru/articles/guide/index.html"), "Поделись ВКонтакте");
}

#[test]
fn a_qr_code_leads_to_the_readers_own_page_and_is_named() {
    let site = site("::qr{to=../pages/terms.md text=\"Read & sign\"}\n\n::qr");
    let built = site.build().clean();
    let page = built.text("b2b/ru/articles/guide/index.html");
    let codes: Vec<&str> = page.split("<svg class=\"qr-code\"").skip(1).collect();
    assert_eq!(codes.len(), 2);
    assert!(
        codes[0].contains("role=\"img\" aria-label=\"Read &amp; sign\"") && codes[0].contains("<title>Read &amp; sign</title>"),
        "{}",
        codes[0]
    );
    assert!(codes[0].contains("<a href=\"/b2b/ru/terms/\">tea.example/b2b/ru/terms</a>"), "{}", codes[0]);
    assert!(codes[1].contains("<a href=\"https://tea.example/b2b/ru/articles/guide/\">"), "{}", codes[1]);
    let path = |code: &str| code.split("<path d=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_ne!(path(codes[0]), path(codes[1]));
    // The same in another language leads elsewhere; the link beside it carries no tags, which would begin another visit.
    let english = built.text("b2b/articles/guide/index.html").split("<svg class=\"qr-code\"").nth(1).unwrap().to_owned();
    assert_ne!(path(&english), path(codes[0]));
    assert!(!page.contains("utm_"));
}

#[test]
fn a_qr_code_to_what_was_withdrawn_is_not_there() {
    let site = site("Before.\n\n::qr{to=../pages/terms.md}\n\nAfter.");
    for lang in ["", ".ru", ".ka"] {
        site.remove(&format!("content/pages/terms{lang}.md"));
    }
    site.write(&source("pages/terms.md", "title: Terms\nexpires_at: 2026-01-01", "Old."));
    let audience = |id: &str| format!("content/audiences/{id}.yaml");
    for id in ["b2b", "b2c"] {
        let text = site.world_text(&audience(id));
        site.put(&audience(id), text.replace(", terms: pages/terms.md", ""));
    }
    let built = site.build();
    assert!(built.is_done && built.found().contains("plan/link-withdrawn"), "{}", built.found());
    assert!(!built.text("b2b/articles/guide/index.html").contains("qr-code"));
}

#[test]
fn loyalty_and_referral_lead_to_the_audiences_calls_to_action() {
    insta::assert_snapshot!(shown(":::loyalty{points=2 per=10 currency=GEL}\n| | From | You get |\n|---|---|---|\n| Leaf | 6 boxes | 5 % |\n:::"), @r#"
    <div class="programme">
    <p class="box-title">Terms for regular clients</p>
    <p>
    <svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="m12 3 2.7 5.8 6.3.8-4.6 4.4 1.2 6.3L12 17.2 6.4 20.3l1.2-6.3L3 9.6l6.3-.8z"/></svg>2 points for each ₾10.00 spent</p>
    <div class="table" tabindex="0">
    <table class="sheet" role="table">
    <thead role="rowgroup">
    <tr role="row">
    <td role="cell"></td>
    <th scope="col" role="columnheader">From</th>
    <th scope="col" role="columnheader">You get</th></tr></thead>
    <tbody role="rowgroup">
    <tr role="row">
    <th scope="row" role="rowheader">Leaf</th>
    <td role="cell" class="start" data-column="From"><span>6 boxes</span></td>
    <td role="cell" class="start" data-column="You get"><span>5 %</span></td></tr></tbody></table></div>
    <p class="programme-cta"><a class="button" href="/b2b/terms/" data-cta-id="b2b.all.any.points" data-cta-goal="loyalty">See your points</a></p></div></div></div>
    "#);
    insta::assert_snapshot!(shown("::referral{you=\"10 off\" friend=\"10 off, too\" terms=../pages/terms.md cta=samples}"), @r#"
    <div class="programme">
    <p class="box-title">Recommend us</p>
    <dl class="sides">
    <div>
    <dt>Your company receives</dt>
    <dd>10 off</dd></div>
    <div>
    <dt>The recommended company receives</dt>
    <dd>10 off, too</dd></div></dl>
    <p class="programme-cta"><a class="button" href="https://shop.example" rel="external" data-cta-id="b2b.all.any.samples" data-cta-goal="sale">Order it</a><a href="/b2b/terms/">Terms</a></p></div></div></div>
    "#);
}

#[test]
fn components_speak_the_readers_language_and_register() {
    let body = ":::loyalty{points=5 per=10 currency=GEL}\nMore.\n:::\n\n::referral{you=1 friend=2 terms=../pages/terms.md}\n\n:::bundle{price=1 currency=GEL}\n| | |\n|---|---|\n| Tea | 2 |\n:::\n\n::share{to=email}\n\n:::comparison{ours=A as_of=2026-11-01}\n| | A | B |\n|---|---|---|\n| x | 1 | 2 |\n:::\n\n:::metrics\n| | | |\n|---|---|---|\n| x | 1 | 2 |\n:::\n\n::qr\n\n::free_delivery\n\n::download{file=care.pdf}\n\n:::logos{evidence=drawer}\n- ![Gudauri](gudauri.svg)\n:::";
    let built = site(body).build().clean();
    let mut said = String::new();
    for page in ["b2b/", "b2c/", "b2b/ru/", "b2c/ru/", "b2b/ka/", "b2c/ka/"] {
        let prose = built.between(&format!("{page}articles/guide/index.html"), "<div class=\"prose\">", "</article>");
        said.push_str(&format!("{page}: {}\n", visible(prose)));
    }
    insta::assert_snapshot!(said, @"
    b2b/: Terms for regular clients 5 points for each ₾10.00 spent More. See your points Recommend us Your company receives 1 The recommended company receives 2 Get a code Terms Supplied as a set Tea ₾2.00 ₾1.00 Bought separately ₾2.00 ₾1.00 less than separately Share this page E-mail A B x 1 2 As of November 1, 2026 Figures before and after Measure Before After x 1 2 Scan to open this page Scan to open this page tea.example/b2b/articles/guide Delivery is free on orders of €30.00 or more. Terms care.pdf PDF, 3 KB Download : care.pdf Our clients include
    b2c/: For coming back You get 5 points for each ₾10.00 More. See your points Bring a friend You get 1 Your friend gets 2 Get a code Terms Good together Tea ₾2.00 ₾1.00 Bought separately ₾2.00 You save ₾1.00 Pass it on E-mail A B x 1 2 As of November 1, 2026 Figures before and after Measure Before After x 1 2 Scan me with a phone Scan me with a phone tea.example/b2c/articles/guide Spend €30.00 or more and delivery is on us. Terms care.pdf PDF, 3 KB Get the file : care.pdf You’ll find us at
    b2b/ru/: Условия для постоянных клиентов 5 баллов за каждые 10,00 ₾ More. See your points Рекомендуйте нас Получаете вы 1 Получает тот, кому вы нас рекомендуете 2 Get a code Условия Комплектом Tea 2,00 ₾ 1,00 ₾ По отдельности 2,00 ₾ Дешевле на 1,00 ₾ Поделиться страницей Почта A B x 1 2 По состоянию на 1 ноября 2026 г. Показатели до и после Показатель До После x 1 2 Наведите камеру, чтобы открыть страницу Наведите камеру, чтобы открыть страницу tea.example/b2b/ru/articles/guide При заказе от 80,50 ₾ доставка бесплатная. Условия care.pdf PDF, 3 KB Скачать файл : care.pdf Среди наших клиентов
    b2c/ru/: За постоянство 5 баллов за каждые 10,00 ₾ More. See your points Приведи друга Получаешь ты 1 Получает друг 2 Get a code Условия Хорошо вместе Tea 2,00 ₾ 1,00 ₾ По отдельности 2,00 ₾ Выгода 1,00 ₾ Поделись Почта A B x 1 2 По состоянию на 1 ноября 2026 г. Показатели до и после Показатель До После x 1 2 Наведи камеру, чтобы открыть страницу Наведи камеру, чтобы открыть страницу tea.example/b2c/ru/articles/guide Закажи от 80,50 ₾, и доставка за наш счёт. Условия care.pdf PDF, 3 KB Забрать файл : care.pdf Нас выбрали
    b2b/ka/: პირობები მუდმივი კლიენტებისთვის 5 ქულა ყოველ 10,00 ₾-ზე More. See your points გაგვიწიეთ რეკომენდაცია თქვენ იღებთ 1 თქვენი რეკომენდაციით მოსული იღებს 2 Get a code პირობები კომპლექტი Tea 2,00 ₾ 1,00 ₾ ცალ-ცალკე 2,00 ₾ 1,00 ₾-ით ნაკლები გვერდის გაზიარება ელფოსტა A B x 1 2 მდგომარეობა: 1 ნოემბერი, 2026 მაჩვენებლები მანამდე და შემდეგ მაჩვენებელი მანამდე შემდეგ x 1 2 დაასკანერეთ გვერდის გასახსნელად დაასკანერეთ გვერდის გასახსნელად tea.example/b2b/ka/articles/guide 80,00 ₾-დან მიწოდება უფასოა. პირობები care.pdf PDF, 3 KB ჩამოტვირთვა : care.pdf ჩვენი კლიენტები
    b2c/ka/: ერთგულებისთვის 5 ქულა ყოველ 10,00 ₾-ზე More. See your points მოიყვანე მეგობარი შენ იღებ 1 მეგობარი იღებს 2 Get a code პირობები ერთად უკეთესია Tea 2,00 ₾ 1,00 ₾ ცალ-ცალკე 2,00 ₾ ზოგავ 1,00 ₾-ს გაუზიარე სხვებს ელფოსტა A B x 1 2 მდგომარეობა: 1 ნოემბერი, 2026 მაჩვენებლები მანამდე და შემდეგ მაჩვენებელი მანამდე შემდეგ x 1 2 დაასკანერე გვერდის გასახსნელად დაასკანერე გვერდის გასახსნელად tea.example/b2c/ka/articles/guide შეუკვეთე 80,00 ₾-დან და მიწოდება ჩვენზეა. პირობები care.pdf PDF, 3 KB ჩამოტვირთე : care.pdf ვინც ჩვენ აგვირჩია
    ");
}

// ── What clients allow ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

const LOGOS: &str = ":::logos[Who pours it]\n- ![Café Orbeli](orbeli.svg)\n- [![Gudauri Hotel](gudauri.svg)](https://gudauri.example)\n:::";

fn study(permission: &str, more: &str) -> String {
    let front = format!(
        "title: A story\naudience: all\nslug: story\ndate: 2026-05-01\nclient: {{name: Café Orbeli}}\npermission: {{{permission}}}\n{more}"
    );
    source("case-studies/orbeli.md", &front, "They sell more.")
}

#[test]
fn a_logo_is_shown_only_where_a_permission_covers_it() {
    let both = "status: granted, scope: [name, logo]";
    let shows = |permission: &str, more: &str, as_of: &str| {
        let site = english(LOGOS).seen(|options| options.as_of = segue::content::Moment::new(as_of));
        site.write(&study(permission, more));
        let built = site.build();
        assert!(built.is_done, "{}", built.report());
        // Nobody said a word about the hotel.
        assert!(!built.paths().iter().any(|path| path.contains("gudauri")), "{permission}");
        assert!(!built.text("b2b/articles/guide/index.html").contains("gudauri"), "{permission}");
        let found = built.found();
        assert!(found.contains("warning plan/outside-permission content/articles/guide.md: this logo is left out for `b2b`: no case study says that `Gudauri Hotel` allows it"), "{found}");
        ["b2b", "b2c"].map(|audience| {
            let page = built.text(&format!("{audience}/articles/guide/index.html"));
            let file = built.has(&format!("{audience}/articles/guide/orbeli.svg"));
            assert_eq!(page.contains("orbeli.svg"), file, "{permission} {audience}");
            assert_eq!(page.contains("Who pours it"), file, "{permission} {audience}");
            file
        })
    };
    let today = "2026-11-22";
    assert_eq!(shows(both, "", today), [true, true]);
    assert_eq!(shows("status: granted", "", today), [true, true]);
    assert_eq!(shows("status: not-required", "", today), [true, true]);
    assert_eq!(shows(both, "draft: true", today), [true, true]);
    assert_eq!(shows("status: granted, scope: [name, logo], audiences: [b2b]", "", today), [true, false]);
    assert_eq!(shows("status: granted, scope: [name]", "", today), [false, false]);
    assert_eq!(shows("status: pending", "", today), [false, false]);
    assert_eq!(shows("status: revoked", "", today), [false, false]);
    assert_eq!(shows(both, "anonymised: true", today), [false, false]);
    assert_eq!(shows("status: granted, expires: 2027-01-31", "", "2027-01-31"), [true, true]);
    assert_eq!(shows("status: granted, expires: 2027-01-31", "", "2027-02-01"), [false, false]);
}

#[test]
fn evidence_stands_for_clients_without_a_case_study_and_is_told_nobody() {
    let site = english(&LOGOS.replace("[Who pours it]", "[Who pours it]{evidence=\"drawer 4\"}"));
    site.write(&study("status: pending", ""));
    let built = site.build();
    let page = built.text("b2b/articles/guide/index.html");
    assert!(page.contains("gudauri.svg") && !page.contains("orbeli.svg") && !page.contains("drawer"), "{page}");
}

#[test]
fn a_permission_that_changes_changes_every_page_with_the_logo() {
    let site = english(LOGOS);
    site.write(&study("status: granted", ""));
    assert!(site.build().text("b2b/articles/guide/index.html").contains("orbeli.svg"));
    for (permission, there) in
        [("status: pending", false), ("status: granted, scope: [logo, name]", true), ("status: granted, scope: [quote]", false)]
    {
        site.write(&study(permission, ""));
        let built = site.build();
        assert_eq!(built.text("b2b/articles/guide/index.html").contains("orbeli.svg"), there, "{permission}");
        assert_eq!(built.files, site.fresh().build().files, "{permission}");
    }
    site.remove("content/case-studies/orbeli.md");
    let built = site.build();
    assert!(!built.has("b2b/articles/guide/orbeli.svg"));
    assert_eq!(built.files, site.fresh().build().files);
}

// ── What they refuse ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn a_testimonial_of_nobody_is_shown_with_a_warning() {
    let built = site(":::testimonial{person=Luka}\nGood.\n:::").build();
    assert!(built.is_done && built.text("b2b/articles/guide/index.html").contains("Good."));
    assert!(
        built.found().contains(
            "warning content/quote-of-nobody content/articles/guide.md: this `testimonial` does not say who said it: it has no `role`"
        ),
        "{}",
        built.found()
    );
}

#[test]
fn what_does_not_fit_is_said_at_its_line_with_what_to_do() {
    let table = |rows: &str| format!("| | A | B |\n|---|---|---|\n{rows}\n");
    let row = table("| x | 1 | 2 |");
    let bodies = [
        // An argument that there is not, one that is missing, one of another sort.
        ":::faq{opened}\n### A?\n\nB.\n:::".to_owned(),
        format!(":::comparison{{as_of=2026-11-01}}\n{row}:::"),
        ":::bundle{price=cheap currency=GEL}\n| | |\n|---|---|\n| a | 1 |\n:::".to_owned(),
        "::referral{you=1 freind=2 terms=../pages/terms.md}".to_owned(),
        "::download".to_owned(),
        "::loyalty{points=1.5}".to_owned(),
        // Nothing inside, or something else.
        ":::faq\nText.\n:::".to_owned(),
        ":::comparison{ours=A as_of=2026-11-01}\nText.\n:::".to_owned(),
        ":::specs\n- a\n:::".to_owned(),
        ":::steps\nText.\n:::".to_owned(),
        ":::guarantees\n:::".to_owned(),
        ":::logos\n![Orbeli](orbeli.svg)\n:::".to_owned(),
        ":::testimonial{person=a role=b}\n:::".to_owned(),
        ":::bundle{price=1 currency=GEL}\n:::".to_owned(),
        ":::metrics\n:::".to_owned(),
        "::metrics".to_owned(),
        "::loyalty".to_owned(),
        // What only the component can tell.
        format!(":::comparison{{ours=a as_of=2026-11-01}}\n{row}:::"),
        format!(":::comparison{{ours=A as_of=yesterday}}\n{row}:::"),
        ":::faq\n### One?\n\n### Two?\n\nYes.\n:::".to_owned(),
        ":::metrics\n| a | b |\n|---|---|\n| 1 | 2 |\n:::".to_owned(),
        ":::bundle{price=1 currency=GEL}\n| | |\n|---|---|\n| a | from 1 |\n:::".to_owned(),
        ":::bundle{price=5 currency=GEL}\n| | |\n|---|---|\n| a | 1 |\n:::".to_owned(),
        ":::bundle{price=1 currency=lari}\n| | |\n|---|---|\n| a | 1 |\n:::".to_owned(),
        "A :icon{name=trcuk}.".to_owned(),
        "::share{to=\"telegramm\"}".to_owned(),
        "::free_delivery{above=5}".to_owned(),
        "::loyalty{points=1}".to_owned(),
        "::loyalty{points=1 per=1 currency=GEL cta=pointz}".to_owned(),
        // Files and pages that are not there.
        "::download{file=cares.pdf}".to_owned(),
        "::download{file=../pages/terms.md}".to_owned(),
        "::qr{to=../pages/term.md}".to_owned(),
        ":::testimonial{person=a role=b photo=luca.jpg}\nGood.\n:::".to_owned(),
        "::referral{you=1 friend=2 terms=../pages/terms.md#none}".to_owned(),
    ];
    let all: Vec<String> =
        bodies.iter().map(|body| format!("{}\n  {}", body.lines().next().unwrap(), said(body).replace('\n', "\n  "))).collect();
    insta::assert_snapshot!(all.join("\n"), @r#"
    :::faq{opened}
      markdown/unknown-argument guide.md:6:8: `faq` has no argument `opened` (did you mean `open`?)
    :::comparison{as_of=2026-11-01}
      markdown/missing-argument guide.md:6:1: `comparison` needs `ours` (add `ours=…` between the braces)
    :::bundle{price=cheap currency=GEL}
      markdown/argument-type guide.md:6:11: `price` must be a number, not `cheap` (write `price=12.5`)
    ::referral{you=1 freind=2 terms=../pages/terms.md}
      markdown/unknown-argument guide.md:6:18: `referral` has no argument `freind` (did you mean `friend`?)
    ::download
      markdown/missing-argument guide.md:6:1: `download` needs `file` (add `file=…` between the braces)
    ::loyalty{points=1.5}
      markdown/argument-type guide.md:6:11: `points` must be a whole number, not `1.5` (write `points=12`)
    :::faq
      markdown/body guide.md:6:1: `faq` needs questions with answers to show (write each question as a heading, `### …?`, with its answer below; or as a term, with the answer after `: `)
    :::comparison{ours=A as_of=2026-11-01}
      markdown/body guide.md:6:1: `comparison` needs a table to show (write a table between its two lines: `| … | … |`, then `|---|---|`, then the rows)
    :::specs
      markdown/body guide.md:6:1: `specs` needs a table or a definition list to show (write a table of two columns between its two lines, or each name on a line with its value after `: ` on the next)
    :::steps
      markdown/body guide.md:6:1: `steps` needs a list with numbers to show (write each step on a line that starts with its number: `1. `, `2. `)
    :::guarantees
      markdown/body guide.md:6:1: `guarantees` needs a list to show (write a list between its two lines: each item on a line that starts with `- ` or `1. `)
    :::logos
      markdown/body guide.md:6:1: `logos` needs a list of pictures, and only of pictures, to show (write each item as a picture with its name in the square brackets: `- ![Name](logo.svg)`)
      plan/outside-permission guide.md:7:11: this logo is left out for `b2b`: no case study says that `Orbeli` allows it (write a case study with a `permission:` whose scope has `name` and `logo` (it may stay a draft), or say where the client's consent is kept: `:::logos{evidence="…"}`)
      plan/outside-permission guide.md:7:11: this logo is left out for `b2c`: no case study says that `Orbeli` allows it (write a case study with a `permission:` whose scope has `name` and `logo` (it may stay a draft), or say where the client's consent is kept: `:::logos{evidence="…"}`)
    :::testimonial{person=a role=b}
      markdown/body guide.md:6:1: `testimonial` needs text to show (write the text between its two lines)
    :::bundle{price=1 currency=GEL}
      markdown/body guide.md:6:1: `bundle` needs a table to show (write a table between its two lines: `| … | … |`, then `|---|---|`, then the rows)
    :::metrics
      markdown/body guide.md:6:1: `metrics` needs a table to show (write a table between its two lines: `| … | … |`, then `|---|---|`, then the rows)
    ::metrics
      plan/no-figures guide.md:6:1: `metrics` has nothing to show: this page has no figures of its own (write a table between `:::metrics` and `:::`, or `metrics:` in the front matter of a case study)
    ::loyalty
      theme/component guide.md:6:1: `loyalty`: this says nothing of what members get (write it between `:::loyalty` and `:::`, or say `points=1 per=10 currency=GEL`)
    :::comparison{ours=a as_of=2026-11-01}
      theme/component guide.md:6:1: `comparison`: the table has no column `a` (did you mean `A`?)
    :::comparison{ours=A as_of=yesterday}
      theme/argument guide.md:6:1: the component `comparison` failed: `yesterday` is not a date (write 2026-11-22, or 2026-11-22T18:00:00+04:00)
    :::faq
      theme/component guide.md:6:1: `faq`: this question has no answer: One? (write the answer below the question)
    :::metrics
      theme/component guide.md:6:1: `metrics`: a table of figures needs three columns: what is measured, before, after (two more may follow: when it was measured, and by whom)
    :::bundle{price=1 currency=GEL}
      theme/component guide.md:6:1: `bundle`: this price is no number: from 1 (write the number alone in the second column, such as 24 or 24.50; the currency stands in the braces)
    :::bundle{price=5 currency=GEL}
      theme/component guide.md:6:1: `bundle`: together this costs more than its parts do (mend the price, or one of those in the table)
    :::bundle{price=1 currency=lari}
      theme/argument guide.md:6:1: the component `bundle` failed: `lari` is not a currency (write the three letters of ISO 4217, such as GEL or EUR)
    A :icon{name=trcuk}.
      theme/component guide.md:6:3: `icon`: there is no icon `trcuk` (did you mean `truck`?)
    ::share{to="telegramm"}
      theme/component guide.md:6:1: `share`: nothing is known of sharing by `telegramm` (did you mean `telegram`?)
    ::free_delivery{above=5}
      theme/component guide.md:6:1: `free_delivery`: `above` needs a currency (add `currency=GEL` between the braces)
    ::loyalty{points=1}
      theme/component guide.md:6:1: `loyalty`: `points` needs `per` and `currency`: for which sum they are given (write for example `points=1 per=10 currency=GEL`)
    ::loyalty{points=1 per=1 currency=GEL cta=pointz}
      site/unknown-cta guide.md:6:1: the component `loyalty` failed: the audience `b2b` has no cta `pointz` (did you mean `points`?)
      site/unknown-cta guide.md:6:1: the component `loyalty` failed: the audience `b2c` has no cta `pointz` (did you mean `points`?)
    ::download{file=cares.pdf}
      plan/missing-target guide.md:6:12: there is no file `content/articles/cares.pdf` (did you mean `content/articles/care.pdf`?)
    ::download{file=../pages/terms.md}
      render/file guide.md:6:1: the component `download` failed: `/b2b/terms/` is no file of this page (name a file that lies beside the page, such as `price-list.pdf`)
      render/file guide.md:6:1: the component `download` failed: `/b2c/terms/` is no file of this page (name a file that lies beside the page, such as `price-list.pdf`)
    ::qr{to=../pages/term.md}
      plan/missing-target guide.md:6:6: there is no source `content/pages/term.md` (did you mean content/pages/terms.md?)
    :::testimonial{person=a role=b photo=luca.jpg}
      plan/missing-target guide.md:6:32: there is no file `content/articles/luca.jpg` (did you mean `content/articles/luka.jpg`?)
    ::referral{you=1 friend=2 terms=../pages/terms.md#none}
      plan/missing-anchor guide.md:6:27: pages/terms has no heading `#none` for this reader (its headings are: terms)
    "#);
}

#[test]
fn an_audience_without_a_sum_for_delivery_has_none_to_tell() {
    let site = site("::free_delivery");
    site.edit("content/audiences/b2b.yaml", "ka: 80}", "de: 80}");
    let found = site.build().found();
    assert!(found.contains("`de` is not a language of this site"), "{found}");
    site.edit("content/audiences/b2b.yaml", ", de: 80}", "}");
    let found = site.build().found();
    assert!(found.contains("the audience does not say from which sum on delivery is free"), "{found}");
    site.edit("content/audiences/b2b.yaml", "{en: 30, ru: 80.5}", "a lot");
    let found = site.build().found();
    assert!(found.contains("expected a number or a map"), "{found}");
}

#[test]
fn all_components_of_a_page_that_fail_are_told_of_at_once_and_those_of_other_pages_too() {
    let site = site(":::details{summary=More}\n:icon{name=lorry}\n:::\n\nA :icon{name=truk}\n\n::share{to=twitter}");
    site.write("-- content/articles/other.md --\n---\ntitle: Other\naudience: b2b\n---\n## Head :icon{name=hart}\n");
    let found = site.build().found();
    for wrong in ["there is no icon `lorry`", "there is no icon `truk`", "sharing by `twitter`", "there is no icon `hart`"] {
        assert!(found.contains(wrong), "{wrong}: {found}");
    }
    // A heading is in the contents list, too.
    assert_eq!(found.matches("there is no icon `hart`").count(), 1, "{found}");
}

#[test]
fn a_block_inside_a_sentence_is_refused_and_no_help_suggests_it() {
    for name in ["form", "offer", "cta", "contact"] {
        let inside = site(&format!("Get it: :{name}{{}} now.")).build().found();
        assert!(inside.contains(&format!("`{name}` stands on a line of its own, not inside a sentence")), "{inside}");
        let twice = site(&format!("Get it: ::{name}{{}} now.")).build().found();
        assert!(twice.contains("two colons start a directive") && !twice.contains("write one colon"), "{twice}");
    }
    let snippet = site("Get it: ::snippet{id=x} now.").build().found();
    assert!(snippet.contains("two colons start a directive") && !snippet.contains("write one colon"), "{snippet}");
    site("Send it by :icon{name=truck} lorry.").build().clean();
}

#[test]
fn a_discount_in_percent_is_shown_as_less() {
    let site = site("::offer{id=spring}");
    for audience in ["b2b", "b2c"] {
        site.edit(&format!("content/audiences/{audience}.yaml"), "{title: Spring}", "{title: Spring, discount: 10%}");
    }
    let built = site.build();
    assert!(built.shows("b2b/articles/guide/index.html").contains("−10%"), "{}", built.shows("b2b/articles/guide/index.html"));
}
