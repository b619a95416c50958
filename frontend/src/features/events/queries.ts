import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/shared/api/client';
import { wantedEvents, type Filter } from './filter';

/** How often the numbers of free seats are refetched while the page is visible, for each page of events shown. */
const REFETCH_MS = 4000;
/** A multiple of 2 and 3, the columns of cards. */
const PAGE = 48;

export const eventsQuery = (q: string, filter: Filter) =>
  infiniteQueryOptions({
    queryKey: ['events', q, filter],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/events', {
          params: {
            query: {
              limit: PAGE,
              ...wantedEvents(filter),
              ...(q !== '' && { q }),
              ...(pageParam !== null && { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.nextCursor ?? null,
    // All pages are fetched again, one after the other: a buyer who has opened ten sends no more requests than others.
    refetchInterval: ({ state }) => REFETCH_MS * Math.max(1, state.data?.pages.length ?? 1),
    // The previous results stay until the next ones arrive, so that the page doesn't flicker at each letter.
    placeholderData: (previous) => previous,
  });
