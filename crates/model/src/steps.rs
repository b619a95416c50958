//! The bodies of the activities: `activities/src/order_steps.rs` and `crates/stores/src/loader.rs`, cut into atomic
//! steps.

use crate::{
    Rules, Sale,
    mysql::{Commit, State},
    process::{Activity, After, Outcome, Process, Step},
    redis::{Claim, Epoch, Redis, Sell},
};

/// The Redis server that a script goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Server {
    /// The primary.
    Primary,
    /// The primary of before the failover, which still responds.
    Former,
}

impl Server {
    /// The server, if it responds.
    const fn of<'a>(self, primary: &'a mut Redis, former: &'a mut Option<Redis>) -> Option<&'a mut Redis> {
        match self {
            Self::Primary => Some(primary),
            Self::Former => former.as_mut(),
        }
    }
}

impl Sale {
    /// Does the next atomic step of `process`.
    pub(crate) fn take_step(&mut self, process: Process, server: Server, rules: Rules) -> After {
        let Process { order, activity, step } = process;
        let payment = &mut self.payments[usize::from(order)];
        let mysql = &mut self.mysql;
        match step {
            Step::RecordOrder => match (activity, mysql.record_order(order)) {
                (Activity::RollBack { .. } | Activity::RequestCancel, _) => After::Next(Step::BeginCancel),
                (_, state) => After::Ended(Outcome::Row(state)),
            },
            Step::BeginCancel => row(mysql.begin_cancel(order, activity == Activity::RollBack { from_sold: true })),
            Step::Authorise => After::Ended(if payment.authorise() { Outcome::Authorised } else { Outcome::Refused }),
            Step::CommitOrder => match mysql.commit_order(order, rules) {
                None => After::Blocked,
                Some(Commit::Sold) => After::Next(Step::Capture),
                Some(Commit::Overtaken(state)) => After::Ended(Outcome::Row(state)),
                Some(Commit::SeatLost) => {
                    self.seat_was_lost = true;
                    After::Ended(Outcome::Refused)
                }
            },
            Step::Capture => {
                if payment.capture() {
                    After::Next(Step::SellSeats)
                } else {
                    After::Ended(Outcome::PaymentRefused)
                }
            }
            Step::FindOrder if mysql.owner() == Some(order) => After::Next(Step::BeginLoad),
            Step::FindOrder => After::Next(Step::ConfirmOrder),
            Step::ConfirmOrder => row(mysql.confirm_order(order)),
            Step::Void => After::Ended(if payment.void() { Outcome::Released } else { Outcome::Captured }),
            Step::Refund => {
                payment.refund();
                After::Ended(Outcome::Released)
            }
            Step::TicketsOfOthers => After::Next(Step::GiveBack { lost_to: mysql.tickets_of_others(order) }),
            Step::TicketsOfOthersAgain { lost_to, given_back_in }
                if mysql.tickets_of_others(order) == Some(lost_to) =>
            {
                after_giving_back(activity, given_back_in, rules)
            }
            Step::TicketsOfOthersAgain { .. } => After::Next(Step::BeginLoad),
            Step::CompareEpoch { given_back_in } if mysql.epoch == given_back_in => {
                After::Ended(Outcome::GivenBack(given_back_in))
            }
            Step::CompareEpoch { .. } => After::Next(Step::LoadedEpoch),
            Step::FinishCancel if mysql.lock.is_some() => After::Blocked,
            Step::FinishCancel => match activity {
                Activity::FinishCancel { given_back_in } if !mysql.finish_cancel(order, given_back_in, rules) => {
                    After::Ended(Outcome::EpochMoved)
                }
                _ => After::Ended(Outcome::Done),
            },
            Step::BeginRefund => match mysql.begin_refund(order) {
                // The refund waits until the order has ended.
                None | Some(State::Pending | State::Sold | State::Cancelling) => After::Blocked,
                state => row(state),
            },
            Step::FinishRefund => {
                mysql.finish_refund(order);
                After::Ended(Outcome::Done)
            }
            Step::ClaimSeats | Step::SellSeats | Step::GiveBack { .. } => self.change_seats(process, server, rules),
            Step::EnsureLoaded
            | Step::BeginLoad
            | Step::RaiseEpoch { .. }
            | Step::WithOwnership { .. }
            | Step::FinishLoad { .. }
            | Step::AbandonLoad { .. }
            | Step::LoadedEpoch
            | Step::Epoch { .. } => self.load(process, server, rules),
        }
    }

    /// The scripts that change seats. An event that isn't loaded is loaded, as `or_load` does.
    fn change_seats(&mut self, Process { order, activity, step }: Process, server: Server, rules: Rules) -> After {
        let fence = self.buyers[usize::from(order)];
        let Some(redis) = server.of(&mut self.redis, &mut self.former) else { return After::Blocked };
        let unclaimed = fence.filter(|_| activity == Activity::GiveBack && rules.giving_back_frees_the_hold);
        let after = match step {
            Step::ClaimSeats => fence.map_or(Ok(After::Blocked), |fence| {
                redis.claim_seats(order, fence).map(|claim| match claim {
                    Claim::Claimed => After::Ended(Outcome::Claimed),
                    Claim::Refused => After::Ended(Outcome::Refused),
                })
            }),
            Step::SellSeats => redis.sell_seats(order).map(|sell| match sell {
                Sell::Sold => After::Next(Step::ConfirmOrder),
                Sell::NotOurs => After::Next(Step::FindOrder),
            }),
            Step::GiveBack { lost_to } => {
                redis.give_back(order, lost_to, unclaimed).map(|given_back_in| match lost_to {
                    Some(lost_to) if rules.lost_seats_are_read_again => {
                        After::Next(Step::TicketsOfOthersAgain { lost_to, given_back_in })
                    }
                    _ => after_giving_back(activity, given_back_in, rules),
                })
            }
            _ => Ok(After::Blocked),
        };
        after.unwrap_or(After::Next(Step::EnsureLoaded))
    }

    /// `crates/stores/src/loader.rs`
    fn load(&mut self, process: Process, server: Server, rules: Rules) -> After {
        // An activity returns the error Loading and is retried.
        let loaded = if process.activity == Activity::Load { After::Ended(Outcome::Done) } else { After::Retry };
        let free_nonce = self.free_nonce();
        let oldest = self.oldest.unwrap_or_default();
        let locked = self.mysql.lock.is_some();
        let Some(redis) = server.of(&mut self.redis, &mut self.former) else { return After::Blocked };
        match process.step {
            Step::EnsureLoaded if redis.is_loaded() => loaded,
            Step::BeginLoad => match redis.begin_load(free_nonce, rules) {
                None => loaded,
                Some(in_redis) => After::Next(Step::RaiseEpoch { nonce: free_nonce, in_redis }),
            },
            Step::RaiseEpoch { .. } | Step::WithOwnership { .. } if locked => After::Blocked,
            Step::RaiseEpoch { nonce, in_redis } => {
                After::Next(Step::WithOwnership { nonce, epoch: self.mysql.raise_epoch(in_redis) })
            }
            Step::WithOwnership { nonce, epoch } => {
                After::Next(match self.mysql.with_ownership(nonce, epoch, oldest) {
                    None => Step::AbandonLoad { nonce, failed: false },
                    Some(owner) => Step::FinishLoad { nonce, epoch, owner },
                })
            }
            Step::FinishLoad { nonce, epoch, owner } => {
                let is_finished = redis.finish_load(nonce, epoch, owner);
                let failed = self.mysql.lock.take_if(|holder| *holder == nonce).is_none();
                if is_finished && !failed { loaded } else { After::Next(Step::AbandonLoad { nonce, failed }) }
            }
            Step::AbandonLoad { nonce, failed } => {
                redis.abandon_load(nonce);
                if failed || !rules.late_loader_reloads { loaded } else { After::Next(Step::LoadedEpoch) }
            }
            Step::LoadedEpoch => After::Next(Step::Epoch { in_redis: redis.loaded_epoch() }),
            Step::Epoch { in_redis } if in_redis == Some(self.mysql.epoch) => loaded,
            Step::EnsureLoaded | Step::Epoch { .. } => After::Next(Step::BeginLoad),
            _ => After::Blocked,
        }
    }
}

fn after_giving_back(activity: Activity, given_back_in: Epoch, rules: Rules) -> After {
    let compares = match activity {
        Activity::GiveBackRefunded => rules.refund_gives_back_at_epoch,
        _ => rules.cancellation_gives_back_at_epoch,
    };
    if compares {
        After::Next(Step::CompareEpoch { given_back_in })
    } else {
        After::Ended(Outcome::GivenBack(given_back_in))
    }
}

fn row(state: Option<State>) -> After {
    state.map_or(After::Blocked, |state| After::Ended(Outcome::Row(state)))
}
