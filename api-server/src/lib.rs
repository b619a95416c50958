//! The HTTP side of Holdfast.

pub mod feed;
