import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { claimOrders, OrderCard, type MyOrder } from '@/features/orders';
import { hasCode } from '@/shared/api/problem';
import { errorKind } from '@/shared/errors/help';
import { Button } from '@/shared/ui/button';
import { toast } from '@/shared/ui/toasts';

/** Orders of this browser that aren't in the account; one press adds all of them. */
export function BrowserOrders({ orders }: { orders: readonly MyOrder[] }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const claim = useMutation({
    mutationFn: (orderIds: readonly string[]) => claimOrders(orderIds, queries),
    onSuccess: ({ added }) => {
      if (added > 0) toast({ tone: 'good', title: t('orders.claim.done', { count: added }) });
    },
  });
  return (
    <section aria-labelledby="browser-orders" className="mt-8">
      <h2 id="browser-orders" className="text-2xl font-bold">
        {t('orders.browser.title')}
      </h2>
      <p className="mt-1 text-muted">{t('orders.claim.text')}</p>
      <Button
        variant="primary"
        busy={claim.isPending}
        onClick={() => {
          claim.mutate(orders.map(({ orderId }) => orderId));
        }}
        className="mt-4 mb-5"
      >
        {claim.isPending ? t('orders.claim.adding') : t('orders.claim.action', { count: orders.length })}
      </Button>
      <ul className="grid gap-4">
        {orders.map((mine) => (
          <li key={mine.orderId}>
            <OrderCard mine={mine}>
              <NotAdded error={claim.data?.failures.get(mine.orderId)} />
            </OrderCard>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Why an order wasn't added, in its card. */
function NotAdded({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (error === undefined) return null;
  const gone = hasCode(error, 'ORDER_NOT_FOUND') || hasCode(error, 'NOT_FOUND');
  return (
    <p role="alert" className="relative z-10 mt-1 text-sm text-accent">
      {gone
        ? t('orders.claim.gone')
        : `${t(`errors.${errorKind(error)}.title`)}. ${t('orders.claim.notNow')}`}
    </p>
  );
}
