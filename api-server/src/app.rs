//! The router, and the OpenAPI document that is generated from it.

use std::future::ready;

use axum::{
    Router,
    http::{HeaderValue, header},
    middleware,
    response::Response as HttpResponse,
};
use holdfast_web::{Code, FieldError, Problem, ProblemBody, Tracing, around_request};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        ContentBuilder, PathItem, Ref, RefOr, Response,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_axum::router::OpenApiRouter;

use crate::{frontend, routes, state::AppState};

#[derive(OpenApi)]
#[openapi(
    info(title = "Holdfast", description = "Ticket sales for numbered seats."),
    components(schemas(ProblemBody, FieldError)),
    modifiers(&Security)
)]
struct Document;

struct Security;

impl Modify for Security {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("admin", bearer);
    }
}

/// All routes with their middleware. Other paths are served from the frontend's build, or are 404.
pub fn router(state: AppState) -> Router {
    let (router, document) = routes().split_for_parts();
    let router = router
        .merge(routes::operations::documentation(document))
        .merge(routes::operations::at_the_root())
        .merge(routes::payments::public_gateway());
    let router = match state.config.frontend.clone() {
        Some(directory) => router.fallback_service(frontend::router(directory)),
        None => router.fallback(async || Problem::new(Code::NotFound)),
    };
    let tracing = Tracing::new("holdfast-api-server");
    let hsts = state.config.hsts_seconds;
    https_only(router.layer(middleware::from_fn_with_state(tracing, around_request)).with_state(state), hsts)
}

/// Adds `Strict-Transport-Security` (RFC 6797) to every response, refusals included. Nothing if `seconds` is 0.
fn https_only(router: Router, seconds: u32) -> Router {
    let value = match HeaderValue::try_from(format!("max-age={seconds}")) {
        Ok(value) if seconds > 0 => value,
        _ => return router,
    };
    router.layer(middleware::map_response(move |mut response: HttpResponse| {
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, value.clone());
        ready(response)
    }))
}

/// The OpenAPI 3.1 document of all routes under `/api`.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    routes().into_openapi()
}

fn routes() -> OpenApiRouter<AppState> {
    let mut router = OpenApiRouter::with_openapi(Document::openapi()).nest("/api", routes::router());
    router.get_openapi_mut().paths.paths.values_mut().for_each(describe_refusals);
    router
}

/// Adds what is the same on every route: the body of each error response, the 500, and the 413 of a route with a body.
fn describe_refusals(path: &mut PathItem) {
    let operations = [&mut path.get, &mut path.post, &mut path.delete];
    for operation in operations.into_iter().flatten() {
        let responses = &mut operation.responses.responses;
        if operation.request_body.is_some() {
            responses.entry("413".to_owned()).or_insert_with(|| RefOr::T(Response::new("PAYLOAD_TOO_LARGE")));
        }
        responses.entry("500".to_owned()).or_insert_with(|| RefOr::T(Response::new("INTERNAL")));
        for (status, response) in responses {
            if let RefOr::T(response) = response
                && status.starts_with(['4', '5'])
            {
                let body = ContentBuilder::new().schema(Some(Ref::from_schema_name("ProblemBody"))).build();
                response.content.entry("application/problem+json".to_owned()).or_insert(body);
            }
        }
    }
}
