//! Makes more of one thing.

use anyhow::Context as _;

use super::Dimension;
use crate::{
    api::{Hold, MAX_EVENT_SEATS, Operator},
    http::Server,
    past_orders::PastOrders,
    scenario::{System, make_holds, release_holds, shares, together},
};

const SEATS: u32 = 1000;
const SEATS_OF_MANY: u32 = 100;
const HOLD_SECONDS: u32 = 600;

/// What has been grown, and how it is removed.
pub(super) struct Grower {
    of: Dimension,
    system: System,
    server: Server,
    operator: Operator,
    /// Every event that was created.
    events: Vec<u64>,
    holds: Vec<Hold>,
    /// The event of the open holds.
    held: Option<u64>,
    past_orders: Option<PastOrders>,
}

impl Grower {
    /// # Errors
    /// When the system can't be reached by its settings.
    pub(super) async fn new(system: &System, of: Dimension) -> anyhow::Result<Self> {
        let past_orders = match of {
            Dimension::Orders => {
                let url = system.database_url.as_deref().context("past orders need DATABASE_URL")?;
                Some(PastOrders::connect(url).await?)
            }
            Dimension::Seats | Dimension::Events | Dimension::Holds => None,
        };
        Ok(Self {
            of,
            system: system.clone(),
            server: system.server()?,
            operator: system.operator()?,
            events: Vec::new(),
            holds: Vec::new(),
            held: None,
            past_orders,
        })
    }

    /// Grows to this size. Returns an event that is on sale, with at least a hundred free seats.
    pub(super) async fn grow_to(&mut self, size: u32) -> anyhow::Result<u64> {
        match self.of {
            Dimension::Seats => self.event(size.min(MAX_EVENT_SEATS)).await,
            Dimension::Events => self.events(size as usize).await,
            Dimension::Holds => self.holds(size.min(MAX_EVENT_SEATS)).await,
            Dimension::Orders => {
                if let Some(past_orders) = &mut self.past_orders {
                    past_orders.grow_to(size).await?;
                }
                self.event(SEATS).await
            }
        }
    }

    async fn event(&mut self, seats: u32) -> anyhow::Result<u64> {
        let event = self.operator.create_event("Load: growth", seats).await?;
        self.events.push(event);
        Ok(event)
    }

    async fn events(&mut self, count: usize) -> anyhow::Result<u64> {
        let missing = vec![(); count.saturating_sub(self.events.len() + 1)];
        let creators = shares(&missing).into_iter().map(|share| {
            let operator = self.system.operator();
            async move {
                let mut operator = operator?;
                let mut events = Vec::new();
                for () in share {
                    events.push(operator.create_event("Load: growth", SEATS_OF_MANY).await?);
                }
                anyhow::Ok(events)
            }
        });
        for events in together(creators).await? {
            self.events.extend(events?);
        }
        self.event(SEATS).await
    }

    async fn holds(&mut self, count: u32) -> anyhow::Result<u64> {
        let event = match self.held {
            Some(event) => event,
            None => self.event(MAX_EVENT_SEATS).await?,
        };
        self.held = Some(event);
        let first = u32::try_from(self.holds.len())? + 1;
        self.holds.extend(make_holds(&self.server, event, first..=count, HOLD_SECONDS).await?);
        self.event(SEATS).await
    }

    /// Removes what was grown; closes the events.
    pub(super) async fn clean_up(mut self) -> anyhow::Result<()> {
        release_holds(&self.server, self.holds).await?;
        let closers = shares(&self.events).into_iter().map(|events| {
            let operator = self.system.operator();
            async move { operator?.close_events(&events).await }
        });
        together(closers).await?.into_iter().collect::<anyhow::Result<()>>()?;
        match &mut self.past_orders {
            Some(past_orders) => past_orders.delete().await,
            None => Ok(()),
        }
    }
}
