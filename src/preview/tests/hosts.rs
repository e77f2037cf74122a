//! Audiences with hosts of their own.

use super::fixture::Served;
use crate::plan::Options;
use crate::preview::News;
use crate::site::{AudienceId, BaseUrl};

const B2B: &str = "content/audiences/b2b.yaml";

/// As the preview sees a site whose business audience has a host of its own.
fn seen(served: &Served) -> Options {
    let url = |door: usize, path: &str| BaseUrl::new(&format!("{}{path}", served.show.doors().origin(door).unwrap())).unwrap();
    let mut options = Options::default();
    options.overrides.url = Some(url(0, "/"));
    options.overrides.hosts.insert(AudienceId::new("b2b").unwrap(), url(1, "/shop/"));
    options
}

#[test]
fn each_host_has_a_port_and_their_links_lead_from_one_to_the_other() {
    let served = Served::new(&[(B2B, "label: For business\nkind: business\nurl: https://business.example/shop\n")]);
    assert_eq!(served.show.doors().addresses().len(), 2);
    assert!(served.equals_a_build(&seen(&served)) > 20);
    let other = served.show.doors().origin(1).unwrap();
    assert!(served.get("/b2c/articles/guide/").text().contains(&format!("{other}/shop/")));
    assert_eq!(served.ask(1, "GET", "/shop/articles/guide/", &[]).status, 200);
    assert_eq!(served.ask(1, "GET", "/b2c/articles/guide/", &[]).status, 404);
    assert_eq!(served.get("/shop/articles/guide/").status, 404);
    let addresses: Vec<String> = served.show.addresses().into_iter().map(|address| address.url).collect();
    assert_eq!(addresses, [format!("{other}/shop/"), format!("{}/b2c/", served.show.doors().origin(0).unwrap())]);
}

#[test]
fn a_host_that_comes_later_gets_a_port_then_and_one_that_goes_is_gone() {
    let served = Served::new(&[]);
    assert_eq!(served.show.doors().addresses().len(), 1);
    served.write(B2B, "label: For business\nkind: business\nurl: https://business.example/shop\n");
    assert!(served.equals_a_build(&seen(&served)) > 20);
    served.write(B2B, "label: For business\nkind: business\n");
    assert!(served.equals_a_build(&Options::default()) > 20);
    let gone = served.ask(1, "GET", "/shop/", &[]);
    assert_eq!(gone.status, 500);
    assert!(gone.text().contains("No audience of this site has its home at this address") && gone.is_live());
    let told = served.news.lock().unwrap().iter().filter(|news| matches!(news, News::Addresses(_))).count();
    assert_eq!(told, 3);
}
