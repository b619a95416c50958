import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { eventQuery } from '@/shared/api/queries';
import type { EventView } from '@/shared/api/types';
import { serverClock } from '@/shared/lib/clock';

/** A longer time-out would fire at once. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;
/** The server must have passed the moment too. */
const MARGIN_MS = 250;

/** Refetches the event when its sales open or close, by the server's clock. */
export function useSalesClock(event: EventView | undefined): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (event === undefined) return;
    const now = serverClock.now();
    const moments = [event.salesOpenAt, event.salesCloseAt]
      .map((iso) => Date.parse(iso))
      .filter((moment) => moment > now);
    const next = Math.min(...moments) - now + MARGIN_MS;
    if (next > MAX_TIMEOUT_MS) return;
    const timer = setTimeout(() => void queries.invalidateQueries(eventQuery(event.id)), next);
    return () => {
      clearTimeout(timer);
    };
  }, [event, queries]);
}
