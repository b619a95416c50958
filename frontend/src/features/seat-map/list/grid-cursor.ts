/** The movement of the focus in the grid of seats, by the keys of the ARIA grid pattern. Pure. */

/** `row` is an index into the rows shown; `column` is a place in that row. Both from 0. */
export interface GridCursor {
  readonly row: number;
  readonly column: number;
}

export interface GridShape {
  /** The number of seats of each row shown. */
  readonly rows: readonly number[];
  /** The number of rows that Page Up and Page Down move by. */
  readonly page: number;
}

/** Null when the key doesn't move the focus. At an edge the focus stays. */
export function moveCursor(
  { row, column }: GridCursor,
  key: string,
  ctrl: boolean,
  shape: GridShape,
): GridCursor | null {
  const lastRow = shape.rows.length - 1;
  const lastIn = (index: number) => (shape.rows[index] ?? 1) - 1;
  const to = (index: number, wanted: number): GridCursor => {
    const within = clamp(index, lastRow);
    return { row: within, column: clamp(wanted, lastIn(within)) };
  };
  switch (key) {
    case 'ArrowLeft':
      return to(row, column - 1);
    case 'ArrowRight':
      return to(row, column + 1);
    case 'ArrowUp':
      return to(row - 1, column);
    case 'ArrowDown':
      return to(row + 1, column);
    case 'PageUp':
      return to(row - shape.page, column);
    case 'PageDown':
      return to(row + shape.page, column);
    case 'Home':
      return to(ctrl ? 0 : row, 0);
    case 'End':
      return to(ctrl ? lastRow : row, Infinity);
    default:
      return null;
  }
}

function clamp(value: number, last: number): number {
  return Math.max(0, Math.min(value, last));
}
