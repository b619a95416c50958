/** Derives the progress of an order from its status and its payment status. Pure. */
import type { Order } from '@/shared/api/types';
import { orderReason, orderStatus, paymentStatus } from './status';

export const STEPS = ['received', 'seats', 'payment', 'tickets'] as const;
export type Step = (typeof STEPS)[number];
export type StepState = 'done' | 'now' | 'todo' | 'failed';
export type Progress = Readonly<Record<Step, StepState>>;

export function progressOf(order: Order): Progress {
  switch (orderStatus(order)) {
    case 'CONFIRMED':
    case 'REFUNDED':
      return steps('done', 'done', 'done');
    case 'CANCELLED':
      return cancelledProgress(order);
    case 'PENDING':
    case 'UNKNOWN':
      return pendingProgress(order);
  }
}

/** A payment begins only after the seats are claimed, and tickets are issued only after it is authorised. */
function pendingProgress(order: Order): Progress {
  switch (paymentStatus(order)) {
    case 'NONE':
    case 'UNKNOWN':
      return steps('now', 'todo', 'todo');
    case 'PENDING':
      return steps('done', 'now', 'todo');
    case 'AUTHORIZED':
    case 'CAPTURED':
      return steps('done', 'done', 'now');
    case 'DECLINED':
    case 'VOIDED':
    case 'REFUNDED':
      return steps('done', 'failed', 'todo');
  }
}

function cancelledProgress(order: Order): Progress {
  switch (orderReason(order)) {
    case 'HOLD_EXPIRED':
    case 'HOLD_MISMATCH':
    case 'SEAT_LOST':
    case 'BUYER_LIMIT':
      return steps('failed', 'todo', 'todo');
    case 'PAYMENT_DECLINED':
    case 'PAYMENT_TIMEOUT':
    case 'PAYMENT_FAILED':
      return steps('done', 'failed', 'todo');
    case 'CUSTOMER_CANCELLED':
    case 'OPERATOR_CANCELLED':
    case 'OPERATOR_TERMINATED':
    case 'UNKNOWN':
    case null:
      return steps('todo', 'todo', 'failed');
  }
}

function steps(seats: StepState, payment: StepState, tickets: StepState): Progress {
  return { received: 'done', seats, payment, tickets };
}
