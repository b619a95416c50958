/** Queries that more than one feature uses, and their defaults. */
import { QueryClient, queryOptions } from '@tanstack/react-query';
import { retryDelay } from '@/shared/lib/backoff';
import { api, unwrap } from './client';
import { isTransient } from './problem';

export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5000,
        // Refusals are final; transient errors are retried.
        retry: (failures, error) => failures < 4 && isTransient(error),
        retryDelay: (attempt, error) => retryDelay(attempt, error),
      },
    },
  });
}

export const eventQuery = (eventId: number) =>
  queryOptions({
    queryKey: ['event', eventId],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/events/{eventId}', { params: { path: { eventId } }, signal })),
  });
