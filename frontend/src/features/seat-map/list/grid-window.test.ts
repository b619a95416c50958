import { expect, test } from 'vitest';
import { CELL_PX, HEAD_PX, indices, ROW_PX, scrollTo, windowOf } from './grid-window';

const screen = { width: HEAD_PX + 10 * CELL_PX, height: 5 * ROW_PX };

test('of a large grid, only what is on the screen is in the document, and four more on each side', () => {
  const { rows, cells } = windowOf({ top: 100 * ROW_PX, left: 50 * CELL_PX, ...screen });
  expect(rows).toEqual({ from: 96, until: 108 });
  expect(cells).toEqual({ from: 46, until: 63 });
  expect(indices(rows, 100, null)).toEqual([96, 97, 98, 99]);
});

test('the cell with the focus stays in the document', () => {
  expect(indices({ from: 4, until: 6 }, 100, 90)).toEqual([4, 5, 6, 90]);
  expect(indices({ from: 4, until: 6 }, 100, 0)).toEqual([0, 4, 5, 6]);
  expect(indices({ from: 4, until: 6 }, 100, 5)).toEqual([4, 5, 6]);
});

test('a cell is scrolled into view by the least distance', () => {
  const at = { top: 10 * ROW_PX, left: 0, ...screen };
  expect(scrollTo(12, 3, at)).toEqual(at);
  expect(scrollTo(9, 3, at).top).toBe(9 * ROW_PX);
  expect(scrollTo(15, 3, at).top).toBe(11 * ROW_PX);
  expect(scrollTo(12, 10, at).left).toBe(CELL_PX);
});
