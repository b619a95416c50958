import { expect, test } from 'vitest';
import { EMPTY, isRequest, minorDigits, parsePrice, toRequest, type Draft } from './draft';

const GOOD: Draft = {
  ...EMPTY,
  title: ' Fireworks ',
  venue: 'River',
  timeZone: 'America/New_York',
  startsAt: '2027-05-01T19:30',
  sections: [{ key: 1, name: 'Floor', rows: '10', cols: '20', price: '50,000' }],
};

test('a draft of an event becomes a request to the API', () => {
  expect(toRequest(GOOD)).toEqual({
    title: 'Fireworks',
    venue: 'River',
    startsAt: '2027-05-01T23:30:00.000Z',
    timeZone: 'America/New_York',
    currency: 'KRW',
    sections: [{ name: 'Floor', rows: 10, cols: 20, price: 50_000 }],
  });
});

test('a draft of an event has sales times only when they are given', () => {
  const request = toRequest({ ...GOOD, salesOpenAt: '2027-04-01T10:00' });
  expect(request).toHaveProperty('salesOpenAt', '2027-04-01T14:00:00.000Z');
  expect(request).not.toHaveProperty('salesCloseAt');
});

test('a draft of an event has a limit of seats per buyer only when it is given', () => {
  expect(toRequest(GOOD)).not.toHaveProperty('seatsPerBuyer');
  expect(toRequest({ ...GOOD, seatsPerBuyer: ' 4 ' })).toHaveProperty('seatsPerBuyer', 4);
  const issues = toRequest({ ...GOOD, seatsPerBuyer: 'four' });
  expect(isRequest(issues) ? null : issues.get('seatsPerBuyer')).toEqual({ kind: 'whole' });
});

test('a draft of an event reports all its issues at once, by the API’s field names', () => {
  const issues = toRequest({
    ...EMPTY,
    timeZone: 'Mars/Olympus_Mons',
    sections: [{ key: 1, name: '', rows: '0', cols: '2.5', price: '' }],
  });
  if (isRequest(issues)) throw new Error('the draft was accepted');
  expect([...issues].map(([field, { kind }]) => [field, kind]).sort()).toEqual([
    ['sections[0].cols', 'whole'],
    ['sections[0].name', 'empty'],
    ['sections[0].price', 'price'],
    ['sections[0].rows', 'whole'],
    ['startsAt', 'time'],
    ['timeZone', 'zone'],
    ['title', 'empty'],
    ['venue', 'empty'],
  ]);
});

test('a draft of an event has exact prices in minor units, or none', () => {
  expect(parsePrice('49.5', 2)).toBe(4950);
  expect(parsePrice('0.29', 2)).toBe(29);
  expect(parsePrice('1,250', 0)).toBe(1250);
  expect(parsePrice('0', 0)).toBe(0);
  for (const text of ['', '-1', '1.5', 'free', '1e3']) expect(parsePrice(text, 0)).toBeNull();
  expect(parsePrice('1.005', 2)).toBeNull();
});

test('a currency has its own number of minor digits, and an invalid code has none', () => {
  expect(['KRW', 'JPY', 'USD', 'KWD', 'K', ''].map(minorDigits)).toEqual([0, 0, 2, 3, 0, 0]);
});
