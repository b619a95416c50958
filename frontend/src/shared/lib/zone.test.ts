import { expect, test } from 'vitest';
import { isZone, knownZone, momentOf, ownWallClock, ownZone, wallClock } from './zone';

const moment = (local: string, zone: string) => momentOf(local, zone)?.toISOString();

test('a wall-clock time is a moment of its zone, before and after a change of the clocks', () => {
  expect(moment('2027-05-01T19:30', 'Asia/Seoul')).toBe('2027-05-01T10:30:00.000Z');
  expect(moment('2027-01-15T19:30', 'America/New_York')).toBe('2027-01-16T00:30:00.000Z');
  // The clocks go from 2:00 to 3:00 on 14 March 2027, and from 2:00 back to 1:00 on 7 November.
  expect(moment('2027-03-14T01:59', 'America/New_York')).toBe('2027-03-14T06:59:00.000Z');
  expect(moment('2027-03-14T03:00', 'America/New_York')).toBe('2027-03-14T07:00:00.000Z');
  expect(moment('2027-11-07T00:59', 'America/New_York')).toBe('2027-11-07T04:59:00.000Z');
  expect(moment('2027-11-07T02:00', 'America/New_York')).toBe('2027-11-07T07:00:00.000Z');
  expect(moment('', 'UTC')).toBeUndefined();
});

test('a zone that the browser doesn’t know is shown in UTC', () => {
  expect(knownZone('Asia/Seoul')).toBe('Asia/Seoul');
  expect(knownZone('Mars/Olympus_Mons')).toBe('UTC');
  expect(['UTC', 'Etc/UTC', 'Europe/Rome', 'Mars/Olympus_Mons', ''].map(isZone)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

test('the reader’s clock shows the time of the reader’s zone, before and after a change of the clocks', () => {
  for (const iso of ['2027-03-14T06:59:59.750Z', '2027-07-01T00:00:00Z', '2027-11-07T07:00:00Z']) {
    const at = new Date(iso);
    expect(ownWallClock(at)).toBe(wallClock(at, ownZone()));
  }
});
