use clap::Parser;

use super::*;
use crate::cli::trial::{build, shown, text, world};
use crate::world::yaml;

#[derive(Parser)]
struct Program {
    #[command(flatten)]
    init: InitArgs,
}

fn args(line: &str) -> InitArgs {
    Program::try_parse_from(std::iter::once("init").chain(line.split_whitespace())).map(|program| program.init).unwrap()
}

fn init(line: &str) -> MemoryWorld {
    let world = world();
    run(&args(line), &world).map_err(shown).unwrap();
    world
}

/// What is found besides texts that are there to be replaced.
fn beside_samples(findings: &str) -> String {
    let is_first = |line: &&str| ["error[", "warning[", "note["].iter().any(|start| line.starts_with(start));
    findings.lines().filter(is_first).filter(|line| !line.contains("[consent/sample]")).collect()
}

#[test]
fn a_starter_asks_for_letters_with_a_box_of_their_own_in_each_of_its_languages() {
    let (_, files) = build(&init("bakery --languages ru,en"));
    for (page, box_says) in
        [("b2c/landings/bread-storage-card", "Да, пишите мне"), ("b2c/en/landings/bread-storage-card", "Yes, write to me")]
    {
        let html = String::from_utf8(files[&format!("{page}/index.html")].clone()).unwrap();
        let boxes = html.split("<fieldset").nth(1).unwrap().split("</fieldset>").next().unwrap();
        assert!(boxes.contains(box_says) && !boxes.contains("required") && !boxes.contains("checked"), "{boxes}");
    }
}

/// The same site with other texts in all of its files and in their names.
fn replaced(world: &MemoryWorld, pairs: &[(&str, &str)]) -> MemoryWorld {
    let replace = |text: &str| pairs.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    let other = crate::cli::trial::world();
    for (path, bytes) in world.snapshot() {
        other.put(replace(path.as_str()), replace(&String::from_utf8(bytes).unwrap()));
    }
    other
}

#[test]
fn a_starter_builds_with_nothing_to_mend_but_its_samples_in_one_language_and_in_several() {
    for line in ["bakery", "bakery --languages ka", "bakery --languages en,ru,ka", "bakery --languages ru,en --ci github"] {
        let (findings, files) = build(&init(line));
        assert_eq!(beside_samples(&findings), "", "{line}");
        let languages = line.split_once("--languages ").map_or(1, |(_, rest)| 1 + rest.split(' ').next().unwrap().matches(',').count());
        assert_eq!(findings.matches("[consent/sample]").count(), languages, "{line}");
        for page in
            ["b2b/", "b2c/", "b2b/articles/keeping-bread-fresh/", "b2b/case-studies/corner-cafe/", "b2c/landings/bread-storage-card/"]
        {
            assert!(files.contains_key(&format!("{page}index.html")), "{line}: {page}");
        }
        assert!(!files.contains_key("b2c/case-studies/corner-cafe/index.html"));
    }
}

#[test]
fn each_audience_of_a_starter_reads_its_own_words() {
    let (_, files) = build(&init("bakery"));
    let page = |path: &str| String::from_utf8(files[path].clone()).unwrap();
    let (business, home) = (page("b2b/articles/keeping-bread-fresh/index.html"), page("b2c/articles/keeping-bread-fresh/index.html"));
    assert!(business.contains("For a café this is money") && !business.contains("the good news"));
    assert!(home.contains("the good news") && !home.contains("For a café this is money"));
    assert!(business.contains("a starter site made with Segue") && business.contains("href=\"#form-quote\""));
}

#[test]
fn the_file_of_the_landing_is_reached_through_its_form_alone() {
    let (_, files) = build(&init("bakery"));
    let copies: Vec<&String> = files.keys().filter(|path| path.ends_with(".pdf")).collect();
    assert!(matches!(copies.as_slice(), [one] if one.starts_with("b2c/thanks/bread-storage-card-")), "{copies:?}");
}

#[test]
fn the_audiences_of_a_starter_can_be_renamed_and_one_of_them_put_at_the_root() {
    let renamed = replaced(&init("bakery"), &[("b2b", "trade"), ("b2c", "home"), ("path: home", "path: \"\"")]);
    let (findings, files) = build(&renamed);
    assert_eq!(beside_samples(&findings), "");
    assert!(files.contains_key("index.html") && files.contains_key("trade/case-studies/corner-cafe/index.html"));
    assert!(!files.keys().any(|path| path.starts_with("home/")));
}

#[test]
fn a_title_with_quotes_colons_and_marks_is_the_brand_and_nothing_else() {
    let world = world();
    let title = "Müller's \"Brot\": since @TODAY@\n# 1950";
    run(&InitArgs { title: title.to_owned(), ..args("bakery") }, &world).map_err(shown).unwrap();
    let tree = yaml::tree(&text(&world, "site.yaml")).unwrap();
    assert_eq!(tree["title"], "Müller's \"Brot\": since @TODAY@ # 1950");
    assert_eq!(beside_samples(&build(&world).0), "");
}

#[test]
fn the_first_language_is_the_main_one_and_stands_in_for_the_others() {
    let tree = yaml::tree(&text(&init("bakery --languages ka,ru,ka,en"), "site.yaml")).unwrap();
    assert_eq!(tree["languages"], serde_json::json!(["ka", "ru", "en"]));
    assert_eq!(tree["fallback"], serde_json::json!({"ru": ["ka"], "en": ["ka"]}));
}

#[test]
fn a_folder_with_a_site_in_it_is_left_alone() {
    let world = init("bakery");
    let before = world.snapshot();
    insta::assert_snapshot!(shown(run(&args("bakery"), &world).unwrap_err()), @"
    error[init/site]: there is a site in this folder already
    --> site.yaml
     = help: name another folder; `segue new` adds pages to the site that is here
    ");
    assert_eq!(world.snapshot(), before);
}

#[test]
fn files_that_would_be_overwritten_are_named_and_nothing_is_written() {
    let world = world();
    world.put("README.md", "Ours");
    world.put(".gitignore", "node_modules");
    world.put("content/_index.md", "---\ntitle: Ours\n---\n");
    let before = world.snapshot();
    insta::assert_snapshot!(shown(run(&args("."), &world).unwrap_err()), @"
    error[init/overwrite]: 2 files are there already and would be overwritten: content/_index.md, .gitignore
    --> content/_index.md
     = help: move what is there out of the way, or name a new or empty folder
    ");
    assert_eq!(world.snapshot(), before);
    world.remove(".gitignore".into()).unwrap();
    world.remove("content/_index.md".into()).unwrap();
    assert!(run(&args("."), &world).is_ok());
}

#[test]
fn a_site_without_a_name_and_a_language_that_is_none_are_refused() {
    let world = world();
    let nameless = InitArgs { title: " \u{feff} ".to_owned(), ..args("bakery") };
    insta::assert_snapshot!(shown(run(&nameless, &world).unwrap_err()), @r#"
    error[init/no-title]: the site needs a name
    help: write for example `--title "My Bakery"`
    "#);
    assert!(world.snapshot().is_empty());
    insta::assert_snapshot!(shown(run(&args("bakery --languages en,de"), &world).unwrap_err()), @"
    error[init/language]: the theme `lumen` has no words in `de` yet
    help: begin with one of these: en, ka, ru; then add `de` to `languages:` and the theme's words to `words:` in site.yaml
    ");
    assert!(world.snapshot().is_empty());
    assert!(Program::try_parse_from(["init", "bakery", "--languages", "english"]).is_err());
    assert!(Program::try_parse_from(["init", "bakery", "--ci", "jenkins"]).is_err());
}

#[test]
fn the_folder_becomes_a_site_with_the_last_file_that_is_written() {
    let outcome = run(&args("bakery"), &world()).map_err(shown).unwrap();
    assert_eq!(outcome.written.last().map(|path| path.as_str()), Some("site.yaml"));
}

#[test]
fn editors_find_a_schema_for_each_file_with_the_names_of_the_starter_in_it() {
    let world = init("bakery");
    let settings: serde_json::Value = serde_json::from_str(&text(&world, ".vscode/settings.json")).unwrap();
    for schema in settings["yaml.schemas"].as_object().unwrap().keys() {
        let schema: serde_json::Value = serde_json::from_str(&text(&world, schema)).unwrap();
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    }
    assert!(text(&world, ".vscode/segue/front-matter.schema.json").contains("\"b2b\""));
    let snippets: serde_json::Value = serde_json::from_str(&text(&world, ".vscode/segue.code-snippets")).unwrap();
    assert!(snippets.as_object().unwrap().values().all(|snippet| snippet["scope"] == "markdown"));
}

#[test]
fn a_service_builds_for_every_change_and_every_day_with_this_version() {
    let github = text(&init("bakery --ci github"), ".github/workflows/site.yml");
    let tree = yaml::tree(&github).unwrap();
    let on = tree["on"].as_object().unwrap();
    assert!(["push", "pull_request", "schedule"].iter().all(|event| on.contains_key(*event)));
    assert_eq!(tree["env"]["SEGUE_VERSION"], env!("CARGO_PKG_VERSION"));
    let gitlab = text(&init("bakery --ci gitlab"), ".gitlab-ci.yml");
    let tree = yaml::tree(&gitlab).unwrap();
    assert_eq!(tree["variables"]["SEGUE_VERSION"], env!("CARGO_PKG_VERSION"));
    assert_eq!(tree["pages"]["artifacts"]["paths"], serde_json::json!(["public"]));
    for text in [github, gitlab] {
        assert!(text.contains(".segue") && text.contains("segue build") && !text.contains("@VERSION@"));
    }
}
