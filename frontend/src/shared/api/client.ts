/** The one way to the API: typed by its document, and every failure is an {@link ApiError} or a {@link NetworkError}. */
import createClient from 'openapi-fetch';
import { serverClock } from '@/shared/lib/clock';
import { NetworkError, toApiError } from './problem';
import type { paths } from './schema';

/** Longer than any answer takes (`wait` is at most 10 s): what is silent for so long is lost. */
const TIMEOUT_MS = 20_000;

export const api = createClient<paths>({ baseUrl: window.location.origin, fetch: observedFetch });

/** The body of a successful answer. Anything else is thrown. */
export async function unwrap<Body>(
  request: Promise<{ data?: Body; error?: unknown; response: Response }>,
): Promise<Body> {
  const { data, error, response } = await request.catch((cause: unknown) => {
    throw asNetworkError(cause);
  });
  if (!response.ok) throw toApiError(response, error);
  // A 204 has no body, and its type is `undefined` as well.
  return data as Body;
}

/** A cancelled request isn't a failure and stays what it is. */
function asNetworkError(cause: unknown): unknown {
  if (cause instanceof DOMException && cause.name === 'AbortError') return cause;
  return new NetworkError('no response', { cause });
}

async function observedFetch(request: Request): Promise<Response> {
  const sent = Date.now();
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT_MS)]);
  const response = await fetch(request, { signal });
  // An answer from a cache tells when it was made, not what time it is.
  if (response.status !== 304) serverClock.observeDate(response.headers.get('date'), sent, Date.now());
  return response;
}
