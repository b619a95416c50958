//! The names of statuses and other codes, as they are in stores and on the wire.

use holdfast_domain::{
    Currency, EventId, Fence, Fingerprint, OrderState, OrderStatus, PaymentMethod, PaymentStatus, Principal,
    SeatStatus, TicketCode, event::CreationKey,
};

#[test]
fn every_status_has_its_name_and_is_read_back_from_it() {
    for (status, name) in OrderStatus::ALL.into_iter().zip(["PENDING", "CONFIRMED", "CANCELLED", "REFUNDED"]) {
        assert_eq!((status.as_str(), OrderStatus::parse(name)), (name, Some(status)));
        assert_eq!(serde_json::to_string(&status).unwrap(), format!("{name:?}"));
    }
    assert_eq!((OrderStatus::parse("pending"), OrderStatus::parse("")), (None, None));
    for status in PaymentStatus::ALL {
        assert_eq!(PaymentStatus::parse(status.as_str()), Some(status));
        assert_eq!(serde_json::to_string(&status).unwrap(), format!("{:?}", status.as_str()));
    }
    for (status, letter) in SeatStatus::ALL.into_iter().zip(['A', 'H', 'S']) {
        assert_eq!((status.letter(), SeatStatus::from_letter(letter)), (letter, Some(status)));
    }
    assert_eq!((SeatStatus::from_letter('a'), SeatStatus::from_letter('X')), (None, None));
}

#[test]
fn the_states_of_the_saga_are_shown_as_the_statuses_of_the_api() {
    use OrderState::{Cancelled, Cancelling, Confirmed, Pending, Refunded, Refunding, Sold};
    let states = |status: OrderStatus| {
        let mut states: Vec<_> = status.states().collect();
        states.sort_by_key(|state| state.as_str());
        states
    };
    assert_eq!(states(OrderStatus::Pending), [Cancelling, Pending, Sold]);
    assert_eq!(states(OrderStatus::Confirmed), [Confirmed, Refunding]);
    assert_eq!(states(OrderStatus::Cancelled), [Cancelled]);
    assert_eq!(states(OrderStatus::Refunded), [Refunded]);
    let ended = OrderStatus::ALL.map(OrderStatus::has_ended);
    assert_eq!(ended, [false, true, true, true]);
}

#[test]
fn money_is_released_by_a_decline_a_void_and_a_refund_only() {
    let released: Vec<_> = PaymentStatus::ALL.into_iter().filter(|status| status.is_released()).collect();
    assert_eq!(released, [PaymentStatus::Declined, PaymentStatus::Voided, PaymentStatus::Refunded]);
}

#[test]
fn only_the_box_office_sells_without_the_gateway() {
    assert!(Principal::Public.pays_by_gateway() && !Principal::BoxOffice.pays_by_gateway());
}

#[test]
fn a_currency_is_three_upper_case_letters() {
    let won: Currency = "KRW".parse().unwrap();
    assert_eq!((won.as_str(), won.to_string(), format!("{won:?}")), ("KRW", "KRW".to_owned(), "KRW".to_owned()));
    assert_eq!(serde_json::to_string(&won).unwrap(), "\"KRW\"");
    assert_eq!(serde_json::from_str::<Currency>("\"KRW\"").unwrap(), won);
    for wrong in ["", "KR", "KRWN", "krw", "Krw", "K1W", "K W", "€€"] {
        assert!(wrong.parse::<Currency>().is_err(), "{wrong:?}");
    }
}

#[test]
fn the_name_of_a_payment_method_has_1_to_64_letters_digits_underscores_and_hyphens() {
    let longest = "a".repeat(64);
    for name in ["a", "sim_approve", "Card-3", "0", &longest] {
        assert_eq!(name.parse::<PaymentMethod>().unwrap().as_str(), name);
    }
    for wrong in ["", "a b", "é", "a.b", "a/b", &"a".repeat(65)] {
        assert!(wrong.parse::<PaymentMethod>().is_err(), "{wrong:?}");
    }
}

#[test]
fn what_a_store_keeps_is_returned_as_it_is() {
    assert_eq!(TicketCode::from_stored("0A".into()).as_str(), "0A");
    assert_eq!(Fingerprint::from_stored("ab".into()).as_str(), "ab");
    assert_eq!((Fence::new(7).get(), EventId::try_from(7).unwrap().get()), (7, 7));
}

#[test]
fn the_key_of_a_creation_is_a_digest_of_the_key_and_one_of_the_request() {
    let key = CreationKey::of("", b"abc");
    // SHA-256 of nothing and of "abc" (FIPS 180-2, appendix B.1).
    assert_eq!(key.key(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_eq!(key.request(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
