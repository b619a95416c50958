import { Link } from '@tanstack/react-router';
import { logIn } from '@/shared/errors/toast-error';
import { useTranslation } from 'react-i18next';
import { usePageTitle } from '@/app/layout/use-page-title';
import { OrderCard, useLoggedIn, useMyOrders } from '@/features/orders';
import { useSession } from '@/shared/session/session';
import { Button, buttonClass } from '@/shared/ui/button';
import { EmptyState } from '@/shared/ui/empty-state';
import { AccountOrders } from './account-orders';
import { BrowserOrders } from './browser-orders';

export function OrdersPage() {
  const { t } = useTranslation();
  const loggedIn = useLoggedIn();
  const all = useMyOrders();
  const orders = all.filter(({ by }) => by !== 'account');
  const hidden = loggedIn ? 0 : all.length - orders.length;
  usePageTitle(t('common.titles.orders'));
  return (
    <div className="mx-auto max-w-3xl px-4 pt-8 pb-16 sm:px-6 sm:pt-14">
      <h1 className="text-4xl font-extrabold sm:text-5xl">{t('orders.title')}</h1>
      {loggedIn ? (
        <>
          {orders.length > 0 && <BrowserOrders orders={orders} />}
          <AccountOrders />
        </>
      ) : (
        <>
          {orders.length > 0 && <p className="mt-3 max-w-xl text-muted">{t('orders.intro')}</p>}
          <LoginOffer hidden={hidden} />
          {orders.length > 0 && (
            <ul className="mt-8 grid gap-4">
              {orders.map((mine) => (
                <li key={mine.orderId}>
                  <OrderCard mine={mine} />
                </li>
              ))}
            </ul>
          )}
          {orders.length === 0 && hidden === 0 && <NoOrders />}
        </>
      )}
    </div>
  );
}

/** `hidden` orders of this browser can be read by their account alone. */
function LoginOffer({ hidden }: { hidden: number }) {
  const { t } = useTranslation();
  const login = useSession(({ session }) => session?.login === true);
  if (!login) return null;
  return (
    <div className="mt-6 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-2xl border border-line bg-surface py-3 pr-3 pl-4">
      <p className="flex-1 basis-60 text-sm text-muted">
        <span className="font-semibold text-ink">
          {hidden > 0 ? t('orders.account.hidden', { count: hidden }) : t('orders.account.login')}
        </span>
        {hidden === 0 && ` ${t('orders.account.loginText')}`}
      </p>
      <Button size="small" onClick={logIn}>
        {t('account.logIn')}
      </Button>
    </div>
  );
}

function NoOrders() {
  const { t } = useTranslation();
  return (
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
  );
}
