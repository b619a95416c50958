/** Small seat plans for the tests of this feature and of the pages that use it. */
import type { SeatMap } from '@/shared/api/types';
import { buildPlan, type SeatPlan } from './plan';

interface SectionOf {
  readonly name: string;
  readonly rows: number;
  readonly cols: number;
  readonly price: number;
}

export function house(...sections: readonly SectionOf[]): SeatMap {
  const seats: SeatMap['seats'] = [];
  let row = 0;
  for (const section of sections) {
    for (let r = 0; r < section.rows; r += 1) {
      row += 1;
      for (let c = 1; c <= section.cols; c += 1) {
        const label = `${String.fromCharCode(64 + row)}-${c}`;
        const { name, price } = section;
        seats.push({ id: seats.length + 1, label, r: row, c, section: name, price, status: 'AVAILABLE' });
      }
    }
  }
  const cols = Math.max(0, ...sections.map((section) => section.cols));
  return { eventId: 1, version: 1, rows: row, cols, seats };
}

/** Two rows of ten at 500, then two rows of eight at 300. */
export function smallPlan(): SeatPlan {
  return buildPlan(
    house({ name: 'Floor', rows: 2, cols: 10, price: 500 }, { name: 'Stand', rows: 2, cols: 8, price: 300 }),
  );
}
