import { expect, test } from 'vitest';
import { icalendar } from './calendar';

const entry = {
  uid: '7-12-13@holdfast',
  title: 'Rock; Paper, Scissors',
  venue: '잠실 올림픽주경기장',
  startsAt: '2027-01-03T10:00:00Z',
  description: 'Two seats\nA-1, A-2',
};
const file = icalendar(entry, new Date('2026-11-22T20:00:00.500Z'));

test('the calendar file has the required properties, times in UTC, and CRLF line ends', () => {
  expect(file.split('\r\n')).toEqual([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Holdfast//Tickets//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    'UID:7-12-13@holdfast',
    'SEQUENCE:0',
    'DTSTAMP:20261122T200000Z',
    'DTSTART:20270103T100000Z',
    'DTEND:20270103T120000Z',
    String.raw`SUMMARY:Rock\; Paper\, Scissors`,
    'LOCATION:잠실 올림픽주경기장',
    String.raw`DESCRIPTION:Two seats\nA-1\, A-2`,
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    'TRIGGER:-PT2H',
    String.raw`DESCRIPTION:Rock\; Paper\, Scissors`,
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ]);
});

test('the calendar file folds long lines by octets, never within a character', () => {
  const title = '한강 불꽃 콘서트 '.repeat(20);
  const long = icalendar({ ...entry, title });
  const lines = long.split('\r\n');
  for (const line of lines) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
  expect(long.replaceAll('\r\n ', '')).toContain(`SUMMARY:${title}`);
});
