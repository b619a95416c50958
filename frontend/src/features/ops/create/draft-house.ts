/** The seat map of a draft, for the preview: numbered and labelled as the API's `seat_plan` does it. */
import type { SeatMap } from '@/shared/api/types';
import { minorDigits, parseCount, parsePrice, type Draft } from './draft';

/** The API's limit; there is no point in drawing more. */
const MAX_SEATS = 100_000;

/** Leaves out sections without a size. Null when no seat is left, or too many. */
export function draftHouse(drafts: Draft['sections'], currency: string): SeatMap | null {
  const digits = minorDigits(currency.trim());
  const sections = drafts.flatMap(({ name, rows, cols, price }) => {
    const [r, c] = [parseCount(rows), parseCount(cols)];
    return r === null || c === null
      ? []
      : [{ name, rows: r, cols: c, price: parsePrice(price, digits) ?? 0 }];
  });
  const total = sections.reduce((sum, { rows, cols }) => sum + rows * cols, 0);
  if (total === 0 || total > MAX_SEATS) return null;
  const seats: SeatMap['seats'] = [];
  let r = 0;
  for (const { name, rows, cols, price } of sections) {
    for (let row = 0; row < rows; row += 1) {
      r += 1;
      const letters = rowLetters(r);
      for (let c = 1; c <= cols; c += 1) {
        const id = seats.length + 1;
        seats.push({ id, label: `${letters}-${c}`, r, c, section: name, price, status: 'AVAILABLE' });
      }
    }
  }
  const widest = Math.max(...sections.map(({ cols }) => cols));
  return { eventId: 0, version: 0, rows: r, cols: widest, seats };
}

/** 1 is A, 26 is Z, 27 is AA, like spreadsheet columns. */
export function rowLetters(row: number): string {
  let letters = '';
  for (let left = row; left > 0; left = Math.floor((left - 1) / 26)) {
    letters = String.fromCharCode(65 + ((left - 1) % 26)) + letters;
  }
  return letters;
}
