import { useQuery } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { overviewQuery } from '@/features/ops/queries';
import { Skeleton } from '@/shared/ui/skeleton';
import { StateCounts } from './state-counts';

/** The counts of all orders by state, and of stuck orders. */
export function OverviewStrip() {
  const { t } = useTranslation();
  const { data } = useQuery(overviewQuery());
  if (data === undefined) return <Skeleton className="h-12" />;
  return (
    <section
      aria-label={t('ops.overview.label')}
      className="flex flex-wrap items-center gap-x-6 gap-y-2 rounded-2xl border border-line bg-surface px-4 py-2.5"
    >
      <StateCounts label={t('ops.overview.label')} counts={data.orders} />
      {data.orders.length === 0 && <p className="text-sm text-muted">{t('ops.overview.none')}</p>}
      {data.stuck.length > 0 && (
        <a
          href="#ops-stuck"
          className="ml-auto flex min-h-9 items-center gap-2 rounded-xl bg-warn-soft px-3 text-sm font-semibold text-warn"
        >
          <TriangleAlert aria-hidden size={16} />
          {t('ops.stuck.count', { count: data.stuck.length })}
        </a>
      )}
    </section>
  );
}
