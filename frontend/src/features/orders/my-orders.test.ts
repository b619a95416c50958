import { beforeEach, expect, test, vi } from 'vitest';
import type { EventView } from '@/shared/api/types';

const KEY = 'holdfast.orders.1';
const ORDER = { orderId: 'one', eventId: 7, seats: [], currency: 'KRW', heldAgain: true };
const EVENT = {
  id: 7,
  title: 'Late Set',
  venue: 'Blue Lantern',
  startsAt: '2030-06-10T10:00:00Z',
  timeZone: 'Asia/Seoul',
} as EventView;

beforeEach(() => {
  localStorage.clear();
  vi.resetModules();
});

const stored = () => JSON.parse(localStorage.getItem(KEY) ?? '[]') as { event: unknown }[];

test('the orders of an earlier release get their event once it is known, and others don’t', async () => {
  localStorage.setItem(KEY, JSON.stringify([ORDER, { ...ORDER, orderId: 'two', eventId: 8 }]));
  const { rememberEvent } = await import('./my-orders');
  rememberEvent(EVENT);
  expect(stored().map(({ event }) => event)).toEqual([
    { title: 'Late Set', venue: 'Blue Lantern', startsAt: '2030-06-10T10:00:00Z', timeZone: 'Asia/Seoul' },
    null,
  ]);
});

test('an order whose stored event is broken is kept, without the event', async () => {
  const event = { title: 'Late Set', venue: 'Blue Lantern', startsAt: 'tomorrow', timeZone: 'Asia/Seoul' };
  localStorage.setItem(KEY, JSON.stringify([{ ...ORDER, event }]));
  const { rememberEvent } = await import('./my-orders');
  rememberEvent({ ...EVENT, title: 'Early Set' });
  expect(stored()).toMatchObject([{ orderId: 'one', event: { title: 'Early Set' } }]);
});

test('orders of the account are forgotten with its logout, and others stay', async () => {
  localStorage.setItem(
    KEY,
    JSON.stringify([ORDER, { ...ORDER, orderId: 'two' }, { ...ORDER, orderId: 'three' }]),
  );
  const { forgetAccountOrders, markInAccount } = await import('./my-orders');
  markInAccount(['two', 'unknown']);
  expect(stored()).toMatchObject([{ by: 'anonymous' }, { by: 'account' }, { by: 'anonymous' }]);
  forgetAccountOrders();
  expect(stored()).toMatchObject([{ orderId: 'one' }, { orderId: 'three' }]);
});
