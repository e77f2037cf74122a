//! A server that misbehaves in every way, and remembers what it was asked.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// It runs until the test ends.
pub(super) struct Server {
    pub(super) port: u16,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// `HEAD /path`, in the order in which they came.
    requests: Vec<String>,
    /// All heads of requests, in small letters.
    heads: Vec<String>,
    /// How many are under way, by the name of the host that was asked for, and the most there ever were.
    now: BTreeMap<String, usize>,
    most: BTreeMap<String, usize>,
    most_of_all: usize,
}

impl Server {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::<Seen>::default();
        let shared = seen.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let seen = shared.clone();
                // What it does not manage to send concerns nobody.
                thread::spawn(move || _ = seen.serve(&stream));
            }
        });
        Self { port, seen }
    }

    /// The address of a path on it.
    pub(super) fn at(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub(super) fn requests(&self) -> Vec<String> {
        self.seen.state.lock().unwrap().requests.clone()
    }

    /// The methods with which a path was asked, in order.
    pub(super) fn methods(&self, path: &str) -> String {
        let of = |request: &String| request.split_once(' ').filter(|(_, asked)| *asked == path).map(|(method, _)| method.to_owned());
        self.requests().iter().filter_map(of).collect::<Vec<_>>().join(" ")
    }

    pub(super) fn heads(&self) -> Vec<String> {
        self.seen.state.lock().unwrap().heads.clone()
    }

    /// The most requests that were under way at once to each host, and to all of them.
    pub(super) fn most(&self) -> (BTreeMap<String, usize>, usize) {
        let state = self.seen.state.lock().unwrap();
        (state.most.clone(), state.most_of_all)
    }
}

/// An answer of this status with these header lines.
fn status(line: &str, headers: &[&str]) -> String {
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    format!("HTTP/1.1 {line}\r\n{headers}Content-Length: 0\r\n\r\n")
}

fn redirect(code: u16, to: &str) -> String {
    status(&format!("{code} Elsewhere"), &[&format!("Location: {to}")])
}

impl Seen {
    fn serve(&self, mut stream: &TcpStream) -> std::io::Result<()> {
        let mut reader = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            match reader.read_line(&mut head) {
                Ok(0) => return Ok(()),
                Ok(_) => {}
                // Nobody speaks https here.
                Err(_) => return stream.write_all(status("400 Bad Request", &[]).as_bytes()),
            }
        }
        let mut words = head.split_whitespace();
        let (method, path) = (words.next().unwrap_or_default().to_owned(), words.next().unwrap_or_default().to_owned());
        let host = head.lines().find_map(|line| line.to_lowercase().strip_prefix("host: ").map(str::to_owned)).unwrap_or_default();
        let nth = {
            let mut state = self.state.lock().unwrap();
            let before = state.requests.iter().filter(|request| request.ends_with(&format!(" {path}"))).count();
            state.requests.push(format!("{method} {path}"));
            state.heads.push(head.to_lowercase());
            *state.now.entry(host.clone()).or_default() += 1;
            let now = state.now[&host];
            let most = state.most.entry(host.clone()).or_default();
            *most = now.max(*most);
            state.most_of_all = state.now.values().sum::<usize>().max(state.most_of_all);
            before
        };
        self.changed.notify_all();
        let done = self.answer(&mut stream, &method, &path, nth);
        // The answer of what counts is sent only now, so that nobody begins anew before it is counted as done.
        *self.state.lock().unwrap().now.entry(host).or_default() -= 1;
        stream.write_all(done?.as_bytes())?;
        stream.shutdown(Shutdown::Both)
    }

    /// Does what a path stands for; gives back what is sent at last.
    fn answer(&self, stream: &mut &TcpStream, method: &str, path: &str, nth: usize) -> std::io::Result<String> {
        let fine = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nTea".to_owned();
        let is_head = method == "HEAD";
        Ok(match path.split('?').next().unwrap_or_default() {
            "/no-head" if is_head => status("405 Method Not Allowed", &[]),
            "/not-for-head" if is_head => status("404 Not Found", &[]),
            "/head-dropped" if is_head => return Err(std::io::ErrorKind::Other.into()),
            "/gone" => status("404 Not Found", &[]),
            "/taken-away" => status("410 Gone", &[]),
            "/login" => status("401 Unauthorized", &["WWW-Authenticate: Basic"]),
            "/forbidden" => status("403 Forbidden", &[]),
            "/linkedin" => status("999 Request denied", &[]),
            "/teapot" => status("418 I am a teapot", &[]),
            "/busy-once" if nth == 0 => status("429 Too Many Requests", &["Retry-After: 7"]),
            "/busy" => status("429 Too Many Requests", &[]),
            "/tomorrow" => status("503 Service Unavailable", &["Retry-After: 86400"]),
            "/fault" => status("500 Internal Server Error", &[]),
            "/fault-twice" if nth < 2 => status("502 Bad Gateway", &[]),
            "/moved" => redirect(301, "/fine"),
            "/moved-then-found" => redirect(308, "/found"),
            "/found" => redirect(302, "/fine"),
            "/moved-to-gone" => redirect(301, "/gone"),
            "/circle" => redirect(302, "/circle-back"),
            "/circle-back" => redirect(302, "/circle"),
            "/cookies" => status("302 Found", &["Set-Cookie: seen=1", "Location: /cookies"]),
            chain if chain.starts_with("/chain") => redirect(302, &format!("{chain}x")),
            "/nowhere" => status("302 Found", &[]),
            "/script" => redirect(302, "javascript:alert(1)"),
            "/file" => redirect(302, "file:///etc/passwd"),
            "/inside" => redirect(302, "http://192.0.2.1/"),
            "/home" => redirect(302, "https://tea.example/b2b/"),
            "/garbage" => "MEOW MEOW MEOW\r\n\r\n".to_owned(),
            "/odd-length" => "HTTP/1.1 200 OK\r\nContent-Length: minus one\r\n\r\n".to_owned(),
            "/endless-head" => {
                stream.write_all(b"HTTP/1.1 200 OK\r\n")?;
                loop {
                    stream.write_all(b"X-More: and more and more and more and more\r\n")?;
                }
            }
            "/endless-body" => {
                stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
                loop {
                    stream.write_all(&[b'x'; 1024])?;
                }
            }
            "/short" => "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nTea".to_owned(),
            "/drip" => {
                for byte in b"HTTP/1.1 200 OK\r\nX: ".iter().chain(std::iter::repeat(&b'x')) {
                    stream.write_all(&[*byte])?;
                    thread::sleep(Duration::from_millis(50));
                }
                String::new()
            }
            "/silent" => {
                // Until the other side hangs up.
                stream.read_to_end(&mut Vec::new())?;
                String::new()
            }
            "/dropped" => return Err(std::io::ErrorKind::Other.into()),
            // Long enough for others to come, if they do.
            "/slow" => {
                thread::sleep(Duration::from_millis(20));
                fine
            }
            // Waits for a request to another host, and is a fault where none comes.
            "/meets" => {
                let state = self.state.lock().unwrap();
                let alone = |state: &mut State| state.most.len() < 2;
                let (state, waited) = self.changed.wait_timeout_while(state, Duration::from_secs(10), alone).unwrap();
                drop(state);
                if waited.timed_out() { status("500 Nobody came", &[]) } else { fine }
            }
            _ => fine,
        })
    }
}
