//! Ids: each has exactly one spelling, and whatever else is refused.

use std::{fmt::Display, str::FromStr};

use holdfast_domain::{
    AccountId, EventId, HoldId, HoldToken, OrderId, Owner, Partition, PaymentId, Principal, SeatId, Version,
};
use serde::{Serialize, de::DeserializeOwned};

const ORDER: &str = "b7e1a2c4-90d3-8f56-a1b2-c3d4e5f60718";

/// The text is an id's one spelling, and `json` is its form in JSON.
fn is_spelt<T: FromStr + Display + Serialize + DeserializeOwned>(text: &str, json: &str) {
    let id: T = text.parse().ok().unwrap();
    assert_eq!(id.to_string(), text);
    assert_eq!(serde_json::to_string(&id).unwrap(), json);
    assert_eq!(serde_json::from_str::<T>(json).ok().unwrap().to_string(), text);
}

fn refuses<T: FromStr>(texts: &[&str]) {
    for text in texts {
        assert!(text.parse::<T>().is_err(), "{text:?}");
    }
}

#[test]
fn the_id_of_an_event_is_a_positive_integer_below_two_to_the_53() {
    for text in ["1", "10", "4711", "9007199254740991"] {
        is_spelt::<EventId>(text, text);
        assert_eq!(text.parse::<EventId>().unwrap().get().to_string(), text);
        assert_eq!(u64::from(text.parse::<EventId>().unwrap()).to_string(), text);
    }
    refuses::<EventId>(&["", "0", "01", "+1", "-1", "1.0", " 1", "1e3", "9007199254740992", "18446744073709551617"]);
    assert!(serde_json::from_str::<EventId>("0").is_err());
}

#[test]
fn the_id_of_a_seat_is_a_positive_integer_of_32_bits() {
    for text in ["1", "20", "4294967295"] {
        is_spelt::<SeatId>(text, text);
        assert_eq!(u32::from(text.parse::<SeatId>().unwrap()).to_string(), text);
    }
    refuses::<SeatId>(&["", "0", "007", "+1", "-1", "one", "4294967296"]);
}

#[test]
fn the_id_of_an_order_has_hyphens_and_lower_case() {
    is_spelt::<OrderId>(ORDER, &format!("{ORDER:?}"));
    refuses::<OrderId>(&["", &ORDER.to_uppercase(), &ORDER.replace('-', ""), &format!("{{{ORDER}}}"), &ORDER[1..]]);
}

#[test]
fn the_id_of_a_payment_names_its_order() {
    is_spelt::<PaymentId>(&format!("pay-{ORDER}"), &format!("\"pay-{ORDER}\""));
    let order: OrderId = ORDER.parse().unwrap();
    assert_eq!(order.payment_id().to_string(), format!("pay-{ORDER}"));
    assert_eq!(order.payment_id().order_id(), order);
    refuses::<PaymentId>(&["", ORDER, "pay-", "PAY-x", &format!("pay-pay-{ORDER}")]);
}

#[test]
fn the_token_and_the_id_of_a_hold_are_32_lower_case_hex_digits() {
    let text = "0123456789abcdef0123456789abcdef";
    let token: HoldToken = text.parse().unwrap();
    assert_eq!((token.as_str(), String::from(token.clone())), (text, text.to_owned()));
    assert_eq!(HoldToken::from_random(0xff).as_str(), "000000000000000000000000000000ff");
    assert_eq!(format!("{token:?}"), "HoldToken(012345…)", "a log never shows a whole token");
    // The first half of the SHA-256 of the text, by another implementation.
    let id = token.id();
    assert_eq!((id.as_str(), String::from(id.clone())), ("3eb1bd439947eb762998e566ccc2e099", id.as_str().to_owned()));
    assert_eq!(serde_json::from_str::<HoldId>(&format!("{text:?}")).unwrap().as_str(), text);
    for wrong in ["", &text[1..], &format!("{text}0"), &text.to_uppercase(), &text.replace('0', "g")] {
        refuses::<HoldToken>(&[wrong]);
        refuses::<HoldId>(&[wrong]);
        assert!(serde_json::from_str::<HoldId>(&format!("{wrong:?}")).is_err(), "{wrong}");
    }
}

#[test]
fn the_id_of_an_account_depends_on_secret_issuer_and_subject_and_shows_none_of_them() {
    let text = "0123456789abcdef0123456789abcdef";
    is_spelt::<AccountId>(text, &format!("{text:?}"));
    refuses::<AccountId>(&["", &text[1..], &format!("{text}0"), &text.to_uppercase(), &text.replace('0', "+")]);
    assert_eq!(format!("{:?}", text.parse::<AccountId>().unwrap()), format!("AccountId({text})"));
    let id = AccountId::derive(b"secret", "https://a", "bob");
    // The first half of the HMAC-SHA256, by another implementation.
    assert_eq!(id.to_string(), "a762425e0f82b0dffdf662fa177707db");
    for other in [
        AccountId::derive(b"other", "https://a", "bob"),
        AccountId::derive(b"secret", "https://b", "bob"),
        AccountId::derive(b"secret", "https://a", "bo"),
        AccountId::derive(b"secret", "https://ab", "ob"),
    ] {
        assert_ne!(other, id);
    }
}

#[test]
fn the_same_key_of_two_owners_means_two_orders() {
    let accounts = ["0123456789abcdef0123456789abcdef", "1123456789abcdef0123456789abcdef"].map(|id| id.parse().ok());
    let [ann, bob] = accounts;
    let owner = |principal, account| Owner { principal, account };
    let id = |owner: Owner, key: &str| OrderId::derive(b"secret", owner, key);
    // The key of a guest that imitates the name of an account.
    let imitated = format!("@{}", ann.unwrap());
    let ids = [
        OrderId::derive(b"secret", Principal::Public, "key"),
        id(owner(Principal::Public, ann), "key"),
        id(owner(Principal::Public, bob), "key"),
        id(owner(Principal::BoxOffice, ann), "key"),
        id(owner(Principal::BoxOffice, None), "key"),
        id(owner(Principal::Public, None), &format!("{imitated}\0key")),
    ];
    assert_eq!(ids.iter().collect::<std::collections::HashSet<_>>().len(), ids.len(), "{ids:?}");
    // Released: ids of orders depend on it.
    assert_eq!(ids[0].to_string(), "d90aa9e9-0f36-860b-b582-a389e7a383be");
    assert_eq!(ids[1].to_string(), "d985dd27-38ca-8883-95a0-c0f5e96cecca");
}

#[test]
fn an_event_is_in_the_partition_of_its_low_byte() {
    let partition = |id: u64| EventId::try_from(id).unwrap().partition();
    for (id, expected) in [(1, 1), (63, 63), (64, 0), (65, 1), (255, 63), (256, 0), (4711, 39)] {
        assert_eq!(partition(id).get(), expected, "event {id}");
        assert_eq!(u8::from(partition(id)), expected, "event {id}");
    }
    assert_eq!((partition(7).to_string(), partition(63).to_string()), ("07".to_owned(), "63".to_owned()));
    assert_eq!(Partition::all().map(Partition::get).collect::<Vec<_>>(), (0..64).collect::<Vec<_>>());
    assert_eq!(Partition::try_from(63).unwrap(), partition(63));
    assert!(Partition::try_from(64).is_err() && Partition::try_from(255).is_err());
}

#[test]
fn a_version_is_the_epoch_and_a_number_within_it() {
    let version = Version::new((7 << 32) + 41);
    assert_eq!((version.epoch(), version.next().get(), version.to_string()), (7, (7 << 32) + 42, "30064771113".into()));
    assert_eq!(Version::new(u64::from(u32::MAX)).epoch(), 0);
}
