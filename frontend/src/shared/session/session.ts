/**
 * Who this browser is to the API. Its cookies can't be read here, so the API is asked, after the first paint.
 *
 * `account`: somebody has logged in. `guest`: the browser has a guest's cookie. `anonymous`: neither; what it has is then
 * known by hold tokens and order ids alone.
 */
import * as v from 'valibot';
import { create } from 'zustand';
import { toApiError } from '@/shared/api/problem';
import type { SessionView } from '@/shared/api/types';
import { load, onOtherTabChange, save } from '@/shared/lib/storage';
import { request } from './request';

export const IDENTITIES = ['account', 'guest', 'anonymous'] as const;
export type Identity = (typeof IDENTITIES)[number];

const STORAGE_KEY = 'holdfast.identity';

interface State {
  /** Null until it has been read. */
  readonly session: SessionView | null;
  readonly readAt: number;
}

export const useSession = create<State>(() => ({ session: null, readAt: 0 }));

let reading: Promise<SessionView> | null = null;

/** Reads the session anew. Callers at the same time share one request. */
export function readSession(): Promise<SessionView> {
  reading ??= requestSession()
    .then(keepSession)
    .finally(() => {
      reading = null;
    });
  return reading;
}

/** The session, as it was at most `maxAgeMs` ago. */
export function recentSession(maxAgeMs: number): Promise<SessionView> {
  const { session, readAt } = useSession.getState();
  return session !== null && Date.now() - readAt < maxAgeMs ? Promise.resolve(session) : readSession();
}

export function identityOf(session: SessionView | null): Identity {
  if (session?.account != null) return 'account';
  return session?.guest === true ? 'guest' : 'anonymous';
}

export function identity(): Identity {
  return identityOf(useSession.getState().session);
}

/** Whether this browser can use, as far as it knows, what `by` has made. */
export function mayUse(by: Identity): boolean {
  return isUsable(by, useSession.getState().session);
}

/**
 * What an account has made belongs to it alone. What the browser has made as a guest stays its own after a login: the
 * guest's cookie comes along.
 */
export function isUsable(by: Identity, session: SessionView | null): boolean {
  return by !== 'account' || session === null || identityOf(session) === 'account';
}

export function csrfToken(): string | null {
  return useSession.getState().session?.csrfToken ?? null;
}

/** Takes over what is known of the session, and tells other tabs when the identity has changed. */
export function keepSession(session: SessionView): SessionView {
  useSession.setState({ session, readAt: Date.now() });
  const now = identityOf(session);
  if (load(STORAGE_KEY, v.picklist(IDENTITIES), 'anonymous') !== now) save(STORAGE_KEY, now);
  return session;
}

/** Keeps the session current: when the tab is shown again, and when another tab's has changed. */
export function followSession(): () => void {
  const read = () => {
    // Where it can't be read now, it is read when it is needed.
    if (!document.hidden) readSession().catch(() => undefined);
  };
  document.addEventListener('visibilitychange', read);
  const ignore = onOtherTabChange(STORAGE_KEY, read);
  return () => {
    document.removeEventListener('visibilitychange', read);
    ignore();
  };
}

async function requestSession(): Promise<SessionView> {
  const response = await request('/api/session', { cache: 'no-store' });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw toApiError(response, body);
  return body as SessionView;
}
