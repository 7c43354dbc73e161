//! `/`: where everybody begins.

use axum::extract::State;
use axum::response::Response;

use super::entrance;
use crate::session::home as home_of;
use crate::{AppState, Visitor, see_other};

/// Signed in: the role's own first page. In the demo: the choice of roles. Else: sign in.
pub(super) async fn home(State(state): State<AppState>, visitor: Visitor) -> Response {
    match (visitor.role(), &state.demo) {
        (Some(role), _) => see_other(home_of(role)),
        (None, Some(demo)) => entrance::show_roles(demo, &visitor),
        (None, None) => see_other("/dang-nhap"),
    }
}
