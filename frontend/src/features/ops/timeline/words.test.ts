import { expect, test } from 'vitest';
import { ops } from '@/shared/i18n/en/ops';
import type { TimelineEntry } from '@/shared/api/types';
import { isUnderWay, OUTCOMES, outcomeTone, WHATS } from './words';

test('each word of a timeline has a text, and each text a word', () => {
  expect(Object.keys(ops.timeline.what).sort()).toEqual([...WHATS].sort());
  expect(Object.keys(ops.timeline.outcome).sort()).toEqual([...OUTCOMES].sort());
});

test('an outcome that this page doesn’t know is neutral', () => {
  expect([outcomeTone('CONFIRMED'), outcomeTone('FAILED'), outcomeTone('POSTPONED')]).toEqual([
    'good',
    'bad',
    'neutral',
  ]);
});

test('a step without an outcome is under way; a request without one isn’t', () => {
  const entry: TimelineEntry = {
    at: '2026-12-01T10:00:00.000Z',
    actor: 'SAGA',
    kind: 'GATEWAY',
    what: 'void',
  };
  expect(isUnderWay({ ...entry, attempts: 3 })).toBe(true);
  expect(isUnderWay({ ...entry, attempts: 3, durationMs: 5, outcome: 'VOIDED' })).toBe(false);
  expect(isUnderWay(entry)).toBe(false);
});
