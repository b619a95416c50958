import { infiniteQueryOptions } from '@tanstack/react-query';
import { answer, api } from '@/shared/api/client';

/** How often the numbers of free seats are looked at again while the page is visible. */
const LOOK_AGAIN_MS = 4000;

export const eventsQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ['events', q],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/api/events', {
          params: {
            query: { limit: 100, ...(q !== '' && { q }), ...(pageParam !== null && { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.nextCursor ?? null,
    refetchInterval: LOOK_AGAIN_MS,
    // Words are kept while the next ones are looked for, so that the page doesn't flicker at each letter.
    placeholderData: (previous) => previous,
  });
