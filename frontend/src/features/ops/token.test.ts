import { beforeEach, expect, test, vi } from 'vitest';
import { hasCode } from '@/shared/api/problem';
import { useSession } from '@/shared/session/session';
import { asAdmin } from './admin';
import { isToken, refuse, signIn, signOut, useToken } from './token';

const KEY = 'holdfast.ops.token';

beforeEach(() => {
  signOut();
  localStorage.clear();
});

test('an operator’s session keeps the token in this tab only, and removes it on signing out', () => {
  signIn('secret');
  expect(sessionStorage.getItem(KEY)).toBe('secret');
  expect(localStorage).toHaveLength(0);
  signOut();
  expect(sessionStorage.getItem(KEY)).toBeNull();
  expect(useToken.getState()).toEqual({ token: null, refused: false });
});

test('an operator’s session ends when the API rejects its token, and records that', async () => {
  signIn('secret');
  const call = vi.fn(() => {
    const response = new Response(null, { status: 401 });
    return Promise.resolve({ error: { code: 'UNAUTHORIZED', traceId: 'trace' }, response });
  });
  await expect(asAdmin(call)).rejects.toSatisfy((error) => hasCode(error, 'UNAUTHORIZED'));
  expect(call).toHaveBeenCalledWith({ authorization: 'Bearer secret' });
  expect(useToken.getState()).toEqual({ token: null, refused: true });
  expect(sessionStorage.getItem(KEY)).toBeNull();
});

test('an operator’s session isn’t ended by a response to an older token', () => {
  signIn('new');
  refuse('old');
  expect(useToken.getState().token).toBe('new');
});

test('a text that isn’t valid in a header is not a token', () => {
  expect(isToken('0af3-_~!')).toBe(true);
  for (const text of ['', 'two words', '토큰', 'line\nbreak']) expect(isToken(text)).toBe(false);
});

test('without a token an operator’s calls rely on the login, which is read anew when the API refuses it', async () => {
  const ended = { login: true, account: null, guest: false, scopes: [], csrfToken: null };
  useSession.setState({
    session: { ...ended, account: { name: 'Op', kind: 'login' }, scopes: ['audit'] },
    readAt: 0,
  });
  const fetched = vi.fn(() => Promise.resolve(Response.json(ended)));
  vi.stubGlobal('fetch', fetched);
  const call = vi.fn(() => {
    const response = new Response(null, { status: 401 });
    return Promise.resolve({ error: { code: 'UNAUTHORIZED', traceId: 'trace' }, response });
  });
  await expect(asAdmin(call)).rejects.toSatisfy((error) => hasCode(error, 'UNAUTHORIZED'));
  expect(call).toHaveBeenCalledWith({});
  await vi.waitFor(() => {
    expect(useSession.getState().session?.scopes).toEqual([]);
  });
  expect(useToken.getState().refused).toBe(false);
});
