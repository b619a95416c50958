/** An order's plain strings as what the page tells apart; what came after this page was written is UNKNOWN. */
import type { Order } from '@/shared/api/types';
import type { Tone } from '@/shared/ui/badge';

const STATUSES = ['PENDING', 'CONFIRMED', 'CANCELLED', 'REFUNDED'] as const;
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
const PAYMENTS = ['NONE', 'AUTHORIZED', 'PENDING', 'DECLINED', 'CAPTURED', 'VOIDED', 'REFUNDED'] as const;

export type OrderStatus = (typeof STATUSES)[number] | 'UNKNOWN';
export type Reason = (typeof REASONS)[number] | 'UNKNOWN';
export type PaymentStatus = (typeof PAYMENTS)[number] | 'UNKNOWN';

export function orderStatus({ status }: Order): OrderStatus {
  return STATUSES.find((known) => known === status) ?? 'UNKNOWN';
}

export function orderReason({ reason }: Order): Reason | null {
  if (typeof reason !== 'string') return null;
  return REASONS.find((known) => known === reason) ?? 'UNKNOWN';
}

export function paymentStatus({ paymentStatus: status }: Order): PaymentStatus {
  return PAYMENTS.find((known) => known === status) ?? 'UNKNOWN';
}

export function hasEnded(order: Order): boolean {
  return orderStatus(order) !== 'PENDING';
}

/** It failed at the payment, so that another card may help. */
export function failedAtPayment(order: Order): boolean {
  const reason = orderReason(order);
  return reason === 'PAYMENT_DECLINED' || reason === 'PAYMENT_TIMEOUT' || reason === 'PAYMENT_FAILED';
}

export const ORDER_TONE: Record<OrderStatus, Tone> = {
  PENDING: 'warn',
  CONFIRMED: 'good',
  CANCELLED: 'bad',
  REFUNDED: 'neutral',
  UNKNOWN: 'neutral',
};
