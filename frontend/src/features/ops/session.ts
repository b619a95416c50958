/** Who sits at the desk: the admin token, kept by this tab alone and for as long as it is open. */
import * as v from 'valibot';
import { create } from 'zustand';
import { loadForTab, saveForTab } from '@/shared/lib/storage';

const STORAGE_KEY = 'holdfast.ops.token';

interface Session {
  readonly token: string | null;
  /** It was signed in, and the API no longer takes its token. */
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

/** The API refused this token. An answer to an older one says nothing about the one in use. */
export function refuse(token: string): void {
  if (useSession.getState().token !== token) return;
  keep(null);
  useSession.setState({ token: null, refused: true });
}

function stored(): string | null {
  return loadForTab(STORAGE_KEY, v.nullable(TOKEN), null);
}

/** Without storage the desk works until it is reloaded. */
function keep(token: string | null): void {
  saveForTab(STORAGE_KEY, token);
}
