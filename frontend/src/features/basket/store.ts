/**
 * The holds of this browser, at most one for each event. They survive a reload and are shared by all tabs.
 *
 * A hold's token is the capability for its seats: it is stored here and never shown.
 */
import * as v from 'valibot';
import { create } from 'zustand';
import type { Reservation } from '@/shared/api/types';
import { SEATS, type SeatInfo } from '@/shared/lib/seat';
import { IDENTITIES, type Identity } from '@/shared/session/session';
import { load, onOtherTabChange, save, validEntries, type Schema } from '@/shared/lib/storage';

export interface Hold {
  readonly eventId: number;
  readonly token: string;
  /** Who made it. It belongs to them alone. */
  readonly by: Identity;
  readonly seats: readonly SeatInfo[];
  readonly currency: string;
  /** Milliseconds since the epoch, by the clock of the seat store (see `hold-clock.ts`). */
  readonly expiresAt: number;
}

/** An expired hold, shown until it is dismissed. */
export interface EndedHold {
  readonly seats: readonly SeatInfo[];
  readonly currency: string;
}

export interface BasketState {
  readonly holds: Readonly<Record<string, Hold>>;
  readonly ended: Readonly<Record<string, EndedHold>>;
}

const ENDED = v.object({ seats: SEATS, currency: v.string() });
const HOLD = v.object({
  ...ENDED.entries,
  eventId: v.number(),
  token: v.string(),
  // Earlier versions had no other guests.
  by: v.fallback(v.picklist(IDENTITIES), 'anonymous'),
  expiresAt: v.number(),
});
const BASKET: Schema<BasketState> = v.object({
  holds: v.fallback(validEntries(HOLD), {}),
  ended: v.fallback(validEntries(ENDED), {}),
});

const STORAGE_KEY = 'holdfast.basket.1';
const EMPTY: BasketState = { holds: {}, ended: {} };

export const useBasket = create<BasketState>(stored);

/** Takes over changes that other tabs make in storage. */
export function followOtherTabs(): () => void {
  return onOtherTabChange(STORAGE_KEY, () => {
    useBasket.setState(stored(), true);
  });
}

function change(next: BasketState): void {
  useBasket.setState(next, true);
  save(STORAGE_KEY, next);
}

export function holdOf(eventId: number): Hold | null {
  return useBasket.getState().holds[String(eventId)] ?? null;
}

interface Known {
  /** The names and prices of its seats, which the server leaves out. */
  readonly seats: readonly SeatInfo[];
  readonly currency: string;
  readonly by: Identity;
}

/** Stores the server's state of a hold. */
export function keepHold(reservation: Reservation, { seats: known, currency, by }: Known): void {
  const { holds, ended } = useBasket.getState();
  const names = new Map(
    [...(holdOf(reservation.eventId)?.seats ?? []), ...known].map((seat) => [seat.id, seat]),
  );
  const hold: Hold = {
    eventId: reservation.eventId,
    token: reservation.holdToken,
    by,
    seats: reservation.seatIds.map((id) => names.get(id) ?? { id, label: `#${id}`, section: '', price: 0 }),
    currency,
    expiresAt: Date.parse(reservation.expiresAt),
  };
  change({ holds: { ...holds, [hold.eventId]: hold }, ended: without(ended, hold.eventId) });
}

export function dropSeat(eventId: number, seatId: number): void {
  const hold = holdOf(eventId);
  if (hold === null) return;
  const seats = hold.seats.filter((seat) => seat.id !== seatId);
  if (seats.length === 0) dropHold(eventId);
  else
    change({
      ...useBasket.getState(),
      holds: { ...useBasket.getState().holds, [eventId]: { ...hold, seats } },
    });
}

/** Removes a hold that was released or ordered. */
export function dropHold(eventId: number): void {
  const { holds, ended } = useBasket.getState();
  change({ holds: without(holds, eventId), ended });
}

/** Ends an expired hold. The token prevents ending a newer one. */
export function endHold(eventId: number, token: string): void {
  const hold = holdOf(eventId);
  if (hold?.token !== token) return;
  const { holds, ended } = useBasket.getState();
  const endedHold = { seats: hold.seats, currency: hold.currency };
  change({ holds: without(holds, eventId), ended: { ...ended, [eventId]: endedHold } });
}

export function dismissEnded(eventId: number): void {
  const { holds, ended } = useBasket.getState();
  change({ holds, ended: without(ended, eventId) });
}

function without<Value>(record: Readonly<Record<string, Value>>, eventId: number): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== String(eventId)));
}

function stored(): BasketState {
  return load(STORAGE_KEY, BASKET, EMPTY);
}
