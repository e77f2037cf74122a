//! What authors see of markdown: bodies in, pieces and findings out.

mod directives;
mod fixture;
mod footnotes;
mod html;
mod laws;
mod minified;
mod passages;
mod prose;
mod shown;

/// Bodies are shown to many pages at once.
const _: fn() = || {
    fn shared<T: Send + Sync>() {}
    shared::<super::Body>();
};
