import { beforeEach, expect, test, vi } from 'vitest';
import type { SeatInfo } from '@/shared/lib/seat';
import { useSession } from '@/shared/session/session';
import { holdInstead, holdSeats, syncHold } from './actions';
import { holdOf, keepHold, useBasket } from './store';

const seat = (id: number): SeatInfo => ({ id, label: `A-${id}`, section: 'Floor', price: 500 });
const reservation = (seatIds: number[], holdToken: string) => ({
  holdToken,
  eventId: 7,
  seatIds,
  holdSeconds: 120,
  expiresAt: '2026-11-22T20:00:00.000Z',
  expiresInSeconds: 120,
});
const problem = (status: number, code: string, more: object = {}) =>
  Response.json(
    { code, status, traceId: 'trace', ...more },
    { status, headers: { 'content-type': 'application/problem+json' } },
  );

let requests: { token: string | null; body: unknown }[];
let keys: (string | null)[];

function respondWith(...responses: Response[]): void {
  requests = [];
  keys = [];
  vi.stubGlobal('fetch', async (request: Request | string) => {
    // The session is read without the client.
    if (request instanceof Request) {
      const body: unknown = request.method === 'POST' ? await request.clone().json() : null;
      requests.push({ token: request.headers.get('hold-token'), body });
      keys.push(request.headers.get('idempotency-key'));
    }
    const response = responses.shift() ?? Response.error();
    // As `fetch` itself: a lost response is an exception.
    if (response.type === 'error') throw new TypeError('no response');
    return response;
  });
}

beforeEach(() => {
  localStorage.clear();
  useBasket.setState({ holds: {}, ended: {} }, true);
  useSession.setState({ session: null, readAt: 0 });
});

test('a hold whose response is lost is requested once more with its key', async () => {
  respondWith(Response.error(), Response.json(reservation([1], 'new')));
  expect(await holdSeats(7, 'KRW', [seat(1)])).toEqual({ kind: 'held' });
  expect(requests).toHaveLength(2);
  expect(requests[1]).toEqual(requests[0]);
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(keys[1]).toBe(keys[0]);
  expect(holdOf(7)?.token).toBe('new');
});

test('holding seats sends one request for all of them', async () => {
  respondWith(Response.json(reservation([1, 2], 'new'), { status: 201 }));
  expect(await holdSeats(7, 'KRW', [seat(1), seat(2)])).toEqual({ kind: 'held' });
  expect(requests).toEqual([{ token: null, body: { eventId: 7, seatIds: [1, 2] } }]);
  expect(holdOf(7)?.token).toBe('new');
});

test('holding seats adds to the existing hold', async () => {
  keepHold(reservation([1], 'mine'), { seats: [seat(1)], currency: 'KRW', by: 'anonymous' });
  respondWith(Response.json(reservation([1, 2], 'mine'), { status: 201 }));
  await holdSeats(7, 'KRW', [seat(2)]);
  expect(requests).toEqual([{ token: 'mine', body: { eventId: 7, seatIds: [2] } }]);
  expect(holdOf(7)?.seats.map(({ id }) => id)).toEqual([1, 2]);
});

test('holding seats returns the taken seats after a conflict', async () => {
  respondWith(problem(409, 'RESERVATION_CONFLICT', { conflicts: [2] }));
  expect(await holdSeats(7, 'KRW', [seat(1), seat(2)])).toEqual({ kind: 'conflict', taken: [2] });
  expect(holdOf(7)).toBeNull();
});

test('holding seats makes a new hold when the existing one has expired, and records that it ended', async () => {
  keepHold(reservation([1], 'old'), { seats: [seat(1)], currency: 'KRW', by: 'anonymous' });
  respondWith(problem(410, 'RESERVATION_EXPIRED'), problem(409, 'RESERVATION_CONFLICT', { conflicts: [2] }));
  expect(await holdSeats(7, 'KRW', [seat(2)])).toEqual({ kind: 'conflict', taken: [2] });
  expect(requests.map(({ token }) => token)).toEqual(['old', null]);
  expect(useBasket.getState().ended['7']?.seats).toEqual([seat(1)]);
});

test('holding seats returns any other error', async () => {
  respondWith(problem(403, 'SALES_NOT_OPEN'));
  expect(await holdSeats(7, 'KRW', [seat(1)])).toMatchObject({
    kind: 'failed',
    error: { code: 'SALES_NOT_OPEN' },
  });
});

test('synchronising a hold takes over the server’s state', async () => {
  keepHold(reservation([1, 2], 'mine'), { seats: [seat(1), seat(2)], currency: 'KRW', by: 'anonymous' });
  respondWith(Response.json(reservation([2], 'mine')));
  const hold = holdOf(7);
  if (hold !== null) await syncHold(hold);
  expect(holdOf(7)?.seats).toEqual([seat(2)]);
});

test('synchronising a hold ends the hold only when the server no longer knows it', async () => {
  keepHold(reservation([1], 'mine'), { seats: [seat(1)], currency: 'KRW', by: 'anonymous' });
  const hold = holdOf(7);
  if (hold === null) throw new Error('no hold');
  respondWith(problem(503, 'UNAVAILABLE'), problem(410, 'RESERVATION_EXPIRED'));
  await expect(syncHold(hold)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(holdOf(7)).not.toBeNull();
  await syncHold(hold);
  expect(holdOf(7)).toBeNull();
});

test('holding other seats in place of a hold releases it only when they are held', async () => {
  keepHold(reservation([1], 'old'), { seats: [seat(1)], currency: 'KRW', by: 'anonymous' });
  const hold = holdOf(7);
  if (hold === null) throw new Error('no hold');
  respondWith(problem(409, 'RESERVATION_CONFLICT', { conflicts: [5] }));
  expect(await holdInstead(hold, [seat(5)])).toEqual({ kind: 'conflict', taken: [5] });
  expect(holdOf(7)?.token).toBe('old');
  expect(requests).toHaveLength(1);

  respondWith(Response.json(reservation([6], 'new'), { status: 201 }), new Response(null, { status: 204 }));
  expect(await holdInstead(hold, [seat(6)])).toEqual({ kind: 'held' });
  expect(requests).toEqual([
    { token: null, body: { eventId: 7, seatIds: [6] } },
    { token: 'old', body: null },
  ]);
  expect(holdOf(7)).toMatchObject({ token: 'new', seats: [seat(6)] });
});

test('holding other seats succeeds even if the former hold can’t be released', async () => {
  keepHold(reservation([1], 'old'), { seats: [seat(1)], currency: 'KRW', by: 'anonymous' });
  const hold = holdOf(7);
  if (hold === null) throw new Error('no hold');
  respondWith(Response.json(reservation([6], 'new'), { status: 201 }), Response.error());
  expect(await holdInstead(hold, [seat(6)])).toEqual({ kind: 'held' });
});

test('a hold of an account whose login has ended is kept, and isn’t added to', async () => {
  keepHold(reservation([1], 'mine'), { seats: [seat(1)], currency: 'KRW', by: 'account' });
  const hold = holdOf(7);
  if (hold === null) throw new Error('no hold');
  const nobody = { login: true, account: null, guest: false, scopes: ['hold', 'order'], csrfToken: null };
  respondWith(problem(410, 'RESERVATION_EXPIRED'), Response.json(nobody));
  await syncHold(hold);
  expect(holdOf(7)?.token).toBe('mine');

  respondWith(Response.json(reservation([2], 'new'), { status: 201 }));
  expect(await holdSeats(7, 'KRW', [seat(2)])).toEqual({ kind: 'held' });
  expect(requests).toEqual([{ token: null, body: { eventId: 7, seatIds: [2] } }]);
  expect(holdOf(7)).toMatchObject({ token: 'new', by: 'anonymous' });
});

test('a hold that was made anonymously is used without the cookies of a guest that came later', async () => {
  keepHold(reservation([1], 'mine'), { seats: [seat(1)], currency: 'KRW', by: 'anonymous' });
  const hold = holdOf(7);
  if (hold === null) throw new Error('no hold');
  const credentials: string[] = [];
  vi.stubGlobal('fetch', (request: Request) => {
    credentials.push(request.credentials);
    return Promise.resolve(Response.json(reservation([1], 'mine')));
  });
  await syncHold(hold);
  expect(credentials).toEqual(['omit']);
});
