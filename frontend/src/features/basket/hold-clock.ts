/**
 * The clock that holds expire by: that of the seat store, which may differ from the API server's and the browser's.
 *
 * Each response with a hold bounds the store's time. `expiresInSeconds` is truncated, so that time was between
 * `expiresAt - (expiresInSeconds + 1) s` and `expiresAt - expiresInSeconds s`.
 */
import type { Reservation } from '@/shared/api/types';
import { RemoteClock } from '@/shared/lib/clock';

export const holdClock = new RemoteClock();

export function observeHold(hold: Reservation, sent: number, received: number, clock = holdClock): void {
  const until = Date.parse(hold.expiresAt) - hold.expiresInSeconds * 1000;
  clock.observe(until - 1000, until, sent, received);
}

/** Seconds left, rounded up; 0 at the end. */
export function secondsLeft(expiresAt: number, now = holdClock.latest()): number {
  return Math.max(0, Math.ceil((expiresAt - now) / 1000));
}
