//! The address of a client, and the limit of requests from one address.

use std::{
    collections::hash_map::RandomState,
    hash::BuildHasher,
    net::{IpAddr, Ipv6Addr},
};

use axum::{
    extract::{MatchedPath, Request, State},
    http::HeaderMap,
    middleware::Next,
    response::Response,
};
use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    state::{InMemoryState, direct::NotKeyed},
};
use holdfast_stores::redis::Rate;
use holdfast_web::{Code, Problem, serve::Peer};

use super::config::{Networks, RateLimitsConfig};
use crate::state::AppState;

/// A hash spreads the addresses over this many counters, so their memory is bounded. The hash has a secret of the process:
/// nobody can choose an address that shares a counter with another one.
const COUNTERS: usize = 1 << 16;

/// Routes without a limit: for probes, and for the gateway, which signs its callbacks.
const UNLIMITED: [&str; 3] = ["/api/healthz", "/api/readyz", "/api/payments/callbacks"];

/// Counts the requests from each address, in this process alone.
pub(super) struct Addresses {
    counters: Vec<RateLimiter<NotKeyed, InMemoryState, DefaultClock>>,
    hash: RandomState,
    trusted: Networks,
    clock: DefaultClock,
}

impl Addresses {
    /// `None` if there is no limit.
    pub(super) fn new(config: &RateLimitsConfig) -> Option<Self> {
        let Rate { requests, window } = config.addresses.0?;
        let quota = Quota::with_period(window / requests.get())?.allow_burst(requests);
        let counters = (0..COUNTERS).map(|_| RateLimiter::direct(quota)).collect();
        let trusted = config.trusted_proxies.clone();
        Some(Self { counters, hash: RandomState::new(), trusted, clock: DefaultClock::default() })
    }

    /// Counts a request.
    ///
    /// # Errors
    /// 429.
    fn count(&self, peer: IpAddr, headers: &HeaderMap) -> Result<(), Problem> {
        let client = of_one_client(client(peer, headers, &self.trusted));
        let counter = usize::try_from(self.hash.hash_one(client)).unwrap_or_default() % COUNTERS;
        let Some(counter) = self.counters.get(counter) else { return Ok(()) };
        counter.check().map_err(|until| {
            metrics::counter!("holdfast_rate_limited_total", "limit" => "address").increment(1);
            super::limited("Too many requests come from this address", until.wait_time_from(self.clock.now()))
        })
    }
}

/// The layer of all routes under `/api`.
///
/// # Errors
/// 429.
pub async fn limit(State(state): State<AppState>, request: Request, next: Next) -> Result<Response, Problem> {
    let is_unlimited = |path: &MatchedPath| UNLIMITED.contains(&path.as_str());
    let path = request.extensions().get();
    if let Some(addresses) = state.rate_limits.addresses().filter(|_| !path.is_some_and(is_unlimited)) {
        let peer = request.extensions().get().map(|Peer(peer)| *peer);
        let peer = peer.ok_or_else(|| Problem::caused(Code::Internal, anyhow::anyhow!("the request has no peer")))?;
        addresses.count(peer, request.headers())?;
    }
    Ok(next.run(request).await)
}

/// The last address of `X-Forwarded-For` that no trusted proxy has: each proxy adds the one that it sees, so what is
/// before that one is only a claim.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &Networks) -> IpAddr {
    let mut client = peer.to_canonical();
    let lines: Vec<_> = headers.get_all("x-forwarded-for").iter().collect();
    let addresses = lines.iter().rev().flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
    for address in addresses {
        if !trusted.contain(client) {
            break;
        }
        match address.trim().parse::<IpAddr>() {
            Ok(address) => client = address.to_canonical(),
            // A trusted proxy hasn't written this.
            Err(_) => break,
        }
    }
    client
}

/// A household or a phone has a whole /64 of IPv6.
fn of_one_client(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn forwarded(lines: &[&'static str]) -> HeaderMap {
        lines.iter().map(|line| ("x-forwarded-for".parse().unwrap(), HeaderValue::from_static(line))).collect()
    }

    #[test]
    fn only_what_trusted_proxies_have_seen_is_believed() {
        let trusted: Networks = "10.0.0.0/8".parse().unwrap();
        for (peer, lines, expected) in [
            ("192.0.2.1", &["198.51.100.1"] as &[_], "192.0.2.1"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["203.0.113.9, 198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["203.0.113.9", "198.51.100.1, 10.0.0.2"], "198.51.100.1"),
            ("10.0.0.1", &["198.51.100.1, unknown"], "10.0.0.1"),
            ("10.0.0.1", &["10.0.0.3,10.0.0.2"], "10.0.0.3"),
            ("::ffff:10.0.0.1", &["::ffff:198.51.100.1"], "198.51.100.1"),
        ] {
            let client = client(peer.parse().unwrap(), &forwarded(lines), &trusted);
            assert_eq!(client, expected.parse::<IpAddr>().unwrap(), "{peer} {lines:?}");
        }
    }

    #[test]
    fn a_network_of_ipv6_is_one_client() {
        let of = |text: &str| of_one_client(text.parse().unwrap());
        assert_eq!(of("2001:db8:0:1::1"), of("2001:db8:0:1:ffff::2"));
        assert_ne!(of("2001:db8:0:1::1"), of("2001:db8:0:2::1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }
}
