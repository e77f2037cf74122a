use std::cell::{Cell, RefCell};

use html5ever::tokenizer::states::{RawKind, Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use proptest::prelude::*;
use tera::{Context, Tera};

use super::*;

fn compacted(templates: &[(&str, &str)], name: &str) -> Option<String> {
    let templates = templates.iter().map(|(name, text)| ((*name).to_owned(), *text)).collect();
    compact(&templates).remove(name).map(|compacted| compacted.text().to_owned())
}

fn one(template: &str) -> String {
    compacted(&[("page.html", template)], "page.html").unwrap_or_else(|| "left as it is".to_owned())
}

#[test]
fn white_space_between_tags_becomes_one_character() {
    let template =
        "<ul  class = \"a  b\"\n\n    id=x >\n\n  {% for item in items %}\n    <li>{{ item }}  and\t more </li>\n  {% endfor %}\n</ul>\n";
    insta::assert_snapshot!(one(template), @r#"
    <ul class = "a  b"
    id=x >
    {% for item in items %}
    <li>{{ item }} and more </li>
    {% endfor %}
    </ul>
    "#);
}

#[test]
fn comments_go_unless_they_are_meant_to_be_read() {
    assert_eq!(
        one("a <!-- one --> b{# two\n #}c<!--[if IE]> x <![endif]--><!--! licence -->"),
        "a b{##}c<!--[if IE]> x <![endif]--><!--! licence -->"
    );
    assert_eq!(one("a <!-- {{ x }} -->"), "a <!-- {{ x }} -->");
    assert_eq!(one("&<!-- -->amp;<p><!-- -->b"), "&<!-- -->amp;<p>b");
}

#[test]
fn text_that_is_shown_as_written_stays() {
    for template in [
        "<pre>a  b\n\n<b>  c</b>  {{ x }}  d</pre>",
        "<script>let a  =  '<p>  </p>';\n\n{{ x }}  </script>",
        "<textarea>\n\n a  </textarea>",
        "<p title=\"a  {{ x }}  b\">",
        "{% set note %}  a  {% endset %}",
        "{% filter upper %}<b>  </b>  {% endfilter %}",
        "{% raw %}  {{ }}  {% endraw %}",
    ] {
        assert_eq!(one(template), template);
    }
}

#[test]
fn white_space_that_shows_as_nothing_on_every_way_goes() {
    assert_eq!(one("a {% set x = 1 %} b"), "a {% set x = 1 %}b");
    assert_eq!(one("a {% if x %} b {% else %} c {% endif %} d"), "a {% if x %}b {% else %}c {% endif %}d");
    assert_eq!(one("a {% if x %} b{% endif %} d"), "a {% if x %}b{% endif %} d");
    assert_eq!(one("a {%- if x -%} b {% endif %} d"), "a {%- if x -%} b {% endif %} d");
}

#[test]
fn branches_that_end_in_different_places_leave_a_template_as_it_is() {
    let uneven = "<p {% if x %}title=\"a{% else %}id=\"a\" {% endif %}>  b  </p>";
    assert_eq!(one(uneven), "left as it is");
    assert_eq!(one("<a {% if x %}class=\"b\"  {% endif %}  href>  c  </a>"), "<a {% if x %}class=\"b\" {% endif %} href> c </a>");
    assert_eq!(one("{% if x %}<pre>{% endif %}  a  {% if x %}</pre>{% endif %}"), "left as it is");
    // What includes it cannot know where it is afterwards, nor can what is included there.
    let templates =
        [("page.html", "{% include 'part.html' %}  a  {% include 'word.html' %}"), ("part.html", uneven), ("word.html", "  b  ")];
    assert_eq!(compacted(&templates, "page.html"), None);
    assert_eq!(compacted(&templates, "word.html"), None);
}

#[test]
fn an_attribute_may_come_and_go_right_behind_a_name_or_a_value() {
    assert_eq!(one("<div{% if x %}  lang=a{% endif %}>  b  </div>"), "<div{% if x %} lang=a{% endif %}> b </div>");
    assert_eq!(
        one("<a  href={{ x }}{% for k, v in y %}  {{ k }}=\"{{ v }}\"{% endfor %}  id>  b"),
        "<a href={{ x }}{% for k, v in y %} {{ k }}=\"{{ v }}\"{% endfor %} id> b"
    );
    assert_eq!(one("<pre{% if x %} id=a{% endif %}>  b  </pre>"), "<pre{% if x %} id=a{% endif %}>  b  </pre>");
    assert_eq!(one("<s{% if x %} id=a{% endif %}cript>  b  </s>"), "left as it is");
}

#[test]
fn what_is_put_into_a_tag_or_a_script_stays_as_it_is() {
    let templates = [
        (
            "page.html",
            "<title>{% block title %}  a  {% endblock %}</title><script>{% include 'x.html' %}</script>  {{ <note /> }}  <i {{ <attr /> }}>",
        ),
        ("child.html", "{% extends 'page.html' %}{% block title %}  a  {% endblock %}"),
        ("x.html", "a  <  b"),
        ("note.html", "{% component note() %}  a  {% endcomponent %}"),
        ("attr.html", "{% component attr() %}  title=x  {% endcomponent %}"),
    ];
    assert_eq!(compacted(&templates, "child.html").unwrap(), templates[1].1);
    assert_eq!(compacted(&templates, "x.html"), None);
    assert_eq!(compacted(&templates, "attr.html"), None);
    assert_eq!(compacted(&templates, "note.html").unwrap(), "{% component note() %} a {% endcomponent %}");
}

#[test]
fn every_byte_knows_where_it_stood() {
    let template = "<p>\n\n   {{ a }}   <!-- x -->{{ b }}</p>";
    let templates = BTreeMap::from([("page.html".to_owned(), template)]);
    let compacted = &compact(&templates)["page.html"];
    for mark in ["{{ a }}", "{{ b }}", "</p>"] {
        let here = compacted.text().find(mark).unwrap();
        assert_eq!(compacted.original(here), template.find(mark).unwrap());
        assert_eq!(compacted.original(here + mark.len() - 1), template.find(mark).unwrap() + mark.len() - 1);
    }
}

/// What a browser makes of a page, with any amount of visible white space as one space.
#[derive(Default)]
struct Seen {
    tokens: RefCell<Vec<String>>,
    text: RefCell<String>,
    pre: Cell<usize>,
    raw: Cell<bool>,
}

impl Seen {
    fn of(html: &str) -> Vec<String> {
        let queue = BufferQueue::default();
        queue.push_back(html.into());
        let tokenizer = Tokenizer::new(Self::default(), TokenizerOpts::default());
        let _ = tokenizer.feed(&queue);
        tokenizer.end();
        tokenizer.sink.end_text(tokenizer.sink.pre.get() == 0 && !tokenizer.sink.raw.get());
        tokenizer.sink.tokens.into_inner()
    }

    fn end_text(&self, collapse: bool) {
        let text = self.text.take();
        let mut seen = String::new();
        for next in text.chars() {
            match collapse && html::is_space(next) {
                true if seen.ends_with(' ') => {}
                true => seen.push(' '),
                false => seen.push(next),
            }
        }
        if !seen.is_empty() {
            self.tokens.borrow_mut().push(seen);
        }
    }
}

fn raw_kind(name: &str) -> Option<RawKind> {
    match name {
        "script" => Some(ScriptData),
        "textarea" | "title" => Some(Rcdata),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => Some(Rawtext),
        _ => None,
    }
}

impl TokenSink for Seen {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        match token {
            Token::CharacterTokens(text) => self.text.borrow_mut().push_str(&text),
            Token::TagToken(tag) => {
                self.end_text(!self.raw.take() && self.pre.get() == 0);
                let attributes: Vec<_> = tag.attrs.iter().map(|attr| format!("{}={:?}", attr.name.local, attr.value)).collect();
                self.tokens.borrow_mut().push(format!("{:?} {} {attributes:?}", tag.kind, tag.name));
                if matches!(&*tag.name, "pre" | "listing") {
                    let open = self.pre.get();
                    self.pre.set(if tag.kind == TagKind::StartTag { open + 1 } else { open.saturating_sub(1) });
                }
                if let (TagKind::StartTag, Some(raw)) = (tag.kind, raw_kind(&tag.name)) {
                    self.raw.set(true);
                    return TokenSinkResult::RawData(raw);
                }
            }
            Token::DoctypeToken(doctype) => self.tokens.borrow_mut().push(format!("{doctype:?}")),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

type Text = BoxedStrategy<String>;

/// Ways of control around stretches, with all sorts of marks.
fn control(inner: impl Strategy<Value = String> + Clone + 'static) -> Text {
    let mark = || prop::sample::select(vec![("{%", "%}"), ("{%-", "%}"), ("{%", "-%}"), ("{%-", "-%}")]);
    let branch = (mark(), mark(), mark(), any::<[bool; 2]>(), [inner.clone(), inner.clone(), inner.clone()]).prop_map(
        |((a, b), (c, d), (e, f), [first, second], [one, two, three])| {
            format!("{a} if {first} {b}{one}{c} elif {second} {d}{two}{e} else {f}{three}{a} endif {b}")
        },
    );
    let half = (mark(), mark(), any::<bool>(), inner.clone())
        .prop_map(|((a, b), (c, d), flag, one)| format!("{a} if {flag} {b}{one}{c} endif {d}"));
    let list = prop::sample::select(vec!["[]", "[1]", "[1, 2]"]);
    let each = (mark(), mark(), list, [inner.clone(), inner.clone()])
        .prop_map(|((a, b), (c, d), list, [one, two])| format!("{a} for i in {list} {b}{one}{c} else {d}{two}{a} endfor {d}"));
    let filter = (mark(), inner.clone()).prop_map(|((a, b), one)| format!("{a} filter upper {b}{one}{a} endfilter {b}"));
    let set = (mark(), inner).prop_map(|((a, b), one)| format!("{a} set it {b}{one}{a} endset {b}{{{{ it }}}}"));
    prop_oneof![branch, half, each, filter, set].boxed()
}

fn joined(part: impl Strategy<Value = String>, most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(part, 0..most).prop_map(|parts| parts.concat())
}

/// Tags of the engine that stand for themselves.
const TAGS: [&str; 10] = [
    "{{ 'v' }}",
    "{{- 'v' -}}",
    "{# c #}",
    "{#- c -#}",
    "{#- c #}",
    "{% set z = 1 %}",
    "{%- set z = 1 -%}",
    "{% set z = 1 -%}",
    "{% raw %} a  b {% endraw %}",
    "{%- raw -%} a {%- endraw -%}",
];

/// HTML as it comes, open or closed.
fn wild() -> Text {
    let texts = [
        " ",
        "  ",
        "\n",
        "\n  ",
        "\t",
        "a",
        "b c",
        "é",
        "\u{a0}",
        "=",
        "\"",
        "'",
        "/",
        ">",
        "<",
        "</",
        "<p>",
        "</p>",
        "<b class=\"x  y\"",
        "<i",
        "<a href=",
        "<br/>",
        "<!-- c -->",
        "<!-->",
        "<!--",
        "-->",
        "<!--[if]-->",
        "<!doctype html>",
        "<?x",
        "<pre>",
        "</pre>",
        "<script>",
        "</script>",
        "<textarea>",
        "</textarea>",
        "<title>",
        "</title>",
        "<h{{ 2 }}>",
        "</h{{ 2 }} >",
        "<{{ 'u' }}>",
        " id=x",
        "  k='v'",
        "/>",
    ];
    let text = prop::sample::select([&texts[..], &TAGS].concat()).prop_map(str::to_owned);
    joined(text, 8).prop_recursive(3, 24, 4, |inner| prop_oneof![joined(inner.clone(), 4), control(inner)]).boxed()
}

/// Text with neither elements nor quotes.
fn words() -> Text {
    joined(prop::sample::select([&[" ", "  ", "\n  ", "a", "b c", "é", "\u{a0}"][..], &TAGS].concat()).prop_map(str::to_owned), 6).boxed()
}

/// Elements that are closed, with other templates and components in all sorts of places.
fn whole(parts: bool) -> Text {
    let around =
        |before: &'static str, inner: Text, after: &'static str| inner.prop_map(move |inner| format!("{before}{inner}{after}")).boxed();
    let leaf = prop_oneof![
        3 => words(),
        2 => prop::sample::select(vec!["<!-- c -->", "<br  />", "{{ ' <em>  e </em> ' | safe }}"]).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 32, 4, move |inner| {
        let text = prop_oneof![words(), Just("  {% include 'words.html' %}".to_owned()), Just("{{ <word /> }}  ".to_owned())].boxed();
        let mut ways = vec![
            joined(inner.clone(), 4).boxed(),
            control(inner.clone()),
            around("<p  class=\"a  b\" >", inner.clone().boxed(), "</p\n>"),
            around("<pre>", inner.clone().boxed(), "</pre>"),
            around("<script>", text.clone(), "</script>"),
            around("<textarea>", text.clone(), "</textarea>"),
            around("<i  title='", text.clone(), "'  >"),
            around("<i  title=\"", text, "\"  {% if true %} id=x  {% endif %}>"),
        ];
        if parts {
            ways.push(Just("{% include 'part.html' %}".to_owned()).boxed());
            ways.push(Just("{{ <leaf /> }}".to_owned()).boxed());
            for (open, close) in [("{% <card> %}", "{% </card> %}"), ("{% <code> -%}", "{%- </code> %}"), ("{% <over> %}", "{% </over> %}")]
            {
                ways.push(around(open, inner.clone().boxed(), close));
            }
        }
        prop::strategy::Union::new(ways)
    })
    .boxed()
}

fn rendered(templates: &[(&str, String)]) -> String {
    let mut tera = Tera::new();
    tera.add_raw_templates(templates.iter().map(|(name, text)| (name, text))).unwrap();
    tera.render("page.html", &Context::new()).unwrap()
}

fn looks_the_same(templates: &[(&str, String)]) -> Result<(), TestCaseError> {
    let texts = templates.iter().map(|(name, text)| ((*name).to_owned(), text.as_str())).collect();
    let mut compacted = compact(&texts);
    let smaller: Vec<(&str, String)> = templates
        .iter()
        .map(|(name, text)| (*name, compacted.remove(*name).map_or_else(|| text.clone(), |compacted| compacted.text().to_owned())))
        .collect();
    let (before, after) = (rendered(templates), rendered(&smaller));
    prop_assert_eq!(Seen::of(&before), Seen::of(&after), "before {:?}\nafter {:?}\n{:#?}\n{:#?}", before, after, templates, smaller);
    prop_assert!(after.len() <= before.len());
    Ok(())
}

proptest! {
    #[test]
    fn a_page_of_any_text_looks_the_same(page in wild()) {
        looks_the_same(&[("page.html", page)])?;
    }

    #[test]
    fn a_page_of_many_parts_looks_the_same(
        [base, block, inside] in [whole(true), whole(true), whole(true)],
        part in whole(false),
        leaf in whole(false),
        [title, word] in [words(), words()],
    ) {
        let base = format!("<title>{{% block title %}}  {{% endblock %}}</title>{base}  {{% block main %}} {{% endblock %}}<pre>{{% block pre %}}{{% endblock %}}</pre>");
        let page = format!("{{% extends 'base.html' %}}  {{% block title %}}{title}{{% endblock %}}{{% block main %}}{block}{{% endblock %}} {{% block pre %}}{inside}{{% endblock %}}");
        looks_the_same(&[
            ("page.html", page),
            ("base.html", base),
            ("part.html", part),
            ("words.html", word.clone()),
            ("word.html", format!("{{% component word() %}}{word}{{% endcomponent %}}")),
            ("leaf.html", format!("{{% component leaf() %}}{leaf}{{% endcomponent %}}")),
            ("card.html", "{% component card() %}  <p>  {% if body %}  {{ body }}{% endif %}  </p>  {% endcomponent %}".to_owned()),
            ("code.html", "{% component code() %}  <pre>  {{ body }}</pre>  {% endcomponent %}".to_owned()),
            ("over.html", "{% component over() %}  {% <code> %}  {{ body }}{% </code> %}  {% endcomponent %}".to_owned()),
        ])?;
    }
}
