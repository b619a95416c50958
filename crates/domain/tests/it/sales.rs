//! When an event is on sale.

use chrono::{DateTime, Utc};
use holdfast_domain::{EventStatus, SalesWindow};

#[test]
fn a_sale_begins_at_its_opening_and_has_ended_at_its_close() {
    let at = |seconds| DateTime::<Utc>::from_timestamp(seconds, 0).unwrap();
    let mut window = SalesWindow { opens_at: at(100), closes_at: at(200), closed: false };
    for (seconds, status) in [
        (99, EventStatus::Scheduled),
        (100, EventStatus::OnSale),
        (199, EventStatus::OnSale),
        (200, EventStatus::Closed),
        (201, EventStatus::Closed),
    ] {
        assert_eq!(window.status_at(at(seconds)), status, "{seconds}");
    }
    window.closed = true;
    for seconds in [99, 100, 199, 200] {
        assert_eq!(window.status_at(at(seconds)), EventStatus::Closed, "{seconds}");
    }
}
