/** Reads the seats of an event from the body of a response. Pure: it runs in a worker, or on the page without one. */
import { layOut, type Layout } from '@/features/seat-map/map/layout';
import type { SeatMap } from '@/shared/api/types';
import { buildPlan, type SeatPlan } from './plan';
import { parseStatus } from './status';

export interface SeatsRead {
  readonly version: number;
  readonly plan: SeatPlan;
  readonly layout: Layout;
  /** By seat id; see `status.ts`. */
  readonly status: Uint8Array<ArrayBuffer>;
}

export function readSeats(body: ArrayBuffer): SeatsRead {
  const map = JSON.parse(new TextDecoder().decode(body)) as SeatMap;
  const plan = buildPlan(map);
  const status = new Uint8Array(plan.size + 1);
  for (const seat of map.seats) status[seat.id] = parseStatus(seat.status);
  return { version: map.version, plan, layout: layOut(plan), status };
}

/** What a worker hands over instead of copying it. */
export function buffersOf({ plan, layout, status }: SeatsRead): ArrayBuffer[] {
  return [plan.rowOf, layout.x, layout.y, layout.radii, status].map(({ buffer }) => buffer);
}
