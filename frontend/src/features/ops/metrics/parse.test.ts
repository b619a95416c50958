import { expect, test } from 'vitest';
import { parseMetrics } from './parse';

test('the metrics text is parsed into series, without its comments', () => {
  const scrape = parseMetrics(
    '# HELP clients Open streams\n# TYPE clients gauge\nclients 3\n\nholds_total{outcome="held"} 12\nholds_total{outcome="conflict"} 4 1700000000000\n',
  );
  expect([...scrape.values()]).toEqual([
    { name: 'clients', labels: {}, value: 3 },
    { name: 'holds_total', labels: { outcome: 'held' }, value: 12 },
    { name: 'holds_total', labels: { outcome: 'conflict' }, value: 4 },
  ]);
});

test('the metrics text may have braces, commas, quotes and backslashes in a label', () => {
  const scrape = parseMetrics(
    String.raw`http_count{method="GET",route="/api/events/{eventId}/seats",odd="a \"b\", \\n c\nd"} 1`,
  );
  expect([...scrape.values()][0]?.labels).toEqual({
    method: 'GET',
    route: '/api/events/{eventId}/seats',
    odd: 'a "b", \\n c\nd',
  });
});

test('the metrics text may have numbers in every form of the format', () => {
  const scrape = parseMetrics('a 1e-3\nb +Inf\nc -Inf\nd NaN\ne 0.5');
  expect([...scrape].map(([series, { value }]) => [series, value])).toEqual([
    ['a', 0.001],
    ['b', Infinity],
    ['c', -Infinity],
    ['e', 0.5],
  ]);
});

test('the metrics text is parsed without its malformed lines', () => {
  expect([...parseMetrics('<html>\nfine 1\nhalf{a="b"\n{} 3\nno_value ').keys()]).toEqual(['fine']);
});
