/** The seats that a draft would have: numbered and labelled as the API's `seat_plan` does it, to be looked at before. */
import type { SeatMap } from '@/shared/api/types';
import { minorDigits, parseCount, parsePrice, type Draft } from './draft';

/** The API refuses more; to draw more would only take long. */
const MAX_SEATS = 100_000;

/** Of a section that has no size yet nothing is shown. Null when there is nothing to show, or too much. */
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

/** 1 is A, 26 is Z, 27 is AA, as spreadsheets count columns. */
export function rowLetters(row: number): string {
  let letters = '';
  for (let left = row; left > 0; left = Math.floor((left - 1) / 26)) {
    letters = String.fromCharCode(65 + ((left - 1) % 26)) + letters;
  }
  return letters;
}
