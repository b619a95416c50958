//! Who a caller is, and what it may do: the scopes, and the verifier of the tokens that an OpenID provider issues.
//!
//! A token is a JWT (RFC 9068). Everything that decides how it is verified comes from the settings: issuer, audience,
//! algorithms, type, and where the keys are. Nothing of it comes from the token's header, which an attacker writes.

mod config;
mod keys;
mod scope;
mod verifier;

pub use config::{AccessConfig, Algorithms, TokenConfig};
pub use scope::Scope;
pub use verifier::{Identity, Refusal, Verifier};
