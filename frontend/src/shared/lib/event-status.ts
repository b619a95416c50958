/** An event's status for buyers: the API's sales status, with sold-out events told apart. */
import type { EventStatus as SalesStatus, EventView } from '@/shared/api/types';
import type { Tone } from '@/shared/ui/badge';

/** UNKNOWN stands for a status that this page doesn't know. */
export type EventStatus = SalesStatus | 'SOLD_OUT' | 'UNKNOWN';

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
