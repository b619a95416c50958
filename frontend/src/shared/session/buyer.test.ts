import { beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '@/shared/api/problem';
import type { SessionView } from '@/shared/api/types';
import { asBuyer, explained } from './buyer';
import { identity, useSession } from './session';

const NOBODY: SessionView = { login: true, account: null, guest: false, scopes: [], csrfToken: null };
const ACCOUNT: SessionView = {
  ...NOBODY,
  account: { name: 'Mina', kind: 'login' },
  csrfToken: 'of the account',
};
const unknown = () => Promise.reject(new ApiError('UNAUTHORIZED', 401, 'trace', null));

let requests: string[];

/** The API's answers about sessions and guests. */
function api(session: SessionView, guests: () => Response = made): void {
  requests = [];
  vi.stubGlobal('fetch', (input: Request | string) => {
    const request = input instanceof Request ? input : new Request(new URL(input, 'http://localhost'));
    requests.push(`${request.method} ${new URL(request.url).pathname}`);
    return Promise.resolve(request.url.endsWith('/api/session') ? Response.json(session) : guests());
  });
}

const made = () =>
  Response.json(
    { token: 't', tokenType: 'Bearer', expiresAt: '2030-01-01T00:00:00Z', csrfToken: 'of the guest' },
    { status: 201 },
  );

beforeEach(() => {
  localStorage.clear();
  useSession.setState({ session: null, readAt: 0 });
});

test('a browser that the API doesn’t know becomes a guest, and its request is sent again', async () => {
  api(NOBODY);
  const send = vi.fn().mockImplementationOnce(unknown).mockResolvedValueOnce('held');
  expect(await asBuyer(send)).toBe('held');
  expect(requests).toEqual(['GET /api/session', 'POST /api/guests']);
  expect(identity()).toBe('guest');
  expect(useSession.getState().session?.csrfToken).toBe('of the guest');
});

test('two requests at the same time make one guest', async () => {
  api(NOBODY);
  const once = () => vi.fn().mockImplementationOnce(unknown).mockResolvedValue('held');
  await Promise.all([asBuyer(once()), asBuyer(once())]);
  expect(requests.filter((request) => request === 'POST /api/guests')).toHaveLength(1);
});

test('a browser that is a guest already, by another tab, makes no second one', async () => {
  api({ ...NOBODY, guest: true, csrfToken: 'of the guest' });
  const send = vi.fn().mockImplementationOnce(unknown).mockResolvedValueOnce('held');
  expect(await asBuyer(send)).toBe('held');
  expect(requests).toEqual(['GET /api/session']);
});

test('a request that is refused again is refused', async () => {
  api(NOBODY);
  const send = vi.fn(unknown);
  await expect(asBuyer(send)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  expect(send).toHaveBeenCalledTimes(2);
});

test('where the API makes no guests, the buyer is asked to log in', async () => {
  api(NOBODY, () => Response.json({ code: 'NOT_FOUND', traceId: 'trace' }, { status: 404 }));
  await expect(asBuyer(vi.fn(unknown))).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
});

test('an account whose login has ended is asked to log in, and doesn’t buy as a guest unawares', async () => {
  useSession.setState({ session: ACCOUNT, readAt: 0 });
  api(NOBODY);
  await expect(asBuyer(vi.fn(unknown))).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  expect(requests).toEqual(['GET /api/session']);
  // Whoever tries again, knowing it, goes on as a guest.
  const send = vi.fn().mockImplementationOnce(unknown).mockResolvedValueOnce('held');
  expect(await asBuyer(send)).toBe('held');
  expect(identity()).toBe('guest');
});

test('what an account has made isn’t said to be gone after its login has ended', async () => {
  api(NOBODY);
  const gone = new ApiError('RESERVATION_EXPIRED', 410, 'trace', null);
  expect(await explained(gone, 'account')).toMatchObject({ code: 'UNAUTHORIZED' });
  expect(await explained(gone, 'anonymous')).toBe(gone);
  api(ACCOUNT);
  expect(await explained(gone, 'account')).toBe(gone);
});

test('a hold that expired is gone also when the session can’t be read', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')));
  const gone = new ApiError('RESERVATION_EXPIRED', 410, 'trace', null);
  expect(await explained(gone, 'account')).toBe(gone);
});
