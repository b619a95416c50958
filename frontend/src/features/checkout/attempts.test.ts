import { beforeEach, describe, expect, it } from 'vitest';
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
  seats: [{ id: 1, label: 'A-1', section: 'Floor', price: 500 }],
  currency: 'KRW',
};

/** What another tab, or the page after a reload, would find. */
const stored = () =>
  JSON.parse(localStorage.getItem(KEY) ?? '{}') as Record<string, { key: string; phase: string }>;

beforeEach(() => {
  for (const { eventId, key } of allAttempts()) endAttempt(eventId, key);
  localStorage.clear();
});

describe('an attempt to buy', () => {
  it('has one key, however often it is begun', () => {
    const { key } = beginAttempt(held);
    expect(key).toMatch(/^[0-9a-f]{32}$/);
    expect(beginAttempt(held).key).toBe(key);
    expect(stored()['7']?.key).toBe(key);
  });

  it('has the seats that the hold has when it is sent', () => {
    const { key } = beginAttempt(held);
    const more = { ...held, seats: [...held.seats, { id: 2, label: 'A-2', section: 'Floor', price: 500 }] };
    expect(beginAttempt(more)).toMatchObject({ key, seats: more.seats });
  });

  it('has a key of its own for each hold', () => {
    const { key } = beginAttempt(held);
    expect(beginAttempt({ ...held, token: 'other' }).key).not.toBe(key);
  });

  it('doesn’t change once it is sent, whatever happens to the hold', () => {
    const sent = markSending(beginAttempt(held), 'sim_decline');
    expect(beginAttempt({ ...held, token: 'other', seats: [] })).toEqual(sent);
    const placed = markPlaced(sent, 'order-1');
    expect(beginAttempt({ ...held, token: 'other' })).toEqual(placed);
    expect(stored()['7']?.phase).toBe('placed');
  });

  it('may be changed after a refusal, under the same key', () => {
    const { key } = markRefused(markSending(beginAttempt(held), 'sim_decline'));
    expect(beginAttempt(held)).toMatchObject({ key, phase: 'ready', paymentMethod: null });
  });

  it('is over when its order has ended, and the next one has another key', () => {
    const { key } = markPlaced(markSending(beginAttempt(held), 'sim_approve'), 'order-1');
    endAttempt(7, 'some other key');
    expect(attemptOf(7)?.key).toBe(key);
    endAttempt(7, key);
    expect(attemptOf(7)).toBeNull();
    expect(beginAttempt(held).key).not.toBe(key);
  });

  it('takes up what another tab has begun a moment ago', () => {
    const foreign = { ...markSending(beginAttempt(held), 'sim_approve'), key: 'foreign' };
    localStorage.setItem(KEY, JSON.stringify({ 7: foreign }));
    expect(beginAttempt(held).key).toBe('foreign');
  });

  it('drops what it can’t read', () => {
    localStorage.setItem(KEY, JSON.stringify({ 7: { key: 5 }, 8: 'nonsense' }));
    window.dispatchEvent(new StorageEvent('storage', { key: KEY }));
    expect(allAttempts()).toEqual([]);
  });
});
