//! An accepted order, as it is in the input of its workflow. Workers of other releases read it.

use holdfast_domain::{SeatId, SeatPlan, Section, step_messages::PlacedOrder};
use serde_json::json;

#[test]
fn an_order_has_one_form_in_json() {
    let text = json!({
        "orderId": "b7e1a2c4-90d3-8f56-a1b2-c3d4e5f60718",
        "principal": "BOX_OFFICE",
        "eventId": 7,
        "seats": [{ "seatId": 11, "fence": 30_064_771_073_u64 }, { "seatId": 12, "fence": 30_064_771_074_u64 }],
        "total": { "amount": 60_000, "currency": "KRW" },
        "paymentMethod": "card",
        "holdToken": "0123456789abcdef0123456789abcdef",
        "fingerprint": "ab",
        "createdAt": "2026-12-01T10:01:00Z",
    });
    let order: PlacedOrder = serde_json::from_value(text.clone()).unwrap();
    assert_eq!(order.seat_ids(), [11, 12].map(|seat| SeatId::try_from(seat).unwrap()));
    assert_eq!(serde_json::to_value(&order).unwrap(), text);
}

#[test]
fn a_plan_lists_its_sections_as_they_were_given() {
    let section = |name: &str, price| Section { name: name.into(), rows: 1, cols: 2, price };
    let sections = vec![section("Floor", 2), section("Balcony", 1)];
    assert_eq!(SeatPlan::new(sections.clone()).unwrap().sections(), sections);
}
