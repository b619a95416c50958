//! `POST /reservations` with a proof of work.

use std::time::Duration;

use altcha::{Challenge, Payload, Solution, SolveChallengeOptions, solve_challenge};
use base64::{Engine, prelude::BASE64_STANDARD};
use futures::future::join_all;
use holdfast_api_server::proof_of_work::{Mode, ProofOfWorkConfig};
use holdfast_test_support::{RedisServer, TokenIssuer};
use jsonwebtoken::Algorithm;
use serde_json::{Value, json};

use crate::{
    access::tokens_of,
    orders::{new_key, order},
    support::{ADMIN_TOKEN, Answer, Call, TestApp, eventually, eventually_within},
};

/// An app that always asks for proofs, which take a few tries.
async fn start() -> TestApp {
    TestApp::start_with(|config| config.proof_of_work = always()).await
}

const fn always() -> ProofOfWorkConfig {
    ProofOfWorkConfig { mode: Mode::Always, rate: 1_000_000, min_tries: 5, max_tries: 5 }
}

fn hold(app: &TestApp, event: u64, seat: u32) -> Call {
    app.post("/reservations").json(&json!({ "eventId": event, "seatId": seat }))
}

/// The challenge of a refusal.
#[track_caller]
fn challenge(answer: Answer) -> Challenge {
    let problem = answer.expect_problem(428, "PROOF_REQUIRED");
    serde_json::from_value(problem["challenge"].clone()).unwrap_or_else(|error| panic!("{error}: {problem}"))
}

fn solve(challenge: &Challenge) -> Solution {
    solve_challenge(SolveChallengeOptions::new(challenge)).unwrap().expect("a solution")
}

/// The header, as a browser makes it.
fn proof(challenge: &Challenge, solution: &Solution) -> String {
    encode(&serde_json::to_value(Payload { challenge: challenge.clone(), solution: solution.clone() }).unwrap())
}

fn encode(payload: &Value) -> String {
    BASE64_STANDARD.encode(payload.to_string())
}

/// Lets a request be refused, and solves its challenge.
async fn solved(call: Call) -> String {
    let challenge = challenge(call.send().await);
    proof(&challenge, &solve(&challenge))
}

async fn release(app: &TestApp, event: u64, hold: &Value) {
    let token = hold["holdToken"].as_str().unwrap();
    app.delete(&format!("/reservations/{event}")).hold_token(token).send().await.expect(204);
}

/// Asserts that a request is refused with these words, and a challenge to solve instead.
#[track_caller]
fn assert_refused(answer: Answer, detail: &str) {
    assert_eq!(answer.json()["detail"], detail);
    challenge(answer);
}

const USED: &str = "The proof of work was used before";
const OTHER: &str = "The proof of work is for another request";
const FORGED: &str = "The proof of work is for a challenge that wasn't made here";
const WRONG: &str = "The proof of work is wrong";
const MALFORMED: &str = "The proof of work can't be read";

#[tokio::test]
async fn a_new_hold_needs_a_proof_and_each_proof_is_accepted_once() {
    let app = start().await;
    let event = app.create_event(3).await;
    let refused = hold(&app, event, 1).send().await;
    assert_eq!(refused.json()["detail"], "A proof of work is required");
    let challenge = challenge(refused);
    assert_eq!(app.statuses(event).await, ["AVAILABLE"; 3]);
    let left = challenge.parameters.expires_at.unwrap() - chrono::Utc::now().timestamp();
    assert!((110..=120).contains(&left), "{left}");

    let solution = solve(&challenge);
    assert!(solution.counter < 5, "{solution:?}");
    let proof = proof(&challenge, &solution);
    let tries = (1..=3).map(|seat| hold(&app, event, seat).header("x-proof-of-work", &proof).send());
    let (held, refused): (Vec<_>, Vec<_>) = join_all(tries).await.into_iter().partition(|answer| answer.status == 201);
    assert_eq!((held.len(), refused.len()), (1, 2));
    for answer in refused {
        assert_refused(answer, USED);
    }
    release(&app, event, &held[0].json()).await;
    assert_refused(hold(&app, event, 1).header("x-proof-of-work", &proof).send().await, USED);
    let metrics = TestApp::metrics();
    for outcome in ["asked", "accepted", "used"] {
        assert!(metrics.contains(&format!("holdfast_proofs_of_work_total{{outcome=\"{outcome}\"}}")), "{metrics}");
    }
    app.finish().await;
}

#[tokio::test]
async fn a_proof_is_for_one_event_and_one_buyer() {
    let issuer = TokenIssuer::start(Algorithm::EdDSA).await;
    let app = TestApp::start_with(|config| {
        config.proof_of_work = always();
        config.access.tokens = tokens_of(&issuer);
    })
    .await;
    let (event, other) = (app.create_event(1).await, app.create_event(1).await);
    let [ann, bob] = ["ann", "bob"].map(|subject| issuer.token(subject, "hold"));
    let calls: [&dyn Fn(u64) -> Call; 5] = [
        &|event| hold(&app, event, 1),
        &|event| hold(&app, event, 1).header("idempotency-key", "key-1"),
        &|event| hold(&app, event, 1).header("idempotency-key", "key-2"),
        &|event| hold(&app, event, 1).authorised(&ann),
        &|event| hold(&app, event, 1).authorised(&bob),
    ];
    for (place, owner) in calls.iter().enumerate() {
        let proof = solved(owner(event)).await;
        assert_refused(owner(other).header("x-proof-of-work", &proof).send().await, OTHER);
        for (_, stranger) in calls.iter().enumerate().filter(|(other, _)| *other != place) {
            assert_refused(stranger(event).header("x-proof-of-work", &proof).send().await, OTHER);
        }
        // Nobody else has used it up.
        let held = owner(event).header("x-proof-of-work", &proof).send().await.expect(201);
        let release = app.delete(&format!("/reservations/{event}")).hold_token(held["holdToken"].as_str().unwrap());
        let release = match place {
            3 => release.authorised(&ann),
            4 => release.authorised(&bob),
            _ => release,
        };
        release.send().await.expect(204);
    }
    app.finish().await;
}

#[tokio::test]
async fn a_challenge_can_not_be_made_easier_and_a_solution_not_be_guessed() {
    let app = start().await;
    let event = app.create_event(1).await;
    let real = challenge(hold(&app, event, 1).send().await);
    let solution = solve(&real);
    let changed = |change: fn(&mut Challenge)| {
        let mut changed = real.clone();
        change(&mut changed);
        changed
    };
    let easy = changed(|challenge| {
        challenge.parameters.cost = 1;
        challenge.parameters.key_prefix = "0".to_owned();
    });
    let claimed = |change| proof(&changed(change), &solution);
    let guess = |derived_key: &str| proof(&real, &Solution { derived_key: derived_key.to_owned(), ..solution.clone() });
    let refused = [
        (proof(&easy, &solve(&easy)), FORGED),
        (claimed(|challenge| challenge.parameters.cost = 1), FORGED),
        (claimed(|challenge| challenge.parameters.key_signature = None), FORGED),
        (claimed(|challenge| challenge.parameters.expires_at = None), FORGED),
        (claimed(|challenge| challenge.parameters.expires_at = Some(4_000_000_000)), FORGED),
        (claimed(|challenge| challenge.parameters.data = None), FORGED),
        (claimed(|challenge| challenge.parameters.nonce = "0".repeat(32)), FORGED),
        (claimed(|challenge| challenge.signature = None), FORGED),
        (claimed(|challenge| challenge.signature = Some(String::new())), FORGED),
        (guess(&real.parameters.key_prefix), WRONG),
        (guess(&"0".repeat(64)), WRONG),
        (guess("no hex"), WRONG),
        (guess(""), WRONG),
    ];
    for (proof, detail) in refused {
        assert_refused(hold(&app, event, 1).header("x-proof-of-work", &proof).send().await, detail);
    }
    // None of these tries has used it up.
    let held = hold(&app, event, 1).header("x-proof-of-work", &proof(&real, &solution)).send().await.expect(201);
    release(&app, event, &held).await;
    app.finish().await;
}

#[tokio::test]
async fn a_header_that_can_not_be_read_is_no_proof() {
    let app = start().await;
    let event = app.create_event(1).await;
    let whole = proof_of(&app, event).await;
    let payload: Value = serde_json::from_slice(&BASE64_STANDARD.decode(&whole).unwrap()).unwrap();
    let with = |pointer: &str, value: Value| {
        let mut payload = payload.clone();
        *payload.pointer_mut(pointer).unwrap() = value;
        encode(&payload)
    };
    let headers = [
        String::new(),
        "no base64".to_owned(),
        whole[..whole.len() / 2].to_owned(),
        encode(&json!(null)),
        encode(&json!({})),
        encode(&json!({ "challenge": payload["challenge"] })),
        encode(&json!([[], []])),
        with("/solution/counter", json!(-1)),
        with("/solution/counter", json!(4_294_967_296_u64)),
        with("/challenge/parameters/cost", json!("1000")),
        with("/challenge/parameters/expiresAt", json!(1e300)),
        format!("{whole}{}", "=".repeat(4_096)),
    ];
    for header in headers {
        assert_refused(hold(&app, event, 1).header("x-proof-of-work", &header).send().await, MALFORMED);
    }
    app.finish().await;
}

async fn proof_of(app: &TestApp, event: u64) -> String {
    solved(hold(app, event, 1)).await
}

#[tokio::test]
async fn what_is_no_new_hold_needs_no_proof() {
    let app = start().await;
    let event = app.create_event(4).await;
    let keyed = |seat: u32| hold(&app, event, seat).header("idempotency-key", "key");
    let proof = solved(keyed(1)).await;
    let held = keyed(1).header("x-proof-of-work", &proof).send().await.expect(201);
    let token = held["holdToken"].as_str().unwrap();
    // A client that didn't get the response repeats the request, with the proof that it has used or without one.
    for repeat in [keyed(1), keyed(1).header("x-proof-of-work", &proof)] {
        let repeat = repeat.send().await;
        assert_eq!(repeat.header("idempotent-replayed"), "true");
        let repeat = repeat.expect(200);
        assert_eq!((&repeat["holdToken"], &repeat["expiresAt"]), (&held["holdToken"], &held["expiresAt"]));
    }
    keyed(2).send().await.expect_problem(422, "IDEMPOTENCY_KEY_REUSED");
    hold(&app, event, 2).hold_token(token).send().await.expect(201);
    app.get(&format!("/reservations/{event}")).hold_token(token).send().await.expect(200);
    app.post(&format!("/reservations/{event}/extend")).hold_token(token).send().await.expect(200);
    app.delete(&format!("/reservations/{event}/2")).hold_token(token).send().await.expect(204);
    let bought = order(&app, &new_key(), token, event, &[1], "sim_approve").header("prefer", "wait=10").send().await;
    assert_eq!(bought.expect(201)["status"], "CONFIRMED");

    // The hold is gone, so the key would make a new one.
    challenge(keyed(2).send().await);
    let stranger = hold(&app, event, 2).hold_token("00000000000000000000000000000000");
    stranger.send().await.expect_problem(410, "RESERVATION_EXPIRED");
    app.finish().await;
}

#[tokio::test]
async fn nobody_is_exempt() {
    let issuer = TokenIssuer::start(Algorithm::EdDSA).await;
    let app = TestApp::start_with(|config| {
        config.proof_of_work = always();
        config.access.tokens = tokens_of(&issuer);
    })
    .await;
    let event = app.create_event(1).await;
    for token in [ADMIN_TOKEN, &issuer.token("clerk", "hold order boxoffice")] {
        let proof = solved(hold(&app, event, 1).authorised(token)).await;
        let held = hold(&app, event, 1).authorised(token).header("x-proof-of-work", &proof).send().await.expect(201);
        let release = app.delete(&format!("/reservations/{event}")).hold_token(held["holdToken"].as_str().unwrap());
        release.authorised(token).send().await.expect(204);
    }
    app.finish().await;
}

#[tokio::test]
async fn by_default_no_proof_is_wanted_or_looked_at() {
    let app = TestApp::start().await;
    let event = app.create_event(2).await;
    for (seat, proof) in [(1, ""), (2, "no base64")] {
        let held = hold(&app, event, seat).header("x-proof-of-work", proof).send().await.expect(201);
        release(&app, event, &held).await;
    }
    app.finish().await;
}

#[tokio::test]
async fn a_proof_is_wanted_while_many_holds_are_asked_for() {
    let app = TestApp::start_with(|config| {
        config.proof_of_work = ProofOfWorkConfig { mode: Mode::Load, rate: 5, min_tries: 10, max_tries: 40 };
    })
    .await;
    let event = app.create_event(2).await;
    let held = hold(&app, event, 1).send().await.expect(201);
    let answers = join_all((0..200).map(|_| hold(&app, event, 1).send())).await;
    let statuses: Vec<_> = answers.iter().map(|answer| answer.status.as_u16()).collect();
    assert!(statuses.contains(&409) && statuses.contains(&428), "{statuses:?}");
    // Some need more tries than at the rate: the work grows with the load.
    let counters = answers.into_iter().filter(|answer| answer.status == 428).map(|answer| solve(&challenge(answer)));
    assert!(counters.take(50).any(|solution| solution.counter >= 10));

    let limit = Duration::from_mins(1);
    let second = eventually_within("no proof is wanted any more", limit, async || {
        // A request every few milliseconds would be a load.
        tokio::time::sleep(Duration::from_secs(1)).await;
        let answer = hold(&app, event, 2).send().await;
        if answer.status == 428 { None } else { Some(answer.expect(201)) }
    })
    .await;
    for hold in [held, second] {
        release(&app, event, &hold).await;
    }
    app.finish().await;
}

#[tokio::test]
async fn a_proof_is_not_accepted_while_redis_can_not_tell_whether_it_was_used() {
    let mut redis = RedisServer::start().await;
    let url = redis.url();
    let app = TestApp::start_with(|config| {
        config.proof_of_work = always();
        config.engine.redis.url = url;
    })
    .await;
    let event = app.create_event(1).await;
    let proof = proof_of(&app, event).await;
    redis.kill().await;
    let with_proof = || hold(&app, event, 1).header("x-proof-of-work", &proof);
    with_proof().send().await.expect_problem(503, "UNAVAILABLE");
    challenge(hold(&app, event, 1).send().await);
    redis.restart().await;
    // The proof may be used up by a request that finds the event not loaded.
    let held = eventually("a hold is made", async || {
        let answer = with_proof().send().await;
        match answer.status.as_u16() {
            201 => Some(answer.json()),
            428 => {
                let proof = proof_of(&app, event).await;
                let answer = hold(&app, event, 1).header("x-proof-of-work", &proof).send().await;
                (answer.status == 201).then(|| answer.json())
            }
            _ => None,
        }
    })
    .await;
    release(&app, event, &held).await;
    app.finish().await;
}
