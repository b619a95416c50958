/** What a buyer does with a hold. Each keeps the basket equal to what the server answered. */
import { hasCode } from '@/shared/api/problem';
import type { SeatInfo } from '@/shared/lib/seat';
import { extendHold, readHold, releaseHold, releaseSeat, requestHold } from './requests';
import { dropHold, dropSeat, endHold, holdOf, keepHold, type Hold } from './store';

export type HoldOutcome =
  | { readonly kind: 'held' }
  /** Somebody was faster on these; nothing was held. */
  | { readonly kind: 'conflict'; readonly taken: readonly number[] }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Holds seats, together with those that are held already. */
export async function holdSeats(
  eventId: number,
  currency: string,
  seats: readonly SeatInfo[],
): Promise<HoldOutcome> {
  const ids = seats.map((seat) => seat.id);
  const token = holdOf(eventId)?.token ?? null;
  try {
    keepHold(await requestHold(eventId, ids, token), seats, currency);
    return { kind: 'held' };
  } catch (error) {
    if (token !== null && hasCode(error, 'RESERVATION_EXPIRED')) {
      // The seats that were to be joined are gone; the new ones needn't be.
      endHold(eventId, token);
      return holdSeats(eventId, currency, seats);
    }
    if (hasCode(error, 'RESERVATION_CONFLICT')) return { kind: 'conflict', taken: error.conflicts };
    return { kind: 'failed', error };
  }
}

/** Asks the server what is left of a hold: after a reload, a sleep, or when its time is up. */
export async function syncHold(hold: Hold): Promise<void> {
  try {
    keepHold(await readHold(hold.eventId, hold.token), hold.seats, hold.currency);
  } catch (error) {
    if (hasCode(error, 'RESERVATION_EXPIRED')) endHold(hold.eventId, hold.token);
    else throw error;
  }
}

export async function extend(hold: Hold, seconds: number): Promise<void> {
  try {
    keepHold(await extendHold(hold.eventId, hold.token, seconds), hold.seats, hold.currency);
  } catch (error) {
    if (hasCode(error, 'RESERVATION_EXPIRED')) endHold(hold.eventId, hold.token);
    throw error;
  }
}

export async function giveBackSeat(hold: Hold, seatId: number): Promise<void> {
  await releaseSeat(hold.eventId, hold.token, seatId);
  dropSeat(hold.eventId, seatId);
}

export async function giveBackAll(hold: Hold): Promise<void> {
  await releaseHold(hold.eventId, hold.token);
  dropHold(hold.eventId);
}
