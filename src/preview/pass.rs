use super::generation::Generation;
use crate::diagnostics::Finding;
use crate::plan::{Route, RouteSource, by_source, rest};
use crate::world::World;
use crate::world::limits::SOURCES_AT_HAND;

/// Renders what nobody has asked for, to find what is wrong with it, until it is told not to go on; whether it came to the end.
///
/// The one place that decides what is looked at in the background, and in which order.
pub(super) fn pass(world: &dyn World, generation: &Generation, go_on: &dyn Fn() -> bool, found: &mut dyn FnMut(&Route, Finding)) -> bool {
    // A page that nobody has asked for yet comes from the last good state, too, as long as all of them find room.
    let is_large = generation.snapshot.content.sources.len() > SOURCES_AT_HAND;
    for routes in by_source(&generation.snapshot.plan, can_fail) {
        for route in &routes {
            if !go_on() {
                return false;
            }
            if let Err(findings) = generation.renderer.render(world, route) {
                findings.into_iter().for_each(|finding| found(route, finding));
            }
        }
        if is_large {
            rest(&generation.snapshot.plan, &routes);
        }
    }
    true
}

/// Files are copied as they are: that they are there was seen when they were planned.
fn can_fail(route: &Route) -> bool {
    !matches!(route.source, RouteSource::File(_) | RouteSource::Asset(_) | RouteSource::ThemeFile(_) | RouteSource::Alias(_))
}
