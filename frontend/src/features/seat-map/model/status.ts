/** A seat's status as a byte, so that a house of 100,000 seats fits in a small array. */
import type { SeatState } from '@/shared/api/types';

export const FREE = 0;
export const HELD = 1;
export const SOLD = 2;
export type SeatStatus = typeof FREE | typeof HELD | typeof SOLD;

/** The status of each seat by its id, of `size` seats. A seat that isn't listed is free. */
export function readStatus(size: number, seats: readonly SeatState[]): Uint8Array<ArrayBuffer> {
  const status = new Uint8Array(size + 1);
  for (const seat of seats) status[seat.id] = parseStatus(seat.status);
  return status;
}

/** An unknown status counts as held, so that the seat can't be chosen. */
export function parseStatus(text: string): SeatStatus {
  if (text === 'AVAILABLE') return FREE;
  return text === 'SOLD' ? SOLD : HELD;
}
