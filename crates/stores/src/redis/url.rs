//! The form of `REDIS_URL`.

use redis::{Client, ConnectionInfo, IntoConnectionInfo, RedisError, cluster::ClusterClient};

const SENTINEL_SCHEME: &str = "redis+sentinel://";

/// `redis+sentinel://user:password@host:port,host:port/NAME`.
pub(super) struct SentinelUrl {
    pub(super) sentinels: Vec<ConnectionInfo>,
    /// The name under which the Sentinels know the primary.
    pub(super) name: String,
    /// How to log in to the primary; the address is to be replaced.
    pub(super) primary: ConnectionInfo,
}

/// Parses a URL of Sentinels; `None` if it has another scheme.
pub(super) fn sentinel_url(text: &str) -> Option<Result<SentinelUrl, String>> {
    text.trim().strip_prefix(SENTINEL_SCHEME).map(parse_sentinels)
}

fn parse_sentinels(rest: &str) -> Result<SentinelUrl, String> {
    let (servers, name) = rest.split_once('/').unwrap_or((rest, ""));
    let (login, servers) = servers.rsplit_once('@').map_or(("", servers), |(user, servers)| (user, servers));
    let sentinels: Vec<ConnectionInfo> = (1..)
        .zip(nodes(servers))
        .map(|(number, server)| sentinel(server).map_err(|reason| format!("sentinel {number}: {reason}")))
        .collect::<Result<_, _>>()?;
    let Some(any) = nodes(servers).next() else { return Err("it names no sentinel".to_owned()) };
    // What Sentinel itself accepts as a name.
    if name.is_empty() || !name.chars().all(|char| char.is_ascii_alphanumeric() || ".-_".contains(char)) {
        return Err("it doesn't end with the name of the primary, as in redis+sentinel://host:port/NAME".to_owned());
    }
    let primary = usable(&format!("redis://{login}{}{any}", if login.is_empty() { "" } else { "@" }))?;
    Ok(SentinelUrl { sentinels, name: name.to_owned(), primary })
}

fn sentinel(server: &str) -> Result<ConnectionInfo, String> {
    match server.rsplit_once(':') {
        Some((_, port)) if port.parse::<u16>().is_ok() => usable(&format!("redis://{server}")),
        _ => Err("it has no port".to_owned()),
    }
}

/// The URLs in the setting's text.
pub(super) fn nodes(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|url| !url.is_empty())
}

/// Accepts what [`super::RedisConfig::url`] can be.
pub(super) fn check(text: &str) -> Result<(), String> {
    if let Some(sentinels) = sentinel_url(text) {
        return sentinels.map(drop);
    }
    let urls: Vec<&str> = nodes(text).collect();
    for (number, url) in (1..).zip(&urls) {
        usable(url).map_err(|reason| if urls.len() > 1 { format!("server {number}: {reason}") } else { reason })?;
    }
    match urls.as_slice() {
        [] => Err("it names no server".to_owned()),
        [_] => Ok(()),
        nodes => ClusterClient::builder(nodes.iter().copied()).build().map(drop).map_err(|error| reason(&error)),
    }
}

fn usable(url: &str) -> Result<ConnectionInfo, String> {
    holdfast_settings::check_url(url, &["redis", "unix"])?;
    let info = url.into_connection_info().map_err(|error| reason(&error))?;
    Client::open(info.clone()).map(|_| info).map_err(|error| reason(&error))
}

/// The reason without the name of the library's error kind.
fn reason(error: &RedisError) -> String {
    let text = error.to_string();
    text.strip_suffix(" - InvalidClientConfig").map_or_else(|| text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use redis::ConnectionAddr;

    use super::{check, sentinel_url};

    #[test]
    fn a_url_or_each_node_of_a_cluster_must_be_usable() {
        for url in ["redis://a:1", "redis://:hunter2@a:1/0", "redis://a:1, redis://b:2", "redis://a:1,"] {
            assert_eq!(check(url), Ok(()), "{url}");
        }
        for (url, reason) in [
            ("redis-cluster://a:1", "its scheme is not redis or unix"),
            ("redis://a:1,b:2", "server 2: its scheme is not redis or unix"),
            ("127.0.0.1:6379", "it doesn't begin with redis:// or unix://"),
            ("redis://a:port", "invalid port number"),
            (",", "it names no server"),
        ] {
            assert_eq!(check(url), Err(reason.to_owned()), "{url}");
        }
    }

    #[test]
    fn a_url_of_sentinels_names_them_and_the_primary() {
        for url in ["redis+sentinel://a:1/sale", "redis+sentinel://user:hunt%2Fer2@a:1,b:2,[::1]:3/sale-1"] {
            assert_eq!(check(url), Ok(()), "{url}");
        }
        let no_name = "it doesn't end with the name of the primary, as in redis+sentinel://host:port/NAME";
        for (url, reason) in [
            ("redis+sentinel://a:1", no_name),
            ("redis+sentinel://a:1/", no_name),
            ("redis+sentinel://a:1/sale/0", no_name),
            ("redis+sentinel:///sale", "it names no sentinel"),
            ("redis+sentinel://a:1,b/sale", "sentinel 2: it has no port"),
            ("redis+sentinel://a:port/sale", "sentinel 1: it has no port"),
            ("redis+sentinel://a:1,redis://b:2/sale", "sentinel 2: it has no port"),
        ] {
            assert_eq!(check(url), Err(reason.to_owned()), "{url}");
        }
        let url = sentinel_url("redis+sentinel://user:hunt%2Fer2@a:1,b:2/sale").unwrap().ok().unwrap();
        assert_eq!(url.name, "sale");
        let addresses: Vec<_> = url.sentinels.iter().map(|info| info.addr().clone()).collect();
        assert_eq!(addresses, [("a", 1), ("b", 2)].map(|(host, port)| ConnectionAddr::Tcp(host.to_owned(), port)));
        assert_eq!(url.primary.redis_settings().password(), Some("hunt/er2"));
        assert!(url.sentinels.iter().all(|info| info.redis_settings().password().is_none()));
    }
}
