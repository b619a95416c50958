import { expect, test } from 'vitest';
import type { OrderState, Sales } from '@/shared/api/types';
import { freeOf, inOrder, revenueOf, stateTone } from './states';

const sales: Sales = {
  eventId: 1,
  currency: 'KRW',
  seatsTotal: 100,
  seatsHeld: 7,
  seatsSold: 13,
  sections: [],
  orders: [
    { state: 'CANCELLED', orders: 4, amount: 400 },
    { state: 'CONFIRMED', orders: 3, amount: 300 },
    { state: 'ARCHIVED' as OrderState, orders: 1, amount: 100 },
    { state: 'PENDING', orders: 1, amount: 100 },
    { state: 'SOLD', orders: 2, amount: 200 },
  ],
};

test('the sales of an event count sold orders as revenue, before and after the capture', () => {
  expect(revenueOf(sales)).toBe(500);
});

test('the sales of an event leave the remaining seats free', () => {
  expect(freeOf(sales)).toBe(80);
});

test('states are sorted in the order in which an order passes through them, unknown ones last', () => {
  expect(inOrder(sales.orders).map(({ state }) => state)).toEqual([
    'PENDING',
    'SOLD',
    'CONFIRMED',
    'CANCELLED',
    'ARCHIVED',
  ]);
  expect(stateTone('ARCHIVED')).toBe('neutral');
});
