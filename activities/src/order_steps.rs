//! The bodies of the saga's steps. Each may run twice, late, or after its compensation. The stores' compare-and-sets,
//! fences and unique keys make that harmless.
#![allow(missing_docs, reason = "the items that the macro generates can't be documented")]

use std::sync::Arc;

use chrono::TimeDelta;
use holdfast_domain::{
    EventId, Fault, OrderId, OrderStatus, PaymentStatus, SeatId,
    fact::OrderOutcome,
    step_messages::{
        AuthoriseInput, BeginRefundInput, CancelInput, ClaimInput, ClaimOutcome, CommitOutcome, FinishCancelInput,
        FinishCancelOutcome, GiveBackInput, OrderRow, PaymentReport, PlacedOrder, PublishInput, SellInput, SellOutcome,
        SettleInput, SettleOutcome,
    },
};
use holdfast_gateway::Gateway;
use holdfast_messaging::Publisher;
use holdfast_stores::{
    loader::{self, Loader},
    mysql::{self, Database, orders::Order},
    order_watch::OrderWatch,
    redis::{self, MarkSoldOutcome, SeatStore},
};
use secrecy::{ExposeSecret, SecretString};
use temporalio_macros::activities;
use temporalio_sdk::{
    ApplicationFailure,
    activities::{ActivityContext, ActivityError},
};
use thiserror::Error;

/// Why a step failed without an outcome.
#[derive(Debug, Error)]
pub enum Error {
    #[error(transparent)]
    Redis(#[from] redis::Error),
    #[error(transparent)]
    Mysql(#[from] mysql::Error),
    #[error(transparent)]
    Load(#[from] loader::Error),
    #[error(transparent)]
    Gateway(#[from] holdfast_gateway::Error),
    #[error(transparent)]
    Kafka(#[from] holdfast_messaging::Error),
    /// The event was not loaded, or not in MySQL's epoch. A load has been requested; retry the step.
    #[error("event {0} is being loaded")]
    Loading(EventId),
    /// The gateway accepted a void or a refund, but the payment may still change. Retry the step.
    #[error("the gateway returned {status} for a {call}; the payment may still change")]
    Unsettled { call: &'static str, status: PaymentStatus },
    #[error("order {0} has no row")]
    NoSuchOrder(OrderId),
}

impl Fault for Error {
    fn retryable(&self) -> bool {
        match self {
            Self::Redis(error) => error.retryable(),
            Self::Mysql(error) => error.retryable(),
            Self::Load(error) => error.retryable(),
            Self::Gateway(error) => error.retryable(),
            Self::Kafka(error) => error.retryable(),
            Self::Loading(_) | Self::Unsettled { .. } => true,
            Self::NoSuchOrder(_) => false,
        }
    }
}

/// The failure type of every failed step, shown to operators in Temporal's web UI.
const FAILURE_TYPE: &str = "StepFailed";

fn failure(order: OrderId, error: Error) -> ActivityError {
    let retryable = error.retryable();
    let error = anyhow::Error::new(error);
    tracing::warn!(order_id = %order, error = format!("{error:#}"), retryable, "a step of the saga failed");
    let failure = ApplicationFailure::builder(anyhow::anyhow!("{error:#}"))
        .type_name(FAILURE_TYPE.to_owned())
        .non_retryable(!retryable)
        .build();
    ActivityError::application(failure)
}

/// The steps of both workflows over the stores, the gateway and Kafka. Cheap to clone.
#[derive(Clone)]
pub struct OrderSteps {
    pub database: Database,
    pub seats: SeatStore,
    pub loader: Loader,
    pub gateway: Gateway,
    pub publisher: Publisher,
    /// Notified of every change of an order's row, so that requests waiting in this process return at once.
    pub watch: OrderWatch,
    /// The secret from which ticket codes are derived.
    pub ticket_secret: SecretString,
}

#[activities]
impl OrderSteps {
    #[activity(name = "OrderActivities::record")]
    pub async fn record(self: Arc<Self>, _ctx: ActivityContext, order: PlacedOrder) -> Result<OrderRow, ActivityError> {
        self.database.record_order(&order).await.map_err(|e| self.failed(order.order_id, e.into()))
    }

    #[activity(name = "OrderActivities::claim")]
    pub async fn claim(
        self: Arc<Self>,
        _ctx: ActivityContext,
        input: ClaimInput,
    ) -> Result<ClaimOutcome, ActivityError> {
        let claimed = self.seats.claim(&input).await;
        self.or_load(input.event_id, claimed).await.map_err(|e| self.failed(input.order_id, e))
    }

    #[activity(name = "OrderActivities::authorise")]
    pub async fn authorise(
        self: Arc<Self>,
        _ctx: ActivityContext,
        input: AuthoriseInput,
    ) -> Result<PaymentStatus, ActivityError> {
        let _at_gateway = self.watch.at_gateway(input.order_id);
        self.gateway.authorise(&input).await.map_err(|e| self.failed(input.order_id, e.into()))
    }

    #[activity(name = "OrderActivities::note_payment")]
    pub async fn note_payment(
        self: Arc<Self>,
        _ctx: ActivityContext,
        report: PaymentReport,
    ) -> Result<(), ActivityError> {
        let PaymentReport { order_id, payment_status } = report;
        self.database.note_payment(order_id, payment_status).await.map_err(|e| failure(order_id, e.into()))?;
        self.watch.row_changed(order_id);
        Ok(())
    }

    #[activity(name = "OrderActivities::sell")]
    pub async fn sell(self: Arc<Self>, _ctx: ActivityContext, input: SellInput) -> Result<SellOutcome, ActivityError> {
        self.sell_order(&input).await.map_err(|e| self.failed(input.settle.order_id, e))
    }

    #[activity(name = "OrderActivities::settle")]
    pub async fn settle(
        self: Arc<Self>,
        _ctx: ActivityContext,
        input: SettleInput,
    ) -> Result<SettleOutcome, ActivityError> {
        self.settle_sale(&input).await.map_err(|e| self.failed(input.order_id, e))
    }

    #[activity(name = "OrderActivities::publish")]
    pub async fn publish(self: Arc<Self>, _ctx: ActivityContext, input: PublishInput) -> Result<(), ActivityError> {
        self.publish_outcome(&input).await.map_err(|e| failure(input.order_id(), e))
    }

    #[activity(name = "OrderActivities::begin_cancel")]
    pub async fn begin_cancel(
        self: Arc<Self>,
        _ctx: ActivityContext,
        input: CancelInput,
    ) -> Result<OrderRow, ActivityError> {
        self.begin_rollback(&input).await.map_err(|e| self.failed(input.order.order_id, e))
    }

    #[activity(name = "OrderActivities::void")]
    pub async fn void(
        self: Arc<Self>,
        _ctx: ActivityContext,
        order_id: OrderId,
    ) -> Result<PaymentStatus, ActivityError> {
        self.void_payment(order_id).await.map_err(|e| failure(order_id, e))
    }

    #[activity(name = "OrderActivities::give_back")]
    pub async fn give_back(self: Arc<Self>, _ctx: ActivityContext, input: GiveBackInput) -> Result<u32, ActivityError> {
        self.give_seats_back(&input).await.map_err(|e| failure(input.order_id, e))
    }

    #[activity(name = "OrderActivities::finish_cancel")]
    pub async fn finish_cancel(
        self: Arc<Self>,
        _ctx: ActivityContext,
        input: FinishCancelInput,
    ) -> Result<FinishCancelOutcome, ActivityError> {
        let FinishCancelInput { order_id, event_id, given_back_in, payment_status } = input;
        let outcome = self.database.finish_cancel(order_id, event_id, given_back_in, payment_status).await;
        self.watch.row_changed(order_id);
        outcome.map_err(|e| failure(order_id, e.into()))
    }

    #[activity(name = "OrderActivities::begin_refund")]
    pub async fn begin_refund(
        self: Arc<Self>,
        _ctx: ActivityContext,
        input: BeginRefundInput,
    ) -> Result<OrderRow, ActivityError> {
        let begun = self.database.begin_refund(input.order_id, input.reason).await;
        begun.map_err(|e| failure(input.order_id, e.into()))
    }

    #[activity(name = "OrderActivities::refund")]
    pub async fn refund(
        self: Arc<Self>,
        _ctx: ActivityContext,
        order_id: OrderId,
    ) -> Result<PaymentStatus, ActivityError> {
        self.refund_payment(order_id).await.map_err(|e| failure(order_id, e))
    }

    #[activity(name = "OrderActivities::finish_refund")]
    pub async fn finish_refund(
        self: Arc<Self>,
        _ctx: ActivityContext,
        report: PaymentReport,
    ) -> Result<OrderRow, ActivityError> {
        let row = self.database.finish_refund(report.order_id, report.payment_status).await;
        self.watch.row_changed(report.order_id);
        row.map_err(|e| failure(report.order_id, e.into()))
    }
}

impl OrderSteps {
    /// Reports that a step of this process failed: it may have changed the row, and another process may repeat it.
    fn failed(&self, order: OrderId, error: Error) -> ActivityError {
        self.watch.row_changed(order);
        failure(order, error)
    }

    /// Passes `outcome` on. If the event is not loaded in Redis, loads it and returns [`Error::Loading`], so that the
    /// step is retried.
    async fn or_load<T>(&self, event: EventId, outcome: Result<T, redis::Error>) -> Result<T, Error> {
        match outcome {
            Err(redis::Error::NotLoaded(_)) => {
                self.loader.ensure_loaded(event).await?;
                Err(Error::Loading(event))
            }
            outcome => Ok(outcome?),
        }
    }

    async fn sell_order(&self, input: &SellInput) -> Result<SellOutcome, Error> {
        let secret = self.ticket_secret.expose_secret().as_bytes();
        let SellInput { payment_status, settle, buyer } = input;
        let buyer = buyer.map(|buyer| (settle.event_id, buyer));
        match self.database.commit_order(settle.order_id, *payment_status, buyer, secret).await? {
            CommitOutcome::Sold => {}
            CommitOutcome::SeatLost => return Ok(SellOutcome::SeatLost),
            CommitOutcome::BuyerLimit => return Ok(SellOutcome::BuyerLimit),
            CommitOutcome::Overtaken { row } => return Ok(SellOutcome::Row { row }),
        }
        Ok(match self.settle_sale(settle).await? {
            SettleOutcome::Settled { row } => SellOutcome::Row { row },
            SettleOutcome::PaymentRefused => SellOutcome::PaymentRefused,
        })
    }

    /// Captures, sells in Redis and confirms, in this order: CONFIRMED must imply that the money is taken and the seats
    /// are sold.
    async fn settle_sale(&self, input: &SettleInput) -> Result<SettleOutcome, Error> {
        let payment_status = if input.principal.pays_by_gateway() {
            let captured = {
                let _at_gateway = self.watch.at_gateway(input.order_id);
                self.gateway.capture(input.order_id).await?
            };
            match captured {
                status @ (PaymentStatus::Captured | PaymentStatus::Refunded) => status,
                PaymentStatus::None
                | PaymentStatus::Authorized
                | PaymentStatus::Pending
                | PaymentStatus::Declined
                | PaymentStatus::Voided => return Ok(SettleOutcome::PaymentRefused),
            }
        } else {
            PaymentStatus::None
        };
        self.sell_in_redis(input).await?;
        let row = self.database.confirm_order(input.order_id, payment_status).await;
        // Notify even after an error: MySQL may have committed.
        self.watch.row_changed(input.order_id);
        Ok(SettleOutcome::Settled { row: row? })
    }

    /// Marks the order's seats as sold in Redis. If Redis lacks the order's claim but MySQL has its live tickets, Redis
    /// has lost data: reloads the event from MySQL and returns [`Error::Loading`].
    async fn sell_in_redis(&self, input: &SettleInput) -> Result<(), Error> {
        let SettleInput { event_id, order_id, seats, .. } = input;
        let sold = self.seats.sell(*event_id, *order_id, seats).await;
        match self.or_load(*event_id, sold).await? {
            MarkSoldOutcome::NotOurs if self.has_live_tickets(*order_id).await? => {
                self.loader.reload(*event_id).await?;
                Err(Error::Loading(*event_id))
            }
            // No claim and no live tickets: a late repeat after the refund, with nothing left to sell.
            MarkSoldOutcome::Sold | MarkSoldOutcome::NotOurs => Ok(()),
        }
    }

    async fn has_live_tickets(&self, order: OrderId) -> Result<bool, Error> {
        Ok(!self.order(order).await?.tickets.is_empty())
    }

    /// Writes the row first if it is missing, because a cancellation may come before it: a late `record` then finds the
    /// order CANCELLING.
    async fn begin_rollback(&self, input: &CancelInput) -> Result<OrderRow, Error> {
        self.database.record_order(&input.order).await?;
        Ok(self.database.begin_cancel(input.order.order_id, input.reason, input.from_sold).await?)
    }

    /// Voids the payment. Returns CAPTURED or a status in which no money is reserved or taken.
    async fn void_payment(&self, order: OrderId) -> Result<PaymentStatus, Error> {
        let status = self.gateway.void(order).await?;
        if status.is_released() || status == PaymentStatus::Captured {
            Ok(status)
        } else {
            Err(Error::Unsettled { call: "void", status })
        }
    }

    /// Refunds the payment. Returns a status in which no money is reserved or taken.
    async fn refund_payment(&self, order: OrderId) -> Result<PaymentStatus, Error> {
        let status = self.gateway.refund(order).await?;
        if status.is_released() { Ok(status) } else { Err(Error::Unsettled { call: "refund", status }) }
    }

    /// Gives the seats back, except those for which another order has live tickets in MySQL. Returns the epoch in which
    /// they were given back.
    ///
    /// If that isn't MySQL's epoch, a load may have put the order's seats into Redis again: one that read MySQL before
    /// the order's tickets ended, on a Redis that was promoted since. Or the load of MySQL's epoch never reached Redis,
    /// and then only another load makes the epochs equal. Returns [`Error::Loading`], so that the step is retried.
    ///
    /// A lost seat becomes sold to the owner of its ticket. If that ticket has ended meanwhile, its refund may already
    /// have given its seats back, and no step would free this one. The event is then loaded, and the step retried.
    async fn give_seats_back(&self, input: &GiveBackInput) -> Result<u32, Error> {
        let lost = self.lost_seats(input).await?;
        let given_back = self.seats.give_back(input, &lost).await;
        let given_back_in = self.or_load(input.event_id, given_back).await?;
        if !lost.is_empty() && lost != self.lost_seats(input).await? {
            self.loader.reload(input.event_id).await?;
            return Err(Error::Loading(input.event_id));
        }
        if self.database.epoch(input.event_id).await? != Some(given_back_in) {
            self.loader.ensure_current(input.event_id).await?;
            return Err(Error::Loading(input.event_id));
        }
        Ok(given_back_in)
    }

    /// The order's seats for which another order has a live ticket, each with that order.
    async fn lost_seats(&self, input: &GiveBackInput) -> Result<Vec<(SeatId, OrderId)>, mysql::Error> {
        self.database.tickets_of_others(input.order_id, input.event_id, &input.seats).await
    }

    /// Sends the outcome to Kafka. If Kafka doesn't take it, leaves it in the outbox.
    async fn publish_outcome(&self, input: &PublishInput) -> Result<(), Error> {
        let Order { placed, row: current, updated_at, .. } = self.order(input.order_id()).await?;
        let (row, updated_at) = match *input {
            PublishInput::Reached { row, at, .. } if row.state.status() != current.state.status() => {
                // The row has changed since. Consumers order outcomes by time, so this one must be before that change,
                // whatever the clocks say.
                (row, at.min(updated_at - TimeDelta::milliseconds(1)))
            }
            PublishInput::Reached { row, .. } => (row, updated_at),
            PublishInput::Current(_) => (current, updated_at),
        };
        let status = row.state.status();
        // Recorded at each publish, so a repeated publish counts the order again.
        let took = (updated_at - placed.created_at).to_std().unwrap_or_default();
        metrics::histogram!("holdfast_order_seconds", "status" => status.as_str()).record(took);
        let outcome = OrderOutcome {
            order_id: placed.order_id,
            status,
            // A row that is being refunded has a reason already, but CONFIRMED has none.
            reason: row.reason.filter(|_| status != OrderStatus::Confirmed),
            event_id: placed.event_id,
            seat_ids: placed.seat_ids(),
            total: placed.total,
            payment_status: row.payment_status,
            updated_at,
        };
        let record = holdfast_messaging::outcome_record(&outcome)?;
        match self.publisher.send_outcome(&record).await {
            Err(error) if error.retryable() => Ok(self.database.keep_outcome(&record).await?),
            sent => Ok(sent?),
        }
    }

    async fn order(&self, id: OrderId) -> Result<Order, Error> {
        self.database.find_order(id).await?.ok_or(Error::NoSuchOrder(id))
    }
}
