//! The login of a browser at the OpenID provider: authorization code flow with PKCE, this installation being the
//! confidential client (OpenID Connect Core 1.0, section 3.1; RFC 9700).
//!
//! A login that is under way is stored nowhere. Its `state` has the time and the path to return to, and is an HMAC over
//! them and a secret of the browser, which is in a cookie; `nonce` and PKCE's verifier are HMACs over both. So any
//! process can finish a login that another began, nobody can fill a store with logins, and a callback counts only in
//! the browser that began it.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::anyhow;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::Utc;
use futures::future::BoxFuture;
use holdfast_domain::AccountId;
use jsonwebtoken::Algorithm;
use openidconnect::{
    AccessTokenHash, AsyncHttpClient, AuthenticationFlow, AuthorizationCode, ClaimsVerificationError, ClientId,
    ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl,
    LogoutRequest, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl,
    ProviderMetadataWithLogout, RedirectUrl, RequestTokenError, Scope as ScopeName, SignatureVerificationError,
    TokenResponse,
    core::{
        CoreClient, CoreErrorResponseType, CoreIdTokenClaims, CoreIdTokenVerifier, CoreJwsSigningAlgorithm,
        CoreResponseType, CoreTokenResponse,
    },
    http::{self, StatusCode},
};
use parking_lot::RwLock;
use reqwest::redirect;
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use tokio::sync::Mutex;
use url::Url;

use crate::{
    Identity, LoginConfig, Scope,
    digest::{derive, is_same},
};

/// Time limit of one request to the provider.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Time limit of its connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// Limit of a response of the provider, in bytes.
const MAX_RESPONSE: usize = 256 * 1024;
/// How old the provider's document may be when a login begins. A provider that is away is noticed after so long.
const FRESH: Duration = Duration::from_secs(10);
/// How old it may be when a login ends.
const USABLE: Duration = Duration::from_mins(10);
/// The shortest time between two fetches.
const PAUSE: Duration = Duration::from_secs(1);
/// How long the provider's pages may take a buyer.
const LIFETIME: Duration = Duration::from_mins(30);
/// Limit of a displayed name, in characters.
const MAX_NAME: usize = 100;

type Metadata = ProviderMetadataWithLogout;
type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// Why a login can't begin or end. The source has nothing of a token.
#[derive(Debug, Error)]
pub enum LoginError {
    /// The provider can't be reached, or fails.
    #[error("the provider of logins is away")]
    Away(#[source] anyhow::Error),
    /// The code was used before or has expired, or what the provider sent doesn't belong to this login.
    #[error("the login can't be completed")]
    Refused(#[source] anyhow::Error),
    /// The provider doesn't accept our client id, secret or redirect URI.
    #[error("the provider of logins refuses this installation as its client")]
    Misconfigured(#[source] anyhow::Error),
}

impl LoginError {
    /// Seconds after which a repeat may succeed, while the provider is away.
    pub const RETRY_AFTER: u32 = 5;
}

/// Who has logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedIn {
    /// The account, and what it may do: what the provider has granted, and to hold and order.
    pub identity: Identity,
    /// The name to show, if the provider tells one.
    pub name: Option<String>,
}

/// The client of the provider's login.
pub struct Login {
    config: LoginConfig,
    http: Http,
    /// Of accounts, and of what a login derives.
    secret: SecretString,
    /// The provider's document with its keys, and when it was fetched.
    known: RwLock<Option<(Arc<Metadata>, Instant)>>,
    /// When a fetch last failed. Locked during a fetch, so that all who wait share it.
    last_failure: Mutex<Option<Instant>>,
}

impl Login {
    /// How long a login may take.
    pub const LIFETIME: Duration = LIFETIME;

    /// Prepares the client, without a request.
    ///
    /// # Errors
    /// If TLS can't be set up on this machine.
    pub fn new(config: LoginConfig, secret: SecretString) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .timeout(TIMEOUT)
            .connect_timeout(CONNECT_TIMEOUT)
            .redirect(redirect::Policy::none())
            .build()?;
        Ok(Self { config, http: Http(http), secret, known: RwLock::default(), last_failure: Mutex::default() })
    }

    /// Scheme and host of this installation.
    #[must_use]
    pub fn public_url(&self) -> &str {
        &self.config.public_url
    }

    /// Where the browser with this secret logs in. It returns to the path `return_to` in the end.
    ///
    /// # Errors
    /// [`LoginError::Away`].
    pub async fn begin(&self, browser: &str, return_to: &str) -> Result<Url, LoginError> {
        let metadata = self.metadata(FRESH).await?;
        let client = self.client(&metadata)?;
        let state = self.state(browser, return_to);
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&self.verifier(browser, &state));
        let nonce = self.nonce(browser, &state);
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let scopes = self.scopes().filter(|scope| *scope != "openid").map(|scope| ScopeName::new(scope.to_owned()));
        let (url, ..) = client
            .authorize_url(flow, || CsrfToken::new(state), || nonce)
            .add_scopes(scopes)
            .set_pkce_challenge(challenge)
            .url();
        Ok(url)
    }

    /// The path of [`Self::begin`], if this state belongs to the browser and isn't too old.
    #[must_use]
    pub fn return_to(&self, browser: &str, state: &str) -> Option<String> {
        let (begun, mac) = state.rsplit_once('.')?;
        if !is_same(mac, &derive(&self.secret, "login state", &[browser, begun])) {
            return None;
        }
        let mut parts = begun.split('.');
        let (at, _random, path) = (parts.next()?.parse::<i64>().ok()?, parts.next()?, parts.next()?);
        let age = u64::try_from(Utc::now().timestamp() - at).unwrap_or(0);
        let path = BASE64_URL_SAFE_NO_PAD.decode(path).ok().and_then(|path| String::from_utf8(path).ok())?;
        (age <= LIFETIME.as_secs()).then_some(path)
    }

    /// Ends the login: exchanges the code, and verifies who has logged in. [`Self::return_to`] must have accepted the
    /// state.
    ///
    /// # Errors
    /// [`LoginError`].
    pub async fn finish(&self, browser: &str, state: &str, code: String) -> Result<LoggedIn, LoginError> {
        let metadata = self.metadata(USABLE).await?;
        let client = self.client(&metadata)?;
        let exchange = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| LoginError::Away(anyhow!("the provider has no token endpoint: {error}")))?
            .set_pkce_verifier(self.verifier(browser, state));
        let token: CoreTokenResponse = exchange.request_async(&self.http).await.map_err(|error| match error {
            RequestTokenError::ServerResponse(response) if *response.error() == CoreErrorResponseType::InvalidGrant => {
                LoginError::Refused(anyhow!("the provider doesn't accept the code"))
            }
            RequestTokenError::ServerResponse(response) => {
                LoginError::Misconfigured(anyhow!("the provider responded {}", response.error().as_ref()))
            }
            error => LoginError::Away(error.into()),
        })?;
        let nonce = self.nonce(browser, state);
        let claims = match self.claims(&client, &token, &nonce) {
            // The provider may have a new key since its keys were fetched.
            Err(error) if is_unknown_key(&error) => {
                let client = self.client(&*self.metadata(PAUSE).await?)?;
                self.claims(&client, &token, &nonce)
            }
            claims => claims,
        };
        let claims = claims.map_err(|error| LoginError::Refused(anyhow::Error::new(error)))?;
        Ok(self.logged_in(&token, &claims))
    }

    /// Where the browser ends its session at the provider too; `None` if that isn't known.
    pub async fn logout_url(&self) -> Option<Url> {
        let metadata = match self.known(Duration::MAX) {
            Some(metadata) => metadata,
            None => self.metadata(USABLE).await.ok()?,
        };
        let endpoint = metadata.additional_metadata().end_session_endpoint.clone()?;
        let back = PostLogoutRedirectUrl::new(format!("{}/", self.config.public_url)).ok()?;
        let request = LogoutRequest::from(endpoint).set_client_id(ClientId::new(self.config.client_id.clone()));
        Some(request.set_post_logout_redirect_uri(back).http_get_url())
    }

    fn scopes(&self) -> impl Iterator<Item = &str> {
        self.config.scopes.split(' ').filter(|scope| !scope.is_empty())
    }

    /// `<time>.<random>.<path>.<HMAC>`.
    fn state(&self, browser: &str, return_to: &str) -> String {
        let random = hex::encode(rand::random::<[u8; 16]>());
        let path = BASE64_URL_SAFE_NO_PAD.encode(return_to);
        let begun = format!("{}.{random}.{path}", Utc::now().timestamp());
        let mac = derive(&self.secret, "login state", &[browser, &begun]);
        format!("{begun}.{mac}")
    }

    fn nonce(&self, browser: &str, state: &str) -> Nonce {
        Nonce::new(derive(&self.secret, "login nonce", &[browser, state]))
    }

    fn verifier(&self, browser: &str, state: &str) -> PkceCodeVerifier {
        PkceCodeVerifier::new(derive(&self.secret, "login verifier", &[browser, state]))
    }

    fn client(&self, metadata: &Metadata) -> Result<Client, LoginError> {
        let redirect = RedirectUrl::new(format!("{}/api/session/callback", self.config.public_url));
        let redirect = redirect.map_err(|error| LoginError::Misconfigured(error.into()))?;
        let secret = ClientSecret::new(self.config.client_secret.expose_secret().to_owned());
        let id = ClientId::new(self.config.client_id.clone());
        Ok(CoreClient::from_provider_metadata(metadata.clone(), id, Some(secret)).set_redirect_uri(redirect))
    }

    /// The claims of the ID token, verified: its signature, issuer, audience, expiry and nonce, and that it belongs to
    /// the access token beside it.
    fn claims(
        &self,
        client: &Client,
        token: &CoreTokenResponse,
        nonce: &Nonce,
    ) -> Result<CoreIdTokenClaims, ClaimsVerificationError> {
        let id_token = token.id_token().ok_or(ClaimsVerificationError::Other("there is no ID token".to_owned()))?;
        let algorithms = self.config.algorithms.0.iter().filter_map(|algorithm| same(*algorithm));
        let verifier: CoreIdTokenVerifier<'_> = client.id_token_verifier().set_allowed_algs(algorithms);
        let claims = id_token.claims(&verifier, nonce)?;
        if let Some(wanted) = claims.access_token_hash() {
            let unverified = ClaimsVerificationError::SignatureVerification;
            let (algorithm, key) = (id_token.signing_alg(), id_token.signing_key(&verifier));
            let (algorithm, key) = (algorithm.map_err(unverified)?, key.map_err(unverified)?);
            let hash = AccessTokenHash::from_token(token.access_token(), algorithm, key);
            if hash.ok().as_ref() != Some(wanted) {
                return Err(ClaimsVerificationError::Other("the access token is another one's".to_owned()));
            }
        }
        Ok(claims.clone())
    }

    fn logged_in(&self, token: &CoreTokenResponse, claims: &CoreIdTokenClaims) -> LoggedIn {
        // RFC 6749, section 5.1: without the member, all that was asked for is granted.
        let granted = token.scopes().map_or_else(
            || self.config.scopes.clone(),
            |scopes| scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" "),
        );
        let name = claims.name().and_then(|name| name.get(None)).map(|name| name.as_str());
        let name = name.or_else(|| claims.preferred_username().map(|name| name.as_str()));
        let secret = self.secret.expose_secret().as_bytes();
        LoggedIn {
            identity: Identity {
                account: AccountId::derive(secret, &self.config.issuer, claims.subject().as_str()),
                scopes: Scope::parse_list(&format!("{granted} {} {}", Scope::Hold, Scope::Order)),
            },
            name: name.map(displayed).filter(|name| !name.is_empty()),
        }
    }

    /// What is known of the provider, if it is at most `max_age` old.
    fn known(&self, max_age: Duration) -> Option<Arc<Metadata>> {
        let known = self.known.read();
        known.as_ref().filter(|(_, at)| at.elapsed() <= max_age).map(|(metadata, _)| metadata.clone())
    }

    /// The provider's document and its keys, at most `max_age` old. An older one serves a login that is to be ended
    /// while the provider's document can't be fetched.
    async fn metadata(&self, max_age: Duration) -> Result<Arc<Metadata>, LoginError> {
        if let Some(metadata) = self.known(max_age) {
            return Ok(metadata);
        }
        let mut last_failure = self.last_failure.lock().await;
        // Another request may have fetched it while this one waited.
        if let Some(metadata) = self.known(max_age) {
            return Ok(metadata);
        }
        let error = if last_failure.is_some_and(|at| at.elapsed() < PAUSE) {
            LoginError::Away(anyhow!("the last fetch of its document has failed"))
        } else {
            match self.fetch().await {
                Ok(metadata) => {
                    let metadata = Arc::new(metadata);
                    *self.known.write() = Some((metadata.clone(), Instant::now()));
                    *last_failure = None;
                    return Ok(metadata);
                }
                Err(error) => {
                    *last_failure = Some(Instant::now());
                    error
                }
            }
        };
        if max_age > FRESH { self.known(Duration::MAX).ok_or(error) } else { Err(error) }
    }

    async fn fetch(&self) -> Result<Metadata, LoginError> {
        let issuer = IssuerUrl::new(self.config.issuer.clone());
        let issuer = issuer.map_err(|error| LoginError::Misconfigured(error.into()))?;
        let metadata = Metadata::discover_async(issuer, &self.http).await;
        metadata.map_err(|error| LoginError::Away(anyhow::Error::new(error)))
    }
}

/// Sends the requests to the provider.
struct Http(reqwest::Client);

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = BoxFuture<'c, Result<HttpResponse, HttpError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

impl Http {
    /// Errors are without the URL.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let request = reqwest::Request::try_from(request)?;
        let mut response = self.0.execute(request).await.map_err(reqwest::Error::without_url)?;
        // A 4xx has the reason of a refusal.
        if response.status().is_server_error() {
            return Err(HttpError::Status(response.status()));
        }
        let (status, headers) = (response.status(), response.headers().clone());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(reqwest::Error::without_url)? {
            body.extend_from_slice(&chunk);
            if body.len() > MAX_RESPONSE {
                return Err(HttpError::TooLarge);
            }
        }
        let mut response = http::Response::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }
}

/// Why the provider has no usable response.
#[derive(Debug, Error)]
enum HttpError {
    #[error(transparent)]
    Failed(#[from] reqwest::Error),
    #[error("the provider responded with {0}")]
    Status(StatusCode),
    #[error("the provider's response has more than {MAX_RESPONSE} bytes")]
    TooLarge,
}

fn is_unknown_key(error: &ClaimsVerificationError) -> bool {
    matches!(error, ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey))
}

/// The same algorithm in the other library. Those with a shared secret aren't configurable.
fn same(algorithm: Algorithm) -> Option<CoreJwsSigningAlgorithm> {
    Some(match algorithm {
        Algorithm::RS256 => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
        Algorithm::RS384 => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
        Algorithm::RS512 => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
        Algorithm::PS256 => CoreJwsSigningAlgorithm::RsaSsaPssSha256,
        Algorithm::PS384 => CoreJwsSigningAlgorithm::RsaSsaPssSha384,
        Algorithm::PS512 => CoreJwsSigningAlgorithm::RsaSsaPssSha512,
        Algorithm::ES256 => CoreJwsSigningAlgorithm::EcdsaP256Sha256,
        Algorithm::ES384 => CoreJwsSigningAlgorithm::EcdsaP384Sha384,
        Algorithm::EdDSA => CoreJwsSigningAlgorithm::EdDsa,
        _ => return None,
    })
}

/// A name as it may be shown: without control characters, and not too long.
fn displayed(name: &str) -> String {
    name.chars().filter(|character| !character.is_control()).take(MAX_NAME).collect::<String>().trim().to_owned()
}
