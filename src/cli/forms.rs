//! `segue forms`: which forms there are, what they send and to whom.

use std::fmt::Write;
use std::time::Duration;

use clap::{Args, Subcommand};
use serde_json::json;

use super::args::{FormatName, Global, View};
use super::project::Project;
use super::report::{Exit, Reporter};
use crate::diagnostics::{Finding, Findings, Level, Place, nearest};
use crate::plan::{FieldRow, FormRow, Posting, Snapshot, host_of};
use crate::site::{Overrides, Provider, ProviderId, Providers, Site};
use crate::world::World;

/// Arguments of `segue forms`.
#[derive(Debug, Args)]
#[command(after_help = "\
Nothing is sent unless you say so: `segue forms test` shows what would be.

Examples:
  segue forms                                   every form, its provider and what is called how there
  segue forms providers                         what each provider needs, and when its shape was seen
  segue forms test b2b/quote                    what the form would send
  segue forms test b2b/quote --send --email me@example.com    send it, as a reader's browser would")]
pub(super) struct FormsArgs {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    view: View,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// What each provider needs, and when its shape was seen
    Providers,
    /// Show what a form would send; with `--send`, send it
    Test(TestArgs),
}

#[derive(Debug, Args)]
struct TestArgs {
    /// AUDIENCE/FORM, or FORM where only one audience has it
    form: String,
    /// Send it for real: what comes of that is in the provider's hands
    #[arg(long, requires = "email")]
    send: bool,
    /// Show what would be sent and send nothing, which is what happens without `--send`, too
    #[arg(long, conflicts_with = "send")]
    dry_run: bool,
    /// The address that is signed up
    #[arg(long, value_name = "ADDRESS", value_parser = email)]
    email: Option<String>,
}

fn email(text: &str) -> Result<String, String> {
    let is_one =
        text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !text.contains(char::is_whitespace));
    if is_one { Ok(text.to_owned()) } else { Err("write an address that you can read the letters of: you@example.com".to_owned()) }
}

/// Stands for the address until somebody gives theirs.
const NOBODY: &str = "you@example.com";

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// How much of an answer is shown, in characters.
const SHOWN: usize = 600;

pub(super) fn run(global: &Global, args: &FormsArgs, reporter: &Reporter) -> Exit {
    if matches!(args.command, Some(Command::Providers)) {
        // What providers need is of use before there is a site, too.
        let project = Project::find(global).ok();
        let site = project.and_then(|project| Site::load(&project.world, &Overrides::default(), &mut Findings::new()));
        return providers(&site.map(|site| site.providers).unwrap_or_default(), global, reporter);
    }
    let (project, snapshot, findings) = match Project::look(global, &args.view, reporter) {
        Ok(found) => found,
        Err(exit) => return exit,
    };
    match &args.command {
        Some(Command::Test(test)) => self::test(&snapshot, &project.world, findings, test, global, reporter),
        _ => {
            let rows = snapshot.form_rows();
            match global.format {
                FormatName::Json => reporter.result(&format!("{}\n", json!({"forms": rows}))),
                _ => reporter.result(&list(&rows)),
            }
            if reporter.findings(findings).stop { Exit::Findings } else { Exit::Fine }
        }
    }
}

fn list(rows: &[FormRow]) -> String {
    let mut text = String::new();
    for row in rows {
        let _ = writeln!(text, "{}/{}", row.audience, row.form);
        let mut line = |name: &str, value: &str| {
            let _ = writeln!(text, "  {name:<12} {value}");
        };
        line("provider", &format!("{} ({}); follows the shape seen on {}", row.provider, row.label, row.verified));
        line("sent to", &row.action);
        if let Some(script) = &row.script {
            line("by script", script);
        }
        let named = |fields: &[FieldRow]| {
            let name = |field: &FieldRow| if field.id == field.name { field.id.clone() } else { format!("{} as {}", field.id, field.name) };
            fields.iter().map(name).collect::<Vec<_>>().join(", ")
        };
        line("asks", &named(&row.fields));
        if !row.consents.is_empty() {
            line("boxes", &named(&row.consents));
        }
        line("along go", &row.hidden.iter().map(|input| input.name.as_str()).collect::<Vec<_>>().join(", "));
        line("hosts", &row.hosts.join(" "));
        if let (Some(setting), false) = (&row.thanks_setting, row.thanks.is_empty()) {
            line("thank-you", &format!("{} leads every sender to the one address that is entered there: {setting}", row.label));
            for thanks in &row.thanks {
                let of = [thanks.lang.clone(), thanks.from.as_ref().map(|page| format!("file of {page}"))];
                let of = of.into_iter().flatten().collect::<Vec<_>>().join(", ");
                line("", &if of.is_empty() { thanks.url.clone() } else { format!("{} ({of})", thanks.url) });
            }
        }
        for doubt in &row.doubts {
            line("", doubt);
        }
        if let Some(happens) = &row.without_script {
            line("no script", happens);
        }
        for caveat in &row.caveats {
            line("mind", caveat);
        }
        text.push('\n');
    }
    if rows.is_empty() {
        text.push_str("No audience has a form.\n");
    }
    text
}

fn providers(providers: &Providers, global: &Global, reporter: &Reporter) -> Exit {
    if matches!(global.format, FormatName::Json) {
        let all: serde_json::Map<_, _> = providers.iter().map(|(id, provider)| (id.to_string(), json!(**provider))).collect();
        reporter.result(&format!("{}\n", json!({"providers": all})));
        return Exit::Fine;
    }
    let mut text = String::new();
    for (id, provider) in providers.iter() {
        text.push_str(&about(id, provider));
    }
    reporter.result(&text);
    Exit::Fine
}

fn about(id: &ProviderId, provider: &Provider) -> String {
    let mut text = format!("{id}: {}\n", provider.label);
    let _ = writeln!(text, "  follows the shape seen on {}, in {}", provider.verified, provider.source);
    for (name, setting) in provider.settings.iter() {
        let may = if setting.optional { " (may be left out)" } else { "" };
        let _ = writeln!(text, "  {name:<12} {}{may}", setting.find);
    }
    for doubt in &provider.doubts {
        let _ = writeln!(text, "  {:<12} {}", doubt.status, doubt.about);
    }
    if let Some(happens) = &provider.without_script {
        let _ = writeln!(text, "  {:<12} {happens}", "no script");
    }
    for caveat in &provider.caveats {
        let _ = writeln!(text, "  {:<12} {caveat}", "mind");
    }
    text.push('\n');
    text
}

fn test(snapshot: &Snapshot, world: &dyn World, findings: Findings, args: &TestArgs, global: &Global, reporter: &Reporter) -> Exit {
    let posting = match posting(snapshot, args) {
        Ok(posting) => posting,
        Err(finding) => return reporter.could_not_run(finding.into()),
    };
    if findings.count(Level::Error) > 0 {
        reporter.findings(findings);
        return Exit::Findings;
    }
    if !args.send {
        match global.format {
            FormatName::Json => reporter.result(&format!("{}\n", json!(posting))),
            _ => reporter.result(&shown(&posting)),
        }
        reporter.say("Nothing was sent. `--send --email ADDRESS` sends it.");
        return Exit::Fine;
    }
    match send(&posting) {
        Ok(answer) => {
            let day = world.now().strftime("%Y-%m-%d");
            reporter.result(&format!("{}{answer}", shown(&posting)));
            reporter.say(&format!("Sent on {day}. Whether it arrived is seen at {} alone: look there.", posting.form.label));
            Exit::Fine
        }
        Err(error) => {
            let message = format!("the form could not be sent to {}: {error}", host_of(&posting.url));
            let finding = Finding::error("forms/send", Place::Project, message);
            reporter.could_not_run(finding.help("see whether this machine has a network, and whether the address is right").into())
        }
    }
}

fn posting(snapshot: &Snapshot, args: &TestArgs) -> Result<Posting, Finding> {
    let rows = snapshot.form_rows();
    let name = |row: &FormRow| format!("{}/{}", row.audience, row.form);
    let found: Vec<&FormRow> = rows.iter().filter(|row| name(row) == args.form || row.form == args.form).collect();
    let unknown = |message: String, help: String| Finding::error("cli/unknown-form", Place::Project, message).help(help);
    match found.as_slice() {
        [row] => snapshot
            .posting(&row.audience, &row.form, args.email.as_deref().unwrap_or(NOBODY))
            .ok_or_else(|| unknown(format!("the form `{}` cannot be sent", args.form), "`segue build` says why".to_owned())),
        [] => {
            let names: Vec<String> = rows.iter().map(name).collect();
            let short = rows.iter().map(|row| row.form.as_str());
            let near = nearest(&args.form, names.iter().map(String::as_str).chain(short));
            let help = near.map_or_else(|| "`segue forms` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
            Err(unknown(format!("there is no form `{}`", args.form), help))
        }
        several => {
            let names: Vec<String> = several.iter().map(|row| name(row)).collect();
            Err(unknown(format!("several audiences have a form `{}`", args.form), format!("name one of them: {}", names.join(", "))))
        }
    }
}

fn shown(posting: &Posting) -> String {
    let mut text = format!("{} {}\n", posting.method.to_uppercase(), posting.url);
    let width = posting.values.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    for (name, value) in &posting.values {
        let _ = writeln!(text, "  {name:<width$}  {value}");
    }
    text
}

/// Sends a form as a browser without JavaScript would, and tells what came back. A redirect is told and not followed.
fn send(posting: &Posting) -> Result<String, String> {
    let config = ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).max_redirects(0).http_status_as_error(false);
    let agent: ureq::Agent = config.user_agent(concat!("segue/", env!("CARGO_PKG_VERSION"))).build().into();
    let values = || posting.values.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let answer = match posting.method {
        "get" => agent.get(&posting.url).query_pairs(values()).call(),
        _ => agent.post(&posting.url).send_form(values()),
    };
    let mut answer = answer.map_err(|error| error.to_string())?;
    let mut text = format!("answer {}\n", answer.status());
    if let Some(to) = answer.headers().get("location").and_then(|value| value.to_str().ok()) {
        let _ = writeln!(text, "  leads to {to}");
    }
    let body = answer.body_mut().with_config().limit(1 << 20).read_to_string().unwrap_or_default();
    let plain: String = body.chars().filter(|c| !c.is_control() || *c == '\n').take(SHOWN).collect();
    if !plain.trim().is_empty() {
        let _ = writeln!(text, "  {}", plain.trim().replace('\n', "\n  "));
    }
    Ok(text)
}
