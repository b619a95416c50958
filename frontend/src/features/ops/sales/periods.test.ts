import { expect, test } from 'vitest';
import { busiest, everyPeriod } from './periods';

const SALE = {
  eventId: 1,
  currency: 'KRW',
  periodSeconds: 60,
  periods: [
    { start: '2026-11-29T20:00:00Z', seats: 4, amount: 400 },
    { start: '2026-11-29T20:01:00Z', seats: 9, amount: 900 },
    { start: '2026-11-29T20:04:00Z', seats: 9, amount: 800 },
  ],
};

test('a chart of the sales has the periods without sales too', () => {
  const every = everyPeriod(SALE);
  expect(every.map(({ seats }) => seats)).toEqual([4, 9, 0, 0, 9]);
  expect(every[1]?.start).toBe(Date.parse('2026-11-29T20:01:00Z'));
  expect(everyPeriod({ ...SALE, periods: [] })).toEqual([]);
});

test('the busiest period is the earliest of those with the most seats', () => {
  expect(busiest(everyPeriod(SALE))?.amount).toBe(900);
  expect(busiest([])).toBeUndefined();
});
