/**
 * Unsafe requests that cookies authenticate carry a token of this page. It is bound to the cookie, so it becomes invalid
 * when somebody logs in or out in another tab: then the session is read anew, and the request is sent once more.
 */
import { csrfToken, readSession } from './session';

const HEADER = 'x-csrf-token';
const SAFE = new Set(['GET', 'HEAD']);

type Send = (request: Request) => Promise<Response>;

export async function sendWithCsrf(request: Request, send: Send): Promise<Response> {
  const byCookie = request.credentials !== 'omit' && !request.headers.has('authorization');
  if (SAFE.has(request.method) || !byCookie) return send(request);
  const repeat = request.clone();
  const token = csrfToken();
  if (token !== null) request.headers.set(HEADER, token);
  const response = await send(request);
  if (response.status !== 403 || !(await isCsrfRequired(response.clone()))) return response;
  // Without the session the refusal stands.
  const fresh = await readSession().catch(() => null);
  const other = fresh?.csrfToken ?? null;
  if (fresh === null || (token !== null && other === token)) return response;
  // None, when reading the session has removed a cookie that wasn't valid any more.
  if (other !== null) repeat.headers.set(HEADER, other);
  return send(repeat);
}

async function isCsrfRequired(response: Response): Promise<boolean> {
  const body: unknown = await response.json().catch(() => null);
  return typeof body === 'object' && body !== null && 'code' in body && body.code === 'CSRF_REQUIRED';
}
