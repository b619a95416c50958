import { describe, expect, it } from 'vitest';
import { increases, sum, sumBy } from './increase';
import { parseMetrics } from './parse';

const before = parseMetrics('h_total{o="held"} 10\nh_total{o="late"} 5\ng 7');
const after = parseMetrics('h_total{o="held"} 16\nh_total{o="late"} 2\nh_total{o="new"} 3\ng 9');

describe('counters between two scrapes', () => {
  const gained = increases(before, after);

  it('have increased by their difference; new ones began at 0', () => {
    expect(sum(gained, 'h_total', { o: 'held' })).toBe(6);
    expect(sum(gained, 'h_total', { o: 'new' })).toBe(3);
  });

  it('were reset with their process when they fell', () => {
    expect(sum(gained, 'h_total', { o: 'late' })).toBe(2);
  });

  it('don’t include gauges', () => {
    expect(sum(gained, 'g')).toBe(0);
  });

  it('are summed over the series that match a filter', () => {
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
});
