import { beforeEach, expect, test, vi } from 'vitest';
import { sendWithCsrf } from './csrf';
import { useSession } from './session';

const SESSION = { login: true, account: null, guest: true, scopes: [] };
const refusal = () => Response.json({ code: 'CSRF_REQUIRED', traceId: 'trace' }, { status: 403 });
const post = (init: RequestInit = {}) =>
  new Request('http://localhost/api/reservations', { method: 'POST', body: '{"seats":1}', ...init });

let sent: { token: string | null; body: string }[];

function responding(...responses: Response[]) {
  sent = [];
  return async (request: Request) => {
    sent.push({ token: request.headers.get('x-csrf-token'), body: await request.text() });
    return responses.shift() ?? new Response(null, { status: 204 });
  };
}

/** What `GET /api/session` returns from now on; null when it can't be reached. */
function sessionHas(token: string | null): void {
  vi.stubGlobal('fetch', () =>
    token === null
      ? Promise.reject(new TypeError('offline'))
      : Promise.resolve(Response.json({ ...SESSION, csrfToken: token })),
  );
}

beforeEach(() => {
  localStorage.clear();
  useSession.setState({ session: { ...SESSION, csrfToken: 'known' }, readAt: 0 });
});

test('an unsafe request that cookies authenticate has the token of the session', async () => {
  await sendWithCsrf(post(), responding());
  expect(sent).toEqual([{ token: 'known', body: '{"seats":1}' }]);
});

test('no token goes with a request that reads, that has a token of its own, or that leaves the cookies out', async () => {
  for (const request of [
    new Request('http://localhost/api/orders'),
    post({ headers: { authorization: 'Bearer token' } }),
    post({ credentials: 'omit' }),
  ]) {
    await sendWithCsrf(request, responding());
    expect(sent.map(({ token }) => token)).toEqual([null]);
  }
});

test('a refused token is read anew, and the same request is sent once more', async () => {
  sessionHas('fresh');
  const response = await sendWithCsrf(post(), responding(refusal(), new Response('held')));
  expect(await response.text()).toBe('held');
  expect(sent).toEqual([
    { token: 'known', body: '{"seats":1}' },
    { token: 'fresh', body: '{"seats":1}' },
  ]);
});

test('a refusal stands when the token is still the same, or the session can’t be read', async () => {
  for (const token of ['known', null]) {
    sessionHas(token);
    expect((await sendWithCsrf(post(), responding(refusal()))).status).toBe(403);
    expect(sent).toHaveLength(1);
  }
});

test('another refusal is passed on with its body', async () => {
  const other = Response.json({ code: 'SALES_NOT_OPEN', traceId: 'trace' }, { status: 403 });
  const response = await sendWithCsrf(post(), responding(other));
  expect(await response.json()).toMatchObject({ code: 'SALES_NOT_OPEN' });
  expect(sent).toHaveLength(1);
});
