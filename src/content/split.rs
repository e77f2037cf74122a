use crate::diagnostics::{Finding, Place};
use crate::world::{SourceText, Span};

/// A markdown file taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts {
    /// The YAML between the two lines of three hyphens; nothing where the file does not begin with one.
    pub(super) front: Option<Span>,
    /// What follows.
    pub(super) body: Span,
}

/// Finds front matter and body.
pub(super) fn split(source: &SourceText) -> Result<Parts, Finding> {
    let text = source.text();
    let rule = |line: &str| line.trim_end() == "---";
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| rule(line)) else {
        return Ok(Parts { front: None, body: Span::new(0, text.len()) });
    };
    let start = first.len();
    let mut at = start;
    for line in lines {
        if rule(line) {
            return Ok(Parts { front: Some(Span::new(start, at)), body: Span::new(at + line.len(), text.len()) });
        }
        at += line.len();
    }
    Err(Finding::error(
        "content/unclosed-front-matter",
        Place::Span(source.clone(), Span::new(0, first.trim_end().len())),
        "the front matter is not closed",
    )
    .help("end it with a line of three hyphens, `---`, above the text"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (Option<String>, String) {
        let source = SourceText::new("a.md", text);
        let parts = split(&source).unwrap();
        (parts.front.map(|span| source.slice(span).to_owned()), source.slice(parts.body).to_owned())
    }

    #[test]
    fn front_matter_stands_between_two_lines_of_hyphens() {
        assert_eq!(parts("---\ntitle: x\n---\nText\n---\n"), (Some("title: x\n".into()), "Text\n---\n".into()));
        assert_eq!(parts("---\r\ntitle: x\r\n---\r\nText"), (Some("title: x\r\n".into()), "Text".into()));
        assert_eq!(parts("---\n---\n"), (Some(String::new()), String::new()));
        assert_eq!(parts("Text\n---\n"), (None, "Text\n---\n".into()));
    }

    #[test]
    fn front_matter_that_is_not_closed_is_an_error() {
        let source = SourceText::new("a.md", "---\ntitle: x\nText\n");
        assert_eq!(split(&source).unwrap_err().rule, "content/unclosed-front-matter");
    }
}
