import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { eventQuery } from '@/shared/api/queries';
import type { Order } from '@/shared/api/types';
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
import { forgetOrder, rememberEvent, useMyOrder, type EventNote, type MyOrder } from './my-orders';
import { hasEnded, ORDER_TONE, orderStatus } from './status';
import { orderQuery } from './use-order';

const POLL_MS = 2000;

interface CardProps {
  orderId: string;
  eventId: number;
  /** Undefined until it has arrived. */
  order: Order | undefined;
  event: EventNote | undefined;
  seats: string;
  children?: ReactNode;
}

/** An order in "My tickets": its status from the API, its seats and its event from this browser's storage. */
export function OrderCard({ mine, children }: { mine: MyOrder; children?: ReactNode }) {
  const { t } = useTranslation();
  const order = useQuery({
    ...orderQuery(mine.orderId),
    refetchInterval: ({ state: { data } }) => (data === undefined || hasEnded(data) ? false : POLL_MS),
    // Another browser may have returned the tickets.
    refetchOnMount: 'always',
  });
  const status = order.data === undefined ? null : orderStatus(order.data);
  const trace = traceOf(order.error);
  return (
    <Card
      orderId={mine.orderId}
      eventId={mine.eventId}
      order={order.data}
      event={useEventOf(mine.eventId, mine.event)}
      seats={labelsOf(mine.seats)}
    >
      {order.error !== null && (
        <div className="relative z-10 mt-1 text-sm text-accent">
          {t(`errors.${errorKind(order.error)}.title`)}
          {trace !== null && <TraceId id={trace} />}
        </div>
      )}
      {children}
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
    </Card>
  );
}

/** An order of the account, as its list has it; one that is under way is followed. */
export function AccountOrderCard({ listed }: { listed: Order }) {
  const { t } = useTranslation();
  const mine = useMyOrder(listed.orderId);
  const followed = useQuery({
    ...orderQuery(listed.orderId),
    enabled: !hasEnded(listed),
    refetchInterval: ({ state: { data } }) => (data === undefined || hasEnded(data) ? false : POLL_MS),
  });
  const order =
    followed.data !== undefined && followed.data.updatedAt > listed.updatedAt ? followed.data : listed;
  const labels =
    mine === undefined ? order.tickets?.map(({ label }) => label).join(', ') : labelsOf(mine.seats);
  return (
    <Card
      orderId={order.orderId}
      eventId={order.eventId}
      order={order}
      event={useEventOf(order.eventId, mine?.event ?? null)}
      seats={labels ?? t('common.seats', { count: order.seatIds.length })}
    />
  );
}

function Card({ orderId, eventId, order, event, seats, children }: CardProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const when = useEventTime();
  const status = order === undefined ? null : orderStatus(order);
  return (
    <article className="relative overflow-hidden rounded-3xl border border-line bg-surface sm:flex">
      <Poster eventId={eventId} rows={4} backRows className="h-16 sm:h-auto sm:w-36" />
      <div className="flex min-w-0 flex-1 flex-col gap-1 p-4 sm:p-5">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          {status !== null && <Badge tone={ORDER_TONE[status]}>{t(`orders.status.${status}`)}</Badge>}
          {order !== undefined && (
            <span className="text-sm text-muted">
              {t('orders.placed', { when: formatDateTime(order.createdAt, language) })}
            </span>
          )}
        </div>
        <h2 className="text-lg font-bold">
          <Link
            to="/orders/$orderId"
            params={{ orderId }}
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
          {seats}
          {order !== undefined && ` · ${formatMoney(order.amount, order.currency, language)}`}
        </p>
        {children}
      </div>
    </article>
  );
}

/** The API is asked once for each event; afterwards it is stored with the orders of this browser. */
function useEventOf(eventId: number, stored: EventNote | null): EventNote | undefined {
  const { data } = useQuery({ ...eventQuery(eventId), enabled: stored === null });
  useEffect(() => {
    if (data !== undefined) rememberEvent(data);
  }, [data]);
  return stored ?? data;
}
