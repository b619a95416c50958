//! A provider's public keys: fetched, checked and kept.
//!
//! - A key that is unknown is looked for at the issuer once, for all requests that wait, and at most once in
//!   [`Source::pause`]. Tokens with invented key ids therefore can't flood the issuer.
//! - The fetch is a task of its own. A client that disconnects doesn't end it.
//! - Keys are fetched again in the background when they are [`MAX_AGE`] old, so that a withdrawn key isn't accepted for
//!   ever. The last good ones are kept while the issuer is away.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use jsonwebtoken::{
    Algorithm, AlgorithmFamily, DecodingKey, DecodingKeyKind,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse},
};
use parking_lot::RwLock;
use reqwest::{Client, redirect};
use serde::Deserialize;
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::{Refusal, TokenConfig};

/// Time limit of a fetch. A request with an unknown key waits for it.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Time limit of its connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// Limit of the document, in bytes. Real ones have some kilobytes, or tens with their certificates.
const MAX_DOCUMENT: usize = 256 * 1024;
/// Limit of the keys that are kept.
const MAX_KEYS: usize = 100;
/// The age at which keys are fetched again.
const MAX_AGE: Duration = Duration::from_mins(10);
/// The shortest time between two fetches while there are no keys at all. Nothing is accepted until there are.
const FIRST_PAUSE: Duration = Duration::from_secs(Refusal::RETRY_AFTER as u64);
/// RSA keys below 2,048 bits are too weak, and the library takes at most 4,096. In bytes.
const RSA_MODULUS: std::ops::RangeInclusive<usize> = 256..=512;

/// A public key, and what it may verify.
pub(crate) struct Key {
    pub(crate) id: String,
    pub(crate) algorithms: Vec<Algorithm>,
    pub(crate) decoding: DecodingKey,
}

/// What is known about the issuer's keys.
#[derive(Default)]
struct Known {
    /// The last good keys, and when they were fetched; `None` before the first success.
    keys: Option<(Vec<Arc<Key>>, Instant)>,
    /// Whether the last fetch failed.
    is_away: bool,
}

/// The keys of one issuer.
pub(crate) struct Source {
    client: Client,
    url: String,
    algorithms: Vec<Algorithm>,
    pause: Duration,
    known: RwLock<Known>,
    /// When the last fetch ended. Locked during a fetch.
    last_fetch: Arc<Mutex<Option<Instant>>>,
}

/// The document that an issuer publishes (RFC 7517, section 5). A key that can't be read doesn't spoil the others.
#[derive(Deserialize)]
struct Document {
    keys: Vec<serde_json::Value>,
}

impl Source {
    pub(crate) fn new(config: &TokenConfig) -> Result<Arc<Self>, reqwest::Error> {
        let client = Client::builder()
            .timeout(TIMEOUT)
            .connect_timeout(CONNECT_TIMEOUT)
            .redirect(redirect::Policy::none())
            .build()?;
        Ok(Arc::new(Self {
            client,
            url: config.jwks_url.clone(),
            algorithms: config.algorithms.0.clone(),
            pause: config.keys_pause,
            known: RwLock::default(),
            last_fetch: Arc::default(),
        }))
    }

    /// The key with this id. Looks for an unknown one at the issuer.
    pub(crate) async fn find(self: &Arc<Self>, id: &str) -> Result<Arc<Key>, Refusal> {
        if let Some(key) = self.get(id) {
            self.fetch_if_old();
            return Ok(key);
        }
        let last_fetch = self.last_fetch.clone().lock_owned().await;
        // Another request may have fetched the key while this one waited.
        if self.get(id).is_none() && self.may_fetch(*last_fetch) {
            // A task, so that a client that disconnects doesn't use up the fetch of this minute.
            let fetch = tokio::spawn(self.clone().fetch(last_fetch));
            if let Err(error) = fetch.await {
                tracing::error!(error = &error as &dyn std::error::Error, "the fetch of the keys panicked");
            }
        }
        let known = self.known.read();
        match &known.keys {
            // Whether the issuer has the key can't be known now.
            None => Err(Refusal::IssuerAway),
            Some(_) if known.is_away && find(&known, id).is_none() => Err(Refusal::IssuerAway),
            Some(_) => find(&known, id).ok_or(Refusal::Invalid("The token's key is none of its issuer's")),
        }
    }

    /// Fetches the keys in the background, so that the first request need not wait.
    pub(crate) fn fetch_ahead(self: &Arc<Self>) {
        if let Ok(last_fetch) = self.last_fetch.clone().try_lock_owned()
            && self.may_fetch(*last_fetch)
        {
            tokio::spawn(self.clone().fetch(last_fetch));
        }
    }

    fn fetch_if_old(self: &Arc<Self>) {
        let is_old = self.known.read().keys.as_ref().is_some_and(|(_, at)| at.elapsed() > MAX_AGE);
        if is_old {
            self.fetch_ahead();
        }
    }

    fn get(&self, id: &str) -> Option<Arc<Key>> {
        find(&self.known.read(), id)
    }

    fn may_fetch(&self, last: Option<Instant>) -> bool {
        let pause = if self.known.read().keys.is_some() { self.pause } else { self.pause.min(FIRST_PAUSE) };
        last.is_none_or(|last| last.elapsed() >= pause)
    }

    /// Fetches the keys, and keeps the old ones if that fails.
    async fn fetch(self: Arc<Self>, mut last_fetch: OwnedMutexGuard<Option<Instant>>) {
        let fetched = self.request().await;
        let mut known = self.known.write();
        known.is_away = fetched.is_err();
        match fetched {
            Ok(keys) => {
                let ids: Vec<_> = keys.iter().map(|key| key.id.as_str()).collect();
                tracing::info!(keys = ids.join(" "), "fetched the keys of the issuer of tokens");
                known.keys = Some((keys, Instant::now()));
            }
            Err(error) => {
                let error: &dyn std::error::Error = error.as_ref();
                tracing::warn!(error, "can't fetch the keys of the issuer of tokens");
            }
        }
        *last_fetch = Some(Instant::now());
    }

    /// Errors are without the URL, which may have a password.
    async fn request(&self) -> anyhow::Result<Vec<Arc<Key>>> {
        let mut response = self.client.get(&self.url).send().await.map_err(reqwest::Error::without_url)?;
        if !response.status().is_success() {
            bail!("the issuer responded with {}", response.status());
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(reqwest::Error::without_url)? {
            body.extend_from_slice(&chunk);
            if body.len() > MAX_DOCUMENT {
                bail!("the document has more than {MAX_DOCUMENT} bytes");
            }
        }
        let document: Document = serde_json::from_slice(&body).context("the document is no JWKS")?;
        Ok(document.keys.into_iter().filter_map(|key| self.usable(key)).take(MAX_KEYS).map(Arc::new).collect())
    }

    /// A key that may verify tokens; `None` for one of another kind, such as an encryption key.
    fn usable(&self, key: serde_json::Value) -> Option<Key> {
        let key: Jwk = serde_json::from_value(key).ok()?;
        if !matches!(key.common.public_key_use, None | Some(PublicKeyUse::Signature)) {
            return None;
        }
        let fits = |algorithm: &Algorithm| {
            let named = key.common.key_algorithm.is_none_or(|named| named == (*algorithm).into());
            named && is_for(&key.algorithm, *algorithm)
        };
        let algorithms: Vec<_> = self.algorithms.iter().copied().filter(fits).collect();
        let decoding = DecodingKey::from_jwk(&key).ok()?;
        let is_strong = match decoding.kind() {
            DecodingKeyKind::RsaModulusExponent { n, .. } => {
                RSA_MODULUS.contains(&n.iter().skip_while(|byte| **byte == 0).count())
            }
            DecodingKeyKind::SecretOrDer(_) => true,
        };
        let id = key.common.key_id?;
        (is_strong && !algorithms.is_empty()).then_some(Key { id, algorithms, decoding })
    }
}

fn find(known: &Known, id: &str) -> Option<Arc<Key>> {
    let (keys, _) = known.keys.as_ref()?;
    keys.iter().find(|key| key.id == id).cloned()
}

/// Whether a key of this type can verify this algorithm. One with a shared secret never can.
fn is_for(key: &AlgorithmParameters, algorithm: Algorithm) -> bool {
    match key {
        AlgorithmParameters::RSA(_) => algorithm.family() == AlgorithmFamily::Rsa,
        AlgorithmParameters::EllipticCurve(key) => match key.curve {
            EllipticCurve::P256 => algorithm == Algorithm::ES256,
            EllipticCurve::P384 => algorithm == Algorithm::ES384,
            _ => false,
        },
        AlgorithmParameters::OctetKeyPair(key) => key.curve == EllipticCurve::Ed25519 && algorithm == Algorithm::EdDSA,
        _ => false,
    }
}
