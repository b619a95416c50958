import { expect, test, vi } from 'vitest';
import {
  formatAge,
  formatClock,
  formatDate,
  formatInstant,
  formatLength,
  formatPeriod,
  formatRate,
  formatSeconds,
  formatShare,
} from './format';

test('durations, rates and shares have few digits and the unit that fits', () => {
  expect(formatSeconds(0.0042, 'en')).toBe('4.2 ms');
  expect(formatSeconds(1.25, 'en')).toBe('1.25 sec');
  expect(formatRate(1250, 'en')).toBe('1,250');
  expect(formatShare(0.042, 'en')).toBe('4.2%');
  expect(formatAge(7_200_000, 'en')).toBe('2 hr');
});

test('the start of a period is as precise as the period', () => {
  const at = new Date(2026, 10, 29, 20, 1, 30).getTime();
  const words = [10, 60, 900, 86_400].map((seconds) => formatPeriod(at, seconds, 'en'));
  expect(words).toEqual(['20:01:30', '20:01', '11/29, 20:01', '11/29']);
  const lengths = [10, 60, 900, 21_600, 86_400].map((seconds) => formatLength(seconds, 'en'));
  expect(lengths).toEqual(['10 sec', '1 min', '15 min', '6 hr', '1 day']);
});

test('the dashboard makes each formatter once, not one for each figure', () => {
  const { NumberFormat, DateTimeFormat } = Intl;
  const number = vi.spyOn(Intl, 'NumberFormat').mockImplementation(function (...options) {
    return new NumberFormat(...options);
  });
  const time = vi.spyOn(Intl, 'DateTimeFormat').mockImplementation(function (...options) {
    return new DateTimeFormat(...options);
  });
  for (let second = 0; second < 50; second += 1) {
    const at = new Date(second * 1000).toISOString();
    formatSeconds(0.02, 'ko');
    formatRate(0.5, 'ko');
    formatShare(0.5, 'ko');
    formatDate(at, 'ko');
    formatInstant(at, 'ko');
    formatClock(at, 'ko');
    formatPeriod(second, 900, 'ko');
  }
  expect(number).toHaveBeenCalledTimes(3);
  expect(time).toHaveBeenCalledTimes(4);
});
