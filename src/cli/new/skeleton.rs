//! What a new page says: front matter for its kind, with hints, and the outline of a body.

use std::fmt::Write;

use super::request::{Request, Whom};
use crate::cli::yaml_text::yaml_text;
use crate::site::{AudienceFile, Kind, Site};

/// The outline of a body in one language: the first sentences, a heading, and what a passage is for.
struct Outline {
    lang: &'static str,
    lead: &'static str,
    heading: &'static str,
    /// `@` stands for the audience's id.
    passage: &'static str,
}

/// The first serves every language that has none of its own.
const OUTLINES: [Outline; 3] = [
    Outline {
        lang: "en",
        lead: "Say in two sentences what the reader gains here.",
        heading: "The first section",
        passage: "Only readers of `@` see this passage.",
    },
    Outline {
        lang: "ru",
        lead: "Скажите в двух предложениях, что здесь получит читатель.",
        heading: "Первый раздел",
        passage: "Этот фрагмент видят только читатели `@`.",
    },
    Outline {
        lang: "ka",
        lead: "ორ წინადადებაში თქვით, რას მიიღებს აქ მკითხველი.",
        heading: "პირველი ნაწილი",
        passage: "ამ ნაწყვეტს მხოლოდ `@`-ის მკითხველი ხედავს.",
    },
];

/// The whole file.
pub(super) fn page(request: &Request<'_>, site: &Site) -> String {
    let front = if request.translates { translation(request) } else { front_matter(request, site) };
    format!("---\n{front}---\n\n{}", body(request))
}

/// What a translation says: the rest comes from the page that it lies over.
fn translation(request: &Request<'_>) -> String {
    format!("title: {}\n{DESCRIPTION}", yaml_text(&request.title))
}

const DESCRIPTION: &str = "# description: One or two sentences for lists and search results.\n";

fn front_matter(request: &Request<'_>, site: &Site) -> String {
    let mut text = translation(request);
    match &request.audience {
        Some(Whom::All) => text.push_str("audience: all\n"),
        Some(Whom::Some(names)) => line(&mut text, "audience", names),
        None => {}
    }
    let known: Vec<&str> = request.readers.iter().flat_map(|audience| audience.file.segments.keys()).map(|id| id.as_str()).collect();
    if request.segments.is_empty() {
        hint(&mut text, "segment", &known);
    } else {
        line(&mut text, "segment", &request.segments);
    }
    if let Some(stage) = stage(request.kind) {
        _ = writeln!(text, "stage: {stage} # attention, interest, trust, decision or retention");
    }
    _ = writeln!(text, "date: {}", request.today);
    let authors: Vec<&str> = site.file.authors.keys().map(|id| id.as_str()).collect();
    hint(&mut text, "author", &authors);
    text.push_str(&of_kind(request));
    hint(&mut text, "cta", &shared(request, |file| file.ctas.keys().map(|id| id.as_str()).collect()));
    let _ = write!(text, "# image: {{src: {}.jpg, alt: What the picture shows}}\n# draft: true\n", request.slug);
    text
}

/// Where the readers of a kind usually stand.
fn stage(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Article | Kind::Event => Some("interest"),
        Kind::CaseStudy => Some("trust"),
        Kind::Landing => Some("decision"),
        Kind::Page => None,
    }
}

/// What a case study has of its own; `@` stands for today.
const CASE_STUDY: &str = "\
# The customer's permission: until the status is `granted` the page is not published.
permission:
  status: pending # granted, pending, revoked or not-required
  # scope: [name, logo, quote, metrics, photo, translation, paid-ads]
  # granted: @
  # expires: the last day on which the page may be shown
  # evidence: where the signed permission lies, never the document itself
  # contact: Owner
# client: {name: The customer, industry: Café, size: 24 seats, location: Old Town}
# metrics:
#   - {label: Bread thrown away, before: 11, after: 5, unit: loaves a week, period: four weeks each, source: Kitchen log}
# quotes:
#   - {text: What was said, person: Sam Miller, role: Owner, approved: @}
";

/// The keys that only this kind has.
fn of_kind(request: &Request<'_>) -> String {
    let forms = shared(request, |file| file.forms.keys().map(|id| id.as_str()).collect());
    let mut text = String::new();
    match request.kind {
        Kind::Article | Kind::Page => {}
        Kind::CaseStudy => text.push_str(&CASE_STUDY.replace('@', &request.today.to_string())),
        Kind::Landing => {
            hint(&mut text, "form", &forms);
            _ = writeln!(text, "# lead_magnet: {{title: The guide (PDF), file: {}.pdf, gate: full, delivery: instant}}", request.slug);
            text.push_str("# benefits: [What the reader gains, What else]\n# faq:\n#   - {q: A question?, a: Its answer.}\n");
        }
        Kind::Event => {
            _ = writeln!(text, "starts: {} # the real day; with a time: {}T18:00:00+02:00", later(request), later(request));
            text.push_str("# ends: the last day, if there are several\n");
            text.push_str("# place: {name: The hall, street: 1 Market Square, city: Berlin, country: DE}\n");
            text.push_str("# online: https://example.com/meeting\n# speakers: [{name: Sam Miller, role: Owner}]\n");
            hint(&mut text, "register", &forms);
        }
    }
    text
}

/// Four weeks from today: an event without a day is none.
fn later(request: &Request<'_>) -> jiff::civil::Date {
    request.today.saturating_add(jiff::Span::new().weeks(4))
}

/// A key with one name, or a list of names.
fn line(text: &mut String, key: &str, names: &[String]) {
    // An id such as `2024` or `true` is a text only in quotes.
    let names: Vec<String> = names.iter().map(|name| yaml_text(name)).collect();
    _ = match names.as_slice() {
        [one] => writeln!(text, "{key}: {one}"),
        many => writeln!(text, "{key}: [{}]", many.join(", ")),
    };
}

/// A key that is not set, with the names it can have; nothing where there are none.
fn hint(text: &mut String, key: &str, names: &[&str]) {
    _ = match names {
        [] => Ok(()),
        [one] => writeln!(text, "# {key}: {one}"),
        [first, others @ ..] => writeln!(text, "# {key}: {first} # or: {}", others.join(", ")),
    };
}

/// The names that each of the page's audiences has: any other would be a mistake for one of them.
fn shared<'a>(request: &Request<'a>, names: impl Fn(&'a AudienceFile) -> Vec<&'a str>) -> Vec<&'a str> {
    let mut each = request.readers.iter().map(|audience| names(&audience.file));
    let first = each.next().unwrap_or_default();
    each.fold(first, |known, names| known.into_iter().filter(|name| names.contains(name)).collect())
}

fn body(request: &Request<'_>) -> String {
    let outline = OUTLINES.iter().find(|outline| outline.lang == request.lang.as_str()).unwrap_or(&OUTLINES[0]);
    let mut text = format!("{}\n\n## {}\n", outline.lead, outline.heading);
    // A translation has the readers of the page it lies over, who are not known here.
    if request.readers.len() > 1 && !request.translates {
        for audience in &request.readers {
            let id = audience.id.as_str();
            _ = write!(text, "\n:::for{{{id}}}\n{}\n:::\n", outline.passage.replace('@', id));
        }
    }
    text
}
