//! The catalogue.

mod list;
mod read;
mod seats;
mod stream;
