/** The enum values of the API, for look-ups at run time. The compiler checks that none is missing. */
import type {
  CancelReason,
  ErrorCode,
  OrderState,
  OrderStatus,
  PaymentStatus,
  TimelineActor,
  TimelineKind,
} from './types';

/** In the order in which an order passes through them. */
export const ORDER_STATES = words<OrderState>({
  PENDING: true,
  SOLD: true,
  CONFIRMED: true,
  REFUNDING: true,
  REFUNDED: true,
  CANCELLING: true,
  CANCELLED: true,
});

export const ORDER_STATUSES = words<OrderStatus>({
  PENDING: true,
  CONFIRMED: true,
  CANCELLED: true,
  REFUNDED: true,
});

export const CANCEL_REASONS = words<CancelReason>({
  HOLD_EXPIRED: true,
  HOLD_MISMATCH: true,
  PAYMENT_DECLINED: true,
  PAYMENT_TIMEOUT: true,
  PAYMENT_FAILED: true,
  SEAT_LOST: true,
  BUYER_LIMIT: true,
  CUSTOMER_CANCELLED: true,
  OPERATOR_CANCELLED: true,
  OPERATOR_TERMINATED: true,
});

export const PAYMENT_STATUSES = words<PaymentStatus>({
  NONE: true,
  AUTHORIZED: true,
  PENDING: true,
  DECLINED: true,
  CAPTURED: true,
  VOIDED: true,
  REFUNDED: true,
});

export const TIMELINE_ACTORS = words<TimelineActor>({
  BUYER: true,
  BOX_OFFICE: true,
  GATEWAY: true,
  SAGA: true,
  RECONCILER: true,
  OPERATOR: true,
  TEMPORAL: true,
});

export const TIMELINE_KINDS = words<TimelineKind>({
  HTTP: true,
  ORDER: true,
  SALE: true,
  SEATS: true,
  GATEWAY: true,
  REFUND: true,
  OUTCOME: true,
  TIMER: true,
  WORKFLOW: true,
  OPERATOR: true,
});

export const ERROR_CODES = words<ErrorCode>({
  MALFORMED_REQUEST: true,
  HOLD_TOKEN_MISSING: true,
  IDEMPOTENCY_KEY_MISSING: true,
  UNAUTHORIZED: true,
  INSUFFICIENT_SCOPE: true,
  CSRF_REQUIRED: true,
  SALES_NOT_OPEN: true,
  HOLD_MISMATCH: true,
  NOT_FOUND: true,
  EVENT_NOT_FOUND: true,
  SEAT_NOT_FOUND: true,
  ORDER_NOT_FOUND: true,
  PAYMENT_NOT_FOUND: true,
  METHOD_NOT_ALLOWED: true,
  RESERVATION_CONFLICT: true,
  HOLD_LIMIT: true,
  BUYER_LIMIT: true,
  RESERVATION_EXPIRED: true,
  PAYLOAD_TOO_LARGE: true,
  UNSUPPORTED_MEDIA_TYPE: true,
  VALIDATION_FAILED: true,
  IDEMPOTENCY_KEY_REUSED: true,
  PAYMENT_MISMATCH: true,
  PROOF_REQUIRED: true,
  TOO_MANY_REQUESTS: true,
  INTERNAL: true,
  UNAVAILABLE: true,
  TOO_BUSY: true,
});

/** Null for a value that this page doesn't know: a page may stay open while the server is updated. */
export function known<Word extends string>(all: readonly Word[], text: string): Word | null {
  return all.find((word) => word === text) ?? null;
}

function words<Word extends string>(all: Record<Word, true>): readonly Word[] {
  return Object.keys(all) as Word[];
}
