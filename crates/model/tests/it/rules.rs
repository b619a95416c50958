//! Without any one of the rules, the search finds a schedule that violates an invariant.

use super::{
    Bounds, CLEAN_SLATE, FormerPrimary, ONE_BUYER, ONE_EPOCH, ONE_FAULT, ORDERS_END, Rules, SOLD_ONCE, assert_violated,
};

/// A load is overtaken: Redis loses the event, and the lease of the load that follows ends.
const LATE_LOAD: Bounds = Bounds { faults: 2, flushes: 1, overtakings: 1, epochs: 4, ..ONE_BUYER };

#[test]
fn without_a_reload_by_the_late_loader_and_without_comparing_epochs_a_cancellation_never_ends() {
    let rules = Rules { late_loader_reloads: false, cancellation_gives_back_at_epoch: false, ..Rules::ALL };
    assert_violated(ORDERS_END, rules, LATE_LOAD);
}

#[test]
fn without_a_reload_by_the_late_loader_redis_stays_behind_mysql() {
    let rules = Rules { late_loader_reloads: false, ..Rules::ALL };
    assert_violated(ONE_EPOCH, rules, LATE_LOAD);
}

#[test]
fn without_comparing_epochs_a_cancellation_never_ends_after_a_late_loader_that_died() {
    let rules = Rules { cancellation_gives_back_at_epoch: false, ..Rules::ALL };
    assert_violated(ORDERS_END, rules, Bounds { faults: 3, lost_replies: 1, ..LATE_LOAD });
}

#[test]
fn without_comparing_epochs_a_refund_leaves_the_seat_claimed_on_a_promoted_redis() {
    let rules = Rules { refund_gives_back_at_epoch: false, ..Rules::ALL };
    assert_violated(CLEAN_SLATE, rules, Bounds { failovers: 1, former_primary: FormerPrimary::GivesBack, ..ONE_BUYER });
}

#[test]
fn without_the_proof_of_the_epoch_a_load_claims_the_seat_of_a_cancelled_order_again() {
    let rules = Rules { cancelled_proves_the_epoch: false, ..Rules::ALL };
    assert_violated(CLEAN_SLATE, rules, Bounds { failovers: 1, former_primary: FormerPrimary::GivesBack, ..ONE_BUYER });
}

#[test]
fn without_giving_back_the_hold_a_late_claim_stays() {
    let rules = Rules { giving_back_frees_the_hold: false, ..Rules::ALL };
    assert_violated(CLEAN_SLATE, rules, Bounds { late_attempts: 1, ..ONE_BUYER });
}

#[test]
fn without_a_second_look_at_a_lost_seat_it_stays_sold_after_the_refund_of_its_owner() {
    let rules = Rules { lost_seats_are_read_again: false, ..Rules::ALL };
    assert_violated(CLEAN_SLATE, rules, Bounds { flushes: 1, ..ONE_FAULT });
}

#[test]
fn without_blocking_steps_a_load_undoes_a_sale() {
    let rules = Rules { a_load_blocks_steps: false, ..Rules::ALL };
    assert_violated(CLEAN_SLATE, rules, Bounds { failovers: 1, ..ONE_FAULT });
}

#[test]
fn without_the_unique_key_a_seat_is_sold_twice() {
    let rules = Rules { one_live_ticket_per_seat: false, ..Rules::ALL };
    assert_violated(SOLD_ONCE, rules, Bounds { flushes: 1, ..ONE_FAULT });
}
