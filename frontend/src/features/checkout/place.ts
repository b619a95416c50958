/** Sends an attempt, and repeats it until the outcome is known. */
import { api, unwrap } from '@/shared/api/client';
import { hasCode, isTransient, isWorthRepeating } from '@/shared/api/problem';
import type { Order } from '@/shared/api/types';
import { pause, retryDelay } from '@/shared/lib/backoff';
import { credentialsOf, explained } from '@/shared/session/buyer';
import { allAttempts, attemptOf, endAttempt, markPlaced, markRefused, type Attempt } from './attempts';
import { endSpan } from './purchase-span';

/** Shorter than the default cap of the backoff: a buyer is waiting for the outcome. */
const MAX_WAIT_MS = 4000;

/** Requests in flight by Idempotency-Key, so that double clicks and repeated effects share one request. */
const inFlight = new Map<string, Promise<Order>>();

/** The attempts of which a request may have arrived whose response hasn't, here or before a reload. */
const unsure = new Set(
  allAttempts()
    .filter(({ phase }) => phase === 'sending')
    .map(({ key }) => key),
);

function send(attempt: Attempt): Promise<Order> {
  const present = inFlight.get(attempt.key);
  if (present !== undefined) return present;
  const request = unwrap(
    api.POST('/api/orders', {
      params: { header: { 'Idempotency-Key': attempt.key, 'Hold-Token': attempt.holdToken } },
      body: {
        eventId: attempt.eventId,
        seatIds: attempt.seats.map((seat) => seat.id),
        paymentMethod: attempt.paymentMethod,
      },
      headers: attempt.span === null ? {} : { traceparent: attempt.span.traceparent },
      ...credentialsOf(attempt.by),
    }),
  ).finally(() => inFlight.delete(attempt.key));
  inFlight.set(attempt.key, request);
  return request;
}

interface Options {
  signal: AbortSignal;
  /** Called when a request's outcome is unknown; it is repeated automatically. */
  onUnknown: (error: unknown) => void;
}

/**
 * Repeats the same request, with the same key, for as long as its outcome is unknown. Throws a refusal.
 * An abort stops the repeats but not a request that was already sent.
 */
export async function place(attempt: Attempt, { signal, onUnknown }: Options): Promise<Order> {
  const { key, by } = attempt;
  for (let attempts = 0; ; attempts += 1) {
    try {
      const order = await send(attempt);
      unsure.delete(key);
      markPlaced(attempt, order.orderId);
      return order;
    } catch (cause) {
      const error = await explained(cause, by);
      // The login has ended. Only its account can tell whether an earlier request has arrived.
      if (hasCode(error, 'UNAUTHORIZED') && unsure.has(key)) throw error;
      // A rate limit says that nothing has happened; but not of an earlier request.
      if (!(unsure.has(key) ? isTransient(error) : isWorthRepeating(error))) {
        unsure.delete(key);
        endSpan(attempt.span, null);
        markRefused(attempt);
        throw error;
      }
      if (!hasCode(error, 'TOO_MANY_REQUESTS')) unsure.add(key);
      onUnknown(error);
      await pause(retryDelay(attempts, error, MAX_WAIT_MS), signal);
    }
  }
}

/** Ends the attempt of an order that has ended. Later calls have no effect. */
export function finish(key: string, order: Order): void {
  const attempt = attemptOf(key);
  if (attempt === null) return;
  endSpan(attempt.span, order);
  endAttempt(key);
}
