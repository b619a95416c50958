/** One order, updated by its stream until it has ended, and by polls while the stream doesn't get through. */
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import * as v from 'valibot';
import { api, unwrap } from '@/shared/api/client';
import type { Order } from '@/shared/api/types';
import { json } from '@/shared/live/json';
import { LiveStream } from '@/shared/live/stream';
import { hasEnded, orderStatus } from './status';

/** The stream's first message comes at once. After this long without one, the order is polled. */
const GRACE_MS = 3000;
const POLL_MS = 2500;
/** A confirmed order can still be refunded, in another browser or by an operator. */
const CONFIRMED_POLL_MS = 15_000;

/** `away`: neither the stream nor the polls get through; the order goes on without this page. */
export type Updates = 'live' | 'polling' | 'away';

/** What every view of an order needs; fields that may be absent are as the API sends them. */
const ORDER = json(
  v.pipe(
    v.looseObject({
      orderId: v.string(),
      eventId: v.number(),
      status: v.string(),
      paymentStatus: v.string(),
      seatIds: v.array(v.number()),
      amount: v.number(),
      currency: v.string(),
      createdAt: v.string(),
      updatedAt: v.string(),
    }),
    v.transform((order) => order as Order),
  ),
);

export const orderQuery = (orderId: string) =>
  queryOptions({
    queryKey: ['order', orderId],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/orders/{orderId}', { params: { path: { orderId } }, signal })),
  });

export function useOrder(orderId: string) {
  const queries = useQueryClient();
  /** The order for whose stream no message has come in time. */
  const [silent, setSilent] = useState<string | null>(null);
  const order = useQuery({
    ...orderQuery(orderId),
    refetchInterval: ({ state: { data } }) => {
      if (data === undefined || !hasEnded(data)) return silent === orderId ? POLL_MS : false;
      return orderStatus(data) === 'CONFIRMED' ? CONFIRMED_POLL_MS : false;
    },
  });
  const follow = order.data !== undefined && !hasEnded(order.data);

  useEffect(() => {
    if (!follow) return;
    let grace: ReturnType<typeof setTimeout> | undefined;
    const stream = new LiveStream(`/api/orders/${orderId}/stream`, {
      lastEventId: () => null,
      onMessage: (event, data) => {
        const order = event === 'STATUS' ? v.parse(ORDER, data) : null;
        clearTimeout(grace);
        grace = undefined;
        setSilent(null);
        if (order !== null) queries.setQueryData(orderQuery(orderId).queryKey, order);
      },
      onLink: (link) => {
        if (link !== 'connecting' && link !== 'waiting') return;
        grace ??= setTimeout(() => {
          setSilent(orderId);
        }, GRACE_MS);
      },
      onRefused: () => {
        setSilent(orderId);
      },
    });
    return () => {
      stream.close();
      clearTimeout(grace);
      setSilent(null);
    };
  }, [follow, orderId, queries]);

  const updates: Updates = silent !== orderId ? 'live' : order.failureCount > 0 ? 'away' : 'polling';
  return { ...order, updates };
}
