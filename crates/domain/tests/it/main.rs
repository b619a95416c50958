//! The text and number forms of ids, codes and statuses, which stores, clients and other releases rely on; and the
//! rules at their boundaries.
#![allow(clippy::unwrap_used, reason = "a failed unwrap fails the test")]

mod codes;
mod ids;
mod orders;
mod sales;
