import { queryOptions } from '@tanstack/react-query';
import { pollEvery } from '@/features/ops/queries';
import { api, unwrap } from '@/shared/api/client';
import { NO_HISTORY, record, type History } from './history';
import { parseMetrics } from './parse';

/** The scrape interval; each scrape is some tens of kilobytes. */
const SCRAPE_MS = 2000;

/** /api/metrics needs no admin token, but the history is kept under the `ops` key, which signing out clears. */
export const metricsQuery = () =>
  queryOptions({
    queryKey: ['ops', 'metrics'],
    queryFn: async ({ client, signal, queryKey }): Promise<History> => {
      const text = await unwrap(api.GET('/api/metrics', { parseAs: 'text', signal }));
      const before = client.getQueryData<History>(queryKey) ?? NO_HISTORY;
      return record(before, Date.now(), parseMetrics(text));
    },
    // Each history is a new object built from the previous one, so comparing them structurally is a waste.
    structuralSharing: false,
    staleTime: 0,
    ...pollEvery(SCRAPE_MS),
  });
