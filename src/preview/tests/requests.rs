//! What a client gets, request by request.

use std::net::{IpAddr, Ipv4Addr};

use super::fixture::Served;
use crate::plan::Options;
use crate::preview::Doors;

const GUIDE: &str = "/b2b/articles/guide/";
const CHAI: &str = "/b2c/ru/articles/%D1%87%D0%B0%D0%B9/";

#[test]
fn without_the_script_every_address_gives_the_bytes_of_a_build() {
    let served = Served::new(&[]);
    assert!(served.equals_a_build(&Options::default()) > 20);
    let blog = Served::new(&[]);
    blog.edit("site.yaml", "https://tea.example", "https://tea.example/our%20blog");
    assert!(blog.equals_a_build(&Options::default()) > 20);
    let to = blog.get("/");
    assert_eq!((to.status, to.header("location")), (308, "/our%20blog/"));
}

#[test]
fn a_page_has_one_script_before_its_end_and_nothing_else_is_touched() {
    let served = Served::new(&[]);
    let (live, raw) = (served.get(GUIDE), served.ask(0, "GET", GUIDE, &[("segue", "raw")]));
    assert!(live.is_live() && !raw.is_live());
    let start = live.text().find("<script src=\"/__segue/").unwrap();
    let end = start + live.text()[start..].find("</script>").unwrap() + "</script>".len();
    assert!(live.text()[end..].starts_with("</body>"));
    assert_eq!(format!("{}{}", &live.text()[..start], &live.text()[end..]), raw.text());
    let feed = served.get("/b2b/feed.xml");
    assert_eq!((feed.status, feed.header("content-type")), (200, "application/xml; charset=utf-8"));
    assert!(!feed.is_live());
    let script = served.get("/__segue/preview.js");
    assert_eq!((script.status, script.header("content-type")), (200, "text/javascript; charset=utf-8"));
}

#[test]
fn addresses_lead_on_as_a_static_host_would_lead() {
    let served = Served::new(&[]);
    for (from, to) in [
        ("/b2b/articles/guide", GUIDE),
        ("/b2b/articles/guide/index.html", GUIDE),
        ("/b2b/articles//guide/", GUIDE),
        ("/index.html", "/"),
        ("/b2c/ru/articles/%D1%87%D0%B0%D0%B9", CHAI),
        // The same letters, taken apart.
        ("/b2c/ru/articles/%D1%87%D0%B0%D0%B8%CC%86/", CHAI),
    ] {
        let reply = served.get(&format!("{from}?a=1"));
        assert_eq!((reply.status, reply.header("location")), (308, format!("{to}?a=1").as_str()), "{from}");
    }
    let page = served.get(CHAI);
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Заварите."));
    let picture = served.get(&format!("{CHAI}%D1%87%D0%B0%D0%B9.svg"));
    assert_eq!((picture.status, picture.header("content-type")), (200, "image/svg+xml"));
}

#[test]
fn what_is_not_there_gives_the_page_of_whom_it_would_belong_to() {
    let served = Served::new(&[]);
    for (path, page) in [("/b2c/ru/нет/", "/b2c/ru/404.html"), ("/b2b/no/such/page/", "/b2b/404.html"), ("/other/", "/404.html")] {
        let path: String = percent_encoding::utf8_percent_encode(path, percent_encoding::CONTROLS).to_string();
        let (reply, own) = (served.get(&format!("{path}?segue=raw")), served.get(&format!("{page}?segue=raw")));
        assert_eq!((reply.status, own.status), (404, 200), "{path}");
        assert_eq!(reply.text(), own.text());
        assert!(served.get(&path).is_live());
    }
}

#[test]
fn no_path_leads_out_of_the_site() {
    let served = Served::new(&[("secret.txt", "secret"), ("content/snippets/secret.txt", "secret")]);
    for path in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/b2b/../../secret.txt",
        "/content/snippets/secret.txt",
        "//secret.txt",
        "/..%2fsecret.txt",
        "/site.yaml",
        "/%00",
        "/%FF",
        "/b2b/%0d%0aX-Evil:%20yes",
        "/project/secret.txt",
    ] {
        let reply = served.get(path);
        assert!(matches!(reply.status, 400 | 404), "{path} gives {}", reply.status);
        assert!(!reply.text().contains("secret") && reply.header("x-evil").is_empty(), "{path}");
    }
}

#[test]
fn a_browser_that_has_it_gets_nothing_and_one_that_asks_about_it_no_body() {
    let served = Served::new(&[]);
    for path in [GUIDE, "/b2b/feed.xml", "/robots.txt"] {
        let first = served.get(path);
        let etag = first.header("etag").to_owned();
        let again = served.ask(0, "GET", path, &[("If-None-Match", &etag)]);
        assert_eq!((again.status, again.bytes.len(), again.header("etag")), (304, 0, etag.as_str()));
        assert_eq!(served.ask(0, "GET", path, &[("If-None-Match", "\"other\"")]).status, 200);
        let head = served.ask(0, "HEAD", path, &[]);
        assert_eq!((head.status, head.bytes.len()), (200, 0));
        for name in ["content-type", "content-length", "etag", "cache-control"] {
            assert_eq!(head.header(name), first.header(name), "{path} {name}");
        }
        assert_eq!(first.header("content-length"), first.bytes.len().to_string());
    }
    assert_eq!(served.get(GUIDE).header("cache-control"), "no-store");
    served.edit("content/articles/guide.md", "Water", "Milk");
    let etag = served.get(GUIDE).header("etag").to_owned();
    served.edit("content/articles/guide.md", "Milk", "Water");
    assert_eq!(served.ask(0, "GET", GUIDE, &[("If-None-Match", &etag)]).status, 200);
}

#[test]
fn a_player_gets_the_stretch_of_a_film_that_it_asks_for() {
    let served = Served::new(&[("content/static/film.mp4", "0123456789")]);
    let part = served.ask(0, "GET", "/film.mp4", &[("Range", "bytes=2-4")]);
    assert_eq!((part.status, part.text(), part.header("content-range")), (206, "234", "bytes 2-4/10"));
    let none = served.ask(0, "GET", "/film.mp4", &[("Range", "bytes=20-")]);
    assert_eq!((none.status, none.header("content-range")), (416, "bytes */10"));
    let changed = served.ask(0, "GET", "/film.mp4", &[("Range", "bytes=2-4"), ("If-Range", "\"older\"")]);
    assert_eq!((changed.status, changed.text()), (200, "0123456789"));
}

#[test]
fn a_page_elsewhere_that_calls_this_machine_its_own_name_is_refused() {
    let served = Served::new(&[]);
    let port = served.show.doors().addresses()[0].port();
    for host in ["evil.example", "evil.example:80", "localhost.evil.example", "10.0.0.1", ""] {
        for path in [GUIDE, "/__segue/status", "/__segue/events", "/__segue/preview.js"] {
            assert!(matches!(served.ask(0, "GET", path, &[("Host", host)]).status, 400 | 403), "{host} {path}");
        }
    }
    for host in ["localhost", "127.0.0.1", "[::1]", "tea.localhost"] {
        assert_eq!(served.ask(0, "GET", GUIDE, &[("Host", &format!("{host}:{port}"))]).status, 200, "{host}");
    }
    assert_eq!(served.get("/__segue/status").header("cross-origin-resource-policy"), "same-origin");
}

#[test]
fn a_preview_changes_nothing_whatever_is_sent() {
    let served = Served::new(&[]);
    let reply = served.ask(0, "POST", GUIDE, &[("Content-Length", "0")]);
    assert_eq!((reply.status, reply.header("allow")), (405, "GET, HEAD"));
}

#[test]
fn a_port_that_is_taken_is_left_to_whoever_has_it() {
    let ip = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let (first, _openings) = Doors::open(ip, 0).unwrap();
    let port = first.addresses()[0].port();
    let (second, _more) = Doors::open(ip, port).unwrap();
    assert_ne!(second.addresses()[0].port(), port);
    assert!(Doors::open("192.0.2.1".parse().unwrap(), 0).is_err());
}

const ASKING: (&str, &str) = (
    "content/audiences/b2b.yaml",
    "label: For business\nkind: business\ndefaults: {form: ask}\nforms: {ask: {provider: kit, settings: {form_id: 1}, fields: [{id: email}]}}\n",
);

#[test]
fn forms_end_in_the_preview_and_nothing_of_that_is_in_what_is_built() {
    let served = Served::new(&[ASKING]);
    let page = served.get("/b2b/articles/guide/");
    assert!(
        page.text().contains("action=\"/__segue/form?to=https%3A%2F%2Fapp%2Ekit%2Ecom%2Fforms%2F1%2Fsubscriptions&amp;from=%2Fb2b%2Farticles%2Fguide%2F&amp;form=ask\""),
        "{}",
        page.text()
    );
    let bare = served.get("/b2b/articles/guide/?segue=raw");
    assert!(!bare.text().contains("__segue") && bare.text().contains("action=\"https://app.kit.com/"), "{}", bare.text());
}

#[test]
fn a_form_that_ended_in_the_preview_leads_on_to_its_thank_you_page() {
    let served = Served::new(&[ASKING]);
    let page = served.get("/b2b/articles/guide/");
    let to = page.text().split("action=\"").map(|rest| rest.split('"').next().unwrap()).find(|to| to.starts_with("/__segue/form")).unwrap();
    let told = served.post(&to.replace("&amp;", "&"), "application/x-www-form-urlencoded", "email_address=x");
    assert!(told.text().contains("<a href=\"/b2b/thanks/ask/\">"), "{}", told.text());
    assert_eq!(served.get("/b2b/thanks/ask/").status, 200);
    let odd = served.post("/__segue/form?to=x&from=%2Fno%2F&form=%3Cb%3E", "application/x-www-form-urlencoded", "");
    assert!(odd.status == 200 && !odd.text().contains("lands on"), "{}", odd.text());
}

#[test]
fn what_a_form_would_send_is_listed_with_what_a_script_sent_before() {
    let served = Served::new(&[]);
    let to = "/__segue/form?to=https%3A%2F%2Fapi.example%2Fv3";
    let refused = served.post(&format!("{to}&script=1"), "application/json", "{\"email\": \"<a@b.c>\"}");
    assert_eq!(refused.status, 422);
    let told = served.post(to, "application/x-www-form-urlencoded", "email=%3Ca%40b.c%3E&empty=");
    assert_eq!(told.status, 200);
    for wanted in ["<b>api.example</b>", "&lt;a@b.c&gt;", "<i>empty</i>", "With it, the page"] {
        assert!(told.text().contains(wanted), "{wanted}: {}", told.text());
    }
    assert!(!told.text().contains("<a@b.c>"));
    let again = served.post(to, "application/x-www-form-urlencoded", "email=x");
    assert!(!again.text().contains("With it, the page"), "{}", again.text());
}
