use crate::support::Site;
#[test]
#[ignore]
fn probe2() {
    let n = 100_000;
    let only = std::env::var("ONLY").ok();
    let rep = |s: &str| s.repeat(n / s.len());
    let nest = |s: &str, d: usize| s.repeat(d);
    let shapes: Vec<(String, String)> = [
        "[",
        "{",
        "{a: ",
        "[a, ",
        "- ",
        "? ",
        "- - ",
        "a: [",
        "&a ",
        "*a ",
        "!!x ",
        "'",
        "\"",
        "|\n",
        "a: b\n",
        "- a\n",
        "#",
        ",",
        "[],",
        ": ",
        "\t",
        "a: &x b\n",
        "<<: ",
        "--- \n",
        "%YAML\n",
        "\\",
        "\"\\",
        "é",
        "a: {}\n",
        "x: ",
        "? a\n: ",
        "{}",
    ]
    .iter()
    .flat_map(|s| {
        [
            (format!("raw {s:?}"), rep(s)),
            (format!("extra {s:?}"), format!("title: x\naudience: all\nextra: {}\n", rep(s))),
            (format!("list {s:?}"), format!("title: x\naudience: all\nextra:\n  a:\n  - {}\n", rep(s).replace('\n', "\n  - "))),
        ]
    })
    .chain((0..n / 8).map(|_| ()).take(1).map(|()| {
        ("keys".to_owned(), format!("title: x\naudience: all\nextra:\n{}", (0..n / 8).map(|i| format!("  k{i}: 1\n")).collect::<String>()))
    }))
    .chain([(
        "unknown keys".to_owned(),
        format!("title: x\naudience: all\n{}", (0..n / 8).map(|i| format!("k{i}: 1\n")).collect::<String>()),
    )])
    .chain([("dup keys".to_owned(), format!("title: x\naudience: all\n{}", rep("tags: [a]\n")))])
    .chain([(
        "tags".to_owned(),
        format!("title: x\naudience: all\ntags: [{}]\n", (0..n / 8).map(|i| format!("t{i}, ")).collect::<String>()),
    )])
    .chain([(
        "aliases".to_owned(),
        format!("title: x\naudience: all\naliases: [{}]\n", (0..n / 8).map(|i| format!("t{i}, ")).collect::<String>()),
    )])
    .chain([("bad aliases".to_owned(), format!("title: x\naudience: all\naliases: [{}]\n", rep("'a?b', ")))])
    .chain([(
        "segments".to_owned(),
        format!("title: x\naudience: all\nsegment: [{}]\n", (0..n / 8).map(|i| format!("t{i}, ")).collect::<String>()),
    )])
    .chain([(
        "related".to_owned(),
        format!("title: x\naudience: all\nrelated: [{}]\n", (0..n / 8).map(|i| format!("t{i}.md, ")).collect::<String>()),
    )])
    .chain([(
        "variants".to_owned(),
        format!("title: x\naudience: all\nvariants: {{{}}}\n", (0..n / 12).map(|i| format!("t{i}: {{}}, ")).collect::<String>()),
    )])
    .chain([("faq".to_owned(), format!("title: x\naudience: all\nkind: landing\nfaq: [{}]\n", rep("{q: x, a: y}, ")))])
    .chain([("faq bad".to_owned(), format!("title: x\naudience: all\nkind: landing\nfaq: [{}]\n", rep("{q: x, b: y}, ")))])
    .chain([("title".to_owned(), format!("title: {}\naudience: all\n", rep("a b ")))])
    .chain([("slug".to_owned(), format!("title: x\nslug: {}\naudience: all\n", rep("ab")))])
    .chain([("date".to_owned(), format!("title: x\ndate: {}\naudience: all\n", rep("1")))])
    .chain([("unknown word".to_owned(), format!("title: x\naudience: {}\n", rep("b")))])
    .chain([("unknown key long".to_owned(), format!("title: x\naudience: all\n{}: x\n", "b".repeat(1000)))])
    .chain([("unknown key quoted long".to_owned(), format!("title: x\naudience: all\n? \"{}\"\n: x\n", rep("b")))])
    .chain([8, 16, 24, 32, 48, 60, 63].map(|d| {
        (format!("cascade {d}"), format!("title: x\naudience: all\ncascade: {}{}\n", nest("{cascade: ", d - 2), nest("}", d - 2)))
    }))
    .chain([8, 16, 24, 32, 48, 60, 62].map(|d| {
        (
            format!("cascade bad {d}"),
            format!("title: x\naudience: all\ncascade: {}{{x: y}}{}\n", nest("{cascade: ", d - 2), nest("}", d - 2)),
        )
    }))
    .chain([8, 16, 24, 31].map(|d| {
        (format!("variants {d}"), format!("title: x\naudience: all\nvariants: {}{}\n", nest("{b2b: {variants: ", d - 2), nest("}}", d - 2)))
    }))
    .chain(
        [60].map(|d| (format!("extra {d}"), format!("title: x\naudience: all\nextra: {{a: {}{}}}\n", nest("[", d - 2), nest("]", d - 2)))),
    )
    .collect();
    for (name, front) in shapes {
        if only.as_ref().is_some_and(|only| !name.starts_with(only.as_str())) {
            continue;
        }
        let begun = std::time::Instant::now();
        eprintln!("{name} ({})", front.len());
        for (index, file) in ["content/articles/guide.md", "site.yaml"].into_iter().enumerate() {
            let site = Site::with_article("Tea.");
            if index == 0 {
                site.put(file, format!("---\n{front}---\nTea.\n"));
            } else if name.starts_with("raw") {
                site.put(file, front.clone());
            } else {
                continue;
            }
            let built = site.build();
            let built_in = begun.elapsed();
            let report = built.report();
            let all = begun.elapsed();
            if all.as_millis() > 800 || only.is_some() {
                eprintln!(
                    "   SLOW {name} {file}: build {} ms, report {} ms, findings {} report {} {}",
                    built_in.as_millis(),
                    (all - built_in).as_millis(),
                    built.findings.len(),
                    report.len(),
                    report.chars().take(300).collect::<String>()
                );
            }
            for f in &built.findings {
                if f.help.is_none() && f.level == segue::diagnostics::Level::Error {
                    eprintln!("   NOHELP {} {}", f.rule, f.message.chars().take(150).collect::<String>());
                }
            }
        }
    }
}
