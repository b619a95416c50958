//! The seats in Redis: each operation and its rules, races, faults, and the relay's side of the change streams.

mod adding;
mod buyers;
mod claiming;
mod cluster;
mod expiring;
mod extending;
mod faults;
pub(crate) mod fixture;
mod giving_back;
mod holding;
mod keys;
mod limiting;
mod loading;
mod model;
mod nonces;
mod own_server;
mod racing;
mod reading;
mod releasing;
mod reporting;
mod restarts;
mod selling;
mod sentinel;
mod sessions;
mod streaming;
