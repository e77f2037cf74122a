use super::context::Shared;
use super::kinds::file_view;
use crate::plan::{ListKind, PageId, Plan};
use crate::theme::contract::{CardView, ImageView, LinkView};

/// A page in a list.
pub(super) fn card(shared: &Shared, id: PageId) -> CardView {
    let plan = &shared.snapshot.plan;
    let page = plan.page(id);
    let variant = plan.variant(page.variant);
    let shown = page.body.as_ref().map(|body| &body.shown);
    let description = page.front.description.as_ref().and_then(|text| text.plain()).map(str::to_owned);
    CardView {
        role: page.source.kind.to_string(),
        title: page.title.clone(),
        description: description.or_else(|| shown.map(|shown| shown.summary.clone())).unwrap_or_default(),
        url: plan.hosts.path(&page.address),
        date: page.front.date.map(|date| date.day(&shared.snapshot.site.time_zone).to_string()),
        reading_minutes: shown.map_or(0, |shown| shown.reading_minutes),
        image: page_image(shared, id),
        tags: tags(plan, id),
        lang: (page.lang != variant.lang).then(|| page.lang.to_string()),
        starts: page.event.as_ref().and(page.front.starts).map(|starts| starts.to_string()),
        over: page.is_over(),
    }
}

/// The picture of a page, published beside it.
pub(super) fn page_image(shared: &Shared, id: PageId) -> Option<ImageView> {
    let plan = &shared.snapshot.plan;
    let image = plan.page(id).front.image.as_ref()?;
    let alt = image.alt.as_ref().and_then(|alt| alt.plain()).unwrap_or_default();
    file_view(shared, id, image.src.as_ref()?, alt)
}

/// The tags of a page, each with its list.
pub(super) fn tags(plan: &Plan, id: PageId) -> Vec<LinkView> {
    let page = plan.page(id);
    let link = |(tag, slug): (&str, &str)| {
        let list = plan.find_list(page.variant, &ListKind::Tag(slug.to_owned()))?;
        Some(LinkView { text: tag.to_owned(), url: plan.hosts.path(&list.address), current: false })
    };
    page.tags().filter_map(link).collect()
}
