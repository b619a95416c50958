import * as v from 'valibot';
import type { Schema } from './storage';

/** A seat's name and price, for pages that don't load the seat map. */
export interface SeatInfo {
  readonly id: number;
  readonly label: string;
  readonly section: string;
  readonly price: number;
}

export function labelsOf(seats: readonly SeatInfo[]): string {
  return seats.map((seat) => seat.label).join(', ');
}

export function totalOf(seats: readonly SeatInfo[]): number {
  return seats.reduce((sum, seat) => sum + seat.price, 0);
}

export const SEATS: Schema<SeatInfo[]> = v.array(
  v.object({ id: v.number(), label: v.string(), section: v.string(), price: v.number() }),
);
