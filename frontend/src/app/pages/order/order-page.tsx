import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { PageLoading } from '@/app/layout/page-loading';
import { usePageTitle } from '@/app/layout/use-page-title';
import { finish, useSentAttempts } from '@/features/checkout';
import {
  accountOrdersQuery,
  CancelOrder,
  claimOrder,
  hasEnded,
  ORDER_TONE,
  orderReason,
  orderStatus,
  paymentStatus,
  ProgressSteps,
  rememberOrder,
  Tickets,
  useIsInAccount,
  useLoggedIn,
  useMyOrder,
  useOrder,
} from '@/features/orders';
import { ApiError } from '@/shared/api/problem';
import { eventQuery } from '@/shared/api/queries';
import type { EventView, Order } from '@/shared/api/types';
import { ErrorPage } from '@/shared/errors/error-page';
import { traceOf } from '@/shared/errors/help';
import { toastError } from '@/shared/errors/toast-error';
import { formatMoney } from '@/shared/lib/format';
import { isUsable, useSession, type Identity } from '@/shared/session/session';
import { Badge } from '@/shared/ui/badge';
import { Button } from '@/shared/ui/button';
import { Notice } from '@/shared/ui/notice';
import { useEventTime } from '@/shared/ui/use-event-time';
import { useLanguage } from '@/shared/ui/use-language';
import { HoldAgain } from './hold-again';

const route = getRouteApi('/orders/$orderId');

export function OrderPage() {
  const { t } = useTranslation();
  const { orderId } = route.useParams();
  const { data: order, error, isPending, refetch, updates } = useOrder(orderId);
  const mine = useMyOrder(orderId);
  const inAccount = useIsInAccount(orderId);
  const event = useQuery({ ...eventQuery(order?.eventId ?? 0), enabled: order !== undefined });
  usePageTitle(t('common.titles.order'), event.data?.title);

  // Once the order has ended, the attempt and its Idempotency-Key are no longer needed.
  const key = useSentAttempts(order?.eventId ?? 0).find((sent) => sent.orderId === orderId)?.key;
  useEffect(() => {
    if (key !== undefined && order !== undefined && hasEnded(order)) finish(key, order);
  }, [key, order]);

  /** An order of an account whose login has ended isn't gone. */
  const usable = useSession(({ session }) => mine === undefined || isUsable(mine.by, session));
  const shown = usable ? error : new ApiError('UNAUTHORIZED', 401, traceOf(error), null);

  if (order === undefined)
    return isPending ? <PageLoading /> : <ErrorPage error={shown} retry={() => void refetch()} />;
  return (
    <div className="mx-auto max-w-3xl px-4 pt-8 pb-16 sm:px-6 sm:pt-12">
      <OrderHead order={order} event={event.data} />
      {updates !== 'live' && (
        <div className="mb-6">
          <Notice tone="warn" title={t(`orders.updates.${updates}`)} />
        </div>
      )}
      <OrderBody order={order} event={event.data} />
      {(orderStatus(order) === 'PENDING' || orderStatus(order) === 'CONFIRMED') && (
        <div className="mt-8 border-t border-line pt-4" data-no-print>
          {mine === undefined && !inAccount ? <ReadOnly order={order} /> : <CancelOrder order={order} />}
        </div>
      )}
    </div>
  );
}

/** A link that was passed on must not return the tickets by one wrong click, so that takes a step of its own. */
function ReadOnly({ order }: { order: Order }) {
  const { t } = useTranslation();
  const loggedIn = useLoggedIn();
  const queries = useQueryClient();
  const { orderId, eventId, currency, seatIds } = order;
  const claim = useMutation({
    mutationFn: () => claimOrder(orderId),
    onSuccess: () => {
      remember('account');
      void queries.invalidateQueries({ queryKey: accountOrdersQuery().queryKey });
    },
    onError: (error) => {
      toastError(error, () => {
        claim.mutate();
      });
    },
  });
  const remember = (by: Identity) => {
    const labels = new Map(order.tickets?.map(({ seatId, label }) => [seatId, label]));
    const seats = seatIds.map((id) => ({ id, label: labels.get(id) ?? `#${id}`, section: '', price: 0 }));
    rememberOrder({ orderId, eventId, seats, currency, by });
  };
  return (
    <Notice
      tone="neutral"
      title={t('orders.readOnly.title')}
      actions={
        <Button
          size="small"
          busy={claim.isPending}
          onClick={() => {
            if (loggedIn) claim.mutate();
            else remember('anonymous');
          }}
        >
          {t('orders.readOnly.action')}
        </Button>
      }
    >
      {t(loggedIn ? 'orders.readOnly.accountText' : 'orders.readOnly.text')}
    </Notice>
  );
}

function OrderHead({ order, event }: { order: Order; event: EventView | undefined }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const when = useEventTime();
  const status = orderStatus(order);
  return (
    <header className="mb-8 print:hidden">
      <Badge tone={ORDER_TONE[status]}>{t(`orders.status.${status}`)}</Badge>
      <h1
        aria-live="polite"
        className="mt-3 text-4xl font-extrabold sm:text-5xl"
        data-testid="headline"
        data-status={status}
      >
        {t(`orders.headline.${status}`)}
      </h1>
      {event !== undefined && (
        <p className="mt-3 text-lg text-muted">
          <Link
            to="/events/$eventId"
            params={{ eventId: event.id }}
            className="underline-offset-4 hover:underline"
          >
            {event.title}
          </Link>
          <br />
          <span className="text-base">
            {when(event.startsAt, event.timeZone)} · {event.venue}
          </span>
        </p>
      )}
      <dl className="mt-4 flex flex-wrap gap-x-8 gap-y-2 text-sm">
        <div>
          <dt className="text-muted">{t('orders.amount')}</dt>
          <dd className="font-semibold tabular-nums">
            {formatMoney(order.amount, order.currency, language)}
          </dd>
        </div>
        <div>
          <dt className="text-muted">{t('orders.paymentStatus.label')}</dt>
          <dd className="font-semibold">{t(`orders.paymentStatus.${paymentStatus(order)}`)}</dd>
        </div>
      </dl>
    </header>
  );
}

function OrderBody({ order, event }: { order: Order; event: EventView | undefined }) {
  const { t } = useTranslation();
  const mine = useMyOrder(order.orderId);
  const reason = orderReason(order);
  if (orderStatus(order) === 'CONFIRMED' && order.tickets !== undefined) {
    return <Tickets tickets={order.tickets} seats={mine?.seats ?? []} event={event} />;
  }
  return (
    <div className="space-y-6">
      {reason !== null && (
        <Notice
          tone={orderStatus(order) === 'REFUNDED' ? 'good' : 'warn'}
          title={t(`orders.reason.${reason}`)}
        />
      )}
      {mine !== undefined && orderStatus(order) === 'CANCELLED' && <HoldAgain order={order} mine={mine} />}
      <div className="rounded-3xl border border-line bg-surface p-5 sm:p-7">
        <ProgressSteps order={order} />
      </div>
      {orderStatus(order) === 'PENDING' && <p className="text-sm text-muted">{t('orders.pending')}</p>}
    </div>
  );
}
