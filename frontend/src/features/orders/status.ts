/** Parses an order's statuses and reason. A value that this page doesn't know becomes UNKNOWN. */
import type { CancelReason, Order, OrderStatus, PaymentStatus } from '@/shared/api/types';
import { CANCEL_REASONS, known, ORDER_STATUSES, PAYMENT_STATUSES } from '@/shared/api/vocabulary';
import type { Tone } from '@/shared/ui/badge';

type Unknown = 'UNKNOWN';

export function orderStatus({ status }: Order): OrderStatus | Unknown {
  return known(ORDER_STATUSES, status) ?? 'UNKNOWN';
}

export function orderReason({ reason }: Order): CancelReason | Unknown | null {
  return typeof reason === 'string' ? (known(CANCEL_REASONS, reason) ?? 'UNKNOWN') : null;
}

export function paymentStatus({ paymentStatus: status }: Order): PaymentStatus | Unknown {
  return known(PAYMENT_STATUSES, status) ?? 'UNKNOWN';
}

export function hasEnded(order: Order): boolean {
  return orderStatus(order) !== 'PENDING';
}

/** The order failed at the payment, so another payment method may succeed. */
export function failedAtPayment(order: Order): boolean {
  const reason = orderReason(order);
  return reason === 'PAYMENT_DECLINED' || reason === 'PAYMENT_TIMEOUT' || reason === 'PAYMENT_FAILED';
}

export const ORDER_TONE: Record<OrderStatus | Unknown, Tone> = {
  PENDING: 'warn',
  CONFIRMED: 'good',
  CANCELLED: 'bad',
  REFUNDED: 'neutral',
  UNKNOWN: 'neutral',
};
