/**
 * Follows each placed order to its end, whichever page is shown, and ends its attempt: a buyer who left the order's
 * page can buy again, and learns how the order ended.
 */
import type { QueryClient } from '@tanstack/react-query';
import { allAttempts, endAttempt, finish, onAttemptsChange, type Attempt } from '@/features/checkout';
import { hasEnded, orderQuery } from '@/features/orders';
import { hasCode } from '@/shared/api/problem';
import type { Order } from '@/shared/api/types';
import { pause, retryDelay } from '@/shared/lib/backoff';

/** The pause before the n-th poll, so that an order that waits for its bank costs little. The last one repeats. */
const POLLS_MS = [1000, 2000, 3000, 5000] as const;

export type OnEnded = (order: Order, attempt: Attempt) => void;

/** Returns a function that stops following. Polls pause while the tab is hidden. */
export function followOrders(queries: QueryClient, onEnded: OnEnded): () => void {
  const abort = new AbortController();
  const followed = new Set<string>();
  const look = () => {
    for (const attempt of allAttempts()) {
      const { key, phase, orderId } = attempt;
      if (phase !== 'placed' || orderId === null || followed.has(key)) continue;
      followed.add(key);
      void follow(queries, orderId, abort.signal).then(
        (order) => {
          if (order === null) {
            endAttempt(key);
          } else if (isOpen(key)) {
            onEnded(order, attempt);
            finish(key, order);
          }
        },
        () => undefined,
      );
    }
  };
  const stop = onAttemptsChange(look);
  look();
  return () => {
    stop();
    abort.abort();
  };
}

/** False when the order's own page, or another tab, has seen the end first. */
function isOpen(key: string): boolean {
  return allAttempts().some((attempt) => attempt.key === key);
}

/** Polls until the order has ended; null when there is no such order. Rejects when aborted. */
async function follow(queries: QueryClient, orderId: string, signal: AbortSignal): Promise<Order | null> {
  for (let poll = 0, failures = 0; ; poll += 1) {
    await pause(POLLS_MS[Math.min(poll, POLLS_MS.length - 1)] ?? 0, signal);
    await visible(signal);
    try {
      // An open order page keeps this query current by its stream; then no request is sent.
      const order = await queries.query({ ...orderQuery(orderId), staleTime: 1000 });
      failures = 0;
      if (hasEnded(order)) return order;
    } catch (error) {
      if (hasCode(error, 'ORDER_NOT_FOUND')) return null;
      await pause(retryDelay(failures, error), signal);
      failures += 1;
    }
  }
}

/** Resolves as soon as the tab is visible. */
function visible(signal: AbortSignal): Promise<void> {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    const changed = () => {
      if (document.hidden) return;
      document.removeEventListener('visibilitychange', changed);
      resolve();
    };
    document.addEventListener('visibilitychange', changed, { signal });
  });
}
