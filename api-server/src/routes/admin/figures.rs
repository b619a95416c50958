//! `GET /admin/figures`.

use axum::{Json, extract::State};
use holdfast_reports::{
    self as reports, Labels, Rates, label,
    names::{FEED_DELAY, HOLDS, ORDERS, PAYMENT_CALLS, REQUESTS, STREAM_CLIENTS},
};
use holdfast_web::Problem;
use serde::Serialize;
use utoipa::ToSchema;

use crate::state::AppState;

/// What all api-servers and workers did in the last 10 s, added up.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct FiguresView {
    /// The number of processes that reported within 10 s.
    processes: usize,
    /// The figures.
    figures: Figures,
    /// The requests of each route, busiest first. Routes without requests are absent.
    routes: Vec<RouteFigures>,
}

/// Rates are per second, durations in seconds. A duration is null when nothing was measured.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Figures {
    /// Orders that were confirmed.
    confirmed: f64,
    /// Orders that were cancelled.
    cancelled: f64,
    /// Orders that were refunded.
    refunded: f64,
    /// From the request to the end of an order: median.
    #[serde(rename = "orderP50")]
    order_p50: Option<f64>,
    /// From the request to the end of an order: 95th percentile.
    #[serde(rename = "orderP95")]
    order_p95: Option<f64>,
    /// Holds that were taken.
    held: f64,
    /// Holds that were refused because a seat was taken.
    conflicts: f64,
    /// Holds that were refused for another reason.
    other_refusals: f64,
    /// Requests of buyers, whatever their response.
    requests: f64,
    /// Those with a 4xx response.
    refused: f64,
    /// Those with a 5xx response.
    failed: f64,
    /// Duration of a hold's request: 95th percentile.
    #[serde(rename = "holdP95")]
    hold_p95: Option<f64>,
    /// Duration of the request that places an order: 95th percentile.
    #[serde(rename = "placeP95")]
    place_p95: Option<f64>,
    /// Duration of a request of a seat map: 95th percentile.
    #[serde(rename = "seatsP95")]
    seats_p95: Option<f64>,
    /// Duration of an authorisation by the gateway: 95th percentile.
    #[serde(rename = "authoriseP95")]
    authorise_p95: Option<f64>,
    /// Duration of a capture by the gateway: 95th percentile.
    #[serde(rename = "captureP95")]
    capture_p95: Option<f64>,
    /// Calls of the gateway without a usable response.
    payment_failures: f64,
    /// Open event streams, of seats and of orders.
    clients: f64,
    /// From a change of a seat to its arrival in the feed: median.
    #[serde(rename = "feedP50")]
    feed_p50: Option<f64>,
    /// From a change of a seat to its arrival in the feed: 95th percentile.
    #[serde(rename = "feedP95")]
    feed_p95: Option<f64>,
}

/// The requests of one route.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RouteFigures {
    /// The HTTP method.
    method: String,
    /// The route's pattern, such as `/api/events/{eventId}`; `none` for paths without a route.
    route: String,
    /// Requests per second.
    per_second: f64,
    /// Median duration, in seconds.
    p50: Option<f64>,
    /// 95th percentile of the duration, in seconds.
    p95: Option<f64>,
    /// 99th percentile of the duration, in seconds.
    p99: Option<f64>,
    /// Share of responses 4xx, from 0 to 1.
    refused: f64,
    /// Share of responses 5xx, from 0 to 1.
    failed: f64,
}

/// Adds up what all processes did in the last 10 s.
///
/// Each process reports every 2 s.
#[utoipa::path(get, path = "/admin/figures", tag = "admin",
    responses((status = 200, body = FiguresView),
        (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn read_figures(State(state): State<AppState>) -> Result<Json<FiguresView>, Problem> {
    let (processes, rates) = reports::read(&state.engine.seats).await?;
    Ok(Json(FiguresView { processes, figures: Figures::of(&rates), routes: routes(&rates) }))
}

impl Figures {
    fn of(rates: &Rates) -> Self {
        let orders = |status| rates.count(ORDERS, is("status", status));
        let requests = |status: Option<&str>| {
            rates.count(REQUESTS, |labels| {
                is_buyers(labels) && status.is_none_or(|status| label(labels, "status") == status)
            })
        };
        let all = |_: &Labels| true;
        let p95_of_route = |method, route| rates.quantile(0.95, REQUESTS, is_route(method, route));
        let p95_of_call = |call| rates.quantile(0.95, PAYMENT_CALLS, is("call", call));
        Self {
            confirmed: orders("CONFIRMED"),
            cancelled: orders("CANCELLED"),
            refunded: orders("REFUNDED"),
            order_p50: rates.quantile(0.5, ORDERS, all),
            order_p95: rates.quantile(0.95, ORDERS, all),
            held: rates.sum(HOLDS, is("outcome", "held")),
            conflicts: rates.sum(HOLDS, is("outcome", "conflict")),
            other_refusals: rates.sum(HOLDS, |labels| !matches!(label(labels, "outcome"), "held" | "conflict")),
            requests: requests(None),
            refused: requests(Some("4xx")),
            failed: requests(Some("5xx")),
            // A hold that failed says nothing about the duration of one that was decided.
            hold_p95: rates.quantile(0.95, REQUESTS, |labels| {
                is_route("POST", "/api/reservations")(labels) && label(labels, "status") != "5xx"
            }),
            place_p95: p95_of_route("POST", "/api/orders"),
            seats_p95: p95_of_route("GET", "/api/events/{eventId}/seats"),
            authorise_p95: p95_of_call("authorise"),
            capture_p95: p95_of_call("capture"),
            payment_failures: rates
                .count(PAYMENT_CALLS, |labels| matches!(label(labels, "outcome"), "unknown" | "rejected" | "shut_out")),
            clients: rates.sum(STREAM_CLIENTS, all),
            feed_p50: rates.quantile(0.5, FEED_DELAY, all),
            feed_p95: rates.quantile(0.95, FEED_DELAY, all),
        }
    }
}

fn routes(rates: &Rates) -> Vec<RouteFigures> {
    let mut routes: Vec<_> = rates
        .values_of(&format!("{REQUESTS}_count"), ["method", "route"])
        .into_iter()
        .map(|[method, route]| RouteFigures::of(rates, method, route))
        .collect();
    routes.sort_by(|a, b| b.per_second.total_cmp(&a.per_second));
    routes
}

impl RouteFigures {
    fn of(rates: &Rates, method: &str, route: &str) -> Self {
        let quantile = |share| rates.quantile(share, REQUESTS, is_route(method, route));
        let per_second = rates.count(REQUESTS, is_route(method, route));
        let share_of = |status| {
            let count =
                rates.count(REQUESTS, |labels| is_route(method, route)(labels) && label(labels, "status") == status);
            if per_second > 0.0 { count / per_second } else { 0.0 }
        };
        Self {
            method: method.to_owned(),
            route: route.to_owned(),
            per_second,
            p50: quantile(0.5),
            p95: quantile(0.95),
            p99: quantile(0.99),
            refused: share_of("4xx"),
            failed: share_of("5xx"),
        }
    }
}

fn is<'a>(name: &'a str, value: &'a str) -> impl Fn(&Labels) -> bool + 'a {
    move |labels| label(labels, name) == value
}

fn is_route<'a>(method: &'a str, route: &'a str) -> impl Fn(&Labels) -> bool + 'a {
    move |labels| label(labels, "method") == method && label(labels, "route") == route
}

/// Requests of operators and of probes aren't buyers' traffic.
fn is_buyers(labels: &Labels) -> bool {
    let route = label(labels, "route");
    let others = ["/api/admin", "/api/healthz", "/api/readyz"];
    route.starts_with("/api/") && !others.iter().any(|other| route.starts_with(other))
}
