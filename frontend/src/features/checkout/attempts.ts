/**
 * Attempts to buy, one for each hold. An attempt's Idempotency-Key is made once and kept until its order has ended,
 * across reloads, the back button and other tabs. Once sent, an attempt doesn't change, so that every repeat is the
 * same request. While one order of an event is under way, another hold of the event gets an attempt of its own.
 */
import * as v from 'valibot';
import { create } from 'zustand';
import { randomId } from '@/shared/lib/random-id';
import { SEATS, type SeatInfo } from '@/shared/lib/seat';
import { IDENTITIES, type Identity } from '@/shared/session/session';
import { load, onOtherTabChange, save, validEntries, type Schema } from '@/shared/lib/storage';
import { beginSpan, PURCHASE_SPAN, type PurchaseSpan } from './purchase-span';

/** `sending`: the request may or may not have arrived. `placed`: it arrived, and `orderId` is known. */
export type Phase = 'ready' | 'sending' | 'placed';

export interface Attempt {
  readonly eventId: number;
  readonly key: string;
  readonly holdToken: string;
  /** Who made the hold, and orders it. */
  readonly by: Identity;
  readonly seats: readonly SeatInfo[];
  readonly currency: string;
  readonly paymentMethod: string | null;
  readonly phase: Phase;
  readonly orderId: string | null;
  /** Of the order's trace, once it is sent. */
  readonly span: PurchaseSpan | null;
}

/** The hold that is bought. */
export interface Held {
  readonly eventId: number;
  readonly token: string;
  readonly by: Identity;
  readonly seats: readonly SeatInfo[];
  readonly currency: string;
}

const ATTEMPT: Schema<Attempt> = v.object({
  eventId: v.number(),
  key: v.string(),
  holdToken: v.string(),
  by: v.fallback(v.picklist(IDENTITIES), 'anonymous'),
  seats: SEATS,
  currency: v.string(),
  paymentMethod: v.fallback(v.nullable(v.string()), null),
  phase: v.picklist(['ready', 'sending', 'placed']),
  orderId: v.fallback(v.nullable(v.string()), null),
  span: v.fallback(v.nullable(PURCHASE_SPAN), null),
});

/** By Idempotency-Key, in the order in which they were begun. */
type Attempts = Readonly<Record<string, Attempt>>;

const STORAGE_KEY = 'holdfast.attempts.1';

const useAttempts = create<{ attempts: Attempts }>(() => ({ attempts: stored() }));

onOtherTabChange(STORAGE_KEY, () => {
  useAttempts.setState({ attempts: stored() });
});

/** The attempts of an event whose orders are under way, or being sent. */
export function useSentAttempts(eventId: number): readonly Attempt[] {
  return sentOf(
    useAttempts((state) => state.attempts),
    eventId,
  );
}

/** The attempt that the checkout is about: that of the hold; without a hold, the last one that was sent. */
export function useCheckoutAttempt(eventId: number, holdToken: string | null): Attempt | null {
  const attempts = useAttempts((state) => state.attempts);
  if (holdToken === null) return sentOf(attempts, eventId).at(-1) ?? null;
  return attemptForHold(attempts, holdToken);
}

export function attemptOf(key: string): Attempt | null {
  return useAttempts.getState().attempts[key] ?? null;
}

export function allAttempts(): Attempt[] {
  return Object.values(useAttempts.getState().attempts);
}

export function onAttemptsChange(changed: () => void): () => void {
  return useAttempts.subscribe(changed);
}

/** Returns the attempt made for this hold, or a new one. Unsent attempts of the event's earlier holds are removed. */
export function beginAttempt(held: Held): Attempt {
  // Another tab may have begun one whose storage event hasn't arrived here yet.
  useAttempts.setState({ attempts: stored() });
  const present = attemptForHold(useAttempts.getState().attempts, held.token);
  if (present !== null && present.phase !== 'ready') return present;
  const { eventId, by, seats, currency } = held;
  const begun: Attempt = {
    eventId,
    key: present?.key ?? randomId(),
    holdToken: held.token,
    by,
    seats,
    currency,
    paymentMethod: null,
    phase: 'ready',
    orderId: null,
    span: null,
  };
  const others = allAttempts().filter((other) => other.eventId !== eventId || other.phase !== 'ready');
  write(byKey([...others, begun]));
  return begun;
}

/** From here on the attempt doesn't change. */
export function markSending(attempt: Attempt, paymentMethod: string | null): Attempt {
  return keep({ ...attempt, paymentMethod, phase: 'sending', span: beginSpan() });
}

export function markPlaced(attempt: Attempt, orderId: string): Attempt {
  return keep({ ...attempt, phase: 'placed', orderId });
}

/** A refusal doesn't bind the key, so the attempt may be changed and sent again with the same key. */
export function markRefused(attempt: Attempt): Attempt {
  return keep({ ...attempt, paymentMethod: null, phase: 'ready', span: null });
}

/** Removes an attempt whose order has ended or that was given up; the next attempt gets a new key. */
export function endAttempt(key: string): void {
  if (attemptOf(key) === null) return;
  write(byKey(allAttempts().filter((attempt) => attempt.key !== key)));
}

function sentOf(attempts: Attempts, eventId: number): Attempt[] {
  return Object.values(attempts).filter(
    (attempt) => attempt.eventId === eventId && attempt.phase !== 'ready',
  );
}

function attemptForHold(attempts: Attempts, holdToken: string): Attempt | null {
  return Object.values(attempts).find((attempt) => attempt.holdToken === holdToken) ?? null;
}

function byKey(attempts: readonly Attempt[]): Attempts {
  return Object.fromEntries(attempts.map((attempt) => [attempt.key, attempt]));
}

function keep(attempt: Attempt): Attempt {
  write({ ...useAttempts.getState().attempts, [attempt.key]: attempt });
  return attempt;
}

function write(attempts: Attempts): void {
  useAttempts.setState({ attempts });
  save(STORAGE_KEY, attempts);
}

function stored(): Attempts {
  // Earlier versions stored them by event, so the key of an entry is not relied on.
  return byKey(Object.values(load(STORAGE_KEY, validEntries(ATTEMPT), {})));
}
