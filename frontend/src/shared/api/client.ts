/** The API client, typed by the OpenAPI document. Every failure is an {@link ApiError} or a {@link NetworkError}. */
import createClient from 'openapi-fetch';
import { serverClock } from '@/shared/lib/clock';
import { sendWithCsrf } from '@/shared/session/csrf';
import { NetworkError, toApiError } from './problem';
import type { paths } from './schema';
import { observeTracing } from './tracing';

/** Twice the longest response time (`wait` is at most 10 s): after that the response is lost. */
const TIMEOUT_MS = 20_000;

export const api = createClient<paths>({
  baseUrl: window.location.origin,
  fetch: (request) => sendWithCsrf(request, observedFetch),
});

/** Returns the body of a successful response; throws otherwise. */
export async function unwrap<Body>(
  request: Promise<{ data?: Body; error?: unknown; response: Response }>,
): Promise<Body> {
  const { data, error, response } = await request.catch((cause: unknown) => {
    throw asNetworkError(cause);
  });
  if (!response.ok) throw toApiError(response, error);
  // A 204 has no body, and its type is `undefined`.
  return data as Body;
}

/** A cancelled request isn't a failure: its AbortError is passed on. */
function asNetworkError(cause: unknown): unknown {
  if (cause instanceof DOMException && cause.name === 'AbortError') return cause;
  return new NetworkError('no response', { cause });
}

async function observedFetch(request: Request): Promise<Response> {
  const sent = Date.now();
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT_MS)]);
  const response = await fetch(request, { signal });
  observeTracing(response.headers.get('traceresponse'));
  // The `Date` of a cached response is when it was created, not the current time.
  if (response.status !== 304) serverClock.observeDate(response.headers.get('date'), sent, Date.now());
  return response;
}
