/** The orders of the account that has logged in, on any device; and orders of this browser that are added to it. */
import { infiniteQueryOptions, useInfiniteQuery, type QueryClient } from '@tanstack/react-query';
import { api, unwrap } from '@/shared/api/client';
import type { Order } from '@/shared/api/types';
import { identityOf, useSession } from '@/shared/session/session';
import { markInAccount } from './my-orders';
import { orderQuery } from './use-order';

/** At once; more would wait in the browser's queue for a connection. */
const PARALLEL_CLAIMS = 4;

export const accountOrdersQuery = () =>
  infiniteQueryOptions({
    queryKey: ['account', 'orders'],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/account/orders', {
          params: { query: pageParam === null ? {} : { cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? null,
    // Another device may have bought or returned tickets.
    refetchOnMount: 'always',
  });

export function useLoggedIn(): boolean {
  return useSession(({ session }) => identityOf(session) === 'account');
}

/** Whether the order is among the account's newest ones; false while that isn't known. */
export function useIsInAccount(orderId: string): boolean {
  const { data } = useInfiniteQuery({
    ...accountOrdersQuery(),
    enabled: useLoggedIn(),
    select: ({ pages }) => pages.some(({ items }) => items.some((order) => order.orderId === orderId)),
  });
  return data === true;
}

/** Adds an order to the account. May be repeated. */
export async function claimOrder(orderId: string): Promise<Order> {
  const order = await unwrap(api.PUT('/api/account/orders/{orderId}', { params: { path: { orderId } } }));
  markInAccount([orderId]);
  return order;
}

export interface Claimed {
  readonly added: number;
  /** The orders that weren't added, and why. */
  readonly failures: ReadonlyMap<string, unknown>;
}

/** Adds orders to the account, each for itself: one that is refused doesn't keep the others out. */
export async function claimOrders(orderIds: readonly string[], queries: QueryClient): Promise<Claimed> {
  const failures = new Map<string, unknown>();
  const left = [...orderIds];
  const work = async () => {
    for (let orderId = left.shift(); orderId !== undefined; orderId = left.shift()) {
      try {
        queries.setQueryData(orderQuery(orderId).queryKey, await claimOrder(orderId));
      } catch (error) {
        failures.set(orderId, error);
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_CLAIMS }, work));
  await queries.invalidateQueries({ queryKey: accountOrdersQuery().queryKey });
  return { added: orderIds.length - failures.size, failures };
}
