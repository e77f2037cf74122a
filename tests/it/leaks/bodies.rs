//! Markdown with a word in every place that holds text.

use super::schema::Planter;
use super::tokens::{AUDIENCES, Tokens, id};
use crate::support::Site;

/// All that markdown can say. `{…}` is a word, named after what it stands in; `{file.png}` is the name of a file.
const EVERYTHING: &str = r#"Text {text}, *{emphasis}*, `{code}`, ~~{struck}~~, [{link text}](https://{link address}.example/ "{link title}"),
![{picture alt}]({picture.png} "{picture title}"), [{file text}]({file.txt}), a note[^{footnote name}],
[{reference text}][{reference name}], <https://{autolink}.example/>, :money{amount={price} currency=GEL}, &#x26; {entity}.

## Heading {heading} :date{on=2026-05-01}

### {heading with an id} {#{anchor}}

[{anchor text}](#{anchor})

| {column} | b |
|---|---|
| {cell} | c |

- [ ] {task}
- {item}

> {quotation}

{term}
: {definition}

```{fence}
{fenced}
```

<div title="{html title}">{html text}</div>

:::quote{author="{quote author}" role="{quote role}"}
{quote text}
:::

:::details{summary="{details summary}"}
{details text}
:::

:::note{title="{note title}"}
{note text}
:::

:::testimonial{person="{testimonial person}" role="{testimonial role}" photo={photo.png}}
{testimonial text}
:::

:::metrics[{metrics caption}]
| a | b | c | d | e |
|---|---|---|---|---|
| {measure} | {before} | {after} | {period} | {counted by} |
:::

:::comparison[{comparison caption}]{ours="{our column}" as_of=2026-05-01}
| a | {our column} | {their column} |
|---|---|---|
| {compared} | {ours} | {theirs} |
:::

:::specs[{specs caption}]
{specified}
: {specification}
:::

:::faq[{faq caption}]
### {question}

{answer}
:::

:::guarantees[{guarantees caption}]
- :icon{name=leaf title="{icon title}"} {guarantee}
:::

:::logos[{logos caption}]{evidence=drawer}
- ![{client}]({logo.png})
:::

:::bundle[{bundle caption}]{price={price} currency=GEL}
| a | b |
|---|---|
| {bundled} | {price} |
:::

::free_delivery

::download{file={download.txt} title="{download title}"}

::share[{share caption}]

::qr{text="{code text}" campaign=spring}

:::loyalty[{loyalty caption}]
{loyalty text}
:::

::referral[{referral caption}]{you="{for you}" friend="{for a friend}" terms="https://{terms address}.example/"}

::cta{id={cta}}

::form{id={form}}

::offer{id={offer}}

[{reference name}]: https://{reference address}.example/ "{reference title}"

[^{footnote name}]: {footnote text}
"#;

/// What is said where `EVERYTHING` is said elsewhere in the same way.
const BRIEF: &str = r#"Brief {text} [{link text}](https://{link address}.example/) ![{picture alt}]({picture.png}) and :money{amount={price} currency=GEL}.

## Heading {heading}

:::note{title="{note title}"}
{note text}
:::

::cta{id={cta}}

::offer{id={offer}}
"#;

/// What a sum is for each audience: prices are words too.
pub fn price(audience: &str) -> &'static str {
    if audience == "b2b" { "731.37" } else { "864.29" }
}

/// How much a body says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// All that markdown can say.
    Everything,
    /// A little of each.
    Brief,
}

/// A body that is one audience's from the first word to the last.
pub fn own(planter: &mut Planter<'_>, length: Length) -> String {
    let mut body = String::new();
    let mut known = std::collections::BTreeMap::<String, String>::new();
    let mut rest = if length == Length::Everything { EVERYTHING } else { BRIEF };
    while let Some((before, after)) = rest.split_once('{') {
        body.push_str(before);
        // Braces of directives and of heading attributes hold more than a name.
        let (name, after_name) = after.split_once('}').unwrap_or_default();
        if name.contains(['=', '"', '#', '{']) {
            body.push('{');
            rest = after;
            continue;
        }
        let word = match name {
            "cta" | "form" | "offer" => id(planter.audience, name, 0),
            "price" => price(planter.audience).to_owned(),
            "picture.png" | "file.txt" | "photo.png" | "logo.png" | "download.txt" => {
                planter.named_file(&format!("a {name}"), name.rsplit('.').next().unwrap_or_default())
            }
            _ => known.get(name).cloned().unwrap_or_else(|| planter.word(name)),
        };
        known.insert(name.to_owned(), word.clone());
        body.push_str(&word);
        rest = after_name;
    }
    body.push_str(rest);
    body
}

/// A body for all, with passages for each audience, for segments of each, and for everyone but one.
pub fn shared(tokens: &mut Tokens, path: &str, site: &Site, length: Length) -> String {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut body = "Everybody's text.\n\n## Everybody's heading\n\n".to_owned();
    for audience in AUDIENCES {
        let other = if audience == "b2b" { "b2c" } else { "b2b" };
        for (readers, layer) in [
            (audience.to_owned(), "passage"),
            (format!("{} {}", id(audience, "segment", 0), id(audience, "segment", 1)), "passage for segments"),
            (format!("not {other}"), "passage for everyone but one"),
        ] {
            let without = std::collections::BTreeSet::new();
            let mut filled = std::collections::BTreeMap::new();
            let mut planter = Planter {
                schema: &serde_json::Value::Null,
                audience,
                layer,
                languages: &[],
                file: path.to_owned(),
                folder: folder.to_owned(),
                without: &without,
                tokens: &mut *tokens,
                filled: &mut filled,
                files: Vec::new(),
            };
            // Once is enough, and each form stands on a page once.
            let passage = own(&mut planter, if layer == "passage" { length } else { Length::Brief });
            for (path, content) in planter.files {
                site.put(&path, content);
            }
            body.push_str(&format!("::::for{{{readers}}}\n{passage}\n::::\n\n"));
        }
        let word = tokens.plant(audience, "passage in running text", "text", path);
        body.push_str(&format!("In running text :for[{word}]{{{audience}}} and on.\n\n"));
        let word = tokens.plant(audience, "passage in a list", "text", path);
        body.push_str(&format!("- Everybody's item\n- Then\n\n  :::for{{{audience}}}\n  {word}\n  :::\n\n"));
        let word = tokens.plant(audience, "passage in a component", "text", path);
        body.push_str(&format!("::::note{{title=Note}}\nEverybody's note.\n\n:::for{{{audience}}}\n{word}\n:::\n::::\n\n"));
    }
    body
}
