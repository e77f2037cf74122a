//! What templates can rely on. The engine is young: a new minor version must pass these as they stand.

use std::collections::BTreeMap;

use serde_json::json;

use super::Value;
use crate::theme::stage::{host, load, render, said};

/// A page that is only this template.
fn shown(template: &str) -> String {
    let theme = load(&format!("-- themes/tea/templates/x.html --\n{template}")).unwrap();
    let page = json!({"title": "Tea & <milk>", "html": Value::safe("<b>bold</b>"), "none": null, "list": [1, 2], "map": {"k": "v"}});
    match render(&theme, "x.html", Value::of(&page).with("html", Value::safe("<b>bold</b>"))) {
        Ok(html) => html,
        Err(said) => said,
    }
}

#[test]
fn text_is_escaped_and_safe_html_is_not() {
    assert_eq!(shown("{{ page.title }} {{ page.html }} {{ page.title | safe }}"), "Tea &amp; &lt;milk&gt; <b>bold</b> Tea & <milk>");
    assert_eq!(shown("<i title=\"{{ page.title ~ '\"' }}\">"), "<i title=\"Tea &amp; &lt;milk&gt;&quot;\">");
}

#[test]
fn nothing_shows_as_nothing_and_can_be_asked_for() {
    assert_eq!(
        shown(
            "[{{ page.none }}]{% if page.none %}a{% else %}b{% endif %}{% if page.absent %}c{% endif %}{{ page.none?.deeper | default(value='d') }}"
        ),
        "[]bd"
    );
}

#[test]
fn loops_conditions_and_blocks_do_what_they_did() {
    let theme = load(
        "-- themes/tea/templates/base.html --\n{% block main %}base{% endblock %}|{% block foot %}foot{% endblock %}
-- themes/tea/templates/x.html --\n{% extends 'base.html' %}{% block main %}{{ super() }}+{% include 'part.html' %}{% endblock %}
-- themes/tea/templates/part.html --\n{% for n in page.list %}{% if not loop.first %}, {% endif %}{{ n }}{% else %}none{% endfor %}{% set_global z = 1 %}",
    )
    .unwrap();
    let page = |list: &[u8]| render(&theme, "x.html", Value::of(&json!({ "list": list }))).unwrap();
    assert_eq!(page(&[1, 2]), "base+1, 2|foot\n");
    assert_eq!(page(&[]), "base+none|foot\n");
}

#[test]
fn components_are_typed_take_a_body_and_see_only_what_they_name() {
    let theme = load(
        "-- themes/tea/components/note.html --
{%- component note(title: string, level: integer = 2, tone = 'calm', @site, @page = none, ...rest) -%}
<h{{ level }} class=\"{{ tone }}\"{% for k, v in rest %} {{ k }}=\"{{ v }}\"{% endfor %}>{{ title }} {{ site.title }}{% if page %} {{ page.title }}{% endif %}</h{{ level }}>{% if body %}{{ body }}{% endif %}
{%- endcomponent note -%}
-- themes/tea/components/cta.html --
{% component cta(id: string) %}{{ id }}{% endcomponent %}
-- themes/tea/templates/x.html --
{%- set t = 'T<' -%}{% <note title={t} lang=\"en\"> %}<p>{{ page.title }}</p>{% </note> %}{{ <note title=\"x\" level={3} /> }}",
    )
    .unwrap();
    let page = render(&theme, "x.html", Value::of(&json!({"title": "P"}))).unwrap();
    assert_eq!(page, "<h2 class=\"calm\" lang=\"en\">T&lt; Kolkheti P</h2><p>P</p><h3 class=\"calm\">x Kolkheti P</h3>");

    insta::assert_debug_snapshot!(theme.components(), @r#"
    {
        "cta": ComponentSignature {
            args: [
                ComponentArg {
                    name: "id",
                    kind: String,
                    required: true,
                },
            ],
            body: Never,
            block: false,
            rest: false,
            links: [],
            pictures: [],
            wants: [],
            holds: None,
        },
        "note": ComponentSignature {
            args: [
                ComponentArg {
                    name: "level",
                    kind: Integer,
                    required: false,
                },
                ComponentArg {
                    name: "title",
                    kind: String,
                    required: true,
                },
                ComponentArg {
                    name: "tone",
                    kind: String,
                    required: false,
                },
            ],
            body: Always,
            block: false,
            rest: true,
            links: [],
            pictures: [],
            wants: [],
            holds: None,
        },
    }
    "#);

    let args = |pairs: &[(&str, Value)]| pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect::<BTreeMap<_, _>>();
    let site = Value::of(&json!({"title": "Site"}));
    let component =
        |name: &str, pairs: &[(&str, Value)], body| theme.component(name, args(pairs), body, &site, &Value::none(), host(&theme));
    let html = component("note", &[("title", Value::of("<")), ("id", Value::of("a"))], Some("<p>body</p>")).unwrap();
    assert_eq!(html, "<h2 class=\"calm\" id=\"a\">&lt; Site</h2><p>body</p>");
    insta::assert_snapshot!(said(component("cta", &[("id", Value::of(&1))], None).unwrap_err()), @"
    error[theme/argument]: the argument `id` must be text, and is a whole number
     --> themes/tea/components/cta.html:1:1
      |
    1 | {% component cta(id: string) %}{{ id }}{% endcomponent %}
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     ::: content/articles/tea.md
      = help: the first line of the component says what it takes
    ");
    insta::assert_snapshot!(said(component("cta", &[("ib", Value::of("x")), ("id", Value::of("x"))], None).unwrap_err()), @"
    error[theme/argument]: this component has no argument `ib`
     --> themes/tea/components/cta.html:1:1
      |
    1 | {% component cta(id: string) %}{{ id }}{% endcomponent %}
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     ::: content/articles/tea.md
      = help: did you mean `id`?
    ");
    insta::assert_snapshot!(said(component("ctaa", &[], None).unwrap_err()), @"
    error[theme/unknown-component]: there is no component `ctaa`
    --> content/articles/tea.md
    help: did you mean `cta`?
    ");
}

#[test]
fn templates_ask_the_page_they_are_on() {
    insta::assert_snapshot!(shown(
        "{% for card in pages(kind='article', limit=2) %}{{ card.title | safe }}{% endfor %}
{{ related() }} {{ related(limit=1) }} {% set to = link(to='a.md') %}{{ to.url }} {{ to.text }}
{{ image(src='a.png', alt='A', class='wide') }} {{ asset(path='main.css') }}
{% set cta = cta(id='demo') %}{{ cta.text }} [{{ cta(id='gone') }}] {{ form(id='f') }} {{ offer(id='o') }}"
    ), @r#"
    {"kind":"article","section":null,"tag":null,"segment":null,"limit":2}
    [0, 1, 2] [0] /a.md/ To a.md
    <img src="/a.png" alt="A" class="wide"> /assets/main.css
    Book a &lt;demo&gt; [] {&quot;id&quot;: &quot;f&quot;} {&quot;id&quot;: &quot;o&quot;}
    "#);
}

#[test]
fn dates_numbers_and_money_are_written_by_the_language() {
    assert_eq!(
        shown(
            "{{ '2026-11-22' | date }}; {{ '2026-11-22' | date(length='short') }}; {{ '2026-11-22T18:30:00+04:00' | date(length='medium', time=true) }}"
        ),
        "November 22, 2026; 11/22/26; Nov 22, 2026, 6:30\u{202f}PM"
    );
    assert_eq!(
        shown("{{ 12345.5 | number }} {{ 7 | number }} {{ 12.5 | money(currency='GEL') }} {{ 3 | money(currency='usd') }}"),
        "12,345.5 7 ₾12.50 $3.00"
    );
}

#[test]
fn json_can_stand_in_a_script() {
    assert_eq!(
        shown("<script>let x = {{ {'a': '</script><!--&\u{2028}', 'b': [1, 2.5, none]} | json }}</script>"),
        r#"<script>let x = {"a":"\u003c/script\u003e\u003c!--\u0026\u2028","b":[1,2.5,null]}</script>"#
    );
}

#[test]
fn range_counts_as_it_always_did() {
    assert_eq!(
        shown(
            "{{ range(end=3) }} {{ range(start=1, end=6, step_by=2) }} {{ range(start=3, end=0, step_by=-1) }} {{ range(end=0) }} {{ range(start=2, end=1, step_by=-5) }}"
        ),
        "[0, 1, 2] [1, 3, 5] [3, 2, 1] [] [2]"
    );
}

#[test]
fn a_wrong_call_is_shown_at_its_place() {
    let wrong = [
        "<p>\n\n\n  {{ pages(kynd='article') }}</p>",
        "{{ related(many=1) }}",
        "{{ related(limit='x') }}",
        "{{ link() }}",
        "{% set cta = cta(id='dmeo') %}",
        "{{ 'soon' | date }}",
        "{{ page.none | date }}",
        "{{ '2026-11-22' | date(length='lnog') }}",
        "{{ 1 | money(currency='lari') }}",
        "{{ 'x' | number }}",
        "{{ word(key='subscribe') }}",
        "{{ word(key='x', n=page.list) }}",
    ];
    insta::assert_snapshot!(wrong.map(shown).join(""), @"
    error[theme/argument]: `pages` has no argument `kynd`
     --> themes/tea/templates/x.html:4:6
      |
    4 |   {{ pages(kynd='article') }}</p>
      |      ^^^^^^^^^^^^^^^^^^^^^
     ::: content/articles/tea.md
      = help: did you mean `kind`?

    error[theme/argument]: `related` has no argument `many`
     --> themes/tea/templates/x.html:1:4
      |
    1 | {{ related(many=1) }}
      |    ^^^^^^^^^^^^^^^
     ::: content/articles/tea.md
      = help: `related` takes: limit

    error[theme/argument]: the argument `limit` of `related` must be a whole number, and is text
     --> themes/tea/templates/x.html:1:4
      |
    1 | {{ related(limit='x') }}
      |    ^^^^^^^^^^^^^^^^^^
     ::: content/articles/tea.md
      = help: the first line of the component says what it takes

    error[theme/argument]: `link` wants the argument `to`
     --> themes/tea/templates/x.html:1:4
      |
    1 | {{ link() }}
      |    ^^^^^^
     ::: content/articles/tea.md
      = help: write `to=…` between the brackets

    error[render/unknown-cta]: the audience has no call to action `dmeo`
     --> themes/tea/templates/x.html:1:14
      |
    1 | {% set cta = cta(id='dmeo') %}
      |              ^^^^^^^^^^^^^^
     ::: content/articles/tea.md
      = help: did you mean `demo`?

    error[theme/argument]: `soon` is not a date
     --> themes/tea/templates/x.html:1:13
      |
    1 | {{ 'soon' | date }}
      |             ^^^^
     ::: content/articles/tea.md
      = help: write 2026-11-22, or 2026-11-22T18:00:00+04:00

    error[theme/argument]: `date` wants a date such as `2026-11-22`, and is given nothing
     --> themes/tea/templates/x.html:1:16
      |
    1 | {{ page.none | date }}
      |                ^^^^
     ::: content/articles/tea.md
      = help: the first line of the component says what it takes

    error[theme/argument]: `date` has no length `lnog`
     --> themes/tea/templates/x.html:1:19
      |
    1 | {{ '2026-11-22' | date(length='lnog') }}
      |                   ^^^^^^^^^^^^^^^^^^^
     ::: content/articles/tea.md
      = help: did you mean `long`?

    error[theme/argument]: `lari` is not a currency
     --> themes/tea/templates/x.html:1:8
      |
    1 | {{ 1 | money(currency='lari') }}
      |        ^^^^^^^^^^^^^^^^^^^^^^
     ::: content/articles/tea.md
      = help: write the three letters of ISO 4217, such as GEL or EUR

    error[theme/argument]: `number` wants a number, and is given text
     --> themes/tea/templates/x.html:1:10
      |
    1 | {{ 'x' | number }}
      |          ^^^^^^
     ::: content/articles/tea.md
      = help: the first line of the component says what it takes

    error[theme/unknown-word]: there are no words `subscribe`
     --> themes/tea/templates/x.html:1:4
      |
    1 | {{ word(key='subscribe') }}
      |    ^^^^^^^^^^^^^^^^^^^^^
     ::: content/articles/tea.md
      = help: add `subscribe` below `words:` of theme.yaml or site.yaml

    error[theme/argument]: the argument `n` of `word` must be a number, and is a list
     --> themes/tea/templates/x.html:1:4
      |
    1 | {{ word(key='x', n=page.list) }}
      |    ^^^^^^^^^^^^^^^^^^^^^^^^^^
     ::: content/articles/tea.md
      = help: the first line of the component says what it takes
    ");
}

#[test]
fn an_error_is_shown_where_it_was_written_and_with_the_way_to_it() {
    let theme = load(
        "-- themes/tea/templates/x.html --
<main>

    <!-- here -->   {% include \"part.html\" %}
</main>
-- themes/tea/templates/part.html --
<p>
  text   {{ <card page={page} /> }}
-- themes/tea/components/card.html --
{% component card(page) %}

   <b>   {{ page.titel }}</b>
{% endcomponent %}
",
    )
    .unwrap();
    insta::assert_snapshot!(render(&theme, "x.html", Value::of(&json!({"title": "x"}))).unwrap_err(), @r#"
    error[theme/unknown-name]: there is no `titel` here
     --> themes/tea/components/card.html:3:18
      |
    3 |    <b>   {{ page.titel }}</b>
      |                  ^^^^^
      |
     ::: themes/tea/templates/part.html:2:13
      |
    2 |   text   {{ <card page={page} /> }}
      |             ----------------------- called from here
      |
     ::: themes/tea/templates/x.html:3:32
      |
    3 |     <!-- here -->   {% include "part.html" %}
      |                                -------------- called from here
     ::: content/articles/tea.md
      = help: did you mean `title`?
    "#);
}

#[test]
fn names_that_are_not_there_are_explained() {
    let wrong = [
        "{{ paeg.title }}",
        "{{ page.titel }}",
        "{{ page.map.k.x }}",
        "{{ page.none.x.y }}",
        "{% for x in page.title.y %}{% endfor %}",
        "{{ site.title + 1 }}",
        "{{ <note /> }}",
    ];
    let component = "\n-- themes/tea/components/note.html --\n{% component note(title: string) %}{{ title }}{% endcomponent %}";
    let said: String = wrong.map(|template| shown(&format!("{template}{component}"))).join("");
    insta::assert_snapshot!(said, @"
    error[theme/unknown-name]: there is no `paeg` here
     --> themes/tea/templates/x.html:1:4
      |
    1 | {{ paeg.title }}
      |    ^^^^
     ::: content/articles/tea.md
      = help: did you mean `page`?

    error[theme/unknown-name]: there is no `titel` here
     --> themes/tea/templates/x.html:1:9
      |
    1 | {{ page.titel }}
      |         ^^^^^
     ::: content/articles/tea.md
      = help: did you mean `title`?

    error[theme/unknown-name]: there is no `x` here
     --> themes/tea/templates/x.html:1:15
      |
    1 | {{ page.map.k.x }}
      |               ^
     ::: content/articles/tea.md
      = help: a template knows `site`, `variant`, `page` and what its own tags name; a component its arguments

    error[theme/unknown-name]: there is no `x` here
     --> themes/tea/templates/x.html:1:14
      |
    1 | {{ page.none.x.y }}
      |              ^
     ::: content/articles/tea.md
      = help: a template knows `site`, `variant`, `page` and what its own tags name; a component its arguments

    error[theme/template]: only lists and maps can be gone through, and this is nothing
     --> themes/tea/templates/x.html:1:13
      |
    1 | {% for x in page.title.y %}{% endfor %}
      |             ^^^^
     ::: content/articles/tea.md
      = help: look at the values this tag is given: `{{ value }}` by itself shows one

    error[theme/template]: `+` requires both operands to be numbers, found `string` and `i64`
     --> themes/tea/templates/x.html:1:4
      |
    1 | {{ site.title + 1 }}
      |    ^^^^^^^^^^^^^^
     ::: content/articles/tea.md
      = help: look at the values this tag is given: `{{ value }}` by itself shows one

    error[theme/argument]: this component wants the argument `title`
     --> themes/tea/templates/x.html:1:4
      |
    1 | {{ <note /> }}
      |    ^^^^^^^^
     ::: content/articles/tea.md
      = help: the first line of the component says what it takes
    ");
}

#[test]
fn a_component_that_is_called_wrongly_is_shown_where_it_is_called() {
    let note = "\n-- themes/tea/components/note.html --\n{% component note(title: string, @mood) %}{{ title }}{% endcomponent %}";
    let wrong = ["{{ <note titel=\"x\" /> }}", "{{ <note /> }}", "{{ <note title={1} /> }}", "{{ <note title=\"x\" /> }}"];
    insta::assert_snapshot!(wrong.map(|template| shown(&format!("{template}{note}"))).join(""), @r#"
    error[theme/argument]: this component has no argument `titel`
     --> themes/tea/templates/x.html:1:4
      |
    1 | {{ <note titel="x" /> }}
      |    ^^^^^^^^^^^^^^^^^^
     ::: content/articles/tea.md
      = help: did you mean `title`?

    error[theme/argument]: this component wants `mood`, which is not known here
     --> themes/tea/templates/x.html:1:4
      |
    1 | {{ <note /> }}
      |    ^^^^^^^^
     ::: content/articles/tea.md
      = help: give the component a value for when there is none: `@mood = none`

    error[theme/argument]: this component wants `mood`, which is not known here
     --> themes/tea/templates/x.html:1:4
      |
    1 | {{ <note title={1} /> }}
      |    ^^^^^^^^^^^^^^^^^^
     ::: content/articles/tea.md
      = help: give the component a value for when there is none: `@mood = none`

    error[theme/argument]: this component wants `mood`, which is not known here
     --> themes/tea/templates/x.html:1:4
      |
    1 | {{ <note title="x" /> }}
      |    ^^^^^^^^^^^^^^^^^^
     ::: content/articles/tea.md
      = help: give the component a value for when there is none: `@mood = none`
    "#);
}

#[test]
fn a_page_has_an_end() {
    let doubling = "{% set s = 'ab' %}{% for i in range(end=40) %}{% set_global s = s ~ s %}{{ s }}{% endfor %}";
    let counting = "{% for i in range(end=1000) %}{% for j in range(end=1000) %}{% endfor %}{% endfor %}";
    let calling = "{{ <a /> }}\n-- themes/tea/components/a.html --\n{% component a() %}{{ <a /> }}{% endcomponent %}";
    insta::assert_snapshot!([doubling, counting, calling].map(shown).join(""), @"
    error[theme/output-limit]: this template makes more than 32 MB of a single page
    --> themes/tea/templates/x.html
    ::: content/articles/tea.md
     = help: look for a loop that repeats what it has made already

    error[theme/loop-limit]: the loops of this page count further than 100000
     --> themes/tea/templates/x.html:1:43
      |
    1 | {% for i in range(end=1000) %}{% for j in range(end=1000) %}{% endfor %}{% endfor %}
      |                                           ^^^^^^^^^^^^^^^
     ::: content/articles/tea.md
      = help: look at the values this tag is given: `{{ value }}` by itself shows one

    error[theme/recursion]: the components of this template call each other without end
    --> themes/tea/templates/x.html
    ::: content/articles/tea.md
     = help: let an `{% if %}` around one of the calls end it
    ");
}
