//! The engine: what each call does to a payment, and the scripted failures.
//!
//! Every call moves the payment if its status allows it, and returns the status that results. So each call may be
//! repeated, and calls may come in any order:
//!
//! | call | moves | other statuses that it returns |
//! | --- | --- | --- |
//! | authorise | nothing → AUTHORIZED, DECLINED or PENDING | the present one, also VOIDED by an earlier void |
//! | capture | AUTHORIZED → CAPTURED | any other status: a final refusal |
//! | void | nothing, PENDING or AUTHORIZED → VOIDED | DECLINED, CAPTURED, REFUNDED |
//! | refund | CAPTURED → REFUNDED | VOIDED, DECLINED, PENDING, AUTHORIZED: there is no money to give back |
//!
//! `sim_capture_refuse` is the exception: the capture returns DECLINED, but the payment stays AUTHORIZED until it is
//! voided, so that an authorisation always ends captured, voided or refunded.

use std::{future::Future, time::Duration};

use holdfast_domain::{OrderId, PaymentId, PaymentStatus};
use opentelemetry::context::FutureExt;
use thiserror::Error;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    config::Config,
    ledger::{Authorisation, Call, Ledger, Payment, Promise},
    script::Script,
};

/// Why a call returns no status.
#[derive(Debug, Error)]
pub enum Error {
    /// The payment method is unknown. The call had no effect.
    #[error("no such payment method")]
    UnknownMethod,
    /// The payment began with another amount or currency. The call had no effect.
    #[error("the payment has another amount or currency")]
    OtherAmount,
    /// The payment is unknown. The call had no effect.
    #[error("no such payment")]
    UnknownPayment,
    /// A scripted outage of the gateway. The call had no effect.
    #[error("the gateway is unavailable, as scripted")]
    ScriptedOutage,
    /// A scripted loss of the reply: the payment is authorised, and the caller must get no response.
    #[error("the reply is lost, as scripted")]
    LostReply,
    /// The ledger failed.
    #[error(transparent)]
    Ledger(#[from] holdfast_mysql::Error),
    /// The task panicked, which is logged, or the runtime is shutting down.
    #[error("the work on a payment was not finished")]
    Unfinished(#[from] tokio::task::JoinError),
}

/// The gateway's engine. Cheap to clone; clones share the work under way.
#[derive(Clone)]
pub struct Simulator {
    ledger: Ledger,
    delay: Duration,
    success_rate: f64,
    work: TaskTracker,
    hurry: CancellationToken,
}

impl Simulator {
    /// An engine over the ledger.
    #[must_use]
    pub fn new(ledger: Ledger, config: &Config) -> Self {
        Self {
            ledger,
            delay: config.delay,
            success_rate: config.success_rate,
            work: TaskTracker::new(),
            hurry: CancellationToken::new(),
        }
    }

    /// Sets the money aside, as the payment method scripts it.
    pub async fn authorise(&self, input: Authorisation) -> Result<PaymentStatus, Error> {
        self.finish(|this| async move { this.authorise_now(input).await }).await
    }

    /// Takes the money.
    pub async fn capture(&self, id: PaymentId) -> Result<PaymentStatus, Error> {
        self.finish(move |this| async move { this.capture_now(id).await }).await
    }

    /// Releases the money, and forbids every later authorisation.
    pub async fn void(&self, id: PaymentId) -> Result<PaymentStatus, Error> {
        self.finish(move |this| async move { Ok(this.ledger.void_payment(id.order_id()).await?) }).await
    }

    /// Gives the money back.
    pub async fn refund(&self, id: PaymentId) -> Result<PaymentStatus, Error> {
        self.finish(move |this| async move { this.refund_now(id).await }).await
    }

    /// The payment of an order, once one has begun.
    pub async fn find(&self, order: OrderId) -> Result<Option<Payment>, Error> {
        let payment = self.ledger.find_payment(order.payment_id()).await?;
        Ok(payment.filter(|payment| payment.status != PaymentStatus::None))
    }

    /// Waits for the work under way and cuts its delays short. Call it after the last request.
    pub async fn drain(&self) {
        self.hurry.cancel();
        self.work.close();
        self.work.wait().await;
    }

    /// Runs the work in a separate task. A caller who disconnects drops the request's future, but a gateway finishes a
    /// payment regardless.
    async fn finish<W>(&self, work: impl FnOnce(Self) -> W) -> Result<PaymentStatus, Error>
    where
        W: Future<Output = Result<PaymentStatus, Error>> + Send + 'static,
    {
        self.work.spawn(work(self.clone()).with_current_context()).await?
    }

    async fn authorise_now(&self, input: Authorisation) -> Result<PaymentStatus, Error> {
        let script = Script::parse(&input.payment_method).ok_or(Error::UnknownMethod)?;
        self.take_time(&input, script).await?;
        let id = input.order_id.payment_id();
        let (first, promise) = match script {
            Script::Decline => (PaymentStatus::Declined, None),
            Script::Unavailable(_) => (PaymentStatus::None, None),
            Script::Never => (PaymentStatus::Pending, None),
            Script::Pending(after) => (PaymentStatus::Pending, Some(Promise { after, outcome: self.draw() })),
            Script::Approve | Script::Delay(_) | Script::Lost(_) | Script::CaptureFail(_) | Script::CaptureRefuse => {
                (self.draw(), None)
            }
        };
        if self.ledger.begin_payment(&input, first, promise).await? {
            return self.authorised(id, script, first).await;
        }
        let payment = self.ledger.find_payment(id).await?.ok_or(Error::UnknownPayment)?;
        match payment.request {
            Some((total, _)) if total != input.total => Err(Error::OtherAmount),
            // The first call's method is valid; a repeat can't change it.
            Some((_, method)) => {
                let script = Script::parse(&method).ok_or(Error::UnknownMethod)?;
                self.authorised(id, script, payment.status).await
            }
            None => Ok(payment.status),
        }
    }

    /// The result of an authorise, once the payment is in the ledger.
    async fn authorised(&self, id: PaymentId, script: Script, stands: PaymentStatus) -> Result<PaymentStatus, Error> {
        match script {
            Script::Unavailable(limit) if stands == PaymentStatus::None => {
                if self.ledger.count_failure(id, Call::Authorise, limit).await? {
                    return Err(Error::ScriptedOutage);
                }
                self.advance(id, PaymentStatus::None, self.draw()).await
            }
            Script::Lost(limit) if self.ledger.count_failure(id, Call::Authorise, limit).await? => {
                Err(Error::LostReply)
            }
            _ => Ok(stands),
        }
    }

    async fn capture_now(&self, id: PaymentId) -> Result<PaymentStatus, Error> {
        let payment = self.standing(id).await?;
        if payment.status != PaymentStatus::Authorized {
            return Ok(payment.status);
        }
        match payment.request.and_then(|(_, method)| Script::parse(&method)) {
            Some(Script::CaptureFail(limit)) if self.ledger.count_failure(id, Call::Capture, limit).await? => {
                Err(Error::ScriptedOutage)
            }
            Some(Script::CaptureRefuse) => Ok(PaymentStatus::Declined),
            _ => self.advance(id, PaymentStatus::Authorized, PaymentStatus::Captured).await,
        }
    }

    async fn refund_now(&self, id: PaymentId) -> Result<PaymentStatus, Error> {
        self.advance(id, PaymentStatus::Captured, PaymentStatus::Refunded).await
    }

    /// Moves the payment if its status is `from`, and returns the status that results.
    async fn advance(&self, id: PaymentId, from: PaymentStatus, to: PaymentStatus) -> Result<PaymentStatus, Error> {
        if self.ledger.move_payment(id, from, to).await? {
            return Ok(to);
        }
        Ok(self.standing(id).await?.status)
    }

    /// The payment, once one has begun.
    async fn standing(&self, id: PaymentId) -> Result<Payment, Error> {
        self.find(id.order_id()).await?.ok_or(Error::UnknownPayment)
    }

    /// Delays the beginning of a payment. A repeat returns at once if the payment has begun, and otherwise takes as
    /// long as the first call.
    async fn take_time(&self, input: &Authorisation, script: Script) -> Result<(), Error> {
        let delay = self.delay + script.delay();
        if delay.is_zero() || self.ledger.find_payment(input.order_id.payment_id()).await?.is_some() {
            return Ok(());
        }
        // A timeout is the usual end: the delay has passed without a drain.
        let _ = tokio::time::timeout(delay, self.hurry.cancelled()).await;
        Ok(())
    }

    /// Draws by the success rate. The draw of the call that writes the payment is the one that counts.
    fn draw(&self) -> PaymentStatus {
        if rand::random_bool(self.success_rate) { PaymentStatus::Authorized } else { PaymentStatus::Declined }
    }
}
