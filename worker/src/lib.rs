//! Registration of workflows and activities, and the relays.

pub mod temporal;
