/** Login and logout leave the page: the API sends the browser to the provider. */
import { api, unwrap } from '@/shared/api/client';
import { toApiError } from '@/shared/api/problem';
import { leaveTo } from '@/shared/lib/leave';
import { request } from './request';

/** To the provider, and back to this page. It is asked for first, so that a refusal isn't a page of JSON. */
export async function beginLogin(): Promise<void> {
  const { pathname, search } = window.location;
  const url = `/api/session/login?${new URLSearchParams({ returnTo: pathname + search }).toString()}`;
  const response = await request(url, { redirect: 'manual' });
  // The redirect itself isn't shown to scripts.
  if (response.type !== 'opaqueredirect') throw toApiError(response, await response.json().catch(() => null));
  leaveTo(url);
}

/** Ends the session. Returns where it can be ended at the provider too, if anywhere. */
export async function endSession(): Promise<string | null> {
  const { logoutUrl } = await unwrap(api.DELETE('/api/session'));
  return logoutUrl ?? null;
}
