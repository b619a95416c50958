import { expect, test } from 'vitest';
import { moveCursor } from './grid-cursor';

const shape = { rows: [10, 10, 8, 8], page: 2 };
const at = { row: 1, column: 4 };
const move = (key: string, from = at, ctrl = false) => moveCursor(from, key, ctrl, shape);

test('in the grid of seats, arrows move to the neighbouring seat', () => {
  expect(move('ArrowLeft')).toEqual({ row: 1, column: 3 });
  expect(move('ArrowRight')).toEqual({ row: 1, column: 5 });
  expect(move('ArrowUp')).toEqual({ row: 0, column: 4 });
  expect(move('ArrowDown')).toEqual({ row: 2, column: 4 });
});

test('in the grid of seats, arrows stop at the edges and stay within shorter rows', () => {
  expect(move('ArrowLeft', { row: 0, column: 0 })).toEqual({ row: 0, column: 0 });
  expect(move('ArrowUp', { row: 0, column: 9 })).toEqual({ row: 0, column: 9 });
  expect(move('ArrowRight', { row: 3, column: 7 })).toEqual({ row: 3, column: 7 });
  expect(move('ArrowDown', { row: 1, column: 9 })).toEqual({ row: 2, column: 7 });
});

test('in the grid of seats, Home and End move within the row, and with Ctrl within the grid', () => {
  expect(move('Home')).toEqual({ row: 1, column: 0 });
  expect(move('End')).toEqual({ row: 1, column: 9 });
  expect(move('Home', at, true)).toEqual({ row: 0, column: 0 });
  expect(move('End', at, true)).toEqual({ row: 3, column: 7 });
});

test('in the grid of seats, Page Up and Page Down move by a screen of rows', () => {
  expect(move('PageDown')).toEqual({ row: 3, column: 4 });
  expect(move('PageUp')).toEqual({ row: 0, column: 4 });
});

test('in the grid of seats, other keys don’t move the focus', () => {
  expect(move('a')).toBeNull();
  expect(move('Tab')).toBeNull();
});
