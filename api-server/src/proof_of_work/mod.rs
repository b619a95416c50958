//! Proof of work: while many holds are asked for, a new one costs its client some seconds of computing.
//!
//! It puts a price on entries, so that a program that asks for thousands needs machines for them. It doesn't tell
//! people from programs.

mod challenge;
mod config;
mod load;

use std::time::{Duration, Instant};

use holdfast_domain::{AccountId, EventId, HoldId};
use holdfast_stores::redis::{self, SeatStore};
use holdfast_web::{Code, Problem};
use parking_lot::Mutex;
use secrecy::SecretString;
use sha2::{Digest, Sha256};

pub use config::{Mode, ProofOfWorkConfig};

use self::{
    challenge::{Challenges, Flaw},
    load::Load,
};

/// How long a challenge may be solved.
const LIFE: Duration = Duration::from_mins(2);
/// How long a nonce is remembered as used: longer than its challenge lives, because the clocks of two api-servers may
/// differ.
const REMEMBERED: Duration = Duration::from_mins(3);

/// `holdfast_proofs_of_work_total`: what was asked for, accepted and refused, by `outcome`.
const METRIC: &str = "holdfast_proofs_of_work_total";

/// What a proof is for. A proof for one thing is none for another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purpose(String);

impl Purpose {
    /// A new hold of an event: for this account; or, for a guest, with the id that follows from its idempotency key. A
    /// guest without a key has nothing by which it could be told from others.
    #[must_use]
    pub fn new_hold(event: EventId, account: Option<AccountId>, hold: Option<&HoldId>) -> Self {
        Self(match (account, hold) {
            (Some(account), _) => format!("hold {event} account {account}"),
            (None, Some(hold)) => format!("hold {event} hold {}", hold.as_str()),
            (None, None) => format!("hold {event}"),
        })
    }

    /// Stands for it in a challenge, which the client reads: ids of accounts and holds stay here.
    fn digest(&self) -> String {
        hex::encode(&Sha256::digest(&self.0)[..16])
    }
}

/// Asks for proofs of work, and accepts each once.
pub struct ProofOfWork {
    is_off: bool,
    challenges: Challenges,
    load: Mutex<Load>,
}

impl ProofOfWork {
    /// Derives its keys from the installation's `secret`.
    #[must_use]
    pub fn new(config: &ProofOfWorkConfig, secret: &SecretString) -> Self {
        Self {
            is_off: config.mode == Mode::Off,
            challenges: Challenges::new(secret),
            load: Mutex::new(Load::new(config.clone(), Instant::now())),
        }
    }

    /// Looks at a request with this proof or without one. Returns what it must do first; `None` if nothing, because no
    /// proof is wanted now, or because this one is accepted. It can't be used again then, whatever becomes of the
    /// request.
    ///
    /// # Errors
    /// If Redis can't tell whether the proof was used before.
    pub async fn demand(
        &self,
        seats: &SeatStore,
        purpose: &Purpose,
        proof: Option<&str>,
    ) -> Result<Option<Demand<'_>>, redis::Error> {
        if self.is_off {
            return Ok(None);
        }
        let tries = self.load.lock().tries(Instant::now());
        let flaw = match (tries, proof) {
            (Some(_), Some(proof)) => match self.accept(seats, purpose, proof).await? {
                Ok(()) => return Ok(None),
                Err(flaw) => Some(flaw),
            },
            _ => None,
        };
        self.load.lock().count(Instant::now());
        Ok(tries.map(|tries| Demand { challenges: &self.challenges, tries, flaw }))
    }

    async fn accept(
        &self,
        seats: &SeatStore,
        purpose: &Purpose,
        proof: &str,
    ) -> Result<Result<(), Flaw>, redis::Error> {
        let nonce = match self.challenges.check(purpose, proof) {
            Ok(nonce) => nonce,
            Err(flaw) => return Ok(Err(flaw)),
        };
        if !seats.use_nonce(&nonce, REMEMBERED).await? {
            return Ok(Err(Flaw::Used));
        }
        count("accepted");
        Ok(Ok(()))
    }
}

/// A proof that must come first.
pub struct Demand<'a> {
    challenges: &'a Challenges,
    tries: u32,
    flaw: Option<Flaw>,
}

impl Demand<'_> {
    /// `PROOF_REQUIRED` with a new challenge for this purpose.
    #[must_use]
    pub fn into_problem(self, purpose: &Purpose) -> Problem {
        count(self.flaw.map_or("asked", Flaw::as_str));
        let detail = self.flaw.map_or(Code::ProofRequired.title(), Flaw::detail);
        match self.challenges.make(purpose, self.tries) {
            Ok(challenge) => Problem::with_detail(Code::ProofRequired, detail).with("challenge", challenge),
            Err(error) => Problem::caused(Code::Internal, error),
        }
    }
}

fn count(outcome: &'static str) {
    metrics::counter!(METRIC, "outcome" => outcome).increment(1);
}
