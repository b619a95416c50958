//! The dumps that `infra/chaos` makes of every store when all is quiet.

use std::{collections::BTreeMap, fs, path::Path, str::FromStr};

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use holdfast_history::{Loss, Record, Status};
use serde::Deserialize;

use crate::load::HISTORY;

/// An order's row in MySQL.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "columns of the table orders")]
pub struct OrderRow {
    pub id: String,
    pub state: String,
    pub payment_status: String,
    pub amount: u64,
    pub seats: Vec<u32>,
}

/// A payment in the gateway's ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "columns of the table payments")]
pub struct Payment {
    pub order: String,
    pub status: String,
    /// `None` if a void came before any authorisation.
    pub amount: Option<u64>,
}

/// Everything that the stores and Kafka have of one event when all is quiet.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// MySQL's orders.
    pub orders: Vec<OrderRow>,
    /// MySQL's live tickets: order, seat.
    pub tickets: Vec<(String, u32)>,
    /// MySQL's epoch.
    pub mysql_epoch: u64,
    /// The gateway's ledger.
    pub payments: Vec<Payment>,
    /// Redis's hash of seats: seats, and fields that begin with `@`.
    pub redis: BTreeMap<String, String>,
    /// The holds in Redis.
    pub holds: u64,
    /// The workflows that run in Temporal.
    pub running: Vec<String>,
    /// Kafka's outcomes.
    pub outcomes: Vec<Outcome>,
    /// Kafka's seat changes, in order: version, seats. A reset has none.
    pub changes: Vec<(u64, Vec<(u32, Status)>)>,
    /// What clients were told.
    pub history: Vec<Record>,
    /// When Redis lost its data.
    pub losses: Vec<Loss>,
}

#[derive(Deserialize)]
struct CloudEvent<D> {
    #[serde(rename = "type")]
    kind: String,
    data: D,
}

/// An outcome in Kafka.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "fields of domain::fact::OrderOutcome")]
pub struct Outcome {
    pub order_id: String,
    pub status: String,
    pub event_id: u64,
    pub updated_at: DateTime<Utc>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    event_id: Option<u64>,
    version: Option<u64>,
    #[serde(default)]
    seats: Vec<Seat>,
}

#[derive(Deserialize)]
struct Seat {
    id: u32,
    status: Status,
}

impl Facts {
    /// Reads the files of a run's directory.
    ///
    /// # Errors
    /// If a file is missing or can't be read.
    pub fn read(directory: &Path, event: u64) -> anyhow::Result<Self> {
        let read = |name: &str| {
            let path = directory.join(name);
            fs::read_to_string(&path).with_context(|| path.display().to_string())
        };
        let mut outcomes = Vec::new();
        for outcome in json_lines::<CloudEvent<Outcome>>(&read("outcomes.jsonl")?)? {
            if outcome.data.event_id == event {
                outcomes.push(outcome.data);
            }
        }
        let mut changes = Vec::new();
        for change in json_lines::<CloudEvent<Change>>(&read("changes.jsonl")?)? {
            let is_change = change.kind.starts_with("holdfast.seat.") && change.data.event_id == Some(event);
            if let Some(version) = change.data.version.filter(|_| is_change) {
                changes.push((version, change.data.seats.into_iter().map(|seat| (seat.id, seat.status)).collect()));
            }
        }
        let redis = read("redis.txt")?;
        let redis: Vec<&str> = redis.lines().collect();
        Ok(Self {
            orders: rows(&read("orders.tsv")?, |row| {
                let seats = column::<String>(row, 4)?.split(',').map(str::parse).collect::<Result<_, _>>()?;
                let (id, state) = (column(row, 0)?, column(row, 1)?);
                Ok(OrderRow { id, state, payment_status: column(row, 2)?, amount: column(row, 3)?, seats })
            })?,
            tickets: rows(&read("tickets.tsv")?, |row| Ok((column(row, 0)?, column(row, 1)?)))?,
            mysql_epoch: read("epoch.tsv")?.trim().parse().context("epoch.tsv")?,
            payments: rows(&read("payments.tsv")?, |row| {
                let amount = row.get(2).filter(|amount| **amount != "NULL").map(|amount| amount.parse()).transpose()?;
                Ok(Payment { order: column(row, 0)?, status: column(row, 1)?, amount })
            })?,
            redis: redis
                .chunks(2)
                .map(|two| (two[0].to_owned(), two.get(1).copied().unwrap_or("").to_owned()))
                .collect(),
            holds: read("holds.txt")?.trim().parse().context("holds.txt")?,
            running: read("running.txt")?.lines().map(str::to_owned).collect(),
            outcomes,
            changes,
            history: json_lines(&read(HISTORY)?)?,
            losses: json_lines(&read("losses.jsonl")?)?,
        })
    }
}

fn json_lines<T: for<'a> Deserialize<'a>>(text: &str) -> anyhow::Result<Vec<T>> {
    text.lines().map(|line| serde_json::from_str(line).with_context(|| line.to_owned())).collect()
}

/// The lines of `mariadb --batch --skip-column-names`.
fn rows<T>(text: &str, read: impl Fn(&[&str]) -> anyhow::Result<T>) -> anyhow::Result<Vec<T>> {
    text.lines().map(|line| read(&line.split('\t').collect::<Vec<_>>()).with_context(|| line.to_owned())).collect()
}

fn column<T: FromStr>(row: &[&str], index: usize) -> anyhow::Result<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    Ok(row.get(index).context("too few columns")?.parse()?)
}
