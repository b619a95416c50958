/** Reads the seats of an event from the body of a response. Pure: it runs in a worker, or on the page without one. */
import { layOut, type Layout } from '@/features/seat-map/map/layout';
import type { SeatMap } from '@/shared/api/types';
import { buildPlan, type SeatPlan } from './plan';
import { readStatus } from './status';

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
  return { version: map.version, plan, layout: layOut(plan), status: readStatus(plan.size, map.seats) };
}

/** What a worker hands over instead of copying it. */
export function buffersOf({ plan, layout, status }: SeatsRead): ArrayBuffer[] {
  return [plan.rowOf, layout.x, layout.y, layout.radii, status].map(({ buffer }) => buffer);
}
