//! The invariants of ARCHITECTURE.md as properties of the model.
//!
//! The numbers are those of the page. The others are kept by the form of the code, which the model copies: 5 (a repeat
//! is the same order: one workflow per key), 7 (the change stream), 8 (a script returns NOT_LOADED) and 9 (histories
//! replay).

use stateright::Property;

use crate::{
    Action, Bounds, Rules, Sale, SaleModel, Server,
    gateway::Payment,
    mysql::State,
    process::Activity,
    redis::{Buyer, Seat},
};

/// 1: at most one order has a live ticket for the seat.
pub const SOLD_ONCE: &str = "no seat is sold twice";
/// 1: without a fault, the last guard isn't needed.
pub const GUARD_RESTS: &str = "without a fault, the unique key over live tickets refuses no sale";
/// 2 and 3: from the claim on the seat stays with the order, as long as Redis loses nothing.
pub const CLAIM_STAYS: &str = "an order that asks for money has its seat";
/// 3: money is taken from CONFIRMED on and never after the end of a rollback.
pub const MONEY_FOLLOWS: &str = "money follows the row";
/// 4: when the faults stop, every order ends.
pub const ORDERS_END: &str = "an accepted order always ends";
/// 6: when everything has ended, Redis shows the seat as sold exactly when there is a live ticket, and no money is
/// left.
pub const CLEAN_SLATE: &str = "what has ended leaves a clean slate";
/// When everything has ended and no load has died, Redis and MySQL are at one epoch.
pub const ONE_EPOCH: &str = "redis and mysql end at one epoch";
/// The search reaches a sale, so that the properties above aren't true of nothing.
pub const SALE_HAPPENS: &str = "a seat is sold";

/// Rounds of every process after which an order that hasn't ended counts as one that never will: more than the model
/// has attempts in a row.
const ROUNDS: usize = 100;

/// All properties.
pub(crate) fn all() -> Vec<Property<SaleModel>> {
    vec![
        Property::always(SOLD_ONCE, |_: &SaleModel, sale: &Sale| live_tickets(sale) <= 1),
        Property::always(GUARD_RESTS, |model: &SaleModel, sale: &Sale| {
            !sale.seat_was_lost || sale.left.faults < model.bounds.faults
        }),
        Property::always(CLAIM_STAYS, |model: &SaleModel, sale: &Sale| {
            has_lost_data(model, sale) || (0..2).all(|order| !asks_for_money(sale, order) || owns_seat(sale, order))
        }),
        Property::always(MONEY_FOLLOWS, |_: &SaleModel, sale: &Sale| {
            (0..2).all(|order| money_follows_row(sale, order))
        }),
        Property::always(ORDERS_END, |model: &SaleModel, sale: &Sale| ends_without_faults(sale, model.rules)),
        Property::always(CLEAN_SLATE, |_: &SaleModel, sale: &Sale| !is_at_rest(sale) || is_clean(sale)),
        Property::always(ONE_EPOCH, |_: &SaleModel, sale: &Sale| {
            !is_at_rest(sale) || sale.load_died || sale.redis.loaded_epoch() == Some(sale.mysql.epoch)
        }),
        Property::sometimes(SALE_HAPPENS, |_: &SaleModel, sale: &Sale| sale.mysql.state(0) == Some(State::Confirmed)),
    ]
}

fn live_tickets(sale: &Sale) -> usize {
    sale.mysql.rows.iter().flatten().filter(|row| row.ticket).count()
}

fn has_lost_data(model: &SaleModel, sale: &Sale) -> bool {
    (sale.left.failovers, sale.left.flushes) != (model.bounds.failovers, model.bounds.flushes)
}

fn asks_for_money(sale: &Sale, order: Buyer) -> bool {
    let saga = sale.orders[usize::from(order)].saga;
    saga.is_some_and(|saga| matches!(saga.activity, Activity::Authorise | Activity::Sell))
        && sale.mysql.state(order) == Some(State::Pending)
}

fn owns_seat(sale: &Sale, order: Buyer) -> bool {
    sale.redis.seat == Seat::Claimed(order) || sale.redis.seat == Seat::Sold(order)
}

fn money_follows_row(sale: &Sale, order: Buyer) -> bool {
    let payment = sale.payments[usize::from(order)];
    match sale.mysql.state(order) {
        Some(State::Confirmed) => payment == Payment::Captured,
        Some(State::Cancelled | State::Refunded) => !payment.has_money(),
        None => payment == Payment::None,
        Some(State::Pending | State::Sold | State::Refunding | State::Cancelling) => true,
    }
}

/// Whether nothing happens any more, but for new requests and faults.
fn is_at_rest(sale: &Sale) -> bool {
    let has_lost_order = (0..2).any(|order| sale.clone().act(Action::Reconcile(order), Rules::ALL).is_some());
    sale.processes().next().is_none()
        && sale.former.is_none()
        && sale.redis.is_loaded()
        && sale.redis.load.is_none()
        && !sale.redis.has_holds()
        && !has_lost_order
}

fn is_clean(sale: &Sale) -> bool {
    let seat = sale.mysql.owner().map_or(Seat::Available, Seat::Sold);
    let is_final = |state: Option<State>| state.is_none_or(State::is_final);
    sale.redis.seat == seat && (0..2).all(|order| is_final(sale.mysql.state(order)) && money_follows_row(sale, order))
}

/// Lets every process in turn run to the end of its attempt, without further faults. That is one of the fair ways to go
/// on: if an order doesn't end on it, the order may never end.
fn ends_without_faults(sale: &Sale, rules: Rules) -> bool {
    let mut sale = Sale { former: None, left: Bounds { faults: 0, ..sale.left }, ..sale.clone() };
    for _ in 0..ROUNDS {
        let mut moved = false;
        for slot in sale.slots() {
            while let Some(goes_on) = sale.step(slot, Server::Primary, rules) {
                moved = true;
                if !goes_on {
                    break;
                }
            }
        }
        for order in 0..2 {
            moved |= sale.act(Action::Reconcile(order), rules).is_some();
        }
        // The lease of a load whose process is gone.
        for nonce in sale.marks().collect::<Vec<_>>() {
            let _ = sale.act(Action::EndLease(nonce), rules);
        }
        if !moved {
            return (0..2).all(|order| sale.mysql.state(order).is_none_or(State::is_final));
        }
    }
    false
}
