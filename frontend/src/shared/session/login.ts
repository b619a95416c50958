/** Login and logout leave the page: the API sends the browser to the provider. */
import { api, unwrap } from '@/shared/api/client';

/** To the provider, and back to this page. */
export function logIn(): void {
  const { pathname, search } = window.location;
  leaveTo(`/api/session/login?${new URLSearchParams({ returnTo: pathname + search }).toString()}`);
}

/** Ends the session. Returns where it can be ended at the provider too, if anywhere. */
export async function endSession(): Promise<string | null> {
  const { logoutUrl } = await unwrap(api.DELETE('/api/session'));
  return logoutUrl ?? null;
}

/** A page that is loaded anew: nothing that was read with the old session stays. */
export function leaveTo(url: string): void {
  window.location.assign(url);
}
