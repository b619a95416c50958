import { expect, test } from 'vitest';
import type { FieldError } from '@/shared/api/types';
import { readIssues } from './issues';

const issue = (error: Omit<FieldError, 'message'>) =>
  readIssues([{ ...error, message: 'must rhyme' }]).get(error.field);

test('the API’s error for a field is recognised by its code', () => {
  expect(issue({ field: 'title', code: 'EMPTY' })).toEqual({ kind: 'empty' });
  expect(issue({ field: 'sections', code: 'EMPTY' })).toEqual({ kind: 'noSection' });
  expect(issue({ field: 'venue', code: 'TOO_LONG', max: 255 })).toEqual({ kind: 'long', most: 255 });
  expect(issue({ field: 'startsAt', code: 'NOT_IN_FUTURE' })).toEqual({ kind: 'past' });
  expect(issue({ field: 'salesOpenAt', code: 'OUT_OF_ORDER' })).toEqual({ kind: 'order' });
  expect(issue({ field: 'timeZone', code: 'MALFORMED' })).toEqual({ kind: 'zone' });
  expect(issue({ field: 'sections[1].rows', code: 'OUT_OF_RANGE', min: 1, max: 100_000 })).toEqual({
    kind: 'range',
    least: 1,
    most: 100_000,
  });
  expect(issue({ field: 'startsAt', code: 'OUT_OF_RANGE', min: 1970, max: 9999 })).toEqual({
    kind: 'years',
    least: 1970,
    most: 9999,
  });
  expect(issue({ field: 'sections', code: 'TOO_LARGE', max: 100_000 })).toEqual({
    kind: 'seats',
    most: 100_000,
  });
});

test('the API’s error for a field is replaced by the page’s own text for a price', () => {
  expect(issue({ field: 'sections[0].price', code: 'OUT_OF_RANGE', min: 0, max: 10 })).toEqual({
    kind: 'price',
  });
});

test('the API’s error for a field is shown as it is when its code has no text', () => {
  expect(issue({ field: 'title', code: 'REPEATED' })).toEqual({ kind: 'other', message: 'must rhyme' });
});
