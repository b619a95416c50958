//! The router, and the OpenAPI document that is generated from it.

use axum::{Router, middleware};
use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_axum::router::OpenApiRouter;

use crate::{
    error::{Code, FieldError, Problem, ProblemBody},
    middleware::around_request,
    routes,
    state::AppState,
};

#[derive(OpenApi)]
#[openapi(
    info(title = "Holdfast", description = "Numbered seats for the minute when everybody wants the same ones."),
    components(schemas(ProblemBody, Code, FieldError)),
    modifiers(&Security)
)]
struct Document;

struct Security;

impl Modify for Security {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("admin", bearer.clone());
        components.add_security_scheme("payment", bearer);
    }
}

/// Every route under `/api`, with what each request goes through.
pub fn router(state: AppState) -> Router {
    let (router, document) = routes().split_for_parts();
    router
        .merge(routes::operations::documentation(document))
        .fallback(async || Problem::new(Code::NotFound))
        .layer(middleware::from_fn_with_state(state.clone(), around_request))
        .with_state(state)
}

/// What the routes promise, as OpenAPI 3.1.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    routes().into_openapi()
}

fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(Document::openapi()).nest("/api", routes::router())
}
