import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readIssues } from './issues';

const issue = (field: string, message: string) => readIssues([{ field, message }]).get(field);

test('the API’s error for a field is recognised by its message', () => {
  expect(issue('title', 'must not be empty')).toEqual({ kind: 'empty' });
  expect(issue('venue', 'must have at most 255 characters')).toEqual({ kind: 'long', most: '255' });
  expect(issue('sections[1].rows', 'must be from 1 to 100000')).toEqual({
    kind: 'range',
    least: '1',
    most: '100000',
  });
  expect(issue('sections', 'an event may have at most 100000 seats')).toEqual({
    kind: 'seats',
    most: '100000',
  });
});

test('the API’s error for a field is replaced by the page’s own text for a price', () => {
  expect(issue('sections[0].price', 'must be from 0 to 1000000000000')).toEqual({ kind: 'price' });
});

test('the API’s error for a field is shown as it is when its message is unknown', () => {
  expect(issue('title', 'must rhyme')).toEqual({ kind: 'other', message: 'must rhyme' });
});

test('the API’s error for a field is recognised for every message in the server’s source', () => {
  const route = readFileSync('../api-server/src/routes/admin/create_event.rs', 'utf8');
  const said = [...route.matchAll(/"(must [^"]+)"/g)].map((match) => match[1] ?? '');
  expect(said.length).toBeGreaterThanOrEqual(6);
  for (const words of said) {
    const message = words.replace(/\{[^}]*\}/g, '7');
    expect(issue('field', message)?.kind, message).not.toBe('other');
  }
});
