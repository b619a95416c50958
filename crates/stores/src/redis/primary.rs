//! A connection that follows the primary from server to server.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use futures::{
    FutureExt,
    future::{BoxFuture, Shared},
};
use parking_lot::Mutex;
use redis::{Cmd, ErrorKind, RedisError, RedisResult, Script, ServerErrorKind, Value};

use super::sentinels::{Sentinels, Server};

/// The Sentinels aren't asked sooner than this after a lookup that failed, or that has found nothing new. Without a
/// primary, commands fail at once meanwhile.
const PAUSE: Duration = Duration::from_millis(200);

/// The primary that the Sentinels name. They are asked at the first command, and again when the server is lost, refuses
/// writes, or is silent. Clones share the connection.
#[derive(Clone)]
pub(super) struct Primary(Arc<Inner>);

struct Inner {
    sentinels: Sentinels,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The primary, unless it was lost.
    server: Option<Arc<Server>>,
    /// The lookup under way.
    lookup: Option<Lookup>,
    /// The end of the last lookup, and why it failed if it has.
    last: Option<(Instant, Option<RedisError>)>,
}

type Lookup = Shared<BoxFuture<'static, RedisResult<Arc<Server>>>>;

impl State {
    /// The last lookup, if it ended a moment ago.
    fn recent(&self) -> Option<&Option<RedisError>> {
        self.last.as_ref().filter(|(end, _)| end.elapsed() < PAUSE).map(|(_, failure)| failure)
    }
}

impl Primary {
    pub(super) fn new(sentinels: Sentinels) -> Self {
        Self(Arc::new(Inner { sentinels, state: Mutex::default() }))
    }

    pub(super) async fn run(&self, command: &Cmd) -> RedisResult<Value> {
        match self.run_once(command).await {
            // The server was lost before, and this command has noticed it. Sending twice is safe, because every
            // operation may be repeated.
            Err(error) if is_lost(&error) => self.run_once(command).await,
            reply => reply,
        }
    }

    pub(super) async fn load_script(&self, script: &Script) -> RedisResult<()> {
        let server = self.server().await?;
        script.load_async(&mut server.connection.clone()).await.map(drop)
    }

    /// Asks the Sentinels in the background whether another server is the primary now.
    pub(super) fn doubt(&self) {
        let mut state = self.0.state.lock();
        if state.recent().is_none() {
            drop(self.look_up(&mut state));
        }
    }

    async fn run_once(&self, command: &Cmd) -> RedisResult<Value> {
        let server = self.server().await?;
        let reply = command.query_async(&mut server.connection.clone()).await;
        match &reply {
            Err(error) if is_lost(error) => self.leave(&server),
            // It has lost its replicas, perhaps because they follow another primary.
            Err(error) if error.code() == Some("NOREPLICAS") => self.doubt(),
            _ => {}
        }
        reply
    }

    async fn server(&self) -> RedisResult<Arc<Server>> {
        let lookup = {
            let mut state = self.0.state.lock();
            if let Some(server) = &state.server {
                return Ok(Arc::clone(server));
            }
            if let Some(Some(failure)) = state.recent() {
                return Err(failure.clone());
            }
            self.look_up(&mut state)
        };
        lookup.await
    }

    fn leave(&self, lost: &Arc<Server>) {
        let mut state = self.0.state.lock();
        if state.server.as_ref().is_some_and(|server| Arc::ptr_eq(server, lost)) {
            state.server = None;
        }
    }

    /// The lookup under way, or a new one. A caller that stops waiting doesn't end it.
    fn look_up(&self, state: &mut State) -> Lookup {
        if let Some(lookup) = &state.lookup {
            return lookup.clone();
        }
        let task = tokio::spawn(Arc::clone(&self.0).find());
        let lookup = task
            .map(|result| {
                result.unwrap_or_else(|_| Err(RedisError::from((ErrorKind::Client, "the lookup was interrupted"))))
            })
            .boxed()
            .shared();
        state.lookup = Some(lookup.clone());
        lookup
    }
}

impl Inner {
    async fn find(self: Arc<Self>) -> RedisResult<Arc<Server>> {
        let current = self.state.lock().server.clone();
        let found = self.sentinels.find(current.as_deref()).await;
        let mut state = self.state.lock();
        state.lookup = None;
        state.last = Some((Instant::now(), found.as_ref().err().cloned()));
        match (found?, current) {
            (Some(server), _) => {
                let server = Arc::new(server);
                state.server = Some(Arc::clone(&server));
                drop(state);
                Ok(server)
            }
            // A caller that has lost it meanwhile loses it once more.
            (None, Some(current)) => Ok(current),
            (None, None) => Err(RedisError::from((ErrorKind::Client, "the sentinels name no server"))),
        }
    }
}

/// Whether the server is away, or a replica now.
fn is_lost(error: &RedisError) -> bool {
    error.is_connection_refusal()
        || error.is_connection_dropped()
        || error.kind() == ErrorKind::Server(ServerErrorKind::ReadOnly)
        || error.kind() == ErrorKind::Server(ServerErrorKind::MasterDown)
}
