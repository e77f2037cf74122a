//! Themes and templates.

use super::{found, told};
use crate::support::Site;

#[test]
fn an_unknown_theme() {
    let site = Site::with_article("Tea.");
    site.edit("site.yaml", "primary: b2c", "primary: b2c\ntheme: lumne");
    insta::assert_snapshot!(told(&site), @"
    error[theme/unknown]: there is no theme `lumne`
     --> site.yaml:5:8
      |
    5 | theme: lumne
      |        ^^^^^
      |
      = help: did you mean `lumen`?
    ");
}

#[test]
fn a_broken_template() {
    let site = Site::with_article("Tea.");
    site.edit("site.yaml", "primary: b2c", "primary: b2c\ntheme: own");
    site.put("themes/own/theme.yaml", "extends: lumen\n");
    site.put(
        "themes/own/templates/article.html",
        "{% extends \"base.html\" %}\n{% block main %}\n<h1>{{ page.title }</h1>\n{% endblock main %}\n",
    );
    insta::assert_snapshot!(told(&site), @"
    error[theme/syntax]: found `}` but expected }}
     --> themes/own/templates/article.html:3:19
      |
    3 | <h1>{{ page.title }</h1>
      |                   ^
      |
      = help: a tag is `{{ value }}`, `{% statement %}` or `{# remark #}`, closed as it was opened
    ");
}

#[test]
fn a_template_that_asks_for_what_is_not_there() {
    let site = Site::with_article("Tea.");
    site.edit("site.yaml", "primary: b2c", "primary: b2c\ntheme: own");
    site.put("themes/own/theme.yaml", "extends: lumen\n");
    site.put(
        "themes/own/templates/article.html",
        "{% extends \"base.html\" %}\n{% block main %}\n<h1>{{ page.titel.x }}</h1>\n{% endblock main %}\n",
    );
    let report = told(&site);
    assert!(report.contains("themes/own/templates/article.html:3"), "{report}");
}

fn themed(files: &[(&str, &str)]) -> Site {
    let site = Site::with_article("Tea.\n\n::deep");
    site.edit("site.yaml", "primary: b2c", "primary: b2c\ntheme: own");
    site.put("themes/own/theme.yaml", "extends: lumen\n");
    site.put("themes/own/components/deep.html", "{% component deep() %}x{% endcomponent deep %}");
    for (path, text) in files {
        site.put(&format!("themes/own/{path}"), *text);
    }
    site
}

#[test]
fn a_theme_that_extends_itself() {
    insta::assert_snapshot!(told(&themed(&[("theme.yaml", "extends: own\n")])), @"
    error[theme/cycle]: the theme `own` extends itself
     --> themes/own/theme.yaml:1:10
      |
    1 | extends: own
      |          ^^^
      |
      = help: take one of the steps of the circle out
    ");
    let site = themed(&[("theme.yaml", "extends: other\n")]);
    site.put("themes/other/theme.yaml", "extends: own\n");
    insta::assert_snapshot!(found(&site), @"error theme/cycle themes/other/theme.yaml: the theme `own` extends itself by way of others");
}

#[test]
fn a_theme_that_extends_one_that_is_not_there_or_says_nothing() {
    insta::assert_snapshot!(found(&themed(&[("theme.yaml", "extends: lumne\n")])), @"error theme/unknown themes/own/theme.yaml: there is no theme `lumne`");
    let site = themed(&[]);
    site.remove("themes/own/theme.yaml");
    insta::assert_snapshot!(found(&site), @"error theme/no-file themes/own/theme.yaml: the theme `own` does not say what it builds on");
    insta::assert_snapshot!(found(&themed(&[("theme.yaml", "extends: [lumen]\nvoices: formal\n")])), @"
    error yaml/type themes/own/theme.yaml: expected text, found a list
    error yaml/type themes/own/theme.yaml: expected a list, found text
    ");
}

#[test]
fn templates_that_include_themselves_and_components_that_call_themselves() {
    insta::assert_snapshot!(found(&themed(&[("templates/article.html", "{% include \"article.html\" %}")])), @"error theme/cycle themes/own/templates/article.html: the template `article.html` includes itself");
    insta::assert_snapshot!(found(&themed(&[("components/deep.html", "{% component deep() %}{{ <deep /> }}{% endcomponent deep %}")])), @"error theme/recursion content/articles/guide.md: the component `deep` failed: the components of this template call each other without end");
}

#[test]
fn templates_that_loop_or_write_without_end() {
    let counts = "{% for a in range(end=90000) %}{% for b in range(end=90000) %}{% endfor %}{% endfor %}";
    insta::assert_snapshot!(found(&themed(&[("templates/article.html", counts)])), @"error theme/loop-limit themes/own/templates/article.html: the loops of this page count further than 100000");
    let writes = "{% for a in range(end=50000) %}{{ page.title ~ \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\" }}{{ page | json | safe }}{% endfor %}";
    insta::assert_snapshot!(found(&themed(&[("templates/article.html", writes)])), @"error theme/output-limit themes/own/templates/article.html: this template makes more than 32 MB of a single page");
}

#[test]
fn mistakes_of_templates_each_say_what_to_do() {
    for template in [
        "{{ page.title",
        "{% if page %}",
        "{% endif %}",
        "{% nothing %}",
        "{{ page.title | nothing }}",
        "{{ nothing() }}",
        "{% if page is nothing %}{% endif %}",
        "{% include \"nothing.html\" %}",
        "x{% extends \"base.html\" %}",
        "{% extends \"base.html\" %}x{{ page.title }}",
        "{{ <nothing /> }}",
        "{{ word(key=\"nothing\") }}",
        "{{ asset(path=\"nothing.css\") }}",
        "{{ pages(kind=\"nothing\") }}",
        "{{ 1 / 0 }}",
        "{{ page.title + 1 }}",
        "{% for x in page.title %}{% endfor %}",
        "{{ throw(message=\"x\") }}",
        "{{ link(to=\"nothing.md\").url }}",
        "{{ money() }}",
    ] {
        let site = themed(&[("templates/article.html", template)]);
        let built = site.build();
        if !built.findings.is_empty() {
            told(&site);
        }
    }
}
