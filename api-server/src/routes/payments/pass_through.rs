//! Passes `/payments/…` on to a public gateway, so that the simulator's routes keep the paths of the previous system.

use axum::{
    body::Body,
    extract::{FromRequest, Request, State},
    http::{HeaderMap, HeaderName, header},
    response::Response,
};
use holdfast_web::{Code, PassedOn, Problem, body::RawBody};
use opentelemetry::{Context, propagation::TextMapPropagator};
use opentelemetry_http::HeaderInjector;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use reqwest::Url;

use crate::state::AppState;

/// Headers that belong to one connection (RFC 9110, section 7.6.1), or that each side writes itself.
const OF_ONE_CONNECTION: [HeaderName; 6] =
    [header::CONNECTION, header::HOST, header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::TE, header::UPGRADE];

/// Passes the request on and returns the gateway's response unchanged. 404 unless `PUBLIC_GATEWAY_URL` is set; 503 if
/// the gateway doesn't respond.
pub(super) async fn pass_through(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let gateway = state.config.public_gateway_url.as_deref().ok_or_else(|| Problem::new(Code::NotFound))?;
    let target = request.uri().path_and_query().map_or("", |target| target.as_str());
    let target = target.strip_prefix("/api").unwrap_or(target);
    let url = target_url(gateway, target).ok_or_else(|| Problem::new(Code::NotFound))?;
    let (method, mut headers) = (request.method().clone(), forwarded(request.headers()));
    TraceContextPropagator::new().inject_context(&Context::current(), &mut HeaderInjector(&mut headers));
    let RawBody(body): RawBody = RawBody::from_request(request, &state).await?;
    let response = state.http.request(method, url).headers(headers).body(body).send().await.map_err(away)?;
    let (status, headers) = (response.status(), forwarded(response.headers()));
    let body = response.bytes().await.map_err(away)?;
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response.extensions_mut().insert(PassedOn);
    Ok(response)
}

/// The gateway's URL of a target such as `/payments/…?…`; `None` if the target leaves `/payments`. The gateway's other
/// routes, such as its metrics, are not public, and `/payments/..\metrics` is `/metrics` once it is parsed.
fn target_url(gateway: &str, target: &str) -> Option<Url> {
    let payments = Url::parse(&format!("{}/payments", gateway.trim_end_matches('/'))).ok()?;
    let url = Url::parse(&format!("{}{target}", gateway.trim_end_matches('/'))).ok()?;
    let rest = url.path().strip_prefix(payments.path())?;
    (rest.is_empty() || rest.starts_with('/')).then_some(url)
}

fn forwarded(headers: &HeaderMap) -> HeaderMap {
    let mut forwarded = headers.clone();
    for name in &OF_ONE_CONNECTION {
        forwarded.remove(name);
    }
    forwarded
}

fn away(error: reqwest::Error) -> Problem {
    Problem::caused(Code::Unavailable, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_stays_below_payments() {
        let url = |target| target_url("http://gateway:1/base/", target).map(String::from);
        for target in ["/payments", "/payments?orderId=1", "/payments/pay-1/capture", "/payments/", "/payments/a%2fb"] {
            assert_eq!(url(target), Some(format!("http://gateway:1/base{target}")));
        }
        for target in [
            r"/payments/..\metrics",
            "/payments/../metrics",
            "/payments/%2e%2e/metrics",
            "/payments/.%2E/",
            "/payments/a/../../paymentsx",
            "/paymentsx",
            "",
        ] {
            assert_eq!(url(target), None, "{target}");
        }
    }
}
