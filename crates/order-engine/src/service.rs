//! How our processes name themselves to Temporal, whose histories keep these names.

/// The process in which an engine runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// Starts orders and refunds, and cancels them, at the request of buyers.
    ApiServer,
    /// Starts what settles an order that no workflow drives.
    Worker,
}

/// Begins the identity of each of our processes.
const OURS: &str = "holdfast-";

impl Service {
    const fn name(self) -> &'static str {
        match self {
            Self::ApiServer => "holdfast-api-server",
            Self::Worker => "holdfast-worker",
        }
    }

    /// The identity of this process, if it is of this service.
    pub(crate) fn identity(self) -> String {
        format!("{}-{}", self.name(), std::process::id())
    }

    /// The service of a process with this identity; `None` for somebody else, and for a process of release 0.1, whose
    /// identity has no service.
    pub(crate) fn of(identity: &str) -> Option<Self> {
        [Self::ApiServer, Self::Worker].into_iter().find(|service| identity.starts_with(service.name()))
    }
}

/// Whether this is the identity of one of our processes. Nobody else has a reason to use such a name.
pub(crate) fn is_ours(identity: &str) -> bool {
    identity.starts_with(OURS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_tells_our_services_from_others() {
        for service in [Service::ApiServer, Service::Worker] {
            assert_eq!(Service::of(&service.identity()), Some(service));
            assert!(is_ours(&service.identity()));
        }
        assert_eq!((Service::of("holdfast-4711"), is_ours("holdfast-4711")), (None, true));
        assert_eq!((Service::of("temporal-cli:root@vm"), is_ours("temporal-cli:root@vm")), (None, false));
    }
}
