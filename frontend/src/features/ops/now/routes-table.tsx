import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { formatRate, formatSeconds, formatShare } from '@/features/ops/format';
import { figuresQuery } from '@/features/ops/queries';
import { Cell, HeadCell, Table } from '@/features/ops/table';
import type { RouteFigures } from '@/shared/api/types';
import { cx } from '@/shared/lib/cx';
import { useLanguage } from '@/shared/ui/use-language';

/** A p95 above this is highlighted. */
const SLOW_SECONDS = 1;

export function RoutesTable() {
  const { t } = useTranslation();
  const { data } = useQuery(figuresQuery());
  const routes = data?.routes ?? [];
  return (
    <section aria-labelledby="ops-routes" className="min-w-0">
      <div className="mb-2 flex flex-wrap items-baseline gap-x-3">
        <h2 id="ops-routes" className="text-lg font-bold">
          {t('ops.routes.title')}
        </h2>
        <p className="text-xs text-muted">{t('ops.routes.text')}</p>
      </div>
      <Table
        head={
          <>
            <HeadCell>{t('ops.routes.route')}</HeadCell>
            <HeadCell end>{t('ops.routes.rate')}</HeadCell>
            <HeadCell end more="max-sm:hidden">
              p50
            </HeadCell>
            <HeadCell end>p95</HeadCell>
            <HeadCell end more="max-sm:hidden">
              p99
            </HeadCell>
            <HeadCell end>4xx</HeadCell>
            <HeadCell end>5xx</HeadCell>
          </>
        }
        empty={routes.length === 0 ? t('ops.routes.quiet') : null}
      >
        {routes.map((route) => (
          <RouteRow key={`${route.method} ${route.route}`} figures={route} />
        ))}
      </Table>
    </section>
  );
}

function RouteRow({ figures }: { figures: RouteFigures }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { method, route, perSecond, p50, p95, p99, refused, failed } = figures;
  const seconds = (value: number | null | undefined) =>
    typeof value === 'number' ? formatSeconds(value, language) : '–';
  const share = (value: number) => (value === 0 ? '–' : formatShare(value, language));
  return (
    <tr>
      <Cell>
        <span className="font-mono text-xs wrap-anywhere">
          <span className="text-muted">{method}</span>{' '}
          {route === 'none' ? t('ops.routes.none') : route.replace(/^\/api/, '')}
        </span>
      </Cell>
      <Cell end>{formatRate(perSecond, language)}</Cell>
      <Cell end more="max-sm:hidden">
        {seconds(p50)}
      </Cell>
      <Cell end more={cx(typeof p95 === 'number' && p95 > SLOW_SECONDS && 'font-semibold text-warn')}>
        {seconds(p95)}
      </Cell>
      <Cell end more="max-sm:hidden">
        {seconds(p99)}
      </Cell>
      <Cell end more="text-muted">
        {share(refused)}
      </Cell>
      <Cell end more={failed > 0 ? 'font-semibold text-accent' : 'text-muted'}>
        {share(failed)}
      </Cell>
    </tr>
  );
}
