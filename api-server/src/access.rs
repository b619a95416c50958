//! Who may use which route: one table, which is enforced before a route's handler runs, and shown in the OpenAPI
//! document.

use anyhow::anyhow;
use axum::{
    extract::{FromRequestParts, MatchedPath, Request, State},
    http::{HeaderMap, Method, request::Parts},
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
    /// A guest, or a token with this scope, for what is its own.
    Buyer(Scope),
    /// The same, and a token with the second scope for what is anybody's.
    BuyerOr(Scope, Scope),
    /// A token with this scope.
    Operator(Scope),
}

use Access::{Buyer, BuyerOr, Operator, Public};

/// Every route of the OpenAPI document. Without an entry, a route keeps the server from starting.
const TABLE: [(Method, &str, Access); 26] = [
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
    // The gateway signs its callbacks.
    (Method::POST, "/api/payments/callbacks", Public),
    (Method::POST, "/api/admin/events", Operator(Scope::EventWrite)),
    (Method::DELETE, "/api/admin/events/{eventId}", Operator(Scope::EventWrite)),
    (Method::GET, "/api/admin/events/{eventId}/sales", Operator(Scope::Audit)),
    (Method::GET, "/api/admin/events/{eventId}/sales/periods", Operator(Scope::Audit)),
    (Method::GET, "/api/admin/overview", Operator(Scope::Audit)),
    (Method::GET, "/api/admin/figures", Operator(Scope::Audit)),
    (Method::GET, "/api/admin/orders/{orderId}/timeline", Operator(Scope::Audit)),
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
            Self::Buyer(own) => (Some(own), None),
            Self::BuyerOr(own, any) => (Some(own), Some(any)),
            Self::Operator(any) => (None, Some(any)),
        }
    }

    /// Whether a guest may use the route, if guests are allowed at all.
    #[must_use]
    pub const fn is_for_guests(self) -> bool {
        matches!(self, Self::Public | Self::Buyer(_) | Self::BuyerOr(..))
    }
}

/// Who sent the request. An extractor, for the routes of the table that aren't public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    /// The account of the token; `None` for a guest, and for the break-glass key.
    pub account: Option<AccountId>,
    /// Whether the caller may use what belongs to another account.
    pub may_use_any: bool,
    /// Whether the caller sells at the box office, and so holds seats for customers.
    pub is_clerk: bool,
}

impl Caller {
    const GUEST: Self = Self { account: None, may_use_any: false, is_clerk: false };
    const BREAK_GLASS: Self = Self { account: None, may_use_any: true, is_clerk: true };

    /// The owner of this caller's idempotency keys.
    #[must_use]
    pub const fn owner(self, principal: Principal) -> Owner {
        Owner { principal, account: self.account }
    }

    /// Whether the caller may use an order of this account. One of a guest is for everybody who knows its id.
    #[must_use]
    pub fn may_use(self, account: Option<AccountId>) -> bool {
        self.may_use_any || account.is_none() || account == self.account
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
/// 401 without a token where one is needed, and with an invalid one; 403 if the token lacks the scope; 503 if the keys
/// that would tell can't be fetched.
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
        let caller = authorise(&state, access, request.headers()).await?;
        caller.account.into_iter().for_each(telemetry::note_account);
        request.extensions_mut().insert(caller);
    }
    Ok(next.run(request).await)
}

async fn authorise(state: &AppState, access: Access, headers: &HeaderMap) -> Result<Caller, Problem> {
    let config = &state.config.access;
    let Some(token) = bearer(headers) else {
        let is_guest = access.is_for_guests() && config.guests;
        return if is_guest { Ok(Caller::GUEST) } else { Err(Problem::new(Code::Unauthorized)) };
    };
    if config.admin_tokens().any(|wanted| is_same_secret(token, wanted.expose_secret())) {
        return Ok(Caller::BREAK_GLASS);
    }
    let identity = state.verifier.verify(token).await.map_err(|refusal| match refusal {
        Refusal::Invalid(reason) => Problem::invalid_token(reason),
        Refusal::IssuerAway => Problem::caused(Code::Unavailable, refusal).retry_after(Refusal::RETRY_AFTER),
    })?;
    let has = |scope: Option<Scope>| scope.is_some_and(|scope| identity.scopes.contains(&scope));
    let (own, any) = access.scopes();
    if !has(own) && !has(any) {
        let wanted: Vec<_> = own.into_iter().chain(any).map(Scope::as_str).collect();
        return Err(Problem::insufficient_scope(&wanted.join(" ")));
    }
    Ok(Caller { account: Some(identity.account), may_use_any: has(any), is_clerk: has(Some(Scope::Boxoffice)) })
}
