/** The operator's session: the admin token, in session storage, so it ends with this tab. */
import * as v from 'valibot';
import { create } from 'zustand';
import { loadForTab, saveForTab } from '@/shared/lib/storage';

const STORAGE_KEY = 'holdfast.ops.token';

interface Session {
  readonly token: string | null;
  /** The session ended because the API rejected its token. */
  readonly refused: boolean;
}

/** A token is sent in a header, which allows no other characters than these. */
const TOKEN = v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/));

export const useSession = create<Session>(() => ({ token: stored(), refused: false }));

export function isToken(text: string): boolean {
  return v.is(TOKEN, text);
}

export function signIn(token: string): void {
  keep(token);
  useSession.setState({ token, refused: false });
}

export function signOut(): void {
  keep(null);
  useSession.setState({ token: null, refused: false });
}

/** Ends the session after the API rejected `token`. A response to an older token is ignored. */
export function refuse(token: string): void {
  if (useSession.getState().token !== token) return;
  keep(null);
  useSession.setState({ token: null, refused: true });
}

function stored(): string | null {
  return loadForTab(STORAGE_KEY, v.nullable(TOKEN), null);
}

/** Without storage the session ends with a reload. */
function keep(token: string | null): void {
  saveForTab(STORAGE_KEY, token);
}
