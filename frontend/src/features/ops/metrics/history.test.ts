import { expect, test } from 'vitest';
import { KEEP_MS, NO_HISTORY, record, type History } from './history';
import { parseMetrics } from './parse';

/** The metrics text after this many seconds of 5 holds and 2 requests per second, each of about 4 ms. */
function scrapeAt(seconds: number) {
  const requests = 'method="POST",route="/api/reservations",status="2xx"';
  const own = 'method="GET",route="/api/metrics",status="2xx"';
  return parseMetrics(`
holdfast_holds_total{outcome="held"} ${5 * seconds}
holdfast_stream_clients ${seconds}
holdfast_http_request_seconds_bucket{${requests},le="0.0025"} 0
holdfast_http_request_seconds_bucket{${requests},le="0.005"} ${2 * seconds}
holdfast_http_request_seconds_bucket{${requests},le="+Inf"} ${2 * seconds}
holdfast_http_request_seconds_count{${requests}} ${2 * seconds}
holdfast_http_request_seconds_count{${own}} ${seconds}`);
}

function follow(from: number, until: number, step = 2, start = NO_HISTORY): History {
  let history = start;
  for (let at = from; at <= until; at += step) history = record(history, at * 1000, scrapeAt(at));
  return history;
}

test('the history of the metrics needs two scrapes for a point', () => {
  expect(follow(0, 0).points).toHaveLength(0);
  expect(follow(0, 2).points).toHaveLength(1);
});

test('the history of the metrics has rates, quantiles and gauges, without the operators’ own requests', () => {
  const figures = follow(100, 120).points.at(-1)?.figures;
  expect(figures?.held).toBeCloseTo(5);
  expect(figures?.requests).toBeCloseTo(2);
  expect(figures?.holdP95).toBeCloseTo(0.004875);
  expect(figures?.clients).toBe(120);
  expect(figures?.orderP95).toBeNull();
});

test('the history of the metrics keeps the last minutes only', () => {
  const { frames, points } = follow(0, 1000);
  expect(1_000_000 - (points[0]?.at ?? 0)).toBeLessThanOrEqual(KEEP_MS);
  expect(points).toHaveLength(151);
  expect(frames).toHaveLength(31);
});

test('the history of the metrics breaks the line where scrapes are missing', () => {
  const history = follow(160, 164, 2, follow(100, 110));
  const made = history.points.map(({ at, figures }) => [at / 1000, figures.held]);
  expect(made.slice(-3)).toEqual([
    [160, null],
    [162, 5],
    [164, 5],
  ]);
});

test('the history of the metrics lists each route of the last minute', () => {
  const { routes } = follow(0, 120);
  expect(routes.map(({ method, route, perSecond }) => [method, route, perSecond])).toEqual([
    ['POST', '/api/reservations', 2],
    ['GET', '/api/metrics', 1],
  ]);
  expect(routes[0]?.p50).toBeCloseTo(0.00375);
  expect(routes[0]?.failed).toBe(0);
  expect(routes[1]?.p95).toBeNull();
});
