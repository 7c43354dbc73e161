//! Pages and API: routes, handlers, templates, assets.
//!
//! Every route stands in a table ([`routes`]) with the roles that may reach it; every request
//! passes one gate (`security::gate`) before its handler.

pub mod accounts;
pub mod api;
pub mod assets;
pub mod directive;
pub mod failure;
pub mod fields;
pub mod language;
pub mod page;
pub mod posted;
pub mod registry;
pub mod reply;
pub mod route;
pub mod security;
pub mod serve;
pub mod session;
pub mod state;

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::any;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

pub use failure::Failure;
pub use fields::{Asked, Fields, InPath};
pub use posted::{Posted, PostedFile};
pub use reply::{done, see_other, show, show_as};
pub use route::{Access, BodyLimit, Route, Verb};
pub use serve::serve;
pub use session::{Signed, Visitor};
pub use state::{AppState, DemoInfo, DemoRole, Site};

/// Every route of the site.
pub fn routes() -> Vec<Route> {
    let mut all = assets::routes();
    all.extend(accounts::routes());
    all.extend(api::routes());
    all.extend(directive::routes());
    all.extend(language::routes());
    all.extend(registry::routes());
    all
}

/// The whole site.
pub fn router(state: AppState) -> Router {
    router_of(routes(), state)
}

/// Only what partners of the exchange reach, and the health of the process: for a place where the pages of the site
/// shall not be seen.
pub fn receiver(state: AppState) -> Router {
    let mut routes = registry::receiving();
    routes.extend(assets::routes());
    router_of(routes, state)
}

fn router_of(routes: Vec<Route>, state: AppState) -> Router {
    let menu = Arc::new(session::Menu::of(&routes));
    let mut router = Router::new();
    for route in routes {
        let gate = security::Gate::new(&state, &menu, route.access, route.body);
        router = router.route(route.path, route.guarded(gate));
    }
    let unknown = security::Gate::new(&state, &menu, Access::Anyone, BodyLimit::Form);
    let nothing = any(failure::nothing_here).layer(from_fn_with_state(Arc::new(unknown), security::gate));
    // What is packed already gains nothing from compression.
    let worth_packing = DefaultPredicate::new()
        .and(NotForContentType::const_new("application/pdf"))
        .and(NotForContentType::const_new("application/vnd.openxmlformats"));
    router
        .fallback_service(nothing.with_state(state.clone()))
        .layer(CatchPanicLayer::custom(failure::panicked))
        .layer(from_fn(language::speak))
        .layer(CompressionLayer::new().compress_when(worth_packing))
        .layer(from_fn_with_state(state.clone(), security::front))
        .with_state(state)
}
