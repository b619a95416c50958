/** Who works on the operators' page: whoever has a token, or an account whose scopes permit it. */
import { useEffect, useState } from 'react';
import { recentSession, useSession } from '@/shared/session/session';
import { useToken } from './token';

/** A session that was read longer ago is read again when the page is opened. */
const MAX_AGE_MS = 60_000;

/** `unknown` until the session has been read. */
export type Operator = 'token' | 'login' | 'nobody' | 'unknown';

export function useOperator(): Operator {
  const hasToken = useToken(({ token }) => token !== null);
  const permitted = useSession(({ session }) => session?.scopes.includes('audit') === true);
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    const done = () => {
      setAsked(true);
    };
    // Without an answer a token can still be entered.
    recentSession(MAX_AGE_MS).then(done, done);
  }, []);
  if (hasToken) return 'token';
  if (permitted) return 'login';
  return asked ? 'nobody' : 'unknown';
}

/** Whether to offer what needs `event:write`. The scopes of a token aren't known here: then the API decides. */
export function useMayWriteEvents(): boolean {
  const hasToken = useToken(({ token }) => token !== null);
  return useSession(({ session }) => hasToken || session?.scopes.includes('event:write') === true);
}
