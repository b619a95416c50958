//! The one classification of errors: is a repeat worth it?

/// An error of something that broke: a store, the gateway, the broker. A refusal by the rules is not a fault.
///
/// Steps repeat a retryable fault with backoff and report any other as final; the API returns 503 or 500.
pub trait Fault: std::error::Error + Send + Sync + 'static {
    /// Whether a repeat can succeed: the other side is away, slow or busy, and not the request malformed.
    fn retryable(&self) -> bool;
}
