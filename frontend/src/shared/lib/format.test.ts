import { expect, test, vi } from 'vitest';
import { formatList, formatMoney, formatNumber } from './format';

test('money is written in the major unit of its currency', () => {
  expect(formatMoney(50_000, 'KRW', 'en')).toBe('₩50,000');
  expect(formatMoney(50_000, 'USD', 'en')).toBe('$500.00');
});

test('a formatter is made once for each language and currency, since that takes longer than to format', () => {
  const { NumberFormat, ListFormat } = Intl;
  const number = vi.spyOn(Intl, 'NumberFormat').mockImplementation(function (...options) {
    return new NumberFormat(...options);
  });
  const list = vi.spyOn(Intl, 'ListFormat').mockImplementation(function (...options) {
    return new ListFormat(...options);
  });
  for (let time = 0; time < 50; time += 1) {
    formatMoney(time, 'JPY', 'en');
    formatMoney(time, 'JPY', 'ko');
    formatNumber(time, 'ko');
    formatList(['5', '6'], 'ko');
  }
  expect(number).toHaveBeenCalledTimes(3);
  expect(list).toHaveBeenCalledTimes(1);
});
