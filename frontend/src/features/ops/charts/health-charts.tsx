import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { formatRate, formatSeconds } from '@/features/ops/format';
import type { Figure } from '@/features/ops/metrics/figures';
import { NO_HISTORY } from '@/features/ops/metrics/history';
import { metricsQuery } from '@/features/ops/metrics/query';
import { formatNumber } from '@/shared/lib/format';
import { useLanguage } from '@/shared/ui/use-language';
import { TimeChart } from './time-chart';

type Kind = 'rate' | 'seconds' | 'count';

interface Chart {
  key: string;
  kind: Kind;
  /** The least top of the scale. */
  minScale: number;
  figures: readonly Figure[];
  /** A rate that is shown only when it isn't zero. */
  alarm?: Figure;
}

/** The charts of the dashboard, most important first. */
const CHARTS = [
  { key: 'orders', kind: 'rate', minScale: 2, figures: ['confirmed', 'cancelled', 'refunded'] },
  { key: 'orderTime', kind: 'seconds', minScale: 0.1, figures: ['orderP95', 'orderP50'] },
  { key: 'holds', kind: 'rate', minScale: 2, figures: ['held', 'conflicts', 'otherRefusals'] },
  { key: 'requests', kind: 'rate', minScale: 5, figures: ['requests', 'failed', 'refused'] },
  { key: 'latency', kind: 'seconds', minScale: 0.02, figures: ['holdP95', 'placeP95', 'seatsP95'] },
  {
    key: 'payments',
    kind: 'seconds',
    minScale: 0.1,
    figures: ['authoriseP95', 'captureP95'],
    alarm: 'paymentFailures',
  },
  { key: 'feed', kind: 'seconds', minScale: 0.02, figures: ['feedP95', 'feedP50'] },
  { key: 'clients', kind: 'count', minScale: 4, figures: ['clients'] },
] as const satisfies readonly Chart[];

export function HealthCharts() {
  const { t } = useTranslation();
  const language = useLanguage();
  const { data = NO_HISTORY, error } = useQuery(metricsQuery());
  const formats: Record<Kind, (value: number) => string> = {
    rate: (value) => formatRate(value, language),
    seconds: (value) => formatSeconds(value, language),
    count: (value) => formatNumber(value, language),
  };
  const alarmOf = (figure: Figure) => {
    const rate = data.points.at(-1)?.figures[figure] ?? 0;
    return rate > 0 ? `${t(`ops.health.figure.${figure}`)} ${formatRate(rate, language)}` : null;
  };
  return (
    <section aria-labelledby="ops-health" className="min-w-0">
      <div className="mb-2 flex flex-wrap items-baseline gap-x-3">
        <h2 id="ops-health" className="text-lg font-bold">
          {t('ops.health.title')}
        </h2>
        <p className="text-xs text-muted">
          {error !== null
            ? t('ops.health.away')
            : data.points.length === 0
              ? t('ops.health.collecting')
              : t('ops.health.text')}
        </p>
      </div>
      <div className="grid gap-2.5 sm:grid-cols-2 xl:grid-cols-1">
        {CHARTS.map(({ key, kind, minScale, figures, ...rest }) => (
          <TimeChart
            key={key}
            title={t(`ops.health.chart.${key}`)}
            points={data.points}
            series={figures.map((figure) => ({ figure, name: t(`ops.health.figure.${figure}`) }))}
            format={formats[kind]}
            minScale={minScale}
            alarm={'alarm' in rest ? alarmOf(rest.alarm) : null}
          />
        ))}
      </div>
    </section>
  );
}
