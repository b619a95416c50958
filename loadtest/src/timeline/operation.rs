//! The operations that are timed, with their names in thresholds and reports.

/// What is timed: a request, or the whole purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// `GET /events/{eventId}`
    Event,
    /// `GET /events/{eventId}/seats`
    Seats,
    /// `GET /events/{eventId}/seats/stream`, until its INIT
    Stream,
    /// `POST /reservations`
    Hold,
    /// `POST /reservations/{eventId}/extend`
    Extend,
    /// `DELETE /reservations/{eventId}`
    Release,
    /// `POST /orders`
    Order,
    /// `GET /orders/{orderId}`
    Poll,
    /// `POST /orders/{orderId}/cancel`
    Cancel,
    /// Not a request: from the first `POST /orders` until its buyer sees CONFIRMED, pauses of `TOO_BUSY` included
    Purchase,
}

impl Operation {
    /// Every operation, in the order of a visit.
    pub const ALL: [Self; 10] = [
        Self::Event,
        Self::Seats,
        Self::Stream,
        Self::Hold,
        Self::Extend,
        Self::Release,
        Self::Order,
        Self::Poll,
        Self::Cancel,
        Self::Purchase,
    ];

    /// Name in thresholds and reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Seats => "seats",
            Self::Stream => "stream",
            Self::Hold => "hold",
            Self::Extend => "extend",
            Self::Release => "release",
            Self::Order => "order",
            Self::Poll => "poll",
            Self::Cancel => "cancel",
            Self::Purchase => "purchase",
        }
    }

    /// What it is in the HTTP contract.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Event => "GET /events/{eventId}",
            Self::Seats => "GET /events/{eventId}/seats",
            Self::Stream => "GET …/seats/stream, until INIT",
            Self::Hold => "POST /reservations",
            Self::Extend => "POST /reservations/{eventId}/extend",
            Self::Release => "DELETE /reservations/{eventId}",
            Self::Order => "POST /orders",
            Self::Poll => "GET /orders/{orderId}",
            Self::Cancel => "POST /orders/{orderId}/cancel",
            Self::Purchase => "first POST /orders until CONFIRMED",
        }
    }

    pub(super) const fn is_request(self) -> bool {
        !matches!(self, Self::Purchase)
    }
}
