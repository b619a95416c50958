//! `POST /reservations`.

use axum::{
    Json as JsonResponse,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::Utc;
use holdfast_access::Scope;
use holdfast_domain::{AccountId, EventId, HoldId, HoldToken, Principal, SeatId, hold};
use holdfast_runtime::telemetry;
use holdfast_stores::redis::{Held, Refusal};
use holdfast_web::{Code, FieldCode, FieldError, Problem};
use secrecy::ExposeSecret;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Reservation, refused};
use crate::{
    access::Caller,
    extract::{Json, OptionalHoldToken, OptionalIdempotencyKey, OptionalProof, REPLAYED},
    proof_of_work::Purpose,
    rate_limits::{self, Action},
    routes::seats_error,
    state::AppState,
};

/// Limit of a customer's name, in characters: that of a token's subject.
const MAX_CUSTOMER: usize = 255;

/// Which seats to hold, and for how long.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ReservationRequest {
    /// The event.
    #[schema(minimum = 1)]
    event_id: i64,
    /// 1 to 8 different seats. Exactly one of `seatIds` and `seatId` is required.
    seat_ids: Option<Vec<i64>>,
    /// One seat, instead of `seatIds`.
    #[schema(minimum = 1)]
    seat_id: Option<i64>,
    /// Life of the hold in seconds, clamped to 5 to 300; default 120. Ignored when seats are added to a hold.
    hold_seconds: Option<i64>,
    /// For whom the box office holds the seats: the subject of the customer at the OpenID provider, or any other text of
    /// 1 to 255 characters that always means this customer. The event's limit of seats for each buyer counts them for
    /// the customer. Needs the scope `boxoffice`, for which it is required where the event has a limit. Ignored when
    /// seats are added to a hold.
    customer: Option<String>,
}

/// A valid request.
struct HoldRequest {
    event: EventId,
    seats: Vec<SeatId>,
    seconds: u32,
    customer: Option<String>,
}

/// Holds seats: all of them, or none.
///
/// With a `Hold-Token`, adds the seats to that hold. Its expiry stays; a seat already in it succeeds. Otherwise, an
/// `Idempotency-Key` makes the request safe to repeat: while its hold is live, a repeat returns the hold.
///
/// While many holds are asked for, a new one needs a proof of work: the first request gets a challenge, and its repeat
/// brings the solution.
#[utoipa::path(post, path = "/reservations", tag = "reservations", request_body = ReservationRequest,
    params(("Hold-Token" = Option<String>, Header), ("Idempotency-Key" = Option<String>, Header),
        ("X-Proof-Of-Work" = Option<String>, Header)),
    responses(
        (status = 200, body = Reservation, description = "The live hold of an earlier request with this key"),
        (status = 201, body = Reservation),
        (status = 400, description = "MALFORMED_REQUEST, IDEMPOTENCY_KEY_MISSING"),
        (status = 403, description = "SALES_NOT_OPEN, INSUFFICIENT_SCOPE"),
        (status = 404, description = "EVENT_NOT_FOUND, SEAT_NOT_FOUND"),
        (status = 409, description = "RESERVATION_CONFLICT, BUYER_LIMIT"),
        (status = 410, description = "RESERVATION_EXPIRED"),
        (status = 415, description = "UNSUPPORTED_MEDIA_TYPE"),
        (status = 422, description = "VALIDATION_FAILED, IDEMPOTENCY_KEY_REUSED"),
        (status = 428, description = "PROOF_REQUIRED"),
        (status = 429, description = "TOO_MANY_REQUESTS"),
        (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn hold_seats(
    caller: Caller,
    State(state): State<AppState>,
    limit: rate_limits::Use,
    OptionalIdempotencyKey(key): OptionalIdempotencyKey,
    OptionalProof(proof): OptionalProof,
    token: Result<OptionalHoldToken, Problem>,
    Json(request): Json<ReservationRequest>,
) -> Result<Response, Problem> {
    let HoldRequest { event, seats, seconds, customer } = request.parse()?;
    let buyer = buyer(&state, caller, customer.as_deref())?;
    let OptionalHoldToken(token) = token?;
    telemetry::note_event(event);
    state.rate_limits.count(&limit, Action::Hold(event), caller.account).await?;
    let (token, outcome) = if let Some(token) = token {
        let add = async |caller: Caller| {
            let id = token.id_for(caller.account);
            match state.on_seats(state.engine.seats.add(event, &id, &seats)).await? {
                Err(Refusal::Expired) => Err(refused(Refusal::Expired)),
                added => Ok(added),
            }
        };
        let added = caller.on_hold(add).await?;
        (token, added.map(Held::Now))
    } else {
        let token = match &key {
            Some(key) => {
                let secret = state.config.engine.secrets.order_id.expose_secret();
                HoldToken::derive(secret.as_bytes(), caller.owner(Principal::Public), event, key)
            }
            None => HoldToken::from_random(rand::random()),
        };
        let id = token.id_for(caller.account);
        require_proof(&state, caller, event, key.as_ref().map(|_| &id), proof.as_deref()).await?;
        let held = state.on_seats(state.engine.seats.hold(event, &id, &seats, seconds, buyer)).await?;
        (token, held)
    };
    let body = |hold| JsonResponse(Reservation::new(token, &hold));
    match outcome {
        // Without a key, only a retry of our own call to Redis finds an existing hold.
        Ok(Held::Before(hold)) if key.is_some() => Ok((StatusCode::OK, [REPLAYED], body(hold)).into_response()),
        Ok(Held::Now(hold) | Held::Before(hold)) => Ok((StatusCode::CREATED, body(hold)).into_response()),
        Err(Refusal::BuyerNeeded) if caller.is_clerk => {
            let message = "is required: the event limits the seats of each buyer";
            Err(Problem::invalid(vec![FieldError::new("customer", FieldCode::Empty, message)]))
        }
        Err(Refusal::SalesNotOpen) => Err(not_open(&state, event).await),
        Err(refusal) => Err(refused(refusal)),
    }
}

/// For whose limit the seats count. A clerk's don't count for the clerk.
fn buyer(state: &AppState, caller: Caller, customer: Option<&str>) -> Result<Option<AccountId>, Problem> {
    match customer {
        None => Ok(caller.account.filter(|_| !caller.is_clerk)),
        Some(_) if !caller.is_clerk => Err(Problem::insufficient_scope(Scope::Boxoffice.as_str())),
        Some(customer) => {
            // The account that the customer has when he logs in.
            let issuer = state.config.access.tokens.as_ref().map_or("", |tokens| &tokens.issuer);
            let secret = state.config.engine.secrets.order_id.expose_secret();
            Ok(Some(AccountId::derive(secret.as_bytes(), issuer, customer)))
        }
    }
}

/// Refuses a new hold whose client must work for it first. `hold` is the one that the request's key names: while it is
/// live, the request is a repeat.
async fn require_proof(
    state: &AppState,
    caller: Caller,
    event: EventId,
    hold: Option<&HoldId>,
    proof: Option<&str>,
) -> Result<(), Problem> {
    let purpose = Purpose::new_hold(event, caller.account, hold);
    let Some(demand) = state.proof_of_work.demand(&state.engine.seats, &purpose, proof).await? else {
        return Ok(());
    };
    if let Some(hold) = hold
        && state.on_seats(state.engine.seats.find_hold(event, hold)).await?.is_some()
    {
        return Ok(());
    }
    Err(demand.into_problem(&purpose))
}

/// The refusal of an event that isn't on sale. `Retry-After` says when a scheduled event opens.
async fn not_open(state: &AppState, event: EventId) -> Problem {
    let problem = Problem::new(Code::SalesNotOpen);
    match state.sales_windows.seconds_until_open(event, Utc::now()).await {
        Ok(Some(seconds)) => problem.retry_after(seconds),
        Ok(None) => problem,
        Err(error) => {
            // Redis has refused the hold, so MySQL's failure changes nothing but the header.
            tracing::debug!(error = &error as &dyn std::error::Error, "can't tell when sales open");
            problem
        }
    }
}

impl ReservationRequest {
    fn parse(self) -> Result<HoldRequest, Problem> {
        let seats = match (self.seat_ids, self.seat_id) {
            (Some(seats), None) => seats,
            (None, Some(seat)) => vec![seat],
            (None, None) => return Err(invalid("either seatIds or seatId is required")),
            (Some(_), Some(_)) => return Err(invalid("must not be given together with seatId")),
        };
        let seats = hold::distinct_seats(&seats).map_err(|error| Problem::invalid(vec![seats_error(error)]))?;
        Ok(HoldRequest {
            // A number that can't be an id is the same as an unknown id.
            event: event_id(self.event_id).ok_or_else(|| Problem::new(Code::EventNotFound))?,
            seats: seats.into_iter().map(seat).collect::<Result<_, _>>()?,
            seconds: hold::clamp_seconds(self.hold_seconds),
            customer: self.customer.map(check_customer).transpose()?,
        })
    }
}

fn check_customer(customer: String) -> Result<String, Problem> {
    let error = match customer.chars().count() {
        0 => FieldError::new("customer", FieldCode::Empty, "must not be empty"),
        1..=MAX_CUSTOMER => return Ok(customer),
        _ => FieldError::too_long("customer", MAX_CUSTOMER),
    };
    Err(Problem::invalid(vec![error]))
}

fn invalid(message: &'static str) -> Problem {
    Problem::invalid(vec![FieldError::new("seatIds", FieldCode::Malformed, message)])
}

fn event_id(event: i64) -> Option<EventId> {
    u64::try_from(event).ok()?.try_into().ok()
}

fn seat(id: i64) -> Result<SeatId, Problem> {
    let seat = u32::try_from(id).ok().and_then(|id| SeatId::try_from(id).ok());
    seat.ok_or_else(|| Problem::with_detail(Code::SeatNotFound, format!("The event has no such seat: {id}")))
}
