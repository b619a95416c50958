import type { EventView } from '@/shared/api/types';
import { eventStatus } from '@/shared/lib/event-status';

export const FILTERS = ['open', 'soon', 'all'] as const;
export type Filter = (typeof FILTERS)[number];

/** A sold-out event counts as on sale, since expired holds return seats. */
export function fits(event: EventView, filter: Filter): boolean {
  const status = eventStatus(event);
  if (filter === 'open') return status === 'ON_SALE' || status === 'SOLD_OUT';
  return filter === 'all' || status === 'SCHEDULED';
}
