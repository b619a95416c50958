//! An issuer of tokens that belongs to a test: an HTTP server that publishes its keys, and the private keys that sign.

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use axum::{Router, routing::get};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, jwk::Jwk};
use serde_json::{Value, json};
use tokio::{
    net::TcpListener,
    sync::{Mutex, OwnedMutexGuard},
    task::JoinHandle,
};

/// What the tokens of an issuer are for.
pub const AUDIENCE: &str = "holdfast-tests";

/// The prefix of a PKCS #8 file with an Ed25519 key (RFC 8410).
const ED25519: [u8; 16] = [48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32];
/// The prefix of a PKCS #8 file with a P-256 key (RFC 5915).
const P256: [u8; 35] = [
    48, 65, 2, 1, 0, 48, 19, 6, 7, 42, 134, 72, 206, 61, 2, 1, 6, 8, 42, 134, 72, 206, 61, 3, 1, 7, 4, 39, 48, 37, 2,
    1, 1, 4, 32,
];
/// A key of 2,048 bits: to draw one takes a test some seconds. Nothing else has it.
const RSA: &[u8] = include_bytes!("issuer.rsa.der");

/// A private key with its id.
#[derive(Clone)]
pub struct SigningKey {
    /// The `kid` of tokens and of the published key.
    pub id: String,
    /// How it signs.
    pub algorithm: Algorithm,
    /// The key.
    pub encoding: EncodingKey,
}

impl SigningKey {
    /// A new key with a random id. The RSA key is always the same.
    #[must_use]
    pub fn draw(algorithm: Algorithm) -> Self {
        let secret: [u8; 32] = rand::random();
        let encoding = match algorithm {
            Algorithm::EdDSA => EncodingKey::from_ed_der(&[&ED25519[..], &secret].concat()),
            Algorithm::ES256 => EncodingKey::from_ec_der(&[&P256[..], &secret].concat()),
            Algorithm::RS256 => EncodingKey::from_rsa_der(RSA),
            other => panic!("{other:?} has no key here"),
        };
        Self { id: format!("{:x}", rand::random::<u64>()), algorithm, encoding }
    }

    /// The Ed25519 key with these bytes, and a random id.
    #[must_use]
    pub fn of(secret: [u8; 32]) -> Self {
        let encoding = EncodingKey::from_ed_der(&[&ED25519[..], &secret].concat());
        Self { id: format!("{:x}", rand::random::<u64>()), algorithm: Algorithm::EdDSA, encoding }
    }

    /// The public key, as it is published.
    #[must_use]
    pub fn public(&self) -> Jwk {
        let mut key = Jwk::from_encoding_key(&self.encoding, self.algorithm).expect("a public key");
        key.common.key_id = Some(self.id.clone());
        key
    }

    /// The header of this key's tokens.
    #[must_use]
    pub fn header(&self) -> Header {
        Header { typ: Some("at+jwt".to_owned()), kid: Some(self.id.clone()), ..Header::new(self.algorithm) }
    }

    /// A token with these claims.
    #[must_use]
    pub fn sign(&self, claims: &Value) -> String {
        encode(&self.header(), claims, &self.encoding).expect("a token")
    }
}

/// An issuer with one key. The server ends with the value.
pub struct TokenIssuer {
    address: SocketAddr,
    /// Signs [`Self::token`].
    pub key: SigningKey,
    /// The document, and its status.
    published: Arc<Mutex<(u16, String)>>,
    fetches: Arc<AtomicUsize>,
    server: JoinHandle<()>,
}

impl TokenIssuer {
    /// Starts one whose key has this algorithm.
    pub async fn start(algorithm: Algorithm) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let key = SigningKey::draw(algorithm);
        let published = Arc::new(Mutex::new((200, json!({ "keys": [key.public()] }).to_string())));
        let (address, fetches) = (listener.local_addr().expect("an address"), Arc::default());
        let server = serve(listener, &published, &fetches);
        Self { address, key, published, fetches, server }
    }

    /// The name of the issuer.
    #[must_use]
    pub fn name(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The settings of a process that accepts this issuer's tokens.
    #[must_use]
    pub fn settings(&self) -> BTreeMap<&'static str, String> {
        BTreeMap::from([
            ("TOKEN_ISSUER", self.name()),
            ("TOKEN_AUDIENCE", AUDIENCE.to_owned()),
            ("TOKEN_JWKS_URL", format!("{}/jwks", self.name())),
            ("TOKEN_ALGORITHMS", "EdDSA,ES256,RS256".to_owned()),
        ])
    }

    /// The claims of a valid token: for `subject`, with these scopes, for five minutes.
    #[must_use]
    pub fn claims(&self, subject: &str, scope: &str) -> Value {
        let exp = now() + 300;
        json!({ "iss": self.name(), "aud": AUDIENCE, "exp": exp, "sub": subject, "scope": scope, "client_id": "tests" })
    }

    /// A valid token.
    #[must_use]
    pub fn token(&self, subject: &str, scope: &str) -> String {
        self.key.sign(&self.claims(subject, scope))
    }

    /// How often the keys were fetched.
    #[must_use]
    pub fn fetches(&self) -> usize {
        self.fetches.load(Ordering::SeqCst)
    }

    /// Publishes another document.
    pub async fn publish(&self, status: u16, document: impl ToString) {
        *self.published.lock().await = (status, document.to_string());
    }

    /// Lets fetches wait until the returned value is dropped.
    pub async fn pause(&self) -> OwnedMutexGuard<(u16, String)> {
        self.published.clone().lock_owned().await
    }

    /// Stops the server. Its port stays free for [`Self::restart`], unless another process takes it.
    pub async fn stop(&mut self) {
        self.server.abort();
        let _ = (&mut self.server).await;
    }

    /// Starts the server again, at its address.
    pub async fn restart(&mut self) {
        let listener = TcpListener::bind(self.address).await.expect("the port is still free");
        self.server = serve(listener, &self.published, &self.fetches);
    }
}

impl Drop for TokenIssuer {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// The time in seconds, as in a token.
#[must_use]
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("a time after 1970").as_secs()
}

fn serve(listener: TcpListener, published: &Arc<Mutex<(u16, String)>>, fetches: &Arc<AtomicUsize>) -> JoinHandle<()> {
    let (published, fetches) = (published.clone(), fetches.clone());
    let jwks = async move || {
        fetches.fetch_add(1, Ordering::SeqCst);
        let (status, document) = published.lock().await.clone();
        (axum::http::StatusCode::from_u16(status).expect("a status"), document)
    };
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/jwks", get(jwks))).await.expect("no end") })
}
