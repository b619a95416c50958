//! What a verified token costs. Prints a figure, for a build with optimisation:
//!
//!     cargo test --release -p holdfast-access --test it cost -- --nocapture

use std::time::Instant;

use holdfast_test_support::TokenIssuer;
use jsonwebtoken::Algorithm;

use crate::{config, verifier};

#[tokio::test]
async fn a_hundred_tokens_of_each_algorithm_are_verified_with_one_fetch() {
    for algorithm in [Algorithm::EdDSA, Algorithm::ES256, Algorithm::RS256] {
        let issuer = TokenIssuer::start(algorithm).await;
        let verifier = verifier(&config(&issuer, &[]));
        let token = issuer.token("bob", "hold order");
        verifier.verify(&token).await.unwrap();
        let started = Instant::now();
        for _ in 0..100 {
            verifier.verify(&token).await.unwrap();
        }
        eprintln!("{algorithm:?}: {:?} a token", started.elapsed() / 100);
        assert_eq!(issuer.fetches(), 1);
    }
}
