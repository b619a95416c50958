import { describe, expect, it } from 'vitest';
import { ApiError, NetworkError } from '@/shared/api/problem';
import { ERROR_CODES } from '@/shared/api/vocabulary';
import { en } from '@/shared/i18n/en';
import { ko } from '@/shared/i18n/ko';
import { errorKind, NEXT_STEP, traceOf } from './help';

describe('the texts and next steps of errors', () => {
  it.each([...ERROR_CODES, 'NETWORK', 'CRASH'] as const)(
    'says what %s means and what to do, in both languages',
    (code) => {
      for (const language of [en, ko]) {
        expect(language.errors[code].title.length).toBeGreaterThan(3);
        expect(language.errors[code].text.length).toBeGreaterThan(10);
        expect(language.errors.step[NEXT_STEP[code]]).toBeTruthy();
      }
    },
  );

  it('differ for every code', () => {
    for (const language of [en, ko]) {
      const texts = ERROR_CODES.map((code) => language.errors[code].text);
      expect(new Set(texts).size).toBe(texts.length);
    }
  });

  it('distinguish an API error, a network error and an error in the page', () => {
    expect(errorKind(new ApiError('HOLD_LIMIT', 409, 'trace', null, []))).toBe('HOLD_LIMIT');
    expect(errorKind(new NetworkError('gone'))).toBe('NETWORK');
    expect(errorKind(new Error('ours'))).toBe('CRASH');
    expect(traceOf(new ApiError('HOLD_LIMIT', 409, 'trace', null, []))).toBe('trace');
    expect(traceOf(new Error('ours'))).toBeNull();
  });
});
