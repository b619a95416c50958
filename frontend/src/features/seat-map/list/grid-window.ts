/** The part of the grid of seats that is in the document: what is on the screen, and a little more. Pure. */

/** The sizes of the grid, in CSS pixels. The same for all seats, so that positions need no measuring. */
export const ROW_PX = 60;
export const CELL_PX = 54;
export const HEAD_PX = 96;

/** Rows and cells beyond the edges, so that a quick scroll shows no gaps. */
const MORE = 4;

/** First and last index, both included. */
export interface Range {
  readonly from: number;
  readonly until: number;
}

export interface Scroll {
  readonly top: number;
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

export interface GridWindow {
  readonly rows: Range;
  readonly cells: Range;
}

export function windowOf({ top, left, width, height }: Scroll): GridWindow {
  return { rows: range(top, height, ROW_PX), cells: range(left, width - HEAD_PX, CELL_PX) };
}

export function sameWindow(a: GridWindow, b: GridWindow): boolean {
  return sameRange(a.rows, b.rows) && sameRange(a.cells, b.cells);
}

/** The indices to render of `count`: those in view, and the one with the focus, wherever it is. */
export function indices({ from, until }: Range, count: number, always: number | null): number[] {
  const shown: number[] = [];
  for (let index = Math.max(0, from); index <= Math.min(until, count - 1); index += 1) shown.push(index);
  if (always !== null && always >= 0 && always < count && (always < from || always > until)) {
    if (always < from) shown.unshift(always);
    else shown.push(always);
  }
  return shown;
}

/** The scroll position that brings a cell into view, moving no more than necessary. */
export function scrollTo(row: number, column: number, { top, left, width, height }: Scroll): Scroll {
  return {
    top: reveal(top, height, row * ROW_PX, ROW_PX),
    left: reveal(left, width - HEAD_PX, column * CELL_PX, CELL_PX),
    width,
    height,
  };
}

function reveal(offset: number, room: number, from: number, length: number): number {
  if (from < offset) return from;
  return Math.max(offset, from + length - room);
}

function range(offset: number, room: number, length: number): Range {
  return { from: Math.floor(offset / length) - MORE, until: Math.ceil((offset + room) / length) - 1 + MORE };
}

function sameRange(a: Range, b: Range): boolean {
  return a.from === b.from && a.until === b.until;
}
