//! The router, and the OpenAPI document that is generated from it.

use std::{collections::BTreeMap, future::ready};

use axum::{
    Router,
    http::{HeaderValue, Method, header},
    middleware,
    response::Response as HttpResponse,
};
use holdfast_web::{Code, FieldError, Problem, ProblemBody, Tracing, around_request};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        ContentBuilder, PathItem, Ref, RefOr, Response,
        path::Operation,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};
use utoipa_axum::router::OpenApiRouter;

use crate::{
    access::{self, Access, cookies},
    frontend, rate_limits, routes,
    state::AppState,
};

#[derive(OpenApi)]
#[openapi(
    info(title = "Holdfast", description = "Ticket sales for numbered seats."),
    components(schemas(ProblemBody, FieldError)),
    modifiers(&Security)
)]
struct Document;

/// The names of the security schemes.
const TOKEN: &str = "token";
const ADMIN: &str = "admin";
const SESSION: &str = "session";
const GUEST: &str = "guest";

struct Security;

impl Modify for Security {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        let bearer = || HttpBuilder::new().scheme(HttpAuthScheme::Bearer);
        let token = "A token of the OpenID provider, with a scope; or one that was issued to a guest.";
        let token = bearer().bearer_format("JWT").description(Some(token));
        let admin = bearer().description(Some("The break-glass key, which has every scope."));
        components.add_security_scheme(TOKEN, SecurityScheme::Http(token.build()));
        components.add_security_scheme(ADMIN, SecurityScheme::Http(admin.build()));
        let cookie = |name: &str, whose: &str| {
            let description = format!("{whose} Needs X-CSRF-Token, unless the method is GET or HEAD.");
            SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(name, &description)))
        };
        components
            .add_security_scheme(SESSION, cookie(cookies::SESSION, "The session of a browser that has logged in."));
        components.add_security_scheme(GUEST, cookie(cookies::GUEST, "The token of a guest."));
    }
}

/// All routes with their middleware. Other paths are served from the frontend's build, or are 404.
pub fn router(state: AppState) -> Router {
    let (router, document) = routes().split_for_parts();
    let router = router
        .route_layer(middleware::from_fn_with_state(state.clone(), access::enforce))
        .route_layer(middleware::from_fn_with_state(state.clone(), rate_limits::limit_address))
        .merge(routes::operations::documentation(document))
        .merge(routes::operations::at_the_root())
        .merge(routes::payments::public_gateway());
    let router = match state.config.frontend.clone() {
        Some(directory) => router.fallback_service(frontend::router(directory)),
        None => router.fallback(async || Problem::new(Code::NotFound)),
    };
    let tracing = Tracing::new("holdfast-api-server");
    let hsts = state.config.hsts_seconds;
    let router = router.layer(middleware::from_fn_with_state(tracing, around_request));
    // Outside of the layer that renders refusals: they have the headers of a limit too.
    https_only(router.layer(middleware::from_fn(rate_limits::tell)).with_state(state), hsts)
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
    for (path, item) in &mut router.get_openapi_mut().paths.paths {
        describe_access(path, item);
        describe_refusals(item);
    }
    router
}

/// The operations of a path, by their methods.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (Method, &mut Operation)> {
    let PathItem { get, put, post, delete, options, head, patch, trace, .. } = item;
    let all = [
        (Method::GET, get),
        (Method::PUT, put),
        (Method::POST, post),
        (Method::DELETE, delete),
        (Method::OPTIONS, options),
        (Method::HEAD, head),
        (Method::PATCH, patch),
        (Method::TRACE, trace),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// Adds what the table of access says: the scopes, of which one is enough, and the refusals of the layer.
fn describe_access(path: &str, item: &mut PathItem) {
    for (method, operation) in operations(item) {
        #[expect(clippy::expect_used, reason = "a route without an entry must not be served; a test walks all of them")]
        let access = Access::of(&method, path).expect("every route is in the table of access");
        let (own, any) = access.scopes();
        let mut security = Vec::new();
        for scope in own.into_iter().chain(any) {
            security.extend([TOKEN, SESSION].map(|scheme| SecurityRequirement::new(scheme, [scope.as_str()])));
        }
        if own.is_some() {
            security.push(SecurityRequirement::new::<_, [&str; 0], &str>(GUEST, []));
        }
        if access != Access::Public {
            if access.is_for_break_glass() {
                security.push(SecurityRequirement::new::<_, [&str; 0], &str>(ADMIN, []));
            }
            let responses = &mut operation.responses.responses;
            if !method.is_safe() {
                add_code(responses, "403", Code::CsrfRequired);
            }
            for (status, code) in
                [("401", Code::Unauthorized), ("403", Code::InsufficientScope), ("503", Code::Unavailable)]
            {
                add_code(responses, status, code);
            }
        }
        if access.is_for_guests() {
            security.push(SecurityRequirement::default());
        }
        operation.security = Some(security);
    }
}

/// Adds a code to the response of a status.
fn add_code(responses: &mut BTreeMap<String, RefOr<Response>>, status: &str, code: Code) {
    match responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(Response::new(""))) {
        RefOr::T(response) if response.description.is_empty() => code.as_str().clone_into(&mut response.description),
        RefOr::T(response) if !response.description.split(", ").any(|other| other == code.as_str()) => {
            response.description = format!("{}, {}", code.as_str(), response.description);
        }
        RefOr::T(_) | RefOr::Ref(_) => {}
    }
}

/// Adds what is the same on every route: the body of each error response, the 500, and the 413 of a route with a body.
fn describe_refusals(item: &mut PathItem) {
    for (_, operation) in operations(item) {
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
