//! An order's timeline: who did what to it, and when.
//!
//! It is read on request from what Temporal and MySQL keep anyway, so that it costs an order nothing. Temporal's
//! histories only grow. Where they are gone, the order's row still has its first and its last change.
//!
//! Inputs of workflows, steps and signals are never shown: those of the first version have hold tokens.

mod histories;
mod payload;
mod run;
mod task;
#[cfg(test)]
mod tests;

use std::{borrow::Cow, time::Duration};

use chrono::{DateTime, Utc};
use holdfast_domain::{CancelReason, OrderId, PaymentStatus, Principal, step_messages::OrderRow};
use holdfast_stores::mysql::orders::Order;
use serde::Serialize;

use crate::order_client::{Error, OrderClient, in_time};

/// Time limit of reading all histories of an order.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Most entries of a timeline: more than an operator reads. The newest are kept.
const MAX_ENTRIES: usize = 500;
/// The entries of them that are from the order's row.
const ROW_ENTRIES: usize = 2;

/// Declares an enum of the contract with the list of its values.
macro_rules! words {
    ($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $value_doc:literal])+ $value:ident,)+ }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum $name {
            $($(#[doc = $value_doc])+ $value,)+
        }

        impl $name {
            /// Every value, for the documentation.
            pub const ALL: &[Self] = &[$(Self::$value),+];
        }
    };
}

words! {
    /// Who did something.
    Actor {
        /// The buyer, by HTTP.
        Buyer,
        /// The box office, by HTTP.
        BoxOffice,
        /// The payment gateway, by a callback.
        Gateway,
        /// The order's workflow, or the workflow of its refund.
        Saga,
        /// The worker's reconciler.
        Reconciler,
        /// An operator, through Temporal.
        Operator,
        /// The Temporal server.
        Temporal,
    }
}

words! {
    /// What something was about.
    Kind {
        /// A request by HTTP.
        Http,
        /// A change of the order's row.
        Order,
        /// The commit, the capture and the sale of the seats, which are one step.
        Sale,
        /// A claim of the seats, or giving them back.
        Seats,
        /// A call to the payment gateway, or its callback.
        Gateway,
        /// A step or the start of the refund.
        Refund,
        /// The outcome, published to Kafka.
        Outcome,
        /// A timer of a workflow has fired.
        Timer,
        /// A workflow's own course: starts that nobody requested by HTTP, failed tasks, ends.
        Workflow,
        /// A signal, a termination or another action of an operator.
        Operator,
    }
}

/// What happened to an order.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// Oldest first.
    pub entries: Vec<Entry>,
    /// Whether older entries are left out, because there are too many.
    pub truncated: bool,
}

/// Something that happened to an order.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// When it happened; when it began, if it took time. By the clock of Temporal's server, or of MySQL's.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub actor: Actor,
    /// The process or the operator that did it, by its own account.
    pub identity: Option<String>,
    /// What it was about.
    pub kind: Kind,
    /// The step, the HTTP operation, or the event; `snake_case`.
    pub what: Cow<'static, str>,
    /// How it ended; `None` if it hasn't, or has no outcome.
    pub outcome: Option<Cow<'static, str>>,
    /// Why the order is cancelled or refunded.
    pub reason: Option<CancelReason>,
    /// The status of the payment in the order's row afterwards.
    pub payment_status: Option<PaymentStatus>,
    /// A failure, the name of a signal, or the reason that an operator gave.
    pub detail: Option<String>,
    /// The number of attempts of a step.
    pub attempts: Option<u32>,
    /// How long it took.
    pub took: Option<Duration>,
    /// The trace to which it belongs, as 32 hex digits.
    pub trace_id: Option<String>,
    /// The run whose history it is from; `None` if it is from MySQL.
    pub run: Option<Run>,
}

/// A run of a workflow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The id of the workflow.
    pub workflow_id: String,
    /// The id of the run.
    pub run_id: String,
}

impl Entry {
    fn new(at: DateTime<Utc>, actor: Actor, kind: Kind, what: impl Into<Cow<'static, str>>) -> Self {
        Self {
            at,
            actor,
            identity: None,
            kind,
            what: what.into(),
            outcome: None,
            reason: None,
            payment_status: None,
            detail: None,
            attempts: None,
            took: None,
            trace_id: None,
            run: None,
        }
    }

    fn show_row(&mut self, row: OrderRow) {
        self.outcome = Some(row.state.as_str().into());
        self.reason = row.reason;
        self.payment_status = Some(row.payment_status).filter(|status| *status != PaymentStatus::None);
    }
}

/// The HTTP operation that places an order, as the OpenAPI document names it, and who calls it.
const fn placed_by(principal: Principal) -> (Actor, &'static str) {
    match principal {
        Principal::Public => (Actor::Buyer, "place_order"),
        Principal::BoxOffice => (Actor::BoxOffice, "confirm_reservation"),
    }
}

impl Timeline {
    /// Sorts the entries of the histories, keeps the newest, and adds what the row knows. `None` if neither knows the
    /// order.
    fn new(mut entries: Vec<Entry>, truncated: bool, row: Option<&Order>) -> Option<Self> {
        // Stable: entries of one run keep their order.
        entries.sort_by_key(|entry| entry.at);
        let excess = entries.len().saturating_sub(MAX_ENTRIES - ROW_ENTRIES);
        entries.drain(..excess);
        if let Some(order) = row {
            let (actor, what) = placed_by(order.placed.principal);
            if entries.iter().all(|entry| entry.what != what) {
                entries.push(Entry::new(order.placed.created_at, actor, Kind::Http, what));
            }
            let mut changed = Entry::new(order.updated_at, Actor::Saga, Kind::Order, "row_changed");
            changed.show_row(order.row);
            entries.push(changed);
            entries.sort_by_key(|entry| entry.at);
        }
        (!entries.is_empty()).then_some(Self { entries, truncated: truncated || excess > 0 })
    }
}

impl OrderClient {
    /// An order's timeline, from the histories of all retained runs of its workflows and from its row; `None` if
    /// Temporal doesn't know the order and it has no row.
    ///
    /// # Errors
    /// If Temporal doesn't respond in time, or returns an error.
    pub async fn timeline(&self, order: OrderId, row: Option<&Order>) -> Result<Option<Timeline>, Error> {
        let client = self.client()?;
        // On the heap: it takes 26 kB, which each caller's future would have to hold.
        let reading = Box::pin(histories::read(&client, order));
        let histories = in_time(TIMEOUT, reading).await??;
        let entries = histories.runs.iter().flat_map(run::entries).collect();
        Ok(Timeline::new(entries, histories.truncated, row))
    }
}
