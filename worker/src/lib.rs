//! Registration of workflows and activities, and the relays.

pub mod reconciler;
pub mod temporal;
