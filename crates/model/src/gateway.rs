//! The gateway's ledger: one payment per order. Each function is one call of `crates/gateway/src/client.rs`.

/// The status of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the statuses of domain::PaymentStatus that the saga tells apart")]
pub enum Payment {
    None,
    Authorized,
    /// AUTHORIZED, and the gateway will refuse the capture for good.
    AuthorizedInVain,
    Captured,
    Voided,
    Refunded,
}

impl Payment {
    /// Whether money is reserved or taken.
    #[must_use]
    pub const fn has_money(self) -> bool {
        matches!(self, Self::Authorized | Self::AuthorizedInVain | Self::Captured)
    }

    /// Reserves the money. A void that came before forbids it. Returns whether it is reserved or taken.
    pub const fn authorise(&mut self) -> bool {
        if matches!(self, Self::None) {
            *self = Self::Authorized;
        }
        self.has_money()
    }

    /// Takes the money. Returns whether it is taken, or was taken and is refunded; otherwise the gateway refuses.
    pub const fn capture(&mut self) -> bool {
        if matches!(self, Self::Authorized) {
            *self = Self::Captured;
        }
        matches!(self, Self::Captured | Self::Refunded)
    }

    /// Releases the money. Returns whether that is the end; otherwise the money is taken.
    pub const fn void(&mut self) -> bool {
        if matches!(self, Self::None | Self::Authorized | Self::AuthorizedInVain) {
            *self = Self::Voided;
        }
        !self.has_money()
    }

    /// Gives captured money back.
    pub const fn refund(&mut self) {
        if matches!(self, Self::Captured) {
            *self = Self::Refunded;
        }
    }
}
