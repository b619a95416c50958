import { expect, test } from 'vitest';
import { parseMetrics } from './parse';
import { buckets, quantile, quantiles } from './quantile';

const histogram = (counts: Record<string, number>) =>
  Object.entries(counts).map(([le, count]) => ({ le: le === '+Inf' ? Infinity : Number(le), count }));

test('a quantile of a histogram is interpolated between the bounds of its bucket', () => {
  const all = histogram({ 0.1: 10, 0.2: 30, 0.4: 40, '+Inf': 40 });
  expect(quantile(0.5, all)).toBeCloseTo(0.15);
  expect(quantile(0.75, all)).toBeCloseTo(0.2);
  expect(quantile(0.95, all)).toBeCloseTo(0.36);
  expect(quantile(0.1, all)).toBeCloseTo(0.04);
});

test('a quantile of a histogram is at most the last finite bound', () => {
  expect(quantile(0.99, histogram({ 1: 5, 10: 6, '+Inf': 20 }))).toBe(10);
});

test('a quantile of a histogram skips empty buckets', () => {
  const all = histogram({ 1: 0, 2: 0, 4: 8, 8: 8, '+Inf': 8 });
  expect(quantile(0.5, all)).toBe(3);
  expect(quantile(1, all)).toBe(4);
});

test('a quantile of a histogram is null when nothing was measured', () => {
  expect(quantile(0.5, histogram({ 1: 0, '+Inf': 0 }))).toBeNull();
  expect(quantile(0.5, [])).toBeNull();
});

test('a quantile of a histogram uses the buckets of all matching series, in the order of their bounds', () => {
  const scrape = parseMetrics(`
t_bucket{route="a",le="+Inf"} 4
t_bucket{route="a",le="10"} 4
t_bucket{route="a",le="2"} 2
t_bucket{route="b",le="2"} 8
t_bucket{route="b",le="10"} 8
t_bucket{route="b",le="+Inf"} 8
t_bucket{route="c",le="+Inf"} 99`);
  const wanted = { route: /^[ab]$/ };
  expect(buckets(scrape.values(), 't', wanted)).toEqual([
    { le: 2, count: 10 },
    { le: 10, count: 12 },
    { le: Infinity, count: 12 },
  ]);
  expect(quantiles([...scrape.values()], 't', { p50: 0.5, p95: 0.95 }, { route: 'a' })).toEqual({
    p50: 2,
    p95: 9.2,
  });
});
