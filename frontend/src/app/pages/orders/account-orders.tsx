import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { AccountOrderCard, accountOrdersQuery } from '@/features/orders';
import { ErrorPage } from '@/shared/errors/error-page';
import { Button } from '@/shared/ui/button';
import { Skeleton } from '@/shared/ui/skeleton';

/** The orders of the account, newest first, page by page. */
export function AccountOrders() {
  const { t } = useTranslation();
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(accountOrdersQuery());
  const orders = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <section aria-labelledby="account-orders" className="mt-8">
      <h2 id="account-orders" className="text-2xl font-bold">
        {t('orders.account.title')}
      </h2>
      <p className="mt-1 mb-5 text-muted">
        {t(data !== undefined && orders.length === 0 ? 'orders.account.empty' : 'orders.account.text')}
      </p>
      {isPending && <Skeleton className="h-36" />}
      {data === undefined && error !== null && (
        <ErrorPage within error={error} retry={() => void refetch()} />
      )}
      <ul className="grid gap-4" data-testid="account-orders">
        {orders.map((order) => (
          <li key={order.orderId}>
            <AccountOrderCard listed={order} />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()} className="mt-5 w-full">
          {t('orders.account.more')}
        </Button>
      )}
    </section>
  );
}
