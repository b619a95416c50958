/** The seats of a house by rows and sections. Only their status changes, which is in the board. */
import type { SeatMap } from '@/shared/api/types';
import type { SeatInfo } from '@/shared/lib/seat';

export interface Row {
  /** The part of its seats' labels before the number: "A" of "A-12". */
  readonly name: string;
  readonly section: number;
  /** Ids are consecutive within a row. */
  readonly first: number;
  readonly last: number;
}

export interface Section {
  readonly name: string;
  readonly price: number;
  /** Index of its price in `SeatPlan.prices`. */
  readonly tier: number;
  readonly firstRow: number;
  readonly lastRow: number;
  readonly seats: number;
}

/** `labels` and `rowOf` are indexed by seat id. Ids begin at 1, so entry 0 is unused. */
export interface SeatPlan {
  readonly eventId: number;
  readonly size: number;
  readonly labels: readonly string[];
  readonly rowOf: Uint32Array<ArrayBuffer>;
  readonly rows: readonly Row[];
  readonly sections: readonly Section[];
  /** The distinct prices, highest first. */
  readonly prices: readonly number[];
}

type Draft<Type> = { -readonly [Key in keyof Type]: Type[Key] };

export function buildPlan(map: SeatMap): SeatPlan {
  const prices = [...new Set(map.seats.map((seat) => seat.price))].sort((a, b) => b - a);
  const labels = [''];
  const rowOf = new Uint32Array(map.seats.length + 1);
  const rows: (Draft<Row> & { r: number })[] = [];
  const sections: Draft<Section>[] = [];
  for (const seat of map.seats) {
    let section = sections.at(-1);
    let row = rows.at(-1);
    if (section?.name !== seat.section || section.price !== seat.price) {
      const tier = prices.indexOf(seat.price);
      section = {
        name: seat.section,
        price: seat.price,
        tier,
        firstRow: rows.length,
        lastRow: rows.length,
        seats: 0,
      };
      sections.push(section);
      row = undefined;
    }
    if (row?.r !== seat.r) {
      const name = seat.label.slice(0, Math.max(0, seat.label.lastIndexOf('-')));
      row = { name, section: sections.length - 1, first: seat.id, last: seat.id, r: seat.r };
      rows.push(row);
    }
    labels[seat.id] = seat.label;
    rowOf[seat.id] = rows.length - 1;
    row.last = seat.id;
    section.lastRow = rows.length - 1;
    section.seats += 1;
  }
  return { eventId: map.eventId, size: map.seats.length, labels, rowOf, rows, sections, prices };
}

export function rowOf(plan: SeatPlan, id: number): Row | undefined {
  const index = id < 1 ? undefined : plan.rowOf[id];
  return index === undefined ? undefined : plan.rows[index];
}

export function sectionOf(plan: SeatPlan, id: number): Section | undefined {
  const row = rowOf(plan, id);
  return row && plan.sections[row.section];
}

export function seatInfo(plan: SeatPlan, id: number): SeatInfo | null {
  const section = sectionOf(plan, id);
  const label = plan.labels[id];
  if (section === undefined || label === undefined) return null;
  return { id, label, section: section.name, price: section.price };
}

/** Seats by row, with their numbers within it, in the order of the ids. */
export function byRow(plan: SeatPlan, ids: readonly number[]): { row: string; numbers: number[] }[] {
  const rows = new Map<Row, number[]>();
  for (const id of [...ids].sort((a, b) => a - b)) {
    const row = rowOf(plan, id);
    if (row !== undefined) rows.set(row, [...(rows.get(row) ?? []), id - row.first + 1]);
  }
  return [...rows].map(([row, numbers]) => ({ row: row.name, numbers }));
}

export function seatInfos(plan: SeatPlan, ids: readonly number[]): SeatInfo[] {
  return ids.map((id) => seatInfo(plan, id)).filter((seat) => seat !== null);
}
