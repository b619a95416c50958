//! Challenges, and the check of their solutions: ALTCHA, version 2, in its deterministic form.
//!
//! The api-server draws a secret counter, derives a key from it by PBKDF2, and publishes half of the key. The client
//! derives the keys of 0, 1, 2, … until one begins like this. So it needs as many tries as the counter says, the
//! api-server needs one for a challenge and none for a check: everything that it must know is in the signed challenge.

use std::collections::BTreeMap;

use altcha::{
    Challenge, CreateChallengeOptions, Payload, VerifySolutionOptions, VerifySolutionResult, create_challenge,
    verify_solution,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::Utc;
use hkdf::Hkdf;
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use super::{LIFE, Purpose};

/// How a key is derived: browsers have it built in, unlike functions that need memory.
const ALGORITHM: &str = "PBKDF2/SHA-256";
/// Iterations of PBKDF2 in one try, of which the api-server makes one for each challenge (0.1 ms). With fewer, browsers
/// would spend most of the time on the call; with more, refusals would cost the api-server more than holds.
const COST: u32 = 1_000;
/// The longest header. A solution has about 700 bytes.
const MAX_LENGTH: usize = 4 * 1024;
/// The name in a challenge's data under which its purpose is.
const PURPOSE: &str = "purpose";

/// What is wrong with a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flaw {
    /// It can't be read.
    Malformed,
    /// Its challenge isn't ours, or was changed.
    Forged,
    /// Its challenge has expired.
    Expired,
    /// It doesn't solve its challenge.
    Wrong,
    /// Its challenge was for something else.
    OtherPurpose,
    /// It was accepted before.
    Used,
}

impl Flaw {
    /// The name in metrics.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Forged => "forged",
            Self::Expired => "expired",
            Self::Wrong => "wrong",
            Self::OtherPurpose => "other_purpose",
            Self::Used => "used",
        }
    }

    /// What the client is told.
    pub(super) const fn detail(self) -> &'static str {
        match self {
            Self::Malformed => "The proof of work can't be read",
            Self::Forged => "The proof of work is for a challenge that wasn't made here",
            Self::Expired => "The proof of work came too late",
            Self::Wrong => "The proof of work is wrong",
            Self::OtherPurpose => "The proof of work is for another request",
            Self::Used => "The proof of work was used before",
        }
    }
}

/// Makes and checks challenges. Every api-server of an installation accepts those of the others.
pub(super) struct Challenges {
    /// Signs challenges.
    signature: SecretString,
    /// Signs the keys that solve them.
    key_signature: SecretString,
}

impl Challenges {
    /// Derives the keys from the installation's `secret`.
    pub(super) fn new(secret: &SecretString) -> Self {
        let kdf = Hkdf::<Sha256>::new(None, secret.expose_secret().as_bytes());
        let derive = |label: &str| {
            let mut key = [0; 32];
            #[expect(clippy::expect_used, reason = "32 bytes are the output of one step of HKDF (RFC 5869)")]
            kdf.expand(label.as_bytes(), &mut key).expect("a length that HKDF can give");
            SecretString::from(hex::encode(key))
        };
        Self { signature: derive("proof of work: challenge"), key_signature: derive("proof of work: key") }
    }

    /// A challenge that takes up to `tries` tries.
    pub(super) fn make(&self, purpose: &Purpose, tries: u32) -> altcha::Result<Challenge> {
        create_challenge(CreateChallengeOptions {
            algorithm: ALGORITHM.to_owned(),
            cost: COST,
            // Every counter is as likely as every other, or a client would leave out the unlikely ones.
            counter: Some(rand::random_range(0..tries)),
            data: Some(BTreeMap::from([(PURPOSE.to_owned(), purpose.digest().into())])),
            expires_at: Some((Utc::now() + LIFE).timestamp()),
            hmac_signature_secret: Some(self.signature.expose_secret().to_owned()),
            hmac_key_signature_secret: Some(self.key_signature.expose_secret().to_owned()),
            ..CreateChallengeOptions::default()
        })
    }

    /// Returns the nonce of the challenge that a proof solves. It may have been used before.
    pub(super) fn check(&self, purpose: &Purpose, proof: &str) -> Result<String, Flaw> {
        if proof.len() > MAX_LENGTH {
            return Err(Flaw::Malformed);
        }
        let json = BASE64_STANDARD.decode(proof).map_err(|_| Flaw::Malformed)?;
        let Payload { challenge, solution } = serde_json::from_slice(&json).map_err(|_| Flaw::Malformed)?;
        let verdict = verify_solution(VerifySolutionOptions {
            hmac_key_signature_secret: Some(self.key_signature.expose_secret().to_owned()),
            ..VerifySolutionOptions::new(&challenge, &solution, self.signature.expose_secret())
        });
        match verdict.map_err(|_| Flaw::Malformed)? {
            VerifySolutionResult { expired: true, .. } => return Err(Flaw::Expired),
            VerifySolutionResult { invalid_signature: Some(true), .. } => return Err(Flaw::Forged),
            VerifySolutionResult { verified: false, .. } => return Err(Flaw::Wrong),
            VerifySolutionResult { verified: true, .. } => {}
        }
        let parameters = challenge.parameters;
        let is_for = parameters.data.as_ref().and_then(|data| data.get(PURPOSE)).and_then(|value| value.as_str());
        if is_for == Some(&purpose.digest()) { Ok(parameters.nonce) } else { Err(Flaw::OtherPurpose) }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use altcha::{SolveChallengeOptions, sign_challenge, solve_challenge};
    use holdfast_domain::EventId;

    use super::*;

    fn challenges(secret: &str) -> Challenges {
        Challenges::new(&secret.to_owned().into())
    }

    fn purpose() -> Purpose {
        Purpose::new_hold(EventId::try_from(7).unwrap(), None, None)
    }

    fn solve(challenge: &Challenge) -> String {
        let solution = solve_challenge(SolveChallengeOptions::new(challenge)).unwrap().expect("a solution");
        BASE64_STANDARD.encode(serde_json::to_vec(&Payload { challenge: challenge.clone(), solution }).unwrap())
    }

    #[test]
    fn a_solution_is_accepted_with_the_secret_of_its_challenge() {
        let ours = challenges("ours");
        let challenge = ours.make(&purpose(), 3).unwrap();
        let proof = solve(&challenge);
        assert!(proof.len() < MAX_LENGTH / 2, "{}", proof.len());
        assert_eq!(ours.check(&purpose(), &proof), Ok(challenge.parameters.nonce));
        assert_eq!(challenges("ours").check(&purpose(), &proof), ours.check(&purpose(), &proof));
        assert_eq!(challenges("theirs").check(&purpose(), &proof), Err(Flaw::Forged));
    }

    #[test]
    fn a_challenge_expires() {
        let ours = challenges("ours");
        let mut parameters = ours.make(&purpose(), 1).unwrap().parameters;
        parameters.expires_at = Some(Utc::now().timestamp() - 1);
        let signature = ours.signature.expose_secret();
        let expired = sign_challenge(&altcha::HmacAlgorithm::Sha256, &mut parameters, None, signature, None).unwrap();
        assert_eq!(ours.check(&purpose(), &solve(&expired)), Err(Flaw::Expired));
    }

    /// Prints figures, for a build with optimisation:
    ///
    ///     cargo test --release -p holdfast-api-server --lib proof_of_work -- --nocapture
    #[test]
    fn a_hundred_challenges_are_made_and_their_solutions_checked() {
        let ours = challenges("ours");
        let started = Instant::now();
        let made: Vec<_> = (0..100).map(|_| ours.make(&purpose(), 1).unwrap()).collect();
        eprintln!("{:?} to make a challenge", started.elapsed() / 100);
        let started = Instant::now();
        let proofs: Vec<_> = made.iter().map(solve).collect();
        eprintln!("{:?} a try, natively", started.elapsed() / 100);
        let started = Instant::now();
        for (challenge, proof) in made.iter().zip(&proofs) {
            assert_eq!(ours.check(&purpose(), proof).as_ref(), Ok(&challenge.parameters.nonce));
        }
        eprintln!("{:?} to check a solution", started.elapsed() / 100);
    }
}
