/** Which events the list shows. */
export const FILTERS = ['open', 'soon', 'all', 'past'] as const;
export type Filter = (typeof FILTERS)[number];

interface Wanted {
  status?: 'ON_SALE' | 'SCHEDULED';
  startsFrom?: string;
  startsBefore?: string;
  sort?: '-startsAt';
}

/** The API's parameters. A sold-out event counts as on sale, since expired holds return seats. */
export function wantedEvents(filter: Filter, now = new Date()): Wanted {
  switch (filter) {
    case 'open':
      return { status: 'ON_SALE' };
    case 'soon':
      return { status: 'SCHEDULED' };
    case 'all':
      return { startsFrom: now.toISOString() };
    case 'past':
      return { startsBefore: now.toISOString(), sort: '-startsAt' };
  }
}
