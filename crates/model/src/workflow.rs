//! The two workflows: which activity follows an outcome. `workflows/src/order` and `workflows/src/refund.rs`.

use crate::{
    Sale,
    mysql::State,
    process::{Activity, Outcome, Process},
    redis::Buyer,
};

/// An order as Temporal knows it: the running attempts, if any.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Order {
    /// Whether Temporal has had the start.
    pub accepted: bool,
    /// The run of the order workflow; `None` if it isn't running.
    pub saga: Option<Process>,
    /// The handler of a cancellation request, within the same workflow.
    pub cancel: Option<Process>,
    /// The run of the refund workflow.
    pub refund: Option<Process>,
    /// A cancellation request came after the sale.
    pub refund_owed: bool,
}

/// The activity of the order workflow that leads out of the state; `None` if the order has ended.
const fn leads_out_of(state: State, settle: bool) -> Option<Activity> {
    match state {
        State::Pending if settle => Some(Activity::RollBack { from_sold: false }),
        State::Pending => Some(Activity::Claim),
        State::Sold => Some(Activity::Settle),
        State::Cancelling => Some(Activity::Void),
        State::Confirmed | State::Refunding | State::Refunded | State::Cancelled => None,
    }
}

/// The activity that follows `activity` in its workflow after `outcome`; `None` at the workflow's end.
pub(crate) const fn follows(activity: Activity, outcome: Outcome) -> Option<Activity> {
    let roll_back = Some(Activity::RollBack { from_sold: false });
    match (activity, outcome) {
        (Activity::BeginRefund, Outcome::Row(State::Refunding)) => Some(Activity::Refund),
        (Activity::BeginRefund, Outcome::Row(State::Refunded)) => Some(Activity::GiveBackRefunded),
        (Activity::BeginRefund | Activity::GiveBackRefunded | Activity::RequestCancel | Activity::Load, _) => None,
        (Activity::Refund, _) => Some(Activity::FinishRefund),
        (Activity::FinishRefund, _) => Some(Activity::BeginRefund),
        (Activity::Record { settle }, Outcome::Row(state)) => leads_out_of(state, settle),
        (_, Outcome::Row(state)) => leads_out_of(state, false),
        (Activity::Claim, Outcome::Claimed) => Some(Activity::Authorise),
        (Activity::Authorise, Outcome::Authorised) => Some(Activity::Sell),
        (_, Outcome::PaymentRefused) => Some(Activity::RollBack { from_sold: true }),
        (Activity::Void, Outcome::Captured) => Some(Activity::RefundCancelled),
        (_, Outcome::GivenBack(given_back_in)) => Some(Activity::FinishCancel { given_back_in }),
        (Activity::Void | Activity::RefundCancelled, _) | (_, Outcome::EpochMoved) => Some(Activity::GiveBack),
        (Activity::FinishCancel { .. }, _) => None,
        _ => roll_back,
    }
}

impl Sale {
    /// The handler of a cancellation request has the row. A request that won ends the sale: its attempt may still
    /// finish, late.
    pub(crate) fn cancel_or_refund(&mut self, order: Buyer, outcome: Outcome) {
        let known = &mut self.orders[usize::from(order)];
        match (outcome, known.saga) {
            (Outcome::Row(State::Cancelling), Some(saga)) if is_sale(saga.activity) => {
                known.saga = Some(Process::new(order, Activity::Void));
                self.leave_behind(saga);
            }
            (Outcome::Row(State::Cancelling | State::Cancelled), _) => {}
            _ => known.refund_owed = true,
        }
    }

    /// The end of the order workflow: an owed refund starts, once the order is CONFIRMED.
    pub(crate) fn start_refund_if_owed(&mut self, order: Buyer) {
        let is_confirmed = self.mysql.state(order) == Some(State::Confirmed);
        let known = &mut self.orders[usize::from(order)];
        if known.saga.is_none() && known.cancel.is_none() && known.refund_owed {
            known.refund_owed = false;
            if is_confirmed && known.refund.is_none() {
                known.refund = Some(Process::new(order, Activity::BeginRefund));
            }
        }
    }
}

const fn is_sale(activity: Activity) -> bool {
    matches!(activity, Activity::Claim | Activity::Authorise | Activity::Sell | Activity::RollBack { .. })
}
