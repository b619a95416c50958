/** The next step that is offered for each error. The texts are in i18n. */
import { ApiError, NetworkError } from '@/shared/api/problem';
import type { ErrorCode } from '@/shared/api/types';
import { useSession } from '@/shared/session/session';

/** `retry` repeats the failed action, `reload` reloads the page, `none` only closes; the others navigate. */
export type Step = 'retry' | 'login' | 'reload' | 'events' | 'orders' | 'seats' | 'none';

export type ErrorKind = ErrorCode | 'NETWORK' | 'CRASH';

export const NEXT_STEP: Record<ErrorKind, Step> = {
  MALFORMED_REQUEST: 'reload',
  HOLD_TOKEN_MISSING: 'seats',
  IDEMPOTENCY_KEY_MISSING: 'reload',
  UNAUTHORIZED: 'login',
  INSUFFICIENT_SCOPE: 'none',
  CSRF_REQUIRED: 'reload',
  SALES_NOT_OPEN: 'events',
  HOLD_MISMATCH: 'seats',
  NOT_FOUND: 'events',
  EVENT_NOT_FOUND: 'events',
  SEAT_NOT_FOUND: 'reload',
  ORDER_NOT_FOUND: 'orders',
  PAYMENT_NOT_FOUND: 'orders',
  METHOD_NOT_ALLOWED: 'reload',
  RESERVATION_CONFLICT: 'seats',
  HOLD_LIMIT: 'none',
  BUYER_LIMIT: 'none',
  RESERVATION_EXPIRED: 'seats',
  PAYLOAD_TOO_LARGE: 'seats',
  UNSUPPORTED_MEDIA_TYPE: 'reload',
  VALIDATION_FAILED: 'seats',
  IDEMPOTENCY_KEY_REUSED: 'orders',
  PAYMENT_MISMATCH: 'orders',
  PROOF_REQUIRED: 'retry',
  TOO_MANY_REQUESTS: 'retry',
  INTERNAL: 'retry',
  UNAVAILABLE: 'retry',
  TOO_BUSY: 'retry',
  NETWORK: 'retry',
  CRASH: 'reload',
};

/** Without a provider nobody can log in. */
export function nextStep(kind: ErrorKind): Step {
  const step = NEXT_STEP[kind];
  return step === 'login' && useSession.getState().session?.login !== true ? 'reload' : step;
}

export function errorKind(error: unknown): ErrorKind {
  if (error instanceof ApiError) return error.code;
  return error instanceof NetworkError ? 'NETWORK' : 'CRASH';
}

export function traceOf(error: unknown): string | null {
  return error instanceof ApiError ? error.traceId : null;
}
