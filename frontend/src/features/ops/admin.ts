/** Calls of an operator: with this tab's token, else with the cookie of a login. When it is rejected, the sign-in is shown. */
import { unwrap } from '@/shared/api/client';
import { hasCode } from '@/shared/api/problem';
import { readSession } from '@/shared/session/session';
import { refuse, useToken } from './token';

export type AdminHeaders = Readonly<{ authorization?: string }>;

type Call<Body> = (headers: AdminHeaders) => Promise<{ data?: Body; error?: unknown; response: Response }>;

export function bearer(token: string): AdminHeaders {
  return { authorization: `Bearer ${token}` };
}

export async function asAdmin<Body>(call: Call<Body>): Promise<Body> {
  const { token } = useToken.getState();
  try {
    return await unwrap(call(token === null ? {} : bearer(token)));
  } catch (error) {
    if (hasCode(error, 'UNAUTHORIZED')) {
      if (token !== null) refuse(token);
      // The login may have ended. When that can't be read now, the next poll asks again.
      else readSession().catch(() => undefined);
    }
    throw error;
  }
}
