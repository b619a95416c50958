import { expect, test } from 'vitest';
import { ApiError, NetworkError } from '@/shared/api/problem';
import { ERROR_CODES } from '@/shared/api/vocabulary';
import { en } from '@/shared/i18n/en';
import { ko } from '@/shared/i18n/ko';
import { errorKind, NEXT_STEP, traceOf } from './help';

test.each([...ERROR_CODES, 'NETWORK', 'CRASH'] as const)(
  '%s has a title, a text and a next step in both languages',
  (code) => {
    for (const language of [en, ko]) {
      expect(language.errors[code].title.length).toBeGreaterThan(3);
      expect(language.errors[code].text.length).toBeGreaterThan(10);
      expect(language.errors.step[NEXT_STEP[code]]).toBeTruthy();
    }
  },
);

test('the error texts differ for every code', () => {
  for (const language of [en, ko]) {
    const texts = ERROR_CODES.map((code) => language.errors[code].text);
    expect(new Set(texts).size).toBe(texts.length);
  }
});

test('an API error, a network error and an error in the page are distinguished', () => {
  expect(errorKind(new ApiError('HOLD_LIMIT', 409, 'trace', null))).toBe('HOLD_LIMIT');
  expect(errorKind(new NetworkError('gone'))).toBe('NETWORK');
  expect(errorKind(new Error('ours'))).toBe('CRASH');
  expect(traceOf(new ApiError('HOLD_LIMIT', 409, 'trace', null))).toBe('trace');
  expect(traceOf(new Error('ours'))).toBeNull();
});
