use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::serve::ListenerExt;
use futures_util::stream::{Stream, unfold};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::oneshot;

use super::http::{Asked, failed, own, plain, response};
use super::inject::SCRIPT;
use super::sink::{self, SINK, Sink};
use super::state::Notice;
use super::{Door, Show};
use crate::plan::HostId;
use crate::theme::RENDER_STACK;

/// The preview's script. The first line carries how findings look, for a sheet that no policy of a page forbids.
const CLIENT: &str = include_str!("client/preview.js");
const STYLE: &str = include_str!("client/panel.css");

/// How soon a browser that lost its connection tries again.
const RETRY: Duration = Duration::from_millis(500);

/// A show on HTTP.
pub struct Server {
    show: Arc<Show>,
    /// Where forms end.
    sink: Sink,
    /// Pages are rendered here: threads that wait for the network have too little stack, and none to spare.
    pool: rayon::ThreadPool,
}

/// A server behind one of its doors.
#[derive(Clone)]
struct Behind {
    server: Arc<Server>,
    door: usize,
}

impl Server {
    /// A server of a show.
    ///
    /// # Errors
    ///
    /// The system gives no threads.
    pub fn new(show: Arc<Show>) -> io::Result<Self> {
        // A page that breaks its thread breaks no other page.
        let pool = rayon::ThreadPoolBuilder::new().stack_size(RENDER_STACK).panic_handler(|_| {}).build();
        Ok(Self { show, sink: Sink::default(), pool: pool.map_err(io::Error::other)? })
    }

    /// Serves whatever doors open, until told to end; then at once, whoever is still connected.
    ///
    /// # Errors
    ///
    /// The system gives no network.
    pub fn run(self, mut doors: UnboundedReceiver<Door>, end: impl Future<Output = ()>) -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let server = Arc::new(self);
        runtime.block_on(async {
            tokio::spawn(async move {
                while let Some(door) = doors.recv().await {
                    let Ok(listener) = TcpListener::from_std(door.listener) else { continue };
                    let router = Router::new().fallback(respond).with_state(Behind { server: server.clone(), door: door.number });
                    let listener = listener.tap_io(|connection| {
                        // A page that was saved is not to wait for a fuller packet; without this it is only slower.
                        let _ = connection.set_nodelay(true);
                    });
                    tokio::spawn(async move { axum::serve(listener, router).await });
                }
            });
            end.await;
        });
        runtime.shutdown_background();
        Ok(())
    }

    /// Ends when the person at the keyboard presses Ctrl-C.
    pub async fn interrupted() {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Behind {
    /// Does something that renders.
    async fn render<T: Send + 'static>(&self, work: impl FnOnce(&Show, usize) -> T + Send + 'static) -> Option<T> {
        let (sender, receiver) = oneshot::channel();
        let (show, door) = (self.server.show.clone(), self.door);
        // Whoever asked may have gone away.
        self.server.pool.spawn(move || _ = sender.send(work(&show, door)));
        receiver.await.ok()
    }
}

async fn respond(State(behind): State<Behind>, request: Request) -> Response<Body> {
    let asked = Asked::new(request.method(), request.uri(), request.headers());
    let show = &behind.server.show;
    if show.doors().is_loopback() && !asked.is_for_this_machine() {
        return plain(
            StatusCode::FORBIDDEN,
            "This preview answers to this machine alone: open it as http://127.0.0.1 or http://localhost.\n",
        );
    }
    if asked.is_sending() && request.uri().path() == SINK {
        let body = axum::body::to_bytes(request.into_body(), sink::MOST).await.unwrap_or_default();
        let (from, form) = (asked.query("from").unwrap_or_default(), asked.query("form").unwrap_or_default());
        let lands = behind.render(move |show, door| show.lands(door, &from, &form)).await.flatten();
        return behind.server.sink.take(&asked, &body, lands.as_deref());
    }
    if !asked.is_reading() {
        return plain(StatusCode::METHOD_NOT_ALLOWED, "A preview only shows pages.\n");
    }
    let path = request.uri().path().to_owned();
    match path.as_str() {
        SCRIPT => own("text/javascript; charset=utf-8", client()),
        "/__segue/events" => events(&behind),
        "/__segue/status" => {
            let page = asked.query("page");
            let status = behind.render(move |show, door| show.status(door, page.as_deref())).await;
            status.map_or_else(failed, |status| own("application/json", status.to_string()))
        }
        _ => {
            let answer = behind.render(move |show, door| (show.answer(door, &path), show.number())).await;
            answer.map_or_else(failed, |(answer, number)| response(&asked, &answer, number))
        }
    }
}

fn client() -> String {
    format!("const STYLE = {};\n{CLIENT}", json!(STYLE))
}

fn events(behind: &Behind) -> Response<Body> {
    let (first, receiver) = behind.server.show.listen();
    let stream = notices(first, receiver, HostId(behind.door));
    Sse::new(stream).keep_alive(KeepAlive::default()).into_response()
}

/// Each notice as an event, the first at once. A browser that fell behind is told to look at everything.
fn notices(first: Notice, receiver: Receiver<Notice>, host: HostId) -> impl Stream<Item = Result<Event, Infallible>> {
    unfold((Some(first), receiver), move |(first, mut receiver)| async move {
        let notice = match first {
            Some(notice) => Ok(notice),
            None => receiver.recv().await,
        };
        let data = match notice {
            Ok(notice) => {
                let files: Vec<&String> = notice.files.iter().filter(|(of, _)| *of == host).map(|(_, address)| address).collect();
                json!({"generation": notice.generation, "version": notice.findings, "files": files})
            }
            Err(RecvError::Lagged(_)) => json!({"files": null}),
            Err(RecvError::Closed) => return None,
        };
        Some((Ok(Event::default().retry(RETRY).data(data.to_string())), (None, receiver)))
    })
}
