//! A site in memory, served on loopback, and a client that believes nothing.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;
use tokio::sync::oneshot;

use crate::diagnostics::Findings;
use crate::plan::{Options, Snapshot};
use crate::preview::{Doors, News, Server, Show};
use crate::render::Renderer;
use crate::theme::RENDER_STACK;
use crate::world::{Changes, MemoryWorld, World};

/// Longer than any machine needs; only a failing test waits for it.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

const SITE: [(&str, &str); 6] = [
    ("site.yaml", "title: Tea\nurl: https://tea.example\nlanguages: [en, ru]\nprimary: b2c\ntime_zone: Asia/Tbilisi\nslugs: unicode\n"),
    ("content/audiences/b2b.yaml", "label: For business\nkind: business\n"),
    ("content/audiences/b2c.yaml", "label: For home\nkind: consumer\n"),
    ("content/articles/guide.md", "---\ntitle: Guide\naudience: all\ndate: 2026-05-01\n---\nWater & <b>leaf</b>.\n"),
    ("content/articles/чай.ru.md", "---\ntitle: Чай\naudience: b2c\ndate: 2026-05-02\nimage: {src: чай.svg, alt: Чай}\n---\nЗаварите.\n"),
    ("content/articles/чай.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
];

/// A site that is served.
pub(super) struct Served {
    pub(super) world: Arc<MemoryWorld>,
    pub(super) show: Arc<Show>,
    pub(super) news: Arc<Mutex<Vec<News>>>,
    /// Ends the server when it is dropped.
    _end: oneshot::Sender<()>,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) bytes: Vec<u8>,
}

impl Served {
    /// The site of these tests with these files over it.
    pub(super) fn new(files: &[(&str, &str)]) -> Self {
        let world = MemoryWorld::new("2026-11-22T08:00:00Z".parse().unwrap());
        for (path, text) in SITE.iter().chain(files) {
            world.put(path, *text);
        }
        let world = Arc::new(world);
        let (doors, openings) = Doors::open(IpAddr::V4(Ipv4Addr::LOCALHOST), 0).unwrap();
        let news = Arc::new(Mutex::new(Vec::new()));
        let heard = news.clone();
        let show = Show::new(world.clone(), Options::default(), doors, move |said| heard.lock().unwrap().push(said.clone()));
        let server = Server::new(show.clone()).unwrap();
        let (end, ended) = oneshot::channel();
        thread::spawn(move || {
            server.run(openings, async {
                let _ = ended.await;
            })
        });
        Self { world, show, news, _end: end }
    }

    /// Writes a file, and says so.
    pub(super) fn write(&self, path: &str, text: &str) {
        self.world.put(path, text);
        self.tell(&[path]);
    }

    pub(super) fn edit(&self, path: &str, from: &str, to: &str) {
        let text = String::from_utf8(self.world.read(Utf8Path::new(path)).unwrap()).unwrap();
        assert!(text.contains(from), "{path} does not hold `{from}`");
        self.write(path, &text.replace(from, to));
    }

    pub(super) fn remove(&self, path: &str) {
        self.world.remove(Utf8Path::new(path)).unwrap();
        self.tell(&[path]);
    }

    pub(super) fn tell(&self, paths: &[&str]) {
        self.show.refresh(&Changes::Paths(paths.iter().map(Utf8PathBuf::from).collect()));
    }

    pub(super) fn get(&self, path: &str) -> Reply {
        self.ask(0, "GET", path, &[])
    }

    pub(super) fn ask(&self, door: usize, method: &str, path: &str, headers: &[(&str, &str)]) -> Reply {
        let (head, mut rest) = self.send(door, method, path, headers);
        let mut bytes = Vec::new();
        rest.read_to_end(&mut bytes).unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines.filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
        Reply { status, headers, bytes }
    }

    /// Sends a form, and reads all of the answer.
    pub(super) fn post(&self, path: &str, media_type: &str, body: &str) -> Reply {
        let address = self.show.doors().addresses()[0];
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let head = format!("POST {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\n", body.len());
        write!(stream, "{head}Connection: close\r\n\r\n{body}").unwrap();
        let mut text = Vec::new();
        stream.read_to_end(&mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Reply { status, headers: BTreeMap::new(), bytes: body.as_bytes().to_vec() }
    }

    /// Sends a request and reads the head of the answer.
    fn send(&self, door: usize, method: &str, path: &str, headers: &[(&str, &str)]) -> (String, BufReader<TcpStream>) {
        let address = self.show.doors().addresses()[door];
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let host = if headers.iter().any(|(name, _)| *name == "Host") { String::new() } else { format!("Host: {address}\r\n") };
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        write!(stream, "{method} {path} HTTP/1.1\r\n{host}{headers}Connection: close\r\n\r\n").unwrap();
        let mut reader = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(reader.read_line(&mut head).unwrap() > 0, "{head}");
        }
        (head, reader)
    }

    /// The events of a connection, as they come.
    pub(super) fn events(&self) -> impl Iterator<Item = Value> {
        let (_, reader) = self.send(0, "GET", "/__segue/events", &[]);
        reader.lines().map_while(Result::ok).filter_map(|line| serde_json::from_str(line.strip_prefix("data: ")?).ok())
    }

    pub(super) fn status(&self) -> Value {
        serde_json::from_slice(&self.get("/__segue/status").bytes).unwrap()
    }

    /// What the browser is told to be wrong, but for what an editor says.
    pub(super) fn told(&self) -> Vec<String> {
        self.told_by(|rule| crate::check::rule(rule).is_none())
    }

    /// What the browser is told by some rules.
    pub(super) fn told_by(&self, rules: impl Fn(&str) -> bool) -> Vec<String> {
        let status = self.status();
        let findings = status["findings"].as_array().unwrap().iter().filter(|finding| rules(finding["rule"].as_str().unwrap()));
        findings.map(|finding| finding["message"].as_str().unwrap().to_owned()).collect()
    }

    /// Waits until something holds.
    #[track_caller]
    pub(super) fn until(&self, what: &str, holds: impl Fn() -> bool) {
        let started = Instant::now();
        while !holds() {
            assert!(started.elapsed() < PATIENCE, "never: {what}; found: {:?}", self.told());
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Every file of a build of these sources, seen as the preview sees them, with the door and the path that lead to it.
    pub(super) fn build(&self, options: &Options) -> Vec<(usize, String, Vec<u8>)> {
        let work = move || {
            let mut findings = Findings::new();
            let snapshot = Arc::new(Snapshot::load(self.world.as_ref(), options, &mut findings).unwrap());
            assert!(!findings.stop(), "{findings:?}");
            let renderer = Renderer::new(snapshot.clone());
            let render = |route| renderer.render(self.world.as_ref(), route).unwrap();
            let routes = snapshot.plan.routes.values();
            routes.map(|route| (route.address.host.0, snapshot.plan.hosts.path(&route.address), render(route))).collect()
        };
        thread::scope(|scope| thread::Builder::new().stack_size(RENDER_STACK).spawn_scoped(scope, work).unwrap().join().unwrap())
    }

    /// Fails the test unless every address gives the bytes of a build.
    #[track_caller]
    pub(super) fn equals_a_build(&self, options: &Options) -> usize {
        let files = self.build(options);
        for (door, path, bytes) in &files {
            let reply = self.ask(*door, "GET", &format!("{path}?segue=raw"), &[]);
            assert_eq!(reply.status, 200, "{path}");
            assert_eq!(String::from_utf8_lossy(&reply.bytes), String::from_utf8_lossy(bytes), "{path}");
        }
        files.len()
    }
}

impl Reply {
    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(String::as_str).unwrap_or_default()
    }

    /// Whether it is a page that follows its sources.
    pub(super) fn is_live(&self) -> bool {
        self.text().contains("<script src=\"/__segue/preview.js\" ")
    }
}
