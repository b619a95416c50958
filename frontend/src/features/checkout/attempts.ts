/**
 * An attempt to buy: its Idempotency-Key is made once and kept until its order has ended, over reloads, the back button
 * and other tabs. From the moment it is sent nothing of it changes, so that every repeat is the same request.
 */
import * as v from 'valibot';
import { create } from 'zustand';
import { randomId } from '@/shared/lib/random-id';
import { SEATS, type SeatInfo } from '@/shared/lib/seat';
import { load, onForeignChange, save, validEntries, type Schema } from '@/shared/lib/storage';

/** `sending`: it may or may not have arrived. `placed`: it has, and `orderId` is known. */
export type Phase = 'ready' | 'sending' | 'placed';

export interface Attempt {
  readonly eventId: number;
  readonly key: string;
  readonly holdToken: string;
  readonly seats: readonly SeatInfo[];
  readonly currency: string;
  readonly paymentMethod: string | null;
  readonly phase: Phase;
  readonly orderId: string | null;
}

/** What is bought, as the basket has it. */
export interface Held {
  readonly eventId: number;
  readonly token: string;
  readonly seats: readonly SeatInfo[];
  readonly currency: string;
}

const ATTEMPT: Schema<Attempt> = v.object({
  eventId: v.number(),
  key: v.string(),
  holdToken: v.string(),
  seats: SEATS,
  currency: v.string(),
  paymentMethod: v.fallback(v.nullable(v.string()), null),
  phase: v.picklist(['ready', 'sending', 'placed']),
  orderId: v.fallback(v.nullable(v.string()), null),
});

type Attempts = Readonly<Record<string, Attempt>>;

const STORAGE_KEY = 'holdfast.attempts.1';

const useAttempts = create<{ attempts: Attempts }>(() => ({ attempts: stored() }));

onForeignChange(STORAGE_KEY, () => {
  useAttempts.setState({ attempts: stored() });
});

export function useAttempt(eventId: number): Attempt | null {
  return useAttempts((state) => state.attempts[String(eventId)] ?? null);
}

export function attemptOf(eventId: number): Attempt | null {
  return useAttempts.getState().attempts[String(eventId)] ?? null;
}

export function allAttempts(): Attempt[] {
  return Object.values(useAttempts.getState().attempts);
}

/** The attempt to buy these seats: the one that is under way for this event, or the one made for this hold, or a new one. */
export function beginAttempt(held: Held): Attempt {
  // Another tab may have begun one a moment ago, before its change was told here.
  useAttempts.setState({ attempts: stored() });
  const present = attemptOf(held.eventId);
  if (present !== null && present.phase !== 'ready') return present;
  const { eventId, seats, currency } = held;
  const key = present?.holdToken === held.token ? present.key : randomId();
  const begun: Attempt = {
    eventId,
    key,
    holdToken: held.token,
    seats,
    currency,
    paymentMethod: null,
    phase: 'ready',
    orderId: null,
  };
  return keep(begun);
}

/** From here on it is fixed. */
export function markSending(attempt: Attempt, paymentMethod: string): Attempt {
  return keep({ ...attempt, paymentMethod, phase: 'sending' });
}

export function markPlaced(attempt: Attempt, orderId: string): Attempt {
  return keep({ ...attempt, phase: 'placed', orderId });
}

/** The server refused it, and a refusal binds nothing: it may be changed and sent again, under its key. */
export function markRefused(attempt: Attempt): Attempt {
  return keep({ ...attempt, paymentMethod: null, phase: 'ready' });
}

/** Its order has ended, or it is given up: the next attempt has a key of its own. */
export function endAttempt(eventId: number, key: string): void {
  if (attemptOf(eventId)?.key !== key) return;
  const rest = Object.entries(useAttempts.getState().attempts).filter(([id]) => id !== String(eventId));
  write(Object.fromEntries(rest));
}

function keep(attempt: Attempt): Attempt {
  write({ ...useAttempts.getState().attempts, [attempt.eventId]: attempt });
  return attempt;
}

function write(attempts: Attempts): void {
  useAttempts.setState({ attempts });
  save(STORAGE_KEY, attempts);
}

function stored(): Attempts {
  return load(STORAGE_KEY, validEntries(ATTEMPT), {});
}
