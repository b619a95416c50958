import { screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { show } from '@/shared/testing/show';
import { useOrder } from './use-order';

const ORDER = {
  orderId: 'one',
  eventId: 7,
  status: 'PENDING',
  paymentStatus: 'PENDING',
  seatIds: [1],
  amount: 1000,
  currency: 'KRW',
  createdAt: '2030-05-02T09:00:00Z',
  updatedAt: '2030-05-02T09:00:00Z',
};

const ENDED = { ...ORDER, orderId: 'ended', status: 'CANCELLED', reason: 'PAYMENT_DECLINED' };

function Shown({ id = 'one' }) {
  return <p>{useOrder(id).updates}</p>;
}

/** The API's order, and a stream that sends `text`; it is blocked while there is none. */
function serve(text: () => string | null): void {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  vi.stubGlobal('fetch', (request: Request | string) => {
    if (request instanceof Request)
      return Promise.resolve(Response.json(request.url.endsWith('/ended') ? ENDED : ORDER));
    const sent = text();
    if (sent === null) return Promise.reject(new TypeError('blocked'));
    const body = new ReadableStream({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode(sent));
      },
    });
    return Promise.resolve(new Response(body));
  });
}

test('an order is no longer said to be polled once its stream gets through again', async () => {
  let blocked = true;
  serve(() => (blocked ? null : `event: STATUS\ndata: ${JSON.stringify(ORDER)}\n\n`));
  await show(<Shown />);
  expect(await screen.findByText('polling', {}, { timeout: 6000 })).toBeDefined();
  blocked = false;
  expect(await screen.findByText('live', {}, { timeout: 15_000 })).toBeDefined();
}, 25_000);

test('an order that has ended isn’t said to be polled because another one was', async () => {
  serve(() => null);
  const replace = await show(<Shown />);
  expect(await screen.findByText('polling', {}, { timeout: 6000 })).toBeDefined();
  replace(<Shown id="ended" />);
  expect(await screen.findByText('live', {}, { timeout: 3000 })).toBeDefined();
}, 10_000);

test('an order is polled while its stream sends what isn’t an order', async () => {
  serve(() => 'event: STATUS\ndata: {"status":"CONFIRMED"}\n\n');
  await show(<Shown />);
  expect(await screen.findByText('polling', {}, { timeout: 6000 })).toBeDefined();
}, 10_000);
