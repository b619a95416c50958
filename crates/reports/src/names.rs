//! The metrics that processes report. A metric that isn't here can't be on the operators' page.

/// Histogram: duration of each HTTP request, by `method`, `route` and `status`.
pub const REQUESTS: &str = "holdfast_http_request_seconds";
/// Histogram: from the request to the end of an order, by `status`.
pub const ORDERS: &str = "holdfast_order_seconds";
/// Counter: tries to hold seats, by `outcome`.
pub const HOLDS: &str = "holdfast_holds_total";
/// Histogram: duration of each call of the payment gateway, by `call` and `outcome`.
pub const PAYMENT_CALLS: &str = "holdfast_payment_call_seconds";
/// Histogram: from a change of a seat to its arrival in the feed.
pub const FEED_DELAY: &str = "holdfast_feed_delay_seconds";
/// Gauge: open event streams.
pub const STREAM_CLIENTS: &str = "holdfast_stream_clients";
