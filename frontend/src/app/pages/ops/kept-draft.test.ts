import { afterEach, expect, test, vi } from 'vitest';
import { EMPTY } from '@/features/ops';
import { dropDraft, keepDraft, keptDraft } from './kept-draft';

// The charts, which the same feature exports, watch the pixel ratio as they are loaded; jsdom can't.
vi.hoisted(() => {
  vi.stubGlobal('matchMedia', () => new EventTarget());
});

afterEach(() => {
  localStorage.clear();
});

test('a draft is kept until its event is created', () => {
  expect(keptDraft()).toEqual(EMPTY);
  const draft = {
    ...EMPTY,
    title: 'Concert',
    sections: [{ key: 4, name: 'A', rows: '1', cols: 'x', price: '' }],
  };
  keepDraft(draft);
  expect(keptDraft()).toEqual(draft);
  dropDraft();
  expect(keptDraft()).toEqual(EMPTY);
});

test('a broken part of a stored draft loses only that part', () => {
  localStorage.setItem(
    'holdfast.ops.draft.1',
    JSON.stringify({ title: 'Concert', venue: 5, sections: 'x', y: 'z' }),
  );
  expect(keptDraft()).toEqual({ ...EMPTY, title: 'Concert' });
});
