//! The types and rules of selling numbered seats: ids, seats, holds, orders, money, reasons.
//!
//! Pure by design: no I/O, no async, no clock, no randomness, no environment. The caller passes times and random values
//! as arguments, so a test of a rule is a plain function call.

/// Implements `Display` by `as_str`.
macro_rules! display_as_str {
    ($($name:ty),+) => {
        $(impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        })+
    };
}

pub mod event;
pub mod fact;
mod fault;
mod fingerprint;
pub mod hold;
mod id;
pub mod money;
pub mod order;
pub mod payment;
mod principal;
pub mod seat;
pub mod seat_plan;
pub mod step_messages;

pub use event::{EventId, EventStatus, Partition, SalesWindow};
pub use fault::Fault;
pub use fingerprint::Fingerprint;
pub use hold::{HoldId, HoldToken};
pub use id::InvalidId;
pub use money::{Currency, Money};
pub use order::{CancelReason, OrderId, OrderState, OrderStatus, TicketCode};
pub use payment::{InvalidPaymentMethod, PaymentId, PaymentMethod, PaymentStatus};
pub use principal::{AccountId, Owner, Principal, hmac_sha256};
pub use seat::{Fence, SeatId, SeatStatus, Version};
pub use seat_plan::{SeatPlan, Section, UnknownSeat};
