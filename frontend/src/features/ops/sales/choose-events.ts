/** Selects and sorts the events that the dashboard lists. */
import type { EventView } from '@/shared/api/types';
import { eventStatus } from '@/shared/lib/event-status';

export const SHOWS = ['open', 'all'] as const;
export type Show = (typeof SHOWS)[number];

const PLACE = { ON_SALE: 0, SOLD_OUT: 0, UNKNOWN: 0, SCHEDULED: 1, CLOSED: 2 } as const;

/** Events on sale come first, newest first. Words match title and venue; a number also matches an id. */
export function chooseEvents(events: readonly EventView[], show: Show, words: string): EventView[] {
  const wanted = words.trim().toLocaleLowerCase();
  const place = (event: EventView) => PLACE[eventStatus(event)];
  return events
    .filter((event) => show === 'all' || place(event) < PLACE.CLOSED)
    .filter(
      ({ id, title, venue }) =>
        wanted === '' || String(id) === wanted || `${title}\n${venue}`.toLocaleLowerCase().includes(wanted),
    )
    .sort((a, b) => place(a) - place(b) || b.id - a.id);
}
