/**
 * The clock that holds run by: that of the server which keeps the seats, not the API's and not ours.
 *
 * Every answer with a hold tells what time it was there: between `expiresAt` minus one more than the whole seconds that
 * were left, and `expiresAt` minus those.
 */
import type { Reservation } from '@/shared/api/types';
import { RemoteClock } from '@/shared/lib/clock';

export const holdClock = new RemoteClock();

export function observeHold(hold: Reservation, sent: number, received: number, clock = holdClock): void {
  const until = Date.parse(hold.expiresAt) - hold.expiresInSeconds * 1000;
  clock.observe(until - 1000, until, sent, received);
}

/** Whole seconds that are left, 0 at the end. */
export function secondsLeft(expiresAt: number, now = holdClock.latest()): number {
  return Math.max(0, Math.ceil((expiresAt - now) / 1000));
}
