//! `GET /events/{eventId}/seats`.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use holdfast_domain::EventId;
use holdfast_web::Problem;

use crate::{
    extract::Id,
    seat_map::{Rendering, SeatMapView},
    state::AppState,
};

/// Returns every seat with its status.
///
/// Includes every change that completed before the request arrived. `ETag` is derived from the version. The response is
/// compressed with gzip on request.
#[utoipa::path(get, path = "/events/{eventId}/seats", tag = "catalog",
    params(("eventId" = u64, Path), ("If-None-Match" = Option<String>, Header)),
    responses((status = 200, body = SeatMapView), (status = 304, description = "The client has this version"),
        (status = 404, description = "EVENT_NOT_FOUND"), (status = 503, description = "UNAVAILABLE")))]
pub(super) async fn read_seat_map(
    State(state): State<AppState>,
    Id(id): Id<EventId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let map = state.on_seats(state.seat_maps.current(id)).await?;
    let gzip = accepts_gzip(&headers);
    let etag = etag(&map, gzip);
    let common = [
        (header::ETAG, etag),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    if has_version(&headers, &map) {
        return Ok((StatusCode::NOT_MODIFIED, common).into_response());
    }
    let json = [(header::CONTENT_TYPE, "application/json")];
    Ok(if gzip {
        (common, json, [(header::CONTENT_ENCODING, "gzip")], map.gzip.clone()).into_response()
    } else {
        (common, json, map.json.clone()).into_response()
    })
}

/// Each encoding is a separate representation with its own strong tag.
fn etag(map: &Rendering, gzip: bool) -> HeaderValue {
    let text = format!("\"{}{}\"", map.version, if gzip { "-gzip" } else { "" });
    #[expect(clippy::expect_used, reason = "digits and quotes are valid in a header")]
    HeaderValue::from_str(&text).expect("a header value")
}

/// Whether the client has this version, in either encoding.
fn has_version(headers: &HeaderMap, map: &Rendering) -> bool {
    let version = map.version.to_string();
    let tags = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    tags.flat_map(|value| value.split(',')).map(str::trim).any(|tag| {
        let opaque = tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"');
        tag == "*" || opaque.strip_suffix("-gzip").unwrap_or(opaque) == version
    })
}

/// Whether gzip is acceptable, with at least the weight of `identity` (RFC 9110, section 12.5.3).
fn accepts_gzip(headers: &HeaderMap) -> bool {
    let (mut gzip, mut any, mut identity) = (None, None, None);
    let values = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    for coding in values.flat_map(|value| value.split(',')) {
        let (name, parameters) = coding.split_once(';').unwrap_or((coding, ""));
        let weight = weight(parameters);
        match name.trim().to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => gzip = Some(weight),
            "identity" => identity = Some(weight),
            "*" => any = Some(weight),
            _ => {}
        }
    }
    let gzip = gzip.or(any).unwrap_or(0.0);
    gzip > 0.0 && gzip >= identity.unwrap_or(0.0)
}

fn weight(parameters: &str) -> f32 {
    let weight = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("q").then(|| value.trim().parse().ok()).flatten()
    });
    weight.unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_sent_only_to_clients_that_prefer_it() {
        let accepts = |value: &'static str| {
            accepts_gzip(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))]))
        };
        for yes in
            ["gzip", "GZIP", "deflate, gzip;q=0.5, br", "*", "gzip;q=1.0, identity;q=0.5", "identity;q=0, *;q=0.1"]
        {
            assert!(accepts(yes), "{yes}");
        }
        for no in ["", "br", "gzip;q=0", "gzip; q=0.000, *", "identity, gzip;q=0.5", "*;q=0", "gzipped"] {
            assert!(!accepts(no), "{no}");
        }
        assert!(!accepts_gzip(&HeaderMap::new()));
    }
}
