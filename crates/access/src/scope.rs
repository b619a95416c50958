//! The scopes: one for each thing that a caller may do.

use std::fmt;

/// What a token permits. A provider writes the names into the claim `scope`, separated by spaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// To hold seats, and to change and release the holds of this account.
    Hold,
    /// To order held seats, and to read and cancel the orders of this account.
    Order,
    /// To cancel and refund any order.
    OrderRefund,
    /// To create and close events.
    EventWrite,
    /// To sell held seats at the box office.
    Boxoffice,
    /// To admit tickets at the entrance. No route has it yet.
    Scan,
    /// To run the waiting room of an event. No route has it yet.
    Room,
    /// To read everything: sales, figures, and any order.
    Audit,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 8] = [
        Self::Hold,
        Self::Order,
        Self::OrderRefund,
        Self::EventWrite,
        Self::Boxoffice,
        Self::Scan,
        Self::Room,
        Self::Audit,
    ];

    /// The name in a token.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Order => "order",
            Self::OrderRefund => "order:refund",
            Self::EventWrite => "event:write",
            Self::Boxoffice => "boxoffice",
            Self::Scan => "scan",
            Self::Room => "room",
            Self::Audit => "audit",
        }
    }

    /// The scopes of the claim `scope`. Names of other services, such as `openid`, are left out.
    #[must_use]
    pub fn parse_list(text: &str) -> Vec<Self> {
        let granted = |scope: &Self| text.split(' ').any(|name| name == scope.as_str());
        Self::ALL.into_iter().filter(granted).collect()
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_names_are_scopes() {
        assert_eq!(Scope::parse_list("openid order audit hold"), [Scope::Hold, Scope::Order, Scope::Audit]);
        assert_eq!(Scope::parse_list("order:refund"), [Scope::OrderRefund]);
        for text in ["", "ORDER", "orders", "order:", "order,hold", "order\thold", "*"] {
            assert_eq!(Scope::parse_list(text), [], "{text:?}");
        }
    }
}
