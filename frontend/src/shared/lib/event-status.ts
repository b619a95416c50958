/** The document calls statuses plain strings; here they become what the page tells apart. */
import type { EventView } from '@/shared/api/types';
import type { Tone } from '@/shared/ui/badge';

export type EventStatus = 'ON_SALE' | 'SCHEDULED' | 'CLOSED' | 'SOLD_OUT' | 'UNKNOWN';

export function eventStatus(event: EventView): EventStatus {
  switch (event.status) {
    case 'ON_SALE':
      return event.seatsAvailable === 0 ? 'SOLD_OUT' : 'ON_SALE';
    case 'SCHEDULED':
    case 'CLOSED':
      return event.status;
    default:
      return 'UNKNOWN';
  }
}

export const STATUS_TONE: Record<EventStatus, Tone> = {
  ON_SALE: 'good',
  SCHEDULED: 'warn',
  CLOSED: 'neutral',
  SOLD_OUT: 'neutral',
  UNKNOWN: 'neutral',
};
