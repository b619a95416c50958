//! A proxy before the real broker that a test can cut. A Kafka client connects to the address that the broker
//! advertises, which bypasses a plain proxy, so this one replaces the broker's port with its own in the responses.

use std::net::Ipv4Addr;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    task::JoinHandle,
};

/// A proxy before one broker. The broker must advertise the address under which the tests reach it.
pub struct KafkaProxy {
    port: u16,
    open: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

impl KafkaProxy {
    /// Starts a proxy before the broker at `host:port`.
    pub async fn start(broker: &str) -> Self {
        let (host, broker_port) = broker.rsplit_once(':').expect("KAFKA_BROKERS is one host:port");
        let (host, broker_port) = (host.to_owned(), broker_port.parse().expect("a port"));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let open = watch::Sender::new(true);
        let link = Link { host, broker_port, port, open: open.clone() };
        let serving = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(link.clone().pass(client));
            }
        });
        Self { port, open, serving }
    }

    /// The `host:port` at which clients connect.
    #[must_use]
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Closes every connection, and each new one at once.
    pub fn cut(&self) {
        self.open.send_replace(false);
    }

    /// Lets connections through again.
    pub fn mend(&self) {
        self.open.send_replace(true);
    }
}

impl Drop for KafkaProxy {
    fn drop(&mut self) {
        self.serving.abort();
        self.cut();
    }
}

#[derive(Clone)]
struct Link {
    host: String,
    broker_port: u16,
    port: u16,
    open: watch::Sender<bool>,
}

impl Link {
    async fn pass(self, client: TcpStream) {
        let mut open = self.open.subscribe();
        if !*open.borrow_and_update() {
            return;
        }
        let Ok(broker) = TcpStream::connect((self.host.as_str(), self.broker_port)).await else { return };
        let ((mut from_client, to_client), (from_broker, mut to_broker)) = (client.into_split(), broker.into_split());
        tokio::select! {
            _ = tokio::io::copy(&mut from_client, &mut to_broker) => {}
            _ = self.respond(from_broker, to_client) => {}
            _ = open.wait_for(|open| !open) => {}
        }
    }

    /// Forwards the broker's responses, each a length and that many bytes.
    async fn respond(&self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf) -> std::io::Result<()> {
        let (old, new) = (self.address(self.broker_port), self.address(self.port));
        loop {
            let length = from.read_u32().await?;
            let mut response = vec![0; length as usize];
            from.read_exact(&mut response).await?;
            let mut at = 0;
            while let Some(found) = response[at..].windows(old.len()).position(|window| window == old) {
                response[at + found..][..old.len()].copy_from_slice(&new);
                at += found + old.len();
            }
            to.write_u32(length).await?;
            to.write_all(&response).await?;
        }
    }

    /// A broker's address as a Metadata response encodes it.
    fn address(&self, port: u16) -> Vec<u8> {
        [self.host.as_bytes(), &u32::from(port).to_be_bytes()].concat()
    }
}
