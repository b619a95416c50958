import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Check, ExternalLink } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatAge } from '@/features/ops/format';
import { allEventsQuery, overviewQuery } from '@/features/ops/queries';
import { stateTone } from '@/features/ops/states';
import { Cell, HeadCell, Table } from '@/features/ops/table';
import { TimelineLink } from '@/features/ops/timeline/timeline-link';
import type { StuckOrder } from '@/shared/api/types';
import { known, ORDER_STATES, PAYMENT_STATUSES } from '@/shared/api/vocabulary';
import { serverClock } from '@/shared/lib/clock';
import { formatDateTime } from '@/shared/lib/format';
import { Badge } from '@/shared/ui/badge';
import { Button } from '@/shared/ui/button';
import { useLanguage } from '@/shared/ui/use-language';

/** The API lists at most this many; there may be more. */
const MAX_LISTED = 50;
/** The number of orders shown before "Show all"; the oldest come first. */
const FIRST_SHOWN = 8;

/** Orders without progress for a while, with links to their workflows in Temporal's web UI, where they are handled. */
export function StuckOrders() {
  const { t } = useTranslation();
  const { data } = useQuery(overviewQuery());
  const [all, setAll] = useState(false);
  const stuck = data?.stuck ?? [];
  return (
    <section aria-labelledby="ops-stuck" className="min-w-0 scroll-mt-20">
      <div className="mb-2 flex flex-wrap items-baseline gap-x-3">
        <h2 id="ops-stuck" className="text-lg font-bold">
          {t('ops.stuck.title')}
        </h2>
        <p className="text-xs text-muted">
          {stuck.length < MAX_LISTED
            ? t('ops.stuck.text')
            : t('ops.stuck.most', { most: String(MAX_LISTED) })}
        </p>
      </div>
      {data !== undefined && stuck.length === 0 ? (
        <p className="flex items-center gap-2 rounded-2xl border border-line bg-surface px-3 py-3 text-sm text-muted">
          <Check aria-hidden size={16} className="text-good" />
          {t('ops.stuck.none')}
        </p>
      ) : (
        <Table
          head={
            <>
              <HeadCell>{t('ops.order')}</HeadCell>
              <HeadCell>{t('ops.event')}</HeadCell>
              <HeadCell>{t('ops.stateLabel')}</HeadCell>
              <HeadCell more="max-sm:hidden">{t('ops.payment')}</HeadCell>
              <HeadCell end>{t('ops.stuck.age')}</HeadCell>
              <HeadCell end>{t('ops.stuck.workflow')}</HeadCell>
            </>
          }
        >
          {stuck.slice(0, all ? MAX_LISTED : FIRST_SHOWN).map((order) => (
            <StuckRow key={order.orderId} order={order} />
          ))}
        </Table>
      )}
      {!all && stuck.length > FIRST_SHOWN && (
        <Button
          variant="plain"
          size="small"
          className="mt-1"
          onClick={() => {
            setAll(true);
          }}
        >
          {t('ops.stuck.all', { count: stuck.length })}
        </Button>
      )}
    </section>
  );
}

function StuckRow({ order }: { order: StuckOrder }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { data: title } = useQuery({
    ...allEventsQuery(),
    select: (events) => events.find(({ id }) => id === order.eventId)?.title,
  });
  const state = known(ORDER_STATES, order.state);
  const payment = known(PAYMENT_STATUSES, order.paymentStatus);
  const since = (iso: string) => formatAge(serverClock.now() - Date.parse(iso), language);
  return (
    <tr data-order={order.orderId}>
      <Cell>
        <TimelineLink orderId={order.orderId}>
          <code className="font-mono text-xs">{order.orderId.slice(0, 8)}</code>
        </TimelineLink>
      </Cell>
      <Cell>
        <Link
          to="/ops"
          search={{ event: order.eventId }}
          className="line-clamp-1 underline decoration-edge underline-offset-3 hover:decoration-ink"
        >
          {title ?? t('ops.eventNumber', { id: String(order.eventId) })}
        </Link>
      </Cell>
      <Cell>
        <Badge tone={stateTone(order.state)}>{state === null ? order.state : t(`ops.state.${state}`)}</Badge>
      </Cell>
      <Cell more="text-muted max-sm:hidden">
        {payment === null ? order.paymentStatus : t(`orders.paymentStatus.${payment}`)}
      </Cell>
      <Cell end>
        <time
          dateTime={order.createdAt}
          title={`${formatDateTime(order.createdAt, language)} · ${t('ops.stuck.untouched', { age: since(order.updatedAt) })}`}
        >
          {since(order.createdAt)}
        </time>
      </Cell>
      <Cell end>
        {typeof order.workflow === 'string' ? (
          <a
            href={order.workflow}
            target="_blank"
            rel="noopener noreferrer"
            aria-label={t('ops.stuck.open', { id: order.orderId.slice(0, 8) })}
            className="inline-flex items-center gap-1 font-semibold text-accent underline-offset-3 hover:underline"
          >
            Temporal
            <ExternalLink aria-hidden size={14} />
          </a>
        ) : (
          '–'
        )}
      </Cell>
    </tr>
  );
}
