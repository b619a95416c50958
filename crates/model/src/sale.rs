//! The whole sale as one state, and what may happen in it.

use stateright::{Model, Property};

use crate::{
    Action, Bounds, FormerPrimary, Rules, Server, Slot,
    gateway::Payment,
    mysql::{Mysql, State},
    process::{Activity, After, Process, Step},
    properties,
    redis::{BUYERS, Buyer, Fence, Nonce, Redis},
    workflow::{Order, follows},
};

/// The state of everything.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Sale {
    /// The primary.
    pub redis: Redis,
    /// The primary of before the failover, while it still responds.
    pub former: Option<Redis>,
    /// A replica that has stopped following.
    pub replica: Option<Redis>,
    /// MySQL.
    pub mysql: Mysql,
    /// The gateway's ledger.
    pub payments: [Payment; BUYERS],
    /// The fence of which each buyer was told.
    pub buyers: [Option<Fence>; BUYERS],
    /// The orders' workflows.
    pub orders: [Order; BUYERS],
    /// The order that was accepted first.
    pub oldest: Option<Buyer>,
    /// A load outside the saga.
    pub loader: Option<Process>,
    /// Attempts that were given up and still run.
    pub late: Vec<Process>,
    /// What may still happen.
    pub left: Bounds,
    /// Whether a process died during a load. Then only the next step on the event repairs the load.
    pub load_died: bool,
    /// Whether the unique key over live tickets has refused a sale.
    pub seat_was_lost: bool,
}

/// The model: its rules, and how far it is searched.
#[derive(Debug, Clone, Copy)]
pub struct SaleModel {
    /// The rules that are kept.
    pub rules: Rules,
    /// What the search covers.
    pub bounds: Bounds,
}

impl Model for SaleModel {
    type State = Sale;
    type Action = Action;

    fn init_states(&self) -> Vec<Sale> {
        vec![Sale {
            redis: Redis::loaded(),
            former: None,
            replica: None,
            mysql: Mysql::loaded(),
            payments: [Payment::None; BUYERS],
            buyers: [None; BUYERS],
            orders: Default::default(),
            oldest: None,
            loader: None,
            late: Vec::new(),
            left: self.bounds,
            load_died: false,
            seat_was_lost: false,
        }]
    }

    fn actions(&self, sale: &Sale, actions: &mut Vec<Action>) {
        for buyer in 0..self.bounds.buyers {
            actions.extend([
                Action::PlaceOrder(buyer),
                Action::RequestCancel(buyer),
                Action::RequestRefund(buyer),
                Action::Deadline(buyer),
                Action::RefuseCapture(buyer),
                Action::Reconcile(buyer),
                Action::EndHold(buyer),
            ]);
            actions.extend([false, true].map(|lost| Action::HoldSeats { buyer, lost }));
        }
        for slot in sale.slots() {
            actions.extend([Action::Step(slot, Server::Primary), Action::StepAndDie(slot)]);
            let does = |step| match self.bounds.former_primary {
                FormerPrimary::Gone => false,
                FormerPrimary::GivesBack => matches!(step, Step::GiveBack { .. }),
                FormerPrimary::DoesAnything => {
                    matches!(step, Step::ClaimSeats | Step::SellSeats | Step::GiveBack { .. })
                }
            };
            if sale.former.is_some() && sale.process(slot).is_some_and(|process| does(process.step)) {
                actions.push(Action::Step(slot, Server::Former));
            }
            actions.extend([Action::LeaveBehind(slot), Action::Terminate(slot)]);
        }
        actions.extend(sale.marks().map(Action::EndLease));
        actions.extend([
            Action::ExpireHolds,
            Action::StartLoader,
            Action::StopReplica,
            Action::Failover,
            Action::RetireFormer,
            Action::Flush,
        ]);
    }

    fn next_state(&self, sale: &Sale, action: Action) -> Option<Sale> {
        let mut next = sale.clone();
        next.act(action, self.rules)?;
        (next != *sale).then_some(next)
    }

    fn within_boundary(&self, sale: &Sale) -> bool {
        sale.mysql.epoch <= self.bounds.epochs
    }

    fn properties(&self) -> Vec<Property<Self>> {
        properties::all()
    }
}

impl Sale {
    /// Does `action`. Returns `None` if it can't happen now.
    pub(crate) fn act(&mut self, action: Action, rules: Rules) -> Option<()> {
        match action {
            Action::HoldSeats { buyer, lost } => self.hold_seats(buyer, lost),
            Action::PlaceOrder(buyer) => self.place_order(buyer),
            Action::RequestCancel(buyer) => {
                let order = &mut self.orders[usize::from(buyer)];
                (order.saga.is_some() && order.cancel.is_none()).then_some(())?;
                order.cancel = Some(Process::new(buyer, Activity::RequestCancel));
                spend(&mut self.left.cancellations)
            }
            Action::RequestRefund(buyer) => {
                let is_confirmed = self.mysql.state(buyer) == Some(State::Confirmed);
                let order = &mut self.orders[usize::from(buyer)];
                (is_confirmed && order.refund.is_none()).then_some(())?;
                order.refund = Some(Process::new(buyer, Activity::BeginRefund));
                spend(&mut self.left.refunds)
            }
            Action::Step(slot, server) => self.step(slot, server, rules).map(drop),
            Action::StepAndDie(slot) => {
                self.fault(|left| &mut left.lost_replies)?;
                self.step_and_die(slot, rules)
            }
            Action::LeaveBehind(slot) => self.pause(slot),
            Action::Deadline(buyer) => {
                self.fault(|left| &mut left.deadlines)?;
                let saga = self.orders[usize::from(buyer)].saga.filter(|saga| saga.activity == Activity::Authorise)?;
                self.leave_behind(saga);
                self.resume(Slot::Saga(buyer), Some(Activity::RollBack { from_sold: false }));
                Some(())
            }
            Action::RefuseCapture(buyer) => {
                self.fault(|left| &mut left.refused_captures)?;
                let payment = &mut self.payments[usize::from(buyer)];
                (*payment == Payment::Authorized).then(|| *payment = Payment::AuthorizedInVain)
            }
            Action::Terminate(slot) => self.terminate(slot),
            Action::Reconcile(buyer) => self.reconcile(buyer),
            Action::EndHold(buyer) => {
                self.servers().for_each(|server| server.end_hold(buyer));
                Some(())
            }
            Action::ExpireHolds => self.redis.expire_holds().ok(),
            Action::EndLease(nonce) => {
                if self.processes().any(|process| process.nonce() == Some(nonce)) {
                    self.fault(|left| &mut left.overtakings)?;
                }
                self.servers().for_each(|server| server.end_lease(nonce));
                Some(())
            }
            Action::StartLoader => {
                (self.loader.is_none() && !self.redis.is_loaded()).then_some(())?;
                self.loader = Some(Process::new(0, Activity::Load));
                Some(())
            }
            Action::StopReplica => {
                (self.left.failovers > 0 && self.left.faults > 0 && self.replica.is_none()).then_some(())?;
                self.replica = Some(self.redis.clone());
                Some(())
            }
            Action::Failover => self.fail_over(),
            Action::RetireFormer => self.former.take().map(drop),
            Action::Flush => {
                self.fault(|left| &mut left.flushes)?;
                self.redis = Redis::empty(self.redis.server);
                Some(())
            }
        }
    }

    /// The slots that have a process.
    pub(crate) fn slots(&self) -> Vec<Slot> {
        let mut slots = Vec::new();
        for (buyer, order) in (0..).zip(&self.orders) {
            slots.extend(order.saga.map(|_| Slot::Saga(buyer)));
            slots.extend(order.cancel.map(|_| Slot::Cancel(buyer)));
            slots.extend(order.refund.map(|_| Slot::Refund(buyer)));
        }
        slots.extend(self.loader.map(|_| Slot::Loader));
        slots.extend((0..self.late.len()).map(Slot::Late));
        slots
    }

    /// The loads whose mark is on a server.
    pub(crate) fn marks(&self) -> impl Iterator<Item = Nonce> {
        let servers = [Some(&self.redis), self.former.as_ref(), self.replica.as_ref()];
        servers.into_iter().flatten().filter_map(|server| server.load).map(|load| load.nonce)
    }

    /// Every process.
    pub(crate) fn processes(&self) -> impl Iterator<Item = &Process> {
        let sagas = self.orders.iter().flat_map(|order| [&order.saga, &order.cancel, &order.refund]);
        sagas.chain([&self.loader]).flatten().chain(&self.late)
    }

    /// The lowest nonce that no process and no server knows.
    pub(crate) fn free_nonce(&self) -> Nonce {
        let is_used = |nonce: &Nonce| {
            self.marks().any(|mark| mark == *nonce) || self.processes().any(|process| process.nonce() == Some(*nonce))
        };
        (0..Nonce::MAX).find(|nonce| !is_used(nonce)).unwrap_or_default()
    }

    /// An attempt is given up and still runs, if the bounds allow that; otherwise it dies.
    pub(crate) fn leave_behind(&mut self, process: Process) {
        if self.fault(|left| &mut left.late_attempts).is_some() {
            self.late.push(process);
        } else {
            self.die(process);
        }
    }

    /// Spends one fault; `None` if there is none left.
    fn fault(&mut self, of: impl FnOnce(&mut Bounds) -> &mut u8) -> Option<()> {
        (self.left.faults > 0).then_some(())?;
        spend(of(&mut self.left))?;
        spend(&mut self.left.faults)
    }

    fn hold_seats(&mut self, buyer: Buyer, lost: bool) -> Option<()> {
        // Buyers are alike until one has held the seat, so the first one is always the same.
        let is_first = buyer == 0 || self.buyers[0].is_some();
        (is_first && self.buyers[usize::from(buyer)].is_none()).then_some(())?;
        if lost {
            self.fault(|left| &mut left.lost_replies)?;
        }
        let fence = self.redis.hold_seats(buyer).ok()??;
        if !lost {
            self.buyers[usize::from(buyer)] = Some(fence);
        }
        Some(())
    }

    fn place_order(&mut self, buyer: Buyer) -> Option<()> {
        let order = &mut self.orders[usize::from(buyer)];
        (self.buyers[usize::from(buyer)].is_some() && !order.accepted).then_some(())?;
        order.accepted = true;
        order.saga = Some(Process::new(buyer, Activity::Record { settle: false }));
        self.oldest.get_or_insert(buyer);
        Some(())
    }

    /// Takes the next step of a process. Returns whether the attempt goes on; `None` if it is blocked.
    pub(crate) fn step(&mut self, slot: Slot, server: Server, rules: Rules) -> Option<bool> {
        let process = self.process(slot)?;
        let after = self.take_step(process, server, rules);
        match after {
            After::Blocked => return None,
            After::Next(step) => self.set(slot, Some(Process { step, ..process })),
            After::Retry => self.resume(slot, Some(process.activity)),
            After::Ended(outcome) => {
                self.resume(slot, follows(process.activity, outcome));
                if let Slot::Cancel(order) = slot {
                    self.cancel_or_refund(order, outcome);
                }
            }
        }
        (0..2).for_each(|order| self.start_refund_if_owed(order));
        Some(matches!(after, After::Next(_)))
    }

    fn step_and_die(&mut self, slot: Slot, rules: Rules) -> Option<()> {
        let process = self.process(slot)?;
        match self.take_step(process, Server::Primary, rules) {
            After::Blocked => return None,
            After::Next(step) => self.die(Process { step, ..process }),
            After::Retry | After::Ended(_) => {}
        }
        self.resume(slot, Some(process.activity));
        Some(())
    }

    fn pause(&mut self, slot: Slot) -> Option<()> {
        (!matches!(slot, Slot::Late(_)) && self.left.late_attempts > 0 && self.left.faults > 0).then_some(())?;
        let process = self.process(slot)?;
        self.leave_behind(process);
        self.resume(slot, Some(process.activity));
        Some(())
    }

    fn terminate(&mut self, slot: Slot) -> Option<()> {
        match slot {
            Slot::Saga(_) => {}
            Slot::Refund(_) if self.left.terminated_refunds => {}
            Slot::Refund(_) | Slot::Cancel(_) | Slot::Loader | Slot::Late(_) => return None,
        }
        self.fault(|left| &mut left.terminations)?;
        let process = self.process(slot)?;
        self.set(slot, None);
        self.leave_behind(process);
        if let Slot::Saga(order) = slot {
            let order = &mut self.orders[usize::from(order)];
            order.refund_owed = false;
            if let Some(handler) = order.cancel.take() {
                self.leave_behind(handler);
            }
        }
        Some(())
    }

    /// `worker/src/reconciler.rs`: a row that isn't final, and no workflow that drives it.
    fn reconcile(&mut self, buyer: Buyer) -> Option<()> {
        let state = self.mysql.state(buyer)?;
        let order = &mut self.orders[usize::from(buyer)];
        match state {
            State::Pending | State::Sold | State::Cancelling if order.saga.is_none() => {
                order.saga = Some(Process::new(buyer, Activity::Record { settle: true }));
                Some(())
            }
            State::Refunding if order.refund.is_none() => {
                order.refund = Some(Process::new(buyer, Activity::BeginRefund));
                Some(())
            }
            _ => None,
        }
    }

    fn fail_over(&mut self) -> Option<()> {
        self.fault(|left| &mut left.failovers)?;
        let mut promoted = self.replica.take().unwrap_or_else(|| self.redis.clone());
        promoted.server = self.redis.server + 1;
        let former = std::mem::replace(&mut self.redis, promoted);
        self.former = Some(former).filter(|_| self.left.former_primary != FormerPrimary::Gone);
        Some(())
    }

    /// The process is gone: its connection to MySQL is closed, and its place is lost.
    fn die(&mut self, process: Process) {
        if let Some(nonce) = process.nonce() {
            self.mysql.lock.take_if(|holder| *holder == nonce);
            self.load_died = true;
        }
        if matches!(process.step, Step::LoadedEpoch | Step::Epoch { .. }) {
            self.load_died = true;
        }
    }

    /// The next activity of a slot's workflow, or a repeat of the activity. A late attempt and a load have neither.
    fn resume(&mut self, slot: Slot, activity: Option<Activity>) {
        let next = match slot {
            Slot::Saga(order) | Slot::Cancel(order) | Slot::Refund(order) => {
                activity.map(|activity| Process::new(order, activity))
            }
            Slot::Loader | Slot::Late(_) => None,
        };
        self.set(slot, next);
    }

    /// The process of a slot, if there is one.
    fn process(&self, slot: Slot) -> Option<Process> {
        match slot {
            Slot::Saga(order) => self.orders[usize::from(order)].saga,
            Slot::Cancel(order) => self.orders[usize::from(order)].cancel,
            Slot::Refund(order) => self.orders[usize::from(order)].refund,
            Slot::Loader => self.loader,
            Slot::Late(index) => self.late.get(index).copied(),
        }
    }

    /// Sets or empties a slot.
    fn set(&mut self, slot: Slot, process: Option<Process>) {
        match slot {
            Slot::Saga(order) => self.orders[usize::from(order)].saga = process,
            Slot::Cancel(order) => self.orders[usize::from(order)].cancel = process,
            Slot::Refund(order) => self.orders[usize::from(order)].refund = process,
            Slot::Loader => self.loader = process,
            Slot::Late(index) => match process {
                Some(process) => self.late[index] = process,
                None => drop(self.late.remove(index)),
            },
        }
    }

    fn servers(&mut self) -> impl Iterator<Item = &mut Redis> {
        [Some(&mut self.redis), self.former.as_mut(), self.replica.as_mut()].into_iter().flatten()
    }
}

fn spend(budget: &mut u8) -> Option<()> {
    *budget = budget.checked_sub(1)?;
    Some(())
}
