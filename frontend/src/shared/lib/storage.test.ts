import * as v from 'valibot';
import { beforeEach, expect, test, vi } from 'vitest';
import { load, loadForTab, save, saveForTab, validEntries, validItems } from './storage';

const KEY = 'holdfast.test';

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

test('a stored value is loaded as it was saved', () => {
  save(KEY, { count: 3 });
  expect(load(KEY, v.object({ count: v.number() }), { count: 0 })).toEqual({ count: 3 });
  saveForTab(KEY, 'text');
  expect(loadForTab(KEY, v.string(), '')).toBe('text');
  saveForTab(KEY, null);
  expect(sessionStorage).toHaveLength(0);
});

test('a stored value is replaced by the fallback when it is absent, not JSON, or of another shape', () => {
  expect(load(KEY, v.number(), 7)).toBe(7);
  for (const text of ['{', '"three"', 'null']) {
    localStorage.setItem(KEY, text);
    expect(load(KEY, v.number(), 7)).toBe(7);
  }
});

test('a stored value is replaced by the fallback when storage is forbidden, and saving doesn’t throw', () => {
  const forbidden = () => {
    throw new DOMException('forbidden', 'SecurityError');
  };
  vi.spyOn(window, 'localStorage', 'get').mockImplementation(forbidden);
  save(KEY, 1);
  expect(load(KEY, v.number(), 7)).toBe(7);
});

test('a stored value loses only its broken items or entries', () => {
  save(KEY, [1, 'two', 3]);
  expect(load(KEY, validItems(v.number()), [])).toEqual([1, 3]);
  save(KEY, { a: 1, b: null });
  expect(load(KEY, validEntries(v.number()), {})).toEqual({ a: 1 });
});
