import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { eventQuery } from '@/shared/api/queries';
import { errorKind, traceOf } from '@/shared/errors/help';
import { formatDateTime, formatMoney } from '@/shared/lib/format';
import { labelsOf } from '@/shared/lib/seat';
import { Badge } from '@/shared/ui/badge';
import { Button } from '@/shared/ui/button';
import { Poster } from '@/shared/ui/poster';
import { toast } from '@/shared/ui/toasts';
import { TraceId } from '@/shared/ui/trace-id';
import { useEventTime } from '@/shared/ui/use-event-time';
import { useLanguage } from '@/shared/ui/use-language';
import { forgetOrder, rememberEvent, type EventNote, type MyOrder } from './my-orders';
import { hasEnded, ORDER_TONE, orderStatus } from './status';
import { orderQuery } from './use-order';

/** An order in "My tickets": its status from the API, its seats and its event from this browser's storage. */
export function OrderCard({ mine }: { mine: MyOrder }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const order = useQuery({
    ...orderQuery(mine.orderId),
    refetchInterval: ({ state: { data } }) => (data === undefined || hasEnded(data) ? false : 2000),
    // Another browser may have returned the tickets.
    refetchOnMount: 'always',
  });
  const event = useEventOf(mine);
  const when = useEventTime();
  const status = order.data === undefined ? null : orderStatus(order.data);
  const trace = traceOf(order.error);
  return (
    <article className="relative overflow-hidden rounded-3xl border border-line bg-surface sm:flex">
      <Poster eventId={mine.eventId} rows={4} backRows className="h-16 sm:h-auto sm:w-36" />
      <div className="flex min-w-0 flex-1 flex-col gap-1 p-4 sm:p-5">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          {status !== null && <Badge tone={ORDER_TONE[status]}>{t(`orders.status.${status}`)}</Badge>}
          {order.data !== undefined && (
            <span className="text-sm text-muted">
              {t('orders.placed', { when: formatDateTime(order.data.createdAt, language) })}
            </span>
          )}
        </div>
        <h2 className="text-lg font-bold">
          <Link
            to="/orders/$orderId"
            params={{ orderId: mine.orderId }}
            className="after:absolute after:inset-0 after:rounded-3xl"
          >
            {event?.title ?? t('common.titles.order')}
          </Link>
        </h2>
        {event !== undefined && (
          <p className="text-sm">
            <time dateTime={event.startsAt}>{when(event.startsAt, event.timeZone)}</time>
            <br />
            {event.venue}
          </p>
        )}
        <p className="text-sm text-muted">
          {labelsOf(mine.seats)}
          {order.data !== undefined && ` · ${formatMoney(order.data.amount, order.data.currency, language)}`}
        </p>
        {order.error !== null && (
          <div className="relative z-10 mt-1 text-sm text-accent">
            {t(`errors.${errorKind(order.error)}.title`)}
            {trace !== null && <TraceId id={trace} />}
          </div>
        )}
        {(status === 'CANCELLED' || status === 'REFUNDED' || order.error !== null) && (
          <Button
            variant="plain"
            size="small"
            className="relative z-10 mt-1 -ml-3 self-start text-muted"
            onClick={() => {
              forgetOrder(mine.orderId);
              toast({ title: t('orders.forgotten') });
            }}
          >
            {t('orders.forget')}
          </Button>
        )}
      </div>
    </article>
  );
}

/** The API is asked once for each event; afterwards it is stored with its orders. */
function useEventOf(mine: MyOrder): EventNote | undefined {
  const { data } = useQuery({ ...eventQuery(mine.eventId), enabled: mine.event === null });
  useEffect(() => {
    if (data !== undefined) rememberEvent(data);
  }, [data]);
  return mine.event ?? data;
}
