//! `site` and `variant`, made once and shared between pages.

use std::collections::BTreeSet;

use camino::Utf8Path;

use super::context::{Context, Shared};
use super::forms::audience_link;
use super::host::word;
use super::people::contact_view;
use super::renderer::printed;
use crate::plan::{From, Link, ListKind, Lookup};
use crate::site::{CONTENT, Delivery, FileRef, Free, Kind, Map, PostalAddress};
use crate::theme::contract::{DeliveryView, LinkView, OrganizationView, SiteView, VariantView};
use crate::theme::{Value, language};
use crate::world::Fingerprint;

/// `site` for a page.
pub(super) fn site(context: &Context<'_>) -> (Value, Fingerprint) {
    let snapshot = context.snapshot();
    Shared::once(&context.shared.sites, context.variant.id, || {
        let file = &snapshot.site.file;
        let title = context.text(&file.title);
        printed(&SiteView {
            organization: organization(context, &title),
            title,
            generator: concat!("Segue ", env!("CARGO_PKG_VERSION")).to_owned(),
            year: snapshot.today.now.year(),
        })
    })
}

fn organization(context: &Context<'_>, title: &str) -> OrganizationView {
    let own = &context.snapshot().site.file.organization;
    OrganizationView {
        name: context.maybe_text(own.name.as_ref()).unwrap_or_else(|| title.to_owned()),
        legal_name: context.maybe_text(own.legal_name.as_ref()),
        logo: own.logo.as_ref().and_then(|logo| home_file(context, logo)),
        email: own.email.as_ref().map(ToString::to_string),
        phone: own.phone.as_ref().map(ToString::to_string),
        address: own.address.as_ref().map(|address| address_lines(context, address)).unwrap_or_default(),
        tax_id: context.maybe_text(own.tax_id.as_ref()),
        same_as: own.same_as.iter().map(ToString::to_string).collect(),
    }
}

fn address_lines(context: &Context<'_>, address: &PostalAddress) -> Vec<String> {
    let PostalAddress { name, street, city, region, postal_code, country } = address;
    let lines = [name, street, city, region, postal_code].into_iter().filter_map(|line| context.maybe_text(line.as_ref()));
    lines.chain(country.as_deref().map(|code| language::region(context.lang(), code))).collect()
}

/// The address of a file that `site.yaml` or the audience file names.
pub(super) fn home_file(context: &Context<'_>, file: &FileRef) -> Option<String> {
    let path = Utf8Path::new(CONTENT).join(file.as_str());
    let address = context.plan().files.of_home(&context.variant.audience_root, &path)?;
    Some(context.url(address))
}

/// `variant` for a page.
pub(super) fn variant(context: &Context<'_>) -> (Value, Fingerprint) {
    let navigation = navigation(context);
    let current: Vec<bool> = navigation.iter().map(|link| link.current).collect();
    if context.of_host() {
        // Pages of a host as a whole lead to no audience's pages and name none of its people.
        return printed(&VariantView { audience: String::new(), label: String::new(), ..bare(context) });
    }
    Shared::once(&context.shared.variants, (context.variant.id, current), || printed(&full(&context.of_variant(), navigation)))
}

fn bare(context: &Context<'_>) -> VariantView {
    let lang = context.lang();
    VariantView {
        audience: context.variant.audience.to_string(),
        label: context.text(&context.audience.file.label),
        kind: context.audience.file.kind.as_str().to_owned(),
        lang: lang.to_string(),
        dir: language::direction(lang).as_str().to_owned(),
        voice: context.audience.voice.to_string(),
        address: context.audience.address().as_str().to_owned(),
        home: context.url(&context.variant.root),
        navigation: Vec::new(),
        contact: None,
        delivery: None,
        feed: None,
        tags: None,
        tokens: tokens(context, &Map::default()),
        hubs: Vec::new(),
        sections: Vec::new(),
        service: Vec::new(),
    }
}

fn full(context: &Context<'_>, navigation: Vec<LinkView>) -> VariantView {
    let plan = context.plan();
    let lists = || plan.lists.iter().filter(|list| list.variant == context.variant.id);
    let link = |text: String, list: &crate::plan::List| LinkView { text, url: plan.hosts.path(&list.address), current: false };
    let file = &context.audience.file;
    let contact = file.contact.as_ref().map(|contact| contact_view(context, contact));
    let hubs = lists().filter_map(|list| match &list.kind {
        ListKind::Hub(segment) => Some(link(context.text(&file.segments.get(segment)?.label), list)),
        _ => None,
    });
    let sections = lists().filter_map(|list| match &list.kind {
        ListKind::Section(folders) if folders.len() == 1 => Some(link(section_title(context, list), list)),
        _ => None,
    });
    VariantView {
        contact,
        delivery: file.delivery.as_ref().and_then(|own| delivery(context, own)),
        feed: plan.feed(context.variant.id).map(|address| context.url(&address)),
        tags: lists().find(|list| list.kind == ListKind::Tags).map(|list| plan.hosts.path(&list.address)),
        tokens: tokens(context, &file.tokens),
        hubs: hubs.collect(),
        sections: sections.collect(),
        service: service(context, &navigation),
        navigation,
        ..bare(context)
    }
}

/// From which sum on readers of the variant pay no delivery.
fn delivery(context: &Context<'_>, own: &Delivery) -> Option<DeliveryView> {
    let terms = own.terms.as_deref().and_then(|terms| audience_link(context, terms));
    Some(DeliveryView { free_from: own.free_from.get(context.lang())?, currency: context.maybe_text(Some(&own.currency))?, terms })
}

/// What the theme lets an audience set, with what this one sets over it.
fn tokens(context: &Context<'_>, own: &Map<String, Free>) -> Value {
    let mut tokens = context.snapshot().theme.tokens();
    tokens.extend(own.iter().map(|(name, value)| (name.clone(), value.clone())));
    Value::of(&tokens)
}

/// The navigation; an entry whose page was withdrawn is left out.
fn navigation(context: &Context<'_>) -> Vec<LinkView> {
    let own = context.plan().hosts.path(context.address);
    let home = context.plan().hosts.path(&context.variant.root);
    let from = From { variant: context.variant.id, edition: None, folder: Utf8Path::new(CONTENT), page: None };
    let links = context.snapshot().links();
    let entries = context.audience.file.navigation.iter().filter_map(|entry| match links.look_up(from, &entry.to) {
        Lookup::Found(Link::To { href, .. }) => {
            let current = own == href || (href != home && own.starts_with(&href) && href.ends_with('/'));
            Some(LinkView { text: context.text(&entry.text), url: href, current })
        }
        _ => None,
    });
    entries.collect()
}

/// The pages of `pages/` that the navigation does not name, by title.
fn service(context: &Context<'_>, navigation: &[LinkView]) -> Vec<LinkView> {
    let plan = context.plan();
    let named: BTreeSet<&str> = navigation.iter().map(|link| link.url.as_str()).collect();
    let pages = plan.listed[context.variant.id.0].iter().map(|id| plan.page(*id));
    let own = pages.filter(|page| page.source.kind == Kind::Page && page.source.id.folders() == [Kind::Page.section()]);
    let mut links: Vec<LinkView> = own
        .map(|page| LinkView { text: page.title.clone(), url: plan.hosts.path(&page.address), current: false })
        .filter(|link| !named.contains(link.url.as_str()))
        .collect();
    links.sort_by(|a, b| (&a.text, &a.url).cmp(&(&b.text, &b.url)));
    links
}

/// What a section is called: as its own page says, else as the theme does, else by its folder.
pub(super) fn section_title(context: &Context<'_>, list: &crate::plan::List) -> String {
    if let Some(page) = list.page {
        return context.plan().page(page).title.clone();
    }
    let ListKind::Section(folders) = &list.kind else { return String::new() };
    let folder = folders.last().map(String::as_str).unwrap_or_default();
    word(context, &format!("section_{}", folder.replace('-', "_")), None, &[]).unwrap_or_else(|_| {
        let mut letters = folder.replace('-', " ").chars().collect::<Vec<_>>();
        if let Some(first) = letters.first_mut() {
            *first = first.to_uppercase().next().unwrap_or(*first);
        }
        letters.into_iter().collect()
    })
}
