/** The dashboard's queries, polled while its tab is visible. */
import { keepPreviousData, queryOptions, type Query } from '@tanstack/react-query';
import { api, unwrap } from '@/shared/api/client';
import { ApiError } from '@/shared/api/problem';
import type { EventView, OrderStatus } from '@/shared/api/types';
import { asAdmin } from './admin';

const OVERVIEW_MS = 3000;
/** As often as the processes report. */
const FIGURES_MS = 2000;
const SALES_MS = 5000;
const CLOSED_SALES_MS = 30_000;
const PERIODS_MS = 10_000;
const ORDERS_MS = 5000;
const EVENTS_MS = 15_000;
const TIMELINE_MS = 5000;
/** The least polling interval after an error. */
const ERROR_INTERVAL_MS = 5000;

/** Bounds the loop over pages of 100 events; 5,000 events are far more than a sale has. */
const MAX_PAGES = 50;
const ORDERS_PER_PAGE = 20;

/** Polls at this interval, less often after an error. There are no retries: the next poll is the retry. */
export function pollEvery(ms: number) {
  const refetchInterval = <Data, Key extends readonly unknown[]>({
    state,
  }: Query<Data, Error, Data, Key>): number => {
    if (state.error === null) return ms;
    const asked = state.error instanceof ApiError ? (state.error.retryAfterMs ?? 0) : 0;
    return Math.max(ms, asked, ERROR_INTERVAL_MS);
  };
  return { refetchInterval, retry: false } as const;
}

export const overviewQuery = () =>
  queryOptions({
    queryKey: ['ops', 'overview'],
    queryFn: ({ signal }) => asAdmin((headers) => api.GET('/api/admin/overview', { headers, signal })),
    staleTime: 0,
    ...pollEvery(OVERVIEW_MS),
  });

export const figuresQuery = () =>
  queryOptions({
    queryKey: ['ops', 'figures'],
    queryFn: ({ signal }) => asAdmin((headers) => api.GET('/api/admin/figures', { headers, signal })),
    staleTime: 0,
    ...pollEvery(FIGURES_MS),
  });

/** A closed event is polled less often: only its pending orders still change. */
export const salesQuery = (eventId: number, closed = false) =>
  queryOptions({
    queryKey: ['ops', 'sales', eventId],
    queryFn: ({ signal }) =>
      asAdmin((headers) =>
        api.GET('/api/admin/events/{eventId}/sales', { params: { path: { eventId } }, headers, signal }),
      ),
    ...pollEvery(closed ? CLOSED_SALES_MS : SALES_MS),
  });

export const salesPeriodsQuery = (eventId: number) =>
  queryOptions({
    queryKey: ['ops', 'periods', eventId],
    queryFn: ({ signal }) =>
      asAdmin((headers) =>
        api.GET('/api/admin/events/{eventId}/sales/periods', {
          params: { path: { eventId } },
          headers,
          signal,
        }),
      ),
    ...pollEvery(PERIODS_MS),
  });

/** All pages of events: the API lists them by their start, and the dashboard needs the newest. */
export const allEventsQuery = () =>
  queryOptions({
    queryKey: ['ops', 'events'],
    queryFn: async ({ signal }): Promise<EventView[]> => {
      const events: EventView[] = [];
      let cursor: string | null | undefined;
      for (let page = 0; page < MAX_PAGES && cursor !== null; page += 1) {
        const query = { limit: 100, ...(cursor !== undefined && { cursor }) };
        const { items, nextCursor } = await unwrap(api.GET('/api/events', { params: { query }, signal }));
        events.push(...items);
        cursor = nextCursor ?? null;
      }
      return events;
    },
    ...pollEvery(EVENTS_MS),
  });

export const timelineQuery = (orderId: string) =>
  queryOptions({
    queryKey: ['ops', 'timeline', orderId],
    queryFn: ({ signal }) =>
      asAdmin((headers) =>
        api.GET('/api/admin/orders/{orderId}/timeline', { params: { path: { orderId } }, headers, signal }),
      ),
    ...pollEvery(TIMELINE_MS),
  });

export interface OrdersWanted {
  readonly eventId: number;
  readonly status: OrderStatus | null;
  /** Null for the newest page. */
  readonly cursor: string | null;
}

export const ordersQuery = ({ eventId, status, cursor }: OrdersWanted) =>
  queryOptions({
    queryKey: ['ops', 'orders', eventId, status, cursor],
    queryFn: ({ signal }) =>
      asAdmin((headers) =>
        api.GET('/api/orders', {
          params: {
            query: {
              eventId,
              limit: ORDERS_PER_PAGE,
              ...(status !== null && { status }),
              ...(cursor !== null && { cursor }),
            },
          },
          headers,
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    ...pollEvery(ORDERS_MS),
  });
