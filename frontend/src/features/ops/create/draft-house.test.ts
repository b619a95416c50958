import { expect, test } from 'vitest';
import { draftHouse, rowLetters } from './draft-house';

const section = (name: string, rows: string, cols: string, price = '100') => ({
  key: 1,
  name,
  rows,
  cols,
  price,
});

test('the seat map of a draft numbers and labels seats as the API does', () => {
  const house = draftHouse([section('Floor', '1', '2', '5'), section('Stand', '1', '3', '3.50')], 'USD');
  expect(house?.seats.map(({ id, label, r, c, section: at, price }) => [id, label, r, c, at, price])).toEqual(
    [
      [1, 'A-1', 1, 1, 'Floor', 500],
      [2, 'A-2', 1, 2, 'Floor', 500],
      [3, 'B-1', 2, 1, 'Stand', 350],
      [4, 'B-2', 2, 2, 'Stand', 350],
      [5, 'B-3', 2, 3, 'Stand', 350],
    ],
  );
  expect(house).toMatchObject({ rows: 2, cols: 3 });
});

test('the seat map of a draft names rows like spreadsheet columns', () => {
  expect([1, 26, 27, 52, 53, 702, 703].map(rowLetters)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA']);
});

test('the seat map of a draft leaves out sections without a size, and is null when it is empty or too large', () => {
  expect(draftHouse([section('', '', '20'), section('Stand', '1', '1')], 'KRW')?.seats).toHaveLength(1);
  expect(draftHouse([section('', '', '20')], 'KRW')).toBeNull();
  expect(draftHouse([section('Plain', '1000', '101')], 'KRW')).toBeNull();
});
