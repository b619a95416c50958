/** The first span of an order's trace: from the buyer's click until the page shows how the order ended. */
import * as v from 'valibot';
import { api } from '@/shared/api/client';
import { newTrace } from '@/shared/api/tracing';
import type { Order } from '@/shared/api/types';
import { serverClock } from '@/shared/lib/clock';

/** The API takes no longer ones. A buyer who comes back later didn't wait. */
const LONGEST_MS = 3_600_000;

/** A span that hasn't ended. `startedAt` is by the API's clock, in ms. */
export interface PurchaseSpan {
  readonly traceparent: string;
  readonly startedAt: number;
}

export const PURCHASE_SPAN = v.object({ traceparent: v.string(), startedAt: v.number() });

/** Null if the API doesn't export traces. */
export function beginSpan(): PurchaseSpan | null {
  const traceparent = newTrace();
  return traceparent === null ? null : { traceparent, startedAt: serverClock.now() };
}

/** Reports the span. `order` has ended; null if the API refused it. A report that is lost is not repeated. */
export function endSpan(span: PurchaseSpan | null, order: Order | null): void {
  if (span === null) return;
  const endedAt = Math.max(serverClock.now(), span.startedAt);
  if (endedAt - span.startedAt > LONGEST_MS) return;
  api
    .POST('/api/spans', {
      body: {
        traceparent: span.traceparent,
        ...(order === null ? {} : { orderId: order.orderId, status: order.status }),
        startedAt: new Date(span.startedAt).toISOString(),
        endedAt: new Date(endedAt).toISOString(),
      },
      credentials: 'omit',
      // The buyer may leave the page at once.
      keepalive: true,
    })
    .catch(() => undefined);
}
