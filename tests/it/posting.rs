//! `segue forms` as it is run: what is listed, what would be sent, and one form that is sent, to this machine.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failing test may panic")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::thread;

use crate::cli::{segue, starter};

/// A site as `segue init` makes it, with an audience that has these forms.
fn site(forms: &str) -> tempfile::TempDir {
    let folder = starter();
    let text = format!("label: For shops\nkind: business\nforms:\n{forms}");
    std::fs::write(folder.path().join("content/audiences/shops.yaml"), text).unwrap();
    folder
}

const KIT: &str = "  letters: {provider: kit, settings: {form_id: '1'}, fields: [{id: email, required: true}, {id: first-name}]}\n";

#[test]
fn forms_are_listed_with_provider_names_and_the_day_their_shape_was_seen() {
    let folder = site(KIT);
    let run = segue(folder.path(), &["forms"]).fine();
    let own = run.stdout.split("shops/letters\n").nth(1).unwrap_or_else(|| panic!("{}", run.stdout));
    assert!(own.contains("kit (Kit); follows the shape seen on 2026-11-22"), "{own}");
    assert!(own.contains("email as email_address, first-name as fields[first_name]"), "{own}");
    let run = segue(folder.path(), &["forms", "--format", "json"]).fine();
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let row = json["forms"].as_array().unwrap().iter().find(|row| row["form"] == "letters").unwrap();
    assert_eq!(row["hosts"], serde_json::json!(["https://app.kit.com"]));
    assert_eq!(row["action"], "https://app.kit.com/forms/1/subscriptions");
}

/// A letter that rests on consent, at Mailchimp, of an audience with a segment.
const LETTER: &str = "  letter:
    provider: mailchimp
    settings: {account: a, dc: us21, u: '0', list: '1'}
    fields: [{id: email, required: true}]
    basis: consent
    consent: letter
    utm: true
segments: {regulars: {label: Regulars}}
";

#[test]
fn forms_and_their_test_name_everything_that_a_published_form_sends() {
    let folder = site(LETTER);
    let text =
        "---\ntitle: Letter\npurpose: To write\nbox: 'Yes'\nwithdraw: A link\ndate: 2026-11-01\ncontroller: Us\n---\nNow and then.\n";
    std::fs::write(folder.path().join("content/consent/letter.md"), text).unwrap();
    let page = "---\ntitle: Letters\naudience: shops\nsegment: regulars\nstage: trust\nform: letter\ndate: 2026-11-01\n---\n\nRead.\n";
    std::fs::write(folder.path().join("content/articles/letters.md"), page).unwrap();
    segue(folder.path(), &["build"]).fine();
    let built = std::fs::read_to_string(folder.path().join("output/shops/articles/letters/index.html")).unwrap();
    let form = built.split("<form").nth(1).unwrap().split("</form>").next().unwrap();
    let mut names: Vec<&str> = form.split(" name=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    names.retain(|name| *name != "letter");
    assert!(
        names.contains(&"SEGMENT") && names.contains(&"STAGE") && names.contains(&"CONSENT") && names.contains(&"CONS_URL"),
        "{names:?}"
    );
    let listed = segue(folder.path(), &["forms"]).fine().stdout;
    let own = listed.split("shops/letter\n").nth(1).unwrap().split("\n\n").next().unwrap();
    assert!(own.contains("boxes        letter as CONSENT"), "{own}");
    let test = segue(folder.path(), &["forms", "test", "letter"]).fine().stdout;
    let sent: Vec<&str> = test.lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
    for name in &names {
        assert!(sent.contains(name), "{name} in {test}");
        // The button and the trap ask for nothing to be made there.
        assert!(own.contains(name) || *name == "subscribe" || *name == "b_0_1", "{name} in {own}");
    }
    assert_eq!(sent.len(), names.len());
}

#[test]
fn where_senders_land_is_told_line_by_line_with_what_each_address_is_for() {
    let folder = site(KIT);
    let page =
        "---\ntitle: Kit\naudience: shops\nform: letters\nlead_magnet: {title: Kit, file: kit.pdf, delivery: both}\n---\n\nTake it.\n";
    std::fs::write(folder.path().join("content/landings/kit.md"), page).unwrap();
    std::fs::write(folder.path().join("content/landings/kit.pdf"), "%PDF-1.4").unwrap();
    let listed = segue(folder.path(), &["forms"]).fine().stdout;
    let own = listed.split("shops/letters\n").nth(1).unwrap().split("\n\n").next().unwrap();
    assert!(own.contains("thank-you    Kit leads every sender to the one address that is entered there: the form, Settings"), "{own}");
    let lines: Vec<&str> = own.lines().filter(|line| line.contains("/thanks/")).collect();
    assert!(lines.iter().any(|line| line.ends_with("/shops/thanks/letters/ (en)")), "{own}");
    assert!(lines.iter().any(|line| line.ends_with("(en, file of landings/kit)")), "{own}");
}

#[test]
fn providers_are_listed_with_what_they_need_before_there_is_a_site_too() {
    let empty = tempfile::tempdir().unwrap();
    let run = segue(empty.path(), &["forms", "providers"]).fine();
    assert_eq!(run.stdout.matches("follows the shape seen on").count(), 14, "{}", run.stdout);
    assert!(run.stdout.contains("form_id") && !run.stdout.contains("works with"));
}

#[test]
fn a_test_sends_nothing_until_it_is_asked_to() {
    let folder = site(KIT);
    let run = segue(folder.path(), &["forms", "test", "letters"]).fine();
    assert!(run.stdout.starts_with("POST https://app.kit.com/forms/1/subscriptions\n"), "{}", run.stdout);
    assert!(run.stdout.contains("fields[audience]") && run.stderr.contains("Nothing was sent"), "{}{}", run.stdout, run.stderr);
    assert_eq!(segue(folder.path(), &["forms", "test", "letters", "--send"]).code, Some(2));
    let unknown = segue(folder.path(), &["forms", "test", "lettres"]);
    assert!(unknown.code == Some(2) && unknown.stderr.contains("did you mean `letters`?"), "{}", unknown.stderr);
}

/// Takes one request and answers with a redirect; gives back the body.
fn desk() -> (String, thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let heard = thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        let mut stream = stream;
        write!(
            stream,
            "HTTP/1.1 303 See Other\r\nLocation: https://elsewhere.example/thanks\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        String::from_utf8(body).unwrap()
    });
    (address, heard)
}

fn send(folder: &Path) -> crate::cli::Run {
    segue(folder, &["forms", "test", "shops/ask", "--send", "--email", "me@example.org"])
}

#[test]
fn a_form_is_sent_as_a_browser_sends_it_and_a_redirect_is_told_and_not_followed() {
    let (address, heard) = desk();
    let folder = site(&format!("  ask: {{action: 'http://{address}/ask', fields: [{{id: email, required: true}}, {{id: company}}]}}\n"));
    let run = send(folder.path()).fine();
    let body = heard.join().unwrap();
    assert!(body.starts_with("email=me%40example.org&company=Test&_gotcha=&audience=shops&"), "{body}");
    assert!(run.stdout.contains("answer 303") && run.stdout.contains("leads to https://elsewhere.example/thanks"), "{}", run.stdout);
}

#[test]
fn a_form_that_nobody_takes_is_said_so() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    drop(taken);
    let folder = site(&format!("  ask: {{action: 'http://{address}/ask', fields: [{{id: email}}]}}\n"));
    let run = send(folder.path());
    assert!(run.code == Some(2) && run.stderr.contains("could not be sent to 127.0.0.1"), "{}", run.stderr);
}

#[test]
fn explain_names_who_receives_a_pages_form() {
    let folder = site(KIT);
    let page = "---\ntitle: Letters\naudience: shops\nform: letters\ndate: 2026-11-01\n---\n\nRead.\n";
    std::fs::write(folder.path().join("content/articles/letters.md"), page).unwrap();
    let run = segue(folder.path(), &["explain", "articles/letters.md"]).fine();
    assert!(run.stdout.contains("sent to      kit, at app.kit.com"), "{}", run.stdout);
}
