//! The OpenAPI document, and a page that shows it.

use axum::Router;
use utoipa_swagger_ui::SwaggerUi;

use crate::state::AppState;

/// Serves the document and the page. The page's files are embedded in the binary.
pub(super) fn router(document: utoipa::openapi::OpenApi) -> Router<AppState> {
    SwaggerUi::new("/api/docs").url("/api/openapi.json", document).into()
}
