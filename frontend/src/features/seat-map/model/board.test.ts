import { expect, test, vi } from 'vitest';
import type { SeatState } from '@/shared/api/types';
import { Board } from './board';
import { FREE, HELD, SOLD } from './status';

test('the board counts free, held and sold seats', () => {
  const board = new Board(4);
  expect(board.counts).toEqual({ free: 4, held: 0, sold: 0 });
  board.patch([
    { id: 1, status: 'HELD' },
    { id: 2, status: 'SOLD' },
  ]);
  expect(board.counts).toEqual({ free: 2, held: 1, sold: 1 });
  board.replace([{ id: 2, status: 'SOLD' }]);
  expect(board.counts).toEqual({ free: 3, held: 0, sold: 1 });
  expect([1, 2, 3].map((id) => board.status(id))).toEqual([FREE, SOLD, FREE]);
});

test('the board reports the seats that changed, and those that were just taken', () => {
  const board = new Board(4);
  board.patch([{ id: 1, status: 'HELD' }]);
  const listener = vi.fn();
  board.listen(listener);
  board.patch([
    { id: 1, status: 'SOLD' },
    { id: 2, status: 'HELD' },
    { id: 3, status: 'AVAILABLE' },
  ]);
  expect(listener).toHaveBeenCalledExactlyOnceWith([1, 2], [2]);
});

test('the board calls no listener when nothing has changed or the listener was removed', () => {
  const board = new Board(2);
  const listener = vi.fn();
  const stop = board.listen(listener);
  board.patch([{ id: 1, status: 'AVAILABLE' }]);
  board.replace([]);
  stop();
  board.patch([{ id: 1, status: 'SOLD' }]);
  expect(listener).not.toHaveBeenCalled();
});

test('the board treats an unknown status as held, and ignores seats that the plan doesn’t have', () => {
  const board = new Board(2);
  board.patch([
    { id: 1, status: 'ENCHANTED' as SeatState['status'] },
    { id: 0, status: 'SOLD' },
    { id: 3, status: 'SOLD' },
  ]);
  expect(board.status(1)).toBe(HELD);
  expect(board.counts).toEqual({ free: 1, held: 1, sold: 0 });
  expect(board.status(3)).toBe(HELD);
});
