use axum::body::Body;
use axum::http::header::{
    ACCEPT_RANGES, ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, HOST, IF_NONE_MATCH, IF_RANGE, LOCATION, RANGE,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, Uri};

use super::answer::{Answer, Served, Status, short_hash};
use super::inject::inject;
use super::range::Part;
use super::sink;

/// The name of the header, and of the query, that asks for the bytes as a build writes them.
const BARE: (&str, &str) = ("segue", "raw");

/// What of a request matters for the answer.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    method: Method,
    path: String,
    query: Option<String>,
    headers: HeaderMap,
}

impl Asked {
    pub(super) fn new(method: &Method, uri: &Uri, headers: &HeaderMap) -> Self {
        Self { method: method.clone(), path: uri.path().to_owned(), query: uri.query().map(str::to_owned), headers: headers.clone() }
    }

    /// The value of a key in the query.
    pub(super) fn query(&self, key: &str) -> Option<String> {
        let pairs = url::form_urlencoded::parse(self.query.as_deref().unwrap_or_default().as_bytes());
        pairs.into_iter().find(|(name, _)| name == key).map(|(_, value)| value.into_owned())
    }

    /// Whether the method asks for something and changes nothing.
    pub(super) fn is_reading(&self) -> bool {
        self.method == Method::GET || self.method == Method::HEAD
    }

    /// Whether it sends a form.
    pub(super) fn is_sending(&self) -> bool {
        self.method == Method::POST
    }

    /// Whether it was sent to a name of this machine. Another name that leads here could be a page elsewhere that wants to read what is
    /// not published yet: DNS rebinding.
    pub(super) fn is_for_this_machine(&self) -> bool {
        let Some(host) = self.header(&HOST) else { return false };
        let Ok(url) = url::Url::parse(&format!("http://{host}/")) else { return false };
        match url.host() {
            Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
            Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        }
    }

    fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    fn wants_bare(&self) -> bool {
        self.query(BARE.0).is_some_and(|value| value == BARE.1) || self.headers.get(BARE.0).is_some_and(|value| value == BARE.1)
    }

    fn has(&self, etag: &str) -> bool {
        let known = self.header(&IF_NONE_MATCH).unwrap_or_default();
        known.split(',').any(|known| known.trim().trim_start_matches("W/") == etag || known.trim() == "*")
    }
}

/// An answer as HTTP.
pub(super) fn response(asked: &Asked, answer: &Answer, generation: u64) -> Response<Body> {
    match answer {
        Answer::Elsewhere(address) => {
            let query = asked.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
            let mut response = plain(StatusCode::PERMANENT_REDIRECT, "");
            // A browser must ask again once the address has a page of its own.
            set(&mut response, CACHE_CONTROL, "no-store");
            set(&mut response, LOCATION, &format!("{address}{query}"));
            response
        }
        Answer::Served(served) => served_response(asked, served, generation),
    }
}

fn served_response(asked: &Asked, served: &Served, generation: u64) -> Response<Body> {
    let bytes = if served.is_page() && !asked.wants_bare() {
        sink::divert(inject(served, generation), &asked.path).into()
    } else {
        served.bytes.clone()
    };
    let etag = format!("\"{}\"", short_hash(&bytes));
    let size = bytes.len();
    let is_fine = served.status == Status::Fine;
    let is_file = is_fine && !served.is_page();
    let may_part = is_file && asked.header(&IF_RANGE).is_none_or(|known| known == etag);
    let part = if may_part { Part::asked(asked.header(&RANGE), size) } else { Part::Whole };
    let (status, body) = match &part {
        _ if is_fine && asked.has(&etag) => (StatusCode::NOT_MODIFIED, None),
        Part::Bytes(range) => (StatusCode::PARTIAL_CONTENT, Some(bytes.slice(range.clone()))),
        Part::Outside => (StatusCode::RANGE_NOT_SATISFIABLE, None),
        Part::Whole => (StatusCode::from_u16(served.status.code()).unwrap_or(StatusCode::OK), Some(bytes)),
    };
    let length = body.as_ref().map(axum::body::Bytes::len);
    let mut response = Response::new(body.filter(|_| asked.method != Method::HEAD).map_or_else(Body::empty, Body::from));
    *response.status_mut() = status;
    if let Some(length) = length {
        set(&mut response, CONTENT_TYPE, served.media_type);
        set(&mut response, CONTENT_LENGTH, &length.to_string());
    }
    match part {
        Part::Bytes(range) => set(&mut response, CONTENT_RANGE, &format!("bytes {}-{}/{size}", range.start, range.end - 1)),
        Part::Outside => set(&mut response, CONTENT_RANGE, &format!("bytes */{size}")),
        Part::Whole => {}
    }
    if is_file {
        set(&mut response, ACCEPT_RANGES, "bytes");
    }
    set(&mut response, ETAG, &etag);
    // A page may be another one the next moment; a picture is asked for again, and mostly not sent again.
    set(&mut response, CACHE_CONTROL, if served.is_page() { "no-store" } else { "no-cache" });
    set(&mut response, X_CONTENT_TYPE_OPTIONS, "nosniff");
    response
}

/// A few words.
pub(super) fn plain(status: StatusCode, text: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(text.to_owned()));
    *response.status_mut() = status;
    set(&mut response, CONTENT_TYPE, "text/plain; charset=utf-8");
    set(&mut response, CACHE_CONTROL, "no-store");
    if status == StatusCode::METHOD_NOT_ALLOWED {
        set(&mut response, ALLOW, "GET, HEAD");
    }
    response
}

/// Something of the preview's own.
pub(super) fn own(media_type: &'static str, text: String) -> Response<Body> {
    let mut response = plain(StatusCode::OK, "");
    *response.body_mut() = Body::from(text);
    set(&mut response, CONTENT_TYPE, media_type);
    // Pages of other sites may not even load it.
    set(&mut response, HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(&mut response, X_CONTENT_TYPE_OPTIONS, "nosniff");
    response
}

fn set(response: &mut Response<Body>, name: HeaderName, value: &str) {
    // What cannot be a header's value was never one of ours.
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// In place of a page that broke the thread it was rendered on.
pub(super) fn failed() -> Response<Body> {
    plain(StatusCode::INTERNAL_SERVER_ERROR, "This page could not be made. Save any file and load it again.\n")
}
