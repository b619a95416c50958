/**
 * An attempt to buy. Its Idempotency-Key is made once and kept until its order has ended, across reloads, the back
 * button and other tabs. Once sent, an attempt doesn't change, so that every repeat is the same request.
 */
import * as v from 'valibot';
import { create } from 'zustand';
import { randomId } from '@/shared/lib/random-id';
import { SEATS, type SeatInfo } from '@/shared/lib/seat';
import { load, onOtherTabChange, save, validEntries, type Schema } from '@/shared/lib/storage';

/** `sending`: the request may or may not have arrived. `placed`: it arrived, and `orderId` is known. */
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

/** The hold that is bought. */
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

onOtherTabChange(STORAGE_KEY, () => {
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

/** Returns the attempt in progress for this event, else the one made for this hold, else a new one. */
export function beginAttempt(held: Held): Attempt {
  // Another tab may have begun one whose storage event hasn't arrived here yet.
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

/** From here on the attempt doesn't change. */
export function markSending(attempt: Attempt, paymentMethod: string | null): Attempt {
  return keep({ ...attempt, paymentMethod, phase: 'sending' });
}

export function markPlaced(attempt: Attempt, orderId: string): Attempt {
  return keep({ ...attempt, phase: 'placed', orderId });
}

/** A refusal doesn't bind the key, so the attempt may be changed and sent again with the same key. */
export function markRefused(attempt: Attempt): Attempt {
  return keep({ ...attempt, paymentMethod: null, phase: 'ready' });
}

/** Removes an attempt whose order has ended or that was given up; the next attempt gets a new key. */
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
