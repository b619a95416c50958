/** A purchase by another buyer, without a page. */
import { randomUUID } from 'node:crypto';
import { API_URL } from './environment';
import { holdAs } from './api';

/** Holds and pays; returns the order's id. */
export async function buyAs(eventId: number, seatIds: number[]): Promise<string> {
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
  return ((await response.json()) as { orderId: string }).orderId;
}
