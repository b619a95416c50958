/** A buyer's actions on a hold. Each one updates the basket to what the server returned. */
import { hasCode } from '@/shared/api/problem';
import type { SeatInfo } from '@/shared/lib/seat';
import { explained } from '@/shared/session/buyer';
import { identity, mayUse } from '@/shared/session/session';
import { extendHold, readHold, releaseHold, releaseSeat, requestHold } from './requests';
import { dropHold, dropSeat, endHold, holdOf, keepHold, type Hold } from './store';

export type HoldOutcome =
  | { readonly kind: 'held' }
  /** Other buyers took these seats; none was held. */
  | { readonly kind: 'conflict'; readonly taken: readonly number[] }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Holds seats, in addition to those already held. A new hold of the box office is for its `customer`. */
export async function holdSeats(
  eventId: number,
  currency: string,
  seats: readonly SeatInfo[],
  customer?: string,
): Promise<HoldOutcome> {
  const present = holdOf(eventId);
  // A hold of an account whose login has ended can't be added to. It expires by itself.
  const added = present !== null && mayUse(present.by) ? present : null;
  try {
    const reservation = await requestHold(eventId, idsOf(seats), added, customer);
    keepHold(reservation, { seats, currency, by: added?.by ?? identity() });
    return { kind: 'held' };
  } catch (error) {
    if (added !== null && hasCode(error, 'RESERVATION_EXPIRED')) {
      // The existing hold has expired, or its account's login has ended; but the new seats may still be free.
      if ((await explained(error, added.by)) === error) endHold(eventId, added.token);
      return holdSeats(eventId, currency, seats, customer);
    }
    return outcomeOf(error);
  }
}

/** Holds other seats in place of a hold, which is released only when they are held. */
export async function holdInstead(
  hold: Hold,
  seats: readonly SeatInfo[],
  customer?: string,
): Promise<HoldOutcome> {
  try {
    const reservation = await requestHold(hold.eventId, idsOf(seats), null, customer);
    keepHold(reservation, { seats, currency: hold.currency, by: identity() });
  } catch (error) {
    return outcomeOf(error);
  }
  // If this fails, the former hold expires by itself.
  await releaseHold(hold).catch(() => undefined);
  return { kind: 'held' };
}

function outcomeOf(error: unknown): HoldOutcome {
  if (hasCode(error, 'RESERVATION_CONFLICT')) return { kind: 'conflict', taken: error.details.conflicts };
  return { kind: 'failed', error };
}

/** Reads a hold from the server: after a reload, after sleep, and when it expires. */
export async function syncHold(hold: Hold): Promise<void> {
  try {
    keepHold(await readHold(hold), hold);
  } catch (error) {
    if (!hasCode(error, 'RESERVATION_EXPIRED')) throw error;
    const why = await explained(error, hold.by);
    if (why === error) endHold(hold.eventId, hold.token);
  }
}

export async function extend(hold: Hold, seconds: number): Promise<void> {
  try {
    keepHold(await extendHold(hold, seconds), hold);
  } catch (error) {
    const why = await explained(error, hold.by);
    if (hasCode(why, 'RESERVATION_EXPIRED')) endHold(hold.eventId, hold.token);
    throw why;
  }
}

export async function giveBackSeat(hold: Hold, seatId: number): Promise<void> {
  await releaseSeat(hold, seatId);
  dropSeat(hold.eventId, seatId);
}

export async function giveBackAll(hold: Hold): Promise<void> {
  await releaseHold(hold);
  dropHold(hold.eventId);
}

function idsOf(seats: readonly SeatInfo[]): number[] {
  return seats.map((seat) => seat.id);
}
