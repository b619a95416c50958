import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/shared/api/client';

/** How often the numbers of free seats are refetched while the page is visible. */
const REFETCH_MS = 4000;

export const eventsQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ['events', q],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/events', {
          params: {
            query: { limit: 100, ...(q !== '' && { q }), ...(pageParam !== null && { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.nextCursor ?? null,
    refetchInterval: REFETCH_MS,
    // The previous results stay until the next ones arrive, so that the page doesn't flicker at each letter.
    placeholderData: (previous) => previous,
  });
