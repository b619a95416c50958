//! The contract, for programs and for people.

use axum::Router;
use utoipa_swagger_ui::SwaggerUi;

use crate::state::AppState;

/// The document, and a page that shows it; the page's files are part of the binary.
pub(super) fn router(document: utoipa::openapi::OpenApi) -> Router<AppState> {
    SwaggerUi::new("/api/docs").url("/api/openapi.json", document).into()
}
