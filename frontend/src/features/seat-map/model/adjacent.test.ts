import { describe, expect, it } from 'vitest';
import { adjacentTo, rankAdjacent } from './adjacent';
import { smallPlan } from './fixture';

const plan = smallPlan();
const all = () => true;
const without =
  (...taken: number[]) =>
  (id: number) =>
    !taken.includes(id);
const anywhere = { count: 2, section: null };

describe('seats around one', () => {
  it('has it in the middle', () => {
    expect(adjacentTo(plan, all, 5, 1)).toEqual([5]);
    expect(adjacentTo(plan, all, 5, 3)).toEqual([4, 5, 6]);
  });

  it('stays within the row and within what is free', () => {
    expect(adjacentTo(plan, all, 10, 3)).toEqual([8, 9, 10]);
    expect(adjacentTo(plan, all, 11, 3)).toEqual([11, 12, 13]);
    expect(adjacentTo(plan, without(4), 5, 3)).toEqual([5, 6, 7]);
    expect(adjacentTo(plan, without(4, 8), 6, 3)).toEqual([5, 6, 7]);
  });

  it('is none when there aren’t so many, or when it isn’t free itself', () => {
    expect(adjacentTo(plan, without(4, 7), 5, 3)).toBeNull();
    expect(adjacentTo(plan, without(5), 5, 1)).toBeNull();
    expect(adjacentTo(plan, all, 99, 1)).toBeNull();
  });

  it('rather moves to the side than leaves a single seat', () => {
    // Free: 5 to 8. The pair 6-7 would leave two single ones, 6-5 leaves a pair.
    expect(adjacentTo(plan, without(4, 9), 6, 2)).toEqual([5, 6]);
  });
});

describe('the best together', () => {
  it('is in front, in the middle', () => {
    expect(rankAdjacent(plan, all, anywhere, 1)).toEqual([[5, 6]]);
  });

  it('goes to the next best when those are taken', () => {
    const [first] = rankAdjacent(plan, without(5, 6), anywhere, 1);
    expect(first).toEqual([3, 4]);
    expect(rankAdjacent(plan, without(3, 4, 5, 6, 7, 8), anywhere, 1)).toEqual([[15, 16]]);
  });

  it('avoids seats that are known to be gone', () => {
    const ranked = rankAdjacent(plan, all, { ...anywhere, avoid: new Set([5]) }, 40);
    expect(ranked.flat()).not.toContain(5);
  });

  it('keeps to a section', () => {
    expect(rankAdjacent(plan, all, { count: 4, section: 1 }, 1)).toEqual([[23, 24, 25, 26]]);
  });

  it('never spans two rows or a gap', () => {
    const ranked = rankAdjacent(plan, without(3, 14), { count: 3, section: 0 }, 100);
    for (const seats of ranked) {
      expect(new Set(seats.map((id) => plan.rowOf[id])).size).toBe(1);
      expect(seats).toEqual([seats[0], (seats[0] ?? 0) + 1, (seats[0] ?? 0) + 2]);
      expect(seats).not.toContain(3);
      expect(seats).not.toContain(14);
    }
    expect(ranked).toHaveLength(5 + 1 + 4);
  });

  it('is nothing when there are no so many side by side', () => {
    expect(rankAdjacent(plan, all, { count: 11, section: null }, 1)).toEqual([]);
    expect(rankAdjacent(plan, () => false, anywhere, 5)).toEqual([]);
  });

  it('looks near a seat that was lost, and at its price', () => {
    const lost = new Set([4, 5, 6, 7]);
    const [instead] = rankAdjacent(plan, all, { ...anywhere, near: 5, avoid: lost }, 1);
    expect(instead).toEqual([14, 15]);
    // The last row of the dear section is gone: rather far away in it than cheap next door.
    const dear = rankAdjacent(
      plan,
      without(...Array.from({ length: 10 }, (_, at) => 11 + at)),
      { ...anywhere, near: 15 },
      1,
    );
    expect(dear[0]?.every((id) => id <= 10)).toBe(true);
  });

  it('has the best first, each beginning at another seat, and not more than asked for', () => {
    const ranked = rankAdjacent(plan, all, anywhere, 6);
    expect(ranked).toHaveLength(6);
    expect(new Set(ranked.map((seats) => seats[0])).size).toBe(6);
    expect(ranked[0]).toEqual([5, 6]);
  });
});
