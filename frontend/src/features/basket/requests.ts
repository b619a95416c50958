/** The API's routes for holds. Each response also updates the hold clock. */
import { api, unwrap } from '@/shared/api/client';
import { NetworkError } from '@/shared/api/problem';
import type { Reservation } from '@/shared/api/types';
import { randomId } from '@/shared/lib/random-id';
import { asBuyer, credentialsOf } from '@/shared/session/buyer';
import type { Identity } from '@/shared/session/session';
import { observeHold } from './hold-clock';

export const MAX_SEATS = 8;

/** What a request about a hold needs. */
export interface HoldKey {
  readonly eventId: number;
  readonly token: string;
  readonly by: Identity;
}

async function timed(request: () => Promise<Reservation>): Promise<Reservation> {
  const sent = Date.now();
  const hold = await request();
  observeHold(hold, sent, Date.now());
  return hold;
}

/**
 * Makes a hold, or adds to one. Holds all of the seats or none. A new hold of the box office is for its `customer`.
 *
 * A lost response may mean that the seats are held. The request is then sent once more: it has a key of its own, so
 * that the repeat gets the same hold.
 */
export async function requestHold(
  eventId: number,
  seatIds: number[],
  added: HoldKey | null,
  customer?: string,
): Promise<Reservation> {
  const header = added === null ? { 'Idempotency-Key': randomId() } : { 'Hold-Token': added.token };
  const send = (headers: Readonly<Record<string, string>>) =>
    timed(() =>
      unwrap(
        api.POST('/api/reservations', {
          params: { header },
          body: { eventId, seatIds, ...(customer !== undefined && added === null && { customer }) },
          headers,
          ...(added !== null && credentialsOf(added.by)),
        }),
      ),
    );
  return asBuyer(async (headers) => {
    try {
      return await send(headers);
    } catch (error) {
      if (error instanceof NetworkError) return send(headers);
      throw error;
    }
  });
}

export function readHold(hold: HoldKey): Promise<Reservation> {
  return timed(() => unwrap(api.GET('/api/reservations/{eventId}', of(hold))));
}

export function extendHold(hold: HoldKey, seconds: number): Promise<Reservation> {
  return timed(() =>
    unwrap(api.POST('/api/reservations/{eventId}/extend', { ...of(hold), body: { seconds } })),
  );
}

export function releaseHold(hold: HoldKey): Promise<unknown> {
  return unwrap(api.DELETE('/api/reservations/{eventId}', of(hold)));
}

export function releaseSeat(hold: HoldKey, seatId: number): Promise<unknown> {
  const { params, ...rest } = of(hold);
  const path = { ...params.path, seatId };
  return unwrap(api.DELETE('/api/reservations/{eventId}/{seatId}', { params: { ...params, path }, ...rest }));
}

function of({ eventId, token, by }: HoldKey) {
  return { params: { path: { eventId }, header: { 'Hold-Token': token } }, ...credentialsOf(by) };
}
