//! Links that lead where they must not.

use super::told;
use crate::support::{Site, source};

#[test]
fn a_file_and_a_link_that_lead_nowhere() {
    insta::assert_snapshot!(told(&Site::with_article("![Leaf](laef.svg) [Other](other.md) [Up](../../x.md)")), @"
    error[plan/missing-target]: there is no file `content/articles/laef.svg`
     --> content/articles/guide.md:6:9
      |
    6 | ![Leaf](laef.svg) [Other](other.md) [Up](../../x.md)
      |         ^^^^^^^^
      |
      = help: paths start from the folder of the file they stand in

    error[plan/missing-target]: there is no source `content/articles/other.md`
     --> content/articles/guide.md:6:27
      |
    6 | ![Leaf](laef.svg) [Other](other.md) [Up](../../x.md)
      |                           ^^^^^^^^
      |
      = help: paths start from the folder of the file they stand in

    error[content/path-outside]: `../../x.md` leads out of `content/`
     --> content/articles/guide.md:6:42
      |
    6 | ![Leaf](laef.svg) [Other](other.md) [Up](../../x.md)
      |                                          ^^^^^^^^^^
      |
      = help: links lead to files inside `content/`
    ");
}

#[test]
fn a_link_to_an_anchor_that_is_missing_and_to_a_page_of_another_audience() {
    let site = Site::with_article("# Water\n\n[Part](#watr) [Price](price.md) [Other](other.md#tee)");
    site.write(&source("articles/price.md", "title: Price\naudience: b2b", "Tea."));
    site.write(&source("articles/other.md", "title: Other\naudience: all", "# Tea\n\nTea."));
    insta::assert_snapshot!(told(&site), @"
    error[plan/missing-anchor]: this page has no heading `#watr` for this reader
     --> content/articles/guide.md:8:8
      |
    8 | [Part](#watr) [Price](price.md) [Other](other.md#tee)
      |        ^^^^^
      |
      = help: did you mean `#water`?

    error[plan/link-across]: readers of `b2c` have no page `articles/price`, so this link would lead them into another audience's site
     --> content/articles/guide.md:8:23
      |
    8 | [Part](#watr) [Price](price.md) [Other](other.md#tee)
      |                       ^^^^^^^^
      |
      = help: put the link into `:::for` for those who have that page, give `articles/price` to `b2c` too, or set `links: {across: primary}` in site.yaml

    error[plan/missing-anchor]: articles/other has no heading `#tee` for this reader
     --> content/articles/guide.md:8:41
      |
    8 | [Part](#watr) [Price](price.md) [Other](other.md#tee)
      |                                         ^^^^^^^^^^^^
      |
      = help: did you mean `#tea`?
    ");
}
