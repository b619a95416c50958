import { expect, test } from 'vitest';
import type { SeatPlan } from '@/features/seat-map';
import { choose, type TapContext } from './choose';

/** One row of ten seats. */
const plan: SeatPlan = {
  eventId: 1,
  size: 10,
  labels: ['', ...Array.from({ length: 10 }, (_, at) => `A-${at + 1}`)],
  rowOf: new Uint32Array(11),
  rows: [{ name: 'A', section: 0, first: 1, last: 10 }],
  sections: [{ name: 'Floor', price: 1, tier: 0, firstRow: 0, lastRow: 0, seats: 10 }],
  prices: [1],
};

function context(more: Partial<TapContext> = {}): TapContext {
  return { plan, isFree: () => true, mine: new Set(), chosen: [], party: 1, max: 8, ...more };
}

test('a tap on a seat adds it to the seats chosen before', () => {
  expect(choose(5, context({ chosen: [9] }))).toEqual({ kind: 'chosen', seats: [5, 9] });
});

test('a tap on a seat clears it when it was chosen', () => {
  expect(choose(5, context({ chosen: [4, 5] }))).toEqual({ kind: 'chosen', seats: [4] });
});

test('a tap on a seat chooses as many adjacent seats as the party has, and replaces the group on the next tap', () => {
  expect(choose(5, context({ party: 3, chosen: [9, 10] }))).toEqual({ kind: 'chosen', seats: [4, 5, 6] });
});

test('a tap on a seat chooses only that seat where too few adjacent seats are free', () => {
  const isFree = (id: number) => id === 5;
  expect(choose(5, context({ party: 3, isFree }))).toEqual({ kind: 'alone', seats: [5], wanted: 3 });
});

test('a tap on a seat never chooses more seats than one order may have', () => {
  const mine = new Set([1, 2, 3, 4, 5, 6]);
  expect(choose(9, context({ party: 4, mine }))).toEqual({ kind: 'chosen', seats: [9, 10] });
  expect(choose(9, context({ mine, chosen: [7, 8] }))).toEqual({ kind: 'full' });
  expect(choose(9, context({ mine: new Set([1, 2, 3, 4, 5, 6, 7, 8]) }))).toEqual({ kind: 'full' });
});

test('a tap on a seat reports seats that can’t be chosen', () => {
  expect(choose(5, context({ isFree: () => false }))).toEqual({ kind: 'taken' });
  expect(choose(5, context({ mine: new Set([5]), isFree: () => false }))).toEqual({ kind: 'mine' });
});
