import { expect, test } from 'vitest';
import { adjacentTo, rankAdjacent } from './adjacent';
import { smallPlan } from './fixture';

const plan = smallPlan();
const all = () => true;
const without =
  (...taken: number[]) =>
  (id: number) =>
    !taken.includes(id);
const anywhere = { count: 2, section: null };

test('the adjacent seats around a seat have that seat in their middle', () => {
  expect(adjacentTo(plan, all, 5, 1)).toEqual([5]);
  expect(adjacentTo(plan, all, 5, 3)).toEqual([4, 5, 6]);
});

test('the adjacent seats around a seat stay within the row and are all free', () => {
  expect(adjacentTo(plan, all, 10, 3)).toEqual([8, 9, 10]);
  expect(adjacentTo(plan, all, 11, 3)).toEqual([11, 12, 13]);
  expect(adjacentTo(plan, without(4), 5, 3)).toEqual([5, 6, 7]);
  expect(adjacentTo(plan, without(4, 8), 6, 3)).toEqual([5, 6, 7]);
});

test('the adjacent seats around a seat are null when too few are free, or when the seat itself isn’t', () => {
  expect(adjacentTo(plan, without(4, 7), 5, 3)).toBeNull();
  expect(adjacentTo(plan, without(5), 5, 1)).toBeNull();
  expect(adjacentTo(plan, all, 99, 1)).toBeNull();
});

test('the adjacent seats around a seat move to the side rather than leave a single seat', () => {
  // Seats 5 to 8 are free. The pair 6-7 would leave two single seats; 5-6 leaves a pair.
  expect(adjacentTo(plan, without(4, 9), 6, 2)).toEqual([5, 6]);
});

test('the best adjacent seats are in the middle of the front row', () => {
  expect(rankAdjacent(plan, all, anywhere, 1)).toEqual([[5, 6]]);
});

test('the best adjacent seats are the next best when those are taken', () => {
  const [first] = rankAdjacent(plan, without(5, 6), anywhere, 1);
  expect(first).toEqual([3, 4]);
  expect(rankAdjacent(plan, without(3, 4, 5, 6, 7, 8), anywhere, 1)).toEqual([[15, 16]]);
});

test('the best adjacent seats avoid seats that are known to be taken', () => {
  const ranked = rankAdjacent(plan, all, { ...anywhere, avoid: new Set([5]) }, 40);
  expect(ranked.flat()).not.toContain(5);
});

test('the best adjacent seats are within the requested section', () => {
  expect(rankAdjacent(plan, all, { count: 4, section: 1 }, 1)).toEqual([[23, 24, 25, 26]]);
});

test('the best adjacent seats never span two rows or a gap', () => {
  const ranked = rankAdjacent(plan, without(3, 14), { count: 3, section: 0 }, 100);
  for (const seats of ranked) {
    expect(new Set(seats.map((id) => plan.rowOf[id])).size).toBe(1);
    expect(seats).toEqual([seats[0], (seats[0] ?? 0) + 1, (seats[0] ?? 0) + 2]);
    expect(seats).not.toContain(3);
    expect(seats).not.toContain(14);
  }
  expect(ranked).toHaveLength(5 + 1 + 4);
});

test('the best adjacent seats are empty when there are not enough', () => {
  expect(rankAdjacent(plan, all, { count: 11, section: null }, 1)).toEqual([]);
  expect(rankAdjacent(plan, () => false, anywhere, 5)).toEqual([]);
});

test('the best adjacent seats are near a seat that was lost, at its price', () => {
  const lost = new Set([4, 5, 6, 7]);
  const [instead] = rankAdjacent(plan, all, { ...anywhere, near: 5, avoid: lost }, 1);
  expect(instead).toEqual([14, 15]);
  // All of row B is taken: a seat further away in the same section is better than a cheaper one close by.
  const samePrice = rankAdjacent(
    plan,
    without(...Array.from({ length: 10 }, (_, at) => 11 + at)),
    { ...anywhere, near: 15 },
    1,
  );
  expect(samePrice[0]?.every((id) => id <= 10)).toBe(true);
});

test('the best adjacent seats come best first, each begins at another seat, and there are at most as many as the limit', () => {
  const ranked = rankAdjacent(plan, all, anywhere, 6);
  expect(ranked).toHaveLength(6);
  expect(new Set(ranked.map((seats) => seats[0])).size).toBe(6);
  expect(ranked[0]).toEqual([5, 6]);
});
