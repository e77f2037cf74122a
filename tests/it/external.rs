//! `segue check --external`: links that leave the site, asked of a server on this machine that misbehaves in every way.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

mod server;

use std::sync::Mutex;
use std::time::Duration;

use segue::check::external::Round;
use segue::diagnostics::{Finding, Findings, Level, Place};
use segue::world::MemoryWorld;

use self::server::Server;
use crate::cli::{edit, segue, starter};
use crate::support::{Site, source};

/// What was said of a round, and for how long somebody waited in it.
struct Heard {
    findings: Vec<Finding>,
    waits: Vec<u64>,
}

/// A site whose servers lie on this machine and have no rest.
fn site(settings: &str, body: &str) -> Site {
    let site = Site::with_article(body);
    set(&site, settings);
    site
}

fn set(site: &Site, settings: &str) {
    let more = if settings.is_empty() { String::new() } else { format!(", {settings}") };
    // Long, so that a machine with much to do misses nothing; what is never answered is told a shorter time.
    let timeout = if more.contains("timeout") { "" } else { ", timeout: 20" };
    let check = format!("check: {{links/unreachable: {{private: true, pause: 0{timeout}{more}}}}}\n");
    site.edit("site.yaml", "primary: b2c\n", &format!("primary: b2c\n{check}"));
}

/// Everything of a site is asked.
fn ask(site: &Site) -> Heard {
    ask_in(site, site.world())
}

fn ask_in(site: &Site, world: &MemoryWorld) -> Heard {
    let built = site.build();
    let waits = Mutex::new(Vec::new());
    let wait = |time: Duration| waits.lock().unwrap().push(time.as_secs());
    let findings = Round::of(built.snapshot(), world, &|_| true).ask(world, &wait);
    let mut all = Findings::new();
    all.extend(findings);
    Heard { findings: all.sorted(), waits: waits.into_inner().unwrap() }
}

/// How many addresses a site would ask for.
fn asks(site: &Site) -> usize {
    Round::of(site.build().snapshot(), site.world(), &|_| true).len()
}

/// The words that a finding points at.
fn at(finding: &Finding) -> &str {
    match &finding.place {
        Place::Span(text, span) => text.slice(*span),
        place => place.path().map_or("", |path| path.as_str()),
    }
}

impl Heard {
    /// All that was said, one a line.
    fn all(&self) -> String {
        let line =
            |finding: &Finding| format!("{} `{}`: {}", finding.place.path().map_or("", |path| path.as_str()), at(finding), finding.message);
        self.findings.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// What is said of an address: level, rule, message.
    fn of(&self, address: &str) -> String {
        let of = |finding: &&Finding| at(finding) == address;
        let line = |finding: &Finding| format!("{:?} {}: {}", finding.level, finding.rule, finding.message);
        self.findings.iter().filter(of).map(line).collect::<Vec<_>>().join("\n")
    }
}

fn links(addresses: impl IntoIterator<Item = String>) -> String {
    addresses.into_iter().map(|address| format!("- [Tea]({address})\n")).collect()
}

#[test]
fn every_way_to_misbehave_has_a_plain_word() {
    let server = Server::start();
    let refused = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (gone, unreachable) = ("Warning links/gone", "Warning links/unreachable");
    let (moved, unsure) = ("Note links/moved", "Note links/unsure");
    let on = |path: &str| server.at(path);
    let secure = server.at("/fine").replacen("http:", "https:", 1);
    let nobody = format!("http://{}.ge/", "x".repeat(70));
    let cases = [
        (on("/fine"), "", ""),
        (on("/no-head"), "", ""),
        (on("/not-for-head"), "", ""),
        (on("/head-dropped"), "", ""),
        (on("/found"), "", ""),
        (on("/home"), "", ""),
        (on("/fault-twice"), "", ""),
        (on("/busy-once"), "", ""),
        (on("/endless-body"), "", ""),
        (on("/short"), "", ""),
        (on("/gone"), gone, "there is no such page (404)"),
        (on("/taken-away"), gone, "taken away for good (410)"),
        (on("/moved-to-gone"), gone, "leads on to `http://127.0.0.1:"),
        (on("/moved"), moved, "/fine`"),
        (on("/moved-then-found"), moved, "/found`"),
        (on("/login"), unsure, "asks for a name and a password"),
        (on("/forbidden"), unsure, "turns programs away (403)"),
        (on("/linkedin"), unsure, "turns programs away (999)"),
        (on("/teapot"), unsure, "turns programs away (418)"),
        (on("/busy"), unsure, "asked too much already (429)"),
        (on("/tomorrow"), unsure, "asked again in 24 hours"),
        (on("/cookies"), unsure, "round in a circle who keep no cookies"),
        (on("/fault"), unreachable, "a fault of its own (500)"),
        (on("/circle"), unreachable, "round in a circle"),
        (on("/chain"), unreachable, "after 10 redirects there was still no page"),
        (on("/nowhere"), unreachable, "elsewhere (302), and not where"),
        (on("/script"), unreachable, "begins with `javascript:`"),
        (on("/file"), unreachable, "begins with `file:`"),
        (on("/inside"), unreachable, "leads on to `http://192.0.2.1/`"),
        (on("/garbage"), unreachable, "no answer that a browser understands"),
        (on("/odd-length"), unreachable, "no answer that a browser understands"),
        (on("/endless-head"), unreachable, "no answer that a browser understands"),
        (on("/dropped"), unreachable, "breaks the connection off"),
        (on("/silent"), unreachable, "no answer in 2 seconds"),
        (on("/drip"), unreachable, "no answer in 2 seconds"),
        (secure, unreachable, "does not speak the language of safe connections"),
        (format!("http://{refused}/"), unreachable, "takes no connections"),
        (nobody, unreachable, "there is no host of this name"),
        ("https://:80/".to_owned(), unreachable, "not written as addresses are"),
    ];
    let heard = ask(&site("per_host: 8, timeout: 2", &links(cases.iter().map(|(address, ..)| address.clone()))));
    for (address, rule, words) in &cases {
        let said = heard.of(address);
        if rule.is_empty() {
            assert_eq!(said, "", "{address}");
        } else {
            assert!(said.starts_with(rule) && said.contains(words) && said.lines().count() == 1, "{address}: {said}");
            assert!(said.contains(&format!("`{address}`")), "{said}");
        }
    }
    assert!(heard.findings.iter().all(|finding| finding.help.is_some() && !finding.message.ends_with('.')));
}

#[test]
fn a_server_is_asked_without_its_page_first_and_with_it_only_where_that_is_refused() {
    let server = Server::start();
    let paths = ["/fine", "/no-head", "/not-for-head", "/head-dropped", "/moved", "/gone", "/fault", "/silent", "/busy", "/tomorrow"];
    ask(&site("timeout: 2", &links(paths.map(|path| server.at(path)))));
    // The redirect leads to `/fine`, which is asked for itself, too.
    let methods = paths.map(|path| (path, server.methods(path)));
    let expected =
        ["HEAD HEAD", "HEAD GET", "HEAD GET", "HEAD GET", "HEAD", "HEAD GET", "HEAD GET GET GET", "HEAD GET GET", "HEAD HEAD HEAD", "HEAD"];
    assert_eq!(methods.map(|(_, methods)| methods), expected);
}

#[test]
fn a_host_that_is_busy_is_left_alone_for_as_long_as_it_says() {
    let server = Server::start();
    let heard = ask(&site("per_host: 1", &links(["/busy-once", "/fine", "/slow"].map(|path| server.at(path)))));
    assert!(heard.findings.is_empty(), "{}", heard.all());
    assert_eq!(heard.waits, [7]);
    assert_eq!(server.requests(), ["HEAD /busy-once", "HEAD /busy-once", "HEAD /fine", "HEAD /slow"]);
    // A long time is not waited for.
    let heard = ask(&site("", &links([server.at("/tomorrow")])));
    assert!(heard.waits.is_empty());
}

#[test]
fn a_host_has_rest_between_two_requests_and_more_of_it_after_a_fault() {
    let server = Server::start();
    let body = links(["/fine", "/slow", "/fault"].map(|path| server.at(path)));
    let site = site("", &body);
    site.edit("site.yaml", "pause: 0", "pause: 3");
    let heard = ask(&site);
    // Requests: HEAD and three GET of the fault, with twice and four times the rest between the latter, then the two others.
    assert_eq!(server.requests(), ["HEAD /fault", "GET /fault", "GET /fault", "GET /fault", "HEAD /fine", "HEAD /slow"]);
    assert_eq!(heard.waits, [3, 6, 3, 12, 3, 3, 3]);
}

#[test]
fn no_host_is_asked_more_at_once_than_it_likes_while_others_are() {
    let server = Server::start();
    let other = |path: &str| server.at(path).replace("127.0.0.1", "localhost");
    let many = |count: usize| (0..count).map(|number| format!("/slow?{number}"));
    let all = || many(12).map(|path| server.at(&path)).chain(many(12).map(|path| other(&path)));
    ask(&site("per_host: 1", &links(all())));
    let (most, of_all) = server.most();
    assert_eq!(most.values().copied().collect::<Vec<_>>(), [1, 1], "{most:?}");
    assert!(of_all <= 2);

    let server = Server::start();
    let other = |path: &str| server.at(path).replace("127.0.0.1", "localhost");
    let heard = ask(&site("", &links([server.at("/meets"), other("/meets?")])));
    assert!(heard.findings.is_empty(), "{}", heard.all());

    let server = Server::start();
    let other = |path: &str| server.at(path).replace("127.0.0.1", "localhost");
    let all = || many(6).map(|path| server.at(&path)).chain(many(6).map(|path| other(&path)));
    ask(&site("per_host: 4, at_once: 1", &links(all())));
    assert_eq!(server.most().1, 1);
}

#[test]
fn a_redirect_to_another_host_waits_for_its_turn_there() {
    let server = Server::start();
    // A `/chain` goes on on the same host, whichever that is; all of them are one host after the other's redirects.
    let body = links(
        (0..6).map(|number| server.at(&format!("/moved?{number}"))).chain((0..6).map(|number| server.at(&format!("/slow?{number}")))),
    );
    ask(&site("per_host: 1", &body));
    assert_eq!(server.most().1, 1);
}

#[test]
fn an_address_is_asked_once_wherever_it_is_written_and_told_of_everywhere() {
    let server = Server::start();
    let gone = server.at("/gone");
    let body = format!(
        "A [link]({gone} \"title\"), a ![picture]({gone}), <{gone}>, [again][there] and <a class=\"x\" href=\"{gone}\">HTML</a>.\n\n\
         ::qr{{to=\"{gone}\"}}\n\n::snippet{{id=more}}\n\n:::for{{b2b}}\n[Trade]({gone}#top)\n:::\n\n[there]: {gone}"
    );
    let site = site("", &body);
    site.write(&format!("-- content/snippets/more.md --\nSee [more]({gone}).\n"));
    site.write(&source(
        "case-studies/orbeli.md",
        &format!(
            "title: More pots\naudience: b2b\ndate: 2026-05-01\nclient: {{name: Orbeli, url: '{gone}'}}\npermission: {{status: granted}}\nextra: {{video: '{gone}'}}"
        ),
        "They sell tea.",
    ));
    site.edit("site.yaml", "{name: Nino Kalandadze}", &format!("{{name: Nino Kalandadze, url: '{gone}', same_as: ['{gone}']}}"));
    site.edit("site.yaml", "primary: b2c\n", &format!("primary: b2c\norganization: {{same_as: ['{gone}']}}\n"));
    site.edit("content/audiences/b2c.yaml", "'https://shop.example'", &format!("'{gone}'"));
    site.edit(
        "content/audiences/b2c.yaml",
        "kind: consumer\n",
        &format!("kind: consumer\nnavigation: [{{text: Shop, to: '{gone}'}}]\ncontact: {{name: Nino, calendar: '{gone}'}}\n"),
    );
    let heard = ask(&site);
    assert_eq!(server.requests(), ["HEAD /gone", "GET /gone"]);
    let mut places: Vec<(&str, usize)> = Vec::new();
    for finding in &heard.findings {
        assert_eq!(finding.rule, "links/gone");
        let path = finding.place.path().unwrap().as_str();
        match places.last_mut() {
            Some((last, count)) if *last == path => *count += 1,
            _ => places.push((path, 1)),
        }
        // What is named elsewhere is pointed at where it is used.
        assert!(at(finding).contains(gone.as_str()) || at(finding) == "[again][there]", "{}", at(finding));
    }
    let expected = [
        ("content/articles/guide.md", 7),
        ("content/audiences/b2c.yaml", 3),
        ("content/case-studies/orbeli.md", 2),
        ("content/snippets/more.md", 1),
        ("site.yaml", 3),
    ];
    assert_eq!(places, expected, "{}", heard.all());
}

#[test]
fn some_addresses_are_never_asked() {
    let server = Server::start();
    let body = "[own](https://tea.example/b2b/x) [own, open](http://tea.example/) [mail](mailto:a@tea.ge) [call](tel:+99532) \
                [example](https://example.com/) [test](https://a.test/x) [invalid](https://b.invalid/) [numbers](http://192.0.2.1/)\n\n\
                `http://tea.ge` and <!-- <a href=\"#\"> --> plain words: https//tea.ge";
    assert_eq!(asks(&site("", body)), 0);
    // Forms have addresses of their own, which take what is sent to them.
    let form = Site::with_article("Tea.");
    set(&form, "");
    form.edit("content/audiences/b2c.yaml", "https://forms.example/letter", &server.at("/form"));
    assert_eq!(asks(&form), 0);
    // A draft is read by nobody.
    let draft = site("", &format!("[Tea]({})", server.at("/gone")));
    draft.edit("content/articles/guide.md", "title: Guide", "title: Guide\ndraft: true");
    assert_eq!(asks(&draft), 0);
    assert!(server.requests().is_empty());
}

#[test]
fn a_private_network_is_not_asked_unless_the_site_says_so() {
    let server = Server::start();
    let site = Site::with_article(&links([server.at("/fine"), "http://localhost:1/".to_owned(), "http://wiki/".to_owned()]));
    let heard = ask(&site);
    assert_eq!(heard.findings.len(), 3);
    assert!(heard.findings.iter().all(|finding| finding.rule == "links/unsure" && finding.level == Level::Note));
    assert!(heard.findings[0].message.contains("a network that the public does not see"));
    assert!(server.requests().is_empty());
}

#[test]
fn what_a_site_ignores_is_not_asked() {
    let server = Server::start();
    let body = links([server.at("/gone"), server.at("/in/nino?x=gone")]);
    let ignored = |list: &str| asks(&site(&format!("ignore: [{list}]"), &body));
    let host = format!("127.0.0.1:{}", server.port);
    assert_eq!(ignored(""), 2);
    assert_eq!(ignored(&format!("'http://{host}/in/'")), 1);
    assert_eq!(ignored(&format!("'{host}/'")), 0);
    assert_eq!(ignored("'http://*/in/', '*/gone'"), 0);
    // All rules off: nobody wants to know.
    let off = site("", &body);
    let all = ["gone", "unreachable", "moved", "unsure"].map(|rule| format!("links/{rule}: off")).join(", ");
    off.edit("content/audiences/b2c.yaml", "kind: consumer\n", &format!("kind: consumer\ntone: {{{all}}}\n"));
    off.edit("content/audiences/b2b.yaml", "kind: business\n", &format!("kind: business\ntone: {{{all}}}\n"));
    assert_eq!(asks(&off), 0);
    let comment = "because the museum's page is down until May -->";
    let quiet = site("", &format!("<!-- check: ignore links/gone {comment}\n\n[Tea]({0})\n\n[Tea]({0})", server.at("/gone")));
    assert_eq!(ask(&quiet).findings.len(), 1);
    let file = site("", &format!("<!-- check: ignore-file links/gone {comment}\n\n[Tea]({0})\n\n[Tea]({0})", server.at("/gone")));
    assert!(ask(&file).findings.is_empty());
}

#[test]
fn what_was_fine_is_remembered_for_some_days_and_what_was_not_is_asked_again() {
    let server = Server::start();
    let site = site("keep_days: 3", &links(["/fine", "/moved", "/gone", "/forbidden"].map(|path| server.at(path))));
    let first = ask(&site);
    let before = server.requests().len();
    let round = Round::of(site.build().snapshot(), site.world(), &|_| true);
    assert_eq!((round.len(), round.known()), (2, 2));
    let second = ask(&site);
    assert_eq!(second.all(), first.all());
    assert_eq!(server.requests()[before..], ["HEAD /forbidden", "GET /forbidden", "HEAD /gone", "GET /gone"]);

    let later = |moment: &str| {
        let world = MemoryWorld::new(moment.parse().unwrap());
        site.world().snapshot().into_iter().for_each(|(path, bytes)| world.put(path, bytes));
        world
    };
    let asked = |world: &MemoryWorld| Round::of(site.build().snapshot(), world, &|_| true).len();
    assert_eq!(asked(&later("2026-11-25T07:00:00Z")), 2);
    assert_eq!(asked(&later("2026-11-25T09:00:00Z")), 4);
    // A clock that was set back believes nothing.
    assert_eq!(asked(&later("2026-11-21T09:00:00Z")), 4);
    // Damaged or deleted, it is merely asked again.
    site.put(".segue/cache/links", "nonsense");
    assert_eq!(asks(&site), 4);
    site.remove(".segue/cache/links");
    assert_eq!(asks(&site), 4);
}

#[test]
fn an_asker_says_who_it_is_and_gives_nothing_away() {
    let server = Server::start();
    let address = server.at("/cookies").replace("http://", "http://nino:secret@");
    ask(&site("", &links([address, server.at("/no-head")])));
    let heads = server.heads();
    assert!(!heads.is_empty());
    for head in heads {
        assert!(head.contains("user-agent: segue/"), "{head}");
        assert!(!head.contains("cookie:") && !head.contains("authorization:") && !head.contains("referer:"), "{head}");
    }
}

#[test]
fn without_a_network_one_thing_is_said_and_not_a_hundred() {
    let hosts = (0..5).map(|number| format!("http://{}{number}.ge/", "x".repeat(70)));
    let heard = ask(&site("", &links(hosts)));
    let [finding] = heard.findings.as_slice() else { panic!("{}", heard.all()) };
    assert!(finding.place == Place::Project && finding.message.starts_with("none of 5 hosts"), "{}", heard.all());
}

/// A site on the disk with an article that links to a server.
fn on_disk(server: &Server) -> tempfile::TempDir {
    let site = starter();
    let file = site.path().join("site.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{text}\ncheck: {{links/unreachable: {{private: true, pause: 0, timeout: 2}}}}\n")).unwrap();
    let front = "---\ntitle: Loaves\ndescription: What comes out of the oven.\naudience: b2b\ndate: 2026-05-01\n---\n";
    let text = format!("{front}We bake [bread]({}).\nIt is [warm]({}).\n", server.at("/gone"), server.at("/moved"));
    std::fs::write(site.path().join("content/articles/loaves.md"), text).unwrap();
    site
}

#[test]
fn the_program_asks_only_when_it_is_told_to() {
    let server = Server::start();
    let site = on_disk(&server);
    for arguments in [&["check"] as &[&str], &["check", "--rule", "links/gone"], &["build"], &["matrix"], &["list"]] {
        segue(site.path(), arguments).fine();
    }
    segue(site.path(), &["check", "--external", "--rule", "tone/weasel"]).fine();
    segue(site.path(), &["check", "--external", "content/audiences"]).fine();
    assert!(server.requests().is_empty(), "{:?}", server.requests());

    let human = segue(site.path(), &["check", "--external"]).fine().stderr;
    assert!(human.contains("Asking 2 addresses at 1 host."), "{human}");
    assert!(human.contains("warning[links/gone]") && human.contains("--> content/articles/loaves.md:7:17"), "{human}");
    assert!(!human.contains("links/moved"), "{human}");
    let again = segue(site.path(), &["check", "--external", "--notes", "content/articles"]).fine().stderr;
    assert!(again.contains("Asking 1 address at 1 host; 1 more opened in the last days."), "{again}");
    assert!(again.contains("note[links/moved]") && again.contains("--> content/articles/loaves.md:8:14"), "{again}");
    assert_eq!(segue(site.path(), &["check", "--external", "--strict"]).code, Some(1));
    segue(site.path(), &["clean", "--cache"]);
}

#[test]
fn programs_read_what_is_found_as_they_read_all_else() {
    let server = Server::start();
    let site = on_disk(&server);
    let json = segue(site.path(), &["check", "--external", "--rule", "links/gone", "--format", "json"]).fine().stderr;
    let json: serde_json::Value = serde_json::from_str(json.trim()).unwrap();
    assert_eq!((&json["rule"], &json["place"]["line"], &json["place"]["column"]), (&"links/gone".into(), &7.into(), &17.into()));
    let github = segue(site.path(), &["check", "--external", "--format", "github"]).fine().stderr;
    assert!(github.contains("::warning file=content/articles/loaves.md,line=7,col=17,title=links/gone::"), "{github}");
    edit(site.path().join("site.yaml"), "check: {", "check: {links/gone: error, ");
    let error = segue(site.path(), &["check", "--external"]);
    assert!(error.code == Some(1) && error.stderr.contains("error[links/gone]"), "{}", error.stderr);
    // What is asked of other servers stops no build.
    segue(site.path(), &["build"]).fine();
}

#[test]
fn what_is_wrong_with_settings_is_told_and_nobody_is_asked_otherwise() {
    let server = Server::start();
    let cases = [
        ("ignore: 'https://tea.ge'", "`ignore` is a list of words"),
        ("at_once: many", "`at_once` is a whole number"),
        ("pause: -1", "`pause` is a whole number"),
        ("timeout: 1.5", "`timeout` is a whole number"),
        ("private: perhaps", "`private` is `true` or `false`"),
        ("keep_day: 3", "did you mean `keep_days`?"),
    ];
    let site = on_disk(&server);
    let mut before = "private: true, pause: 0, timeout: 2";
    for (setting, words) in cases {
        edit(site.path().join("site.yaml"), before, setting);
        before = setting;
        let run = segue(site.path(), &["check"]);
        assert!(run.code == Some(1) && run.stderr.contains(words) && run.stderr.contains("--> site.yaml:"), "{setting}: {}", run.stderr);
    }
    assert!(server.requests().is_empty());
}
