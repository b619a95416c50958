import { expect, test, vi } from 'vitest';
import { holdBest } from './hold-best';

const held = { kind: 'held' } as const;
const conflict = (...taken: number[]) => ({ kind: 'conflict', taken }) as const;

test('“Best together” holds the best seats at the first attempt', async () => {
  const rank = vi.fn(() => [[5, 6]]);
  const hold = vi.fn(() => Promise.resolve(held));
  expect(await holdBest({ rank, hold })).toEqual({ kind: 'held', seats: [5, 6] });
  expect(rank).toHaveBeenCalledExactlyOnceWith(new Set(), 1);
  expect(hold).toHaveBeenCalledExactlyOnceWith([5, 6]);
});

test('“Best together” tries other seats after a conflict, and never one that is known to be taken', async () => {
  const avoided: number[][] = [];
  const rank = (avoid: ReadonlySet<number>) => {
    avoided.push([...avoid]);
    return [
      [5, 6],
      [7, 8],
      [9, 10],
    ].filter((seats) => !seats.some((id) => avoid.has(id)));
  };
  const outcomes = [conflict(6), conflict(7, 8), held];
  const hold = vi.fn(() => Promise.resolve(outcomes.shift() ?? held));
  expect(await holdBest({ rank, hold, random: () => 0 })).toEqual({ kind: 'held', seats: [9, 10] });
  expect(avoided).toEqual([[], [6], [6, 7, 8]]);
});

test('“Best together” picks at random among several groups after the first attempt, to avoid colliding with other buyers', async () => {
  const places = Array.from({ length: 40 }, (_, at) => [at * 2 + 1, at * 2 + 2]);
  const limits: number[] = [];
  const rank = (_: ReadonlySet<number>, limit: number) => {
    limits.push(limit);
    return places.slice(0, limit);
  };
  const hold = vi.fn((seats: readonly number[]) => Promise.resolve(conflict(...seats)));
  await holdBest({ rank, hold, random: () => 0.99 });
  expect(limits).toEqual([1, 8, 16, 24, 32]);
  expect(hold.mock.calls.map(([seats]) => seats[0])).toEqual([1, 15, 31, 47, 63]);
});

test('“Best together” gives up after five attempts', async () => {
  const hold = vi.fn(() => Promise.resolve(conflict(1)));
  expect(await holdBest({ rank: () => [[1, 2]], hold })).toEqual({ kind: 'lost' });
  expect(hold).toHaveBeenCalledTimes(5);
});

test('“Best together” reports “none” when no group is free at first, and “lost” when the last one is taken meanwhile', async () => {
  const hold = vi.fn(() => Promise.resolve(conflict(1)));
  expect(await holdBest({ rank: () => [], hold })).toEqual({ kind: 'none' });
  expect(hold).not.toHaveBeenCalled();
  const rank = (avoid: ReadonlySet<number>) => (avoid.size === 0 ? [[1, 2]] : []);
  expect(await holdBest({ rank, hold })).toEqual({ kind: 'lost' });
});

test('“Best together” doesn’t request the same seats again when a conflict names no seat', async () => {
  const rank = (avoid: ReadonlySet<number>) =>
    [
      [1, 2],
      [3, 4],
    ].filter((seats) => !seats.some((id) => avoid.has(id)));
  const asked: number[][] = [];
  const hold = (seats: readonly number[]) => {
    asked.push([...seats]);
    return Promise.resolve(conflict());
  };
  expect(await holdBest({ rank, hold, random: () => 0 })).toEqual({ kind: 'lost' });
  expect(asked).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test('“Best together” stops at any other error', async () => {
  const error = new Error('no response');
  const hold = () => Promise.resolve({ kind: 'failed', error } as const);
  expect(await holdBest({ rank: () => [[1, 2]], hold })).toEqual({ kind: 'failed', error });
});
