use super::generation::Generation;
use crate::diagnostics::Finding;
use crate::plan::{Route, RouteSource};
use crate::world::World;

/// Renders what nobody has asked for, to find what is wrong with it, until it is told not to go on; whether it came to the end.
///
/// The one place that decides what is looked at in the background, and in which order.
pub(super) fn pass(world: &dyn World, generation: &Generation, go_on: &dyn Fn() -> bool, found: &mut dyn FnMut(&Route, Finding)) -> bool {
    for route in generation.snapshot.plan.routes.values().filter(|route| can_fail(route)) {
        if !go_on() {
            return false;
        }
        if let Err(finding) = generation.renderer.render(world, route) {
            found(route, finding);
        }
    }
    true
}

/// Files are copied as they are: that they are there was seen when they were planned.
fn can_fail(route: &Route) -> bool {
    !matches!(route.source, RouteSource::File(_) | RouteSource::Asset(_) | RouteSource::ThemeFile(_) | RouteSource::Alias(_))
}
