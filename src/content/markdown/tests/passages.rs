use super::fixture::{Fixture, html, problems, readers};

const TEXT: &str = "\
:::for{b2b}
Net 30.

:::for{wholesale}
Pallets.
:::
:::
:::for{not b2b}
Pay now.
:::

Write to :for[your manager]{b2b}:for[us]{b2c}.
";

#[test]
fn each_reader_sees_their_own_passages() {
    insta::assert_snapshot!(html(TEXT, "b2b"), @"
    <p>Net 30.</p>
    <p>Write to your manager.</p>
    ");
    insta::assert_snapshot!(html(TEXT, "b2b/wholesale"), @"
    <p>Net 30.</p>
    <p>Pallets.</p>
    <p>Write to your manager.</p>
    ");
    insta::assert_snapshot!(html(TEXT, "b2c/loyal"), @"
    <p>Pay now.</p>
    <p>Write to us.</p>
    ");
}

#[test]
fn readers_of_the_same_passages_share_one_body() {
    let (body, _) = Fixture::default().parse(TEXT);
    let same = |a: &str, b: &str| std::sync::Arc::ptr_eq(&body.show(&readers(a)), &body.show(&readers(b)));
    assert!(same("b2b", "b2b/cafes") && same("b2c", "b2c/loyal"));
    assert!(!same("b2b", "b2b/wholesale") && !same("b2b", "b2c"));
}

#[test]
fn passages_that_nobody_sees_are_known() {
    let (body, _) = Fixture::default().parse(":::for{b2c}\na\n\n:::for{b2b}\nb\n:::\n:::\n\n:::for{b2b}\nc\n:::\n\n:for[d]{loyal}\n");
    let unseen: Vec<String> =
        body.unseen(&[readers("b2b"), readers("b2c")]).iter().map(|passage| body.markdown.source.slice(passage.span).to_owned()).collect();
    assert_eq!(unseen, [":::for{b2b}", ":for[d]{loyal}"]);
    assert_eq!(body.passages().count(), 4);
}

#[test]
fn what_is_emptied_leaves_nothing_behind() {
    insta::assert_snapshot!(html("## :for[A]{b2b}\n\n- :for[a]{b2b}\n- b [:for[c]{b2b}](c.md)\n\n> - :for[d]{b2b}\n\n**:for[e]{b2b}**\n\n| a | b |\n|-|-|\n| :for[f]{b2b} | |\n| :for[g]{b2b} | h |\n", "b2c"), @r#"
    <ul>
    <li>b </li>
    </ul>
    <div class="table" tabindex="0"><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>
    <tr><td></td><td>h</td></tr>
    </tbody></table>
    </div>
    "#);
}

#[test]
fn a_name_of_a_link_can_be_a_passage_too() {
    insta::assert_snapshot!(html(":for[terms]{b2b} and [terms]\n\n[terms]: t.md\n", "b2b"), @"<p>terms and {{link 0}}terms{{/link 0}}</p>");
    insta::assert_snapshot!(html(":for[a [terms] **b**]{b2b} c\n\n[terms]: t.md\n", "b2b"), @"<p>a {{link 0}}terms{{/link 0}} <strong>b</strong> c</p>");
}

#[test]
fn definitions_in_a_passage_are_in_sight_only_there() {
    let text = "[out]\n\n:::for{b2b}\n[price] and [Out]\n\n[price]: b2b.md\n:::\n\n:::for{b2c}\n> [price]\n>\n> [price]: b2c.md\n> 'T'\n:::\n\n[out]: out.md\n";
    let targets = |audience: &str| {
        let (body, said) = Fixture::default().parse(text);
        assert_eq!(said, [] as [&str; 0]);
        body.show(&readers(audience)).links.iter().map(|link| link.target.clone()).collect::<Vec<_>>()
    };
    assert_eq!(targets("b2b"), ["out.md", "b2b.md", "out.md"]);
    assert_eq!(targets("b2c"), ["out.md", "b2c.md"]);
}

#[test]
fn the_nearest_definition_counts() {
    let text = ":::for{b2b}\n[x]\n\n[x]: in.md\n:::\n\n[x]: out.md\n\n[x]\n";
    let (body, said) = Fixture::default().parse(text);
    assert_eq!(said, [] as [&str; 0]);
    let targets: Vec<String> = body.show(&readers("b2b")).links.iter().map(|link| link.target.clone()).collect();
    assert_eq!(targets, ["in.md", "out.md"]);
}

#[test]
fn a_link_whose_definition_is_out_of_sight_is_an_error() {
    insta::assert_snapshot!(problems("See [the *price*][p] and [^1].\n\n:::for{b2b}\n[p]: p.md\n\n[^1]: Note\n:::\n"), @"
    1:5 `[the *price*][p]` Error: the address of `p` stands inside a `for` and does not exist here (put the line with the address outside of the `for`, or this link into it; it stands here: 4)
    1:26 `[^1]` Error: the footnote `1` stands inside a `for` and does not exist here (put the footnote outside of the `for`, or the reference into it; it stands here: 6)
    6:1 `[^1]` Warning: nothing refers to the footnote `1`, so it is not shown (write `[^1]` where it belongs, once; of two footnotes of one name the first counts)
    ");
}

#[test]
fn wrong_readers_are_named() {
    insta::assert_snapshot!(problems(":::for{b2x}\na\n:::\n:::for{ru}\nb\n:::\n:::for{b2b wholesale}\nc\n:::\n:::for{}\nd\n:::\n:::for\ne\n:::\n:::for{b2b not b2c}\nf\n:::\n:::for{not}\ng\n:::\n:::for{id=b2b}\nh\n:::\n:::for[x]{b2b}\ni\n:::\n::for{b2b}\n\n:for{b2b} :for[x] :for[y]{wholesaler}\n"), @"
    1:8 `b2x` Error: there is no audience and no segment `b2x` (did you mean `b2b`?)
    4:8 `ru` Error: `ru` is a language, and `for` chooses between audiences and segments (put the text in that language into a file of its own: `NAME.ru.md`)
    7:12 `wholesale` Error: `wholesale` is a segment of `b2b`, which stands in the same `for` (keep `b2b` for all of its readers, or `wholesale` for that segment alone)
    10:1 `:::for{}` Error: this `for` names nobody (write `for{b2b}`, `for{wholesale cafes}` or `for{not b2c}`)
    13:1 `:::for` Error: this `for` names nobody (write `for{b2b}`, `for{wholesale cafes}` or `for{not b2c}`)
    16:12 `not` Error: `not` stands once, before the first id (write `for{b2b}`, `for{wholesale cafes}` or `for{not b2c}`)
    19:1 `:::for{not}` Error: this `for` names nobody (write `for{b2b}`, `for{wholesale cafes}` or `for{not b2c}`)
    22:8 `id=b2b` Error: `for` takes ids of audiences and segments, and nothing else (write `for{b2b}`, `for{wholesale cafes}` or `for{not b2c}`)
    25:8 `x` Error: a `for` on a line of its own takes no text in square brackets (put the text between `:::for{…}` and `:::`)
    28:1 `::for{b2b}` Error: two colons make a directive of one line, and this `for` has nothing to show (write `:::for{…}`, then the text, then `:::`)
    30:1 `:for{b2b}` Error: this `for` has nothing to show (put the text in square brackets: `:for[text]{b2b}`)
    30:11 `:for[x]` Error: this `for` names nobody (write `for{b2b}`, `for{wholesale cafes}` or `for{not b2c}`)
    30:27 `wholesaler` Error: there is no audience and no segment `wholesaler` (did you mean `wholesale`?)
    ");
}

#[test]
fn what_is_not_understood_is_shown_to_nobody() {
    let (body, said) = Fixture::default()
        .parse("a\n\n:::for{b2x}\nsecret1\n:::\n\n:::for b2b\nsecret2\n:::\n\n:for[secret3]{b2x}\n\n:::for{b2b}\nsecret4\n");
    assert_eq!(said.len(), 4);
    assert_eq!(body.plain_text(&readers("b2c"), &crate::content::markdown::NoShelf), "a\n");
}
