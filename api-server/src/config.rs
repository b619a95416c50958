//! The api-server's settings.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use holdfast_access::AccessConfig;
use holdfast_domain::PaymentMethod;
use holdfast_gateway::CallbackConfig;
use holdfast_order_engine::{AdmissionConfig, EngineConfig};
use holdfast_settings::check_http_url;
use secrecy::{ExposeSecret, SecretString};

use crate::{proof_of_work::ProofOfWorkConfig, rate_limits::RateLimitsConfig};

holdfast_settings::settings! {
    /// Everything that the api-server reads from its environment.
    pub struct Config {
        /// Where to listen.
        pub bind: SocketAddr = parsed("API_BIND", SocketAddr::from((Ipv4Addr::LOCALHOST, 8080))),
        /// Where to serve `/metrics`. Keep it from the public: it tells how much is sold.
        pub metrics_bind: SocketAddr = parsed("METRICS_BIND", SocketAddr::from((Ipv4Addr::LOCALHOST, 8088))),
        /// Most open connections of this process. Requests on further connections get 503. A connection is a file
        /// descriptor: keep it below `ulimit -n`.
        pub max_connections: usize = parsed("API_MAX_CONNECTIONS", 20_000_usize),
        /// Most open event streams of this process, of seats and of orders. Further ones get 503.
        pub max_streams: usize = parsed("API_MAX_STREAMS", 15_000_usize),
        /// How long a client that is behind may take to accept 64 KiB, or the rest of what is sent. Then it is
        /// disconnected.
        pub write_timeout: Duration = millis("API_WRITE_TIMEOUT_MS", 30_000),
        /// How long requests under way may take to end after SIGTERM.
        pub drain: Duration = millis("API_DRAIN_MS", 20_000),
        /// The gateway's name for the payment method of an order that names none: 1 to 64 letters, digits, `_` or `-`.
        pub default_payment_method: String = checked("GATEWAY_DEFAULT_METHOD", check_payment_method, "card"),
        /// Connections to MySQL for pages and polls, beside those for orders (`DATABASE_MAX_CONNECTIONS`).
        pub read_connections: u32 = parsed("DATABASE_READ_CONNECTIONS", 8_u32),
        /// Base URL of a gateway whose routes are public: `/api/payments/…`, except the callbacks, is passed on to
        /// `/payments/…` there. Absent: these routes are 404.
        pub public_gateway_url: Option<String> = checked_optional(
            "PUBLIC_GATEWAY_URL",
            check_http_url,
            "http://127.0.0.1:8089",
        ),
        /// Base URL of Temporal's web UI, for links in the operators' overview.
        pub temporal_ui: Option<String> = checked_optional("TEMPORAL_UI_URL", check_http_url, "http://127.0.0.1:8233"),
        /// Address of a trace, up to its id, for links from an order's timeline: `http://jaeger:16686/trace/`.
        pub traces: Option<String> = checked_optional("TRACES_URL", check_http_url, "http://127.0.0.1:16686/trace/"),
        /// `max-age` of `Strict-Transport-Security`, on every response: how long browsers use HTTPS only. They remember
        /// it, so set it only when HTTPS will stay. 0: no such header.
        pub hsts_seconds: u32 = seconds("API_HSTS_SECONDS", 0),
        /// Directory of the built web front end, served beside the API. Absent: the API alone.
        pub frontend: Option<PathBuf> = optional("FRONTEND_DIR"),
    }
    with {
        /// How callers prove who they are.
        pub access: AccessConfig,
        /// Everything that orders depend on.
        pub engine: EngineConfig,
        /// How many orders are worked on at once.
        pub admission: AdmissionConfig,
        /// How many requests are permitted.
        pub rate_limits: RateLimitsConfig,
        /// The gateway's callbacks.
        pub callbacks: CallbackConfig,
        /// What a new hold costs its client.
        pub proof_of_work: ProofOfWorkConfig,
    }
}

fn check_payment_method(text: &str) -> Result<(), String> {
    text.parse::<PaymentMethod>().map(drop).map_err(|error| format!("it {error}"))
}

/// An admin token below this length can be guessed.
const SHORT_TOKEN: usize = 16;

impl Config {
    /// Logs a warning for each risky combination of settings.
    pub fn warn_of_risks(&self) {
        let is_short = |token: &SecretString| token.expose_secret().len() < SHORT_TOKEN;
        if self.access.admin_tokens().any(is_short) && !self.bind.ip().is_loopback() {
            tracing::warn!(
                "ADMIN_TOKEN has fewer than {SHORT_TOKEN} characters, and the server listens beyond this machine"
            );
        }
        if self.access.tokens.as_ref().is_some_and(|tokens| tokens.jwks_url.starts_with("http:"))
            && !self.bind.ip().is_loopback()
        {
            tracing::warn!("TOKEN_JWKS_URL is not https: who can change the response can sign tokens");
        }
        if self.access.tokens.is_none() && !self.access.guests && !self.access.guest_tokens.are_issued {
            tracing::warn!(
                "ANONYMOUS_GUESTS and GUEST_TOKENS are false, and TOKEN_ISSUER not set: only the break-glass key can buy"
            );
        }
        if self.access.login.as_ref().is_some_and(|login| login.public_url.starts_with("http:"))
            && !self.bind.ip().is_loopback()
        {
            tracing::warn!("PUBLIC_URL is not https: browsers don't accept the cookies of a login there");
        }
    }
}
