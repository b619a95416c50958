//! The parts of the HTTP contract that every service shares: problems (RFC 9457), JSON bodies, bearer tokens, one trace
//! per request, and serving until the process stops. Routes belong to the services.

mod auth;
pub mod body;
pub mod metrics_server;
mod middleware;
mod problem;
mod query;
pub mod serve;
mod write_timeout;

pub use auth::{bearer, is_same_secret};
pub use middleware::{PassedOn, TRACE_ID, Tracing, around_request};
pub use problem::{Code, FieldCode, FieldError, Problem, ProblemBody, ProofChallenge, ProofParameters};
pub use query::Query;
