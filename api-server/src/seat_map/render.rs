//! Serialises and compresses a seat map in parts. A part is rendered again only when one of its seats changes.

use bytes::{BufMut, Bytes, BytesMut};
use flate2::{Compress, Compression, Crc, FlushCompress, Status};
use holdfast_domain::{EventId, SeatId, SeatPlan, SeatStatus, Version, seat_plan::Seat};
use serde::Serialize;
use utoipa::ToSchema;

use crate::openapi_words;

/// Seats in one part: about 95 kB of JSON, which takes about a millisecond to write and compress.
const PART: usize = 1000;
/// RFC 1952: magic, deflate, no flags, no time, fastest algorithm, unknown system.
const GZIP_HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255];
/// RFC 1951: an empty final block.
const LAST_BLOCK: [u8; 2] = [3, 0];

/// A seat map at one version, in both encodings.
pub struct Rendering {
    /// The version of the map.
    pub version: Version,
    /// The map as JSON.
    pub json: Bytes,
    /// The same JSON, compressed with gzip.
    pub gzip: Bytes,
}

/// Every seat of an event at one version.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeatMapView<'a> {
    /// The event.
    event_id: u64,
    /// The version of this map, as in the stream of the event's changes; versions only grow.
    version: u64,
    /// Rows over all sections.
    rows: u32,
    /// Seats in the widest row.
    cols: u32,
    /// All seats, by id.
    seats: Vec<SeatView<'a>>,
}

/// One seat of a map.
#[derive(Serialize, ToSchema)]
struct SeatView<'a> {
    /// The seat's id, from 1 within the event.
    id: u32,
    /// The seat's label, such as `A-12`.
    label: String,
    /// Row over all sections, from 1.
    r: u32,
    /// Place in the row, from 1.
    c: u32,
    /// Name of the section.
    section: &'a str,
    /// Price in minor units of the event's currency.
    price: u64,
    /// The seat's status at this version.
    #[schema(value_type = openapi_words::SeatStatus)]
    status: SeatStatus,
}

impl<'a> SeatView<'a> {
    fn new(seat: &Seat<'a>, status: SeatStatus) -> Self {
        let (id, label, section) = (seat.id.get(), seat.label(), seat.section);
        Self { id, label, r: seat.row, c: seat.col, section: &section.name, price: section.price, status }
    }
}

/// Renders the maps of one event, and keeps the parts that don't change.
pub(super) struct Renderer {
    event: EventId,
    plan: SeatPlan,
    parts: Vec<Part>,
}

/// The statuses of up to [`PART`] seats, and their rendering.
struct Part {
    statuses: Vec<SeatStatus>,
    piece: Piece,
}

impl Renderer {
    pub(super) const fn new(event: EventId, plan: SeatPlan) -> Self {
        Self { event, plan, parts: Vec::new() }
    }

    /// Renders a map with these statuses, one for each seat of the plan. Versions may come in any order.
    pub(super) fn render(&mut self, version: Version, statuses: &[SeatStatus]) -> Rendering {
        let Self { event, plan, parts } = self;
        let head = format!(
            r#"{{"eventId":{event},"version":{version},"rows":{},"cols":{},"seats":["#,
            plan.rows(),
            plan.cols(),
        );
        let (head, tail) = (Piece::new(head.into_bytes()), Piece::new(b"]}".to_vec()));
        for (number, statuses) in statuses.chunks(PART).enumerate() {
            let part = || {
                let piece = Piece::new(write_seats(plan, statuses, number * PART));
                Part { statuses: statuses.to_vec(), piece }
            };
            match parts.get_mut(number) {
                Some(known) if known.statuses == statuses => {}
                Some(known) => *known = part(),
                None => parts.push(part()),
            }
        }
        let pieces = || std::iter::once(&head).chain(parts.iter().map(|part| &part.piece)).chain([&tail]);

        let mut json = BytesMut::with_capacity(pieces().map(|piece| piece.json.len()).sum());
        let mut gzip = BytesMut::with_capacity(32 + pieces().map(|piece| piece.deflated.len()).sum::<usize>());
        let mut sum = Crc::new();
        gzip.put_slice(&GZIP_HEADER);
        for piece in pieces() {
            json.put_slice(&piece.json);
            gzip.put_slice(&piece.deflated);
            sum.combine(&piece.sum);
        }
        gzip.put_slice(&LAST_BLOCK);
        gzip.put_u32_le(sum.sum());
        gzip.put_u32_le(sum.amount());
        Rendering { version, json: json.freeze(), gzip: gzip.freeze() }
    }
}

/// A piece of the JSON text, plain and compressed. It is compressed into whole deflate blocks without references to
/// earlier text, so pieces can be concatenated.
struct Piece {
    json: Vec<u8>,
    deflated: Vec<u8>,
    sum: Crc,
}

impl Piece {
    fn new(json: Vec<u8>) -> Self {
        let mut sum = Crc::new();
        sum.update(&json);
        Self { deflated: deflate(&json), json, sum }
    }
}

fn deflate(text: &[u8]) -> Vec<u8> {
    let mut compress = Compress::new(Compression::fast(), false);
    let mut out = Vec::with_capacity(text.len() / 4 + 64);
    loop {
        let rest = &text[usize::try_from(compress.total_in()).unwrap_or(text.len())..];
        // A new in-memory compressor never fails; only a full buffer stops it early.
        let done = !matches!(compress.compress_vec(rest, &mut out, FlushCompress::Sync), Ok(Status::BufError));
        if done && out.len() < out.capacity() {
            return out;
        }
        out.reserve(out.capacity().max(64));
    }
}

/// Serialises the seats of one part, which begins after `first` seats. A comma precedes every seat but the first of the
/// map.
fn write_seats(plan: &SeatPlan, statuses: &[SeatStatus], first: usize) -> Vec<u8> {
    let mut json = Vec::with_capacity(PART * 100);
    let ids = (1..=plan.seat_count()).skip(first).take(PART).filter_map(|id| SeatId::try_from(id).ok());
    for (seat, status) in ids.filter_map(|id| plan.seat(id)).zip(statuses) {
        if seat.id.get() > 1 {
            json.push(b',');
        }
        #[expect(clippy::expect_used, reason = "a Vec takes any bytes, and a seat has a JSON form")]
        serde_json::to_writer(&mut json, &SeatView::new(&seat, *status)).expect("a JSON form");
    }
    json
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use holdfast_domain::Section;
    use serde_json::Value;

    use super::*;

    fn renderer(rows: u32, cols: u32) -> Renderer {
        let section = |name: &str, price| Section { name: name.into(), rows, cols, price };
        let plan = SeatPlan::new(vec![section("Floor \"A\"", 50_000), section("Balcony", 30_000)]).unwrap();
        Renderer::new(EventId::try_from(7).unwrap(), plan)
    }

    fn render(renderer: &mut Renderer, version: u64, taken: &[(usize, SeatStatus)]) -> Value {
        let mut statuses = vec![SeatStatus::Available; renderer.plan.seat_count() as usize];
        for (seat, status) in taken {
            statuses[seat - 1] = *status;
        }
        read(&renderer.render(Version::new(version), &statuses))
    }

    /// Returns the map as JSON, after checking that both encodings are equal.
    fn read(map: &Rendering) -> Value {
        let mut unzipped = Vec::new();
        flate2::read::GzDecoder::new(&map.gzip[..]).read_to_end(&mut unzipped).unwrap();
        assert_eq!(unzipped, map.json);
        serde_json::from_slice(&map.json).unwrap()
    }

    fn not_available(map: &Value) -> Vec<(u64, String)> {
        let seats = map["seats"].as_array().unwrap().iter().filter(|seat| seat["status"] != "AVAILABLE");
        seats.map(|seat| (seat["id"].as_u64().unwrap(), seat["status"].as_str().unwrap().to_owned())).collect()
    }

    #[test]
    fn a_map_has_every_seat_in_the_order_of_its_id() {
        let map = render(&mut renderer(1, 2), 5, &[(2, SeatStatus::Held)]);
        insta::assert_json_snapshot!(map);
    }

    #[test]
    fn a_later_map_differs_only_in_the_changed_seats_of_any_part() {
        let mut renderer = renderer(15, 100);
        let held = |id| (id, SeatStatus::Held);
        render(&mut renderer, 5, &[held(1), held(1000), held(3000)]);
        let map = render(&mut renderer, 6, &[held(1), (1001, SeatStatus::Sold), held(3000)]);
        assert_eq!(map["version"], 6);
        assert_eq!(not_available(&map), [(1, "HELD".into()), (1001, "SOLD".into()), (3000, "HELD".into())]);
        let map = render(&mut renderer, 9, &[held(2)]);
        assert_eq!(not_available(&map), [(2, "HELD".into())]);
    }

    #[test]
    fn a_part_whose_seats_did_not_change_is_not_rendered_again() {
        let mut renderer = renderer(10, 100);
        let addresses =
            |renderer: &Renderer| -> Vec<_> { renderer.parts.iter().map(|part| part.piece.json.as_ptr()).collect() };
        render(&mut renderer, 5, &[]);
        let before = addresses(&renderer);
        render(&mut renderer, 6, &[(1001, SeatStatus::Sold)]);
        let after = addresses(&renderer);
        assert_eq!((before.len(), before[0] == after[0], before[1] == after[1]), (2, true, false));
    }

    #[test]
    fn a_text_that_hardly_shrinks_is_compressed_whole() {
        // Digits of a linear congruential generator: more than the buffer that a map needs.
        let digits = (0..5000_u32).scan(1_u32, |state, _| {
            *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Some((*state >> 24).to_string())
        });
        let text = digits.collect::<String>().into_bytes();
        let mut out = Vec::new();
        flate2::read::DeflateDecoder::new(&[deflate(&text), LAST_BLOCK.to_vec()].concat()[..])
            .read_to_end(&mut out)
            .unwrap();
        assert_eq!(out, text);
    }

    #[test]
    fn a_map_of_20_000_seats_is_below_300_kb_compressed() {
        let map = renderer(100, 100).render(Version::new(1), &vec![SeatStatus::Available; 20_000]);
        assert!(read(&map)["seats"].as_array().unwrap().len() == 20_000);
        assert!(map.gzip.len() < 300_000, "{}", map.gzip.len());
    }
}
