import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { preferred } from '.';
import { en } from './en';
import { ko } from './ko';
import { ops as opsEn } from './en/ops';
import { ops as opsKo } from './ko/ops';

/** All texts by path, such as `basket.hold_one`. */
function texts(value: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(value).flatMap(([key, entry]: [string, unknown]) =>
      typeof entry === 'object' && entry !== null
        ? [...texts(entry, `${path}${key}.`)]
        : [[`${path}${key}`, String(entry)]],
    ),
  );
}

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
const english = texts({ ...en, ops: opsEn });
const korean = texts({ ...ko, ops: opsKo });

test('the two languages have the same keys', () => {
  expect([...korean.keys()].sort()).toEqual([...english.keys()].sort());
});

test('the two languages use the same placeholders', () => {
  for (const [key, text] of english) {
    const used = placeholders(text);
    // A plural form may leave out the count, as in "Last seat".
    const given = placeholders(korean.get(key) ?? '').filter(
      (name) => name !== 'count' || used.includes('count'),
    );
    expect(given, key).toEqual(used);
  }
});

test('the two languages have no empty or untranslated text', () => {
  const same = [...english].filter(([key, text]) => korean.get(key) === text).map(([key]) => key);
  expect(same.sort()).toEqual(['common.brand', 'common.language.en', 'common.language.ko']);
});

test('the two languages have no text that is never used', () => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('i18n') && !name.includes('.test.'))
    .map((name) => readFileSync(`src/${name}`, 'utf8'))
    .join('\n');
  const unused = [...english.keys()]
    .map((key) => key.replace(/_(one|other)$/, ''))
    .filter((key) => !sources.includes(`'${key}'`) && !isBuilt(key, sources));
  expect(unused).toEqual([]);
});

test('the language is chosen by the browser’s preferred languages', () => {
  expect(preferred(['ko-KR', 'en-US'])).toBe('ko');
  expect(preferred(['de-DE', 'en-GB', 'ko'])).toBe('en');
  expect(preferred(['fr'])).toBe('en');
});

/** Whether a template in the sources, such as `errors.${code}.title`, can produce this key. */
function isBuilt(key: string, sources: string): boolean {
  const parts = key.split('.');
  return parts.some((_, at) => {
    if (at === 0) return false;
    const [before, after] = [parts.slice(0, at).join('.'), parts.slice(at + 1).join('.')];
    const rest = after === '' ? '' : `.${after}`;
    return new RegExp(`\`${before}\\.\\$\\{[^}]+\\}(Text)?${rest.replaceAll('.', '\\.')}\``).test(sources);
  });
}
