//! The payment simulator's ledger: its own tables, which no order code reads.

use super::Database;

impl Database {}
