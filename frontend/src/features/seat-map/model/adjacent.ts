/** Finds adjacent seats: around a given one, or the best of the house. Pure. */
import { rowOf, sectionOf, type Row, type SeatPlan } from './plan';

type IsFree = (id: number) => boolean;

export interface SeatQuery {
  readonly count: number;
  /** Only in this section; anywhere when null. */
  readonly section: number | null;
  /** As near as possible to this seat, preferably at its price. */
  readonly near?: number;
  /** Seats that are known to be taken before the board shows it. */
  readonly avoid?: ReadonlySet<number>;
}

/** A single seat left between taken ones is hard to sell. */
const ORPHAN_COST = 2.5;
/** One row further back costs as much as two seats further to the side. */
const ROW_COST = 2;
const OTHER_PRICE_COST = 30;

/** `count` free adjacent seats of one row around `id`, with `id` near their middle; null when there are too few. */
export function adjacentTo(plan: SeatPlan, isFree: IsFree, id: number, count: number): number[] | null {
  const row = rowOf(plan, id);
  if (row === undefined || !isFree(id)) return null;
  let from = id;
  let until = id;
  while (from > row.first && isFree(from - 1)) from -= 1;
  while (until < row.last && isFree(until + 1)) until += 1;
  if (until - from + 1 < count) return null;
  let best: { start: number; cost: number } | null = null;
  for (let start = Math.max(from, id - count + 1); start <= Math.min(id, until - count + 1); start += 1) {
    const offMiddle = Math.abs(start + (count - 1) / 2 - id);
    const cost = offMiddle + orphans(start, count, from, until) * ORPHAN_COST;
    if (best === null || cost < best.cost) best = { start, cost };
  }
  return best === null ? null : run(best.start, count);
}

/** The best groups of `count` adjacent seats, best first, at most `limit`; each begins at another seat. */
export function rankAdjacent(plan: SeatPlan, isFree: IsFree, query: SeatQuery, limit: number): number[][] {
  const ranked: { start: number; cost: number }[] = [];
  const usable = (id: number) => isFree(id) && query.avoid?.has(id) !== true;
  plan.rows.forEach((row, index) => {
    if (query.section !== null && row.section !== query.section) return;
    forEachFreeRun(row, usable, (from, until) => {
      for (let start = from; start + query.count - 1 <= until; start += 1) {
        const cost =
          placeCost(plan, query, row, index, start) + orphans(start, query.count, from, until) * ORPHAN_COST;
        insertRanked(ranked, { start, cost }, limit);
      }
    });
  });
  return ranked.map(({ start }) => run(start, query.count));
}

function placeCost(plan: SeatPlan, query: SeatQuery, row: Row, rowIndex: number, start: number): number {
  const middle = start + (query.count - 1) / 2;
  const fromCentre = middle - (row.first + row.last) / 2;
  const nearRow = query.near === undefined ? undefined : rowOf(plan, query.near);
  if (query.near === undefined || nearRow === undefined) return rowIndex * ROW_COST + Math.abs(fromCentre);
  const nearFromCentre = query.near - (nearRow.first + nearRow.last) / 2;
  const samePrice = sectionOf(plan, query.near)?.price === plan.sections[row.section]?.price;
  const rows = Math.abs(rowIndex - (plan.rowOf[query.near] ?? 0));
  return rows * ROW_COST + Math.abs(fromCentre - nearFromCentre) + (samePrice ? 0 : OTHER_PRICE_COST);
}

/** How many single seats the group would leave at the ends of the free run from..until. */
function orphans(start: number, count: number, from: number, until: number): number {
  return Number(start - from === 1) + Number(until - (start + count - 1) === 1);
}

function forEachFreeRun(row: Row, usable: IsFree, found: (from: number, until: number) => void): void {
  let from: number | null = null;
  for (let id = row.first; id <= row.last + 1; id += 1) {
    const free = id <= row.last && usable(id);
    if (free) from ??= id;
    else if (from !== null) {
      found(from, id - 1);
      from = null;
    }
  }
}

function insertRanked(
  ranked: { start: number; cost: number }[],
  candidate: { start: number; cost: number },
  limit: number,
): void {
  const worst = ranked.at(-1);
  if (ranked.length >= limit && worst !== undefined && candidate.cost >= worst.cost) return;
  const at = ranked.findIndex(({ cost }) => candidate.cost < cost);
  ranked.splice(at === -1 ? ranked.length : at, 0, candidate);
  if (ranked.length > limit) ranked.pop();
}

function run(start: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => start + index);
}
