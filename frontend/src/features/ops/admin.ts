/** Calls with the admin token. When the API rejects the token, the session ends and the sign-in is shown. */
import { unwrap } from '@/shared/api/client';
import { hasCode } from '@/shared/api/problem';
import { refuse, useSession } from './session';

export type AdminHeaders = Readonly<Record<'authorization', string>>;

type Call<Body> = (headers: AdminHeaders) => Promise<{ data?: Body; error?: unknown; response: Response }>;

export function bearer(token: string): AdminHeaders {
  return { authorization: `Bearer ${token}` };
}

export async function asAdmin<Body>(call: Call<Body>): Promise<Body> {
  const token = useSession.getState().token ?? '';
  try {
    return await unwrap(call(bearer(token)));
  } catch (error) {
    if (hasCode(error, 'UNAUTHORIZED')) refuse(token);
    throw error;
  }
}
