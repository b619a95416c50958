/** What the API may want before it serves a buyer: to know who it is, and a proof of work. */
import { ApiError, hasCode } from '@/shared/api/problem';
import { becomeGuest } from './guest';
import { proven, type Send } from './proof';
import { isUsable, readSession, type Identity } from './session';

/** Sends a request that begins a purchase. A browser that is unknown to the API becomes a guest, where that is needed. */
export async function asBuyer<Body>(send: Send<Body>): Promise<Body> {
  try {
    return await proven(send);
  } catch (error) {
    if (!hasCode(error, 'UNAUTHORIZED') || !(await becomeGuest())) throw error;
    return proven(send);
  }
}

/**
 * For a request about something that `by` has made. What was made anonymously belongs to nobody: with the cookie of a
 * guest that came later, it would not be found.
 */
export function credentialsOf(by: Identity): { credentials?: 'omit' } {
  return by === 'anonymous' ? { credentials: 'omit' } : {};
}

/**
 * After the end of a login, what its account has made seems to be gone. Returns `UNAUTHORIZED` instead of an error that
 * would say so.
 */
export async function explained(error: unknown, by: Identity): Promise<unknown> {
  const gone = hasCode(error, 'RESERVATION_EXPIRED') || hasCode(error, 'ORDER_NOT_FOUND');
  if (!gone || by === 'anonymous') return error;
  const session = await readSession().catch(() => null);
  return session === null || isUsable(by, session)
    ? error
    : new ApiError('UNAUTHORIZED', 401, error.traceId, null);
}
