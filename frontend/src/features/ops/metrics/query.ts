import { queryOptions } from '@tanstack/react-query';
import { pollEvery } from '@/features/ops/queries';
import { api, unwrap } from '@/shared/api/client';
import { NO_HISTORY, record, type History } from './history';
import { parseMetrics } from './parse';

/** How often the metrics are read; each reading is some tens of kilobytes. */
const SCRAPE_MS = 2000;

/** Not an admin route, but the history belongs to the page: it is forgotten with the sign-out. */
export const metricsQuery = () =>
  queryOptions({
    queryKey: ['ops', 'metrics'],
    queryFn: async ({ client, signal, queryKey }): Promise<History> => {
      const text = await unwrap(api.GET('/api/metrics', { parseAs: 'text', signal }));
      const before = client.getQueryData<History>(queryKey) ?? NO_HISTORY;
      return record(before, Date.now(), parseMetrics(text));
    },
    // It is made of what it was before, so there is nothing to compare it with.
    structuralSharing: false,
    staleTime: 0,
    ...pollEvery(SCRAPE_MS),
  });
