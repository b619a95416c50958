import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '@/shared/api/client';
import type { Order } from '@/shared/api/types';
import { toastError } from '@/shared/errors/toast-error';
import { pause, retryDelay } from '@/shared/lib/backoff';
import { formatMoney } from '@/shared/lib/format';
import { Button } from '@/shared/ui/button';
import { Confirm } from '@/shared/ui/confirm';
import { useLanguage } from '@/shared/ui/use-language';
import { isWorthRepeating } from '@/shared/api/problem';
import { orderStatus } from './status';
import { orderQuery } from './use-order';

const MAX_ATTEMPTS = 5;

/** Cancels a pending order, or returns the tickets of a confirmed one. The request may be repeated safely. */
export function CancelOrder({ order }: { order: Order }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const queries = useQueryClient();
  const { orderId } = order;
  const kind = orderStatus(order) === 'CONFIRMED' ? 'refund' : 'cancel';

  const cancel = useMutation({
    mutationFn: () => cancelOrder(orderId),
    onSuccess: (changed) => {
      queries.setQueryData(orderQuery(orderId).queryKey, changed);
    },
    onError: (error) => {
      toastError(error, () => {
        cancel.mutate();
      });
    },
  });

  return (
    <Confirm
      trigger={
        <Button variant="plain" size="small" busy={cancel.isPending}>
          {cancel.isPending && kind === 'refund' ? t('orders.refund.underWay') : t(`orders.${kind}.action`)}
        </Button>
      }
      title={t(`orders.${kind}.title`)}
      text={t(`orders.${kind}.text`, { amount: formatMoney(order.amount, order.currency, language) })}
      confirm={t(`orders.${kind}.confirm`)}
      dismiss={t('orders.ends')}
      onConfirm={() => {
        cancel.mutate();
      }}
    />
  );
}

/** Repeats the request until the order has ended: a 202 means that the cancellation is still in progress. */
async function cancelOrder(orderId: string): Promise<Order> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const order = await unwrap(api.POST('/api/orders/{orderId}/cancel', { params: { path: { orderId } } }));
      const status = orderStatus(order);
      if (status === 'CANCELLED' || status === 'REFUNDED' || attempt >= MAX_ATTEMPTS) return order;
      await pause(retryDelay(0, null));
    } catch (error) {
      if (!isWorthRepeating(error) || attempt >= MAX_ATTEMPTS) throw error;
      await pause(retryDelay(attempt, error));
    }
  }
}
