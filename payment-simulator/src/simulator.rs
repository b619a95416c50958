//! The simulator: a payment gateway whose failures are scripted by the payment method.
//!
//! One rule holds for every call: it moves the payment if the payment stands where the call begins, and answers
//! what stands afterwards. So each call may be repeated, and calls may come in any order:
//!
//! | call | moves | what else may stand |
//! | --- | --- | --- |
//! | authorise | nothing → AUTHORIZED, DECLINED or PENDING | the present status, also VOIDED by an earlier void |
//! | capture | AUTHORIZED → CAPTURED | any other status: a final refusal |
//! | void | nothing, PENDING or AUTHORIZED → VOIDED | DECLINED, CAPTURED, REFUNDED |
//! | refund | CAPTURED → REFUNDED | VOIDED, DECLINED, PENDING, AUTHORIZED: no money was taken, none goes back |
//!
//! Only `sim_capture_refuse` answers what doesn't stand: the capture is DECLINED, while the payment stays AUTHORIZED
//! until it is voided, so that an authorisation always ends captured, voided or refunded.

use std::{future::Future, time::Duration};

use holdfast_domain::{OrderId, PaymentId, PaymentStatus, step_messages::AuthoriseInput};
use opentelemetry::context::FutureExt;
use thiserror::Error;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    config::Config,
    ledger::{Call, Ledger, Payment, Promise},
    script::Script,
};

/// Why the simulator doesn't answer a status.
#[derive(Debug, Error)]
pub enum Error {
    /// It knows no such payment method. Nothing was done.
    #[error("no such payment method")]
    UnknownMethod,
    /// The payment was begun with another amount or currency. Nothing was done.
    #[error("the payment has another amount or currency")]
    OtherAmount,
    /// It knows no such payment. Nothing was done.
    #[error("no such payment")]
    UnknownPayment,
    /// The script says that the gateway is away. Nothing was done.
    #[error("the gateway is unavailable, as scripted")]
    ScriptedOutage,
    /// The script says that the reply is lost: the payment is authorised, and the caller must not learn it.
    #[error("the reply is lost, as scripted")]
    LostReply,
    /// The ledger has no answer.
    #[error(transparent)]
    Ledger(#[from] holdfast_mysql::Error),
    /// The work panicked or its runtime is going down; the log has the panic.
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
    pub async fn authorise(&self, input: AuthoriseInput) -> Result<PaymentStatus, Error> {
        self.finish(|this| async move { this.authorise_now(input).await }).await
    }

    /// Takes the money.
    pub async fn capture(&self, id: PaymentId) -> Result<PaymentStatus, Error> {
        self.finish(move |this| async move { this.capture_now(id).await }).await
    }

    /// Lets the money go, and forbids every later authorisation.
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

    /// Waits for the work under way, without its delays. Call it once no request comes any more.
    pub async fn drain(&self) {
        self.hurry.cancel();
        self.work.close();
        self.work.wait().await;
    }

    /// Runs the work in a task of its own: a caller who hangs up drops the future of the request, and a gateway
    /// finishes what it began all the same.
    async fn finish<W>(&self, work: impl FnOnce(Self) -> W) -> Result<PaymentStatus, Error>
    where
        W: Future<Output = Result<PaymentStatus, Error>> + Send + 'static,
    {
        self.work.spawn(work(self.clone()).with_current_context()).await?
    }

    async fn authorise_now(&self, input: AuthoriseInput) -> Result<PaymentStatus, Error> {
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
            return self.answer(id, script, first).await;
        }
        let payment = self.ledger.find_payment(id).await?.ok_or(Error::UnknownPayment)?;
        match payment.request {
            Some((total, _)) if total != input.total => Err(Error::OtherAmount),
            // The method of the first call stands, whatever a repeat says.
            Some((_, method)) => {
                let script = Script::parse(&method).ok_or(Error::UnknownMethod)?;
                self.answer(id, script, payment.status).await
            }
            None => Ok(payment.status),
        }
    }

    /// The answer to an authorise, once the payment is in the ledger.
    async fn answer(&self, id: PaymentId, script: Script, stands: PaymentStatus) -> Result<PaymentStatus, Error> {
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

    /// Moves the payment if it stands at `from`, and answers what stands afterwards.
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

    /// Delays the beginning of a payment. A repeat finds it begun and is answered at once; before that, a repeat
    /// takes its time like the first call.
    async fn take_time(&self, input: &AuthoriseInput, script: Script) -> Result<(), Error> {
        let delay = self.delay + script.delay();
        if delay.is_zero() || self.ledger.find_payment(input.order_id.payment_id()).await?.is_some() {
            return Ok(());
        }
        // An overrun only means that the time is over.
        let _ = tokio::time::timeout(delay, self.hurry.cancelled()).await;
        Ok(())
    }

    /// The general odds. Whoever writes the payment first has drawn for it.
    fn draw(&self) -> PaymentStatus {
        if rand::random_bool(self.success_rate) { PaymentStatus::Authorized } else { PaymentStatus::Declined }
    }
}
