/** One order, updated by its stream until it has ended. */
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api, unwrap } from '@/shared/api/client';
import type { Order } from '@/shared/api/types';
import { LiveStream } from '@/shared/live/stream';
import { hasEnded } from './status';

export const orderQuery = (orderId: string) =>
  queryOptions({
    queryKey: ['order', orderId],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/orders/{orderId}', { params: { path: { orderId } }, signal })),
  });

export function useOrder(orderId: string) {
  const queries = useQueryClient();
  const order = useQuery(orderQuery(orderId));
  /** The stream is down: the order goes on, but this page isn't updated. */
  const [delayed, setDelayed] = useState(false);
  const follow = order.data !== undefined && !hasEnded(order.data);

  useEffect(() => {
    if (!follow) return;
    let failures = 0;
    const stream = new LiveStream(`/api/orders/${orderId}/stream`, {
      lastEventId: () => null,
      onMessage: (event, data) => {
        if (event === 'STATUS') queries.setQueryData(orderQuery(orderId).queryKey, JSON.parse(data) as Order);
      },
      onLink: (link) => {
        if (link === 'open') failures = 0;
        if (link === 'waiting') failures += 1;
        setDelayed(failures > 1);
      },
      onRefused: () => void queries.invalidateQueries(orderQuery(orderId)),
    });
    return () => {
      stream.close();
    };
  }, [follow, orderId, queries]);

  return { ...order, delayed };
}
