//! Which tokens are accepted.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use holdfast_access::{GuestConfig, Scope, Verifier};
use holdfast_domain::AccountId;
use holdfast_test_support::{SigningKey, TokenIssuer, now};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, jwk::AlgorithmParameters};
use serde_json::{Value, json};

use crate::{config, reason, verifier};

#[tokio::test]
async fn a_token_gives_the_account_of_its_subject_and_its_scopes() {
    for algorithm in [Algorithm::EdDSA, Algorithm::ES256, Algorithm::RS256] {
        let issuer = TokenIssuer::start(algorithm).await;
        let verifier = verifier(&config(&issuer, &[]));
        let identity = verifier.verify(&issuer.token("bob", "openid order hold")).await.unwrap();
        assert_eq!(identity.scopes, [Scope::Hold, Scope::Order], "{algorithm:?}");
        assert_eq!(identity.account, AccountId::derive(b"secret", &issuer.name(), "bob"));
        let mut claims = issuer.claims("bob", "");
        claims.as_object_mut().unwrap().remove("scope");
        claims["aud"] = json!(["another", claims["aud"].take()]);
        assert_eq!(verifier.verify(&issuer.key.sign(&claims)).await.unwrap().scopes, []);
    }
}

#[tokio::test]
async fn without_an_issuer_no_token_is_accepted() {
    let issuer = TokenIssuer::start(Algorithm::EdDSA).await;
    let verifier = Verifier::start(None, &GuestConfig::default(), "secret".into()).unwrap();
    assert_eq!(reason(verifier.verify(&issuer.token("bob", "hold")).await), "The token isn't known");
}

#[tokio::test]
async fn every_claim_that_is_compared_is_required() {
    let issuer = TokenIssuer::start(Algorithm::EdDSA).await;
    let verifier = verifier(&config(&issuer, &[]));
    let refused = async |change: &dyn Fn(&mut Value)| {
        let mut claims = issuer.claims("bob", "hold");
        change(&mut claims);
        reason(verifier.verify(&issuer.key.sign(&claims)).await)
    };
    for claim in ["iss", "aud", "exp", "sub"] {
        let removed = refused(&|claims| drop(claims.as_object_mut().unwrap().remove(claim))).await;
        assert!(["The token lacks exp, iss, aud or sub", "The token can't be read"].contains(&removed), "{removed}");
        for other in [Value::Null, json!(true), json!({ "a": 1 })] {
            refused(&|claims| claims[claim] = other.clone()).await;
        }
    }
    let expiry = |exp: Value| move |claims: &mut Value| claims["exp"] = exp.clone();
    assert_eq!(refused(&expiry(json!(now() - 62))).await, "The token has expired");
    assert_eq!(refused(&expiry(json!(0))).await, "The token has expired");
    for exp in [json!(-1), json!("9999999999"), json!(1e300)] {
        refused(&expiry(exp)).await;
    }
    assert_eq!(refused(&|claims| claims["nbf"] = json!(now() + 70)).await, "The token isn't valid yet");
    assert_eq!(refused(&|claims| claims["iss"] = json!("https://other")).await, "The token has another issuer");
    let longer = format!("{}/", issuer.name());
    assert_eq!(refused(&|claims| claims["iss"] = json!(longer)).await, "The token has another issuer");
    assert_eq!(refused(&|claims| claims["aud"] = json!("other")).await, "The token is for another audience");
    assert_eq!(refused(&|claims| claims["aud"] = json!(["other"])).await, "The token is for another audience");
    assert_eq!(refused(&|claims| claims["sub"] = json!("")).await, "The token's subject is empty or too long");
    assert_eq!(
        refused(&|claims| claims["sub"] = json!("x".repeat(256))).await,
        "The token's subject is empty or too long"
    );
    let bound = refused(&|claims| claims["cnf"] = json!({ "jkt": "x" })).await;
    assert_eq!(bound, "The token is bound to a key of its client, which isn't supported");
}

#[tokio::test]
async fn clocks_may_differ_by_a_minute() {
    let issuer = TokenIssuer::start(Algorithm::EdDSA).await;
    let verifier = verifier(&config(&issuer, &[]));
    for (claim, time) in [("exp", now() - 50), ("nbf", now() + 50)] {
        let mut claims = issuer.claims("bob", "hold");
        claims[claim] = json!(time);
        assert!(verifier.verify(&issuer.key.sign(&claims)).await.is_ok(), "{claim}");
    }
}

#[tokio::test]
async fn the_header_decides_nothing() {
    let issuer = TokenIssuer::start(Algorithm::RS256).await;
    let verifier = verifier(&config(&issuer, &[("TOKEN_ALGORITHMS", "RS256,EdDSA")]));
    let claims = issuer.claims("bob", "hold");
    let refused = async |header: &Header, key: &EncodingKey| {
        reason(verifier.verify(&encode(header, &claims, key).unwrap()).await)
    };
    let (header, key) = (issuer.key.header(), &issuer.key.encoding);

    let other = SigningKey { id: issuer.key.id.clone(), ..SigningKey::draw(Algorithm::EdDSA) };
    assert_eq!(refused(&other.header(), &other.encoding).await, "The token's algorithm isn't accepted");
    // The key of the header is not used.
    let embedded = Header { jwk: Some(other.public()), kid: None, ..other.header() };
    assert_eq!(refused(&embedded, &other.encoding).await, "The token doesn't name its key");
    let elsewhere = Header { jku: Some("http://127.0.0.1:1/jwks".to_owned()), ..other.header() };
    assert_eq!(refused(&elsewhere, &other.encoding).await, "The token's algorithm isn't accepted");

    // The same key with an algorithm that isn't configured.
    assert_eq!(
        refused(&Header { alg: Algorithm::RS512, ..header.clone() }, key).await,
        "The token's algorithm isn't accepted"
    );
    // The public key, which everybody has, as a shared secret.
    let AlgorithmParameters::RSA(public) = issuer.key.public().algorithm else { panic!("an RSA key") };
    for secret in [public.n.as_bytes().to_vec(), serde_json::to_vec(&issuer.key.public()).unwrap()] {
        let confused = Header { alg: Algorithm::HS256, ..header.clone() };
        assert_eq!(
            refused(&confused, &EncodingKey::from_secret(&secret)).await,
            "The token's algorithm isn't accepted"
        );
    }

    for typ in [None, Some("JWT"), Some("at+jwtx"), Some("application/JWT"), Some("")] {
        let header = Header { typ: typ.map(str::to_owned), ..header.clone() };
        assert_eq!(refused(&header, key).await, "The token is of another type", "{typ:?}");
    }
    let critical = Header { crit: Some(vec!["b64".to_owned()]), ..header.clone() };
    assert_eq!(refused(&critical, key).await, "The token has a critical header that isn't supported");
    for kid in [None, Some("x".repeat(256))] {
        assert_eq!(refused(&Header { kid, ..header.clone() }, key).await, "The token doesn't name its key");
    }
    let typed = Header { typ: Some("application/AT+JWT".to_owned()), ..header };
    assert!(verifier.verify(&encode(&typed, &claims, key).unwrap()).await.is_ok());
}

#[tokio::test]
async fn a_changed_token_is_refused() {
    let issuer = TokenIssuer::start(Algorithm::EdDSA).await;
    let verifier = verifier(&config(&issuer, &[]));
    let token = issuer.token("bob", "hold");
    let [header, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!("three parts") };
    let other = issuer.token("eve", "hold audit");
    let forged = format!("{header}.{}.{signature}", other.split('.').nth(1).unwrap());
    assert_eq!(reason(verifier.verify(&forged).await), "The token's signature is wrong");
    // `{"alg":"none"}`, with the rest of a valid header.
    let unsigned = json!({ "alg": "none", "typ": "at+jwt", "kid": issuer.key.id }).to_string();
    let unsigned = format!("{}.{claims}.", URL_SAFE_NO_PAD.encode(unsigned));
    for text in [
        "",
        ".",
        "..",
        "a.b.c",
        &token[1..],
        &format!("{header}.{claims}"),
        &format!("{header}.{claims}."),
        &unsigned,
        &format!("{token}.{signature}"),
        &format!("{token} "),
        "\u{0}",
    ] {
        assert!(verifier.verify(text).await.is_err(), "{text:?}");
    }
    let long = format!("{token}{}", "x".repeat(8 * 1024));
    assert_eq!(reason(verifier.verify(&long).await), "The token is too long");
}
