/** Places an order, remembers it in this browser, and removes its seats from the basket. */
import { dropHold, endHold, holdOf } from '@/features/basket';
import { allAttempts, endAttempt, place, type Attempt } from '@/features/checkout';
import { hasEnded, rememberOrder } from '@/features/orders';
import { api, unwrap } from '@/shared/api/client';
import { hasCode } from '@/shared/api/problem';
import type { Order } from '@/shared/api/types';

interface Options {
  signal: AbortSignal;
  onUnknown: (error: unknown) => void;
}

export async function placeAndRemember(attempt: Attempt, options: Options): Promise<Order> {
  const order = await place(attempt, options);
  rememberOrder({
    orderId: order.orderId,
    eventId: attempt.eventId,
    seats: attempt.seats,
    currency: attempt.currency,
  });
  if (holdOf(attempt.eventId)?.token === attempt.holdToken) dropHold(attempt.eventId);
  return order;
}

/** After a reload: sends open attempts again, and removes those whose order has ended. */
export async function resumeAttempts(signal: AbortSignal): Promise<void> {
  await Promise.allSettled(allAttempts().map((attempt) => resume(attempt, signal)));
}

async function resume(attempt: Attempt, signal: AbortSignal): Promise<void> {
  const { phase, orderId, eventId, key, holdToken } = attempt;
  if (phase === 'ready') return;
  try {
    const order =
      orderId === null
        ? await placeAndRemember(attempt, { signal, onUnknown: () => undefined })
        : await unwrap(api.GET('/api/orders/{orderId}', { params: { path: { orderId } }, signal }));
    if (hasEnded(order)) endAttempt(eventId, key);
  } catch (error) {
    if (hasCode(error, 'RESERVATION_EXPIRED')) endHold(eventId, holdToken);
    // Other errors are shown by the checkout or order page, which retries on its own.
  }
}
