use super::*;
use crate::diagnostics::{Format, Style};
use crate::theme::LUMEN;
use crate::theme::stage::{load, load_from, render, world};

#[test]
fn a_theme_is_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Theme>();
    shared::<Value>();
}

#[test]
fn a_theme_takes_over_what_it_does_not_have_itself() {
    let theme = load(
        "-- themes/tea/theme.yaml --
extends: leaf
voices: [dry]
words: {hello: {en: Hi}}
tokens: {hue: 120}
-- themes/tea/templates/page.html --
{% extends 'base.html' %}{% block main %}tea{% endblock %}
-- themes/tea/assets/css/main.css --
tea
-- themes/leaf/theme.yaml --
voices: [formal, dry]
words: {hello: {en: Hello, ru: Привет}, bye: {en: Bye}}
tokens: {hue: 255, density: compact}
defaults: {layout: wide}
-- themes/leaf/templates/base.html --
<main>{% block main %}{% endblock %}</main>
-- themes/leaf/templates/page.html --
leaf
-- themes/leaf/templates/event.html --
event
-- themes/leaf/assets/css/main.css --
leaf
-- themes/leaf/assets/js/a.js --
js
-- themes/leaf/static/favicon.svg --
<svg/>
",
    )
    .unwrap();
    assert_eq!(render(&theme, "page.html", Value::none()).unwrap(), "<main>tea</main>\n");
    let asset = |path: &str| theme.assets().get(camino::Utf8Path::new(path)).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    assert_eq!((asset("css/main.css").unwrap().as_str(), asset("js/a.js").unwrap().as_str()), ("tea\n", "js\n"));
    assert_eq!(theme.statics().keys().collect::<Vec<_>>(), ["favicon.svg"]);
    assert_eq!(theme.voices().iter().map(|voice| voice.as_str()).collect::<Vec<_>>(), ["formal", "dry"]);
    assert_eq!(theme.tokens()["hue"], Free::Integer(120));
    assert_eq!(theme.tokens()["density"], Free::Text("compact".to_owned()));
    assert_eq!(theme.words().keys().collect::<Vec<_>>(), ["hello", "bye"]);
    assert_eq!(theme.layers().iter().map(|layer| layer.name.as_str()).collect::<Vec<_>>(), ["leaf", "tea"]);
    assert_eq!(
        (theme.template_for("event"), theme.template_for("landing"), theme.template_for("tag")),
        ("event.html", "page.html", "section.html")
    );
}

#[test]
fn components_and_templates_are_named_by_their_paths() {
    let theme = load("-- themes/tea/components/cta.html --\n{% component cta() %}{% endcomponent %}\n-- themes/tea/templates/parts/head.html --\n\n-- themes/tea/templates/.part.html.swp --\n{{\n").unwrap();
    assert_eq!(theme.templates().collect::<Vec<_>>(), ["components/cta.html", "page.html", "parts/head.html", "section.html"]);
}

#[test]
fn a_theme_that_there_is_not_is_named_with_the_one_that_was_meant() {
    insta::assert_snapshot!(load_from(&world("-- themes/tee/theme.yaml --\n")).unwrap_err(), @"
    error[theme/unknown]: there is no theme `tea`
    --> site.yaml
     = help: did you mean `tee`?
    ");
    insta::assert_snapshot!(load("-- themes/tea/theme.yaml --\nextends: lumne\n").unwrap_err(), @"
    error[theme/unknown]: there is no theme `lumne`
     --> themes/tea/theme.yaml:1:10
      |
    1 | extends: lumne
      |          ^^^^^
      |
      = help: did you mean `lumen`?
    ");
}

#[test]
fn a_theme_that_builds_on_itself_is_refused() {
    insta::assert_snapshot!(load("-- themes/tea/theme.yaml --\nextends: tea\n").unwrap_err(), @"
    error[theme/cycle]: the theme `tea` extends itself
     --> themes/tea/theme.yaml:1:10
      |
    1 | extends: tea
      |          ^^^
      |
      = help: take one of the steps of the circle out
    ");
    insta::assert_snapshot!(load("-- themes/tea/theme.yaml --\nextends: leaf\n-- themes/leaf/theme.yaml --\nextends: tea\n").unwrap_err(), @"
    error[theme/cycle]: the theme `tea` extends itself by way of others
     --> themes/leaf/theme.yaml:1:10
      |
    1 | extends: tea
      |          ^^^
      |
      = help: take one of the steps of the circle out
    ");
}

#[test]
fn what_a_theme_needs_and_lacks_is_named() {
    insta::assert_snapshot!(load_from(&world("-- themes/tea/theme.yaml --\n")).unwrap_err(), @"
    error[theme/missing-template]: the theme `tea` has no template `page.html`
    --> themes/tea/templates/page.html
     = help: write it, or let the theme extend `lumen`

    error[theme/missing-template]: the theme `tea` has no template `section.html`
    --> themes/tea/templates/section.html
     = help: write it, or let the theme extend `lumen`
    ");
    insta::assert_snapshot!(load_from(&world("-- themes/tea/templates/page.html --\n")).unwrap_err(), @"
    error[theme/no-file]: the theme `tea` does not say what it builds on
    --> themes/tea/theme.yaml
     = help: write this file: `extends: lumen` takes over all that the theme does not have itself
    ");
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let said = load(
        "-- themes/tea/theme.yaml --
words: {hello: {en: Hi}}
extend: lumen
-- themes/tea/template/page.html --

",
    )
    .unwrap_err();
    insta::assert_snapshot!(said, @"
    warning[theme/unknown-folder]: nothing of a theme lies in a folder `template`
    --> themes/tea/template
     = help: did you mean `templates`?

    error[yaml/unknown-key]: there is no key `extend` here
     --> themes/tea/theme.yaml:2:1
      |
    2 | extend: lumen
      | ^^^^^^
      |
      = help: did you mean `extends`?
    ");
    let said = load(
        "-- themes/tea/templates/a.html --
<p>{% if x %}
-- themes/tea/templates/b.html --

<p>{{ x + }}</p>
-- themes/tea/templates/c.html --
{% include \"a.html\" %}{% include \"pgae.html\" %}{{ x | dat }}{{ pagse() }}{{ <ctaa /> }}{% if x is strin %}{% endif %}
-- themes/tea/templates/d.html --
{% extends \"page.html\" %}{% block main %}{% endblock %}
-- themes/tea/templates/e.html --
{% extends \"bsae.html\" %}
-- themes/tea/components/cta.html --
{% component cta() %}{% endcomponent %}
-- themes/tea/components/cta2.html --
{% component cta() %}{% endcomponent %}
",
    )
    .unwrap_err();
    insta::assert_snapshot!(said, @r#"
    error[theme/component-twice]: the component `cta` is defined in two files
     --> themes/tea/components/cta2.html:1:1
      |
    1 | {% component cta() %}{% endcomponent %}
      | ^^^^^^^^^^^^^^^^^^^^^
      |
     ::: themes/tea/components/cta.html:1:1
      |
    1 | {% component cta() %}{% endcomponent %}
      | --------------------- the other one
      |
      = help: a file of the same name replaces the one of the theme below

    error[theme/syntax]: unexpected end of input
     --> themes/tea/templates/a.html:1:14
      |
    1 | <p>{% if x %}
      |              ^
      |
      = help: a tag or a block is not closed: each `{% if %}`, `{% for %}` and `{% block %}` has its end

    error[theme/syntax]: found `}}` but expected one of: integer, float, string, bool, ident, `-`, `not`, `<`, `{`, `[` or `(`
     --> themes/tea/templates/b.html:2:11
      |
    2 | <p>{{ x + }}</p>
      |           ^^
      |
      = help: a tag is `{{ value }}`, `{% statement %}` or `{# remark #}`, closed as it was opened

    error[theme/unknown-template]: there is no template `pgae.html`
     --> themes/tea/templates/c.html:1:34
      |
    1 | {% include "a.html" %}{% include "pgae.html" %}{{ x | dat }}{{ pagse() }}{{ <ctaa /> }}{% if x is strin %}{% endif %}
      |                                  ^^^^^^^^^^^
      |
      = help: did you mean `page.html`?

    error[theme/unknown-filter]: there is no filter `dat`
     --> themes/tea/templates/c.html:1:55
      |
    1 | {% include "a.html" %}{% include "pgae.html" %}{{ x | dat }}{{ pagse() }}{{ <ctaa /> }}{% if x is strin %}{% endif %}
      |                                                       ^^^
      |
      = help: did you mean `date`?

    error[theme/unknown-function]: there is no function `pagse`
     --> themes/tea/templates/c.html:1:64
      |
    1 | {% include "a.html" %}{% include "pgae.html" %}{{ x | dat }}{{ pagse() }}{{ <ctaa /> }}{% if x is strin %}{% endif %}
      |                                                                ^^^^^^^
      |
      = help: did you mean `pages`?

    error[theme/unknown-component]: there is no component `ctaa`
     --> themes/tea/templates/c.html:1:77
      |
    1 | {% include "a.html" %}{% include "pgae.html" %}{{ x | dat }}{{ pagse() }}{{ <ctaa /> }}{% if x is strin %}{% endif %}
      |                                                                             ^^^^^^^^
      |
      = help: did you mean `cta`?

    error[theme/unknown-test]: there is no test `strin`
     --> themes/tea/templates/c.html:1:99
      |
    1 | {% include "a.html" %}{% include "pgae.html" %}{{ x | dat }}{{ pagse() }}{{ <ctaa /> }}{% if x is strin %}{% endif %}
      |                                                                                                   ^^^^^
      |
      = help: did you mean `string`?

    error[theme/unknown-block]: none of the templates below has a block `main`
     --> themes/tea/templates/d.html:1:35
      |
    1 | {% extends "page.html" %}{% block main %}{% endblock %}
      |                                   ^^^^
      |
      = help: a template that extends another can only fill blocks which that one has

    error[theme/unknown-template]: there is no template `bsae.html`
     --> themes/tea/templates/e.html:1:12
      |
    1 | {% extends "bsae.html" %}
      |            ^^^^^^^^^^^
      |
      = help: did you mean `a.html`?
    "#);
}

#[test]
fn templates_that_include_or_extend_themselves_are_refused() {
    let said = load(
        "-- themes/tea/templates/a.html --
{% include 'b.html' %}
-- themes/tea/templates/b.html --
{% include 'a.html' %}
-- themes/tea/templates/c.html --
{% extends 'c.html' %}
",
    )
    .unwrap_err();
    insta::assert_snapshot!(said, @"
    error[theme/cycle]: the template `a.html` includes itself by way of `b.html`
     --> themes/tea/templates/a.html:1:12
      |
    1 | {% include 'b.html' %}
      |            ^^^^^^^^
      |
      = help: take one of the steps of the circle out

    error[theme/cycle]: the template `c.html` extends itself
     --> themes/tea/templates/c.html:1:12
      |
    1 | {% extends 'c.html' %}
      |            ^^^^^^^^
      |
      = help: take one of the steps of the circle out
    ");
}

#[test]
fn templates_that_lie_too_deep_in_each_other_are_refused() {
    let files: String =
        (0..100).map(|n| format!("-- themes/tea/templates/t{n:02}.html --\n{{% include 't{:02}.html' %}}\n", n + 1)).collect();
    insta::assert_snapshot!(load(&format!("{files}-- themes/tea/templates/t100.html --\n")).unwrap_err(), @"
    error[theme/depth]: more than 16 templates and blocks lie in each other here
    --> themes/tea/templates/t00.html
     = help: let it include fewer templates that include others
    ");
}

#[test]
fn a_template_that_is_not_utf_8_is_refused() {
    let world = world("-- themes/tea/theme.yaml --\n-- themes/tea/templates/section.html --\n");
    world.put("themes/tea/templates/page.html", [0xff, 0xfe]);
    insta::assert_snapshot!(load_from(&world).unwrap_err(), @"
    error[theme/encoding]: this file is not written in UTF-8
    --> themes/tea/templates/page.html
     = help: save it as UTF-8
    ");
}

#[test]
fn plans_go_by_what_a_theme_offers_and_not_by_what_its_templates_say() {
    let offer = |files: &str| load(&format!("-- themes/tea/theme.yaml --\n{files}")).unwrap().offer();
    let plain = "-- themes/tea/templates/a.html --\na\n";
    assert_eq!(offer(plain), offer("-- themes/tea/templates/a.html --\nb\n"));
    for more in [
        "templates/b.html --\nb",
        "assets/a.css --\n",
        "static/a.txt --\n",
        "components/x.html --\n{% component x(a: string) %}{{ a }}{% endcomponent %}",
    ] {
        assert_ne!(offer(plain), offer(&format!("{plain}-- themes/tea/{more}\n")), "{more}");
    }
    assert_ne!(offer(plain), offer(&format!("words: {{a: b}}\n{plain}")));
}

#[test]
fn the_default_theme_loads_without_a_finding() {
    let mut findings = Findings::new();
    let theme = Theme::load(&world(""), &Name::new(LUMEN).unwrap(), Place::Project, &mut findings);
    let said: String = findings.sorted().iter().map(|finding| Format::Human.write(finding, Style::Plain)).collect();
    // A program that is built without the folder of the theme carries no theme.
    assert!(theme.is_some() || said.contains("there is no theme `lumen`"), "{said}");
    assert!(theme.is_none() || said.is_empty(), "{said}");
}
