/** The saga's states as the dashboard shows them, and the totals of an event's sales. */
import type { OrderState, Sales } from '@/shared/api/types';
import { known, ORDER_STATES } from '@/shared/api/vocabulary';
import type { Tone } from '@/shared/ui/badge';

const TONES: Record<OrderState, Tone> = {
  PENDING: 'warn',
  SOLD: 'good',
  CONFIRMED: 'good',
  REFUNDING: 'warn',
  REFUNDED: 'neutral',
  CANCELLING: 'warn',
  CANCELLED: 'neutral',
};

export function stateTone(text: string): Tone {
  const state = known(ORDER_STATES, text);
  return state === null ? 'neutral' : TONES[state];
}

/** Sorts entries in the order in which an order passes through the states; unknown states come last. */
export function inOrder<Entry extends { readonly state: string }>(entries: readonly Entry[]): Entry[] {
  const place = ({ state }: Entry) => {
    const word = known(ORDER_STATES, state);
    return word === null ? ORDER_STATES.length : ORDER_STATES.indexOf(word);
  };
  return [...entries].sort((a, b) => place(a) - place(b));
}

export function freeOf({ seatsTotal, seatsHeld, seatsSold }: Sales): number {
  return seatsTotal - seatsHeld - seatsSold;
}

/** From SOLD on the seats stay sold, so the amount counts even if the capture is still pending. */
export function revenueOf(sales: Sales): number {
  return amountOf(sales, ['SOLD', 'CONFIRMED']);
}

export function amountOf(sales: Sales, states: readonly OrderState[]): number {
  return sales.orders.reduce(
    (total, { state, amount }) => (states.some((wanted) => wanted === state) ? total + amount : total),
    0,
  );
}
