import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ordersQuery } from '@/features/ops/queries';
import { HeadCell, Table } from '@/features/ops/table';
import type { OrderStatus } from '@/shared/api/types';
import { known, ORDER_STATUSES } from '@/shared/api/vocabulary';
import { errorKind } from '@/shared/errors/help';
import { cx } from '@/shared/lib/cx';
import { Button } from '@/shared/ui/button';
import { OrderRow } from './order-row';

interface Props {
  eventId: number;
  /** The label of a seat, used while its order has no tickets. */
  labelOf: (seat: number) => string | undefined;
}

/** An event's orders, newest first, in pages. */
export function RecentOrders({ eventId, labelOf }: Props) {
  const { t } = useTranslation();
  const [status, setStatus] = useState<OrderStatus | null>(null);
  // The cursors of the pages visited, without the first page, which has none.
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const { data, error, isPlaceholderData } = useQuery(
    ordersQuery({ eventId, status, cursor: cursors.at(-1) ?? null }),
  );
  const next = data?.nextCursor ?? null;
  return (
    <section aria-labelledby="ops-orders" className="min-w-0">
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-2">
        <h3 id="ops-orders" className="mr-auto text-base font-bold">
          {t('ops.orders.title')}
        </h3>
        <select
          aria-label={t('ops.orders.filter')}
          value={status ?? ''}
          onChange={(event) => {
            setStatus(known(ORDER_STATUSES, event.target.value));
            setCursors([]);
          }}
          className="h-9 rounded-lg border border-edge bg-surface px-2 text-sm font-semibold"
        >
          <option value="">{t('ops.orders.all')}</option>
          {ORDER_STATUSES.map((word) => (
            <option key={word} value={word}>
              {t(`ops.state.${word}`)}
            </option>
          ))}
        </select>
        <div className="flex items-center gap-1">
          <Button
            size="small"
            aria-label={t('ops.orders.newer')}
            disabled={cursors.length === 0}
            onClick={() => {
              setCursors(cursors.slice(0, -1));
            }}
          >
            <ChevronLeft aria-hidden size={16} />
          </Button>
          <span className="min-w-8 text-center text-sm text-muted tabular-nums">{cursors.length + 1}</span>
          <Button
            size="small"
            aria-label={t('ops.orders.older')}
            disabled={next === null || isPlaceholderData}
            onClick={() => {
              if (next !== null) setCursors([...cursors, next]);
            }}
          >
            <ChevronRight aria-hidden size={16} />
          </Button>
        </div>
      </div>
      <div className={cx('transition-opacity', isPlaceholderData && 'opacity-60')}>
        <Table
          head={
            <>
              <HeadCell>{t('ops.orders.time')}</HeadCell>
              <HeadCell more="max-sm:hidden">{t('ops.order')}</HeadCell>
              <HeadCell>{t('ops.orders.seats')}</HeadCell>
              <HeadCell end>{t('ops.orders.amount')}</HeadCell>
              <HeadCell>{t('ops.stateLabel')}</HeadCell>
              <HeadCell end more="max-sm:hidden">
                {t('ops.orders.took')}
              </HeadCell>
            </>
          }
          empty={
            data === undefined
              ? error === null
                ? t('common.loading')
                : t(`errors.${errorKind(error)}.title`)
              : data.items.length === 0
                ? t(status === null ? 'ops.sales.noOrders' : 'ops.orders.none')
                : null
          }
        >
          {data?.items.map((order) => (
            <OrderRow key={order.orderId} order={order} labelOf={labelOf} />
          ))}
        </Table>
      </div>
    </section>
  );
}
