//! Who a caller is, and what it may do: the scopes, the verifier of tokens, the tokens that are issued to guests, and
//! the login at an OpenID provider.
//!
//! A token is a JWT (RFC 9068). Everything that decides how it is verified comes from the settings: issuer, audience,
//! algorithms, type, and where the keys are. Nothing of it comes from the token's header, which an attacker writes,
//! except the id of the key.

mod config;
mod digest;
mod guests;
mod keys;
mod login;
mod scope;
mod verifier;

pub use config::{AccessConfig, Algorithms, GuestConfig, LoginConfig, SessionConfig, TokenConfig};
pub use digest::Csrf;
pub use guests::GuestToken;
pub use jsonwebtoken::jwk::Jwk;
pub use login::{LoggedIn, Login, LoginError};
pub use scope::Scope;
pub use verifier::{Identity, Refusal, Verifier};
