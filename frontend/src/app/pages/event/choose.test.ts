import { describe, expect, it } from 'vitest';
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

function situation(more: Partial<TapContext> = {}): TapContext {
  return { plan, isFree: () => true, mine: new Set(), chosen: [], party: 1, max: 8, ...more };
}

describe('a tap on a seat', () => {
  it('chooses one after the other', () => {
    expect(choose(5, situation({ chosen: [9] }))).toEqual({ kind: 'chosen', seats: [5, 9] });
  });

  it('takes a chosen one back', () => {
    expect(choose(5, situation({ chosen: [4, 5] }))).toEqual({ kind: 'chosen', seats: [4] });
  });

  it('chooses so many side by side, and moves them as a whole', () => {
    expect(choose(5, situation({ party: 3, chosen: [9, 10] }))).toEqual({ kind: 'chosen', seats: [4, 5, 6] });
  });

  it('chooses the one alone where there are no more side by side', () => {
    const isFree = (id: number) => id === 5;
    expect(choose(5, situation({ party: 3, isFree }))).toEqual({ kind: 'alone', seats: [5], wanted: 3 });
  });

  it('keeps to what still fits into an order', () => {
    const mine = new Set([1, 2, 3, 4, 5, 6]);
    expect(choose(9, situation({ party: 4, mine }))).toEqual({ kind: 'chosen', seats: [9, 10] });
    expect(choose(9, situation({ mine, chosen: [7, 8] }))).toEqual({ kind: 'full' });
    expect(choose(9, situation({ mine: new Set([1, 2, 3, 4, 5, 6, 7, 8]) }))).toEqual({ kind: 'full' });
  });

  it('says what can’t be chosen', () => {
    expect(choose(5, situation({ isFree: () => false }))).toEqual({ kind: 'taken' });
    expect(choose(5, situation({ mine: new Set([5]), isFree: () => false }))).toEqual({ kind: 'mine' });
  });
});
