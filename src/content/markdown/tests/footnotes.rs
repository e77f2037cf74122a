use super::fixture::{html, plain_text, problems};

#[test]
fn footnotes_stand_at_the_end_in_the_order_of_their_references() {
    insta::assert_snapshot!(html("One[^b], two[^a], one again[^b].\n\n[^a]: *A*\n[^b]: B, see[^c]\n\n[^c]:\n    ```\n    c\n    ```\n", "b2b"), @r##"
    <p>One<sup class="footnote-ref"><a href="#fn-1" id="fnref-1" role="doc-noteref">1</a></sup>, two<sup class="footnote-ref"><a href="#fn-2" id="fnref-2" role="doc-noteref">2</a></sup>, one again<sup class="footnote-ref"><a href="#fn-1" id="fnref-1-2" role="doc-noteref">1</a></sup>.</p>
    <section class="footnotes" role="doc-endnotes">
    <ol>
    <li id="fn-1">
    <p>B, see<sup class="footnote-ref"><a href="#fn-3" id="fnref-3" role="doc-noteref">3</a></sup> <a class="footnote-back" href="#fnref-1" role="doc-backlink">↩</a> <a class="footnote-back" href="#fnref-1-2" role="doc-backlink">↩</a></p>
    </li>
    <li id="fn-2">
    <p><em>A</em> <a class="footnote-back" href="#fnref-2" role="doc-backlink">↩</a></p>
    </li>
    <li id="fn-3">
    <pre><code>c
    </code></pre>
     <a class="footnote-back" href="#fnref-3" role="doc-backlink">↩</a></li>
    </ol>
    </section>
    "##);
}

#[test]
fn a_footnote_that_only_others_see_is_not_shown() {
    let text = "a:for[b[^1]]{b2b}\n\n[^1]: secret\n\n:::for{b2b}\nc[^2]\n\n[^2]: also\n:::\n";
    assert_eq!(plain_text(text, "b2c"), "a\n");
    assert_eq!(plain_text(text, "b2b"), "ab\nc\nsecret\nalso\n");
}

#[test]
fn a_footnote_after_a_known_name_is_a_footnote() {
    insta::assert_snapshot!(html("see:for[^1]\n\n[^1]: x\n", "b2b"), @r##"
    <p>see:for<sup class="footnote-ref"><a href="#fn-1" id="fnref-1" role="doc-noteref">1</a></sup></p>
    <section class="footnotes" role="doc-endnotes">
    <ol>
    <li id="fn-1">
    <p>x <a class="footnote-back" href="#fnref-1" role="doc-backlink">↩</a></p>
    </li>
    </ol>
    </section>
    "##);
}

#[test]
fn a_footnote_that_nothing_refers_to_is_named() {
    insta::assert_snapshot!(problems("a[^1]\n\n[^1]: x\n[^1]: y\n[^2]: z\n"), @"
    4:1 `[^1]` Warning: nothing refers to the footnote `1`, so it is not shown (write `[^1]` where it belongs, once; of two footnotes of one name the first counts)
    5:1 `[^2]` Warning: nothing refers to the footnote `2`, so it is not shown (write `[^2]` where it belongs, once; of two footnotes of one name the first counts)
    ");
}
