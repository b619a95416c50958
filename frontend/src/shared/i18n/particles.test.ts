import i18next from 'i18next';
import { expect, test } from 'vitest';
import { changeLanguage, startI18n } from '.';
import { chooseParticles } from './particles';

test.each([
  ['좌석 A-1은(는)', '좌석 A-1은'],
  ['좌석 A-2은(는)', '좌석 A-2는'],
  ['좌석 A-10이(가)', '좌석 A-10이'],
  ['좌석 A-9이(가)', '좌석 A-9가'],
  ['₩240,000을(를)', '₩240,000을'],
  ['$49.50을(를)', '$49.50를'],
  ['‘봄의 콘서트’은(는)', '‘봄의 콘서트’는'],
  ['‘가을’은(는)', '‘가을’은'],
  ['‘Holdfast LIVE M’은(는)', '‘Holdfast LIVE M’은'],
])('the particle fits the word before: %s', (text, expected) => {
  expect(chooseParticles(text)).toBe(expected);
});

test('both particles stay where the pronunciation isn’t known', () => {
  expect(chooseParticles('‘Night’은(는)')).toBe('‘Night’은(는)');
});

test('the texts of the page have the particle that fits', async () => {
  await startI18n();
  await changeLanguage('ko');
  expect(i18next.t('map.justTaken.text', { count: 2, labels: 'A-1, A-2' })).toBe(
    '좌석 A-1, A-2가 방금 나갔습니다.',
  );
  expect(i18next.t('orders.refund.text', { amount: '₩90,000' })).toContain('₩90,000을 돌려받습니다');
});
