//! The settings of the limits of requests.

use std::{fmt, net::IpAddr, num::NonZeroU32, str::FromStr, time::Duration};

use holdfast_settings::SettingValue;
use holdfast_stores::redis::Rate;
use ipnet::IpNet;

holdfast_settings::settings! {
    /// How many requests are permitted, and whose addresses are believed.
    pub struct RateLimitsConfig {
        /// Requests to hold seats, of one account for one event: `<requests>/<seconds>`, or `off`.
        pub holds: Limit = parsed("RATE_LIMIT_HOLDS", Limit::of(60, 60)),
        /// Requests to order, of one account for one event: `<requests>/<seconds>`, or `off`.
        pub orders: Limit = parsed("RATE_LIMIT_ORDERS", Limit::of(30, 60)),
        /// Logins of one account: `<requests>/<seconds>`, or `off`.
        pub logins: Limit = parsed("RATE_LIMIT_LOGINS", Limit::of(20, 600)),
        /// All requests to `/api` from one address, at one api-server: `<requests>/<seconds>`, or `off`. A stadium is
        /// one address, and so is a proxy that isn't in `TRUSTED_PROXIES`.
        pub addresses: Limit = parsed("RATE_LIMIT_ADDRESSES", Limit(None)),
        /// Networks of proxies whose `X-Forwarded-For` is believed, separated by commas: `10.0.0.0/8,fd00::/8`.
        pub trusted_proxies: Networks = parsed("TRUSTED_PROXIES", Networks(Vec::new())),
    }
}

/// A rate, or no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(pub Option<Rate>);

/// The longest window of a limit, in seconds: the arithmetic in Redis is exact for it.
const LONGEST: u64 = 86_400;
/// Most requests within a window.
const MOST: u32 = 1_000_000;

impl Limit {
    /// This many requests within this many seconds.
    ///
    /// # Panics
    /// If there are none.
    #[must_use]
    pub const fn of(requests: u32, seconds: u64) -> Self {
        #[expect(clippy::expect_used, reason = "the defaults are constants")]
        let requests = NonZeroU32::new(requests).expect("some requests");
        Self(Some(Rate { requests, window: Duration::from_secs(seconds) }))
    }
}

impl FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "off" {
            return Ok(Self(None));
        }
        let rate = text.split_once('/').and_then(|(requests, seconds)| {
            let (requests, seconds) = (requests.parse::<NonZeroU32>().ok()?, seconds.parse::<u64>().ok()?);
            let rate = Rate { requests, window: Duration::from_secs(seconds) };
            (requests.get() <= MOST && (1..=LONGEST).contains(&seconds)).then_some(rate)
        });
        let wrong = || format!("it is neither `off` nor <requests>/<seconds>, at most {MOST}/{LONGEST}");
        rate.map(|rate| Self(Some(rate))).ok_or_else(wrong)
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => f.write_str("off"),
            Some(Rate { requests, window }) => write!(f, "{requests}/{}", window.as_secs()),
        }
    }
}

impl SettingValue for Limit {
    const KIND: &'static str = "<requests>/<seconds> or `off`";

    fn show(&self) -> String {
        self.to_string()
    }
}

/// Networks of addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Networks(pub Vec<IpNet>);

impl Networks {
    /// Whether one of them has this address.
    #[must_use]
    pub fn contain(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

impl FromStr for Networks {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let network = |text: &str| {
            let text = text.trim();
            let alone = || text.parse::<IpAddr>().map(IpNet::from);
            text.parse().or_else(|_| alone()).map_err(|_| format!("`{text}` is no network"))
        };
        text.split(',').filter(|text| !text.trim().is_empty()).map(network).collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for Networks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&texts.join(","))
    }
}

impl SettingValue for Networks {
    const KIND: &'static str = "networks";

    fn show(&self) -> String {
        if self.0.is_empty() { "none".to_owned() } else { self.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_a_number_of_requests_in_a_number_of_seconds() {
        assert_eq!("60/60".parse(), Ok(Limit::of(60, 60)));
        assert_eq!("off".parse(), Ok(Limit(None)));
        for wrong in ["", "60", "0/60", "60/0", "60/86401", "-1/60", "1.5/60", "60/1m", "60/60/60", "Off", "1000001/60"]
        {
            assert!(wrong.parse::<Limit>().is_err(), "{wrong}");
        }
        for text in ["7/86400", "off"] {
            assert_eq!(text.parse::<Limit>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn networks_are_written_with_their_prefix_or_as_one_address() {
        let networks: Networks = "10.0.0.0/8, 192.0.2.7,fd00::/8".parse().unwrap();
        for (address, inside) in [("10.1.2.3", true), ("192.0.2.7", true), ("192.0.2.8", false), ("fd12::1", true)] {
            assert_eq!(networks.contain(address.parse().unwrap()), inside, "{address}");
        }
        assert_eq!(networks.to_string(), "10.0.0.0/8,192.0.2.7/32,fd00::/8");
        assert_eq!("".parse(), Ok(Networks(Vec::new())));
        for wrong in ["10.0.0.0/33", "nginx", "10.0.0.0/8;10.0.0.1"] {
            assert!(wrong.parse::<Networks>().is_err(), "{wrong}");
        }
    }
}
