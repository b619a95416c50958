//! What clients were told, and a check that some order of events explains all of it.
//!
//! A client records each call with the time before its request and the time after its response ([`Record`]). For each
//! seat, [`check`] looks for one order of all calls in which each takes effect at one moment between its request and
//! its response, and in which every response is true: linearizability (Herlihy & Wing, 1990), of a register that knows
//! the seat's owner ([`Seat`]). Seats are checked by themselves, since linearizability is local.
//!
//! A call without a response may take effect within the next minute, or never. What happens without a call, such as the
//! expiry of a hold, is an event of its own that may happen from some time on.

mod check;
mod events;
mod record;
mod seat;

pub use check::{Finding, Verdict, check, check_seat};
pub use record::{Call, HoldAnswer, Loss, OrderAnswer, Record, Status};
pub use seat::{Change, Event, Seat};
