/** The API's routes for holds. Each response also updates the hold clock. */
import { api, unwrap } from '@/shared/api/client';
import type { Reservation } from '@/shared/api/types';
import { observeHold } from './hold-clock';

export const MAX_SEATS = 8;

async function timed(request: () => Promise<Reservation>): Promise<Reservation> {
  const sent = Date.now();
  const hold = await request();
  observeHold(hold, sent, Date.now());
  return hold;
}

/** Makes a hold, or adds to the hold of `token`. Holds all of the seats or none. */
export function requestHold(eventId: number, seatIds: number[], token: string | null): Promise<Reservation> {
  const params = { header: token === null ? {} : { 'Hold-Token': token } };
  return timed(() => unwrap(api.POST('/api/reservations', { params, body: { eventId, seatIds } })));
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
