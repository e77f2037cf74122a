//! A theme in one string and a host that answers from a table: what tests of themes need.

use std::sync::Arc;

use super::contract::{FileView, HereView, LinkView};
use super::words::{WordArg, WordTable};
use super::{Host, HostError, PagesQuery, TemplateError, Theme, Value};
use crate::diagnostics::{Findings, Format, Place, Style};
use crate::site::{Address, Lang, Name, Register, Voice};
use crate::world::MemoryWorld;

/// A world of the files of a string: each after a line `-- PATH --`.
pub(super) fn world(files: &str) -> MemoryWorld {
    let world = MemoryWorld::default();
    let mut sections: Vec<(&str, String)> = Vec::new();
    for line in files.split_inclusive('\n') {
        match (line.trim_end().strip_prefix("-- ").and_then(|line| line.strip_suffix(" --")), sections.last_mut()) {
            (Some(path), _) => sections.push((path, String::new())),
            (None, Some((_, text))) => text.push_str(line),
            (None, None) => {}
        }
    }
    for (path, text) in sections {
        world.put(path, text);
    }
    world
}

/// Loads the theme `tea`, to whose files those that every theme needs are added; otherwise what a person is told.
pub(super) fn load(files: &str) -> Result<Arc<Theme>, String> {
    let world = world(files);
    for (path, text) in
        [("theme.yaml", ""), ("templates/page.html", "{{ page.title }}\n"), ("templates/section.html", "{{ page.title }}\n")]
    {
        let path = format!("themes/tea/{path}");
        if !crate::world::World::is_file(&world, path.as_str().into()) {
            world.put(path, text);
        }
    }
    load_from(&world)
}

/// Loads the theme `tea` of a world.
pub(super) fn load_from(world: &MemoryWorld) -> Result<Arc<Theme>, String> {
    let mut findings = Findings::new();
    let theme = Theme::load(world, &Name::new("tea").unwrap(), Place::File("site.yaml".into()), &mut findings);
    let said: String = findings.sorted().iter().map(|finding| Format::Human.write(finding, Style::Plain)).collect();
    theme.filter(|_| said.is_empty()).ok_or(said)
}

/// Renders a page with a template.
pub(super) fn render(theme: &Theme, template: &str, page: Value) -> Result<String, String> {
    let site = Value::of(&serde_json::json!({"title": "Kolkheti"}));
    let variant = Value::of(&serde_json::json!({"lang": "en"}));
    theme.render(template, &site, &variant, page, host(theme)).map_err(said)
}

/// What a person is told.
pub(super) fn said(error: TemplateError) -> String {
    Format::Human.write(&error.into_finding(Place::File("content/articles/tea.md".into())), Style::Plain)
}

/// A host that speaks English and knows the words of the theme.
pub(super) fn host(theme: &Theme) -> Arc<dyn Host> {
    Arc::new(Stage {
        lang: Lang::new("en").unwrap(),
        register: Register { voice: Voice::new("formal").unwrap(), base: Voice::new("formal").unwrap(), address: Address::Formal },
        words: WordTable::new([theme.words()]),
    })
}

struct Stage {
    lang: Lang,
    register: Register,
    words: WordTable,
}

impl Host for Stage {
    fn lang(&self) -> &Lang {
        &self.lang
    }

    fn register(&self) -> &Register {
        &self.register
    }

    fn pages(&self, query: &PagesQuery) -> Result<Value, HostError> {
        let title = serde_json::to_string(query).unwrap();
        Ok(Value::list([Value::of(&serde_json::json!({"title": title}))]))
    }

    fn related(&self, limit: usize) -> Result<Value, HostError> {
        Ok(Value::list((0..limit).map(|number| Value::of(&number))))
    }

    fn link(&self, to: &str) -> Result<LinkView, HostError> {
        Ok(LinkView { text: format!("To {to}"), url: format!("/{to}/"), current: false })
    }

    fn image(&self, src: &str, alt: &str, class: Option<&str>) -> Result<String, HostError> {
        Ok(format!("<img src=\"/{src}\" alt=\"{alt}\" class=\"{}\">", class.unwrap_or_default()))
    }

    fn asset(&self, path: &str) -> Result<String, HostError> {
        Ok(format!("/assets/{path}"))
    }

    fn cta(&self, id: &str) -> Result<Value, HostError> {
        match id {
            "gone" => Ok(Value::none()),
            "demo" => Ok(Value::of(&serde_json::json!({"text": "Book a <demo>"}))),
            _ => {
                Err(HostError::new("render/unknown-cta", format!("the audience has no call to action `{id}`")).help("did you mean `demo`?"))
            }
        }
    }

    fn form(&self, id: &str) -> Result<Value, HostError> {
        Ok(Value::of(&serde_json::json!({"id": id})))
    }

    fn offer(&self, id: &str) -> Result<Value, HostError> {
        Ok(Value::of(&serde_json::json!({"id": id})))
    }

    fn contact(&self, id: &str) -> Result<Value, HostError> {
        Ok(Value::of(&serde_json::json!({"name": id})))
    }

    fn author(&self, id: &str) -> Result<Value, HostError> {
        Ok(Value::of(&serde_json::json!({"name": id})))
    }

    fn cta_for(&self, goal: &str) -> Result<Value, HostError> {
        Ok(Value::of(&serde_json::json!({"text": format!("For {goal}")})))
    }

    fn here(&self) -> Result<HereView, HostError> {
        Ok(HereView { title: "Tea".to_owned(), permalink: "https://tea.example/tea/".to_owned(), metrics: Vec::new() })
    }

    fn permalink(&self, to: &str) -> Result<String, HostError> {
        Ok(format!("https://tea.example{to}"))
    }

    fn file(&self, url: &str) -> Result<FileView, HostError> {
        Ok(FileView { url: url.to_owned(), name: "tea.pdf".to_owned(), format: "PDF".to_owned(), size: "1 KB".to_owned() })
    }

    fn word(&self, key: &str, n: Option<f64>, args: &[(&str, WordArg)]) -> Result<String, HostError> {
        Ok(self.words.word(key, &self.lang, &self.register, n, args)?)
    }
}
