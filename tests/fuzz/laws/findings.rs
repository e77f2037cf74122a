use segue::diagnostics::{Findings, Format, Level, Place, Style};

/// All findings as they are shown, held to what every finding owes its reader.
pub fn told(findings: Findings) -> String {
    let mut told = String::new();
    for finding in findings.sorted() {
        let (rule, message) = (finding.rule, &finding.message);
        assert!(rule.split_once('/').is_some_and(|(room, name)| !room.is_empty() && !name.is_empty()), "the rule `{rule}`");
        assert!(!message.trim().is_empty() && !message.ends_with('.'), "{rule} says `{message}`");
        if finding.level == Level::Error {
            assert!(finding.place != Place::Project, "{rule} has no place: {message}");
            assert!(finding.help.as_ref().is_some_and(|help| !help.trim().is_empty()), "{rule} has no help: {message}");
        }
        for (place, _) in finding.related.iter().chain([&(finding.place.clone(), String::new())]) {
            if let Place::Span(text, span) = place {
                assert!(text.text().get(span.range()).is_some(), "{rule} points beside the text of {}: {span:?}", text.path());
            }
        }
        for format in [Format::Human, Format::Json, Format::GitHub] {
            told.push_str(&format.write(&finding, Style::Plain));
        }
    }
    told
}
