import { beforeEach, expect, test, vi } from 'vitest';
import { allAttempts, attemptOf, beginAttempt, endAttempt, markSending, type Attempt } from './attempts';
import { place } from './place';

const order = { orderId: 'order-1', status: 'PENDING' };
const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  Response.json({ code, status, traceId: 'trace' }, { status, headers });

let requests: { key: string | null; body: unknown }[];

function respondWith(...responses: (Response | Error)[]): void {
  requests = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    requests.push({ key: request.headers.get('idempotency-key'), body: await request.clone().json() });
    const response = responses.shift() ?? new TypeError('no more responses');
    if (response instanceof Error) throw response;
    return response;
  });
}

function sent(): Attempt {
  const seats = [{ id: 1, label: 'A-1', section: 'Floor', price: 500 }];
  return markSending(
    beginAttempt({ eventId: 7, token: 'token', by: 'anonymous', seats, currency: 'KRW' }),
    'sim_approve',
  );
}

const options = () => ({ signal: new AbortController().signal, onUnknown: vi.fn() });

beforeEach(() => {
  for (const { key } of allAttempts()) endAttempt(key);
  localStorage.clear();
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

test('placing an order stores the order id as soon as it is known', async () => {
  respondWith(Response.json(order, { status: 202 }));
  const attempt = sent();
  expect(await place(attempt, options())).toEqual(order);
  expect(attemptOf(attempt.key)).toMatchObject({ phase: 'placed', orderId: 'order-1' });
});

test('placing an order repeats the identical request while the outcome is unknown', async () => {
  respondWith(new TypeError('offline'), problem(503, 'UNAVAILABLE'), Response.json(order, { status: 202 }));
  const attempt = sent();
  const { signal, onUnknown } = options();
  await place(attempt, { signal, onUnknown });
  expect(onUnknown).toHaveBeenCalledTimes(2);
  expect(requests).toHaveLength(3);
  for (const request of requests) {
    expect(request).toEqual({
      key: attempt.key,
      body: { eventId: 7, seatIds: [1], paymentMethod: 'sim_approve' },
    });
  }
});

test('placing an order sends one request for a double click', async () => {
  respondWith(Response.json(order, { status: 202 }));
  const attempt = sent();
  await Promise.all([place(attempt, options()), place(attempt, options())]);
  expect(requests).toHaveLength(1);
});

test('placing an order throws a refusal and leaves the attempt open to change, with the same key', async () => {
  respondWith(problem(410, 'RESERVATION_EXPIRED'));
  const attempt = sent();
  await expect(place(attempt, options())).rejects.toMatchObject({ code: 'RESERVATION_EXPIRED' });
  expect(attemptOf(attempt.key)).toMatchObject({ phase: 'ready' });
});

test('placing an order stops repeating when the page is left, and leaves the attempt in the phase “sending”', async () => {
  respondWith(problem(503, 'UNAVAILABLE'));
  const abort = new AbortController();
  const attempt = sent();
  const placing = place(attempt, {
    signal: abort.signal,
    onUnknown: () => {
      abort.abort();
    },
  });
  await expect(placing).rejects.toThrow('given up');
  expect(attemptOf(attempt.key)?.phase).toBe('sending');
});

test('placing an order throws a rate limit, and doesn’t repeat the request by itself', async () => {
  respondWith(problem(429, 'TOO_MANY_REQUESTS', { 'retry-after': '7' }));
  const attempt = sent();
  await expect(place(attempt, options())).rejects.toMatchObject({
    code: 'TOO_MANY_REQUESTS',
    retryAfterMs: 7000,
  });
  expect(requests).toHaveLength(1);
  expect(attemptOf(attempt.key)?.phase).toBe('ready');
});

test('placing an order waits out a rate limit when an earlier request may have arrived', async () => {
  respondWith(
    new TypeError('offline'),
    problem(429, 'TOO_MANY_REQUESTS', { 'retry-after': '0' }),
    Response.json(order, { status: 202 }),
  );
  const attempt = sent();
  expect(await place(attempt, options())).toEqual(order);
  expect(requests).toHaveLength(3);
});

test('placing an order leaves open what became of it when the login ends after an unknown outcome', async () => {
  respondWith(new TypeError('offline'), problem(401, 'UNAUTHORIZED'));
  const attempt = sent();
  await expect(place(attempt, options())).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  expect(attemptOf(attempt.key)?.phase).toBe('sending');
});

test('placing an order that the API refuses for want of a login leaves the attempt open, with its key', async () => {
  respondWith(problem(401, 'UNAUTHORIZED'));
  const attempt = sent();
  await expect(place(attempt, options())).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  expect(attemptOf(attempt.key)?.phase).toBe('ready');
});
