/** A buyer's actions on a hold. Each one updates the basket to what the server returned. */
import { hasCode } from '@/shared/api/problem';
import type { SeatInfo } from '@/shared/lib/seat';
import { extendHold, readHold, releaseHold, releaseSeat, requestHold } from './requests';
import { dropHold, dropSeat, endHold, holdOf, keepHold, type Hold } from './store';

export type HoldOutcome =
  | { readonly kind: 'held' }
  /** Other buyers took these seats; none was held. */
  | { readonly kind: 'conflict'; readonly taken: readonly number[] }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Holds seats, in addition to those already held. */
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
      // The existing hold has expired, but the new seats may still be free.
      endHold(eventId, token);
      return holdSeats(eventId, currency, seats);
    }
    return outcomeOf(error);
  }
}

/** Holds other seats in place of a hold, which is released only when they are held. */
export async function holdInstead(hold: Hold, seats: readonly SeatInfo[]): Promise<HoldOutcome> {
  try {
    const ids = seats.map((seat) => seat.id);
    keepHold(await requestHold(hold.eventId, ids, null), seats, hold.currency);
  } catch (error) {
    return outcomeOf(error);
  }
  // If this fails, the former hold expires by itself.
  await releaseHold(hold.eventId, hold.token).catch(() => undefined);
  return { kind: 'held' };
}

function outcomeOf(error: unknown): HoldOutcome {
  if (hasCode(error, 'RESERVATION_CONFLICT')) return { kind: 'conflict', taken: error.conflicts };
  return { kind: 'failed', error };
}

/** Reads a hold from the server: after a reload, after sleep, and when it expires. */
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
