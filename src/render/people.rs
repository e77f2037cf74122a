//! People by name: who wrote a page, and whom its readers can turn to.

use super::context::Context;
use super::markup::paragraphs;
use super::variant::home_file;
use crate::plan::ListKind;
use crate::site::{Author, Contact, ContactId, Name, Stage};
use crate::theme::contract::{AuthorView, ContactView};

/// Who wrote a page; on an author's list, that author.
pub(super) fn author(context: &Context<'_>) -> Option<AuthorView> {
    let authors = &context.snapshot().site.file.authors;
    let listed = match context.list().map(|(list, _)| &list.kind) {
        Some(ListKind::Author(id)) => Some(id.as_str()),
        _ => None,
    };
    let own = listed.or_else(|| context.page?.1.front.author.as_deref())?;
    match authors.iter().find(|(id, _)| id.as_str() == own) {
        Some((id, author)) => Some(author_view(context, id, author)),
        None => Some(AuthorView { name: own.to_owned(), ..AuthorView::default() }),
    }
}

/// An author of the site.
pub(super) fn author_view(context: &Context<'_>, id: &Name, author: &Author) -> AuthorView {
    let list = context.plan().find_list(context.variant.id, &ListKind::Author(id.clone()));
    AuthorView {
        name: context.text(&author.name),
        role: context.maybe_text(author.role.as_ref()),
        photo: author.photo.as_ref().and_then(|photo| home_file(context, photo)),
        url: list.map(|list| context.url(&list.address)).or_else(|| author.url.as_ref().map(ToString::to_string)),
        bio: context.maybe_text(author.bio.as_ref()).map(|bio| paragraphs(&bio)),
        elsewhere: author.url.iter().chain(&author.same_as).map(ToString::to_string).collect(),
    }
}

/// Whom the readers of a page can turn to: whom it names, else the audience's own contact.
pub(super) fn contact(context: &Context<'_>) -> Option<ContactView> {
    let file = &context.audience.file;
    let named = context.page.and_then(|(_, page)| page.front.contact.as_ref());
    if named.is_some_and(ContactId::is_none) {
        return None;
    }
    named.and_then(|name| file.contacts.get(name)).or(file.contact.as_ref()).map(|contact| contact_view(context, contact))
}

/// The same where the page shows it by itself: where it is named, and where readers decide.
pub(super) fn contact_of_page(context: &Context<'_>) -> Option<ContactView> {
    let (_, page) = context.page?;
    let shown = page.front.contact.is_some() || page.front.stage == Some(Stage::Decision);
    contact(context).filter(|_| shown)
}

/// Someone whom an audience can turn to.
pub(super) fn contact_view(context: &Context<'_>, contact: &Contact) -> ContactView {
    ContactView {
        name: context.text(&contact.name),
        role: context.maybe_text(contact.role.as_ref()),
        email: contact.email.as_ref().map(ToString::to_string),
        phone: contact.phone.as_ref().map(ToString::to_string),
        photo: contact.photo.as_ref().and_then(|photo| home_file(context, photo)),
        calendar: contact.calendar.as_ref().map(ToString::to_string),
    }
}
