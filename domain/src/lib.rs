//! The words and rules of selling numbered seats: ids, seats, holds, orders, money, reasons.
//!
//! Pure by intent: no I/O, no async, no clock, no randomness, no environment. Whatever needs one of
//! those takes its result as an argument, so every rule here can be tested by a plain function call.

/// Displays types by the name that their `as_str` has.
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
pub mod hold;
pub mod id;
pub mod money;
pub mod order;
pub mod payment;
pub mod saga;
pub mod seat;
pub mod seat_plan;

pub use event::{EventStatus, SalesWindow};
pub use id::{EventId, HoldToken, InvalidId, OrderId, Partition, PaymentId, SeatId, TicketCode};
pub use money::{Currency, Money};
pub use order::{CancelReason, OrderState, OrderStatus, Principal};
pub use payment::{PaymentMethod, PaymentStatus};
pub use seat::{Fence, SeatStatus, Version};
pub use seat_plan::{SeatPlan, Section};
