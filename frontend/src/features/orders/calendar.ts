/** An event as an iCalendar file (RFC 5545). */
import ical, { ICalCalendarMethod } from 'ical-generator';

export interface CalendarEntry {
  readonly uid: string;
  readonly title: string;
  readonly venue: string;
  /** RFC 3339. The API gives no duration, so the entry has no end. */
  readonly startsAt: string;
  readonly description: string;
  readonly url: string;
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
        summary: entry.title,
        location: entry.venue,
        description: entry.description,
        url: entry.url,
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
