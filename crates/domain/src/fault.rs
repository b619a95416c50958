//! The one classification of errors: can a retry succeed?

/// An error in a store, the gateway or the broker. A refusal by the rules is not a fault.
///
/// Steps retry a retryable fault with backoff and report any other as final. The API returns 503 for a retryable fault
/// and 500 for any other.
pub trait Fault: std::error::Error + Send + Sync + 'static {
    /// Whether a retry can succeed: true if the other side is away, slow or busy, false if the request or the data is
    /// invalid.
    fn retryable(&self) -> bool;
}
