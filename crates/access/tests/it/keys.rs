//! How the issuer's keys are fetched and kept.

use futures::future::join_all;
use holdfast_access::Refusal;
use holdfast_test_support::{SigningKey, TokenIssuer, eventually};
use jsonwebtoken::{Algorithm, jwk::PublicKeyUse};
use serde_json::json;

use crate::{config, reason, verifier};

#[tokio::test]
async fn the_first_requests_share_one_fetch() {
    let issuer = TokenIssuer::start(Algorithm::EdDSA).await;
    let verifier = verifier(&config(&issuer, &[]));
    let token = issuer.token("bob", "hold");
    let outcome = join_all((0..200).map(|_| verifier.verify(&token))).await;
    assert!(outcome.iter().all(Result::is_ok), "{outcome:?}");
    assert_eq!(issuer.fetches(), 1);
}

#[tokio::test]
async fn invented_key_ids_cause_one_fetch_in_a_pause() {
    let issuer = TokenIssuer::start(Algorithm::EdDSA).await;
    let verifier = verifier(&config(&issuer, &[]));
    verifier.verify(&issuer.token("bob", "hold")).await.unwrap();
    let invented = |_| SigningKey::draw(Algorithm::EdDSA).sign(&issuer.claims("bob", "hold"));
    let tokens: Vec<_> = (0..200).map(invented).collect();
    for outcome in join_all(tokens.iter().map(|token| verifier.verify(token))).await {
        assert_eq!(reason(outcome), "The token's key is none of its issuer's");
    }
    assert_eq!(issuer.fetches(), 1, "the keys were fetched less than a minute ago");
}

#[tokio::test]
async fn a_new_key_is_found_by_one_fetch() {
    let issuer = TokenIssuer::start(Algorithm::EdDSA).await;
    let verifier = verifier(&config(&issuer, &[("TOKEN_KEYS_PAUSE_MS", "0")]));
    let old = issuer.token("bob", "hold");
    verifier.verify(&old).await.unwrap();
    let before = issuer.fetches();
    let new = SigningKey::draw(Algorithm::ES256);
    issuer.publish(200, json!({ "keys": [issuer.key.public(), new.public()] })).await;
    let token = new.sign(&issuer.claims("bob", "hold"));
    let outcome = join_all((0..200).map(|_| verifier.verify(&token))).await;
    assert!(outcome.iter().all(Result::is_ok), "{outcome:?}");
    assert_eq!(issuer.fetches(), before + 1);
    verifier.verify(&old).await.unwrap();
    // What the issuer has withdrawn is forgotten with the next fetch.
    issuer.publish(200, json!({ "keys": [new.public()] })).await;
    reason(verifier.verify(&SigningKey::draw(Algorithm::EdDSA).sign(&json!({}))).await);
    assert_eq!(reason(verifier.verify(&old).await), "The token's key is none of its issuer's");
}

#[tokio::test]
async fn a_client_that_hangs_up_does_not_end_the_fetch_of_others() {
    let issuer = TokenIssuer::start(Algorithm::EdDSA).await;
    let verifier = verifier(&config(&issuer, &[("TOKEN_KEYS_PAUSE_MS", "0")]));
    verifier.verify(&issuer.token("bob", "hold")).await.unwrap();
    let (before, new) = (issuer.fetches(), SigningKey::draw(Algorithm::EdDSA));
    let token = new.sign(&issuer.claims("bob", "hold"));
    issuer.publish(200, json!({ "keys": [new.public()] })).await;
    let paused = issuer.pause().await;
    tokio::select! {
        outcome = verifier.verify(&token) => panic!("outcome without its key: {outcome:?}"),
        () = eventually("a fetch begins", async || (issuer.fetches() > before).then_some(())) => {}
    }
    drop(paused);
    assert!(verifier.verify(&token).await.is_ok());
    assert_eq!(issuer.fetches(), before + 1);
}

#[tokio::test]
async fn the_last_good_keys_outlive_an_issuer_that_is_away() {
    let mut issuer = TokenIssuer::start(Algorithm::EdDSA).await;
    let verifier = verifier(&config(&issuer, &[("TOKEN_KEYS_PAUSE_MS", "0")]));
    let (known, new) = (issuer.token("bob", "hold"), SigningKey::draw(Algorithm::EdDSA));
    let unknown = new.sign(&issuer.claims("bob", "hold"));
    verifier.verify(&known).await.unwrap();
    issuer.stop().await;
    // Whether this key is the issuer's can't be known.
    assert_eq!(verifier.verify(&unknown).await, Err(Refusal::IssuerAway));
    assert!(verifier.verify(&known).await.is_ok());
    issuer.publish(200, json!({ "keys": [issuer.key.public(), new.public()] })).await;
    issuer.restart().await;
    assert!(verifier.verify(&unknown).await.is_ok());
}

#[tokio::test]
async fn without_keys_the_answer_is_unknown_until_the_issuer_is_back() {
    let mut issuer = TokenIssuer::start(Algorithm::EdDSA).await;
    issuer.stop().await;
    let verifier = verifier(&config(&issuer, &[("TOKEN_KEYS_PAUSE_MS", "0")]));
    let token = issuer.token("bob", "hold");
    assert_eq!(verifier.verify(&token).await, Err(Refusal::IssuerAway));
    issuer.restart().await;
    eventually("the keys are fetched", async || verifier.verify(&token).await.ok()).await;
}

#[tokio::test]
async fn a_document_that_is_no_set_of_keys_is_no_news() {
    let issuer = TokenIssuer::start(Algorithm::EdDSA).await;
    let verifier = verifier(&config(&issuer, &[("TOKEN_KEYS_PAUSE_MS", "0")]));
    let token = issuer.token("bob", "hold");
    verifier.verify(&token).await.unwrap();
    let unknown = SigningKey::draw(Algorithm::EdDSA).sign(&issuer.claims("bob", "hold"));
    let large = json!({ "keys": [], "padding": "x".repeat(256 * 1024) }).to_string();
    for (status, document) in
        [(500, "{}"), (404, "no"), (302, r#"{"keys":[]}"#), (200, "<html>"), (200, "{}"), (200, &large)]
    {
        issuer.publish(status, document).await;
        assert_eq!(verifier.verify(&unknown).await, Err(Refusal::IssuerAway), "{status}");
        assert!(verifier.verify(&token).await.is_ok(), "{status}");
    }
}

#[tokio::test]
async fn only_public_keys_for_signatures_are_used() {
    let issuer = TokenIssuer::start(Algorithm::EdDSA).await;
    let encryption = SigningKey::draw(Algorithm::ES256);
    let mut for_encryption = encryption.public();
    for_encryption.common.public_key_use = Some(PublicKeyUse::Encryption);
    let unnamed = SigningKey::draw(Algorithm::ES256);
    let mut without_id = unnamed.public();
    without_id.common.key_id = None;
    let weak = json!({ "kty": "RSA", "kid": "weak", "n": "x".repeat(171), "e": "AQAB" });
    let secret = json!({ "kty": "oct", "kid": "secret", "k": "c2VjcmV0" });
    let strange = [json!({ "kty": "AKP", "kid": "strange" }), json!({ "use": 1 }), json!("text"), json!(null)];
    let mut keys = vec![json!(for_encryption), json!(without_id), weak, secret];
    keys.extend(strange);
    keys.push(json!(issuer.key.public()));
    issuer.publish(200, json!({ "keys": keys })).await;
    let verifier = verifier(&config(&issuer, &[]));
    verifier.verify(&issuer.token("bob", "hold")).await.unwrap();
    for id in [encryption.id.as_str(), unnamed.id.as_str(), "weak", "secret", "strange"] {
        let key = SigningKey { id: id.to_owned(), ..encryption.clone() };
        let outcome = verifier.verify(&key.sign(&issuer.claims("bob", "hold"))).await;
        assert_eq!(reason(outcome), "The token's key is none of its issuer's", "{id}");
    }
}
