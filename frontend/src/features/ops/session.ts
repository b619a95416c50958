/** Who sits at the desk: the admin token, kept by this tab alone and for as long as it is open. */
import { create } from 'zustand';

const STORAGE_KEY = 'holdfast.ops.token';

interface Session {
  readonly token: string | null;
  /** It was signed in, and the API no longer takes its token. */
  readonly refused: boolean;
}

export const useSession = create<Session>(() => ({ token: stored(), refused: false }));

/** A token travels in a header, which takes no other characters than these. */
export function isToken(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
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
  try {
    const token = window.sessionStorage.getItem(STORAGE_KEY);
    return token !== null && isToken(token) ? token : null;
  } catch {
    return null;
  }
}

/** Without storage the desk works until it is reloaded. */
function keep(token: string | null): void {
  try {
    if (token === null) window.sessionStorage.removeItem(STORAGE_KEY);
    else window.sessionStorage.setItem(STORAGE_KEY, token);
  } catch {
    // Forbidden: see above.
  }
}
