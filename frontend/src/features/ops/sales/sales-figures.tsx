import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { StateCounts } from '@/features/ops/overview/state-counts';
import { salesQuery } from '@/features/ops/queries';
import { revenueOf } from '@/features/ops/states';
import { formatMoney } from '@/shared/lib/format';
import { Skeleton } from '@/shared/ui/skeleton';
import { useLanguage } from '@/shared/ui/use-language';

/** The event's revenue, and its orders by state with their sums. */
export function SalesFigures({ eventId }: { eventId: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { data } = useQuery(salesQuery(eventId));
  if (data === undefined) return <Skeleton className="h-20" />;
  return (
    <div className="flex flex-wrap items-end gap-x-8 gap-y-2">
      <dl>
        <dt className="text-xs font-semibold text-muted">{t('ops.sales.revenue')}</dt>
        <dd
          data-testid="revenue"
          className="font-display text-3xl font-extrabold tracking-tight tabular-nums"
        >
          {formatMoney(revenueOf(data), data.currency, language)}
        </dd>
      </dl>
      {data.orders.length === 0 ? (
        <p className="pb-1 text-sm text-muted">{t('ops.sales.noOrders')}</p>
      ) : (
        <StateCounts
          label={t('ops.sales.byState')}
          counts={data.orders}
          aside={({ amount = 0 }) => formatMoney(amount, data.currency, language)}
        />
      )}
    </div>
  );
}
