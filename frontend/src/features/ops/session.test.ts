import { beforeEach, expect, test, vi } from 'vitest';
import { hasCode } from '@/shared/api/problem';
import { asAdmin } from './admin';
import { isToken, refuse, signIn, signOut, useSession } from './session';

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
  expect(useSession.getState()).toEqual({ token: null, refused: false });
});

test('an operator’s session ends when the API rejects its token, and records that', async () => {
  signIn('secret');
  const call = vi.fn(() => {
    const response = new Response(null, { status: 401 });
    return Promise.resolve({ error: { code: 'UNAUTHORIZED', traceId: 'trace' }, response });
  });
  await expect(asAdmin(call)).rejects.toSatisfy((error) => hasCode(error, 'UNAUTHORIZED'));
  expect(call).toHaveBeenCalledWith({ authorization: 'Bearer secret' });
  expect(useSession.getState()).toEqual({ token: null, refused: true });
  expect(sessionStorage.getItem(KEY)).toBeNull();
});

test('an operator’s session isn’t ended by a response to an older token', () => {
  signIn('new');
  refuse('old');
  expect(useSession.getState().token).toBe('new');
});

test('a text that isn’t valid in a header is not a token', () => {
  expect(isToken('0af3-_~!')).toBe(true);
  for (const text of ['', 'two words', '토큰', 'line\nbreak']) expect(isToken(text)).toBe(false);
});
