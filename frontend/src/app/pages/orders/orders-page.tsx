import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePageTitle } from '@/app/layout/use-page-title';
import { OrderCard, useMyOrders } from '@/features/orders';
import { EmptyState } from '@/shared/ui/empty-state';
import { buttonClass } from '@/shared/ui/button';

export function OrdersPage() {
  const { t } = useTranslation();
  const orders = useMyOrders();
  usePageTitle(t('common.titles.orders'));
  return (
    <div className="mx-auto max-w-3xl px-4 pt-8 pb-16 sm:px-6 sm:pt-14">
      <h1 className="text-4xl font-extrabold sm:text-5xl">{t('orders.title')}</h1>
      {orders.length === 0 ? (
        <EmptyState
          title={t('orders.empty.title')}
          actions={
            <Link to="/" className={buttonClass('primary')}>
              {t('orders.empty.action')}
            </Link>
          }
        >
          {t('orders.empty.text')}
        </EmptyState>
      ) : (
        <>
          <p className="mt-3 mb-8 max-w-xl text-muted">{t('orders.intro')}</p>
          <ul className="grid gap-4">
            {orders.map((mine) => (
              <li key={mine.orderId}>
                <OrderCard mine={mine} />
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
