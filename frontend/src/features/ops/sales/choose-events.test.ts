import { expect, test } from 'vitest';
import type { EventStatus, EventView } from '@/shared/api/types';
import { chooseEvents } from './choose-events';

function event(id: number, status: EventStatus, title = `Event ${id}`): EventView {
  const startsAt = '2027-01-01T00:00:00Z';
  return {
    id,
    title,
    venue: 'Hall',
    startsAt,
    timeZone: 'UTC',
    salesOpenAt: startsAt,
    salesCloseAt: startsAt,
    status,
    currency: 'KRW',
    priceFrom: 1,
    seatsTotal: 10,
    seatsAvailable: 5,
  };
}

const all = [event(1, 'ON_SALE'), event(2, 'CLOSED'), event(3, 'SCHEDULED', '불꽃'), event(41, 'ON_SALE')];
const ids = (events: readonly EventView[]) => events.map(({ id }) => id);

test('the dashboard’s events begin with the newest event on sale', () => {
  expect(ids(chooseEvents(all, 'all', ''))).toEqual([41, 1, 3, 2]);
  expect(ids(chooseEvents(all, 'open', ''))).toEqual([41, 1, 3]);
});

test('the dashboard’s events are found by words, or by their full id', () => {
  expect(ids(chooseEvents(all, 'all', ' 불꽃'))).toEqual([3]);
  expect(ids(chooseEvents(all, 'all', 'hall'))).toHaveLength(4);
  expect(ids(chooseEvents(all, 'all', '41'))).toEqual([41]);
});
