/** Makes a guest of this browser, where the API wants to know who holds and buys. */
import { api, unwrap } from '@/shared/api/client';
import { ApiError } from '@/shared/api/problem';
import { proven } from './proof';
import { identity, identityOf, keepSession, readSession } from './session';

/** With two guests the second cookie would replace the first, and what the first one holds would be lost. */
const LOCK = 'holdfast.guest';

let becoming: Promise<boolean> | null = null;

/**
 * True when the request that was refused may be sent again. False when the API makes no guests, and when a login has
 * ended: then the buyer decides whether to log in again.
 */
export function becomeGuest(): Promise<boolean> {
  // Other tabs wait for the lock. Locks exist only on secure origins; elsewhere the cookies don't either.
  const begin = async () =>
    'locks' in navigator ? await navigator.locks.request(LOCK, become) : await become();
  becoming ??= begin().finally(() => {
    becoming = null;
  });
  return becoming;
}

async function become(): Promise<boolean> {
  const before = identity();
  const session = await readSession();
  if (identityOf(session) !== 'anonymous') return before !== 'account' || identityOf(session) === 'account';
  if (before === 'account') return false;
  try {
    const guest = await proven((headers) => unwrap(api.POST('/api/guests', { headers })));
    keepSession({ ...session, guest: true, csrfToken: guest.csrfToken });
    return true;
  } catch (error) {
    if (!(error instanceof ApiError) || (error.status !== 404 && error.status !== 405)) throw error;
    // No guests are made here. A cookie that wasn't valid is gone now, and without one the browser may buy anonymously.
    return session.scopes.includes('hold');
  }
}
