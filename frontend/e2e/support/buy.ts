/** A purchase by another buyer, without a page. */
import { randomUUID } from 'node:crypto';
import { API_URL } from './environment';
import { holdAs } from './api';

export interface Bought {
  readonly orderId: string;
  /** The trace of the request that placed the order. */
  readonly traceId: string;
}

/** Holds and pays. */
export async function buyAs(eventId: number, seatIds: number[]): Promise<Bought> {
  const token = await holdAs(eventId, seatIds);
  if (token === null) throw new Error('the seats are taken');
  const response = await fetch(`${API_URL}/api/orders`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'hold-token': token,
      'idempotency-key': randomUUID(),
      prefer: 'wait=10',
    },
    body: JSON.stringify({ eventId, seatIds }),
  });
  if (response.status !== 201) throw new Error(`the order is refused: ${await response.text()}`);
  const { orderId } = (await response.json()) as { orderId: string };
  return { orderId, traceId: response.headers.get('trace-id') ?? '' };
}
