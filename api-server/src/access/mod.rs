//! Who may use which route: one table, which is enforced before a route's handler runs, and shown in the OpenAPI
//! document.
//!
//! A request is authenticated by its `Authorization`, else by the session of its cookie, else by the guest's token in
//! its cookie, else by nothing. The first that is there decides: an invalid one is refused, and the next isn't tried.

pub mod cookies;
pub mod session;

use anyhow::anyhow;
use axum::{
    extract::{FromRequestParts, MatchedPath, Request, State},
    http::{HeaderMap, HeaderValue, Method, request::Parts},
    middleware::Next,
    response::Response,
};
use holdfast_access::{Refusal, Scope};
use holdfast_domain::{AccountId, Owner, Principal};
use holdfast_runtime::telemetry;
use holdfast_web::{Code, Problem, bearer, is_same_secret};
use secrecy::ExposeSecret;

use crate::state::AppState;

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody. A token is not looked at.
    Public,
    /// An anonymous guest, or a token with this scope, for what is its own.
    Buyer(Scope),
    /// The same, and a token with the second scope for what is anybody's.
    BuyerOr(Scope, Scope),
    /// A token with this scope, which must have an account.
    Account(Scope),
    /// A token with this scope.
    Operator(Scope),
}

use Access::{Account, Buyer, BuyerOr, Operator, Public};

/// Every route of the OpenAPI document. Without an entry, a route keeps the server from starting.
const TABLE: [(Method, &str, Access); 35] = [
    (Method::GET, "/api/events", Public),
    (Method::GET, "/api/events/{eventId}", Public),
    (Method::GET, "/api/events/{eventId}/seats", Public),
    (Method::GET, "/api/events/{eventId}/seats/stream", Public),
    (Method::POST, "/api/reservations", Buyer(Scope::Hold)),
    (Method::GET, "/api/reservations/{eventId}", Buyer(Scope::Hold)),
    (Method::DELETE, "/api/reservations/{eventId}", Buyer(Scope::Hold)),
    (Method::DELETE, "/api/reservations/{eventId}/{seatId}", Buyer(Scope::Hold)),
    (Method::POST, "/api/reservations/{eventId}/extend", Buyer(Scope::Hold)),
    (Method::POST, "/api/reservations/{eventId}/{seatId}/extend", Buyer(Scope::Hold)),
    (Method::POST, "/api/reservations/{eventId}/{seatId}/confirm", Operator(Scope::Boxoffice)),
    (Method::POST, "/api/orders", Buyer(Scope::Order)),
    (Method::GET, "/api/orders", Operator(Scope::Audit)),
    (Method::GET, "/api/orders/{orderId}", BuyerOr(Scope::Order, Scope::Audit)),
    (Method::GET, "/api/orders/{orderId}/stream", BuyerOr(Scope::Order, Scope::Audit)),
    (Method::POST, "/api/orders/{orderId}/cancel", BuyerOr(Scope::Order, Scope::OrderRefund)),
    (Method::GET, "/api/account/orders", Account(Scope::Order)),
    (Method::PUT, "/api/account/orders/{orderId}", Account(Scope::Order)),
    (Method::POST, "/api/guests", Public),
    (Method::GET, "/api/guests/keys", Public),
    // These look at cookies by themselves.
    (Method::GET, "/api/session", Public),
    (Method::DELETE, "/api/session", Public),
    (Method::GET, "/api/session/login", Public),
    (Method::GET, "/api/session/callback", Public),
    // The gateway signs its callbacks.
    (Method::POST, "/api/payments/callbacks", Public),
    (Method::POST, "/api/admin/events", Operator(Scope::EventWrite)),
    (Method::DELETE, "/api/admin/events/{eventId}", Operator(Scope::EventWrite)),
    (Method::GET, "/api/admin/events/{eventId}/sales", Operator(Scope::Audit)),
    (Method::GET, "/api/admin/events/{eventId}/sales/periods", Operator(Scope::Audit)),
    (Method::GET, "/api/admin/overview", Operator(Scope::Audit)),
    (Method::GET, "/api/admin/figures", Operator(Scope::Audit)),
    (Method::GET, "/api/admin/orders/{orderId}/timeline", Operator(Scope::Audit)),
    (Method::POST, "/api/spans", Public),
    (Method::GET, "/api/healthz", Public),
    (Method::GET, "/api/readyz", Public),
];

impl Access {
    /// What the table says of a route.
    #[must_use]
    pub fn of(method: &Method, path: &str) -> Option<Self> {
        TABLE.iter().find(|(of, at, _)| of == method && *at == path).map(|(_, _, access)| *access)
    }

    /// The scopes that open the route, each for itself: for what is the caller's own, and for what is anybody's.
    #[must_use]
    pub const fn scopes(self) -> (Option<Scope>, Option<Scope>) {
        match self {
            Self::Public => (None, None),
            Self::Buyer(own) | Self::Account(own) => (Some(own), None),
            Self::BuyerOr(own, any) => (Some(own), Some(any)),
            Self::Operator(any) => (None, Some(any)),
        }
    }

    /// Whether the break-glass key opens the route. It has no account.
    #[must_use]
    pub const fn is_for_break_glass(self) -> bool {
        matches!(self, Self::Buyer(_) | Self::BuyerOr(..) | Self::Operator(_))
    }

    /// Whether an anonymous guest may use the route, if these are allowed at all.
    #[must_use]
    pub const fn is_for_guests(self) -> bool {
        matches!(self, Self::Public | Self::Buyer(_) | Self::BuyerOr(..))
    }
}

/// Who sent the request. An extractor, for the routes of the table that aren't public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    /// The account of the token or the session; `None` for an anonymous guest, and for the break-glass key.
    pub account: Option<AccountId>,
    /// Whether the caller may use what belongs to another account.
    pub may_use_any: bool,
    /// Whether the caller sells at the box office, and so holds seats for customers.
    pub is_clerk: bool,
    /// Who the browser of a session was before its login.
    before_login: BeforeLogin,
}

/// Who a browser was before its login, and still is: what it holds and has ordered remains its own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct BeforeLogin {
    /// The guest whose token is in its other cookie.
    guest: Option<AccountId>,
    /// Whether it may have been an anonymous guest.
    anonymous: bool,
}

impl Caller {
    const ANONYMOUS: Self = Self {
        account: None,
        may_use_any: false,
        is_clerk: false,
        before_login: BeforeLogin { guest: None, anonymous: false },
    };
    const BREAK_GLASS: Self = Self { may_use_any: true, is_clerk: true, ..Self::ANONYMOUS };

    /// The owner of this caller's idempotency keys.
    #[must_use]
    pub const fn owner(self, principal: Principal) -> Owner {
        Owner { principal, account: self.account }
    }

    /// Whether the caller may use an order of this account. One without an account is for everybody who knows its id.
    #[must_use]
    pub fn may_use(self, account: Option<AccountId>) -> bool {
        let guest = self.before_login.guest;
        self.may_use_any || account.is_none() || account == self.account || (guest.is_some() && account == guest)
    }

    /// The account, for the routes that need one.
    ///
    /// # Errors
    /// 401. On routes of [`Access::Account`], the layer has refused every caller without one.
    pub fn account(self) -> Result<AccountId, Problem> {
        self.account.ok_or_else(|| Problem::new(Code::Unauthorized))
    }

    /// The callers whose holds a request may use: this one, and the guest that the browser of a session was before its
    /// login. What a guest holds remains the guest's, and so does its order.
    pub fn holders(self) -> impl Iterator<Item = Self> {
        let BeforeLogin { guest, anonymous } = self.before_login;
        let guest = guest.map(|account| Self { account: Some(account), ..Self::ANONYMOUS });
        [Some(self), guest, anonymous.then_some(Self::ANONYMOUS)].into_iter().flatten()
    }

    /// Does something with a hold as each of [`Self::holders`], until one of them has the hold.
    ///
    /// # Errors
    /// That of the last attempt.
    pub async fn on_hold<T, F>(self, attempt: impl Fn(Self) -> F) -> Result<T, Problem>
    where
        F: Future<Output = Result<T, Problem>>,
    {
        let mut outcome = attempt(self).await;
        for earlier in self.holders().skip(1) {
            match &outcome {
                Err(problem) if problem.code() == Code::ReservationExpired => outcome = attempt(earlier).await,
                _ => break,
            }
        }
        outcome
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let caller = parts.extensions.get().copied();
        caller.ok_or_else(|| Problem::caused(Code::Internal, anyhow!("a public route has no caller")))
    }
}

/// The layer of all routes of the table.
///
/// # Errors
/// 401 without a token where one is needed, and with an invalid one; 403 if the token lacks the scope, or the request
/// comes by a cookie alone; 503 if the keys that would tell can't be fetched, or the session can't be read.
pub async fn enforce(State(state): State<AppState>, mut request: Request, next: Next) -> Result<Response, Problem> {
    let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    // The handler of a GET serves HEAD too.
    let method = if *request.method() == Method::HEAD { &Method::GET } else { request.method() };
    let access = match Access::of(method, path) {
        Some(access) => access,
        // No documented operation has this method: the router refuses it with the methods that the route has.
        None if TABLE.iter().any(|(_, at, _)| *at == path) => return Ok(next.run(request).await),
        None => return Err(Problem::caused(Code::Internal, anyhow!("{path} is not in the table of access"))),
    };
    if access != Access::Public {
        let caller = authorise(&state, access, request.method(), request.headers()).await?;
        caller.account.into_iter().for_each(telemetry::note_account);
        request.extensions_mut().insert(caller);
    }
    Ok(next.run(request).await)
}

async fn authorise(state: &AppState, access: Access, method: &Method, headers: &HeaderMap) -> Result<Caller, Problem> {
    let config = &state.config.access;
    if let Some(token) = bearer(headers) {
        if config.admin_tokens().any(|wanted| is_same_secret(token, wanted.expose_secret())) {
            let problem = || Problem::invalid_token("The break-glass key has no account");
            return access.is_for_break_glass().then_some(Caller::BREAK_GLASS).ok_or_else(problem);
        }
        let identity = state.verifier.verify(token).await.map_err(refused)?;
        return known(access, identity.account, &identity.scopes);
    }
    if let Some(cookie) = cookies::find(headers, cookies::SESSION) {
        check_csrf(method, headers, &state.csrf.token(cookie))?;
        let session = session::find(state, cookie).await?;
        let session = session.ok_or_else(|| Problem::invalid_token("The session has ended"))?;
        let guest = cookies::find(headers, cookies::GUEST).and_then(|token| state.verifier.verify_guest(token).ok());
        let before_login = BeforeLogin { guest: guest.map(|guest| guest.account), anonymous: config.guests };
        let caller = known(access, session.account, &session.scopes)?;
        return Ok(Caller { before_login, ..caller });
    }
    if let Some(token) = cookies::find(headers, cookies::GUEST) {
        let guest = state.verifier.verify_guest(token).map_err(refused)?;
        check_csrf(method, headers, &csrf_token_of_guest(state, guest.account))?;
        return known(access, guest.account, &guest.scopes);
    }
    let is_guest = access.is_for_guests() && config.guests;
    if is_guest { Ok(Caller::ANONYMOUS) } else { Err(Problem::new(Code::Unauthorized)) }
}

/// A caller with an account, if one of its scopes opens the route.
fn known(access: Access, account: AccountId, scopes: &[Scope]) -> Result<Caller, Problem> {
    let has = |scope: Option<Scope>| scope.is_some_and(|scope| scopes.contains(&scope));
    let (own, any) = access.scopes();
    if !has(own) && !has(any) {
        let wanted: Vec<_> = own.into_iter().chain(any).map(Scope::as_str).collect();
        return Err(Problem::insufficient_scope(&wanted.join(" ")));
    }
    let (account, before_login) = (Some(account), BeforeLogin::default());
    Ok(Caller { account, may_use_any: has(any), is_clerk: has(Some(Scope::Boxoffice)), before_login })
}

fn refused(refusal: Refusal) -> Problem {
    match refusal {
        Refusal::Invalid(reason) => Problem::invalid_token(reason),
        Refusal::IssuerAway => Problem::caused(Code::Unavailable, refusal).retry_after(Refusal::RETRY_AFTER),
    }
}

/// Refuses a request that changes something, if only its cookie says who sent it and it lacks the token that belongs to
/// the cookie: another site may have made the browser send it.
///
/// # Errors
/// 403.
pub fn check_csrf(method: &Method, headers: &HeaderMap, wanted: &str) -> Result<(), Problem> {
    if method.is_safe() {
        return Ok(());
    }
    let token = headers.get(cookies::CSRF_HEADER).and_then(|token| token.to_str().ok());
    let is_right = token.is_some_and(|token| is_same_secret(token, wanted));
    if is_right { Ok(()) } else { Err(Problem::new(Code::CsrfRequired)) }
}

/// What requests by the cookie of a guest must repeat. It is that of the guest, not of its token: another tab may have
/// had the token renewed.
#[must_use]
pub fn csrf_token_of_guest(state: &AppState, guest: AccountId) -> String {
    state.csrf.token(&guest.to_string())
}

/// Refuses a request that another site has made a browser send, as the browser itself says (Fetch Metadata). For routes
/// that set a cookie for a request without one.
///
/// # Errors
/// 403.
pub fn check_cross_site(headers: &HeaderMap) -> Result<(), Problem> {
    match headers.get("sec-fetch-site").map(HeaderValue::as_bytes) {
        None | Some(b"same-origin" | b"none") => Ok(()),
        Some(_) => Err(Problem::new(Code::CsrfRequired)),
    }
}
