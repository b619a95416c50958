import { beforeEach, expect, test } from 'vitest';
import {
  allAttempts,
  attemptOf,
  beginAttempt,
  endAttempt,
  markPlaced,
  markRefused,
  markSending,
} from './attempts';

const KEY = 'holdfast.attempts.1';
const held = {
  eventId: 7,
  token: 'token',
  by: 'anonymous' as const,
  seats: [{ id: 1, label: 'A-1', section: 'Floor', price: 500 }],
  currency: 'KRW',
};

/** The attempts that another tab, or this page after a reload, would read. */
const stored = () =>
  JSON.parse(localStorage.getItem(KEY) ?? '{}') as Record<string, { key: string; phase: string }>;

beforeEach(() => {
  for (const { key } of allAttempts()) endAttempt(key);
  localStorage.clear();
});

test('an attempt to buy keeps its key when it is begun again', () => {
  const { key } = beginAttempt(held);
  expect(key).toMatch(/^[0-9a-f]{32}$/);
  expect(beginAttempt(held).key).toBe(key);
  expect(stored()[key]?.phase).toBe('ready');
});

test('an attempt to buy takes the seats that the hold has when it is sent', () => {
  const { key } = beginAttempt(held);
  const more = { ...held, seats: [...held.seats, { id: 2, label: 'A-2', section: 'Floor', price: 500 }] };
  expect(beginAttempt(more)).toMatchObject({ key, seats: more.seats });
});

test('an attempt to buy has a different key for each hold', () => {
  const { key } = beginAttempt(held);
  expect(beginAttempt({ ...held, token: 'other' }).key).not.toBe(key);
});

test('an attempt to buy doesn’t change once it is sent, even if the hold does', () => {
  const sent = markSending(beginAttempt(held), 'sim_decline');
  expect(beginAttempt({ ...held, seats: [] })).toEqual(sent);
  const placed = markPlaced(sent, 'order-1');
  expect(beginAttempt(held)).toEqual(placed);
  expect(stored()[sent.key]?.phase).toBe('placed');
});

test('an attempt to buy doesn’t stand in the way of another hold of the same event', () => {
  const first = markPlaced(markSending(beginAttempt(held), 'sim_approve'), 'order-1');
  const second = beginAttempt({ ...held, token: 'other' });
  expect(second).toMatchObject({ phase: 'ready', holdToken: 'other' });
  expect(allAttempts()).toEqual([first, second]);
});

test('an attempt to buy that was never sent is dropped with its hold', () => {
  beginAttempt(held);
  const second = beginAttempt({ ...held, token: 'other' });
  expect(allAttempts()).toEqual([second]);
});

test('an attempt to buy may be changed after a refusal, with the same key', () => {
  const { key } = markRefused(markSending(beginAttempt(held), 'sim_decline'));
  expect(beginAttempt(held)).toMatchObject({ key, phase: 'ready', paymentMethod: null });
});

test('an attempt to buy is removed when its order has ended, and the next one has another key', () => {
  const { key } = markPlaced(markSending(beginAttempt(held), 'sim_approve'), 'order-1');
  endAttempt('some other key');
  expect(attemptOf(key)?.phase).toBe('placed');
  endAttempt(key);
  expect(attemptOf(key)).toBeNull();
  expect(beginAttempt(held).key).not.toBe(key);
});

test('an attempt to buy takes over an attempt that another tab has just begun', () => {
  const foreign = { ...markSending(beginAttempt(held), 'sim_approve'), key: 'foreign' };
  // Stored as by an earlier version of this page: by event.
  localStorage.setItem(KEY, JSON.stringify({ 7: foreign }));
  expect(beginAttempt(held).key).toBe('foreign');
});

test('an attempt to buy is dropped when its stored form is broken', () => {
  localStorage.setItem(KEY, JSON.stringify({ 7: { key: 5 }, 8: 'nonsense' }));
  window.dispatchEvent(new StorageEvent('storage', { key: KEY }));
  expect(allAttempts()).toEqual([]);
});
