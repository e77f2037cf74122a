use super::fixture::{html, problems};

#[test]
fn a_leaf_and_a_container_become_components() {
    insta::assert_snapshot!(html("Before\n::cta{id=demo}\nafter\n\n:::quote{author=\"Nino K.\" stars=5}\nGood *tea*.\n:::\n", "b2b"), @r#"
    <p>Before</p>
    {{cta id="demo"}}
    <p>after</p>
    {{quote author="Nino K." stars=5 body=(<p>Good <em>tea</em>.</p>
    )}}
    "#);
}

#[test]
fn components_in_running_text_have_labels_or_none() {
    insta::assert_snapshot!(html("# Only :money{amount=12.5 currency=GEL}\n\nA :badge[new *and* good]{.a .b #x} cup.\n", "b2b"), @r#"
    <h1 id="only">Only {{inline money amount=12.5 currency="GEL"}}</h1>
    <p>A {{inline badge class="a b" id="x" label=(new <em>and</em> good)}} cup.</p>
    "#);
}

#[test]
fn a_label_is_markdown_of_one_line() {
    insta::assert_snapshot!(html(":::note[1. _See_ [this](a.md), :for[you]{b2b}:for[them]{b2c}]{open}\ntext\n:::\n\n:::note[# [ref]]\nx\n:::\n\n[ref]: b.md 'T'\n", "b2b"), @"
    {{note open=true label=(1. <em>See</em> {{link 0}}this{{/link 0}}, you) body=(<p>text</p>
    )}}
    {{note label=(# {{link 1}}ref{{/link 1}}) body=(<p>x</p>
    )}}
    ");
}

#[test]
fn containers_nest_and_stand_in_lists_and_quotes() {
    insta::assert_snapshot!(html("- a\n  :::note\n  b\n\n  :::box{x=1}\n  c\n  :::\n  :::\n- d\n\n> :::note\n> e\n> :::\n> f\n", "b2b"), @r#"
    <ul>
    <li>
    <p>a</p>
    {{note body=(<p>b</p>
    {{box x="1" body=(<p>c</p>
    )}}
    )}}
    </li>
    <li>
    <p>d</p>
    </li>
    </ul>
    <blockquote>
    {{note body=(<p>e</p>
    )}}
    <p>f</p>
    </blockquote>
    "#);
}

#[test]
fn an_argument_is_read_by_its_type() {
    insta::assert_snapshot!(html("::scale{factor=2}\n\n::box{a=1 b c=\"x y\"}\n\n:money{amount=3} :money{amount=-3.5}\n", "b2b"), @r#"
    {{scale factor=2.0}}
    {{box a="1" b=true c="x y"}}
    <p>{{inline money amount=3}} {{inline money amount=-3.5}}</p>
    "#);
}

#[test]
fn every_wrong_argument_is_named_where_it_stands() {
    insta::assert_snapshot!(problems("::cta{idd=x}\n\n::cta{demo}\n\n:::quote{author stars=many stars=2}\nx\n:::\n\n::scale{factor=big steps=1,2}\n\n:money{amount=inf}\n"), @r#"
    1:7 `idd=x` Error: `cta` has no argument `idd` (did you mean `id`?)
    3:7 `demo` Error: `cta` has no argument `demo` (did you mean `id=demo`?)
    5:10 `author` Error: `author` must be text, not nothing (write `author="…"`)
    5:17 `stars=many` Error: `stars` must be a whole number, not `many` (write `stars=12`)
    9:9 `factor=big` Error: `factor` must be a number, not `big` (write `factor=12.5`)
    9:20 `steps=1,2` Error: `steps` must be a list, not `1,2` (it can only be given in a template)
    11:8 `amount=inf` Error: `amount` must be a number, not `inf` (write `amount=12.5`)
    "#);
}

#[test]
fn what_a_component_does_not_take_is_said() {
    insta::assert_snapshot!(problems(":::cta{id=x}\ntext\n:::\n\n::note\n\n::cta[Label]{id=x}\n\n:badge{} ::note[x] y\n\n:::note[a]{label=b}\nc\n:::\n"), @"
    1:1 `:::cta{id=x}` Error: `cta` shows no text of its own (write `::cta` with two colons, and no `:::` after it)
    5:1 `::note` Error: `note` needs text to show (write `:::note` on a line of its own, then the text, then `:::`)
    7:7 `Label` Error: `cta` takes no text in square brackets (leave the square brackets out: `cta{…}`)
    9:1 `:badge{}` Error: `badge` needs `label` (write it in square brackets: `badge[…]`)
    9:10 `::note` Error: two colons start a directive that has a line of its own (in running text write one colon, `:note`, or give it a line of its own)
    11:9 `a` Error: the label is given twice, in square brackets and in braces (keep one of the two)
    ");
}

#[test]
fn an_unknown_component_gets_a_suggestion() {
    insta::assert_snapshot!(problems(":::qoute{author=x}\ntext\n:::\n\n::zzzzzz\n"), @"
    1:1 `:::qoute{author=x}` Error: there is no component `qoute` (did you mean `quote`?)
    5:1 `::zzzzzz` Error: there is no component `zzzzzz` (this theme has: badge, box, cta, money, note, quote, scale, for, snippet)
    ");
}

#[test]
fn a_directive_that_is_written_wrongly_is_explained() {
    insta::assert_snapshot!(problems(":::note hello\nx\n:::\n\n::: note\nx\n:::\n\n:::note {open}\nx\n:::\n\n:::note[a\nx\n:::\n\n::cta{id=\"x}\n\n:money{amount=1\n\n:badge[x]{a, b}\n\n::cta{id=demo,}\n"), @r#"
    1:9 `hello` Error: more text stands on the line of this directive (put names in braces, `:::for{b2b}`, a label in square brackets, `:::note[Title]`, and any other text on a line of its own)
    5:4 ` note` Error: a space stands between the colons and the name (write the name right after the colons: `:::note`)
    9:9 `{open}` Error: a space stands before the bracket (write it without the space: `:::note[Title]{key=value}`)
    13:8 `[a` Error: the square bracket of this directive is not closed (close it with `]` on the same line)
    17:6 `{id="x}` Error: the braces of this directive are not closed on the same line (close them with `}`)
    19:7 `{` Error: the braces of this directive are not closed on the same line (close them with `}`)
    21:11 `a,` Error: this is not an attribute (attributes are `key=value`, `key="two words"`, `word`, `#id` or `.class`, with spaces between)
    "#);
}

#[test]
fn containers_that_are_not_closed_and_closings_of_nothing_are_named() {
    insta::assert_snapshot!(problems(":::note\na\n\n> :::box\n> b\n\n- c\n\n  :::\n"), @"
    1:1 `:::note` Error: `note` is not closed (write `:::` on a line of its own where it ends)
    4:3 `:::box` Error: `box` is not closed (write `:::` on a line of its own where it ends, inside the same list item or quote)
    9:3 `:::` Error: these colons do not close `note`, which is open outside of this list or quote (write the opening and the closing line at the same indentation, with a blank line before the closing one; opened here: 1)
    ");
    insta::assert_snapshot!(problems("a\n\n:::\n\n::::note\nb\n:::\n"), @"
    3:1 `:::` Error: nothing is open that these colons could close (remove them, or write the line that opens the container: `:::for{…}`; in a list both have the same indentation)
    7:1 `:::` Error: `note` was opened with 4 colons and is closed with 3 (write as many colons in the closing line as in the opening one; what stands inside must be closed first; opened here: 5)
    ");
    insta::assert_snapshot!(problems(":badge[a *b]* c\n"), @"1:1 `:badge[` Error: the square bracket after `:badge` is not closed (close it with `]` in the same paragraph, and close in it each bracket, emphasis and link that starts in it)");
}

#[test]
fn directives_nest_only_so_deep() {
    let deep = format!("{}x\n{}", ":::box\n".repeat(10_000), ":::\n".repeat(10_000));
    let said = problems(&deep);
    assert_eq!(said, "33:1 `:::box` Error: directives stand more than 32 deep in one another (close some of them, or split the page)");
}

#[test]
fn code_and_other_text_keep_what_only_looks_like_a_directive() {
    insta::assert_snapshot!(html("`:for[x]{b2b}` \\:for[x]{b2b} 10:30 note:[x] &#58;for[x]{b2b} :other[x]{y}\n\n```\n:::for{b2b}\n::cta{id=x}\n:::\n```\n\n    :::\n    ::std::vec\n", "b2c"), @"
    <p><code>:for[x]{b2b}</code> :for[x]{b2b} 10:30 note:[x] :for[x]{b2b} :other[x]{y}</p>
    <pre><code>:::for{b2b}
    ::cta{id=x}
    :::
    </code></pre>
    <pre><code>:::
    ::std::vec
    </code></pre>
    ");
    insta::assert_snapshot!(html("A `span\nof :for[x]{b2b}` and ![alt ::x](a.png) [x]{y}\n\n| a | b |\n|:--|--:|\n| :badge[x]{class=\"a|*b*\"} | :money{amount=1} |\n", "b2c"), @r#"
    <p>A <code>span of :for[x]{b2b}</code> and {{image 0 "alt ::x"}} [x]{y}</p>
    <div class="table" tabindex="0"><table><thead><tr><th style="text-align: left">a</th><th style="text-align: right">b</th></tr></thead><tbody>
    <tr><td style="text-align: left">{{inline badge class="a|*b*" label=(x)}}</td><td style="text-align: right">{{inline money amount=1}}</td></tr>
    </tbody></table>
    </div>
    "#);
}

#[test]
fn a_mistyped_name_in_running_text_is_pointed_at() {
    insta::assert_snapshot!(problems("Write to :fro[you]{b2b}, :mony{amount=1}, `:fro[x]{y}`, :other[x]{y}, \\:fro[x]{y} or :fro[x].\n"), @"
    1:10 `:fro` Warning: there is no `fro`, so this is shown as it is written (did you mean `:for`?)
    1:26 `:mony` Warning: there is no `mony`, so this is shown as it is written (did you mean `:money`?)
    ");
}

#[test]
fn a_wrapped_line_may_start_with_a_directive() {
    insta::assert_snapshot!(html("Write to\n:for[us]{b2c} or\n> :for[them]{b2c}\n", "b2c"), @"
    <p>Write to
    us or</p>
    <blockquote>
    <p>them</p>
    </blockquote>
    ");
}

#[test]
fn a_directive_where_none_is_understood_is_pointed_at() {
    insta::assert_snapshot!(problems("<div>\n:::for{b2b}\nsecret :for[x]{b2b}\n:::\n</div>\n\n    :::for{b2b}\n\ntext\n    :::note\n\n![a :for[x]{b2b}](x.png)\n\n:for[a](b.md)\n\n[x](/u \"a\n\t::cta{id=x}\nb\")\n"), @"
    2:1 `:::for{b2b}` Warning: directives are not understood in HTML, and all readers see this one (put an empty line before it: HTML ends there and markdown begins)
    7:5 `:::for{b2b}` Warning: four spaces before a directive make it code, which all readers see (take the spaces away; to show a directive as code, put it between lines of ```)
    10:5 `:::note` Error: this line belongs to the paragraph above it and is no directive (write it with fewer than four spaces before it)
    12:5 `:for` Warning: `for` is not understood in the description of a picture, and all readers see it (put it around the whole instead, with `:::for{…}` and `:::` on lines of their own)
    14:1 `:for[a](b.md)` Warning: this is a link, so `:for` before it is no directive and is shown (put the link inside: `:for[[text](page.md)]{…}`)
    17:2 `::cta{id=x}` Error: this line stands inside a link or its title and is no directive (write the link on one line)
    ");
}
