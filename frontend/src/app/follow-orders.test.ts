import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { allAttempts, beginAttempt, endAttempt } from '@/features/checkout';
import { markPlaced, markSending } from '@/features/checkout/attempts';
import { newQueryClient } from '@/shared/api/queries';
import { followOrders, type OnEnded } from './follow-orders';

const held = {
  eventId: 7,
  token: 'token',
  by: 'anonymous' as const,
  seats: [{ id: 1, label: 'A-1', section: 'Floor', price: 500 }],
  currency: 'KRW',
};

let responses: Response[];
let requests: number;
let stop: () => void;
const onEnded = vi.fn<OnEnded>();

const order = (status: string) => () => Response.json({ orderId: 'order-1', eventId: 7, status });
const pending = order('PENDING');
const confirmed = order('CONFIRMED');
/** Advances the fake timers and runs pending promises. */
const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);

function placed() {
  return markPlaced(markSending(beginAttempt(held), null), 'order-1');
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0);
  for (const { key } of allAttempts()) endAttempt(key);
  responses = [];
  requests = 0;
  onEnded.mockReset();
  vi.stubGlobal('fetch', () => {
    requests += 1;
    return Promise.resolve(responses.shift() ?? pending());
  });
  stop = () => undefined;
});

afterEach(() => {
  stop();
  vi.useRealTimers();
});

test('an order is followed to its end on any page, and then its attempt is over', async () => {
  const attempt = placed();
  responses = [pending(), confirmed()];
  stop = followOrders(newQueryClient(), onEnded);
  await after(1000);
  expect(allAttempts()).toEqual([attempt]);
  await after(2000);
  expect(allAttempts()).toEqual([]);
  expect(onEnded).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ status: 'CONFIRMED' }), attempt);
  await after(60_000);
  expect(requests).toBe(2);
});

test('an order that is placed later is followed too', async () => {
  stop = followOrders(newQueryClient(), onEnded);
  responses = [confirmed()];
  placed();
  await after(1000);
  expect(allAttempts()).toEqual([]);
});

test('an order that is still waiting is polled every five seconds', async () => {
  placed();
  stop = followOrders(newQueryClient(), onEnded);
  await after(66_000);
  expect(requests).toBe(15);
});

test('an order is followed through errors, and given up only when it doesn’t exist', async () => {
  placed();
  const problem = (status: number, code: string) =>
    Response.json({ code, status, traceId: 'trace' }, { status });
  responses = [problem(503, 'UNAVAILABLE'), problem(404, 'ORDER_NOT_FOUND')];
  stop = followOrders(newQueryClient(), onEnded);
  await after(5000);
  expect(requests).toBe(2);
  expect(allAttempts()).toEqual([]);
  expect(onEnded).not.toHaveBeenCalled();
});

test('an order whose end another part of the page has seen is not reported again', async () => {
  const { key } = placed();
  responses = [confirmed()];
  stop = followOrders(newQueryClient(), onEnded);
  endAttempt(key);
  await after(10_000);
  expect(onEnded).not.toHaveBeenCalled();
});
