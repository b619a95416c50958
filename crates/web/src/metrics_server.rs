//! `/metrics` on a listener of its own, so that no public port has it.

use std::io;

use axum::{Router, http::header, routing::get};
use holdfast_runtime::telemetry::METRICS_FORMAT;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Serves the metrics in Prometheus's text format until `stop`.
///
/// # Errors
/// If the listener can't be used.
pub async fn serve_metrics(
    listener: TcpListener,
    metrics: PrometheusHandle,
    stop: CancellationToken,
) -> io::Result<()> {
    let render = async move || ([(header::CONTENT_TYPE, METRICS_FORMAT)], metrics.render());
    let router = Router::new().route("/metrics", get(render));
    axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await
}
