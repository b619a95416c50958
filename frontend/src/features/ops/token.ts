/** An operator's token, in session storage, so that it ends with this tab. An operator who has logged in needs none. */
import * as v from 'valibot';
import { create } from 'zustand';
import { loadForTab, saveForTab } from '@/shared/lib/storage';

const STORAGE_KEY = 'holdfast.ops.token';

interface State {
  readonly token: string | null;
  /** The API rejected the token. */
  readonly refused: boolean;
}

/** A token is sent in a header, which allows no other characters than these. */
const TOKEN = v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/));

export const useToken = create<State>(() => ({ token: stored(), refused: false }));

export function isToken(text: string): boolean {
  return v.is(TOKEN, text);
}

export function signIn(token: string): void {
  keep(token);
  useToken.setState({ token, refused: false });
}

export function signOut(): void {
  keep(null);
  useToken.setState({ token: null, refused: false });
}

/** Forgets `token`, which the API rejected. A response to an older token is ignored. */
export function refuse(token: string): void {
  if (useToken.getState().token !== token) return;
  keep(null);
  useToken.setState({ token: null, refused: true });
}

function stored(): string | null {
  return loadForTab(STORAGE_KEY, v.nullable(TOKEN), null);
}

/** Without storage it ends with a reload. */
function keep(token: string | null): void {
  saveForTab(STORAGE_KEY, token);
}
