//! The form of `REDIS_URL`.

use redis::{Client, IntoConnectionInfo, RedisError, cluster::ClusterClient};

/// The URLs in the setting's text.
pub(super) fn nodes(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|url| !url.is_empty())
}

/// Accepts what [`super::RedisConfig::url`] can be.
pub(super) fn check(text: &str) -> Result<(), String> {
    let urls: Vec<&str> = nodes(text).collect();
    for (number, url) in (1..).zip(&urls) {
        let usable = check_one(url);
        usable.map_err(|reason| if urls.len() > 1 { format!("server {number}: {reason}") } else { reason })?;
    }
    match urls.as_slice() {
        [] => Err("it names no server".to_owned()),
        [_] => Ok(()),
        nodes => ClusterClient::builder(nodes.iter().copied()).build().map(drop).map_err(|error| reason(&error)),
    }
}

fn check_one(url: &str) -> Result<(), String> {
    holdfast_settings::check_url(url, &["redis", "unix"])?;
    url.into_connection_info().and_then(Client::open).map(drop).map_err(|error| reason(&error))
}

/// The reason without the name of the library's error kind.
fn reason(error: &RedisError) -> String {
    let text = error.to_string();
    text.strip_suffix(" - InvalidClientConfig").map_or_else(|| text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::check;

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
}
