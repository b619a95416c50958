/** The saga's states and an order's ends: plain strings of the API as what the desk tells apart. */
import type { Sales } from '@/shared/api/types';
import type { Tone } from '@/shared/ui/badge';

/** In the order of an order's life. */
export const STATES = [
  'PENDING',
  'SOLD',
  'CONFIRMED',
  'REFUNDING',
  'REFUNDED',
  'CANCELLING',
  'CANCELLED',
] as const;
export type State = (typeof STATES)[number];

/** What the public sees of them; orders are looked up by these. */
export const ORDER_STATUSES = ['PENDING', 'CONFIRMED', 'CANCELLED', 'REFUNDED'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

const REASONS = [
  'HOLD_EXPIRED',
  'HOLD_MISMATCH',
  'PAYMENT_DECLINED',
  'PAYMENT_TIMEOUT',
  'PAYMENT_FAILED',
  'SEAT_LOST',
  'CUSTOMER_CANCELLED',
  'OPERATOR_CANCELLED',
  'OPERATOR_TERMINATED',
] as const;
export type Reason = (typeof REASONS)[number];

const PAYMENTS = ['NONE', 'AUTHORIZED', 'PENDING', 'DECLINED', 'CAPTURED', 'VOIDED', 'REFUNDED'] as const;
export type PaymentStatus = (typeof PAYMENTS)[number];

/** Null is what came after this page was written; it is shown as the API names it. */
export function knownState(text: string): State | null {
  return STATES.find((known) => known === text) ?? null;
}

export function knownReason(text: string): Reason | null {
  return REASONS.find((known) => known === text) ?? null;
}

export function knownPayment(text: string): PaymentStatus | null {
  return PAYMENTS.find((known) => known === text) ?? null;
}

const TONES: Record<State, Tone> = {
  PENDING: 'warn',
  SOLD: 'good',
  CONFIRMED: 'good',
  REFUNDING: 'warn',
  REFUNDED: 'neutral',
  CANCELLING: 'warn',
  CANCELLED: 'neutral',
};

export function stateTone(text: string): Tone {
  const state = knownState(text);
  return state === null ? 'neutral' : TONES[state];
}

/** In the order of an order's life, whatever order the API has; what isn't known comes last. */
export function inOrder<Entry extends { readonly state: string }>(entries: readonly Entry[]): Entry[] {
  const place = ({ state }: Entry) => {
    const known = knownState(state);
    return known === null ? STATES.length : STATES.indexOf(known);
  };
  return [...entries].sort((a, b) => place(a) - place(b));
}

export function freeOf({ seatsTotal, seatsHeld, seatsSold }: Sales): number {
  return seatsTotal - seatsHeld - seatsSold;
}

/** Seats that are sold stay sold from SOLD on: their money is ours or on its way. */
export function revenueOf(sales: Sales): number {
  return amountOf(sales, ['SOLD', 'CONFIRMED']);
}

export function amountOf(sales: Sales, states: readonly State[]): number {
  return sales.orders.reduce(
    (total, { state, amount }) => (states.some((wanted) => wanted === state) ? total + amount : total),
    0,
  );
}
