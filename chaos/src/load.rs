//! The load: many buyers of few seats, observers of the seats, and the file that records what they are told.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
    time::Duration,
};

use anyhow::Context as _;
use holdfast_history::Record;
use reqwest::Method;
use serde::Deserialize;
use serde_json::json;
use tokio::{sync::mpsc, time::Instant};

use crate::{
    buyer::Buyer,
    client::{Client, Told},
    observer::Observer,
    random::Random,
};

/// What to load.
pub(crate) struct Load<'a> {
    pub(crate) urls: &'a [String],
    pub(crate) event: u64,
    pub(crate) seats: u32,
    pub(crate) buyers: u64,
    pub(crate) seed: u64,
    pub(crate) time: Duration,
}

/// Records that wait to be written. One seat map is one record.
const RECORDS: usize = 1_000;
/// The history of a run, in the run's directory.
pub(crate) const HISTORY: &str = "history.jsonl";

impl Load<'_> {
    /// Loads the event, and appends the history to the run's directory.
    pub(crate) async fn run(&self, directory: &Path) -> anyhow::Result<()> {
        let until = Instant::now() + self.time;
        let clients = self.urls.iter().map(|url| Client::new(url)).collect::<anyhow::Result<Vec<_>>>()?;
        let (records, received) = mpsc::channel(RECORDS);
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..self.buyers {
            let (clients, records) = (clients.clone(), records.clone());
            let random = Random::of(self.seed, number);
            tasks.spawn(Buyer { clients, event: self.event, seats: self.seats, random, records }.run(until));
        }
        for (name, client) in (0..).zip(&clients) {
            tasks.spawn(self.observer(client, &records).read_maps(until));
            tasks.spawn(self.observer(client, &records).follow_stream(name, until));
        }
        drop(records);
        write(received, directory).await?;
        while let Some(ended) = tasks.join_next().await {
            ended.context("a buyer failed")?;
        }
        Ok(())
    }

    /// Reads the map once all is quiet.
    pub(crate) async fn look_again(&self, directory: &Path) -> anyhow::Result<()> {
        let client = Client::new(self.urls.first().context("no address of an api-server")?)?;
        let (records, received) = mpsc::channel(RECORDS);
        anyhow::ensure!(self.observer(&client, &records).read_map().await, "the last seat map can't be read");
        drop(records);
        write(received, directory).await
    }

    fn observer(&self, client: &Client, records: &mpsc::Sender<Record>) -> Observer {
        Observer { client: client.clone(), event: self.event, seats: self.seats, records: records.clone() }
    }
}

/// Creates an event that is on sale. Returns its id.
pub(crate) async fn create_event(url: &str, admin_token: &str, seats: u32) -> anyhow::Result<u64> {
    #[derive(Deserialize)]
    struct Created {
        id: u64,
    }
    let body = json!({
        "title": "chaos", "venue": "chaos", "startsAt": "2099-01-01T00:00:00Z", "currency": "KRW",
        "sections": [{ "name": "All", "rows": 1, "cols": seats, "price": 50_000 }],
    });
    let authorization = format!("Bearer {admin_token}");
    let headers = [("authorization", authorization.as_str())];
    match Client::new(url)?.call::<Created>(Method::POST, "/api/admin/events", &headers, Some(body)).await {
        Told::Yes(event) => Ok(event.id),
        Told::No(problem) => anyhow::bail!("the event is refused: {}", problem.code),
        Told::Unknown => anyhow::bail!("the event can't be created"),
    }
}

/// Appends records as they come, until every sender has ended.
async fn write(mut records: mpsc::Receiver<Record>, directory: &Path) -> anyhow::Result<()> {
    let path = directory.join(HISTORY);
    let file = File::options().append(true).create(true).open(&path).with_context(|| path.display().to_string())?;
    let mut file = BufWriter::new(file);
    while let Some(record) = records.recv().await {
        serde_json::to_writer(&mut file, &record)?;
        file.write_all(b"\n")?;
    }
    Ok(file.flush()?)
}
