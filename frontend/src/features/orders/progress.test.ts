import { expect, test } from 'vitest';
import type { CancelReason, Order, OrderStatus, PaymentStatus } from '@/shared/api/types';
import { progressOf } from './progress';

function order(status: OrderStatus, paymentStatus: PaymentStatus, reason?: CancelReason): Order {
  return {
    orderId: 'o',
    status,
    paymentStatus,
    ...(reason !== undefined && { reason }),
    eventId: 1,
    seatIds: [1],
    amount: 1,
    currency: 'KRW',
    createdAt: '',
    updatedAt: '',
  };
}

const steps = (value: Order) => Object.values(progressOf(value)).join(' ');

test('the progress of an order advances with the payment', () => {
  expect(steps(order('PENDING', 'NONE'))).toBe('done now todo todo');
  expect(steps(order('PENDING', 'PENDING'))).toBe('done done now todo');
  expect(steps(order('PENDING', 'AUTHORIZED'))).toBe('done done done now');
  expect(steps(order('PENDING', 'CAPTURED'))).toBe('done done done now');
  expect(steps(order('CONFIRMED', 'CAPTURED'))).toBe('done done done done');
  expect(steps(order('REFUNDED', 'REFUNDED'))).toBe('done done done done');
});

test('the progress of an order shows the step at which the order failed', () => {
  expect(steps(order('CANCELLED', 'NONE', 'HOLD_EXPIRED'))).toBe('done failed todo todo');
  expect(steps(order('CANCELLED', 'DECLINED', 'PAYMENT_DECLINED'))).toBe('done done failed todo');
  expect(steps(order('CANCELLED', 'VOIDED', 'CUSTOMER_CANCELLED'))).toBe('done todo todo failed');
  expect(steps(order('PENDING', 'DECLINED'))).toBe('done done failed todo');
});

test('the progress of an order assumes nothing about unknown statuses and reasons', () => {
  expect(steps(order('PENDING', 'LEVITATING' as PaymentStatus))).toBe('done now todo todo');
  expect(steps(order('CANCELLED', 'NONE', 'SOLAR_FLARE' as CancelReason))).toBe('done todo todo failed');
});
