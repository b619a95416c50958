import { beforeEach, expect, test, vi } from 'vitest';
import { observeTracing } from '@/shared/api/tracing';
import type { Order } from '@/shared/api/types';
import { allAttempts, beginAttempt, endAttempt, markSending, type Attempt } from './attempts';
import { finish, place } from './place';

const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/;
const EXPORTED = { traceresponse: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
const CONFIRMED = { orderId: 'order-1', status: 'CONFIRMED' } as Order;

interface Sent {
  path: string;
  traceparent: string | null;
  body: unknown;
}
let requests: Sent[];

function respondWith(...responses: (Response | Error)[]): void {
  requests = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    const traceparent = request.headers.get('traceparent');
    requests.push({ path: new URL(request.url).pathname, traceparent, body: await request.clone().json() });
    const response = responses.shift() ?? new TypeError('no more responses');
    if (response instanceof Error) throw response;
    return response;
  });
}

const accepted = () =>
  Response.json({ orderId: 'order-1', status: 'PENDING' }, { status: 202, headers: EXPORTED });
const taken = () => new Response(null, { status: 204, headers: EXPORTED });

function sent(): Attempt {
  const seats = [{ id: 1, label: 'A-1', section: 'Floor', price: 500 }];
  const held = { eventId: 7, token: 'token', by: 'anonymous' as const, seats, currency: 'KRW' };
  return markSending(beginAttempt(held), null);
}

const options = () => ({ signal: new AbortController().signal, onUnknown: vi.fn() });

beforeEach(() => {
  for (const { key } of allAttempts()) endAttempt(key);
  localStorage.clear();
  vi.spyOn(Math, 'random').mockReturnValue(0);
  observeTracing(EXPORTED.traceresponse);
});

test('an order’s trace begins in the browser, and its first span is reported once when the order has ended', async () => {
  respondWith(accepted(), taken());
  const attempt = sent();
  await place(attempt, options());
  finish(attempt.key, CONFIRMED);
  finish(attempt.key, CONFIRMED);
  await vi.waitFor(() => {
    expect(requests).toHaveLength(2);
  });
  const [order, report] = requests;
  expect(order?.traceparent).toMatch(TRACEPARENT);
  expect(report).toMatchObject({
    path: '/api/spans',
    traceparent: null,
    body: { traceparent: order?.traceparent, orderId: 'order-1', status: 'CONFIRMED' },
  });
});

test('a repeated order stays in its trace', async () => {
  respondWith(new TypeError('offline'), accepted());
  await place(sent(), options());
  expect(requests).toHaveLength(2);
  expect(requests[0]?.traceparent).toMatch(TRACEPARENT);
  expect(requests[1]?.traceparent).toBe(requests[0]?.traceparent);
});

test('a refusal ends the trace, and the next click begins another', async () => {
  const problem = { code: 'RESERVATION_EXPIRED', status: 410, traceId: 'trace' };
  const refusal = Response.json(problem, { status: 410, headers: EXPORTED });
  respondWith(refusal, taken(), accepted());
  await expect(place(sent(), options())).rejects.toMatchObject({ code: 'RESERVATION_EXPIRED' });
  await vi.waitFor(() => {
    expect(requests).toHaveLength(2);
  });
  const { body } = requests[1] ?? {};
  expect(body).toMatchObject({ traceparent: requests[0]?.traceparent });
  expect(body).not.toHaveProperty('status');
  await place(sent(), options());
  expect(requests[2]?.traceparent).toMatch(TRACEPARENT);
  expect(requests[2]?.traceparent).not.toBe(requests[0]?.traceparent);
});

test('nothing is traced and reported for an API that doesn’t export its traces', async () => {
  observeTracing(null);
  respondWith(Response.json({ orderId: 'order-1', status: 'PENDING' }, { status: 202 }));
  const attempt = sent();
  await place(attempt, options());
  finish(attempt.key, CONFIRMED);
  expect(allAttempts()).toEqual([]);
  expect(requests.map(({ path, traceparent }) => [path, traceparent])).toEqual([['/api/orders', null]]);
});

test('a buyer who comes back after an hour has not waited for the order', async () => {
  respondWith(accepted());
  const attempt = sent();
  await place(attempt, options());
  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 2 * 3_600_000);
  finish(attempt.key, CONFIRMED);
  expect(requests).toHaveLength(1);
});
