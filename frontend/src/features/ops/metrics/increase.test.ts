import { expect, test } from 'vitest';
import { increases, sum, sumBy } from './increase';
import { parseMetrics } from './parse';

const before = parseMetrics('h_total{o="held"} 10\nh_total{o="late"} 5\ng 7');
const after = parseMetrics('h_total{o="held"} 16\nh_total{o="late"} 2\nh_total{o="new"} 3\ng 9');

const gained = increases(before, after);

test('a counter’s increase is its difference between two scrapes, from 0 if it is new', () => {
  expect(sum(gained, 'h_total', { o: 'held' })).toBe(6);
  expect(sum(gained, 'h_total', { o: 'new' })).toBe(3);
});

test('a counter that fell was reset to 0 with its process', () => {
  expect(sum(gained, 'h_total', { o: 'late' })).toBe(2);
});

test('increases don’t include gauges', () => {
  expect(sum(gained, 'g')).toBe(0);
});

test('increases are summed over the series that match a filter', () => {
  expect(sum(gained, 'h_total')).toBe(11);
  expect(sum(gained, 'h_total', { o: /^(held|new)$/ })).toBe(9);
  expect(sum(gained, 'h_total', { absent: '' })).toBe(11);
  expect(sum(gained, 'h_total', { absent: 'x' })).toBe(0);
  expect(sumBy(gained, 'h_total', 'o')).toEqual(
    new Map([
      ['held', 6],
      ['late', 2],
      ['new', 3],
    ]),
  );
});
