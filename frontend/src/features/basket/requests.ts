/** The API's routes for holds. Each response also updates the hold clock. */
import { api, unwrap } from '@/shared/api/client';
import { NetworkError } from '@/shared/api/problem';
import type { Reservation } from '@/shared/api/types';
import { randomId } from '@/shared/lib/random-id';
import { observeHold } from './hold-clock';

export const MAX_SEATS = 8;

async function timed(request: () => Promise<Reservation>): Promise<Reservation> {
  const sent = Date.now();
  const hold = await request();
  observeHold(hold, sent, Date.now());
  return hold;
}

/**
 * Makes a hold, or adds to the hold of `token`. Holds all of the seats or none.
 *
 * A lost response may mean that the seats are held. The request is then sent once more: it has a key of its own, so
 * that the repeat gets the same hold.
 */
export async function requestHold(
  eventId: number,
  seatIds: number[],
  token: string | null,
): Promise<Reservation> {
  const params = { header: token === null ? { 'Idempotency-Key': randomId() } : { 'Hold-Token': token } };
  const send = () =>
    timed(() => unwrap(api.POST('/api/reservations', { params, body: { eventId, seatIds } })));
  try {
    return await send();
  } catch (error) {
    if (error instanceof NetworkError) return send();
    throw error;
  }
}

export function readHold(eventId: number, token: string): Promise<Reservation> {
  const params = { path: { eventId }, header: { 'Hold-Token': token } };
  return timed(() => unwrap(api.GET('/api/reservations/{eventId}', { params })));
}

export function extendHold(eventId: number, token: string, seconds: number): Promise<Reservation> {
  const params = { path: { eventId }, header: { 'Hold-Token': token } };
  return timed(() => unwrap(api.POST('/api/reservations/{eventId}/extend', { params, body: { seconds } })));
}

export function releaseHold(eventId: number, token: string): Promise<unknown> {
  const params = { path: { eventId }, header: { 'Hold-Token': token } };
  return unwrap(api.DELETE('/api/reservations/{eventId}', { params }));
}

export function releaseSeat(eventId: number, token: string, seatId: number): Promise<unknown> {
  const params = { path: { eventId, seatId }, header: { 'Hold-Token': token } };
  return unwrap(api.DELETE('/api/reservations/{eventId}/{seatId}', { params }));
}
