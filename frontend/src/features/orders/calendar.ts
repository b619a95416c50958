/** An event as an iCalendar file (RFC 5545). */
import ical, { ICalAlarmType, ICalCalendarMethod } from 'ical-generator';

/** The API gives no duration. Without an end a calendar shows the entry as a moment. */
const ASSUMED_MS = 2 * 3_600_000;
const REMIND_S = 2 * 3600;

export interface CalendarEntry {
  readonly uid: string;
  readonly title: string;
  readonly venue: string;
  /** RFC 3339. */
  readonly startsAt: string;
  readonly description: string;
}

export function icalendar(entry: CalendarEntry, now = new Date()): string {
  const calendar = ical({
    prodId: { company: 'Holdfast', product: 'Tickets' },
    scale: 'gregorian',
    method: ICalCalendarMethod.PUBLISH,
    events: [
      {
        id: entry.uid,
        stamp: now,
        start: new Date(entry.startsAt),
        end: new Date(Date.parse(entry.startsAt) + ASSUMED_MS),
        summary: entry.title,
        location: entry.venue,
        description: entry.description,
        // No URL property: the library writes it after the alarm, where the grammar allows none.
        alarms: [{ type: ICalAlarmType.display, triggerBefore: REMIND_S, description: entry.title }],
      },
    ],
  });
  // The library leaves out the CRLF after the last line, which the grammar requires.
  return `${calendar.toString()}\r\n`;
}

export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser may read the blob only after the click has returned.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 10_000);
}
