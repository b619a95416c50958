import { beforeEach, expect, test } from 'vitest';
import type { Reservation } from '@/shared/api/types';
import type { SeatInfo } from '@/shared/lib/seat';
import {
  dismissEnded,
  dropHold,
  dropSeat,
  endHold,
  followOtherTabs,
  holdOf,
  keepHold,
  useBasket,
  type BasketState,
} from './store';

const KEY = 'holdfast.basket.1';
const seat = (id: number): SeatInfo => ({ id, label: `A-${id}`, section: 'Floor', price: 500 });

function reservation(seatIds: number[], holdToken = 'token'): Reservation {
  const expiresAt = '2026-11-22T20:00:00.000Z';
  return { holdToken, eventId: 7, seatIds, holdSeconds: 120, expiresAt, expiresInSeconds: 120 };
}

/** The basket of a page that reads `text` from storage. */
function afterReload(text: string): BasketState {
  useBasket.setState({ holds: {}, ended: {} }, true);
  const stop = followOtherTabs();
  localStorage.setItem(KEY, text);
  window.dispatchEvent(new StorageEvent('storage', { key: KEY }));
  stop();
  return useBasket.getState();
}

beforeEach(() => {
  localStorage.clear();
  useBasket.setState({ holds: {}, ended: {} }, true);
});

test('the basket stores the server’s hold with the seat names that are known', () => {
  keepHold(reservation([1, 2]), { seats: [seat(1), seat(2)], currency: 'KRW', by: 'anonymous' });
  expect(holdOf(7)).toEqual({
    eventId: 7,
    token: 'token',
    by: 'anonymous',
    seats: [seat(1), seat(2)],
    currency: 'KRW',
    expiresAt: Date.parse('2026-11-22T20:00:00.000Z'),
  });
  keepHold(reservation([1, 2, 3]), { seats: [seat(3)], currency: 'KRW', by: 'anonymous' });
  expect(holdOf(7)?.seats.map(({ label }) => label)).toEqual(['A-1', 'A-2', 'A-3']);
});

test('the basket survives a reload', () => {
  keepHold(reservation([1]), { seats: [seat(1)], currency: 'KRW', by: 'anonymous' });
  const before = useBasket.getState();
  expect(afterReload(localStorage.getItem(KEY) ?? '')).toEqual(before);
  expect(before.holds['7']?.token).toBe('token');
});

test('the basket follows another tab', () => {
  const stop = followOtherTabs();
  keepHold(reservation([1]), { seats: [seat(1)], currency: 'KRW', by: 'anonymous' });
  const foreign = localStorage.getItem(KEY) ?? '';
  dropHold(7);
  localStorage.setItem(KEY, foreign);
  window.dispatchEvent(new StorageEvent('storage', { key: KEY }));
  expect(holdOf(7)?.token).toBe('token');
  localStorage.clear();
  window.dispatchEvent(new StorageEvent('storage', { key: null }));
  expect(holdOf(7)).toBeNull();
  stop();
});

test('the basket drops a single seat, and the hold with its last seat', () => {
  keepHold(reservation([1, 2]), { seats: [seat(1), seat(2)], currency: 'KRW', by: 'anonymous' });
  dropSeat(7, 1);
  expect(holdOf(7)?.seats).toEqual([seat(2)]);
  dropSeat(7, 2);
  expect(holdOf(7)).toBeNull();
  dropSeat(7, 2);
});

test('the basket remembers that a hold has ended until that is dismissed or replaced by a new hold', () => {
  keepHold(reservation([1]), { seats: [seat(1)], currency: 'KRW', by: 'anonymous' });
  endHold(7, 'token');
  expect(holdOf(7)).toBeNull();
  expect(useBasket.getState().ended['7']?.seats).toEqual([seat(1)]);
  dismissEnded(7);
  expect(useBasket.getState().ended).toEqual({});

  keepHold(reservation([1]), { seats: [seat(1)], currency: 'KRW', by: 'anonymous' });
  endHold(7, 'token');
  keepHold(reservation([2], 'other'), { seats: [seat(2)], currency: 'KRW', by: 'anonymous' });
  expect(useBasket.getState().ended).toEqual({});
});

test('the basket doesn’t end a newer hold', () => {
  keepHold(reservation([2], 'newer'), { seats: [seat(2)], currency: 'KRW', by: 'anonymous' });
  endHold(7, 'token');
  expect(holdOf(7)?.token).toBe('newer');
});

test('the basket doesn’t remember a hold that was released or ordered as ended', () => {
  keepHold(reservation([1]), { seats: [seat(1)], currency: 'KRW', by: 'anonymous' });
  dropHold(7);
  expect(useBasket.getState()).toEqual({ holds: {}, ended: {} });
});

test('the basket drops stored entries that are broken, and keeps the others', () => {
  const good = { eventId: 7, token: 't', by: 'guest', seats: [seat(1)], currency: 'KRW', expiresAt: 5 };
  const broken = {
    holds: { 7: good, 8: { token: 5 }, 9: null },
    ended: { 1: { seats: [{}], currency: 'KRW' } },
  };
  expect(afterReload(JSON.stringify(broken))).toEqual({ holds: { 7: good }, ended: {} });
  const empty = { holds: {}, ended: {} };
  expect(afterReload('"nonsense"')).toEqual(empty);
  expect(afterReload('{')).toEqual(empty);
  expect(afterReload(JSON.stringify({ holds: 3, ended: [] }))).toEqual(empty);
});

test('the basket takes a hold of an earlier release for an anonymous one', () => {
  const old = { eventId: 7, token: 't', seats: [seat(1)], currency: 'KRW', expiresAt: 5 };
  expect(afterReload(JSON.stringify({ holds: { 7: old }, ended: {} })).holds['7']?.by).toBe('anonymous');
});
