/** Places an order, remembers it in this browser, and removes its seats from the basket. */
import type { QueryClient } from '@tanstack/react-query';
import { dismissEnded, dropHold, endHold, holdOf } from '@/features/basket';
import { allAttempts, place, type Attempt } from '@/features/checkout';
import { claimOrders, rememberOrder } from '@/features/orders';
import { hasCode } from '@/shared/api/problem';
import type { Order } from '@/shared/api/types';
import { identity } from '@/shared/session/session';

interface Options {
  signal: AbortSignal;
  onUnknown: (error: unknown) => void;
  queries: QueryClient;
}

export async function placeAndRemember(attempt: Attempt, options: Options): Promise<Order> {
  const order = await place(attempt, options);
  const { eventId, seats, currency, by } = attempt;
  rememberOrder({ orderId: order.orderId, eventId, seats, currency, by });
  if (holdOf(eventId)?.token === attempt.holdToken) dropHold(eventId);
  // The order has claimed the seats before its response arrived, so the hold may look expired.
  else dismissEnded(eventId);
  // A purchase that began before the login is meant for the account. What fails here is offered by "My tickets".
  if (by !== 'account' && identity() === 'account') void claimOrders([order.orderId], options.queries);
  return order;
}

/** After a reload: sends the attempts again whose outcome is unknown. */
export async function resumeAttempts(signal: AbortSignal, queries: QueryClient): Promise<void> {
  const unknown = allAttempts().filter(({ phase }) => phase === 'sending');
  await Promise.allSettled(
    unknown.map((attempt) => resume(attempt, { signal, queries, onUnknown: () => undefined })),
  );
}

async function resume(attempt: Attempt, options: Options): Promise<void> {
  try {
    await placeAndRemember(attempt, options);
  } catch (error) {
    if (hasCode(error, 'RESERVATION_EXPIRED')) endHold(attempt.eventId, attempt.holdToken);
    // Other errors are shown by the checkout, which retries on its own.
  }
}
